//! Where data goes: standard output, or a file that is replaced only when all is written.
//!
//! Input: a closure that writes. Output: bytes on standard output or in the file.
//! Invariant: a file named by the user holds its old contents or all of the new, never a part.

use crate::error::{Error, Result};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// A buffered sink whose errors say where they come from.
pub struct Output {
    name: String,
    sink: BufWriter<Box<dyn Write>>,
}

impl Output {
    fn new(name: impl Into<String>, sink: impl Write + 'static) -> Self {
        Output { name: name.into(), sink: BufWriter::new(Box::new(sink)) }
    }

    fn named<T>(&self, result: io::Result<T>) -> io::Result<T> {
        result.map_err(|e| io::Error::new(e.kind(), format!("{}: cannot be written: {e}", self.name)))
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.sink.write(bytes);
        self.named(result)
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = self.sink.flush();
        self.named(result)
    }
}

/// Writes to standard output.
pub fn print(write: impl FnOnce(&mut Output) -> Result<()>) -> Result<()> {
    let mut out = Output::new("standard output", io::stdout());
    write(&mut out)?;
    Ok(out.flush()?)
}

/// Writes to a file, or to standard output where none is named.
pub fn write(file: Option<&Path>, write: impl FnOnce(&mut Output) -> Result<()>) -> Result<()> {
    match file {
        None => print(write),
        Some(path) => replace(path, write),
    }
}

fn replace(path: &Path, write: impl FnOnce(&mut Output) -> Result<()>) -> Result<()> {
    let shown = path.display().to_string();
    let here = |e: io::Error| Error::from(e).in_file(&shown);
    // A device or a pipe cannot be replaced, and a link is to stay one.
    let target = match fs::canonicalize(path) {
        Ok(target) if fs::metadata(&target).is_ok_and(|m| m.is_file()) => target,
        Ok(_) => {
            let mut out = Output::new(&shown, File::options().write(true).open(path).map_err(here)?);
            write(&mut out)?;
            return Ok(out.flush()?);
        }
        Err(_) => path.to_path_buf(),
    };
    let name = target.file_name().ok_or_else(|| Error::input("is no file name").in_file(&shown))?;
    let draft = target.with_file_name(format!(".{}.{}.tmp", name.to_string_lossy(), std::process::id()));
    let file = File::create(&draft).map_err(here)?;
    let done = file.try_clone().map_err(Error::from).and_then(|handle| {
        let mut out = Output::new(&shown, handle);
        write(&mut out)?;
        out.flush()?;
        file.sync_all().map_err(here)?;
        fs::rename(&draft, &target).map_err(here)
    });
    if done.is_err() {
        let _ = fs::remove_file(&draft);
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file_and_no_draft() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("graph.ttl");
        replace(&path, |out| Ok(out.write_all(b"old")?)).unwrap();
        let failed = replace(&path, |out| {
            out.write_all(b"new")?;
            Err(Error::query("no"))
        });
        assert_eq!(failed.unwrap_err().to_string(), "no");
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        replace(&path, |out| Ok(out.write_all(b"new")?)).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
    }
}
