//! What probes and tools ask: health over HTTP and gRPC, and the services' descriptors.

use bytes::Bytes;
use http::Request;
use prost::Message as _;
use prost_reflect::DescriptorPool;
use serde_json::json;
use tonic_reflection::pb::v1::{
    ServerReflectionRequest, ServerReflectionResponse,
    server_reflection_request::MessageRequest as Ask,
    server_reflection_response::MessageResponse as Told,
};

use crate::support::{Reply, SERVICE, Server, frame, h1, h2, read_frames, read_status};

#[tokio::test]
async fn probes_need_no_token() {
    let server = Server::start().await;
    let healthz = get(&server, "/healthz").await;
    assert_eq!(
        (healthz.status, healthz.json()),
        (200, json!({ "status": "SERVING" }))
    );
    assert_eq!(healthz.header("content-type"), "application/json");
    assert_eq!(get(&server, "/readyz").await.status, 200);
}

#[tokio::test]
async fn grpc_health_knows_the_service() {
    let server = Server::start().await;
    let path = "/grpc.health.v1.Health/Check";
    let named = |name: &str| [&[0x0a, name.len() as u8], name.as_bytes()].concat();
    for request in [Vec::new(), named(SERVICE)] {
        let reply = rpc(&server, path, &request).await;
        assert_eq!(read_status(&reply.trailers).0, 0);
        assert_eq!(
            read_frames(&reply.body),
            [(0, Bytes::from_static(b"\x08\x01"))]
        );
    }
    let reply = rpc(&server, path, &named("nobody")).await;
    let trailers = if reply.trailers.is_empty() {
        &reply.headers
    } else {
        &reply.trailers
    };
    assert_eq!(read_status(trailers).0, 5);
}

#[tokio::test]
async fn reflection_lists_and_describes_the_services() {
    let server = Server::start().await;
    for version in ["v1", "v1alpha"] {
        let Told::ListServicesResponse(list) =
            reflect(&server, version, Ask::ListServices(String::new())).await
        else {
            panic!("no list");
        };
        let names: Vec<String> = list
            .service
            .into_iter()
            .map(|service| service.name)
            .collect();
        for name in [SERVICE, "grpc.health.v1.Health"] {
            assert!(
                names.iter().any(|other| other == name),
                "{version}: {names:?}"
            );
        }

        let ask = Ask::FileContainingSymbol(String::from(SERVICE));
        let Told::FileDescriptorResponse(files) = reflect(&server, version, ask).await else {
            panic!("no file");
        };
        let file = prost_types::FileDescriptorProto::decode(&files.file_descriptor_proto[0][..]);
        let services = file.unwrap().service;
        assert_eq!(services[0].name(), "ManagementService");
        assert_eq!(services[0].method.len(), 15);
    }
}

#[tokio::test]
async fn what_is_described_is_what_was_published() {
    let server = Server::start().await;
    let pool = DescriptorPool::decode(portcullis_proto::FILE_DESCRIPTOR_SET).unwrap();
    let messages = [
        "zitadel.action.v1.Action",
        "zitadel.v1.ErrorDetail",
        "google.protobuf.Duration",
        "zitadel.management.v1.ListActionsRequest",
    ];
    for name in messages {
        let ask = Ask::FileContainingSymbol(String::from(name));
        let Told::FileDescriptorResponse(files) = reflect(&server, "v1", ask).await else {
            panic!("{name} is not described");
        };
        let found = prost_types::FileDescriptorProto::decode(&files.file_descriptor_proto[0][..]);
        let published = pool.get_message_by_name(name).unwrap();
        assert_eq!(found.unwrap().name(), published.parent_file().name());
    }
}

async fn reflect(server: &Server, version: &str, ask: Ask) -> Told {
    let request = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(ask),
    };
    let path = format!("/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo");
    let reply = rpc(server, &path, &request.encode_to_vec()).await;
    let frames = read_frames(&reply.body);
    let (_, message) = frames
        .first()
        .unwrap_or_else(|| panic!("nothing told: {reply:?}"));
    let response = ServerReflectionResponse::decode(&message[..]).unwrap();
    response.message_response.unwrap()
}

async fn rpc(server: &Server, path: &str, message: &[u8]) -> Reply {
    let request = Request::post(path)
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .body(frame(0, message));
    h2(server.addr, request.unwrap()).await
}

async fn get(server: &Server, path: &str) -> Reply {
    h1(server.addr, Request::get(path).body(Bytes::new()).unwrap()).await
}
