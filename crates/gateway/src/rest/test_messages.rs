//! Messages as they are generated.

use prost_types::FieldMask;
use serde::de::MapAccess;

use crate::{
    json::{self, FieldName, FieldSink, Plain},
    rest::shape::{Field, Shape},
};

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Update {
    #[prost(string, tag = "1")]
    pub(crate) id: String,
    #[prost(message, optional, tag = "2")]
    pub(crate) part: Option<Part>,
    #[prost(message, optional, tag = "3")]
    pub(crate) update_mask: Option<FieldMask>,
    #[prost(string, repeated, tag = "4")]
    pub(crate) tags: Vec<String>,
    #[prost(string, tag = "5")]
    pub(crate) note: String,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Part {
    #[prost(string, tag = "1")]
    pub(crate) title: String,
    #[prost(int32, tag = "2")]
    pub(crate) count: i32,
    #[prost(int32, tag = "3")]
    pub(crate) item_count: i32,
    #[prost(message, optional, boxed, tag = "4")]
    pub(crate) inner: Option<Box<Part>>,
}

pub(crate) static UPDATE: Shape = Shape {
    fields: &[
        field("id", "id", false, None),
        field("part", "part", false, Some(&PART)),
        field("update_mask", "updateMask", false, None),
        field("tags", "tags", true, None),
        field("note", "note", false, None),
    ],
};

static PART: Shape = Shape {
    fields: &[
        field("title", "title", false, None),
        field("count", "count", false, None),
        field("item_count", "itemCount", false, None),
        field("inner", "inner", false, Some(&PART)),
    ],
};

const fn field(
    name: &'static str,
    json_name: &'static str,
    is_repeated: bool,
    message: Option<&'static Shape>,
) -> Field {
    Field {
        name,
        json_name,
        is_repeated,
        message,
    }
}

const fn names(proto: &'static str, json: &'static str) -> FieldName {
    FieldName { json, proto }
}

fn position(fields: &[FieldName], name: &str) -> Option<usize> {
    fields
        .iter()
        .position(|field| field.json == name || field.proto == name)
}

impl json::Message for Update {
    const FIELDS: &'static [FieldName] = &[
        names("id", "id"),
        names("part", "part"),
        names("update_mask", "updateMask"),
        names("tags", "tags"),
        names("note", "note"),
    ];

    fn field(name: &str) -> Option<usize> {
        position(Self::FIELDS, name)
    }

    fn read_field<'de, A: MapAccess<'de>>(
        &mut self,
        index: usize,
        field: json::Field<'_, A>,
    ) -> Result<(), A::Error> {
        match index {
            0 => field.singular::<Plain<_>>(&mut self.id),
            1 => field.optional::<Plain<_>>(&mut self.part),
            2 => field.optional::<Plain<_>>(&mut self.update_mask),
            3 => field.repeated::<Plain<_>>(&mut self.tags),
            _ => field.singular::<Plain<_>>(&mut self.note),
        }
    }

    fn write_fields<S: FieldSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.singular::<Plain<_>>(&Self::FIELDS[0], &self.id)?;
        sink.optional::<Plain<_>>(&Self::FIELDS[1], &self.part)?;
        sink.optional::<Plain<_>>(&Self::FIELDS[2], &self.update_mask)?;
        sink.repeated::<Plain<_>>(&Self::FIELDS[3], &self.tags)?;
        sink.singular::<Plain<_>>(&Self::FIELDS[4], &self.note)
    }
}

impl json::Message for Part {
    const FIELDS: &'static [FieldName] = &[
        names("title", "title"),
        names("count", "count"),
        names("item_count", "itemCount"),
        names("inner", "inner"),
    ];

    fn field(name: &str) -> Option<usize> {
        position(Self::FIELDS, name)
    }

    fn read_field<'de, A: MapAccess<'de>>(
        &mut self,
        index: usize,
        field: json::Field<'_, A>,
    ) -> Result<(), A::Error> {
        match index {
            0 => field.singular::<Plain<_>>(&mut self.title),
            1 => field.singular::<Plain<_>>(&mut self.count),
            2 => field.singular::<Plain<_>>(&mut self.item_count),
            _ => field.optional::<Plain<_>>(&mut self.inner),
        }
    }

    fn write_fields<S: FieldSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.singular::<Plain<_>>(&Self::FIELDS[0], &self.title)?;
        sink.singular::<Plain<_>>(&Self::FIELDS[1], &self.count)?;
        sink.singular::<Plain<_>>(&Self::FIELDS[2], &self.item_count)?;
        sink.optional::<Plain<_>>(&Self::FIELDS[3], &self.inner)
    }
}
