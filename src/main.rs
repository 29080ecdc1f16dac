//! The `shirube` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    shirube::cli::run()
}
