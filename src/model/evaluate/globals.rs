//! SAM's `Globals`: defaults for the serverless resources of a template.

use super::template::Template;
use crate::model::{Datum, Declaration, Item, Member, Value};

/// The members of a resource with SAM's defaults put in.
pub(super) fn merged(template: &Template<'_, '_>, declaration: &Declaration, mut own: Vec<Member>) -> Vec<Member> {
    let Some(section) = declaration.type_name.strip_prefix("AWS::Serverless::") else { return own };
    for item in template.view.globals() {
        let Item::Globals(globals) = item else { continue };
        let Some(node) = globals.get(section) else { continue };
        let defaults = template.value(node).used_at(declaration.name_span);
        if let Datum::Map(defaults) = defaults.data {
            own = under(defaults.into(), own);
        }
    }
    own
}

/// Own members over defaults: maps are merged, lists joined, everything else is the own.
fn under(defaults: Vec<Member>, mut own: Vec<Member>) -> Vec<Member> {
    for default in defaults {
        match own.iter_mut().find(|member| member.key == default.key) {
            Some(member) => {
                let value = std::mem::replace(&mut member.value.data, Datum::Null);
                member.value.data = joined(default.value, value);
            }
            None => own.push(default),
        }
    }
    own
}

fn joined(default: Value, own: Datum) -> Datum {
    match (default.data, own) {
        (Datum::Map(defaults), Datum::Map(own)) => Datum::Map(under(defaults.into(), own.into()).into()),
        (Datum::List(defaults), Datum::List(own)) => Datum::List(defaults.into_iter().chain(own).collect()),
        (_, own) => own,
    }
}
