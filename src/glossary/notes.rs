//! A team's own notes as a glossary: headings are terms, the text below them is the definition.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::heading::terms_of;
use crate::text::Span;

/// A definition found in a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteTerm {
    /// The name, then its aliases; never empty.
    pub names: Vec<String>,
    /// Found below the second level or in a heading about several terms: explained on demand only.
    pub ambiguous: bool,
    /// The heading line, without its line end.
    pub heading: Span,
    /// The text up to the next heading of the same or a higher level.
    pub body: String,
}

struct Heading {
    level: HeadingLevel,
    title: String,
    span: Span,
}

/// The terms that a note defines: those with a heading of their own first, each group in order.
/// Headings without text below them, of the first level, and those that structure a text are left out.
#[must_use]
pub fn read_notes(markdown: &str) -> Vec<NoteTerm> {
    let headings = headings(markdown);
    let mut own = Vec::new();
    let mut shared = Vec::new();
    for (place, heading) in headings.iter().enumerate().filter(|(_, heading)| heading.level > HeadingLevel::H1) {
        let end = headings.get(place + 1..).unwrap_or(&[]).iter().find(|next| next.level <= heading.level);
        let body = Span::new(heading.span.end, end.map_or(markdown.len(), |next| next.span.start)).of(markdown).trim();
        if body.is_empty() {
            continue;
        }
        let terms = terms_of(&heading.title);
        let is_shared = terms.len() > 1;
        let ambiguous = is_shared || heading.level > HeadingLevel::H2;
        let group = if is_shared { &mut shared } else { &mut own };
        group.extend(terms.into_iter().map(|names| NoteTerm {
            names,
            ambiguous,
            heading: heading.span,
            body: body.to_owned(),
        }));
    }
    own.append(&mut shared);
    own
}

/// All headings with their text, code fences and front matter aside.
fn headings(markdown: &str) -> Vec<Heading> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut headings: Vec<Heading> = Vec::new();
    let mut in_heading = false;
    for (event, range) in Parser::new_ext(markdown, options).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let text = markdown.get(range.clone()).unwrap_or("").trim_end();
                headings.push(Heading {
                    level,
                    title: String::new(),
                    span: Span::new(range.start, range.start + text.len()),
                });
                in_heading = true;
            }
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Text(text) | Event::Code(text) if in_heading => {
                if let Some(heading) = headings.last_mut() {
                    heading.title.push_str(&text);
                }
            }
            _ => {}
        }
    }
    headings
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTE: &str = "# 用語集\n\n## SLO (Service Level Objective)\n\n### 定義\n\n社内の目標値。\n\n```\n## SLI\n```\n\n## 接続\n\n### 比較\n\n#### 1. **踏み台**サーバー\n\nSSH の入口。\n\n## 空\n\n## Blue vs Green\n\nTwo fleets.\n\n### Blue\n\nThe old one.\n";

    #[test]
    fn the_text_to_the_next_heading_of_the_level_is_the_definition() {
        let terms = read_notes(NOTE);
        let found: Vec<_> = terms
            .iter()
            .map(|term| (term.names.join("|"), term.ambiguous, term.body.lines().last().unwrap_or("")))
            .collect();
        assert_eq!(
            found,
            [
                ("SLO|Service Level Objective".to_owned(), false, "```"),
                ("接続".to_owned(), false, "SSH の入口。"),
                ("踏み台サーバー".to_owned(), true, "SSH の入口。"),
                ("Blue".to_owned(), true, "The old one."),
                ("Blue".to_owned(), true, "The old one."),
                ("Green".to_owned(), true, "The old one."),
            ]
        );
        assert_eq!(terms[0].heading.of(NOTE), "## SLO (Service Level Objective)");
        assert!(terms[0].body.starts_with("### 定義\n\n社内の目標値。"));
    }
}
