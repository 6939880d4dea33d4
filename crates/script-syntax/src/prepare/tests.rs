use oxc_allocator::Allocator;
use oxc_ast::{AstKind, ast::Expression};
use oxc_ast_visit::Visit;
use oxc_parser::{ParseOptions, Parser};
use oxc_span::{SourceType, Span};
use proptest::{collection, prelude::*, sample};

use super::*;

/// The prepared text, with `M` as the mark, and the way back.
#[track_caller]
fn check(source: &str, prepared: &str) {
    let found = prepare(source, "M").unwrap();
    assert_eq!(found.source, prepared, "{source:?}");
    assert_eq!(found.written(prepared).as_deref(), Some(source));
}

#[test]
fn parts_are_told_as_they_were_written() {
    let source = "throw f(a);\nfunction g(h) { throw h(2) }\nthrow 3";
    let prepared = prepare(source, "M").unwrap();
    let at = prepared.source.find("function").unwrap();
    let end = prepared.source.rfind('}').unwrap();
    let part = &prepared.source[at..=end];
    assert_eq!(part, "function g(h) { throw M(1,M(-1,h)(2)); }");
    let written = prepared.written(part);
    assert_eq!(written.as_deref(), Some("function g(h) { throw h(2) }"));
    assert_eq!(prepared.written("function other() {}"), None);
}

/// Where the only marked throw stands.
#[track_caller]
fn check_place(source: &str, line: u32, column: u32, function: Option<&str>) {
    let throws = prepare(source, "$mark").unwrap().throws;
    let function = function.map(String::from);
    let expected = Throw {
        line,
        column,
        function,
    };
    assert_eq!(throws, [expected], "{source:?}");
}

#[test]
fn what_is_thrown_passes_through_the_mark() {
    check("throw 'x';", "throw M(0,'x');");
    check("throw 'x'", "throw M(0,'x');");
    check("throw\"x\"", "throw M(0,\"x\");");
    check("throw('x')", "throw M(0,('x'));");
    check("throw a, b", "throw M(0,(a, b));");
    check("throw (a, b)", "throw M(0,(a, b));");
    check("throw a // why", "throw M(0,a); // why");
    check("throw/**/a/**/;", "throw/**/M(0,a)/**/;");
    check("if (a) throw b; else c", "if (a) throw M(0,b); else c");
    check("if (a) throw b\nelse c", "if (a) throw M(0,b);\nelse c");
    check("throw () => {}\n(a)", "throw M(0,() => {});\n(a)");
    check(
        "async () => { throw await a }",
        "async () => { throw M(0,await a); }",
    );
    check(
        "function* f() { throw yield }",
        "function* f() { throw M(0,yield); }",
    );
    check("throw new Own()", "throw M(0,new Own());");
}

#[test]
fn operands_pass_through_the_mark() {
    check("let f; f(a)", "let f; M(-1,f)(a)");
    check("f => { return(f)(a) }", "f => { return M(-1,(f))(a) }");
    check("f => f()()", "f => M(-1,M(-1,f)())()");
    check("(a || b)(c)", "M(-1,(a || b))(c)");
    check("(a, b.c)(d)", "M(-1,(a, b.c))(d)");
    check(
        "let f = () => {}; f(f = 1)",
        "let f = () => {}; M(-1,f)(f = 1)",
    );
    check("let f; throw f(a)", "let f; throw M(0,M(-1,f)(a));");
    check("let E; throw new E", "let E; throw M(0,new (M(-2,E)));");
    check("new a.B(c)", "new (M(-2,a.B))(c)");
    check("new (a())(b)", "new (M(-2,(a())))(b)");
    check("'a' in b", "'a' in M(-3,b)");
    check("a in(b) in c", "a in M(-3,(b)) in M(-3,c)");
    check("a instanceof b.C", "a instanceof M(-4,b.C)");
    check("f => a.map(f, this)", "f => a.map(M(-6,f), this)");
    check("f => a?.b.some(f.g)", "f => a?.b.some(M(-6,f.g))");
    check("f => a?.b(c => f())()", "f => a?.b(c => M(-1,f)())()");
    check("a[b](c)", "M(-7,a)[M(-8,b)](c)");
    check("(a.b['c'])()", "(M(-7,a.b)[M(-8,'c')])()");
    check("RegExp(a)", "M(-5,RegExp)(a)");
    check("new RegExp(a)", "new (M(-5,RegExp))(a)");
}

#[test]
fn operands_that_need_no_mark_stay() {
    let stays = |source| check(source, source);
    stays("f(a)");
    stays("function f() {} f(); new f()");
    stays("class A {} a instanceof A; new A");
    stays("const f = function () {}, g = () => {}; f(g())");
    stays("(() => {})(); (function () {})()");
    stays("a.b(); a[b]; (a.b)(); (a?.b)(); this.#a()");
    stays("let f; f?.(); a?.b()(); a?.[b].c()(); a?.b[c]()");
    stays("({ a() { super[b]() } })");
    stays("a[b, c]()");
    stays("let eval; eval(a)");
    stays("class A extends B { constructor() { super(a) } }");
    stays("a instanceof Error; new Date; import(a)");
    stays("let f; with (a) f(b)");
    stays("let f; f`a`");
    stays("class BigInt {} BigInt(a)");
    stays("Promise(a); new BigInt(b)");
    stays("function f() {} a.map(f); a.map(b => b); a.filter(Boolean); a.some(...b)");
}

#[test]
fn only_so_many_operands_are_marked() {
    let prepared = prepare(&format!("(a)(){}", "()".repeat(9_000)), "M").unwrap();
    assert_eq!(prepared.source.matches("M(").count(), 500);
}

#[test]
fn templates_that_functions_are_called_with() {
    let tags = |source| prepare(source, "M").unwrap().tags_templates;
    assert!(tags("function f() { return String.raw`a` }"));
    assert!(!tags("function f() { return `a${1}` }"));
}

#[test]
fn names_that_are_no_members_of_the_global_object() {
    let binds = |source| prepare(source, "M").unwrap().binds_lexically;
    for source in ["let a", "f(); const [a] = []", "class A {}"] {
        assert!(binds(source), "{source}");
    }
    for source in ["var a; function f() { let b }", "{ let a }", "(class A {})"] {
        assert!(!binds(source), "{source}");
    }
    let too_deep = "(".repeat(10_000);
    assert!(prepare(&too_deep, "M").is_ok_and(|it| it.binds_lexically));
}

#[test]
fn indices_are_in_the_order_of_the_keywords() {
    check(
        "throw () => { throw 1 }; throw 2",
        "throw M(0,() => { throw M(1,1); }); throw M(2,2);",
    );
}

#[test]
fn what_needs_no_mark_stays() {
    check("let a = 1", "let a = 1");
    check("throw new Error('x')", "throw new Error('x')");
    check("throw (new TypeError)", "throw (new TypeError)");
    check("throw RangeError('x')", "throw RangeError('x')");
    check("throw M", "throw M");
    check("'M'; throw a", "'M'; throw a");
    check("#!/usr/bin/env M\nthrow a", "#!/usr/bin/env M\nthrow a");
}

#[test]
fn errors_that_the_script_redefines_are_no_errors() {
    check(
        "class Error {} throw new Error",
        "class Error {} throw M(0,new Error);",
    );
    check(
        "throw new Error; function f(Error) {}",
        "throw M(0,new (M(-2,Error))); function f(Error) {}",
    );
}

#[test]
fn a_mark_must_be_an_identifier() {
    for mark in ["", "1a", "a-b", "a b", "é"] {
        assert_eq!(prepare("throw a", mark).unwrap().source, "throw a");
    }
}

#[test]
fn places_are_those_of_the_keyword() {
    check_place("throw 1", 1, 1, None);
    check_place("\u{feff}throw 1", 1, 4, None);
    check_place("#!hashbang\nthrow 1", 2, 1, None);
    check_place("a\r\n\u{2028}\tthrow 1", 3, 2, None);
    check_place("é = 'ü'; throw 1", 1, 12, None);
}

#[test]
fn functions_go_by_what_they_are_given_to() {
    check_place("function f() { throw 1 }", 1, 16, Some("f"));
    check_place("let f = function () { throw 1 }", 1, 23, Some("f"));
    check_place("let f = function g() { throw 1 }", 1, 24, Some("g"));
    check_place("const f = (() => { throw 1 })", 1, 20, Some("f"));
    check_place("f = () => { throw 1 }", 1, 13, Some("f"));
    check_place("f ??= () => { throw 1 }", 1, 15, Some("f"));
    check_place("f += () => { throw 1 }", 1, 14, None);
    check_place("a.f = () => { throw 1 }", 1, 15, None);
    check_place("(() => { throw 1 })()", 1, 10, None);
    check_place("({ m() { throw 1 } })", 1, 10, Some("m"));
    check_place("({ 'a b': () => { throw 1 } })", 1, 19, Some("a b"));
    check_place("({ 1.5: () => { throw 1 } })", 1, 17, Some("1.5"));
    check_place("({ get g() { throw 1 } })", 1, 14, Some("g"));
    check_place("({ [a]: () => { throw 1 } })", 1, 17, None);
    check_place("({ __proto__: () => { throw 1 } })", 1, 23, None);
    check_place("let { f = () => { throw 1 } } = a", 1, 19, Some("f"));
    check_place("[f = () => { throw 1 }] = a", 1, 14, Some("f"));
    check_place("({ f = () => { throw 1 } } = a)", 1, 16, Some("f"));
    check_place("({ a: f = () => { throw 1 } } = a)", 1, 19, Some("f"));
    check_place("function h(f = () => { throw 1 }) {}", 1, 24, None);
    check_place("class A { m() { throw 1 } }", 1, 17, Some("m"));
    check_place("class A { #m() { throw 1 } }", 1, 18, Some("#m"));
    check_place("class A { f = () => { throw 1 } }", 1, 23, Some("f"));
    check_place("class A { constructor() { throw 1 } }", 1, 27, None);
    check_place("class A { static { throw 1 } }", 1, 20, None);
    check_place("function f() { a(() => { throw 1 }) }", 1, 26, None);
}

#[test]
fn positions_lead_back() {
    let prepared = prepare("f(); throw 'x' + g()", "M").unwrap();
    assert_eq!(prepared.source, "f(); throw M(0,'x' + g());");
    assert_eq!(prepared.original(1, 1), (1, 1));
    assert_eq!(prepared.original(1, 11), (1, 11));
    assert_eq!(prepared.original(1, 12), (1, 12));
    assert_eq!(prepared.original(1, 15), (1, 12));
    assert_eq!(prepared.original(1, 16), (1, 12));
    assert_eq!(prepared.original(1, 22), (1, 18));
    assert_eq!(prepared.original(2, 5), (2, 5));
}

#[test]
fn scripts_beyond_the_limits_are_left_to_the_engine() {
    let deep = format!("throw {}1{}", "(".repeat(501), ")".repeat(501));
    check(&deep, &deep);
    let long = format!("throw 1; /*{}*/", "x".repeat(70_000));
    check(&long, &long);
}

#[test]
fn a_script_that_may_not_fit_the_stack_is_left_to_the_engine() {
    let source = "throw 1;";
    let prepared = |left| prepare_on(source, "M", left).unwrap().source;
    assert_eq!(prepared(1 << 20), "throw M(0,1);");
    assert_eq!(prepared(64 << 10), source);
}

#[test]
fn nothing_overflows_the_stack() {
    for unit in parse::nesting_units() {
        let _ = prepare(&unit.repeat(40_000 / unit.len()), "M");
    }
}

/// What a script is made of, apart from the marks.
struct Shape<'s> {
    source: &'s str,
    nodes: Vec<String>,
}

impl<'a> Visit<'a> for Shape<'_> {
    fn enter_node(&mut self, node: AstKind<'a>) {
        let is_mark = |callee: &Expression<'_>| callee.is_specific_id("MARK");
        let skipped = match node {
            AstKind::CallExpression(call) => is_mark(&call.callee),
            AstKind::IdentifierReference(id) => id.name == "MARK",
            AstKind::NumericLiteral(number) => self.is_behind_mark(number.span),
            AstKind::UnaryExpression(minus) => self.is_behind_mark(minus.span),
            _ => false,
        };
        if !skipped {
            let name = match node {
                AstKind::IdentifierReference(id) => String::from(id.name.as_str()),
                AstKind::StringLiteral(text) => String::from(text.value.as_str()),
                other => format!("{:?}", std::mem::discriminant(&other)),
            };
            self.nodes.push(name);
        }
    }
}

impl Shape<'_> {
    /// Whether it is the number that a mark gets.
    fn is_behind_mark(&self, span: Span) -> bool {
        let before = self.source.get(..span.start as usize).unwrap();
        before.ends_with("MARK(") || before.ends_with("MARK(-")
    }
}

fn shape(source: &str) -> Option<Vec<String>> {
    let allocator = Allocator::default();
    let options = ParseOptions {
        preserve_parens: false,
        ..ParseOptions::default()
    };
    let parser = Parser::new(&allocator, source, SourceType::script()).with_options(options);
    let parsed = parser.parse();
    let mut shape = Shape {
        source,
        nodes: Vec::new(),
    };
    shape.visit_program(&parsed.program);
    parsed.diagnostics.is_empty().then_some(shape.nodes)
}

fn script() -> impl Strategy<Value = String> {
    let pieces = sample::select(vec![
        "throw ",
        "throw",
        "a",
        "'x'",
        "(",
        ")",
        "{",
        "}",
        ";",
        "\n",
        ",",
        " ",
        "=>",
        "()",
        "if(a)",
        "else ",
        "new Error",
        "new E()",
        "function f()",
        "[",
        "]",
        "`t`",
        "//c\n",
        "/*c*/",
        "+",
        "++",
        "=",
        "async ",
        "await ",
        "yield ",
        "é",
        "\r\n",
        "\u{2028}",
        "do ",
        "while(a)",
        ":",
        "class A",
        "x",
        "/r/",
        ".",
        "typeof ",
        "-->",
        "<!--",
        " in ",
        " instanceof ",
        "new ",
        "?.",
    ]);
    collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())
}

fn throwing() -> impl Strategy<Value = String> {
    let values = sample::select(vec![
        "a",
        "a, b",
        "(a)",
        "{}.x",
        "() => {}",
        "x => x",
        "a = 1",
        "a++",
        "-a",
        "`t`",
        "/r/",
        "a\n.b",
        "function () {}",
        "class {}",
        "new E",
        "/*c*/a/*d*/",
        "a ? b : c",
        "async () => {}",
        "a || b",
        "() => { throw c }",
        "[1, 2]",
        "{ throw: 1 }",
        "'é'",
    ]);
    let ends = sample::select(vec![
        ";", "", "\n", " // c\n", "\n(b)", "\n[b]", "\n`b`", "\n/b/g", "/*\n*/b", " ;",
    ]);
    let around = sample::select(vec![
        ("", ""),
        ("if (q) ", "\nelse r"),
        ("do ", "\nwhile (q)"),
        ("function f() { ", " }"),
        ("label: ", ""),
        ("for (;;) ", ""),
        ("switch (q) { case 1: ", " default: }"),
        ("try { ", " } finally { }"),
    ]);
    (values, ends, around)
        .prop_map(|(value, end, (before, behind))| format!("{before}throw {value}{end}{behind}"))
}

fn calling() -> impl Strategy<Value = String> {
    let operands = sample::select(vec![
        "f",
        "(f)",
        "(f, g)",
        "f.g",
        "f[g]",
        "f[g, h]",
        "f[yield]",
        "[f][g]",
        "/f/[g]",
        "(f?.[g])",
        "(f.g)",
        "f?.g",
        "(f?.g)",
        "f()",
        "(() => f)",
        "[f]",
        "'é'",
        "(f = g)",
        "new f",
        "this",
    ]);
    let before = sample::select(vec![
        "",
        "new ",
        "new",
        "a in ",
        "a in",
        "a instanceof ",
        "throw ",
        "throw",
        "return(",
        "-",
        "a\n",
        "var f = ",
        "f => ",
        "(",
    ]);
    let behind = sample::select(vec![
        "", "(b)", "()()", "?.(b)", ".h(b)", "`t`", " in b", "\n(b)", ")(b)", "()\n[b]",
    ]);
    (before, operands, behind).prop_map(|(before, operand, behind)| {
        format!("function x(f) {{ {before}{operand}{behind} }}")
    })
}

proptest! {
    #[test]
    fn preparing_keeps_the_meaning(source in prop_oneof![script(), throwing(), calling()]) {
        if let Some(shape_before) = shape(&source) {
            let prepared = prepare(&source, "MARK");
            if let Ok(prepared) = prepared {
                prop_assert_eq!(shape(&prepared.source), Some(shape_before), "{}", prepared.source);
            }
        }
    }

    #[test]
    fn every_position_leads_back(source in prop_oneof![script(), throwing(), calling()]) {
        if let Ok(prepared) = prepare(&source, "MARK") {
            let places = |text: &str| {
                let lines = Lines::new(text);
                let offsets = (0..=text.len()).filter(|offset| text.is_char_boundary(*offset));
                let places = offsets.map(|offset| lines.in_bytes(offset as u32));
                places.map(|place| (place.line, place.column)).collect::<Vec<_>>()
            };
            let mut back: Vec<_> = places(&prepared.source)
                .into_iter()
                .map(|(line, column)| prepared.original(line, column))
                .collect();
            prop_assert!(back.is_sorted());
            back.dedup();
            prop_assert_eq!(back, places(&source));
        }
    }

    #[test]
    fn every_text_gets_an_answer(source in "\\PC{0,60}|.{0,60}", mark in "[a-z]{0,2}") {
        let _ = prepare(&source, &mark);
    }
}
