//! The command line: one definition, read by clap.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Reviews AWS design documents and infrastructure code, offline, in Japanese and English.
#[derive(Debug, Parser)]
#[command(name = "shirube", version, about, propagate_version = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check files and folders; exit 1 when something is found
    Check(CheckArgs),
    /// Explain a rule, a pattern, a hint, a term, a control, or another checker's id
    Explain(ExplainArgs),
    /// List the rules
    Rules(RulesArgs),
    /// Serve an editor over standard input and output
    Lsp(LspArgs),
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Files and folders; the current folder when none is given
    pub(crate) paths: Vec<PathBuf>,
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Plain)]
    pub(crate) format: Format,
    /// Apply the safe fixes and report what is left
    #[arg(long)]
    pub(crate) fix: bool,
    /// Only these: rule ids, principles, frameworks, control ids, other checkers' ids
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    pub(crate) only: Vec<String>,
    /// How much to report [default: the configuration's, else baseline]
    #[arg(long, value_enum)]
    pub(crate) profile: Option<ProfileArg>,
    /// Language of the report [default: the configuration's, else the locale's]
    #[arg(long, value_enum)]
    pub(crate) language: Option<LangArg>,
    /// This settings file instead of the nearest shirube.toml
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Leave out what FILE lists; see --write-baseline
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Write what is found to FILE, for --baseline to leave out from now on
    #[arg(long, value_name = "FILE", conflicts_with = "baseline")]
    pub(crate) write_baseline: Option<PathBuf>,
    /// Tell also which values are unknown and keep rules from judging
    #[arg(long)]
    pub(crate) explain_unknown: bool,
    /// Exit 0 even when something is found
    #[arg(long)]
    pub(crate) exit_zero: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// A rule, pattern or hint id, a term, a control (ELB.1), or another checker's id (CKV_AWS_2)
    pub(crate) id: String,
    /// Language of the answer
    #[arg(long, value_enum)]
    pub(crate) language: Option<LangArg>,
}

#[derive(Debug, Args)]
pub(crate) struct RulesArgs {
    /// How to list
    #[arg(long, value_enum, default_value_t = ListFormat::Plain)]
    pub(crate) format: ListFormat,
    /// Only these: rule ids, principles, frameworks, control ids, other checkers' ids
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    pub(crate) only: Vec<String>,
    /// Language of the titles
    #[arg(long, value_enum)]
    pub(crate) language: Option<LangArg>,
}

#[derive(Debug, Args)]
pub(crate) struct LspArgs {
    /// Accepted for editors that pass it; standard input and output are all there is
    #[arg(long)]
    pub(crate) stdio: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Excerpts of the sources, for people
    Plain,
    /// One JSON object
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// A table, for people
    Plain,
    /// A JSON array
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProfileArg {
    /// Definite violations
    Baseline,
    /// Also what a strict house asks for, and what is unknown
    Strict,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LangArg {
    /// English
    En,
    /// Japanese
    Ja,
}
