//! The structure of the house, enforced: floors, homes, names. `ARCHITECTURE.md` quotes [`FLOORS`].

use std::fs;
use std::path::{Path, PathBuf};

/// Every module by floor, lowest first. A module imports from lower floors and from itself.
const FLOORS: &[&[&str]] = &[
    &["text"],
    &["syntax", "glossary"],
    &["model"],
    &["fix"],
    &["rules"],
    &["patterns", "hints"],
    &["config", "analysis"],
    &["disk"],
    &["lsp", "report"],
    &["cli"],
];

/// Each crate or part of the standard library that has one home, and where that is.
const HOMES: &[(&str, &[&str])] = &[
    ("ropey", &["text"]),
    ("aho_corasick", &["glossary"]),
    ("tower_lsp", &["lsp"]),
    ("tokio", &["lsp"]),
    ("clap", &["cli"]),
    ("rayon", &["analysis", "cli"]),
    ("ignore::", &["disk"]),
    ("globset", &["config"]),
    ("hcl_edit", &["syntax"]),
    ("saphyr_parser", &["syntax"]),
    ("jsonc_parser", &["syntax"]),
    ("pulldown_cmark", &["syntax", "glossary"]),
    ("std::fs", &["disk", "lsp", "cli", "report"]),
    ("std::env", &["lsp", "cli", "report"]),
    ("std::io", &["disk", "lsp", "cli", "report"]),
    ("TcpStream", &[]),
    ("TcpListener", &[]),
    ("UdpSocket", &[]),
    ("ToSocketAddrs", &[]),
    ("std::process::Command", &[]),
    ("SystemTime::now", &["lsp", "cli"]),
    ("println!", &["cli", "report"]),
    ("eprintln!", &["cli", "report"]),
];

/// Names that say nothing.
const DRAWERS: &[&str] = &["utils", "util", "common", "helpers", "helper", "manager", "misc", "types", "shared"];

/// A file longer than this is two.
const LONGEST: usize = 600;

#[test]
fn a_module_imports_from_lower_floors_only() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let Some((floor, own)) = floor_of(&path) else { continue };
        for (number, line) in product_lines(&text) {
            for (above, names) in FLOORS.iter().enumerate().skip(floor) {
                for name in names.iter().filter(|name| **name != own) {
                    if imports(line, name) && !(above == floor && *name == "config") {
                        wrong.push(format!(
                            "{}:{number}: `{own}` (floor {floor}) uses `{name}` (floor {above})",
                            path.display()
                        ));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn crates_and_io_stay_in_their_homes() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let own = module_of(&path);
        for (number, line) in product_lines(&text) {
            for (what, homes) in HOMES {
                if line.contains(what) && !homes.contains(&own.as_str()) && own != "main" {
                    wrong.push(format!("{}:{number}: `{what}` belongs in {homes:?}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn modules_have_telling_names_and_one_topic() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if DRAWERS.contains(&stem) {
            wrong.push(format!("{}: `{stem}` says nothing about what is inside", path.display()));
        }
        if !text.starts_with("//!") {
            wrong.push(format!("{}: the first line says what the module is for", path.display()));
        }
        let lines = text.lines().count();
        if lines > LONGEST {
            wrong.push(format!("{}: {lines} lines, more than {LONGEST}", path.display()));
        }
        for word in ["TODO", "FIXME", "XXX", "todo!(", "unimplemented!("] {
            if text.contains(word) {
                wrong.push(format!("{}: holds `{word}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_folder_of_sources_is_on_a_floor() {
    let known: Vec<&str> = FLOORS.iter().flat_map(|floor| floor.iter().copied()).collect();
    for (path, _) in sources() {
        let own = module_of(&path);
        assert!(
            known.contains(&own.as_str()) || ["main", "lib"].contains(&own.as_str()),
            "{} stands on no floor",
            path.display()
        );
    }
}

#[test]
fn the_top_level_holds_what_it_may() {
    let allowed = [
        "Cargo.toml",
        "Cargo.lock",
        "build.rs",
        "src",
        "glossary",
        "editors",
        "tests",
        "benches",
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "LICENSE",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "target",
    ];
    for entry in fs::read_dir(root()).expect("the project's folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(allowed.contains(&name.as_str()) || name.starts_with('.'), "`{name}` at the top level");
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every source file with its path from `src`.
fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a source folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let src = root().join("src");
    let mut found = Vec::new();
    walk(&src, &mut found);
    found.sort();
    let read = |path: PathBuf| {
        (path.strip_prefix(&src).expect("below src").to_owned(), fs::read_to_string(&path).expect("UTF-8"))
    };
    found.into_iter().map(read).collect()
}

/// The first folder or file stem below `src`.
fn module_of(path: &Path) -> String {
    let first = path.iter().next().and_then(|part| part.to_str()).unwrap_or_default();
    first.trim_end_matches(".rs").to_owned()
}

fn floor_of(path: &Path) -> Option<(usize, String)> {
    let own = module_of(path);
    let floor = FLOORS.iter().position(|names| names.contains(&own.as_str()))?;
    Some((floor, own))
}

/// The numbered lines without comments and without the tests at the end of a file.
fn product_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate().take_while(|(_, line)| !line.starts_with("#[cfg(test)]"));
    lines.map(|(number, line)| (number + 1, line)).filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// True for `crate::name`, followed by no more of a word.
fn imports(line: &str, name: &str) -> bool {
    line.match_indices("crate::").any(|(at, _)| {
        let rest = &line[at + "crate::".len()..];
        rest.strip_prefix(name).is_some_and(|after| !after.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
            || rest
                .strip_prefix('{')
                .is_some_and(|group| group.split([',', '}']).any(|part| part.trim().split(':').next() == Some(name)))
    })
}
