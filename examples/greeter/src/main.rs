//! A streaming service for every kind of caller; the README calls it in five ways.

use std::{error::Error, pin::Pin, time::Duration};

use portcullis_gateway::{Gateway, backend, cors::Cors, cors::CorsLayer, server::Server};
use tokio_stream::{Stream, StreamExt as _};
use tonic::{Request, Response, Status};
use tower_layer::Layer as _;

use greeter::pb::{self, countdown_response::Step, greeter_gateway, greeter_server::Greeter};

struct MyGreeter;

#[tonic::async_trait]
impl Greeter for MyGreeter {
    async fn say_hello(
        &self,
        request: Request<pb::SayHelloRequest>,
    ) -> Result<Response<pb::SayHelloResponse>, Status> {
        let pb::SayHelloRequest { name, salutation } = request.into_inner();
        if name.is_empty() {
            return Err(Status::invalid_argument("name must not be empty"));
        }
        let salutation = if salutation.is_empty() {
            "Hello"
        } else {
            &salutation
        };
        let greeting = format!("{salutation}, {name}!");
        Ok(Response::new(pb::SayHelloResponse { greeting }))
    }

    type CountdownStream =
        Pin<Box<dyn Stream<Item = Result<pb::CountdownResponse, Status>> + Send>>;

    async fn countdown(
        &self,
        request: Request<pb::CountdownRequest>,
    ) -> Result<Response<Self::CountdownStream>, Status> {
        let numbers = (1..=request.into_inner().from).rev().map(Step::Number);
        let steps = numbers.chain([Step::Greeting("Hello!".to_owned())]);
        let answers = steps.map(|step| Ok(pb::CountdownResponse { step: Some(step) }));
        let ticking = tokio_stream::iter(answers).throttle(Duration::from_millis(100));
        Ok(Response::new(Box::pin(ticking)))
    }
}

#[tokio::main]
#[expect(
    clippy::print_stdout,
    reason = "whoever starts it wants to know where it listens"
)]
async fn main() -> Result<(), Box<dyn Error>> {
    let reflection = tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(pb::DESCRIPTORS)
        .build_v1()?;
    let reflected = tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET;
    let gateway = Gateway::builder()
        .service(greeter_gateway::service(MyGreeter))
        .services(backend::services(reflected, &reflection)?)
        .build()?;
    let service = CorsLayer::new(Cors::for_gateway()).layer(gateway);
    let address = std::env::args().nth(1).unwrap_or("127.0.0.1:8080".into());
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("listening on http://{}", listener.local_addr()?);
    Server::new(service)
        .serve(listener, std::future::pending())
        .await;
    Ok(())
}
