//! A repaired row as a file of one row, so that it is judged and imported the way every file is. Pure.

/// Header and cells as CSV (RFC 4180) with a byte-order mark, so that any reader takes it for UTF-8.
pub fn csv(cells: &[(String, String)]) -> String {
    let line = |pick: fn(&(String, String)) -> &String| {
        cells
            .iter()
            .map(|cell| quoted(pick(cell)))
            .collect::<Vec<_>>()
            .join(",")
    };
    format!("\u{feff}{}\r\n{}\r\n", line(|c| &c.0), line(|c| &c.1))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// Standard base64 with padding.
pub fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group =
            chunk.iter().fold(0_u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let digit = DIGITS[(group >> (18 - 6 * i) & 63) as usize];
            out.push(if i <= chunk.len() {
                char::from(digit)
            } else {
                '='
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_padded() {
        for (text, expected) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(text.as_bytes()), expected);
        }
        assert_eq!(base64(&[0xfb, 0xff]), "+/8=");
    }

    #[test]
    fn cells_with_quotes_and_lines_stay_whole() {
        let cells = [
            ("Notes".to_owned(), "gate \"5\",\nblue".to_owned()),
            ("Phone".to_owned(), "05".to_owned()),
        ];
        assert_eq!(
            csv(&cells),
            "\u{feff}\"Notes\",\"Phone\"\r\n\"gate \"\"5\"\",\nblue\",\"05\"\r\n"
        );
    }
}
