//! An answer that is decided while the request is still being sent.

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http::{Request, Version};
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::Frame;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::support::{Client, Dialect, STREAMS, Upload, World, each, never_ending, run, within};

/// Requests that are refused before they are read to their end, and the code they come to.
fn refused(dialect: &Dialect) -> Vec<(Request<Upload>, i32)> {
    let endless = || never_ending([dialect.message("a")]);
    let too_long: Bytes = match dialect.is_rest {
        true => format!("\"{}", "x".repeat(2 << 20)).into(),
        // padded to whole groups of base64
        false => dialect.armored(b"\0\x7f\xff\xff\xff\0"),
    };
    let mut unknown_encoding = dialect.request("Join", endless());
    let encoding = match dialect.media {
        _ if dialect.is_rest => "content-encoding",
        _ if dialect.is_connect() => "connect-content-encoding",
        _ => "grpc-encoding",
    };
    unknown_encoding
        .headers_mut()
        .insert(encoding, "rot13".parse().unwrap());
    vec![
        (unknown_encoding, if dialect.is_rest { 3 } else { 12 }),
        (dialect.request("Join", never_ending([too_long])), 8),
    ]
}

#[test]
fn it_does_not_wait_for_the_end_of_the_request() {
    each(&STREAMS, |dialect| async move {
        for (request, code) in refused(&dialect) {
            let world = World::start().await;
            let mut client = Client::connect(world.address, dialect.version).await;
            let answer = client.send(request).await;
            assert_eq!(dialect.read(&answer).1, code, "{dialect:?}");
        }
    });
}

/// Who sends without end is not read without end.
#[test]
fn over_http1_only_so_much_is_drained() {
    run(async {
        let world = World::start().await;
        let mut client = Client::connect(world.address, Version::HTTP_11).await;
        let part = Bytes::from(vec![0; 1 << 20]);
        let parts = stream::repeat(part).map(|part| Ok(Frame::data(part)));
        let request = Request::post("/test.v1.Test/Nothing")
            .header("content-type", "application/grpc-web")
            .body(StreamBody::new(parts).boxed_unsync());
        // whether the answer arrives is luck: the connection is closed on who writes on
        let _ = within("an end", client.begin(request.unwrap())).await;
    });
}

/// Over HTTP/1.1, an answer that is drained for leaves the connection usable.
#[test]
fn over_http1_the_connection_lives_on() {
    run(async {
        let world = World::start().await;
        let mut stream = world.connect().await;
        let body = vec![b' '; 1 << 20];
        let head = format!(
            "POST /test.v1.Test/Nothing HTTP/1.1\r\nhost: x\r\n\
             content-type: application/grpc-web\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        let next = "POST /v1/Echo HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\
                    connection: close\r\n\r\n\"a\"";
        let bytes = [head.as_bytes(), &body, next.as_bytes()].concat();
        let (mut reader, mut writer) = stream.split();
        let mut said = Vec::new();
        let (written, read) = tokio::join!(writer.write_all(&bytes), reader.read_to_end(&mut said));
        written.unwrap();
        read.unwrap();
        let said = String::from_utf8_lossy(&said);
        assert!(said.starts_with("HTTP/1.1 200"), "{said}");
        assert!(said.contains("grpc-status: 12"), "{said}");
        assert!(said.ends_with("\"a\""), "{said}");
    });
}
