//! From the start of the process to the answer of `initialize`, next to `shirube --version`,
//! which starts the same program and does nothing.

#![allow(clippy::print_stdout, reason = "a bench prints its result")]

mod measure;

use std::io::{self, BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Instant;

use measure::{Samples, micros};

const PROGRAM: &str = env!("CARGO_BIN_EXE_shirube");
const RUNS: usize = 100;

fn main() -> io::Result<()> {
    let (mut nothing, mut initialize) = (Samples::default(), Samples::default());
    for _ in 0..RUNS {
        let start = Instant::now();
        Command::new(PROGRAM).arg("--version").stdout(Stdio::null()).status()?;
        nothing.push(start.elapsed());
        start_server(&mut initialize)?;
    }
    for (name, samples) in [("--version", &nothing), ("initialize", &initialize)] {
        let [least, median, p99] = [0.0, 0.5, 0.99].map(|share| micros(samples.at(share)) / 1e3);
        println!("{name:<12} least {least:>6.1} ms   p50 {median:>6.1} ms   p99 {p99:>6.1} ms");
    }
    println!("ratio p50 {:.2}", micros(initialize.median()) / micros(nothing.median()));
    Ok(())
}

fn start_server(samples: &mut Samples) -> io::Result<()> {
    let start = Instant::now();
    let mut server = Command::new(PROGRAM).arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let (Some(mut input), Some(output)) = (server.stdin.take(), server.stdout.take()) else {
        return Err(io::Error::other("the server has no pipes"));
    };
    let mut output = BufReader::new(output);
    let request = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}"#;
    write!(input, "Content-Length: {}\r\n\r\n{request}", request.len())?;
    input.flush()?;
    let answer = read_message(&mut output)?;
    samples.push(start.elapsed());
    if !answer.contains("capabilities") {
        return Err(io::Error::other(format!("unexpected answer: {answer}")));
    }
    drop(input);
    server.wait()?;
    Ok(())
}

fn read_message(output: &mut impl BufRead) -> io::Result<String> {
    let mut length = 0;
    loop {
        let mut header = String::new();
        output.read_line(&mut header)?;
        match header.trim_end().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().map_err(io::Error::other)?,
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body)?;
    String::from_utf8(body).map_err(io::Error::other)
}
