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
from rmapsmt.encode.relate import Values
from rmapsmt.encode.scope import NOTHING
from rmapsmt.encode.shape import (
    NEVER,
    CellShape,
    Shape,
    UnionShape,
    join,
    most_values,
    order,
    read,
    width,
)
from rmapsmt.encode.value import Lazy, Sym, TooLarge, is_known
from rmapsmt.ir import Label, Value

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from rmapsmt.encode.compare import Error
    from rmapsmt.encode.counting import Count
    from rmapsmt.encode.term import Solver

ROUNDS = 60  # steps that values are followed for where TypeOK gives no finite range
WIDEST = 400  # values of one cell, or cells of one variable, where TypeOK does not give them
MOST_VALUES = 256  # of one cell: each is an input of the formula, and arithmetic pairs them
MOST_EFFORT = 100_000  # gates made in following values
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
    shapes = _type_shapes(system, circuit, values, types) if types else [None] * len(system.variables)
    starts, start_errors = _starts(system, circuit, values)
    cut: int | None = None
    if any(shape is None for shape in shapes):
        complete, cut = _follow(system, circuit, values, shapes, starts, rounds, depth, constraint)
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


def _type_shapes(
    system: ir.TransitionSystem, circuit: Circuit, constants: Mapping[str, Sym], types: str
) -> list[Shape | None]:
    r"""Return the shape that `v \in S` among the conjuncts of TypeOK gives each variable."""
    evaluator = Evaluator(circuit, constants, [])
    shapes = Shapes(evaluator.v)
    found: list[Shape | None] = [None] * len(system.variables)
    for part in _conjuncts(system.predicates[types]):
        match part:
            case ir.Apply(ir.Op.IN, (ir.Variable(index=index, primed=False), domain)) if _constant(domain):
                try:
                    found[index] = shapes.of_set(evaluator.value(domain, NOTHING, TRUE))
                except TooLarge:
                    continue
                if (values := most_values(found[index])) > MOST_VALUES:
                    message = f"{types} gives {system.variables[index].name} {values} values"
                    raise TooLarge(f"{message}; the formula can hold {MOST_VALUES}")
            case ir.Apply(ir.Op.SUBSET_EQ, (ir.Variable(index=index, primed=False), domain)) if _constant(
                domain
            ):
                try:
                    base = evaluator.value(domain, NOTHING, TRUE)
                    found[index] = shapes.of_set(Lazy(ir.Op.SUBSET, (base,)))
                except TooLarge:
                    continue
    return found


def _constant(expr: ir.Expr) -> bool:
    return not isinstance(expr, ir.Variable) and all(map(_constant, ir.children(expr)))


def _conjuncts(expr: ir.Expr) -> Iterable[ir.Expr]:
    match expr:
        case ir.Named(body=body):
            yield from _conjuncts(body)
        case ir.And(items):
            for item in items:
                yield from _conjuncts(item)
        case _:
            yield expr


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


def _follow(  # noqa: PLR0913, PLR0917 - the parts of an encoding in the making
    system: ir.TransitionSystem,
    circuit: Circuit,
    constants: Mapping[str, Sym],
    given: Sequence[Shape | None],
    starts: Sequence[Branch],
    rounds: int,
    depth: int | None,
    constraint: Sequence[str],
) -> tuple[list[Shape], int | None]:
    """Return shapes that hold every value that a behaviour can give, and None.

    Where they do not settle they hold what `depth` steps can give, and that is said; TooLarge without it.
    """
    current = [
        shape if shape is not None else _grown(circuit, NEVER, starts, i, TRUE)
        for i, shape in enumerate(given)
    ]
    within: list[Shape] | None = current if depth == 0 else None
    effort = 0
    for done in range(1, max(rounds, depth or 0) + 1):
        if within is not None and effort > MOST_EFFORT:
            return within, depth
        try:
            grown, gates = _next_shapes(system, constants, given, current, constraint)
        except TooLarge:
            if within is None:
                raise
            return within, depth
        if grown == current:
            return current, None
        current, effort = grown, effort + gates
        if done == depth:
            within = current
        for shape, variable in zip(current, system.variables, strict=True):
            if _widest(shape) > WIDEST:
                if within is not None:
                    return within, depth
                message = f"{variable.name} has no finite range that TypeOK gives or that could be found"
                raise TooLarge(message)
        if effort > MOST_EFFORT and depth is None:
            break
    if within is not None:
        return within, depth
    without = ", ".join(v.name for v, shape in zip(system.variables, given, strict=True) if shape is None)
    message = f"TypeOK gives {without} no finite range, and following the values found none in {done} steps"
    raise TooLarge(message)


def _next_shapes(
    system: ir.TransitionSystem,
    constants: Mapping[str, Sym],
    given: Sequence[Shape | None],
    current: Sequence[Shape],
    constraint: Sequence[str],
) -> tuple[list[Shape], int]:
    """Return the shapes that hold as well what one more step can give, and the effort that it took."""
    circuit = Circuit()
    reader = Shapes(Values(circuit))
    bits: list[int] = []
    rules: list[int] = []
    state = [reader.inputs(s, v.name, bits, rules) for s, v in zip(current, system.variables, strict=True)]
    evaluator = Evaluator(circuit, _again(circuit, constants), state)
    rules += [evaluator.truth_of(system.predicates[name], NOTHING, TRUE) for name in constraint]
    branches = Executor(evaluator, primed=True, names=_names(system)).run(system.next)
    allowed = circuit.all([*rules, *(-error.literal for error in evaluator.errors)])
    found = [
        shape if given[i] is not None else _grown(circuit, shape, branches, i, allowed)
        for i, shape in enumerate(current)
    ]
    return found, len(circuit.gates)


def _again(circuit: Circuit, constants: Mapping[str, Sym]) -> dict[str, Sym]:
    """Return the constants over another circuit: what is open stays open."""
    shapes = Shapes(Values(circuit))
    return {
        name: value if is_known(value) else shapes.inputs(shapes.of_value(value), name, [], [])
        for name, value in constants.items()
    }


def _grown(circuit: Circuit, shape: Shape, branches: Sequence[Branch], index: int, allowed: int) -> Shape:
    """Return the shape that holds as well what the branches can give to a variable."""
    shapes = Shapes(Values(circuit))
    solver = Possible(circuit, allowed)
    for branch in branches:
        shape = shapes.grown(shape, branch.values[index], branch.guard, solver)
    return shape


class Possible:
    """Whether a literal can be true where everything else is as it must be."""

    def __init__(self, circuit: Circuit, allowed: int) -> None:
        """Ask nothing yet."""
        self._circuit, self._allowed = circuit, allowed
        self._solver: Solver | None = None
        self._known: dict[int, bool] = {TRUE: True, FALSE: False}

    def __call__(self, lit: int) -> bool:
        """Ask Z3; what it cannot decide is possible."""
        if lit not in self._known:
            if self._solver is None:
                from rmapsmt.encode.term import Solver, Terms  # noqa: PLC0415 - most encodings need no Z3

                self._solver = Solver(Terms(self._circuit), None)
                self._solver.add(self._solver.terms.of(self._allowed))
            solver = self._solver
            self._known[lit] = solver.check([solver.name(solver.terms.of(lit))]) is not None
        return self._known[lit]


def _widest(shape: Shape) -> int:
    match shape:
        case CellShape(values):
            return len(values)
        case _:
            return width(shape)
