//! The `shirube` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some("lsp") {
        return shirube::lsp::serve().unwrap_or(ExitCode::from(2));
    }
    ExitCode::from(2)
}
