//! Checks the catalogues and writes them as compact tables, so that a mistake in one stops the
//! build with its file, line and column, and starting the server reads nothing.

#![allow(dead_code, unreachable_pub, reason = "the shared parsers serve the crate too")]
#![allow(clippy::print_stderr, reason = "cargo shows what a build script says there")]

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

mod model {
    pub use crate::kind::{Dialect, Kind, Scalar};
    pub use crate::path::Path;
}

#[path = "src/fix/change.rs"]
mod change;

mod fix {
    pub use crate::change::{Change, Setting};
}

#[path = "src/rules/change_file.rs"]
mod change_file;
#[path = "src/rules/cidr.rs"]
mod cidr;
#[path = "src/rules/condition.rs"]
mod condition;
#[path = "src/rules/condition_file.rs"]
mod condition_file;
#[path = "src/rules/fields.rs"]
mod fields;
#[path = "src/rules/operator_file.rs"]
mod operator_file;
#[path = "src/rules/rule.rs"]
mod rule;
#[path = "src/rules/rule_file.rs"]
mod rule_file;

mod rules {
    pub use crate::condition::Condition;
}

#[path = "src/patterns/pattern.rs"]
mod pattern;
#[path = "src/patterns/pattern_file.rs"]
mod pattern_file;

#[path = "src/hints/hint.rs"]
mod hint;
#[path = "src/hints/hint_file.rs"]
mod hint_file;

#[path = "src/glossary/check.rs"]
mod check;
#[path = "src/glossary/entry.rs"]
mod entry;
#[path = "src/glossary/table.rs"]
mod table;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let mut problems = Vec::new();
    let kinds = kinds(&mut problems);
    let terms = glossary(&mut problems);
    println!("cargo:rerun-if-changed=src/rules/code");
    let vocabulary = condition_file::Vocabulary {
        kind: &|id| kinds.iter().find(|kind| &*kind.id == id),
        code: &|name| Path::new("src/rules/code").join(format!("{}.rs", name.replace('-', "_"))).is_file(),
        term: &|id| terms.iter().any(|known| known == id),
    };
    rules(&vocabulary, &mut problems);
    patterns(&vocabulary, &mut problems);
    hints(&vocabulary, &mut problems);
    for problem in &problems {
        eprintln!("{problem}");
    }
    if !problems.is_empty() {
        process::exit(1);
    }
}

fn kinds(problems: &mut Vec<String>) -> Vec<kind::Kind> {
    let mut kinds: Vec<kind::Kind> = Vec::new();
    for (path, text) in files("src/model/kinds", "toml") {
        match kind_file::parse(&text) {
            Ok(found) => kinds.extend(found),
            Err(errors) => problems.extend(errors.into_iter().map(|error| at(&path, &text, error.at, error.message))),
        }
    }
    let mut names: Vec<&str> = kinds
        .iter()
        .flat_map(|kind| kind.terraform.iter().chain(&kind.cloudformation).chain([&kind.id]).map(|name| &**name))
        .collect();
    names.sort_unstable();
    problems.extend(
        names
            .windows(2)
            .filter(|pair| pair[0] == pair[1])
            .map(|pair| format!("src/model/kinds: `{}` stands in two kinds", pair[0])),
    );
    write("kinds.bin", &kinds);
    kinds
}

/// The rules: what judging needs of each with the length of its details (`rules.bin`), and the
/// details one after the other (`rule-details.bin`).
fn rules(vocabulary: &condition_file::Vocabulary<'_>, problems: &mut Vec<String>) {
    let mut index = Vec::new();
    let mut details = Vec::new();
    let mut names: Vec<Box<str>> = Vec::new();
    for (rule, prose) in read("src/rules/catalogue", problems, |text| rule_file::parse(text, vocabulary)) {
        names.extend(rule.was.iter().cloned().chain([rule.id.as_ref().into()]));
        let encoded = encode(&prose);
        index.push((rule, encoded.len() as u32));
        details.extend(encoded);
    }
    names.sort_unstable();
    problems.extend(
        names
            .windows(2)
            .filter(|pair| pair[0] == pair[1])
            .map(|pair| format!("src/rules/catalogue: two rules are, or were, called `{}`", pair[0])),
    );
    write("rules.bin", &index);
    write_bytes("rule-details.bin", &details);
}

fn patterns(vocabulary: &condition_file::Vocabulary<'_>, problems: &mut Vec<String>) {
    let all = read("src/patterns/catalogue", problems, |text| pattern_file::parse(text, vocabulary));
    write("patterns.bin", &all);
}

fn hints(vocabulary: &condition_file::Vocabulary<'_>, problems: &mut Vec<String>) {
    let all = read("src/hints/catalogue", problems, |text| hint_file::parse(text, vocabulary));
    write("hints.bin", &all);
}

/// Everything in the catalogues of a folder, their problems with file, line and column.
fn read<T>(folder: &str, problems: &mut Vec<String>, parse: impl Fn(&str) -> (Vec<T>, Vec<fields::Problem>)) -> Vec<T> {
    let mut all = Vec::new();
    for (path, text) in files(folder, "toml") {
        let (found, wrong) = parse(&text);
        problems.extend(wrong.into_iter().map(|problem| at(&path, &text, problem.at, problem.message.en)));
        all.extend(found);
    }
    all
}

/// The terms: an index without prose (`glossary.bin`) and the prose it points into (`glossary.txt`).
fn glossary(problems: &mut Vec<String>) -> Vec<String> {
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
    entries.iter().map(|entry| entry.id.to_string()).collect()
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
    write_bytes(name, &encode(table));
}

fn encode(table: &impl serde::Serialize) -> Vec<u8> {
    postcard::to_allocvec(table).expect("catalogues hold nothing that postcard refuses")
}

fn write_bytes(name: &str, bytes: &[u8]) {
    let folder = env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    fs::write(folder.join(name), bytes).expect("the build folder can be written");
}
