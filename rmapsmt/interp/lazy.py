r"""Sets that are known by their structure: membership is tested part by part, nothing is enumerated.

So `x \in [1..20 -> SUBSET 1..20]` costs twenty small tests, and Nat may stand in TypeOK.
Enumeration, where it is asked for, is in `sort_key` order.
"""

from __future__ import annotations

from itertools import chain, combinations, product
from typing import TYPE_CHECKING

from rmapsmt.interp.values import (
    MOST_ELEMENTS,
    LazySet,
    Thing,
    describe,
    fault,
    finite_set,
    is_sequence,
    make_set,
    member,
    ordered,
    write_out,
)
from rmapsmt.ir import Fun, Infinite, ModelValue, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rmapsmt.source import Span


def _stranger(value: Thing, collection: LazySet, span: Span) -> bool:
    """Answer for a value of another kind: a model value is no element, anything else is an error."""
    if type(value) is ModelValue:
        return False
    return fault(f"attempted to check whether {describe(value)} is an element of {collection}", span)


def _exponent(size: int, collection: LazySet, span: Span) -> int:
    """Refuse to count what has more elements than anybody could name."""
    return size if size < MOST_ELEMENTS else fault(f"{collection} is too large to be counted", span)


class InfiniteValues(LazySet):
    """Nat, Int or STRING."""

    __slots__ = ("kind",)

    def __init__(self, kind: Infinite) -> None:
        """Name the set."""
        self.kind = kind

    def __str__(self) -> str:
        """Return the name of the set."""
        return self.kind.value

    def contains(self, value: Thing, span: Span) -> bool:
        """Test the kind of the value, and its sign for Nat."""
        if self.kind is Infinite.STRING:
            return type(value) is str or _stranger(value, self, span)
        if type(value) is int:
            return self.kind is Infinite.INT or value >= 0
        return _stranger(value, self, span)

    def stream(self, span: Span) -> Iterable[Value]:
        """Refuse: there is no end of them."""
        return fault(f"attempted to enumerate the infinite set {self}", span)

    def size(self, span: Span) -> int:
        """Refuse: there is no such number."""
        return fault(f"attempted to count the infinite set {self}", span)

    def finite(self) -> bool:
        """Answer no."""
        return False


class Interval(LazySet):
    """`low..high`."""

    __slots__ = ("high", "low")

    def __init__(self, low: int, high: int) -> None:
        """Name both ends; the set is empty when they cross."""
        self.low, self.high = low, high

    def __str__(self) -> str:
        """Return the set as TLA+."""
        return f"{self.low}..{self.high}"

    def contains(self, value: Thing, span: Span) -> bool:
        """Compare with both ends."""
        if type(value) is int:
            return self.low <= value <= self.high
        return _stranger(value, self, span)

    def stream(self, span: Span) -> Iterable[Value]:  # noqa: ARG002 - cannot fail
        """Count upwards."""
        return range(self.low, self.high + 1)

    def size(self, span: Span) -> int:  # noqa: ARG002 - cannot fail
        """Return the distance."""
        return max(0, self.high - self.low + 1)


class Subsets(LazySet):
    """`SUBSET base`."""

    __slots__ = ("base",)

    def __init__(self, base: Thing) -> None:
        """Name the set whose subsets these are."""
        self.base = base

    def __str__(self) -> str:
        """Return the set as TLA+."""
        return f"SUBSET {describe(self.base)}"

    def contains(self, value: Thing, span: Span) -> bool:
        """Test every element of the value."""
        if type(value) is frozenset or isinstance(value, LazySet):
            return all(member(item, self.base, span) for item in ordered(value, span))
        return fault(f"attempted to check whether {describe(value)}, which is not a set, is in {self}", span)

    def stream(self, span: Span) -> Iterator[Value]:
        """Go from the empty set to the whole."""
        items = tuple(ordered(self.base, span))
        return (frozenset(some) for count in range(len(items) + 1) for some in combinations(items, count))

    def size(self, span: Span) -> int:
        """Return two to the power of the base's size."""
        return int(2 ** _exponent(cardinality(self.base, span), self, span))

    def finite(self) -> bool:
        """Answer for the base."""
        return is_finite(self.base)


class Functions(LazySet):
    """`[arguments -> results]`."""

    __slots__ = ("arguments", "results")

    def __init__(self, arguments: Thing, results: Thing) -> None:
        """Name domain and codomain."""
        self.arguments, self.results = arguments, results

    def __str__(self) -> str:
        """Return the set as TLA+."""
        return f"[{describe(self.arguments)} -> {describe(self.results)}]"

    def contains(self, value: Thing, span: Span) -> bool:
        """Compare the domain and test every value."""
        plain = write_out(value, span)
        if not isinstance(plain, Fun):
            return _stranger(plain, self, span)
        if len(plain.items) != cardinality(self.arguments, span):
            return False
        return all(member(key, self.arguments, span) for key in plain.get) and all(
            member(item, self.results, span) for item in plain.get.values()
        )

    def stream(self, span: Span) -> Iterator[Value]:
        """Vary the value at the last argument fastest."""
        keys = tuple(ordered(self.arguments, span))
        values = tuple(ordered(self.results, span)) if keys else ()
        return (Fun.of_sorted(dict(zip(keys, row, strict=True))) for row in product(values, repeat=len(keys)))

    def size(self, span: Span) -> int:
        """Return the codomain's size to the power of the domain's."""
        many = _exponent(cardinality(self.arguments, span), self, span)
        return int(cardinality(self.results, span) ** many) if many else 1

    def finite(self) -> bool:
        """Answer for both sets."""
        return is_finite(self.arguments) and is_finite(self.results)


class Sequences(LazySet):
    """`Seq(items)`."""

    __slots__ = ("items",)

    def __init__(self, items: Thing) -> None:
        """Name the set that the items come from."""
        self.items = items

    def __str__(self) -> str:
        """Return the set as TLA+."""
        return f"Seq({describe(self.items)})"

    def contains(self, value: Thing, span: Span) -> bool:
        """Test every item."""
        plain = write_out(value, span)
        if not isinstance(plain, Fun) or not is_sequence(plain):
            return _stranger(plain, self, span)
        return all(member(item, self.items, span) for item in plain.get.values())

    def stream(self, span: Span) -> Iterable[Value]:
        """Refuse: sequences may be of any length."""
        return fault(f"attempted to enumerate the infinite set {self}", span)

    def size(self, span: Span) -> int:
        """Refuse: sequences may be of any length."""
        return fault(f"attempted to count the infinite set {self}", span)

    def finite(self) -> bool:
        """Answer no (Seq({}) is {<<>>}, which TLC does not know either)."""
        return False


class Records(LazySet):
    """`[a : S, b : T]`; with the fields 1..n it is the product `S \\X T`."""  # noqa: D301 - one backslash

    __slots__ = ("fields", "is_product")

    def __init__(self, fields: dict[Value, Thing], *, is_product: bool) -> None:
        """Name the set of each field, the fields in order."""
        self.fields, self.is_product = fields, is_product

    def __str__(self) -> str:
        """Return the set as TLA+."""
        if self.is_product:
            return " \\X ".join(map(describe, self.fields.values()))
        return "[" + ", ".join(f"{name}: {describe(items)}" for name, items in self.fields.items()) + "]"

    def contains(self, value: Thing, span: Span) -> bool:
        """Compare the fields and test each."""
        plain = write_out(value, span)
        if not isinstance(plain, Fun):
            return _stranger(plain, self, span)
        if self.is_product != is_sequence(plain):
            return _stranger(plain, self, span)
        if plain.get.keys() != self.fields.keys():
            return False
        return all(member(plain.get[name], items, span) for name, items in self.fields.items())

    def stream(self, span: Span) -> Iterator[Value]:
        """Vary the last field fastest."""
        columns = [tuple(ordered(items, span)) for items in self.fields.values()]
        return (Fun.of_sorted(dict(zip(self.fields, row, strict=True))) for row in product(*columns))

    def size(self, span: Span) -> int:
        """Return the product of the sizes."""
        result = 1
        for items in self.fields.values():
            result *= cardinality(items, span)
        return result

    def finite(self) -> bool:
        """Answer for all fields."""
        return all(map(is_finite, self.fields.values()))


class Combined(LazySet):
    r"""`\cup`, `\cap` or `\` of two sets, one of them lazy."""

    __slots__ = ("left", "right", "symbol")

    def __init__(self, symbol: str, left: Thing, right: Thing) -> None:
        """Name the operator and the sets."""
        self.symbol, self.left, self.right = symbol, left, right

    def __str__(self) -> str:
        """Return the set as TLA+."""
        return f"({describe(self.left)} {self.symbol} {describe(self.right)})"

    def contains(self, value: Thing, span: Span) -> bool:
        """Ask both sets."""
        inside = member(value, self.left, span)
        match self.symbol:
            case "\\cup":
                return inside or member(value, self.right, span)
            case "\\cap":
                return inside and member(value, self.right, span)
            case _:
                return inside and not member(value, self.right, span)

    def stream(self, span: Span) -> Iterable[Value]:
        """Write both sets out."""
        return ordered(self.elements(span), span)

    def elements(self, span: Span) -> frozenset[Value]:
        r"""Enumerate the sets; for `\cap` the finite one is enough, for `\` the left one."""
        if self.symbol == "\\cup":
            return make_set([*chain(ordered(self.left, span), ordered(self.right, span))], span)
        one, other = self.left, self.right
        if self.symbol == "\\cap" and not is_finite(one):
            one, other = other, one
        keep = self.symbol == "\\cap"
        return frozenset(item for item in ordered(one, span) if member(item, other, span) is keep)

    def size(self, span: Span) -> int:
        """Write both sets out."""
        return len(self.elements(span))

    def finite(self) -> bool:
        """Answer for the sets that bound this one."""
        match self.symbol:
            case "\\cup":
                return is_finite(self.left) and is_finite(self.right)
            case "\\cap":
                return is_finite(self.left) or is_finite(self.right)
            case _:
                return is_finite(self.left)


class Filtered(LazySet):
    r"""`{x \in base : accepts(x)}` where the base is lazy."""

    __slots__ = ("accepts", "base")

    def __init__(self, base: LazySet, accepts: Callable[[Value], bool]) -> None:
        """Name the set and the test."""
        self.base, self.accepts = base, accepts

    def __str__(self) -> str:
        """Return the set in outline."""
        return f"{{x \\in {self.base} : ...}}"

    def contains(self, value: Thing, span: Span) -> bool:
        """Ask the base, then the test."""
        return self.base.contains(value, span) and self.accepts(write_out(value, span))

    def stream(self, span: Span) -> Iterator[Value]:
        """Go through the base."""
        return (item for item in self.base.stream(span) if self.accepts(item))

    def elements(self, span: Span) -> frozenset[Value]:
        """Go through the base."""
        return frozenset(self.stream(span))

    def size(self, span: Span) -> int:
        """Count one by one."""
        return sum(1 for _ in self.stream(span))

    def finite(self) -> bool:
        """Answer for the base."""
        return self.base.finite()


def cardinality(thing: Thing, span: Span) -> int:
    """Return the number of elements, without writing the set out where possible."""
    return thing.size(span) if isinstance(thing, LazySet) else len(finite_set(thing, span, "Cardinality"))


def is_finite(thing: Thing) -> bool:
    """Tell whether the set is finite."""
    return thing.finite() if isinstance(thing, LazySet) else True


def cartesian(factors: list[Thing]) -> Records:
    r"""Return the product of the sets."""
    return Records(dict(enumerate(factors, start=1)), is_product=True)


__all__ = [
    "Combined",
    "Filtered",
    "Functions",
    "InfiniteValues",
    "Interval",
    "Records",
    "Sequences",
    "Subsets",
    "cardinality",
    "cartesian",
    "is_finite",
]
