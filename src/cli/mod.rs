//! The command line.

mod args;
mod baseline;
mod check;
mod explain;
mod files;
mod locale;
mod page;
mod plan;
mod rules;
mod selection;
mod settings;

use std::process::ExitCode;
use std::{fmt, io};

use clap::Parser;

use args::{Cli, Command};

/// Something that kept the command from doing its work.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The reader of the output has gone: nothing is wrong.
    Closed,
    /// A message for the user.
    Message(String),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::Closed } else { Self::Message(error.to_string()) }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed => f.write_str("output closed"),
            Self::Message(message) => f.write_str(message),
        }
    }
}

/// The exit code for a clean run.
const CLEAN: u8 = 0;
/// The exit code when something was found.
const FOUND: u8 = 1;
/// The exit code when the command could not run.
const COULD_NOT: u8 = 2;

/// Runs the command with the process's arguments.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let done = match cli.command {
        Command::Check(args) => check::check(&args),
        Command::Explain(args) => explain::explain(&args),
        Command::Rules(args) => rules::rules(&args),
        Command::Lsp(args) => return serve(&args),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(Failure::Closed) => ExitCode::from(CLEAN),
        Err(Failure::Message(message)) => {
            complain(&message);
            ExitCode::from(COULD_NOT)
        }
    }
}

fn serve(_: &args::LspArgs) -> ExitCode {
    crate::lsp::serve().unwrap_or_else(|error| {
        complain(error);
        ExitCode::from(COULD_NOT)
    })
}

#[expect(clippy::print_stderr, reason = "the one place that tells the shell what went wrong")]
fn complain(what: impl fmt::Display) {
    eprintln!("shirube: {what}");
}
