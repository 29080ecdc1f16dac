//! Reading rules from TOML: one format for the built-in catalogue and for a team's own rules. The
//! build script uses this file too.

use std::collections::BTreeMap;

use super::change_file;
use super::condition_file::{self, Subject, Vocabulary};
use super::fields::{self, Fields, Node, Problem, Problems};
use super::rule::{Confidence, Details, Principle, Profile, Rule, Severity};
use crate::model::{Dialect, Kind};
use crate::text::Text;

/// What the rules of a family share.
#[derive(Clone, Default)]
struct Family<'k> {
    on: Option<Vec<&'k Kind>>,
    why: Option<Text>,
    terms: Vec<Box<str>>,
}

/// What a message may name.
const PLACEHOLDERS: [&str; 4] = ["value", "path", "resource", "related"];

/// The rules of a file, and what is wrong in it. A rule with a mistake is left out.
pub(crate) fn parse(text: &str, vocabulary: &Vocabulary<'_>) -> (Vec<(Rule, Details)>, Vec<Problem>) {
    fields::file(text, |top, problems| {
        let families = top.take("family").map(|node| families(node, vocabulary, problems)).unwrap_or_default();
        fields::sound(top, "rule", problems, |item, problems| {
            Reader { vocabulary, families: &families, problems }.rule(item)
        })
    })
}

fn families<'k>(
    node: Node<'_>,
    vocabulary: &Vocabulary<'k>,
    problems: &mut Problems,
) -> BTreeMap<Box<str>, Family<'k>> {
    let mut families = BTreeMap::new();
    for item in fields::items(node) {
        let Some(mut fields) = Fields::of(item, problems) else { continue };
        let id = fields.must("id", problems).and_then(|node| fields::string(node, problems));
        let on = fields.take("on").and_then(|node| condition_file::kinds(node, vocabulary, problems));
        let why = fields.take("why").and_then(|node| fields::text(node, problems));
        let terms =
            fields.take("terms").map(|node| condition_file::terms(node, vocabulary, problems)).unwrap_or_default();
        fields.finish(problems);
        if let Some(id) = id {
            families.insert(id.into(), Family { on, why, terms });
        }
    }
    families
}

struct Reader<'r, 'k> {
    vocabulary: &'r Vocabulary<'k>,
    families: &'r BTreeMap<Box<str>, Family<'k>>,
    problems: &'r mut Problems,
}

impl<'k> Reader<'_, 'k> {
    fn rule(&mut self, node: Node<'_>) -> Option<(Rule, Details)> {
        let mut fields = Fields::of(node, self.problems)?;
        let family = self.family(&mut fields)?;
        let problems = &mut *self.problems;
        let id = fields.must("id", problems).and_then(|node| kebab(node, problems));
        let on = match &family.on {
            Some(kinds) if !fields.has("on") => {
                fields.take("on");
                Some(kinds.clone())
            }
            _ => fields.must("on", problems).and_then(|node| condition_file::kinds(node, self.vocabulary, problems)),
        };
        let principle =
            fields.must("principle", problems).and_then(|node| fields::choice(node, Principle::WORDS, problems));
        let severity =
            fields.must("severity", problems).and_then(|node| fields::choice(node, Severity::WORDS, problems));
        let profile = fields.take("profile").map(|node| fields::choice(node, Profile::WORDS, problems));
        let confidence = fields.take("confidence").map(|node| fields::choice(node, Confidence::WORDS, problems));
        let languages = fields.take("languages").map(|node| languages(node, problems)).unwrap_or_default();
        let aliases = fields.take("aliases").map(|node| fields::strings(node, problems)).unwrap_or_default();
        let was = fields.take("was").map(|node| fields::strings(node, problems)).unwrap_or_default();
        let details = self.details(&mut fields, family);

        // Without kinds no path can be proved: the mistake in `on` is enough to report.
        let subject = on.map(|kinds| Subject { kinds, list: None });
        let (when, require, fix) = (fields.take("when"), fields.must("require", self.problems), fields.take("fix"));
        fields.finish(self.problems);
        let subject = subject?;
        let when = when.map(|node| condition_file::read(node, &subject, self.vocabulary, self.problems));
        let require = require.and_then(|node| condition_file::read(node, &subject, self.vocabulary, self.problems));
        let fixes = fix.map(|node| change_file::fixes(node, &subject, self.vocabulary, self.problems));
        let when = match when {
            Some(read) => Some(read?),
            None => None,
        };
        let rule = Rule {
            id: id?.into(),
            on: subject.kinds.iter().map(|kind| kind.id.clone()).collect(),
            principle: principle?,
            severity: severity?,
            profile: profile.map_or(Some(Profile::default()), |read| read)?,
            confidence: confidence.map_or(Some(Confidence::default()), |read| read)?,
            languages,
            aliases,
            was,
            when,
            require: require?,
        };
        Some((rule, Details { fixes: fixes.flatten().unwrap_or_default(), ..details? }))
    }

    /// The family that a rule joins, or an empty one.
    fn family(&mut self, fields: &mut Fields<'_>) -> Option<Family<'k>> {
        let Some(node) = fields.take("family") else { return Some(Family::default()) };
        let id = fields::string(node, self.problems)?;
        let found = self.families.get(id).cloned();
        if found.is_none() {
            self.problems.add(
                node.span().start,
                format!("there is no family `{id}` in this file"),
                format!("このファイルにファミリー `{id}` はありません"),
            );
        }
        Some(found.unwrap_or_default())
    }

    fn details(&mut self, fields: &mut Fields<'_>, family: Family<'k>) -> Option<Details> {
        let problems = &mut *self.problems;
        let title = fields.must("title", problems).and_then(|node| fields::text(node, problems));
        let why = match family.why {
            Some(why) if !fields.has("why") => {
                fields.take("why");
                Some(why)
            }
            _ => fields.must("why", problems).and_then(|node| fields::text(node, problems)),
        };
        let message = fields.take("message").and_then(|node| message(node, problems));
        let mut found =
            fields.take("terms").map(|node| condition_file::terms(node, self.vocabulary, problems)).unwrap_or_default();
        let more: Vec<_> = family.terms.into_iter().filter(|term| !found.contains(term)).collect();
        found.extend(more);
        let controls = fields.take("controls").map(|node| controls(node, problems)).unwrap_or_default();
        let source = fields.take("source").and_then(|node| fields::string(node, problems)).map(Into::into);
        let checked = fields.take("checked").and_then(|node| month(node, problems));
        Some(Details { title: title?, why: why?, message, terms: found, controls, source, checked, fixes: Vec::new() })
    }
}

/// An id: words of small letters and digits, joined by hyphens.
fn kebab(node: Node<'_>, problems: &mut Problems) -> Option<Box<str>> {
    let id = fields::string(node, problems)?;
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if !id.split('-').all(is_word) {
        fields::wrong(node, "an id such as `bucket-public`", "`bucket-public` のような id ", problems);
        return None;
    }
    Some(id.into())
}

fn languages(node: Node<'_>, problems: &mut Problems) -> Vec<Dialect> {
    const WORDS: &[(&str, Dialect)] = &[("terraform", Dialect::Terraform), ("cloudformation", Dialect::CloudFormation)];
    fields::items(node).into_iter().filter_map(|item| fields::choice(item, WORDS, problems)).collect()
}

fn controls(node: Node<'_>, problems: &mut Problems) -> BTreeMap<Box<str>, Vec<Box<str>>> {
    let Some(fields) = Fields::of(node, problems) else { return BTreeMap::new() };
    fields.all().into_iter().map(|(standard, _, node)| (standard.into(), fields::strings(node, problems))).collect()
}

fn month(node: Node<'_>, problems: &mut Problems) -> Option<Box<str>> {
    let text = fields::string(node, problems)?;
    let digits = |part: &str, count| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    if !text.split_once('-').is_some_and(|(year, month)| digits(year, 4) && digits(month, 2)) {
        fields::wrong(node, "a month such as \"2026-11\"", "\"2026-11\" のような年月", problems);
        return None;
    }
    Some(text.into())
}

/// A message, whose placeholders must be ones that findings fill.
fn message(node: Node<'_>, problems: &mut Problems) -> Option<Text> {
    let text = fields::text(node, problems)?;
    for part in text.en.split('{').skip(1).chain(text.ja.split('{').skip(1)) {
        let name = part.split('}').next().unwrap_or("");
        if !PLACEHOLDERS.contains(&name) {
            let known = PLACEHOLDERS.join("}`, `{");
            problems.add(
                node.span().start,
                format!("a message knows `{{{known}}}`, not `{{{name}}}`"),
                format!("メッセージで使えるのは `{{{known}}}` です (`{{{name}}}` は使えません)"),
            );
        }
    }
    Some(text)
}
