r"""Lemmas that may hold: implications between what the specification's own text speaks of.

Of a place with few values, such as a program counter, each value may imply an atom or its negation; so may
two such values together.  What is false in a reachable state that was seen is no candidate; what is true
in all of them may be one.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.engine.atoms import Atom, Entries, Prefix, Text
from rmapsmt.errors import SpecError
from rmapsmt.ir import Fun, Op
from rmapsmt.ir.text import written
from rmapsmt.limits import endless, over

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rmapsmt.interp import Model
    from rmapsmt.ir import State, Value
    from rmapsmt.limits import Patience

WALKS, LENGTH = 60, 80  # random behaviours that states are taken from, and their steps
MOST_STATES = 600
MOST_ENTRIES = 6_000  # ways in which a prefix may be about one of the states
MOST_CANDIDATES = 3_000


@dataclass(frozen=True)
class Candidate:
    """A lemma that may hold: under these conditions, whatever is meant, something is so."""

    entries: Entries
    conditions: tuple[Atom, ...]  # of places with few values
    atom: Atom

    @property
    def expr(self) -> ir.Expr:
        """Return it as a truth about a state."""
        return self.entries.claim(self.implied([one.expr for one in self.conditions]))

    def implied(self, conditions: Sequence[ir.Expr]) -> ir.Expr:
        """Return what is so under these conditions."""
        left = [*self.entries.differ(), *conditions]
        if not left:
            return self.atom.expr
        return ir.Implies(left[0] if len(left) == 1 else ir.And(tuple(left)), self.atom.expr)

    @property
    def alike(self) -> tuple[str, ...]:
        """Return what it has in common with those that differ in the first condition's value alone."""
        place = next((one.label[0] for one in self.conditions if one.label), "")
        return (
            str(id(self.entries)),
            place,
            *(written(one.expr) for one in (*self.conditions[1:], self.atom)),
        )


def sampled(model: Model) -> list[State]:
    """Return reachable states: those of random behaviours, the same every time."""
    random = Random(0)  # noqa: S311 - no secret
    try:
        starts = model.initial_states()
    except SpecError:
        return []
    found = dict.fromkeys(starts[:MOST_STATES])
    for _ in range(WALKS if starts else 0):
        state = random.choice(starts)
        for _ in range(LENGTH):
            try:
                after = [new for new in model.next_states(state) if new != state]
            except SpecError:
                break
            if not after or len(found) >= MOST_STATES:
                break
            state = random.choice(after)
            found[state] = None
    return list(found)


def candidates(model: Model, patience: Patience = endless, *, pairs: bool) -> list[Candidate]:
    """Return the candidates of a model, the simplest first; with `pairs`, those of two conditions too.

    There are fewer if time runs out.
    """
    states = sampled(model)
    text = Text(model)
    found: list[Candidate] = []
    for prefix in text.prefixes(_arguments(states)):
        if over(patience):
            break
        entries = Entries(text, _some(states, prefix), prefix)
        found += _of(entries, pairs=pairs)
    found.sort(key=lambda one: (len(one.conditions), len(one.entries.prefix)))
    return found[:MOST_CANDIDATES]


def _arguments(states: Sequence[State]) -> set[frozenset[Value]]:
    """Return the domains of functions in the states, those inside others too."""
    found: set[frozenset[Value]] = set()
    todo: list[Value] = [value for state in states for value in state]
    while todo:
        value = todo.pop()
        if isinstance(value, Fun):
            found.add(frozenset(value.get))
            todo += {one for one in value.get.values() if isinstance(one, Fun)}
    return found


def _some(states: Sequence[State], prefix: Prefix) -> Sequence[State]:
    """Return as many of the states as can be afforded."""
    ways = 1
    for domain in prefix:
        ways *= len(domain.values)
    stride = max(1, len(states) * ways // MOST_ENTRIES)
    return states[::stride]


def _of(entries: Entries, *, pairs: bool) -> Iterator[Candidate]:
    every = entries.everywhere
    needed = frozenset(local.slot for local in entries.locals)
    atoms = entries.atoms()
    labels = [atom for atom in atoms if atom.label is not None and atom.where not in {0, every}]
    for atom in atoms:
        if atom.slots == needed and atom.where in {0, every}:
            yield Candidate(entries, (), atom if atom.where else atom.opposite(every))
    told = [one for atom in atoms for one in (atom, atom.opposite(every)) if one.where not in {0, every}]
    singly: dict[int, set[int]] = {}
    for number, label in enumerate(labels):
        known = singly[number] = set()
        for at, atom in enumerate(told):
            if label.where & ~atom.where == 0 and not _same_place(label, atom):
                known.add(at)
                if label.slots | atom.slots == needed:
                    yield Candidate(entries, (label,), atom)
    if not pairs:
        return
    for number, label in enumerate(labels):
        for more in range(number + 1, len(labels)):
            other = labels[more]
            both = label.where & other.where
            if not both or _same_place(label, other):
                continue
            for at, atom in enumerate(told):
                if at in singly[number] or at in singly[more] or both & ~atom.where:
                    continue
                fits = label.slots | other.slots | atom.slots == needed
                if fits and not _same_place(label, atom) and not _same_place(other, atom):
                    yield Candidate(entries, (label, other), atom)


def _same_place(label: Atom, atom: Atom) -> bool:
    """Tell whether an atom says no more of the label's place than the label does."""
    assert label.label is not None
    expr = atom.expr
    match expr:
        case ir.Apply(Op.EQ | Op.NE, (place, ir.Literal())) | ir.Apply(Op.NOT, (place,)):
            return written(place) == label.label[0]
        case _:
            return written(expr) == label.label[0]


def merged(chosen: Sequence[Candidate]) -> list[ir.Expr]:
    """Return the lemmas with those put together that differ in one value alone."""
    groups: dict[tuple[str, ...], list[Candidate]] = {}
    for one in chosen:
        groups.setdefault(one.alike, []).append(one)
    found = []
    for group in groups.values():
        first = group[0]
        if len(group) == 1 or not first.conditions:
            found += [one.expr for one in group]
            continue
        label = first.conditions[0].label
        assert label is not None
        seen = {one.conditions[0].label[2] for one in group if one.conditions[0].label}
        values = [ir.Literal(value) for value in sorted(seen, key=ir.sort_key)]
        among = ir.Apply(Op.IN, (label[1], ir.Apply(Op.SET_OF, tuple(values))))
        others = [one.expr for one in first.conditions[1:]]
        found.append(first.entries.claim(first.implied([among, *others])))
    return found
