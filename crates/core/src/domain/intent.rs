//! What the person asked for and may have paid for: an intent, and the states that it can be in.
//!
//! The table is reliability.md 3.1. Every change of state goes through [`State::after`], so a transition that is not
//! in the table cannot be written to the database.

use std::fmt;
use std::str::FromStr;

/// What an intent does when it is sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum Kind {
    /// `POST /videos`: costs a credit.
    Video,
    /// `POST /videos/{id}/publish`: appears in public.
    Publish,
}

/// Where an intent stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum State {
    /// Written down, not sent. The only state from which something is ever sent.
    Pending,
    /// The decision to send is durable; the request may be under way.
    Sending,
    /// TikVod took it and said so.
    Accepted,
    /// TikVod refused it; nothing was charged or posted.
    Rejected,
    /// Sent, and the answer is lost. Never sent again by itself.
    Ambiguous,
    /// Found at TikVod and bound to its video.
    Adopted,
    /// Looked for at TikVod in vain; the person decides.
    NeedsUser,
    /// The person said what became of it; nothing more happens.
    Settled,
    /// Taken back by the person before it was sent.
    Cancelled,
}

/// What can happen to an intent.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum Event {
    /// The outbox decided to send it.
    Send,
    /// Provably not sent, or held back or throttled by TikVod before any work was done.
    NotSent,
    /// TikVod took it.
    Accept,
    /// TikVod refused it.
    Reject,
    /// The answer is lost, or unreadable; or it was `Sending` when the app started.
    LoseAnswer,
    /// One video at TikVod is surely this one.
    Adopt,
    /// The last look found nothing, or nothing clear.
    FindNothing,
    /// The person said what became of it, or sent it again as a new intent.
    Settle,
    /// The person took it back.
    Cancel,
}

/// A transition that the table does not have.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("an intent that is {from} cannot {event:?}")]
pub struct IllegalTransition {
    /// The state that it was in.
    pub from: State,
    /// What was to happen.
    pub event: Event,
}

impl State {
    /// All states, for tables and tests.
    pub const ALL: [Self; 9] = [
        Self::Pending,
        Self::Sending,
        Self::Accepted,
        Self::Rejected,
        Self::Ambiguous,
        Self::Adopted,
        Self::NeedsUser,
        Self::Settled,
        Self::Cancelled,
    ];

    /// The state after `event`.
    ///
    /// # Errors
    /// [`IllegalTransition`] where the table has no such edge. There is none from `Ambiguous` to `Pending`: what may
    /// have been paid for is never sent again.
    pub fn after(self, event: Event) -> Result<Self, IllegalTransition> {
        match (self, event) {
            (Self::Pending, Event::Send) => Ok(Self::Sending),
            (Self::Pending, Event::Cancel) => Ok(Self::Cancelled),
            (Self::Sending, Event::NotSent) => Ok(Self::Pending),
            (Self::Sending, Event::Accept) => Ok(Self::Accepted),
            (Self::Sending, Event::Reject) => Ok(Self::Rejected),
            (Self::Sending, Event::LoseAnswer) => Ok(Self::Ambiguous),
            (Self::Ambiguous | Self::NeedsUser, Event::Adopt) => Ok(Self::Adopted),
            (Self::Ambiguous, Event::FindNothing) => Ok(Self::NeedsUser),
            (Self::Ambiguous | Self::NeedsUser, Event::Settle) => Ok(Self::Settled),
            (from, event) => Err(IllegalTransition { from, event }),
        }
    }

    /// Whether nothing more happens to the intent itself (its video may still be rendering).
    pub fn is_final(self) -> bool {
        matches!(self, Self::Accepted | Self::Rejected | Self::Adopted | Self::Settled | Self::Cancelled)
    }

    /// Whether it may have reached TikVod without our knowing.
    pub fn is_doubtful(self) -> bool {
        matches!(self, Self::Ambiguous | Self::NeedsUser)
    }

    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sending => "sending",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Ambiguous => "ambiguous",
            Self::Adopted => "adopted",
            Self::NeedsUser => "needs_user",
            Self::Settled => "settled",
            Self::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that the database should not hold.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("unknown {what}: {text}")]
pub struct UnknownName {
    /// What kind of name.
    pub what: &'static str,
    /// The name.
    pub text: String,
}

impl FromStr for State {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| UnknownName { what: "intent state", text: text.to_owned() })
    }
}

impl Kind {
    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Publish => "publish",
        }
    }
}

impl FromStr for Kind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        match text {
            "video" => Ok(Self::Video),
            "publish" => Ok(Self::Publish),
            _ => Err(UnknownName { what: "intent kind", text: text.to_owned() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENTS: [Event; 9] = [
        Event::Send,
        Event::NotSent,
        Event::Accept,
        Event::Reject,
        Event::LoseAnswer,
        Event::Adopt,
        Event::FindNothing,
        Event::Settle,
        Event::Cancel,
    ];

    #[test]
    fn the_table_has_exactly_these_edges() {
        let edges: Vec<_> = State::ALL
            .into_iter()
            .flat_map(|from| EVENTS.map(|event| (from, event)))
            .filter_map(|(from, event)| from.after(event).ok().map(|to| format!("{from} {event:?} {to}")))
            .collect();
        assert_eq!(
            edges,
            [
                "pending Send sending",
                "pending Cancel cancelled",
                "sending NotSent pending",
                "sending Accept accepted",
                "sending Reject rejected",
                "sending LoseAnswer ambiguous",
                "ambiguous Adopt adopted",
                "ambiguous FindNothing needs_user",
                "ambiguous Settle settled",
                "needs_user Adopt adopted",
                "needs_user Settle settled",
            ]
        );
    }

    #[test]
    fn what_may_have_been_paid_for_never_becomes_pending_again() {
        // Reachability, not only single edges: no path leads from a doubtful state back to one that sends.
        let mut reachable = vec![State::Ambiguous];
        let mut next = 0;
        while let Some(&from) = reachable.get(next) {
            for to in EVENTS.iter().filter_map(|&event| from.after(event).ok()) {
                if !reachable.contains(&to) {
                    reachable.push(to);
                }
            }
            next += 1;
        }
        assert!(!reachable.contains(&State::Pending), "a doubtful intent could be sent again: {reachable:?}");
        assert!(!reachable.contains(&State::Sending));
    }

    #[test]
    fn names_come_back() {
        for state in State::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
        assert!("sent".parse::<State>().is_err());
    }
}
