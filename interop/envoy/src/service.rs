//! The service: answers what it is sent and keeps it for comparison.

use std::{
    collections::HashMap,
    fmt::Debug,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
};

use prost::Message;
use tokio_stream::Stream;
use tonic::{Code, Request, Response, Status, Streaming, metadata::MetadataMap};

use crate::pb::{
    google::api::HttpBody,
    oracle::v1::{File, Thing, oracle_server::Oracle},
};

/// The header that says which request of which side a call comes from.
pub const CASE: &str = "x-case";

/// What arrived, as encoded messages behind the name of the method, by case.
#[derive(Clone, Default)]
pub struct Echo {
    arrived: Arc<Mutex<HashMap<String, Vec<String>>>>,
}

type Things = Pin<Box<dyn Stream<Item = Result<Thing, Status>> + Send>>;

// === impl Echo ===

impl Echo {
    /// The calls of a case, which are forgotten.
    pub fn take(&self, case: &str) -> Vec<String> {
        let mut arrived = self.arrived.lock().unwrap_or_else(PoisonError::into_inner);
        arrived.remove(case).unwrap_or_default()
    }

    fn note<M: Message + Debug>(&self, method: &str, metadata: &MetadataMap, message: &M) {
        let case = metadata.get(CASE).and_then(|value| value.to_str().ok());
        let text = format!("{method} {message:?}");
        let mut arrived = self.arrived.lock().unwrap_or_else(PoisonError::into_inner);
        let case = case.unwrap_or_default().to_owned();
        arrived.entry(case).or_default().push(text);
    }

    fn echo(&self, method: &str, request: Request<Thing>) -> Result<Response<Thing>, Status> {
        self.note(method, request.metadata(), request.get_ref());
        Ok(Response::new(request.into_inner()))
    }
}

#[tonic::async_trait]
impl Oracle for Echo {
    type LettersStream = Things;

    async fn get(&self, request: Request<Thing>) -> Result<Response<Thing>, Status> {
        self.echo("Get", request)
    }

    async fn list(&self, request: Request<Thing>) -> Result<Response<Thing>, Status> {
        self.echo("List", request)
    }

    async fn nested(&self, request: Request<Thing>) -> Result<Response<Thing>, Status> {
        self.echo("Nested", request)
    }

    async fn deep(&self, request: Request<Thing>) -> Result<Response<Thing>, Status> {
        self.echo("Deep", request)
    }

    async fn typed(&self, request: Request<Thing>) -> Result<Response<Thing>, Status> {
        self.echo("Typed", request)
    }

    async fn known(&self, request: Request<Thing>) -> Result<Response<Thing>, Status> {
        self.echo("Known", request)
    }

    async fn create(&self, request: Request<Thing>) -> Result<Response<Thing>, Status> {
        self.echo("Create", request)
    }

    async fn change(&self, request: Request<Thing>) -> Result<Response<Thing>, Status> {
        self.echo("Change", request)
    }

    async fn upload(&self, request: Request<File>) -> Result<Response<HttpBody>, Status> {
        self.note("Upload", request.metadata(), request.get_ref());
        let content = request.into_inner().content.unwrap_or_default();
        Ok(Response::new(HttpBody {
            content_type: format!("x/{}", content.content_type.len()),
            ..content
        }))
    }

    /// One thing for each letter of the name.
    async fn letters(&self, request: Request<Thing>) -> Result<Response<Things>, Status> {
        self.note("Letters", request.metadata(), request.get_ref());
        let name = request.into_inner().name;
        let things: Vec<_> = name
            .chars()
            .map(|letter| {
                Ok(Thing {
                    name: letter.to_string(),
                    ..Thing::default()
                })
            })
            .collect();
        Ok(Response::new(Box::pin(tokio_stream::iter(things))))
    }

    async fn collect(&self, request: Request<Streaming<Thing>>) -> Result<Response<Thing>, Status> {
        let (metadata, _, mut things) = request.into_parts();
        let mut parts = Vec::new();
        while let Some(thing) = things.message().await? {
            parts.push(thing);
        }
        let whole = Thing {
            parts,
            ..Thing::default()
        };
        self.note("Collect", &metadata, &whole);
        Ok(Response::new(whole))
    }

    async fn fail(&self, request: Request<Thing>) -> Result<Response<Thing>, Status> {
        self.note("Fail", request.metadata(), request.get_ref());
        let thing = request.into_inner();
        Err(Status::new(Code::from_i32(thing.i32), thing.name))
    }
}
