//! Files that the page made, written where people look for them. Knows no screen and no content.

use base64::Engine as _;
use std::path::{Path, PathBuf};
use wire::error::{ErrorCode, Problem};

/// Where people look for files a program made.
pub fn downloads() -> PathBuf {
    let home =
        std::env::var_os(if cfg!(windows) { "USERPROFILE" } else { "HOME" }).unwrap_or_default();
    let folder = Path::new(&home).join("Downloads");
    if folder.is_dir() { folder } else { home.into() }
}

/// Writes `base64`'s bytes as `name` into [`downloads`] and gives the path.
pub fn save(name: &str, base64: &str) -> Result<String, Problem> {
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(base64)
        .map_err(|e| unsaved(e.to_string()))?;
    write(name, &bytes)
}

/// Writes `bytes` as `name` into [`downloads`], replacing nothing, and gives the path.
pub fn write(name: &str, bytes: &[u8]) -> Result<String, Problem> {
    let path = free(&downloads(), name);
    std::fs::write(&path, bytes).map_err(|e| unsaved(format!("{}: {e}", path.display())))?;
    Ok(path.display().to_string())
}

fn unsaved(detail: String) -> Problem {
    Problem::new(ErrorCode::FileUnreadable, "The file could not be saved").detail(detail)
}

/// `name` in `folder`, numbered where that is taken: `chart.png`, `chart (2).png`. What a file name may not
/// hold becomes a dash, so that nothing is written elsewhere.
fn free(folder: &Path, name: &str) -> PathBuf {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_control() || "/\\:*?\"<>|".contains(c) {
                '-'
            } else {
                c
            }
        })
        .collect();
    let plain = plain.trim_matches(['.', ' ']);
    let plain = if plain.is_empty() { "file" } else { plain };
    let (stem, ending) = plain
        .rsplit_once('.')
        .map_or((plain, String::new()), |(stem, ending)| {
            (stem, format!(".{ending}"))
        });
    let mut path = folder.join(plain);
    let mut number = 2;
    while path.exists() {
        path = folder.join(format!("{stem} ({number}){ending}"));
        number += 1;
    }
    path
}

#[cfg(test)]
mod tests {
    use super::free;

    #[test]
    fn a_name_never_leaves_the_folder_nor_replaces_a_file() {
        let folder = std::env::temp_dir().join(format!("barq-files-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        assert_eq!(free(&folder, "../a/b.csv"), folder.join("-a-b.csv"));
        assert_eq!(free(&folder, ".."), folder.join("file"));
        std::fs::write(folder.join("chart.png"), b"1").unwrap();
        assert_eq!(free(&folder, "chart.png"), folder.join("chart (2).png"));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
