"""Expressions: names resolved, definitions unfolded, primes pushed down to the variables.

Partial operators (function application, CASE, CHOOSE, Head, division) keep their span: outside
their domain TLC stops, and so must both semantics.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from rmapsmt.source import NOWHERE, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rmapsmt.ir.value import Value
    from rmapsmt.source import Tag


def _span() -> Span:
    return field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Literal:
    """A value that the text spells out; BOOLEAN is the literal set of both truths."""

    value: Value
    span: Span = _span()


class Infinite(StrEnum):
    """The sets that can be tested for membership but not enumerated."""

    NAT = "Nat"
    INT = "Int"
    STRING = "STRING"


@dataclass(frozen=True, slots=True, eq=False)
class InfiniteSet:
    """Nat, Int or STRING."""

    kind: Infinite
    span: Span = _span()


@dataclass(frozen=True, slots=True, eq=False)
class Constant:
    """A declared constant; the model gives its value."""

    name: str
    span: Span = _span()


@dataclass(frozen=True, slots=True, eq=False)
class Variable:
    """A state variable, in this state or (primed) in the next; `index` is its place in a State."""

    name: str
    index: int
    primed: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True, eq=False)
class Local:
    """A bound name; `slot` is unique to its binder."""

    name: str
    slot: int
    span: Span = _span()


class Op(StrEnum):
    r"""The strict built-in operators, by their TLA+ spelling; arguments are all evaluated."""

    NOT = "~"
    IFF = "<=>"
    EQ = "="
    NE = "#"
    IN = r"\in"
    NOT_IN = r"\notin"
    SUBSET_EQ = r"\subseteq"
    CUP = r"\cup"
    CAP = r"\cap"
    SET_MINUS = "\\"
    SUBSET = "SUBSET"
    UNION = "UNION"
    DOMAIN = "DOMAIN"
    ADD = "+"
    SUB = "-"
    MUL = "*"
    DIV = r"\div"
    MOD = "%"
    EXP = "^"
    NEG = "-."
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="
    RANGE = ".."
    CARDINALITY = "Cardinality"
    IS_FINITE_SET = "IsFiniteSet"
    SEQ = "Seq"
    LEN = "Len"
    CONCAT = r"\o"
    APPEND = "Append"
    HEAD = "Head"
    TAIL = "Tail"
    SUB_SEQ = "SubSeq"
    PAIR = ":>"
    OVERRIDE = "@@"
    ASSERT = "Assert"  # (condition, message): an error unless the condition is TRUE
    PRINT = "Print"  # (message, value): the value; nothing is printed
    PERMUTATIONS = "Permutations"
    TO_STRING = "ToString"
    SET_OF = "{...}"  # {a, b, c}
    TUPLE_OF = "<<...>>"  # <<a, b, c>>
    APPLY = "f[...]"  # (function, argument)
    FUNCTION_SET = "[->]"  # (domain, codomain)
    PRODUCT = r"\X"  # two or more factors, flat


@dataclass(frozen=True, slots=True, eq=False)
class Apply:
    """A strict built-in operator applied to its arguments."""

    op: Op
    args: tuple[Expr, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True, eq=False)
class And:
    """Conjunction, left to right: a false item hides the errors of those after it."""

    items: tuple[Expr, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True, eq=False)
class Or:
    """Disjunction, left to right; inside an action every item is a choice."""

    items: tuple[Expr, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True, eq=False)
class Implies:
    """Implication; the right side is looked at only when the left is TRUE."""

    left: Expr
    right: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True, eq=False)
class If:
    """IF, THEN, ELSE."""

    test: Expr
    then: Expr
    orelse: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """CASE: the first arm whose guard is TRUE; no such arm and no `other` is an error."""

    arms: tuple[tuple[Expr, Expr], ...]
    other: Expr | None
    span: Span = _span()


@dataclass(frozen=True, slots=True, eq=False)
class Let:
    """`local` stands for the value, evaluated at most once and only if it is needed (no primes in it)."""

    local: Local
    value: Expr
    body: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    r"""Names over a set: `x, y \in S` is two bounds; a pattern `<<x, y>> \in S` is one with two locals."""

    locals: tuple[Local, ...]
    pattern: bool
    domain: Expr


@dataclass(frozen=True, slots=True, eq=False)
class Forall:
    """Universal quantification over finite sets, bounds from left to right."""

    bounds: tuple[Bound, ...]
    body: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True, eq=False)
class Exists:
    """Existential quantification over finite sets; inside an action every element is a choice."""

    bounds: tuple[Bound, ...]
    body: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True, eq=False)
class Choose:
    """The first element in `sort_key` order that satisfies the body; none is an error."""

    bound: Bound
    body: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True, eq=False)
class Filter:
    r"""`{x \in S : p}`."""

    bound: Bound
    body: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True, eq=False)
class Image:
    r"""`{e : x \in S, y \in T}`."""

    body: Expr
    bounds: tuple[Bound, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    r"""`[x \in S |-> e]`; several bounds, or a pattern, make its arguments tuples.

    With `recursive`, the body may apply that local, which is the function itself: `f[x \in S] == e`.
    """

    bounds: tuple[Bound, ...]
    body: Expr
    recursive: Local | None = None
    span: Span = _span()


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """`[a |-> e]`."""

    fields: tuple[tuple[str, Expr], ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True, eq=False)
class RecordSet:
    """`[a : S]`."""

    fields: tuple[tuple[str, Expr], ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True, eq=False)
class Except:
    """`[f EXCEPT ![a][b] = e]`: one update; several are nested, the first innermost.

    `at` stands for the old value at that place.  A selector outside the domain changes nothing
    (TLC warns); the value is then not evaluated.
    """

    function: Expr
    path: tuple[Expr, ...]
    at: Local
    value: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """What a user's definition unfolded to: gives actions and conjuncts their names.

    `args` are arguments of the definition's value parameters, as expressions: of an action the first,
    whoever acts, and of the others those that neither the state nor an IF decides.
    """

    name: str
    args: tuple[Expr, ...]
    body: Expr
    tags: tuple[Tag, ...]
    span: Span = _span()  # of the definition's name
    used: Span = _span()  # of its use


Expr = (
    Literal | InfiniteSet | Constant | Variable | Local | Apply | And | Or | Implies | If | Case | Let
    | Forall | Exists | Choose | Filter | Image | Function | Record | RecordSet | Except | Named
)  # fmt: skip


def children(expr: Expr) -> tuple[Expr, ...]:
    """Return the direct sub-expressions; a Named's arguments are not among them."""
    match expr:
        case Literal() | InfiniteSet() | Constant() | Variable() | Local():
            return ()
        case Apply(args=items) | And(items) | Or(items):
            return items
        case Implies(left, right):
            return (left, right)
        case If(test, then, orelse):
            return (test, then, orelse)
        case Case(arms, other):
            flat = tuple(part for arm in arms for part in arm)
            return flat if other is None else (*flat, other)
        case Let(_, value, body):
            return (value, body)
        case Forall(bounds, body) | Exists(bounds, body) | Image(body, bounds) | Function(bounds, body):
            return (*(bound.domain for bound in bounds), body)
        case Choose(bound, body) | Filter(bound, body):
            return (bound.domain, body)
        case Record(fields) | RecordSet(fields):
            return tuple(value for _, value in fields)
        case Except(function, path, _, value):
            return (function, *path, value)
        case Named(body=body):
            return (body,)


def conjuncts(expr: Expr) -> Iterator[Expr]:
    """Yield what a formula is the conjunction of, definitions being looked into."""
    match expr:
        case Named(body=body):
            yield from conjuncts(body)
        case And(items):
            for item in items:
                yield from conjuncts(item)
        case _:
            yield expr


def mentions(expr: Expr, local: Local) -> bool:
    """Tell whether the bound name occurs in the expression."""
    if isinstance(expr, Local):
        return expr.slot == local.slot
    return any(mentions(child, local) for child in children(expr))
