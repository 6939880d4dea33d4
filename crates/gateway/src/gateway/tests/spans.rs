//! What a subscriber of `tracing` is told of a call.

use std::sync::{Arc, Mutex};

use tracing::instrument::WithSubscriber as _;
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

use super::support::{enveloped, message, post, send};

/// Notes the fields of every span.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<String>>>);

impl Visit for Notes {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.lock().unwrap().push(format!("{field}={value:?}"));
    }
}

impl Subscriber for Notes {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_span() && metadata.target().starts_with("portcullis_gateway")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn a_span_has_the_real_status() {
    for (method, sent, status) in [
        ("Echo", "a", 0),
        ("Echo", "fail", 5),
        ("Letters", "fail", 5),
    ] {
        let notes = Notes::default();
        let request = post(method, "application/grpc-web", enveloped(0, &message(sent)));
        send(request).with_subscriber(notes.clone()).await;
        assert_eq!(
            *notes.0.lock().unwrap(),
            [
                "otel.kind=\"server\"".to_owned(),
                format!("rpc.method=\"test.v1.Test/{method}\""),
                "rpc.system=\"grpc-web\"".to_owned(),
                format!("rpc.grpc.status_code={status}"),
            ]
        );
    }
}
