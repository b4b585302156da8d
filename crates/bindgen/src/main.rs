//! Turns the compiled page into what a webview loads: the wasm file and its JavaScript.
//!
//! A program of its own, so that `xtask` stays small, and a member of the workspace, so that
//! Cargo.lock holds `wasm-bindgen` and its generator at one version (they refuse to differ).
//! It must not know what the page contains.

use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use wasm_bindgen_cli_support::Bindgen;

/// `bindgen INPUT.wasm OUT_DIR OUT_NAME [--names]`; `--names` keeps function names for debugging.
fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (input, out_dir, out_name, names) = match args.as_slice() {
        [input, out_dir, name] => (PathBuf::from(input), PathBuf::from(out_dir), name, false),
        [input, out_dir, name, flag] if flag == "--names" => {
            (PathBuf::from(input), PathBuf::from(out_dir), name, true)
        }
        _ => bail!("usage: bindgen INPUT.wasm OUT_DIR OUT_NAME [--names]"),
    };
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(&input)
        .out_name(out_name)
        .typescript(false)
        .keep_debug(false)
        .remove_name_section(!names)
        .remove_producers_section(true)
        .web(true)?;
    bindgen
        .generate(&out_dir)
        .with_context(|| format!("binding {} failed", input.display()))
}
