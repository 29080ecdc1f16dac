//! The only way out: one thread owns the output and writes whole frames, whoever they come from.

use std::io::{self, BufWriter, Write};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use serde::Serialize;

/// A handle for sending messages to the client. Clones share one output, and frames never interleave.
#[derive(Clone, Debug)]
pub(crate) struct Outbox {
    queue: Sender<Item>,
}

#[derive(Debug)]
enum Item {
    Body(Vec<u8>),
    /// Nothing follows. Dropping the sender tells that everything before has been written.
    End(Sender<()>),
}

impl Outbox {
    /// Starts the thread that writes to `output`. It calls `on_closed` if the client no longer takes anything.
    ///
    /// # Errors
    /// When the thread cannot be started.
    pub(crate) fn open(
        output: impl Write + Send + 'static,
        on_closed: impl FnOnce() + Send + 'static,
    ) -> io::Result<Outbox> {
        let (queue, items) = mpsc::channel();
        thread::Builder::new().name("output".to_owned()).spawn(move || {
            if write_frames(BufWriter::new(output), &items).is_err() {
                on_closed();
            }
        })?;
        Ok(Outbox { queue })
    }

    /// Sends a message. After the output has closed this does nothing: the session is about to end.
    pub(crate) fn send<T: Serialize>(&self, message: &T) {
        // Serialising plain JSON values into memory cannot fail.
        if let Ok(body) = serde_json::to_vec(message) {
            self.send_body(body);
        }
    }

    /// Sends a message that is already JSON.
    pub(crate) fn send_body(&self, body: Vec<u8>) {
        drop(self.queue.send(Item::Body(body)));
    }

    /// Ends the output and waits until everything sent so far is written, but no longer than `limit`: a client that
    /// has stopped reading must not keep the process alive.
    pub(crate) fn end(&self, limit: Duration) {
        let (done, ended) = mpsc::channel();
        drop(self.queue.send(Item::End(done)));
        let _ = ended.recv_timeout(limit);
    }
}

fn write_frames(mut output: impl Write, items: &Receiver<Item>) -> io::Result<()> {
    while let Ok(first) = items.recv() {
        for item in std::iter::once(first).chain(items.try_iter()) {
            match item {
                Item::Body(body) => write_frame(&mut output, &body)?,
                Item::End(_done) => return output.flush(),
            }
        }
        output.flush()?;
    }
    Ok(())
}

fn write_frame(output: &mut impl Write, body: &[u8]) -> io::Result<()> {
    write!(output, "Content-Length: {}\r\n\r\n", body.len())?;
    output.write_all(body)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn frames_of_many_threads_do_not_interleave() {
        let (mut reader, writer) = io::pipe().unwrap();
        let outbox = Outbox::open(writer, || ()).unwrap();
        let senders: Vec<_> = ["標", "b"]
            .map(|text| {
                let outbox = outbox.clone();
                thread::spawn(move || (0..100).for_each(|_| outbox.send(&text)))
            })
            .into();
        senders.into_iter().for_each(|sender| sender.join().unwrap());
        outbox.end(Duration::from_secs(10));

        let mut written = String::new();
        reader.read_to_string(&mut written).unwrap();
        let frames: Vec<_> = written.split_inclusive('"').collect::<Vec<_>>().chunks(2).map(<[_]>::concat).collect();
        let count = |frame: &str| frames.iter().filter(|found| *found == frame).count();
        assert_eq!(count("Content-Length: 5\r\n\r\n\"標\""), 100);
        assert_eq!(count("Content-Length: 3\r\n\r\n\"b\""), 100);
    }

    #[test]
    fn a_closed_output_is_noticed() {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let (closed, noticed) = mpsc::channel();
        let outbox = Outbox::open(writer, move || closed.send(()).unwrap()).unwrap();
        outbox.send(&1);
        noticed.recv_timeout(Duration::from_secs(10)).unwrap();
        outbox.send(&2);
    }
}
