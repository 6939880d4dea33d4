//! What members a value has.

/// What is known of a value. With more than one, it is one of them.
#[derive(Clone)]
pub(super) struct Shape(Vec<&'static Known>);

/// What is known of one value.
pub(super) enum Known {
    /// Nothing.
    Anything,
    /// These members, and those of every object.
    Object(&'static [Member]),
    /// A list.
    List(&'static Known),
    /// A list and what to use instead of appending to it.
    OldList(&'static Known, &'static str),
    /// A function and what it returns.
    Function(&'static Known),
}

/// A member of an object.
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) value: Known,
    /// What to use instead, if it is deprecated.
    pub(super) deprecated: Option<&'static str>,
}

/// What looking for a member gives.
pub(super) enum Looked {
    /// It may exist.
    Unknown,
    /// It exists, and what to use instead of it.
    Found(Shape, Option<&'static str>),
    /// It does not; these do.
    Missing(Vec<&'static str>),
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

// === impl Shape ===

impl Shape {
    pub(super) fn any_of(known: Vec<&'static Known>) -> Self {
        Self(known)
    }

    pub(super) fn member(&self, name: &str) -> Looked {
        if OF_EVERY_OBJECT.contains(&name) {
            return Looked::Unknown;
        }
        let mut found = Vec::new();
        let mut others = Vec::new();
        let mut deprecated = None;
        for known in &self.0 {
            match known {
                Known::Object(members) => match members.iter().find(|member| member.name == name) {
                    Some(member) => {
                        deprecated = deprecated.or(member.deprecated);
                        found.push(&member.value);
                    }
                    None => others.extend(members.iter().map(|member| member.name)),
                },
                Known::OldList(_, instead) if name == "push" => {
                    deprecated = Some(*instead);
                    found.push(&Known::Anything);
                }
                _ => return Looked::Unknown,
            }
        }
        if found.is_empty() {
            others.sort_unstable();
            others.dedup();
            return Looked::Missing(others);
        }
        Looked::Found(Self(found), deprecated)
    }

    /// An element of a list.
    pub(super) fn item(&self) -> Option<Self> {
        let items = self.0.iter().map(|known| match known {
            Known::List(item) | Known::OldList(item, _) => Some(*item),
            _ => None,
        });
        items.collect::<Option<_>>().map(Self)
    }

    /// What a function returns.
    pub(super) fn result(&self) -> Option<Self> {
        let results = self.0.iter().map(|known| match known {
            Known::Function(result) => Some(*result),
            _ => None,
        });
        results.collect::<Option<_>>().map(Self)
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
        }
    }

    /// The same, deprecated.
    pub(super) const fn deprecated(mut self, instead: &'static str) -> Self {
        self.deprecated = Some(instead);
        self
    }
}
