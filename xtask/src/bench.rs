//! `cargo xtask bench`.

use crate::{Options, Outcome};

/// Prints the figures.
pub(crate) fn bench(_options: &Options) -> Outcome<()> {
    Err("bench is not there yet".to_owned())
}
