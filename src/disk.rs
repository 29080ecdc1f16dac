//! The disk: which files of a folder matter, their text, and the settings above them.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::config::FILE_NAME;
use crate::syntax::Language;

/// The longest file that is read, in bytes. CloudFormation takes templates of 1 MB; what is far longer is generated
/// data, which would cost the memory of the whole workspace.
pub(crate) const MAX_FILE: u64 = 4 * 1024 * 1024;

/// Folders whose content somebody else has written or generated.
const FOREIGN: [&str; 3] = [".terraform", "cdk.out", "node_modules"];

/// The files below a folder that may hold templates or documents, without what version control ignores.
///
/// Links are not followed: they may lead out of the workspace, or round in circles.
pub(crate) fn files_below(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let walk = WalkBuilder::new(folder)
        .follow_links(false)
        .filter_entry(|entry| !FOREIGN.iter().any(|name| entry.file_name() == *name))
        .build();
    walk.flatten()
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
        .map(ignore::DirEntry::into_path)
        .filter(|path| path.to_str().is_some_and(|path| Language::of_path(path).is_some()))
}

/// The files of a folder itself, without links.
pub(crate) fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
        .map(|entry| entry.path())
        .collect();
    files.sort();
    files
}

/// The text of a file; `None` if it is gone, too long or not UTF-8.
pub(crate) fn read(path: &Path) -> Option<String> {
    if !fs::metadata(path).ok()?.is_file() {
        return None;
    }
    let mut text = String::new();
    let read = File::open(path).ok()?.take(MAX_FILE + 1).read_to_string(&mut text).ok()?;
    (read as u64 <= MAX_FILE).then_some(text)
}

/// True if a file lies in a folder that a scan leaves out.
pub(crate) fn is_foreign(name: &str) -> bool {
    name.split('/').any(|part| FOREIGN.contains(&part))
}

/// The settings file that is in force at a path: the nearest one, in it or above it.
pub(crate) fn settings_above(path: &Path) -> Option<PathBuf> {
    path.ancestors().find_map(settings_in)
}

/// The settings file of a folder.
pub(crate) fn settings_in(folder: &Path) -> Option<PathBuf> {
    Some(folder.join(FILE_NAME)).filter(|file| file.is_file())
}

/// Where a team keeps its own rules, below the folder of its settings.
pub(crate) const RULES_FOLDER: &str = "shirube/rules";

/// The rule files of a folder that has settings, or could have.
pub(crate) fn rule_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = files_in(&folder.join(RULES_FOLDER));
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of its own for one test, removed at the end.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("shirube-disk-{name}-{}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            Folder(path)
        }

        fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
            let path = self.0.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            path
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            drop(fs::remove_dir_all(&self.0));
        }
    }

    #[test]
    fn foreign_ignored_and_unknown_files_are_left_out() {
        let folder = Folder::new("walk");
        for name in [
            "設計 書/構成.md",
            "main.tf",
            "t.yaml",
            "p.txt",
            "cdk.out/t.json",
            "a/node_modules/b/t.yaml",
            "x/.terraform/m.tf",
        ] {
            folder.write(name, "");
        }
        let mut found: Vec<_> = files_below(&folder.0)
            .map(|path| path.strip_prefix(&folder.0).unwrap().to_str().unwrap().to_owned())
            .collect();
        found.sort();
        assert_eq!(found, ["main.tf", "t.yaml", "設計 書/構成.md"]);
        assert!(is_foreign("/w/cdk.out/t.json") && !is_foreign("/w/cdk.out.md"));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        let outside = Folder::new("outside");
        outside.write("secret.tf", "");
        let folder = Folder::new("links");
        std::os::unix::fs::symlink(&outside.0, folder.0.join("out")).unwrap();
        std::os::unix::fs::symlink(outside.0.join("secret.tf"), folder.0.join("out.tf")).unwrap();
        assert_eq!(files_below(&folder.0).count(), 0);
    }

    #[test]
    fn only_text_of_reasonable_length_is_read() {
        let folder = Folder::new("read");
        assert_eq!(read(&folder.write("a.tf", "標")).as_deref(), Some("標"));
        assert_eq!(read(&folder.write("b.tf", b"\xff")), None);
        assert_eq!(read(&folder.write("c.tf", vec![b' '; MAX_FILE as usize + 1])), None);
        assert_eq!(read(&folder.0), None);
    }
}
