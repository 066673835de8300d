"""Terms of SMT-LIB 2, as the text that every solver reads.

A truth or a number that is known is Python's, and a known string too, so that what constants decide is
decided here.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

BOOL, INT, STR = "Bool", "Int", "Str"


class Term(NamedTuple):
    """A term of one of the three sorts, none of them known in advance."""

    sort: str
    text: str


Truth: TypeAlias = "bool | Term"
Number: TypeAlias = "int | Term"
Scalar: TypeAlias = "bool | int | str | Term"


class Apart:
    """Pairs of terms that are known to differ for the moment, and what has been asked since."""

    def __init__(self) -> None:
        """Know of none."""
        self.pairs: set[tuple[str, str]] = set()
        self.asked: set[tuple[str, str]] = set()
        self.changed = False  # was a value looked at that a step may have changed?

    @contextmanager
    def knowing(self, pairs: set[tuple[str, str]]) -> Iterator[None]:
        """Know of these pairs and no others within, however that ends: of another step they may be untrue.

        What has been asked of a pair that is known outside too has been asked there and within.
        """
        outer, asked = self.pairs, self.asked
        self.pairs, self.asked = pairs, asked & outer & pairs
        try:
            yield
        finally:
            self.pairs, self.asked = outer, asked | (self.asked & outer)

    def known(self, left: Scalar, right: Scalar) -> bool:
        """Tell whether two terms are known to differ."""
        pair = text(left), text(right)
        if pair not in self.pairs:
            return False
        self.asked |= {pair, pair[::-1]}
        return True


APART = Apart()

_SPELT = str.maketrans({"!": "!0", "\\": "!1", "|": "!2"})  # two of these no symbol of SMT-LIB may have


def quoted(name: str) -> str:
    """Return the symbol of a variable, a constant or what belongs to one: none of SMT-LIB or of ours."""
    return f"|${name}|"


def text(value: Scalar) -> str:
    """Return a scalar as SMT-LIB."""
    if isinstance(value, Term):
        return value.text
    if isinstance(value, str):
        return f'|"{value.translate(_SPELT)}"|'
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if value >= 0 else f"(- {-value})"


def sort_of(value: Scalar) -> str:
    """Return the sort of a scalar."""
    match value:
        case Term():
            return value.sort
        case bool():
            return BOOL
        case int():
            return INT
        case str():
            return STR


def call(sort: str, name: str, *args: Scalar) -> Term:
    """Return the application of a function, or a constant."""
    if not args:
        return Term(sort, name)
    return Term(sort, f"({name} {' '.join([a.text if type(a) is Term else text(a) for a in args])})")


def neg(one: Truth) -> Truth:
    """Return the negation."""
    if isinstance(one, bool):
        return not one
    return Term(BOOL, one.text[5:-1]) if one.text.startswith("(not ") else call(BOOL, "not", one)


def conj(*items: Truth) -> Truth:
    """Return the conjunction."""
    return _joined("and", items, neutral=True)


def disj(*items: Truth) -> Truth:
    """Return the disjunction."""
    return _joined("or", items, neutral=False)


def _joined(name: str, items: tuple[Truth, ...], *, neutral: bool) -> Truth:
    left: dict[Truth, None] = {}
    for item in items:
        if item is not neutral:
            if isinstance(item, bool):
                return item
            left[item] = None
    if len(left) > 1:
        return call(BOOL, name, *left)
    return next(iter(left)) if left else neutral


def implies(left: Truth, right: Truth) -> Truth:
    """Return the implication."""
    if left is False or right is True or left == right:
        return True
    if left is True:
        return right
    return neg(left) if right is False else call(BOOL, "=>", left, right)


def same(left: Scalar, right: Scalar) -> Truth:
    """Return the equality of two scalars of one sort."""
    if not isinstance(left, Term) and not isinstance(right, Term):
        return left == right
    if left == right:
        return True
    if APART.pairs and APART.known(left, right):
        return False
    if isinstance(left, bool) or isinstance(right, bool):
        known, other = (left, right) if isinstance(left, bool) else (right, left)
        assert isinstance(other, Term)
        return other if known else neg(other)
    return call(BOOL, "=", left, right)


def choice(test: Truth, then: Scalar, orelse: Scalar) -> Scalar:
    """Return IF, THEN, ELSE."""
    if isinstance(test, bool):
        return then if test else orelse
    if then == orelse and sort_of(then) == sort_of(orelse):
        return then
    if sort_of(then) == BOOL:
        assert isinstance(then, bool | Term)
        assert isinstance(orelse, bool | Term)
        if isinstance(then, bool) or isinstance(orelse, bool):
            return conj(implies(test, then), implies(neg(test), orelse))
    return call(sort_of(then), "ite", test, then, orelse)


def at_most(left: Number, right: Number) -> Truth:
    """Return left <= right."""
    if isinstance(left, int) and isinstance(right, int):
        return left <= right
    return True if left == right else call(BOOL, "<=", left, right)


def plus(left: Number, right: Number) -> Number:
    """Return the sum."""
    if isinstance(left, int) and isinstance(right, int):
        return left + right
    if left == 0 or right == 0:
        return right if left == 0 else left
    return call(INT, "+", left, right)


def minus(left: Number, right: Number) -> Number:
    """Return the difference."""
    if isinstance(left, int) and isinstance(right, int):
        return left - right
    return left if right == 0 else call(INT, "-", left, right)


def times(left: Number, right: Number) -> Number:
    """Return the product."""
    if isinstance(left, int) and isinstance(right, int):
        return left * right
    if left in {0, 1} or right in {0, 1}:
        known, other = (left, right) if left in {0, 1} else (right, left)
        return other if known == 1 else 0
    return call(INT, "*", left, right)


def quantified(word: str, names: list[Term], body: Truth) -> Truth:
    """Return `forall` or `exists` over these variables."""
    if isinstance(body, bool):
        return body  # an empty domain is a guard in the body
    used = [name for name in names if name.text in body.text]
    if not used:
        return body
    return Term(BOOL, f"({word} ({' '.join(f'({v.text} {v.sort})' for v in used)}) {body.text})")
