//! The suite's service: says what arrived.

use std::sync::Mutex;

use portcullis_gateway::rest::MatchedRoute;
use tonic::{Request, Response, Status};

use crate::showcase::{
    EnumRequest, EnumResponse, RepeatRequest, RepeatResponse, compliance_server::Compliance,
};

/// Echoes, and keeps the last call for whoever sent it.
#[derive(Default)]
pub struct Echo {
    last: Mutex<Option<Arrived>>,
}

/// A call as it reached the handler.
#[derive(Debug, PartialEq)]
pub struct Arrived {
    pub rpc: &'static str,
    pub template: &'static str,
    pub request: RepeatRequest,
}

// === impl Echo ===

impl Echo {
    pub fn take(&self) -> Option<Arrived> {
        self.last.lock().ok()?.take()
    }

    fn repeat(
        &self,
        rpc: &'static str,
        request: Request<RepeatRequest>,
    ) -> Result<Response<RepeatResponse>, Status> {
        let route = request.extensions().get::<MatchedRoute>();
        let template = route.map(|route| route.template).unwrap_or_default();
        let request = request.into_inner();
        let arrived = Arrived {
            rpc,
            template,
            request: request.clone(),
        };
        match self.last.lock() {
            Ok(mut last) => *last = Some(arrived),
            Err(_) => return Err(Status::internal("a call failed half-way")),
        }
        Ok(Response::new(RepeatResponse {
            request: Some(request),
            binding_uri: template.to_owned(),
        }))
    }
}

/// Every method of the suite does the same.
macro_rules! repeat {
    ($($function:ident $rpc:literal)*) => {
        #[tonic::async_trait]
        impl Compliance for Echo {
            $(
                async fn $function(
                    &self,
                    request: Request<RepeatRequest>,
                ) -> Result<Response<RepeatResponse>, Status> {
                    self.repeat($rpc, request)
                }
            )*

            async fn get_enum(
                &self,
                _: Request<EnumRequest>,
            ) -> Result<Response<EnumResponse>, Status> {
                Err(Status::unimplemented("not part of the suite"))
            }

            async fn verify_enum(
                &self,
                _: Request<EnumResponse>,
            ) -> Result<Response<EnumResponse>, Status> {
                Err(Status::unimplemented("not part of the suite"))
            }
        }
    };
}

repeat! {
    repeat_data_body "RepeatDataBody"
    repeat_data_body_info "RepeatDataBodyInfo"
    repeat_data_query "RepeatDataQuery"
    repeat_data_simple_path "RepeatDataSimplePath"
    repeat_data_path_resource "RepeatDataPathResource"
    repeat_data_path_trailing_resource "RepeatDataPathTrailingResource"
    repeat_data_body_put "RepeatDataBodyPut"
    repeat_data_body_patch "RepeatDataBodyPatch"
}
