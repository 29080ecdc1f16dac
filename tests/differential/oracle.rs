//! The independent readers: `hcl-edit`, `serde_json` and PyYAML, each over a whole file.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdout, Command, Stdio};

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, ObjectKey, UnaryOperator};
use hcl_edit::structure::{Block, Body, Structure};
use hcl_edit::template::Element;
use serde_json::Value;

use crate::tools;
use crate::tree::Tree;

/// HCL. Errs with the parser's words.
pub(crate) fn hcl(text: &str) -> Result<Tree, String> {
    let body: Body = text.parse().map_err(|error: hcl_edit::parser::Error| error.message().to_owned())?;
    Ok(Hcl(text).body(&body))
}

struct Hcl<'a>(&'a str);

impl Hcl<'_> {
    fn body(&self, body: &Body) -> Tree {
        let entries = body.iter().map(|structure| match structure {
            Structure::Attribute(attribute) => (attribute.key.as_str().to_owned(), self.expression(&attribute.value)),
            Structure::Block(block) => (header(block), self.body(&block.body)),
        });
        Tree::Map(entries.collect())
    }

    fn expression(&self, expression: &Expression) -> Tree {
        let source = || &self.0[expression.span().unwrap_or_default()];
        match expression {
            Expression::Null(_) => Tree::leaf("null", ""),
            Expression::Bool(value) => Tree::leaf("bool", &value.value().to_string()),
            Expression::Number(_) => Tree::leaf("number", source()),
            Expression::UnaryOp(operation)
                if *operation.operator.value() == UnaryOperator::Neg
                    && matches!(operation.expr, Expression::Number(_)) =>
            {
                Tree::leaf("number", source())
            }
            Expression::String(text) => Tree::leaf("text", text.as_str()),
            Expression::StringTemplate(template) => literal(template.iter(), source()),
            Expression::HeredocTemplate(heredoc) => literal(heredoc.template.iter(), source()),
            Expression::Array(items) => Tree::List(items.iter().map(|item| self.expression(item)).collect()),
            Expression::Object(object) => {
                let entries = object.iter().map(|(key, value)| (self.key(key), self.expression(value.expr())));
                Tree::Map(entries.collect())
            }
            Expression::Parenthesis(inner) => match self.expression(inner.inner()) {
                Tree::Leaf(leaf) if leaf.starts_with("source ") => Tree::leaf("source", source()),
                other => other,
            },
            _ => Tree::leaf("source", source()),
        }
    }

    fn key(&self, key: &ObjectKey) -> String {
        match key {
            ObjectKey::Ident(name) => name.as_str().to_owned(),
            ObjectKey::Expression(Expression::String(text)) => text.as_str().to_owned(),
            ObjectKey::Expression(expression) => self.0[expression.span().unwrap_or_default()].to_owned(),
        }
    }
}

fn header(block: &Block) -> String {
    let labels: String = block.labels.iter().map(|label| format!(" {:?}", label.as_str())).collect();
    format!("{}{labels} {{}}", block.ident.as_str())
}

/// A template without holes is a text.
fn literal<'e>(elements: impl Iterator<Item = &'e Element>, source: &str) -> Tree {
    let mut text = String::new();
    for element in elements {
        match element {
            Element::Literal(part) => text.push_str(part.as_str()),
            _ => return Tree::leaf("source", source),
        }
    }
    Tree::leaf("text", &text)
}

/// JSON.
pub(crate) fn json(text: &str) -> Result<Tree, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(text).map(|value| json_tree(&value)).map_err(|error| error.to_string())
}

fn json_tree(value: &Value) -> Tree {
    match value {
        Value::Null => Tree::leaf("null", ""),
        Value::Bool(value) => Tree::leaf("bool", &value.to_string()),
        Value::Number(number) => Tree::leaf("number", &number.to_string()),
        Value::String(text) => Tree::leaf("text", text),
        Value::Array(items) => Tree::List(items.iter().map(json_tree).collect()),
        Value::Object(entries) => {
            Tree::Map(entries.iter().map(|(name, value)| (name.clone(), json_tree(value))).collect())
        }
    }
}

/// PyYAML in a process of its own.
pub(crate) struct Yaml {
    python: Child,
    answers: BufReader<ChildStdout>,
}

impl Yaml {
    /// Starts it, if there is a Python with PyYAML.
    pub(crate) fn start() -> Result<Self, String> {
        let program = tools::program("python3", "SHIRUBE_PYTHON")?;
        let has_yaml = Command::new(&program).args(["-c", "import yaml"]).output();
        if !has_yaml.is_ok_and(|output| output.status.success()) {
            return Err("python3 has no PyYAML".to_owned());
        }
        let mut command = Command::new(program);
        command.args(["-c", include_str!("compose.py")]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut python = command.spawn().map_err(|error| error.to_string())?;
        let answers = BufReader::new(python.stdout.take().ok_or("python3 has no output")?);
        Ok(Self { python, answers })
    }

    /// YAML. Errs with PyYAML's words.
    pub(crate) fn read(&mut self, text: &str) -> Result<Tree, String> {
        let input = self.python.stdin.as_mut().expect("python3 listens");
        writeln!(input, "{}", Value::from(text)).expect("python3 listens");
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("python3 answers");
        let answer: Value = serde_json::from_str(&line).expect("python3 answers in JSON");
        match answer["error"].as_str() {
            Some(error) => Err(error.to_owned()),
            None => Ok(yaml_tree(&answer)),
        }
    }
}

impl Drop for Yaml {
    fn drop(&mut self) {
        drop(self.python.stdin.take());
        let _ = self.python.wait();
    }
}

fn yaml_tree(value: &Value) -> Tree {
    let text = || value[1].as_str().unwrap_or_default();
    match value[0].as_str() {
        Some("bool") => Tree::leaf("bool", &value[1].to_string()),
        Some("tag") => Tree::Tagged(text().to_owned(), Box::new(yaml_tree(&value[2]))),
        Some("list") => Tree::List(value[1].as_array().into_iter().flatten().map(yaml_tree).collect()),
        Some("map") => {
            let pairs = value[1].as_array().into_iter().flatten();
            Tree::Map(
                pairs.map(|pair| (pair[0].as_str().unwrap_or_default().to_owned(), yaml_tree(&pair[1]))).collect(),
            )
        }
        Some(kind) => Tree::leaf(kind, text()),
        None => Tree::leaf("null", ""),
    }
}
