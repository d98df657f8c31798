//! Dragging with the pointer, as a hand does it: press, move in steps, let go.

use std::time::Duration;

use anyhow::Result;
use fantoccini::actions::{InputSource as _, MouseActions, PointerAction};

use crate::window::Window;

const STEPS: i32 = 12;

impl Window {
    /// Drags from the middle of one element to a place in the window.
    pub(crate) async fn drag(&self, from: (f64, f64), to: (f64, f64)) -> Result<()> {
        let step = |index: i32| {
            let part = f64::from(index) / f64::from(STEPS);
            PointerAction::MoveTo {
                duration: Some(Duration::from_millis(16)),
                x: from.0 + (to.0 - from.0) * part,
                y: from.1 + (to.1 - from.1) * part,
            }
        };
        let mut hand = MouseActions::new("mouse".to_owned()).then(step(0)).then(PointerAction::Down { button: 0 });
        for index in 1..=STEPS {
            hand = hand.then(step(index));
        }
        // Once more in place: a target learns of the pointer by a move within it.
        self.client().perform_actions(hand.then(step(STEPS)).then(PointerAction::Up { button: 0 })).await?;
        self.client().release_actions().await?;
        Ok(())
    }
}
