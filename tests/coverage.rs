//! What other checkers ask and our rules do not: every id that a rule lists in `aliases` or in its
//! controls is covered, and what no rule should ask stands in `src/rules/catalogue/left-out/*.toml`,
//! with the reason.
//!
//! `cargo test --test coverage -- --nocapture` prints the rest by service. The lists that the rules
//! are held against, `topics.md` and `zero-trust.toml`, are no part of the project: the comparison is
//! skipped where `shared/domain` does not lie beside it or above.
#![allow(clippy::print_stdout, reason = "the list of what is missing is the point; a skipped test says so")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use shirube::model::Kinds;
use shirube::rules::Catalogue;

/// Of a hundred topics, so many are covered at least. Raise it as the catalogue grows.
const TOPICS_COVERED: usize = 99;

/// Of a hundred controls that name an id, so many are covered at least.
const CONTROLS_COVERED: usize = 98;

/// The sections of `topics.md` that count.
const PRINCIPLES: &[&str] = &["identity", "transit", "rest", "least-privilege", "exposure", "monitoring", "dr"];

/// How a checker's ids begin, after its short name in `topics.md`.
const CHECKERS: &[&str] = &["ck ", "tv ", "gd ", "nag "];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LeftOutFile {
    left_out: Vec<LeftOut>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LeftOut {
    ids: Vec<String>,
    reason: Reason,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reason {
    en: String,
    ja: String,
}

/// One question, asked under one id or several.
struct Question {
    service: String,
    title: String,
    ids: Vec<String>,
}

/// What a list of questions comes to.
struct Tally {
    any: usize,
    all: usize,
    questions: usize,
}

impl Tally {
    fn percent(&self) -> usize {
        self.any * 100 / self.questions.max(1)
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules/catalogue/left-out")
}

/// Everything that is left out, with the file that says so.
fn left_out() -> Vec<(String, LeftOut)> {
    let files = fs::read_dir(folder()).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    files.sort();
    let read = |path: PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let text = fs::read_to_string(&path).expect("UTF-8");
        let file: LeftOutFile = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        file.left_out.into_iter().map(move |entry| (name.clone(), entry))
    };
    files.into_iter().flat_map(read).collect()
}

/// The ids of other checkers and the controls of the foundational standard that a rule answers.
fn answered() -> BTreeSet<String> {
    let catalogue = Catalogue::builtin();
    let of_rule = |(number, rule): (u32, &shirube::rules::Rule)| {
        let fsbp = catalogue.details(number).and_then(|details| details.controls.get("fsbp"));
        let controls = fsbp.into_iter().flatten();
        rule.aliases.iter().chain(controls).map(|id| id.to_string()).collect::<Vec<_>>()
    };
    catalogue.iter().flat_map(of_rule).collect()
}

/// A file of `shared/domain` beside the project or above it.
fn domain(file: &str) -> Option<String> {
    let place = |folder: &Path| fs::read_to_string(folder.join("shared/domain").join(file)).ok();
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().skip(1).find_map(place);
    if found.is_none() {
        println!("skipped: no shared/domain/{file} beside the project");
    }
    found
}

/// The id in `ck CKV_AWS_1 [tf]`.
fn id_of(check: &str) -> Option<String> {
    let id = CHECKERS.iter().find_map(|name| check.trim().strip_prefix(name))?;
    id.split(' ').next().map(str::to_owned)
}

/// The topics: `- title — ck CKV_AWS_1 [tf]; tv AWS-0001 []` under `## principle` and `### service`.
fn topics(text: &str) -> Vec<Question> {
    let (mut principle, mut service) = ("", "");
    let mut topics = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("## ") {
            principle = name;
        } else if let Some(name) = line.strip_prefix("### ") {
            service = name;
        } else if let Some((title, checks)) = line.strip_prefix("- ").and_then(|line| line.rsplit_once(" — ")) {
            let ids = checks.split(';').filter_map(id_of).collect();
            if PRINCIPLES.contains(&principle) {
                topics.push(Question { service: service.to_owned(), title: format!("{principle}: {title}"), ids });
            }
        }
    }
    topics
}

#[derive(Deserialize)]
struct Controls {
    control: Vec<Control>,
}

#[derive(Deserialize)]
struct Control {
    id: String,
    en: String,
    checkov: Vec<String>,
    security_hub: Vec<String>,
    terraform: Vec<String>,
}

impl Control {
    /// The service, out of the first type of Terraform that the control is about.
    fn service(&self) -> String {
        let kind = self.terraform.first().and_then(|place| place.strip_prefix("aws_")).unwrap_or("none");
        kind.split(['_', '.']).next().unwrap_or("none").to_owned()
    }

    /// Whether any rule judges a type of Terraform that the control is about.
    fn is_near_a_rule(&self, judged: &BTreeSet<&str>) -> bool {
        self.terraform.iter().any(|place| place.split('.').next().is_some_and(|name| judged.contains(name)))
    }
}

/// Prints what is not covered, by service, and counts.
fn tally(what: &str, questions: &[Question], covered: &BTreeSet<String>) -> Tally {
    let mut missing: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let (mut any, mut all) = (0, 0);
    for Question { service, title, ids } in questions {
        let (known, open): (Vec<&String>, Vec<&String>) = ids.iter().partition(|id| covered.contains(*id));
        any += usize::from(!known.is_empty());
        all += usize::from(open.is_empty());
        if !open.is_empty() {
            let mark = if known.is_empty() { "none" } else { "part" };
            let open: Vec<&str> = open.iter().map(|id| id.as_str()).collect();
            missing.entry(service).or_default().push(format!("  [{mark}] {} | {title}", open.join(" ")));
        }
    }
    println!("== {what}: not covered at all, or in part, by service");
    for (service, lines) in missing {
        println!("{service} ({})\n{}", lines.len(), lines.join("\n"));
    }
    let questions = questions.len();
    println!("== {what}: {any} of {questions} covered, {all} by every id\n");
    Tally { any, all, questions }
}

#[test]
fn what_is_left_out_has_a_reason_in_both_languages() {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    let answered = answered();
    for (file, LeftOut { ids, reason }) in left_out() {
        let name = ids.join(", ");
        if ids.is_empty() {
            wrong.push(format!("{file}: a reason without ids"));
        }
        if !reason.en.ends_with('.') || shirube::text::script_of(&reason.en).is_some() {
            wrong.push(format!("{file}: the English reason of {name} is no English sentence"));
        }
        if !reason.ja.ends_with('。') {
            wrong.push(format!("{file}: the Japanese reason of {name} is no Japanese sentence"));
        }
        for id in ids {
            if answered.contains(&id) {
                wrong.push(format!("{file}: {id} is left out, and a rule answers it"));
            }
            if !seen.insert(id.clone()) {
                wrong.push(format!("{file}: {id} is left out twice"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_topics_of_other_checkers_are_covered() {
    let Some(text) = domain("topics.md") else { return };
    let questions = topics(&text);
    assert!(questions.len() > 400, "only {} topics were read", questions.len());
    let known: BTreeSet<&String> = questions.iter().flat_map(|question| &question.ids).collect();
    let mut covered = answered();
    for id in left_out().into_iter().flat_map(|(_, entry)| entry.ids) {
        if id.starts_with("CKV") && !known.contains(&id) {
            println!("left out, but no topic: {id}");
        }
        covered.insert(id);
    }
    let tally = tally("topics", &questions, &covered);
    assert!(tally.percent() >= TOPICS_COVERED, "{} % of the topics, {} in full", tally.percent(), tally.all);
}

#[test]
fn the_controls_are_covered() {
    let Some(text) = domain("zero-trust.toml") else { return };
    let Controls { control } = toml::from_str(&text).expect("the controls");
    let mut covered = answered();
    covered.extend(left_out().into_iter().flat_map(|(_, entry)| entry.ids));
    let (named, unnamed): (Vec<&Control>, Vec<&Control>) =
        control.iter().partition(|control| !control.checkov.is_empty() || !control.security_hub.is_empty());
    let question = |control: &&Control| Question {
        service: control.service(),
        title: format!("{} {}", control.id, control.en),
        ids: control.checkov.iter().chain(&control.security_hub).cloned().collect(),
    };
    let questions: Vec<Question> = named.iter().map(question).collect();
    let tally = tally("controls", &questions, &covered);

    // No id to look for: a rule on the same type is a sign, not a proof.
    let kinds = Catalogue::builtin().iter().flat_map(|(_, rule)| rule.on.iter());
    let judged = kinds.filter_map(|kind| Kinds::builtin().get(kind)).flat_map(|kind| {
        kind.terraform.iter().map(|name| &**name).chain(kind.companions.iter().map(|companion| &*companion.terraform))
    });
    let judged: BTreeSet<&str> = judged.collect();
    println!("== controls without an id, of types that no rule judges");
    for control in unnamed.into_iter().filter(|control| !control.is_near_a_rule(&judged)) {
        println!("{}: {} {} ({})", control.service(), control.id, control.en, control.terraform.join(", "));
    }
    assert!(tally.percent() >= CONTROLS_COVERED, "{} % of the controls, {} in full", tally.percent(), tally.all);
}
