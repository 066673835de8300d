"""What TLC means by equality, membership and order, on concrete values.

Python holds that `True == 1`; TLA+ does not.  Every comparison of values goes through this module,
which refuses what TLC refuses.  Sets too large to write out, and functions whose values are computed
on demand, are lazy things: the classes `LazySet` and `LazyFun` say what they can do, `lazy` has them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NoReturn, TypeAlias, cast

from rmapsmt.errors import EvalFault
from rmapsmt.ir import Fun, ModelValue, Value, kind, show, sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rmapsmt.source import Span

MOST_ELEMENTS: Final = 1_000_000  # of a set that is written out; TLC's own limit
_SCALAR: Final = frozenset({int, str, bool})
_PLAIN: Final = frozenset({int, str, bool, ModelValue, frozenset, Fun})


class LazySet:
    """A set known by its structure; its elements are written out only when they are asked for.

    No ABC: isinstance would then cost more than most operators.
    """

    __slots__ = ()

    def contains(self, value: Thing, span: Span) -> bool:
        """Tell whether the value is an element, without enumerating the set where possible."""
        raise NotImplementedError

    def stream(self, span: Span) -> Iterable[Value]:
        """Return the elements in `sort_key` order; an infinite set is an error."""
        raise NotImplementedError

    def size(self, span: Span) -> int:
        """Return the number of elements; an infinite set is an error."""
        raise NotImplementedError

    def finite(self) -> bool:
        """Tell whether the set is finite."""
        return True

    def elements(self, span: Span) -> frozenset[Value]:
        """Return the elements, written out."""
        if self.size(span) > MOST_ELEMENTS:
            fault(f"{self} has more than {MOST_ELEMENTS} elements, too many to enumerate", span)
        return frozenset(self.stream(span))


class LazyFun:
    """A function whose values are computed when it is applied."""

    __slots__ = ()

    def apply(self, argument: Value, span: Span) -> Value:
        """Return the value at this argument."""
        raise NotImplementedError

    def domain(self) -> Thing:
        """Return the set of arguments."""
        raise NotImplementedError

    def written_out(self, span: Span) -> Fun:
        """Return the function with all its values."""
        raise NotImplementedError


Thing: TypeAlias = "Value | LazySet | LazyFun"


def fault(message: str, span: Span, hint: str = "") -> NoReturn:
    """Stop: the specification has no meaning here."""
    raise EvalFault(message, span, hint)


def describe(thing: Thing) -> str:
    """Return the thing as TLA+, cut to a length that fits a message."""
    text = str(thing) if isinstance(thing, LazySet | LazyFun) else show(thing)
    return text if len(text) <= 80 else text[:77] + "..."  # noqa: PLR2004 - the width of a message


def write_out(thing: Thing, span: Span) -> Value:
    """Return a lazy thing as a value, and a value as it is."""
    if type(thing) in _PLAIN:
        return cast("Value", thing)
    if isinstance(thing, LazySet):
        return thing.elements(span)
    return thing.written_out(span) if isinstance(thing, LazyFun) else thing


def first(items: Iterable[Value]) -> Value | None:
    """Return any element of the set, None if it is empty."""
    for item in items:
        return item
    return None


def equal(a: Thing, b: Thing, span: Span) -> bool:
    """Tell whether the two are equal; values of different kinds cannot be compared."""
    one, other = type(a), type(b)
    if one is other and one in _SCALAR:
        return a == b
    if a is b:
        return True
    if one is ModelValue or other is ModelValue:
        return a == b
    a, b = write_out(a, span), write_out(b, span)
    if isinstance(a, Fun) and isinstance(b, Fun):
        return a == b or (len(a.items) == len(b.items) and _same_items(a, b, span))
    if isinstance(a, frozenset) and isinstance(b, frozenset):
        if len(a) == len(b):
            compatible(a, b, span)
        return a == b
    if type(a) is type(b):
        return a == b
    return fault(f"attempted to compare {describe(a)} with {describe(b)}", span)


def _same_items(a: Fun, b: Fun, span: Span) -> bool:
    return all(
        equal(key, other, span) and equal(value, its, span)
        for (key, value), (other, its) in zip(a.items, b.items, strict=True)
    )


def compatible(a: frozenset[Value], b: frozenset[Value], span: Span) -> None:
    """Refuse two sets whose elements cannot be compared; one element speaks for its set."""
    x, y = first(a), first(b)
    if x is None or y is None or type(x) is ModelValue or type(y) is ModelValue:
        return
    if type(x) is not type(y):
        fault(f"attempted to compare {describe(x)} with {describe(y)}", span)
    if isinstance(x, frozenset) and isinstance(y, frozenset):
        compatible(x, y, span)


def make_set(items: list[Value], span: Span) -> frozenset[Value]:
    """Return the set of these values, which must be comparable."""
    result = frozenset(items)
    kinds = set(map(type, items))
    if len(kinds) > 1:
        kinds.discard(ModelValue)
    if len(kinds) > 1 or frozenset in kinds:
        sample = next((item for item in items if type(item) is not ModelValue and item), items[0])
        for item in items:
            if type(item) is not ModelValue:
                compatible(frozenset({sample}), frozenset({item}), span)
    return result


def member(value: Thing, collection: Thing, span: Span) -> bool:
    r"""Tell whether `value \in collection`."""
    if isinstance(collection, LazySet):
        return collection.contains(value, span)
    if type(collection) is not frozenset:
        return fault(f"attempted to check membership in {describe(collection)}, which is not a set", span)
    for item in collection:
        if type(item) is type(value) and type(value) in _SCALAR:
            return value in collection
        break
    else:
        return False
    if type(value) is ModelValue:
        return value in collection
    plain = write_out(value, span)
    if type(item) is ModelValue:
        item = next((one for one in collection if type(one) is not ModelValue), item)
        if type(item) is ModelValue:
            return False
    if type(item) is not type(plain):
        fault(f"attempted to compare {describe(plain)} with {describe(item)}", span)
    if isinstance(item, frozenset) and item and plain:
        compatible(item, cast("frozenset[Value]", plain), span)
    return plain in collection


_orders: dict[tuple[object, frozenset[Value]], list[Value]] = {}


def ordered(collection: Thing, span: Span) -> Iterable[Value]:
    """Return the elements of a set in the one order in which choices are made."""
    if type(collection) is frozenset:
        if len(collection) < 2:  # noqa: PLR2004 - nothing to order
            return collection
        if type(first(collection)) in _SCALAR:
            try:
                return sorted(cast("frozenset[int]", collection))
            except TypeError:  # model values among them
                return sorted(collection, key=sort_key)
        key = (kind(collection), collection)
        known = _orders.get(key)
        if known is None:
            if len(_orders) > 100_000:  # noqa: PLR2004 - a bound on memory
                _orders.clear()
            known = _orders[key] = sorted(collection, key=sort_key)
        return known
    if isinstance(collection, LazySet):
        return collection.stream(span)
    return fault(f"attempted to enumerate {describe(collection)}, which is not a set", span)


def finite_set(thing: Thing, span: Span, what: str) -> frozenset[Value]:
    """Return the thing as a set that is written out."""
    if type(thing) is frozenset:
        return thing
    if isinstance(thing, LazySet):
        return thing.elements(span)
    return fault(f"{what} needs a set, not {describe(thing)}", span)


def integer(thing: Thing, span: Span, what: str) -> int:
    """Return the thing as a number."""
    if type(thing) is int:
        return thing
    return fault(f"{what} needs an integer, not {describe(thing)}", span)


def truth(thing: Thing, span: Span, what: str) -> bool:
    """Return the thing as a truth value."""
    if type(thing) is bool:
        return thing
    return fault(f"{what} needs TRUE or FALSE, not {describe(thing)}", span)


def apply(function: Thing, argument: Thing, span: Span) -> Value:
    """Return the value of the function at the argument."""
    plain = write_out(argument, span)
    if type(function) is Fun:
        value = function.get.get(plain)
        if value is not None and (
            type(plain) is type(function.items[0][0]) in _SCALAR or has_key(function, plain)
        ):
            return value
        return fault(
            f"attempted to apply {describe(function)} to {describe(plain)}, which is not in its domain", span
        )
    if isinstance(function, LazyFun):
        return function.apply(plain, span)
    return fault(f"attempted to apply {describe(function)}, which is not a function", span)


def has_key(function: Fun, argument: Value) -> bool:
    """Tell whether the argument is in the function's domain; Python takes TRUE for 1."""
    if argument not in function.get:
        return False
    wanted = kind(argument)
    return kind(function.items[0][0]) == wanted or any(
        key == argument and kind(key) == wanted for key in function.get
    )


def sequence(thing: Thing, span: Span, what: str) -> Fun:
    """Return the thing as a sequence: a function on 1..n."""
    plain = write_out(thing, span)
    if isinstance(plain, Fun) and is_sequence(plain):
        return plain
    return fault(f"{what} needs a sequence, not {describe(plain)}", span)


def is_sequence(function: Fun) -> bool:
    """Tell whether the function is one on 1..n; its keys are sorted and distinct."""
    items = function.items
    if not items:
        return True
    low, high = items[0][0], items[-1][0]
    return type(low) is int and low == 1 and type(high) is int and high == len(items)


def make_sequence(items: Iterable[Value]) -> Fun:
    """Return the sequence of these values."""
    return Fun.of_sorted(dict(enumerate(items, start=1)))
