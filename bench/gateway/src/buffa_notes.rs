//! The service as the `connectrpc` crate's trait, with buffa's messages.

use buffa::MessageField;
use connectrpc::{
    Encodable, RequestContext, Response, ServiceRequest, ServiceResult, ServiceStream,
};

use crate::{
    buffa_pb::bench::v1::{Author, Blob, ListNotesRequest, Note, Notes},
    pb, sample,
};

/// Answers from what it is asked alone.
#[derive(Clone, Copy, Debug)]
pub struct Service;

impl Notes for Service {
    async fn put_note<'a>(
        &'a self,
        _: RequestContext,
        request: ServiceRequest<'_, Note>,
    ) -> ServiceResult<impl Encodable<Note> + Send + use<'a>> {
        let mut note = request.to_owned_message();
        note.revision += 1;
        Response::ok(note)
    }

    async fn list_notes(
        &self,
        _: RequestContext,
        request: ServiceRequest<'_, ListNotesRequest>,
    ) -> ServiceResult<ServiceStream<impl Encodable<Note> + Send + use<>>> {
        let first = from_prost(sample::note());
        let notes = (0..i64::from(request.count)).map(move |number| {
            Ok(Note {
                revision: first.revision + number,
                ..first.clone()
            })
        });
        Response::stream_ok(tokio_stream::iter(notes))
    }

    async fn store_blob<'a>(
        &'a self,
        _: RequestContext,
        request: ServiceRequest<'_, Blob>,
    ) -> ServiceResult<impl Encodable<Blob> + Send + use<'a>> {
        Response::ok(request.to_owned_message())
    }
}

fn from_prost(note: pb::Note) -> Note {
    let author = note.author.map(|author| Author {
        name: author.name,
        email: author.email,
        ..Default::default()
    });
    Note {
        id: note.id,
        title: note.title,
        text: note.text,
        revision: note.revision,
        priority: note.priority,
        pinned: note.pinned,
        tags: note.tags,
        author: author.map_or_else(MessageField::none, MessageField::some),
        ..Default::default()
    }
}
