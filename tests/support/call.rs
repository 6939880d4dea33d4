//! A call before it has a dialect, and the one function that sends it in any.

use std::net::SocketAddr;

use serde_json::Value;

use super::{Answer, Binding, connect, grpc, grpc_web, rest};

/// The ways a caller can speak to the port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    Rest,
    RestH2,
    Grpc,
    GrpcWeb,
    GrpcWebH2,
    GrpcWebText,
    ConnectJson,
    ConnectJsonH2,
    ConnectProto,
    ConnectProtoH2,
}

/// One call of one of the methods.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// The RPC's name without its service.
    pub(crate) method: String,
    /// The request as ProtoJSON.
    pub(crate) request: Value,
    /// The bearer token.
    pub(crate) token: Option<String>,
    /// The organisation asked for.
    pub(crate) org: Option<String>,
    /// Further headers, sent as they are.
    pub(crate) metadata: Vec<(String, String)>,
}

/// Sends the call in the given dialect.
pub(crate) async fn call(addr: SocketAddr, protocol: Protocol, call: &Call) -> Answer {
    match protocol {
        Protocol::Rest | Protocol::RestH2 => rest::call(addr, protocol, call).await,
        Protocol::Grpc => grpc::call(addr, call).await,
        Protocol::GrpcWeb | Protocol::GrpcWebH2 | Protocol::GrpcWebText => {
            grpc_web::call(addr, protocol, call).await
        }
        Protocol::ConnectJson
        | Protocol::ConnectJsonH2
        | Protocol::ConnectProto
        | Protocol::ConnectProtoH2 => connect::call(addr, protocol, call).await,
    }
}

// === impl Protocol ===

impl Protocol {
    /// One of each family: what every behaviour is tested over.
    pub(crate) const FAMILIES: [Self; 5] = [
        Self::Rest,
        Self::Grpc,
        Self::GrpcWeb,
        Self::ConnectJson,
        Self::ConnectProtoH2,
    ];

    /// Those that call a method by its name.
    pub(crate) const RPC: [Self; 4] = [
        Self::Grpc,
        Self::GrpcWeb,
        Self::ConnectJson,
        Self::ConnectProtoH2,
    ];

    /// All of them.
    pub(crate) const ALL: [Self; 10] = [
        Self::Rest,
        Self::RestH2,
        Self::Grpc,
        Self::GrpcWeb,
        Self::GrpcWebH2,
        Self::GrpcWebText,
        Self::ConnectJson,
        Self::ConnectJsonH2,
        Self::ConnectProto,
        Self::ConnectProtoH2,
    ];

    /// Whether fields travel in the path, so that an empty one cannot be said.
    pub(crate) fn is_rest(self) -> bool {
        matches!(self, Self::Rest | Self::RestH2)
    }

    /// Whether a refusal has an HTTP status of its own.
    pub(crate) fn has_http_status(self) -> bool {
        matches!(
            self,
            Self::Rest
                | Self::RestH2
                | Self::ConnectJson
                | Self::ConnectJsonH2
                | Self::ConnectProto
                | Self::ConnectProtoH2
        )
    }
}

// === impl Call ===

impl Call {
    /// Where the method is called by its name.
    pub(crate) fn path(&self) -> String {
        let service = Binding::of(&self.method).service();
        format!("/{service}/{}", self.method)
    }

    /// The headers every dialect sends alike.
    pub(crate) fn headers(&self) -> Vec<(String, String)> {
        let mut headers = Vec::new();
        if let Some(token) = &self.token {
            headers.push((String::from("authorization"), format!("Bearer {token}")));
        }
        if let Some(org) = &self.org {
            headers.push((String::from("x-zitadel-orgid"), org.clone()));
        }
        headers.extend(self.metadata.iter().cloned());
        headers
    }
}
