//! What probes and tools ask: health over HTTP and gRPC, and the services' descriptors.

use bytes::Bytes;
use http::Request;
use prost::Message as _;
use prost_reflect::DescriptorPool;
use serde_json::{Value, json};
use tonic_reflection::pb::v1::{
    ServerReflectionRequest, ServerReflectionResponse,
    server_reflection_request::MessageRequest as Ask,
    server_reflection_response::MessageResponse as Told,
};

use crate::support::{
    RUNTIME_SERVICE, Reply, SERVICE, Server, WebAnswer, frame, h1, h2, read_frames, read_status,
};

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
        let mut names: Vec<String> = list
            .service
            .into_iter()
            .map(|service| service.name)
            .collect();
        names.sort();
        // what is served, though other services are described
        let reflection = format!("grpc.reflection.{version}.ServerReflection");
        let served = [
            "grpc.health.v1.Health",
            &reflection,
            RUNTIME_SERVICE,
            SERVICE,
        ];
        assert_eq!(names, served);

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

#[tokio::test]
async fn health_is_told_in_every_dialect() {
    let server = Server::start().await;
    let path = "/grpc.health.v1.Health/Check";
    let named = format!(r#"{{"service":"{SERVICE}"}}"#);
    for (body, status, expected) in [
        ("{}", 200, json!({ "status": "SERVING" })),
        (&named, 200, json!({ "status": "SERVING" })),
        (r#"{"service":"nobody"}"#, 404, json!("not_found")),
    ] {
        let reply = post(&server, path, "application/json", body.as_bytes()).await;
        let told = reply.json();
        let told = told.get("code").unwrap_or(&told);
        assert_eq!((reply.status, told), (status, &expected), "{body}");
    }
    let reply = post(&server, path, "application/proto", b"").await;
    assert_eq!((reply.status, &reply.body[..]), (200, &b"\x08\x01"[..]));
    let web = post(&server, path, "application/grpc-web", &frame(0, b"")).await;
    let web = WebAnswer::read(&web.body);
    assert_eq!(web.messages, [(0, Bytes::from_static(b"\x08\x01"))]);
    assert_eq!(read_status(&web.trailers.unwrap()).0, 0);
}

#[tokio::test]
async fn reflection_is_told_in_every_dialect() {
    let server = Server::start().await;
    let path = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
    let ask = frame(0, br#"{"listServices":""}"#);
    let reply = post(&server, path, "application/connect+json", &ask).await;
    let [(0, told), (2, end)] = &read_frames(&reply.body)[..] else {
        panic!("one message and an end are due: {reply:?}");
    };
    assert_eq!(&end[..], b"{}");
    let told: Value = serde_json::from_slice(told).unwrap();
    let names = told["listServicesResponse"]["service"].as_array().unwrap();
    assert!(names.contains(&json!({ "name": SERVICE })), "{told}");

    let ask = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(Ask::ListServices(String::new())),
    };
    let ask = frame(0, &ask.encode_to_vec());
    for media in ["application/grpc-web+proto", "application/connect+proto"] {
        let reply = post(&server, path, media, &ask).await;
        let frames = read_frames(&reply.body);
        let told = ServerReflectionResponse::decode(&frames[0].1[..]).unwrap();
        let Some(Told::ListServicesResponse(list)) = told.message_response else {
            panic!("no list: {reply:?}");
        };
        assert!(list.service.iter().any(|service| service.name == SERVICE));
        assert_eq!(frames.len(), 2, "{media}");
    }
}

async fn post(server: &Server, path: &str, media: &str, body: &[u8]) -> Reply {
    let request = Request::post(path).header("content-type", media);
    let body = Bytes::copy_from_slice(body);
    h1(server.addr, request.body(body).unwrap()).await
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
