//! Checks the catalogues and writes them as compact tables, so that a mistake in one stops the
//! build with its file, line and column, and starting the server reads nothing.

#![allow(dead_code, unreachable_pub, reason = "the shared parsers serve the crate too")]

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::{env, fs, process};

#[path = "src/text/lang.rs"]
mod lang;

mod text {
    pub use crate::lang::Text;
}

#[path = "src/model/kind.rs"]
mod kind;
#[path = "src/model/kind_file.rs"]
mod kind_file;
#[path = "src/model/path.rs"]
mod path;

#[path = "src/glossary/check.rs"]
mod check;
#[path = "src/glossary/entry.rs"]
mod entry;
#[path = "src/glossary/table.rs"]
mod table;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let mut problems = Vec::new();
    kinds(&mut problems);
    glossary(&mut problems);
    for problem in &problems {
        eprintln!("{problem}");
    }
    if !problems.is_empty() {
        process::exit(1);
    }
}

fn kinds(problems: &mut Vec<String>) {
    let mut kinds: Vec<kind::Kind> = Vec::new();
    for (path, text) in files("src/model/kinds", "toml") {
        match kind_file::parse(&text) {
            Ok(found) => kinds.extend(found),
            Err(errors) => problems.extend(errors.into_iter().map(|error| at(&path, &text, error.at, error.message))),
        }
    }
    let mut names: Vec<&str> = kinds.iter().flat_map(|kind| {
        kind.terraform.iter().chain(&kind.cloudformation).chain([&kind.id]).map(|name| &**name)
    }).collect();
    names.sort_unstable();
    problems.extend(names.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| {
        format!("src/model/kinds: `{}` stands in two kinds", pair[0])
    }));
    write("kinds.bin", &kinds);
}

/// The terms: an index without prose (`glossary.bin`) and the prose it points into (`glossary.txt`).
fn glossary(problems: &mut Vec<String>) {
    let mut sheets = Vec::new();
    let before = problems.len();
    for (path, source) in files("glossary", "md").into_iter().filter(|(path, _)| !path.ends_with("README.md")) {
        let file = path.display().to_string();
        match entry::parse(&source) {
            Ok(entry) => sheets.push(check::Sheet { file, source, entry }),
            Err(problem) => problems.push(format!("{file}:{problem}")),
        }
    }
    // References to a term that could not be read would only repeat its problem.
    if problems.len() == before {
        problems.extend(check::check(&sheets));
    }
    let mut entries: Vec<entry::Entry> = sheets.into_iter().map(|sheet| sheet.entry).collect();
    entries.sort_by(|a, b| a.id.cmp(&b.id));
    let (index, prose) = table::compile(&entries);
    write("glossary.bin", &index);
    write_bytes("glossary.txt", prose.as_bytes());
}

/// The files of a folder with that extension, in the order of their names, with their texts.
fn files(folder: &str, extension: &str) -> Vec<(PathBuf, String)> {
    println!("cargo:rerun-if-changed={folder}");
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|found| found == extension));
    paths.sort();
    let read = |path: PathBuf| fs::read_to_string(&path).ok().map(|text| (path, text));
    paths.into_iter().filter_map(read).collect()
}

/// `file:line:column: message`, with the line and column of byte `offset`.
fn at(path: &Path, text: &str, offset: usize, message: impl Display) -> String {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    format!("{}:{line}:{column}: {message}", path.display())
}

fn write(name: &str, table: &impl serde::Serialize) {
    write_bytes(name, &postcard::to_allocvec(table).expect("catalogues hold nothing that postcard refuses"));
}

fn write_bytes(name: &str, bytes: &[u8]) {
    let folder = env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    fs::write(folder.join(name), bytes).expect("the build folder can be written");
}
