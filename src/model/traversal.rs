//! What Terraform's names stand for.

use crate::syntax::{Data, Entry, Step};

/// The thing that a traversal names; the rest of its steps lead into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target<'a> {
    /// `var.name`.
    Variable(&'a str),
    /// `local.name`.
    Local(&'a str),
    /// `module.name`.
    Module(&'a str),
    /// `aws_x.name` or `data.aws_x.name`: the address.
    Resource(Box<str>),
    /// `each`, `count`, `self`: one of many.
    Repeated,
    /// `path`, `terraform`, `ephemeral`: known when Terraform runs.
    Elsewhere,
    /// Any other name: an iterator, a keyword, something half typed.
    Other,
}

/// Splits a traversal into what it names and the steps into that.
pub(super) fn target(steps: &[Step]) -> (Target<'_>, &[Step]) {
    let name = |at: usize| match steps.get(at) {
        Some(Step::Name(name)) => Some(&**name),
        _ => None,
    };
    let rest = |from: usize| steps.get(from..).unwrap_or_default();
    match (name(0), name(1), name(2)) {
        (Some("var"), Some(variable), _) => (Target::Variable(variable), rest(2)),
        (Some("local"), Some(local), _) => (Target::Local(local), rest(2)),
        (Some("module"), Some(module), _) => (Target::Module(module), rest(2)),
        (Some("data"), Some(type_name), Some(name)) => {
            (Target::Resource(format!("data.{type_name}.{name}").into()), rest(3))
        }
        (Some("resource"), Some(type_name), Some(name)) => {
            (Target::Resource(format!("{type_name}.{name}").into()), rest(3))
        }
        (Some("each" | "count" | "self"), ..) => (Target::Repeated, rest(1)),
        (Some("path" | "terraform" | "ephemeral"), ..) => (Target::Elsewhere, rest(1)),
        // Every resource type carries its provider's prefix; a plain word is an iterator.
        (Some(type_name), Some(name), _) if type_name.contains('_') => {
            (Target::Resource(format!("{type_name}.{name}").into()), rest(2))
        }
        _ => (Target::Other, steps),
    }
}

/// The traversal as its author would write it, as far as the tree keeps it.
pub(super) fn source(steps: &[Step]) -> Box<str> {
    let mut text = String::new();
    for step in steps {
        match step {
            Step::Name(name) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(name);
            }
            Step::Index(index) => text.push_str(&format!("[{index}]")),
            Step::Key(key) => text.push_str(&format!("[\"{key}\"]")),
            Step::Splat => text.push_str("[*]"),
            Step::Dynamic => text.push_str("[…]"),
        }
    }
    text.into()
}

/// The name of a `dynamic` block's element: its `iterator`, or the label of the block.
pub(super) fn iterator(dynamic: &Entry) -> Option<&str> {
    match dynamic.value.get("iterator").map(|node| &node.data) {
        Some(Data::Traversal(steps)) => match &**steps {
            [Step::Name(name)] => Some(name),
            _ => None,
        },
        Some(Data::Text(name)) => Some(name),
        _ => dynamic.labels.first().map(|label| &*label.text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(text: &str) -> Vec<Step> {
        text.split('.').map(|name| Step::Name(name.into())).collect()
    }

    #[test]
    fn the_first_names_say_what_is_meant() {
        for (text, expected, left) in [
            ("var.name.x", Target::Variable("name"), 1),
            ("local.name", Target::Local("name"), 0),
            ("module.net.vpc_id", Target::Module("net"), 1),
            ("aws_lb.main.arn", Target::Resource("aws_lb.main".into()), 1),
            ("data.aws_ami.base.id", Target::Resource("data.aws_ami.base".into()), 1),
            ("each.value.x", Target::Repeated, 2),
            ("path.module", Target::Elsewhere, 1),
            ("setting.value", Target::Other, 2),
            ("data.aws_ami", Target::Other, 2),
            ("string", Target::Other, 1),
        ] {
            let steps = steps(text);
            let (target, rest) = target(&steps);
            assert_eq!((target, rest.len()), (expected, left), "{text}");
        }
    }
}
