r"""TLA+ text becomes typed syntax, and what is not TLA+ one located message."""

from __future__ import annotations

import pytest

from rmapsmt.errors import SyntaxFault, Unsupported
from rmapsmt.source import Source, Tag
from rmapsmt.tla import syntax
from rmapsmt.tla.parse import parse
from rmapsmt.tla.symbols import SYMBOLS, canonical, spellings
from rmapsmt.tla.syntax import (
    Apply,
    At,
    Boolean,
    Bound,
    BoxAction,
    Case,
    Choose,
    Definition,
    Except,
    Expr,
    Fairness,
    Field,
    Function,
    FunctionApply,
    FunctionDefinition,
    FunctionSet,
    If,
    Instance,
    InstanceDefinition,
    Junction,
    Label,
    Lambda,
    Let,
    Number,
    Parameter,
    Product,
    Quantified,
    Record,
    RecordSet,
    Refused,
    SetFilter,
    SetLiteral,
    SetMap,
    String,
    Tuple,
)


def module(body: str) -> syntax.Module:
    """Return a module whose text begins in line 2."""
    return parse(Source("M.tla", f"---- MODULE M ----\n{body}\n====\n"))


def expr(text: str) -> Expr:
    """Return an expression."""
    unit = module(f"x == {text}").units[0]
    assert isinstance(unit, Definition)
    return unit.body


def fault(body: str) -> str:
    """Return the place and the words of the error in a module."""
    with pytest.raises(SyntaxFault) as raised:
        module(body)
    assert raised.value.span
    return f"{raised.value.span.line}:{raised.value.span.column} {raised.value.message}"


A, B, C, F, INSTANCE, S, T = (Apply(name) for name in "abcfiST")


ONE, TWO = Number(1), Number(2)


IN_S = Bound(("i",), False, S)


EXPRESSIONS: list[tuple[str, Expr]] = [
    # literals and names
    (r"1", ONE),
    (r"\b101", Number(5)),
    (r"\o17", Number(15)),
    (r"\hFf", Number(255)),
    (r'"a\"b\\c\n"', String('a"b\\c\n')),
    (r'""', String("")),
    (r"TRUE", Boolean(value=True)),
    (r"BOOLEAN", Apply("BOOLEAN")),
    (r"Nat", Apply("Nat")),
    (r"f(a, 1)", Apply("f", (A, ONE))),
    (r"f(+, \lnot)", Apply("f", (Apply("+"), Apply("~")))),
    (r"f(LAMBDA a, b : a)", Apply("f", (Lambda(("a", "b"), A),))),
    (r"i!f(1)", Apply("f", (ONE,), (INSTANCE,))),
    (r"i(1)!c!a", Apply("a", (), (Apply("i", (ONE,)), C))),
    (r"i!+(1, 2)", Apply("+", (ONE, TWO), (INSTANCE,))),
    (r"+(1, 2)", Apply("+", (ONE, TWO))),
    # operators
    (r"-1", Apply("-.", (ONE,))),
    (r"a - -1", Apply("-", (A, Apply("-.", (ONE,))))),
    (r"a =< 1", Apply("<=", (A, ONE))),
    (r"a /= 1", Apply("#", (A, ONE))),
    (r"a \equiv b", Apply("<=>", (A, B))),
    (r"a'", Apply("'", (A,))),
    (r"f[1]'", Apply("'", (FunctionApply(F, (ONE,)),))),
    (r"f'[1]", FunctionApply(Apply("'", (F,)), (ONE,))),
    (r"a ^+", Apply("^+", (A,))),
    (r"a + b * 1", Apply("+", (A, Apply("*", (B, ONE))))),
    (r"a - b - c", Apply("-", (Apply("-", (A, B)), C))),
    (r"a - (b - c)", Apply("-", (A, Apply("-", (B, C))))),
    (r"~ a = b", Apply("~", (Apply("=", (A, B)),))),
    (r"~(a) = b", Apply("~", (Apply("=", (A, B)),))),
    (r"~(a) /\ b", Junction("/\\", (Apply("~", (A,)), B))),
    (r"DOMAIN (f)[1]", Apply("DOMAIN", (FunctionApply(F, (ONE,)),))),
    (r"-(a).b", Apply("-.", (Field(A, "b"),))),
    (r"a = ~b", Apply("=", (A, Apply("~", (B,))))),
    (r"S \X T \X S", Product((S, T, S))),
    (r"(S \X T) \X S", Product((Product((S, T)), S))),
    (r"a \in S \cup T", Apply(r"\in", (A, Apply(r"\cup", (S, T))))),
    (r"UNCHANGED <<a, b>>", Apply("UNCHANGED", (Tuple((A, B)),))),
    # junctions
    (r"a /\ b /\ c", Junction("/\\", (A, B, C))),
    (r"(a /\ b) /\ c", Junction("/\\", (Junction("/\\", (A, B)), C))),
    ("\n  /\\ a\n  /\\ b", Junction("/\\", (A, B))),
    ("\n  /\\ \\/ a\n     \\/ b\n  /\\ c", Junction("/\\", (Junction("\\/", (A, B)), C))),
    ("\n  /\\ a\n  /\\ b\n => c", Apply("=>", (Junction("/\\", (A, B)), C))),
    ("\n  \\/ a /\\ b\n  \\/ c", Junction("\\/", (Junction("/\\", (A, B)), C))),
    ("\n\t/\\ a\n        /\\ b \\/ c", Junction("/\\", (A, Junction("\\/", (B, C))))),
    ("\n (* é *) /\\ a\n (* e *) /\\ b \\/ c", Junction("/\\", (A, Junction("\\/", (B, C))))),
    ("a ∧ b ∧ ¬c", Junction("/\\", (A, B, Apply("~", (C,))))),
    # binders
    (r"\A i \in S : a", Quantified(r"\A", (IN_S,), A)),
    (
        r"\E i \in S, <<a, b>> \in T : c",
        Quantified(r"\E", (IN_S, Bound(("a", "b"), True, T)), C),
    ),
    (r"CHOOSE i \in S : a", Choose(IN_S, A)),
    (r"{i \in S : a}", SetFilter(IN_S, A)),
    (r"{a : i \in S}", SetMap(A, (IN_S,))),
    (r"[i \in S |-> a]", Function((IN_S,), A)),
    # control
    (r"IF a THEN 1 ELSE 2", If(A, ONE, TWO)),
    (r"CASE a -> 1 [] b -> 2", Case(((A, ONE), (B, TWO)), None)),
    (r"CASE a -> 1 [] OTHER -> 2", Case(((A, ONE),), TWO)),
    (
        r"LET b == 1 f[i \in S] == a IN c",
        Let((Definition("b", (), ONE), FunctionDefinition("f", (IN_S,), A)), C),
    ),
    (r"P0:: a", Label("P0", A)),
    # sets, functions, records, tuples
    (r"{}", SetLiteral(())),
    (r"{1, 2}", SetLiteral((ONE, TWO))),
    (r"<<>>", Tuple(())),
    (r"f[1, 2][a]", FunctionApply(FunctionApply(F, (ONE, TWO)), (A,))),
    (r"[S -> T]", FunctionSet(S, T)),
    (r"[a |-> 1, b |-> 2]", Record((("a", ONE), ("b", TWO)))),
    (r"[a : S]", RecordSet((("a", S),))),
    (r"a.b.c", Field(Field(A, "b"), "c")),
    (
        r"[f EXCEPT ![1].c = @, ![1, 2] = a]",
        Except(F, (((ONE, String("c")), At()), ((Tuple((ONE, TWO)),), A))),
    ),
    # temporal formulas
    (r"[][a]_b", Apply("[]", (BoxAction(A, B, angle=False),))),
    (r"<<a>>_<<b, c>>", BoxAction(A, Tuple((B, C)), angle=True)),
    (r"WF_b(a)", Fairness("WF", B, A)),
    (r"SF_<<b>>(a)", Fairness("SF", Tuple((B,)), A)),
    # comments anywhere
    ("(* one (* two *) *) a \\* three", A),
    ("[a (* b *) |-> \\* c\n 1]", Record((("a", ONE),))),
]


@pytest.mark.parametrize(("text", "expected"), EXPRESSIONS, ids=[text for text, _ in EXPRESSIONS])
def test_an_expression_is_read_as_sany_reads_it(text: str, expected: Expr) -> None:
    """Every form of expression has its typed form, arranged by SANY's precedences."""
    assert expected == expr(text)


REFUSED = [
    (r"\A i : a", r"an unbounded quantifier \A"),
    (r"CHOOSE i : a", "an unbounded CHOOSE"),
    (r"\EE i : a", r"the temporal quantifier \EE"),
    (r"1.5", "the real number 1.5"),
    (r"<>a", "the temporal operator <>"),
    (r"a ~> b", "the temporal operator ~>"),
    (r"a -+-> b", "the temporal operator -+->"),
    (r"a \cdot b", r"action composition \cdot"),
    (r"ENABLED a", "ENABLED"),
    (r"f!1", "a path into an expression"),
    (r"f!<<", "a path into an expression"),
]


@pytest.mark.parametrize(("text", "what"), REFUSED)
def test_a_construct_outside_the_fragment_is_kept(text: str, what: str) -> None:
    """It is an error only where it is used, and then by name."""
    found = expr(text)

    assert isinstance(found, Refused)
    assert what == found.what


def test_a_recursive_operator_is_refused_at_once() -> None:
    """RECURSIVE is no use to anybody here, and the message says what to write."""
    for body in ("RECURSIVE F(_)\nF(n) == n", "x == LET RECURSIVE F(_) F(n) == n IN 1"):
        with pytest.raises(Unsupported) as raised:
            module(body)

        assert "recursive" in raised.value.message
        assert r"f[x \in S]" in raised.value.hint


@pytest.mark.parametrize("name", sorted(SYMBOLS))
def test_a_symbol_has_one_name_however_it_is_spelt(name: str) -> None:
    """Uses, definitions, declarations and arguments all come to the canonical spelling."""
    sign = SYMBOLS[name]
    for spelling in spellings(name):
        written = "-" if name == "-." else spelling

        assert name == canonical(spelling if name != "-." else name)
        if sign.fix in ("infix", "nfix"):
            defined, declared, used = f"a {spelling} b", f"_{spelling}_", f"a {spelling} b"
        elif sign.fix == "prefix":
            defined, declared, used = f"{name} a", f"{name} _", f"{written} a"
        else:
            defined, declared, used = f"a {spelling}", f"_{spelling}", f"a {spelling}"
        if spelling not in ("[]", "<>", "UNION", "SUBSET", "DOMAIN", "ENABLED", "UNCHANGED"):
            unit, constants = module(f"{defined} == 1\nCONSTANT {declared}").units
            assert isinstance(unit, Definition)
            assert isinstance(constants, syntax.Constants)
            assert [name, name] == [unit.name, constants.params[0].name]
        if name != ":=":
            found = expr(used)
            assert isinstance(found, Refused | Product) or name == found.op  # type: ignore[union-attr]


def test_every_unit_of_a_module_is_read() -> None:
    """Declarations, definitions, instances, assumptions, theorems and inner modules stand in order."""
    found = module(r"""EXTENDS Naturals, Other
CONSTANTS N, Op(_, _), _+_
VARIABLES u, v
LOCAL f[i \in S] == a
g(a, H(_)) == a
I(a) == INSTANCE Other WITH b <- 1, - <- +
LOCAL INSTANCE Other
ASSUME P == a
ASSUME b
THEOREM T == a
THEOREM ASSUME NEW q PROVE a
  <1>1. QED BY DEF a
---- MODULE Inner ----
c == 1
====
-----
USE DEF g""")

    assert ["Naturals", "Other"] == [name for name, _ in found.extends]
    assert (
        syntax.Constants((Parameter("N"), Parameter("Op", 2), Parameter("+", 2))),
        syntax.Variables((syntax.Variable("u"), syntax.Variable("v"))),
        FunctionDefinition("f", (IN_S,), A, local=True),
        Definition("g", (Parameter("a"), Parameter("H", 1)), A),
        InstanceDefinition("I", (Parameter("a"),), Instance("Other", (("b", ONE), ("-", Apply("+"))))),
        Instance("Other", (), local=True),
        syntax.Assume("P", A),
        syntax.Assume(None, B),
        syntax.Theorem("T", A),
        syntax.Theorem(None, None),
        syntax.Module("Inner", (), (Definition("c", (), ONE),)),
    ) == found.units


def test_text_around_the_module_is_no_part_of_it() -> None:
    """People write notes before the header and results after the end."""
    text = 'Notes == not TLA+ (\n---- MODULE M ----\nx == 1\n====\n"results\n'

    assert (Definition("x", (), ONE),) == parse(Source("M.tla", text)).units


def test_tags_belong_to_what_they_stand_above_or_beside() -> None:
    r"""`\* @key text` lines directly above a definition or a variable, or beside a variable, are its tags."""
    definition, other, variables = module(r"""
\* @kernel file.c function statement
\* an ordinary line
\* @role table
Act == "\* @kernel no comment"

\* @kernel too far away

Other == 1
VARIABLES
  \* @role lock
  a,
  b, \* @role pc
  c (* \* @role inside a comment *)""").units
    assert isinstance(definition, Definition)
    assert isinstance(other, Definition)
    assert isinstance(variables, syntax.Variables)

    assert (Tag("kernel", "file.c function statement"), Tag("role", "table")) == definition.tags
    assert () == other.tags
    assert [(Tag("role", "lock"),), (Tag("role", "pc"),), ()] == [each.tags for each in variables.names]
    assert "M.tla:3:1" == str(definition.tags[0].span)


def test_places_count_characters() -> None:
    """Neither UTF-8 nor tabs move a column; a span ends with its first line."""
    unit = module('x == "é∈" \\o\tf(a,\n  b)').units[0]
    assert isinstance(unit, Definition)
    assert isinstance(unit.body, Apply)
    string, call = unit.body.args
    assert isinstance(call, Apply)

    spans = [each.span for each in (unit, unit.body, string, call, call.args[1])]
    assert [(2, 1, 1), (2, 6, 12), (2, 6, 4), (2, 14, 4), (3, 3, 1)] == [
        (span.line, span.column, span.length) for span in spans
    ]


FAULTS = [
    # what SANY blames is blamed
    ("A == 1 +\nB == 2", "3:1 syntax error: unexpected B"),
    ("A ==\nB == 2", "3:1 syntax error: unexpected B"),
    ("A == 1 2", "2:8 syntax error: unexpected 2"),
    ("A == (1", "3:1 syntax error: unexpected ===="),
    ("A == {1, , 2}", "2:10 syntax error: unexpected ,"),
    ("A == 1)", "2:7 syntax error: unexpected )"),
    ("A == <<1, 2>\nB == 2", "3:1 syntax error: unexpected B"),
    ("A == IF a THEN 1\nB == 2", "3:1 syntax error: unexpected B"),
    ("A == LET b == 1\n  b\nB == 2", "3:3 syntax error: unexpected b"),
    (r"A == \A a \in S a", "2:17 syntax error: unexpected a"),
    ("A == [f EXCEPT [1] = 2]", "2:16 syntax error: unexpected ["),
    (r"A == [i \in S |-> ]", "2:19 syntax error: unexpected ]"),
    (r"A == [i \in S -> 1]", "2:15 syntax error: unexpected ->"),
    ("VARIABLES z,\nB == 2", "3:1 syntax error: unexpected B"),
    ("VARIABLES y z", "2:13 syntax error: unexpected z"),
    ("A == 1\nhello world", "3:1 syntax error: unexpected hello"),
    ("A == 1\nEXTENDS Naturals", "3:1 syntax error: unexpected EXTENDS"),
    ("THEN == 2", "2:1 syntax error: unexpected THEN"),
    ("A == LAMBDA a : a", "2:6 syntax error: unexpected LAMBDA"),
    ("A == ~(a, b)", "2:9 syntax error: unexpected ,"),
    ("A == -. 1", "2:6 syntax error: unexpected -."),
    # slips
    ("A == 1\nB = 2", "3:3 syntax error: unexpected ="),
    ("A == a == b", "2:8 syntax error: unexpected =="),
    ("A == a != b", "2:8 syntax error: unexpected !"),
    (r"A == a \neq b", r"2:8 syntax error: unknown operator \neq"),
    ("A == a' := b", "2:9 syntax error: := belongs to PlusCal"),
    ("A == a ? b", "2:8 syntax error: TLA+ has no character ?"),
    ("A == a;", "2:7 syntax error: TLA+ has no character ;"),
    ('A == "abc\nB == 2', "2:6 syntax error: this string has no end"),
    ("(* abc", "2:1 syntax error: this comment has no end"),
    ("A == [a |-> 1, a |-> 2]", "2:16 the field a stands here twice"),
    # precedence
    (r"A == a /\ b \/ c", r"2:13 precedence conflict between /\ and \/"),
    ("A == a => b => c", "2:13 precedence conflict between => and =>"),
    ("A == a = b = c", "2:12 precedence conflict between = and ="),
    ("A == 1..2..3", "2:10 precedence conflict between .. and .."),
    (r"A == S \cup T \cap S", r"2:15 precedence conflict between \cup and \cap"),
    ("A == a + b % c", "2:12 precedence conflict between + and %"),
    ("A == a * -b", "2:10 precedence conflict between * and -"),
    ("A == UNCHANGED a'", "2:17 precedence conflict between UNCHANGED and '"),
    ("A == []a = b", "2:10 precedence conflict between [] and ="),
    ("A == SUBSET S \\X T", r"2:15 precedence conflict between SUBSET and \X"),
]


@pytest.mark.parametrize(("body", "said"), FAULTS)
def test_what_is_not_tla_is_blamed_where_sany_blames_it(body: str, said: str) -> None:
    """The first word that cannot stand where it stands is named, with its place."""
    assert said == fault(body)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1:1 syntax error: there is no MODULE in this file"),
        ("x == 1\n", "1:1 syntax error: there is no MODULE in this file"),
        ("--- MODULE M ---\n====", "1:1 syntax error: there is no MODULE in this file"),
        ("---- MODULE M ----\nx == 1\n", "3:1 syntax error: the module has no end"),
        ("---- MODULE M ----\nx == 1", "2:7 syntax error: the module has no end"),
        ("---- MODULE M ----\n---- MODULE N ----\n====\nx == 1\n", "5:1 syntax error: the module has no end"),
    ],
)
def test_a_module_has_a_header_and_an_end(text: str, said: str) -> None:
    """What lacks one of them is told so."""
    with pytest.raises(SyntaxFault) as raised:
        parse(Source("M.tla", text))

    assert raised.value.span
    assert said == f"{raised.value.span.line}:{raised.value.span.column} {raised.value.message}"


DEEP = {
    "parentheses": ("(", "1", ")"),
    "sets": ("{", "1", "}"),
    "lists": ("/\\ ", "1", ""),
    "mixed lists": ("/\\ \\/ ", "1", ""),
    "IF": ("IF a THEN 0 ELSE ", "1", ""),
    "LET": ("LET a == 1 IN ", "1", ""),
    "quantifiers": ("\\A a \\in S :\n", "1", ""),
    "negations": ("~", "1", ""),
    "sums": ("1 +\n", "1", ""),
    "arguments": ("f(", "1", ")"),
    "unclosed": ("(", "1", ""),
}


@pytest.mark.parametrize("kind", sorted(DEEP))
def test_deep_nesting_is_refused_before_it_can_hurt(kind: str) -> None:
    """Neither Python's stack nor tree-sitter's scanner sees 5 000 levels, and 90 are fine."""
    before, inside, after = DEEP[kind]
    if after or kind != "unclosed":
        assert expr(before * 90 + inside + after * 90) is not None

    with pytest.raises(SyntaxFault):
        expr(before * 5_000 + inside + after * 5_000)


def test_deep_modules_and_proofs_are_refused_too() -> None:
    """Modules in modules and steps in steps end as well."""
    proofs = "THEOREM TRUE\n" + "".join(f"<{i}>1. TRUE\n" for i in range(1, 400))
    for body in ("---- MODULE M ----\n" * 400 + "====\n" * 400, proofs):
        assert "nest" in fault(body)
