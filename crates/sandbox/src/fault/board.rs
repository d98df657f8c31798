//! The faults that are installed.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::Method;
use serde_json::{Value, json};

use super::{Fault, Plan};

/// A fault with what is left of it.
#[derive(Debug, Clone)]
pub(crate) struct Installed {
    pub(crate) id: i64,
    pub(crate) fault: Fault,
    pub(crate) skip_left: u32,
    pub(crate) times_left: Option<u32>,
}

impl Installed {
    pub(crate) fn new(id: i64, fault: Fault) -> Self {
        Self { id, skip_left: fault.skip, times_left: fault.times, fault }
    }

    pub(crate) fn shown(&self) -> Value {
        json!({"id": self.id, "fault": self.fault, "skip_left": self.skip_left, "times_left": self.times_left})
    }

    fn spent(&self) -> bool {
        self.times_left == Some(0)
    }
}

/// The faults that are installed, in the order of installation.
#[derive(Default)]
pub(crate) struct Board {
    /// Most of the time there are none, and then a request takes no lock for them.
    any: AtomicBool,
    faults: Mutex<Vec<Installed>>,
}

impl Board {
    pub(crate) fn new(faults: Vec<Installed>) -> Self {
        Self { any: AtomicBool::new(!faults.is_empty()), faults: Mutex::new(faults) }
    }

    /// What the faults have in store for a request, and the faults that were used for it (to be written down).
    pub(crate) fn plan(&self, method: &Method, path: &str) -> (Plan, Vec<Installed>) {
        let mut plan = Plan::default();
        let mut used = Vec::new();
        if !self.any.load(Ordering::Acquire) {
            return (plan, used);
        }
        for entry in self.lock().iter_mut() {
            if entry.spent() || !entry.fault.matches(method, path) {
                continue;
            }
            if entry.skip_left > 0 {
                entry.skip_left -= 1;
                used.push(entry.clone());
            } else if plan.admit(&entry.fault.action) {
                if let Some(left) = &mut entry.times_left {
                    *left -= 1;
                }
                used.push(entry.clone());
            }
        }
        (plan, used)
    }

    pub(crate) fn install(&self, faults: Vec<Installed>) {
        self.lock().extend(faults);
        self.any.store(true, Ordering::Release);
    }

    pub(crate) fn clear(&self) {
        self.lock().clear();
        self.any.store(false, Ordering::Release);
    }

    /// The faults that have something left.
    pub(crate) fn shown(&self) -> Vec<Value> {
        let faults = self.lock();
        faults.iter().filter(|f| !f.spent()).map(Installed::shown).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Installed>> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
