//! The service as tonic's trait, for tonic itself and for the gateway.

use std::pin::Pin;

use tokio_stream::Stream;
use tonic::{Request, Response, Status};

use crate::{
    pb::{Blob, ListNotesRequest, Note, notes_server::Notes},
    sample,
};

/// Answers from what it is asked alone.
#[derive(Clone, Copy, Debug)]
pub struct Service;

#[tonic::async_trait]
impl Notes for Service {
    async fn put_note(&self, request: Request<Note>) -> Result<Response<Note>, Status> {
        let mut note = request.into_inner();
        note.revision += 1;
        Ok(Response::new(note))
    }

    type ListNotesStream = Pin<Box<dyn Stream<Item = Result<Note, Status>> + Send>>;

    async fn list_notes(
        &self,
        request: Request<ListNotesRequest>,
    ) -> Result<Response<Self::ListNotesStream>, Status> {
        let notes = sample::notes(request.into_inner().count).map(Ok);
        Ok(Response::new(Box::pin(tokio_stream::iter(notes))))
    }

    async fn store_blob(&self, request: Request<Blob>) -> Result<Response<Blob>, Status> {
        Ok(Response::new(request.into_inner()))
    }
}
