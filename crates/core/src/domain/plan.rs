//! A post plan: ours and movable until its horizon, then TikVod's and locked.

use std::str::FromStr;

use chrono::{DateTime, Duration, Utc};

use super::intent::UnknownName;
use crate::view;

/// How long before its time a plan must have been handed over; later it is missed (reliability.md 3.5).
pub const LAST_CALL: Duration = Duration::minutes(2);

/// What is stored of a plan's state. "Posting" is not stored: it is a handed-over plan whose time has come.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum State {
    /// Ours.
    Planned,
    /// An intent to publish is pending or being sent.
    HandingOver,
    /// TikVod has it.
    HandedOver,
    /// Live.
    Posted,
    /// Sent, answer lost.
    Unconfirmed,
    /// Too late to hand over.
    Missed,
    /// Refused, or the person said that it did not appear.
    Failed,
    /// Taken off the calendar by the person.
    Dropped,
}

/// What can happen to a plan.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum Event {
    /// Its horizon has come, or the person said "now".
    HandOver,
    /// Not sent after all (held back); it is ours again.
    NotSent,
    /// TikVod took it.
    Accept,
    /// TikVod refused it.
    Reject,
    /// The answer is lost.
    LoseAnswer,
    /// Its time is too near or past.
    Miss,
    /// Its video will never be there; nothing was sent.
    Fail,
    /// TikVod or the person saw it live.
    Appear,
    /// The person saw it in TikVod's calendar, before its time.
    SeenScheduled,
    /// The person saw that it is not there.
    NotAppear,
    /// The person took it off.
    Drop,
    /// The person put it back.
    Restore,
    /// The person gave it a new time or text.
    Change,
}

/// A transition that the table does not have.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a plan that is {from:?} cannot {event:?}")]
pub struct IllegalTransition {
    /// The state that it was in.
    pub from: State,
    /// What was to happen.
    pub event: Event,
}

impl State {
    /// All states.
    pub const ALL: [Self; 8] = [
        Self::Planned,
        Self::HandingOver,
        Self::HandedOver,
        Self::Posted,
        Self::Unconfirmed,
        Self::Missed,
        Self::Failed,
        Self::Dropped,
    ];

    /// The state after `event`.
    ///
    /// # Errors
    /// [`IllegalTransition`] where the table has no such edge: nothing that TikVod has, or may have, can be changed,
    /// dropped or handed over again.
    pub fn after(self, event: Event) -> Result<Self, IllegalTransition> {
        match (self, event) {
            (Self::Planned, Event::HandOver) => Ok(Self::HandingOver),
            (Self::Planned | Self::HandingOver, Event::Miss) => Ok(Self::Missed),
            (Self::Planned, Event::Fail) => Ok(Self::Failed),
            (Self::Planned | Self::Missed | Self::Failed, Event::Drop) => Ok(Self::Dropped),
            (Self::Planned | Self::Missed | Self::Failed, Event::Change) => Ok(Self::Planned),
            (Self::Dropped, Event::Restore) => Ok(Self::Planned),
            (Self::HandingOver, Event::NotSent) => Ok(Self::Planned),
            (Self::HandingOver, Event::Accept) => Ok(Self::HandedOver),
            (Self::HandingOver, Event::Reject) => Ok(Self::Failed),
            (Self::HandingOver, Event::LoseAnswer) => Ok(Self::Unconfirmed),
            (Self::HandedOver | Self::Unconfirmed | Self::Missed, Event::Appear) => Ok(Self::Posted),
            (Self::Unconfirmed, Event::SeenScheduled) => Ok(Self::HandedOver),
            (Self::HandedOver | Self::Unconfirmed, Event::NotAppear) => Ok(Self::Failed),
            // That it did not appear is what "missed" says; the person has seen it, and the log keeps that.
            (Self::Missed, Event::NotAppear) => Ok(Self::Missed),
            (from, event) => Err(IllegalTransition { from, event }),
        }
    }

    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::HandingOver => "handing_over",
            Self::HandedOver => "handed_over",
            Self::Posted => "posted",
            Self::Unconfirmed => "unconfirmed",
            Self::Missed => "missed",
            Self::Failed => "failed",
            Self::Dropped => "dropped",
        }
    }

    /// As a person sees it: `rendered` tells whether the video is there, `at` is its time.
    pub fn shown(self, rendered: bool, at: DateTime<Utc>, now: DateTime<Utc>) -> view::PlanState {
        match self {
            Self::Planned | Self::Dropped if !rendered => view::PlanState::WaitingForRender,
            Self::Planned | Self::Dropped => view::PlanState::Planned,
            Self::HandingOver => view::PlanState::HandingOver,
            Self::HandedOver if at <= now => view::PlanState::Posting,
            Self::HandedOver => view::PlanState::HandedOver,
            Self::Posted => view::PlanState::Posted,
            Self::Unconfirmed => view::PlanState::Unconfirmed,
            Self::Missed => view::PlanState::Missed,
            Self::Failed => view::PlanState::Failed,
        }
    }
}

impl FromStr for State {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| UnknownName { what: "plan state", text: text.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tikvod_has_or_may_have_is_never_handed_over_again() {
        for from in [State::HandedOver, State::Unconfirmed, State::Posted, State::HandingOver] {
            assert!(from.after(Event::HandOver).is_err(), "{from:?}");
            assert!(from.after(Event::Change).is_err(), "{from:?}");
            assert!(from.after(Event::Drop).is_err(), "{from:?}");
        }
    }

    const EVENTS: [Event; 13] = [
        Event::HandOver,
        Event::NotSent,
        Event::Accept,
        Event::Reject,
        Event::LoseAnswer,
        Event::Miss,
        Event::Fail,
        Event::Appear,
        Event::SeenScheduled,
        Event::NotAppear,
        Event::Drop,
        Event::Restore,
        Event::Change,
    ];

    #[test]
    fn the_table_has_exactly_these_edges() {
        let edges: Vec<_> = State::ALL
            .into_iter()
            .flat_map(|from| EVENTS.map(|event| (from, event)))
            .filter_map(|(from, event)| from.after(event).ok().map(|to| format!("{from:?} {event:?} {to:?}")))
            .collect();
        assert_eq!(
            edges,
            [
                "Planned HandOver HandingOver",
                "Planned Miss Missed",
                "Planned Fail Failed",
                "Planned Drop Dropped",
                "Planned Change Planned",
                "HandingOver NotSent Planned",
                "HandingOver Accept HandedOver",
                "HandingOver Reject Failed",
                "HandingOver LoseAnswer Unconfirmed",
                "HandingOver Miss Missed",
                "HandedOver Appear Posted",
                "HandedOver NotAppear Failed",
                "Unconfirmed Appear Posted",
                "Unconfirmed SeenScheduled HandedOver",
                "Unconfirmed NotAppear Failed",
                "Missed Appear Posted",
                "Missed NotAppear Missed",
                "Missed Drop Dropped",
                "Missed Change Planned",
                "Failed Drop Dropped",
                "Failed Change Planned",
                "Dropped Restore Planned",
            ]
        );
    }

    #[test]
    fn a_handed_over_plan_whose_time_has_come_is_posting_not_posted() {
        let at = DateTime::UNIX_EPOCH;
        assert_eq!(State::HandedOver.shown(true, at, at), view::PlanState::Posting);
        assert_eq!(State::HandedOver.shown(true, at, at - Duration::seconds(1)), view::PlanState::HandedOver);
    }
}
