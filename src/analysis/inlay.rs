//! Inlay hints: design advice at the ends of lines.

use crate::hints::{self, Hint};
use crate::model::{Kind, Kinds, Origin, Resource, Truth, View};
use crate::rules::holds;
use crate::text::Span;

use super::answer::InlayHint;
use super::document::Seat;
use super::host::Host;
use super::workbench::Bench;

impl Host {
    /// The hints in `span` of a file, in its order. None when they are switched off.
    #[must_use]
    pub fn inlay_hints(&self, path: &str, span: Span) -> Vec<InlayHint> {
        let mut hints = Vec::new();
        let Some(document) = self.documents.get(path).filter(|_| self.settings.of(path).inlay_hints.enable) else {
            return hints;
        };
        let fences = document.seats().filter(|(_, cell)| cell.excerpt.is_some() && span.meets(cell.block.span));
        let mut starts: Vec<usize> = fences.map(|(seat, _)| seat.base).collect();
        if starts.is_empty() {
            starts.push(span.start);
        }
        for start in starts {
            let Some(bench) = Bench::at(self, path, start) else { continue };
            let inside = if bench.is_fence() { bench.whole() } else { span };
            for (seat, resource) in bench.resources_in(inside) {
                hints.extend(self.hints_of(&bench, seat, &resource));
            }
        }
        hints.retain(|hint| span.touches(hint.offset));
        hints.sort_by_key(|hint| hint.offset);
        hints
    }

    fn hints_of(&self, bench: &Bench<'_>, seat: Seat, resource: &Resource) -> Vec<InlayHint> {
        let Some(kind) = Kinds::builtin().of_type(&resource.type_name) else { return Vec::new() };
        let view = View::new(&bench.module.module);
        let text = bench.document.cell_text(seat);
        let shown = hints::of_kind(&kind.id).filter(|hint| holds(&view, kind, resource, &hint.when) == Truth::Yes);
        let made = shown.filter_map(|hint| self.hint(hint, &view, kind, resource, &text));
        made.map(|(at, hint)| InlayHint { offset: bench.outside(Span::empty(at + seat.base)).start, ..hint }).collect()
    }

    fn hint(
        &self,
        hint: &Hint,
        view: &View<'_>,
        kind: &Kind,
        resource: &Resource,
        text: &str,
    ) -> Option<(usize, InlayHint)> {
        let lang = self.lang();
        let reading = hint.at.as_ref().and_then(|path| {
            let readings = view.read(kind, resource, path);
            readings.flat().first().map(|reading| (*reading).clone())
        });
        let written = reading
            .as_ref()
            .filter(|reading| reading.origin == Origin::Written && reading.place.address == resource.address);
        let place = written.map_or(resource.header(), |reading| reading.place.span);
        let mut values = Vec::new();
        values.extend(reading.as_ref().and_then(|reading| Some(("value", reading.value.scalar()?.to_owned()))));
        for &measure in &hint.measures {
            values.push((measure.word(), hints::measure(measure, view, kind, resource)?));
        }
        let filled = |template: &str| {
            values.iter().fold(template.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
        };
        let end = place.end.min(text.len());
        let line_end = text.get(end..)?.find(['\r', '\n']).map_or(text.len(), |at| end + at);
        let answer = InlayHint { offset: 0, label: filled(hint.label.get(lang)), tooltip: filled(hint.text.get(lang)) };
        Some((line_end, answer))
    }
}
