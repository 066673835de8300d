"""A transition system at given constants as one circuit: cells, initial states, steps, predicates.

Constants that differ between the models of a family stay symbolic, so that one encoding serves all
of them; a model then is a set of assumptions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import compress
from operator import ne
from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.encode.action import Branch, Executor
from rmapsmt.encode.cells import Shapes
from rmapsmt.encode.circuit import FALSE, TRUE, Circuit
from rmapsmt.encode.counting import FEWEST
from rmapsmt.encode.evaluate import Evaluator
from rmapsmt.encode.ranges import ROUNDS, by_types, followed
from rmapsmt.encode.relate import Values
from rmapsmt.encode.scope import NOTHING
from rmapsmt.encode.shape import Shape, UnionShape, join, order, read, width
from rmapsmt.encode.value import Sym, TooLarge
from rmapsmt.ir import Label, Value

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from rmapsmt.encode.compare import Error
    from rmapsmt.encode.counting import Count

MOST_PICKS = 16  # free inputs that are done away with one by one

NO_DEADLOCK = "no deadlock"
NO_ERROR = "every expression has a value"


@dataclass(frozen=True, slots=True)
class Start:
    """A set of initial states: the literals of the cells, over free picks, where the guard holds."""

    guard: int
    cells: tuple[int, ...]
    fits: int  # where false, the state is outside TypeOK


@dataclass(frozen=True, slots=True)
class Step:
    """A step that changes something; `cells` are the literals of the next state."""

    label: Label
    named: ir.Named | None
    guard: int
    cells: tuple[int, ...]
    fits: int  # where false, the next state is outside TypeOK

    def changes(self, cells: tuple[int, ...]) -> list[int]:
        """Return which of a state's cells the step may change, by their places."""
        return [*compress(range(len(cells)), map(ne, cells, self.cells))]


@dataclass(slots=True)
class Encoding:
    """One circuit for a family of models; see the module's text."""

    system: ir.TransitionSystem
    circuit: Circuit
    rigid: Mapping[str, tuple[tuple[Value, int], ...]]  # constants left open: value and literal
    shapes: tuple[Shape, ...]  # one a variable
    cells: tuple[int, ...]  # the inputs of one state
    rules: int  # what every state's inputs satisfy
    types: str | None  # the predicate that gave the shapes
    starts: tuple[Start, ...] = ()
    steps: tuple[Step, ...] = ()
    choices: tuple[int, ...] = ()  # inputs that a step chooses freely, anew each time
    followed: bool = False  # the ranges are not those of TypeOK alone: Z3 has found some
    depth: int | None = None  # the ranges hold what is reached within so many steps; None: ever
    predicates: dict[str, int] = field(default_factory=dict)
    parts: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)  # conjuncts with names
    constrained: bool = False  # no step leads on from some states, as a CONSTRAINT says
    start_errors: tuple[Error, ...] = ()  # of Init
    onward: int = TRUE  # where steps lead on: within the CONSTRAINT, and where no action has an error
    errors: tuple[Error, ...] = ()
    counts: tuple[Count, ...] = ()  # of elements of sets, where that takes following them one by one

    def model(self, constants: Mapping[str, Value]) -> tuple[int, ...]:
        """Return the literals that choose one model of the family."""
        return tuple(
            lit if value == constants[name] and type(value) is type(constants[name]) else -lit
            for name, ways in self.rigid.items()
            for value, lit in ways
        )

    def state(self, truths: Sequence[bool]) -> ir.State:
        """Return the state that the truths of the cells stand for."""
        found, at = [], 0
        for shape in self.shapes:
            n = width(shape)
            found.append(read(shape, truths[at : at + n]))
            at += n
        return tuple(found)


def encode(  # noqa: PLR0913 - one option a kind of search
    system: ir.TransitionSystem,
    constants: Iterable[Mapping[str, Value]],
    types: str | None,
    *,
    rounds: int = ROUNDS,
    depth: int | None = None,
    constraint: Sequence[str] = (),
    predicates: Collection[str] | None = None,
    optional: Collection[str] = (),
) -> Encoding:
    """Return the encoding of a family of models: the same constants but for scalars that stay open.

    `types` names the predicate that gives every variable a finite range; without one, ranges are found
    by following the values for `rounds` steps; where they do not settle, those of `depth` steps serve for
    a search to that depth alone, and the encoding says so.  No step leads on from a state outside the
    `constraint`, as in TLC.  `predicates` are those that will be asked for (None:
    all): one that has no value in these models is an error of the specification, except that those that
    are `optional` are left out then.
    Raises TooLarge where there is no finite encoding.
    """
    circuit = Circuit()
    values, rigid = _constants(circuit, list(constants))
    shapes = by_types(system, circuit, values, types) if types else [None] * len(system.variables)
    starts, start_errors = _starts(system, circuit, values)
    cut: int | None = None
    if any(shape is None for shape in shapes):
        complete, cut = followed(system, circuit, values, shapes, starts, rounds, depth, constraint)
    else:
        complete = [s for s in shapes if s is not None]
    bits: list[int] = []
    rules: list[int] = []
    reader = Shapes(Values(circuit))
    state = [
        reader.inputs(shape, v.name, bits, rules) for shape, v in zip(complete, system.variables, strict=True)
    ]
    evaluator = Evaluator(circuit, values, state)
    encoding = Encoding(
        system, circuit, rigid, tuple(complete), tuple(bits), circuit.all(rules), types or None
    )
    encoding.followed, encoding.depth = any(shape is None for shape in shapes), cut
    encoding.constrained = bool(constraint)
    encoding.start_errors = tuple(start_errors)
    no_error = -circuit.any(error.literal for error in start_errors)
    encoding.starts = tuple(
        Start(circuit.both(b.guard, no_error), *_cells(reader, complete, b)) for b in starts
    )
    branches = Executor(evaluator, primed=True, names=_names(system)).run(system.next)
    within = [evaluator.truth_of(system.predicates[name], NOTHING, TRUE) for name in constraint]
    encoding.onward = circuit.all([*within, *(-error.literal for error in evaluator.errors)])
    encoding.choices = tuple(dict.fromkeys(x for b in branches for x in b.picks))
    encoding.predicates[NO_DEADLOCK] = circuit.any(_enabled(circuit, b) for b in branches)
    steps = []
    for branch in branches:
        cells, fits = _cells(reader, complete, branch)
        if cells != encoding.cells or fits != TRUE:
            label = branch.label or Label(system.name)
            steps.append(Step(label, branch.named, branch.guard, cells, fits))
    encoding.steps = tuple(steps)
    for name, expr in system.predicates.items():
        if predicates is not None and name not in predicates:
            continue
        errors = list(evaluator.errors)
        truth = evaluator.truth_of(expr, NOTHING, TRUE)
        if name in optional and len(evaluator.errors) > len(errors):
            evaluator.errors = errors
            continue
        encoding.predicates[name] = truth
        errors = list(evaluator.errors)
        encoding.parts[name] = tuple(_parts(evaluator, name, expr))
        evaluator.errors = errors  # a conjunct has a value where those before it hold: that was looked at
    encoding.errors = tuple(evaluator.errors)
    encoding.predicates[NO_ERROR] = -circuit.any(error.literal for error in encoding.errors)
    encoding.counts = _counts(encoding, evaluator.counts)
    return encoding


def _counts(encoding: Encoding, counts: Iterable[Count]) -> tuple[Count, ...]:
    """Return each count once that speaks of the state alone, and of several elements that may be there."""
    circuit, cells = encoding.circuit, {*encoding.cells}
    several = [one for one in dict.fromkeys(counts) if sum(abs(x) != TRUE for x in one.members) >= FEWEST]
    return tuple(one for one in several if circuit.inputs(one.members) <= cells)


def _enabled(circuit: Circuit, branch: Branch) -> int:
    """Return where some choice of the branch's picks lets it be taken."""
    if branch.open is not None:
        return branch.open
    lit = branch.guard
    free = [x for x in branch.picks if x in circuit.support(lit)]
    if len(free) > MOST_PICKS:
        raise TooLarge(f"a choice among 2^{len(free)} values is tested after it is made")
    for x in free:
        lit = circuit.either(circuit.under(lit, {x: TRUE}), circuit.under(lit, {x: FALSE}))
    return lit


def _names(system: ir.TransitionSystem) -> tuple[str, ...]:
    return tuple(v.name for v in system.variables)


def _constants(
    circuit: Circuit, models: list[Mapping[str, Value]]
) -> tuple[dict[str, Sym], dict[str, tuple[tuple[Value, int], ...]]]:
    """Return the constants' values; one that differs between models is a free cell."""
    values: dict[str, Sym] = {}
    rigid: dict[str, tuple[tuple[Value, int], ...]] = {}
    shapes = Shapes(Values(circuit))
    for name in models[0]:
        found = order({(type(m[name]), m[name]): m[name] for m in models}.values())
        if len(found) == 1:
            values[name] = found[0]
            continue
        rules: list[int] = []
        shape = join(*map(shapes.of_value, found))
        if isinstance(shape, UnionShape):
            raise TooLarge(f"{name} is given values of different kinds")
        sym = shapes.inputs(shape, name, [], rules)
        values[name] = sym
        rigid[name] = tuple((value, lit) for lit, value in Values(circuit).alternatives(sym))
    return values, rigid


def _parts(evaluator: Evaluator, name: str, expr: ir.Expr) -> Iterable[tuple[str, int]]:
    """Yield the conjuncts of a predicate; each is named by its own definition, or by its number."""
    match expr:
        case ir.Named(inner, _, body):
            yield from _parts(evaluator, inner, body)
        case ir.And(items):
            for number, item in enumerate(items, start=1):
                own = item.name if isinstance(item, ir.Named) else f"{name}, conjunct {number}"
                yield own, evaluator.truth_of(item, NOTHING, TRUE)
        case _:
            yield name, evaluator.truth_of(expr, NOTHING, TRUE)


def _starts(
    system: ir.TransitionSystem, circuit: Circuit, constants: Mapping[str, Sym]
) -> tuple[list[Branch], list[Error]]:
    """Return the ways of beginning, and the errors on the way."""
    evaluator = Evaluator(circuit, constants, [], settled=False)
    return Executor(evaluator, primed=False, names=_names(system)).run(system.init), evaluator.errors


def _cells(shapes: Shapes, complete: Sequence[Shape], branch: Branch) -> tuple[tuple[int, ...], int]:
    out: list[int] = []
    fits = [shapes.literals(shape, branch.values[i], out) for i, shape in enumerate(complete)]
    return tuple(out), shapes.c.both(shapes.c.all(fits), TRUE)
