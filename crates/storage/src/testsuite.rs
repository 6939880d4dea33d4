//! The contract of [`Repository`](portcullis_core::ports::Repository) and
//! [`SecretStore`](portcullis_core::ports::SecretStore) as tests.
//!
//! One function per behaviour, each on a store of its own. A backend runs them all with
//! [`contract_suite!`](crate::contract_suite) in its tests.

#![expect(clippy::unwrap_used, reason = "these are tests")]

pub mod actions;
pub mod flows;
pub mod history;
pub mod listing;
pub mod orgs;
pub mod secrets;
pub mod sequences;
mod store;
pub mod suspensions;
pub mod users;

pub use store::{Backend, Factory, TestClock};

/// Makes one test per behaviour; `$factory` is a `fn(Arc<dyn Clock>) -> testsuite::Backend`.
#[macro_export]
macro_rules! contract_suite {
    ($factory:expr) => {
        $crate::contract_suite! { @tests $factory;
            actions: lives_from_creation_to_deletion, changes_only_what_differs,
                names_are_unique_within_an_org, belongs_to_its_org, is_checked_against_its_sequence;
            flows: are_set_and_cleared, forget_deleted_actions, compare_with_what_was_recorded,
                take_only_actions_of_the_org;
            history: refusals_leave_no_trace, is_paged, survives_concurrent_writers,
                ids_grow_when_the_clock_steps_back, is_audited, ends_with_closing;
            listing: finds_what_the_state_finds, counts_past_the_end, takes_many_filters;
            orgs: are_added_with_domain_and_owner, are_added_once;
            secrets: are_kept_by_org_and_name, are_deleted_once, are_limited_in_number,
                heed_retired_keys, are_sealed_anew;
            suspensions: end_when_resumed, belong_to_flow_and_org, outlive_their_flow,
                show_what_there_is_to_run;
            users: initialise_happens_once, preset_tokens_replace_each_other,
                tokens_carry_callers, roles_stand_where_they_hold, leave_with_all_they_had;
        }

        #[test]
        fn any_commands_do_what_they_do_in_memory() {
            $crate::testsuite::sequences::any_commands_do_what_they_do_in_memory(&$factory);
        }
    };
    (@tests $factory:expr; $($module:ident: $($name:ident),+;)+) => {
        $(mod $module {
            use super::*;
            $(#[tokio::test]
            async fn $name() {
                $crate::testsuite::$module::$name(&$factory).await;
            })+
        })+
    };
}
