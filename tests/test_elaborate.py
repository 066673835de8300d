"""Modules to transition systems: frames, primes, specifications, sharing, chains of definitions.

A fault is marked in the source itself: the carets of a comment stand under the place that the message
must name, and the words after them must be in it.
"""

from __future__ import annotations

import pytest
from elaborated import BOTH, ONE, build, judge, module, walk

from rmapsmt import ir
from rmapsmt.elaborate import operators
from rmapsmt.errors import ClaimFault, FrameFault, InputError, LevelFault, SpecError, Unsupported
from rmapsmt.interp.explore import explore
from rmapsmt.source import Source
from rmapsmt.tla import syntax
from rmapsmt.tla.parse import parse

FRAMES = {
    "a step": r"""
    Next == x' = 1
\*  ^^^^ Next y' UNCHANGED""",
    "a step silent on both": r"""
    Next == x = 0
\*  ^^^^ x', y' <<x, y>>""",
    "an action": r"""
    Set(i) == x' = i
\*  ^^^ Set y'
    Next == \E i \in 1..2 : Set(i)""",
    "THEN": r"""
    Next == IF x = 0 THEN x' = 1 ELSE x' = 2 /\ y' = 1
\*  ^^^^ y'""",
    "ELSE": r"""
    Next == y' = 1 /\ IF x = 0 THEN x' = 1 ELSE TRUE
\*  ^^^^ x'""",
    "an arm of CASE": r"""
    Next == CASE x = 0 -> UNCHANGED <<x, y>> [] x = 1 -> x' = 0 [] OTHER -> FALSE
\*  ^^^^ y'""",
    "OTHER": r"""
    Next == CASE x = 0 -> UNCHANGED <<x, y>> [] OTHER -> y' = 0
\*  ^^^^ x'""",
    "a disjunct inside a conjunction": r"""
    Next == x' = 1 /\ (y' = 1 \/ x = 0)
\*  ^^^^ y'""",
    "an action under a guard": r"""
    Set(i) == x' = i
\*  ^^^ Set y'
    Both == x' = 0 /\ y' = 0
    Next == x = 0 /\ (Both \/ Set(1))""",
    "a choice": r"""
    Next == (\E i \in 1..2 : x' = i) \/ UNCHANGED <<x, y>>
\*  ^^^^ y'""",
    "LET": r"""
    Next == LET new == x + 1 IN x' = new
\*  ^^^^ y'""",
    "an equation the wrong way round": r"""
    Next == x' = 1 /\ 0 = y'
\*  ^^^^ y'""",
    "a negation": r"""
    Next == x' = 1 /\ ~(y' # 0)
\*  ^^^^ y'""",
    "an implication": r"""
    Next == x' = 1 /\ (TRUE => y' = 0)
\*  ^^^^ y'""",
    "a Boolean variable alone": r"""
    Next == x' = 1 /\ y'
\*  ^^^^ y'""",
    "UNCHANGED of an expression": r"""
    Next == x' = 1 /\ UNCHANGED (x + y)
\*  ^^^^ y'""",
    "a tuple at once": r"""
    Next == <<x, y>>' = <<1, 1>>
\*  ^^^^ x'""",
}


@pytest.mark.parametrize("name", FRAMES)
def test_silence_about_a_variable_is_an_error(name: str) -> None:
    """It names the action, the variables and the UNCHANGED that is missing."""
    judge(FrameFault, module(BOTH + FRAMES[name]))


LEVELS: dict[str, tuple[type[InputError], str]] = {
    "in Init": (
        LevelFault,
        "    VARIABLE x\n    Init == x' = 0\n\\*          ^^ Init prime\n    Next == x' = x",
    ),
    "in Init through a definition": (
        LevelFault,
        (
            "    VARIABLE x\n    Later == x'\n\\*           ^^ Init x'\n    Init == x = Later\n"
            "    Next == x' = x"
        ),
    ),
    "in ASSUME": (LevelFault, ONE + "    ASSUME x' = 0\n\\*         ^^^^^^ ASSUME\n    Next == x' = x"),
    "in a claim": (ClaimFault, ONE + "    Next == x' = x\n    Claim == x' > 0\n\\*           ^^ Claim next"),
    "in a claim, UNCHANGED": (
        ClaimFault,
        ONE
        + "    Next == x' = x\n    Claim == x = 0 /\\ UNCHANGED x\n\\*                    ^^^^^^^^^ Claim x'",
    ),
    "twice": (LevelFault, ONE + "    Next == (x')' = x\n\\*           ^^ prime"),
    "twice through a definition": (
        LevelFault,
        ONE + "    Later == x'\n    Next == Later' = x\n\\*          ^^^^^ prime",
    ),
    "twice through a parameter": (
        LevelFault,
        ONE + "    Next(a) == a' = 1\n    Step == Next(x')\n\\*               ^^ prime",
    ),
    "a claim that is a number": (
        ClaimFault,
        ONE + "    Next == x' = x\n    Claim == x + 1\n\\*  ^^^^^ Claim number formula",
    ),
    "a claim that is temporal": (
        Unsupported,
        ONE + "    Next == x' = x\n    Claim == [](x = 0)\n\\*           ^^^^^^^^^ temporal",
    ),
    "fairness in a claim": (
        Unsupported,
        ONE + "    Next == x' = x\n    Claim == WF_x(Next)\n\\*           ^^^^^^^^^^ WF temporal",
    ),
}


@pytest.mark.parametrize("name", LEVELS)
def test_a_prime_stands_only_in_actions(name: str) -> None:
    """Init, assumptions and claims speak of one state."""
    kind, body = LEVELS[name]
    judge(kind, module(body), claims=["Claim"] if "Claim" in body else [])


SPEC = "    Step == x' = (x + 1) % 3\n"


SPECIFICATIONS: dict[str, tuple[str, int, tuple[str, ...]]] = {
    "the usual form": ("Spec == Init /\\ [][Step]_x", 3, ()),
    "a tuple for a subscript": ("Spec == Init /\\ [][Step]_<<x>>", 3, ()),
    "a defined subscript": ("vars == <<x>>\n    Spec == Init /\\ [][Step]_vars", 3, ()),
    "a bulleted list": ("Spec == /\\ Init\n            /\\ [][Step]_x", 3, ()),
    "two conjuncts for Init": ("Spec == (x \\in 0..5) /\\ x < 2 /\\ [][x' = x]_x", 2, ()),
    "a choice for Init": ("Spec == (\\E i \\in 0..1 : x = i) /\\ [][x' = x]_x", 2, ()),
    "a choice for Next": ("Spec == Init /\\ [][\\E i \\in 1..2 : x' = i]_x", 3, ()),
    "fairness": ("Spec == Init /\\ [][Step]_x /\\ WF_x(Step) /\\ SF_x(Step)", 3, ("WF", "SF")),
    "fairness for all": ("Spec == Init /\\ [][Step]_x /\\ \\A i \\in 1..2 : WF_x(Step)", 3, ("temporal",)),
    "fairness by a name": ("Live == WF_x(Step)\n    Spec == Init /\\ [][Step]_x /\\ Live", 3, ("WF",)),
    "fairness by an operator": (
        "Fair(a) == WF_x(a = x /\\ Step)\n    Spec == Init /\\ [][Step]_x /\\ Fair(1)",
        3,
        ("WF",),
    ),
    "a specification refined": ("Base == Init /\\ [][Step]_x\n    Spec == Base /\\ x < 1", 3, ()),
    "a promise": ("Spec == Init /\\ [][Step]_x /\\ (x = 0 ~> x = 1)", 3, ("temporal",)),
}


@pytest.mark.parametrize("name", SPECIFICATIONS)
def test_a_specification_is_taken_apart(name: str) -> None:
    """Init and Next are found through names, and what is set aside is said."""
    body, states, notes = SPECIFICATIONS[name]
    system = build(module(f"{ONE}{SPEC}    {body}"), spec="Spec")
    assert all(word in note for word, note in zip(notes, system.notes, strict=True))
    assert states == explore(system, {}).distinct


@pytest.mark.parametrize(
    "body",
    [
        (
            "    Spec == Init /\\ [][UNCHANGED <<x, y>>]_<<x, y>> /\\ [](x < 9)\n"
            "\\*                                                     ^^ cuts behaviours off"
        ),
        "    Spec == Init\n\\*  ^^^^ Spec [][Next]_vars INIT",
        "    Spec == [][x' = y' /\\ y' = y]_<<x, y>>\n\\*  ^^^^ Spec Init",
        "    Spec == Init /\\ [][x' = 1]_<<x, y>> /\\ [][y' = 1]_<<x, y>>\n\\*  ^^^^ Spec form",
        (
            "    Spec == Init /\\ [][UNCHANGED <<x, y>>]_x\n"
            "\\*                    ^^^^^^^^^^^^^^^^^^^^^^^ y subscript"
        ),
        "    Spec == Init /\\ [][UNCHANGED <<x, y>>]_(x + y)\n\\*                    ^^^^^^^^^^^^^^ x, y",
    ],
)
def test_another_form_is_refused(body: str) -> None:
    """The message says which form is read."""
    judge(Unsupported, module(BOTH + body), spec="Spec")


def lets(system: ir.TransitionSystem) -> list[str]:
    """Return the names that a step binds once."""
    return [expr.local.name for expr in walk(system.next) if isinstance(expr, ir.Let)]


@pytest.mark.parametrize(
    ("step", "bound"),
    [
        ("LET v == x * x IN x' = v + v", ["v"]),
        ("LET v == x * x IN x' = 1", []),
        ("LET v == x IN x' = v + v", []),
        ("LET v == x' IN x' = 1 /\\ v = v", []),
        ("LET v == x * x IN x' = 1 /\\ v' = 1 /\\ v' = v'", []),
        ("LET v == x * x  w == v + v IN x' = w + w", ["v", "w"]),
        ("LET Twice(a) == a + a IN x' = Twice(x * x)", ["a"]),
        ("x' = Double(x * x)", ["n"]),
        ("x' = Double(x)", []),
        ("x' = Double(3)", []),
        ("LET f[i \\in 0..2] == i IN x' = f[1] + f[2]", ["f"]),
    ],
)
def test_a_value_is_shared_unless_it_is_primed(step: str, bound: list[str]) -> None:
    """One ir.Let for a LET or an argument, none for a name, a literal or the next state."""
    system = build(module(f"{ONE}    Double(n) == n + n\n    Next == {step}"))
    assert bound == lets(system)


@pytest.mark.parametrize("link", ["D{} + 1", "IF x = 0 THEN D{} ELSE 1", "Id(D{})"])
def test_a_long_chain_of_definitions_is_unfolded(link: str) -> None:
    """Two hundred definitions, each in terms of the one before."""
    chain_ = "\n".join(f"D{n + 1} == {link.format(n)}" for n in range(200))
    text = module(f"VARIABLE x\nId(a) == a\nD0 == 1\n{chain_}\nInit == x = 0\nNext == x' = D200")
    assert build(text).name == "Test"


def test_an_endless_chain_of_definitions_is_refused() -> None:
    """At a place, and before Python has had enough."""
    chain_ = "\n".join(f"D{n + 1} == D{n} + 1" for n in range(2000))
    with pytest.raises(SpecError, match="too deeply") as caught:
        build(module(f"VARIABLE x\nD0 == 1\n{chain_}\nInit == x = 0\nNext == x' = D2000"))
    assert caught.value.span is not None


def test_what_may_be_a_claim_is_known() -> None:
    """The root's own operators and those that it extends, without parameters."""
    text = module(ONE + "    Next == x' = x\n    F(a) == a\n    g[i \\in {1}] == i")
    root = parse(Source("Test.tla", text))
    assert {"Init", "Next", "g"} == operators(syntax.Program(root, {root.name: root}))
