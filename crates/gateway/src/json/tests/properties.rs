use std::collections::{BTreeMap, HashMap};

use proptest::{
    collection::{btree_map, hash_map, vec},
    prelude::{Just, Strategy, any, prop_assert_eq, prop_oneof, proptest},
};
use prost_types::{Duration, Timestamp};

use super::{Choice, Sample, written};
use crate::json::{Options, decode, set_text};

type Numbers = ((i32, u32, i64, u64), f64, f32, bool);
type Maps = (BTreeMap<bool, String>, HashMap<i64, i32>);

fn choice() -> impl Strategy<Value = Option<Choice>> {
    prop_oneof![
        Just(None),
        Just(Some(Choice::Nothing(0))),
        any::<String>().prop_map(|text| Some(Choice::Left(text))),
    ]
}

fn finite() -> impl Strategy<Value = f64> {
    any::<f64>().prop_filter("a NaN is not equal to itself", |number| !number.is_nan())
}

fn sample() -> impl Strategy<Value = Sample> {
    let part = any::<f32>().prop_filter("a NaN is not equal to itself", |part| !part.is_nan());
    let integers = any::<(i32, u32, i64, u64)>();
    let numbers = (integers, finite(), part, any::<bool>());
    let maps = (
        btree_map(any::<bool>(), any::<String>(), 0..3),
        hash_map(any::<i64>(), any::<i32>(), 0..3),
    );
    let rest = (
        any::<String>(),
        vec(any::<u8>(), 0..9),
        vec(any::<i32>(), 0..5),
        choice(),
    );
    let times = (-62_135_596_800_i64..253_402_300_800, 0..1_000_000_000);
    let flat = (numbers, maps, rest, times).prop_map(
        |(numbers, maps, (name, data, colors, choice), (seconds, nanos)): (Numbers, Maps, _, _)| {
            let ((small, count, large, total), ratio, part, on) = numbers;
            Sample {
                name,
                small,
                count,
                large,
                total,
                ratio,
                part,
                on,
                shared: data.clone().into(),
                data,
                color: small,
                numbers: colors.clone(),
                colors,
                flags: maps.0,
                places: maps.1,
                choice,
                time: Some(Timestamp { seconds, nanos }),
                span: Some(Duration {
                    seconds: seconds.abs(),
                    nanos,
                }),
                wrapped: Some(large),
                ..Sample::default()
            }
        },
    );
    flat.prop_recursive(3, 8, 3, |inner| {
        (inner.clone(), vec(inner, 0..3)).prop_map(|(outer, items)| Sample {
            inner: Some(Box::new(outer)),
            items,
            ..Sample::default()
        })
    })
}

proptest! {
    #[test]
    fn comes_back(message in sample(), defaults: bool, proto: bool, numbers: bool) {
        let options = Options::new().default_values(defaults).proto_names(proto).enum_numbers(numbers);
        let text = written(&message, &options);
        let read: Sample = decode(text.as_bytes(), &Options::new()).unwrap();
        prop_assert_eq!(read, message);
    }

    #[test]
    fn never_panics(text in ".*", path in "[a-z.]{0,20}", max in 0_usize..5) {
        let _ = crate::json::too_deep(text.as_bytes(), max);
        let _ = decode::<Sample>(text.as_bytes(), &Options::new());
        let _ = set_text(&mut Sample::default(), &path, &text, &Options::new());
    }

    #[test]
    fn never_panics_on_what_looks_right(
        field in "name|small|large|part|data|color|items|flags|right|time|span|mask|object|any",
        value in r#"[\[\]{}":,0-9a-zA-Z@_.+\-\\ ]{0,30}"#,
    ) {
        let text = format!("{{\"{field}\":{value}}}");
        let _ = decode::<Sample>(text.as_bytes(), &Options::new());
        let text = format!("{{\"{field}\":\"{value}\"}}");
        let _ = decode::<Sample>(text.as_bytes(), &Options::new());
        let _ = set_text(&mut Sample::default(), &field, &value, &Options::new());
    }
}
