//! What the build generates from the `.proto` files of the workspace, and nothing else.
//!
//! The modules mirror the proto packages. Messages carry protobuf (prost) and JSON (the gateway), the
//! services tonic's client and server and, as far as they have HTTP rules, their REST routes.
//! No rule of the domain belongs here.

/// Every `.proto` file with its comments and options, as an encoded `FileDescriptorSet`.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));

/// Package `zitadel` and those below it.
pub mod zitadel {
    /// Package `zitadel.v1`: what all objects, lists and errors share.
    #[allow(
        clippy::all,
        clippy::pedantic,
        clippy::restriction,
        missing_docs,
        unreachable_pub
    )]
    pub mod v1 {
        include!(concat!(env!("OUT_DIR"), "/zitadel.v1.rs"));
        include!(concat!(env!("OUT_DIR"), "/zitadel.v1.json.rs"));
    }

    /// Package `zitadel.action` and those below it.
    pub mod action {
        /// Package `zitadel.action.v1`: actions and flows.
        #[allow(
            clippy::all,
            clippy::pedantic,
            clippy::restriction,
            missing_docs,
            unreachable_pub
        )]
        pub mod v1 {
            include!(concat!(env!("OUT_DIR"), "/zitadel.action.v1.rs"));
            include!(concat!(env!("OUT_DIR"), "/zitadel.action.v1.json.rs"));
        }
    }

    /// Package `zitadel.org` and those below it.
    pub mod org {
        /// Package `zitadel.org.v1`: organisations.
        #[allow(
            clippy::all,
            clippy::pedantic,
            clippy::restriction,
            missing_docs,
            unreachable_pub
        )]
        pub mod v1 {
            include!(concat!(env!("OUT_DIR"), "/zitadel.org.v1.rs"));
            include!(concat!(env!("OUT_DIR"), "/zitadel.org.v1.json.rs"));
        }
    }

    /// Package `zitadel.management` and those below it.
    pub mod management {
        /// Package `zitadel.management.v1`: the management service with its requests and answers.
        #[allow(
            clippy::all,
            clippy::pedantic,
            clippy::restriction,
            missing_docs,
            unreachable_pub
        )]
        pub mod v1 {
            include!(concat!(env!("OUT_DIR"), "/zitadel.management.v1.rs"));
            include!(concat!(env!("OUT_DIR"), "/zitadel.management.v1.json.rs"));
            include!(concat!(
                env!("OUT_DIR"),
                "/zitadel.management.v1.gateway.rs"
            ));
        }
    }
}

/// Package `portcullis` and those below it.
pub mod portcullis {
    /// Package `portcullis.runtime` and those below it.
    pub mod runtime {
        /// Package `portcullis.runtime.v1`: running actions.
        #[allow(
            clippy::all,
            clippy::pedantic,
            clippy::restriction,
            missing_docs,
            unreachable_pub
        )]
        pub mod v1 {
            include!(concat!(env!("OUT_DIR"), "/portcullis.runtime.v1.rs"));
            include!(concat!(env!("OUT_DIR"), "/portcullis.runtime.v1.json.rs"));
            include!(concat!(
                env!("OUT_DIR"),
                "/portcullis.runtime.v1.gateway.rs"
            ));
        }
    }
}

#[cfg(test)]
mod tests;
