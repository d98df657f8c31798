//! Everything TikVod Desktop is, without a window.
