//! Typed client of the TikVod REST API, version 2026-03-15.
