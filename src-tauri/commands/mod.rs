//! What the windows can ask for, a file per area. Each function converts, calls the core once, and converts back; who may
//! call and how the arguments are read is in [`ipc`](crate::ipc).

pub(crate) mod account;
pub(crate) mod calendar;
pub(crate) mod create;
pub(crate) mod library;
pub(crate) mod queue;
pub(crate) mod settings;
pub(crate) mod shell;
