//! Runs the binary, to its end or as a server, and never waits without a bound.

use std::{
    io::{BufRead, BufReader, PipeWriter, Read, Write},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread::{self, JoinHandle},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::rest::Api;

/// What a process said, and how it ended.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// A server that accepts calls; dropped, it is killed.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) addr: SocketAddr,
    pub(crate) announced: String,
    data_dir: PathBuf,
    child: Child,
    stdout: mpsc::Receiver<String>,
    stderr: Option<JoinHandle<String>>,
}

/// The built program.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_portcullis");

/// Far more than anything here takes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// Runs `portcullis` with words and variables until it ends by itself.
#[track_caller]
pub(crate) fn portcullis(words: &[&str], variables: &[(&str, &str)]) -> Finished {
    run(command(words, variables))
}

/// The same with something on stdin.
#[track_caller]
pub(crate) fn told(words: &[&str], variables: &[(&str, &str)], input: &str) -> Finished {
    let (reader, mut writer) = std::io::pipe().unwrap();
    writer.write_all(input.as_bytes()).unwrap();
    drop(writer);
    let mut command = command(words, variables);
    command.stdin(reader);
    run(command)
}

/// The same without variables, and with a stderr that nobody reads.
#[track_caller]
pub(crate) fn unheard(words: &[&str]) -> Finished {
    let mut command = command(words, &[]);
    command.stderr(broken_pipe());
    run(command)
}

/// Runs something to its end.
#[track_caller]
pub(crate) fn run(mut command: Command) -> Finished {
    let mut child = command.spawn().unwrap();
    let pid = pid(&child);
    let (stdout, stderr) = (read(child.stdout.take()), read(child.stderr.take()));
    let (ended, end) = mpsc::channel();
    thread::spawn(move || ended.send(child.wait()));
    let Ok(status) = end.recv_timeout(PATIENCE) else {
        kill_process(pid, Signal::KILL).unwrap();
        panic!("{command:?} did not end: {}", stderr.join().unwrap());
    };
    Finished {
        code: status.unwrap().code(),
        stdout: stdout.join().unwrap(),
        stderr: stderr.join().unwrap(),
    }
}

/// Runs a command on a data directory and returns its JSON.
#[track_caller]
pub(crate) fn json(data_dir: &Path, words: &[&str]) -> Value {
    let data_dir = ["--output", "json", "--data-dir", data_dir.to_str().unwrap()];
    let finished = portcullis(&[words, &data_dir].concat(), &[]);
    assert_eq!(finished.code, Some(0), "{words:?}: {}", finished.stderr);
    serde_json::from_str(&finished.stdout).unwrap()
}

pub(crate) fn command(words: &[&str], variables: &[(&str, &str)]) -> Command {
    let command = Command::new(PROGRAM);
    with_words(command, words, variables)
}

/// The same for a program that stands in for it.
pub(crate) fn with_words(
    mut command: Command,
    words: &[&str],
    variables: &[(&str, &str)],
) -> Command {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("PORTCULLIS_") {
            command.env_remove(name);
        }
    }
    command
        .args(words)
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn broken_pipe() -> PipeWriter {
    let (_reader, writer) = std::io::pipe().unwrap();
    writer
}

fn pid(child: &Child) -> Pid {
    Pid::from_child(child)
}

fn read(stream: Option<impl Read + Send + 'static>) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut text = String::new();
        if let Some(mut stream) = stream {
            let _ = stream.read_to_string(&mut text);
        }
        text
    })
}

// === impl Finished ===

impl Finished {
    /// The code, and every part somewhere on stderr.
    #[track_caller]
    pub(crate) fn check(&self, code: i32, parts: &[&str]) {
        assert_eq!(self.code, Some(code), "{self:#?}");
        for part in parts {
            assert!(self.stderr.contains(part), "no {part:?} in {}", self.stderr);
        }
    }
}

// === impl Server ===

impl Server {
    /// Starts one on a free port.
    #[track_caller]
    pub(crate) fn start(data_dir: &Path) -> Self {
        Self::start_with(data_dir, &["--listen", "127.0.0.1:0"], &[])
    }

    /// Starts one and waits until it accepts calls.
    #[track_caller]
    pub(crate) fn start_with(data_dir: &Path, words: &[&str], variables: &[(&str, &str)]) -> Self {
        let data = ["--data-dir", data_dir.to_str().unwrap()];
        Self::spawn(data_dir, command(&[&data, words].concat(), variables))
    }

    /// Starts one that logs everything to nobody.
    #[track_caller]
    pub(crate) fn start_unheard(data_dir: &Path) -> Self {
        let words = ["--listen", "127.0.0.1:0", "--log-level", "trace"];
        let data = ["--data-dir", data_dir.to_str().unwrap()];
        let mut command = command(&[data.as_slice(), &words].concat(), &[]);
        command.stderr(broken_pipe());
        Self::spawn(data_dir, command)
    }

    /// Waits until a command that was given this directory accepts calls.
    #[track_caller]
    pub(crate) fn spawn(data_dir: &Path, mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let stderr = read(child.stderr.take());
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (line_read, stdout) = mpsc::channel();
        thread::spawn(move || {
            lines
                .map_while(Result::ok)
                .try_for_each(|l| line_read.send(l))
        });
        let Ok(announced) = stdout.recv_timeout(PATIENCE) else {
            let _ = child.kill();
            panic!("the server did not start: {}", stderr.join().unwrap());
        };
        let (_, addr) = announced.split_once("://").unwrap();
        Self {
            addr: addr.parse().unwrap(),
            data_dir: data_dir.to_owned(),
            announced,
            child,
            stdout,
            stderr: Some(stderr),
        }
    }

    /// A caller with a token.
    pub(crate) fn api(&self, token: &str) -> Api {
        Api::new(self.addr, token)
    }

    /// The first user, with the token that the first start wrote.
    pub(crate) fn admin(&self) -> Api {
        let token = std::fs::read_to_string(self.data_dir.join("admin.token")).unwrap();
        self.api(token.trim())
    }

    pub(crate) fn process_id(&self) -> Pid {
        pid(&self.child)
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.process_id(), signal).unwrap();
    }

    /// Asks for a stop and waits for the end.
    #[track_caller]
    pub(crate) fn stop(self, signal: Signal) -> Finished {
        self.signal(signal);
        self.finish()
    }

    /// Waits for the end.
    #[track_caller]
    pub(crate) fn finish(mut self) -> Finished {
        // Both streams end with the process, so nothing waits for longer than it lives.
        let mut stdout = self.announced.clone();
        stdout.push('\n');
        loop {
            match self.stdout.recv_timeout(PATIENCE) {
                Ok(line) => stdout.extend([line.as_str(), "\n"]),
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
                Err(mpsc::RecvTimeoutError::Timeout) => panic!("the server did not end"),
            }
        }
        Finished {
            code: self.child.wait().unwrap().code(),
            stdout,
            stderr: self.stderr.take().unwrap().join().unwrap(),
        }
    }

    /// Ends it as a crash would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
