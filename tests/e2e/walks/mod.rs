//! The walks, by what they show.

mod bench;
mod key;
mod planning;
mod tour;
mod trouble;
mod video;
