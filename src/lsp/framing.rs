//! Cuts the bytes of an editor into message bodies, and finds its way back after anything that is not a message.
//!
//! A header may be spelled in any case and come with any companions. What cannot be a header is skipped up to the next
//! `Content-Length`, and reported once a run, so that one broken message never costs the session.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

/// The longest body that is read into memory, in bytes.
///
/// The largest thing an editor sends is a whole document, as a JSON string that escapes may stretch to twice its size.
/// No template or design document comes near 32 MiB, and a client that lies about a length must not exhaust the memory.
pub(crate) const MAX_BODY: u64 = 64 * 1024 * 1024;

/// The longest body that is skipped by counting, in bytes.
///
/// A larger number is a mistake rather than a message: counting it would swallow everything that follows, for ever.
const MAX_SKIP: u64 = 1024 * 1024 * 1024;

/// The longest line that can be a header, in bytes; `Content-Type` with a charset needs about 60.
const MAX_HEADER_LINE: u64 = 4096;

/// How much of an overlong line is kept, so that a header cut in two by the limit is still found.
const KEPT_TAIL: usize = 64;

const LENGTH_HEADER: &[u8] = b"content-length:";

/// What came in: a body, or the reason why there is none.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Frame {
    /// The body of one message, not yet known to be UTF-8 or JSON.
    Body(Vec<u8>),
    /// Bytes that were skipped.
    Skipped(Skipped),
}

/// Why bytes were skipped.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Skipped {
    /// Something other than a header stood where a header belongs.
    NoHeader,
    /// A header block ended without `Content-Length`.
    NoLength,
    /// The value of `Content-Length` is not a number of bytes.
    BadLength,
    /// The body is longer than the limit; its length in bytes.
    TooLong(u64),
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Skipped::NoHeader => f.write_str("expected a header, skipping to the next Content-Length"),
            Skipped::NoLength => f.write_str("missing Content-Length header"),
            Skipped::BadLength => f.write_str("invalid Content-Length header"),
            Skipped::TooLong(length) => {
                write!(f, "message of {length} bytes exceeds the limit of {MAX_BODY} bytes")
            }
        }
    }
}

/// Reads frames from a stream until it ends.
pub(crate) struct Frames<R> {
    input: BufReader<R>,
    /// The header line that is being read, or the tail of one that is too long.
    line: Vec<u8>,
    /// The length announced by the header block that is being read.
    length: Option<u64>,
    /// The header block that is being read has had at least one line.
    in_header: bool,
    /// The current run of rubbish has been reported.
    lost: bool,
}

impl<R: Read> Frames<R> {
    pub(crate) fn new(input: R) -> Self {
        let input = BufReader::with_capacity(64 * 1024, input);
        Frames { input, line: Vec::new(), length: None, in_header: false, lost: false }
    }

    /// The next frame; `None` at the end of the stream. An incomplete last message is dropped.
    ///
    /// # Errors
    /// When the stream itself cannot be read.
    pub(crate) fn next_frame(&mut self) -> io::Result<Option<Frame>> {
        while self.input.by_ref().take(MAX_HEADER_LINE).read_until(b'\n', &mut self.line)? > 0 {
            if let Some(frame) = self.accept_line()? {
                return Ok(Some(frame));
            }
        }
        Ok(None)
    }

    /// Takes the line just read into account, and forgets it.
    fn accept_line(&mut self) -> io::Result<Option<Frame>> {
        if !self.line.ends_with(b"\n") {
            // Too long for a header, unless the stream ends here, and then nothing follows anyway.
            self.line.drain(..self.line.len().saturating_sub(KEPT_TAIL));
            return Ok(self.lose(Skipped::NoHeader));
        }
        let line = std::mem::take(&mut self.line);
        let text = line.trim_ascii();
        if text.is_empty() {
            self.end_header()
        } else if let Some(start) = find_length_header(text) {
            self.length = parse_length(&text[start + LENGTH_HEADER.len()..]);
            self.in_header = self.length.is_some();
            Ok(match self.length {
                None => self.lose(Skipped::BadLength),
                Some(_) if start > 0 => self.lose(Skipped::NoHeader),
                Some(_) => None,
            })
        } else if is_header(text) {
            self.in_header = true;
            Ok(None)
        } else {
            Ok(self.lose(Skipped::NoHeader))
        }
    }

    /// A blank line: the body follows, if a length is known.
    fn end_header(&mut self) -> io::Result<Option<Frame>> {
        let had_header = std::mem::take(&mut self.in_header);
        let Some(length) = self.length.take() else {
            return Ok(if had_header { self.lose(Skipped::NoLength) } else { None });
        };
        self.lost = false;
        if length > MAX_BODY {
            if length <= MAX_SKIP {
                io::copy(&mut self.input.by_ref().take(length), &mut io::sink())?;
            }
            return Ok(Some(Frame::Skipped(Skipped::TooLong(length))));
        }
        // Grows with the bytes that come, not with the bytes that were promised.
        let mut body = Vec::new();
        let read = self.input.by_ref().take(length).read_to_end(&mut body)?;
        Ok((read as u64 == length).then_some(Frame::Body(body)))
    }

    /// Reports a run of rubbish the first time it is noticed.
    fn lose(&mut self, reason: Skipped) -> Option<Frame> {
        (!std::mem::replace(&mut self.lost, true)).then_some(Frame::Skipped(reason))
    }
}

/// Where the length header starts: at 0 in an ordinary line, later where rubbish precedes it.
fn find_length_header(line: &[u8]) -> Option<usize> {
    line.windows(LENGTH_HEADER.len()).rposition(|window| window.eq_ignore_ascii_case(LENGTH_HEADER))
}

fn parse_length(value: &[u8]) -> Option<u64> {
    let digits = std::str::from_utf8(value.trim_ascii()).ok()?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

fn is_header(line: &[u8]) -> bool {
    let name = line.split(|&byte| byte == b':').next().unwrap_or_default();
    !name.is_empty() && name.len() < line.len() && name.iter().all(|&byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(input: impl AsRef<[u8]>, expected: &[Frame]) {
        let mut frames = Frames::new(input.as_ref());
        let mut found = Vec::new();
        while let Some(frame) = frames.next_frame().unwrap() {
            found.push(frame);
        }
        assert_eq!(found, expected);
    }

    fn body(text: &str) -> Frame {
        Frame::Body(text.into())
    }

    fn skipped(reason: Skipped) -> Frame {
        Frame::Skipped(reason)
    }

    #[test]
    fn headers_come_in_any_spelling_and_number() {
        check("Content-Length: 2\r\n\r\n{}", &[body("{}")]);
        check("content-length:2\n\n{}CONTENT-LENGTH:  1  \r\n\r\n1", &[body("{}"), body("1")]);
        check(
            "Content-Type: application/vscode-jsonrpc\r\nX-A: 1\r\nX-B: 2\r\nContent-Length: 2\r\n\r\n{}",
            &[body("{}")],
        );
    }

    #[test]
    fn a_length_counts_bytes() {
        check("Content-Length: 6\r\n\r\n標標Content-Length: 1\r\n\r\n1", &[body("標標"), body("1")]);
    }

    #[test]
    fn rubbish_is_reported_once_and_skipped() {
        let input = "rubbish\r\n\r\nmore { rubbish }\nContent-Length: 1\r\n\r\n1Content-Length: 1\r\n\r\n2";
        check(input, &[skipped(Skipped::NoHeader), body("1"), body("2")]);
    }

    #[test]
    fn a_message_that_follows_rubbish_on_the_same_line_is_found() {
        check("}}Content-Length: 1\r\n\r\n1", &[skipped(Skipped::NoHeader), body("1")]);
        let long = "x".repeat(3 * MAX_HEADER_LINE as usize - 5) + "Content-Length: 1\r\n\r\n1";
        check(long, &[skipped(Skipped::NoHeader), body("1")]);
    }

    #[test]
    fn a_length_that_is_too_short_costs_one_message() {
        let input = "Content-Length: 3\r\n\r\n{\"a\":1}\r\nContent-Length: 1\r\n\r\n1";
        check(input, &[body("{\"a"), skipped(Skipped::NoHeader), body("1")]);
    }

    #[test]
    fn a_header_block_needs_a_valid_length() {
        let next = "Content-Length: 1\r\n\r\n1";
        check(format!("Content-Type: x\r\n\r\n{next}"), &[skipped(Skipped::NoLength), body("1")]);
        for bad in ["-1", "many", "", "1.5", "18446744073709551616"] {
            check(format!("Content-Length: {bad}\r\n\r\n{next}"), &[skipped(Skipped::BadLength), body("1")]);
        }
    }

    #[test]
    fn blank_lines_between_messages_are_ignored() {
        check("\r\n\nContent-Length: 1\r\n\r\n1\r\n\r\nContent-Length: 1\r\n\r\n2", &[body("1"), body("2")]);
    }

    #[test]
    fn an_absurd_length_does_not_swallow_what_follows() {
        let input = format!("Content-Length: {}\r\n\r\nContent-Length: 1\r\n\r\n1", u64::MAX);
        check(input, &[skipped(Skipped::TooLong(u64::MAX)), body("1")]);
    }

    #[test]
    fn an_oversized_body_is_skipped_without_being_stored() {
        let length = MAX_BODY + 1;
        let start = format!("Content-Length: {length}\r\n\r\n");
        let input = start.as_bytes().chain(io::repeat(b'x').take(length)).chain(&b"Content-Length: 1\r\n\r\n1"[..]);
        let mut frames = Frames::new(input);
        assert_eq!(frames.next_frame().unwrap(), Some(skipped(Skipped::TooLong(length))));
        assert_eq!(frames.next_frame().unwrap(), Some(body("1")));
    }

    #[test]
    fn an_incomplete_last_message_is_dropped() {
        check("Content-Length: 10\r\n\r\n{}", &[]);
        check("Content-Len", &[skipped(Skipped::NoHeader)]);
    }
}
