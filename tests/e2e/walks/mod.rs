//! The walks, by what they show.

mod key;
mod planning;
mod trouble;
mod video;
