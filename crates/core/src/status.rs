//! What is known about the world right now and is not worth keeping over a restart.

use std::sync::{Mutex, PoisonError};

use crate::view::{Connection, ErrorView, HeldReason};

/// The pulse: connection, holds and problems of this run.
#[derive(Debug, Default)]
pub(crate) struct Pulse(Mutex<State>);

/// See [`Pulse`].
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) connection: Connection,
    /// 401: nothing at all is sent until the key is checked again.
    pub(crate) key_refused: bool,
    /// 402: no video is sent until the balance is above zero again.
    pub(crate) no_credits: bool,
    /// Why the account cannot be used now.
    pub(crate) problem: Option<ErrorView>,
    /// Why the first waiting item is not being sent.
    pub(crate) held: Option<HeldReason>,
}

impl Default for State {
    fn default() -> Self {
        Self { connection: Connection::Unknown, key_refused: false, no_credits: false, problem: None, held: None }
    }
}

impl Pulse {
    pub(crate) fn get(&self) -> State {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes it and says whether anything is different now.
    pub(crate) fn update(&self, change: impl FnOnce(&mut State)) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = format!("{state:?}");
        change(&mut state);
        before != format!("{state:?}")
    }
}
