//! Standard output, whose reader may have enough before a command is done, as `| head -1` has: that is no failure.

use std::io::{self, Write};

use crate::failure::Failure;

/// Standard output. What is written after its reader has gone goes nowhere; the command does its work all the same.
pub(super) struct Output<W: Write> {
    to: W,
    is_read: bool,
}

/// Standard output, written in blocks: flush it.
pub(super) fn output() -> Output<io::BufWriter<io::Stdout>> {
    Output {
        to: io::BufWriter::new(io::stdout()),
        is_read: true,
    }
}

/// Writes a text as it is.
pub(super) fn write(bytes: &[u8]) -> Result<(), Failure> {
    let mut output = output();
    let written = output.write_all(bytes).and_then(|()| output.flush());
    written.map_err(Failure::failed)
}

/// Writes a line.
pub(super) fn line(text: &str) -> Result<(), Failure> {
    write(format!("{text}\n").as_bytes())
}

impl<W: Write> Output<W> {
    fn unless_gone<T>(&mut self, outcome: io::Result<T>, instead: T) -> io::Result<T> {
        match outcome {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.is_read = false;
                Ok(instead)
            }
            other => other,
        }
    }
}

impl<W: Write> Write for Output<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.is_read {
            return Ok(bytes.len());
        }
        let written = self.to.write(bytes);
        self.unless_gone(written, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.is_read {
            return Ok(());
        }
        let flushed = self.to.flush();
        self.unless_gone(flushed, ())
    }
}
