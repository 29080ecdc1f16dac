//! Closed files: which of them matter, and which keep their text because an open document is edited together with them.

use std::collections::HashSet;
use std::path::Path;

use super::uri;
use crate::analysis::PreparedFile;
use crate::disk;
use crate::syntax::Language;

/// The closed files that the edits of open documents may reach.
#[derive(Debug, Default)]
pub(crate) struct Neighbours {
    /// Directories of Terraform files that were opened: each is one module.
    modules: HashSet<String>,
    /// Templates that belong to a template that was opened.
    companions: HashSet<String>,
}

impl Neighbours {
    /// Notes that a document has been opened, and names the neighbours that have to be read for it.
    pub(crate) fn of(&mut self, name: &str, language: Language) -> Vec<String> {
        if language.is_terraform() {
            let Some(module) = module_of(name) else { return Vec::new() };
            if !self.modules.insert(module.to_owned()) {
                return Vec::new();
            }
            let files = uri::path_of(name).as_deref().and_then(Path::parent).map(disk::files_in);
            let names = files.into_iter().flatten().filter_map(|path| uri::name_of(&path));
            return names.filter(|other| other != name && is_terraform(other)).collect();
        }
        let companion = companion_of(name).filter(|_| matches!(language, Language::Yaml | Language::Json));
        self.companions.extend(companion.clone());
        companion.into_iter().collect()
    }

    /// Reads a closed file; `None` if it is gone or does not matter.
    pub(crate) fn read(&self, name: &str) -> Option<PreparedFile> {
        if self.contains(name) { read_as(name, PreparedFile::open) } else { read(name) }
    }

    /// True if a file keeps its text while it is closed.
    pub(crate) fn contains(&self, name: &str) -> bool {
        self.companions.contains(name)
            || is_terraform(name) && module_of(name).is_some_and(|module| self.modules.contains(module))
    }
}

/// Reads a closed file without keeping its text; `None` if it is gone or does not matter.
pub(crate) fn read(name: &str) -> Option<PreparedFile> {
    read_as(name, PreparedFile::closed)
}

fn read_as(name: &str, prepare: fn(&str, Language, &str) -> PreparedFile) -> Option<PreparedFile> {
    let text = disk::read(&uri::path_of(name).filter(|_| matters(name))?)?;
    Some(prepare(name, Language::of_file(name, &text)?, &text))
}

/// True if a file matters while it is closed. Nothing refers to Markdown: the code in it stands for itself.
pub(crate) fn matters(name: &str) -> bool {
    Language::of_path(name).is_some_and(|language| language != Language::Markdown) && !disk::is_foreign(name)
}

/// The template for the other Region that belongs to a template.
pub(crate) fn companion_of(name: &str) -> Option<String> {
    name.rsplit_once('.').map(|(stem, extension)| format!("{stem}.dr.{extension}"))
}

fn is_terraform(name: &str) -> bool {
    Language::of_path(name).is_some_and(Language::is_terraform)
}

fn module_of(name: &str) -> Option<&str> {
    name.rsplit_once('/').map(|(directory, _)| directory)
}
