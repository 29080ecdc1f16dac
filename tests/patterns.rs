//! Every page of `tests/patterns` is run: the pattern is applied to its `before` fences and must
//! give the `after` fences.

mod tools;

use std::fs;
use std::path::{Path, PathBuf};

use shirube::analysis::{ActionKind, Host, PreparedFile, Session};
use shirube::config::Settings;
use shirube::patterns;
use shirube::syntax::Language;
use shirube::text::{Date, Lang, Span};

use tools::cfn_lint::CfnLint;
use tools::excerpt::Excerpt;
use tools::terraform::Terraform;
use tools::{or_skip, scratch};

/// A fence of a page: its language, what it is (`before`, `after`, `companion`), its text.
struct Fence {
    language: String,
    role: String,
    text: String,
}

fn pages() -> Vec<(String, PathBuf, Vec<Fence>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/patterns");
    let mut pages = Vec::new();
    for entry in fs::read_dir(folder).expect("tests/patterns").flatten() {
        let path = entry.path();
        let text = fs::read_to_string(&path).expect("UTF-8");
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
        if stem == "README" {
            continue;
        }
        let mut fences = Vec::new();
        let mut open: Option<Fence> = None;
        for line in text.split_inclusive('\n') {
            match (&mut open, line.trim_end().strip_prefix("```")) {
                (None, Some(info)) => {
                    let mut words = info.split_whitespace();
                    let (language, role) =
                        (words.next().unwrap_or_default().into(), words.next().unwrap_or_default().into());
                    open = Some(Fence { language, role, text: String::new() });
                }
                (Some(_), Some("")) => fences.extend(open.take()),
                (Some(fence), _) => fence.text.push_str(line),
                (None, None) => {}
            }
        }
        pages.push((stem, path, fences));
    }
    pages.sort_by(|a, b| a.0.cmp(&b.0));
    pages
}

fn host() -> Host {
    let session = Session { locale: Lang::En, today: Date { year: 2026, month: 11, day: 24 }, creates_files: true };
    Host::new(Settings::default(), session)
}

fn file_of(language: &str) -> (&'static str, Language) {
    match language {
        "hcl" => ("main.tf", Language::Terraform),
        "yaml" => ("template.yaml", Language::Yaml),
        _ => ("template.json", Language::Json),
    }
}

/// The file after the pattern, and the file it creates; `None` when it is not on offer.
fn applied(pattern: &str, language: &str, text: &str) -> Option<(String, Option<String>)> {
    let (path, language) = file_of(language);
    let mut host = host();
    host.load(PreparedFile::open(path, language, text));
    let actions = host.actions(path, Span::new(0, text.len()));
    let action =
        actions.into_iter().find(|action| action.kind == ActionKind::DisasterRecovery && action.data.id == pattern)?;
    let edit = host.resolve(&action.data).expect("what is listed can be made");
    Some((edit.applied(path, text), edit.creates.into_iter().next().map(|(_, text)| text)))
}

#[test]
fn every_pattern_has_a_page_and_every_page_a_pattern() {
    let pages: Vec<String> = pages().into_iter().map(|(id, ..)| id).collect();
    let mut ids: Vec<String> = patterns::builtin().iter().map(|pattern| pattern.id.to_string()).collect();
    ids.sort();
    assert_eq!(pages, ids);
}

#[test]
fn each_page_does_what_it_shows() {
    let update = std::env::var_os("UPDATE_PAGES").is_some();
    for (id, path, fences) in pages() {
        let mut page = fs::read_to_string(&path).expect("UTF-8");
        for language in ["hcl", "yaml", "json"] {
            let fence = |role: &str| fences.iter().find(|fence| fence.language == language && fence.role == role);
            let Some(before) = fence("before") else { panic!("{id}: no `{language} before`") };
            let Some((after, created)) = applied(&id, language, &before.text) else {
                panic!("{id}: not offered in {language}")
            };
            for (role, made) in [("after", Some(after.clone())), ("companion", created)] {
                let shown = fence(role).map(|fence| fence.text.clone());
                if update && let Some(made) = &made {
                    let old = format!("```{language} {role}\n{}```", shown.unwrap_or_default());
                    page = page.replacen(&old, &format!("```{language} {role}\n{}```", with_newline(made)), 1);
                } else {
                    assert_eq!(
                        shown,
                        made.as_deref().map(with_newline),
                        "{id}: {language} {role}; UPDATE_PAGES=1 rewrites the page"
                    );
                }
            }
            assert_eq!(applied(&id, language, &after), None, "{id}: offered again in {language}");
            let errors = |text: &str| {
                let (path, language) = file_of(language);
                let mut host = host();
                host.load(PreparedFile::open(path, language, text));
                let errors = host
                    .diagnostics(path)
                    .into_iter()
                    .filter(|placed| placed.diagnostic.severity == shirube::rules::Severity::Error);
                errors
                    .map(|placed| format!("{} {}", placed.diagnostic.code, placed.diagnostic.resource))
                    .collect::<Vec<_>>()
            };
            let before = errors(&before.text);
            let new: Vec<String> = errors(&after).into_iter().filter(|error| !before.contains(error)).collect();
            assert!(new.is_empty(), "{id}: the {language} edit brings {new:?}");
        }
        if update {
            fs::write(&path, page).expect("the page can be written");
        }
    }
}

fn with_newline(text: &str) -> String {
    if text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") }
}

/// What a pattern is applied to, and the files that are there afterwards, by name.
struct Applied {
    name: String,
    before: String,
    files: Vec<(String, String)>,
}

/// Every pattern, applied to every `before` fence of a language.
fn all_applied(language: &str) -> Vec<Applied> {
    let (path, _) = file_of(language);
    let mut all = Vec::new();
    for (id, _, fences) in pages() {
        let before = fences.iter().filter(|fence| fence.language == language && fence.role == "before");
        for (number, Fence { text, .. }) in before.enumerate() {
            let (after, created) = applied(&id, language, text).expect("it is on offer");
            let companion = created.map(|text| (format!("dr.{path}"), text));
            let files = [(path.to_owned(), after)].into_iter().chain(companion).collect();
            all.push(Applied { name: format!("{id}-{number}"), before: text.clone(), files });
        }
    }
    all
}

#[test]
fn terraform_accepts_what_the_patterns_make() {
    let Some(terraform) = or_skip(Terraform::find(), "terraform validate over the patterns") else { return };
    let mut modules = Vec::new();
    for Applied { name, before, files } in all_applied("hcl") {
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let [before, after] = [&[("main.tf", before.as_str())][..], &files]
            .map(|files| Excerpt::complete(files).unwrap_or_else(|error| panic!("{name}: {error}")));
        // The page may be an excerpt; what the pattern adds must be there.
        assert!(after.missing.is_subset(&before.missing), "{name}: {:?} is not declared", after.missing);
        modules.push((name, after));
    }
    let complaints = terraform.validate(&scratch("patterns-terraform"), &modules).expect("terraform runs");
    assert!(complaints.is_empty(), "{complaints:#?}");
}

#[test]
fn cfn_lint_accepts_what_the_patterns_make() {
    let Some(lint) = or_skip(CfnLint::find(), "cfn-lint over the patterns") else { return };
    let folder = scratch("patterns-cloudformation");
    let mut files = Vec::new();
    for applied in ["yaml", "json"].into_iter().flat_map(all_applied) {
        for (name, text) in &applied.files {
            let file = folder.join(format!("{}.{name}", applied.name));
            fs::write(&file, text).expect("a template that can be written");
            files.push(file);
        }
    }
    let errors = lint.errors(&files);
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}
