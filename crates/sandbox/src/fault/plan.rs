//! What the faults have in store for one request.

use super::{Action, Answer, RateHeaders};

/// What happens to one request. At most one fault acts at each point of its way.
#[derive(Debug, Default, Clone)]
pub(crate) struct Plan {
    /// In place of acting.
    pub(crate) before: Option<Before>,
    /// Code and message with which the job will fail.
    pub(crate) render: Option<(String, String)>,
    /// How many milliseconds old the list is.
    pub(crate) stale_ms: Option<i64>,
    pub(crate) duplicate: bool,
    pub(crate) rate: Option<RateHeaders>,
    /// In place of the answer.
    pub(crate) reply: Option<Reply>,
    pub(crate) pace: Option<Pace>,
    /// The faults that act, for the ledger.
    pub(crate) names: Vec<&'static str>,
}

/// What happens in place of acting.
#[derive(Debug, Clone)]
pub(crate) enum Before {
    Answer(Answer),
    Drop,
}

/// What happens to the answer.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    Instead(Answer),
    Drop,
    Reset,
    Hang,
    Cut(u64),
}

/// How slowly the answer goes out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    pub(crate) delay_ms: u64,
    pub(crate) bytes_per_second: Option<u64>,
}

impl Plan {
    /// Takes the action in, unless another fault already acts at its point.
    pub(crate) fn admit(&mut self, action: &Action) -> bool {
        let free = match action {
            Action::Answer(_) | Action::DropBefore => self.before.is_none() && self.reply.is_none(),
            Action::AcceptThenAnswer(_)
            | Action::AcceptThenDrop
            | Action::AcceptThenReset
            | Action::AcceptThenHang
            | Action::CutBodyAt { .. } => self.reply.is_none() && self.before.is_none(),
            Action::Slow { .. } => self.pace.is_none(),
            Action::StaleList { .. } => self.stale_ms.is_none(),
            Action::Duplicate => !self.duplicate,
            Action::RateHeaders(_) => self.rate.is_none(),
            Action::FailRender { .. } => self.render.is_none(),
        };
        if free {
            self.take(action);
            self.names.push(action.name());
        }
        free
    }

    fn take(&mut self, action: &Action) {
        match action {
            Action::Answer(answer) => self.before = Some(Before::Answer(answer.clone())),
            Action::DropBefore => self.before = Some(Before::Drop),
            Action::AcceptThenAnswer(answer) => self.reply = Some(Reply::Instead(answer.clone())),
            Action::AcceptThenDrop => self.reply = Some(Reply::Drop),
            Action::AcceptThenReset => self.reply = Some(Reply::Reset),
            Action::AcceptThenHang => self.reply = Some(Reply::Hang),
            Action::CutBodyAt { byte } => self.reply = Some(Reply::Cut(*byte)),
            Action::Slow { delay_ms, bytes_per_second } => {
                self.pace = Some(Pace { delay_ms: *delay_ms, bytes_per_second: *bytes_per_second });
            }
            Action::StaleList { seconds } => self.stale_ms = Some((seconds * 1_000.0) as i64),
            Action::Duplicate => self.duplicate = true,
            Action::RateHeaders(headers) => self.rate = Some(headers.clone()),
            Action::FailRender { code, message } => {
                self.render = Some((code.clone(), message.clone()));
            }
        }
    }

    /// The status that the client gets when the sandbox decided on `decided`; `None` when no answer leaves.
    pub(crate) fn answered(&self, decided: u16) -> Option<u16> {
        match (&self.before, &self.reply) {
            (Some(Before::Answer(answer)), _) | (None, Some(Reply::Instead(answer))) => Some(answer.status().as_u16()),
            (Some(Before::Drop), _) | (None, Some(Reply::Drop | Reply::Reset | Reply::Hang)) => None,
            (None, Some(Reply::Cut(_)) | None) => Some(decided),
        }
    }
}
