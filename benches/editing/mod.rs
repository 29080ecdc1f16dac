//! A made-up editing session: what an editor would send, and the text it leads to.
//!
//! Somebody types lines letter by letter, takes letters back, breaks and joins lines, deletes and pastes blocks, types
//! at several places at once, and undoes a good part of it, in English and Japanese and with both line ends. The same
//! seed gives the same session.

use shirube::syntax::Language;

use crate::measure::Chance;

/// One change of a text: where, in lines and UTF-16 units, and what stands there then.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) start: [u32; 2],
    pub(crate) end: [u32; 2],
    pub(crate) text: String,
}

/// Edits, each of one or several changes that follow on each other, and the text after them all.
pub(crate) struct Recording {
    pub(crate) edits: Vec<Vec<Change>>,
    pub(crate) text: String,
}

/// Records `count` edits of a text. They end with a comment on a line of its own.
pub(crate) fn record(language: Language, text: &str, count: usize) -> Recording {
    let mut typist = Typist {
        is_yaml: language == Language::Yaml,
        lines: text.split_inclusive('\n').map(str::to_owned).collect(),
        chance: Chance(count as u64),
        edits: Vec::new(),
        undone: Vec::new(),
    };
    if typist.lines.last().is_none_or(|line| line.ends_with('\n')) {
        typist.lines.push(String::new());
    }
    while typist.edits.len() + ENDING.chars().count() < count {
        typist.session(count - ENDING.chars().count());
    }
    let last = typist.lines.len() - 1;
    typist.type_text((last, typist.lines[last].len()), ENDING, count);
    Recording { edits: typist.edits, text: typist.lines.concat() }
}

const ENDING: &str = "\n# 終わり\n";

/// What is typed into a Terraform file, each on a line of its own.
const TERRAFORM: [&str; 6] = [
    "storage_encrypted = false",
    "# 標準の暗号化を使う😀",
    "tags = { Owner = \"注文\" }",
    "cidr_blocks = [\"0.0.0.0/0\", var.office]",
    "policy = jsonencode({ Statement = [{ Effect = \"Allow\" }] })",
    "ingress {\n    from_port = 22\n  }",
];

/// The same for a template.
const YAML: [&str; 6] = [
    "StorageEncrypted: false",
    "# 標準の暗号化を使う😀",
    "Tags: [{ Key: Owner, Value: 注文 }]",
    "Description: \"The order system: main\"",
    "Name: !Sub \"${AWS::StackName}-orders\"",
    "Rules:\n        - Port: 22\n          Source: 0.0.0.0/0",
];

/// A place: a line, and a byte in it.
type Place = (usize, usize);

/// A change that takes another back, in bytes.
type Undo = (Place, Place, String);

struct Typist {
    is_yaml: bool,
    /// Every line but the last with its line end.
    lines: Vec<String>,
    chance: Chance,
    edits: Vec<Vec<Change>>,
    /// What takes back the edits of the present session, the last edit last.
    undone: Vec<Vec<Undo>>,
}

impl Typist {
    /// Some edits that belong together; at most until there are `limit` in all.
    fn session(&mut self, limit: usize) {
        self.undone.clear();
        let keeps = match self.chance.below(20) {
            0..8 => {
                let line = self.chance.below(self.lines.len());
                let words = if self.is_yaml { YAML } else { TERRAFORM };
                let words = words[self.chance.below(words.len())];
                let indent = self.indent(line);
                let end = self.content(line).len();
                self.type_text((line, end), &format!("\n{indent}{words}"), limit);
                self.chance.below(2) == 0
            }
            8..11 => {
                let (line, at) = self.place();
                for _ in 0..=self.chance.below(8) {
                    let end = self.content(line)[at..].chars().next().map_or(at, |c| at + c.len_utf8());
                    self.edit(&[((line, at), (line, end), "")]);
                }
                self.chance.below(8) == 0
            }
            11..13 => {
                let place = self.place();
                let text = format!("{}{}", self.line_end(), self.indent(place.0));
                self.edit(&[(place, place, &text)]);
                self.chance.below(8) == 0
            }
            13..15 => {
                let (first, from) = self.place();
                let last = (first + self.chance.below(7)).min(self.lines.len() - 1);
                let to = if first == last { self.content(last).len() } else { self.column(last) };
                self.edit(&[((first, from), (last, to), "")]);
                self.chance.below(8) == 0
            }
            15..17 => {
                self.several_cursors();
                self.chance.below(8) == 0
            }
            17..19 => {
                let line = self.boundary();
                let block = self.block();
                self.edit(&[((line, 0), (line, 0), &block)]);
                self.chance.below(2) == 0
            }
            _ => {
                self.toggle();
                true
            }
        };
        while !keeps && self.edits.len() < limit {
            let Some(undo) = self.undone.pop() else { break };
            let changes: Vec<(Place, Place, &str)> =
                undo.iter().map(|(start, end, text)| (*start, *end, text.as_str())).collect();
            self.edit(&changes);
            self.undone.pop();
        }
    }

    /// The same letters at some places at once, from the last to the first as editors send them.
    fn several_cursors(&mut self) {
        let first = self.chance.below(self.lines.len());
        let last = (first + 2 + self.chance.below(4)).min(self.lines.len() - 1);
        for letter in ["a", "標", "\"", " "].into_iter().take(1 + self.chance.below(4)) {
            let ends: Vec<Place> = (first..=last).rev().map(|line| (line, self.content(line).len())).collect();
            let changes: Vec<(Place, Place, &str)> = ends.into_iter().map(|place| (place, place, letter)).collect();
            self.edit(&changes);
        }
    }

    /// Turns a truth value into its opposite, if one is near.
    fn toggle(&mut self) {
        let from = self.chance.below(self.lines.len());
        let found = (from..self.lines.len()).find_map(|line| {
            let words = [("true", "false"), ("false", "true")];
            words.into_iter().find_map(|(old, new)| Some((line, self.lines[line].find(old)?, old.len(), new)))
        });
        if let Some((line, at, length, new)) = found {
            self.edit(&[((line, at), (line, at + length), new)]);
        }
    }

    /// Types letter by letter; at most until there are `limit` edits.
    fn type_text(&mut self, from: Place, text: &str, limit: usize) {
        let mut at = from;
        for letter in text.chars() {
            if self.edits.len() == limit {
                return;
            }
            self.edit(&[(at, at, letter.encode_utf8(&mut [0; 4]))]);
            at = if letter == '\n' { (at.0 + 1, 0) } else { (at.0, at.1 + letter.len_utf8()) };
        }
    }

    /// Notes one edit. Its changes follow on each other: each is about the text that those before it left.
    fn edit(&mut self, changes: &[(Place, Place, &str)]) {
        let mut edit = Vec::new();
        let mut undo = Vec::new();
        for &(start, end, text) in changes {
            edit.push(Change { start: self.position(start), end: self.position(end), text: text.to_owned() });
            undo.insert(0, self.replace(start, end, text));
        }
        self.edits.push(edit);
        self.undone.push(undo);
    }

    fn replace(&mut self, start: Place, end: Place, text: &str) -> Undo {
        let old: String = if start.0 == end.0 {
            self.lines[start.0][start.1..end.1].to_owned()
        } else {
            let between = self.lines[start.0 + 1..end.0].concat();
            [&self.lines[start.0][start.1..], &between, &self.lines[end.0][..end.1]].concat()
        };
        let joined = [&self.lines[start.0][..start.1], text, &self.lines[end.0][end.1..]].concat();
        let mut new: Vec<String> = joined.split_inclusive('\n').map(str::to_owned).collect();
        if end.0 + 1 == self.lines.len() && new.last().is_none_or(|line| line.ends_with('\n')) {
            new.push(String::new());
        }
        self.lines.splice(start.0..=end.0, new);
        let new_end = match text.rfind('\n') {
            Some(last) => (start.0 + text.matches('\n').count(), text.len() - last - 1),
            None => (start.0, start.1 + text.len()),
        };
        (start, new_end, old)
    }

    fn position(&self, (line, at): Place) -> [u32; 2] {
        [line as u32, self.lines[line][..at].encode_utf16().count() as u32]
    }

    /// A line without its line end.
    fn content(&self, line: usize) -> &str {
        self.lines[line].trim_end_matches(['\n', '\r'])
    }

    fn indent(&self, line: usize) -> String {
        let content = self.content(line);
        content[..content.len() - content.trim_start_matches(' ').len()].to_owned()
    }

    fn line_end(&mut self) -> &'static str {
        if self.chance.below(4) == 0 { "\r\n" } else { "\n" }
    }

    fn column(&mut self, line: usize) -> usize {
        let at = self.chance.below(self.content(line).len() + 1);
        self.content(line).floor_char_boundary(at)
    }

    fn place(&mut self) -> Place {
        let line = self.chance.below(self.lines.len());
        (line, self.column(line))
    }

    /// A line before which a block may stand.
    fn boundary(&mut self) -> usize {
        let from = self.chance.below(self.lines.len());
        let is_boundary = |line: &String| {
            if self.is_yaml { line.starts_with("  ") && !line.starts_with("   ") } else { line.starts_with("resource") }
        };
        self.lines[from..].iter().position(is_boundary).map_or(from, |lines| from + lines)
    }

    /// A block to paste, with a name of its own.
    fn block(&mut self) -> String {
        let number = self.edits.len();
        let block = if self.is_yaml {
            format!(
                "  Cache{number}:\n    # 注文のキャッシュ😀\n    Type: AWS::ElastiCache::ReplicationGroup\n    Properties:\n      ReplicationGroupDescription: 注文\n      TransitEncryptionEnabled: false\n"
            )
        } else {
            format!(
                "# 注文のキャッシュ😀\nresource \"aws_elasticache_replication_group\" \"cache_{number}\" {{\n  replication_group_id       = \"orders-{number}\"\n  description                = \"注文\"\n  transit_encryption_enabled = false\n}}\n\n"
            )
        };
        let line_end = self.line_end();
        block.replace('\n', line_end)
    }
}
