//! Resources with their values put in.

use crate::text::Span;

use super::kind::Dialect;
use super::{Datum, Truth, Value};

/// A resource of a module, evaluated. Spans are relative to its block.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// `aws_s3_bucket.logs`, `data.aws_ami.base`, or the logical id.
    pub address: Box<str>,
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
    /// A map of the attributes. What is no argument of the resource itself has a leading `$`:
    /// Terraform's `$count`, `$for_each`, `$provider`, `$lifecycle`, `$depends_on`;
    /// CloudFormation's `$DeletionPolicy`, `$UpdateReplacePolicy`, `$Condition`, `$DependsOn`,
    /// `$Metadata`. Members of CloudFormation's `Properties` stand without it.
    pub body: Value,
    /// Whether the resource is created at all: `count`, `for_each`, `Condition`.
    pub created: Truth,
    /// True when the block was repaired: absences prove nothing.
    pub partial: bool,
}

impl Resource {
    /// The span to underline when a finding concerns the resource as a whole: its name.
    #[must_use]
    pub fn header(&self) -> Span {
        self.name_span
    }

    /// True when the body has the member, written and not null.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.body.get(name).is_some_and(|value| !matches!(value.data, Datum::Null))
    }
}
