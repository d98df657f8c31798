//! Listicle: a place for each item, and its number at the top left.

use super::Director;
use super::broll::Broll;
use crate::art::{Canvas, Ink};
use crate::lettering::{CAPITAL, Heft, Lettering};
use crate::stage::{Place, Stage, ease};
use crate::{RenderError, Storyboard};

pub(super) struct Listicle {
    places: Broll,
    numbers: Vec<Option<u32>>,
}

impl Listicle {
    pub(super) fn new(board: &Storyboard) -> Self {
        let lines: Vec<&str> = board.lines.iter().map(|line| line.text.as_str()).collect();
        Self { places: Broll::new(board), numbers: item_numbers(&lines) }
    }
}

impl Director for Listicle {
    fn shot(&mut self, line: usize, lettering: &mut Lettering) -> Result<Stage, RenderError> {
        let mut stage = self.places.place(line)?;
        if let Some(number) = self.numbers[line] {
            // A number that stays from the line before does not come in again.
            let new = line == 0 || self.numbers[line - 1] != Some(number);
            big_number(&mut stage, number, new && line > 0, lettering)?;
        }
        Ok(stage)
    }
}

fn big_number(stage: &mut Stage, number: u32, comes_in: bool, lettering: &mut Lettering) -> Result<(), RenderError> {
    let size = 66.0;
    let row = lettering.row(&number.to_string(), Heft::ExtraBold, size);
    let mut canvas = Canvas::new(row.width + 24.0, size + 20.0)?;
    let (x, y) = (10.0, 10.0 + size * CAPITAL);
    canvas.outline(&row, x, y + 2.5, 11.0, Ink(0x0A_0B0F), 0.45);
    canvas.outline(&row, x, y, 10.5, Ink(0x0A_0B0F), 1.0);
    canvas.write(&row, x, y, Ink(0xFF_FFFF));
    stage.put(&canvas, -10.0, -10.0, move |t| {
        let here = if comes_in { ease(t, 0.0, 0.28) } else { 1.0 };
        Place::at(20.0 - 110.0 * (1.0 - here), 50.0, 1.0)
    });
    Ok(())
}

/// The number each line shows. A line that begins with its number ("No. 3", "3.", "Number three:", "Fact three:") keeps
/// it, and lines between go on with the last one. If no line says its number, the lines between hook and close are counted down, as
/// many as the hook promises. The hook shows how many there are; the close shows nothing.
pub(super) fn item_numbers(lines: &[&str]) -> Vec<Option<u32>> {
    let said: Vec<Option<u32>> =
        lines.iter().enumerate().map(|(i, line)| said_number(line).filter(|_| i > 0)).collect();
    let promised = promised(lines, said.iter().flatten().count());
    let mut numbers = vec![None; lines.len()];
    if said.iter().flatten().count() > 0 {
        let most = said.iter().flatten().copied().max();
        let mut current = None;
        let last = lines.len() - 1;
        for (i, number) in said.into_iter().enumerate() {
            current = number.or(current);
            numbers[i] = if i == last && number.is_none() { None } else { current };
        }
        numbers[0] = promised.or(most);
        return numbers;
    }
    let body = lines.len().saturating_sub(1);
    let body = if body >= 3 { body - 1 } else { body };
    // Often the second line says it: "Five places on Earth …". Only believed if the count fits.
    let promised = promised.or_else(|| {
        let second = lines.get(1)?.split(|c: char| !c.is_alphanumeric()).find_map(number)?;
        (second as usize + 1 == body).then_some(second)
    });
    let items = promised.map_or(body, |count| (count as usize).min(body));
    // What stands before the items is an introduction.
    let first = 1 + body - items;
    for item in 0..items {
        numbers[first + item] = Some((items - item) as u32);
    }
    if let Some(hook) = numbers.first_mut() {
        *hook = promised.or(if items > 1 { Some(items as u32) } else { None });
    }
    numbers
}

/// How many the hook promises. Of several numbers ("two of these five facts") the one that the said numbers bear out,
/// else the largest for which there are lines.
fn promised(lines: &[&str], said: usize) -> Option<u32> {
    let hook = lines.first()?;
    let numbers: Vec<u32> = hook.split(|c: char| !c.is_alphanumeric()).filter_map(number).collect();
    let borne_out = numbers.iter().copied().find(|&number| number as usize == said);
    let fitting = numbers.iter().copied().filter(|&number| (number as usize) < lines.len()).max();
    borne_out.or(fitting).or(numbers.first().copied())
}

/// The number a line begins with, if it is marked as one.
fn said_number(line: &str) -> Option<u32> {
    let line = line.trim_start();
    let lower = line.to_lowercase();
    for mark in ["no. ", "no.", "number ", "nr. ", "#"] {
        if let Some(rest) = lower.strip_prefix(mark) {
            return number(rest.split(|c: char| !c.is_alphanumeric()).next()?);
        }
    }
    // "Octopus one: …": a word or two, the number, a colon.
    if let Some((label, _)) = line.split_once(':') {
        let words: Vec<&str> = label.split_whitespace().collect();
        if let [_, .., last] = words.as_slice()
            && words.len() <= 3
            && let Some(number) = number(last)
        {
            return Some(number);
        }
    }
    let digits: String = line.chars().take_while(char::is_ascii_digit).collect();
    let mut after = line[digits.len()..].chars();
    // "3. Dawson" is an item, "3.5 km" is a measure.
    (matches!(after.next(), Some('.' | ':' | ')')) && after.next().is_none_or(|c| !c.is_ascii_digit()))
        .then(|| number(&digits))
        .flatten()
}

fn number(word: &str) -> Option<u32> {
    const WORDS: [&str; 11] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"];
    let lower = word.to_lowercase();
    let spelled = WORDS.iter().position(|&spelled| spelled == lower).map(|at| at as u32 + 1);
    word.parse().ok().or(spelled).filter(|count| (1..=99).contains(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_without_numbers_are_counted_down() {
        let lines =
            ["The sun has not set here since April.", "Tromsø", "Nunavut", "Dawson", "Which one would you pick?"];
        assert_eq!(item_numbers(&lines), [Some(3), Some(3), Some(2), Some(1), None]);
    }

    #[test]
    fn the_hook_says_how_many_and_the_rest_is_introduction() {
        let lines = ["5 places where the sun never sets", "Listen.", "a", "b", "c", "d", "e", "Bye."];
        let expected = [Some(5), None, Some(5), Some(4), Some(3), Some(2), Some(1), None];
        assert_eq!(item_numbers(&lines), expected);
    }

    #[test]
    fn the_second_line_may_promise_too() {
        let lines = ["It never sets.", "Three places forget the night.", "a", "b", "c", "Bye."];
        assert_eq!(item_numbers(&lines), [Some(3), None, Some(3), Some(2), Some(1), None]);
        let lines = ["It never sets.", "It lasts nine weeks.", "b", "c", "Bye."];
        assert_eq!(item_numbers(&lines), [Some(3), Some(3), Some(2), Some(1), None], "nine is not the count");
    }

    #[test]
    fn numbers_that_are_said_win() {
        let lines = ["Three tricks", "Number one: salt", "It works.", "2. Ice", "#3 Heat", "Try it."];
        assert_eq!(item_numbers(&lines), [Some(3), Some(1), Some(1), Some(2), Some(3), None]);
    }

    #[test]
    fn of_several_numbers_the_hook_means_how_many_there_are() {
        let hook = "Most people know two of these three facts.";
        let lines =
            [hook, "Octopus one: it thinks.", "Octopus two: it tastes.", "Sea octopus three: it hides.", "Bye."];
        assert_eq!(item_numbers(&lines), [Some(3), Some(1), Some(2), Some(3), None]);
        assert_eq!(item_numbers(&[hook, "a", "b", "c", "Bye."]), [Some(3), Some(3), Some(2), Some(1), None]);
        assert_eq!(item_numbers(&["2 of 90 know it", "a", "b", "Bye."])[0], Some(2), "90 lines there are not");
    }

    #[test]
    fn measures_are_not_numbers() {
        assert_eq!(said_number("It lasts for weeks, all nine: count them"), None, "too long for a label");
        assert_eq!(said_number("3.5 km of tunnel"), None);
        assert_eq!(said_number("5 people live there"), None);
        assert_eq!(said_number("No. 12, Oslo"), Some(12));
        assert_eq!(said_number("Nobody knows"), None);
        assert_eq!(said_number(""), None);
    }

    #[test]
    fn few_lines_do_not_fail() {
        assert_eq!(item_numbers(&[]), []);
        assert_eq!(item_numbers(&["Hook"]), [None]);
        assert_eq!(item_numbers(&["Hook", "Item"]), [None, Some(1)]);
        assert_eq!(item_numbers(&["Hook", "A", "B"]), [Some(2), Some(2), Some(1)]);
    }
}
