//! Making records and their proxies, as the prelude does.
//!
//! | of `makers` | is |
//! |---|---|
//! | `structHandler`, `listHandler` | the handlers of proxies |
//! | `mark` | the symbol under which the array behind a proxy has its list |
//! | `recordPrototype` | what records inherit from, which has no members |
//! | `arrayPrototype` | `Array.prototype` |
//!
//! | is made | of |
//! |---|---|
//! | a record | `type`, `source`, `values`, `object` |
//! | a list | `type`, `store`, `length`, `object`, `onChange`, `origin` |
//! | the store of a list | `capacity`, `source`, `build` |
//!
//! Members are made in this order, so that what the engine knows of the prelude's own holds for these, too.

use rquickjs_sys as sys;

use super::Names;
use crate::context::{Key, Local, Raised};

/// What the prelude makes its proxies with.
pub(super) struct Makers {
    object: Local,
    names: Names,
}

// === impl Makers ===

impl Makers {
    pub(super) fn new(object: Local) -> Self {
        let context = object.context();
        Self {
            object,
            names: context.run().names(context),
        }
    }

    pub(super) fn names(&self) -> Names {
        self.names
    }

    pub(super) fn mark(&self) -> Result<Key, Raised> {
        self.object.get(self.names.mark)?.as_key()
    }

    pub(super) fn array_prototype(&self) -> Result<Local, Raised> {
        self.object.get(self.names.array_prototype)
    }

    /// The proxy of a struct or list, which is made when there is none yet; of other records there is
    /// only the one that they have.
    pub(super) fn proxy_of(&self, record: &Local) -> Result<Option<Local>, Raised> {
        let Names {
            object,
            store,
            fields,
            type_,
            ..
        } = self.names;
        let proxy = record.get(object)?;
        if proxy.is_object() {
            return Ok(Some(proxy));
        }
        let context = record.context();
        let proxy = if record.get(store)?.is_object() {
            let array = context.array()?;
            array.put(self.mark()?.atom(), record.again())?;
            context.proxy(&array, &self.object.get(self.names.list_handler)?)?
        } else if record.get(type_)?.get(fields)?.is_object() {
            context.proxy(record, &self.object.get(self.names.struct_handler)?)?
        } else {
            return Ok(None);
        };
        record.put(object, proxy.again())?;
        Ok(Some(proxy))
    }

    /// A record that is still to be read of its source.
    pub(super) fn record(&self, type_: Local, source: Local) -> Result<Local, Raised> {
        let context = self.object.context();
        let values = context.object()?;
        let names = self.names;
        self.members([
            (names.type_, type_),
            (names.source, source),
            (names.values, values),
            (names.object, context.undefined()),
        ])
    }

    /// A list that is still to be read of an array, `part`, that the source has there.
    ///
    /// If there is somebody to be told of changes, its store takes the place of the array, and the lists
    /// of all copies are made of that.
    pub(super) fn list_of(
        &self,
        field: &Local,
        source: &Local,
        place: sys::JSAtom,
        part: Local,
    ) -> Result<Option<Local>, Raised> {
        let context = self.object.context();
        let names = self.names;
        let type_ = field.get(names.made)?;
        let on_change = field.get(names.on_change)?;
        let is_shared = on_change.is_object();
        let is_new = part.is_array();
        let store = match part {
            array if is_new => self.store(array)?,
            store if is_shared => store,
            _ => return Ok(None),
        };
        let elements = store.own_member(names.source)?;
        let Some(elements) = elements.filter(|it| it.is_array() && type_.is_object()) else {
            return Ok(None);
        };
        if is_shared && is_new {
            source.put(place, store.again())?;
        }
        let length = context.integer(elements.array_length()?);
        let origin = if is_shared {
            store.again()
        } else {
            context.undefined()
        };
        let list = self.members([
            (names.type_, type_),
            (names.store, store),
            (names.length, length),
            (names.object, context.undefined()),
            (names.on_change, on_change),
            (names.origin, origin),
        ])?;
        Ok(Some(list))
    }

    fn store(&self, elements: Local) -> Result<Local, Raised> {
        let context = self.object.context();
        let capacity = context.integer(elements.array_length()?);
        self.members([
            (self.names.capacity, capacity),
            (self.names.source, elements),
            (self.names.build, context.undefined()),
        ])
    }

    fn members<const N: usize>(&self, members: [(sys::JSAtom, Local); N]) -> Result<Local, Raised> {
        let prototype = self.object.get(self.names.record_prototype)?;
        let object = self.object.context().object_of(&prototype)?;
        for (name, value) in members {
            object.set(name, value)?;
        }
        Ok(object)
    }
}
