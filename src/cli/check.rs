//! `shirube check`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use crate::analysis::{ActionData, Diagnostic, Host, Placed, PreparedFile, Session};
use crate::config::{Settings, Tree};
use crate::report::{self, FileReport, Report};
use crate::rules::Severity;
use crate::syntax::Language;
use crate::text::{Lang, LineIndex};

use super::args::{CheckArgs, Format};
use super::baseline::{self, Baseline};
use super::files::Source;
use super::plan::Plan;
use super::{CLEAN, FOUND, Failure, files, locale, selection, settings};

/// How often safe fixes are applied until a file changes no more: one may make room for another.
const MAX_ROUNDS: usize = 10;

/// Checks files and folders, and reports.
///
/// # Errors
/// What keeps the check from running.
pub(super) fn check(args: &CheckArgs) -> Result<u8, Failure> {
    let settings = settings::root(args)?;
    let session = Session { locale: locale::lang(), today: locale::today(), creates_files: true };
    let lang = settings.lang(session.locale);
    let known = args.baseline.as_deref().map(|file| Baseline::read(file, lang)).transpose()?;
    let paths = files::find(&args.paths, lang)?;
    let mut tree = settings::tree(args, settings, &paths)?;
    if args.explain_unknown {
        tree.explain_unknown();
    }
    let rules = settings::rules(args, &paths);
    let reading = files::read(&paths, lang);
    let mut notes = reading.notes;
    let mut host = host(tree, &rules, session, &args.only, lang)?;
    host.load_all(reading.prepared);
    let mut sources = reading.sources;
    let plans = plans(&mut host, &sources);
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
    let own_rules = rules.iter().map(|(path, text)| FileReport {
        path: path.clone(),
        text,
        resources: 0,
        diagnostics: host.rule_mistakes(path),
    });
    let own_rules = own_rules.filter(|file| !file.diagnostics.is_empty());
    let judged = sources.iter().map(|source| {
        let plan = plans.get(&source.path);
        FileReport {
            path: source.path.clone(),
            text: &source.text,
            resources: plan.map_or_else(|| host.resource_count(&source.path), |plan| plan.resources),
            diagnostics: plan.map_or_else(|| host.diagnostics(&source.path), |plan| in_plan(&host, source, plan)),
        }
    });
    let mut files: Vec<FileReport<'_>> = own_rules.chain(judged).collect();
    if let Some(file) = &args.write_baseline {
        return write_baseline(file, &files, lang);
    }
    if let Some(gone) = known.map(|known| known.leave_out(&mut files)).filter(|gone| *gone > 0) {
        notes.push(match lang {
            Lang::En => format!("{gone} entries of the baseline are no longer found: write it anew"),
            Lang::Ja => format!("ベースラインの {gone} 件はもう検出されません。書き直してください"),
        });
    }
    for note in &notes {
        // Notes are a courtesy; a closed stderr is no reason to fail.
        drop(writeln!(io::stderr(), "{note}"));
    }
    let report = Report { files, host: &host, lang };
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

/// A host with all settings and rules, and no files yet.
fn host(
    settings: Tree,
    rules: &[(Arc<str>, String)],
    session: Session,
    only: &[String],
    lang: Lang,
) -> Result<Host, Failure> {
    let mut host = Host::new(Settings::default(), session);
    host.configure(settings);
    host.set_rules(rules);
    if !only.is_empty() {
        let ids = selection::rule_ids(only, host.catalogue(), lang)?;
        host.select_rules(ids);
    }
    Ok(host)
}

/// The plans among the files, their modules handed to the host.
fn plans(host: &mut Host, sources: &[Source]) -> BTreeMap<Arc<str>, Plan> {
    let json = sources.iter().filter(|source| source.language == Language::Json);
    let plans: BTreeMap<Arc<str>, Plan> =
        json.filter_map(|source| Some((source.path.clone(), Plan::read(&source.text)?))).collect();
    for (path, plan) in &plans {
        let modules = plan.modules.iter().enumerate();
        let prepared =
            modules.map(|(number, text)| PreparedFile::open(&module_path(path, number), Language::TerraformJson, text));
        host.load_all(prepared.collect());
    }
    plans
}

/// A folder of its own for each module of a plan: they see no names of each other.
fn module_path(plan: &str, number: usize) -> String {
    format!("{plan}/{number}/main.tf.json")
}

/// The findings in a plan, each where the plan names the resource.
fn in_plan(host: &Host, source: &Source, plan: &Plan) -> Vec<Placed> {
    let lines = LineIndex::new(&source.text);
    let mut found = Vec::new();
    for number in 0..plan.modules.len() {
        for placed in host.diagnostics(&module_path(&source.path, number)) {
            let own = &placed.diagnostic.resource;
            let Some((address, span)) = plan.place(number, own) else { continue };
            // A plan is not where anything is mended.
            let diagnostic = Diagnostic {
                resource: address.into(),
                message: placed.diagnostic.message.replace(&**own, address).into(),
                fix: None,
                ..Diagnostic::clone(&placed.diagnostic)
            };
            found.push(Placed::elsewhere(diagnostic, &source.text, &lines, span));
        }
    }
    found
}

/// Writes what is found to a file for `--baseline`.
fn write_baseline(file: &Path, files: &[FileReport<'_>], lang: Lang) -> Result<u8, Failure> {
    let cannot = |error: io::Error| Failure::Message(format!("{}: {error}", file.display()));
    std::fs::write(file, baseline::write(files)).map_err(cannot)?;
    let note = match lang {
        Lang::En => format!("{}: baseline written", file.display()),
        Lang::Ja => format!("{}: ベースラインを書き込みました", file.display()),
    };
    drop(writeln!(io::stderr(), "{note}"));
    Ok(CLEAN)
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
