//! A keystroke in files of growing size: the edit, and the diagnostics of the file after it.
//!
//! Letters come and go at random places; now and then it is a line end. The last column compares
//! the edit with that in the file of 1,000 lines; the answer grows with the number of findings.

#![allow(clippy::print_stdout, reason = "a bench prints its result")]

mod measure;
mod sample;

use shirube::syntax::Language;
use shirube::text::{Encoding, Position};

use measure::{Chance, Samples, micros};

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];
const PATH: &str = "design/file";

fn main() {
    println!(
        "{:<21} {:>7} {:>9}  {:>18}  {:>18}  {:>18}  ratio of",
        "", "", "", "edit µs", "diagnostics µs", "together µs"
    );
    println!(
        "{:<21} {:>7} {:>9}  {:>8} {:>9}  {:>8} {:>9}  {:>8} {:>9}  edit p50, p99",
        "language", "lines", "findings", "p50", "p99", "p50", "p99", "p50", "p99"
    );
    for (name, language) in sample::LANGUAGES {
        let mut smallest = None;
        for lines in SIZES {
            let run = measure(language, lines);
            let edit = (micros(run.edit.median()), micros(run.edit.p99()));
            let base = *smallest.get_or_insert(edit);
            println!(
                "{name:<21} {lines:>7} {:>9}  {:>8.1} {:>9.1}  {:>8.1} {:>9.1}  {:>8.1} {:>9.1}  {:.1}, {:.1}",
                run.findings,
                edit.0,
                edit.1,
                micros(run.answer.median()),
                micros(run.answer.p99()),
                micros(run.both.median()),
                micros(run.both.p99()),
                edit.0 / base.0,
                edit.1 / base.1,
            );
        }
    }
}

#[derive(Default)]
struct Run {
    findings: usize,
    edit: Samples,
    answer: Samples,
    both: Samples,
}

fn measure(language: Language, lines: usize) -> Run {
    let text = sample::file(language, lines, 0);
    let mut host = sample::host();
    host.open(PATH, language, &text, 0);
    let mut run = Run { findings: host.diagnostics(PATH).len(), ..Run::default() };
    let lines: Vec<&str> = text.lines().collect();
    let mut chance = Chance(lines.len() as u64);
    for round in 0..1_000 {
        let line = chance.below(lines.len());
        let column = chance.below(lines[line].encode_utf16().count() + 1);
        let at = Position { line: line as u32, character: column as u32 };
        let (typed, after) = if round % 16 == 0 {
            ("\n", Position { line: at.line + 1, character: 0 })
        } else {
            ("e", Position { character: at.character + 1, ..at })
        };
        for (range, text) in [(at..at, typed), (at..after, "")] {
            let ((), edit) = measure::stopwatch(|| host.edit(PATH, round + 1, &[(Some(range), text)], Encoding::Utf16));
            let (_, answer) = measure::stopwatch(|| host.diagnostics(PATH));
            // What the first edits pay for once (the catalogue's first use) is no keystroke's cost.
            if round >= 20 {
                run.edit.push(edit);
                run.answer.push(answer);
                run.both.push(edit + answer);
            }
        }
    }
    assert_eq!(host.text(PATH).map(|buffer| buffer.text()).as_deref(), Some(&*text), "every letter is taken back");
    run
}
