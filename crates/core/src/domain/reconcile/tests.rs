//! Matching: by example, and by property against a matching that tries everything.

use proptest::prelude::*;

use super::*;

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::seconds(seconds)
}

fn wanted(idea: &str, voice: &str) -> Wanted {
    Wanted { idea: idea.into(), style: "Quiz".into(), voice: voice.into(), resolution: "1080p".into(), duration: 45 }
}

fn lost(id: &str, idea: &str, sent: i64) -> Lost {
    let window = Window::of(at(sent), at(sent + 1), TimeDelta::zero());
    Lost { id: id.into(), wanted: wanted(idea, "aria_us"), window, others: Vec::new() }
}

fn found(id: &str, idea: &str, made: i64) -> Found {
    Found {
        id: id.into(),
        created_at: at(made),
        idea: idea.into(),
        style: "Quiz".into(),
        voice: Some("aria_us".into()),
        resolution: None,
        duration: Some(45),
    }
}

fn pairs(matched: &Matched) -> Vec<String> {
    matched.bound.iter().map(|(intent, video)| format!("{intent}={video}")).collect()
}

#[test]
fn the_window_is_in_the_servers_time() {
    let window = Window::of(at(0), at(60), TimeDelta::hours(-3));
    assert_eq!((window.from, window.until), (at(-10 - 10_800), at(60 + 900 - 10_800)));
    assert!(window.contains(window.from) && window.contains(window.until));
    // A clock that was set back while the answer was awaited leaves a window all the same.
    assert!(Window::of(at(0), at(-86_400), TimeDelta::zero()).contains(at(1)));
}

#[test]
fn counting_decides_between_equals() {
    let two = [lost("a", "cats", 0), lost("b", "cats", 5)];
    let none = match_up(&two, &[]);
    assert_eq!(none, Matched::default());
    let one = match_up(&two, &[found("v1", "cats", 2)]);
    assert_eq!(pairs(&one), ["a=v1"]);
    let both = match_up(&two, &[found("v2", "cats", 6), found("v1", "cats", 2)]);
    assert_eq!((pairs(&both), both.elsewhere.len()), (vec!["a=v1".to_owned(), "b=v2".to_owned()], 0));
    let three = [found("v1", "cats", 2), found("v2", "cats", 6), found("v3", "cats", 90)];
    let more = match_up(&two, &three);
    assert_eq!(pairs(&more), ["a=v1", "b=v2"]);
    assert_eq!(more.elsewhere, ["v3"], "made elsewhere");
}

#[test]
fn nothing_is_bound_for_its_time_alone() {
    let one = [lost("a", "cats", 0)];
    for other in [
        found("v", "dogs", 0),
        found("v", "cats", -11),
        found("v", "cats", 902),
        Found { style: "Listicle".into(), ..found("v", "cats", 0) },
        Found { voice: Some("leo_uk".into()), ..found("v", "cats", 0) },
        Found { resolution: Some("4k".into()), ..found("v", "cats", 0) },
        Found { duration: Some(30), ..found("v", "cats", 0) },
    ] {
        assert_eq!(match_up(&one, std::slice::from_ref(&other)), Matched::default(), "{other:?}");
    }
    // What an answer does not echo speaks neither for nor against.
    let bare = Found { voice: None, resolution: None, duration: None, ..found("v", "cats", 0) };
    assert_eq!(pairs(&match_up(&one, &[bare])), ["a=v"]);
}

#[test]
fn a_video_that_could_be_either_of_two_wishes_is_left_to_the_person() {
    let mut two = [lost("a", "cats", 0), lost("b", "cats", 0)];
    two[1].wanted.resolution = "4k".into();
    assert_eq!(match_up(&two, &[found("v", "cats", 1)]), Matched::default());
    let clear = Found { resolution: Some("4k".into()), ..found("v", "cats", 1) };
    assert_eq!(pairs(&match_up(&two, &[clear])), ["b=v"]);
}

#[test]
fn a_video_of_todays_intent_is_not_given_to_yesterdays() {
    let two = [lost("old", "cats", -86_400), lost("new", "cats", 0)];
    assert_eq!(pairs(&match_up(&two, &[found("v", "cats", 3)])), ["new=v"]);
}

#[test]
fn looks_follow_the_table_from_wherever_the_last_one_was() {
    let passes = [5, 30, 120, 600].map(TimeDelta::seconds);
    for (elapsed, next) in
        [(0, Some(5)), (5, Some(25)), (6, Some(24)), (31, Some(89)), (130, Some(470)), (599, Some(1))]
    {
        assert_eq!(next_look(TimeDelta::seconds(elapsed), &passes), next.map(TimeDelta::seconds), "{elapsed}");
    }
    assert_eq!(next_look(TimeDelta::seconds(600), &passes), None, "that was the last");
    assert_eq!(next_look(TimeDelta::days(3), &passes), None);
    assert_eq!(next_look(TimeDelta::days(-365), &passes), Some(TimeDelta::seconds(600)), "a clock that was set back");
}

/// The most bindings that there can be, by trying all of them.
fn most(lost: &[Lost], found: &[Found]) -> usize {
    let Some((video, rest)) = found.split_first() else { return 0 };
    let without = most(lost, rest);
    (0..lost.len())
        .filter(|&i| lost[i].window.contains(video.created_at) && video.fits(&lost[i].wanted))
        .map(|i| {
            let mut left = lost.to_vec();
            left.remove(i);
            1 + most(&left, rest)
        })
        .max()
        .map_or(without, |with| with.max(without))
}

fn some_lost() -> impl Strategy<Value = Vec<Lost>> {
    prop::collection::vec((0..2_usize, 0..2_usize, -2_000..2_000_i64), 0..6).prop_map(|rows| {
        let of = |(n, (idea, voice, sent)): (usize, (usize, usize, i64))| {
            let mut lost = lost(&format!("i{n}"), ["cats", "dogs"][idea], sent);
            lost.wanted.voice = ["aria_us", "leo_uk"][voice].into();
            lost
        };
        rows.into_iter().enumerate().map(of).collect()
    })
}

fn some_found(echo: bool) -> impl Strategy<Value = Vec<Found>> {
    prop::collection::vec((0..2_usize, 0..2_usize, -2_500..3_500_i64, any::<bool>()), 0..6).prop_map(move |rows| {
        let of = |(n, (idea, voice, made, silent)): (usize, (usize, usize, i64, bool))| {
            let mut found = found(&format!("v{n}"), ["cats", "dogs"][idea], made);
            found.voice = (echo || !silent).then(|| ["aria_us", "leo_uk"][voice].to_owned());
            found
        };
        rows.into_iter().enumerate().map(of).collect()
    })
}

proptest! {
    #[test]
    fn every_binding_fits_and_nothing_is_bound_twice(lost in some_lost(), found in some_found(false)) {
        let matched = match_up(&lost, &found);
        let mut intents = std::collections::BTreeSet::new();
        let mut videos = std::collections::BTreeSet::new();
        for (intent, video) in &matched.bound {
            let of = lost.iter().find(|l| l.id == *intent).expect("an intent that was lost");
            let to = found.iter().find(|f| f.id == *video).expect("a video that was found");
            prop_assert!(to.fits(&of.wanted) && of.window.contains(to.created_at));
            prop_assert!(intents.insert(intent) && videos.insert(video), "bound twice");
            // Unique: no different wish could have been meant.
            let others = lost.iter().filter(|l| l.window.contains(to.created_at) && to.fits(&l.wanted));
            prop_assert!(others.map(|l| &l.wanted).all(|wanted| *wanted == of.wanted));
        }
        for video in &matched.elsewhere {
            prop_assert!(videos.insert(video), "bound and made elsewhere");
        }
    }

    #[test]
    fn where_everything_is_echoed_as_many_are_bound_as_can_be(lost in some_lost(), found in some_found(true)) {
        prop_assert_eq!(match_up(&lost, &found).bound.len(), most(&lost, &found));
    }

    #[test]
    fn the_order_of_the_list_does_not_matter(lost in some_lost(), found in some_found(false)) {
        let mut turned = found.clone();
        turned.reverse();
        let mut backwards = lost.clone();
        backwards.reverse();
        prop_assert_eq!(match_up(&lost, &found), match_up(&backwards, &turned));
    }

    /// n equal intents of which TikVod took k, seen in one list: k are bound, whichever k it took.
    #[test]
    fn what_tikvod_took_is_found(taken in prop::collection::vec(any::<bool>(), 1..8), gap in 0..40_i64) {
        let all: Vec<_> =
            (0..).zip(&taken).map(|(n, _)| lost(&format!("i{n}"), "cats", n * gap)).collect();
        let there: Vec<_> = (0..).zip(&taken).filter(|(_, taken)| **taken)
            .map(|(n, _)| found(&format!("v{n}"), "cats", n * gap)).collect();
        let matched = match_up(&all, &there);
        prop_assert_eq!(matched.bound.len(), there.len());
        prop_assert!(matched.elsewhere.is_empty());
    }

    #[test]
    fn looks_come_to_an_end(start in -700..700_i64) {
        let passes = [5, 30, 120, 600].map(TimeDelta::seconds);
        let mut elapsed = TimeDelta::seconds(start);
        let mut looks = 0;
        while let Some(wait) = next_look(elapsed, &passes) {
            prop_assert!(wait > TimeDelta::zero() && wait <= TimeDelta::seconds(600));
            elapsed += wait;
            looks += 1;
            prop_assert!(looks <= 8);
        }
        prop_assert!(elapsed >= TimeDelta::seconds(600));
    }
}

#[test]
fn a_clock_that_was_set_between_two_readings_hides_nothing() {
    let at = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
    let wanted = Wanted {
        idea: "bees".into(),
        style: "Quiz".into(),
        voice: "leo_uk".into(),
        resolution: "1080p".into(),
        duration: 15,
    };
    // Set ahead by an hour after the last answer: the offset that was known then is wrong by that hour.
    let (ended, set) = (at + TimeDelta::hours(1), TimeDelta::hours(-1));
    let lost = |others| Lost {
        id: "a".into(),
        wanted: wanted.clone(),
        window: Window::of(ended, ended, TimeDelta::zero()),
        others,
    };
    let found = [Found {
        id: "vid".into(),
        created_at: at,
        idea: "bees".into(),
        style: "Quiz".into(),
        voice: None,
        resolution: None,
        duration: None,
    }];
    assert!(match_up(&[lost(Vec::new())], &found).bound.is_empty(), "by the old reading alone it is not there");
    let both = match_up(&[lost(vec![Window::of(ended, ended, set)])], &found);
    assert_eq!(both.bound, [("a".to_owned(), "vid".to_owned())]);
    // Set back while the answer was awaited, and TikVod's clock read after that: only the end counts.
    let (began, ended, offset) = (at, at - TimeDelta::minutes(3), TimeDelta::minutes(3));
    assert!(!Window::of(began, ended, offset).contains(at));
    assert!(Window::before(ended, TimeDelta::seconds(60), offset).contains(at));
}
