//! The HTTP server that the recorded runs called, on a port of this machine.

use std::{
    collections::BTreeMap,
    io::{self, BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex},
    thread,
    time::Duration,
};

use serde_json::Value;

use super::actions::answers::{Answer, Asked, answer};

/// See the module. It serves until the process ends.
#[derive(Debug)]
pub(crate) struct HttpServer {
    base: String,
    got: Arc<Got>,
}

/// What was asked.
#[derive(Debug, Default)]
struct Got {
    requests: Mutex<Vec<Value>>,
    more: Condvar,
}

/// Headers that say nothing of the script, and were not recorded.
const UNTOLD: [&str; 4] = ["Accept-Encoding", "Content-Length", "Host", "User-Agent"];

/// Far more than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

// === impl HttpServer ===

impl HttpServer {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let got = Arc::new(Got::default());
        let shared = Arc::clone(&got);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let got = Arc::clone(&shared);
                thread::spawn(move || serve(stream, &got));
            }
        });
        Self { base, got }
    }

    /// Its address as a URL.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// What was asked since the last time, once there are so many.
    pub(crate) fn got(&self, least: usize) -> Vec<Value> {
        let requests = self.got.requests.lock().unwrap();
        let too_few = |requests: &mut Vec<Value>| requests.len() < least;
        let waited = self
            .got
            .more
            .wait_timeout_while(requests, PATIENCE, too_few);
        let (mut requests, _) = waited.unwrap();
        std::mem::take(&mut *requests)
    }
}

/// Answers until the caller has gone.
fn serve(stream: TcpStream, got: &Got) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    while let Some(asked) = read(&mut stream)? {
        got.requests.lock().unwrap().push(asked.to_json());
        got.more.notify_all();
        let answer = answer(&asked);
        if !waits(&mut stream, answer.after)? {
            break;
        }
        write(stream.get_mut(), &answer)?;
    }
    Ok(())
}

fn read(stream: &mut BufReader<TcpStream>) -> io::Result<Option<Asked>> {
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let [method, path, _] = line.split(' ').collect::<Vec<_>>()[..] else {
        return Ok(None);
    };
    let mut headers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        let values = headers.entry(canonical(name)).or_default();
        values.push(value.trim().to_owned());
    }
    let length = headers.get("Content-Length");
    let length = length.map_or(0, |length| length[0].parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    headers.retain(|name, _| !UNTOLD.contains(&name.as_str()));
    Ok(Some(Asked {
        method: method.to_owned(),
        path: path.to_owned(),
        headers,
        body: String::from_utf8(body).unwrap(),
    }))
}

/// `Content-Type` of `content-type`.
fn canonical(name: &str) -> String {
    let words = name.split('-').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_ascii_uppercase() + &rest.to_ascii_lowercase()
    });
    words.collect::<Vec<_>>().join("-")
}

/// Whether the caller waits for so long.
fn waits(stream: &mut BufReader<TcpStream>, time: Duration) -> io::Result<bool> {
    if time.is_zero() {
        return Ok(true);
    }
    stream.get_ref().set_read_timeout(Some(time))?;
    let is_gone = stream.fill_buf().is_ok_and(<[u8]>::is_empty);
    stream.get_ref().set_read_timeout(None)?;
    Ok(!is_gone)
}

fn write(stream: &mut TcpStream, answer: &Answer) -> io::Result<()> {
    let mut text = format!("HTTP/1.1 {} \r\n", answer.status);
    for (name, value) in &answer.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if answer.status != 204 {
        text.push_str(&format!("content-length: {}\r\n", answer.body.len()));
    }
    text.push_str("\r\n");
    text.push_str(&answer.body);
    stream.write_all(text.as_bytes())
}
