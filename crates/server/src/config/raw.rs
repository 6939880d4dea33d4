//! What was set, where, and not yet whether it makes sense.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use super::{
    Environment, Mistakes, Setting,
    file::{self, FileValue},
    setting::VARIABLE_PREFIX,
};

/// The value that counts for each setting.
#[derive(Debug, Default)]
pub(super) struct Raw {
    given: Vec<Given>,
    pub(super) warnings: Vec<String>,
}

/// A value and where it was set.
pub(super) struct Given {
    setting: Setting,
    source: Source,
    value: String,
}

/// Where a value was set.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Source {
    Flag,
    Variable,
    File(PathBuf),
    Default,
}

// === impl Raw ===

impl Raw {
    /// Puts flags over environment over file over defaults.
    pub(super) fn collect(
        flags: Vec<(Setting, String)>,
        environment: &dyn Environment,
        mistakes: &mut Mistakes,
    ) -> Self {
        let mut raw = Self::default();
        for (setting, value) in flags {
            raw.add(setting, Source::Flag, value);
        }
        raw.add_environment(environment, mistakes);
        if let Some(given) = raw.get(Setting::Config) {
            let path = PathBuf::from(&given.value);
            match file::read(&path) {
                Ok(values) => raw.add_file(&path, values, mistakes),
                Err(problem) => mistakes.add(given.mistake(&problem)),
            }
        }
        for setting in Setting::ALL {
            if let Some(value) = setting.default_value() {
                raw.add(setting, Source::Default, value.to_owned());
            }
        }
        raw
    }

    /// What was set, or the default.
    pub(super) fn get(&self, setting: Setting) -> Option<&Given> {
        self.given.iter().find(|given| given.setting == setting)
    }

    /// The checked value; `None` when nothing is set or `parse` notes a mistake.
    pub(super) fn read<T>(
        &self,
        setting: Setting,
        mistakes: &mut Mistakes,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let given = self.get(setting)?;
        match parse(&given.value) {
            Ok(value) => Some(value),
            Err(problem) => {
                mistakes.add(given.mistake(&problem));
                None
            }
        }
    }

    /// Earlier sources win, so what is there stays.
    fn add(&mut self, setting: Setting, source: Source, value: String) {
        if self.get(setting).is_none() {
            self.given.push(Given {
                setting,
                source,
                value,
            });
        }
    }

    fn add_environment(&mut self, environment: &dyn Environment, mistakes: &mut Mistakes) {
        for (name, value) in environment.variables() {
            let name = name.to_string_lossy();
            if !name.starts_with(VARIABLE_PREFIX) {
                continue;
            }
            match (Setting::with_variable(&name), value.into_string()) {
                (Some(setting), Ok(value)) => self.add(setting, Source::Variable, value),
                (Some(_), Err(_)) => mistakes.add(format!("{name}: is not valid UTF-8")),
                (None, _) => self.warnings.push(format!(
                    "{name} is not a setting of this version and does nothing; known are {}",
                    Setting::ALL.map(Setting::variable).join(", ")
                )),
            }
        }
    }

    fn add_file(&mut self, path: &Path, values: Vec<(String, FileValue)>, mistakes: &mut Mistakes) {
        for (key, value) in values {
            let place = format!("{key} in {}", path.display());
            match (Setting::with_file_key(&key), value) {
                (Some(setting), FileValue::Text(value)) => {
                    self.add(setting, Source::File(path.to_owned()), value);
                }
                (Some(_), FileValue::Other(kind)) => mistakes.add(format!(
                    "{place}: is {kind}; give a text in quotes or a whole number"
                )),
                (None, _) => mistakes.add(match Setting::with_secret_name(&key) {
                    Some(secret) => format!(
                        "{place}: a secret does not belong into the file; set {} instead",
                        secret.variable()
                    ),
                    None => format!("{place}: is not a setting; known are {}", file_keys()),
                }),
            }
        }
    }
}

fn file_keys() -> String {
    let keys = Setting::ALL.into_iter().filter(|s| s.is_file_key());
    keys.map(Setting::name).collect::<Vec<_>>().join(", ")
}

// === impl Given ===

impl Given {
    /// A line about the value, in the spelling of where it was set.
    pub(super) fn mistake(&self, problem: &str) -> String {
        match self.setting {
            // the problem is one of an entry, and names it
            Setting::ScriptDenyList | Setting::ScriptAllowList => {
                format!("{}: {problem}", self.place())
            }
            _ => format!("{}: {} {problem}", self.place(), self.shown()),
        }
    }

    fn place(&self) -> String {
        match &self.source {
            Source::Flag => self.setting.flag(),
            Source::Variable => self.setting.variable(),
            Source::File(path) => format!("{} in {}", self.setting.name(), path.display()),
            Source::Default => format!("{} (default)", self.setting.flag()),
        }
    }

    /// The value without what may be secret: a token, or the password in the URL of a database.
    fn shown(&self) -> String {
        match self.setting {
            secret if secret.is_secret() => "the value".to_owned(),
            Setting::Database => match self.value.split_once("://") {
                Some((scheme, _)) => format!("\"{scheme}://…\""),
                None => format!("{:?}", self.value),
            },
            _ => format!("{:?}", self.value),
        }
    }
}

impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.place(), self.shown())
    }
}
