//! Shirube.
