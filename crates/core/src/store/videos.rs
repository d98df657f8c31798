//! Videos as TikVod knows them.
