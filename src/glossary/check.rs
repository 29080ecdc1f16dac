//! What must hold for the glossary as a whole; the build stops when it does not.
//!
//! The build script reads the same file.

use std::collections::{HashMap, HashSet};

use super::entry::{Entry, Problem};

/// An entry with the file it came from.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Path shown in messages.
    pub file: String,
    /// The file's text.
    pub source: String,
    /// What it says.
    pub entry: Entry,
}

/// Every problem of the set, as `file:line:column: message`.
#[must_use]
pub fn check(sheets: &[Sheet]) -> Vec<String> {
    let ids: HashSet<&str> = sheets.iter().map(|sheet| sheet.entry.id.as_str()).collect();
    let mut problems = Vec::new();
    let mut owners: HashMap<String, &str> = HashMap::new();
    for sheet in sheets {
        let mut report = |value: &str, message: String| {
            problems.push(format!("{}:{}", sheet.file, Problem::at(&sheet.source, offset_of(sheet, value), message)));
        };
        let entry = &sheet.entry;
        if file_stem(&sheet.file) != entry.id {
            report(&entry.id, format!("id `{}` differs from the file name", entry.id));
        }
        for (field, name) in [("en", &entry.en), ("ja", &entry.ja)] {
            if name.trim().is_empty() {
                report(name, format!("`{field}` is empty"));
            }
        }
        for id in &entry.related {
            if !ids.contains(id.as_str()) || *id == entry.id {
                report(id, format!("related term `{id}` does not exist"));
            }
        }
        for key in entry.explains.iter().filter(|key| !is_key(key)) {
            report(key, format!("`{key}` is no kind, type or attribute; write `aws_x.y`, `AWS::X::Y.Z` or a kind"));
        }
        for source in entry.sources.iter().filter(|source| !source.starts_with("https://")) {
            report(source, format!("source `{source}` is no https address"));
        }
        if !entry.checked.is_empty() && !is_month(&entry.checked) {
            report(&entry.checked, format!("checked = \"{}\" is no month; write YYYY-MM", entry.checked));
        }
        for spelling in unambiguous(entry) {
            match owners.insert(identity(spelling), &entry.id) {
                Some(other) if other != entry.id => {
                    report(spelling, format!("`{spelling}` also names `{other}`; make it ambiguous in one of them"));
                }
                _ => {}
            }
        }
    }
    problems
}

/// The spellings that a reader takes for this term and no other.
fn unambiguous(entry: &Entry) -> impl Iterator<Item = &str> {
    let names = [entry.en.as_str(), entry.ja.as_str(), entry.abbreviation.as_str()];
    names
        .into_iter()
        .chain(entry.aliases.iter())
        .filter(|spelling| !entry.ambiguous && !spelling.is_empty())
        .filter(|spelling| entry.ambiguous_aliases.iter().all(|alias| alias != *spelling))
}

/// What two spellings share when a reader would not tell them apart.
fn identity(spelling: &str) -> String {
    spelling.to_lowercase().replace('-', " ")
}

fn file_stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.strip_suffix(".md").unwrap_or(name)
}

fn is_key(key: &str) -> bool {
    let segments = |rest: &str| {
        rest.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
    };
    match key.strip_prefix("AWS::") {
        Some(rest) => rest
            .split_once("::")
            .is_some_and(|(service, rest)| segments(service) && segments(&rest.replacen("::", "", 1))),
        None => segments(key),
    }
}

fn is_month(month: &str) -> bool {
    match month.split_once('-') {
        Some((year, month)) => {
            year.len() == 4 && year.parse::<u16>().is_ok() && month.len() == 2 && matches!(month.parse(), Ok(1..=12))
        }
        None => false,
    }
}

/// Where the quoted `value` stands in the sheet, else its start.
fn offset_of(sheet: &Sheet, value: &str) -> usize {
    sheet.source.find(&format!("\"{value}\"")).map_or(0, |quote| quote + 1)
}

#[cfg(test)]
mod tests {
    use super::super::entry;
    use super::*;

    fn sheet(file: &str, front: &str) -> Sheet {
        let source = format!("+++\n{front}\n+++\n# en\nText.\n# ja\n本文。\n");
        Sheet { file: file.into(), entry: entry::parse(&source).expect("a sound entry"), source }
    }

    #[track_caller]
    fn expect(front: &str, problem: &str) {
        let other = sheet(
            "glossary/dr.md",
            "id = \"dr\"\nen = \"disaster recovery\"\nja = \"災害対策\"\nabbreviation = \"DR\"",
        );
        assert_eq!(check(std::slice::from_ref(&other)), [""; 0]);
        assert_eq!(check(&[other, sheet("glossary/sla.md", front)]), [problem]);
    }

    #[test]
    fn each_problem_is_found_where_it_stands() {
        expect("id = \"slo\"\nen = \"SLA\"\nja = \"SLA\"", "glossary/sla.md:2:7: id `slo` differs from the file name");
        let sla = "id = \"sla\"\nen = \"SLA\"\nja = \"SLA\"";
        expect(
            &format!("{sla}\nrelated = [\"dr\", \"slo\"]"),
            "glossary/sla.md:5:19: related term `slo` does not exist",
        );
        expect(
            &format!("{sla}\nexplains = [\"aws_x\", \"AWS::A::B/C\"]"),
            "glossary/sla.md:5:23: `AWS::A::B/C` is no kind, type or attribute; write `aws_x.y`, `AWS::X::Y.Z` or a kind",
        );
        expect(&format!("{sla}\nsources = [\"ftp\"]"), "glossary/sla.md:5:13: source `ftp` is no https address");
        expect(
            &format!("{sla}\nchecked = \"2026\""),
            "glossary/sla.md:5:12: checked = \"2026\" is no month; write YYYY-MM",
        );
        expect(
            &format!("{sla}\naliases = {{ en = [\"Disaster-Recovery\"] }}"),
            "glossary/sla.md:5:20: `Disaster-Recovery` also names `dr`; make it ambiguous in one of them",
        );
        expect("id = \"sla\"\nen = \"SLA\"\nja = \"\"", "glossary/sla.md:4:7: `ja` is empty");
    }

    #[test]
    fn an_ambiguous_spelling_may_be_shared() {
        let dr = sheet("dr.md", "id = \"dr\"\nen = \"DR\"\nja = \"災害対策\"");
        let ambiguous = sheet("x.md", "id = \"x\"\nen = \"x\"\nja = \"x\"\nambiguous_aliases = { en = [\"DR\"] }");
        assert_eq!(check(&[dr, ambiguous]), [""; 0]);
    }
}
