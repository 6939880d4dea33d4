//! Methods of lists, which hand their elements on.

use oxc_ast::{
    AstKind,
    ast::{Argument, Expression, FormalParameters},
};
use oxc_semantic::NodeId;
use oxc_span::GetSpan;

use super::{Shape, Walk};

/// A method that gives elements to a function or returns them.
struct Method {
    name: &'static str,
    /// Which parameters of the function are elements.
    elements: &'static [usize],
    /// Which one is the list itself.
    list: Option<usize>,
    returns: Returns,
}

#[derive(Clone, Copy)]
enum Returns {
    /// Nothing of interest.
    Other,
    Element,
    /// A list of elements.
    List,
}

#[rustfmt::skip]
const METHODS: &[Method] = &[
    Method::with_function("every", Returns::Other),
    Method::with_function("filter", Returns::List),
    Method::with_function("find", Returns::Element),
    Method::with_function("findIndex", Returns::Other),
    Method::with_function("findLast", Returns::Element),
    Method::with_function("findLastIndex", Returns::Other),
    Method::with_function("flatMap", Returns::Other),
    Method::with_function("forEach", Returns::Other),
    Method::with_function("map", Returns::Other),
    Method::with_function("some", Returns::Other),
    Method { name: "reduce", elements: &[1], list: Some(3), returns: Returns::Other },
    Method { name: "reduceRight", elements: &[1], list: Some(3), returns: Returns::Other },
    Method { name: "sort", elements: &[0, 1], list: None, returns: Returns::List },
    Method { name: "toSorted", elements: &[0, 1], list: None, returns: Returns::List },
    Method::plain("at", Returns::Element),
    Method::plain("pop", Returns::Element),
    Method::plain("reverse", Returns::List),
    Method::plain("shift", Returns::Element),
    Method::plain("slice", Returns::List),
    Method::plain("toReversed", Returns::List),
];

// === impl Method ===

impl Method {
    const fn with_function(name: &'static str, returns: Returns) -> Self {
        Self {
            name,
            elements: &[0],
            list: Some(2),
            returns,
        }
    }

    const fn plain(name: &'static str, returns: Returns) -> Self {
        Self {
            name,
            elements: &[],
            list: None,
            returns,
        }
    }
}

// === impl Walk ===

impl<'a> Walk<'a, '_, '_> {
    /// Follows what a method of a list gives to the function it is called with; the call, and what it
    /// returns. `member` takes the method.
    pub(super) fn call_on_list(
        &mut self,
        member: NodeId,
        name: &str,
        list: &Shape,
    ) -> Option<(NodeId, Option<Shape>)> {
        let nodes = self.script.semantic.nodes();
        let element = list.item()?;
        let method = METHODS.iter().find(|method| method.name == name)?;
        let call = nodes.parent_id(member);
        let AstKind::CallExpression(called) = nodes.kind(call) else {
            return None;
        };
        if called.callee.span() != nodes.kind(member).span() {
            return None;
        }
        let parameters = called.arguments.first().and_then(parameters);
        let parameters = parameters.map_or(&[][..], |parameters| &parameters.items);
        for (at, parameter) in parameters.iter().enumerate() {
            // what has a default is not always what is given
            if parameter.initializer.is_some() {
                continue;
            }
            if method.elements.contains(&at) {
                self.bind(&parameter.pattern, &element);
            } else if method.list == Some(at) && !list.is_copy {
                self.bind(&parameter.pattern, list);
            }
        }
        let returned = match method.returns {
            Returns::Other => None,
            Returns::Element => Some(element),
            Returns::List => list.copied(),
        };
        Some((call, returned))
    }
}

/// The parameters of a function that stands where it is given.
fn parameters<'a>(argument: &'a Argument<'a>) -> Option<&'a FormalParameters<'a>> {
    match argument.as_expression()?.without_parentheses() {
        Expression::ArrowFunctionExpression(arrow) => Some(&arrow.params),
        Expression::FunctionExpression(function) => Some(&function.params),
        _ => None,
    }
}
