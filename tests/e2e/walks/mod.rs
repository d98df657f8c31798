//! The walks, by what they show.

mod blank;
