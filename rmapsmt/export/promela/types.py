r"""The shapes of variables, from the conjuncts `x \in S` of the operator that gives the types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.errors import EvalFault, Unsupported
from rmapsmt.export.promela.evaluate import NOTHING, Evaluator
from rmapsmt.export.promela.sets import Path
from rmapsmt.export.promela.storage import (
    FunctionShape,
    ScalarShape,
    SetShape,
    Shape,
    Storage,
    of_members,
    of_values,
    order,
)
from rmapsmt.export.promela.terms import Names, Sort, Terms
from rmapsmt.export.promela.value import Lazy, Sym
from rmapsmt.ir import Op

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rmapsmt.ir import TransitionSystem, Value
    from rmapsmt.source import Span


def shapes(system: TransitionSystem, types: str, constants: Mapping[str, Value]) -> dict[str, Shape]:
    """Return the shape of every variable; one that the types do not speak of is refused."""
    names = Names()
    terms = Terms(names)
    evaluator = Evaluator(Storage({}, names, terms), terms, constants, ())
    found: dict[str, Shape] = {}
    for conjunct in ir.conjuncts(system.predicates[types]):
        match conjunct:
            case ir.Apply(Op.IN | Op.SUBSET_EQ as op, (ir.Variable(name=name), right), span) if (
                name not in found
            ):
                group = evaluator.value(right, NOTHING, Path())
                whole = Lazy(Op.SUBSET, (group,)) if op is Op.SUBSET_EQ else group
                for fault in evaluator.faults:
                    raise EvalFault(fault.message, fault.span)
                found[name] = _shape(whole, name, span, evaluator)
    for variable in system.variables:
        if variable.name not in found:
            message = f"{types} does not say which values {variable.name} has, and SPIN needs to know"
            raise Unsupported(message, variable.span, rf"add a conjunct {variable.name} \in ...")
    return {variable.name: found[variable.name] for variable in system.variables}


def _shape(group: Sym, name: str, span: Span, evaluator: Evaluator) -> Shape:
    match group:
        case Lazy(form=Op.FUNCTION_SET, parts=(domain, codomain)):
            keys = order(evaluator.members(domain, Path(), span))
            return FunctionShape(tuple((key, _shape(codomain, name, span, evaluator)) for key in keys))
        case Lazy(form="record", parts=parts, keys=fields):
            pairs = sorted(zip(fields, parts, strict=True), key=lambda pair: pair[0])
            return FunctionShape(tuple((key, _shape(part, name, span, evaluator)) for key, part in pairs))
        case Lazy(form=Op.PRODUCT, parts=parts):
            numbered = enumerate(parts, start=1)
            return FunctionShape(tuple((key, _shape(part, name, span, evaluator)) for key, part in numbered))
        case Lazy(form=Op.SUBSET, parts=(base,)):
            shape: SetShape = of_members(evaluator.members(base, Path(), span), name, span)
            return shape
        case Lazy(form=ir.Infinite.INT | ir.Infinite.NAT):
            return ScalarShape(Sort.NUMBER, None)
        case Lazy():
            raise Unsupported(f"for the type of {name} there is no Promela type", span)
        case _:
            return of_values(evaluator.members(group, Path(), span), name, span)
