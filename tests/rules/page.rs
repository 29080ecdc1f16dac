//! A rule page in its parts: prose that people write, a generated head, and fences that are tests.

use shirube::fix::template::json_document;
use shirube::rules::{Details, Rule};
use shirube::syntax::Language;

/// A page, piece by piece; the pieces joined are the page.
pub(crate) struct Page {
    /// The pieces, in order.
    pub(crate) pieces: Vec<Piece>,
}

/// A part of a page.
pub(crate) enum Piece {
    /// Lines outside fences, each with its line end.
    Prose(String),
    /// A fence.
    Fence(Fence),
}

/// A fence such as ```` ```hcl bad ````.
#[derive(Clone)]
pub(crate) struct Fence {
    /// `hcl`, `yaml` or `json`.
    pub(crate) tag: String,
    /// `bad`, `fixed`, `good`, `unknown`, `absent-bad` or `absent-good`.
    pub(crate) role: String,
    /// Whether it is marked as something that no other tool can judge.
    pub(crate) fragment: bool,
    /// The code.
    pub(crate) code: String,
}

impl Fence {
    /// The file that the code would be.
    pub(crate) fn file(&self) -> (&'static str, Language) {
        match self.tag.as_str() {
            "hcl" => ("main.tf", Language::Terraform),
            "yaml" => ("template.yaml", Language::Yaml),
            "json" => ("template.json", Language::Json),
            other => panic!("no language `{other}`"),
        }
    }

    /// The same template in JSON.
    fn twin(&self) -> Option<Self> {
        let code = (self.tag == "yaml").then(|| json_document(&self.code, "  "))?.expect("YAML that can be read");
        Some(Self { tag: "json".to_owned(), role: self.role.clone(), fragment: self.fragment, code })
    }

    /// A text that all fences have which say the same, in YAML or JSON.
    pub(crate) fn meaning(&self) -> String {
        let json = self.twin().map_or_else(|| self.code.clone(), |twin| twin.code);
        serde_json::from_str::<serde_json::Value>(&json).map_or(json, |value| value.to_string())
    }

    /// Whether both say the same; the order and the blanks of JSON do not matter.
    pub(crate) fn says(&self, code: &str) -> bool {
        let value = |code: &str| serde_json::from_str::<serde_json::Value>(code).ok();
        self.code == code || self.tag == "json" && value(code).is_some_and(|made| value(&self.code) == Some(made))
    }

    /// Whether the rule must find something in it.
    pub(crate) fn is_bad(&self) -> bool {
        matches!(self.role.as_str(), "bad" | "absent-bad")
    }
}

impl Page {
    /// Takes a page apart.
    pub(crate) fn parse(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut prose = String::new();
        let mut fence: Option<Fence> = None;
        for line in text.split_inclusive('\n') {
            match (&mut fence, line.strip_prefix("```")) {
                (Some(_), Some(_)) => pieces.extend(fence.take().map(Piece::Fence)),
                (Some(open), None) => open.code.push_str(line),
                (None, Some(info)) => {
                    pieces.push(Piece::Prose(std::mem::take(&mut prose)));
                    let info = info.trim();
                    let (info, fragment) = match info.strip_suffix(" fragment") {
                        Some(info) => (info, true),
                        None => (info, false),
                    };
                    let (tag, role) = info.split_once(' ').unwrap_or((info, ""));
                    fence = Some(Fence { tag: tag.to_owned(), role: role.to_owned(), fragment, code: String::new() });
                }
                (None, None) => prose.push_str(line),
            }
        }
        assert!(fence.is_none(), "a fence is not closed");
        pieces.push(Piece::Prose(prose));
        Self { pieces }
    }

    /// The fences, in order.
    pub(crate) fn fences(&self) -> impl Iterator<Item = &Fence> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Fence(fence) => Some(fence),
            Piece::Prose(_) => None,
        })
    }

    /// What is tested: every fence, and every YAML one once more in JSON.
    pub(crate) fn cases(&self) -> Vec<Fence> {
        let twins = self.fences().filter_map(Fence::twin);
        self.fences().cloned().chain(twins).collect()
    }

    /// The bad fences, each with the fixed one that follows it, also in JSON.
    pub(crate) fn faults(&self) -> Vec<(Fence, Option<Fence>)> {
        let fences: Vec<&Fence> = self.fences().collect();
        let next = |index: usize| fences.get(index + 1).copied().filter(|next| next.role == "fixed");
        let bad = fences.iter().enumerate().filter(|(_, fence)| fence.is_bad());
        let written: Vec<(Fence, Option<Fence>)> =
            bad.map(|(index, fence)| ((*fence).clone(), next(index).cloned())).collect();
        let twin = |(bad, fixed): &(Fence, Option<Fence>)| Some((bad.twin()?, fixed.as_ref().and_then(Fence::twin)));
        let twins: Vec<_> = written.iter().filter_map(twin).collect();
        written.into_iter().chain(twins).collect()
    }

    /// The page with the generated head and, after each bad fence, what `fix` makes of it.
    pub(crate) fn updated(self, head: &str, mut fix: impl FnMut(&Fence) -> Option<String>) -> String {
        let mut text = String::new();
        let mut pieces = self.pieces.into_iter().peekable();
        while let Some(piece) = pieces.next() {
            match piece {
                Piece::Prose(prose) => text.push_str(&prose),
                Piece::Fence(fence) if fence.role == "fixed" => {
                    // Only where its bad fence stands directly before it; written there.
                    assert!(text.ends_with("```\n\n"), "a fixed fence follows no bad one");
                }
                Piece::Fence(fence) => {
                    push(&mut text, &fence);
                    let Some(code) = fence.is_bad().then(|| fix(&fence)).flatten() else { continue };
                    text.push('\n');
                    push(&mut text, &Fence { role: "fixed".to_owned(), code, ..fence });
                    if let Some(Piece::Prose(_)) = pieces.peek() {
                        let between = pieces.next();
                        match (pieces.peek(), between) {
                            (Some(Piece::Fence(old)), _) if old.role == "fixed" => drop(pieces.next()),
                            (_, Some(Piece::Prose(prose))) => text.push_str(&prose),
                            _ => {}
                        }
                    }
                }
            }
        }
        with_head(&text, head)
    }
}

fn push(text: &mut String, fence: &Fence) {
    let mark = if fence.fragment { " fragment" } else { "" };
    text.push_str(&format!("```{} {}{mark}\n{}```\n", fence.tag, fence.role, fence.code));
}

const START: &str = "<!-- generated -->\n";
const END: &str = "<!-- /generated -->\n";

/// The generated head of a page.
pub(crate) fn head_of(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once(START)?;
    rest.split_once(END).map(|(head, _)| head)
}

fn with_head(text: &str, head: &str) -> String {
    let rest = text.split_once(END).map_or(text, |(_, rest)| rest);
    format!("{START}{head}{END}{rest}")
}

/// What the catalogue says of a rule, in both languages.
pub(crate) fn head(rule: &Rule, details: &Details) -> String {
    let code = |words: &[Box<str>]| words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    let (title, why) = (&details.title, &details.why);
    let mut head = format!("# {}\n\n{}\n\n## {}\n\n{}\n\n", title.en, why.en.trim(), title.ja, why.ja.trim());
    let mut row = |name: &str, value: String| {
        if !value.is_empty() {
            head.push_str(&format!("| {name} | {value} |\n"));
        }
    };
    row("Rule", format!("`{}`", rule.id));
    row("---", "---".to_owned());
    row("Judges", code(&rule.on));
    row("Principle", rule.principle.to_string());
    row("Severity", format!("{}, profile {}", rule.severity, rule.profile));
    let safety: Vec<_> = details.fixes.iter().map(|fix| fix.safety.to_string()).collect();
    row(
        "Fix",
        if safety.is_empty() { "none: what is right only the author knows".to_owned() } else { safety.join(", ") },
    );
    for (standard, controls) in &details.controls {
        row(standard, controls.join(", "));
    }
    row("Same check elsewhere", code(&rule.aliases));
    let checked = details.checked.as_deref().unwrap_or("");
    row("Source", details.source.as_deref().map_or(String::new(), |source| format!("<{source}> ({checked})")));
    head
}
