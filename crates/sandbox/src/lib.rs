//! The TikVod API on loopback, with real state, real media and faults on demand.
