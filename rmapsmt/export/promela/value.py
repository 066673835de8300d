"""What an expression can come to: known values, terms, and sets and functions of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from rmapsmt import ir
from rmapsmt.export.promela.storage import FunctionShape, Place, SetShape
from rmapsmt.export.promela.terms import Sort, Term, sort_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rmapsmt.export.promela.terms import Truth
    from rmapsmt.ir import Op, Value


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """A set: for each value that may be in it, where it is; `only` is the one member of `{e}`."""

    truths: Mapping[Value, Truth]
    only: Sym | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Fields:
    """A function with a known domain."""

    values: Mapping[Value, Sym]


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """A function of the state with one argument changed, which is known only when it runs."""

    place: Place
    key: Term
    value: Sym


@dataclass(frozen=True, slots=True, eq=False)
class Lazy:
    """A set that is asked for its members one by one: SUBSET, [->], a product, records, Nat, a range."""

    form: Op | ir.Infinite | str
    parts: tuple[Sym, ...] = ()
    keys: tuple[str, ...] = ()  # of records


class _Undefined:
    """What an expression outside its domain comes to: no execution uses it."""

    def __repr__(self) -> str:
        return "UNDEFINED"


UNDEFINED: Final = _Undefined()
Sym: TypeAlias = "Value | Term | Members | Fields | Stored | Lazy | Place | _Undefined"
SET, FUNCTION = "set", "function"


def is_known(value: Sym) -> bool:
    """Tell whether this is a value."""
    return isinstance(value, bool | int | str | ir.ModelValue | frozenset | ir.Fun)


def kind(value: Sym) -> Sort | str:
    """Return what tells values apart that are never equal."""
    match value:
        case frozenset() | Members() | Lazy() | Place(shape=SetShape()):
            return SET
        case ir.Fun() | Fields() | Stored() | Place(shape=FunctionShape()):
            return FUNCTION
        case _:
            found = sort_of(value)
            assert found is not None
            return found
