"""One step, and behaviours of a bounded length, as literals of the encoding's own circuit.

What `solver` builds in Z3's terms is built here once more, without Z3: from these formulas come the texts
for other solvers and the certificates, and whoever checks those need not have Z3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt.encode.circuit import FALSE, TRUE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rmapsmt.encode.system import Encoding


class Relation:
    """One step from any state: over the cells, the choices, and one input for each way of taking it."""

    def __init__(self, encoding: Encoding) -> None:
        """Build what each cell becomes, and when each way is open."""
        c = self.circuit = encoding.circuit
        self.encoding = encoding
        self.picks = [c.input(f"step {i}: {step.label}") for i, step in enumerate(encoding.steps)]
        ways = list(zip(self.picks, encoding.steps, strict=True))
        self.some = c.any(self.picks)
        self.one = c.one_of(self.picks) if self.picks else FALSE
        self.guards = c.all(c.implies(pick, step.guard) for pick, step in ways)
        self.onward = c.implies(self.some, encoding.onward)
        self.leaves = c.any(c.both(pick, -step.fits) for pick, step in ways)
        gives: list[dict[int, list[int]]] = [{} for _ in encoding.cells]  # by what they give, the ways
        for pick, step in ways:
            for place in step.changes(encoding.cells):
                gives[place].setdefault(step.cells[place], []).append(pick)
        self.kept = [-c.any(pick for picks in given.values() for pick in picks) for given in gives]
        self.next = [
            c.any([c.both(kept, now), *(c.both(c.any(picks), literal) for literal, picks in given.items())])
            for now, kept, given in zip(encoding.cells, self.kept, gives, strict=True)
        ]

    def fresh(self, mark: str) -> dict[int, int]:
        """Return other inputs for the choices of another step."""
        return {x: self.circuit.input(self.circuit.names[x] + mark) for x in self.encoding.choices}

    def after(self, literals: Sequence[int]) -> list[int]:
        """Return what literals over a state say of the state after the step."""
        then = dict(zip(self.encoding.cells, self.next, strict=True)) | self.fresh("'")
        return self.circuit.replaced(literals, then)

    def said(self, name: str, literal: int, outside: int) -> int:
        """Return that a predicate holds, where a state may be outside the ranges that TypeOK gives."""
        c = self.circuit
        return c.both(-outside, literal) if name == self.encoding.types else c.either(outside, literal)


class Path:
    """The behaviours of at most `depth` steps; one that ends early stays where it is."""

    def __init__(self, relation: Relation) -> None:
        """Start with the initial states."""
        c, encoding = relation.circuit, relation.encoding
        self.relation, self.circuit = relation, c
        chosen = [c.input(f"start {i}") for i in range(len(encoding.starts))]
        if len(chosen) == 1:
            chosen = [TRUE]
        starts = list(zip(chosen, encoding.starts, strict=True))
        self.error = c.any(error.literal for error in encoding.start_errors)
        one = c.one_of(chosen) if chosen else FALSE
        self.start = c.all([one, *(c.implies(pick, start.guard) for pick, start in starts)])
        self.outside = [c.any(c.both(pick, -start.fits) for pick, start in starts)]
        self.states = [
            [
                c.any(c.both(pick, start.cells[place]) for pick, start in starts)
                for place in range(len(encoding.cells))
            ]
        ]
        self.steps: list[int] = []  # of each: that it is a step, or idle as it may be
        self.idle: list[int] = []
        self.picks: list[list[int]] = []  # of each: an input for each way of taking it

    @property
    def depth(self) -> int:
        """The number of steps."""
        return len(self.steps)

    def extend(self) -> None:
        """Allow one more step."""
        c, relation, k = self.circuit, self.relation, self.depth
        encoding = relation.encoding
        picks = [c.input(f"{c.names[x]} @{k}") for x in relation.picks]
        now: Mapping[int, int] = {
            **dict(zip(encoding.cells, self.states[-1], strict=True)),
            **dict(zip(relation.picks, picks, strict=True)),
            **relation.fresh(f" @{k}"),
        }
        some, one, guards, onward, leaves, *then = c.replaced(
            [relation.some, relation.one, relation.guards, relation.onward, relation.leaves, *relation.next],
            now,
        )
        rules = [c.either(-some, one), guards, onward, c.implies(self.outside[-1], -some)]
        if self.idle:
            rules.append(c.implies(self.idle[-1], -some))
        self.steps.append(c.all(rules))
        self.idle.append(-some)
        self.picks.append(picks)
        self.outside.append(c.either(self.outside[-1], leaves))
        self.states.append(then)

    def at(self, literal: int, step: int) -> int:
        """Return what a literal over a state says of the state after so many steps."""
        cells = dict(zip(self.relation.encoding.cells, self.states[step], strict=True))
        return self.circuit.replaced([literal], cells)[0]

    def holds(self, name: str, step: int) -> int:
        """Return that a predicate is true after so many steps."""
        literal = self.at(self.relation.encoding.predicates[name], step)
        return self.relation.said(name, literal, self.outside[step])
