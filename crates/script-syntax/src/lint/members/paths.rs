//! Where else a member is that was looked for in the wrong place.

use oxc_ast::ast::BindingPattern;

use super::shape::{Known, Origin, Shape};

/// Members are not nested more deeply than it takes to write them.
const DEPTH_MAX: usize = 5;

/// A parameter of the action's function.
pub(super) struct Root<'a> {
    name: &'a str,
    shape: Shape,
}

/// The parameters that have a name.
pub(super) fn roots<'a>(parameters: &[(&BindingPattern<'a>, Shape)]) -> Vec<Root<'a>> {
    let roots = parameters.iter().filter_map(|(pattern, shape)| {
        let id = pattern.get_binding_identifier()?;
        Some(Root {
            name: id.name.as_str(),
            shape: shape.clone(),
        })
    });
    roots.collect()
}

/// The shortest way to a member of that name, as scripts write it, when it was looked for in what is made
/// of one parameter: another one is only meant for its methods.
pub(super) fn to(roots: &[Root<'_>], name: &str, origin: Origin) -> Option<String> {
    let paths = roots.iter().flat_map(|root| {
        let is_other = root.shape.origin != origin;
        let known = root.shape.known.iter();
        known.filter_map(move |known| below(known, name, is_other, root.name, DEPTH_MAX))
    });
    paths.min_by_key(String::len)
}

/// Whether there is a member of that name below it.
pub(super) fn has(known: &Known, name: &str) -> bool {
    match known {
        Known::Object(members) => members
            .iter()
            .any(|member| member.name == name || has(&member.value, name)),
        Known::Function(inner) | Known::List(inner) | Known::OldList(inner, _) => has(inner, name),
        _ => false,
    }
}

/// The shortest way to a member of that name, perhaps one that must be a method, from something that is
/// written as `path`.
fn below(known: &Known, name: &str, is_method: bool, path: &str, depth: usize) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    match known {
        Known::Object(members) => {
            let paths = members.iter().filter_map(|member| {
                let path = format!("{path}.{}", member.name);
                let is_meant = !is_method || matches!(member.value, Known::Function(_));
                match is_meant && member.name.eq_ignore_ascii_case(name) {
                    true => Some(path),
                    false => below(&member.value, name, is_method, &path, depth),
                }
            });
            paths.min_by_key(String::len)
        }
        Known::Function(result) => below(result, name, is_method, &format!("{path}()"), depth),
        _ => None,
    }
}
