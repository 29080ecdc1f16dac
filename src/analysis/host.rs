//! The host: every file of the workspace, and the answers about it.
//!
//! One owner of all state. It takes whole files, edits and settings in, and gives plain data out.
//! It does no IO: whoever drives it (the server, the command line) reads the disk.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::config::{Settings, Tree};
use crate::glossary::Glossary;
use crate::model::{Extent, UnitId};
use crate::rules::Catalogue;
use crate::syntax::Language;
use crate::text::{Buffer, Date, Encoding, Lang, Position, Span};

use super::answer::Placed;
use super::calls::Stale;
use super::document::{Document, Prepared, prepare};
use super::modules::{Judge, ModuleState};
use super::{diagnose, hover};

/// What the client and the day bring, as opposed to settings.
#[derive(Clone, Copy, Debug)]
pub struct Session {
    /// The language the client's user reads.
    pub locale: Lang,
    /// The day by which suppressions expire.
    pub today: Date,
    /// Whether the client can create files in an edit.
    pub creates_files: bool,
}

/// A file read into blocks, away from the host: parsing needs no lock.
#[derive(Debug)]
pub struct PreparedFile {
    path: Arc<str>,
    language: Language,
    cells: Vec<Prepared>,
    text: Option<Buffer>,
}

impl PreparedFile {
    /// Reads a file of the disk. Its text is not kept.
    #[must_use]
    pub fn closed(path: &str, language: Language, text: &str) -> Self {
        Self { path: path.into(), language, cells: prepare(text, language), text: None }
    }

    /// Reads a file that is to be judged: its text is kept.
    #[must_use]
    pub fn open(path: &str, language: Language, text: &str) -> Self {
        Self { text: Some(Buffer::new(text)), ..Self::closed(path, language, text) }
    }
}

/// The blocks that see each other's names.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum ModuleKey {
    /// The Terraform files of a directory.
    Directory(Box<str>),
    /// A template.
    File(Arc<str>),
}

/// Every file of the workspace.
#[derive(Debug)]
pub struct Host {
    pub(super) session: Session,
    pub(super) settings: Tree,
    only: Option<Vec<Box<str>>>,
    pub(super) catalogue: Arc<Catalogue>,
    /// What is wrong in the team's rule files.
    mistakes: Vec<(Arc<str>, Placed)>,
    pub(super) glossary: Arc<Glossary>,
    pub(super) documents: FxHashMap<Arc<str>, Document>,
    pub(super) modules: FxHashMap<ModuleKey, ModuleState>,
    /// Which modules call one.
    pub(super) callers: FxHashMap<ModuleKey, FxHashSet<ModuleKey>>,
    /// Files whose diagnostics may differ from what was last asked for.
    stale: FxHashSet<Arc<str>>,
}

impl Host {
    /// A host without files.
    #[must_use]
    pub fn new(settings: Settings, session: Session) -> Self {
        Self {
            session,
            settings: settings.into(),
            only: None,
            catalogue: Catalogue::builtin().clone(),
            mistakes: Vec::new(),
            glossary: Arc::new(Glossary::built_in()),
            documents: FxHashMap::default(),
            modules: FxHashMap::default(),
            callers: FxHashMap::default(),
            stale: FxHashSet::default(),
        }
    }

    /// Opens a document in the editor, over whatever the disk holds.
    pub fn open(&mut self, path: &str, language: Language, text: &str, version: i32) {
        self.put_file(PreparedFile::open(path, language, text), Some(version));
    }

    /// Takes edits of an open document, in order; each refers to the text after the one before.
    pub fn edit(&mut self, path: &str, version: i32, edits: &[(Option<Range<Position>>, &str)], encoding: Encoding) {
        let Some(mut document) = self.documents.remove(path) else { return };
        let key = module_key(&document);
        let mut stale = FxHashSet::default();
        document.version = Some(version);
        {
            let module = self.modules.entry(key.clone()).or_insert_with(|| ModuleState::new(Extent::Complete));
            let judge = Judge::new(&self.catalogue, &self.settings, self.session, path);
            for (range, text) in edits {
                let splice = document.edit(range.clone(), text, encoding);
                let fences = splice.first..splice.first + splice.inserted.len();
                stale.extend(module.put(&mut document, splice.first, splice.removed, splice.inserted));
                document.judge_fences(fences, &judge);
                // Whoever types here no longer types there.
                for (index, prepared) in document.without_history(Some(splice.cursor)) {
                    stale.extend(module.put(&mut document, index, 1, vec![prepared]));
                    document.judge_fences(index..index + 1, &judge);
                }
            }
        }
        self.stale.insert(document.path.clone());
        self.documents.insert(document.path.clone(), document);
        self.judge(&key, stale);
    }

    /// Closes a document. `disk` is what its file holds now, if there is one.
    pub fn close(&mut self, path: &str, disk: Option<&str>) {
        let Some(document) = self.documents.get(path) else { return };
        let language = document.language;
        match disk {
            Some(text) => self.put_file(PreparedFile::closed(path, language, text), None),
            None => self.remove(path),
        }
    }

    /// Takes a file of the disk. An open document keeps the editor's text.
    pub fn load(&mut self, file: PreparedFile) {
        let open = self.documents.get(&file.path).is_some_and(|document| document.version.is_some());
        if !open {
            self.put_file(file, None);
        }
    }

    /// Forgets a file that is gone from the disk. An open document stays.
    pub fn unload(&mut self, path: &str) {
        if self.documents.get(path).is_some_and(|document| document.version.is_none()) {
            self.remove(path);
        }
    }

    /// Changes the settings and judges everything anew.
    pub fn configure(&mut self, settings: impl Into<Tree>) {
        self.settings = settings.into();
        self.settings.select(self.only.as_deref());
        self.judge_all();
    }

    /// Judges by these rules only.
    pub fn select_rules(&mut self, ids: Vec<Box<str>>) {
        self.only = Some(ids);
        self.settings.select(self.only.as_deref());
        self.judge_all();
    }

    /// Takes the team's own rules, files given by path and text, beside the built-in ones. What is
    /// wrong in them is told by [`Host::rule_mistakes`].
    pub fn set_rules(&mut self, files: &[(Arc<str>, String)]) {
        let texts: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, text.as_str())).collect();
        let (catalogue, errors) = match &texts[..] {
            [] => (Catalogue::builtin().clone(), Vec::new()),
            texts => {
                let (catalogue, errors) = Catalogue::with(texts);
                (Arc::new(catalogue), errors)
            }
        };
        let lang = self.lang();
        self.mistakes = errors
            .iter()
            .filter_map(|error| {
                let (path, text) = files.iter().find(|(path, _)| **path == *error.path)?;
                Some((path.clone(), diagnose::mistake(text, error.at, error.message.get(lang))))
            })
            .collect();
        self.catalogue = catalogue;
        self.judge_all();
    }

    /// What is wrong in a rule file of the team's.
    #[must_use]
    pub fn rule_mistakes(&self, path: &str) -> Vec<Placed> {
        self.mistakes.iter().filter(|(file, _)| &**file == path).map(|(_, placed)| placed.clone()).collect()
    }

    /// Moves on to another day, by which suppressions expire.
    pub fn set_today(&mut self, today: Date) {
        if self.session.today != today {
            self.session.today = today;
            self.judge_all();
        }
    }

    /// Takes the team's notes (path and Markdown) as a part of the glossary.
    pub fn set_notes(&mut self, notes: &[(Arc<str>, String)]) {
        let notes = notes.iter().map(|(path, text)| (&**path, text.as_str()));
        self.glossary = Arc::new(Glossary::with_notes(notes));
    }

    /// Reads again, as a fresh load would, what was read with the knowledge of the typed line.
    pub fn forget_history(&mut self) {
        let paths: Vec<Arc<str>> = self.documents.keys().cloned().collect();
        for path in paths {
            let Some(mut document) = self.documents.remove(&path) else { continue };
            let key = module_key(&document);
            let mut stale = FxHashSet::default();
            if let Some(module) = self.modules.get_mut(&key) {
                for (index, prepared) in document.without_history(None) {
                    stale.extend(module.put(&mut document, index, 1, vec![prepared]));
                }
            }
            self.documents.insert(path, document);
            self.judge(&key, stale);
        }
    }

    /// The files whose diagnostics may have changed since the last call, open ones only.
    pub fn take_stale(&mut self) -> Vec<Arc<str>> {
        let mut paths: Vec<Arc<str>> = self.stale.drain().collect();
        paths.sort();
        paths
    }

    /// The diagnostics of a file, in its order.
    #[must_use]
    pub fn diagnostics(&self, path: &str) -> Vec<Placed> {
        self.documents.get(path).map(Document::placed).unwrap_or_default()
    }

    /// The text of a file, while it is kept.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&Buffer> {
        self.documents.get(path).and_then(|document| document.text.as_ref())
    }

    /// The editor's version of an open document.
    #[must_use]
    pub fn version(&self, path: &str) -> Option<i32> {
        self.documents.get(path).and_then(|document| document.version)
    }

    /// The language of a file.
    #[must_use]
    pub fn language(&self, path: &str) -> Option<Language> {
        self.documents.get(path).map(|document| document.language)
    }

    /// The paths of all files, sorted.
    #[must_use]
    pub fn paths(&self) -> Vec<Arc<str>> {
        let mut paths: Vec<Arc<str>> = self.documents.keys().cloned().collect();
        paths.sort();
        paths
    }

    /// The language of answers about code.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.settings.root().lang(self.session.locale)
    }

    /// The settings in force.
    #[must_use]
    pub fn settings(&self) -> &Tree {
        &self.settings
    }

    /// Number of resources that a file declares, its code fences included.
    #[must_use]
    pub fn resource_count(&self, path: &str) -> usize {
        let Some(document) = self.documents.get(path) else { return 0 };
        let own = self.modules.get(&module_key(document)).map_or(0, |module| module.count_in(document));
        let fences = document.cells.iter().filter_map(|cell| cell.excerpt.as_ref());
        own + fences.map(|fence| fence.module.count_in(&fence.document)).sum::<usize>()
    }

    /// Where a resource of the module of `path` is declared: file, byte of its name.
    #[must_use]
    pub fn home_of(&self, path: &str, address: &str) -> Option<(Arc<str>, Span)> {
        let module = self.modules.get(&module_key(self.documents.get(path)?))?;
        let (file, unit, name) = module.resource_home(address)?;
        let document = self.documents.get(&file)?;
        let (seat, _) = document.seats().find(|(_, cell)| cell.unit == Some(unit))?;
        Some((file, name.shifted(seat.base)))
    }

    /// The glossary in force. Its automaton is built when it is first searched, unless somebody
    /// with a thread to spare has asked for it before.
    #[must_use]
    pub fn glossary(&self) -> Arc<Glossary> {
        self.glossary.clone()
    }

    /// The page of a term, by its id or a spelling.
    #[must_use]
    pub fn term_page(&self, name: &str, lang: Lang) -> Option<String> {
        let named = || {
            self.glossary.scan(name).into_iter().find(|found| found.span.len() == name.len()).map(|found| found.term)
        };
        hover::term_page(&self.glossary, self.glossary.by_id(name).or_else(named)?, lang)
    }

    /// The rules in force.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Takes many files at once and judges them when all are there: a module is judged once.
    pub fn load_all(&mut self, files: Vec<PreparedFile>) {
        let mut stale = Stale::default();
        let mut paths = Vec::new();
        for file in files {
            let open = self.documents.get(&file.path).is_some_and(|document| document.version.is_some());
            if !open {
                paths.push(file.path.clone());
                let (key, units) = self.place(file, None);
                stale.entry(key).or_default().extend(units);
            }
        }
        self.judge_stale(stale);
        paths.iter().for_each(|path| self.judge_fences(path));
    }

    fn put_file(&mut self, file: PreparedFile, version: Option<i32>) {
        let path = file.path.clone();
        let (key, stale) = self.place(file, version);
        self.judge(&key, stale);
        self.judge_fences(&path);
    }

    /// Puts a file in its module, in place of what it held before.
    fn place(&mut self, file: PreparedFile, version: Option<i32>) -> (ModuleKey, FxHashSet<UnitId>) {
        let mut stale = FxHashSet::default();
        if let Some(mut old) = self.documents.remove(&file.path) {
            let key = module_key(&old);
            if let Some(module) = self.modules.get_mut(&key) {
                let count = old.cells.len();
                stale = module.put(&mut old, 0, count, Vec::new());
            }
        }
        let PreparedFile { path, language, cells, text } = file;
        if text.is_some() {
            self.stale.insert(path.clone());
        }
        let mut document = Document { path: path.clone(), language, text, version, cells: Vec::new() };
        let key = module_key(&document);
        let module = self.modules.entry(key.clone()).or_insert_with(|| ModuleState::new(Extent::Complete));
        stale.extend(module.put(&mut document, 0, 0, cells));
        self.documents.insert(path, document);
        (key, stale)
    }

    fn remove(&mut self, path: &str) {
        let Some(mut document) = self.documents.remove(path) else { return };
        let key = module_key(&document);
        let count = document.cells.len();
        let stale = self.modules.get_mut(&key).map(|module| module.put(&mut document, 0, count, Vec::new()));
        self.judge(&key, stale.unwrap_or_default());
        if self.modules.get(&key).is_some_and(|module| module.module.is_empty()) {
            self.modules.remove(&key);
            // Its callers know now that nothing can be read there.
            self.judge(&key, FxHashSet::default());
        }
    }

    /// Judges blocks of a module, and those of others that a call connects with them.
    fn judge(&mut self, key: &ModuleKey, units: FxHashSet<UnitId>) {
        self.judge_stale(Stale::from_iter([(key.clone(), units)]));
    }

    fn judge_stale(&mut self, mut stale: Stale) {
        self.follow_calls(&mut stale);
        for (key, units) in stale {
            self.judge_units(&key, units);
        }
    }

    /// Judges blocks of a module, in whatever files they are.
    fn judge_units(&mut self, key: &ModuleKey, units: FxHashSet<UnitId>) {
        let Some(module) = self.modules.get_mut(key) else { return };
        let mut by_file: FxHashMap<Arc<str>, Vec<UnitId>> = FxHashMap::default();
        for unit in units {
            if let Some(path) = module.home(unit) {
                by_file.entry(path.clone()).or_default().push(unit);
            }
        }
        for (path, units) in by_file {
            let judge = Judge::new(&self.catalogue, &self.settings, self.session, &path);
            if let Some(document) = self.documents.get_mut(&path).filter(|document| document.text.is_some()) {
                module.judge_document(document, &units, &judge);
                self.stale.insert(path);
            }
        }
    }

    /// Judges the fences of a Markdown file.
    fn judge_fences(&mut self, path: &str) {
        let Some(document) = self.documents.get_mut(path) else { return };
        if document.language != Language::Markdown || document.text.is_none() {
            return;
        }
        let judge = Judge::new(&self.catalogue, &self.settings, self.session, path);
        document.judge_fences(0..document.cells.len(), &judge);
    }

    fn judge_all(&mut self) {
        let keys: Vec<ModuleKey> = self.modules.keys().cloned().collect();
        for key in keys {
            let units = self.modules.get(&key).map(ModuleState::units).unwrap_or_default();
            self.judge_units(&key, units);
        }
        for document in self.documents.values_mut().filter(|document| document.text.is_some()) {
            let judge = Judge::new(&self.catalogue, &self.settings, self.session, &document.path);
            document.judge_fences(0..document.cells.len(), &judge);
            self.stale.insert(document.path.clone());
        }
    }
}

/// The module a file belongs to.
pub(super) fn module_key(document: &Document) -> ModuleKey {
    // A buffer that was never saved (`untitled:Untitled-1`) has no neighbours.
    let is_file = document.path.contains('/') || !document.path.contains(':');
    if document.language.is_terraform() && is_file {
        let directory = document.path.rsplit_once('/').map_or("", |(directory, _)| directory);
        ModuleKey::Directory(directory.into())
    } else {
        ModuleKey::File(document.path.clone())
    }
}
