//! A tree of 1,000 files, read and judged as `shirube check` does, on one thread and without the
//! disk.

#![allow(clippy::print_stdout, reason = "a bench prints its result")]

mod measure;
mod sample;

use shirube::analysis::PreparedFile;
use shirube::syntax::Language;

use measure::Samples;

fn main() {
    let files = tree();
    let bytes: usize = files.iter().map(|(_, _, text)| text.len()).sum();
    let megabytes = bytes as f64 / 1e6;
    let (mut prepare, mut judge) = (Samples::default(), Samples::default());
    let mut findings = 0;
    for _ in 0..5 {
        let prepared = prepare.time(|| {
            let read = files.iter().map(|(path, language, text)| PreparedFile::open(path, *language, text));
            read.collect::<Vec<_>>()
        });
        let mut host = sample::host();
        judge.time(|| host.load_all(prepared));
        findings = files.iter().map(|(path, ..)| host.diagnostics(path).len()).sum();
    }
    let speed = |samples: &Samples| megabytes / samples.median().as_secs_f64();
    let both = prepare.median() + judge.median();
    println!("{} files, {megabytes:.1} MB, {findings} findings", files.len());
    println!("read    {:>8.1} ms {:>7.1} MB/s", prepare.median().as_secs_f64() * 1e3, speed(&prepare));
    println!("judge   {:>8.1} ms {:>7.1} MB/s", judge.median().as_secs_f64() * 1e3, speed(&judge));
    println!("both    {:>8.1} ms {:>7.1} MB/s", both.as_secs_f64() * 1e3, megabytes / both.as_secs_f64());
}

/// A hundred folders: a Terraform module of seven files, two templates and a document each.
fn tree() -> Vec<(String, Language, String)> {
    let mut files = Vec::new();
    for folder in 0..100 {
        for number in 0..10 {
            let (extension, language) = match number {
                7 => ("yaml", Language::Yaml),
                8 => ("json", Language::Json),
                9 => ("md", Language::Markdown),
                _ => ("tf", Language::Terraform),
            };
            let path = format!("system{folder}/part{number}.{extension}");
            files.push((path, language, sample::file(language, 200, number)));
        }
    }
    files
}
