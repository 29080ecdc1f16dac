//! One glossary entry: a Markdown file with TOML front matter and a body in each language.
//!
//! The build script reads the same file, so it depends on `serde` and `toml` only.

use std::fmt;

use serde::Deserialize;

/// A term as its author wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Kebab-case identifier, the name of the file without `.md`.
    pub id: String,
    /// English name.
    pub en: String,
    /// Japanese name.
    pub ja: String,
    /// Other spellings.
    #[serde(default)]
    pub aliases: Aliases,
    /// Abbreviation, matched case-sensitively; empty when there is none.
    #[serde(default)]
    pub abbreviation: String,
    /// An everyday word: explained when asked for, never underlined or linted.
    #[serde(default)]
    pub ambiguous: bool,
    /// Spellings that may mean something else in prose; treated like an ambiguous term.
    #[serde(default)]
    pub ambiguous_aliases: Aliases,
    /// What the term explains in code: kinds, Terraform and CloudFormation types, their attributes.
    #[serde(default)]
    pub explains: Vec<String>,
    /// Ids of terms to read next.
    #[serde(default)]
    pub related: Vec<String>,
    /// Pages the facts come from.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Month of the last comparison with the sources, `YYYY-MM`; empty when there are no figures to compare.
    #[serde(default)]
    pub checked: String,
    /// English explanation, Markdown.
    #[serde(skip)]
    pub body_en: String,
    /// Japanese explanation, Markdown.
    #[serde(skip)]
    pub body_ja: String,
}

/// Spellings by language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aliases {
    /// English.
    #[serde(default)]
    pub en: Vec<String>,
    /// Japanese.
    #[serde(default)]
    pub ja: Vec<String>,
}

impl Aliases {
    /// All spellings, English first.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.en.iter().chain(&self.ja).map(String::as_str)
    }
}

/// What is wrong with an entry, and where. Line and column count from one, in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// One-based line.
    pub line: usize,
    /// One-based column.
    pub column: usize,
    /// What is wrong and what to do.
    pub message: String,
}

impl Problem {
    /// A problem at byte `offset` of `source`.
    #[must_use]
    pub fn at(source: &str, offset: usize, message: impl Into<String>) -> Self {
        let before = source.get(..offset).unwrap_or(source);
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or("").chars().count() + 1,
            message: message.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for Problem {}

/// Reads one entry.
///
/// # Errors
/// When a `+++` line or a body is missing, or the front matter is not what [`Entry`] says.
pub fn parse(source: &str) -> Result<Entry, Problem> {
    let (front_start, front_end, body_start) = front_matter(source)?;
    let front = source.get(front_start..front_end).unwrap_or("");
    let mut entry: Entry = toml::from_str(front).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        Problem::at(source, front_start + offset, error.message())
    })?;
    let bodies = bodies(source, body_start)?;
    entry.body_en = bodies.en;
    entry.body_ja = bodies.ja;
    Ok(entry)
}

/// Start and end of the front matter, and where the rest begins.
fn front_matter(source: &str) -> Result<(usize, usize, usize), Problem> {
    let mut fences = lines(source).filter(|(_, line)| *line == "+++");
    match (fences.next(), fences.next()) {
        (Some((0, _)), Some((end, _))) => {
            let front_start = source.find('\n').map_or(source.len(), |at| at + 1);
            let body_start = source.get(end..).and_then(|rest| rest.find('\n')).map_or(source.len(), |at| end + at + 1);
            Ok((front_start, end, body_start))
        }
        (Some((0, _)), None) => Err(Problem::at(source, 0, "the front matter has no closing `+++` line")),
        _ => Err(Problem::at(source, 0, "expected front matter: the first line must be `+++`")),
    }
}

struct Bodies {
    en: String,
    ja: String,
}

/// The texts under the `# en` and `# ja` lines.
fn bodies(source: &str, start: usize) -> Result<Bodies, Problem> {
    let mut en: Option<String> = None;
    let mut ja: Option<String> = None;
    let mut in_english = true;
    let mut in_fence = false;
    for (offset, line) in lines(source).skip_while(|(offset, _)| *offset < start) {
        in_fence ^= line.trim_start().starts_with("```");
        let body = if in_english { &mut en } else { &mut ja };
        match (line, body) {
            ("# en" | "# ja", _) if !in_fence => {
                in_english = line == "# en";
                let body = if in_english { &mut en } else { &mut ja };
                if body.replace(String::new()).is_some() {
                    return Err(Problem::at(source, offset, format!("`{line}` stands here a second time")));
                }
            }
            (line, Some(body)) => {
                body.push_str(line);
                body.push('\n');
            }
            ("", None) => {}
            (_, None) => return Err(Problem::at(source, offset, "text before `# en` or `# ja`")),
        }
    }
    let required = |body: Option<String>, heading| match body.map(|body| body.trim().to_owned()) {
        Some(body) if !body.is_empty() => Ok(body),
        _ => Err(Problem::at(source, source.len(), format!("no text under `{heading}`"))),
    };
    Ok(Bodies { en: required(en, "# en")?, ja: required(ja, "# ja")? })
}

/// Lines without their ends, each with its byte offset.
fn lines(source: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut offset = 0;
    source.split_inclusive('\n').map(move |line| {
        let start = offset;
        offset += line.len();
        (start, line.trim_end_matches(['\n', '\r']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLA: &str = "+++\nid = \"sla\"\nen = \"SLA\"\nja = \"SLA\"\naliases = { ja = [\"サービス品質保証\"] }\n+++\n# en\nA promise.\n\n```\n# ja\n```\n# ja\n約束です。\n";

    #[test]
    fn an_entry_has_front_matter_and_two_bodies() {
        let entry = parse(SLA).expect("a sound entry");
        assert_eq!(entry.id, "sla");
        assert_eq!(entry.aliases.iter().collect::<Vec<_>>(), ["サービス品質保証"]);
        assert_eq!(entry.body_en, "A promise.\n\n```\n# ja\n```");
        assert_eq!(entry.body_ja, "約束です。");
        assert_eq!(parse(&SLA.replace('\n', "\r\n")).expect("CRLF").body_ja, "約束です。");
    }

    #[test]
    fn a_problem_names_line_and_column() {
        for (broken, expected) in [
            (SLA.replace("aliases", "alias"), "5:1: unknown field `alias`"),
            (SLA.replace("\"SLA\"\nja", "7\nja"), "3:6: invalid type: integer `7`"),
            (SLA.replace("# en\n", ""), "7:1: text before `# en` or `# ja`"),
            (SLA.replace("約束です。", ""), "15:1: no text under `# ja`"),
            (SLA.replace("約束です。", "# en"), "14:1: `# en` stands here a second time"),
            (SLA.replacen("+++\n", "", 1), "1:1: expected front matter"),
            ("+++\nid = \"sla\"\n".to_owned(), "1:1: the front matter has no closing"),
        ] {
            let problem = parse(&broken).expect_err(&broken).to_string();
            assert!(problem.starts_with(expected), "{problem}\n  expected {expected}");
        }
    }
}
