//! Reading kind tables: `src/model/kinds/*.toml` to [`Kind`]s. The build script uses this file
//! too, so it depends on nothing but its neighbours `kind` and `path`.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::kind::{Absence, Attribute, Companion, Dialect, Kind, Scalar};
use super::path::{Path, Step};
use crate::text::Text;

/// What is wrong in a kind table, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindError {
    /// Byte offset in the file.
    pub at: usize,
    /// What is wrong and what to do.
    pub message: String,
}

/// How a table spells "nothing at all" as the meaning of absence.
const NOTHING: &str = "(nothing)";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    kind: Vec<RawKind>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawKind {
    id: Spanned<String>,
    name: Text,
    #[serde(default)]
    terraform: OneOrMany,
    #[serde(default)]
    cloudformation: OneOrMany,
    #[serde(default)]
    companions: Vec<RawCompanion>,
    #[serde(default)]
    attributes: BTreeMap<Spanned<String>, RawAttribute>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCompanion {
    terraform: Spanned<String>,
    via: Spanned<String>,
    names: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAttribute {
    tf: Option<Place>,
    cfn: Option<Place>,
    absent: Option<RawAbsent>,
    source: Option<String>,
    checked: Option<String>,
    #[serde(default)]
    policy: bool,
    #[serde(default)]
    secret: bool,
    #[serde(default)]
    refers: OneOrMany,
    since: Option<u16>,
    #[serde(default)]
    replaces: Vec<Dialect>,
}

/// Where a language keeps an attribute; `false` where it does not offer it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Place {
    Offered(bool),
    At(OneOrMany),
}

#[derive(Deserialize, Default)]
#[serde(untagged)]
enum OneOrMany {
    #[default]
    None,
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawAbsent {
    Always(RawScalar),
    Cases(Vec<RawCase>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCase {
    value: RawScalar,
    lang: Option<Dialect>,
    #[serde(default)]
    when: BTreeMap<String, OneOrManyScalars>,
    source: Option<String>,
    checked: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrManyScalars {
    One(RawScalar),
    Many(Vec<RawScalar>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawScalar {
    Bool(bool),
    Integer(i64),
    Text(String),
}

impl OneOrMany {
    fn into_vec(self) -> Vec<String> {
        match self {
            Self::None => Vec::new(),
            Self::One(one) => vec![one],
            Self::Many(many) => many,
        }
    }
}

impl From<RawScalar> for Scalar {
    fn from(raw: RawScalar) -> Self {
        match raw {
            RawScalar::Bool(value) => Self::Bool(value),
            RawScalar::Integer(value) => Self::Integer(value),
            RawScalar::Text(text) if text == NOTHING => Self::Nothing,
            RawScalar::Text(text) => Self::Text(text.into()),
        }
    }
}

/// Reads one table.
///
/// # Errors
/// Everything that is wrong in it, in the order of the file.
pub fn parse(text: &str) -> Result<Vec<Kind>, Vec<KindError>> {
    let raw: RawFile = toml::from_str(text).map_err(|error| {
        vec![KindError { at: error.span().map_or(0, |span| span.start), message: error.message().to_owned() }]
    })?;
    let mut errors = Vec::new();
    let kinds = raw.kind.into_iter().map(|kind| convert(kind, &mut errors)).collect();
    if errors.is_empty() { Ok(kinds) } else { Err(errors) }
}

fn convert(raw: RawKind, errors: &mut Vec<KindError>) -> Kind {
    let at = raw.id.span().start;
    let id = raw.id.into_inner();
    let terraform = boxed(raw.terraform);
    let cloudformation = boxed(raw.cloudformation);
    if terraform.is_empty() && cloudformation.is_empty() {
        errors.push(KindError { at, message: format!("`{id}` has neither `terraform` nor `cloudformation`") });
    }
    let companions = raw.companions.into_iter().map(|companion| Companion {
        via: path_at(&companion.via, errors),
        names: companion.names.as_ref().map(|names| path_at(names, errors)),
        terraform: companion.terraform.into_inner().into(),
    });
    let companions: Vec<Companion> = companions.collect();
    let mut explicit: Vec<(Path, Vec<Path>)> = Vec::new();
    let mut attributes = BTreeMap::new();
    // In order of the text a prefix comes before what it is a prefix of.
    for (name, attribute) in raw.attributes {
        let at = name.span().start;
        let normalised = path_at(&name, errors);
        let name = name.into_inner();
        let terraform = match attribute.tf {
            Some(place) => paths(place, at, errors),
            None if terraform.is_empty() => Vec::new(),
            None => inherited(&normalised, &explicit_of(&attributes, Dialect::Terraform), Clone::clone),
        };
        let cloudformation = match attribute.cfn {
            Some(place) => paths(place, at, errors),
            None if cloudformation.is_empty() => Vec::new(),
            None => inherited(&normalised, &explicit, pascal),
        };
        for step in terraform.iter().filter_map(|path| path.steps.first()) {
            if let Step::Companion(type_name) = step
                && !companions.iter().any(|companion| companion.terraform == *type_name)
            {
                errors.push(KindError { at, message: format!("`{type_name}` is no companion of `{id}`") });
            }
        }
        let absent = absences(attribute.absent, attribute.source, attribute.checked, at, errors);
        explicit.push((normalised, cloudformation.clone()));
        attributes.insert(
            name.into_boxed_str(),
            Attribute {
                terraform,
                cloudformation,
                absent,
                policy: attribute.policy,
                secret: attribute.secret,
                refers: boxed(attribute.refers),
                since: attribute.since,
                replaces: attribute.replaces,
            },
        );
    }
    Kind { id: id.into(), name: raw.name, terraform, cloudformation, companions, attributes }
}

fn boxed(names: OneOrMany) -> Vec<Box<str>> {
    names.into_vec().into_iter().map(String::into_boxed_str).collect()
}

fn path_at(text: &Spanned<String>, errors: &mut Vec<KindError>) -> Path {
    parse_path(text.get_ref(), text.span().start, errors)
}

fn parse_path(text: &str, at: usize, errors: &mut Vec<KindError>) -> Path {
    Path::parse(text).unwrap_or_else(|error| {
        errors.push(KindError {
            at,
            message: format!("`{text}` is no path: expected {} at byte {}", error.expected, error.at),
        });
        Path::default()
    })
}

fn paths(place: Place, at: usize, errors: &mut Vec<KindError>) -> Vec<Path> {
    match place {
        Place::Offered(false) => Vec::new(),
        Place::Offered(true) => {
            errors
                .push(KindError { at, message: "`true` is no place: leave the key out, or name the path".to_owned() });
            Vec::new()
        }
        Place::At(texts) => texts.into_vec().iter().map(|text| parse_path(text, at, errors)).collect(),
    }
}

/// The attributes so far and where they are, for those that lie below them.
fn explicit_of(attributes: &BTreeMap<Box<str>, Attribute>, dialect: Dialect) -> Vec<(Path, Vec<Path>)> {
    let parsed = attributes.iter().filter_map(|(name, attribute)| Some((Path::parse(name).ok()?, attribute)));
    parsed.map(|(path, attribute)| (path, attribute.paths(dialect).to_vec())).collect()
}

/// The source paths of the nearest attribute above, continued with this one's own steps.
fn inherited(normalised: &Path, known: &[(Path, Vec<Path>)], spell: fn(&Step) -> Step) -> Vec<Path> {
    let above = known
        .iter()
        .filter(|(path, _)| path.steps.len() < normalised.steps.len() && normalised.steps.starts_with(&path.steps))
        .max_by_key(|(path, _)| path.steps.len());
    let (depth, bases) = match above {
        Some((path, bases)) => (path.steps.len(), bases.clone()),
        None => (0, vec![Path::default()]),
    };
    let rest = Path { steps: normalised.steps.get(depth..).unwrap_or_default().iter().map(spell).collect() };
    bases.iter().map(|base| base.join(&rest)).collect()
}

/// `kms_key_id` → `KmsKeyId`.
fn pascal(step: &Step) -> Step {
    match step {
        Step::Name(name) => Step::Name(
            name.split('_')
                .map(|word| {
                    let mut letters = word.chars();
                    letters
                        .next()
                        .map_or(String::new(), |first| first.to_ascii_uppercase().to_string() + letters.as_str())
                })
                .collect::<String>()
                .into(),
        ),
        other => other.clone(),
    }
}

fn absences(
    raw: Option<RawAbsent>,
    source: Option<String>,
    checked: Option<String>,
    at: usize,
    errors: &mut Vec<KindError>,
) -> Vec<Absence> {
    let cases = match raw {
        None => return Vec::new(),
        Some(RawAbsent::Always(value)) => {
            vec![RawCase { value, lang: None, when: BTreeMap::new(), source: None, checked: None }]
        }
        Some(RawAbsent::Cases(cases)) => cases,
    };
    let mut absences = Vec::new();
    for case in cases {
        let (Some(source), Some(checked)) =
            (case.source.or_else(|| source.clone()), case.checked.or_else(|| checked.clone()))
        else {
            errors.push(KindError {
                at,
                message: "what absence means needs a `source` and a `checked` month".to_owned(),
            });
            continue;
        };
        let when = case.when.into_iter().map(|(path, values)| {
            let values = match values {
                OneOrManyScalars::One(one) => vec![one.into()],
                OneOrManyScalars::Many(many) => many.into_iter().map(Scalar::from).collect(),
            };
            (path.into_boxed_str(), values)
        });
        absences.push(Absence {
            value: case.value.into(),
            lang: case.lang,
            when: when.collect(),
            source: source.into(),
            checked: checked.into(),
        });
    }
    absences
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = r#"
[[kind]]
id = "cloudfront.distribution"
name = { en = "CloudFront distribution", ja = "CloudFront ディストリビューション" }
terraform = "aws_cloudfront_distribution"
cloudformation = "AWS::CloudFront::Distribution"

[kind.attributes]
"viewer_certificate" = { cfn = "DistributionConfig.ViewerCertificate" }
"viewer_certificate.minimum_protocol_version" = { absent = "TLSv1", source = "CloudFront API", checked = "2026-11" }
"origin[]" = { cfn = "DistributionConfig.Origins[]" }
"origin[].custom_origin_config.origin_protocol_policy" = {}
"tags" = { cfn = false }
"#;

    #[test]
    fn places_follow_from_the_attribute_above() {
        let kinds = parse(TABLE).unwrap();
        let place = |name: &str| {
            let attribute = &kinds[0].attributes[name];
            let texts = |paths: &[Path]| paths.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ");
            (texts(&attribute.terraform), texts(&attribute.cloudformation))
        };
        assert_eq!(
            place("viewer_certificate.minimum_protocol_version"),
            (
                "viewer_certificate.minimum_protocol_version".into(),
                "DistributionConfig.ViewerCertificate.MinimumProtocolVersion".into()
            )
        );
        assert_eq!(
            place("origin[].custom_origin_config.origin_protocol_policy"),
            (
                "origin[].custom_origin_config.origin_protocol_policy".into(),
                "DistributionConfig.Origins[].CustomOriginConfig.OriginProtocolPolicy".into()
            )
        );
        assert_eq!(place("tags"), ("tags".into(), String::new()));
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        let no_source = TABLE.replace(", source = \"CloudFront API\"", "");
        let errors = parse(&no_source).unwrap_err();
        assert_eq!(&no_source[errors[0].at..][..20], "\"viewer_certificate.");
        let misspelt = TABLE.replace("cfn = false", "cfm = false");
        assert!(parse(&misspelt).unwrap_err()[0].message.contains("cfm"));
    }
}
