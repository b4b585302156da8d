//! Which of the two names of a thing a single name is.

/// `(name_ar, name_en)` of one name: Arabic when it has an Arabic letter.
pub fn by_script(name: &str) -> (String, String) {
    let arabic = name
        .chars()
        .any(|c| matches!(c, '\u{0620}'..='\u{064A}' | '\u{0671}'..='\u{06D3}'));
    if arabic {
        (name.trim().to_owned(), String::new())
    } else {
        (String::new(), name.trim().to_owned())
    }
}
