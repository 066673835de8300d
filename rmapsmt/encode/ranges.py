"""The finite range of each variable: what TypeOK gives, or what is found by following its values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.encode.action import Branch, Executor
from rmapsmt.encode.cells import Shapes
from rmapsmt.encode.circuit import FALSE, TRUE, Circuit
from rmapsmt.encode.evaluate import Evaluator
from rmapsmt.encode.relate import Values
from rmapsmt.encode.scope import NOTHING
from rmapsmt.encode.shape import NEVER, CellShape, Shape, most_values, width
from rmapsmt.encode.value import Lazy, Sym, TooLarge, is_known

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rmapsmt.encode.term import Solver

ROUNDS = 60  # steps that values are followed for where TypeOK gives no finite range
WIDEST = 400  # values of one cell, or cells of one variable, where TypeOK does not give them
MOST_VALUES = 256  # of one cell: each is an input of the formula, and arithmetic pairs them
MOST_EFFORT = 100_000  # gates made in following values


def by_types(
    system: ir.TransitionSystem, circuit: Circuit, constants: Mapping[str, Sym], types: str
) -> list[Shape | None]:
    r"""Return the shape that `v \in S` among the conjuncts of TypeOK gives each variable."""
    evaluator = Evaluator(circuit, constants, [])
    shapes = Shapes(evaluator.v)
    found: list[Shape | None] = [None] * len(system.variables)
    for part in ir.conjuncts(system.predicates[types]):
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


def followed(  # noqa: PLR0913, PLR0917 - the parts of an encoding in the making
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
    branches = Executor(evaluator, primed=True, names=tuple(v.name for v in system.variables)).run(
        system.next
    )
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

                self._solver = Solver(Terms(self._circuit))
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
