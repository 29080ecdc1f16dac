//! Code actions: what can be changed at a place, and the edits on demand.

use std::sync::Arc;

use crate::fix::{self, template};
use crate::model::{Dialect, Kinds, Truth, View};
use crate::rules::{self, Fix, Safety};
use crate::syntax::Language;
use crate::text::{Lang, Span, apply_edits};

use super::answer::{Action, ActionData, ActionKind, Placed, WorkspaceEdit};
use super::host::Host;
use super::recovery::RECOVERY;
use super::workbench::{Bench, Piece, indent_of};

/// The words of [`ActionData::what`].
const FIX: &str = "fix";
const FIX_ALL: &str = "fix-all";

impl Host {
    /// The actions for `span` of a file: fixes of the diagnostics there, and the disaster recovery
    /// patterns that the resources there lack.
    #[must_use]
    pub fn actions(&self, path: &str, span: Span) -> Vec<Action> {
        let placed = self.diagnostics(path);
        let mut actions = Vec::new();
        // A cursor anywhere in the line asks for what is wrong in it.
        let asked = if span.start == span.end { self.line_at(path, span) } else { span };
        let mut near: Vec<&Placed> = placed.iter().filter(|placed| placed.span().meets(asked)).collect();
        near.sort_by_key(|placed| !placed.span().meets(span));
        for placed in near {
            let diagnostic = &placed.diagnostic;
            let Some(details) = self.catalogue.find(&diagnostic.code).and_then(|rule| self.catalogue.details(rule))
            else {
                continue;
            };
            for (number, fix) in details.fixes.iter().enumerate() {
                let data = ActionData {
                    path: path.to_owned(),
                    what: FIX.to_owned(),
                    id: format!("{}#{number}", diagnostic.code),
                    resource: diagnostic.resource.to_string(),
                    at: placed.span().start,
                };
                let Some((safety, edit)) = self.fix(&data) else { continue };
                if edit.is_empty() || actions.iter().any(|action: &Action| action.data == data) {
                    continue;
                }
                actions.push(Action {
                    title: fix_title(fix, safety, self.lang()),
                    kind: ActionKind::QuickFix,
                    mends: vec![(diagnostic.code.clone(), placed.span())],
                    preferred: number == 0,
                    disabled: None,
                    data,
                });
            }
        }
        actions.extend(self.recovery_actions(path, span));
        if placed.iter().any(|placed| placed.diagnostic.fix == Some(Safety::Safe)) {
            actions.push(Action {
                title: match self.lang() {
                    Lang::En => "Apply all safe fixes".to_owned(),
                    Lang::Ja => "安全な修正をすべて適用".to_owned(),
                },
                kind: ActionKind::FixAll,
                mends: Vec::new(),
                preferred: false,
                disabled: None,
                data: ActionData {
                    path: path.to_owned(),
                    what: FIX_ALL.to_owned(),
                    id: String::new(),
                    resource: String::new(),
                    at: 0,
                },
            });
        }
        actions
    }

    /// The line that a span starts in.
    fn line_at(&self, path: &str, span: Span) -> Span {
        self.text(path).map_or(span, |text| text.line_span(text.line_of(span.start)))
    }

    /// The edit of an action, made from the files as they are now; `None` when what it was about is
    /// gone.
    #[must_use]
    pub fn resolve(&self, data: &ActionData) -> Option<WorkspaceEdit> {
        match data.what.as_str() {
            FIX => self.fix(data).map(|(_, edit)| edit),
            RECOVERY => self.recovery(data),
            FIX_ALL => Some(self.fix_all(&data.path)),
            _ => None,
        }
    }

    /// The edit of one fix, and how far it may be trusted here.
    fn fix(&self, data: &ActionData) -> Option<(Safety, WorkspaceEdit)> {
        let (id, number) = data.id.rsplit_once('#')?;
        let details = self.catalogue.details(self.catalogue.find(id)?)?;
        let fix = details.fixes.get(number.parse::<usize>().ok()?)?;
        let bench = Bench::at(self, &data.path, data.at)?;
        let piece = bench.piece(&data.resource)?;
        let kind = Kinds::builtin().of(&piece.resource)?;
        let view = View::new(&bench.module.module);
        let holds = |condition| rules::holds(&view, kind, &piece.resource, condition);
        if fix.when.as_ref().is_some_and(|when| holds(when) != Truth::Yes) {
            return None;
        }
        let companions = bench.companions(kind, &piece.resource);
        let site = piece.site()?;
        let mut edits = fix::edits(&site, kind, &fix.changes, &companions, bench.module.provider())?;
        for change in &fix.changes {
            if let fix::Change::Add { terraform, cloudformation } = change {
                edits.additions.push(addition(&piece, terraform.as_deref(), cloudformation.as_deref())?);
            }
        }
        let replaces = fix.replaces_when.as_ref().is_some_and(|when| holds(when) != Truth::No);
        let safety = if replaces { Safety::Replaces } else { fix.safety_in(kind, piece.resource.dialect) };
        Some((safety, bench.workspace_edit(&piece, &companions, edits)?))
    }

    /// All safe fixes of a file in one edit. Fixes that would overlap wait for the next time.
    fn fix_all(&self, path: &str) -> WorkspaceEdit {
        let mut all = WorkspaceEdit::default();
        for placed in self.diagnostics(path) {
            let diagnostic = &placed.diagnostic;
            if diagnostic.fix != Some(Safety::Safe) {
                continue;
            }
            let data = ActionData {
                path: path.to_owned(),
                what: FIX.to_owned(),
                id: format!("{}#0", diagnostic.code),
                resource: diagnostic.resource.to_string(),
                at: placed.span().start,
            };
            let Some((Safety::Safe, edit)) = self.fix(&data) else { continue };
            if edit.creates.is_empty() && edit.edits.iter().all(|(file, _)| &**file == path) && !all.overlaps(&edit) {
                for (file, edits) in edit.edits {
                    all.edit(&file, edits);
                }
            }
        }
        all
    }
}

impl WorkspaceEdit {
    fn overlaps(&self, other: &Self) -> bool {
        let edits = |edit: &Self| -> Vec<(Arc<str>, Span)> {
            edit.edits
                .iter()
                .flat_map(|(file, edits)| edits.iter().map(move |edit| (file.clone(), edit.span)))
                .collect()
        };
        let own = edits(self);
        edits(other).iter().any(|(file, span)| own.iter().any(|(known, taken)| known == file && taken.meets(*span)))
    }

    /// The text of a file after the edit.
    #[must_use]
    pub fn applied(&self, path: &str, text: &str) -> String {
        let edits = self.edits.iter().find(|(file, _)| &**file == path);
        edits.map_or_else(|| text.to_owned(), |(_, edits)| apply_edits(text, edits))
    }
}

/// The action's title: what it does, and that AWS recreates the resource where it does.
fn fix_title(fix: &Fix, safety: Safety, lang: Lang) -> String {
    let title = fix.title.get(lang);
    match (safety, lang) {
        (Safety::Replaces, Lang::En) => format!("{title} (AWS replaces the resource)"),
        (Safety::Replaces, Lang::Ja) => format!("{title}（リソースは置換されます）"),
        _ => title.to_owned(),
    }
}

/// A new resource for the file at hand.
fn addition(piece: &Piece, terraform: Option<&str>, cloudformation: Option<&str>) -> Option<String> {
    let resource = &piece.resource;
    let value = |name: &str| {
        Some(match name {
            "name" | "id" => resource.name.to_string(),
            "address" => resource.address.to_string(),
            _ => return None,
        })
    };
    match resource.dialect {
        Dialect::Terraform if piece.language.is_hcl() => template::fill(terraform?, &value),
        Dialect::Terraform => None,
        Dialect::CloudFormation => {
            let yaml = template::fill(cloudformation?, &value)?;
            let indent = indent_of(&piece.text, resource.name_span.start);
            match piece.language {
                Language::Yaml => Some(template::indented(&yaml, indent)),
                _ => template::json_members(&yaml, indent, "  "),
            }
        }
    }
}
