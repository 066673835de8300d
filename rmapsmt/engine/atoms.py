r"""What a specification's own text speaks of, as truths about one state, and where in some states they hold.

Places (`turn`, `pc[p]`, `mine[p][i]`) are compared with what they were seen to hold, with each other and
with the process that is meant; and there is every comparison that guards, IFs and claims make themselves.
Names range over the sets that the text quantifies over.
"""

from __future__ import annotations

import operator
from collections import Counter
from dataclasses import dataclass, field, fields, replace
from itertools import combinations, combinations_with_replacement, product
from math import prod
from typing import TYPE_CHECKING, Any, cast

from rmapsmt import ir
from rmapsmt.errors import SpecError
from rmapsmt.interp import Evaluator, evaluate
from rmapsmt.interp.evaluate import deep_recursion
from rmapsmt.ir import Fun, ModelValue, Op
from rmapsmt.ir.text import written

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from rmapsmt.interp import Model
    from rmapsmt.ir import State, Value

LARGEST = 6  # elements of a set that names range over
MOST_LABELS = 40  # values of a place that it is compared with
MOST_NUMBERS = 8
MOST_COMPARISONS = 400  # taken from the text
SMALL = 14  # nodes of an expression
MOST_NAMES = 3  # that a lemma is about
MOST_WAYS = 16  # in which it can be
MOST_ALIKE = 2  # atoms that are true in the same of the states seen
_TESTS = {Op.EQ, Op.NE, Op.LT, Op.LE, Op.GT, Op.GE, Op.IN, Op.NOT_IN, Op.SUBSET_EQ}
_OPPOSITE = {Op.EQ: Op.NE, Op.IN: Op.NOT_IN, Op.LT: Op.GE, Op.LE: Op.GT}
_OPPOSITE |= {b: a for a, b in _OPPOSITE.items()}


@dataclass(frozen=True, slots=True)
class Domain:
    """A set of constants that names range over, as the text writes it."""

    expr: ir.Expr
    values: tuple[Value, ...]
    names: tuple[str, ...]  # that the text gives its elements


Prefix = tuple[Domain, ...]  # of the same set twice: two different elements


@dataclass(frozen=True, slots=True)
class Atom:
    """A truth about a state and some elements; bit n of `where` tells whether it is so at entry n."""

    expr: ir.Expr
    where: int
    slots: frozenset[int]  # the names it mentions
    label: tuple[str, ir.Expr, Value] | None = None  # it says that a place has one of its few values
    place: str = ""

    def opposite(self, everywhere: int) -> Atom:
        """Return its negation, written as people write it."""
        match self.expr:
            case ir.Apply(Op.NOT, (inner,)):
                expr = inner
            case ir.Apply(op, args) if op in _OPPOSITE:
                expr = ir.Apply(_OPPOSITE[op], args)
            case _:
                expr = ir.Apply(Op.NOT, (self.expr,))
        return Atom(expr, everywhere & ~self.where, self.slots, None, self.place)


@dataclass
class Text:
    """The domains and the comparisons of a system's text."""

    model: Model
    domains: dict[frozenset[Value], Domain] = field(default_factory=dict)
    tests: dict[str, tuple[ir.Expr, dict[int, frozenset[Value]]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Go through everything that was asked for."""
        system = self.model.system
        for expr in (*system.predicates.values(), system.init, system.next):
            self._walk(expr, {})
        self.domains = {key: one for key, one in self.domains.items() if len(one.values) <= LARGEST}

    def prefixes(self, arguments: Collection[frozenset[Value]]) -> Iterator[Prefix]:
        """Yield what truths can be about: the state alone, an element, a few arguments of functions."""
        yield ()
        for one in self.domains.values():
            yield (one,)
        known = [one for values, one in self.domains.items() if values in arguments]
        for number in range(2, MOST_NAMES + 1):
            for chosen in combinations_with_replacement(known, number):
                twice = any(chosen.count(one) > min(2, len(one.values)) for one in chosen)
                if not twice and prod(len(one.values) for one in chosen) <= MOST_WAYS:
                    yield chosen

    def _set(self, expr: ir.Expr) -> frozenset[Value] | None:
        """Return the value of a set of constants, unless it is one that has very many elements."""
        large = {Op.FUNCTION_SET, Op.SUBSET, Op.PRODUCT, Op.SEQ}
        if not _constant(expr) or any(isinstance(p, ir.Apply) and p.op in large for p in _parts(expr)):
            return None
        try:
            value = evaluate(expr, self.model.constants)
        except SpecError:
            return None
        return value if isinstance(value, frozenset) else None

    def _ranges(self, expr: ir.Expr, names: Sequence[str] = ()) -> frozenset[Value] | None:
        """Know a set that names range over, if it is one of constants."""
        values = self._set(expr)
        if not values or len(values) > LARGEST:
            return None
        known = self.domains.get(values)
        if known is None or (isinstance(expr, ir.Named) and not isinstance(known.expr, ir.Named)):
            before = known.names if known else ()
            known = Domain(expr, tuple(sorted(values, key=ir.sort_key)), before)
        self.domains[values] = replace(known, names=tuple(dict.fromkeys([*known.names, *names])))
        return values

    def _walk(self, expr: ir.Expr, scope: Mapping[int, frozenset[Value]]) -> None:
        match expr:
            case ir.Forall(bounds) | ir.Exists(bounds) | ir.Function(bounds) | ir.Image(_, bounds):
                scope = self._bound(bounds, scope)
            case ir.Filter(bound) | ir.Choose(bound):
                scope = self._bound((bound,), scope)
            case ir.Apply(Op.FUNCTION_SET, (domain, _)):
                self._ranges(domain)
            case ir.Apply(op) if op in _TESTS and len(self.tests) < MOST_COMPARISONS:
                free = _slots(expr)
                short = len(free) <= MOST_NAMES and len(list(_parts(expr))) <= SMALL
                if short and free <= scope.keys() and _state_only(expr):
                    ranges = {slot: scope[slot] for slot in sorted(free)}
                    key = f"{written(expr)} {[sorted(map(ir.show, values)) for values in ranges.values()]}"
                    self.tests.setdefault(key, (expr, ranges))
        for child in ir.children(expr):
            self._walk(child, scope)

    def _bound(
        self, bounds: Sequence[ir.Bound], scope: Mapping[int, frozenset[Value]]
    ) -> dict[int, frozenset[Value]]:
        inner = dict(scope)
        for bound in bounds:
            values = self._ranges(bound.domain, [local.name for local in bound.locals])
            for local in bound.locals:
                inner.pop(local.slot, None)
                if values is not None and not bound.pattern:
                    inner[local.slot] = values
        return inner


class Entries:
    """All ways in which a prefix can be about one of some states, and the atoms that can be about it."""

    def __init__(self, text: Text, states: Sequence[State], prefix: Prefix) -> None:
        """Enumerate them."""
        self.text, self.prefix = text, prefix
        taken: list[str] = []
        for domain in prefix:
            names = [*domain.names, *"pqr"]
            taken.append(next(name for name in names if name not in taken))
        self.locals = tuple(ir.Local(name, -1 - at) for at, name in enumerate(taken))
        same = [(a, b) for a, b in combinations(range(len(prefix)), 2) if prefix[a] is prefix[b]]
        self.twice = tuple((self.locals[a], self.locals[b]) for a, b in same)
        every = product(*(domain.values for domain in prefix))
        self.ways = [way for way in every if all(way[a] != way[b] for a, b in same)]
        self.entries = [(state, way) for state in states for way in self.ways]
        self._evaluator = Evaluator(text.model.variables, text.model.constants)
        self._frames = [self._evaluator.frame(state) for state in states]
        self.everywhere = (1 << len(self.entries)) - 1

    def bits(self, truths: Sequence[bool]) -> int:
        """Return the truths as a number."""
        return int("".join("1" if true else "0" for true in reversed(truths)) or "0", 2)

    def claim(self, expr: ir.Expr) -> ir.Expr:
        """Return the truth about all elements that the prefix may mean."""
        if not self.prefix:
            return expr
        pairs = zip(self.locals, self.prefix, strict=True)
        return ir.Forall(
            tuple(ir.Bound((local,), pattern=False, domain=domain.expr) for local, domain in pairs), expr
        )

    def differ(self) -> list[ir.Expr]:
        """Return what says that two elements of one set are meant."""
        return [ir.Apply(Op.NE, pair) for pair in self.twice]

    def atoms(self) -> list[Atom]:
        """Return the atoms, each once; those about a prefix mention nothing beside it."""
        found: dict[str, Atom] = {}
        alike: Counter[tuple[int, frozenset[int]]] = Counter()
        for atom in (*self._labels(), *self._of_text(), *self._of_places()):
            text, key = written(atom.expr), (atom.where, atom.slots)
            plain = atom.label is not None or atom.where in {0, self.everywhere}
            if text not in found and (plain or alike[key] < MOST_ALIKE):
                alike[key] += 1
                found[text] = atom
        return list(found.values())

    def _places(self) -> list[tuple[ir.Expr, list[Value]]]:
        """Return the places, each with what it holds at every entry."""
        found: list[tuple[ir.Expr, list[Value]]] = []
        for index, name in enumerate(self.text.model.variables):
            held = [state[index] for state, _ in self.entries]
            found += self._inside(ir.Variable(name, index, primed=False), held, frozenset())
        return found

    def _inside(
        self, expr: ir.Expr, held: list[Value], used: frozenset[int]
    ) -> Iterator[tuple[ir.Expr, list[Value]]]:
        """Yield a place and those inside it: at the elements that are meant, and in the fields of records."""
        if not held:
            return
        if not all(isinstance(value, Fun) for value in held):
            yield expr, held
            return
        functions = [value for value in held if isinstance(value, Fun)]
        arguments = {frozenset(value.get) for value in functions}
        if len(arguments) != 1:
            return
        keys = arguments.pop()
        for at, (local, domain) in enumerate(zip(self.locals, self.prefix, strict=True)):
            if at not in used and frozenset(domain.values) == keys:
                inner = [f.get[way[at]] for f, (_, way) in zip(functions, self.entries, strict=True)]
                yield from self._inside(ir.Apply(Op.APPLY, (expr, local)), inner, used | {at})
        if keys and all(isinstance(key, str) for key in keys):
            for key in sorted(keys, key=ir.sort_key):
                place = ir.Apply(Op.APPLY, (expr, ir.Literal(key)))
                yield from self._inside(place, [f.get[key] for f in functions], used)

    def _labels(self) -> Iterator[Atom]:
        """Yield that a place has one of the few values that it was seen to have."""
        for expr, held in self._places():
            kinds = {type(value) for value in held}
            values = sorted(set(held), key=ir.sort_key)
            if kinds == {bool}:
                where = self.bits([value is True for value in held])
                yield Atom(expr, where, _slots(expr), (written(expr), expr, True))
            elif kinds <= {str, ModelValue} and len(values) <= MOST_LABELS:
                for value in values:
                    where = self.bits([one == value for one in held])
                    equal = ir.Apply(Op.EQ, (expr, ir.Literal(value)))
                    yield Atom(equal, where, _slots(expr), (written(expr), expr, value))

    def _of_places(self) -> Iterator[Atom]:
        """Yield comparisons of places: with small numbers, with each other, and with what is meant."""
        places = self._places()
        kinds = [{type(value) for value in held} for _, held in places]
        meant = [
            (local, [way[at] for _, way in self.entries], {type(value) for value in domain.values})
            for at, (local, domain) in enumerate(zip(self.locals, self.prefix, strict=True))
        ]
        for (expr, held), kind in zip(places, kinds, strict=True):
            values = sorted(set(held), key=ir.sort_key)
            if kind == {int} and len(values) <= MOST_NUMBERS:
                for value in values:
                    yield self._compared(Op.EQ, expr, ir.Literal(value), held, [value] * len(held))
            for local, elements, its in meant:
                if kind == {frozenset}:
                    inside = {type(item) for value in held if isinstance(value, frozenset) for item in value}
                    if inside <= its:
                        yield self._compared(Op.IN, local, expr, elements, held)
                elif kind - {ModelValue} == its - {ModelValue} or kind == its:
                    yield self._compared(Op.EQ, expr, local, held, elements)
            if kind == {frozenset}:
                yield self._compared(Op.EQ, expr, ir.Literal(frozenset()), held, [frozenset()] * len(held))
                for values_, domain in self.text.domains.items():
                    if any(value == values_ for value in held):
                        yield self._compared(Op.EQ, expr, domain.expr, held, [values_] * len(held))
        for (one, other), (kind, its) in zip(combinations(places, 2), combinations(kinds, 2), strict=True):
            if kind != its or len(kind) != 1:
                continue
            operators = {int: (Op.EQ, Op.LT, Op.LE), frozenset: (Op.SUBSET_EQ, Op.EQ), bool: (Op.EQ,)}
            for op in operators.get(next(iter(kind)), ()):
                yield self._compared(op, one[0], other[0], one[1], other[1])
                if op in {Op.SUBSET_EQ, Op.LT}:
                    yield self._compared(op, other[0], one[0], other[1], one[1])

    def _compared(
        self, op: Op, left: ir.Expr, right: ir.Expr, ones: Sequence[Value], others: Sequence[Value]
    ) -> Atom:
        test = _MEANING[op]
        where = self.bits([test(one, other) for one, other in zip(ones, others, strict=True)])
        expr = ir.Apply(op, (left, right))
        return Atom(expr, where, _slots(expr), None, written(left))

    def _of_text(self) -> Iterator[Atom]:
        """Yield the comparisons that the text makes, about what the prefix means."""
        for expr, free in self.text.tests.values():
            for chosen in product(range(len(self.prefix)), repeat=len(free)):
                fits = all(
                    frozenset(self.prefix[at].values) == values
                    for at, values in zip(chosen, free.values(), strict=True)
                )
                if not fits or len(set(chosen)) < len(chosen):
                    continue
                names = {slot: self.locals[at] for slot, at in zip(free, chosen, strict=True)}
                if (atom := self._evaluated(_renamed(expr, names))) is not None:
                    yield atom

    def _evaluated(self, expr: ir.Expr) -> Atom | None:
        """Return an expression as an atom, if it has a value at every entry."""
        slots = _slots(expr)
        mentioned = [at for at, local in enumerate(self.locals) if local.slot in slots]
        evaluator = self._evaluator
        tests = {}
        for way in self.ways:
            those = tuple(way[at] for at in mentioned)
            if those not in tests:
                values = zip(mentioned, those, strict=True)
                meant = {self.locals[at].slot: ir.Literal(value) for at, value in values}
                tests[those] = evaluator.test(_renamed(expr, meant), "a candidate")
        places = {those: n for n, those in enumerate(tests)}
        order = [places[tuple(way[at] for at in mentioned)] for way in self.ways]
        truths: list[bool] = []
        try:
            with deep_recursion():
                for frame in self._frames:
                    evaluator.fit(frame)
                    at_state = [test(frame) for test in tests.values()]
                    truths += [at_state[n] for n in order]
        except (SpecError, RecursionError):
            return None
        return Atom(expr, self.bits(truths), slots)


_MEANING: dict[Op, Callable[..., bool]] = {
    Op.EQ: operator.eq,
    Op.LT: operator.lt,
    Op.LE: operator.le,
    Op.SUBSET_EQ: operator.le,  # of sets
    Op.IN: lambda one, other: one in other,
}


def _constant(expr: ir.Expr) -> bool:
    """Tell whether an expression depends on constants alone, whatever surrounds it."""
    return not _slots(expr) and not any(isinstance(part, ir.Variable) for part in _parts(expr))


def _parts(expr: ir.Expr) -> Iterator[ir.Expr]:
    yield expr
    for child in ir.children(expr):
        yield from _parts(child)


def _state_only(expr: ir.Expr) -> bool:
    read = [part for part in _parts(expr) if isinstance(part, ir.Variable)]
    return bool(read) and not any(variable.primed for variable in read)


def _slots(expr: ir.Expr) -> frozenset[int]:
    """Return the slots of the names that are free in an expression."""
    if isinstance(expr, ir.Local):
        return frozenset({expr.slot})
    inside = frozenset[int]().union(*map(_slots, ir.children(expr)))
    match expr:
        case ir.Forall(bounds) | ir.Exists(bounds) | ir.Image(_, bounds) | ir.Function(bounds):
            return inside - {local.slot for bound in bounds for local in bound.locals}
        case ir.Filter(bound) | ir.Choose(bound):
            return inside - {local.slot for local in bound.locals}
        case ir.Let(local) | ir.Except(at=local):
            return inside - {local.slot}
        case _:
            return inside


def _renamed(expr: ir.Expr, names: Mapping[int, ir.Expr]) -> ir.Expr:
    """Return an expression with other names, or values, in the place of these."""
    if isinstance(expr, ir.Local):
        return names.get(expr.slot, expr)
    left = {"tags", "span", "used"}
    changed: dict[str, Any] = {
        part.name: _each(getattr(expr, part.name), names) for part in fields(expr) if part.name not in left
    }
    return cast("ir.Expr", replace(expr, **changed))


def _each(part: object, names: Mapping[int, ir.Expr]) -> object:
    match part:
        case tuple():
            return tuple(_each(one, names) for one in part)
        case ir.Bound(domain=domain):
            return replace(part, domain=_renamed(domain, names))
        case _ if isinstance(part, ir.Expr):
            return _renamed(part, names)
        case _:
            return part
