//! The store's folder: manifest, lock, and files that are whole or not there.
//!
//! Input: a directory. Output: its manifest, the names of its articles, and writes that no kill can leave half done.
//! Invariant: a directory that is not a store is never touched; a file is written beside its place and renamed into it.
//! A change that older programs cannot read raises `FORMAT`; they then say that they are too old.

use crate::error::{Error, Result};
use crate::graph::Base;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The newest layout that this program reads, and the one that it writes.
const FORMAT: u64 = 1;
const MANIFEST: &str = "manifest.json";
const LOCK: &str = "lock";
const ARTICLES: &str = "articles";
const FOREIGN: &str = "foreign";

#[derive(Serialize, Deserialize)]
struct Manifest {
    format: u64,
    base: String,
    /// Whose world the cache holds; for a person who looks: the cache's own digest decides.
    resolver: String,
}

/// A directory that is a store of a format this program reads.
pub(super) struct Folder {
    dir: PathBuf,
    pub base: Base,
}

impl Folder {
    /// Reads the manifest.
    pub fn open(dir: &Path) -> Result<Folder> {
        if !dir.exists() {
            return Err(Error::store("there is no store here: `rapporteur ingest` makes one").in_file(name(dir)));
        }
        let path = dir.join(MANIFEST);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Err(no_store(dir)),
            Err(e) => return Err(Error::from(e).in_file(name(&path))),
        };
        let damaged = |e: serde_json::Error| {
            Error::store(format!(
                "the manifest is damaged ({e}): expected {{\"format\": {FORMAT}, \"base\": …, \"resolver\": …}}"
            ))
            .at(name(&path), e.line(), e.column())
        };
        // The format first: a newer manifest may lack all else.
        let raw: serde_json::Value = serde_json::from_str(&text).map_err(damaged)?;
        match raw.get("format").and_then(serde_json::Value::as_u64) {
            None => return Err(no_store(dir)),
            Some(format) if format > FORMAT => {
                return Err(Error::store(format!(
                    "was written by a newer rapporteur (format {format}; this one reads up to {FORMAT}): update rapporteur"
                ))
                .in_file(name(dir)));
            }
            Some(_) => {}
        }
        let manifest: Manifest = serde_json::from_str(&text).map_err(damaged)?;
        let base = Base::new(&manifest.base).map_err(|e| Error::store(e.to_string()).in_file(name(&path)))?;
        Ok(Folder { dir: dir.to_owned(), base })
    }

    /// Opens the store for its one writer, or makes one; the lock lasts as long as the file that comes with it.
    pub fn open_to_write(dir: &Path, base: Option<&Base>, resolver: &str) -> Result<(Folder, File)> {
        if !is_store(dir)? {
            if !is_vacant(dir)? {
                return Err(no_store(dir));
            }
            fs::create_dir_all(dir).map_err(|e| Error::from(e).in_file(name(dir)))?;
        }
        let lock = lock(dir)?;
        // Whoever had the lock before may have made the store.
        let folder = if is_store(dir)? {
            Folder::open(dir)?
        } else {
            let folder = Folder { dir: dir.to_owned(), base: base.cloned().unwrap_or_default() };
            folder.write_manifest(resolver)?;
            folder
        };
        if let Some(base) = base.filter(|b| **b != folder.base) {
            return Err(Error::store(format!(
                "has the base {}, which cannot become {base}: leave --base out, or ingest into another store",
                folder.base
            ))
            .in_file(name(dir)));
        }
        let articles = dir.join(ARTICLES);
        fs::create_dir_all(&articles).map_err(|e| Error::from(e).in_file(name(&articles)))?;
        for place in [dir, articles.as_path(), &dir.join(FOREIGN)] {
            for leftover in files(place)?.into_iter().filter(|f| f.ends_with(".tmp")) {
                remove(&place.join(leftover))?;
            }
        }
        Ok((folder, lock))
    }

    /// Writes the manifest with the resolver's version.
    pub fn write_manifest(&self, resolver: &str) -> Result<()> {
        let manifest = Manifest { format: FORMAT, base: self.base.as_str().to_owned(), resolver: resolver.to_owned() };
        let text = serde_json::to_string_pretty(&manifest).map_err(|e| Error::store(e.to_string()))? + "\n";
        write_whole(&self.dir.join(MANIFEST), text.as_bytes())
    }

    /// Names of the articles in the folder, sorted: the last part of their IRIs.
    pub fn articles(&self) -> Result<Vec<String>> {
        let mut names: Vec<String> =
            files(&self.dir.join(ARTICLES))?.iter().filter_map(|f| f.strip_suffix(".nq")).map(str::to_owned).collect();
        names.sort_unstable();
        Ok(names)
    }

    /// The folder of the articles' files.
    pub fn articles_dir(&self) -> PathBuf {
        self.dir.join(ARTICLES)
    }

    /// The folder of the foreign graphs' files.
    pub fn foreign_dir(&self) -> PathBuf {
        self.dir.join(FOREIGN)
    }

    /// The file of an article.
    pub fn article(&self, name: &str) -> PathBuf {
        self.dir.join(ARTICLES).join(format!("{name}.nq"))
    }

    /// Names of the foreign graphs in the folder, sorted: the last part of their IRIs.
    pub fn foreign_graphs(&self) -> Result<Vec<String>> {
        let mut names: Vec<String> =
            files(&self.dir.join(FOREIGN))?.iter().filter_map(|f| f.strip_suffix(".nq")).map(str::to_owned).collect();
        names.sort_unstable();
        Ok(names)
    }

    /// The file of a foreign graph.
    pub fn foreign(&self, name: &str) -> PathBuf {
        self.dir.join(FOREIGN).join(format!("{name}.nq"))
    }

    /// The file of all judgements.
    pub fn judgements(&self) -> PathBuf {
        self.dir.join("judgements.nq")
    }

    /// The cache of the world.
    pub fn world(&self) -> PathBuf {
        self.dir.join("world.nq")
    }

    /// The folder of the on-disk triple store.
    pub fn quads(&self) -> PathBuf {
        self.dir.join("quads")
    }

    /// Makes all that was written last through a power cut: these articles, where they still are, and renames and removals.
    pub fn sync<'a>(&self, articles: impl IntoParallelIterator<Item = &'a String>) -> Result<()> {
        let sync = |name: &String| match File::open(self.article(name)) {
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(()),
            file => file.and_then(|f| f.sync_all()).map_err(|e| Error::from(e).in_file(name.as_str())),
        };
        articles.into_par_iter().try_for_each(sync)?;
        let places = [self.dir.clone(), self.dir.join(ARTICLES), self.dir.join(FOREIGN)];
        for dir in places.iter().filter(|dir| dir.exists()) {
            // Windows opens no directory as a file, and needs none synced.
            if cfg!(unix) {
                File::open(dir).and_then(|f| f.sync_all()).map_err(|e| Error::from(e).in_file(name(dir)))?;
            }
        }
        Ok(())
    }
}

/// How errors call a file.
pub(super) fn name(path: &Path) -> String {
    path.display().to_string()
}

/// The bytes of a file; `None` where there is none.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(Error::from(e).in_file(name(path))),
    }
}

/// Writes a file so that every reader sees the old one or the new one, and a kill or a power cut leaves one of them.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    write(path, bytes, File::sync_all)
}

/// The same, but a power cut before the next `Folder::sync` may leave a damaged file: one of many that are synced together.
pub(super) fn write_unsynced(path: &Path, bytes: &[u8]) -> Result<()> {
    write(path, bytes, |_| Ok(()))
}

fn write(path: &Path, bytes: &[u8], sync: impl FnOnce(&File) -> std::io::Result<()>) -> Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".tmp");
    let write = || {
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        sync(&file)?;
        fs::rename(&beside, path)
    };
    write().map_err(|e| Error::from(e).in_file(name(path)))
}

/// Removes a file; whether there was one.
pub(super) fn remove(path: &Path) -> Result<bool> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(false),
        Err(e) => Err(Error::from(e).in_file(name(path))),
    }
}

fn no_store(dir: &Path) -> Error {
    Error::store("is not a store of rapporteur, and is left as it is: expected a store, or a new or empty folder")
        .in_file(name(dir))
}

fn is_store(dir: &Path) -> Result<bool> {
    dir.join(MANIFEST).try_exists().or_else(|e| match e.kind() {
        ErrorKind::NotADirectory => Ok(false),
        _ => Err(Error::from(e).in_file(name(dir))),
    })
}

/// Whether a store can be made here: nothing is here, or only what a writer leaves that was killed before its manifest was written.
fn is_vacant(dir: &Path) -> Result<bool> {
    Ok(!dir.exists() || (dir.is_dir() && files(dir)?.iter().all(|f| f == LOCK || *f == format!("{MANIFEST}.tmp"))))
}

/// Names in a directory; none where there is no directory.
fn files(dir: &Path) -> Result<Vec<String>> {
    let list = || -> std::io::Result<Vec<String>> {
        fs::read_dir(dir)?.map(|e| Ok(e?.file_name().to_string_lossy().into_owned())).collect()
    };
    list().or_else(|e| match e.kind() {
        ErrorKind::NotFound => Ok(Vec::new()),
        _ => Err(Error::from(e).in_file(name(dir))),
    })
}

/// How often a lock that another holds is asked for again, every ten milliseconds.
const GRACE: u32 = 30;

/// Takes the writer's lock, which the system lets go when the process ends, however it ends.
fn lock(dir: &Path) -> Result<File> {
    let path = dir.join(LOCK);
    let failed = |e| Error::from(e).in_file(name(&path));
    let mut file = File::options().create(true).truncate(false).read(true).write(true).open(&path).map_err(failed)?;
    let mut taken = file.try_lock();
    // A lock that a process has just let go is held on while it starts another, which has all open files for a moment.
    for _ in 0..GRACE {
        if matches!(taken, Err(TryLockError::WouldBlock)) {
            std::thread::sleep(Duration::from_millis(10));
            taken = file.try_lock();
        }
    }
    match taken {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let owner = fs::read_to_string(&path).unwrap_or_default().trim().to_owned();
            let owner = if owner.is_empty() { String::new() } else { format!(" (process {owner})") };
            return Err(Error::store(format!(
                "another rapporteur{owner} is writing to this store: wait until it is done, or end it"
            ))
            .in_file(name(dir)));
        }
        Err(TryLockError::Error(e)) => return Err(failed(e)),
    }
    file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id())).map_err(failed)?;
    Ok(file)
}
