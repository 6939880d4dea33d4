use super::support::{enveloped, message, opened, post, send, text};

fn messages(texts: &[&str]) -> Vec<u8> {
    texts
        .iter()
        .flat_map(|text| enveloped(0, &message(text)))
        .collect()
}

fn sent(texts: &[&str]) -> Vec<(u8, Vec<u8>)> {
    texts.iter().map(|text| (0, message(text))).collect()
}

#[tokio::test]
async fn grpc() {
    for (method, sent_texts, received) in [
        ("Join", &["a", "b"][..], &["ab"][..]),
        ("Join", &[], &[""]),
        ("Letters", &["xyz"], &["x", "y", "z"]),
        ("Talk", &["a", "b"], &["a", "b"]),
        ("Talk", &[], &[]),
    ] {
        let answer = send(post(method, "application/grpc", messages(sent_texts))).await;
        assert_eq!(opened(&answer.body), sent(received), "{method}");
        assert_eq!(text(&answer.trailers, "grpc-status"), "0", "{method}");
        assert_eq!(text(&answer.trailers, "x-end"), "1", "{method}");
    }
}

#[tokio::test]
async fn a_late_error_is_in_the_trailers() {
    let answer = send(post("Letters", "application/grpc", messages(&["fail"]))).await;
    assert_eq!(opened(&answer.body), sent(&["f"]));
    assert_eq!(text(&answer.trailers, "grpc-status"), "5");
    assert_eq!(text(&answer.trailers, "x-end"), "1");
    assert!(!answer.headers.contains_key("grpc-status"));
}

#[tokio::test]
async fn grpc_web() {
    let answer = send(post("Letters", "application/grpc-web", messages(&["xy"]))).await;
    let mut expected = sent(&["x", "y"]);
    expected.push((0x80, b"x-end: 1\r\ngrpc-status: 0\r\n".to_vec()));
    assert_eq!(opened(&answer.body), expected);
}

#[tokio::test]
async fn connect() {
    for (method, end) in [
        ("xy", r#"{"metadata":{"x-end":["1"]}}"#.to_owned()),
        (
            "fail",
            concat!(
                r#"{"error":{"code":"not_found","message":"not here: ü","#,
                r#""details":[{"type":"google.protobuf.Duration","value":"CAE"}]},"#,
                r#""metadata":{"x-end":["1"]}}"#
            )
            .to_owned(),
        ),
    ] {
        let answer = send(post(
            "Letters",
            "application/connect+proto",
            messages(&[method]),
        ))
        .await;
        assert_eq!(answer.status, 200);
        assert_eq!(
            text(&answer.headers, "content-type"),
            "application/connect+proto"
        );
        let envelopes = opened(&answer.body);
        let (flags, last) = envelopes.last().unwrap();
        assert_eq!((*flags, String::from_utf8_lossy(last)), (2, end.into()));
    }
}

#[tokio::test]
async fn connect_client_streaming_ends_in_an_envelope() {
    let answer = send(post(
        "Join",
        "application/connect+proto",
        messages(&["a", "b"]),
    ))
    .await;
    let mut expected = sent(&["ab"]);
    expected.push((2, br#"{"metadata":{"x-end":["1"]}}"#.to_vec()));
    assert_eq!(opened(&answer.body), expected);
}
