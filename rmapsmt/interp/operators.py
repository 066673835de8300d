"""The strict built-in operators: all arguments are there, the result follows."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Final, cast

from rmapsmt.interp.lazy import (
    Combined,
    Functions,
    Interval,
    Sequences,
    Subsets,
    cardinality,
    cartesian,
    is_finite,
)
from rmapsmt.interp.values import (
    LazyFun,
    LazySet,
    Thing,
    apply,
    compatible,
    describe,
    equal,
    fault,
    finite_set,
    integer,
    make_sequence,
    make_set,
    member,
    ordered,
    sequence,
    truth,
    write_out,
)
from rmapsmt.ir import Fun, Op, show

if TYPE_CHECKING:
    from collections.abc import Callable

    from rmapsmt.source import Span

_MOST_BITS: Final = 1_000_000  # of a number; beyond, somebody made a mistake


def not_(a: Thing, span: Span) -> bool:
    """Return `~ a`."""
    return not truth(a, span, "~")


def iff(a: Thing, b: Thing, span: Span) -> bool:
    """Return `a <=> b`."""
    return truth(a, span, "<=>") is truth(b, span, "<=>")


def differ(a: Thing, b: Thing, span: Span) -> bool:
    """Return `a # b`."""
    return not equal(a, b, span)


def not_in(a: Thing, b: Thing, span: Span) -> bool:
    r"""Return `a \notin b`."""
    return not member(a, b, span)


def subset_eq(a: Thing, b: Thing, span: Span) -> bool:
    r"""Return `a \subseteq b`."""
    if type(a) is frozenset and type(b) is frozenset:
        compatible(a, b, span)
        return a <= b
    if not isinstance(b, frozenset | LazySet):
        fault(f"\\subseteq needs a set, not {describe(b)}", span)
    return all(member(item, b, span) for item in ordered(a, span))


def _combine(symbol: str, a: Thing, b: Thing, span: Span) -> Thing:
    for side in (a, b):
        if not isinstance(side, frozenset | LazySet):
            fault(f"{symbol} needs sets, not {describe(side)}", span)
    return Combined(symbol, a, b)


def cup(a: Thing, b: Thing, span: Span) -> Thing:
    r"""Return `a \cup b`."""
    if type(a) is frozenset and type(b) is frozenset:
        compatible(a, b, span)
        return a | b
    return _combine("\\cup", a, b, span)


def cap(a: Thing, b: Thing, span: Span) -> Thing:
    r"""Return `a \cap b`."""
    if type(a) is frozenset and type(b) is frozenset:
        compatible(a, b, span)
        return a & b
    return _combine("\\cap", a, b, span)


def set_minus(a: Thing, b: Thing, span: Span) -> Thing:
    r"""Return `a \ b`."""
    if type(a) is frozenset and type(b) is frozenset:
        compatible(a, b, span)
        return a - b
    return _combine("\\", a, b, span)


def subset(a: Thing, span: Span) -> Thing:
    """Return `SUBSET a`."""
    if not isinstance(a, frozenset | LazySet):
        fault(f"SUBSET needs a set, not {describe(a)}", span)
    return Subsets(a)


def union(a: Thing, span: Span) -> Thing:
    """Return `UNION a`."""
    parts = [finite_set(item, span, "UNION") for item in ordered(a, span)]
    return make_set([item for part in parts for item in part], span)


def domain(a: Thing, span: Span) -> Thing:
    """Return `DOMAIN a`."""
    if isinstance(a, LazyFun):
        return a.domain()
    if isinstance(a, Fun):
        return frozenset(a.get)
    return fault(f"DOMAIN needs a function, not {describe(a)}", span)


def add(a: Thing, b: Thing, span: Span) -> int:
    """Return `a + b`."""
    return integer(a, span, "+") + integer(b, span, "+")


def sub(a: Thing, b: Thing, span: Span) -> int:
    """Return `a - b`."""
    return integer(a, span, "-") - integer(b, span, "-")


def mul(a: Thing, b: Thing, span: Span) -> int:
    """Return `a * b`."""
    return integer(a, span, "*") * integer(b, span, "*")


def div(a: Thing, b: Thing, span: Span) -> int:
    r"""Return `a \div b`, rounded towards minus infinity."""
    x, y = integer(a, span, "\\div"), integer(b, span, "\\div")
    return x // y if y else fault(f"attempted to divide {x} by zero", span)


def mod(a: Thing, b: Thing, span: Span) -> int:
    """Return `a % b`, which is defined for positive b."""
    x, y = integer(a, span, "%"), integer(b, span, "%")
    return x % y if y > 0 else fault(f"the second argument of % must be positive, and it is {y}", span)


def exp(a: Thing, b: Thing, span: Span) -> int:
    """Return `a ^ b`."""
    x, y = integer(a, span, "^"), integer(b, span, "^")
    if y < 0:
        fault(f"the second argument of ^ must not be negative, and it is {y}", span)
    if x == y == 0:
        fault("0^0 is undefined", span)
    if x.bit_length() * y > _MOST_BITS:
        fault(f"{x}^{y} is too large a number", span)
    return int(x**y)


def neg(a: Thing, span: Span) -> int:
    """Return `-a`."""
    return -integer(a, span, "-")


def less(a: Thing, b: Thing, span: Span) -> bool:
    """Return `a < b`."""
    return integer(a, span, "<") < integer(b, span, "<")


def at_most(a: Thing, b: Thing, span: Span) -> bool:
    """Return `a <= b`."""
    return integer(a, span, "<=") <= integer(b, span, "<=")


def greater(a: Thing, b: Thing, span: Span) -> bool:
    """Return `a > b`."""
    return integer(a, span, ">") > integer(b, span, ">")


def at_least(a: Thing, b: Thing, span: Span) -> bool:
    """Return `a >= b`."""
    return integer(a, span, ">=") >= integer(b, span, ">=")


def interval(a: Thing, b: Thing, span: Span) -> Thing:
    """Return `a..b`."""
    return Interval(integer(a, span, ".."), integer(b, span, ".."))


def is_finite_set(a: Thing, span: Span) -> bool:
    """Return `IsFiniteSet(a)`."""
    if not isinstance(a, frozenset | LazySet):
        fault(f"IsFiniteSet needs a set, not {describe(a)}", span)
    return is_finite(a)


def seq(a: Thing, span: Span) -> Thing:  # noqa: ARG001 - cannot fail
    """Return `Seq(a)`."""
    return Sequences(a)


def length(a: Thing, span: Span) -> int:
    """Return `Len(a)`; strings have a length in TLC."""
    return len(a) if isinstance(a, str) else len(sequence(a, span, "Len").items)


def concat(a: Thing, b: Thing, span: Span) -> Thing:
    r"""Return `a \o b`, of sequences or of strings."""
    if isinstance(a, str) and isinstance(b, str):
        return a + b
    left, right = sequence(a, span, "\\o"), sequence(b, span, "\\o")
    return make_sequence([*left.get.values(), *right.get.values()])


def append(a: Thing, b: Thing, span: Span) -> Thing:
    """Return `Append(a, b)`."""
    return make_sequence([*sequence(a, span, "Append").get.values(), write_out(b, span)])


def head(a: Thing, span: Span) -> Thing:
    """Return `Head(a)`."""
    items = sequence(a, span, "Head").items
    return items[0][1] if items else fault("attempted to take the Head of the empty sequence", span)


def tail(a: Thing, span: Span) -> Thing:
    """Return `Tail(a)`."""
    items = sequence(a, span, "Tail").items
    return (
        make_sequence(item for _, item in items[1:])
        if items
        else fault("attempted to take the Tail of the empty sequence", span)
    )


def sub_seq(a: Thing, low: Thing, high: Thing, span: Span) -> Thing:
    """Return `SubSeq(a, low, high)`."""
    m, n = integer(low, span, "SubSeq"), integer(high, span, "SubSeq")
    if isinstance(a, str):
        whole, text = len(a), a
    else:
        items = [item for _, item in sequence(a, span, "SubSeq").items]
        whole, text = len(items), ""
    if m > n:
        return "" if isinstance(a, str) else make_sequence(())
    if m < 1 or n > whole:
        fault(f"SubSeq from {m} to {n} leaves the domain 1..{whole} of {describe(a)}", span)
    return text[m - 1 : n] if isinstance(a, str) else make_sequence(items[m - 1 : n])


def pair(a: Thing, b: Thing, span: Span) -> Thing:
    """Return `a :> b`."""
    return Fun.of_sorted({write_out(a, span): write_out(b, span)})


def override(a: Thing, b: Thing, span: Span) -> Thing:
    """Return `a @@ b`: where both have a value, the left one counts."""
    x, y = write_out(a, span), write_out(b, span)
    if isinstance(x, Fun) and isinstance(y, Fun):
        compatible(frozenset(x.get), frozenset(y.get), span)
        return Fun({**y.get, **x.get})
    return fault(f"@@ needs functions, not {describe(y if isinstance(x, Fun) else x)}", span)


def assert_(a: Thing, message: Thing, span: Span) -> bool:
    """Return `Assert(a, message)`."""
    if not truth(a, span, "Assert"):
        fault(f"Assert failed: {message if isinstance(message, str) else describe(message)}", span)
    return True


def print_(message: Thing, value: Thing, span: Span) -> Thing:  # noqa: ARG001 - nothing is printed
    """Return `Print(message, value)`."""
    return value


def bijections(a: Thing, span: Span) -> Thing:
    """Return `Permutations(a)`: the functions from the set onto itself."""
    items = tuple(ordered(a, span))
    return frozenset(Fun.of_sorted(dict(zip(items, row, strict=True))) for row in permutations(items))


def to_string(a: Thing, span: Span) -> Thing:
    """Return `ToString(a)`."""
    return show(write_out(a, span))


def set_of(*args: Thing) -> Thing:
    """Return `{a, b, c}`; the last argument is the place."""
    *items, span = args
    where = cast("Span", span)
    return make_set([write_out(item, where) for item in items], where)


def tuple_of(*args: Thing) -> Thing:
    """Return `<<a, b, c>>`; the last argument is the place."""
    *items, span = args
    return make_sequence(write_out(item, cast("Span", span)) for item in items)


def function_set(a: Thing, b: Thing, span: Span) -> Thing:
    """Return `[a -> b]`."""
    for side in (a, b):
        if not isinstance(side, frozenset | LazySet):
            fault(f"[S -> T] needs sets, not {describe(side)}", span)
    return Functions(a, b)


def times(*args: Thing) -> Thing:
    r"""Return `a \X b \X c`; the last argument is the place."""
    *factors, span = args
    for factor in factors:
        if not isinstance(factor, frozenset | LazySet):
            fault(f"\\X needs sets, not {describe(factor)}", cast("Span", span))
    return cartesian(factors)


OPERATORS: Final[dict[Op, Callable[..., Thing]]] = {
    Op.NOT: not_, Op.IFF: iff, Op.EQ: equal, Op.NE: differ, Op.IN: member, Op.NOT_IN: not_in,
    Op.SUBSET_EQ: subset_eq, Op.CUP: cup, Op.CAP: cap, Op.SET_MINUS: set_minus, Op.SUBSET: subset,
    Op.UNION: union, Op.DOMAIN: domain, Op.ADD: add, Op.SUB: sub, Op.MUL: mul, Op.DIV: div, Op.MOD: mod,
    Op.EXP: exp, Op.NEG: neg, Op.LT: less, Op.LE: at_most, Op.GT: greater, Op.GE: at_least,
    Op.RANGE: interval, Op.CARDINALITY: cardinality, Op.IS_FINITE_SET: is_finite_set, Op.SEQ: seq,
    Op.LEN: length, Op.CONCAT: concat, Op.APPEND: append, Op.HEAD: head, Op.TAIL: tail,
    Op.SUB_SEQ: sub_seq, Op.PAIR: pair, Op.OVERRIDE: override, Op.ASSERT: assert_, Op.PRINT: print_,
    Op.PERMUTATIONS: bijections, Op.TO_STRING: to_string, Op.SET_OF: set_of, Op.TUPLE_OF: tuple_of,
    Op.APPLY: apply, Op.FUNCTION_SET: function_set, Op.PRODUCT: times,
}  # fmt: skip

BOOLEAN: Final = frozenset({
    Op.NOT, Op.IFF, Op.EQ, Op.NE, Op.IN, Op.NOT_IN, Op.SUBSET_EQ, Op.LT, Op.LE, Op.GT, Op.GE,
    Op.IS_FINITE_SET, Op.ASSERT,
})  # fmt: skip

LAZY: Final = frozenset({
    Op.CUP, Op.CAP, Op.SET_MINUS, Op.SUBSET, Op.DOMAIN, Op.RANGE, Op.SEQ, Op.FUNCTION_SET, Op.PRODUCT,
    Op.PRINT,
})  # fmt: skip

__all__ = ["BOOLEAN", "LAZY", "OPERATORS"]
