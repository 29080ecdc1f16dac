//! From `hcl-edit`'s tree to ours.

use std::ops::Range;

use hcl_edit::Span as _;
use hcl_edit::expr::{
    Conditional as HclConditional, Expression, FuncCall, Object, ObjectKey, Traversal, TraversalOperator, UnaryOperator,
};
use hcl_edit::structure::{Block, BlockLabel, Body, Structure};
use hcl_edit::template::{Element, Strip, Template};

use rustc_hash::FxHashSet;

use crate::text::Span;

use super::super::{Call, Conditional, Data, Entry, Label, MAX_DEPTH, Map, Node, Part, Step, Style};
use super::placeholder::is_placeholder;

/// Converts trees of one text. `source` is the text as the author has it, which the parsed text
/// equals but for letters that repair changed; spans come out `base` bytes later.
pub(super) struct Converter<'a> {
    pub source: &'a str,
    pub base: usize,
    /// True when keys of some object repeat.
    pub keys_repeat: bool,
}

impl<'a> Converter<'a> {
    /// The map of all that stands in a file's block.
    pub(super) fn root(&self, body: &Body) -> Node {
        Node { span: self.span(Some(0..self.source.len())), data: self.body(body, MAX_DEPTH) }
    }

    fn body(&self, body: &Body, depth: usize) -> Data {
        let entries = body.iter().map(|structure| match structure {
            Structure::Attribute(attribute) => {
                let value = self.expression(&attribute.value, depth);
                let key_span = self.span(attribute.key.span());
                Entry {
                    key: attribute.key.as_str().into(),
                    key_span,
                    span: key_span.hull(value.span),
                    labels: Box::default(),
                    is_block: false,
                    value,
                }
            }
            Structure::Block(block) => self.block(block, depth),
        });
        Data::Map(Map { entries: entries.collect(), style: Style::Block })
    }

    fn block(&self, block: &Block, depth: usize) -> Entry {
        let key_span = self.span(block.ident.span());
        let labels: Box<[Label]> = block
            .labels
            .iter()
            .map(|label| match label {
                BlockLabel::Ident(ident) => Label { text: ident.as_str().into(), span: self.span(ident.span()) },
                BlockLabel::String(text) => Label { text: text.as_str().into(), span: self.span(text.span()) },
            })
            .collect();
        let span = self.span(block.span());
        let header_end = labels.last().map_or(key_span.end, |label| label.span.end);
        let brace = self.text(Span::new(header_end, span.end)).find('{').unwrap_or(0);
        let data = if depth == 0 { Data::Other } else { self.body(&block.body, depth - 1) };
        let value = Node { span: Span::new(header_end + brace, span.end), data };
        Entry { key: block.ident.as_str().into(), key_span, span, labels, is_block: true, value }
    }

    fn expression(&self, expression: &Expression, depth: usize) -> Node {
        let span = self.span(expression.span());
        if depth == 0 || is_placeholder(self.text(span)) {
            return Node { span, data: Data::Other };
        }
        let data = match expression {
            Expression::Null(_) => Data::Null,
            Expression::Bool(value) => Data::Bool(*value.value()),
            Expression::Number(_) => Data::Number(self.text(span).into()),
            Expression::String(text) => Data::Text(text.as_str().into()),
            Expression::Array(items) => Data::List(items.iter().map(|item| self.expression(item, depth - 1)).collect()),
            Expression::Object(object) => self.object(object, depth - 1),
            Expression::StringTemplate(template) => self.elements(template.iter(), depth),
            Expression::HeredocTemplate(heredoc) => self.template(&heredoc.template, depth),
            Expression::Parenthesis(inner) => self.expression(inner.inner(), depth - 1).data,
            Expression::Variable(name) => Data::Traversal([Step::Name(name.as_str().into())].into()),
            Expression::Conditional(conditional) => self.conditional(conditional, depth - 1),
            Expression::FuncCall(call) => self.call(call, depth - 1),
            Expression::Traversal(traversal) => self.traversal(traversal),
            Expression::UnaryOp(operation) => match (operation.operator.value(), &operation.expr) {
                (UnaryOperator::Neg, Expression::Number(_)) => {
                    Data::Number(self.text(span).split_whitespace().collect::<String>().into())
                }
                _ => Data::Other,
            },
            Expression::BinaryOp(_) | Expression::ForExpr(_) => Data::Other,
        };
        Node { span, data }
    }

    /// An object's entries. Of a key that repeats only the last counts, as in Terraform.
    fn object(&self, object: &Object, depth: usize) -> Data {
        let mut entries: Vec<Entry> = Vec::with_capacity(object.len());
        for (key, value) in object {
            let key_span = self.span(key.span());
            let value = self.expression(value.expr(), depth);
            let span = key_span.hull(value.span);
            let key = self.key(key, key_span);
            entries.push(Entry { key, key_span, span, labels: Box::default(), is_block: false, value });
        }
        if self.keys_repeat {
            let mut seen = FxHashSet::default();
            let mut last: Vec<Entry> =
                entries.into_iter().rev().filter(|entry| seen.insert(entry.key.clone())).collect();
            last.reverse();
            entries = last;
        }
        Data::Map(Map { entries: entries.into(), style: Style::Flow })
    }

    fn key(&self, key: &ObjectKey, span: Span) -> Box<str> {
        let source = self.text(span);
        match key {
            ObjectKey::Expression(Expression::String(_)) if source.contains('\\') || source.contains("$$") => {
                key.as_expr().and_then(Expression::as_str).unwrap_or(source).into()
            }
            ObjectKey::Expression(Expression::String(_)) => source.trim_matches('"').into(),
            _ => source.into(),
        }
    }

    fn conditional(&self, conditional: &HclConditional, depth: usize) -> Data {
        Data::Conditional(Box::new(Conditional {
            condition: self.expression(&conditional.cond_expr, depth),
            yes: self.expression(&conditional.true_expr, depth),
            no: self.expression(&conditional.false_expr, depth),
        }))
    }

    fn call(&self, call: &FuncCall, depth: usize) -> Data {
        let mut name = String::new();
        for namespace in &call.name.namespace {
            name.push_str(namespace.as_str());
            name.push_str("::");
        }
        name.push_str(call.name.name.as_str());
        let mut arguments: Box<[Node]> = call.args.iter().map(|argument| self.expression(argument, depth)).collect();
        if call.args.expand_final()
            && let Some(last) = arguments.last_mut()
        {
            last.data = Data::Other;
        }
        Data::Call(Box::new(Call { name: name.into(), arguments }))
    }

    /// Steps from a name on; a traversal of anything else is [`Data::Other`].
    fn traversal(&self, traversal: &Traversal) -> Data {
        let Expression::Variable(name) = &traversal.expr else {
            return Data::Other;
        };
        let mut steps = vec![Step::Name(name.as_str().into())];
        steps.extend(traversal.operators.iter().map(|operator| match operator.value() {
            TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => Step::Splat,
            TraversalOperator::GetAttr(name) => Step::Name(name.as_str().into()),
            TraversalOperator::LegacyIndex(index) => Step::Index(*index.value()),
            TraversalOperator::Index(Expression::String(key)) => Step::Key(key.as_str().into()),
            TraversalOperator::Index(Expression::Number(index)) => {
                index.value().as_u64().map_or(Step::Dynamic, Step::Index)
            }
            TraversalOperator::Index(_) => Step::Dynamic,
        }));
        Data::Traversal(steps.into())
    }

    /// A template's value: text where it has no holes, the hole's value where it is only that.
    pub(super) fn template(&self, template: &Template, depth: usize) -> Data {
        self.elements(template.iter(), depth)
    }

    fn elements<'e>(&self, elements: impl Iterator<Item = &'e Element>, depth: usize) -> Data {
        let mut parts: Vec<Part> = Vec::new();
        let mut strip_next = false;
        let mut interpolations = 0;
        for element in elements {
            let strip = match element {
                Element::Literal(text) => {
                    let text = if strip_next { text.trim_start() } else { text.as_str() };
                    strip_next = false;
                    push_text(&mut parts, text);
                    continue;
                }
                Element::Interpolation(hole) => {
                    interpolations += 1;
                    strip_before(&mut parts, hole.strip);
                    parts.push(Part::Hole(self.expression(&hole.expr, depth.saturating_sub(1))));
                    hole.strip
                }
                Element::Directive(directive) => {
                    parts.push(Part::Hole(Node { span: self.span(directive.span()), data: Data::Other }));
                    Strip::None
                }
            };
            strip_next = matches!(strip, Strip::End | Strip::Both);
        }
        parts.retain(|part| !matches!(part, Part::Text(text) if text.is_empty()));
        match <[Part; 1]>::try_from(parts) {
            Ok([Part::Text(text)]) => Data::Text(text),
            Ok([Part::Hole(node)]) if interpolations == 1 => node.data,
            Ok(parts) => Data::Template(parts.into()),
            Err(parts) if parts.is_empty() => Data::Text("".into()),
            Err(parts) => Data::Template(parts.into()),
        }
    }

    fn span(&self, range: Option<Range<usize>>) -> Span {
        let range = range.unwrap_or_default();
        let clamped = range.start.min(self.source.len())..range.end.min(self.source.len());
        Span::from(clamped).shifted(self.base)
    }

    /// The author's text of a span that was made by [`Self::span`].
    fn text(&self, span: Span) -> &'a str {
        self.source.get(span.start - self.base..span.end - self.base).unwrap_or("")
    }
}

fn push_text(parts: &mut Vec<Part>, text: &str) {
    match parts.last_mut() {
        Some(Part::Text(before)) => *before = format!("{before}{text}").into(),
        _ => parts.push(Part::Text(text.into())),
    }
}

/// `${~ x }` takes the blanks before it away.
fn strip_before(parts: &mut [Part], strip: Strip) {
    if matches!(strip, Strip::Start | Strip::Both)
        && let Some(Part::Text(text)) = parts.last_mut()
    {
        *text = text.trim_end().into();
    }
}
