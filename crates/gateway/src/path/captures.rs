//! What the variables of a template caught, and how it becomes a field's value.

use std::str::FromStr;

use base64::{
    Engine as _,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use bytes::Bytes;
use tonic::Status;

const ANY_PADDING: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const BASE64: GeneralPurpose = GeneralPurpose::new(&STANDARD, ANY_PADDING);
const BASE64_URL: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, ANY_PADDING);

/// The decoded values of a template's variables, in the order in which the template names them.
///
/// Generated code takes each value once. The messages of its errors name the field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Captures {
    values: Vec<String>,
}

// === impl Captures ===

impl Captures {
    pub(crate) fn new(values: Vec<String>) -> Self {
        Self { values }
    }

    /// The values, in order.
    pub fn values(&self) -> &[String] {
        &self.values
    }

    /// Takes a value out as text.
    pub fn string(&mut self, index: usize) -> String {
        self.values
            .get_mut(index)
            .map(std::mem::take)
            .unwrap_or_default()
    }

    /// Takes a value out as a number or a bool.
    pub fn parse<T: FromStr>(&mut self, index: usize, field: &str) -> Result<T, Status> {
        let value = self.string(index);
        value.parse().map_err(|_| invalid(field, &value))
    }

    /// Takes a value out as an enum: by name, else by number.
    pub fn enumeration<E: Into<i32>>(
        &mut self,
        index: usize,
        field: &str,
        by_name: fn(&str) -> Option<E>,
    ) -> Result<i32, Status> {
        let value = self.string(index);
        by_name(&value)
            .map(Into::into)
            .or_else(|| value.parse().ok())
            .ok_or_else(|| invalid(field, &value))
    }

    /// Takes a value out as bytes: base64 of either alphabet, padded or not.
    pub fn bytes(&mut self, index: usize, field: &str) -> Result<Bytes, Status> {
        let value = self.string(index);
        let engine = if value.contains(['-', '_']) {
            BASE64_URL
        } else {
            BASE64
        };
        let decoded = engine.decode(&value).map_err(|_| invalid(field, &value))?;
        Ok(decoded.into())
    }
}

fn invalid(field: &str, value: &str) -> Status {
    Status::invalid_argument(format!("invalid path value {value:?} for {field}"))
}

#[cfg(test)]
mod tests {
    use super::Captures;

    fn captures(value: &str) -> Captures {
        Captures::new(vec![value.to_owned()])
    }

    #[test]
    fn takes_each_value_once() {
        let mut captures = captures("a");
        assert_eq!(captures.string(0), "a");
        assert_eq!(captures.string(0), "");
        assert_eq!(captures.string(7), "");
    }

    #[test]
    fn parses_by_type() {
        assert_eq!(captures("-5").parse::<i32>(0, "n").unwrap(), -5);
        assert!(captures("true").parse::<bool>(0, "b").unwrap());
        assert_eq!(
            captures("-_8").bytes(0, "data").unwrap().as_ref(),
            [0xfb, 0xff]
        );
        assert_eq!(
            captures("+/8=").bytes(0, "data").unwrap().as_ref(),
            [0xfb, 0xff]
        );

        let error = captures("x").parse::<u64>(0, "a.b").unwrap_err();
        assert_eq!(error.message(), "invalid path value \"x\" for a.b");
    }

    #[test]
    fn reads_enums_by_name_and_number() {
        let by_name = |name: &str| (name == "KIND_ONE").then_some(1);
        assert_eq!(
            captures("KIND_ONE")
                .enumeration(0, "kind", by_name)
                .unwrap(),
            1
        );
        assert_eq!(captures("7").enumeration(0, "kind", by_name).unwrap(), 7);
        assert!(
            captures("kind_one")
                .enumeration(0, "kind", by_name)
                .is_err()
        );
    }
}
