//! Tables of TOML, read key by key, with the place of everything that is wrong. The build script
//! uses this file too.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::model::Scalar;
use crate::text::Text;

/// A value of a TOML file.
pub(crate) type Node<'t> = &'t Spanned<DeValue<'t>>;

/// What is wrong in a catalogue, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// Byte offset in the file.
    pub at: usize,
    /// What is wrong, and what to do.
    pub message: Text,
}

/// The problems found so far.
#[derive(Debug, Default)]
pub(crate) struct Problems(pub(crate) Vec<Problem>);

impl Problems {
    /// Notes a problem at byte `at`.
    pub(crate) fn add(&mut self, at: usize, en: impl Into<String>, ja: impl Into<String>) {
        self.0.push(Problem { at, message: Text { en: en.into(), ja: ja.into() } });
    }
}

/// A table being read: each key is taken once, and what nobody took is an error.
#[derive(Debug)]
pub(crate) struct Fields<'t> {
    table: &'t DeTable<'t>,
    at: usize,
    known: Vec<&'static str>,
}

impl<'t> Fields<'t> {
    /// The table that `node` must be.
    pub(crate) fn of(node: Node<'t>, problems: &mut Problems) -> Option<Self> {
        match node.get_ref().as_table() {
            Some(table) => Some(Self { table, at: node.span().start, known: Vec::new() }),
            None => {
                wrong(node, "a table", "テーブル", problems);
                None
            }
        }
    }

    /// The top of a file.
    pub(crate) fn top(table: &'t Spanned<DeTable<'t>>) -> Self {
        Self { table: table.get_ref(), at: 0, known: Vec::new() }
    }

    /// Where the table stands.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// True when the key is there; it still has to be taken.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// The value of a key that may be missing.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<Node<'t>> {
        self.known.push(key);
        self.table.get(key)
    }

    /// The value of a key that must be there.
    pub(crate) fn must(&mut self, key: &'static str, problems: &mut Problems) -> Option<Node<'t>> {
        let node = self.take(key);
        if node.is_none() {
            problems.add(self.at, format!("`{key}` is missing"), format!("`{key}` がありません"));
        }
        node
    }

    /// Every key and value, in the order of the file, for tables with free keys.
    pub(crate) fn all(&self) -> Vec<(&'t str, usize, Node<'t>)> {
        let mut all: Vec<_> =
            self.table.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span().start, value)).collect();
        all.sort_by_key(|(_, at, _)| *at);
        all
    }

    /// Complains about the keys that nobody took.
    pub(crate) fn finish(self, problems: &mut Problems) {
        for (key, at, _) in self.all() {
            if !self.known.contains(&key) {
                let known = self.known.join("`, `");
                problems.add(
                    at,
                    format!("`{key}` means nothing here; known are `{known}`"),
                    format!("ここでは `{key}` は使えません。使えるのは `{known}` です"),
                );
            }
        }
    }
}

/// Reads a catalogue file: `top` takes the keys of the file. What it found comes back with
/// everything that is wrong, in the order of the file.
pub(crate) fn file<T>(text: &str, top: impl FnOnce(&mut Fields<'_>, &mut Problems) -> T) -> (T, Vec<Problem>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut problems = Problems::default();
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        let message = error.message();
        problems.add(at, format!("not TOML: {message}"), format!("TOML として読めません: {message}"));
    }
    let mut fields = Fields::top(&table);
    let found = top(&mut fields, &mut problems);
    fields.finish(&mut problems);
    problems.0.sort_by_key(|problem| problem.at);
    (found, problems.0)
}

/// Reads the tables under `key`; one with a mistake is left out.
pub(crate) fn sound<T>(
    fields: &mut Fields<'_>,
    key: &'static str,
    problems: &mut Problems,
    mut read: impl FnMut(Node<'_>, &mut Problems) -> Option<T>,
) -> Vec<T> {
    let mut found = Vec::new();
    for item in fields.take(key).map(items).unwrap_or_default() {
        let before = problems.0.len();
        let one = read(item, problems);
        found.extend(one.filter(|_| problems.0.len() == before));
    }
    found
}

/// Complains that a value is not of the form expected.
pub(crate) fn wrong(node: Node<'_>, en: &str, ja: &str, problems: &mut Problems) {
    let is = node.get_ref().type_str();
    problems.add(node.span().start, format!("expected {en}, found {is}"), format!("{ja}が必要ですが、{is} です"));
}

/// The string that `node` must be.
pub(crate) fn string<'t>(node: Node<'t>, problems: &mut Problems) -> Option<&'t str> {
    let text = node.get_ref().as_str().filter(|text| !text.is_empty());
    if text.is_none() {
        wrong(node, "a string that is not empty", "空でない文字列", problems);
    }
    text
}

/// The items of a list, or the one value that stands for a list of it.
pub(crate) fn items<'t>(node: Node<'t>) -> Vec<Node<'t>> {
    match node.get_ref().as_array() {
        Some(items) => items.iter().collect(),
        None => vec![node],
    }
}

/// The string, or the list of strings, that `node` must be.
pub(crate) fn strings(node: Node<'_>, problems: &mut Problems) -> Vec<Box<str>> {
    items(node).into_iter().filter_map(|item| string(item, problems).map(Into::into)).collect()
}

/// The truth value that `node` must be.
pub(crate) fn boolean(node: Node<'_>, problems: &mut Problems) -> Option<bool> {
    let value = node.get_ref().as_bool();
    if value.is_none() {
        wrong(node, "`true` or `false`", "`true` か `false` ", problems);
    }
    value
}

/// The whole number that `node` must be.
pub(crate) fn integer(node: Node<'_>, problems: &mut Problems) -> Option<i64> {
    let digits = node.get_ref().as_integer();
    let value = digits.and_then(|digits| i64::from_str_radix(digits.as_str(), digits.radix()).ok());
    if value.is_none() {
        wrong(node, "a whole number", "整数", problems);
    }
    value
}

/// The plain value that `node` must be.
pub(crate) fn scalar(node: Node<'_>, problems: &mut Problems) -> Option<Scalar> {
    match node.get_ref() {
        DeValue::String(text) => Some(Scalar::Text(text.as_ref().into())),
        DeValue::Boolean(value) => Some(Scalar::Bool(*value)),
        DeValue::Integer(_) => integer(node, problems).map(Scalar::Integer),
        _ => {
            wrong(
                node,
                "a string, a whole number, `true` or `false`",
                "文字列、整数、`true`、`false` のいずれか",
                problems,
            );
            None
        }
    }
}

/// The text in both languages that `node` must be.
pub(crate) fn text(node: Node<'_>, problems: &mut Problems) -> Option<Text> {
    let mut fields = Fields::of(node, problems)?;
    let mut one = |key, problems: &mut Problems| {
        fields.must(key, problems).and_then(|node| string(node, problems)).map(|text| text.trim().to_owned())
    };
    let (en, ja) = (one("en", problems), one("ja", problems));
    fields.finish(problems);
    Some(Text { en: en?, ja: ja? })
}

/// One of some words.
pub(crate) fn choice<T: Copy>(node: Node<'_>, words: &[(&str, T)], problems: &mut Problems) -> Option<T> {
    let word = string(node, problems)?;
    let found = words.iter().find(|(known, _)| *known == word).map(|(_, value)| *value);
    if found.is_none() {
        let known = words.iter().map(|(known, _)| format!("`{known}`")).collect::<Vec<_>>().join(", ");
        problems.add(
            node.span().start,
            format!("`{word}` is none of {known}"),
            format!("`{word}` は使えません。使えるのは {known} です"),
        );
    }
    found
}
