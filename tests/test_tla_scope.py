r"""SANY's rules for names, on small modules.

Every row was given to SANY 2.1.  ` | ` ends a line, and the first line is line 2.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from faulty import Fault, faults, prepare

from rmapsmt.errors import InputError, LevelFault, NameFault, render
from rmapsmt.source import Source
from rmapsmt.tla.load import load
from rmapsmt.tla.parse import parse
from rmapsmt.tla.scope import check
from rmapsmt.tla.syntax import Module, Program

if TYPE_CHECKING:
    from collections.abc import Callable

TESTS = Path(__file__).resolve().parent

LIBRARY = {
    "LA": "CONSTANT N | Zero == 0 | Same == N",
    "LB": "CONSTANT N | Zero == 0 | Same == 1",
    "LV": "VARIABLE v | Up == v' = v | Here == v",
    "LP": "CONSTANT C, F(_) | VARIABLE v | Op(a) == F(a) = C | Pr == v' | LOCAL Hid == 1",
    "LK": "CONSTANT C | Op(a) == a = C",
    "LD": "EXTENDS LA | Extra == Zero",
    "LE": "EXTENDS LA | Extra2 == Zero",
    "LN": "LOCAL INSTANCE LA WITH N <- 3 | W == Zero",
}


def module(name: str, lines: str) -> Module:
    """Return a module with these lines."""
    body = lines.replace(" | ", "\n")
    return parse(Source(f"{name}.tla", f"---- MODULE {name} ----\n{body}\n====\n"))


MODULES = {name: module(name, lines) for name, lines in LIBRARY.items()}


def caught(call: Callable[[], object]) -> InputError | None:
    """Return the error that a call raises, if any."""
    try:
        call()
    except InputError as error:
        return error
    return None


def place(error: InputError) -> str:
    """Return the line and column of an error."""
    return f"{error.span.line}:{error.span.column}" if error.span else "nowhere"


def verdict(lines: str) -> str:
    """Return the place and the words of the error in a module, or `fine`."""
    root = module("Test", lines)
    error = caught(lambda: check(Program(root, {**MODULES, "Test": root})))
    return "fine" if error is None else f"{place(error)} {error.message}"


FINE = r"""
EXTENDS LD, LE | G == Extra = Extra2
EXTENDS LA, LV | x == Zero
EXTENDS LA, LA
CONSTANT N | INSTANCE LA | INSTANCE LA
EXTENDS LA | INSTANCE LA
EXTENDS Naturals | INSTANCE Naturals | LOCAL INSTANCE Naturals
EXTENDS Naturals | I == INSTANCE Naturals | a == I!+(1,2)
EXTENDS LN | Zero == W
VARIABLE v | I == INSTANCE LV | a == I!Here
I == INSTANCE LV WITH v <- 1
VARIABLE x | I == INSTANCE LV WITH v <- x
VARIABLE x | G(a) == a | I == INSTANCE LP WITH C <- 1, F <- G, v <- x | a == I!Op(1)
VARIABLE x | I == INSTANCE LP WITH C <- 1, F <- LAMBDA q : q, v <- x | a == I!Op(1)
VARIABLE x | I == INSTANCE LK WITH C <- x | a == I!Op(1)
VARIABLE x | I == INSTANCE LK WITH C <- x' | a == I!Op(1)
VARIABLE x | G(a) == a | I(q) == INSTANCE LP WITH C <- q, F <- G, v <- x | a == I(1)!Op(2)
VARIABLE x | G(a) == a | I(C, v) == INSTANCE LP WITH F <- G | a == I(1, x)!Op(2)
VARIABLE v | ---- MODULE Inner ---- | y == v | ==== | I == INSTANCE Inner | a == I!y
VARIABLE v | ---- MODULE Inner ---- | y == 1 | ==== | y == 2 | a == 1
---- MODULE Inner ---- | VARIABLE w | y == w | ==== | VARIABLE w | I == INSTANCE Inner | a == I!y
---- MODULE Inner ---- | VARIABLE w | y == w | ==== | Inner == 1
---- MODULE Inner ---- | VARIABLE w | y == w | ==== | INSTANCE Inner WITH w <- 1 | a == y
---- MODULE Inner ---- | EXTENDS LA | y == Zero | ==== | Zero == 1
EXTENDS Naturals | a == \E Naturals \in {1} : TRUE
EXTENDS Naturals | Naturals == 1
Test == 1
a == \E i \in {1} : TRUE | b == \E i \in {1} : TRUE
a == \E i \in {j \in {1} : TRUE} : \E j \in {1} : TRUE
a == \E i \in {i \in {1} : TRUE} : TRUE
a == (\E i \in {1} : TRUE) /\ (\E i \in {1} : TRUE)
f[i \in {1}] == f[i] | g == f[1]
F(G(_)) == G(1) | a == F(\lnot)
F(G(_)) == G(1) | a == F(LAMBDA G : 1)
F(G(_,_)) == G(1,2) | a == F(=)
F(G(_,_)) == G(1,2) | a == F(\cup)
a == LET b == 1 IN b | b == 1
a == LET b(c) == c IN \E c \in {1} : TRUE
a == LET b(c) == c d(c) == c IN \E c \in {1} : TRUE
THEOREM T == TRUE | a == T
ASSUME A == TRUE | a == A
VARIABLE x | b(q) == q' | a == b(x)
VARIABLE x | b(q) == x' | a == b(x')
VARIABLE x | a == [x']_x
VARIABLE x | a == ENABLED (x' = 1)
VARIABLE x | a == (ENABLED (x' = 1))'
VARIABLE x | a == []([x'=x]_x)
VARIABLE x | a == <><<x'=x>>_x
VARIABLE x | a == WF_x(x'=x)
VARIABLE x | a == \E i \in {1} : []x
VARIABLE x | a == IF []x THEN 1 ELSE 2
VARIABLE x | a == []x => <>x
VARIABLE x | a == x ~> x
VARIABLE x | a == [x EXCEPT ![1] = LET b == @ IN b]
VARIABLE x | a == [x EXCEPT ![1] = \E i \in @ : @]
VARIABLE x | a == [x EXCEPT ![1] = [@ EXCEPT ![2] = @]]
VARIABLE x | a == [x EXCEPT ![1] = {@}, ![2] = @]
VARIABLE x | a == \E i \in {1} : P(i):: x = 1
VARIABLE x | a == P:: (Q:: x = 1) | P == 1
EXTENDS Naturals | -. a == 0
a \subset b == 1 | c == 1 \subset 2
EXTENDS TLC, Naturals, Sequences, FiniteSets | a == Len(<<>>)
EXTENDS Sequences | Min(a, b) == a | c == 1
EXTENDS Sequences | a == SelectSeq(<<1>>, LAMBDA s : TRUE)
EXTENDS Sequences | s == 1
a == {x \in {1} : TRUE} | b == {x : x \in {1}}
x == 1 | a == [x |-> 1].x
x == 1 | a == [x : {1}]
CONSTANT _+_ | a == 1 + 2
LOCAL a == 1 | b == a
"""

FAULTY = r"""
EXTENDS LA, LB
    2:13 N is already declared as a constant at LA.tla:2:10
EXTENDS LA | Zero == 0
    3:1 Zero is already defined at LA.tla:3:1
EXTENDS LA | Zero == 1
    3:1 Zero is already defined at LA.tla:3:1
EXTENDS LA | VARIABLE N
    3:10 N is already declared as a constant at LA.tla:2:10
CONSTANT x | VARIABLE x
    3:10 x is already declared as a constant at line 2
CONSTANT x | CONSTANT x(_)
    3:10 x is already declared as a constant at line 2
EXTENDS LN | a == Zero
    3:6 unknown name Zero
I == INSTANCE LN | a == I!W | b == I!Zero
    4:6 unknown name Zero: module LN defines nothing of that name
VARIABLE v | I == INSTANCE LV | a == I!v
    4:6 unknown name v: module LV defines nothing of that name
VARIABLE v | I == INSTANCE LV | a == \E I \in {1} : TRUE
    4:9 I is already defined at line 3
VARIABLE v | I == INSTANCE LV | I == 1
    4:1 I is already defined at line 3
VARIABLE v | I == INSTANCE LV | a == I
    4:6 I is an instance of LV, not a value
VARIABLE x | I == INSTANCE LV WITH v <- x'
    3:28 v of LV stands for the value of one state
VARIABLE x | I == INSTANCE LV WITH v <- x, w <- x
    3:31 module LV declares no constant or variable w
VARIABLE x | I == INSTANCE LV WITH v <- x, v <- x
    3:31 v is already substituted
VARIABLE x | G(a) == a | I == INSTANCE LP WITH C <- x, F <- G, v <- x | a == I!Op(1)
    4:28 C of LP stands for a constant
VARIABLE x | G(a) == a | I == INSTANCE LP WITH C <- x', F <- G, v <- x | a == I!Op(1)
    4:28 C of LP stands for a constant
VARIABLE x | G(a) == x | I == INSTANCE LP WITH C <- 1, F <- G, v <- x | a == I!Op(1)
    4:36 F of LP stands for a constant
VARIABLE x | G(a, b) == x | I == INSTANCE LP WITH C <- 1, F <- G, v <- x | a == I!Op(1)
    4:36 F wants an operator of 1 argument here, G takes 2
VARIABLE x | G(a) == a | I == INSTANCE LP WITH C <- 1, F <- 3, v <- x | a == I!Op(1)
    4:36 F wants an operator of 1 argument here, not a value
VARIABLE x | I == INSTANCE LK WITH C <- x' | a == I!Op(1)'
    4:6 the operand of ' already has a prime
VARIABLE x | G(a) == a | I == INSTANCE LP WITH C <- 1, F <- G, v <- x | a == I!Hid
    5:6 unknown name Hid: module LP defines nothing of that name
VARIABLE x | G(a) == a | I(q) == INSTANCE LP WITH C <- q, F <- G, v <- x | a == I(x)!Op(2)
    5:8 I primes this argument, and it already has a prime
VARIABLE x | G(a) == a | I(q) == INSTANCE LP WITH C <- q, F <- G, v <- x | a == I!Op(2)
    5:6 I takes 1 argument, here it has none
VARIABLE x | G(a) == a | I(C, v) == INSTANCE LP WITH F <- G | a == I(1, x')!Pr
    5:11 I primes this argument, and it already has a prime
VARIABLE v | y == 2 | ---- MODULE Inner ---- | y == 1 | ==== | a == 1
    5:1 y is already defined at line 3
a == \E i \in {1}, j \in i : TRUE
    2:26 unknown name i
a == \E i \in {1}, i \in {2} : TRUE
    2:20 i is already bound at line 2
a == \E i \in {1} : \E i \in {1} : TRUE
    2:24 i is already bound at line 2
f[f \in {1}] == 1
    2:3 f is already defined at line 2
f[i \in {1}] == \E f \in {1} : TRUE
    2:20 f is already defined at line 2
F(F) == 1
    2:3 F is already defined at line 2
F(G(_), G) == 1
    2:9 G is already a parameter at line 2
F(G(_)) == G(1) | a == F(LAMBDA F : 1)
    3:8 F is already defined at line 2
F(G(_)) == G(1) | a == F(F)
    3:8 F takes operators as arguments and cannot be one
F(G(_)) == G(1) | a == F(3)
    3:8 F wants an operator of 1 argument here, not a value
F(G(_)) == G(1) | H(x) == x | a == F(H(1))
    4:8 F wants an operator of 1 argument here, not a value
F(G(_)) == G | a == 1
    2:12 G takes 1 argument, here it has none
F(G(_)) == G(1,2) | a == 1
    2:12 G takes 1 argument, here it has 2
F(x) == 1 | a == F(=)
    3:8 = takes 2 arguments, here it has none
F(x) == 1 | a == F(F)
    3:8 F takes 1 argument, here it has none
F(x) == 1 | a == F
    3:6 F takes 1 argument, here it has none
F(x) == 1 | a == F[1]
    3:6 F takes 1 argument, here it has none
a == 1 | b == a(1)
    3:6 a takes no arguments, here it has 1
VARIABLE x | b == x(1)
    3:6 x takes no arguments, here it has 1
a == LET b == 1 IN LET b == 2 IN b
    2:24 b is already defined at line 2
b == 1 | a == LET b == 1 IN b
    3:10 b is already defined at line 2
a == LET b == 1 b == 2 IN b
    2:17 b is already defined at line 2
a == \E c \in {1} : LET b(c) == c IN 1
    2:27 c is already bound at line 2
a == LET d == e e == 1 IN d
    2:15 unknown name e
ASSUME x = 1 | VARIABLE x
    2:8 unknown name x
VARIABLE x | ASSUME x = 1
    3:8 ASSUME speaks of constants only, and this of a variable
VARIABLE x | ASSUME A == TRUE | A == 1
    4:1 A is already defined at line 3
THEOREM T == TRUE | T == 1
    3:1 T is already defined at line 2
VARIABLE x | a == x''
    3:6 the operand of ' already has a prime
VARIABLE x | a == (x')'
    3:7 the operand of ' already has a prime
VARIABLE x | b == x' | a == b'
    4:6 the operand of ' already has a prime
VARIABLE x | b(q) == q' | a == b(x')
    4:8 b primes this argument, and it already has a prime
VARIABLE x | b(q) == q' | c(q) == b(q) | a == c(x')
    5:8 c primes this argument, and it already has a prime
VARIABLE x | b(G(_)) == G(x)' | c(q) == q' | a == b(c)
    5:8 b primes this argument, and it already has a prime
VARIABLE x | a == UNCHANGED (x')
    3:17 the operand of UNCHANGED already has a prime
VARIABLE x | a == [x' = 1]_x'
    3:6 the operand of ' already has a prime
VARIABLE x | a == [x' = 1]_(x')
    3:16 the subscript of an action already has a prime
VARIABLE x | a == ([][x' = 1]_x)'
    3:7 the operand of ' is a temporal formula
VARIABLE x | a == [](x' = 1)
    3:6 [] stands before an action
VARIABLE x | a == x ~> [](x' = x)
    3:11 [] stands before an action
VARIABLE x | a == []x /\ x' = 1
    3:6 /\ joins a temporal formula and an action
VARIABLE x | a == [][x' = x]_x /\ x' = 1
    3:6 /\ joins a temporal formula and an action
VARIABLE x | a == [x EXCEPT ![1] = @] | b == @
    4:6 @ stands outside EXCEPT
VARIABLE x | a == [x EXCEPT ![@] = 1]
    3:18 @ stands outside EXCEPT
EXTENDS Naturals | a == -1
    3:6 unknown operator prefix -
EXTENDS Integers | -. a == 0
    3:1 -. is already defined in module Integers
EXTENDS Naturals | a == Int
    3:6 unknown name Int
a == Nat
    2:6 unknown name Nat
a == 1 .. 2
    2:8 unknown operator ..
c == 1 \subset 2
    2:8 unknown operator \subset
a /\ b == 1
    2:3 /\ is already built in
a = b == 1
    2:3 = is already built in
STRING == 1
    2:1 STRING is already built in
BOOLEAN == 1
    2:1 BOOLEAN is already built in
EXTENDS TLC | a == Len(<<>>)
    3:6 unknown name Len
EXTENDS Sequences | a == 1 + 1
    3:8 unknown operator +
EXTENDS FiniteSets | a == 1 + 1
    3:8 unknown operator +
EXTENDS TLC | a == 1 .. 1
    3:8 unknown operator ..
a == \A x : x | b == \A x \in {1} : \A x : x
    3:24 x is already bound at line 3
a == CHOOSE <<x, x>> \in {1} : TRUE
    2:18 x is already bound at line 2
x == 1 | a == {x \in {1} : TRUE}
    3:7 x is already defined at line 2
x == 1 | a == {x : x \in {1}}
    3:11 x is already defined at line 2
x == 1 | a == [x \in {1} |-> 1]
    3:7 x is already defined at line 2
CONSTANT Op(_, _) | a == Op(1)
    3:6 Op takes 2 arguments, here it has 1
CONSTANT Op(_, _) | a == Op
    3:6 Op takes 2 arguments, here it has none
EXTENDS Naturals | CONSTANT _+_
    3:11 + is already defined in module Naturals
a == b | b == 1
    2:6 unknown name b
F(x) == F(x)
    2:9 unknown name F: an operator cannot refer to itself
F(x) == x | G(x) == F(x, x)
    3:9 F takes 1 argument, here it has 2
VARIABLE x | I == INSTANCE LV WITH v <- y | VARIABLE y
    3:28 unknown name y
a == Foo!Bar
    2:6 unknown instance Foo
a == 1 | b == a!Bar
    3:6 a is not an instance of a module
a == 1 + 1
    2:8 unknown operator +
F(a, I(_)) == I(a) | G == F(1, F)
    3:11 F takes operators as arguments and cannot be one
LOCAL a == 1 | a == 2
    3:1 a is already defined at line 2
x == 1 | VARIABLE x
    3:10 x is already defined at line 2
x == 1 | CONSTANT x
    3:10 x is already defined at line 2
F(x) == 1 | VARIABLE x | G(x) == 1
    4:3 x is already declared as a variable at line 3
VARIABLE x | F(y) == \E z \in y : z | I(F) == INSTANCE LV WITH v <- x
    4:3 F is already defined at line 3
VARIABLE x | I(x) == INSTANCE LV WITH v <- 1
    3:3 x is already declared as a variable at line 2
VARIABLE v | I(v) == INSTANCE LV
    3:3 v is already declared as a variable at line 2
"""

STRICTER = r"""
EXTENDS LA | CONSTANT N
    3:10 N is already declared as a constant at LA.tla:2:10
VARIABLE x | VARIABLE x
    3:10 x is already declared as a variable at line 2
CONSTANT N | INSTANCE LA WITH N <- 1 | INSTANCE LA WITH N <- 2
    4:10 Zero is already defined at LA.tla:3:1
CONSTANT N | INSTANCE LA | INSTANCE LB
    4:10 Zero is already defined at LA.tla:3:1
VARIABLE v | ---- MODULE Inner ---- | VARIABLE v | ==== | I == INSTANCE Inner | a == 1
    4:10 v is already declared as a variable at line 2
"""


def rows(table: str) -> list[tuple[str, str]]:
    """Return the rows of a table as (module, what is said of it in an indented line below)."""
    found: list[tuple[str, str]] = []
    for line in filter(None, table.splitlines()):
        if line.startswith(" "):
            found[-1] = (found[-1][0], line.strip())
        else:
            found.append((line, "fine"))
    return found


@pytest.mark.parametrize("lines", [lines for lines, _ in rows(FINE)])
def test_what_sany_accepts_is_accepted(lines: str) -> None:
    """Sibling scopes, instances, operators as arguments and primes of one state are no faults."""
    assert "fine" == verdict(lines)


@pytest.mark.parametrize(("lines", "said"), rows(FAULTY))
def test_what_sany_rejects_is_rejected_at_its_place(lines: str, said: str) -> None:
    """The message names the place and the name that is at fault."""
    assert said == verdict(lines)


@pytest.mark.parametrize(("lines", "said"), rows(STRICTER))
def test_what_sany_only_warns_of_is_an_error(lines: str, said: str) -> None:
    """A name with two declarations has no meaning that a reader could be sure of."""
    assert said == verdict(lines)


HINTS = [
    ("Limit == 3 | a == Limot", "did you mean Limit?"),
    ("a == b | b == 1", "it is defined below, at line 3: move the definition above its use"),
    ("a == 1 + 1", "module Naturals defines it: EXTENDS Naturals"),
    ("a == Cardinality({})", "module FiniteSets defines it: EXTENDS FiniteSets"),
    ("F(n) == F(n)", r"write a recursive function over a finite set: `F[n \in S] == ...`"),
    ("F(n, m) == n | a == F", "write `F(..., ...)`"),
    ("I == INSTANCE LV", "add `WITH v <- ...`, or declare v"),
    ("VARIABLE x | Inst == INSTANCE LV WITH v <- x | a == Ins!Here", "did you mean Inst?"),
    ("VARIABLE x | I == INSTANCE LV WITH v <- x | a == I!Hero", "did you mean Here?"),
    ("VARIABLE x | I == INSTANCE LV WITH v <- x | a == I", "write `I!Name` for a name that it defines"),
    ("VARIABLE x | a == [](x' = x)", "write `[][A]_v`"),
]


@pytest.mark.parametrize(("lines", "hint"), HINTS)
def test_a_fault_of_names_says_what_to_do(lines: str, hint: str) -> None:
    """The help line names the near name, the module to extend, or the form to write."""
    root = module("Test", lines)
    with pytest.raises((NameFault, LevelFault)) as raised:
        check(Program(root, {**MODULES, "Test": root}))

    assert hint == raised.value.hint


def test_a_symbol_is_blamed_where_it_stands() -> None:
    """An infix operator without a module is shown by itself, however it is spelt and laid out."""
    lines = r"S == {} | a == S | \subset | S | b == 1"

    assert r"4:1 unknown operator \subset" == verdict(lines)
    assert "2:8 unknown operator <=" == verdict(r"a == 1 \leq 2")


def test_an_inner_module_stands_above_its_use() -> None:
    """A module that is defined further down is not there yet."""
    lines = "VARIABLE v | I == INSTANCE Inner | ---- MODULE Inner ---- | y == v | ===="

    assert "3:15 there is no module Inner here" == verdict(lines)


@pytest.mark.parametrize(
    "folder", ["fragment/accepted", "fragment/refused", "public_style", "specs/*", "../spec"]
)
def test_genuine_modules_pass(folder: str) -> None:
    """What SANY accepts in the collections of tests loads and passes, but for what is refused at once."""
    for path in sorted(TESTS.glob(f"{folder}/*.tla")):
        error = caught(lambda path=path: check(load(path)))  # type: ignore[misc]

        assert error is None or "not supported" in error.message, path.name


MODULE_FAULTS = [fault for fault in faults() if fault.run == "check"]


@pytest.mark.parametrize("fault", MODULE_FAULTS, ids=[fault.name for fault in MODULE_FAULTS])
def test_a_faulty_module_gives_one_located_message(fault: Fault, tmp_path: Path) -> None:
    """Whatever SANY rejects is refused here, in the file and at the place that the table names."""
    prepared = prepare(fault, tmp_path)
    error = caught(lambda: check(load(prepared.target)))
    if error is None:
        assert "accepts" == fault.sany
        return
    shown = render(error)

    assert fault.at in (None, place(error)), shown
    assert all(word.lower() in shown.lower() for word in fault.says), shown
    assert error.span is None or Path(error.span.source.name).name == fault.place
