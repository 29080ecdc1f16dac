//! Paths to attributes.
//!
//! Two dialects share one grammar. A *normalised* path is what rules speak:
//! `origin[].custom_origin_config.origin_protocol_policy`. A *source* path is where a language
//! keeps it: `DistributionConfig.Origins[].CustomOriginConfig.OriginProtocolPolicy`,
//! `LoadBalancerAttributes[Key="routing.http.drop_invalid_header_fields.enabled"].Value`,
//! `@aws_s3_bucket_versioning.versioning_configuration.status` (in a companion resource).

use std::fmt;

use serde::{Deserialize, Serialize};

/// A path: steps from the outside in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Path {
    /// The steps.
    pub steps: Box<[Step]>,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Step {
    /// `name`.
    Name(Box<str>),
    /// `[]`: every item of a list.
    Each,
    /// `[Key="x"]`: the item whose member `Key` is `x`; an edit adds it where missing.
    Where {
        /// The member that selects.
        key: Box<str>,
        /// Its value.
        is: Box<str>,
    },
    /// `["any text"]`: a member whose name is no plain word.
    Key(Box<str>),
    /// `|json`: the string at this place holds JSON, or YAML.
    Json,
    /// `@aws_x`: in the companion resource of that type. Only first.
    Companion(Box<str>),
}

/// Why a path does not parse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathError {
    /// Byte of the path's text where it goes wrong.
    pub at: usize,
    /// What was expected there.
    pub expected: &'static str,
}

impl Path {
    /// Reads a path.
    ///
    /// # Errors
    /// The place and what was expected, for text that is no path.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        let mut steps = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let expected = |expected| PathError { at, expected };
            if let Some(after) = rest.strip_prefix("[]") {
                steps.push(Step::Each);
                at = text.len() - after.len();
            } else if let Some(after) = rest.strip_prefix("[\"") {
                let end = after.find("\"]").ok_or(expected("\"] after the key"))?;
                steps.push(Step::Key(after[..end].into()));
                at += 2 + end + 2;
            } else if let Some(after) = rest.strip_prefix('[') {
                let (key, after_key) = after.split_once("=\"").ok_or(expected("Key=\"value\"]"))?;
                let end = after_key.find("\"]").ok_or(expected("\"] after the value"))?;
                steps.push(Step::Where { key: key.into(), is: after_key[..end].into() });
                at += 1 + key.len() + 2 + end + 2;
            } else if let Some(after) = rest.strip_prefix("|json") {
                steps.push(Step::Json);
                at = text.len() - after.len();
            } else {
                let dotted = !steps.is_empty();
                let name = match rest.strip_prefix('.') {
                    Some(name) if dotted => name,
                    None if !dotted => rest,
                    _ => return Err(expected("a name")),
                };
                let (companion, name) = match name.strip_prefix('@') {
                    Some(name) if !dotted => (true, name),
                    _ => (false, name),
                };
                let end = name.find(['.', '[', '|', ']', '@', '"', ' ']).unwrap_or(name.len());
                if end == 0 {
                    return Err(expected("a name"));
                }
                let word: Box<str> = name[..end].into();
                steps.push(if companion { Step::Companion(word) } else { Step::Name(word) });
                at = text.len() - name.len() + end;
            }
        }
        Ok(Self { steps: steps.into() })
    }

    /// This path and then `other`.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        Self { steps: self.steps.iter().chain(other.steps.iter()).cloned().collect() }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.steps.iter().enumerate() {
            match step {
                Step::Name(name) if index == 0 => f.write_str(name)?,
                Step::Name(name) => write!(f, ".{name}")?,
                Step::Each => f.write_str("[]")?,
                Step::Where { key, is } => write!(f, "[{key}=\"{is}\"]")?,
                Step::Key(key) => write!(f, "[\"{key}\"]")?,
                Step::Json => f.write_str("|json")?,
                Step::Companion(name) => write!(f, "@{name}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_survive_a_round_trip() {
        for text in [
            "multi_az",
            "origin[].custom_origin_config.origin_protocol_policy",
            "LoadBalancerAttributes[Key=\"a.b.enabled\"].Value",
            "Parameters[\"rds.force_ssl\"]",
            "container_definitions|json[].name",
            "@aws_s3_bucket_versioning.versioning_configuration.status",
        ] {
            assert_eq!(Path::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_path_is_refused_where_it_goes_wrong() {
        for (text, at) in [("a..b", 1), (".a", 0), ("a[Key=x]", 1), ("a.@b", 1), ("a b", 1)] {
            assert_eq!(Path::parse(text).map_err(|error| error.at), Err(at), "{text}");
        }
    }
}
