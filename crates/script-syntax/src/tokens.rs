//! A coarse look at a script's tokens, for texts that the parser has refused.
//!
//! It never fails, and knows of the grammar only what it needs to tell a regular expression from
//! a division.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An identifier or a keyword.
    Word,
    /// `#name`
    PrivateName,
    /// A numeric or BigInt literal.
    Number,
    /// A string that ends.
    String,
    /// A piece of a template: from a backtick or `}` to `${` or a backtick.
    Template,
    /// A regular expression with its flags.
    RegExp,
    /// An operator or bracket.
    Punctuator,
    /// Something no token can start with, or a string, template, expression or comment without
    /// an end.
    Illegal,
}

/// A token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token<'s> {
    pub(crate) kind: Kind,
    /// Where it starts.
    pub(crate) start: usize,
    pub(crate) text: &'s str,
    /// A line ends between the token before and this one.
    pub(crate) on_new_line: bool,
    /// Only a parser can tell whether this is a division or a regular expression.
    pub(crate) is_doubtful: bool,
}

/// The tokens of a script.
pub(crate) struct Tokens<'s> {
    source: &'s str,
    offset: usize,
    after: After,
    /// The token before is the dot of a property.
    after_dot: bool,
    /// The token before, when it is no property.
    before: &'s str,
    /// For each open parenthesis what a slash behind its end is.
    parentheses: Vec<After>,
    /// For each open brace whether it opened in a template.
    braces: Vec<bool>,
}

/// What the token before says about a slash.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    /// It divides: an expression ends there.
    Operand,
    /// It starts a regular expression.
    Operator,
    /// Only a parser can tell. It is taken for the first.
    MaybeOperand,
    /// Only a parser can tell. It is taken for the second.
    MaybeOperator,
}

/// Longest first.
const PUNCTUATORS: [&str; 34] = [
    ">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "??=", "=>", "==", "!=",
    "<=", ">=", "&&", "||", "??", "?.", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=",
    "<<", ">>", "**", "=",
];

/// Words behind which an expression starts.
const BEFORE_EXPRESSION: [&str; 16] = [
    "await",
    "case",
    "delete",
    "do",
    "else",
    "extends",
    "in",
    "instanceof",
    "new",
    "of",
    "return",
    "throw",
    "typeof",
    "void",
    "yield",
    "default",
];

// === impl Tokens ===

impl<'s> Tokens<'s> {
    pub(crate) fn new(source: &'s str) -> Self {
        let offset = if source.starts_with("#!") {
            source.find(is_line_terminator).unwrap_or(source.len())
        } else {
            0
        };
        Self {
            source,
            offset,
            after: After::Operator,
            after_dot: false,
            before: "",
            parentheses: Vec::new(),
            braces: Vec::new(),
        }
    }

    fn rest(&self) -> &'s str {
        self.source.get(self.offset..).unwrap_or_default()
    }

    /// Skips white space and comments; whether a line ended in them. A comment without an end
    /// stays.
    fn skip(&mut self) -> bool {
        let mut line_ended = false;
        loop {
            let rest = self.rest();
            let length = if rest.starts_with("//") {
                rest.find(is_line_terminator).unwrap_or(rest.len())
            } else if let Some(comment) = rest.strip_prefix("/*") {
                let Some(end) = comment.find("*/") else {
                    return line_ended;
                };
                line_ended |= comment
                    .get(..end)
                    .is_some_and(|c| c.contains(is_line_terminator));
                end + 4
            } else {
                let Some(space) = rest.chars().next().filter(|c| is_space(*c)) else {
                    return line_ended;
                };
                line_ended |= is_line_terminator(space);
                space.len_utf8()
            };
            self.offset += length;
        }
    }

    /// The kind and length of the token that `rest` starts with.
    fn scan(&mut self, rest: &'s str, first: char) -> (Kind, usize) {
        match first {
            '\'' | '"' => string(rest, first),
            '`' => self.template(rest),
            '}' if self.braces.pop() == Some(true) => self.template(rest),
            '0'..='9' => number(rest),
            '.' if rest.get(1..).is_some_and(starts_with_digit) => number(rest),
            '/' if matches!(self.after, After::Operator | After::MaybeOperator) => {
                regular_expression(rest)
            }
            '#' => match word(rest.get(1..).unwrap_or_default()) {
                0 => (Kind::Illegal, 1),
                length => (Kind::PrivateName, 1 + length),
            },
            first if is_word(first) => (Kind::Word, word(rest)),
            '?' if rest.starts_with("?.") && rest.get(2..).is_some_and(starts_with_digit) => {
                (Kind::Punctuator, 1)
            }
            first => {
                if first == '{' {
                    self.braces.push(false);
                }
                punctuator(rest, first)
            }
        }
    }

    /// What a slash behind this token is.
    fn after_token(&mut self, token: &Token<'_>) -> After {
        match (token.kind, token.text) {
            (Kind::Word, _) if self.after_dot => After::Operand,
            (Kind::Word, "await" | "of" | "yield") => After::MaybeOperator,
            (Kind::Punctuator, "}") => After::MaybeOperand,
            (Kind::Punctuator, "(") => {
                let behind = self.behind_parentheses();
                self.parentheses.push(behind);
                After::Operator
            }
            (Kind::Punctuator, ")") => self.parentheses.pop().unwrap_or(After::MaybeOperand),
            _ if token.ends_operand() => After::Operand,
            _ => After::Operator,
        }
    }

    /// What a slash behind parentheses is that open now.
    fn behind_parentheses(&self) -> After {
        match self.before {
            "if" | "while" | "for" | "with" => After::Operator,
            "await" => After::MaybeOperand,
            _ => After::Operand,
        }
    }

    /// A piece of a template, from its backtick or brace on.
    fn template(&mut self, rest: &str) -> (Kind, usize) {
        let mut characters = rest.char_indices().skip(1);
        while let Some((offset, character)) = characters.next() {
            match character {
                '\\' => drop(characters.next()),
                '`' => return (Kind::Template, offset + 1),
                '$' if rest.get(offset..).is_some_and(|r| r.starts_with("${")) => {
                    self.braces.push(true);
                    return (Kind::Template, offset + 2);
                }
                _ => {}
            }
        }
        (Kind::Illegal, rest.len())
    }
}

impl<'s> Iterator for Tokens<'s> {
    type Item = Token<'s>;

    fn next(&mut self) -> Option<Self::Item> {
        let on_new_line = self.skip();
        let rest = self.rest();
        let first = rest.chars().next()?;
        let (kind, length) = self.scan(rest, first);
        let text = rest.get(..length).unwrap_or(rest);
        let start = self.offset;
        self.offset += text.len();
        let token = Token {
            kind,
            start,
            text,
            on_new_line,
            is_doubtful: text.starts_with('/')
                && matches!(self.after, After::MaybeOperand | After::MaybeOperator),
        };
        self.after = self.after_token(&token);
        let is_property = std::mem::replace(&mut self.after_dot, matches!(text, "." | "?."));
        self.before = if is_property { "" } else { text };
        Some(token)
    }
}

// === impl Token ===

impl Token<'_> {
    /// Whether an expression may end with this token.
    pub(crate) fn ends_operand(&self) -> bool {
        match self.kind {
            Kind::Word => !BEFORE_EXPRESSION.contains(&self.text),
            Kind::Punctuator => matches!(self.text, ")" | "]" | "}" | "++" | "--"),
            Kind::Template => self.text.ends_with('`'),
            Kind::Illegal => false,
            Kind::PrivateName | Kind::Number | Kind::String | Kind::RegExp => true,
        }
    }
}

fn string(rest: &str, quote: char) -> (Kind, usize) {
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((offset, character)) = characters.next() {
        match character {
            '\\' => {
                let escaped = characters.next();
                if matches!(escaped, Some((_, '\r'))) {
                    characters.next_if(|(_, next)| *next == '\n');
                }
            }
            '\n' | '\r' => return (Kind::Illegal, offset),
            character if character == quote => return (Kind::String, offset + 1),
            _ => {}
        }
    }
    (Kind::Illegal, rest.len())
}

fn regular_expression(rest: &str) -> (Kind, usize) {
    let mut characters = rest.char_indices().skip(1);
    let mut in_class = false;
    while let Some((offset, character)) = characters.next() {
        match character {
            '\\' => drop(characters.next()),
            '[' => in_class = true,
            ']' => in_class = false,
            '/' if !in_class => {
                let flags = word(rest.get(offset + 1..).unwrap_or_default());
                return (Kind::RegExp, offset + 1 + flags);
            }
            character if is_line_terminator(character) => return (Kind::Illegal, offset),
            _ => {}
        }
    }
    (Kind::Illegal, rest.len())
}

/// A number, with whatever is wrongly attached to it.
fn number(rest: &str) -> (Kind, usize) {
    let mut before = ' ';
    let is_hexadecimal = rest.starts_with("0x") || rest.starts_with("0X");
    let end = rest.find(|character: char| {
        let signed =
            matches!(before, 'e' | 'E') && !is_hexadecimal && matches!(character, '+' | '-');
        before = character;
        !(signed || character == '.' || is_word(character))
    });
    (Kind::Number, end.unwrap_or(rest.len()))
}

fn punctuator(rest: &str, first: char) -> (Kind, usize) {
    if rest.starts_with("..") && !rest.starts_with("...") {
        return (Kind::Illegal, 2);
    }
    if let Some(long) = PUNCTUATORS.iter().find(|long| rest.starts_with(**long)) {
        return (Kind::Punctuator, long.len());
    }
    let is_punctuator = "{}()[].;,<>+-*/%&|^!~?:".contains(first);
    let kind = if is_punctuator && !rest.starts_with("/*") {
        Kind::Punctuator
    } else {
        Kind::Illegal
    };
    (kind, first.len_utf8())
}

fn word(rest: &str) -> usize {
    let end = rest.find(|character: char| !is_word(character));
    end.unwrap_or(rest.len())
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '$' | '\\' | '\u{200c}' | '\u{200d}')
}

fn starts_with_digit(rest: &str) -> bool {
    rest.starts_with(|character: char| character.is_ascii_digit())
}

fn is_space(character: char) -> bool {
    character.is_whitespace() || character == '\u{feff}'
}

/// Whether a character ends a line.
pub(crate) fn is_line_terminator(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}
