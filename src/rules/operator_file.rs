//! Reading the operators on one value from TOML. The build script uses this file too.

use super::cidr::Cidr;
use super::condition::Test;
use super::condition_file::{Subject, path};
use super::fields::{self, Fields, Node, Problems};
use crate::model::Scalar;

/// Takes the operators on one value, of which there may be several.
pub(crate) fn tests(fields: &mut Fields<'_>, subject: &Subject<'_>, problems: &mut Problems) -> Option<Vec<Test>> {
    let ignore_case = match fields.take("ignore_case") {
        Some(node) => fields::boolean(node, problems)?,
        None => false,
    };
    let mut tests = Vec::new();
    if let Some(node) = fields.take("is") {
        tests.push(fields::scalar(node, problems).map(|value| Test::In { values: vec![value], ignore_case }));
    }
    if let Some(node) = fields.take("in") {
        let values: Vec<_> = fields::items(node).into_iter().map(|item| fields::scalar(item, problems)).collect();
        let values: Option<Vec<Scalar>> = values.into_iter().collect();
        tests.push(values.map(|values| Test::In { values, ignore_case }));
    }
    if let Some(node) = fields.take("matches") {
        tests.push(Some(Test::Matches { patterns: fields::strings(node, problems), ignore_case }));
    }
    if let Some(node) = fields.take("at_least") {
        tests.push(fields::integer(node, problems).map(Test::AtLeast));
    }
    if let Some(node) = fields.take("at_most") {
        tests.push(fields::integer(node, problems).map(Test::AtMost));
    }
    if let Some(node) = fields.take("older_than") {
        tests.push(fields::string(node, problems).map(|version| Test::OlderThan(version.into())));
    }
    if let Some(node) = fields.take("present") {
        tests.push(fields::boolean(node, problems).map(Test::Present));
    }
    if let Some(node) = fields.take("cidr_covers") {
        tests.push(cidrs(node, problems).map(Test::CidrCovers));
    }
    if let Some(node) = fields.take("count") {
        tests.push(count(node, problems));
    }
    if let Some(node) = fields.take("same_as") {
        tests.push(path(node, subject, problems).map(Test::SameAs));
    }
    if let Some(node) = fields.take("allows") {
        tests.push(Some(Test::Allows(fields::strings(node, problems))));
    }
    if let Some(node) = fields.take("literal") {
        tests.push(fields::boolean(node, problems).map(Test::Literal));
    }
    if let Some(node) = fields.take("masked") {
        tests.push(fields::boolean(node, problems).map(Test::Masked));
    }
    tests.into_iter().collect()
}

fn cidrs(node: Node<'_>, problems: &mut Problems) -> Option<Vec<Box<str>>> {
    let texts = fields::strings(node, problems);
    for text in &texts {
        if Cidr::parse(text).is_none() {
            problems.add(
                node.span().start,
                format!("`{text}` is no range of addresses"),
                format!("`{text}` は CIDR として読めません"),
            );
            return None;
        }
    }
    Some(texts)
}

fn count(node: Node<'_>, problems: &mut Problems) -> Option<Test> {
    let number = |node: Node<'_>, problems: &mut Problems| {
        let number = fields::integer(node, problems)?;
        let number = u32::try_from(number).ok();
        if number.is_none() {
            fields::wrong(node, "a number from 0 on", "0 以上の数", problems);
        }
        number
    };
    if !node.get_ref().is_table() {
        let exactly = number(node, problems)?;
        return Some(Test::Count { at_least: exactly, at_most: Some(exactly) });
    }
    let mut fields = Fields::of(node, problems)?;
    let at_least = fields.take("at_least").map(|node| number(node, problems));
    let at_most = fields.take("at_most").map(|node| number(node, problems));
    if at_least.is_none() && at_most.is_none() {
        problems.add(
            fields.at(),
            "`count` needs `at_least` or `at_most`",
            "`count` には `at_least` か `at_most` が必要です",
        );
    }
    fields.finish(problems);
    let at_least = match at_least {
        Some(read) => read?,
        None => 0,
    };
    let at_most = match at_most {
        Some(read) => Some(read?),
        None => None,
    };
    Some(Test::Count { at_least, at_most })
}

/// `22`, or `"20-25"`.
pub(crate) fn port_range(node: Node<'_>, problems: &mut Problems) -> Option<(u16, u16)> {
    let range = match node.get_ref().as_str() {
        Some(text) => text.split_once('-').and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?))),
        None => fields::integer(node, problems).and_then(|port| u16::try_from(port).ok()).map(|port| (port, port)),
    };
    let range = range.filter(|(from, to)| from <= to);
    if range.is_none() {
        fields::wrong(node, "a port, or a range such as \"20-25\"", "ポート番号か \"20-25\" のような範囲", problems);
    }
    range
}
