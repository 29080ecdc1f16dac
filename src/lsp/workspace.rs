//! What one session knows: the analysis, the documents the editor has open, and the settings.
//!
//! Every method is short and synchronous; the server calls it with the lock held and before it waits for anything.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;
use tower_lsp::lsp_types::{
    Diagnostic, InitializeParams, Location, TextDocumentContentChangeEvent, TextDocumentItem, Url,
};

use super::capabilities::{Abilities, Delivery};
use super::neighbours::{Neighbours, companion_of};
use super::outbox::Outbox;
use super::publish::{self, Look, Published};
use super::settings::{Merged, Sources};
use super::{from_proto, to_proto, uri};
use crate::analysis::{Host, PreparedFile, Session};
use crate::config::{FILE_NAME, Settings};
use crate::disk;
use crate::text::{Buffer, Date, Lang};

/// The state of a session.
pub(crate) struct Workspace {
    pub(crate) host: Host,
    pub(crate) abilities: Abilities,
    outbox: Outbox,
    /// The documents that are open in the editor, by name.
    open: HashMap<String, Opened>,
    folders: Vec<PathBuf>,
    sources: Sources,
    notes: Vec<(Arc<str>, String)>,
    /// The team's own rules.
    rules: Vec<(Arc<str>, String)>,
    /// What the user has been told is wrong with the settings.
    mistakes: Vec<String>,
    neighbours: Neighbours,
}

/// A document that is open in the editor.
struct Opened {
    /// Its URI as the editor spells it.
    uri: Url,
    published: Published,
}

/// What a change of settings calls for.
#[derive(Debug, Default)]
pub(crate) struct Reconfigured {
    /// Something that the editor shows may look different.
    pub(crate) changed: bool,
    /// What is wrong with the settings and was not wrong before, for the user.
    pub(crate) mistakes: Vec<String>,
}

impl Workspace {
    /// A workspace as the client describes it. Nothing is read from the disk yet.
    pub(crate) fn new(client: &InitializeParams, outbox: Outbox) -> Self {
        let abilities = Abilities::of(&client.capabilities);
        let session = Session { locale: locale_of(client), today: today(), creates_files: abilities.create_files };
        let mut sources = Sources::default();
        sources.set_editor(client.initialization_options.as_ref().unwrap_or(&Value::Null));
        Workspace {
            host: Host::new(Settings::default(), session),
            abilities,
            outbox,
            open: HashMap::new(),
            folders: folders_of(client),
            sources,
            notes: Vec::new(),
            rules: Vec::new(),
            mistakes: Vec::new(),
            neighbours: Neighbours::default(),
        }
    }

    /// The folders of the workspace.
    pub(crate) fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// Takes a document over from the disk. When its folder has settings that were not read yet,
    /// they are in force before anything is said of it.
    pub(crate) fn open(&mut self, document: TextDocumentItem) -> Option<Reconfigured> {
        let name = uri::to_name(&document.uri);
        let language = from_proto::language(&name, &document.language_id, &document.text)?;
        // A part of the module that is not known yet would look like a part that is missing.
        let neighbours = self.neighbours.of(&name, language);
        self.reread(&neighbours);
        self.host.open(&name, language, &document.text, document.version);
        let has_new_settings = uri::path_of(&name).is_some_and(|path| self.sources.lacks(&path));
        self.open.insert(name, Opened { uri: document.uri, published: Published::default() });
        let reconfigured = has_new_settings.then(|| self.reconfigure());
        self.publish();
        reconfigured
    }

    /// Takes edits of an open document.
    pub(crate) fn change(&mut self, uri: &Url, version: i32, changes: &[TextDocumentContentChangeEvent]) {
        self.host.edit(&uri::to_name(uri), version, &from_proto::edits(changes), self.abilities.encoding);
        self.publish();
    }

    /// Gives a document back to the disk.
    pub(crate) fn close(&mut self, uri: &Url) {
        let name = uri::to_name(uri);
        let Some(opened) = self.open.remove(&name) else { return };
        self.host.close(&name, None);
        self.reread(&[name]);
        if self.abilities.delivery == Delivery::Push {
            self.outbox.send_body(publish::clear(&opened.uri));
        }
        self.publish();
    }

    /// Takes files that were read from the disk without their text.
    pub(crate) fn load(&mut self, mut files: Vec<(&str, PreparedFile)>) {
        files.retain(|(name, _)| !self.neighbours.contains(name));
        self.host.load_all(files.into_iter().map(|(_, file)| file).collect());
        self.publish();
    }

    /// Reads files again that have changed on the disk, and forgets those that are gone.
    pub(crate) fn reread(&mut self, names: &[String]) {
        let mut there = Vec::new();
        for name in names {
            match self.neighbours.read(name) {
                Some(file) => there.push(file),
                None => self.host.unload(name),
            }
        }
        self.host.load_all(there);
        self.publish();
    }

    /// Reads the template that belongs to a template, if it has appeared on the disk without anybody telling.
    pub(crate) fn look_for_companion(&mut self, name: &str) {
        let unknown =
            companion_of(name).filter(|name| self.neighbours.contains(name) && self.host.language(name).is_none());
        self.reread(&unknown.into_iter().collect::<Vec<_>>());
    }

    /// True if a change of this file may change the settings or the glossary.
    pub(crate) fn is_configuration(&self, name: &str) -> bool {
        let is_note = |base: &str| name.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        name.rsplit('/').next() == Some(FILE_NAME)
            || is_rule_file(name)
            || self.sources.notes_paths(self.folder()).iter().any(|path| is_note(path))
    }

    /// Adds folders to the workspace, whose files are yet to be read, and forgets the files of others.
    pub(crate) fn change_folders(&mut self, added: Vec<PathBuf>, removed: &[PathBuf]) {
        self.folders.retain(|folder| !removed.contains(folder));
        self.folders.extend(added);
        for name in self.host.paths() {
            let Some(path) = uri::path_of(&name) else { continue };
            let is_in = |folders: &[PathBuf]| folders.iter().any(|folder| path.starts_with(folder));
            if is_in(removed) && !is_in(&self.folders) {
                self.host.unload(&name);
            }
        }
        self.publish();
    }

    /// Takes settings from the editor.
    pub(crate) fn set_editor_settings(&mut self, sent: &Value) {
        self.sources.set_editor(sent);
    }

    /// Reads settings files and notes again, and puts in force what has changed.
    pub(crate) fn reconfigure(&mut self) -> Reconfigured {
        let Merged { settings, mistakes } = self.sources.merge(&self.folders, &self.host.paths());
        let notes = self.sources.notes(self.folder());
        let rules = self.sources.rules(&self.folders);
        let mut changed = false;
        if notes != self.notes {
            self.host.set_notes(&notes);
            self.notes = notes;
            changed = true;
        }
        if rules != self.rules {
            self.host.set_rules(&rules);
            let gone = std::mem::replace(&mut self.rules, rules);
            self.tell_rule_mistakes(&gone);
            self.open.values_mut().for_each(|opened| opened.published.invalidate());
            changed = true;
        }
        if settings != *self.host.settings() {
            self.host.configure(settings);
            self.open.values_mut().for_each(|opened| opened.published.invalidate());
            changed = true;
        }
        self.publish();
        let known = std::mem::replace(&mut self.mistakes, mistakes.clone());
        Reconfigured { changed, mistakes: mistakes.into_iter().filter(|mistake| !known.contains(mistake)).collect() }
    }

    /// Says what is wrong in the team's rule files, whether an editor has them open or not.
    fn tell_rule_mistakes(&self, former: &[(Arc<str>, String)]) {
        let names: BTreeSet<&Arc<str>> = former.iter().chain(&self.rules).map(|(name, _)| name).collect();
        for name in names {
            let Some(uri) = uri::to_uri(name) else { continue };
            let mut published = Published::default();
            let (abilities, lang) = (&self.abilities, self.host.lang());
            let look = Look { abilities, settings: self.host.settings().of(name), lang, locate: &|_| None };
            published.update(self.host.rule_mistakes(name), &look);
            self.outbox.send_body(published.notification(&uri, None));
        }
    }

    /// The diagnostics of a document with their name; `None` for the diagnostics if the client has them already.
    pub(crate) fn pull(&mut self, uri: &Url, known: Option<&str>) -> (String, Option<Vec<Diagnostic>>) {
        let name = uri::to_name(uri);
        if self.update(&name).is_none() {
            return (String::new(), Some(Vec::new()));
        }
        let Some(opened) = self.open.get(&name) else { return (String::new(), Some(Vec::new())) };
        let id = opened.published.result_id();
        let diagnostics = (known != Some(&id)).then(|| opened.published.diagnostics());
        (id, diagnostics)
    }

    /// The URI of a document, as the editor spells it if it has.
    pub(crate) fn uri_of(&self, name: &str) -> Option<Url> {
        self.open.get(name).map(|opened| opened.uri.clone()).or_else(|| uri::to_uri(name))
    }

    /// Sends the diagnostics of every document for which they may have changed.
    fn publish(&mut self) {
        self.host.set_today(today());
        let stale = self.host.take_stale();
        if self.abilities.delivery == Delivery::Pull {
            return;
        }
        for name in stale {
            let version = self.host.version(&name);
            if let Some(opened) = self.update(&name) {
                let notification = opened.published.notification(&opened.uri, version);
                self.outbox.send_body(notification);
            }
        }
    }

    /// Brings up to date what the client is to have of an open document.
    fn update(&mut self, name: &str) -> Option<&Opened> {
        let mut published = std::mem::take(&mut self.open.get_mut(name)?.published);
        let look = Look {
            abilities: &self.abilities,
            settings: self.host.settings().of(name),
            lang: self.host.lang(),
            locate: &|address| self.locate(name, address),
        };
        published.update(self.host.diagnostics(name), &look);
        let opened = self.open.get_mut(name)?;
        opened.published = published;
        Some(opened)
    }

    /// Where a resource is declared that a document speaks of.
    fn locate(&self, name: &str, address: &str) -> Option<Location> {
        let (home, span) = self.host.home_of(name, address)?;
        let encoding = self.abilities.encoding;
        let range = match self.host.text(&home) {
            Some(text) => to_proto::range(text, span, encoding),
            None => to_proto::range(&Buffer::new(&disk::read(&uri::path_of(&home)?)?), span, encoding),
        };
        Some(Location::new(self.uri_of(&home)?, range))
    }

    /// The folder whose settings are in force.
    fn folder(&self) -> Option<&Path> {
        self.folders.first().map(PathBuf::as_path)
    }
}

/// The folders of a client, whichever generation of the protocol it speaks.
fn folders_of(client: &InitializeParams) -> Vec<PathBuf> {
    let folders = client.workspace_folders.iter().flatten().map(|folder| folder.uri.clone());
    #[expect(deprecated, reason = "older clients know no workspace folders")]
    let root = client.root_uri.clone().or_else(|| Url::from_file_path(client.root_path.as_ref()?).ok());
    let mut folders: Vec<Url> = folders.collect();
    if folders.is_empty() {
        folders.extend(root);
    }
    folders.iter().filter_map(folder_path).collect()
}

/// Where a folder of the workspace lies; `None` if not on the disk.
pub(crate) fn folder_path(uri: &Url) -> Option<PathBuf> {
    let name = uri::to_name(uri);
    uri::path_of(if name.len() > 1 { name.trim_end_matches('/') } else { &name })
}

fn locale_of(client: &InitializeParams) -> Lang {
    let of_system = || ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| std::env::var(name).ok());
    client.locale.clone().or_else(of_system).map_or(Lang::En, |locale| from_proto::lang(&locale))
}

/// True for a file that may hold a team's rules.
fn is_rule_file(name: &str) -> bool {
    name.rsplit_once('/').is_some_and(|(folder, file)| {
        file.ends_with(".toml") && folder.strip_suffix(disk::RULES_FOLDER).is_some_and(|rest| rest.ends_with('/'))
    })
}

/// The present day in UTC, which suppressions expire by.
fn today() -> Date {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs());
    Date::from_unix_days(seconds / (24 * 60 * 60))
}
