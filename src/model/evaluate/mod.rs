//! Declarations to resources: variables, locals, parameters and conditions put in.

use super::{Datum, Declaration, Resource, Truth, Value, View};

/// Evaluates a resource.
pub(super) fn resource(_view: &View<'_>, declaration: &Declaration) -> Resource {
    Resource {
        address: declaration.address(),
        type_name: declaration.type_name.clone(),
        type_span: declaration.type_span,
        name: declaration.name.clone(),
        name_span: declaration.name_span,
        is_data: declaration.is_data,
        dialect: declaration.dialect,
        span: declaration.span,
        body: Value::new(declaration.body.span, Datum::Map(Box::default())),
        created: Truth::Yes,
        partial: declaration.partial,
    }
}
