//! Whether a value names a resource.

use super::{Datum, Dialect, Piece, Resource, Truth, Value, View, Why};

use crate::syntax::{Data, Node, Step};

/// How many references from one resource to the next are followed.
const MAX_HOPS: usize = 4;

impl View<'_> {
    /// Whether `value`, an attribute that names an owner, names `owner`. `name` is what the owner
    /// is called by its author, where the attribute may say that.
    #[must_use]
    pub fn names(&self, value: &Value, owner: &Resource, name: Option<&Value>) -> Truth {
        Naming { view: self, owner, name }.of(value, 0)
    }

    /// Whether `other` is created where `owner` is: always, under the same condition, or once for
    /// each instance of it.
    #[must_use]
    pub fn created_with(&self, other: &Resource, owner: &Resource) -> Truth {
        if other.created != Truth::Unknown {
            return other.created;
        }
        if ["$count", "$for_each"].iter().any(|name| other.body.get(name).is_some_and(|over| is_whole(over, owner))) {
            return Truth::Yes;
        }
        let (Some(other), Some(owner)) = (self.declaration(&other.address), self.declaration(&owner.address)) else {
            return Truth::Unknown;
        };
        let same =
            ["Condition", "count", "for_each"].iter().all(|name| match (other.body.get(name), owner.body.get(name)) {
                (Some(one), Some(two)) => is_same_source(one, two),
                (one, two) => one.is_none() && two.is_none(),
            });
        if same { Truth::Yes } else { Truth::Unknown }
    }
}

/// True when two nodes are written alike and so are worth the same.
fn is_same_source(a: &Node, b: &Node) -> bool {
    let all = |a: &[Node], b: &[Node]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same_source(a, b));
    match (&a.data, &b.data) {
        (Data::Null, Data::Null) => true,
        (Data::Bool(a), Data::Bool(b)) => a == b,
        (Data::Number(a), Data::Number(b)) | (Data::Text(a), Data::Text(b)) => a == b,
        (Data::Traversal(a), Data::Traversal(b)) => a == b && !a.contains(&Step::Dynamic),
        (Data::List(a), Data::List(b)) => all(a, b),
        (Data::Call(a), Data::Call(b)) => a.name == b.name && all(&a.arguments, &b.arguments),
        (Data::Conditional(a), Data::Conditional(b)) => {
            is_same_source(&a.condition, &b.condition) && is_same_source(&a.yes, &b.yes) && is_same_source(&a.no, &b.no)
        }
        _ => false,
    }
}

/// True for a reference to a resource as a whole: `for_each = aws_s3_bucket.logs`.
fn is_whole(value: &Value, owner: &Resource) -> bool {
    matches!(&value.data, Datum::Reference(found) if found.address == owner.address && found.attribute.is_empty())
}

struct Naming<'v, 'm> {
    view: &'v View<'m>,
    owner: &'v Resource,
    name: Option<&'v Value>,
}

impl Naming<'_, '_> {
    fn of(&self, value: &Value, hops: usize) -> Truth {
        if self.name.is_some_and(|name| is_same(name, value)) {
            return Truth::Yes;
        }
        match &value.data {
            Datum::Null | Datum::Bool(_) => Truth::No,
            Datum::Reference(reference) if reference.address == self.owner.address => Truth::Yes,
            Datum::Reference(reference) => self.through(&reference.address, &reference.attribute, hops),
            Datum::Text(text) => self.literal(text),
            Datum::Number(digits) => self.literal(digits),
            Datum::Either(arms) => self.of(&arms[0], hops).agree(self.of(&arms[1], hops)),
            Datum::List(items) => items.iter().map(|item| self.of(item, hops)).fold(Truth::No, Truth::or),
            // What holds the id of a resource names that one, whatever stands around it.
            Datum::Pieces(pieces) => {
                let holes = pieces.iter().filter_map(|piece| match piece {
                    Piece::Hole(hole) if !hole.references().is_empty() => Some(self.of(hole, hops)),
                    _ => None,
                });
                holes.reduce(Truth::or).unwrap_or(Truth::Unknown)
            }
            Datum::Map(_) | Datum::Unknown(_) => {
                let owners = value.references().into_iter().any(|reference| reference.address == self.owner.address);
                if owners { Truth::Yes } else { Truth::Unknown }
            }
        }
    }

    /// An attribute of another resource: `aws_s3_bucket_versioning.logs.bucket` is what that says.
    fn through(&self, address: &str, attribute: &str, hops: usize) -> Truth {
        // What a called module makes is its own.
        if address.starts_with("module.") {
            return Truth::No;
        }
        // A data source may look up the very same resource.
        if address.starts_with("data.") {
            return Truth::Unknown;
        }
        let is_alike = self.owner.dialect == Dialect::Terraform
            && address.strip_prefix(&*self.owner.type_name).is_some_and(|rest| rest.starts_with('.'));
        if is_alike {
            return Truth::No;
        }
        match self.view.resource(address) {
            Some(next) => match next.body.get(attribute) {
                Some(value) if hops < MAX_HOPS => self.of(value, hops + 1),
                Some(_) => Truth::Unknown,
                None if next.partial => Truth::Unknown,
                None => Truth::No,
            },
            None => Truth::Unknown,
        }
    }

    /// A literal is the owner's name, or part of it is (an ARN), or it is another's; of an owner
    /// whose name is not written it may be the name or the id.
    fn literal(&self, text: &str) -> Truth {
        match self.name.and_then(Value::scalar) {
            Some(name) if name == text => Truth::Yes,
            Some(name) if !text.contains(name) => Truth::No,
            _ => Truth::Unknown,
        }
    }
}

/// True when two attributes are worth the same, also where nobody knows what that is.
fn is_same(a: &Value, b: &Value) -> bool {
    match (&a.data, &b.data) {
        (Datum::Text(a), Datum::Text(b)) => a == b,
        (Datum::Unknown(a), Datum::Unknown(b)) => is_definite(a) && a == b,
        (Datum::Reference(a), Datum::Reference(b)) => a == b,
        (Datum::Pieces(a), Datum::Pieces(b)) => {
            a.len() == b.len()
                && a.iter().zip(b).all(|pair| match pair {
                    (Piece::Text(a), Piece::Text(b)) => a == b,
                    (Piece::Hole(a), Piece::Hole(b)) => is_same(a, b),
                    _ => false,
                })
        }
        _ => false,
    }
}

/// True for what is one thing, whichever.
fn is_definite(why: &Why) -> bool {
    matches!(why, Why::NoDefault(_)) || matches!(why, Why::Elsewhere(name) if !name.contains(['[', '*', '…']))
}
