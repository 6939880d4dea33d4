//! The names of what records consist of.

use rquickjs_sys as sys;

use crate::context::Context;

macro_rules! names {
    ($($field:ident = $name:literal),* $(,)?) => {
        /// Made once, and kept as long as the engine.
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct Names {
            $(pub(super) $field: sys::JSAtom,)*
        }

        impl Names {
            pub(crate) fn new(context: Context) -> Self {
                Self {
                    $($field: context.atom($name),)*
                }
            }
        }
    };
}

names! {
    build = "build",
    capacity = "capacity",
    fields = "fields",
    key = "key",
    length = "length",
    made = "made",
    object = "object",
    on_change = "onChange",
    origin = "origin",
    read = "read",
    shows = "shows",
    source = "source",
    store = "store",
    type_ = "type",
    values = "values",

    // of the makers
    array_prototype = "arrayPrototype",
    list_handler = "listHandler",
    mark = "mark",
    record_prototype = "recordPrototype",
    struct_handler = "structHandler",
}
