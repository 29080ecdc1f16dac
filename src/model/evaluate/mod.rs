//! Declarations to resources: variables, locals, parameters and conditions put in.
//!
//! Nothing here evaluates another resource: a use of one stays a [`Reference`](super::Reference).

mod access;
mod body;
mod calls;
#[cfg(test)]
pub(super) mod check;
mod combine;
mod condition;
mod effort;
mod expression;
mod functions;
mod globals;
mod intrinsics;
mod parameters;
#[cfg(test)]
pub(super) mod render;
mod template;
#[cfg(test)]
mod template_tests;
#[cfg(test)]
mod terraform_tests;
mod variables;

pub(super) use calls::{call, output, stack};
pub(super) use template::macro_of;

use super::kind::Dialect;
use super::{Declaration, Resource, Truth, Value, View};

/// What a declaration comes to.
struct Evaluated {
    body: Value,
    created: Truth,
    /// True when members may be missing that are there in truth.
    partial: bool,
}

/// Evaluates a resource of `file`.
pub(super) fn resource(view: &View<'_>, declaration: &Declaration, file: &str) -> Resource {
    let Evaluated { body, created, partial } = match declaration.dialect {
        Dialect::Terraform => body::evaluate(view, declaration, file),
        Dialect::CloudFormation => template::evaluate(view, declaration),
    };
    Resource {
        address: declaration.address(),
        type_name: declaration.type_name.clone(),
        type_span: declaration.type_span,
        name: declaration.name.clone(),
        name_span: declaration.name_span,
        is_data: declaration.is_data,
        dialect: declaration.dialect,
        span: declaration.span,
        body,
        created,
        partial: partial || declaration.partial,
    }
}
