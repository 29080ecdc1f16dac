//! Reading hints from TOML. Only the build script uses this file: it stands here beside what it
//! reads into.

use crate::condition_file::{self, Subject, Vocabulary};
use crate::fields::{self, Fields, Node, Problem, Problems};
use crate::hint::{Hint, Measure};

/// The hints of a file, and what is wrong in it. A hint with a mistake is left out.
pub(crate) fn parse(text: &str, vocabulary: &Vocabulary<'_>) -> (Vec<Hint>, Vec<Problem>) {
    fields::file(text, |top, problems| {
        fields::sound(top, "hint", problems, |item, problems| hint(item, vocabulary, problems))
    })
}

fn hint(node: Node<'_>, vocabulary: &Vocabulary<'_>, problems: &mut Problems) -> Option<Hint> {
    let mut fields = Fields::of(node, problems)?;
    let id = fields.must("id", problems).and_then(|node| fields::string(node, problems)).map(Box::from);
    let on = fields.must("on", problems).and_then(|node| condition_file::kinds(node, vocabulary, problems));
    let subject = Subject { kinds: on?, list: None };
    let when =
        fields.must("when", problems).and_then(|node| condition_file::read(node, &subject, vocabulary, problems));
    let at = fields.take("at").and_then(|node| condition_file::path(node, &subject, problems));
    let label = fields.must("label", problems).and_then(|node| fields::text(node, problems));
    let text = fields.must("text", problems).and_then(|node| fields::text(node, problems));
    let measures = fields.take("measures").map(|node| {
        fields::items(node).into_iter().filter_map(|item| fields::choice(item, Measure::WORDS, problems)).collect()
    });
    let terms = fields.take("terms").map(|node| condition_file::terms(node, vocabulary, problems)).unwrap_or_default();
    let source = fields.must("source", problems).and_then(|node| fields::string(node, problems)).map(Box::from);
    let checked = fields.must("checked", problems).and_then(|node| fields::string(node, problems)).map(Box::from);
    fields.finish(problems);
    Some(Hint {
        id: id?,
        on: subject.kinds.iter().map(|kind| kind.id.clone()).collect(),
        when: when?,
        at,
        label: label?,
        text: text?,
        measures: measures.unwrap_or_default(),
        terms,
        source: source?,
        checked: checked?,
    })
}
