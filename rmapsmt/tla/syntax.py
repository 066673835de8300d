"""The typed syntax of a TLA+ module, as it was written.

Nothing is resolved here: an identifier is a name.  Spans take no part in equality.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rmapsmt.source import NOWHERE, Span, Tag


def _span() -> Span:
    return field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number, in any of TLA+'s notations."""

    value: int
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class String:
    """A string, without its quotes and with escapes undone."""

    value: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Boolean:
    """TRUE or FALSE."""

    value: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Apply:
    r"""An operator, user-defined or built in, with its arguments; a plain name has none.

    `op` is the identifier, or the one canonical spelling of a symbol (`canonical` in symbols.py:
    `\land` and `/\` are both `/\`, `\union` is `\cup`, `=<` and `\leq` are `<=`, `/=` is `#`,
    prefix minus is `-.`, prime is `'`).  `path` holds the instance prefixes of `I(3)!J!Op`.
    An operator passed as an argument (`Fold(+, S)`) is an Apply of that name without arguments.
    """

    op: str
    args: tuple[Expr, ...] = ()
    path: tuple[Apply, ...] = ()
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Junction:
    r"""A conjunction (`/\`) or disjunction (`\/`), from a bulleted list or from infix operators."""

    op: str
    items: tuple[Expr, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Bound:
    r"""`x, y \in S`, or with `pattern` set `<<x, y>> \in S`; each name has its own place."""

    names: tuple[str, ...]
    pattern: bool
    domain: Expr
    spans: tuple[Span, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Quantified:
    r"""`\A` or `\E` over bounds."""

    kind: str
    bounds: tuple[Bound, ...]
    body: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Choose:
    r"""`CHOOSE x \in S : p`."""

    bound: Bound
    body: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class If:
    """IF, THEN, ELSE."""

    test: Expr
    then: Expr
    orelse: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Case:
    """CASE arms as (guard, value) pairs, and the OTHER arm if there is one."""

    arms: tuple[tuple[Expr, Expr], ...]
    other: Expr | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Let:
    """LET definitions IN body."""

    definitions: tuple[Definition | FunctionDefinition | InstanceDefinition, ...]
    body: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Lambda:
    """LAMBDA x, y : body; allowed only as an operator argument."""

    params: tuple[str, ...]
    body: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class SetLiteral:
    """`{a, b}`."""

    items: tuple[Expr, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class SetFilter:
    r"""`{x \in S : p}`."""

    bound: Bound
    body: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class SetMap:
    r"""`{e : x \in S, y \in T}`."""

    body: Expr
    bounds: tuple[Bound, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Function:
    r"""`[x \in S, y \in T |-> e]`."""

    bounds: tuple[Bound, ...]
    body: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class FunctionApply:
    """`f[a, b]`; two or more arguments mean the tuple of them."""

    function: Expr
    args: tuple[Expr, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class FunctionSet:
    """`[S -> T]`."""

    domain: Expr
    codomain: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Record:
    """`[a |-> 1, b |-> 2]`."""

    fields: tuple[tuple[str, Expr], ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class RecordSet:
    """`[a : S, b : T]`."""

    fields: tuple[tuple[str, Expr], ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Field:
    """`r.name`."""

    record: Expr
    name: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Tuple:
    """`<<a, b>>`."""

    items: tuple[Expr, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Product:
    r"""`S \X T \X U`."""

    factors: tuple[Expr, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class At:
    """`@` inside EXCEPT."""

    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Except:
    """`[f EXCEPT ![a][b] = e, !.c = d]`.

    Each update is (selectors, value); a selector `[a, b]` is the Tuple of both, `.c` is a String.
    """

    function: Expr
    updates: tuple[tuple[tuple[Expr, ...], Expr], ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class BoxAction:
    """`[A]_v` (angle False) or `<<A>>_v` (angle True)."""

    action: Expr
    subscript: Expr
    angle: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Fairness:
    """`WF_v(A)` or `SF_v(A)`: read and set aside in a specification, refused elsewhere."""

    kind: str
    subscript: Expr
    action: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Label:
    """`P0:: e`."""

    name: str
    body: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Refused:
    """A construct outside the fragment, kept so that it is an error only where it is used.

    A module may hold temporal properties that nobody asks for; `what` and `hint` make the message.
    `parts` are the expressions inside, whose names are checked all the same (a Lambda for what has
    an unbounded name).
    """

    what: str
    hint: str
    span: Span = _span()
    parts: tuple[Expr, ...] = ()


Expr = (
    Number | String | Boolean | Apply | Junction | Quantified | Choose | If | Case | Let | Lambda
    | SetLiteral | SetFilter | SetMap | Function | FunctionApply | FunctionSet | Record | RecordSet
    | Field | Tuple | Product | At | Except | BoxAction | Fairness | Label | Refused
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter or declared constant; arity above 0 means an operator."""

    name: str
    arity: int = 0
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Definition:
    """`Op(a, F(_)) == body`; symbols are defined under their canonical spelling."""

    name: str
    params: tuple[Parameter, ...]
    body: Expr
    local: bool = False
    tags: tuple[Tag, ...] = field(default=(), compare=False)
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class FunctionDefinition:
    r"""`f[x \in S] == body`, which may use f itself."""

    name: str
    bounds: tuple[Bound, ...]
    body: Expr
    local: bool = False
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Instance:
    """`INSTANCE M WITH a <- e`; names that are not substituted stand for themselves.

    `module_span` is the place of the module's name, `spans` those of the substituted names.
    """

    module: str
    substitutions: tuple[tuple[str, Expr], ...]
    local: bool = False
    span: Span = _span()
    module_span: Span = _span()
    spans: tuple[Span, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class InstanceDefinition:
    """`I(x) == INSTANCE M WITH ...`."""

    name: str
    params: tuple[Parameter, ...]
    instance: Instance
    local: bool = False
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Constants:
    """CONSTANT declarations."""

    params: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class Variable:
    """One declared variable, with the tags beside or above it and the comment that says its meaning."""

    name: str
    tags: tuple[Tag, ...] = field(default=(), compare=False)
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Variables:
    """VARIABLE declarations."""

    names: tuple[Variable, ...]


@dataclass(frozen=True, slots=True)
class Assume:
    """ASSUME, with its name if it has one."""

    name: str | None
    body: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Theorem:
    """THEOREM: its names are checked, its truth is not, and it may be temporal."""

    name: str | None
    body: Expr | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Module:
    """A module: its units in order; inner modules are units."""

    name: str
    extends: tuple[tuple[str, Span], ...]
    units: tuple[Unit, ...]
    span: Span = _span()


Unit = (
    Constants | Variables | Assume | Theorem | Definition | FunctionDefinition
    | Instance | InstanceDefinition | Module
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Program:
    """A root module and every module it reaches, by name; standard modules are not among them."""

    root: Module
    modules: dict[str, Module]
