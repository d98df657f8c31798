//! Words: counting them, joining them, and the few facts of English that the templates need.

/// Words as the API counts them.
pub(super) fn count(text: &str) -> usize {
    text.split_whitespace().count()
}

const NUMBERS: [&str; 21] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

/// `seven` for 7; digits above twenty.
pub(super) fn number(n: usize) -> String {
    NUMBERS.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

/// 7 for `7` and for `seven`.
pub(super) fn parse_number(word: &str) -> Option<usize> {
    if word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit()) {
        return word.parse().ok();
    }
    NUMBERS.iter().position(|number| number.eq_ignore_ascii_case(word))
}

/// With a capital at the beginning.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// `a, b and c`
pub(super) fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// `habit` for `habits`; `None` where the word is not a plural.
pub(super) fn singular(word: &str) -> Option<String> {
    let lower = word.to_lowercase();
    if !lower.is_ascii() || lower.len() < 4 {
        return None;
    }
    for (plural, single) in [
        ("people", "person"),
        ("children", "child"),
        ("women", "woman"),
        ("men", "man"),
        ("mice", "mouse"),
        ("movies", "movie"),
        ("cookies", "cookie"),
        ("lives", "life"),
        ("knives", "knife"),
        ("series", "part"),
    ] {
        if lower == plural {
            return Some(single.to_owned());
        }
    }
    if let Some(stem) = lower.strip_suffix("ies") {
        return Some(format!("{stem}y"));
    }
    for ending in ["sses", "shes", "ches", "xes", "puses", "ruses", "nuses", "tuses", "buses"] {
        if lower.ends_with(ending) {
            return Some(lower[..lower.len() - 2].to_owned());
        }
    }
    let plain = lower.ends_with('s') && !["ss", "us", "is"].iter().any(|e| lower.ends_with(e));
    plain.then(|| lower[..lower.len() - 1].to_owned())
}

/// `making` for `make`.
pub(super) fn gerund(verb: &str) -> String {
    const DOUBLING: [&str; 19] = [
        "run", "get", "stop", "plan", "cut", "sit", "put", "set", "win", "swim", "begin", "quit", "let", "hit", "shop",
        "chop", "rob", "drop", "dig",
    ];
    let lower = verb.to_lowercase();
    if DOUBLING.contains(&lower.as_str()) {
        let last = lower.chars().last().unwrap_or_default();
        return format!("{lower}{last}ing");
    }
    if let Some(stem) = lower.strip_suffix("ie") {
        return format!("{stem}ying");
    }
    match lower.strip_suffix('e') {
        Some(stem) if !stem.ends_with(['e', 'o', 'y']) && stem.len() > 1 => format!("{stem}ing"),
        _ => format!("{lower}ing"),
    }
}

/// Words that say nothing by themselves.
pub(super) fn is_filler(word: &str) -> bool {
    const FILLERS: &str = " a an and are as at be been being but by can could did do does doing for from get gets got had \
        has have he her here his how i if in into is it its just let like made make makes me more most my no not of off \
        on one only or our out over own she should so some such than that the their them then there these they this \
        those to too up us use very was we were what when where which while who why will with would you your yours \
        about after all also am any because before between both during each every few many much never new now other \
        same since still take things thing through under until want way ways well without really best top good great \
        video videos short shorts script tiktok reel reels create write tell explain show please changed change http \
        https www com org net html htm php index watch don't can't won't i'm you're it's ";
    let padded = format!(" {} ", word.to_lowercase());
    FILLERS.contains(&padded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_is_bent_well_enough() {
        assert_eq!(singular("habits").as_deref(), Some("habit"));
        assert_eq!(singular("Countries").as_deref(), Some("country"));
        assert_eq!(singular("mistakes").as_deref(), Some("mistake"));
        assert_eq!(singular("octopuses").as_deref(), Some("octopus"));
        assert_eq!(singular("houses").as_deref(), Some("house"));
        assert_eq!(singular("bus"), None);
        assert_eq!(singular("glass"), None);
        assert_eq!(gerund("make"), "making");
        assert_eq!(gerund("run"), "running");
        assert_eq!(gerund("see"), "seeing");
        assert_eq!(gerund("tie"), "tying");
        assert_eq!(parse_number("Seven"), Some(7));
        assert_eq!(parse_number("12"), Some(12));
        assert_eq!(parse_number("2024"), None);
        assert!(is_filler("the") && is_filler("The") && !is_filler("habits"));
        assert_eq!(listed(&["a".into(), "b".into(), "c".into()]), "a, b and c");
    }
}
