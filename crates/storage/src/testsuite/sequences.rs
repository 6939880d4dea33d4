//! Any sequence of commands, done on the backend and in memory: the same comes of it.

use std::{sync::Arc, time::Duration};

use portcullis_core::{
    Clock, Command, Context, Timestamp,
    action::{Script, Timeout},
    command::Precondition,
    flow::{FlowType, TriggerType},
    id::{ActionId, Id, OrgId},
    listing::ActionSearch,
    ports::Repository,
    role::Role,
    suspension::SuspensionReason,
    token::TokenHash,
};
use proptest::{
    collection::vec,
    prelude::any,
    test_runner::{Config, TestRunner},
};

use crate::MemoryRepository;

use super::store::{Factory, Store, add_org, add_user, draft, initialise};

/// What a step is made of; what the numbers mean depends on what exists by then.
type Step = (u8, u8, u8, u8);

/// The ids given out so far, by kind.
#[derive(Default)]
struct Known {
    orgs: Vec<String>,
    actions: Vec<String>,
    users: Vec<String>,
    tokens: Vec<String>,
}

const NAMES: [&str; 5] = ["a", "A", "b", "c", "Ä"];

/// Results and refusals are the same, and so are events and everything read.
pub fn any_commands_do_what_they_do_in_memory(factory: &Factory) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let config = Config {
        cases: 40,
        failure_persistence: None,
        ..Config::default()
    };
    let steps = vec(any::<Step>(), 1..60);
    let run = TestRunner::new(config).run(&steps, |steps| {
        runtime.block_on(compare(factory, &steps));
        Ok(())
    });
    if let Err(error) = run {
        panic!("{error}");
    }
}

async fn compare(factory: &Factory, steps: &[Step]) {
    let store = Store::new(factory);
    let clock: Arc<dyn Clock> = store.clock.clone();
    let memory = MemoryRepository::new(clock);
    let mut known = Known::default();
    for step in steps {
        // Half of the time it passes, sometimes it steps back.
        store.clock.step(i64::from(step.3) * 3_000 - 300_000);
        let command = command(*step, &known);
        let context = Context {
            creator: "7".to_owned(),
            precondition: precondition(step.3),
        };
        let expected = memory.execute(command.clone(), context.clone()).await;
        let found = store.repository.execute(command.clone(), context).await;
        assert_eq!(format!("{found:?}"), format!("{expected:?}"), "{command:?}");
        if let Ok(outcome) = found {
            known.note(&command, outcome.id);
        }
    }
    compare_reads(&store, &memory, &known).await;
    store.audit_is_clean().await;
}

async fn compare_reads(store: &Store, memory: &MemoryRepository, known: &Known) {
    let found = &store.repository;
    assert_eq!(
        store.events().await,
        memory.events(0, usize::MAX).await.unwrap()
    );
    assert_eq!(found.orgs().await.unwrap(), memory.orgs().await.unwrap());
    assert_eq!(found.users().await.unwrap(), memory.users().await.unwrap());
    assert_eq!(
        found.tokens().await.unwrap(),
        memory.tokens().await.unwrap()
    );
    for hash in (0..8).map(hash) {
        let expected = memory.caller(hash).await.unwrap();
        assert_eq!(found.caller(hash).await.unwrap(), expected);
    }
    let search = ActionSearch::default();
    for org in known.orgs.iter().map(OrgId::new) {
        let expected = memory.org(&org).await.unwrap();
        assert_eq!(found.org(&org).await.unwrap(), expected);
        let expected = memory.actions(&org, &search).await.unwrap();
        assert_eq!(found.actions(&org, &search).await.unwrap(), expected);
        for flow in FlowType::ALL {
            let expected = memory.flow(&org, flow).await.unwrap();
            assert_eq!(found.flow(&org, flow).await.unwrap(), expected);
            for trigger in flow.triggers() {
                let expected = memory.trigger(&org, flow, *trigger).await.unwrap();
                let found = found.trigger(&org, flow, *trigger).await.unwrap();
                assert_eq!(found, expected);
            }
        }
        let expected = memory.suspensions(&org).await.unwrap();
        assert_eq!(found.suspensions(&org).await.unwrap(), expected);
        for id in known.actions.iter().map(ActionId::new) {
            let expected = memory.action(&org, &id).await.unwrap();
            assert_eq!(found.action(&org, &id).await.unwrap(), expected);
        }
    }
}

fn command((kind, a, b, c): Step, known: &Known) -> Command {
    let org = || pick::<_>(&known.orgs, a % 3);
    let id = || pick(&known.actions, b);
    let name = NAMES[usize::from(c) % NAMES.len()];
    let draft = || {
        let mut draft = draft(name);
        draft.script = Script::stored(format!("s{}", c % 2));
        draft.timeout = Timeout::stored(Duration::from_nanos(u64::from(b % 3)));
        draft.allowed_to_fail = c % 2 == 0;
        draft
    };
    let (o, i) = (org(), id());
    let (flow, trigger) = (
        FlowType::ALL[usize::from(b % 2) * 2],
        TriggerType::ALL[usize::from(c % 4)],
    );
    match kind % 26 {
        0..=4 => Command::CreateAction {
            org: o,
            draft: draft(),
        },
        5 | 6 => Command::UpdateAction {
            org: o,
            id: i,
            draft: draft(),
        },
        7 => Command::DeactivateAction { org: o, id: i },
        8 => Command::ReactivateAction { org: o, id: i },
        9 | 10 => Command::DeleteAction { org: o, id: i },
        11..=14 => Command::SetTriggerActions {
            org: o,
            flow,
            trigger,
            actions: (0..c % 4)
                .map(|n| pick(&known.actions, b.wrapping_add(n)))
                .collect(),
        },
        15 => Command::ClearFlow { org: o, flow },
        24 => Command::SuspendTrigger {
            org: o,
            flow,
            trigger,
            reason: SuspensionReason::stored(name),
        },
        25 => Command::ResumeTrigger {
            org: o,
            flow,
            trigger,
        },
        16 | 17 => add_org(name, (b % 2 == 0).then(|| pick(&known.users, c)).as_ref()),
        18 => add_user(
            &o,
            name,
            &Role::ALL[usize::from(b) % 12..][..usize::from(c % 2)],
        ),
        19 => Command::RemoveUser {
            user: pick(&known.users, b),
        },
        20 => Command::AddToken {
            user: pick(&known.users, b),
            hash: hash(c % 8),
            expires_at: (a % 2 == 0).then(|| Timestamp::from_micros(i64::from(a))),
        },
        21 => Command::RemoveToken {
            token: pick(&known.tokens, b),
        },
        22 => initialise(&format!("secret {}", c % 8), a % 2 == 0),
        _ => Command::PresetToken { hash: hash(c % 8) },
    }
}

/// Mostly none, sometimes one that may be right.
fn precondition(c: u8) -> Precondition {
    let text = (c >= 200).then(|| (c % 4).to_string());
    Precondition::parse(text.as_deref()).unwrap()
}

fn hash(number: u8) -> TokenHash {
    TokenHash::of(&format!("secret {number}"))
}

/// One of the ids, or one that nothing has.
fn pick<K>(ids: &[String], number: u8) -> Id<K> {
    let place = usize::from(number) % (ids.len() + 1);
    Id::new(ids.get(place).map_or("7", String::as_str))
}

// === impl Known ===

impl Known {
    fn note(&mut self, command: &Command, id: String) {
        match command {
            Command::CreateAction { .. } => self.actions.push(id),
            Command::AddOrg { .. } | Command::Initialise { .. } => self.orgs.push(id),
            Command::AddUser { .. } => self.users.push(id),
            Command::AddToken { .. } => self.tokens.push(id),
            _ => {}
        }
    }
}
