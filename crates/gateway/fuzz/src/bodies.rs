//! Whole requests, through the gateway.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{Request, Version};

use super::service::{Answer, LIMIT, call};

/// What a body can be announced as.
const MEDIA: [&str; 14] = [
    "application/grpc",
    "application/grpc+json",
    "application/grpc-web",
    "application/grpc-web+json",
    "application/grpc-web-text",
    "application/grpc-web-text+json",
    "application/connect+proto",
    "application/connect+json",
    "application/proto",
    "application/json",
    "application/x-ndjson",
    "application/grpc+thrift",
    "text/plain",
    "",
];
const VERBS: [&str; 4] = ["POST", "GET", "PUT", "OPTIONS"];
const PATHS: [&str; 6] = [
    "/fuzz.v1.Fuzz/Echo",
    "/fuzz.v1.Fuzz/Talk",
    "/fuzz.v1.Fuzz/Nothing",
    "/v1/echo",
    "/v1/talk",
    "/",
];
const ENCODINGS: [&str; 7] = ["", "identity", "gzip", "deflate", "br", "zstd", "snappy"];
const TIMEOUTS: [&str; 4] = ["", "1H", "1000", "x"];

/// How a body is cut into chunks makes no difference to what is read out of it.
pub fn envelopes(input: &[u8]) {
    for media in MEDIA.iter().filter(|it| !it.is_empty()) {
        let request = |chunk| call(post("/fuzz.v1.Fuzz/Talk", media, input), chunk);
        let whole = request(usize::MAX);
        check(&whole, input);
        assert_eq!(whole, request(1), "{media}");
        assert_eq!(whole, request(7), "{media}");
    }
}

/// Base64 is read alike however it is cut, and as the bytes it stands for.
pub fn base64_text(input: &[u8]) {
    let text = |body: &[u8], chunk| {
        let request = post("/fuzz.v1.Fuzz/Talk", "application/grpc-web-text", body);
        call(request, chunk)
    };
    let whole = text(input, usize::MAX);
    check(&whole, input);
    assert_eq!(whole, text(input, 1));
    assert_eq!(whole, text(input, 3));

    let request = post("/fuzz.v1.Fuzz/Talk", "application/grpc-web", input);
    let binary = call(request, usize::MAX);
    let armored = text(STANDARD.encode(input).as_bytes(), 5);
    // parts are padded on their own, so every four characters stand alone
    let groups = armored.body.chunks(4);
    let decoded: Result<Vec<_>, _> = groups.map(|group| STANDARD.decode(group)).collect();
    let decoded = decoded.expect("an answer in base64").concat();
    assert_eq!(decoded, binary.body);
}

/// Any query of a GET is answered.
pub fn connect_query(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let request = Request::get(format!("/fuzz.v1.Fuzz/Echo?{text}"));
    if let Ok(request) = request.body(&b""[..]) {
        let answer = call(request, 1);
        check(&answer, input);
        assert!(!answer.status.is_server_error() || answer.status == 501);
    }
}

/// Any request is answered: five bytes say what its head is, the others are its body.
pub fn gateway_request(input: &[u8]) {
    let Some(([verb, path, media, encoding, more], body)) = input.split_first_chunk() else {
        return;
    };
    let headers = [
        ("content-type", pick(&MEDIA, *media)),
        ("content-encoding", pick(&ENCODINGS, *encoding)),
        ("grpc-encoding", pick(&ENCODINGS, *encoding)),
        ("connect-content-encoding", pick(&ENCODINGS, *encoding)),
        ("accept-encoding", pick(&ENCODINGS, *more)),
        ("grpc-accept-encoding", pick(&ENCODINGS, *more)),
        ("connect-accept-encoding", pick(&ENCODINGS, *more)),
        ("grpc-timeout", pick(&TIMEOUTS, *more >> 4)),
        ("connect-timeout-ms", pick(&TIMEOUTS, *more >> 4)),
    ];
    let version = match *verb < 128 {
        true => Version::HTTP_2,
        false => Version::HTTP_11,
    };
    let mut request = Request::builder()
        .method(pick(&VERBS, *verb))
        .uri(pick(&PATHS, *path))
        .version(version);
    for (name, value) in headers.into_iter().filter(|(_, value)| !value.is_empty()) {
        request = request.header(name, value);
    }
    let request = request.body(body).expect("a request");
    check(&call(request, usize::from(*more)), body);
}

fn pick(choices: &[&'static str], number: u8) -> &'static str {
    choices[usize::from(number) % choices.len()]
}

fn post<'b>(path: &str, media: &str, body: &'b [u8]) -> Request<&'b [u8]> {
    let request = Request::post(path).header("content-type", media);
    let request = request.version(Version::HTTP_2);
    request.body(body).expect("a request")
}

/// An answer is whole, and no longer than what the request can stand for.
fn check(answer: &Answer, input: &[u8]) {
    assert!(!answer.is_broken, "{answer:?}");
    // every envelope may hold a message that decompresses to the limit, told in text and base64
    let most = (input.len() / 5 + 2) * LIMIT * 16;
    assert!(answer.body.len() <= most, "{} bytes", answer.body.len());
    let headers = answer
        .headers
        .iter()
        .chain(answer.trailers.iter().flatten());
    let bytes: usize = headers.map(|(_, value)| value.len()).sum();
    assert!(
        bytes <= 16 * 1024 + 16 * input.len(),
        "{bytes} bytes of headers"
    );
}
