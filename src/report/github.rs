//! Annotations of GitHub Actions: one workflow command a diagnostic.

use std::io::{self, Write};

use crate::rules::Severity;

use super::Report;

/// Writes the report as workflow commands.
///
/// # Errors
/// What the writer says.
pub(crate) fn github(report: &Report<'_>, out: &mut impl Write) -> io::Result<()> {
    for (file, placed, place) in report.sorted() {
        let diagnostic = &placed.diagnostic;
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Information | Severity::Hint => "notice",
        };
        // A column range on several lines is refused.
        let columns = if place.line == place.end_line {
            format!(",col={},endColumn={}", place.column, place.end_column)
        } else {
            String::new()
        };
        writeln!(
            out,
            "::{command} file={},line={},endLine={}{columns},title={}::{}",
            property(&file.path),
            place.line,
            place.end_line,
            property(&diagnostic.code),
            data(&diagnostic.message),
        )?;
    }
    Ok(())
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_a_command_is_escaped() {
        assert_eq!(data("50%\nmore"), "50%25%0Amore");
        assert_eq!(property("C:/a,b.tf"), "C%3A/a%2Cb.tf");
    }
}
