//! `shirube check`.

use std::io::{self, Write};
use std::sync::Arc;

use crate::analysis::{ActionData, Host, PreparedFile, Session};
use crate::config::Settings;
use crate::report::{self, FileReport, Report};
use crate::rules::Severity;
use crate::text::Lang;

use super::args::{CheckArgs, Format};
use super::{CLEAN, FOUND, Failure, files, locale, selection, settings};

/// How often safe fixes are applied until a file changes no more: one may make room for another.
const MAX_ROUNDS: usize = 10;

/// Checks files and folders, and reports.
///
/// # Errors
/// What keeps the check from running.
pub(super) fn check(args: &CheckArgs) -> Result<u8, Failure> {
    let settings = settings::of_check(args)?;
    let session = Session { locale: locale::lang(), today: locale::today(), creates_files: true };
    let lang = settings.lang(session.locale);
    let paths = files::find(&args.paths, lang)?;
    let reading = files::read(&paths, lang);
    let mut notes = reading.notes;
    let mut host = host(settings, session, &args.only, lang)?;
    host.load_all(reading.prepared);
    let mut sources = reading.sources;
    if args.fix {
        for source in &mut sources {
            if let Some(text) = fixed(&mut host, &source.path) {
                match replace_file(&source.path, &text) {
                    Ok(()) => notes.push(match lang {
                        Lang::En => format!("{}: fixed", source.path),
                        Lang::Ja => format!("{}: 修正しました", source.path),
                    }),
                    Err(error) => notes.push(format!("{}: {error}", source.path)),
                }
                source.text = text;
            }
        }
    }
    for note in &notes {
        // Notes are a courtesy; a closed stderr is no reason to fail.
        drop(writeln!(io::stderr(), "{note}"));
    }
    let files = sources.iter().map(|source| FileReport {
        path: source.path.clone(),
        text: &source.text,
        diagnostics: host.diagnostics(&source.path),
    });
    let report = Report { files: files.collect(), host: &host, lang };
    let mut out = io::BufWriter::new(io::stdout().lock());
    match args.format {
        Format::Plain => report::plain(&report, &mut out)?,
        Format::Json => report::json(&report, &mut out)?,
        Format::Sarif => report::sarif(&report, &mut out)?,
        Format::Github => report::github(&report, &mut out)?,
    }
    out.flush()?;
    let found = report.severities().any(|severity| severity != Severity::Hint);
    Ok(if found && !args.exit_zero { FOUND } else { CLEAN })
}

fn host(settings: Settings, session: Session, only: &[String], lang: Lang) -> Result<Host, Failure> {
    let mut host = Host::new(settings, session);
    if !only.is_empty() {
        let ids = selection::rule_ids(only, host.catalogue(), lang)?;
        host.select_rules(ids);
    }
    Ok(host)
}

/// The text of a file after its safe fixes; `None` when there are none.
fn fixed(host: &mut Host, path: &Arc<str>) -> Option<String> {
    let mut changed = None;
    for _ in 0..MAX_ROUNDS {
        let text = host.text(path)?.text();
        let data = ActionData { path: path.to_string(), what: "fix-all".into(), ..ActionData::default() };
        let edit = host.resolve(&data)?;
        let after = edit.applied(path, &text);
        if after == text {
            break;
        }
        let language = host.language(path)?;
        host.load(PreparedFile::open(path, language, &after));
        changed = Some(after);
    }
    changed
}

/// Writes a file's new text beside it and moves it into place, so that no reader and no power cut
/// sees half of it. Permissions stay.
fn replace_file(path: &str, text: &str) -> io::Result<()> {
    let temporary = format!("{path}.shirube-{}", std::process::id());
    std::fs::write(&temporary, text)?;
    let permissions = std::fs::metadata(path)?.permissions();
    std::fs::set_permissions(&temporary, permissions)?;
    std::fs::rename(&temporary, path).inspect_err(|_| drop(std::fs::remove_file(&temporary)))
}
