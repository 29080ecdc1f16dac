//! Term scan against the bare aho-corasick crate on the same automaton. Target: at least 80 % of its speed.
//!
//! The bare run gets its text already folded and lists every hit; ours folds the text, judges edges
//! and case, and maps the hits back. Both take turns document by document, and each document's
//! fastest turn counts: what else runs on the machine only ever adds to a time.
#![allow(clippy::print_stdout, reason = "a bench prints its result")]

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use shirube::glossary::Glossary;
use shirube::text::Lang;

/// Bytes to scan of each text.
const SIZE: usize = 4 << 20;
/// Bytes of a document.
const DOCUMENT: usize = 64 << 10;
/// Turns a document.
const ROUNDS: usize = 15;
/// Share of the bare crate's speed that the scan must reach.
const TARGET: f64 = 0.8;

fn main() {
    let glossary = Glossary::built_in();
    let start = Instant::now();
    let matcher = glossary.matcher();
    println!(
        "automaton: {} patterns, {} KB, built in {:.1} ms",
        matcher.pattern_count(),
        matcher.memory() / 1024,
        start.elapsed().as_secs_f64() * 1e3
    );
    let texts = [("japanese", prose(&glossary, Lang::Ja)), ("english", prose(&glossary, Lang::En)), ("notes", notes())];
    let (mut ours, mut bare) = (Duration::ZERO, Duration::ZERO);
    for (name, text) in texts.iter().filter(|(_, text)| !text.is_empty()) {
        let text = text.repeat(SIZE / text.len() + 1);
        let (our_time, bare_time) = compare(name, &glossary, &text);
        ours += our_time;
        bare += bare_time;
    }
    let ratio = bare.as_secs_f64() / ours.as_secs_f64();
    println!("together: ratio {ratio:.2}, {}", if ratio >= TARGET { "ok" } else { "below target" });
}

/// Times of our scan and of the bare one.
fn compare(name: &str, glossary: &Glossary, text: &str) -> (Duration, Duration) {
    let matcher = glossary.matcher();
    let (mut ours, mut bare) = (Duration::ZERO, Duration::ZERO);
    let (mut terms, mut hits) = (0, 0);
    for document in documents(text) {
        let folded = matcher.folded(&document);
        let (mut our_best, mut bare_best) = (Duration::MAX, Duration::MAX);
        let (mut found, mut raw) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            our_best = our_best.min(time(|| found = glossary.scan(black_box(&document))));
            bare_best = bare_best.min(time(|| raw = matcher.bare_hits(black_box(&folded))));
        }
        ours += our_best;
        bare += bare_best;
        terms += found.len();
        hits += raw.len();
    }
    let speed = |time: Duration| text.len() as f64 / 1e6 / time.as_secs_f64();
    let ratio = bare.as_secs_f64() / ours.as_secs_f64();
    println!(
        "{name:<9} ours {:4.0} MB/s, {terms} terms; bare {:4.0} MB/s, {hits} hits; ratio {ratio:.2}",
        speed(ours),
        speed(bare)
    );
    (ours, bare)
}

/// The text in documents of about [`DOCUMENT`] bytes.
fn documents(text: &str) -> Vec<String> {
    let mut documents = vec![String::new()];
    for paragraph in text.split_inclusive("\n\n") {
        match documents.last_mut() {
            Some(last) if last.len() < DOCUMENT => last.push_str(paragraph),
            _ => documents.push(paragraph.to_owned()),
        }
    }
    documents
}

/// The explanations of all terms in one language.
fn prose(glossary: &Glossary, lang: Lang) -> String {
    glossary.terms().flat_map(|(_, term)| [term.body(lang), "\n\n"]).collect()
}

/// Markdown notes beside the repository; empty where there are none.
fn notes() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/domain");
    let mut files: Vec<_> = folder.read_dir().into_iter().flatten().flatten().map(|file| file.path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "md"));
    files.sort();
    files.iter().filter_map(|file| std::fs::read_to_string(file).ok()).collect()
}

fn time(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}
