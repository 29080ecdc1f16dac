//! The rule pages in `tests/rules/<service>/<rule>.md`: documentation and tests at once.
//!
//! Every fence is loaded as a file of its own. `bad` and `absent-bad` violate the rule, `good`,
//! `unknown` and `absent-good` do not, and `fixed` is exactly what the rule's first fix makes of the
//! bad one before it. `UPDATE_PAGES=1 cargo test --test rules` writes the heads, the fixed fences and
//! the index anew.

#[path = "rules/mutation.rs"]
mod mutation;
#[path = "rules/page.rs"]
mod page;
mod tools;
#[path = "rules/validation.rs"]
mod validation;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use page::{Fence, Page};
use shirube::analysis::{Host, Placed, Session};
use shirube::config::Settings;
use shirube::model::{Dialect, Kinds};
use shirube::rules::{Catalogue, Profile, Severity};
use shirube::text::{Date, Lang};

/// A page on the disk.
struct PageFile {
    path: PathBuf,
    /// The rule's id.
    id: String,
    text: String,
    page: Page,
}

fn pages() -> Vec<PageFile> {
    let mut pages = Vec::new();
    for service in fs::read_dir(folder()).expect("the pages' folder").flatten().filter(|entry| entry.path().is_dir()) {
        for file in fs::read_dir(service.path()).expect("a service's folder").flatten() {
            let path = file.path();
            if path.extension().is_none_or(|end| end != "md") {
                continue;
            }
            let id = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            let text = fs::read_to_string(&path).expect("a page");
            let page = Page::parse(&text);
            pages.push(PageFile { path, id, text, page });
        }
    }
    pages.sort_by(|one, other| one.path.cmp(&other.path));
    pages
}

/// Runs `check` over every page, on all cores, each with a host of its own.
fn over_pages(check: impl Fn(&PageFile, &mut Host, &mut Failures) + Sync) {
    let (pages, next) = (pages(), AtomicUsize::new(0));
    let work = || {
        let (mut failures, mut host) = (Failures::default(), host());
        while let Some(page) = pages.get(next.fetch_add(1, Ordering::Relaxed)) {
            check(page, &mut host, &mut failures);
        }
        failures.0
    };
    let mut failures = Failures::default();
    thread::scope(|scope| {
        let cores = thread::available_parallelism().map_or(2, usize::from);
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            failures.0.extend(worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
    });
    failures.report();
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules")
}

fn updates() -> bool {
    std::env::var_os("UPDATE_PAGES").is_some()
}

/// A host that judges by every rule; one serves many fences, each of which replaces the last.
fn host() -> Host {
    let settings = Settings { profile: Profile::Strict, ..Settings::default() };
    let today = Date::parse("2026-11-01").expect("a day");
    Host::new(settings, Session { locale: Lang::En, today, creates_files: true })
}

/// The findings in a text that stands in the place of `fence`.
fn findings(host: &mut Host, fence: &Fence, text: &str) -> Vec<Placed> {
    let (path, language) = fence.file();
    host.open(path, language, text, 1);
    host.diagnostics(path)
}

fn of_rule<'f>(found: &'f [Placed], id: &str) -> Vec<&'f Placed> {
    found.iter().filter(|placed| &*placed.diagnostic.code == id).collect()
}

/// What the first fix that is offered makes of the fence, and how its safety is called.
fn fixed(host: &mut Host, fence: &Fence, text: &str, id: &str) -> Option<String> {
    let found = findings(host, fence, text);
    let (path, _) = fence.file();
    let actions = host.actions(path, of_rule(&found, id).first()?.span());
    let action = actions.iter().find(|action| action.data.id.split('#').next() == Some(id))?;
    Some(host.resolve(&action.data)?.applied(path, text))
}

/// Collects failures, so that one run tells of all pages.
#[derive(Default)]
struct Failures(Vec<String>);

impl Failures {
    fn check(&mut self, holds: bool, page: &Path, what: impl FnOnce() -> String) {
        if !holds {
            let page = page.strip_prefix(folder()).unwrap_or(page);
            self.0.push(format!("{}: {}", page.display(), what()));
        }
    }

    /// Fails if there were any.
    fn report(mut self) {
        self.0.sort();
        assert!(self.0.is_empty(), "{} wrong:\n{}", self.0.len(), self.0.join("\n"));
    }
}

#[test]
fn every_rule_has_a_page_and_every_page_a_rule() {
    let rules: BTreeSet<String> = Catalogue::builtin().iter().map(|(_, rule)| rule.id.to_string()).collect();
    let pages: BTreeSet<String> = pages().into_iter().map(|page| page.id).collect();
    assert_eq!(rules, pages);
}

#[test]
fn generated_parts_are_fresh() {
    let catalogue = Catalogue::builtin();
    over_pages(|PageFile { path, id, text, .. }, host, failures| {
        let Some(number) = catalogue.find(id) else { return };
        let (Some(rule), Some(details)) = (catalogue.rule(number), catalogue.details(number)) else { return };
        let head = page::head(rule, details);
        if updates() {
            let fixed = Page::parse(text).updated(&head, |fence| fixed(host, fence, &fence.code, id));
            fs::write(path, fixed).expect("a page that can be written");
        } else {
            failures.check(page::head_of(text) == Some(&head), path, || "the head is stale".to_owned());
        }
    });
    let mut index = String::from("# Rules\n\n<!-- written by `UPDATE_PAGES=1 cargo test --test rules` -->\n\n");
    index.push_str("| rule | principle | severity | title | タイトル |\n|---|---|---|---|---|\n");
    for PageFile { path, id, .. } in pages() {
        let Some(number) = catalogue.find(&id) else { continue };
        let (Some(rule), Some(details)) = (catalogue.rule(number), catalogue.details(number)) else { continue };
        let service =
            path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let title = &details.title;
        let (principle, severity) = (rule.principle, rule.severity);
        index.push_str(&format!(
            "| [{id}]({service}/{id}.md) | {principle} | {severity} | {} | {} |\n",
            title.en, title.ja
        ));
    }
    let readme = folder().join("README.md");
    if updates() {
        fs::write(&readme, &index).expect("an index that can be written");
    } else {
        assert!(fs::read_to_string(&readme).unwrap_or_default() == index, "the index is stale");
    }
}

#[test]
fn bad_is_found_and_good_is_not() {
    over_pages(|PageFile { path, id, page, .. }, host, failures| {
        for fence in &page.cases() {
            let Fence { tag, role, code, .. } = fence;
            let found = findings(host, fence, code);
            let count = of_rule(&found, id).len();
            match role.as_str() {
                "bad" | "absent-bad" => {
                    failures.check(count == 1, path, || format!("{count} findings in {tag} {role}"))
                }
                "good" | "unknown" | "absent-good" | "fixed" => {
                    failures.check(count == 0, path, || format!("a finding in {tag} {role}"));
                }
                _ => failures.check(false, path, || format!("a fence cannot be {role}")),
            }
        }
    });
}

#[test]
fn every_language_of_a_rule_is_shown() {
    let (catalogue, kinds) = (Catalogue::builtin(), Kinds::builtin());
    over_pages(|PageFile { path, id, page, .. }, _, failures| {
        let Some(rule) = catalogue.find(id).and_then(|number| catalogue.rule(number)) else { return };
        let fences = page.cases();
        let offers = |dialect| {
            (rule.languages.is_empty() || rule.languages.contains(&dialect))
                && rule.on.iter().filter_map(|kind| kinds.get(kind)).any(|kind| kind.exists_in(dialect))
        };
        for (dialect, tags) in [(Dialect::Terraform, &["hcl"][..]), (Dialect::CloudFormation, &["yaml", "json"])] {
            for tag in tags {
                let shown = fences.iter().any(|fence| fence.tag == *tag && fence.is_bad());
                failures.check(shown == offers(dialect), path, || format!("bad {tag}: shown {shown}"));
            }
        }
        failures.check(fences.iter().any(|fence| fence.role == "good"), path, || "nothing good is shown".to_owned());
    });
}

#[test]
fn a_fix_does_what_its_page_shows() {
    over_pages(|PageFile { path, id, page, .. }, host, failures| {
        for (bad, shown) in &page.faults() {
            let tag = &bad.tag;
            let made = fixed(host, bad, &bad.code, id);
            let as_shown = match (&made, shown) {
                (Some(made), Some(shown)) => shown.says(made),
                (made, shown) => made.is_none() && shown.is_none(),
            };
            failures.check(as_shown, path, || format!("{tag} becomes {made:?}"));
            let Some(made) = made else { continue };
            let errors = |found: &[Placed]| -> BTreeSet<Arc<str>> {
                let errors = found.iter().filter(|placed| placed.diagnostic.severity == Severity::Error);
                errors.map(|placed| placed.diagnostic.code.clone()).collect()
            };
            let before = errors(&findings(host, bad, &bad.code));
            let after = findings(host, bad, &made);
            failures.check(of_rule(&after, id).is_empty(), path, || format!("the {tag} fix leaves the finding"));
            failures.check(errors(&after).is_subset(&before), path, || {
                format!("the {tag} fix brings {:?}", errors(&after))
            });
            failures.check(fixed(host, bad, &made, id).is_none(), path, || format!("the {tag} fix is offered again"));
        }
    });
}
