//! Reading conditions from TOML, and proving every path against the kind table. The build script
//! uses this file too.

use super::condition::{Condition, PortExtent, Quantifier, Source};
use super::fields::{self, Fields, Node, Problems};
use super::operator_file;
use crate::model::{Kind, Path};

/// The names that a catalogue may use.
pub(crate) struct Vocabulary<'k> {
    /// The kind of an id.
    pub kind: &'k dyn Fn(&str) -> Option<&'k Kind>,
    /// Whether there is a code rule of that name.
    pub code: &'k dyn Fn(&str) -> bool,
    /// Whether there is a glossary term of that id.
    pub term: &'k dyn Fn(&str) -> bool,
}

/// What a condition speaks of: resources of these kinds, or elements of a list of theirs.
#[derive(Clone)]
pub(crate) struct Subject<'k> {
    /// The kinds; a path must exist in each.
    pub kinds: Vec<&'k Kind>,
    /// The list whose elements are meant, with all that lies around it.
    pub list: Option<String>,
}

/// What lies in a policy document, in the shape that `model::policy` gives it.
const POLICY: [&str; 18] = [
    "statement",
    "statement.sid",
    "statement.effect",
    "statement.action",
    "statement.not_action",
    "statement.resource",
    "statement.not_resource",
    "statement.principal",
    "statement.principal.type",
    "statement.principal.id",
    "statement.not_principal",
    "statement.not_principal.type",
    "statement.not_principal.id",
    "statement.condition",
    "statement.condition.operator",
    "statement.condition.key",
    "statement.condition.values",
    "statement.document",
];

/// How deeply conditions may nest.
const MAX_DEPTH: usize = 16;

/// The heads of conditions other than tests of a value; a table has one of them.
const HEADS: [&str; 10] = ["all", "any", "not", "every", "some", "none", "exists_in", "target", "ports", "code"];

/// Reads a condition on `subject`.
pub(crate) fn read<'k>(
    node: Node<'_>,
    subject: &Subject<'k>,
    vocabulary: &Vocabulary<'k>,
    problems: &mut Problems,
) -> Option<Condition> {
    Reader { vocabulary, problems, depth: 0 }.condition(node, subject)
}

/// Reads a path and proves that `subject` has it.
pub(crate) fn path(node: Node<'_>, subject: &Subject<'_>, problems: &mut Problems) -> Option<Box<str>> {
    let text = fields::string(node, problems)?;
    let at = node.span().start;
    path_text(text, at, subject, problems)
}

/// Proves that `subject` has a path that stands at `at`.
pub(crate) fn path_text(text: &str, at: usize, subject: &Subject<'_>, problems: &mut Problems) -> Option<Box<str>> {
    if let Err(error) = Path::parse(text) {
        problems.add(
            at + 1 + error.at,
            format!("`{text}` is no path: expected {}", error.expected),
            format!("`{text}` はパスとして読めません ({} が必要です)", error.expected),
        );
        return None;
    }
    let full = match &subject.list {
        Some(list) => format!("{list}.{text}"),
        None => text.to_owned(),
    };
    for kind in &subject.kinds {
        let known = match kind.attribute(&full) {
            Some((_, _, "")) => continue,
            Some((_, _, inside)) if POLICY.contains(&&*inside.replace("[]", "")) => continue,
            Some(_) => POLICY.join(", "),
            None => kind.attributes.keys().map(|name| &**name).collect::<Vec<_>>().join(", "),
        };
        let id = &kind.id;
        problems.add(
            at,
            format!("`{id}` has no attribute `{full}`; it has {known}"),
            format!("`{id}` に属性 `{full}` はありません。あるのは {known} です"),
        );
        return None;
    }
    Some(text.into())
}

/// Reads the id of a kind, or a list of ids.
pub(crate) fn kinds<'k>(node: Node<'_>, vocabulary: &Vocabulary<'k>, problems: &mut Problems) -> Option<Vec<&'k Kind>> {
    let mut found = Vec::new();
    for item in fields::items(node) {
        let id = fields::string(item, problems)?;
        let Some(kind) = (vocabulary.kind)(id) else {
            problems.add(item.span().start, format!("there is no kind `{id}`"), format!("種類 `{id}` はありません"));
            return None;
        };
        found.push(kind);
    }
    Some(found)
}

struct Reader<'r, 'k> {
    vocabulary: &'r Vocabulary<'k>,
    problems: &'r mut Problems,
    depth: usize,
}

impl<'k> Reader<'_, 'k> {
    fn condition(&mut self, node: Node<'_>, subject: &Subject<'k>) -> Option<Condition> {
        if self.depth >= MAX_DEPTH {
            self.problems.add(node.span().start, "conditions nest too deeply", "条件の入れ子が深すぎます");
            return None;
        }
        self.depth += 1;
        let condition = self.table(node, subject);
        self.depth -= 1;
        condition
    }

    fn table(&mut self, node: Node<'_>, subject: &Subject<'k>) -> Option<Condition> {
        let mut fields = Fields::of(node, self.problems)?;
        let heads: Vec<&str> = HEADS.into_iter().filter(|head| fields.has(head)).collect();
        if heads.len() > 1 {
            let heads = heads.join("` and `");
            self.problems.add(
                fields.at(),
                format!("`{heads}` cannot stand in one condition: combine two with `all` or `any`"),
                format!("`{heads}` は 1 つの条件に並べられません。`all` か `any` で組み合わせてください"),
            );
        }
        let condition = match heads.first() {
            Some(&"all") => self.several("all", &mut fields, subject).map(Condition::All),
            Some(&"any") => self.several("any", &mut fields, subject).map(Condition::Any),
            Some(&"not") => self.nested("not", &mut fields, subject).map(Condition::Not),
            Some(&"every") => self.quantified(Quantifier::Every, "every", &mut fields, subject),
            Some(&"some") => self.quantified(Quantifier::Some, "some", &mut fields, subject),
            Some(&"none") => self.quantified(Quantifier::None, "none", &mut fields, subject),
            Some(&"exists_in") => self.exists(&mut fields),
            Some(&"target") => self.target(&mut fields, subject),
            Some(&"ports") => self.ports(&mut fields, subject),
            Some(&"code") => self.code(&mut fields),
            _ => self.value(&mut fields, subject),
        };
        fields.finish(self.problems);
        condition
    }

    fn several(&mut self, key: &'static str, fields: &mut Fields<'_>, subject: &Subject<'k>) -> Option<Vec<Condition>> {
        let node = fields.take(key)?;
        let Some(items) = node.get_ref().as_array().filter(|items| !items.is_empty()) else {
            fields::wrong(node, "a list of conditions", "条件のリスト", self.problems);
            return None;
        };
        // Every item is read, so that all mistakes are reported at once.
        let conditions: Vec<_> = items.iter().map(|item| self.condition(item, subject)).collect();
        conditions.into_iter().collect()
    }

    fn nested(&mut self, key: &'static str, fields: &mut Fields<'_>, subject: &Subject<'k>) -> Option<Box<Condition>> {
        let node = fields.take(key)?;
        self.condition(node, subject).map(Box::new)
    }

    /// `where` and `has`, which speak of `elements`.
    fn passing(&mut self, fields: &mut Fields<'_>, elements: &Subject<'k>) -> Option<[Option<Box<Condition>>; 2]> {
        let mut parts = ["where", "has"].map(|key| {
            let node = fields.take(key)?;
            Some(self.condition(node, elements).map(Box::new))
        });
        let [filter, has] = &mut parts;
        // `None` outside is a part that is not there, `None` inside one that is wrong.
        let part = |part: &mut Option<Option<Box<Condition>>>| part.take().map_or(Some(None), |read| read.map(Some));
        Some([part(filter)?, part(has)?])
    }

    fn quantified(
        &mut self,
        quantifier: Quantifier,
        key: &'static str,
        fields: &mut Fields<'_>,
        subject: &Subject<'k>,
    ) -> Option<Condition> {
        let node = fields.take(key)?;
        let source = if node.get_ref().is_table() { self.related(node) } else { self.list(node, subject) };
        let (source, elements) = match source {
            Some(found) => found,
            None => {
                // What they must be cannot be proved then, but must not be complained about.
                fields.take("where");
                fields.take("has");
                return None;
            }
        };
        let [filter, has] = self.passing(fields, &elements)?;
        if quantifier == Quantifier::Every && has.is_none() {
            self.problems.add(fields.at(), "`every` needs `has`", "`every` には `has` が必要です");
            return None;
        }
        Some(Condition::Quantified { quantifier, source, filter, has })
    }

    fn list(&mut self, node: Node<'_>, subject: &Subject<'k>) -> Option<(Source, Subject<'k>)> {
        let text = path(node, subject, self.problems)?;
        if !text.ends_with("[]") {
            self.problems.add(
                node.span().start,
                format!("`{text}` is no list: the path has to end in `[]`"),
                format!("`{text}` はリストではありません。パスの末尾に `[]` が必要です"),
            );
            return None;
        }
        let list = match &subject.list {
            Some(list) => format!("{list}.{text}"),
            None => text.to_string(),
        };
        Some((Source::List(text), Subject { kinds: subject.kinds.clone(), list: Some(list) }))
    }

    fn related(&mut self, node: Node<'_>) -> Option<(Source, Subject<'k>)> {
        let mut fields = Fields::of(node, self.problems)?;
        let kinds = fields.must("related", self.problems).and_then(|node| kinds(node, self.vocabulary, self.problems));
        let via = fields.must("via", self.problems);
        fields.finish(self.problems);
        let subject = Subject { kinds: kinds?, list: None };
        let via = path(via?, &subject, self.problems)?;
        Some((Source::Related { kinds: ids(&subject), via }, subject))
    }

    fn exists(&mut self, fields: &mut Fields<'_>) -> Option<Condition> {
        let scope = fields.take("exists_in")?;
        fields::choice(scope, &[("module", ())], self.problems)?;
        let kinds = fields.must("kind", self.problems).and_then(|node| kinds(node, self.vocabulary, self.problems));
        let Some(kinds) = kinds else {
            fields.take("where");
            return None;
        };
        let subject = Subject { kinds, list: None };
        let [filter, has] = self.passing(fields, &subject)?;
        let source = Source::Module { kinds: ids(&subject) };
        Some(Condition::Quantified { quantifier: Quantifier::Some, source, filter, has })
    }

    fn target(&mut self, fields: &mut Fields<'_>, subject: &Subject<'k>) -> Option<Condition> {
        let node = fields.take("target")?;
        let found = path(node, subject, self.problems);
        let kinds = match fields.take("kind") {
            Some(node) => kinds(node, self.vocabulary, self.problems),
            None => found.as_ref().map(|path| self.referred(path, subject)),
        };
        let (Some(path), Some(kinds)) = (found, kinds) else {
            fields.take("has");
            return None;
        };
        if kinds.is_empty() {
            self.problems.add(
                node.span().start,
                format!("the kind table does not say what `{path}` refers to: name the `kind`"),
                format!("`{path}` の参照先が分かりません。`kind` を指定してください"),
            );
            fields.take("has");
            return None;
        }
        let subject = Subject { kinds, list: None };
        fields.must("has", self.problems)?;
        let has = self.nested("has", fields, &subject)?;
        Some(Condition::Target { path, kinds: ids(&subject), has })
    }

    fn referred(&self, path: &str, subject: &Subject<'k>) -> Vec<&'k Kind> {
        let full = match &subject.list {
            Some(list) => format!("{list}.{path}"),
            None => path.to_owned(),
        };
        let attributes = subject.kinds.iter().filter_map(|kind| kind.attribute(&full));
        let ids = attributes.flat_map(|(_, attribute, _)| attribute.refers.iter());
        ids.filter_map(|id| (self.vocabulary.kind)(id)).collect()
    }

    fn ports(&mut self, fields: &mut Fields<'_>, subject: &Subject<'k>) -> Option<Condition> {
        let node = fields.take("ports")?;
        let ends = fields::items(node);
        let protocol = fields.take("protocol").map(|node| path(node, subject, self.problems));
        let (covers, overlaps) = (fields.take("covers"), fields.take("overlaps"));
        let [from, to] = ends[..] else {
            fields::wrong(
                node,
                "the attributes of the first and the last port",
                "最初と最後のポートの属性",
                self.problems,
            );
            return None;
        };
        let (extent, asked) = match (covers, overlaps) {
            (Some(node), None) => (PortExtent::Covers, node),
            (None, Some(node)) => (PortExtent::Overlaps, node),
            _ => {
                self.problems.add(
                    fields.at(),
                    "`ports` needs either `covers` or `overlaps`",
                    "`ports` には `covers` か `overlaps` のどちらかが必要です",
                );
                return None;
            }
        };
        let ranges: Vec<_> =
            fields::items(asked).into_iter().map(|node| operator_file::port_range(node, self.problems)).collect();
        let ranges = ranges.into_iter().collect::<Option<Vec<_>>>()?;
        if let Some(list) = ends.iter().find(|end| end.get_ref().as_str().is_some_and(|path| path.contains("[]"))) {
            fields::wrong(
                list,
                "an attribute of one element: put the list around it with `some`",
                "1 つの要素の属性 (リストは外側の `some` で指定)",
                self.problems,
            );
            return None;
        }
        let (from, to) = (path(from, subject, self.problems), path(to, subject, self.problems));
        let protocol = match protocol {
            Some(read) => Some(read?),
            None => None,
        };
        Some(Condition::Ports { from: from?, to: to?, protocol, extent, ranges })
    }

    fn code(&mut self, fields: &mut Fields<'_>) -> Option<Condition> {
        let node = fields.take("code")?;
        let name = fields::string(node, self.problems)?;
        if !(self.vocabulary.code)(name) {
            self.problems.add(
                node.span().start,
                format!("there is no function `{name}`"),
                format!("関数 `{name}` はありません"),
            );
            return None;
        }
        Some(Condition::Code(name.into()))
    }

    fn value(&mut self, fields: &mut Fields<'_>, subject: &Subject<'k>) -> Option<Condition> {
        let found = match fields.take("path") {
            Some(node) => path(node, subject, self.problems),
            None if subject.list.is_some() => Some(Box::default()),
            None => {
                self.problems.add(
                    fields.at(),
                    format!("no condition: it needs `path`, or one of `{}`", HEADS.join("`, `")),
                    format!("条件ではありません。`path` か `{}` のいずれかが必要です", HEADS.join("`, `")),
                );
                None
            }
        };
        let tests = operator_file::tests(fields, subject, self.problems);
        let path = found?;
        let tests = tests?;
        if tests.is_empty() {
            self.problems.add(
                fields.at(),
                format!("`{path}` is not tested: add `is`, `in`, `matches`, `present`, …"),
                format!("`{path}` の検査がありません。`is`、`in`、`matches`、`present` などを書いてください"),
            );
            return None;
        }
        Some(Condition::Value { path, tests })
    }
}

fn ids(subject: &Subject<'_>) -> Vec<Box<str>> {
    subject.kinds.iter().map(|kind| kind.id.clone()).collect()
}

/// Ids of glossary terms; a term that does not exist is a mistake.
pub(crate) fn terms(node: Node<'_>, vocabulary: &Vocabulary<'_>, problems: &mut Problems) -> Vec<Box<str>> {
    for item in fields::items(node) {
        let Some(term) = fields::string(item, problems) else { continue };
        if !(vocabulary.term)(term) {
            problems.add(
                item.span().start,
                format!("the glossary has no term `{term}`"),
                format!("用語集に `{term}` はありません"),
            );
        }
    }
    fields::strings(node, &mut Problems::default())
}
