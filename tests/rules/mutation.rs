//! Bad fences changed in ways whose meaning is known beforehand.
//!
//! An unknown in the place of the value at fault silences the rule. Without the attribute at fault
//! the rule says what it says of the value that the kind documents for its absence; where nothing is
//! documented it is silent, unless it asks whether something is there.

use std::ops::Range;
use std::sync::Mutex;

use shirube::model::{Attribute, Dialect, Kind, Kinds, Path, Scalar, Step};
use shirube::rules::{Catalogue, Condition, Quantifier, Test};
use shirube::syntax::{self, Data, Entry, Language, Node};

use crate::{Fence, PageFile, findings, of_rule, over_pages};

/// A value as written, and what is around it.
struct Spot {
    value: Range<usize>,
    /// The entry it stands in, as the value or as an item of the list that is.
    entry: Option<Place>,
}

/// An entry of a map in a text.
#[derive(Clone)]
struct Place {
    /// Names from the block's body to the entry.
    path: Vec<String>,
    value: Range<usize>,
    is_list: bool,
    /// What has to go for the entry to go; nothing where it cannot go alone.
    cut: Option<Range<usize>>,
}

/// Every value that is not a block, and the type of the resource it stands in.
fn spots(text: &str, language: Language) -> Vec<(Spot, String)> {
    let mut all = Vec::new();
    for block in syntax::cut(text, language) {
        let own = block.span.of(text);
        let parsed = syntax::parse(own, &block.kind, language, None);
        let Some(root) = parsed.root else { continue };
        for entry in root.entries() {
            let (type_name, body) = match language {
                Language::Terraform => (entry.labels.first().map(|label| label.text.to_string()), Some(&entry.value)),
                _ => (entry.value.get("Type").and_then(Node::as_str).map(str::to_owned), entry.value.get("Properties")),
            };
            let mut walk = Walk { base: block.span.start, is_flow: language == Language::Terraform, found: Vec::new() };
            if let Some(body) = body {
                walk.node(body, None, &[]);
            }
            let type_name = type_name.unwrap_or_default();
            all.extend(walk.found.into_iter().map(|spot| (spot, type_name.clone())));
        }
    }
    all
}

struct Walk {
    base: usize,
    /// Whether a map may be left empty.
    is_flow: bool,
    found: Vec<Spot>,
}

impl Walk {
    fn range(&self, span: shirube::text::Span) -> Range<usize> {
        self.base + span.start..self.base + span.end
    }

    fn node(&mut self, node: &Node, entry: Option<&Place>, path: &[String]) {
        match &node.data {
            Data::Map(map) => {
                for (index, entry) in map.entries.iter().enumerate() {
                    let path: Vec<String> = path.iter().cloned().chain([entry.key.to_string()]).collect();
                    let place = Place {
                        value: self.range(entry.value.span),
                        is_list: matches!(entry.value.data, Data::List(_)),
                        cut: self.cut(&map.entries, index),
                        path,
                    };
                    if !entry.is_block {
                        self.found.push(Spot { value: place.value.clone(), entry: Some(place.clone()) });
                    }
                    self.node(&entry.value, Some(&place), &place.path);
                }
            }
            Data::List(items) => {
                for item in items {
                    self.found.push(Spot { value: self.range(item.span), entry: entry.cloned() });
                    self.node(item, None, path);
                }
            }
            Data::Call(call) => call.arguments.iter().for_each(|argument| self.node(argument, None, path)),
            _ => {}
        }
    }

    fn cut(&self, entries: &[Entry], index: usize) -> Option<Range<usize>> {
        let own = entries.get(index)?;
        match (index.checked_sub(1).and_then(|before| entries.get(before)), entries.get(index + 1)) {
            (_, Some(next)) => Some(self.base + own.span.start..self.base + next.span.start),
            (Some(before), None) => Some(self.base + before.span.end..self.base + own.span.end),
            (None, None) => self.is_flow.then(|| self.range(own.span)),
        }
    }
}

/// The text with `written` in the place of a part.
fn with(text: &str, at: Range<usize>, written: &str) -> String {
    [&text[..at.start], written, &text[at.end..]].concat()
}

/// The bad text with an unknown in the place of the value at fault; `None` when nothing written is.
fn with_unknown(fence: &Fence, at: Range<usize>) -> Option<String> {
    let Fence { tag, code, .. } = fence;
    let (_, language) = fence.file();
    let is_value = spots(code, language).iter().any(|(spot, _)| spot.value == at);
    Some(match tag.as_str() {
        "hcl" => {
            // A string in a heredoc's JSON is no value of the language.
            let unknown = if is_value { "var.shirube_unknown" } else { "\"${var.shirube_unknown}\"" };
            let is_text = code[at.clone()].starts_with('"') && code[..at.start].contains("<<");
            if !is_value && !is_text {
                return None;
            }
            format!("{}\nvariable \"shirube_unknown\" {{}}\n", with(code, at, unknown))
        }
        _ if !is_value => return None,
        "yaml" => {
            let text = with(code, at, "!Ref ShirubeUnknown");
            let declared = "Parameters:\n  ShirubeUnknown:\n    Type: String\n    NoEcho: true\n";
            let at =
                if text.starts_with("Parameters:\n") { Some(0) } else { text.find("\nParameters:\n").map(|at| at + 1) };
            match at {
                Some(at) => with(&text, at..at + "Parameters:\n".len(), declared),
                None => format!("{declared}{text}"),
            }
        }
        _ => {
            let text = with(code, at, "{\"Ref\": \"ShirubeUnknown\"}");
            let declared = "\"ShirubeUnknown\": {\"Type\": \"String\", \"NoEcho\": true}";
            if text.contains("\n  \"Parameters\": {") {
                text.replacen("\n  \"Parameters\": {", &format!("\n  \"Parameters\": {{{declared},"), 1)
            } else {
                text.replacen('{', &format!("{{\"Parameters\": {{{declared}}},"), 1)
            }
        }
    })
}

#[test]
fn an_unknown_in_the_place_of_the_fault_silences_the_rule() {
    let tried = Mutex::new((0, Vec::new()));
    over_pages(|PageFile { path, id, page, .. }, host, failures| {
        for (bad, _) in page.faults().iter().filter(|(bad, _)| bad.role == "bad") {
            let found = findings(host, bad, &bad.code);
            let Some(span) = of_rule(&found, id).first().map(|placed| placed.span()) else { continue };
            let Some(mutant) = with_unknown(bad, span.start..span.end) else {
                tried.lock().expect("no panic").1.push(format!("{id}: {}", span.of(&bad.code)));
                continue;
            };
            tried.lock().expect("no panic").0 += 1;
            let found = findings(host, bad, &mutant);
            failures.check(of_rule(&found, id).is_empty(), path, || format!("found in spite of an unknown:\n{mutant}"));
        }
    });
    let (tried, not) = tried.into_inner().expect("no panic");
    println!("{tried} faults became unknown; {} stand in no value:\n{}", not.len(), not.join("\n"));
    assert!(tried > 150, "only {tried} of the bad fences have a value at fault");
}

/// What the kind table keeps at a path of a resource type.
enum Kept {
    /// An attribute.
    Attribute(&'static Attribute),
    /// The half of a pair such as `Key` and `Value`, which cannot be absent alone.
    HalfOfPair,
    /// Nothing of its own: a part of a policy.
    Nothing,
}

fn kept(type_name: &str, dialect: Dialect, place: &[String]) -> Kept {
    let leads = |path: &Path| {
        let (companion, steps) = match path.steps.split_first() {
            Some((Step::Companion(companion), rest)) => (Some(&**companion), rest),
            _ => (None, &*path.steps),
        };
        let names = steps.iter().filter_map(|step| match step {
            Step::Name(name) | Step::Key(name) => Some(&**name),
            _ => None,
        });
        companion.is_none_or(|companion| companion == type_name) && names.eq(place.iter().map(String::as_str))
    };
    let of_type = |kind: &&'static Kind| {
        kind.types(dialect).iter().any(|name| **name == *type_name)
            || kind.companions.iter().any(|companion| *companion.terraform == *type_name)
    };
    let attributes = Kinds::builtin().iter().filter(of_type).flat_map(|kind| kind.attributes.values());
    let found = attributes.flat_map(|attribute| attribute.paths(dialect).iter().map(move |path| (attribute, path)));
    match found.into_iter().find(|(_, path)| leads(path)) {
        Some((_, path)) if path.steps.iter().any(|step| matches!(step, Step::Where { .. })) => Kept::HalfOfPair,
        Some((attribute, _)) => Kept::Attribute(attribute),
        None => Kept::Nothing,
    }
}

/// True when a condition asks whether something is there, or how many there are.
fn asks_presence(condition: &Condition) -> bool {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().any(asks_presence),
        Condition::Not(inner) => asks_presence(inner),
        Condition::Value { tests, .. } => {
            tests.iter().any(|test| matches!(test, Test::Present(_) | Test::Count { .. } | Test::SameAs(_)))
        }
        Condition::Ports { .. } => false,
        Condition::Quantified { quantifier, filter, has, .. } => {
            *quantifier == Quantifier::Some || [filter, has].into_iter().flatten().any(|inner| asks_presence(inner))
        }
        Condition::Target { .. } | Condition::Code(_) => true,
    }
}

/// A plain value in a language; nothing at all is what the language has for it.
fn written(value: &Scalar, dialect: Dialect, tag: &str, as_item: bool) -> String {
    let plain = match value {
        Scalar::Nothing if dialect == Dialect::Terraform => return "null".to_owned(),
        Scalar::Nothing if tag == "yaml" => return "!Ref AWS::NoValue".to_owned(),
        Scalar::Nothing => return "{\"Ref\": \"AWS::NoValue\"}".to_owned(),
        Scalar::Bool(value) => value.to_string(),
        Scalar::Integer(value) => value.to_string(),
        Scalar::Text(text) => format!("\"{text}\""),
    };
    if as_item { format!("[{plain}]") } else { plain }
}

#[test]
fn without_the_attribute_at_fault_its_documented_default_counts() {
    let catalogue = Catalogue::builtin();
    let counts = Mutex::new([0; 3]);
    over_pages(|PageFile { path, id, page, .. }, host, failures| {
        let Some(rule) = catalogue.find(id).and_then(|number| catalogue.rule(number)) else { return };
        for (bad, _) in page.faults().iter().filter(|(bad, _)| bad.role == "bad") {
            let found = findings(host, bad, &bad.code);
            let Some(span) = of_rule(&found, id).first().map(|placed| placed.span()) else { continue };
            let (_, language) = bad.file();
            let dialect = if language == Language::Terraform { Dialect::Terraform } else { Dialect::CloudFormation };
            let spot = spots(&bad.code, language).into_iter().find(|(spot, _)| spot.value == (span.start..span.end));
            let Some((Spot { entry: Some(place), .. }, type_name)) = spot else { continue };
            let Some(cut) = place.cut.clone() else { continue };
            let without = with(&bad.code, cut, "");
            let mut count = |text: &str| of_rule(&findings(host, bad, text), id).len();
            let silent = count(&without) == 0;
            let attribute = match kept(&type_name, dialect, &place.path) {
                Kept::Attribute(attribute) => Some(attribute),
                Kept::HalfOfPair => continue,
                Kept::Nothing => None,
            };
            let absences = attribute.into_iter().flat_map(|attribute| &attribute.absent);
            let absences: Vec<_> = absences.filter(|absence| absence.lang.is_none_or(|lang| lang == dialect)).collect();
            let (kind, allowed) = if absences.is_empty() {
                let asks = asks_presence(&rule.require) || rule.when.as_ref().is_some_and(asks_presence);
                (0, silent || asks)
            } else {
                let conditional = absences.iter().any(|absence| !absence.when.is_empty());
                let explicit = absences.iter().map(|absence| {
                    let value = written(&absence.value, dialect, &bad.tag, place.is_list);
                    count(&with(&bad.code, place.value.clone(), &value)) == 0
                });
                let explicit: Vec<bool> = explicit.collect();
                (if conditional { 2 } else { 1 }, explicit.contains(&silent) || conditional && silent)
            };
            counts.lock().expect("no panic")[kind] += 1;
            let tag = &bad.tag;
            let documented: Vec<_> = absences.iter().map(|absence| &absence.value).collect();
            failures.check(allowed, path, || {
                format!("{tag} without {}: silent {silent}, documented {documented:?}\n{without}", place.path.join("."))
            });
        }
    });
    let [undocumented, documented, conditional] = counts.into_inner().expect("no panic");
    println!("attributes without: {documented} documented, {conditional} under conditions, {undocumented} not");
    assert!(documented + conditional > 30 && undocumented > 30, "{documented}, {conditional}, {undocumented}");
}
