//! Which resource another belongs to.

use crate::model::{Dialect, Kind, Readings, Resource, Step, Truth, Value, Via, View};

/// Whether the attribute `via` of `candidate` refers to `owner`, a resource of kind `of`.
pub(super) fn refers(
    view: &View<'_>,
    kind: &Kind,
    candidate: &Resource,
    via: &str,
    of: &Kind,
    owner: &Resource,
) -> Truth {
    let name = name(view, of, owner, via);
    among(view, &view.read(kind, candidate, via), owner, name.as_ref())
}

fn among(view: &View<'_>, readings: &Readings, owner: &Resource, name: Option<&Value>) -> Truth {
    match readings {
        Readings::All(readings) => {
            readings.iter().map(|reading| view.names(&reading.value, owner, name)).fold(Truth::No, Truth::or)
        }
        Readings::Either(arms) => among(view, &arms[0], owner, name).agree(among(view, &arms[1], owner, name)),
    }
}

/// The attributes by which a kind's author names it.
const NAMES: [&str; 4] = ["bucket", "identifier", "cluster_identifier", "name"];

/// What `owner` is called by its author, if `via` may say that and not an id that AWS gives.
fn name(view: &View<'_>, kind: &Kind, owner: &Resource, via: &str) -> Option<Value> {
    let last = via.trim_end_matches("[]").rsplit('.').next().unwrap_or(via);
    if ["id", "ids", "arn", "arns"].iter().any(|end| last == *end || last.ends_with(&format!("_{end}"))) {
        return None;
    }
    let path = NAMES.iter().find(|path| kind.attribute(path).is_some())?;
    match view.read(kind, owner, path) {
        Readings::All(readings) => readings.into_iter().next().map(|reading| reading.value),
        Readings::Either(_) => None,
    }
}

/// Where the resources of `kinds` name one of type `owner`; `None` when a kind keeps the
/// attribute where that cannot be looked up.
pub(super) fn vias(kinds: &[&Kind], via: &str, dialect: Dialect, owner: &str) -> Option<Vec<Via>> {
    let mut vias = Vec::new();
    for kind in kinds {
        let (_, attribute, _) = kind.attribute(via)?;
        let paths = attribute.paths(dialect);
        if paths.is_empty() || paths.iter().any(|path| matches!(path.steps.first(), Some(Step::Companion(_)))) {
            return None;
        }
        for (type_name, path) in kind.types(dialect).iter().flat_map(|name| paths.iter().map(move |path| (name, path)))
        {
            vias.push(Via { type_name: type_name.clone(), path: path.clone(), owner: owner.into() });
        }
    }
    Some(vias)
}
