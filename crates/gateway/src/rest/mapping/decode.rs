//! A request's message, put together from path, body and query.

use std::fmt::Display;

use bytes::Bytes;
use prost_types::FieldMask;
use tonic::Status;

use super::{
    BodyRule, Route,
    parameters::{Parameters, Sent},
};
use crate::{
    json,
    rest::{field_mask, head::Head, options::Conflicts},
};

impl<Req: json::Message, Res> Route<Req, Res> {
    /// The only message of a request, or the first one of a stream.
    pub(crate) fn decode(&self, head: &Head, body: &Bytes) -> Result<Req, Status> {
        let mut message = self.decode_body(head, body)?;
        let sent = self.sent(head, body);
        Parameters::of(self.shape, self.body, head).bind(&mut message, self.variables, &sent)?;
        self.fill_mask(&mut message, body);
        self.bind_path(&mut message, head, &sent)?;
        Ok(message)
    }

    /// A later message of a stream. Only the first one carries what path and query say.
    pub(crate) fn decode_later(&self, head: &Head, body: &Bytes) -> Result<Req, Status> {
        self.decode_body(head, body)
    }

    fn decode_body(&self, head: &Head, body: &Bytes) -> Result<Req, Status> {
        if let Some(set) = self.set_raw {
            let mut message = Req::default();
            set(&mut message, head.content_type().to_owned(), body.clone());
            return Ok(message);
        }
        match self.body {
            BodyRule::Ignored => Ok(Req::default()),
            BodyRule::Message => super::body::decode(body, head.rules()),
            BodyRule::Field(field) => {
                let mut message = Req::default();
                super::body::decode_field(&mut message, field, body, head.rules())?;
                Ok(message)
            }
        }
    }

    /// The fields the body names, as far as anybody is going to ask.
    fn sent(&self, head: &Head, body: &Bytes) -> Sent {
        let rest = &head.rules().rest;
        let asks = rest.conflicts == Conflicts::Refuse || !head.query().is_empty();
        if !asks || self.is_raw() {
            return Sent::default();
        }
        match self.body {
            BodyRule::Ignored => Sent::default(),
            BodyRule::Message => Sent::new(field_mask::paths(body, self.shape)),
            BodyRule::Field(name) => Sent::new(self.paths_below(name, body)),
        }
    }

    /// The fields of the request that a body names which is one of them.
    fn paths_below(&self, name: &str, body: &Bytes) -> Vec<String> {
        let Some(below) = self.shape.field(name).and_then(|field| field.message) else {
            return Vec::new();
        };
        let paths = field_mask::paths(body, below).into_iter();
        paths.map(|path| format!("{name}.{path}")).collect()
    }

    /// AIP-134: who updates without a mask means the fields he sends.
    fn fill_mask(&self, message: &mut Req, body: &Bytes) {
        let (Some(mask), BodyRule::Field(name)) = (self.field_mask, self.body) else {
            return;
        };
        let below = self.shape.field(name).and_then(|field| field.message);
        let mask = mask(message);
        if let (None, Some(below)) = (&mask, below)
            && !body.is_empty()
        {
            let paths = field_mask::paths(body, below);
            *mask = Some(FieldMask { paths });
        }
    }

    fn bind_path(&self, message: &mut Req, head: &Head, sent: &Sent) -> Result<(), Status> {
        let rules = head.rules();
        let refuse =
            |field: &str, reason: &dyn Display| rules.rest.field_violations.status(field, reason);
        for (&field, value) in self.variables.iter().zip(head.captures()) {
            let checks = rules.rest.conflicts == Conflicts::Refuse && sent.overlaps(field);
            let before = checks.then(|| message.encode_to_vec());
            let set = json::set_text(message, field, value, &rules.json).map_err(|error| {
                let reason = format_args!("invalid path value {value:?} for {error}").to_string();
                refuse(field, &reason)
            })?;
            if !set {
                // the generator has checked that there is
                return Err(Status::internal(format!("there is no field {field}")));
            }
            if before.is_some_and(|before| before != message.encode_to_vec()) {
                let reason = format!("{field} has other values in path and body");
                return Err(refuse(field, &reason));
            }
        }
        Ok(())
    }
}
