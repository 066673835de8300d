"""The operators that a search spends its time in, with a short way for the usual kinds of values."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Final, cast

from rmapsmt.interp.values import Thing, apply, equal
from rmapsmt.ir import Fun, ModelValue, Op

if TYPE_CHECKING:
    from collections.abc import Callable

    from rmapsmt.interp.frame import Frame, Run
    from rmapsmt.source import Span

NUMERIC: Final[dict[Op, Callable[[int, int], Thing]]] = {
    Op.ADD: operator.add, Op.SUB: operator.sub, Op.MUL: operator.mul,
    Op.LT: operator.lt, Op.LE: operator.le, Op.GT: operator.gt, Op.GE: operator.ge,
}  # fmt: skip


def application(function: Run, argument: Run, fixed: Thing, span: Span) -> Run:
    """Return the code of `f[e]`; `fixed` is the argument's value where it is known."""
    if isinstance(fixed, str):  # a record's field
        name = fixed

        def field(frame: Frame) -> Thing:
            record = function(frame)
            if type(record) is Fun:
                value = record.get.get(name)
                if value is not None:
                    return value
            return apply(record, name, span)

        return field

    def run(frame: Frame) -> Thing:
        table, key = function(frame), argument(frame)
        if type(table) is Fun:
            kind = type(key)
            if kind is str or kind is ModelValue:
                value = table.get.get(cast("str", key))
                if value is not None:
                    return value
            elif kind is int:
                value = table.get.get(cast("int", key))
                if value is not None and type(table.items[0][0]) is int:
                    return value
        return apply(table, key, span)

    return run


def equality(left: Run, right: Run, fixed: Thing, span: Span, *, same: bool) -> Run:
    """Return the code of `a = b` or `a # b`; `fixed` is the right side's value where it is known."""
    kind = type(fixed)
    if kind in {int, str, bool}:

        def against(frame: Frame) -> bool:
            value = left(frame)
            if type(value) is kind:
                return (value == fixed) is same
            return equal(value, fixed, span) is same

        return against

    def run(frame: Frame) -> bool:
        a, b = left(frame), right(frame)
        if type(a) is type(b) and (type(a) is str or type(a) is int):
            return (a == b) is same
        return equal(a, b, span) is same

    return run


def numeric(
    quick: Callable[[int, int], Thing], careful: Callable[..., Thing], left: Run, right: Run, span: Span
) -> Run:
    """Return the code of an operator on numbers: quick for numbers, careful for anything else."""

    def run(frame: Frame) -> Thing:
        a, b = left(frame), right(frame)
        if type(a) is int and type(b) is int:
            return quick(a, b)
        return careful(a, b, span)

    return run
