//! Disaster recovery patterns on offer, and their edits over several files.

use std::sync::Arc;

use crate::fix::{self, Draft, template};
use crate::model::{Datum, Dialect, Extent, Item, Kinds, Resource, Scalar, Symbol, Truth, View};
use crate::patterns::{self, Input, Pattern, Recipe, Written};
use crate::rules::holds;
use crate::syntax::{self, BlockKind, Language, Node};
use crate::text::{Lang, Span, TextEdit};

use super::answer::{Action, ActionData, ActionKind, WorkspaceEdit};
use super::host::Host;
use super::workbench::{Bench, Piece, Pieces};

/// The word of [`ActionData::what`].
pub(super) const RECOVERY: &str = "dr";

impl Host {
    /// The patterns that the resources in `span` lack and could have.
    pub(super) fn recovery_actions(&self, path: &str, span: Span) -> Vec<Action> {
        let Some(bench) = Bench::at(self, path, span.start) else { return Vec::new() };
        let Some(inside) = bench.inside(span) else { return Vec::new() };
        let lang = self.lang();
        let mut actions = Vec::new();
        for (seat, resource) in bench.resources_in(inside) {
            for pattern in patterns::builtin() {
                let data = ActionData {
                    path: path.to_owned(),
                    what: RECOVERY.to_owned(),
                    id: pattern.id.to_string(),
                    resource: resource.address.to_string(),
                    at: bench.outside(resource.header().shifted(seat.base)).start,
                };
                let Some(edit) = self.recovery(&data) else { continue };
                let disabled = (!edit.creates.is_empty() && (!self.session.creates_files || bench.is_fence()))
                    .then(|| no_files(lang));
                actions.push(Action {
                    title: format!("{}: {}", pattern.title.get(lang), resource.address),
                    kind: ActionKind::DisasterRecovery,
                    mends: Vec::new(),
                    preferred: false,
                    disabled,
                    data,
                });
            }
        }
        actions
    }

    /// The edit that brings a pattern to a resource; `None` where it is not on offer.
    pub(super) fn recovery(&self, data: &ActionData) -> Option<WorkspaceEdit> {
        let pattern = patterns::find(&data.id)?;
        let bench = Bench::at(self, &data.path, data.at)?;
        let resource = bench.module.module.locate(&data.resource)?.1;
        let kind = Kinds::builtin().of_type(&resource.type_name)?;
        if !pattern.on.contains(&kind.id) || resource.created != Truth::Yes || resource.partial {
            return None;
        }
        // One of many, or a resource of another Region already.
        if ["$count", "$for_each", "$provider"].iter().any(|name| resource.has(name)) {
            return None;
        }
        let view = View::new(&bench.module.module);
        let offered = pattern.offer.as_ref().is_none_or(|offer| holds(&view, kind, &resource, offer) != Truth::No);
        let absent = match (holds(&view, kind, &resource, &pattern.present), view.extent()) {
            (Truth::No, _) => true,
            // An excerpt never shows that something is nowhere; an offer may still be made.
            (Truth::Unknown, Extent::Excerpt) => true,
            _ => false,
        };
        if !offered || !absent {
            return None;
        }
        let piece = bench.piece(&data.resource)?;
        Plan { host: self, bench: &bench, pattern, piece: &piece, view: &view }.edit()
    }
}

fn no_files(lang: Lang) -> String {
    match lang {
        Lang::En => "This pattern creates a file, which is not possible here".to_owned(),
        Lang::Ja => "このパターンはファイルを作成しますが、ここでは作成できません".to_owned(),
    }
}

/// A pattern on its way into the files.
struct Plan<'a> {
    host: &'a Host,
    bench: &'a Bench<'a>,
    pattern: &'a Pattern,
    piece: &'a Piece,
    view: &'a View<'a>,
}

/// The alias of the provider for the other Region, when none is there yet.
const ALIAS: &str = "dr";

impl Plan<'_> {
    fn edit(&self) -> Option<WorkspaceEdit> {
        match self.piece.resource.dialect {
            Dialect::Terraform if self.piece.language.is_hcl() => self.terraform(self.pattern.terraform.as_ref()?),
            Dialect::Terraform => None,
            Dialect::CloudFormation => self.cloudformation(self.pattern.cloudformation.as_ref()?),
        }
    }

    fn terraform(&self, recipe: &Recipe) -> Option<WorkspaceEdit> {
        let mut additions = Vec::new();
        if let Some(add) = &recipe.add {
            let text = self.fill(add)?;
            if self.defines_known(&text) {
                return None;
            }
            additions.push(text);
        }
        let used = self.uses_region(recipe);
        if recipe.provider && self.alias().is_none() {
            additions
                .push(format!("provider \"aws\" {{\n  alias  = \"{ALIAS}\"\n  region = {}\n}}\n", self.dr_region()));
        }
        let mut inputs: Vec<String> = Vec::new();
        if used && self.region_setting().is_none() && self.is_free("dr_region") {
            let default =
                self.recovery_region().map(|region| format!("  default     = \"{region}\"\n")).unwrap_or_default();
            inputs.push(self.variable("dr_region", "string", &description_of_region(), &default));
        }
        for Input { name, type_name, description } in &recipe.inputs {
            let name = self.fill(name)?;
            if self.is_free(&name) {
                inputs.push(self.variable(&name, type_name, description.get(self.host.lang()), ""));
            }
        }
        additions.extend(inputs);
        let mut made = self.changes(recipe)?;
        if !additions.is_empty() {
            let addition = self.bench.addition(self.piece, &additions);
            made.edit(&self.bench.file_of(self.piece), [self.bench.file_edit(self.piece, &addition)]);
        }
        Some(made)
    }

    fn variable(&self, name: &str, type_name: &str, description: &str, default: &str) -> String {
        let description = serde_json::Value::from(description);
        format!("variable \"{name}\" {{\n  type        = {type_name}\n  description = {description}\n{default}}}\n")
    }

    fn cloudformation(&self, recipe: &Recipe) -> Option<WorkspaceEdit> {
        let mut made = self.changes(recipe)?;
        let file = self.bench.file_of(self.piece);
        let json = self.piece.language != Language::Yaml;
        if let Some(add) = &recipe.add {
            let yaml = self.fill(add)?;
            if self.defines_known_ids(&yaml) {
                return None;
            }
            let indent = self.entry_indent();
            let text =
                if json { template::json_members(&yaml, &indent, "  ")? } else { template::indented(&yaml, &indent) };
            let addition = self.bench.addition(self.piece, &[text]);
            made.edit(&file, [self.bench.file_edit(self.piece, &addition)]);
        }
        let mut parameters = Vec::new();
        if self.uses_region(recipe) && self.region_setting().is_none() && self.is_free("DrRegion") {
            let mut draft = vec![text_member("Type", "String"), text_member("Description", &description_of_region())];
            draft.extend(self.recovery_region().map(|region| text_member("Default", region)));
            parameters.push(("DrRegion".to_owned(), Draft::Map(draft)));
        }
        for Input { name, type_name, description } in &recipe.inputs {
            let name = self.fill(name)?;
            if self.is_free(&name) {
                let description = description.get(self.host.lang());
                parameters.push((
                    name,
                    Draft::Map(vec![text_member("Type", type_name), text_member("Description", description)]),
                ));
            }
        }
        self.put_section("Parameters", parameters, &mut made)?;
        if let Some(outputs) = &recipe.outputs {
            let Draft::Map(outputs) = template::draft_of_yaml(&self.fill(outputs)?)? else { return None };
            self.put_section("Outputs", outputs, &mut made)?;
        }
        if let Some(companion) = &recipe.companion {
            let yaml = self.fill(companion)?;
            self.put_companion(&file, &yaml, json, &mut made)?;
        }
        Some(made)
    }

    /// The changes of the resource itself.
    fn changes(&self, recipe: &Recipe) -> Option<WorkspaceEdit> {
        let site = self.piece.site()?;
        let mut changes = Vec::new();
        for (path, written) in &recipe.set {
            changes.push((path, Some(self.draft(written)?)));
        }
        changes.extend(recipe.remove.iter().map(|path| (path, None)));
        let edits = fix::edits_at(&site, &changes)?;
        let mut made = fix::Edits::default();
        if !edits.is_empty() {
            made.blocks.insert(self.piece.resource.address.clone(), edits);
        }
        self.bench.workspace_edit(self.piece, &Pieces(Vec::new()), made)
    }

    fn draft(&self, written: &Written) -> Option<Draft> {
        Some(match written {
            Written::Bool(value) => Draft::Scalar(Scalar::Bool(*value)),
            Written::Integer(value) => Draft::Scalar(Scalar::Integer(*value)),
            Written::Text(text) => match text.strip_prefix('=') {
                Some(expression) => {
                    let filled = self.fill(expression.trim())?;
                    match self.piece.resource.dialect {
                        Dialect::Terraform => Draft::Raw(filled),
                        Dialect::CloudFormation => template::draft_of_yaml(&filled)?,
                    }
                }
                None => Draft::Scalar(Scalar::Text(self.fill(text)?.into())),
            },
            Written::List(items) => Draft::List(items.iter().map(|item| self.draft(item)).collect::<Option<_>>()?),
            Written::Map(members) => {
                let member = |(key, value): &(Box<str>, Written)| Some((key.to_string(), self.draft(value)?));
                Draft::Map(members.iter().map(member).collect::<Option<_>>()?)
            }
        })
    }

    fn fill(&self, text: &str) -> Option<String> {
        template::fill(text, &|name| self.value(name))
    }

    /// What a name of a template stands for.
    fn value(&self, name: &str) -> Option<String> {
        let resource = &self.piece.resource;
        Some(match name {
            "name" | "id" => resource.name.to_string(),
            "address" => resource.address.to_string(),
            "dr" => self.alias().unwrap_or_else(|| ALIAS.to_owned()),
            "dr_region" => self.dr_region(),
            _ => {
                let (what, path) = name.split_once(':')?;
                if what == "companion" {
                    return Some(self.companion(path)?.name.to_string());
                }
                let source = self.source(path)?;
                match what {
                    "text" => source,
                    // The characters of a literal, to build names from.
                    "literal" => resource.body.get(path)?.scalar()?.to_owned(),
                    _ => return None,
                }
            }
        })
    }

    fn companion(&self, type_name: &str) -> Option<Arc<Resource>> {
        let kind = Kinds::builtin().of_type(&self.piece.resource.type_name)?;
        self.view.companion(kind, &self.piece.resource, type_name)
    }

    /// The source of an attribute, if it stands on one line.
    fn source(&self, path: &str) -> Option<String> {
        let site = self.piece.site()?;
        let mut value = &self.piece.resource.body;
        for key in path.split('.') {
            let member = value.members().iter().find(|member| &*member.key == key)?;
            value = match &member.value.data {
                Datum::List(items) if items.len() == 1 && path.contains('.') => items.first()?,
                Datum::Null => return None,
                _ => &member.value,
            };
        }
        let text = value.span.of(site.text);
        if text.contains('\n') {
            // JSON over several lines is as good on one.
            return serde_json::from_str::<serde_json::Value>(text).ok().map(|value| value.to_string());
        }
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The other Region, where the settings name it.
    fn region_setting(&self) -> Option<&str> {
        self.host.settings.of(&self.piece.path).dr_region.as_deref()
    }

    /// The expression for the other Region.
    fn dr_region(&self) -> String {
        match (self.region_setting(), self.piece.resource.dialect) {
            (Some(region), Dialect::Terraform) => format!("\"{region}\""),
            (Some(region), Dialect::CloudFormation) => region.to_owned(),
            (None, Dialect::Terraform) => "var.dr_region".to_owned(),
            (None, Dialect::CloudFormation) => "!Ref DrRegion".to_owned(),
        }
    }

    /// True when an expression of the recipe names the other Region, or its provider has to.
    fn uses_region(&self, recipe: &Recipe) -> bool {
        fn names(written: &Written) -> bool {
            match written {
                Written::Text(text) => text.contains("{{dr_region}}"),
                Written::List(items) => items.iter().any(names),
                Written::Map(members) => members.iter().any(|(_, value)| names(value)),
                Written::Bool(_) | Written::Integer(_) => false,
            }
        }
        let in_add = recipe.add.as_ref().is_some_and(|add| add.contains("{{dr_region}}"));
        in_add || recipe.set.iter().any(|(_, value)| names(value)) || recipe.provider && self.alias().is_none()
    }

    /// The alias of a provider that is there already: `dr`, else the only one.
    fn alias(&self) -> Option<String> {
        let named =
            |alias: &str| self.view.definitions(&Symbol::Provider(format!("aws.{alias}").into())).next().is_some();
        named(ALIAS).then(|| ALIAS.to_owned())
    }

    /// The usual other Region, where the module says which is its own.
    fn recovery_region(&self) -> Option<&'static str> {
        let mut providers = self.view.definitions(&Symbol::Provider("aws".into()));
        let (Item::Provider(provider), _) = providers.next()? else { return None };
        patterns::recovery_region(provider.value.get("region")?.as_str()?)
    }

    /// True when no variable or parameter has the name.
    fn is_free(&self, name: &str) -> bool {
        self.view.definitions(&Symbol::Variable(name.into())).next().is_none()
    }

    /// True when HCL declares a resource that is already there.
    fn defines_known(&self, hcl: &str) -> bool {
        let blocks = syntax::cut(hcl, Language::Terraform);
        let mut items = blocks.iter().flat_map(|block| {
            let text = block.span.of(hcl);
            let parsed = syntax::parse(text, &block.kind, Language::Terraform, None);
            crate::model::lower(&parsed, text, &block.kind, Language::Terraform).items
        });
        items.any(|item| item.symbol().is_some_and(|symbol| self.view.definitions(&symbol).next().is_some()))
    }

    fn defines_known_ids(&self, yaml: &str) -> bool {
        let ids = yaml.lines().filter(|line| !line.starts_with([' ', '#']) && line.ends_with(':'));
        ids.map(|line| line.trim_end_matches(':'))
            .any(|id| self.view.definitions(&Symbol::Resource(id.into())).next().is_some())
    }

    /// The blanks before the logical ids.
    fn entry_indent(&self) -> String {
        let (text, name) = (&self.piece.text, self.piece.resource.name_span.start);
        let line = text.get(..name).unwrap_or("").rsplit('\n').next().unwrap_or("");
        line.chars().take_while(|c| c.is_whitespace()).collect()
    }

    /// Puts entries into a section of the template, which is made when missing.
    fn put_section(&self, section: &str, entries: Vec<(String, Draft)>, made: &mut WorkspaceEdit) -> Option<()> {
        if entries.is_empty() {
            return Some(());
        }
        let document = self.bench.document;
        let json = self.piece.language != Language::Yaml;
        let file = self.bench.file_of(self.piece);
        for (seat, cell) in document.seats() {
            if !matches!(&cell.block.kind, BlockKind::Section(name) if &**name == section) {
                continue;
            }
            let (text, parsed) = document.parse(seat);
            let root = parsed.root.filter(|_| !parsed.partial)?;
            for (name, draft) in &entries {
                for edit in fix::put(&text, &root, &[section, name], draft, json)? {
                    let edit = TextEdit { span: edit.span.shifted(seat.base), ..edit };
                    made.edit(&file, [self.bench.document_edit(&edit)]);
                }
            }
            return Some(());
        }
        // Before `Resources`, where templates have their parameters; outputs after everything.
        let text = document.text.as_ref()?.text();
        let draft = Draft::Map(vec![(section.to_owned(), Draft::Map(entries))]);
        let gap = if template::is_spaced(&text, "") { "\n\n" } else { "\n" };
        let edit = match (json, section) {
            (false, "Outputs") => {
                let end = text.trim_end().len();
                TextEdit::insert(end, format!("{gap}{}", draft.yaml("", "  ")))
            }
            (false, _) => {
                TextEdit::insert(key_at(&text, "Resources", false)?, format!("{}{gap}", draft.yaml("", "  ")))
            }
            (true, _) => {
                let at = key_at(&text, "Resources", true)?;
                let indent: String =
                    text.get(..at)?.rsplit('\n').next()?.chars().take_while(|c| c.is_whitespace()).collect();
                let Draft::Map(members) = &draft else { return None };
                let (name, value) = members.first()?;
                let step = if text.contains('\n') { Some("  ") } else { None };
                let gap = if step.is_some() { format!("\n{indent}") } else { " ".to_owned() };
                TextEdit::insert(at, format!("\"{name}\": {},{gap}", value.flow(&indent, step)))
            }
        };
        made.edit(&file, [self.bench.document_edit(&edit)]);
        Some(())
    }

    /// Creates the template of the other Region, or adds to the one that is there.
    fn put_companion(&self, file: &Arc<str>, yaml: &str, json: bool, made: &mut WorkspaceEdit) -> Option<()> {
        let (stem, extension) = file.rsplit_once('.')?;
        let path: Arc<str> = format!("{stem}.dr.{extension}").into();
        let Some(known) = self.host.documents.get(&path) else {
            let head = "AWSTemplateFormatVersion: '2010-09-09'\n";
            let text = if json {
                template::json_document(&format!("{head}{yaml}"), "  ")?
            } else {
                format!("{head}{}\n", yaml.trim_end())
            };
            made.creates.push((path, text));
            return Some(());
        };
        let text = known.text.as_ref()?.text();
        let parsed = syntax::parse(&text, &BlockKind::Whole, known.language, None);
        let root = parsed.root.filter(|_| !parsed.partial)?;
        let Draft::Map(sections) = template::draft_of_yaml(yaml)? else { return None };
        for (section, entries) in sections {
            let Draft::Map(entries) = entries else { continue };
            for (name, entry) in entries {
                if root.get(&section).and_then(|known: &Node| known.get(&name)).is_none() {
                    made.edit(&path, fix::put(&text, &root, &[&section, &name], &entry, json)?);
                }
            }
        }
        Some(())
    }
}

fn description_of_region() -> String {
    "DR Region".to_owned()
}

fn text_member(key: &str, text: &str) -> (String, Draft) {
    (key.to_owned(), Draft::Scalar(Scalar::Text(text.into())))
}

/// Where a top-level key of a template stands.
fn key_at(text: &str, key: &str, json: bool) -> Option<usize> {
    if json {
        return text.find(&format!("\"{key}\""));
    }
    let wanted = format!("{key}:");
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with(&wanted) {
            return Some(start);
        }
        start += line.len();
    }
    None
}
