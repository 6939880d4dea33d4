//! One port, several dialects: every request is looked at once and sent to who speaks its own.
//!
//! The decision is [`classify`], a pure function; [`Steer`] is the tower service around it. What
//! the branches do is not known here: gRPC, gRPC-Web and everything else are given by the
//! application, only REST is this crate's own.

mod refusal;
mod response_future;
mod rpc_paths;
mod service;

use http::{Method, Version};

use crate::protocol::Protocol;

pub use self::{
    response_future::ResponseFuture,
    rpc_paths::{RpcPaths, Unknown},
    service::Steer,
};

/// What a request is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// Its method.
    pub method: &'a Method,
    /// The version of HTTP it came over.
    pub version: Version,
    /// The dialect its content type announces.
    pub protocol: Protocol,
    /// Its path, without the query.
    pub path: &'a str,
}

/// Where a request goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// To the gRPC service.
    Grpc,
    /// To the gRPC-Web service.
    GrpcWeb,
    /// To the REST router.
    Rest,
    /// To whatever else the application serves.
    Fallback,
    /// Nowhere: gRPC needs HTTP/2.
    GrpcWithoutHttp2,
    /// Nowhere: RPC methods are called by POST.
    NotPost,
    /// Nowhere: there is no such RPC method.
    Unknown,
}

/// Decides where a request goes. `is_rest` tells whether a path belongs to the REST router.
pub fn classify(head: Head<'_>, rpc_paths: &RpcPaths, is_rest: impl Fn(&str) -> bool) -> Target {
    let is_rpc = head.protocol != Protocol::Other;
    if is_rpc && rpc_paths.find(head.path).is_ok() {
        return known_rpc(head);
    }
    if is_rest(head.path) {
        Target::Rest
    } else if is_rpc {
        Target::Unknown
    } else {
        Target::Fallback
    }
}

fn known_rpc(head: Head<'_>) -> Target {
    if head.method != Method::POST {
        Target::NotPost
    } else if head.protocol != Protocol::Grpc {
        Target::GrpcWeb
    } else if head.version < Version::HTTP_2 {
        Target::GrpcWithoutHttp2
    } else {
        Target::Grpc
    }
}

#[cfg(test)]
mod tests;
