//! Character encodings: a byte-order mark first, then UTF-16 by its zero bytes, UTF-8 where it holds, and
//! otherwise Windows-1256, which is what Arabic Windows programs write when they do not say.

use crate::FileError;
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1256};

pub const JSON: &str = "JSON";
pub const KML: &str = "a KML file of zones";
pub const WKT: &str = "a WKT file of zones";

/// The file's text, whatever its encoding, without a byte-order mark.
pub fn decode(bytes: &[u8]) -> Result<String, FileError> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return plain(text.into_owned());
    }
    if let Some(encoding) = bare_utf16(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        return plain(text.into_owned());
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => plain(text.to_owned()),
        Err(_) if mostly_utf8(bytes) => plain(String::from_utf8_lossy(bytes).into_owned()),
        Err(_) => {
            let (text, _) = WINDOWS_1256.decode_without_bom_handling(bytes);
            plain(text.into_owned())
        }
    }
}

/// UTF-16 without a mark: in a header of Latin letters every other byte is zero.
fn bare_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(512) & !1];
    let pairs = head.len() / 2;
    let zeros = |offset: usize| {
        head.iter()
            .skip(offset)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    if pairs < 4 {
        None
    } else if zeros(1) * 2 > pairs && zeros(0) == 0 {
        Some(UTF_16LE)
    } else if zeros(0) * 2 > pairs && zeros(1) == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether a file with some broken bytes (cut off, or a stray one) is UTF-8 all the same: whole multi-byte
/// characters outnumber the broken places by far, which text in a one-byte encoding never reaches.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole >= broken * 10
}

/// Refuses what is no text: control characters more often than one in a hundred. A stray one stays in its cell,
/// but for a zero, which mainframes put where nothing was and which nothing can store.
fn plain(text: String) -> Result<String, FileError> {
    const SAMPLE: usize = 64 * 1024;
    let control = |c: &char| *c < ' ' && !matches!(c, '\t' | '\n' | '\r');
    let odd = text.chars().take(SAMPLE).filter(control).count();
    let sampled = text.chars().take(SAMPLE).count();
    if odd * 100 > sampled {
        return Err(FileError::NotASpreadsheet {
            looks_like: "binary data",
        });
    }
    Ok(if text.contains('\0') {
        text.replace('\0', "")
    } else {
        text
    })
}

/// What else a text may be, told by how it starts.
pub fn something_else(text: &str) -> Option<&'static str> {
    let start: String = text
        .trim_start()
        .chars()
        .take(15)
        .flat_map(char::to_lowercase)
        .collect();
    let head: String = text.chars().take(2048).collect();
    if start.starts_with('<') && head.contains("opengis.net/kml") {
        return Some(KML);
    }
    if ["polygon", "multipolygon"].iter().any(|word| {
        start
            .strip_prefix(word)
            .is_some_and(|rest| rest.trim_start().starts_with('('))
    }) {
        return Some(WKT);
    }
    [
        ("%pdf-", "a PDF"),
        ("{\\rtf", "a text document"),
        ("{", JSON),
        ("[", JSON),
        ("<", "a web page or XML"),
    ]
    .into_iter()
    .find_map(|(prefix, name)| start.starts_with(prefix).then_some(name))
}
