"""What the operators of TLA+ make of values of unknown size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.encode.sizes import term
from rmapsmt.encode.sizes import value as values
from rmapsmt.encode.sizes.term import INT, Number, Term, Truth, conj, disj, neg
from rmapsmt.encode.sizes.value import Map, Record, Set, Tuple, UnboundedFault, Value, enumerated, equal
from rmapsmt.ir import Op

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rmapsmt.encode.sizes.evaluate import Env, Evaluator


def apply(one: Evaluator, op: Op, args: Sequence[ir.Expr], env: Env) -> Value:
    """Return what an operator makes of its arguments."""
    if op in _OF_VALUES:
        return _OF_VALUES[op](*[one.value(arg, env) for arg in args])
    if op in _OF_NUMBERS:
        return _OF_NUMBERS[op](*[one.number(arg, env) for arg in args])
    if op in _OF_TRUTHS:
        return _OF_TRUTHS[op](*[one.truth(arg, env) for arg in args])
    if op in _OF_SETS:
        return _OF_SETS[op](*[one.set(arg, env) for arg in args])
    match op:
        case Op.APPLY:
            return _call(one, one.value(args[0], env), one.value(args[1], env))
        case Op.IN:
            return one.set(args[1], env).contains(one.value(args[0], env))
        case Op.NOT_IN:
            return neg(one.set(args[1], env).contains(one.value(args[0], env)))
        case Op.RANGE:
            return one.interval(one.number(args[0], env), one.number(args[1], env))
        case _:
            raise UnboundedFault(f"{op} is not supported")


def _call(one: Evaluator, function: Value, argument: Value) -> Value:
    if isinstance(function, Record) and isinstance(argument, str) and argument in function.fields:
        return function.fields[argument]
    if isinstance(function, Tuple) and isinstance(argument, int) and 0 < argument <= len(function.parts):
        return function.parts[argument - 1]
    if not isinstance(function, Map):
        raise UnboundedFault("what is applied is no function, or not to this")
    if one.noting:
        one.errors.append(neg(function.domain.contains(argument)))
    return function.apply(argument)


def _domain(found: Value) -> Set:
    if isinstance(found, Map):
        return found.domain
    raise UnboundedFault("DOMAIN of what is no function")


def _cardinality(counted: Set) -> Number:
    if counted.size is None:
        raise UnboundedFault("the cardinality of such a set is not known")
    return counted.size()


def _subsets(whole: Set) -> Set:
    return Set(values.SetSort(whole), lambda one: values.subset(_as_set(one), whole))


def infinite(kind: ir.Infinite) -> Set:
    """Return Nat, Int or STRING."""
    match kind:
        case ir.Infinite.NAT:
            return Set(INT, lambda one: term.at_most(0, one) if isinstance(one, int | Term) else False)
        case ir.Infinite.INT:
            return Set(INT, lambda one: isinstance(one, int | Term) and term.sort_of(one) == INT)
        case ir.Infinite.STRING:
            return Set(term.STR, lambda one: isinstance(one, str | Term) and term.sort_of(one) == term.STR)


def _sort(whole: Set) -> values.Sort:
    if whole.sort is None:
        raise UnboundedFault("the empty set has no sort")
    return whole.sort


def _as_set(one: Value) -> Set:
    if isinstance(one, Set):
        return one
    raise UnboundedFault("what is no set is compared with sets")


def record_set(fields: Mapping[str, Set]) -> Set:
    """Return the set of records whose fields are in these sets."""

    def contains(one: Value) -> Truth:
        if not isinstance(one, Record):
            raise UnboundedFault("what is no record is compared with records")
        if one.fields.keys() != fields.keys():
            return False
        return conj(*(whole.contains(one.fields[name]) for name, whole in fields.items()))

    return Set(values.RecordSort({name: _sort(whole) for name, whole in fields.items()}), contains)


def _functions(domain: Set, into: Set) -> Set:
    def contains(one: Value) -> Truth:
        if not isinstance(one, Map):
            raise UnboundedFault("what is no function, or is spelled out, is compared with functions")
        alike = one.domain is domain or equal(one.domain, domain)
        return conj(alike, values.ranging(domain, lambda at: into.contains(one.apply(at)), "forall"))

    return Set(values.MapSort(domain, _sort(into)), contains)


def _product(*factors: Set) -> Set:
    def contains(one: Value) -> Truth:
        if not isinstance(one, Tuple):
            raise UnboundedFault("what is no tuple is compared with tuples")
        if len(one.parts) != len(factors):
            return False
        return conj(*(factor.contains(part) for factor, part in zip(factors, one.parts, strict=True)))

    most: Number | None = 1
    for factor in factors:
        most = None if most is None or factor.most is None else term.times(most, factor.most)
    return Set(values.TupleSort(tuple(map(_sort, factors))), contains, most=most)


def _union(left: Set, right: Set) -> Set:
    def contains(one: Value) -> Truth:
        return disj(left.contains(one), right.contains(one))

    size = None
    if right.items is not None and len(right.items) == 1 and left.size is not None:
        (new,), before = right.items, left.size
        size = lambda: term.plus(before(), _count(neg(left.contains(new))))  # noqa: E731
    elif right.items == ():
        size = left.size
    elif left.items == ():
        size = right.size
    both = None if left.items is None or right.items is None else (*left.items, *right.items)
    return Set(left.sort or right.sort, contains, size, both)


def _difference(left: Set, right: Set) -> Set:
    size = None
    if right.items is not None and len(right.items) == 1 and left.size is not None:
        (gone,), before = right.items, left.size
        size = lambda: term.minus(before(), _count(left.contains(gone)))  # noqa: E731
    return Set(left.sort, lambda one: conj(left.contains(one), neg(right.contains(one))), size, left.items)


def _restricted(left: Set, test: Callable[[Value], Truth]) -> Set:
    return Set(left.sort, lambda one: conj(left.contains(one), test(one)), None, left.items)


def _count(test: Truth) -> Number:
    found = term.choice(test, 1, 0)
    assert isinstance(found, int | Term)
    return found


_OF_TRUTHS: dict[Op, Callable[..., Value]] = {Op.NOT: neg, Op.IFF: term.same}

_OF_NUMBERS: dict[Op, Callable[..., Value]] = {
    Op.ADD: term.plus,
    Op.SUB: term.minus,
    Op.NEG: lambda one: term.minus(0, one),
    Op.MUL: term.times,
    Op.LE: term.at_most,
    Op.GE: lambda left, right: term.at_most(right, left),
    Op.LT: lambda left, right: neg(term.at_most(right, left)),
    Op.GT: lambda left, right: neg(term.at_most(left, right)),
}

_OF_SETS: dict[Op, Callable[..., Value]] = {
    Op.SUBSET_EQ: values.subset,
    Op.CUP: _union,
    Op.CAP: lambda left, right: _restricted(left, right.contains),
    Op.SET_MINUS: _difference,
    Op.SUBSET: _subsets,
    Op.FUNCTION_SET: _functions,
    Op.PRODUCT: _product,
    Op.CARDINALITY: _cardinality,
}

_OF_VALUES: dict[Op, Callable[..., Value]] = {
    Op.EQ: equal,
    Op.NE: lambda left, right: neg(equal(left, right)),
    Op.SET_OF: lambda *items: enumerated(items),
    Op.TUPLE_OF: lambda *items: Tuple(items),
    Op.DOMAIN: _domain,
}
