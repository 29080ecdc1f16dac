//! Turns a message body into a request, a notification or a response, or into the error to answer with.

use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};

/// A well-formed message of the client.
#[derive(Debug)]
pub(crate) enum Message {
    /// A request or a notification.
    Request(Request),
    /// The answer to a request of ours.
    Response(Response),
}

/// The members of a JSON-RPC message, present or not. `Some(Null)` is a member that is there and null.
#[derive(Deserialize)]
struct Envelope {
    #[serde(default, deserialize_with = "present")]
    jsonrpc: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    id: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    method: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    params: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    result: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    error: Option<Value>,
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// Decodes one body.
///
/// # Errors
/// The response that tells the client what is wrong. Its id is null where the id cannot be known.
pub(crate) fn decode(body: &[u8]) -> Result<Message, Box<Response>> {
    let envelope = parse(body).map_err(|error| {
        let code = if error.is_data() { ErrorCode::InvalidRequest } else { ErrorCode::ParseError };
        refusal(Id::Null, code, error.to_string())
    })?;
    let id = envelope.id.map(to_id).transpose()?;
    let invalid = |why: &str| refusal(id.clone().unwrap_or(Id::Null), ErrorCode::InvalidRequest, why.to_owned());
    if envelope.jsonrpc != Some(json!("2.0")) {
        return Err(invalid("expected JSON-RPC version \"2.0\""));
    }
    match (envelope.method, envelope.result, envelope.error) {
        (Some(Value::String(method)), ..) => Ok(Message::Request(to_request(method, id, envelope.params))),
        (Some(_), ..) => Err(invalid("the method is not a string")),
        (None, None, None) => Err(invalid("neither a method nor a result nor an error")),
        (None, _, Some(error)) => Ok(Message::Response(Response::from_error(id.unwrap_or(Id::Null), to_error(error)))),
        (None, Some(result), None) => Ok(Message::Response(Response::from_ok(id.unwrap_or(Id::Null), result))),
    }
}

/// An error response.
pub(crate) fn refusal(id: Id, code: ErrorCode, message: String) -> Box<Response> {
    Box::new(Response::from_error(id, Error { code, message: message.into(), data: None }))
}

fn parse(body: &[u8]) -> serde_json::Result<Envelope> {
    serde_json::from_slice(body).or_else(|error| match replace_lone_surrogates(body) {
        Some(mended) => serde_json::from_slice(&mended),
        None => Err(error),
    })
}

/// Replaces escapes of half a surrogate pair by U+FFFD, which is as long in UTF-16; `None` if there are none.
///
/// JavaScript clients send such halves when an edit falls inside an emoji. Refusing the notification would leave the
/// server with a text that is no longer the editor's.
fn replace_lone_surrogates(body: &[u8]) -> Option<Vec<u8>> {
    let mut mended = None;
    let mut at = 0;
    while let Some(&byte) = body.get(at) {
        if byte != b'\\' {
            at += 1;
            continue;
        }
        at += match (unit(body, at), unit(body, at + 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => {
                mended.get_or_insert_with(|| body.to_vec())[at + 2..at + 6].copy_from_slice(b"FFFD");
                6
            }
            (Some(_), _) => 6,
            (None, _) => 2,
        };
    }
    mended
}

/// The UTF-16 unit of the escape `\u` with four digits at an offset.
fn unit(body: &[u8], at: usize) -> Option<u16> {
    let digits = body.get(at..at + 6)?.strip_prefix(b"\\u")?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn to_id(id: Value) -> Result<Id, Box<Response>> {
    match id {
        Value::Null => Ok(Id::Null),
        Value::String(text) => Ok(Id::String(text)),
        Value::Number(number) if number.is_i64() => Ok(Id::Number(number.as_i64().unwrap_or_default())),
        _ => Err(refusal(Id::Null, ErrorCode::InvalidRequest, "an id is an integer or a string".to_owned())),
    }
}

fn to_request(method: String, id: Option<Id>, params: Option<Value>) -> Request {
    // Clients differ in how they spell "no parameters"; the router takes only one spelling a method.
    let params = match method.as_str() {
        "shutdown" | "exit" => None,
        "initialized" => Some(json!({})),
        _ => params.filter(|params| !params.is_null()),
    };
    let mut request = Request::build(method);
    if let Some(params) = params {
        request = request.params(params);
    }
    if let Some(id) = id {
        request = request.id(id);
    }
    request.finish()
}

fn to_error(error: Value) -> Error {
    let code = error.get("code").and_then(Value::as_i64).unwrap_or(ErrorCode::InternalError.code());
    let message = error.get("message").and_then(Value::as_str).unwrap_or_default().to_owned();
    Error { code: code.into(), message: message.into(), data: error.get("data").cloned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(body: &str) -> Request {
        match decode(body.as_bytes()) {
            Ok(Message::Request(request)) => request,
            other => panic!("{other:?}"),
        }
    }

    fn response(body: &str) -> Response {
        match decode(body.as_bytes()) {
            Ok(Message::Response(response)) => response,
            other => panic!("{other:?}"),
        }
    }

    #[track_caller]
    fn check_refused(body: impl AsRef<[u8]>, id: Id, code: ErrorCode) {
        let refused = decode(body.as_ref()).unwrap_err();
        assert_eq!((refused.id(), refused.error().unwrap().code), (&id, code), "{refused:?}");
    }

    #[test]
    fn requests_notifications_and_responses_are_told_apart() {
        assert_eq!(request(r#"{"jsonrpc":"2.0","id":1,"method":"a","params":[1]}"#).id(), Some(&Id::Number(1)));
        assert_eq!(request(r#"{"jsonrpc":"2.0","id":"x","method":"a"}"#).id(), Some(&Id::String("x".into())));
        assert_eq!(request(r#"{"jsonrpc":"2.0","method":"a"}"#).id(), None);
        assert_eq!(response(r#"{"jsonrpc":"2.0","id":1,"result":null}"#).result(), Some(&Value::Null));
        let refused = response(r#"{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no","stack":"…"}}"#);
        assert_eq!(refused.error().unwrap().code, ErrorCode::MethodNotFound);
    }

    #[test]
    fn what_is_not_json_is_a_parse_error() {
        let deep = "[".repeat(100_000);
        for body in ["", "{", "{\"jsonrpc\":\"2.0\",", "nonsense", &deep] {
            check_refused(body, Id::Null, ErrorCode::ParseError);
        }
        check_refused(b"{\"jsonrpc\":\"2.0\",\"method\":\"\xff\xfe\"}", Id::Null, ErrorCode::ParseError);
    }

    #[test]
    fn json_that_is_no_message_is_an_invalid_request() {
        for body in ["1", "[]", "null", "\"text\"", r#"{"jsonrpc":"2.0","jsonrpc":"2.0"}"#] {
            check_refused(body, Id::Null, ErrorCode::InvalidRequest);
        }
        for body in
            [r#"{"id":7,"method":"a"}"#, r#"{"jsonrpc":"2.0","id":7}"#, r#"{"jsonrpc":"2.0","id":7,"method":1}"#]
        {
            check_refused(body, Id::Number(7), ErrorCode::InvalidRequest);
        }
    }

    #[test]
    fn an_id_is_an_integer_or_a_string() {
        for id in ["1.5", "1e3", "true", "{}", "[1]", "18446744073709551615"] {
            let body = format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"a"}}"#);
            check_refused(body, Id::Null, ErrorCode::InvalidRequest);
        }
    }

    #[test]
    fn missing_parameters_may_be_spelled_in_any_way() {
        for params in ["", r#","params":null"#, r#","params":{}"#, r#","params":[]"#] {
            let body = |method: &str| format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}"{params}}}"#);
            assert_eq!(request(&body("shutdown")).params(), None);
            assert_eq!(request(&body("initialized")).params(), Some(&json!({})));
        }
    }

    #[test]
    fn half_a_surrogate_pair_becomes_a_replacement_character() {
        let text = |escaped: &str| {
            let body = format!(r#"{{"jsonrpc":"2.0","method":"a","params":["{escaped}"]}}"#);
            request(&body).params().unwrap()[0].as_str().unwrap().to_owned()
        };
        assert_eq!(text(r"a\ud83db"), "a\u{FFFD}b");
        assert_eq!(text(r"\udE00\uD83D\uDE00\uD83D"), "\u{FFFD}😀\u{FFFD}");
        assert_eq!(text(r"\\ud83d \uD83D"), "\\ud83d \u{FFFD}");
    }
}
