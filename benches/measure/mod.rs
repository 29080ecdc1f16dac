//! Measuring: a stopwatch that does not count the time spent waiting for a core, and percentiles.

#![allow(dead_code, reason = "each bench uses a part")]

use std::fs;
use std::time::{Duration, Instant};

/// Times of one measured thing.
#[derive(Debug, Default)]
pub(crate) struct Samples(Vec<Duration>);

impl Samples {
    /// Runs `work` and notes how long it ran.
    pub(crate) fn time<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let (result, took) = stopwatch(work);
        self.0.push(took);
        result
    }

    /// Notes a time that was taken elsewhere.
    pub(crate) fn push(&mut self, took: Duration) {
        self.0.push(took);
    }

    /// The time below which `share` (0 to 1) of the samples lie.
    pub(crate) fn at(&self, share: f64) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let index = (sorted.len() as f64 * share) as usize;
        sorted.get(index.min(sorted.len().saturating_sub(1))).copied().unwrap_or_default()
    }

    /// The median.
    pub(crate) fn median(&self) -> Duration {
        self.at(0.5)
    }

    /// What 99 of 100 stay below.
    pub(crate) fn p99(&self) -> Duration {
        self.at(0.99)
    }
}

/// How long `work` ran on this thread. On a busy machine the thread also waits for a core;
/// Linux counts that to the nanosecond, and it is taken off. Elsewhere it is wall time.
pub(crate) fn stopwatch<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let waited = waiting();
    let start = Instant::now();
    let result = work();
    let took = start.elapsed();
    (result, took.saturating_sub(waiting().saturating_sub(waited)))
}

/// How long this thread has waited for a core so far.
fn waiting() -> Duration {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = stat.split_whitespace().nth(1).and_then(|field| field.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or(0))
}

/// Microseconds, for a table.
pub(crate) fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// A small source of repeatable chance (SplitMix64).
#[derive(Debug)]
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    /// A number below `limit`, which is not zero.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) % limit as u64) as usize
    }
}
