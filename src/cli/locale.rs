//! The language and the day of the process.

use std::env;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::text::{Date, Lang};

use super::args::LangArg;

/// The language that the environment asks for.
pub(crate) fn lang() -> Lang {
    let value = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| env::var(name).ok());
    let first = value.into_iter().find(|value| !value.is_empty());
    if first.is_some_and(|value| value.starts_with("ja")) { Lang::Ja } else { Lang::En }
}

/// Today, in UTC.
pub(crate) fn today() -> Date {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Date::from_unix_days(since.as_secs() / (24 * 60 * 60))
}

impl From<LangArg> for Lang {
    fn from(arg: LangArg) -> Self {
        match arg {
            LangArg::En => Self::En,
            LangArg::Ja => Self::Ja,
        }
    }
}
