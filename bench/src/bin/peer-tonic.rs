//! The gRPC and gRPC-Web ceilings: tonic and tonic-web, actions in memory, no token looked at.
//!
//!     peer-tonic grpc|grpc-web ACTIONS-FILE

use std::{collections::HashMap, env, path::Path};

use anyhow::{Context, bail};
use portcullis_bench::stored;
use portcullis_bench::zitadel::action::v1::Action;
use portcullis_bench::zitadel::management::v1::management_service_server::{
    ManagementService, ManagementServiceServer,
};
use portcullis_bench::zitadel::management::v1::{GetActionRequest, GetActionResponse};
use tokio::net::TcpListener;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};
use tonic_web::GrpcWebLayer;

struct Actions(HashMap<String, Action>);

#[tonic::async_trait]
impl ManagementService for Actions {
    async fn get_action(
        &self,
        request: Request<GetActionRequest>,
    ) -> Result<Response<GetActionResponse>, Status> {
        let action = self.0.get(&request.into_inner().id);
        let action = action.ok_or_else(|| Status::not_found("Action not found"))?;
        Ok(Response::new(GetActionResponse {
            action: Some(action.clone()),
        }))
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut args = env::args().skip(1);
    let (Some(dialect), Some(file)) = (args.next(), args.next()) else {
        bail!("peer-tonic grpc|grpc-web ACTIONS-FILE");
    };
    let mut actions = HashMap::new();
    for action in stored::read(Path::new(&file))? {
        let message = action.to_proto().with_context(|| action.id.clone())?;
        actions.insert(action.id, message);
    }
    let service = ManagementServiceServer::new(Actions(actions));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    match dialect.as_str() {
        "grpc" => {
            Server::builder()
                .add_service(service)
                .serve_with_incoming(incoming)
                .await?
        }
        "grpc-web" => {
            let mut server = Server::builder()
                .accept_http1(true)
                .layer(GrpcWebLayer::new());
            server
                .add_service(service)
                .serve_with_incoming(incoming)
                .await?;
        }
        other => bail!("no dialect is called {other}"),
    }
    Ok(())
}
