//! Which resource another belongs to.

use crate::model::{Datum, Kind, Readings, Resource, Truth, Value, View};

/// How many references from one resource to the next are followed.
const MAX_HOPS: usize = 4;

/// Whether the attribute `via` of `candidate` refers to `owner`.
pub(super) fn refers(view: &View<'_>, kind: &Kind, candidate: &Resource, via: &str, owner: &Resource) -> Truth {
    among(view, &view.read(kind, candidate, via), owner)
}

fn among(view: &View<'_>, readings: &Readings, owner: &Resource) -> Truth {
    match readings {
        Readings::All(readings) => {
            readings.iter().map(|reading| names(view, &reading.value, owner, 0)).fold(Truth::No, Truth::or)
        }
        Readings::Either(arms) => among(view, &arms[0], owner).agree(among(view, &arms[1], owner)),
    }
}

/// Whether a value names `owner`.
fn names(view: &View<'_>, value: &Value, owner: &Resource, hops: usize) -> Truth {
    match &value.data {
        Datum::Null => Truth::No,
        Datum::Reference(reference) if reference.address == owner.address => Truth::Yes,
        // A data source may look up the very same resource.
        Datum::Reference(reference) if reference.address.starts_with("data.") => Truth::Unknown,
        Datum::Reference(reference) => {
            // `aws_s3_bucket_versioning.logs.bucket` is what that attribute says.
            let next = view.resource(&reference.address);
            match next.as_ref().and_then(|next| next.body.get(&reference.attribute)) {
                Some(value) if hops < MAX_HOPS => names(view, value, owner, hops + 1),
                _ => Truth::No,
            }
        }
        Datum::Text(text) => {
            let own = owner.body.members().iter().filter_map(|member| member.value.scalar());
            own.into_iter().any(|name| name == &**text).into()
        }
        Datum::Bool(_) | Datum::Number(_) => Truth::No,
        Datum::Either(arms) => names(view, &arms[0], owner, hops).agree(names(view, &arms[1], owner, hops)),
        Datum::List(items) => items.iter().map(|item| names(view, item, owner, hops)).fold(Truth::No, Truth::or),
        Datum::Pieces(_) | Datum::Map(_) | Datum::Unknown(_) => {
            let found = value.references().iter().any(|reference| reference.address == owner.address);
            if found { Truth::Yes } else { Truth::Unknown }
        }
    }
}

/// Whether `other` is created where `owner` is: always, or under the same condition.
pub(super) fn created_with(other: &Resource, owner: &Resource) -> Truth {
    if other.created != Truth::Unknown {
        return other.created;
    }
    let conditions = ["$Condition", "$count", "$for_each"];
    let same = conditions.iter().all(|name| match (other.body.get(name), owner.body.get(name)) {
        (Some(one), Some(two)) => one.data == two.data,
        (None, None) => true,
        _ => false,
    });
    if same { Truth::Yes } else { Truth::Unknown }
}
