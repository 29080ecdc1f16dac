//! From the parser's events to nodes, without recursion.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use saphyr_parser::{Event, ScalarStyle, Tag};

use super::super::{Data, Entry, MAX_DEPTH, Map, Node, Style};
use super::offsets::Offsets;
use super::scalar;
use crate::text::Span;

/// At most this many nodes of a block come from aliases; what exceeds it is [`Data::Other`].
const MAX_ALIASED: usize = 20_000;

/// What YAML takes for blank; the ideographic space is text.
const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

/// A collection whose end has not come yet.
struct Open {
    items: Items,
    /// Its first byte, tag and anchor aside.
    start: usize,
    /// One past the last byte of its last child.
    end: usize,
    tag: Option<TagAt>,
    anchor: usize,
}

enum Items {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, key: Option<Key>, merges: Vec<Node> },
}

/// The key of an entry whose value has not come yet.
struct Key {
    text: Box<str>,
    span: Span,
    /// `<<`, unquoted: the value's entries are entries of this map.
    is_merge: bool,
}

/// A tag, and its first byte.
struct TagAt {
    tag: Tag,
    start: usize,
}

/// A node that aliases stand for.
struct Anchored {
    node: Node,
    nodes: usize,
    depth: usize,
}

/// Builds the tree of one text.
pub(super) struct Builder<'a> {
    text: &'a str,
    offsets: &'a Offsets<'a>,
    open: Vec<Open>,
    /// Collections open below the depth limit.
    too_deep: usize,
    anchors: FxHashMap<usize, Rc<Anchored>>,
    aliased: usize,
    /// One past the last byte of the last event that has any.
    last_end: usize,
    roots: Vec<Node>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(text: &'a str, offsets: &'a Offsets<'a>) -> Self {
        Self {
            text,
            offsets,
            open: Vec::new(),
            too_deep: 0,
            anchors: FxHashMap::default(),
            aliased: 0,
            last_end: 0,
            roots: Vec::new(),
        }
    }

    /// The tree. Several documents become one map.
    pub(super) fn finish(mut self) -> Option<Node> {
        if self.roots.len() <= 1 {
            return self.roots.pop();
        }
        self.roots.retain(|root| matches!(root.data, Data::Map(_)));
        let span = self.roots.iter().map(|root| root.span).reduce(Span::hull)?;
        let entries = self.roots.into_iter().flat_map(|root| match root.data {
            Data::Map(map) => map.entries,
            _ => Box::default(),
        });
        Some(Node { span, data: Data::Map(Map { entries: entries.collect(), style: Style::Block }) })
    }

    pub(super) fn event(&mut self, event: Event<'_>, span: saphyr_parser::Span) {
        let span = Span::new(self.offsets.byte(span.start.index()), self.offsets.byte(span.end.index()));
        if self.too_deep > 0 {
            self.skip(&event, span);
            return;
        }
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                let node = self.scalar(&value, style, span, anchor, tag.as_deref());
                self.finished(node, anchor, Some((&value, style)));
            }
            Event::Alias(anchor) => {
                let node = self.aliased(anchor, span);
                self.last_end = span.end;
                self.finished(node, 0, None);
            }
            Event::SequenceStart(anchor, tag) => {
                let start = self.value_start().unwrap_or(span.start);
                self.start(Items::List(Vec::new()), Span::new(start, span.end), anchor, tag.as_deref());
            }
            Event::MappingStart(anchor, tag) => {
                self.start(
                    Items::Map { entries: Vec::new(), key: None, merges: Vec::new() },
                    span,
                    anchor,
                    tag.as_deref(),
                );
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            _ => {}
        }
    }

    /// Where a node's own text starts behind its tag and anchor, and its tag.
    fn properties(&self, start: usize, anchor: usize, tag: Option<&Tag>) -> (usize, Option<TagAt>) {
        let mut at = start;
        let mut tag_start = start;
        for _ in 0..usize::from(anchor > 0) + usize::from(tag.is_some()) {
            let rest = self.text.get(at..).unwrap_or("");
            if rest.starts_with('!') {
                tag_start = at;
            }
            let is_end = |c: char| BLANKS.contains(&c) || matches!(c, ',' | '[' | ']' | '{' | '}');
            at += rest.find(is_end).unwrap_or(rest.len());
            at = self.skip_blanks(at);
        }
        (at, tag.map(|tag| TagAt { tag: tag.clone(), start: tag_start }))
    }

    /// The next byte from `at` on that is neither blank, line end nor comment.
    fn skip_blanks(&self, mut at: usize) -> usize {
        loop {
            let rest = self.text.get(at..).unwrap_or("");
            at += rest.len() - rest.trim_start_matches(BLANKS).len();
            let rest = rest.trim_start_matches(BLANKS);
            if !rest.starts_with('#') {
                return at;
            }
            at += rest.find(['\n', '\r']).unwrap_or(rest.len());
        }
    }

    fn scalar(&mut self, value: &str, style: ScalarStyle, span: Span, anchor: usize, tag: Option<&Tag>) -> Node {
        let has_properties = anchor > 0 || tag.is_some();
        let (start, tag) = self.properties(span.start, anchor, tag);
        let is_empty = style == ScalarStyle::Plain && value.is_empty();
        let span = match style {
            ScalarStyle::Plain if is_empty && has_properties => Span::empty(span.end),
            ScalarStyle::Plain if is_empty => Span::empty(self.place_of_nothing(span)),
            ScalarStyle::Plain => Span::new(start, span.end),
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Span::new(start, self.quoted_end(start)),
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let is_indicator = value.is_empty() && self.byte(start).is_some_and(|byte| b"|>".contains(&byte));
                self.block_scalar(Span::new(start, span.end), !has_properties && !is_indicator)
            }
        };
        self.last_end = self.last_end.max(span.end);
        let Some(tag) = tag else {
            let data = if style == ScalarStyle::Plain { scalar::plain(value) } else { scalar::text(value) };
            return Node { span, data };
        };
        let local = if is_empty { Data::Null } else { scalar::text(value) };
        tagged(tag, Node { span, data: local }, |suffix| scalar::core(suffix, value))
    }

    /// Where the value of the key before it starts. For a sequence in the column of its key the
    /// parser gives a place behind the first dash.
    fn value_start(&self) -> Option<usize> {
        match self.open.last() {
            Some(Open { items: Items::Map { key: Some(key), .. }, .. }) => {
                let colon = self.skip_blanks(key.span.end);
                (self.byte(colon) == Some(b':')).then(|| self.skip_blanks(colon + 1))
            }
            _ => None,
        }
    }

    /// Where a value that is not there would stand: right behind the colon or the dash.
    fn place_of_nothing(&self, span: Span) -> usize {
        let (before, mark) = match self.open.last() {
            Some(Open { items: Items::Map { key: Some(key), .. }, .. }) => (key.span.end, b':'),
            Some(Open { items: Items::List(_), end, .. }) => (*end, b'-'),
            _ => return self.content_end(Span::new(self.last_end, span.start)),
        };
        let at = self.skip_blanks(before);
        if self.byte(at) == Some(mark) { at + 1 } else { before }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// The end of the quoted string that starts at `start`. The parser's end takes in what
    /// follows on the line.
    fn quoted_end(&self, start: usize) -> usize {
        let Some(quote) = self.byte(start) else { return start };
        let mut at = start + 1;
        loop {
            match self.byte(at) {
                Some(b'\\') if quote == b'"' => at += 2,
                Some(byte) if byte == quote && quote == b'\'' && self.byte(at + 1) == Some(quote) => at += 2,
                Some(byte) if byte == quote => return at + 1,
                Some(_) => at += 1,
                None => return self.text.len(),
            }
        }
    }

    /// The span of a block scalar, from its indicator to the end of its last line. `span` starts
    /// at the indicator, or, when it `starts_late`, at the content.
    fn block_scalar(&self, span: Span, starts_late: bool) -> Span {
        let mut start = span.start;
        if starts_late {
            let before = self.text.get(..start).unwrap_or("").trim_end_matches(BLANKS);
            let line = before.rfind(['\n', '\r']).map_or(0, |end| end + 1).max(self.last_end.min(before.len()));
            let indicator = before.get(line..).and_then(|rest| rest.find(['|', '>']));
            start = indicator.map_or(start, |at| line + at);
        }
        Span::new(start, self.content_end(Span::new(start, span.end)))
    }

    /// A copy of what an alias stands for. Its span is the alias; inside it, spans are where the
    /// author wrote the values.
    fn aliased(&mut self, anchor: usize, span: Span) -> Node {
        let Some(anchored) = self.anchors.get(&anchor).cloned() else { return Node { span, data: Data::Other } };
        let fits = self.aliased + anchored.nodes <= MAX_ALIASED && self.open.len() + anchored.depth <= MAX_DEPTH;
        if !fits {
            return Node { span, data: Data::Other };
        }
        self.aliased += anchored.nodes;
        Node { span, data: anchored.node.data.clone() }
    }

    fn start(&mut self, items: Items, span: Span, anchor: usize, tag: Option<&Tag>) {
        let (start, tag) = self.properties(span.start, anchor, tag);
        if self.open.len() >= MAX_DEPTH {
            self.too_deep = 1;
            self.last_end = start;
        }
        self.last_end = self.last_end.max(start);
        self.open.push(Open { items, start, end: start, tag, anchor });
    }

    /// Passes over what is nested too deep.
    fn skip(&mut self, event: &Event<'_>, span: Span) {
        match event {
            Event::SequenceStart(..) | Event::MappingStart(..) => self.too_deep += 1,
            Event::SequenceEnd | Event::MappingEnd => {
                self.too_deep -= 1;
                if !span.is_empty() && self.byte(span.start).is_some_and(|byte| b"]}".contains(&byte)) {
                    self.last_end = self.last_end.max(span.start + 1);
                }
                if self.too_deep == 0
                    && let Some(open) = self.open.pop()
                {
                    let span = Span::new(open.start, self.last_end);
                    self.finished(Node { span, data: Data::Other }, 0, None);
                }
            }
            _ => self.last_end = self.last_end.max(self.content_end(span)),
        }
    }

    /// The end of `span` without blanks and line ends.
    fn content_end(&self, span: Span) -> usize {
        span.start + self.text.get(span.start..span.end).unwrap_or("").trim_end_matches(BLANKS).len()
    }

    fn end(&mut self, span: Span) {
        let Some(open) = self.open.pop() else { return };
        // Only the end of a flow collection has bytes.
        let is_flow = |brackets: [u8; 2]| {
            let ends = [self.byte(open.start), self.byte(span.start).filter(|_| !span.is_empty())];
            ends == brackets.map(Some)
        };
        let (data, is_flow) = match open.items {
            Items::List(items) => (Data::List(items.into()), is_flow(*b"[]")),
            Items::Map { entries, merges, .. } => {
                let is_flow = is_flow(*b"{}");
                // `[key: value]` has no braces but no lines of its own either.
                let style = if is_flow || self.is_in_flow(open.start) { Style::Flow } else { Style::Block };
                (Data::Map(Map { entries: merged(entries, merges).into(), style }), is_flow)
            }
        };
        let end = if is_flow { span.start + 1 } else { open.end };
        self.last_end = self.last_end.max(end);
        let node = Node { span: Span::new(open.start, end), data };
        let node = match open.tag {
            Some(tag) => tagged(tag, node, |_| None),
            None => node,
        };
        self.finished(node, open.anchor, None);
    }

    /// True when the collection that starts at `start` stands in one in brackets.
    fn is_in_flow(&self, start: usize) -> bool {
        self.open.last().is_some_and(|outer| {
            outer.start < start && self.byte(outer.start).is_some_and(|byte| b"[{".contains(&byte))
        })
    }

    /// Puts a node where it belongs: it may be a key.
    fn finished(&mut self, node: Node, anchor: usize, scalar: Option<(&str, ScalarStyle)>) {
        if anchor > 0 {
            let (nodes, depth) = size(&node);
            self.anchors.insert(anchor, Rc::new(Anchored { node: node.clone(), nodes, depth }));
        }
        let Some(open) = self.open.last_mut() else {
            self.roots.push(node);
            return;
        };
        open.end = open.end.max(node.span.end);
        match &mut open.items {
            Items::List(items) => items.push(node),
            Items::Map { entries, key, merges } => match key.take() {
                None => {
                    let source = || node.span.of(self.text);
                    let text = scalar.map_or_else(source, |(value, _)| value).into();
                    let is_merge = scalar == Some(("<<", ScalarStyle::Plain));
                    *key = Some(Key { text, span: node.span, is_merge });
                }
                Some(Key { is_merge: true, .. }) if is_mergeable(&node) => merges.push(node),
                Some(Key { text, span, .. }) => entries.push(Entry {
                    key: text,
                    key_span: span,
                    span: span.hull(node.span),
                    labels: Box::default(),
                    is_block: false,
                    value: node,
                }),
            },
        }
    }
}

/// The node under its tag. `core` gives the value of a scalar by the name of a tag of YAML's own.
fn tagged(tag: TagAt, node: Node, core: impl Fn(&str) -> Option<Data>) -> Node {
    const CORE: &str = "tag:yaml.org,2002:";
    let TagAt { tag: Tag { handle, suffix }, start } = tag;
    let span = Span::new(start, node.span.end);
    if let Some(name) = if handle == CORE { Some(&*suffix) } else { suffix.strip_prefix(CORE) } {
        return match core(name) {
            Some(data) => Node { span, data },
            None => node,
        };
    }
    if handle.is_empty() && suffix == "!" {
        return node;
    }
    let name = format!("{}{suffix}", handle.trim_start_matches('!'));
    Node { span, data: Data::Tagged(name.into(), Box::new(node)) }
}

fn is_mergeable(node: &Node) -> bool {
    match &node.data {
        Data::Map(_) => true,
        Data::List(items) => items.iter().all(|item| matches!(item.data, Data::Map(_))),
        _ => false,
    }
}

/// The entries of a map, then those merged into it that it does not have itself. They stand
/// where the author wrote them.
fn merged(mut entries: Vec<Entry>, merges: Vec<Node>) -> Vec<Entry> {
    if merges.is_empty() {
        return entries;
    }
    let mut known: FxHashSet<Box<str>> = entries.iter().map(|entry| entry.key.clone()).collect();
    let maps = merges.into_iter().flat_map(|node| match node.data {
        Data::List(items) => items.into_vec(),
        _ => vec![node],
    });
    for map in maps {
        let Data::Map(map) = map.data else { continue };
        entries.extend(map.entries.into_iter().filter(|entry| known.insert(entry.key.clone())));
    }
    entries
}

/// How many nodes a tree has, and how deep it is.
fn size(node: &Node) -> (usize, usize) {
    let children: &mut dyn Iterator<Item = &Node> = match &node.data {
        Data::List(items) => &mut items.iter(),
        Data::Map(map) => &mut map.entries.iter().map(|entry| &entry.value),
        Data::Tagged(_, inner) => &mut std::iter::once(&**inner),
        _ => &mut std::iter::empty(),
    };
    children.map(size).fold((1, 1), |(nodes, depth), (more, below)| (nodes + more, depth.max(below + 1)))
}
