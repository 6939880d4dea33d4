//! What members a value has.

/// What is known of a value. With more than one, it is one of them.
#[derive(Clone)]
pub(super) struct Shape {
    pub(super) known: Vec<&'static Known>,
    pub(super) origin: Origin,
    /// It is a list of the script's own: what else is put into it is seen only by its name.
    pub(super) is_copy: bool,
    /// The member it is, if that is null where there is nothing.
    pub(super) or_null: Option<&'static str>,
}

/// What a value was taken from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    Ctx,
    Api,
    Module,
}

/// What is known of one value.
pub(super) enum Known {
    /// Nothing.
    Anything,
    /// These members, and those of every object.
    Object(&'static [Member]),
    /// The same, whatever the trigger: what modules give. With it, what to do about some that it lacks.
    OfModule(&'static [Member], &'static [(&'static str, &'static str)]),
    /// A list.
    List(&'static Known),
    /// A list and what to use instead of appending to it.
    OldList(&'static Known, &'static str),
    /// A function and what it returns.
    Function(&'static Known),
    /// The same; when it fails the action ends, and what to do about it.
    Ending(&'static Known, &'static str),
}

/// A member of an object.
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) value: Known,
    /// What to use instead, if it is deprecated.
    pub(super) deprecated: Option<&'static str>,
    /// It is null where there is nothing, and never undefined.
    or_null: bool,
}

/// What looking for a member gives.
pub(super) enum Looked {
    /// It may exist.
    Unknown,
    /// It exists, and what to use instead of it.
    Found(Shape, Option<&'static str>),
    /// It does not.
    Missing(Absence),
}

/// That a member does not exist.
#[derive(Default)]
pub(super) struct Absence {
    /// Those that do.
    pub(super) others: Vec<&'static str>,
    /// What to do, if that is known.
    pub(super) help: Option<&'static str>,
    /// Whether other triggers may have it.
    pub(super) is_of_trigger: bool,
}

/// What every object has.
const OF_EVERY_OBJECT: [&str; 8] = [
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "toString",
    "valueOf",
];

/// What every function has beside that.
const OF_EVERY_FUNCTION: [&str; 8] = [
    "apply",
    "arguments",
    "bind",
    "call",
    "caller",
    "length",
    "name",
    "prototype",
];

/// What every list has, in order.
#[rustfmt::skip]
const OF_EVERY_LIST: [&str; 37] = [
    "at", "concat", "copyWithin", "entries", "every", "fill", "filter", "find", "findIndex",
    "findLast", "findLastIndex", "flat", "flatMap", "forEach", "includes", "indexOf", "join", "keys",
    "lastIndexOf", "length", "map", "pop", "push", "reduce", "reduceRight", "reverse", "shift",
    "slice", "some", "sort", "splice", "toReversed", "toSorted", "toSpliced", "unshift", "values",
    "with",
];

const IS_LIST: &str = "It is a list: take one of it by `[0]`, or each by `forEach`.";
const IS_METHOD: &str = "It is a method: call it, by `()`.";

// === impl Shape ===

impl Shape {
    pub(super) fn new(origin: Origin, known: Vec<&'static Known>) -> Self {
        Self {
            known,
            origin,
            is_copy: false,
            or_null: None,
        }
    }

    pub(super) fn member(&self, name: &str) -> Looked {
        if OF_EVERY_OBJECT.contains(&name) {
            return Looked::Unknown;
        }
        let mut found = Vec::new();
        let mut or_null = Vec::new();
        let mut deprecated = None;
        let mut absence = Absence {
            is_of_trigger: true,
            ..Absence::default()
        };
        for known in &self.known {
            match known {
                Known::Anything => return Looked::Unknown,
                Known::Object(members) | Known::OfModule(members, _) => {
                    match members.iter().find(|member| member.name == name) {
                        Some(member) => {
                            deprecated = deprecated.or(member.deprecated);
                            found.push(&member.value);
                            or_null.extend(member.or_null.then_some(member.name));
                        }
                        None => absence.add(known, name, members),
                    }
                }
                Known::OldList(_, instead) if name == "push" => {
                    deprecated = Some(*instead);
                    found.push(&Known::Anything);
                }
                Known::List(_) | Known::OldList(..) => {
                    let is_index = name.starts_with(|first: char| first.is_ascii_digit());
                    if is_index || OF_EVERY_LIST.binary_search(&name).is_ok() {
                        return Looked::Unknown;
                    }
                    absence.add(known, name, &[]);
                }
                Known::Function(_) | Known::Ending(..) => {
                    if OF_EVERY_FUNCTION.contains(&name) {
                        return Looked::Unknown;
                    }
                    absence.add(known, name, &[]);
                }
            }
        }
        if found.is_empty() {
            absence.others.sort_unstable();
            absence.others.dedup();
            return Looked::Missing(absence);
        }
        let is_always = or_null.len() == self.known.len();
        let or_null = or_null.first().copied().filter(|_| is_always);
        let shape = Self {
            or_null,
            ..Self::new(self.origin, found)
        };
        Looked::Found(shape, deprecated)
    }

    /// An element of a list.
    pub(super) fn item(&self) -> Option<Self> {
        self.each(|known| match known {
            Known::List(item) | Known::OldList(item, _) => Some(*item),
            _ => None,
        })
    }

    /// A new list of the same elements.
    pub(super) fn copied(&self) -> Option<Self> {
        let copied = self.each(|known| match known {
            Known::List(_) => Some(known),
            _ => None,
        });
        copied.map(|copied| Self {
            is_copy: true,
            ..copied
        })
    }

    /// What a function returns.
    pub(super) fn result(&self) -> Option<Self> {
        self.each(|known| match known {
            Known::Function(result) | Known::Ending(result, _) => Some(*result),
            _ => None,
        })
    }

    /// What to do about failures of a function that end the action.
    pub(super) fn ending(&self) -> Option<&'static str> {
        match self.known.as_slice() {
            [Known::Ending(_, help)] => Some(help),
            _ => None,
        }
    }

    fn each(&self, of: impl Fn(&'static Known) -> Option<&'static Known>) -> Option<Self> {
        let known: Option<_> = self.known.iter().map(|known| of(known)).collect();
        known.map(|known| Self::new(self.origin, known))
    }
}

// === impl Absence ===

impl Absence {
    /// Notes that `known`, which has `others`, has no member of that name.
    fn add(&mut self, known: &Known, name: &str, others: &[Member]) {
        self.others.extend(others.iter().map(|member| member.name));
        self.is_of_trigger &= matches!(known, Known::Object(_));
        self.help = self.help.or(match known {
            Known::OfModule(_, advice) => {
                let advice = advice.iter().find(|advice| advice.0 == name);
                advice.map(|advice| advice.1)
            }
            Known::List(_) | Known::OldList(..) => Some(IS_LIST),
            Known::Function(_) | Known::Ending(..) => Some(IS_METHOD),
            Known::Anything | Known::Object(_) => None,
        });
    }
}

// === impl Member ===

impl Member {
    /// A member of whose value nothing is known.
    pub(super) const fn any(name: &'static str) -> Self {
        Self::new(name, Known::Anything)
    }

    /// A method that returns nothing of interest.
    pub(super) const fn method(name: &'static str) -> Self {
        Self::new(name, Known::Function(&Known::Anything))
    }

    pub(super) const fn new(name: &'static str, value: Known) -> Self {
        Self {
            name,
            value,
            deprecated: None,
            or_null: false,
        }
    }

    /// The same, deprecated.
    pub(super) const fn deprecated(mut self, instead: &'static str) -> Self {
        self.deprecated = Some(instead);
        self
    }

    /// The same, which is null where there is nothing.
    pub(super) const fn or_null(mut self) -> Self {
        self.or_null = true;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted() {
        assert!(OF_EVERY_LIST.is_sorted());
    }
}
