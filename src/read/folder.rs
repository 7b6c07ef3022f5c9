//! A folder to the article files in it.
//!
//! Input: a folder. Output: paths of all files with a known ending, those of subfolders too, sorted by name.
//! Invariant: the order is the same on every machine; hidden files and linked folders (which may form circles) are left out.

use super::Format;
use crate::error::{Error, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// Paths in order; a folder that cannot be read is an error in its place.
pub(super) fn files(root: &Path) -> Vec<Result<PathBuf>> {
    let mut found = Vec::new();
    let mut left = vec![root.to_path_buf()];
    while let Some(path) = left.pop() {
        if path != root && !path.is_dir() {
            found.push(Ok(path));
            continue;
        }
        match children(&path) {
            // The last in is the first out.
            Ok(children) => left.extend(children.into_iter().rev()),
            Err(e) => found.push(Err(Error::input(format!("cannot be read: {e}")).in_file(path.display().to_string()))),
        }
    }
    found
}

fn children(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut children = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        let wanted = if path.is_dir() { !entry.file_type()?.is_symlink() } else { Format::of_path(&path).is_some() };
        if wanted && !hidden {
            children.push(path);
        }
    }
    children.sort();
    Ok(children)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_sorted_and_hidden_ones_left_out() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("b/deep")).unwrap();
        fs::create_dir(dir.path().join(".hidden")).unwrap();
        for name in ["c.txt", "a.MD", "b/2.html", "b/1.json", "b/deep/x.jsonl", ".x.txt", ".hidden/y.txt", "d.png", "e"]
        {
            fs::write(dir.path().join(name), "x").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(dir.path(), dir.path().join("b/circle")).unwrap();
        let names: Vec<String> = files(dir.path())
            .into_iter()
            .map(|p| p.unwrap().strip_prefix(dir.path()).unwrap().display().to_string())
            .collect();
        assert_eq!(names, ["a.MD", "b/1.json", "b/2.html", "b/deep/x.jsonl", "c.txt"]);
    }
}
