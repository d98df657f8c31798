//! The stand-alone sandbox.
fn main() {}
