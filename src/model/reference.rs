//! Names of things, and uses of them.

use std::fmt;

/// The name of a thing in a module, as other things of the module use it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Symbol {
    /// A Terraform resource (`aws_s3_bucket.logs`), a Terraform data source
    /// (`data.aws_iam_policy_document.logs`), or a logical resource of a template (`Logs`).
    Resource(Box<str>),
    /// `var.name`, or a template's parameter.
    Variable(Box<str>),
    /// `local.name`, or a template's mapping.
    Local(Box<str>),
    /// `module.name`.
    Module(Box<str>),
    /// `module.name.output`, or an output of a nested stack.
    Output(Box<str>, Box<str>),
    /// A template's condition.
    Condition(Box<str>),
    /// A provider configuration: `aws`, `aws.dr`.
    Provider(Box<str>),
}

/// A use of a resource by another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reference {
    /// The resource's address, as in [`Symbol::Resource`].
    pub address: Box<str>,
    /// The attribute used (`id`, `arn`, `Arn`), empty for a plain `Ref` or a whole resource.
    pub attribute: Box<str>,
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Resource(name) | Self::Condition(name) => f.write_str(name),
            Self::Variable(name) => write!(f, "var.{name}"),
            Self::Local(name) => write!(f, "local.{name}"),
            Self::Module(name) => write!(f, "module.{name}"),
            Self::Output(module, output) => write!(f, "module.{module}.{output}"),
            Self::Provider(name) => write!(f, "provider {name}"),
        }
    }
}
