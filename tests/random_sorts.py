"""The sorts that random modules are made over, and what TLA+ writes for each."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import assert_never

TOKENS = ("t1", "t2", "t3")  # model values
NOBODY = "t0"  # a model value that stands for no number


@dataclass(frozen=True, slots=True)
class Number:
    """0..top."""

    top: int


@dataclass(frozen=True, slots=True)
class Truth:
    """BOOLEAN."""


@dataclass(frozen=True, slots=True)
class Word:
    """A set of strings."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """A set of model values."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Maybe:
    """A number, or a model value in its place."""

    item: Number


@dataclass(frozen=True, slots=True)
class SetOf:
    """SUBSET of a sort."""

    item: Sort


@dataclass(frozen=True, slots=True)
class Map:
    """[domain -> codomain]."""

    domain: Sort
    codomain: Sort


@dataclass(frozen=True, slots=True)
class Rec:
    """A set of records."""

    fields: tuple[tuple[str, Sort], ...]


@dataclass(frozen=True, slots=True)
class Tup:
    """A product."""

    items: tuple[Sort, ...]


@dataclass(frozen=True, slots=True)
class Queue:
    """Sequences up to a length."""

    item: Sort
    longest: int


Sort = Number | Truth | Word | Token | Maybe | SetOf | Map | Rec | Tup | Queue


def universe(sort: Sort) -> str:
    """Return the set of all values of a sort, as TLA+."""
    match sort:
        case Number(top):
            return f"0..{top}"
        case Truth():
            return "BOOLEAN"
        case Word(words):
            return "{" + ", ".join(f'"{word}"' for word in words) + "}"
        case Token(names):
            return "{" + ", ".join(names) + "}"
        case Maybe(item):
            return f"({{{NOBODY}}} \\cup {universe(item)})"
        case SetOf(item):
            return f"(SUBSET ({universe(item)}))"
        case Map(domain, codomain):
            return f"[{universe(domain)} -> {universe(codomain)}]"
        case Rec(fields):
            return "[" + ", ".join(f"{name} : {universe(item)}" for name, item in fields) + "]"
        case Tup(items):
            return "(" + " \\X ".join(f"({universe(item)})" for item in items) + ")"
        case Queue(item, longest):
            return f"(UNION {{[1..n9 -> {universe(item)}] : n9 \\in 0..{longest}}})"
        case _:
            assert_never(sort)


def count(sort: Sort) -> int:
    """Return how many values a sort has."""
    match sort:
        case Number(top):
            return top + 1
        case Truth():
            return 2
        case Word(items) | Token(items):
            return len(items)
        case Maybe(item):
            return 1 + count(item)
        case SetOf(item):
            return int(2 ** count(item))
        case Map(domain, codomain):
            return int(count(codomain) ** count(domain))
        case Rec(fields):
            return prod(count(item) for _, item in fields)
        case Tup(items):
            return prod(map(count, items))
        case Queue(item, longest):
            return sum(int(count(item) ** n) for n in range(longest + 1))
        case _:
            assert_never(sort)
