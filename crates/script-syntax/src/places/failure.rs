//! What is known of a failure, and which operations can fail so.

/// What is known of a failure: of an error that was thrown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Failure<'t> {
    /// The error's name.
    pub name: &'t str,
    /// Its message, in the words of either engine.
    pub message: &'t str,
    /// The built-in function that threw it.
    pub native: Option<&'t str>,
}

/// What an operation does that can fail. The name is that of the variable, member or function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed<'a> {
    Read(&'a str),
    /// Looks a function up that is to be called.
    Find(&'a str),
    Write(&'a str),
    Get(Option<&'a str>),
    /// Reads a member that is to be called.
    GetCallee(Option<&'a str>),
    Set(Option<&'a str>),
    Delete,
    Call(Callee<'a>),
    Construct(Option<&'a str>),
    /// An operator that converts its operands.
    Convert,
    /// `in` or `instanceof`.
    Test,
    Iterate,
    Destructure,
    /// The values of a template become text.
    Template,
    Extend,
}

/// What is called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Callee<'a> {
    pub(super) name: Option<&'a str>,
    pub(super) is_member: bool,
}

/// Beginnings of messages about a member of nothing.
const READ: [&str; 2] = ["Cannot read property '", "cannot read property '"];

/// Messages about a value that can be no object.
const NO_OBJECT: [&str; 2] = [
    "Cannot convert undefined or null to object",
    "Value is not object coercible",
];

/// Whether an operation can fail so.
type Fits = fn(&Deed<'_>) -> bool;

/// Beginnings of messages, and what they fit.
const MESSAGES: [(&str, Fits); 25] = [
    ("not a function", is_call),
    ("Not a function", is_call),
    ("Class constructor cannot be invoked", is_call),
    ("class constructors must be invoked", is_call),
    ("Expecting a function in instanceof", is_test),
    ("invalid 'in", is_test),
    ("Must call super", is_read),
    ("Value is not a constructor", is_construct),
    ("not a constructor", is_construct),
    ("parent class must be constructor", is_extend),
    ("Class extends value", is_extend),
    ("object is not iterable", is_iterate),
    ("value is not iterable", is_iterate),
    ("Cannot access a variable before", is_read),
    ("Assignment to constant variable", is_write),
    ("Cannot assign to", is_set),
    ("no setter", is_set),
    ("Cannot add property", is_set),
    ("object is not extensible", is_set),
    ("Cannot delete", is_delete),
    ("could not delete", is_delete),
    ("Cannot convert a", is_convert),
    ("Cannot mix BigInt", is_convert),
    ("Division by zero", is_convert),
    ("cannot convert", is_convert),
];

// === impl Failure ===

impl Failure<'_> {
    /// How well an operation explains it; nothing if it cannot have failed so.
    pub(super) fn fits(&self, deed: &Deed<'_>) -> u8 {
        if let Some(native) = self.native {
            return fits_native(native, deed);
        }
        let undefined = self.message.strip_suffix(" is not defined");
        if let Some(name) = undefined.filter(|name| !name.contains(' ')) {
            return match deed {
                Deed::Find(it) if *it == name => 5,
                Deed::Read(it) | Deed::Write(it) if *it == name => 4,
                _ => 0,
            };
        }
        if let Some(member) = self.quoted(&READ) {
            return match deed {
                Deed::Get(Some(name)) | Deed::GetCallee(Some(name)) if *name == member => 4,
                Deed::Get(None) | Deed::GetCallee(None) => 3,
                Deed::Destructure => 2,
                _ => 0,
            };
        }
        if let Some(member) = self.quoted(&["Object has no member '"]) {
            return match deed {
                Deed::Call(callee) if callee.name == Some(member) => 4,
                Deed::Call(Callee { name: None, .. }) => 3,
                _ => 0,
            };
        }
        if self.message.starts_with("Value is not an object") {
            return match deed {
                Deed::Test => 5,
                Deed::Call(_) | Deed::Construct(_) => 4,
                _ => 0,
            };
        }
        if self.is_read_only() {
            return match deed {
                Deed::Write(_) | Deed::Set(_) => 4,
                _ => 0,
            };
        }
        if NO_OBJECT.contains(&self.message) {
            return match deed {
                Deed::Set(_) => 4,
                Deed::Iterate | Deed::Delete | Deed::Destructure => 3,
                _ => 0,
            };
        }
        let known = MESSAGES
            .iter()
            .find(|(start, _)| self.message.starts_with(start));
        match known {
            Some((_, fits)) => u8::from(fits(deed)) * 4,
            None => self.fits_anything(deed),
        }
    }

    /// The old engine's words, where only the operation tells which.
    pub(super) fn words(&self, deed: &Deed<'_>) -> Option<String> {
        match deed {
            _ if self.native.is_some() => None,
            Deed::Call(Callee {
                name: Some(name),
                is_member: true,
            }) if self.message == "not a function" => {
                Some(format!("Object has no member '{name}'"))
            }
            Deed::GetCallee(Some(_)) => {
                let member = self.quoted(&READ)?;
                Some(format!(
                    "Cannot read property '{member}' of undefined or null"
                ))
            }
            Deed::Write(_) if self.is_read_only() => {
                Some(String::from("Assignment to constant variable."))
            }
            Deed::Set(_) if self.is_read_only() => {
                let name = self.message.trim_end_matches(" is read-only");
                Some(format!("Cannot assign to read only property {name}"))
            }
            Deed::Set(Some(name)) if self.message == "no setter for property" => {
                Some(format!("Cannot assign to read only property '{name}'"))
            }
            Deed::Set(Some(name)) if self.message == "object is not extensible" => {
                Some(format!("Cannot add property {name}, {}", self.message))
            }
            Deed::Set(_) | Deed::Iterate | Deed::Delete if self.message == NO_OBJECT[1] => {
                Some(String::from(NO_OBJECT[0]))
            }
            _ => None,
        }
    }

    /// The engine's words for writing to a constant, and to a member that is one.
    fn is_read_only(&self) -> bool {
        self.message.starts_with('\'') && self.message.ends_with("' is read-only")
    }

    /// What stands between one of these beginnings and the next quotation mark.
    fn quoted(&self, starts: &[&str]) -> Option<&str> {
        let start = starts
            .iter()
            .find(|start| self.message.starts_with(**start))?;
        let (_, rest) = self.message.split_once(start)?;
        rest.split_once('\'').map(|(name, _)| name)
    }

    /// Of an error in words of the script, or of the host.
    fn fits_anything(&self, deed: &Deed<'_>) -> u8 {
        match deed {
            Deed::Construct(Some(name)) if *name == self.name => 6,
            Deed::Call(callee) if callee.name == Some(self.name) => 6,
            Deed::Construct(Some(name)) if name.ends_with("Error") => 5,
            Deed::Construct(_) => 4,
            Deed::Call(_) => 3,
            Deed::Set(_) => 2,
            Deed::Get(_) | Deed::GetCallee(_) | Deed::Convert | Deed::Template | Deed::Iterate => 1,
            _ => 0,
        }
    }
}

/// How well an operation explains a failure inside of a built-in function.
fn fits_native(native: &str, deed: &Deed<'_>) -> u8 {
    match deed {
        Deed::Template if native == "concat" => 5,
        Deed::Call(callee) if callee.name == Some(native) => 4,
        Deed::Construct(name) if *name == Some(native) => 4,
        Deed::Call(_) | Deed::Construct(_) => 3,
        Deed::Convert | Deed::Template | Deed::Iterate => 2,
        Deed::Get(_) | Deed::GetCallee(_) | Deed::Set(_) => 1,
        _ => 0,
    }
}

fn is_call(deed: &Deed<'_>) -> bool {
    matches!(deed, Deed::Call(_) | Deed::Construct(_))
}

fn is_test(deed: &Deed<'_>) -> bool {
    matches!(deed, Deed::Test)
}

fn is_construct(deed: &Deed<'_>) -> bool {
    matches!(deed, Deed::Construct(_))
}

fn is_extend(deed: &Deed<'_>) -> bool {
    matches!(deed, Deed::Extend)
}

fn is_iterate(deed: &Deed<'_>) -> bool {
    matches!(deed, Deed::Iterate)
}

fn is_read(deed: &Deed<'_>) -> bool {
    matches!(deed, Deed::Read(_))
}

fn is_write(deed: &Deed<'_>) -> bool {
    matches!(deed, Deed::Write(_))
}

fn is_set(deed: &Deed<'_>) -> bool {
    matches!(deed, Deed::Set(_))
}

fn is_delete(deed: &Deed<'_>) -> bool {
    matches!(deed, Deed::Delete)
}

fn is_convert(deed: &Deed<'_>) -> bool {
    matches!(deed, Deed::Convert | Deed::Template)
}
