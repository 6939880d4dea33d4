use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::BytesMut;
use proptest::{collection::vec, prelude::*};

use super::{Decoder, NotBase64};

fn decode(chunks: &[&[u8]]) -> Result<Vec<u8>, NotBase64> {
    let mut decoder = Decoder::default();
    let mut bytes = BytesMut::new();
    for chunk in chunks {
        decoder.decode(chunk, &mut bytes)?;
    }
    decoder.end()?;
    Ok(bytes.to_vec())
}

#[track_caller]
fn check(text: &str, expected: Result<&[u8], NotBase64>) {
    let expected = expected.map(<[u8]>::to_vec);
    let single: Vec<_> = text.as_bytes().chunks(1).collect();
    assert_eq!(decode(&[text.as_bytes()]), expected, "{text}");
    assert_eq!(decode(&single), expected, "{text}, byte by byte");
}

#[test]
fn padding_may_stand_in_the_middle() {
    check("", Ok(b""));
    check("YWJj", Ok(b"abc"));
    check("YQ==YmM=ZGVm", Ok(b"abcdef"));
    check("YQ==YQ==YQ==", Ok(b"aaa"));
}

#[test]
fn refuses_what_is_no_base64() {
    for text in [
        "Y", "YWJ", "YWJjZ", "=", "====", "Y===", "YQ=a", "Y*Jj", "YWJj\n",
    ] {
        check(text, Err(NotBase64));
    }
}

proptest! {
    #[test]
    fn parts_cut_anywhere(
        parts in vec(vec(any::<u8>(), 0..20), 0..6),
        cuts in vec(0_usize..200, 0..8),
    ) {
        let text: String = parts.iter().map(|part| STANDARD.encode(part)).collect();
        let mut cuts: Vec<_> = cuts.into_iter().map(|cut| cut.min(text.len())).collect();
        cuts.extend([0, text.len()]);
        cuts.sort_unstable();
        let chunks: Vec<_> = cuts.windows(2).map(|cut| &text.as_bytes()[cut[0]..cut[1]]).collect();
        prop_assert_eq!(decode(&chunks), Ok(parts.concat()));
    }

    #[test]
    fn what_stands_before_a_mistake_is_read_however_it_is_cut(
        text in "[A-D=*]{0,30}",
        size in 1_usize..9,
    ) {
        let read = |size| {
            let mut decoder = Decoder::default();
            let mut bytes = BytesMut::new();
            let mut chunks = text.as_bytes().chunks(size);
            let read = chunks.try_for_each(|chunk| decoder.decode(chunk, &mut bytes));
            (bytes, read.and_then(|()| decoder.end()))
        };
        prop_assert_eq!(read(size), read(usize::MAX));
    }

    #[test]
    fn never_panics(text in vec(any::<u8>(), 0..40)) {
        let _ = decode(&text.chunks(3).collect::<Vec<_>>());
    }
}
