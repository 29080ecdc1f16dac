//! The report for people: an excerpt of the source with each diagnostic, and a summary.

use std::env;
use std::io::{self, IsTerminal, Write};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::analysis::Placed;
use crate::rules::{Safety, Severity};
use crate::text::Lang;

use super::{FileReport, Report};

/// Writes the report with excerpts of the sources.
///
/// # Errors
/// What the writer says.
pub(crate) fn plain(report: &Report<'_>, out: &mut impl Write) -> io::Result<()> {
    let renderer = if colours() { Renderer::styled() } else { Renderer::plain() };
    for (file, placed, _) in report.sorted() {
        writeln!(out, "{}\n", renderer.render(&[group(report, file, placed)]))?;
    }
    writeln!(out, "{}", summary(report))
}

fn group<'a>(report: &'a Report<'_>, file: &'a FileReport<'_>, placed: &'a Placed) -> Group<'a> {
    let diagnostic = &placed.diagnostic;
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Information => Level::INFO,
        Severity::Hint => Level::NOTE.with_name("hint"),
    };
    let span = placed.span();
    // A caret needs something to stand under.
    let end = span.end.max(span.start).min(file.text.len());
    let annotation = AnnotationKind::Primary.span(span.start.min(end)..end);
    let snippet = Snippet::source(file.text).path(&*file.path).annotation(annotation);
    let mut group = level.primary_title(&*diagnostic.message).id(&*diagnostic.code).element(snippet);
    for related in &diagnostic.related {
        let home = report.host.home_of(&file.path, &related.address);
        let line = home.and_then(|(path, byte)| {
            let text = report.files.iter().find(|file| file.path == path)?.text;
            Some((path, text.get(..byte.start)?.matches('\n').count() + 1))
        });
        let note =
            line.map_or(related.message.to_string(), |(path, line)| format!("{} ({path}:{line})", related.message));
        group = group.element(Level::NOTE.message(note));
    }
    if let Some(help) = help(report, placed) {
        group = group.element(Level::HELP.message(help));
    }
    group
}

/// The title of the first fix, and whether `--fix` applies it.
fn help(report: &Report<'_>, placed: &Placed) -> Option<String> {
    let catalogue = report.host.catalogue();
    let details = catalogue.details(catalogue.find(&placed.diagnostic.code)?)?;
    let fix = details.fixes.first()?;
    let title = fix.title.get(report.lang);
    Some(match (fix.safety, report.lang) {
        (Safety::Safe, Lang::En) => format!("{title} (--fix does it)"),
        (Safety::Safe, Lang::Ja) => format!("{title}（--fix で修正できます）"),
        (Safety::Replaces, Lang::En) => format!("{title} (AWS replaces the resource)"),
        (Safety::Replaces, Lang::Ja) => format!("{title}（リソースは置換されます）"),
        (Safety::Review, _) => title.to_owned(),
    })
}

fn summary(report: &Report<'_>) -> String {
    let counts = [Severity::Error, Severity::Warning, Severity::Information, Severity::Hint]
        .map(|severity| report.count(severity));
    let [errors, warnings, informations, hints] = counts;
    let files = report.files.len();
    match report.lang {
        Lang::En => {
            let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
            format!(
                "{}, {}, {informations} information, {} in {}",
                plural(errors, "error"),
                plural(warnings, "warning"),
                plural(hints, "hint"),
                plural(files, "file")
            )
        }
        Lang::Ja => format!("{files} ファイル: エラー {errors}、警告 {warnings}、情報 {informations}、ヒント {hints}"),
    }
}

/// Whether to write colours: `CLICOLOR_FORCE`, then `NO_COLOR`, then whether a person looks.
fn colours() -> bool {
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    set("CLICOLOR_FORCE") || (!set("NO_COLOR") && io::stdout().is_terminal())
}
