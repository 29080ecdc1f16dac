//! Findings: what is wrong, where, and how to say it.

use std::sync::Arc;

use super::catalogue::Catalogue;
use super::rule::Severity;
use crate::model::{Place, Why};
use crate::text::Lang;

/// The code of what a strict profile reports as unknown.
pub const UNKNOWN_VALUE: &str = "unknown-value";
/// The code of a suppression whose day has passed, or is none.
pub const SUPPRESSION_EXPIRED: &str = "suppression-expired";
/// The code of a suppression that suppresses nothing.
pub const SUPPRESSION_UNUSED: &str = "suppression-unused";
/// The code of a suppression that gives no reason.
pub const SUPPRESSION_WITHOUT_REASON: &str = "suppression-without-reason";
/// The code of a suppression of a rule that does not exist.
pub const SUPPRESSION_UNKNOWN_RULE: &str = "suppression-unknown-rule";

/// The code of a suppression that the team does not allow.
pub const SUPPRESSION_FORBIDDEN: &str = "suppression-forbidden";

/// Something to tell the author.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule's id, or one of the codes of this module.
    pub code: Arc<str>,
    /// The rule's number in the catalogue, for what the rules found.
    pub rule: Option<u32>,
    /// How bad it is, the user's settings applied.
    pub severity: Severity,
    /// The address of the resource that was judged; empty for a suppression beside no resource.
    pub resource: Box<str>,
    /// Where to point, relative to the block of the resource it names: the judged one, a companion
    /// of it, or a related one.
    pub place: Place,
    /// Other places that had a part in it.
    pub related: Vec<Place>,
    /// What is said.
    pub message: Message,
}

/// What a finding says, in no language yet.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// A rule is violated.
    Violation {
        /// The attribute, as the file's language spells it; empty when the resource as a whole is
        /// concerned.
        path: Box<str>,
        /// Its value.
        value: Shown,
    },
    /// A value is unknown, so rules could not be judged.
    Unknown {
        /// The attribute, as the file's language spells it.
        path: Box<str>,
        /// Why it is unknown.
        cause: Cause,
        /// The rules.
        rules: Vec<Arc<str>>,
    },
    /// A suppression's day has passed.
    Expired {
        /// The id it names.
        id: Box<str>,
        /// The day, `YYYY-MM-DD`.
        until: Box<str>,
    },
    /// A suppression's day is none.
    NoDay {
        /// The id it names.
        id: Box<str>,
    },
    /// A suppression suppresses nothing.
    Unused {
        /// The id it names.
        id: Box<str>,
    },
    /// A suppression of a rule that the settings let nobody suppress.
    Forbidden {
        /// The id it names.
        id: Box<str>,
    },
    /// A suppression gives no reason.
    WithoutReason {
        /// The id it names.
        id: Box<str>,
    },
    /// A suppression names a rule that does not exist.
    UnknownRule {
        /// The id it names.
        id: Box<str>,
    },
}

impl Message {
    /// The attribute it is about, as the file's language spells it; empty when it is about none.
    #[must_use]
    pub fn attribute(&self) -> &str {
        match self {
            Self::Violation { path, .. } | Self::Unknown { path, .. } => path,
            _ => "",
        }
    }
}

/// A value as messages show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// It is written.
    Written(Box<str>),
    /// It is not written; AWS takes this.
    Default(Box<str>),
    /// There is none.
    Nothing,
    /// It is a list or a map, too long to show.
    Structure,
}

/// Why a condition could not be decided.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// A value is unknown.
    Value(Why),
    /// Of two possible values one decides this way, the other that way.
    OneOfTwo,
    /// The value is not of the form the rule expects.
    Form(Box<str>),
    /// It depends on another resource, which is not here or may not belong here.
    Other(Box<str>),
}

impl Finding {
    /// The message in a language.
    #[must_use]
    pub fn message(&self, catalogue: &Catalogue, lang: Lang) -> String {
        match &self.message {
            Message::Violation { path, value } => match self.rule.and_then(|rule| catalogue.details(rule)) {
                Some(details) => match &details.message {
                    Some(message) => self.fill(message.get(lang), path, value, lang),
                    None => violation(details.title.get(lang), path, value, lang),
                },
                None => violation(&self.code, path, value, lang),
            },
            Message::Unknown { path, cause, rules } => unknown(path, cause, rules, lang),
            Message::Expired { id, until } => match lang {
                Lang::En => format!("The suppression of `{id}` expired on {until}"),
                Lang::Ja => format!("`{id}` の抑制は {until} で期限切れです"),
            },
            Message::NoDay { id } => match lang {
                Lang::En => format!("The suppression of `{id}` ends on no day: write it as YYYY-MM-DD"),
                Lang::Ja => format!("`{id}` の抑制の期限を読めません。YYYY-MM-DD の形で書いてください"),
            },
            Message::Forbidden { id } => match lang {
                Lang::En => format!("`{id}` must not be suppressed here (`forbid-allow` in the settings)"),
                Lang::Ja => format!("`{id}` の抑制は認められていません（設定の `forbid-allow`）"),
            },
            Message::Unused { id } => match lang {
                Lang::En => format!("Nothing here violates `{id}`: the suppression can go"),
                Lang::Ja => format!("ここに `{id}` の違反はありません。抑制は不要です"),
            },
            Message::WithoutReason { id } => match lang {
                Lang::En => format!("The suppression of `{id}` needs a reason: add ` -- why` after the id"),
                Lang::Ja => format!("`{id}` の抑制には理由が必要です。id の後に ` -- 理由` を書いてください"),
            },
            Message::UnknownRule { id } => match lang {
                Lang::En => format!("There is no rule `{id}` to suppress"),
                Lang::Ja => format!("抑制の対象となるルール `{id}` はありません"),
            },
        }
    }

    fn fill(&self, template: &str, path: &str, value: &Shown, lang: Lang) -> String {
        let related = self.related.first().map_or("", |place| &*place.address);
        let mut message = String::with_capacity(template.len() + 32);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            message.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                rest = after;
                message.push('{');
                break;
            };
            match name {
                "value" => message.push_str(&value.words(lang)),
                "path" => message.push_str(path),
                "resource" => message.push_str(&self.resource),
                "related" => message.push_str(related),
                _ => {
                    message.push('{');
                    message.push_str(name);
                    message.push('}');
                }
            }
            rest = after;
        }
        message.push_str(rest);
        message
    }
}

impl Shown {
    /// The value as a part of a sentence.
    #[must_use]
    pub fn words(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Written(value), _) => format!("`{value}`"),
            (Self::Default(value), Lang::En) => format!("`{value}` (AWS's default)"),
            (Self::Default(value), Lang::Ja) => format!("`{value}` (AWS のデフォルト)"),
            (Self::Nothing, Lang::En) => "not set".to_owned(),
            (Self::Nothing, Lang::Ja) => "未設定".to_owned(),
            (Self::Structure, Lang::En) => "this value".to_owned(),
            (Self::Structure, Lang::Ja) => "この値".to_owned(),
        }
    }
}

/// The title, and what in the file makes it true.
fn violation(title: &str, path: &str, value: &Shown, lang: Lang) -> String {
    if path.is_empty() {
        return title.to_owned();
    }
    match (value, lang) {
        (Shown::Written(value), Lang::En) => format!("{title}: `{path}` is `{value}`"),
        (Shown::Written(value), Lang::Ja) => format!("{title}: `{path}` が `{value}` です"),
        (Shown::Default(value), Lang::En) => format!("{title}: `{path}` is not set, so AWS takes `{value}`"),
        (Shown::Default(value), Lang::Ja) => {
            format!("{title}: `{path}` が未設定のため、デフォルトの `{value}` になります")
        }
        (Shown::Nothing, Lang::En) => format!("{title}: `{path}` is not set"),
        (Shown::Nothing, Lang::Ja) => format!("{title}: `{path}` が設定されていません"),
        (Shown::Structure, Lang::En) => format!("{title}: see `{path}`"),
        (Shown::Structure, Lang::Ja) => format!("{title}: `{path}` を確認してください"),
    }
}

/// How many rules a message about an unknown value names.
const RULES_NAMED: usize = 3;

fn unknown(path: &str, cause: &Cause, rules: &[Arc<str>], lang: Lang) -> String {
    let reason = cause.words(lang);
    let mut names = rules.iter().take(RULES_NAMED).map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    let more = rules.len().saturating_sub(RULES_NAMED);
    match lang {
        Lang::En => {
            if more > 0 {
                names.push_str(&format!(" and {more} more"));
            }
            let subject = if path.is_empty() { String::new() } else { format!("`{path}` is unknown: ") };
            format!("{subject}{reason}. Not judged: {names}")
        }
        Lang::Ja => {
            if more > 0 {
                names.push_str(&format!(" ほか {more} 件"));
            }
            let subject = if path.is_empty() { String::new() } else { format!("`{path}` の値が不明です: ") };
            format!("{subject}{reason}。未判定: {names}")
        }
    }
}

impl Cause {
    /// The reason as a clause without a full stop.
    #[must_use]
    pub fn words(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Value(Why::NoDefault(name)), Lang::En) => format!("`{name}` has no default"),
            (Self::Value(Why::NoDefault(name)), Lang::Ja) => format!("`{name}` にデフォルト値がありません"),
            (Self::Value(Why::Elsewhere(name)), Lang::En) => format!("`{name}` is defined elsewhere"),
            (Self::Value(Why::Elsewhere(name)), Lang::Ja) => format!("`{name}` は別の場所で定義されています"),
            (Self::Value(Why::Computed(name)), Lang::En) => format!("AWS computes `{name}` on deployment"),
            (Self::Value(Why::Computed(name)), Lang::Ja) => format!("`{name}` はデプロイ時に決まります"),
            (Self::Value(Why::Repeated(name)), Lang::En) => format!("`{name}` stands for several values"),
            (Self::Value(Why::Repeated(name)), Lang::Ja) => format!("`{name}` は繰り返しのたびに変わります"),
            (Self::Value(Why::Expression(source)), Lang::En) => format!("`{source}` is not evaluated"),
            (Self::Value(Why::Expression(source)), Lang::Ja) => format!("`{source}` は評価できません"),
            (Self::Value(Why::Partial), Lang::En) => "the block is incomplete".to_owned(),
            (Self::Value(Why::Partial), Lang::Ja) => "ブロックが書きかけです".to_owned(),
            (Self::Value(Why::Excerpt), Lang::En) => "this is an excerpt, the rest may stand elsewhere".to_owned(),
            (Self::Value(Why::Excerpt), Lang::Ja) => "抜粋のため、残りが別の場所にあるかもしれません".to_owned(),
            (Self::Value(Why::Default), Lang::En) => "it is not set, and AWS's default is not known".to_owned(),
            (Self::Value(Why::Default), Lang::Ja) => "未設定で、AWS のデフォルトが分かりません".to_owned(),
            (Self::OneOfTwo, Lang::En) => "only one of its two possible values is good".to_owned(),
            (Self::OneOfTwo, Lang::Ja) => "取り得る 2 つの値のうち、条件を満たすのは一方だけです".to_owned(),
            (Self::Form(value), Lang::En) => format!("`{value}` is not of the expected form"),
            (Self::Form(value), Lang::Ja) => format!("`{value}` は想定した形式ではありません"),
            (Self::Other(name), Lang::En) => format!("it depends on `{name}`, which cannot be followed from here"),
            (Self::Other(name), Lang::Ja) => format!("`{name}` に依存しますが、ここからはたどれません"),
        }
    }
}
