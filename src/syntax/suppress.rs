//! Comments that allow what a rule would report.

use crate::text::Span;

/// A comment that allows something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// The rules it names, as written; `all` is a name like any other here.
    pub ids: Box<[Box<str>]>,
    /// Year, month and day of the last day on which it holds. A date that is none reads as
    /// [`NEVER`], which is long past.
    pub until: Option<(u16, u8, u8)>,
    /// Why. Ours must give one, others' need not.
    pub reason: Option<Box<str>>,
    /// From the word that makes it a suppression to the end of what belongs to it.
    pub span: Span,
    /// Whose notation it is.
    pub origin: Origin,
    /// What it speaks of.
    pub target: Target,
}

/// Whose notation a suppression is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// `shirube:allow`.
    Own,
    /// Another tool's; its ids are aliases of our rules.
    Foreign,
}

/// What a suppression speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// One line: the one it stands on, or, for a comment alone on its line, the next that is none.
    /// The offset is that of the line's first character, relative to the block.
    Line(usize),
    /// The whole block it stands in.
    Block,
}

/// The date read from one that is none.
pub const NEVER: (u16, u8, u8) = (0, 1, 1);

/// True when a text holds a word that starts a suppression: whether it is worth a look.
#[must_use]
pub fn may_suppress(text: &str) -> bool {
    MARKS.iter().any(|mark| text.contains(mark.word))
}

/// The suppressions among the comments of a block, in order.
#[must_use]
pub fn suppressions(text: &str, comments: &[Span]) -> Vec<Suppression> {
    let mut found = Vec::new();
    for (index, comment) in comments.iter().enumerate() {
        let source = comment.of(text);
        if !MARKS.iter().any(|mark| source.contains(mark.word)) {
            continue;
        }
        let line = Target::Line(target(text, comments, index));
        let mut at = comment.start;
        for source in source.split_inclusive('\n') {
            in_line(source, at, line, &mut found);
            at += source.len();
        }
    }
    found
}

/// A word that starts a suppression, and how what follows is read.
struct Mark {
    word: &'static str,
    read: fn(&str) -> Reading,
    origin: Origin,
    whole_block: bool,
}

const MARKS: [Mark; 5] = [
    Mark { word: "shirube:allow", read: read_own, origin: Origin::Own, whole_block: false },
    Mark { word: "checkov:skip=", read: read_checkov, origin: Origin::Foreign, whole_block: true },
    Mark { word: "bridgecrew:skip=", read: read_checkov, origin: Origin::Foreign, whole_block: true },
    Mark { word: "trivy:ignore:", read: read_trivy, origin: Origin::Foreign, whole_block: false },
    Mark { word: "tfsec:ignore:", read: read_trivy, origin: Origin::Foreign, whole_block: false },
];

/// What was read behind a mark.
#[derive(Default)]
struct Reading {
    ids: Vec<Box<str>>,
    until: Option<(u16, u8, u8)>,
    reason: Option<Box<str>>,
    /// How many bytes were read.
    length: usize,
}

/// Reads the suppressions in one line of a comment.
fn in_line(line: &str, start: usize, target: Target, found: &mut Vec<Suppression>) {
    let end = line.len() - line_tail(line);
    let mut at = 0;
    while let Some((offset, mark)) = next_mark(&line[at..end]) {
        let word = at + offset;
        let rest = word + mark.word.len();
        let reading = (mark.read)(&line[rest..end]);
        at = rest + reading.length;
        found.push(Suppression {
            ids: reading.ids.into(),
            until: reading.until,
            reason: reading.reason,
            span: Span::new(start + word, start + at),
            origin: mark.origin,
            target: if mark.whole_block { Target::Block } else { target },
        });
    }
}

/// The first mark in `text` that does not continue a word.
fn next_mark(text: &str) -> Option<(usize, &'static Mark)> {
    let candidates = MARKS.iter().filter_map(|mark| {
        let mut places = text.match_indices(mark.word).map(|(at, _)| at);
        let at =
            places.find(|at| !text[..*at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ':')))?;
        Some((at, mark))
    });
    candidates.min_by_key(|(at, _)| *at)
}

/// The length of blanks and of a comment's closing marker at the end of a line.
fn line_tail(line: &str) -> usize {
    let content = line.trim_end();
    let content = content.strip_suffix("-->").or_else(|| content.strip_suffix("*/")).unwrap_or(content);
    line.len() - content.trim_end().len()
}

/// `rule-id, rule-id until 2026-12-31 -- reason`.
fn read_own(rest: &str) -> Reading {
    let (head, reason) = match rest.split_once("--") {
        Some((head, reason)) => (head, Some(reason.trim()).filter(|reason| !reason.is_empty())),
        None => (rest, None),
    };
    let mut words = head.split([',', ' ', '\t']).filter(|word| !word.is_empty());
    let mut reading = Reading { reason: reason.map(Into::into), length: rest.len(), ..Reading::default() };
    while let Some(word) = words.next() {
        if word == "until" {
            reading.until = Some(words.next().and_then(date).unwrap_or(NEVER));
        } else {
            reading.ids.push(word.into());
        }
    }
    reading
}

/// `CKV_AWS_1,CKV_AWS_2:reason`.
fn read_checkov(rest: &str) -> Reading {
    let ids = rest.trim_start();
    let end = ids.find(|c: char| c == ':' || c.is_whitespace()).unwrap_or(ids.len());
    let reason = ids[end..].trim_start().strip_prefix(':').map(str::trim).filter(|reason| !reason.is_empty());
    Reading { ids: split_ids(&ids[..end]), reason: reason.map(Into::into), length: rest.len(), until: None }
}

/// `AVD-AWS-0001[name=x],aws-s3-x:exp:2026-12-31`, up to the first blank.
fn read_trivy(rest: &str) -> Reading {
    let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let mut parts = rest[..length].split(':');
    let mut reading = Reading { ids: split_ids(parts.next().unwrap_or("")), length, ..Reading::default() };
    while let Some(part) = parts.next() {
        match part {
            "exp" => reading.until = Some(parts.next().and_then(date).unwrap_or(NEVER)),
            // A workspace, which is not known here.
            "ws" => {
                parts.next();
            }
            _ => {}
        }
    }
    reading
}

fn split_ids(ids: &str) -> Vec<Box<str>> {
    let names = ids.split(',').map(|id| id.split_once('[').map_or(id, |(id, _)| id).trim());
    names.filter(|id| !id.is_empty()).map(Into::into).collect()
}

/// A date such as `2026-12-31`.
fn date(text: &str) -> Option<(u16, u8, u8)> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let date = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    ((1..=12).contains(&date.1) && (1..=31).contains(&date.2) && year.len() == 4).then_some(date)
}

/// The first character of the line that the comment at `index` speaks of.
fn target(text: &str, comments: &[Span], index: usize) -> usize {
    let comment = comments[index];
    let line_start = text[..comment.start].rfind('\n').map_or(0, |newline| newline + 1);
    let before = &text[line_start..comment.start];
    if before.trim().is_empty() {
        return next_code(text, comments, index);
    }
    line_start + before.len() - before.trim_start().len()
}

/// The first byte after the comment at `index` that is neither blank nor comment.
fn next_code(text: &str, comments: &[Span], index: usize) -> usize {
    let end = Span::empty(text.len());
    let mut at = comments[index].end;
    for next in comments.iter().skip(index + 1).chain([&end]) {
        let between = Span::new(at, next.start).of(text);
        if !between.trim().is_empty() {
            return at + between.len() - between.trim_start().len();
        }
        at = next.end;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::super::comments;
    use super::*;

    /// Suppressions of a text with HCL comments: `ids | until | reason | origin | target`.
    fn read(text: &str) -> Vec<String> {
        let comments = if text.contains("<!--") { comments::in_markdown(text) } else { comments::in_hcl(text) };
        let describe = |suppression: &Suppression| {
            let until = suppression.until.map_or("-".into(), |(y, m, d)| format!("{y}-{m}-{d}"));
            let target = match suppression.target {
                Target::Block => "block",
                Target::Line(at) => text[at..].lines().next().unwrap_or(""),
            };
            let (ids, reason) = (suppression.ids.join(","), suppression.reason.as_deref().unwrap_or("-"));
            let origin = suppression.origin;
            format!("{ids} | {until} | {reason} | {origin:?} | {target}")
        };
        suppressions(text, &comments).iter().map(describe).collect()
    }

    #[test]
    fn every_notation() {
        for (text, expected) in [
            ("# shirube:allow s3-public -- static site\na = 1", &["s3-public | - | static site | Own | a = 1"][..]),
            ("a = 1 # shirube:allow x -- why", &["x | - | why | Own | a = 1 # shirube:allow x -- why"]),
            ("//shirube:allow x,y -- 理由 -- 続き\n\n# other\n  a = 1", &["x,y | - | 理由 -- 続き | Own | a = 1"]),
            ("/* shirube:allow x until 2026-12-31 -- why */ a = 1", &["x | 2026-12-31 | why | Own | a = 1"]),
            ("<!-- shirube:allow x -- why -->\ntext", &["x | - | why | Own | text"]),
            ("<!-- shirube:allow x -->\ntext", &["x | - | - | Own | text"]),
            (
                "/*\n * shirube:allow x -- a\n * shirube:allow y -- b\n */\nv = 1",
                &["x | - | a | Own | v = 1", "y | - | b | Own | v = 1"],
            ),
            ("# shirube:allow x y until 2026-1-2", &["x,y | 2026-1-2 | - | Own | "]),
            ("# shirube:allow x until soon -- why", &["x | 0-1-1 | why | Own | "]),
            ("# shirube:allow x until 2026-13-01 -- why", &["x | 0-1-1 | why | Own | "]),
            ("# shirube:allow x until -- why", &["x | 0-1-1 | why | Own | "]),
            ("# shirube:allow -- why", &[" | - | why | Own | "]),
            ("# shirube:allow x --", &["x | - | - | Own | "]),
            ("# see notshirube:allow x", &[]),
            ("#checkov:skip=CKV_AWS_20:public on purpose", &["CKV_AWS_20 | - | public on purpose | Foreign | block"]),
            ("# checkov:skip=CKV_AWS_20,CKV_AWS_57", &["CKV_AWS_20,CKV_AWS_57 | - | - | Foreign | block"]),
            ("# bridgecrew:skip=BC_AWS_S3_1: old", &["BC_AWS_S3_1 | - | old | Foreign | block"]),
            ("#trivy:ignore:AVD-AWS-0086\na = 1", &["AVD-AWS-0086 | - | - | Foreign | a = 1"]),
            (
                "# tfsec:ignore:aws-s3-a tfsec:ignore:aws-s3-b:exp:2026-12-31\na = 1",
                &["aws-s3-a | - | - | Foreign | a = 1", "aws-s3-b | 2026-12-31 | - | Foreign | a = 1"],
            ),
            ("#trivy:ignore:aws-1[name=x],aws-2:ws:prod:exp:1", &["aws-1,aws-2 | 0-1-1 | - | Foreign | "]),
            (
                "# checkov:skip=A:b\n# shirube:allow c -- d\nv = 1",
                &["A | - | b | Foreign | block", "c | - | d | Own | v = 1"],
            ),
            ("a = \"# shirube:allow x -- y\"", &[]),
        ] {
            assert_eq!(read(text), expected, "in {text:?}");
        }
    }

    #[test]
    fn the_span_covers_what_belongs_to_it() {
        let text = "a = 1 /* note: shirube:allow x -- why */\r\n";
        let found = suppressions(text, &comments::in_hcl(text));
        assert_eq!(found[0].span.of(text), "shirube:allow x -- why");
    }
}
