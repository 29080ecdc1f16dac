//! Our reading, block by block, against independent readers of whole files.
//!
//! Every file that the other reader accepts must hold the same names and values for us. The files are
//! the samples, the fixtures, every fence of the pages, and the folders that `SHIRUBE_REPOSITORIES`
//! names, separated by colons. Where we differ on purpose, [`KNOWN`] says why.

#![allow(clippy::print_stdout, reason = "a measurement says what it found")]

#[path = "differential/oracle.rs"]
mod oracle;
mod tools;
#[path = "differential/tree.rs"]
mod tree;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use oracle::Yaml;
use shirube::syntax::{self, BlockKind, Language};
use tree::{Known, Ours, Tree};

/// Differences on purpose, each with the reason.
const KNOWN: &[(&str, &str)] = &[
    ("placeholder", "`...` and `<name>` stand for a value that the reader has to think of: unknown, no text"),
    ("repeated key", "of a JSON key that repeats we keep all, the other reader keeps the last"),
    ("repeated object key", "Terraform accepts an object key that repeats, hcl-edit refuses the file"),
    (
        "number of another kind",
        "`1_000`, `0x1F` and `1:30` are numbers in YAML 1.1; nobody means them, and we read text",
    ),
];

/// A text to read: a file, or a fence of one.
struct Source {
    name: String,
    language: Language,
    text: String,
}

/// The files below a folder, and the fences of those that are Markdown.
fn sources(folder: &Path) -> Vec<Source> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).into_iter().flatten().flatten().map(|entry| entry.path());
            open.extend(entries.filter(|path| !path.ends_with(".git") && !path.is_symlink()));
            continue;
        }
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let name = path.display().to_string();
        match Language::of_file(&name, &text) {
            Some(Language::Markdown) => found.extend(fences(&name, &text)),
            Some(language) => found.push(Source { name, language, text }),
            None => {}
        }
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}

fn fences(name: &str, text: &str) -> Vec<Source> {
    let mut found = Vec::new();
    for block in syntax::cut(text, Language::Markdown) {
        let BlockKind::Fence(fence) = &block.kind else { continue };
        let Some(language) = Language::of_fence(&fence.info) else { continue };
        let own = block.span.of(text);
        let name = format!("{name}#{}", found.len() + 1);
        found.push(Source { name, language, text: fence.lines.iter().map(|line| line.of(own)).collect() });
    }
    found
}

/// What a run has seen.
#[derive(Default)]
struct Tally {
    files: BTreeMap<&'static str, usize>,
    values: usize,
    /// Files that the other reader refuses too.
    invalid: usize,
    known: Known,
    differences: Vec<String>,
}

impl Tally {
    fn compare(&mut self, source: &Source, yaml: Option<&mut Yaml>) {
        let Source { name, language, text } = source;
        let (reader, theirs) = match language {
            Language::Terraform | Language::Tfvars => ("hcl-edit", oracle::hcl(text)),
            Language::Json | Language::TerraformJson | Language::TfvarsJson => ("serde_json", oracle::json(text)),
            Language::Yaml => match yaml {
                Some(yaml) => ("PyYAML", yaml.read(text)),
                None => return,
            },
            Language::Markdown => return,
        };
        let theirs = match theirs {
            Ok(tree) => tree,
            Err(error) if error.contains("redefined object key") => {
                *self.known.entry("repeated object key").or_default() += 1;
                return;
            }
            Err(_) => {
                self.invalid += 1;
                return;
            }
        };
        let (tree, ours) = Ours::read(text, *language);
        *self.files.entry(reader).or_default() += 1;
        self.values += theirs.size();
        for (kind, count) in ours.known {
            *self.known.entry(kind).or_default() += count;
        }
        let theirs = self.without_odd_numbers(theirs);
        match (ours.refused, tree.difference(&theirs, "")) {
            (_, Some(difference)) => self.differences.push(format!("{name}{difference}")),
            (Some(refused), None) => self.differences.push(format!("{name}: refused: {refused}")),
            (None, None) => {}
        }
    }

    /// The tree with the numbers that we read as text.
    fn without_odd_numbers(&mut self, tree: Tree) -> Tree {
        match tree {
            Tree::Leaf(leaf) => match leaf.strip_prefix("number ") {
                Some(digits) if digits.contains(['_', ':', 'x', 'n', 'N']) => {
                    *self.known.entry("number of another kind").or_default() += 1;
                    Tree::leaf("text", digits)
                }
                _ => Tree::Leaf(leaf),
            },
            Tree::List(items) => Tree::List(items.into_iter().map(|item| self.without_odd_numbers(item)).collect()),
            Tree::Map(entries) => {
                Tree::Map(entries.into_iter().map(|(name, value)| (name, self.without_odd_numbers(value))).collect())
            }
            Tree::Tagged(tag, inner) => Tree::Tagged(tag, Box::new(self.without_odd_numbers(*inner))),
        }
    }

    fn report(&self) {
        println!("{:?}, {} values; {} files are invalid for the other reader", self.files, self.values, self.invalid);
        for (kind, count) in &self.known {
            let (_, reason) = KNOWN.iter().find(|(name, _)| name == kind).expect("a difference with a reason");
            println!("{count} × {kind}: {reason}");
        }
    }
}

fn folders() -> Vec<PathBuf> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut folders: Vec<PathBuf> =
        ["samples", "fixtures", "rules", "patterns"].iter().map(|name| tests.join(name)).collect();
    let named = std::env::var_os("SHIRUBE_REPOSITORIES").unwrap_or_default();
    folders.extend(std::env::split_paths(&named).filter(|path| !path.as_os_str().is_empty()));
    folders
}

#[test]
fn we_read_what_others_read() {
    let mut yaml = tools::or_skip(Yaml::start(), "our YAML against PyYAML's");
    let mut tally = Tally::default();
    for folder in folders() {
        for source in sources(&folder) {
            tally.compare(&source, yaml.as_mut());
        }
    }
    tally.report();
    let count = tally.differences.len();
    assert!(tally.differences.is_empty(), "{count} differences:\n{}", tally.differences.join("\n"));
    assert!(tally.values > 1_000, "only {} values", tally.values);
}

#[test]
fn a_difference_is_told() {
    let cases = [
        (Language::Terraform, "resource \"a\" \"b\" {\n  c = 1\n}\n", "1", "2"),
        (Language::Terraform, "a \"b\" {\n  c = var.d\n}\n", "var.d", "var.e"),
        (Language::Json, "{\"Resources\": {\"A\": {\"b\": [true]}}}", "true", "false"),
        (Language::Json, "{\"Resources\": {\"A\": {\"b\": [true]}}}", "\"b\"", "\"c\""),
    ];
    for (language, text, old, new) in cases {
        let other = text.replace(old, new);
        let theirs = if language == Language::Json { oracle::json(&other) } else { oracle::hcl(&other) };
        let (ours, _) = Ours::read(text, language);
        assert!(ours.difference(&theirs.expect("valid"), "").is_some(), "{old} against {new} in {text}");
    }
}
