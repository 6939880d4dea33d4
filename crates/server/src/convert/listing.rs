//! Listings as messages.

use portcullis_core::{
    Timestamp,
    action::ActionState,
    listing::{ActionColumn, ActionFilter, ActionOrder, ActionSearch, TextMethod, TextPart},
    validation::{Reason, Violation},
};
use portcullis_proto::zitadel::{
    action::v1::{self as message, ActionFieldName},
    management::v1::{ActionQuery, ListActionsRequest, action_query::Query},
    v1::{ListDetails, ListQuery, TextQueryMethod},
};

use super::object::timestamp;

const TEXT_MAX: usize = 200;
const QUERIES_MAX: usize = 100;
const OFFSET_LIMIT: u64 = 1 << 63;

pub(crate) fn list_details(total: u64, now: Timestamp) -> ListDetails {
    ListDetails {
        total_result: total,
        processed_sequence: 0,
        view_timestamp: Some(timestamp(now)),
    }
}

pub(crate) fn search(request: ListActionsRequest) -> Result<ActionSearch, Violation> {
    const MESSAGE: &str = "ListActionsRequest";
    let ListQuery { offset, limit, asc } = request.query.unwrap_or_default();
    if request.queries.len() > QUERIES_MAX {
        let reason = Reason::ItemsAtMost { max: QUERIES_MAX };
        return Err(Violation::new(MESSAGE, "Queries", reason));
    }
    let mut filters = Vec::with_capacity(request.queries.len());
    for (index, query) in request.queries.into_iter().enumerate() {
        let filter =
            filter(query).map_err(|inner| inner.within(MESSAGE, &format!("Queries[{index}]")))?;
        filters.push(filter);
    }
    if offset >= OFFSET_LIMIT {
        let reason = Reason::LessThan {
            limit: OFFSET_LIMIT,
        };
        return Err(Violation::new("ListQuery", "Offset", reason).within(MESSAGE, "Query"));
    }
    let order = order(request.sorting_column, asc);
    let limit = if limit == 0 {
        ActionSearch::LIMIT_MAX
    } else {
        limit
    };
    Ok(ActionSearch {
        filters,
        order,
        offset,
        limit,
    })
}

/// An unknown column sorts like none: callers may send any number here.
fn order(column: i32, ascending: bool) -> ActionOrder {
    let column = match ActionFieldName::try_from(column) {
        Ok(ActionFieldName::Name) => ActionColumn::Name,
        Ok(ActionFieldName::Id) => ActionColumn::Id,
        Ok(ActionFieldName::State) => ActionColumn::State,
        Ok(ActionFieldName::Unspecified) | Err(_) => return ActionOrder::Creation,
    };
    ActionOrder::Column { column, ascending }
}

fn filter(query: ActionQuery) -> Result<ActionFilter, Violation> {
    const MESSAGE: &str = "ActionQuery";
    match query.query {
        None => Err(Violation::new(MESSAGE, "Query", Reason::Required)),
        Some(Query::ActionIdQuery(query)) => {
            at_most("ActionIDQuery", "Id", &query.id)
                .map_err(|inner| inner.within(MESSAGE, "ActionIdQuery"))?;
            Ok(ActionFilter::Id(query.id))
        }
        Some(Query::ActionNameQuery(query)) => {
            name_filter(query).map_err(|inner| inner.within(MESSAGE, "ActionNameQuery"))
        }
        Some(Query::ActionStateQuery(query)) => {
            let state = state_filter(query.state);
            state
                .map(ActionFilter::State)
                .map_err(|inner| inner.within(MESSAGE, "ActionStateQuery"))
        }
    }
}

fn name_filter(query: message::ActionNameQuery) -> Result<ActionFilter, Violation> {
    const MESSAGE: &str = "ActionNameQuery";
    at_most(MESSAGE, "Name", &query.name)?;
    let method = TextQueryMethod::try_from(query.method)
        .map_err(|_| Violation::new(MESSAGE, "Method", Reason::Enum))?;
    Ok(ActionFilter::Name {
        text: query.name,
        method: text_method(method),
    })
}

fn state_filter(state: i32) -> Result<Option<ActionState>, Violation> {
    match message::ActionState::try_from(state) {
        Ok(message::ActionState::Unspecified) => Ok(None),
        Ok(message::ActionState::Inactive) => Ok(Some(ActionState::Inactive)),
        Ok(message::ActionState::Active) => Ok(Some(ActionState::Active)),
        Err(_) => Err(Violation::new("ActionStateQuery", "State", Reason::Enum)),
    }
}

fn text_method(method: TextQueryMethod) -> TextMethod {
    use TextQueryMethod as Sent;
    let (part, ignore_case) = match method {
        Sent::Equals => (TextPart::Whole, false),
        Sent::EqualsIgnoreCase => (TextPart::Whole, true),
        Sent::StartsWith => (TextPart::Start, false),
        Sent::StartsWithIgnoreCase => (TextPart::Start, true),
        Sent::Contains => (TextPart::Anywhere, false),
        Sent::ContainsIgnoreCase => (TextPart::Anywhere, true),
        Sent::EndsWith => (TextPart::End, false),
        Sent::EndsWithIgnoreCase => (TextPart::End, true),
    };
    TextMethod { part, ignore_case }
}

fn at_most(message: &str, field: &str, text: &str) -> Result<(), Violation> {
    if text.chars().take(TEXT_MAX + 1).count() > TEXT_MAX {
        return Err(Violation::new(
            message,
            field,
            Reason::LengthAtMost { max: TEXT_MAX },
        ));
    }
    Ok(())
}
