//! What a disaster recovery pattern is.

use serde::{Deserialize, Serialize};

use crate::model::Path;
use crate::rules::Condition;
use crate::text::Text;

/// A pattern: what a resource lacks to survive, and what brings it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pattern {
    /// `s3-crr`.
    pub id: Box<str>,
    /// The kinds it is offered on.
    pub on: Vec<Box<str>>,
    /// Which layer of a system it protects: `data`, `application` or `network`.
    pub layer: Layer,
    /// The strategies it serves. `high-availability` stays in one Region and is never called
    /// disaster recovery.
    pub strategies: Vec<Strategy>,
    /// What it does, as an order.
    pub title: Text,
    /// What one gets.
    pub summary: Text,
    /// How much data may be lost.
    pub rpo: Text,
    /// How long recovery takes.
    pub rto: Text,
    /// What it costs, in words.
    pub cost: Text,
    /// What one has to know before applying it.
    pub caveats: Vec<Text>,
    /// Where the facts come from.
    pub source: Box<str>,
    /// When the source was read: `YYYY-MM`.
    pub checked: Box<str>,
    /// Where it is offered: unless this is definitely not so.
    pub offer: Option<Condition>,
    /// What is there when it has been applied; it is offered only where this is definitely not so.
    pub present: Condition,
    /// How it is written in Terraform.
    pub terraform: Option<Recipe>,
    /// How it is written in CloudFormation.
    pub cloudformation: Option<Recipe>,
}

/// A layer of a system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Layer {
    /// What is stored.
    Data,
    /// What computes.
    Application,
    /// How clients come in, and how they are led elsewhere.
    Network,
}

/// A strategy of recovery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Strategy {
    /// Restore from backups.
    BackupRestore,
    /// Data is there, servers are not.
    PilotLight,
    /// A small copy runs.
    WarmStandby,
    /// Both sites serve.
    ActiveActive,
    /// Survive the loss of a zone, within one Region.
    HighAvailability,
}

impl Layer {
    /// The words of catalogues.
    pub const WORDS: &[(&str, Self)] =
        &[("data", Self::Data), ("application", Self::Application), ("network", Self::Network)];
}

impl Strategy {
    /// The words of catalogues.
    pub const WORDS: &[(&str, Self)] = &[
        ("backup-restore", Self::BackupRestore),
        ("pilot-light", Self::PilotLight),
        ("warm-standby", Self::WarmStandby),
        ("active-active", Self::ActiveActive),
        ("high-availability", Self::HighAvailability),
    ];

    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, strategy)| *strategy == self).map_or("", |(word, _)| word)
    }
}

/// How a pattern is written in one family of languages. Texts are templates; see `fix::template`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    /// Terraform: the added resources use a provider of the other Region.
    pub provider: bool,
    /// What a person must decide: variables or parameters.
    pub inputs: Vec<Input>,
    /// What is set in the resource, by source path.
    pub set: Vec<(Path, Written)>,
    /// What is taken out of it, by source path.
    pub remove: Vec<Path>,
    /// Resources written beside it.
    pub add: Option<Box<str>>,
    /// CloudFormation: the template of the other Region.
    pub companion: Option<Box<str>>,
    /// CloudFormation: outputs of the template itself.
    pub outputs: Option<Box<str>>,
}

/// A variable or parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// Its name; a template.
    pub name: Box<str>,
    /// Its type, as the language spells it.
    pub type_name: Box<str>,
    /// What it is for.
    pub description: Text,
}

/// A value as a catalogue writes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Written {
    /// A string; a template. With a leading `=` an expression: HCL, or YAML.
    Text(Box<str>),
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A list. In HCL a list with one table is a nested block.
    List(Vec<Written>),
    /// Named values.
    Map(Vec<(Box<str>, Written)>),
}
