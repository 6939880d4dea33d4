//! Peers who mean harm lose their connection or their call; nobody else notices.

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::{Instant, timeout},
};

use crate::support::{
    Client, Dialect, MESSAGE_TIME, STREAMS, World, each, never_ending, run, uploaded, within,
};

/// What a client of HTTP/2 says first: the preface, and settings that change nothing.
const HTTP2: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
const DEADLINE_EXCEEDED: i32 = 4;

/// Sends these bytes for as long as they are taken; the server has to hang up while another
/// connection is served.
#[track_caller]
fn is_cut_off(what: &str, bytes: &[u8], said: &[u8]) {
    run(async {
        let world = World::start().await;
        let heard = within(what, async {
            let mut stream = world.connect().await;
            let (mut reader, mut writer) = stream.split();
            let mut heard = Vec::new();
            let (_, _) = tokio::join!(writer.write_all(bytes), reader.read_to_end(&mut heard));
            serves_others(&world).await;
            heard
        });
        let heard = heard.await;
        let found = heard.windows(said.len()).any(|window| window == said);
        assert!(found, "{what}: {}", String::from_utf8_lossy(&heard));
    });
}

async fn serves_others(world: &World) {
    for dialect in STREAMS {
        let mut client = Client::connect(world.address, dialect.version).await;
        let request = dialect.request("Talk", uploaded(dialect.message("a")));
        let answer = client.send(request).await;
        assert_eq!(dialect.read(&answer), (vec![String::from("a")], 0));
    }
}

fn http2_frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let head = [&length[1..], &[kind, flags], &stream.to_be_bytes()].concat();
    [&head, payload].concat()
}

#[test]
fn headers_without_end() {
    let line = format!("x: {}\r\n", "y".repeat(1000));
    let bomb = format!("POST / HTTP/1.1\r\n{}", line.repeat(1000));
    is_cut_off("HTTP/1.1", bomb.as_bytes(), b"HTTP/1.1 431");

    // HEADERS that do not end, then CONTINUATION after CONTINUATION
    let literal = [&[0, 1, b'x', 0x7f, 0xe9, 0x06][..], &[b'y'; 1000]].concat();
    let first = http2_frame(1, 0, 1, b"\x83\x86\x84");
    let more = http2_frame(9, 0, 1, &literal).repeat(2000);
    let goaway: &[u8] = &[7, 0, 0, 0, 0, 0];
    is_cut_off("CONTINUATION", &[HTTP2, &first, &more].concat(), goaway);
}

#[test]
fn calls_that_are_reset_at_once() {
    let call = |stream: u32| {
        let headers = http2_frame(1, 5, stream, b"\x83\x86\x84");
        [headers, http2_frame(3, 0, stream, &[0, 0, 0, 8])].concat()
    };
    let flood: Vec<u8> = (0..20_000).flat_map(|n| call(2 * n + 1)).collect();
    let enhance_your_calm: &[u8] = &[0, 0, 0, 0xb];
    is_cut_off("rapid reset", &[HTTP2, &flood].concat(), enhance_your_calm);
}

/// What of a request comes before the caller falls silent.
#[derive(Clone, Copy, Debug)]
enum Sends {
    Nothing,
    HalfAMessage,
    /// All but the end of the stream.
    AMessage,
}

/// A method that takes one message waits for it, and for its end, no longer than a message may
/// take.
#[test]
fn bodies_that_do_not_arrive() {
    each(&STREAMS, |dialect| async move {
        for sends in [Sends::Nothing, Sends::HalfAMessage, Sends::AMessage] {
            silence(dialect, sends).await;
        }
    });
}

async fn silence(dialect: Dialect, sends: Sends) {
    let mut part = dialect.message("a message");
    match sends {
        Sends::Nothing => part.clear(),
        Sends::HalfAMessage => part.truncate(8),
        Sends::AMessage => {}
    }
    let what = format!("{dialect:?} {sends:?}");
    let world = World::start().await;
    let mut client = Client::connect(world.address, dialect.version).await;
    let start = Instant::now();
    let request = dialect.request("First", never_ending([part]));
    let others = Box::pin(serves_others(&world));
    let (answer, ()) = tokio::join!(within(&what, client.send(request)), others);
    assert!(start.elapsed() >= MESSAGE_TIME, "{what}");
    assert_eq!(dialect.read(&answer).1, DEADLINE_EXCEEDED, "{what}");
}

/// A byte now and then does not buy time.
#[test]
fn bodies_that_trickle() {
    run(async {
        let world = World::start().await;
        let mut stream = world.connect().await;
        let head = b"POST /v1/Echo HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n\"";
        stream.write_all(head).await.unwrap();
        within("an answer", trickle(&mut stream)).await;
        serves_others(&world).await;
    });
}

/// Writes a byte now and then until there is an answer.
async fn trickle(stream: &mut TcpStream) {
    let mut said = [0; 12];
    loop {
        match timeout(MESSAGE_TIME / 5, stream.read_exact(&mut said)).await {
            Ok(read) => {
                read.unwrap();
                assert_eq!(&said, b"HTTP/1.1 504");
                return;
            }
            Err(_) => drop(stream.write_all(b"x").await),
        }
    }
}
