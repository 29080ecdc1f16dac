//! Reading fixes from TOML, and proving that what they change exists. The build script uses this
//! file too.

use toml::de::DeValue;

use super::condition_file::{self, Subject, Vocabulary};
use super::fields::{self, Fields, Node, Problems};
use super::rule::{Fix, Safety};
use crate::fix::{Change, Setting};

/// Reads one fix, or a list of fixes.
pub(crate) fn fixes<'k>(
    node: Node<'_>,
    subject: &Subject<'k>,
    vocabulary: &Vocabulary<'k>,
    problems: &mut Problems,
) -> Option<Vec<Fix>> {
    let fixes: Vec<_> = fields::items(node).into_iter().map(|item| fix(item, subject, vocabulary, problems)).collect();
    fixes.into_iter().collect()
}

fn fix<'k>(node: Node<'_>, subject: &Subject<'k>, vocabulary: &Vocabulary<'k>, problems: &mut Problems) -> Option<Fix> {
    let mut fields = Fields::of(node, problems)?;
    let title = fields.must("title", problems).and_then(|node| fields::text(node, problems));
    let safety = fields.must("safety", problems).and_then(|node| fields::choice(node, Safety::WORDS, problems));
    let mut condition = |key, problems: &mut Problems| match fields.take(key) {
        Some(node) => condition_file::read(node, subject, vocabulary, problems).map(Some),
        None => Some(None),
    };
    let (when, replaces_when) = (condition("when", problems), condition("replaces_when", problems));
    let changes = changes(&mut fields, subject, problems);
    if changes.is_empty() {
        problems.add(
            fields.at(),
            "the fix changes nothing: it needs `set`, `remove` or `add`",
            "修正の内容がありません。`set`、`remove`、`add` のいずれかが必要です",
        );
    }
    fields.finish(problems);
    Some(Fix { title: title?, safety: safety?, when: when?, replaces_when: replaces_when?, changes })
}

/// Takes `set`, `remove` and `add`: the change language, for whatever table holds them.
pub(crate) fn changes(fields: &mut Fields<'_>, subject: &Subject<'_>, problems: &mut Problems) -> Vec<Change> {
    let mut changes = Vec::new();
    if let Some(table) = fields.take("set").and_then(|node| Fields::of(node, problems)) {
        for (path, at, node) in table.all() {
            let path = condition_file::path_text(path, at, subject, problems);
            let value = setting(node, problems);
            changes.extend(path.zip(value).map(|(path, value)| Change::Set { path, value }));
        }
    }
    if let Some(node) = fields.take("remove") {
        for item in fields::items(node) {
            changes.extend(condition_file::path(item, subject, problems).map(|path| Change::Remove { path }));
        }
    }
    if let Some(mut table) = fields.take("add").and_then(|node| Fields::of(node, problems)) {
        let mut template = |key, problems: &mut Problems| {
            let text = table.take(key).and_then(|node| fields::string(node, problems))?;
            Some(text.trim_matches('\n').into())
        };
        let (terraform, cloudformation) = (template("terraform", problems), template("cloudformation", problems));
        if terraform.is_some() || cloudformation.is_some() {
            changes.push(Change::Add { terraform, cloudformation });
        }
        table.finish(problems);
    }
    changes
}

fn setting(node: Node<'_>, problems: &mut Problems) -> Option<Setting> {
    match node.get_ref() {
        DeValue::Array(items) => {
            let scalars: Vec<_> = items.iter().map(|item| fields::scalar(item, problems)).collect();
            scalars.into_iter().collect::<Option<Vec<_>>>().map(Setting::List)
        }
        DeValue::Table(_) => {
            let members = Fields::of(node, problems)?.all();
            let members: Vec<_> = members
                .into_iter()
                .map(|(key, _, node)| fields::scalar(node, problems).map(|value| (key.into(), value)))
                .collect();
            members.into_iter().collect::<Option<Vec<_>>>().map(Setting::Map)
        }
        _ => fields::scalar(node, problems).map(Setting::Scalar),
    }
}
