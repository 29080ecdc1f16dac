//! One name for one document, however the client spells its URI.
//!
//! A file is named by its path: decoded, with `/`, and with a small drive letter. Anything else, such as an `untitled:`
//! buffer, is named by its URI.

use std::path::{Path, PathBuf};

use tower_lsp::lsp_types::Url;

/// The name of the document behind a URI.
pub(crate) fn to_name(uri: &Url) -> String {
    if uri.scheme() != "file" {
        return uri.as_str().to_owned();
    }
    let path = decode(uri.path());
    match uri.host_str().filter(|host| !host.is_empty() && *host != "localhost") {
        Some(host) => format!("//{host}{path}"),
        None => without_slash_before_drive(path),
    }
}

/// The URI of a document that the client has not named itself; `None` for a name that is no path.
pub(crate) fn to_uri(name: &str) -> Option<Url> {
    let mut uri = Url::parse("file:///").ok()?;
    match name.strip_prefix("//").and_then(|share| share.split_once('/')) {
        Some((host, path)) => {
            uri.set_host(Some(host)).ok()?;
            uri.set_path(&encode(path));
        }
        None if name.starts_with('/') || has_drive(name) => uri.set_path(&encode(name)),
        None => return Url::parse(name).ok(),
    }
    Some(uri)
}

/// The name by which the session knows the file at a path.
pub(crate) fn name_of(path: &Path) -> Option<String> {
    Url::from_file_path(path).ok().map(|uri| to_name(&uri))
}

/// Where the file of a name lies; `None` for a document that is no file.
pub(crate) fn path_of(name: &str) -> Option<PathBuf> {
    to_uri(name).filter(|_| is_file(name))?.to_file_path().ok()
}

/// True when the name stands for a file, which may exist on the disk.
fn is_file(name: &str) -> bool {
    name.starts_with('/') || has_drive(name)
}

fn without_slash_before_drive(path: String) -> String {
    match path.strip_prefix('/') {
        Some(rest) if has_drive(rest) => rest[..1].to_ascii_lowercase() + &rest[1..],
        _ => path,
    }
}

fn has_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':', b'/', ..] if letter.is_ascii_alphabetic())
}

/// Decodes `%XX`. What would not be UTF-8 stays as it is.
fn decode(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        match after.split_at_checked(2).filter(|_| byte == b'%').and_then(|(digits, after)| Some((hex(digits)?, after)))
        {
            Some((decoded, after)) => {
                bytes.push(decoded);
                rest = after;
            }
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

fn hex(digits: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(digits).ok()?;
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u8::from_str_radix(digits, 16).ok())?
}

/// Encodes what means something else in a URI; `Url` encodes spaces and what is not ASCII by itself.
fn encode(path: &str) -> String {
    path.replace('%', "%25").replace('?', "%3F").replace('#', "%23").replace('\\', "%5C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(uri: &str, name: &str) {
        assert_eq!(to_name(&Url::parse(uri).unwrap()), name);
    }

    #[test]
    fn spellings_of_one_file_give_one_name() {
        for uri in ["file:///c%3A/a/b.tf", "file:///C:/a/b.tf", "file:///c:/x/../a/b.tf", "file://localhost/c:/a/b.tf"]
        {
            check(uri, "c:/a/b.tf");
        }
        for uri in ["file:///設計 書/構成.md", "file:///%E8%A8%AD%E8%A8%88%20%E6%9B%B8/%e6%a7%8b%e6%88%90.md"] {
            check(uri, "/設計 書/構成.md");
        }
        check("file://server/share/a.tf", "//server/share/a.tf");
        check("untitled:Untitled-1", "untitled:Untitled-1");
        check("file:///a/%FF%zz.tf", "/a/%FF%zz.tf");
    }

    #[test]
    fn a_name_gives_a_uri_that_means_the_same() {
        for name in
            ["/a/b.tf", "/設計 書/100%25?#.md", "c:/a b.tf", "//server/share/a.tf", "untitled:Untitled-1", "/a\\b"]
        {
            assert_eq!(to_name(&to_uri(name).unwrap()), name);
        }
        assert_eq!(to_uri("no uri"), None);
    }

    #[test]
    fn a_path_and_its_name_lead_to_each_other() {
        let path = std::env::temp_dir().join("設計 書").join("100%.tf");
        assert_eq!(path_of(&name_of(&path).unwrap()).unwrap(), path);
        assert_eq!(path_of("untitled:Untitled-1"), None);
    }
}
