"""Dataclasses as the standard library makes them, made in a fraction of the time.

The library compiles up to ten methods for each class, and there are some two hundred classes here: that took
as long as to read a specification.  Here constructors are compiled, one for all classes of the same form;
the other methods are shared, or put together from what C has.
"""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, FrozenInstanceError
from functools import cache, partial
from operator import attrgetter
from reprlib import recursive_repr
from types import FunctionType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from dataclasses import Field

    # To a type checker it is the library's.
    from dataclasses import dataclass as dataclass  # noqa: PLC0414
    from types import CodeType
    from typing import Any
else:

    def dataclass(cls=None, /, *, frozen=False, slots=False, eq=True):  # noqa: ANN001, ANN201 - see above
        """Return the class as a dataclass; without slots it is the library that makes it."""
        if not slots:
            make = dataclasses.dataclass(frozen=frozen, eq=eq)
        else:
            make = partial(_made, frozen=frozen, eq=eq)
        return make if cls is None else make(cls)


# What `dataclasses.fields` tells a field by; only a field has it.
_KIND = dataclasses.fields(dataclasses.make_dataclass("Sample", ["field"]))[0]._field_type  # type: ignore[attr-defined]  # noqa: SLF001
_NOT_COPIED = {"__dict__", "__weakref__"}


def _made(cls: type, *, frozen: bool, eq: bool) -> type:
    """Return the class with slots for its fields, and a dataclass's methods."""
    fields = {name: _field(cls, name, kind) for name, kind in cls.__annotations__.items()}
    content = {n: v for n, v in vars(cls).items() if n not in fields and n not in _NOT_COPIED}
    content["__slots__"] = tuple(fields)
    content["__dataclass_fields__"] = fields
    content["__match_args__"] = tuple(name for name, field in fields.items() if field.init)
    content.setdefault("__repr__", _repr)
    if eq:
        compared = [name for name, field in fields.items() if field.compare]
        values = attrgetter(*compared) if compared else _nothing
        content.setdefault("__eq__", _equality(values))
        content["__hash__"] = _hash(values) if frozen else None
    if frozen:
        content.update(
            __setattr__=_refuse_set, __delattr__=_refuse_delete, __getstate__=_state, __setstate__=_restore
        )
    made: Any = type(cls)(cls.__name__, cls.__bases__, content)
    made.__qualname__ = cls.__qualname__
    made.__init__ = _constructor(made, list(fields.values()))
    return made  # type: ignore[no-any-return]


def _field(cls: type, name: str, kind: Any) -> Field[Any]:  # noqa: ANN401 - an annotation may be anything
    """Return what a class says of one of its fields."""
    given = vars(cls).get(name, MISSING)
    field: Any = given if isinstance(given, dataclasses.Field) else dataclasses.field(default=given)
    field.name, field.type, field.kw_only, field._field_type = name, kind, False, _KIND  # noqa: SLF001
    return field  # type: ignore[no-any-return]


def _constructor(cls: Any, fields: Sequence[Field[Any]]) -> FunctionType:  # noqa: ANN401
    """Return the `__init__` of a class: the code for its form, with its own names and setters."""
    form = "".join(map(_form, fields))
    given = [field for field in fields if field.init]
    code = _code(form, hasattr(cls, "__post_init__"))
    known: dict[str, Any] = {"missing": MISSING}
    for number, field in enumerate(fields):
        # The setter of the slot is what a frozen class does not refuse.
        known[f"set{number}"] = getattr(cls, field.name).__set__
        known[f"make{number}"] = field.default_factory
        known[f"value{number}"] = field.default
    defaults = tuple(
        MISSING if field.default is MISSING else field.default
        for field in given
        if field.default is not MISSING or field.default_factory is not MISSING
    )
    named = code.replace(co_varnames=("self", *(field.name for field in given)))
    init = FunctionType(named, known, "__init__", defaults)
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    init.__module__ = cls.__module__
    return init


def _form(field: Field[Any]) -> str:
    """Return what a constructor does for a field: take it, make it if it is not given, or set it itself."""
    made, default = field.default_factory is not MISSING, field.default is not MISSING
    if field.init:
        return "m" if made else "g"
    return "M" if made else "V" if default else "-"


@cache
def _code(form: str, then: bool) -> CodeType:  # noqa: FBT001 - a part of the key
    """Return the code of a constructor of this form; with `then`, `__post_init__` has the last word."""
    taken = {number for number, each in enumerate(form) if each in "gm"}
    sources = {
        "g": "a{0}",
        "m": "make{0}() if a{0} is missing else a{0}",
        "M": "make{0}()",
        "V": "value{0}",
    }
    lines = [
        f" set{number}(self, {sources[each].format(number)})"
        for number, each in enumerate(form)
        if each != "-"
    ]
    lines += [" self.__post_init__()"] * then
    head = ", ".join(["self", *(f"a{number}" for number in sorted(taken))])
    found: dict[str, Any] = {}
    exec("\n".join([f"def __init__({head}):", *(lines or [" pass"])]), found)  # noqa: S102 - our own text
    return found["__init__"].__code__  # type: ignore[no-any-return]


def _nothing(_: object) -> tuple[()]:
    return ()


def _equality(values: Callable[[Any], object]) -> Callable[[object, object], Any]:
    def equal(self: object, other: object) -> Any:  # noqa: ANN401 - or NotImplemented
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    return equal


def _hash(values: Callable[[Any], object]) -> Callable[[object], int]:
    return lambda self: hash(values(self))


@recursive_repr()
def _repr(self: Any) -> str:  # noqa: ANN401
    shown = [f"{f.name}={getattr(self, f.name)!r}" for f in dataclasses.fields(self) if f.repr]
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _refuse_set(_: object, name: str, value: object) -> None:  # noqa: ARG001 - as Python calls it
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_delete(_: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:  # noqa: ANN401
    """Return the values of the slots, to be pickled."""
    return [getattr(self, name) for name in self.__slots__]


def _restore(self: Any, state: list[Any]) -> None:  # noqa: ANN401
    for name, value in zip(self.__slots__, state, strict=True):
        object.__setattr__(self, name, value)
