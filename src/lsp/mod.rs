//! The language server: the Language Server Protocol on one side, `analysis` on the other.
//!
//! Bytes come in through `framing` and `message`, pass the `guard`, reach the `server`, and leave through the `outbox`.

mod capabilities;
#[cfg(test)]
#[path = "../../tests/lsp/client.rs"]
mod client;
mod code_actions;
mod framing;
mod from_proto;
mod guard;
mod index;
mod message;
mod neighbours;
mod outbox;
mod publish;
mod server;
mod session;
mod settings;
mod to_proto;
mod uri;
mod workspace;

use std::fs::File;
use std::io::{self, Read, Write};
use std::process::ExitCode;

use server::Server;

/// Serves the editor on standard input and output until it leaves.
///
/// # Errors
/// When standard output cannot be opened or a thread cannot be started.
pub fn serve() -> io::Result<ExitCode> {
    serve_on(io::stdin(), unbuffered_stdout()?).map(ExitCode::from)
}

/// Serves a client on any pair of streams, and returns the exit code: 0 when it said `shutdown` before it left, else 1.
///
/// # Errors
/// When a thread cannot be started.
pub fn serve_on(input: impl Read + Send + 'static, output: impl Write + Send + 'static) -> io::Result<u8> {
    session::run(input, output, Server::new)
}

/// Standard output without the line buffering, which would cut every frame into two writes.
fn unbuffered_stdout() -> io::Result<File> {
    #[cfg(unix)]
    let handle = std::os::fd::AsFd::as_fd(&io::stdout()).try_clone_to_owned()?;
    #[cfg(windows)]
    let handle = std::os::windows::io::AsHandle::as_handle(&io::stdout()).try_clone_to_owned()?;
    Ok(File::from(handle))
}
