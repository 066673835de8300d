"""What a symbolic value can be spread out to, and how it is put together again."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.encode.circuit import FALSE, TRUE, Circuit
from rmapsmt.encode.value import (
    LIMIT,
    UNDEFINED,
    Bit,
    Choice,
    Lazy,
    Mixed,
    Sym,
    SymFun,
    SymSet,
    TooLarge,
    bit,
    by_kind,
    kind,
    literal,
    sym_fun,
    sym_set,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rmapsmt.ir import Value


class Spread:
    """Reading and building symbolic values over one circuit."""

    def __init__(self, circuit: Circuit) -> None:
        """Work over this circuit."""
        self.c = circuit

    # ----------------------------------------------------------------------------------- reading

    def only(self, value: Sym, wanted: str) -> tuple[int, Sym]:
        """Return where a value is of the wanted kind, and what it is there; UNDEFINED is of every kind."""
        if isinstance(value, Mixed):
            return next(((g, v) for g, v in value.options if kind(v) == wanted), (FALSE, UNDEFINED))
        fits = kind(value) == wanted or (isinstance(value, Choice) and not value.options)
        return (TRUE, value) if fits else (FALSE, UNDEFINED)

    def options(self, value: Sym) -> Iterable[tuple[int, Sym]]:
        """Return the kinds of a Mixed, or the value itself."""
        return value.options if isinstance(value, Mixed) else ((TRUE, value),)

    def alternatives(self, value: Sym) -> list[tuple[int, Value]]:
        """Return every known value that this one may be, with its condition.

        Raises TooLarge where there are more than LIMIT of them.
        """
        match value:
            case Bit(lit):
                return [(-lit, False), (lit, True)]
            case Choice(options):
                return [(lit, v) for v, lit in options.items() if lit != FALSE]
            case SymSet(members):
                found: list[tuple[int, Value]] = []
                maybe = [(v, lit) for v, lit in members.items() if lit not in (TRUE, FALSE)]
                if 2 ** min(len(maybe), 40) > LIMIT:
                    raise TooLarge(f"a set has {len(maybe)} possible elements")
                always = [v for v, lit in members.items() if lit == TRUE]
                for picks in product((False, True), repeat=len(maybe)):
                    guard = self.c.all([lit if p else -lit for p, (_, lit) in zip(picks, maybe, strict=True)])
                    if guard != FALSE:
                        chosen = [v for p, (v, _) in zip(picks, maybe, strict=True) if p]
                        found.append((guard, frozenset([*always, *chosen])))
                return found
            case SymFun(entries):
                partial: list[tuple[int, dict[Value, Value]]] = [(TRUE, {})]
                for key, (present, item) in entries.items():
                    ways: list[tuple[int, Value | None]] = [
                        (self.c.both(present, g), v) for g, v in self.alternatives(item)
                    ]
                    if present != TRUE:
                        ways.append((-present, None))
                    grown = [
                        (both, d if v is None else {**d, key: v})
                        for g, d in partial
                        for w, v in ways
                        if (both := self.c.both(g, w)) != FALSE
                    ]
                    if len(grown) > LIMIT:
                        raise TooLarge(f"a function has more than {LIMIT} possible values")
                    partial = grown
                return [(g, ir.Fun(d)) for g, d in partial]
            case Mixed(options):
                return [(self.c.both(g, w), v) for g, item in options for w, v in self.alternatives(item)]
            case Lazy():
                return [(g, frozenset(v for v in s)) for g, s in self._enumerated(value)]
            case _:
                return [(TRUE, value)]

    def _enumerated(self, value: Lazy) -> list[tuple[int, frozenset[Value]]]:
        members = self.members(value)
        return [(g, v) for g, v in self.alternatives(SymSet(members)) if isinstance(v, frozenset)]

    def members(self, value: Sym) -> Mapping[Value, int]:
        """Return the possible elements of a set, each with the literal of its membership.

        Raises TooLarge for a set that cannot be enumerated, TypeError for what is not a set.
        """
        match value:
            case frozenset():
                return dict.fromkeys(value, TRUE)
            case SymSet(members):
                return members
            case Choice(options):
                found: dict[Value, list[int]] = {}
                for v, lit in options.items():
                    if not isinstance(v, frozenset):
                        raise TypeError
                    for item in v:
                        found.setdefault(item, []).append(lit)
                return {v: self.c.any(lits) for v, lits in found.items()}
            case Mixed(options):
                found = {}
                for g, part in options:
                    for v, lit in self.members(part).items():
                        found.setdefault(v, []).append(self.c.both(g, lit))
                return {v: self.c.any(lits) for v, lits in found.items()}
            case Lazy():
                return self._lazy_members(value)
            case _:
                raise TypeError

    def _lazy_members(self, value: Lazy) -> Mapping[Value, int]:
        match value.form:
            case ir.Op.CUP | ir.Op.CAP | ir.Op.SET_MINUS:
                left, right = map(self.members, value.parts)
                return combine(self.c, value.form, left, right)
            case ir.Op.SUBSET:
                base = self.members(value.parts[0])
                if 2 ** min(len(base), 40) > LIMIT:
                    raise TooLarge(f"SUBSET of {len(base)} elements")
                items = sorted(base, key=ir.sort_key)
                return {
                    frozenset(v for p, v in zip(picks, items, strict=True) if p): self.c.all(
                        [base[v] for p, v in zip(picks, items, strict=True) if p]
                    )
                    for picks in product((False, True), repeat=len(items))
                }
            case ir.Op.FUNCTION_SET:
                domains = self.alternatives(value.parts[0])
                codomain = self.members(value.parts[1])
                found: dict[Value, int] = {}
                for guard, domain in domains:
                    assert isinstance(domain, frozenset)
                    arguments = sorted(domain, key=ir.sort_key)
                    self._small(len(codomain), len(arguments))
                    for picks in product(codomain, repeat=len(arguments)):
                        lit = self.c.all([guard, *(codomain[v] for v in picks)])
                        found[ir.Fun(dict(zip(arguments, picks, strict=True)))] = lit
                return found
            case ir.Op.PRODUCT | "record":
                factors = [self.members(part) for part in value.parts]
                size = 1
                for factor in factors:
                    size *= len(factor)
                self._small(size, 1)
                keys: tuple[Value, ...] = value.keys or tuple(range(1, len(factors) + 1))
                return {
                    ir.Fun(dict(zip(keys, picks, strict=True))): self.c.all(
                        [f[v] for f, v in zip(factors, picks, strict=True)]
                    )
                    for picks in product(*factors)
                }
            case _:
                raise TooLarge(f"{value.form} cannot be enumerated")

    def _small(self, base: int, exponent: int) -> None:
        if base > 1 and (exponent > 40 or base**exponent > LIMIT):  # noqa: PLR2004 - 2 ** 40 is past any limit
            raise TooLarge(f"a set of {base}^{exponent} elements")

    # ----------------------------------------------------------------------------------- building

    def merge(self, ways: Sequence[tuple[int, Sym]]) -> Sym:
        """Return the value that is each of these under its condition; the conditions exclude each other."""
        ways = [(g, v) for g, v in ways if g != FALSE]
        if not ways:
            return UNDEFINED
        if len(ways) == 1 or all(v is ways[0][1] for _, v in ways):
            return ways[0][1]
        flat = [(self.c.both(g, h), v) for g, w in ways for h, v in self.options(w)]
        flat = [(g, v) for g, v in flat if g != FALSE and not (isinstance(v, Choice) and not v.options)]
        if not flat:
            return UNDEFINED
        kinds = {kind(v) for _, v in flat}
        if len(kinds) > 1:
            return Mixed(
                tuple((self.c.any(g for g, _ in group), self.merge(group)) for group in by_kind(flat))
            )
        match kinds.pop():
            case "boolean":
                lits = [(g, literal(v)) for g, v in flat]
                if all(lit == lits[0][1] for _, lit in lits):
                    return flat[0][1]
                return bit(self.c.any([self.c.both(g, lit) for g, lit in lits if lit is not None]))
            case "scalar":
                found: dict[Value, list[int]] = {}
                for g, v in flat:
                    for w, known in self.alternatives(v):
                        found.setdefault(known, []).append(self.c.both(g, w))
                if len(found) == 1:
                    return next(iter(found))
                return Choice({v: lit for v, lits in found.items() if (lit := self.c.any(lits)) != FALSE})
            case "set":
                if any(isinstance(v, Lazy) for _, v in flat) and not all(v is flat[0][1] for _, v in flat):
                    flat = [(g, SymSet(self.members(v))) for g, v in flat]
                    if len(flat) == 1:
                        return flat[0][1]
                found = {}
                for g, v in flat:
                    for item, lit in self.members(v).items():
                        found.setdefault(item, []).append(self.c.both(g, lit))
                return sym_set({v: self.c.any(lits) for v, lits in found.items()})
            case _:
                return self._merge_functions(flat)

    def _merge_functions(self, flat: list[tuple[int, Sym]]) -> Sym:
        every = [(g, self.entries(v)) for g, v in flat]
        keys: dict[Value, None] = {key: None for _, entries in every for key in entries}
        merged: dict[Value, tuple[int, Sym]] = {}
        for key in keys:
            here = [(self.c.both(g, e[key][0]), e[key][1]) for g, e in every if key in e]
            missing = [g for g, e in every if key not in e or e[key][0] != TRUE]
            present = TRUE if not missing else self.c.any(g for g, _ in here)
            if present != FALSE:
                merged[key] = (present, self.merge(here))
        return sym_fun(merged)

    def entries(self, value: Sym) -> Mapping[Value, tuple[int, Sym]]:
        """Return the possible arguments of a function with their presence and value.

        Raises TypeError for what is not a function.
        """
        match value:
            case ir.Fun(items=items):
                return {k: (TRUE, v) for k, v in items}
            case SymFun(entries):
                return entries
            case Choice(options) if options:
                merged = self._merge_functions([(g, v) for v, g in options.items()])
                return self.entries(merged)
            case Mixed(options):
                merged = self._merge_functions([(g, v) for g, v in options])
                return self.entries(merged)
            case _:
                raise TypeError


def combine(
    circuit: Circuit, form: str, left: Mapping[Value, int], right: Mapping[Value, int]
) -> dict[Value, int]:
    """Return the members of a union, an intersection or a difference."""
    match form:
        case ir.Op.CUP:
            return {v: circuit.either(left.get(v, FALSE), right.get(v, FALSE)) for v in {**left, **right}}
        case ir.Op.CAP:
            return {v: lit for v in left if (lit := circuit.both(left[v], right.get(v, FALSE))) != FALSE}
        case _:
            return {v: lit for v in left if (lit := circuit.both(left[v], -right.get(v, FALSE))) != FALSE}
