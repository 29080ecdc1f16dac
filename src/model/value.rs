//! What an attribute is worth: known, one of two, or unknown with the reason.

use crate::text::Span;

use super::Reference;

/// Three-valued truth. A finding needs a definite [`Truth::No`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Truth {
    /// It holds.
    Yes,
    /// It does not hold.
    No,
    /// It cannot be told from what is written.
    Unknown,
}

impl Truth {
    /// Kleene conjunction: `No` wins over `Unknown`, `Unknown` over `Yes`.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Yes, Self::Yes) => Self::Yes,
        }
    }

    /// Kleene disjunction: `Yes` wins over `Unknown`, `Unknown` over `No`.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        !(!self).and(!other)
    }

    /// What two possible worlds agree on.
    #[must_use]
    pub fn agree(self, other: Self) -> Self {
        if self == other { self } else { Self::Unknown }
    }
}

impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::Yes } else { Self::No }
    }
}

/// An evaluated value and where it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// Where the value stands in the block of its resource. A value that comes from elsewhere (a
    /// variable's default, a local, a parameter) has the span of the expression that uses it.
    pub span: Span,
    /// True when the value was written elsewhere: an edit of the span would replace the use.
    pub foreign: bool,
    /// The value.
    pub data: Datum,
}

/// The shapes of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Datum {
    /// `null`, `AWS::NoValue`: as if the attribute were not written.
    Null,
    /// A truth value.
    Bool(bool),
    /// A number, by its digits.
    Number(Box<str>),
    /// A string.
    Text(Box<str>),
    /// A string with unknown or referring parts: known pieces around holes.
    Pieces(Box<[Piece]>),
    /// A sequence. Repeated Terraform blocks of one name are a sequence of maps, also when there
    /// is only one.
    List(Box<[Value]>),
    /// Named values; a name stands once.
    Map(Box<[Member]>),
    /// A reference to another resource of the module, or to one of its attributes.
    Reference(Reference),
    /// Either of two values, by a condition that cannot be decided here.
    Either(Box<[Value; 2]>),
    /// Not to be known from what is written.
    Unknown(Why),
}

/// A piece of a string.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Known characters.
    Text(Box<str>),
    /// A value that is no known scalar.
    Hole(Value),
}

/// A named value of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The name.
    pub key: Box<str>,
    /// Where the name stands, in the same sense as [`Value::span`].
    pub key_span: Span,
    /// The value.
    pub value: Value,
}

/// Why a value is unknown; what `strict` tells the author.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Why {
    /// `var.name` or a parameter without a default.
    NoDefault(Box<str>),
    /// A data source, a module's output, an import, an SSM parameter: known when deployed.
    Elsewhere(Box<str>),
    /// An attribute that AWS computes.
    Computed(Box<str>),
    /// `each.value`, `count.index`, `dynamic` content: one of many.
    Repeated(Box<str>),
    /// A function or operator we do not evaluate, by its source or name.
    Expression(Box<str>),
    /// The block is half typed: absence proves nothing.
    Partial,
    /// The text is an excerpt (a code fence): what is absent may stand elsewhere.
    Excerpt,
    /// AWS's default is not known, or depends on the account.
    Default,
}

impl Value {
    /// A value written at `span`.
    #[must_use]
    pub fn new(span: Span, data: Datum) -> Self {
        Self { span, foreign: false, data }
    }

    /// An unknown value at `span`.
    #[must_use]
    pub fn unknown(span: Span, why: Why) -> Self {
        Self::new(span, Datum::Unknown(why))
    }

    /// The same value as seen from an expression at `span` that uses it.
    #[must_use]
    pub fn used_at(mut self, span: Span) -> Self {
        self.move_to(span);
        self
    }

    fn move_to(&mut self, span: Span) {
        self.span = span;
        self.foreign = true;
        match &mut self.data {
            Datum::List(items) => items.iter_mut().for_each(|item| item.move_to(span)),
            Datum::Map(members) => members.iter_mut().for_each(|member| {
                member.key_span = span;
                member.value.move_to(span);
            }),
            Datum::Either(arms) => arms.iter_mut().for_each(|arm| arm.move_to(span)),
            Datum::Pieces(pieces) => pieces.iter_mut().for_each(|piece| {
                if let Piece::Hole(value) = piece {
                    value.move_to(span);
                }
            }),
            _ => {}
        }
    }

    /// The member of that name, for a map.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.members().iter().find(|member| &*member.key == key).map(|member| &member.value)
    }

    /// The members of a map, none for other shapes.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        match &self.data {
            Datum::Map(members) => members,
            _ => &[],
        }
    }

    /// The items of a list; a map or scalar counts as a list of itself where AWS allows both.
    #[must_use]
    pub fn items(&self) -> &[Value] {
        match &self.data {
            Datum::List(items) => items,
            Datum::Null => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// The scalar as text (`true`, `443`, `aes256`), if it is a known one.
    #[must_use]
    pub fn scalar(&self) -> Option<&str> {
        match &self.data {
            Datum::Bool(true) => Some("true"),
            Datum::Bool(false) => Some("false"),
            Datum::Number(digits) => Some(digits),
            Datum::Text(text) => Some(text),
            _ => None,
        }
    }

    /// True for `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.data, Datum::Null)
    }

    /// The references in the value, at any depth.
    pub fn references(&self) -> Vec<&Reference> {
        let mut found = Vec::new();
        self.collect_references(&mut found);
        found
    }

    fn collect_references<'a>(&'a self, found: &mut Vec<&'a Reference>) {
        match &self.data {
            Datum::Reference(reference) => found.push(reference),
            Datum::List(items) => items.iter().for_each(|item| item.collect_references(found)),
            Datum::Map(members) => members.iter().for_each(|member| member.value.collect_references(found)),
            Datum::Either(arms) => arms.iter().for_each(|arm| arm.collect_references(found)),
            Datum::Pieces(pieces) => pieces.iter().for_each(|piece| {
                if let Piece::Hole(value) = piece {
                    value.collect_references(found);
                }
            }),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{No, Unknown, Yes};

    #[test]
    fn truth_follows_kleene() {
        for (a, b, and, or) in [
            (Yes, Yes, Yes, Yes),
            (Yes, No, No, Yes),
            (Yes, Unknown, Unknown, Yes),
            (No, No, No, No),
            (No, Unknown, No, Unknown),
            (Unknown, Unknown, Unknown, Unknown),
        ] {
            assert_eq!((a.and(b), b.and(a)), (and, and), "{a:?} and {b:?}");
            assert_eq!((a.or(b), b.or(a)), (or, or), "{a:?} or {b:?}");
        }
    }
}
