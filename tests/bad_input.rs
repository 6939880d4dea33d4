//! What no client of ours sends: it is refused, changes nothing, and the next call works.

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt as _, net::TcpStream};

use crate::support::{
    Api, BASE, Code, Protocol, Reply, SERVICE, Server, encode, frame, h1, h2, raw, read_status,
};

/// The most bytes a message may have.
const LIMIT: usize = 4 * 1024 * 1024;

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let server = Server::start().await;
    for size in [LIMIT + 1, LIMIT + 600_000, 2 * LIMIT] {
        let reply = post(&server, "/actions", &vec![b' '; size]).await;
        let expected = json!({
            "code": 8,
            "message": format!("grpc: received message larger than max ({size} vs. 4194304)"),
        });
        assert_eq!((reply.status, reply.json()), (429, expected));
    }
    let full = post(&server, "/actions", &vec![b' '; LIMIT]).await;
    assert_eq!((full.status, &full.json()["code"]), (400, &json!(3)));
    alive(&server).await;
}

#[tokio::test]
async fn a_body_of_unknown_length_has_the_same_limit() {
    let server = Server::start().await;
    let head = format!(
        "POST {BASE}/actions HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
         transfer-encoding: chunked\r\n\r\n"
    );
    let chunk = [b"100000\r\n".as_slice(), &vec![b' '; 1 << 20], b"\r\n"].concat();
    let body = [chunk.repeat(5), b"0\r\n\r\n".to_vec()].concat();
    let answer = raw(server.addr, &[head.as_bytes(), &body].concat()).await;
    assert!(
        answer.starts_with(b"HTTP/1.1 429"),
        "{}",
        String::from_utf8_lossy(&answer)
    );
    alive(&server).await;
}

#[tokio::test]
async fn a_message_over_the_limit_is_refused() {
    let server = Server::start().await;
    for protocol in Protocol::FAMILIES {
        let api = server.api(protocol);
        let request = json!({ "name": "n", "script": "x".repeat(LIMIT) });
        let answer = api.call("CreateAction", request).await;
        assert_eq!(answer.code, 8, "{protocol:?}");
    }
    alive(&server).await;
}

#[tokio::test]
async fn deep_nesting_is_refused() {
    let server = Server::start().await;
    for depth in [101, 1000, 100_000] {
        for (open, close) in [("[", "]"), (r#"{"foo":"#, "}")] {
            let inner = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let body = format!(r#"{{"name":"deep","script":"x","foo":{inner}}}"#);
            let reply = post(&server, "/actions", body.as_bytes()).await;
            assert_eq!(
                (reply.status, &reply.json()["code"]),
                (400, &json!(3)),
                "{depth} {open}"
            );
        }
    }
    let inner = format!("{}1{}", "[".repeat(50), "]".repeat(50));
    let body = format!(r#"{{"name":"deep","script":"x","foo":{inner}}}"#);
    assert_eq!(post(&server, "/actions", body.as_bytes()).await.status, 200);
}

#[tokio::test]
async fn text_must_be_utf8() {
    let server = Server::start().await;
    let bodies: [&[u8]; 4] = [
        b"{\"name\":\"\xff\",\"script\":\"x\"}",
        b"{\"name\":\"\xc3\",\"script\":\"x\"}",
        b"{\"name\":\"\xed\xa0\x80\",\"script\":\"x\"}",
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
    ];
    for body in bodies {
        let reply = post(&server, "/actions", body).await;
        assert_eq!(
            (reply.status, &reply.json()["code"]),
            (400, &json!(3)),
            "{body:?}"
        );
    }
    for message in [
        b"\x0a\x02\xff\xff\x12\x01x".as_slice(),
        b"\x0a\x01\xc3\x12\x01x",
    ] {
        let (code, _) = grpc(&server, "CreateAction", frame(0, message)).await;
        assert_ne!(code, 0);
    }
    alive(&server).await;
}

#[tokio::test]
async fn bytes_that_are_no_message_are_refused() {
    let messages: [&[u8]; 7] = [
        b"\xff\xff\xff\xff",
        b"\x0a\x05ab",
        b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
        b"\x08",
        b"\x0b\x0b\x0b",
        b"\x00\x00",
        b"\x0d\x01",
    ];
    let server = Server::start().await;
    for message in messages {
        let (code, _) = grpc(&server, "CreateAction", frame(0, message)).await;
        assert_ne!(code, 0, "{message:?}");
    }
    alive(&server).await;
}

#[tokio::test]
async fn frames_that_are_cut_are_refused() {
    let message = encode("CreateAction", &json!({ "name": "cut", "script": "x" }));
    let whole = frame(0, &message);
    let too_long = [&[0, 0xff, 0xff, 0xff, 0xff], &message[..]].concat();
    let bodies = [
        whole.slice(..1),
        whole.slice(..5),
        whole.slice(..whole.len() - 1),
        too_long.into(),
        frame(1, &message),
        frame(7, &message),
    ];
    let server = Server::start().await;
    for body in bodies {
        let (code, text) = grpc(&server, "CreateAction", body.clone()).await;
        assert_ne!(code, 0, "{body:?}: {text}");
        let request = rpc(
            "CreateAction",
            "application/grpc-web+proto",
            &server,
            body.clone(),
        );
        let reply = h1(server.addr, request).await;
        assert!(!created(&reply), "{body:?}: {reply:?}");
    }
    nothing_created(&server).await;
}

#[tokio::test]
async fn a_thousand_ids_are_looked_at() {
    let server = Server::start().await;
    server.add_actions(999).await;
    for protocol in Protocol::FAMILIES {
        let api = server.api(protocol);
        let list = api.call("ListActions", json!({})).await;
        let actions = list.ok()["result"].as_array().unwrap().iter();
        let mut ids: Vec<Value> = actions.map(|action| action["id"].clone()).collect();
        ids.push(json!("1"));
        assert_eq!(ids.len(), 1000);
        let set = |ids: &[Value]| json!({ "flowType": "1", "triggerType": "1", "actionIds": ids });
        let answer = api.call("SetTriggerActions", set(&ids)).await;
        let text = "ActionIDs do not exist (COMMAND-dg422)";
        answer.refused(Code::FailedPrecondition, text);
        ids.pop();
        api.call("SetTriggerActions", set(&ids)).await.ok();
        let clear = api.call("ClearFlow", json!({ "type": "1" })).await;
        clear.ok();
    }
}

#[tokio::test]
async fn a_caller_who_goes_away_is_not_missed() {
    let server = Server::start().await;
    let body = r#"{"name":"gone","script":"x"}"#;
    let head = format!(
        "POST {BASE}/actions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n",
        server.admin_token
    );
    let halves = [
        String::from("POST /management/v1/act"),
        format!("{head}content-length: 100\r\n\r\n{body}"),
        format!("{head}transfer-encoding: chunked\r\n\r\nff\r\n{body}"),
        String::from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0"),
    ];
    for half in halves {
        let mut stream = TcpStream::connect(server.addr).await.unwrap();
        stream.write_all(half.as_bytes()).await.unwrap();
        drop(stream);
        alive(&server).await;
    }
    nothing_created(&server).await;
    let whole = format!(
        "{head}connection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let answer = raw(server.addr, &[whole.as_bytes(), body.as_bytes()].concat()).await;
    assert!(answer.starts_with(b"HTTP/1.1 200"));
}

#[tokio::test]
async fn headers_that_are_no_text_are_wrong_ones_not_absent_ones() {
    let server = Server::start().await;
    let token = format!("authorization: Bearer {}", server.admin_token);
    let token = token.as_bytes();
    let none = b"x: x".as_slice();
    let cases: [(&[u8], &[u8], &str, &str); 7] = [
        (
            none,
            b"authorization: Bearer \xff\xfe",
            "401",
            "(AUTH-toLo1)",
        ),
        (none, b"authorization: \xff", "401", "(AUTH-toLo1)"),
        (token, b"x-zitadel-orgid: \xc3\xa9", "403", "(AUTH-Bs7Ds)"),
        (token, b"x-zitadel-orgid: \xff", "403", "(AUTH-Bs7Ds)"),
        (token, b"if-match: \x80", "400", "(PRECOND-Hd2pr)"),
        (
            token,
            b"accept-language: \xff",
            "404",
            "Action not found (COMMAND-Dgh4h)",
        ),
        (token, b"x-request-id: \xff", "404", "(COMMAND-Dgh4h)"),
    ];
    let head = format!("DELETE {BASE}/actions/1 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n");
    for (first, second, status, part) in cases {
        let bytes = [head.as_bytes(), first, b"\r\n", second, b"\r\n\r\n"].concat();
        let answer = String::from_utf8_lossy(&raw(server.addr, &bytes).await).into_owned();
        let found = answer.starts_with(&format!("HTTP/1.1 {status} ")) && answer.contains(part);
        assert!(found, "{}: {answer}", second.escape_ascii());
    }
    alive(&server).await;
}

#[tokio::test]
async fn headers_over_the_limit_are_refused() {
    let server = Server::start().await;
    let request = |length: usize| {
        let filling = "x".repeat(length);
        format!("GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx: {filling}\r\n\r\n")
    };
    for (length, status) in [(60_000, "200"), (66_000, "431"), (1_000_000, "431")] {
        let answer = raw(server.addr, request(length).as_bytes()).await;
        let answer = String::from_utf8_lossy(&answer);
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{length}: {answer}"
        );
        alive(&server).await;
    }
}

async fn post(server: &Server, path: &str, body: &[u8]) -> Reply {
    let request = Request::post(format!("{BASE}{path}"))
        .header("authorization", format!("Bearer {}", server.admin_token))
        .body(Bytes::copy_from_slice(body));
    h1(server.addr, request.unwrap()).await
}

/// Code and message of a gRPC call with this body; an answer by HTTP status or reset is -1.
async fn grpc(server: &Server, method: &str, body: Bytes) -> (i32, String) {
    let reply = h2(server.addr, rpc(method, "application/grpc", server, body)).await;
    let status = match reply.headers.contains_key("grpc-status") {
        true => &reply.headers,
        false => &reply.trailers,
    };
    match status.contains_key("grpc-status") {
        true => {
            let (code, message, _) = read_status(status);
            (code, message)
        }
        false => (-1, format!("{reply:?}")),
    }
}

fn rpc(method: &str, media: &str, server: &Server, body: Bytes) -> Request<Bytes> {
    Request::post(format!("/{SERVICE}/{method}"))
        .header("content-type", media)
        .header("te", "trailers")
        .header("authorization", format!("Bearer {}", server.admin_token))
        .body(body)
        .unwrap()
}

/// Whether a gRPC-Web answer holds a message.
fn created(reply: &Reply) -> bool {
    reply.status == 200 && reply.body.first().is_some_and(|flags| flags & 0x80 == 0)
}

async fn alive(server: &Server) {
    for protocol in Protocol::FAMILIES {
        server.api(protocol).call("GetMyOrg", json!({})).await.ok();
    }
}

async fn nothing_created(server: &Server) {
    alive(server).await;
    let api: Api = server.api(Protocol::Grpc);
    assert!(api.call("ListActions", json!({})).await.ok()["result"].is_null());
}
