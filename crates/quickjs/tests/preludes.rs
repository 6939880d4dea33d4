//! preludes
