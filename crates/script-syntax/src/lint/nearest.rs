//! What somebody probably meant.

/// Nobody mistakes longer names, and comparing them takes long.
const LENGTH_MAX: usize = 60;

/// The name among `known` that is nearest to `name`, if any is near.
pub(super) fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    if name.chars().nth(LENGTH_MAX).is_some() {
        return None;
    }
    let allowed = (name.chars().count() / 3).max(1);
    let distances = known
        .into_iter()
        .map(|candidate| (distance(name, candidate, allowed), candidate));
    let (distance, nearest) = distances.min()?;
    (distance <= allowed).then_some(nearest)
}

/// How many characters must be inserted, removed, replaced or swapped with their neighbour to make
/// one name of the other, upper and lower case alike. More than `limit` is not told exactly.
fn distance(left: &str, right: &str, limit: usize) -> usize {
    let left: Vec<char> = left.chars().flat_map(char::to_lowercase).collect();
    let right: Vec<char> = right.chars().flat_map(char::to_lowercase).collect();
    if left.len().abs_diff(right.len()) > limit {
        return limit + 1;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (row, from) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, to) in right.iter().enumerate() {
            let at = |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX);
            let mut best = (at(&last, column + 1) + 1)
                .min(at(&current, column) + 1)
                .min(at(&last, column) + usize::from(from != to));
            let is_swap = row > 0
                && column > 0
                && left.get(row - 1) == Some(to)
                && right.get(column - 1) == Some(from);
            if is_swap {
                best = best.min(at(&before, column - 1) + 1);
            }
            current.push(best);
        }
        before = std::mem::replace(&mut last, current);
    }
    last.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: Option<&str>) {
        let known = ["setClaim", "appendLogIntoClaims", "v1", "user"];
        assert_eq!(nearest(name, known), expected, "{name:?}");
    }

    #[test]
    fn the_nearest_name_is_found() {
        check("setclaim", Some("setClaim"));
        check("setClaims", Some("setClaim"));
        check("setCliam", Some("setClaim"));
        check("appendLogToClaims", Some("appendLogIntoClaims"));
        check("v2", Some("v1"));
        check("usr", Some("user"));
        check("", None);
        check("something", None);
        check("äöü", None);
        check(&"v".repeat(61), None);
    }
}
