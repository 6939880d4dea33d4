use std::sync::{Arc, Mutex};

use http::Extensions;
use tonic::{Code, Status, metadata::MetadataMap};
use tower::ServiceExt as _;

use super::support::{builder, enveloped, message, opened, post, receive, text};
use crate::{AnyMessage, CallInfo, Interceptor, json};

/// Notes what it sees, makes requests longer, and refuses what is called "no".
#[derive(Clone, Default)]
struct Spy {
    seen: Arc<Mutex<Vec<String>>>,
}

impl Spy {
    fn note(&self, what: String) {
        self.seen.lock().unwrap().push(what);
    }
}

impl Interceptor for Spy {
    fn call(
        &self,
        call: &CallInfo,
        metadata: &mut MetadataMap,
        _: &mut Extensions,
    ) -> Result<(), Status> {
        self.note(format!("{} by {}", call.path, call.protocol.name()));
        match metadata.get("x-stop") {
            Some(_) => Err(Status::permission_denied("stopped")),
            None => Ok(()),
        }
    }

    fn request(&self, _: &CallInfo, message: &mut dyn AnyMessage) -> Result<(), Status> {
        let text = message.downcast_mut::<String>().unwrap();
        if text == "no" {
            return Err(Status::failed_precondition("no"));
        }
        text.push('!');
        Ok(())
    }

    fn response(&self, _: &CallInfo, message: &dyn AnyMessage) -> Result<(), Status> {
        let json = message.to_json(&json::Options::new()).unwrap();
        self.note(String::from_utf8_lossy(&json).into_owned());
        Ok(())
    }

    fn end(&self, _: &CallInfo, code: Code) {
        self.note(format!("{code:?}"));
    }
}

async fn send(spy: &Spy, request: http::Request<crate::Body>) -> super::support::Received {
    let gateway = builder().interceptor(spy.clone()).build().unwrap();
    let Ok(response) = gateway.oneshot(request).await;
    receive(response).await
}

#[tokio::test]
async fn sees_every_message_in_every_dialect() {
    let spy = Spy::default();
    let answer = send(
        &spy,
        post("Echo", "application/grpc", enveloped(0, &message("a"))),
    )
    .await;
    assert_eq!(opened(&answer.body), [(0, message("a!"))]);
    let both = [enveloped(0, &message("b")), enveloped(0, &message("c"))].concat();
    let answer = send(&spy, post("Talk", "application/grpc-web", both)).await;
    assert_eq!(
        opened(&answer.body)[..2],
        [(0, message("b!")), (0, message("c!"))]
    );
    let answer = send(&spy, post("Echo", "application/json", "\"d\"")).await;
    assert_eq!(answer.body, "\"d!\"");
    assert_eq!(
        *spy.seen.lock().unwrap(),
        [
            "/test.v1.Test/Echo by grpc",
            "\"a!\"",
            "Ok",
            "/test.v1.Test/Talk by grpc-web",
            "\"b!\"",
            "\"c!\"",
            "Ok",
            "/test.v1.Test/Echo by connect",
            "\"d!\"",
            "Ok",
        ]
    );
}

#[tokio::test]
async fn ends_calls() {
    let spy = Spy::default();
    let mut request = post("Echo", "application/grpc", enveloped(0, &message("a")));
    request.headers_mut().insert("x-stop", "1".parse().unwrap());
    let answer = send(&spy, request).await;
    assert_eq!(text(&answer.headers, "grpc-status"), "7");
    let answer = send(&spy, post("Echo", "application/json", "\"no\"")).await;
    assert_eq!(answer.status, 400);
    assert!(answer.body.starts_with(br#"{"code":"failed_precondition""#));
}
