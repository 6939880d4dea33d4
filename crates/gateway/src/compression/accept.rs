//! Which encoding a caller gets, by what his headers say he understands.

use http::HeaderValue;

use super::{Encoding, Encodings};

/// How much a caller wants each encoding, in thousandths; nothing where he does not say.
#[derive(Default)]
struct Wishes {
    named: Vec<(Encoding, u16)>,
    any_other: Option<u16>,
}

/// The encoding of `enabled` that a caller who sent these header values likes best.
///
/// Weights are read as RFC 9110, section 12.5.3, has them for `accept-encoding`; the plain lists of
/// gRPC and Connect streams have none, so there a parameter makes a name an unknown one. Between
/// encodings that the caller likes equally the server chooses; identity comes last with it, and is
/// also what a caller gets who refuses everything.
pub fn preferred<'a>(
    values: impl IntoIterator<Item = &'a HeaderValue>,
    enabled: Encodings,
    with_weights: bool,
) -> Encoding {
    let wishes = Wishes::read(values, with_weights);
    let (mut best, mut best_weight) = (Encoding::Identity, 0);
    for encoding in enabled.iter().chain([Encoding::Identity]) {
        let weight = wishes.weight(encoding);
        if weight > best_weight {
            (best, best_weight) = (encoding, weight);
        }
    }
    best
}

// === impl Wishes ===

impl Wishes {
    fn read<'a>(values: impl IntoIterator<Item = &'a HeaderValue>, with_weights: bool) -> Self {
        let mut wishes = Self::default();
        let values = values.into_iter().filter_map(|value| value.to_str().ok());
        for item in values.flat_map(|value| value.split(',')) {
            let (name, weight) = match item.split_once(';') {
                Some((name, parameter)) if with_weights => (name.trim(), weight(parameter.trim())),
                _ => (item.trim(), Some(1000)),
            };
            let Some(weight) = weight else { continue };
            if name == "*" && with_weights {
                wishes.any_other.get_or_insert(weight);
            } else if let Some(encoding) = Encoding::from_name(name)
                && wishes.named(encoding).is_none()
            {
                wishes.named.push((encoding, weight));
            }
        }
        wishes
    }

    fn named(&self, encoding: Encoding) -> Option<u16> {
        let mut named = self.named.iter();
        named.find_map(|(named, weight)| (*named == encoding).then_some(*weight))
    }

    fn weight(&self, encoding: Encoding) -> u16 {
        self.named(encoding).or(self.any_other).unwrap_or(0)
    }
}

/// `q=` with at most three digits behind the point, in thousandths.
fn weight(parameter: &str) -> Option<u16> {
    let (name, value) = parameter.split_once('=')?;
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let is_weight = name.trim_end().eq_ignore_ascii_case("q")
        && fraction.len() <= 3
        && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let thousandths = format!("{fraction:0<3}").parse().ok();
    match whole {
        "0" if is_weight => thousandths,
        "1" if is_weight && thousandths == Some(0) => Some(1000),
        _ => None,
    }
}
