//! Lays out `ui/dist`: the page, the bound wasm, one style sheet, fonts, the map library and assets.
//!
//! The style sheet is `ui/style/*.css` in the order of their names. Nothing in `ui/dist` is
//! written unless its bytes differ, and what no longer belongs there is removed.

use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// npm package, CSS family, subsets with the unicode-range file they are named after, weights.
const FONTS: [(&str, &str, &[&str], &[u16]); 3] = [
    (
        "ibm-plex-sans",
        "IBM Plex Sans",
        &["latin", "latin-ext"],
        &[400, 500, 600, 700],
    ),
    (
        "ibm-plex-sans-arabic",
        "IBM Plex Sans Arabic",
        &["arabic"],
        &[400, 500, 600, 700],
    ),
    ("ibm-plex-mono", "IBM Plex Mono", &["latin"], &[400, 500]),
];

const MAP_LIBRARY: [&str; 3] = [
    "maplibre-gl.mjs",
    "maplibre-gl-worker.mjs",
    "maplibre-gl.css",
];

/// What the page consists of: path below `ui/dist` (with `/`), and bytes.
type Files = BTreeMap<String, Vec<u8>>;

/// Gathers every file of the page and makes `ui/dist` equal to them. `bound` holds the bound wasm.
pub fn lay_out(workspace: &Workspace, bound: &Path) -> Result<()> {
    let ui = workspace.root.join("ui");
    let modules = ui.join("node_modules");
    let mut files = Files::new();
    add_folder(&mut files, bound, "")?;
    add_file(&mut files, &ui.join("index.html"), "index.html")?;
    add_file(&mut files, &ui.join("boot.js"), "boot.js")?;
    add_folder(&mut files, &ui.join("js"), "js/")?;
    add_folder(&mut files, &ui.join("assets"), "assets/")?;
    for name in MAP_LIBRARY {
        let source = modules.join("maplibre-gl").join("dist").join(name);
        add_file(&mut files, &source, &format!("vendor/{name}"))?;
    }
    add_fonts(&mut files, &modules)?;
    files.insert("style.css".into(), style_sheet(&ui.join("style"))?);
    make_equal(&ui.join("dist"), &files)
}

fn add_file(files: &mut Files, source: &Path, name: &str) -> Result<()> {
    let bytes = fs::read(source).with_context(|| format!("reading {}", source.display()))?;
    files.insert(name.to_owned(), bytes);
    Ok(())
}

fn add_folder(files: &mut Files, folder: &Path, prefix: &str) -> Result<()> {
    for path in entries(folder)? {
        let name = file_name(&path);
        if path.is_dir() {
            add_folder(files, &path, &format!("{prefix}{name}/"))?;
        } else {
            add_file(files, &path, &format!("{prefix}{name}"))?;
        }
    }
    Ok(())
}

/// The chosen weights and subsets, with one sheet that names them; licence texts travel along.
fn add_fonts(files: &mut Files, modules: &Path) -> Result<()> {
    let mut sheet = String::new();
    for (package, family, subsets, weights) in FONTS {
        let folder = modules.join("@fontsource").join(package);
        let ranges = fs::read_to_string(folder.join("unicode.json"))
            .with_context(|| format!("reading unicode.json of {package}"))?;
        let ranges: BTreeMap<String, String> = serde_json::from_str(&ranges)?;
        for subset in subsets {
            let range = ranges
                .get(*subset)
                .with_context(|| format!("{package} has no subset {subset}"))?;
            for weight in weights {
                let file = format!("{package}-{subset}-{weight}-normal.woff2");
                add_file(
                    files,
                    &folder.join("files").join(&file),
                    &format!("fonts/{file}"),
                )?;
                writeln!(
                    sheet,
                    "@font-face {{ font-family: \"{family}\"; font-style: normal; font-display: swap; \
                     font-weight: {weight}; src: url(\"./{file}\") format(\"woff2\"); \
                     unicode-range: {range}; }}"
                )?;
            }
        }
        add_file(
            files,
            &folder.join("LICENSE"),
            &format!("fonts/LICENSE-{package}.txt"),
        )?;
    }
    files.insert("fonts/fonts.css".into(), sheet.into_bytes());
    Ok(())
}

fn style_sheet(folder: &Path) -> Result<Vec<u8>> {
    let mut sheet = Vec::new();
    for path in entries(folder)? {
        if path.extension().is_some_and(|ending| ending == "css") {
            sheet.extend(fs::read(&path)?);
            sheet.push(b'\n');
        }
    }
    Ok(sheet)
}

fn make_equal(dist: &Path, files: &Files) -> Result<()> {
    fs::create_dir_all(dist)?;
    remove_others(dist, "", files)?;
    for (name, bytes) in files {
        let path = dist.join(name);
        if fs::read(&path).is_ok_and(|held| held == *bytes) {
            continue;
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, bytes).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}

fn remove_others(folder: &Path, prefix: &str, files: &Files) -> Result<()> {
    for path in entries(folder)? {
        let name = format!("{prefix}{}", file_name(&path));
        if path.is_dir() {
            remove_others(&path, &format!("{name}/"), files)?;
        } else if !files.contains_key(&name) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

/// A folder's entries by name; a folder that does not exist has none.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut paths = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
