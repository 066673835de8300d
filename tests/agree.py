"""The encoding run by hand: its circuit is evaluated state by state and compared with the interpreter.

No solver is asked, so that a disagreement is the encoding's or the interpreter's own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.encode.cells import Shapes
from rmapsmt.encode.circuit import TRUE
from rmapsmt.encode.relate import Values
from rmapsmt.encode.system import NO_DEADLOCK, NO_ERROR, Encoding, encode
from rmapsmt.errors import SpecError
from rmapsmt.interp import Model

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MOST_CHOICES = 14  # free inputs that are tried in all combinations


@dataclass(frozen=True)
class Facts:
    """What can be said of one state: what holds in it, whether it is in error, where it leads."""

    holds: Mapping[str, bool | None]  # None: it depends on an error
    fault: bool  # of a step or of a predicate
    stuck: bool  # a step has an error: nothing is said of what follows
    enabled: bool
    following: frozenset[tuple[str, str]]  # label and state; not of an error


@dataclass
class Circuitry:
    """An encoding without a solver."""

    encoding: Encoding
    bits: dict[str, tuple[bool, ...]] = field(default_factory=dict)  # of the states that were met

    def truths(self, literals: Iterable[int], inputs: Mapping[int, bool]) -> list[bool]:
        """Return what the literals are under these inputs."""
        wanted = list(literals)
        known = {TRUE: True}
        for x in self.encoding.circuit.below(wanted):
            operands = self.encoding.circuit.gates[x]
            known[x] = inputs[x] if operands is None else all(known[abs(y)] == (y > 0) for y in operands)
        return [known[abs(x)] == (x > 0) for x in wanted]

    def ways(self, literals: Sequence[int], given: Mapping[int, bool]) -> Iterator[list[bool]]:
        """Return what the literals are, for every way of choosing the inputs that are not given."""
        circuit = self.encoding.circuit
        free = [x for x in circuit.below(literals) if circuit.gates[x] is None and x not in given]
        assert len(free) <= MOST_CHOICES, "too many choices to be tried"
        for choice in product((False, True), repeat=len(free)):
            yield self.truths(literals, {**given, **dict(zip(free, choice, strict=True))})

    def seen(self, fits: bool, bits: Sequence[bool]) -> str:
        """Return the state as text, and remember its bits."""
        if not fits:
            return "outside"
        text = shown(self.encoding.state(bits))
        self.bits[text] = tuple(bits)
        return text

    def initial(self) -> set[str]:
        """Return the initial states."""
        found = set()
        for start in self.encoding.starts:
            for guard, fits, *bits in self.ways((start.guard, start.fits, *start.cells), {}):
                if guard:
                    found.add(self.seen(fits, bits))
        return found

    def init_fault(self) -> bool:
        """Tell whether Init runs into an error."""
        return any(way[0] for e in self.encoding.start_errors for way in self.ways((e.literal,), {}))

    def facts(self, text: str) -> Facts:
        """Return what the encoding says of a state that was met before."""
        encoding = self.encoding
        given = dict(zip(encoding.cells, self.bits[text], strict=True))
        stuck = any(not way[0] for way in self.ways((encoding.onward,), given))
        fault = any(not way[0] for way in self.ways((encoding.predicates[NO_ERROR],), given))
        names = list(encoding.parts)
        truths = self.truths([encoding.predicates[n] for n in names], given)
        (enabled,) = self.truths((encoding.predicates[NO_DEADLOCK],), given)
        following = set()
        for step in [] if stuck else encoding.steps:
            for guard, fits, *bits in self.ways((step.guard, step.fits, *step.cells), given):
                if guard:
                    after = self.seen(fits, bits)
                    if after != text:
                        following.add((label(step.label), after))
        return Facts(dict(zip(names, truths, strict=True)), fault, stuck, enabled, frozenset(following))


def label(given: ir.Label) -> str:
    """Return a label as text."""
    return str(given)


def shown(state: ir.State) -> str:
    """Return a state as text, in which TRUE is not 1."""
    return " ".join(map(ir.show, state))


def concrete(model: Model, state: ir.State) -> tuple[Facts, list[ir.State]]:
    """Return what the interpreter says of a state, and its successors."""
    holds: dict[str, bool | None] = {}
    for name in model.system.predicates:
        try:
            holds[name] = model.holds(name, state)
        except SpecError:
            holds[name] = None
    fault = None in holds.values()
    try:
        after = model.successors(state)
    except SpecError:
        return Facts(holds, True, True, False, frozenset()), []
    found = {(label(s.label), shown(s.state)) for s in after if shown(s.state) != shown(state)}
    return Facts(holds, fault, False, bool(after), frozenset(found)), [s.state for s in after]


def agreed(
    system: ir.TransitionSystem,
    constants: Mapping[str, ir.Value] | None = None,
    types: str | None = None,
    depth: int = 4,
) -> list[set[str]]:
    """Return the states first reached after 0, 1, ... steps; an AssertionError tells of a disagreement."""
    given = constants or {}
    encoding = encode(system, [given], types, rounds=depth + 1, depth=depth + 1)
    circuitry, model = Circuitry(encoding), Model(system, given)
    try:
        states = model.initial_states()
    except SpecError:
        assert circuitry.init_fault(), "Init has an error that the encoding does not see"
        return []
    assert not circuitry.init_fault(), "the encoding sees an error in Init where there is none"
    level = {shown(s): s for s in states}
    _same_states(level, circuitry.initial(), types, model, "initially")
    levels, met = [], set[str]()
    for _ in range(depth + 1):
        levels.append(set(level))
        met |= set(level)
        fresh: dict[str, ir.State] = {}
        for text, state in level.items():
            if text not in circuitry.bits:
                continue  # outside TypeOK
            theirs, ours = circuitry.facts(text), concrete(model, state)
            _same_facts(ours[0], theirs, types, text)
            fresh.update({shown(s): s for s in ours[1] if shown(s) not in met})
        level = fresh
    return levels


def _same_states(
    level: Mapping[str, ir.State], theirs: set[str], types: str | None, model: Model, where: str
) -> None:
    strangers = {t for t in level if t not in theirs}
    if types and "outside" in theirs:
        assert strangers, f"no state outside {types} {where}"
        assert not any(model.holds(types, level[t]) for t in strangers), strangers
        theirs = (theirs - {"outside"}) | strangers
    assert set(level) == theirs, where


def _same_facts(ours: Facts, theirs: Facts, types: str | None, text: str) -> None:
    assert ours.stuck == theirs.stuck, f"in {text}: {ours} {theirs}"
    assert ours.fault == theirs.fault, f"in {text}: {ours} {theirs}"
    for name, value in ours.holds.items():
        assert value is None or value == theirs.holds[name], f"{name} in {text}: {ours} {theirs}"
    if ours.stuck:
        return
    assert ours.enabled == theirs.enabled, f"in {text}: {ours} {theirs}"
    extra, missing = theirs.following - ours.following, ours.following - theirs.following
    outside = {name for name, after in extra if after == "outside"}
    if types:
        extra = frozenset(pair for pair in extra if pair[1] != "outside")
        missing = frozenset(pair for pair in missing if pair[0] not in outside)
    assert not extra, f"from {text}: {extra} are no steps"
    assert not missing, f"from {text}: {missing} are steps"


def is_state(encoding: Encoding, state: ir.State) -> list[int]:
    """Return the literals of the cells that say that this is the state."""
    out: list[int] = []
    shapes = Shapes(Values(encoding.circuit))
    for shape, value in zip(encoding.shapes, state, strict=True):
        assert shapes.literals(shape, value, out) == TRUE
    return [cell if lit == TRUE else -cell for cell, lit in zip(encoding.cells, out, strict=True)]
