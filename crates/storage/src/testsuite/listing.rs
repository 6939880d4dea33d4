//! What is asked of searching actions: the same as searching the state in memory.

use portcullis_core::{
    Command,
    action::ActionState,
    id::OrgId,
    listing::{ActionColumn, ActionFilter, ActionOrder, ActionSearch, TextMethod, TextPart},
};

use super::store::{Factory, Store};

const NAMES: [&str; 10] = [
    "a", "A b", "ab", "B", "%", "_", "a\\b", "Ärger", "äRGER 2", "zz😀",
];
const TEXTS: [&str; 15] = [
    "",
    "a",
    "A",
    "b",
    "B",
    "%",
    "_",
    "\\",
    "ä",
    "Ä",
    "ARGER",
    "ärger",
    "😀",
    "\0",
    "nothing here",
];
const PARTS: [TextPart; 4] = [
    TextPart::Whole,
    TextPart::Start,
    TextPart::Anywhere,
    TextPart::End,
];

/// Every filter, every method, every order, alone and together.
pub async fn finds_what_the_state_finds(factory: &Factory) {
    let store = Store::new(factory);
    let org = filled(&store).await;
    let mut filters = vec![Vec::new()];
    for state in [None, Some(ActionState::Active), Some(ActionState::Inactive)] {
        filters.push(vec![ActionFilter::State(state)]);
    }
    let id = store.replay().await.actions.keys().nth(2).unwrap().clone();
    for id in [id.as_str(), "", "7"] {
        filters.push(vec![ActionFilter::Id(id.to_owned())]);
    }
    for text in TEXTS {
        for part in PARTS {
            for ignore_case in [false, true] {
                filters.push(vec![named(text, part, ignore_case)]);
            }
        }
    }
    let b = named("b", TextPart::Anywhere, true);
    filters.push(vec![b.clone(), named("a", TextPart::Start, false)]);
    filters.push(vec![b, ActionFilter::State(Some(ActionState::Inactive))]);
    let default = ActionSearch::default();
    for filters in filters {
        let search = ActionSearch {
            filters,
            ..default.clone()
        };
        check(&store, &org, search).await;
    }
    for order in orders() {
        for (offset, limit) in [(0, 1000), (3, 4), (0, 3), (8, 4)] {
            let search = ActionSearch {
                filters: Vec::new(),
                order,
                offset,
                limit,
            };
            check(&store, &org, search).await;
        }
    }
}

/// The total is that of all matches, on an empty page too.
pub async fn counts_past_the_end(factory: &Factory) {
    let store = Store::new(factory);
    let org = filled(&store).await;
    for (offset, limit) in [
        (10, 5),
        (11, 5),
        (u64::MAX, 1000),
        (0, 0),
        (5, 0),
        (9, 1),
        (9, 2),
    ] {
        let search = ActionSearch {
            offset,
            limit,
            ..ActionSearch::default()
        };
        check(&store, &org, search).await;
    }
    check(&store, &OrgId::new("7"), ActionSearch::default()).await;
}

/// As many conditions as there may be.
pub async fn takes_many_filters(factory: &Factory) {
    let store = Store::new(factory);
    let org = filled(&store).await;
    for last in ["b", "a"] {
        let mut filters = vec![named("b", TextPart::Anywhere, true); ActionSearch::FILTERS_MAX];
        filters[ActionSearch::FILTERS_MAX - 1] = named(last, TextPart::Anywhere, true);
        let search = ActionSearch {
            filters,
            offset: 1,
            limit: 2,
            ..ActionSearch::default()
        };
        check(&store, &org, search).await;
    }
}

/// An organisation with all names, some actions renamed, some inactive, beside another one.
async fn filled(store: &Store) -> OrgId {
    let org = store.org("A").await;
    let other = store.org("B").await;
    for (place, name) in NAMES.iter().enumerate() {
        store.action(&other, name).await;
        let id = store.action(&org, name).await;
        if place % 3 == 0 {
            let (org, id) = (org.clone(), id.clone());
            let command = Command::DeactivateAction { org, id };
            store.execute(command).await.unwrap();
        }
    }
    org
}

fn named(text: &str, part: TextPart, ignore_case: bool) -> ActionFilter {
    ActionFilter::Name {
        text: text.to_owned(),
        method: TextMethod { part, ignore_case },
    }
}

fn orders() -> Vec<ActionOrder> {
    let mut orders = vec![ActionOrder::Creation];
    for column in [ActionColumn::Name, ActionColumn::Id, ActionColumn::State] {
        for ascending in [true, false] {
            orders.push(ActionOrder::Column { column, ascending });
        }
    }
    orders
}

async fn check(store: &Store, org: &OrgId, search: ActionSearch) {
    let found = store.repository.actions(org, &search).await.unwrap();
    let expected = store.replay().await.search(org, &search);
    assert_eq!(found, expected, "{search:?}");
}
