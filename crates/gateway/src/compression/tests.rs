use bytes::BytesMut;
use http::HeaderValue;
use proptest::prelude::*;

use super::{Encoding, Encodings, Failure, preferred};

fn all() -> impl Iterator<Item = Encoding> {
    Encodings::all_built_in().iter().chain([Encoding::Identity])
}

fn compressed(encoding: Encoding, input: &[u8]) -> Vec<u8> {
    let mut out = BytesMut::from("before");
    encoding.compress(input, &mut out).unwrap();
    out.strip_prefix(b"before").unwrap().to_vec()
}

#[track_caller]
fn check(encoding: Encoding, input: &[u8], limit: usize, expected: Result<&[u8], Failure>) {
    let got = encoding.decompress(input, limit);
    assert_eq!(
        got.as_deref().map_err(|failure| *failure),
        expected,
        "{encoding}"
    );
}

#[track_caller]
fn check_preferred(header: &[&str], with_weights: bool, expected: &str) {
    let values: Vec<_> = header
        .iter()
        .map(|value| HeaderValue::from_str(value).unwrap())
        .collect();
    let enabled = Encodings::none()
        .with(Encoding::Gzip)
        .with(Encoding::Deflate);
    let got = preferred(&values, enabled, with_weights);
    assert_eq!(got.name(), expected, "{header:?}");
}

#[test]
fn names_are_those_of_the_headers() {
    for encoding in all() {
        assert_eq!(Encoding::from_name(encoding.name()), Some(encoding));
        assert_eq!(encoding.to_string(), encoding.name());
    }
    assert_eq!(Encoding::from_name("X-GZip"), Some(Encoding::Gzip));
    assert_eq!(Encoding::from_name("foo"), None);
    assert_eq!(Encoding::from_name(""), None);
}

#[test]
fn a_set_holds_what_was_put_in() {
    let none = Encodings::none();
    assert!(none.contains(Encoding::Identity));
    assert!(!none.contains(Encoding::Gzip));
    assert_eq!(none.accept_value(), None);
    let both = none.with(Encoding::Deflate).with(Encoding::Gzip);
    assert_eq!(both.accept_value().unwrap(), "gzip,deflate");
    assert_eq!(format!("{both:?}"), "{Gzip, Deflate}");
    assert_eq!(both.without(Encoding::Deflate), none.with(Encoding::Gzip));
    assert!(all().all(|encoding| Encodings::default().contains(encoding)));
}

#[test]
fn the_caller_gets_what_he_likes_best() {
    check_preferred(&[], true, "identity");
    check_preferred(&[""], true, "identity");
    check_preferred(&["gzip"], true, "gzip");
    check_preferred(&["GZIP"], true, "gzip");
    check_preferred(&["foo, gzip"], true, "gzip");
    check_preferred(&["foo", "deflate"], true, "deflate");
    check_preferred(&["deflate, gzip"], true, "gzip");
    check_preferred(&["gzip;q=0.5, deflate"], true, "deflate");
    check_preferred(&["gzip ; q=0.5 , deflate;Q=0.501"], true, "deflate");
    check_preferred(&["gzip;q=1.000, deflate;q=0.999"], true, "gzip");
    check_preferred(&["gzip;q=0"], true, "identity");
    check_preferred(&["gzip;q=0.000, *"], true, "deflate");
    check_preferred(&["gzip;q=0.5, identity"], true, "identity");
    check_preferred(&["gzip;q=0.5, identity;q=0.5"], true, "gzip");
    check_preferred(&["gzip, br;q=0.5, *;q=0, identity;q=0"], true, "gzip");
    check_preferred(&["*;q=0"], true, "identity");
    check_preferred(&["*"], true, "gzip");
}

#[test]
fn what_is_no_weight_takes_its_name_along() {
    for weight in [
        "q", "q=", "q=2", "q=1.001", "q=0.1234", "q=-1", "q=.5", "r=1", "",
    ] {
        check_preferred(&[&format!("gzip;{weight}, deflate;q=0.1")], true, "deflate");
    }
}

#[test]
fn plain_lists_have_no_weights() {
    check_preferred(&["identity,deflate,gzip"], false, "gzip");
    check_preferred(&["deflate , foo"], false, "deflate");
    check_preferred(&["gzip;q=1, deflate"], false, "deflate");
    check_preferred(&["*"], false, "identity");
}

#[test]
fn all_that_fits_comes_out() {
    for encoding in all() {
        for length in [0, 1, 255, 256, 257, 70_000, 1_000_000] {
            let input: Vec<u8> = (0..length).map(|n: usize| (n / 7) as u8).collect();
            let squeezed = compressed(encoding, &input);
            check(encoding, &squeezed, length, Ok(&input));
            check(encoding, &squeezed, usize::MAX, Ok(&input));
            if let Some(less) = length.checked_sub(1) {
                check(encoding, &squeezed, less, Err(Failure::TooLarge));
            }
        }
    }
}

#[test]
fn a_bomb_is_stopped_at_the_limit() {
    let zeros = vec![0; 10_000_000];
    for encoding in all() {
        let bomb = compressed(encoding, &zeros);
        check(encoding, &bomb, 1000, Err(Failure::TooLarge));
        check(encoding, &bomb, 0, Err(Failure::TooLarge));
    }
}

#[test]
fn nothing_stands_for_nothing() {
    for encoding in all() {
        check(encoding, b"", 0, Ok(b""));
    }
}

#[test]
fn what_ends_too_early_is_malformed() {
    for encoding in Encodings::all_built_in().iter() {
        let whole = compressed(encoding, b"hello hello hello");
        for end in 1..whole.len() {
            // The stream identifier alone is all of a snappy stream that holds nothing.
            if encoding.name() == "snappy" && end == 10 {
                continue;
            }
            check(encoding, &whole[..end], 100, Err(Failure::Malformed));
        }
    }
}

#[test]
fn what_follows_the_end_is_malformed() {
    for encoding in Encodings::all_built_in().iter() {
        for tail in [b"x".as_slice(), b"garbage, and more of it"] {
            let long = [&compressed(encoding, b"hello"), tail].concat();
            check(encoding, &long, 100, Err(Failure::Malformed));
        }
    }
}

#[test]
fn a_damaged_checksum_is_malformed() {
    for encoding in [Encoding::Gzip, Encoding::Deflate] {
        let mut damaged = compressed(encoding, b"hello");
        *damaged.last_mut().unwrap() ^= 1;
        check(encoding, &damaged, 100, Err(Failure::Malformed));
    }
}

#[test]
fn gzip_may_have_several_members() {
    let member = |text: &[u8]| compressed(Encoding::Gzip, text);
    let two = [member(b"hello "), member(b"world")].concat();
    check(Encoding::Gzip, &two, 11, Ok(b"hello world"));
    check(Encoding::Gzip, &two, 10, Err(Failure::TooLarge));
    let holes = [member(b""), member(b"x"), member(b"")].concat();
    check(Encoding::Gzip, &holes, 1, Ok(b"x"));
    check(
        Encoding::Gzip,
        &two[..two.len() - 1],
        11,
        Err(Failure::Malformed),
    );
}

#[test]
fn deflate_is_zlib_and_not_raw() {
    check(
        Encoding::Deflate,
        b"\x78\x9c\x4b\x04\0\0\x62\0\x62",
        9,
        Ok(b"a"),
    );
    check(Encoding::Deflate, b"\x4b\x04\0", 9, Err(Failure::Malformed));
}

#[cfg(feature = "snappy")]
#[test]
fn snappy_is_framed_and_not_raw() {
    let framed = compressed(Encoding::Snappy, b"a");
    assert!(framed.starts_with(b"\xff\x06\0\0sNaPpY"), "{framed:?}");
    check(Encoding::Snappy, b"\x01\0a", 9, Err(Failure::Malformed));
}

#[cfg(feature = "zstd")]
#[test]
fn zstd_asks_for_no_more_than_its_window() {
    // Magic, a descriptor without content size, a window of 16 MiB and a last, raw block.
    let asks = |window: u8| [0x28, 0xb5, 0x2f, 0xfd, 0, window, 9, 0, 0, b'a'];
    check(Encoding::Zstd, &asks(13 << 3), 9, Ok(b"a"));
    check(Encoding::Zstd, &asks(14 << 3), 9, Err(Failure::Malformed));
}

proptest! {
    #[test]
    fn what_goes_in_comes_out(input: Vec<u8>) {
        for encoding in all() {
            let squeezed = compressed(encoding, &input);
            prop_assert_eq!(encoding.decompress(&squeezed, input.len()).unwrap(), &input);
        }
    }

    #[test]
    fn no_bytes_do_harm(input: Vec<u8>, flips: Vec<(prop::sample::Index, u8)>) {
        for encoding in all() {
            let _ = encoding.decompress(&input, 1000);
            let mut damaged = compressed(encoding, &input);
            for (index, flip) in &flips {
                if let Some(byte) = damaged.get_mut(index.index(input.len() + 1)) {
                    *byte ^= flip;
                }
            }
            if let Ok(out) = encoding.decompress(&damaged, 1000) {
                prop_assert!(out.len() <= 1000);
            }
        }
    }

    #[test]
    fn no_header_does_harm(value in "[ -~]{0,40}", with_weights: bool) {
        let value = HeaderValue::from_str(&value).unwrap();
        preferred([&value], Encodings::all_built_in(), with_weights);
    }
}
