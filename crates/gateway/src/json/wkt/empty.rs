//! `google.protobuf.Empty`, which prost holds as `()`: an object without fields.

use crate::json::Message;

impl Message for () {}
