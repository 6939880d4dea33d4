//! A message as prost and the generator would declare it.

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use prost_types::{Any, Duration, FieldMask, ListValue, NullValue, Struct, Timestamp, Value};
use serde::de::MapAccess;

use crate::json::{Enum, Enumeration, Field, FieldName, FieldSink, Message, Plain};

#[derive(Clone, PartialEq, prost::Message)]
pub(super) struct Sample {
    #[prost(string, tag = "1")]
    pub(super) name: String,
    #[prost(int32, tag = "2")]
    pub(super) small: i32,
    #[prost(uint32, tag = "3")]
    pub(super) count: u32,
    #[prost(int64, tag = "4")]
    pub(super) large: i64,
    #[prost(uint64, tag = "5")]
    pub(super) total: u64,
    #[prost(double, tag = "6")]
    pub(super) ratio: f64,
    #[prost(float, tag = "7")]
    pub(super) part: f32,
    #[prost(bool, tag = "8")]
    pub(super) on: bool,
    #[prost(bytes = "vec", tag = "9")]
    pub(super) data: Vec<u8>,
    #[prost(bytes = "bytes", tag = "10")]
    pub(super) shared: Bytes,
    #[prost(enumeration = "Color", tag = "11")]
    pub(super) color: i32,
    #[prost(string, optional, tag = "12")]
    pub(super) last_note: Option<String>,
    #[prost(message, optional, boxed, tag = "13")]
    pub(super) inner: Option<Box<Sample>>,
    #[prost(int32, repeated, tag = "14")]
    pub(super) numbers: Vec<i32>,
    #[prost(enumeration = "Color", repeated, tag = "15")]
    pub(super) colors: Vec<i32>,
    #[prost(message, repeated, tag = "16")]
    pub(super) items: Vec<Sample>,
    #[prost(btree_map = "bool, string", tag = "17")]
    pub(super) flags: BTreeMap<bool, String>,
    #[prost(map = "int64, enumeration(Color)", tag = "18")]
    pub(super) places: HashMap<i64, i32>,
    #[prost(oneof = "Choice", tags = "19, 20, 21")]
    pub(super) choice: Option<Choice>,
    #[prost(message, optional, tag = "22")]
    pub(super) time: Option<Timestamp>,
    #[prost(message, optional, tag = "23")]
    pub(super) span: Option<Duration>,
    #[prost(message, optional, tag = "24")]
    pub(super) mask: Option<FieldMask>,
    #[prost(message, optional, tag = "25")]
    pub(super) object: Option<Struct>,
    #[prost(message, optional, tag = "26")]
    pub(super) value: Option<Value>,
    #[prost(message, optional, tag = "27")]
    pub(super) list: Option<ListValue>,
    #[prost(message, optional, tag = "28")]
    pub(super) any: Option<Any>,
    #[prost(message, optional, tag = "29")]
    pub(super) wrapped: Option<i64>,
    #[prost(message, optional, tag = "30")]
    pub(super) empty: Option<()>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
pub(super) enum Choice {
    #[prost(string, tag = "19")]
    Left(String),
    #[prost(message, tag = "20")]
    Right(Box<Sample>),
    #[prost(enumeration = "NullValue", tag = "21")]
    Nothing(i32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, prost::Enumeration)]
#[repr(i32)]
pub(super) enum Color {
    Unspecified = 0,
    Red = 1,
}

impl prost::Name for Sample {
    const NAME: &'static str = "Sample";
    const PACKAGE: &'static str = "test.v1";
}

impl Enum for Color {
    const NAMES: &'static [&'static str] = &["COLOR_UNSPECIFIED", "COLOR_RED", "COLOR_ROUGE"];

    fn name(number: i32) -> Option<&'static str> {
        ["COLOR_UNSPECIFIED", "COLOR_RED"]
            .get(usize::try_from(number).ok()?)
            .copied()
    }

    fn number(name: &str) -> Option<i32> {
        match name {
            "COLOR_UNSPECIFIED" => Some(0),
            "COLOR_RED" | "COLOR_ROUGE" => Some(1),
            _ => None,
        }
    }
}

const NAMES: [(&str, &str); 30] = [
    ("name", "name"),
    ("small", "small"),
    ("count", "count"),
    ("large", "large"),
    ("total", "total"),
    ("ratio", "ratio"),
    ("part", "part"),
    ("on", "on"),
    ("data", "data"),
    ("shared", "shared"),
    ("color", "color"),
    ("lastNote", "last_note"),
    ("inner", "inner"),
    ("numbers", "numbers"),
    ("colors", "colors"),
    ("items", "items"),
    ("flags", "flags"),
    ("places", "places"),
    ("left", "left"),
    ("right", "right"),
    ("nothing", "nothing"),
    ("time", "time"),
    ("span", "span"),
    ("mask", "mask"),
    ("object", "object"),
    ("value", "value"),
    ("list", "list"),
    ("any", "any"),
    ("wrapped", "wrapped"),
    ("empty", "empty"),
];

const FIELDS: [FieldName; 30] = {
    let mut fields = [FieldName {
        json: "",
        proto: "",
    }; 30];
    let mut index = 0;
    while index < fields.len() {
        let (json, proto) = NAMES[index];
        fields[index] = FieldName { json, proto };
        index += 1;
    }
    fields
};

impl Message for Sample {
    const FIELDS: &'static [FieldName] = &FIELDS;

    fn field(name: &str) -> Option<usize> {
        NAMES
            .iter()
            .position(|(json, proto)| [*json, *proto].contains(&name))
    }

    fn read_field<'de, A: MapAccess<'de>>(
        &mut self,
        index: usize,
        field: Field<'_, A>,
    ) -> Result<(), A::Error> {
        match NAMES[index].0 {
            "name" => field.singular::<Plain<_>>(&mut self.name),
            "small" => field.singular::<Plain<_>>(&mut self.small),
            "count" => field.singular::<Plain<_>>(&mut self.count),
            "large" => field.singular::<Plain<_>>(&mut self.large),
            "total" => field.singular::<Plain<_>>(&mut self.total),
            "ratio" => field.singular::<Plain<_>>(&mut self.ratio),
            "part" => field.singular::<Plain<_>>(&mut self.part),
            "on" => field.singular::<Plain<_>>(&mut self.on),
            "data" => field.singular::<Plain<_>>(&mut self.data),
            "shared" => field.singular::<Plain<_>>(&mut self.shared),
            "color" => field.singular::<Enumeration<Color>>(&mut self.color),
            "lastNote" => field.optional::<Plain<_>>(&mut self.last_note),
            "inner" => field.optional::<Plain<_>>(&mut self.inner),
            "numbers" => field.repeated::<Plain<_>>(&mut self.numbers),
            "colors" => field.repeated::<Enumeration<Color>>(&mut self.colors),
            "items" => field.repeated::<Plain<_>>(&mut self.items),
            "flags" => field.map::<Plain<_>, _>(&mut self.flags),
            "places" => field.map::<Enumeration<Color>, _>(&mut self.places),
            "left" => {
                field.member::<Plain<_>, _>(&mut self.choice, 0, Choice::Left, |it| match it {
                    Choice::Left(value) => Some(value),
                    _ => None,
                })
            }
            "right" => {
                field.member::<Plain<_>, _>(&mut self.choice, 0, Choice::Right, |it| match it {
                    Choice::Right(value) => Some(value),
                    _ => None,
                })
            }
            "nothing" => field.member::<Enumeration<NullValue>, _>(
                &mut self.choice,
                0,
                Choice::Nothing,
                |_| None,
            ),
            "time" => field.optional::<Plain<_>>(&mut self.time),
            "span" => field.optional::<Plain<_>>(&mut self.span),
            "mask" => field.optional::<Plain<_>>(&mut self.mask),
            "object" => field.optional::<Plain<_>>(&mut self.object),
            "value" => field.optional::<Plain<_>>(&mut self.value),
            "list" => field.optional::<Plain<_>>(&mut self.list),
            "any" => field.optional::<Plain<_>>(&mut self.any),
            "wrapped" => field.optional::<Plain<_>>(&mut self.wrapped),
            _ => field.optional::<Plain<_>>(&mut self.empty),
        }
    }

    fn write_fields<S: FieldSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.singular::<Plain<_>>(&FIELDS[0], &self.name)?;
        sink.singular::<Plain<_>>(&FIELDS[1], &self.small)?;
        sink.singular::<Plain<_>>(&FIELDS[2], &self.count)?;
        sink.singular::<Plain<_>>(&FIELDS[3], &self.large)?;
        sink.singular::<Plain<_>>(&FIELDS[4], &self.total)?;
        sink.singular::<Plain<_>>(&FIELDS[5], &self.ratio)?;
        sink.singular::<Plain<_>>(&FIELDS[6], &self.part)?;
        sink.singular::<Plain<_>>(&FIELDS[7], &self.on)?;
        sink.singular::<Plain<_>>(&FIELDS[8], &self.data)?;
        sink.singular::<Plain<_>>(&FIELDS[9], &self.shared)?;
        sink.singular::<Enumeration<Color>>(&FIELDS[10], &self.color)?;
        sink.optional::<Plain<_>>(&FIELDS[11], &self.last_note)?;
        sink.optional::<Plain<_>>(&FIELDS[12], &self.inner)?;
        sink.repeated::<Plain<_>>(&FIELDS[13], &self.numbers)?;
        sink.repeated::<Enumeration<Color>>(&FIELDS[14], &self.colors)?;
        sink.repeated::<Plain<_>>(&FIELDS[15], &self.items)?;
        sink.map::<Plain<_>, _>(&FIELDS[16], &self.flags)?;
        sink.map::<Enumeration<Color>, _>(&FIELDS[17], &self.places)?;
        match &self.choice {
            None => {}
            Some(Choice::Left(value)) => sink.present::<Plain<_>>(&FIELDS[18], value)?,
            Some(Choice::Right(value)) => sink.present::<Plain<_>>(&FIELDS[19], value)?,
            Some(Choice::Nothing(value)) => {
                sink.present::<Enumeration<NullValue>>(&FIELDS[20], value)?;
            }
        }
        sink.optional::<Plain<_>>(&FIELDS[21], &self.time)?;
        sink.optional::<Plain<_>>(&FIELDS[22], &self.span)?;
        sink.optional::<Plain<_>>(&FIELDS[23], &self.mask)?;
        sink.optional::<Plain<_>>(&FIELDS[24], &self.object)?;
        sink.optional::<Plain<_>>(&FIELDS[25], &self.value)?;
        sink.optional::<Plain<_>>(&FIELDS[26], &self.list)?;
        sink.optional::<Plain<_>>(&FIELDS[27], &self.any)?;
        sink.optional::<Plain<_>>(&FIELDS[28], &self.wrapped)?;
        sink.optional::<Plain<_>>(&FIELDS[29], &self.empty)
    }
}
