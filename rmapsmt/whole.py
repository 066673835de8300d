"""What one proof for all sizes is about: a model, or several at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.encode.sizes.problem import Problem
from rmapsmt.encode.sizes.value import UnboundedFault
from rmapsmt.ir import Op
from rmapsmt.manifest.shared import offered_alone, open_constants, sharing

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from rmapsmt.ir import TransitionSystem, Value
    from rmapsmt.manifest import Case, Manifest


@dataclass(frozen=True, slots=True)
class Whole:
    """Models that are alike but for some constants, and what is said of them.

    The system's assumptions say which values those constants have together, and its predicates of which of
    the models they are said.
    """

    system: TransitionSystem
    constants: Mapping[str, Value]  # that all of the models have
    choices: Mapping[str, frozenset[Value]]  # those in which they differ, with the values that occur
    offered: tuple[str, ...]

    def problem(self, manifest: Manifest) -> Problem:
        """Return these models with their sizes open; UnboundedFault says what has no counterpart."""
        if manifest.types is None:
            raise UnboundedFault("`types` has to give every variable its sort")
        return Problem(self.system, self.constants, manifest.sizes, manifest.types.name, self.choices)


def whole(manifest: Manifest, system: TransitionSystem, case: Case) -> Whole:
    """Return what the proof for all sizes of a case is about, the same for all cases that share the proof."""
    cases = sharing(manifest, case)
    every = [open_constants(manifest, one) for one in cases]
    choices = {
        name: values
        for name in every[0]
        if len(values := frozenset(constants[name] for constants in every)) > 1
    }
    said: dict[str, list[int]] = {}
    for number, one in enumerate(cases):
        for name in offered_alone(manifest, one):
            said.setdefault(name, []).append(number)
    models = [{name: constants[name] for name in choices} for constants in every]
    common = {name: value for name, value in every[0].items() if name not in choices}
    if choices:
        predicates = {
            name: ir.Implies(_one_of([models[n] for n in those]), system.predicates[name])
            for name, those in said.items()
            if len(those) < len(cases)
        }
        system = replace(
            system,
            assumptions=(*system.assumptions, _one_of(models)),
            predicates={**system.predicates, **predicates},
        )
    return Whole(system, common, choices, tuple(said))


def _one_of(models: Sequence[Mapping[str, Value]]) -> ir.Expr:
    """Return that the constants have the values that they have in one of the models."""
    rows: Collection[tuple[tuple[str, Value], ...]] = dict.fromkeys(tuple(model.items()) for model in models)
    return ir.Or(tuple(ir.And(tuple(_is(name, value) for name, value in row)) for row in rows))


def _is(name: str, value: Value) -> ir.Expr:
    return ir.Apply(Op.EQ, (ir.Constant(name), ir.Literal(value)))
