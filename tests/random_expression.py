"""Expressions of TLA+ made at random: each has a sort, so that it means something.

Few partial operators are used outside their domains: only one module in `PARTIAL` is made without that care.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, TypeVar, assert_never

from random_sorts import (
    NOBODY,
    TOKENS,
    Map,
    Maybe,
    Number,
    Queue,
    Rec,
    SetOf,
    Sort,
    Token,
    Truth,
    Tup,
    Word,
    count,
    universe,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")
PARTIAL = 50  # one module in so many is careless
MOST_VALUES = 24  # of a variable
MOST_ELEMENTS = 9  # of a set that is gone through
BIT, DIGIT = Truth(), Number(2)
CONNECT = ("\\cup", "\\union", "\\cap", "\\")


@dataclass
class Expressions:
    """Makes expressions over what can be read where they stand."""

    seed: int
    prefix: str = ""
    scope: list[tuple[str, Sort]] = field(default_factory=list)  # bound names
    state: list[tuple[str, Sort]] = field(default_factory=list)  # variables that may be read
    following: list[tuple[str, Sort]] = field(default_factory=list)  # those that may be read with a prime
    helpers: list[tuple[str, tuple[Sort, ...], Sort]] = field(default_factory=list)
    pool: list[Sort] = field(default_factory=list)
    exact: set[str] = field(default_factory=set)  # bound names that are of their sort whatever happens
    names: int = 0

    def __post_init__(self) -> None:
        """Take chance from the seed, by `random` alone: it alone is the same in every Python."""
        self.chance = Random(self.seed).random  # noqa: S311 - no secret
        self.careless = self.below(PARTIAL) == 0

    def below(self, n: int) -> int:
        """Return a number from 0 to n - 1."""
        return int(self.chance() * n)

    def pick(self, items: Sequence[T]) -> T:
        """Return one of them."""
        return items[self.below(len(items))]

    def one(self, *ways: Callable[[], str]) -> str:
        """Return what one of these makes."""
        return self.pick(ways)()

    def fresh(self) -> str:
        """Return a name that is not in use."""
        self.names += 1
        return f"k{self.names}"

    # Sorts

    def basic(self) -> Sort:
        """Return a small sort without parts."""
        sorts: list[Sort] = [
            Number(1 + self.below(2)),
            Truth(),
            Word(("a", "b", "c")[: 2 + self.below(2)]),
            Token(TOKENS[: 2 + self.below(2)]),
            Maybe(Number(1)),
        ]
        return self.pick(sorts)

    def scalar(self) -> Sort:
        """Return one of the few sorts without parts that this module is about."""
        while len(self.pool) < 3:
            self.pool.append(self.basic())
        return self.pick(self.pool)

    def compared(self) -> Sort:
        """Return a sort of which something can be read, if there is one."""
        found = [sort for _, sort in self.readable()]
        return self.pick(found) if found and self.chance() < 0.8 else self.sort(1)

    def sort(self, depth: int = 2) -> Sort:
        """Return a sort with few values."""
        while True:
            found = self.scalar() if depth == 0 else self._sort(depth - 1)
            if count(found) <= MOST_VALUES:
                return found

    def _sort(self, depth: int) -> Sort:
        match self.below(8):
            case 0:
                return SetOf(self.scalar())
            case 1 | 2:
                return Map(self.scalar(), self.sort(depth))
            case 3:
                return Rec((("a", self.sort(depth)), ("b", self.scalar())))
            case 4:
                return Tup((self.scalar(), self.sort(depth)))
            case 5:
                return Queue(self.scalar(), 2)
            case _:
                return self.scalar()

    # Expressions

    def literal(self, sort: Sort) -> str:
        """Return some value of a sort."""
        match sort:
            case Number(top):
                return str(self.below(top + 1))
            case Truth():
                return self.pick(["TRUE", "FALSE"])
            case Word(words):
                return f'"{self.pick(words)}"'
            case Token(names):
                return self.pick(names)
            case Maybe(item):
                return self.pick([NOBODY, self.literal(item)])
            case SetOf(item):
                return self.pick(["{}", f"{{{self.literal(item)}}}"])
            case Map(domain, codomain):
                return f"[{self.fresh()} \\in {universe(domain)} |-> {self.literal(codomain)}]"
            case Rec(fields):
                return "[" + ", ".join(f"{name} |-> {self.literal(item)}" for name, item in fields) + "]"
            case Tup(items):
                return "<<" + ", ".join(map(self.literal, items)) + ">>"
            case Queue(item, _):
                return self.pick(["<<>>", f"<<{self.literal(item)}>>"])
            case _:
                assert_never(sort)

    def readable(self) -> Iterator[tuple[str, Sort]]:
        """Yield what can be read here."""
        yield from self.scope
        yield from self.state
        for name, sort in self.following:
            yield f"{name}'", sort

    def atoms(self, sort: Sort) -> list[str]:
        """Return what can be read here of this sort, parts of values included."""
        found = []
        for text, has in self.readable():
            if has == sort or (isinstance(sort, Number) and isinstance(has, Number)):
                found.append(text)
            match has:
                case Map(domain, codomain) if codomain == sort and (sort != BIT or text.startswith("v")):
                    found += [f"{text}[{a}]" for a, kind in self.scope if kind == domain and a in self.exact]
                    found.append(f"{text}[{self.literal(domain)}]")
                case Rec(fields):
                    found += [f"{text}.{name}" for name, item in fields if item == sort]
                case Tup(items):
                    found += [f"{text}[{n}]" for n, item in enumerate(items, start=1) if item == sort]
        return found

    def simple(self) -> str:
        """Return the least that can be said of something."""
        found = list(self.readable())
        if not found:
            return self.literal(BIT)
        text, sort = self.pick(found)
        return f"({text} {self.pick('=#')} {self.literal(sort)})"

    def bound(self, sort: Sort, inner: Callable[[], str], name: str = "") -> tuple[str, str]:
        """Return a new name of a sort and what is made where it is known."""
        name = name or self.fresh()
        self.scope.append((name, sort))
        text = inner()
        self.scope.pop()
        return name, text

    def make(self, sort: Sort, size: int) -> str:
        """Return an expression of a sort."""
        if size <= 0 or self.chance() < 0.25:
            found = self.atoms(sort)
            if sort == BIT and self.chance() < 0.8:
                return self.simple()
            return self.pick(found) if found and self.chance() < 0.9 else self.literal(sort)
        if self.chance() < 0.2:
            return f"({self.anything(sort, size - 1)})"
        return f"({self.of_sort(sort, size - 1)})"

    def anything(self, sort: Sort, n: int) -> str:
        """Return what can be written of every sort."""
        fitting = [helper for helper in self.helpers if helper[2] == sort]
        if fitting and self.chance() < 0.5:
            name, given, _ = self.pick(fitting)
            return f"{name}({', '.join(self.make(s, n) for s in given)})"
        match self.below(6):
            case 0 | 1:
                return f"IF {self.make(BIT, n)} THEN {self.make(sort, n)} ELSE {self.make(sort, n)}"
            case 2:
                other = self.scalar()
                value = self.make(other, n)
                name, body = self.bound(other, lambda: self.make(sort, n))
                return f"LET {name} == {value} IN {body}"
            case 3:
                arms = f"CASE {self.make(BIT, n)} -> {self.make(sort, n)} [] {self.make(BIT, n)} -> "
                last = "" if self.careless else f" [] OTHER -> {self.make(sort, n)}"
                return f"{arms}{self.make(sort, n)}{last}"
            case 4:
                other, operator = self.scalar(), self.fresh()
                name, body = self.bound(other, lambda: self.make(sort, n))
                return f"LET {operator}({name}) == {body} IN {operator}({self.make(other, n)})"
            case _:
                domain, argument = self.scalar(), self.fresh()
                function = Map(domain, sort)
                name, body = self.bound(function, lambda: self.applied(argument, domain, sort, n), argument)
                return f"LET {name} == {self.make(function, n)} IN {body}"

    def applied(self, function: str, domain: Sort, codomain: Sort, n: int) -> str:
        """Return a function of which the domain is known at an argument that may be outside it."""
        argument, name = self.make(domain, n), self.fresh()
        is_true = " = TRUE" if isinstance(codomain, Truth) else ""  # see docs/gotchas.md, of TLC
        if self.careless or not isinstance(domain, Number | Maybe):
            return f"{function}[{argument}]{is_true}"
        safe = f"IF {name} \\in DOMAIN {function} THEN {function}[{name}]{is_true}"
        return f"LET {name} == {argument} IN {safe} ELSE {function}[{self.literal(domain)}]{is_true}"

    def over(self, n: int) -> tuple[str, str, str, Sort]:
        """Return a name, a set, and a truth about the name, and its sort."""
        sort = self.scalar()
        domain = self.make(SetOf(sort), n)
        name, body = self.bound(sort, lambda: self.make(BIT, n))
        return name, domain, body, sort

    def of_sort(self, sort: Sort, n: int) -> str:
        """Return what can be written of this sort alone."""
        match sort:
            case Number():
                return self.number(n)
            case Truth():
                return self.truth(n)
            case Maybe(item):
                return self.pick([NOBODY, self.make(item, n)])
            case Word() | Token():
                if self.chance() < 0.5:
                    return self.chosen(sort, n)
                return self.anything(sort, n)
            case SetOf(item):
                return self.set(item, n)
            case Map(domain, codomain):
                return self.map(sort, domain, codomain, n)
            case Rec(fields):
                name, item = self.pick(fields)
                old = self.make(sort, n)
                return self.one(
                    lambda: "[" + ", ".join(f"{f} |-> {self.make(s, n)}" for f, s in fields) + "]",
                    lambda: f"[{old} EXCEPT !.{name} = {self.make(item, n)}]",
                )
            case Tup(items):
                place = self.below(len(items))
                old, new = self.make(sort, n), self.make(items[place], n)
                return self.one(
                    lambda: "<<" + ", ".join(self.make(item, n) for item in items) + ">>",
                    lambda: f"[{old} EXCEPT ![{place + 1}] = {new}]",
                )
            case Queue(item, longest):
                return self.queue(sort, item, longest, n)
            case _:
                assert_never(sort)

    def chosen(self, sort: Sort, n: int) -> str:
        """Return the only element that there is to choose."""
        name = self.fresh()
        value = self.make(sort, n)
        return f"CHOOSE {name} \\in {universe(sort)} : {name} = {value}"

    def number(self, n: int) -> str:
        """Return a number."""
        number, m = DIGIT, self.make
        if self.careless and self.chance() < 0.3:
            return self.one(
                lambda: f"{m(number, n)} \\div {m(number, n)}",
                lambda: f"Head({m(Queue(number, 2), n)})",
                lambda: f"{m(Queue(number, 2), n)}[{m(number, n)}]",
                lambda: f"CHOOSE {self.fresh()} \\in ({m(SetOf(number), n)}) \\cap (0..9) : TRUE",
            )
        domain, other = self.scalar(), self.fresh()
        return self.one(
            lambda: f"{m(number, n)} + {m(number, n)}",
            lambda: f"{m(number, n)} - {m(number, n)}",
            lambda: f"{m(number, n)} * {self.pick(['2', '(-1)', '0'])}",
            lambda: f"{m(number, n)} % {1 + self.below(3)}",
            lambda: f"{m(number, n)} \\div {1 + self.below(2)}",
            lambda: f"-{m(number, n)}",
            lambda: f"Cardinality({m(SetOf(domain), n)})",
            lambda: f"Len({m(Queue(domain, 2), n)})",
            lambda: "Cardinality({{{} \\in {} : {}}})".format(*self.over(n)),
            lambda: f"LET {other}[{other}n \\in 0..2] == IF {other}n = 0 THEN {m(number, n)} "
            f"ELSE {other}n + {other}[{other}n - 1] IN {other}[{self.below(3)}]",
            lambda: self.least(n),
            lambda: self.anything(number, n),
        )  # fmt: skip

    def least(self, n: int) -> str:
        """Return the least element of a set that has one."""
        a, b, s = self.fresh(), self.fresh(), self.fresh()
        least = f"CHOOSE {a} \\in {s} : \\A {b} \\in {s} : {a} <= {b}"
        return f"LET {s} == {self.make(SetOf(DIGIT), n)} \\cup {{{self.below(3)}}} IN {least}"

    def truth(self, n: int) -> str:
        """Return a truth value."""
        m, sort = self.make, self.compared()
        queue = Queue(self.scalar(), 2)
        return self.one(
            lambda: f"{m(DIGIT, n)} {self.pick(['<', '<=', '>', '>='])} {m(DIGIT, n)}",
            lambda: f"{m(sort, n)} = {m(sort, n)}",
            lambda: f"{m(sort, n)} # {m(sort, n)}",
            lambda: f"{m(sort, n)} \\in {universe(sort)}",
            lambda: f"{m(sort, n)} \\notin {m(SetOf(sort), n - 1)}",
            lambda: f"{m(SetOf(sort), n)} \\subseteq {m(SetOf(sort), n)}",
            lambda: f"{m(queue, n)} = {m(queue, n)}",
            lambda: f"~ {m(BIT, n)}",
            lambda: f"{m(BIT, n)} /\\ {m(BIT, n)}",
            lambda: f"{m(BIT, n)} \\/ {m(BIT, n)}",
            lambda: f"{m(BIT, n)} => {m(BIT, n)}",
            lambda: f"{m(BIT, n)} <=> {m(BIT, n)}",
            lambda: "\\E {} \\in {} : {}".format(*self.over(n)),
            lambda: "\\A {} \\in {} : {}".format(*self.over(n)),
            lambda: self.two(n),
            lambda: self.anything(BIT, n),
        )

    def two(self, n: int) -> str:
        """Return a truth about two elements, or about the parts of a pair."""
        one, other = self.scalar(), self.scalar()
        many, more = self.make(SetOf(one), n), self.make(SetOf(other), n)
        quantifier = self.pick(["\\A", "\\E"])

        def inner() -> str:
            return self.bound(other, lambda: self.make(BIT, n), second)[1]

        first, second = self.fresh(), self.fresh()
        _, body = self.bound(one, inner, first)
        if self.chance() < 0.5:
            return f"{quantifier} {first} \\in {many}, {second} \\in {more} : {body}"
        return f"{quantifier} <<{first}, {second}>> \\in {many} \\X {more} : {body}"

    def set(self, item: Sort, n: int) -> str:
        """Return a set."""
        sort, m = SetOf(item), self.make

        def filtered() -> str:
            domain = m(sort, n)
            name, body = self.bound(item, lambda: m(BIT, n))
            return f"{{{name} \\in {domain} : {body}}}"

        def image() -> str:
            other = self.scalar()
            domain = m(SetOf(other), n)
            name, body = self.bound(other, lambda: m(item, n))
            return f"{{{body} : {name} \\in {domain}}}"

        def of_sets() -> str:
            name, body = self.bound(sort, lambda: m(BIT, n))
            return f"UNION {{{name} \\in SUBSET ({m(sort, n)}) : {body}}}"

        ways = [
            lambda: f"{{{m(item, n)}, {m(item, n)}}}",
            lambda: f"{m(sort, n)} {self.pick(CONNECT)} {m(sort, n)}",
            filtered,
            image,
            of_sets,
            lambda: f"DOMAIN {m(Map(item, BIT), n)}",
            lambda: self.anything(sort, n),
        ]
        if isinstance(item, Number):
            ways.append(lambda: f"{self.below(2)}..{m(item, n)}")
        if count(item) <= MOST_ELEMENTS:
            ways.append(lambda: universe(item))
        return self.one(*ways)

    def map(self, sort: Sort, domain: Sort, codomain: Sort, n: int) -> str:
        """Return a function."""
        m = self.make

        def mapped() -> str:
            name = self.fresh()
            self.exact.add(name)
            _, body = self.bound(domain, lambda: m(codomain, n), name)
            return f"[{name} \\in {universe(domain)} |-> {body}]"

        def changed() -> str:
            at, old = m(domain, n), m(sort, n)
            new = m(codomain, n)
            if isinstance(codomain, Number) and self.chance() < 0.5:
                new = f"@ + {new}"
            elif codomain == BIT and self.chance() < 0.5:
                new = "~ @"
            more = f", ![{m(domain, n)}] = {m(codomain, n)}" if self.chance() < 0.3 else ""
            if isinstance(codomain, Map) and self.chance() < 0.5:
                return f"[{old} EXCEPT ![{at}][{m(codomain.domain, n)}] = {m(codomain.codomain, n)}]"
            return f"[{old} EXCEPT ![{at}] = {new}{more}]"

        def merged() -> str:
            return f"({self.literal(domain)} :> {m(codomain, n)}) @@ {m(sort, n)}"

        return self.one(mapped, changed, changed, merged, lambda: self.anything(sort, n))

    def queue(self, sort: Sort, item: Sort, longest: int, n: int) -> str:
        """Return a sequence."""
        m, name = self.make, self.fresh()
        old = m(sort, n)
        add = f"Append({name}, {m(item, n)})"
        return self.one(
            lambda: f"LET {name} == {old} IN IF Len({name}) < {longest} THEN {add} ELSE {name}",
            lambda: f"LET {name} == {old} IN IF {name} = <<>> THEN {name} ELSE Tail({name})",
            lambda: f"<<{m(item, n)}>>",
            lambda: (
                f"SubSeq({old} \\o <<{m(item, n)}>>, 1, {1 + self.below(longest)})"
                if self.careless
                else f"SubSeq({old} \\o <<{m(item, n)}>>, 1, 1)"
            ),
            lambda: self.anything(sort, n),
        )
