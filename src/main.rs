//! The `shirube` command.
fn main() {}
