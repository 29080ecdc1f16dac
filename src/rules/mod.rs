//! Rules: conditions on resources, and what is found where they do not hold.

mod catalogue;
mod condition;
mod finding;
mod rule;

pub use catalogue::Catalogue;
pub use condition::{Condition, PortExtent, Quantifier, Source, Test};
pub use finding::{
    Cause, Finding, Message, SUPPRESSION_EXPIRED, SUPPRESSION_UNKNOWN_RULE, SUPPRESSION_UNUSED,
    SUPPRESSION_WITHOUT_REASON, Shown, UNKNOWN_VALUE,
};
pub use rule::{Confidence, Details, Fix, Principle, Profile, Rule, Safety, Severity};
