"""What compiled expressions run on: a frame of cells, and code that reads it.

A frame is one list: a cell for every variable, one for every primed variable, then one for every bound
name.  Each binder has cells of its own, so evaluation sets them and never has to restore them; only
what outlives its binder (a function computed on demand) keeps a copy of the frame.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from rmapsmt.errors import SpecError
from rmapsmt.interp.values import LazyFun, LazySet, Thing, write_out

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rmapsmt.source import Span

Frame: TypeAlias = list[Thing]
Run: TypeAlias = Callable[[Frame], Thing]
Test: TypeAlias = Callable[[Frame], bool]


class _Unset:
    """The content of a cell that has none."""

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = cast("Thing", _Unset())


@dataclass(frozen=True, slots=True)
class Code:
    """A compiled expression."""

    run: Run
    cells: frozenset[int] = frozenset()  # the cells it reads; none: it is constant
    boolean: bool = False  # always yields TRUE or FALSE
    lazy: bool = False  # may yield a lazy thing
    known: Thing = UNSET  # the value, if it is known already


def known(value: Thing) -> Code:
    """Return the code of a value."""
    lazy = isinstance(value, LazySet | LazyFun)
    return Code(lambda _: value, boolean=type(value) is bool, lazy=lazy, known=value)


def fold(
    run: Run, parts: Iterable[Code], *, boolean: bool = False, lazy: bool = False, minus: Iterable[int] = ()
) -> Code:
    """Return the code of an operation on parts; a constant one is computed at once, or once.

    `minus` are the cells that the operation itself binds.
    """
    parts = tuple(parts)
    cells = frozenset(cell for part in parts for cell in part.cells).difference(minus)
    if cells:
        return Code(run, cells, boolean, lazy)
    if not minus and all(part.known is not UNSET for part in parts):
        try:
            return known(run([]))
        except SpecError:
            pass  # it is an error only if somebody asks
    return Code(_once(run), cells, boolean, lazy)


def _once(run: Run) -> Run:
    value = UNSET

    def read(frame: Frame) -> Thing:
        nonlocal value
        if value is UNSET:
            value = run(frame)
        return value

    return read


def boxed(cell: int, run: Run) -> Run:
    """Return the code that reads a LET's name: computed when it is first read, shared by frame copies."""

    def read(frame: Frame) -> Thing:
        box = cast("list[Thing]", frame[cell])
        value = box[0]
        if value is UNSET:
            value = box[0] = run(frame)
        return value

    return read


def new_box() -> Thing:
    """Return the content of a LET's cell before its name is read."""
    return cast("Thing", [UNSET])


def plain(code: Code, span: Span) -> Run:
    """Return code that yields a value, never a lazy thing."""
    if not code.lazy:
        return code.run
    run = code.run
    return lambda frame: write_out(run(frame), span)
