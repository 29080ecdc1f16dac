//! Rules: conditions on resources, and what is found where they do not hold.

mod catalogue;
mod change_file;
mod cidr;
mod code;
mod condition;
mod condition_file;
mod evaluate;
mod fields;
mod finding;
mod glob;
mod judge;
mod operator_file;
mod operators;
mod quantify;
mod relations;
mod rule;
mod rule_file;
mod suppressions;
#[cfg(test)]
mod tests;
mod verdict;
mod version;

pub use catalogue::{Catalogue, CatalogueError};
pub use condition::{Condition, PortExtent, Quantifier, Source, Test};
pub use finding::{
    Cause, Finding, Message, SUPPRESSION_EXPIRED, SUPPRESSION_FORBIDDEN, SUPPRESSION_UNKNOWN_RULE, SUPPRESSION_UNUSED,
    SUPPRESSION_WITHOUT_REASON, Shown, UNKNOWN_VALUE,
};
pub use judge::{Level, RuleSettings, holds, judge, judge_by};
pub use rule::{Confidence, Details, Fix, Principle, Profile, Rule, Safety, Severity};
pub use suppressions::judge_block;
