//! ISO 639-1.

use isolang::Language;

use crate::view;

/// Whether `code` is a two-letter code of ISO 639-1.
pub fn is_known(code: &str) -> bool {
    code.len() == 2 && code.chars().all(|c| c.is_ascii_lowercase()) && Language::from_639_1(code).is_some()
}

/// All languages with a two-letter code, by English name.
pub fn all() -> Vec<view::Language> {
    let mut languages: Vec<_> = isolang::languages()
        .filter_map(|language| {
            let code = language.to_639_1()?;
            // "Spanish; Castilian" and "Modern Greek (1453-)" are catalogue names; people know the first part.
            let name = language.to_name().split([';', '(']).next().unwrap_or_default().trim();
            Some(view::Language { code: code.to_owned(), name: name.to_owned() })
        })
        .collect();
    languages.sort_by(|a, b| a.name.cmp(&b.name));
    languages
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_real_two_letter_codes_are_known() {
        for code in ["en", "de", "zh", "he"] {
            assert!(super::is_known(code), "{code}");
        }
        for code in ["", "e", "EN", "xx", "eng", "e\u{301}"] {
            assert!(!super::is_known(code), "{code}");
        }
        assert!(super::all().len() > 150);
    }
}
