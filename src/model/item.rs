//! Declarations: what one block says, before anything else is looked at.

use crate::syntax::{BlockKind, Data, Language, Node, Parsed, Suppression, Target, may_suppress, suppressions};
use crate::text::Span;

use super::Symbol;
use super::kind::Dialect;

/// A declaration. All spans are relative to its block.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A resource, or a data source.
    Resource(Declaration),
    /// A Terraform variable, a template's parameter.
    Variable(Variable),
    /// A Terraform local, a template's mapping.
    Local(Named),
    /// A value for a variable, in a `.tfvars` file.
    Assignment(Named),
    /// A template's condition.
    Condition(Named),
    /// A Terraform output, a template's output.
    Output(Named),
    /// A call of a Terraform module; the node is its body. In a template a resource of a type
    /// that is none.
    Module(Named),
    /// A provider configuration; named `aws`, or `aws.dr` with an alias.
    Provider(Named),
    /// The body of a `terraform` block.
    Settings(Node),
    /// SAM's `Globals`.
    Globals(Node),
    /// A template's `Transform`: names of macros.
    Transform(Node),
    /// A template's top-level `Metadata`.
    Metadata(Node),
}

/// A resource as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Declaration {
    /// `aws_s3_bucket`, `AWS::S3::Bucket`.
    pub type_name: Box<str>,
    /// Where the type is written.
    pub type_span: Span,
    /// The Terraform name or the logical id.
    pub name: Box<str>,
    /// Where the name is written.
    pub name_span: Span,
    /// True for a Terraform data source.
    pub is_data: bool,
    /// The family of languages.
    pub dialect: Dialect,
    /// The whole declaration.
    pub span: Span,
    /// A map: for Terraform the body; for a template everything under the logical id
    /// (`Type`, `Properties`, `DeletionPolicy`, …).
    pub body: Node,
    /// True when the block was repaired: absences prove nothing.
    pub partial: bool,
}

/// The type that a provider's configuration has, which is judged as a resource is.
pub(super) const PROVIDER: &str = "provider";

/// A variable or parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    /// Its name.
    pub name: Box<str>,
    /// Where the name is written.
    pub name_span: Span,
    /// Its default.
    pub default: Option<Node>,
    /// Its whole body (`type`, `sensitive`; `Type`, `NoEcho`, `AllowedValues`).
    pub body: Node,
}

/// A named value.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// Its name.
    pub name: Box<str>,
    /// Where the name is written.
    pub name_span: Span,
    /// Its value.
    pub value: Node,
}

/// What a block declares and uses.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lowered {
    /// The declarations, in the order of the source.
    pub items: Vec<Item>,
    /// Every symbol that the block mentions, sorted and without repeats: an index of who to look
    /// at again when one of them changes.
    pub mentions: Vec<Symbol>,
    /// What its comments allow, for those who judge it or what belongs to it.
    pub allows: Box<[Allow]>,
}

/// A comment that allows something, and the line it speaks of, relative to its block.
#[derive(Clone, Debug, PartialEq)]
pub struct Allow {
    /// What it says.
    pub comment: Suppression,
    /// The line; empty where it speaks of the whole block.
    pub line: Span,
}

impl Allow {
    /// A comment of a block with that text.
    #[must_use]
    pub fn new(comment: Suppression, text: &str) -> Self {
        let line = match comment.target {
            Target::Line(start) => {
                let rest = text.get(start..).unwrap_or_default();
                Span::new(start, start + rest.find('\n').unwrap_or(rest.len()))
            }
            Target::Block => Span::default(),
        };
        Self { comment, line }
    }
}

impl Variable {
    /// True for a template's parameter that is not shown: `NoEcho`.
    #[must_use]
    pub fn is_masked(&self) -> bool {
        self.body.get("NoEcho").is_some_and(|node| match &node.data {
            Data::Bool(masked) => *masked,
            _ => node.as_str().is_none_or(|text| text.eq_ignore_ascii_case("true")),
        })
    }
}

impl Declaration {
    /// True for what AWS creates; false for a data source and for a provider's configuration.
    #[must_use]
    pub fn is_managed(&self) -> bool {
        !self.is_data && &*self.type_name != PROVIDER
    }

    /// `aws_s3_bucket.logs`, `data.aws_ami.base`, `Logs`.
    #[must_use]
    pub fn address(&self) -> Box<str> {
        match (self.dialect, self.is_data) {
            (Dialect::Terraform, false) => format!("{}.{}", self.type_name, self.name).into(),
            (Dialect::Terraform, true) => format!("data.{}.{}", self.type_name, self.name).into(),
            (Dialect::CloudFormation, _) => self.name.clone(),
        }
    }
}

impl Item {
    /// The symbol that the item defines, if others can use it.
    #[must_use]
    pub fn symbol(&self) -> Option<Symbol> {
        Some(match self {
            Self::Resource(declaration) => Symbol::Resource(declaration.address()),
            Self::Variable(variable) => Symbol::Variable(variable.name.clone()),
            Self::Assignment(named) => Symbol::Variable(named.name.clone()),
            Self::Local(named) => Symbol::Local(named.name.clone()),
            Self::Condition(named) => Symbol::Condition(named.name.clone()),
            Self::Module(named) => Symbol::Module(named.name.clone()),
            Self::Provider(named) => Symbol::Provider(named.name.clone()),
            Self::Output(_) | Self::Settings(_) | Self::Globals(_) | Self::Transform(_) | Self::Metadata(_) => {
                return None;
            }
        })
    }

    /// True when the item defines `symbol`.
    #[must_use]
    pub fn defines(&self, symbol: &Symbol) -> bool {
        match (self, symbol) {
            // Cheaper than to compose an address: most declarations of a block have another name.
            (Self::Resource(declaration), Symbol::Resource(address)) => {
                address.ends_with(&*declaration.name) && *address == declaration.address()
            }
            (Self::Variable(Variable { name, .. }), Symbol::Variable(wanted))
            | (Self::Assignment(Named { name, .. }), Symbol::Variable(wanted))
            | (Self::Local(Named { name, .. }), Symbol::Local(wanted))
            | (Self::Condition(Named { name, .. }), Symbol::Condition(wanted))
            | (Self::Module(Named { name, .. }), Symbol::Module(wanted))
            | (Self::Provider(Named { name, .. }), Symbol::Provider(wanted)) => name == wanted,
            _ => false,
        }
    }

    /// True when others cannot use the item by a name.
    #[must_use]
    pub fn is_nameless(&self) -> bool {
        matches!(self, Self::Output(_) | Self::Settings(_) | Self::Globals(_) | Self::Transform(_) | Self::Metadata(_))
    }
}

/// Lowers a parsed block; `text` is the block's. Never fails: what makes no sense is left out, and
/// of a block without a tree the header counts.
#[must_use]
pub fn lower(parsed: &Parsed, text: &str, kind: &BlockKind, language: Language) -> Lowered {
    let mut lowered = super::lower::lower(parsed, text, kind, language);
    if may_suppress(text) {
        let comments = suppressions(text, &parsed.comments).into_iter();
        lowered.allows = comments.map(|comment| Allow::new(comment, text)).collect();
    }
    lowered
}
