//! Reading patterns from TOML. Only the build script uses this file: it stands here beside what it
//! reads into.

use toml::de::DeValue;

use crate::condition_file::{self, Subject, Vocabulary};
use crate::fields::{self, Fields, Node, Problem, Problems};
use crate::model::{Dialect, Path};
use crate::text::Text;

use crate::pattern::{Input, Layer, Pattern, Recipe, Strategy, Written};

/// The patterns of a file, and what is wrong in it. A pattern with a mistake is left out.
pub(crate) fn parse(text: &str, vocabulary: &Vocabulary<'_>) -> (Vec<Pattern>, Vec<Problem>) {
    fields::file(text, |top, problems| {
        fields::sound(top, "pattern", problems, |item, problems| pattern(item, vocabulary, problems))
    })
}

fn pattern(node: Node<'_>, vocabulary: &Vocabulary<'_>, problems: &mut Problems) -> Option<Pattern> {
    let mut fields = Fields::of(node, problems)?;
    let id = fields.must("id", problems).and_then(|node| fields::string(node, problems)).map(Box::from);
    let on = fields.must("on", problems).and_then(|node| condition_file::kinds(node, vocabulary, problems));
    let subject = Subject { kinds: on?, list: None };
    let layer = fields.must("layer", problems).and_then(|node| fields::choice(node, Layer::WORDS, problems));
    let strategies = fields.must("strategy", problems).map(|node| {
        fields::items(node).into_iter().filter_map(|item| fields::choice(item, Strategy::WORDS, problems)).collect()
    });
    let mut text =
        |key, problems: &mut Problems| fields.must(key, problems).and_then(|node| fields::text(node, problems));
    let (title, summary) = (text("title", problems), text("summary", problems));
    let (rpo, rto, cost) = (text("rpo", problems), text("rto", problems), text("cost", problems));
    let caveats = fields.take("caveats").map(|node| texts(node, problems)).unwrap_or_default();
    let source = fields.must("source", problems).and_then(|node| fields::string(node, problems)).map(Box::from);
    let checked = fields.must("checked", problems).and_then(|node| fields::string(node, problems)).map(Box::from);
    let offer = fields.take("offer").and_then(|node| condition_file::read(node, &subject, vocabulary, problems));
    let present =
        fields.must("present", problems).and_then(|node| condition_file::read(node, &subject, vocabulary, problems));
    let terraform = fields.take("terraform").and_then(|node| recipe(node, Dialect::Terraform, problems));
    let cloudformation = fields.take("cloudformation").and_then(|node| recipe(node, Dialect::CloudFormation, problems));
    fields.finish(problems);
    Some(Pattern {
        id: id?,
        on: subject.kinds.iter().map(|kind| kind.id.clone()).collect(),
        layer: layer?,
        strategies: strategies?,
        title: title?,
        summary: summary?,
        rpo: rpo?,
        rto: rto?,
        cost: cost?,
        caveats,
        source: source?,
        checked: checked?,
        offer,
        present: present?,
        terraform,
        cloudformation,
    })
}

fn texts(node: Node<'_>, problems: &mut Problems) -> Vec<Text> {
    fields::items(node).into_iter().filter_map(|item| fields::text(item, problems)).collect()
}

fn recipe(node: Node<'_>, dialect: Dialect, problems: &mut Problems) -> Option<Recipe> {
    let mut fields = Fields::of(node, problems)?;
    let provider = fields.take("provider").is_some_and(|node| node.get_ref().as_bool() == Some(true));
    let inputs = fields.take("inputs").map(|node| inputs(node, problems)).unwrap_or_default();
    let mut set = Vec::new();
    if let Some(table) = fields.take("set").and_then(|node| Fields::of(node, problems)) {
        for (text, at, node) in table.all() {
            let path = path(text, at, problems);
            set.extend(path.zip(written(node, problems)));
        }
    }
    let remove = fields.take("remove").map(|node| {
        let items = fields::items(node).into_iter();
        items.filter_map(|item| path(fields::string(item, problems)?, item.span().start, problems)).collect()
    });
    let mut template =
        |key, problems: &mut Problems| fields.take(key).and_then(|node| fields::string(node, problems)).map(Box::from);
    let add = template("add", problems);
    let (companion, outputs) = match dialect {
        Dialect::CloudFormation => (template("companion", problems), template("outputs", problems)),
        Dialect::Terraform => (None, None),
    };
    fields.finish(problems);
    Some(Recipe { provider, inputs, set, remove: remove.unwrap_or_default(), add, companion, outputs })
}

fn inputs(node: Node<'_>, problems: &mut Problems) -> Vec<Input> {
    let mut inputs = Vec::new();
    for item in fields::items(node) {
        let Some(mut fields) = Fields::of(item, problems) else { continue };
        let name = fields.must("name", problems).and_then(|node| fields::string(node, problems));
        let type_name = fields.must("type", problems).and_then(|node| fields::string(node, problems));
        let description = fields.must("description", problems).and_then(|node| fields::text(node, problems));
        fields.finish(problems);
        if let (Some(name), Some(type_name), Some(description)) = (name, type_name, description) {
            inputs.push(Input { name: name.into(), type_name: type_name.into(), description });
        }
    }
    inputs
}

fn path(text: &str, at: usize, problems: &mut Problems) -> Option<Path> {
    let path = Path::parse(text);
    if let Err(error) = &path {
        let expected = error.expected;
        problems.add(
            at,
            format!("`{text}` is no path: expected {expected}"),
            format!("`{text}` はパスではありません: {expected}"),
        );
    }
    path.ok()
}

fn written(node: Node<'_>, problems: &mut Problems) -> Option<Written> {
    Some(match node.get_ref() {
        DeValue::String(text) => Written::Text(text.as_ref().into()),
        DeValue::Boolean(value) => Written::Bool(*value),
        DeValue::Integer(value) => Written::Integer(value.to_string().parse().ok()?),
        DeValue::Array(items) => Written::List(items.iter().filter_map(|item| written(item, problems)).collect()),
        DeValue::Table(_) => {
            let table = Fields::of(node, problems)?;
            Written::Map(
                table
                    .all()
                    .into_iter()
                    .filter_map(|(key, _, value)| Some((key.into(), written(value, problems)?)))
                    .collect(),
            )
        }
        _ => {
            fields::wrong(
                node,
                "a string, number, truth value, list or table",
                "文字列、数値、真偽値、リスト、テーブルのいずれか",
                problems,
            );
            return None;
        }
    })
}
