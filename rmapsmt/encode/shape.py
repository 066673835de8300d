"""What a variable can hold: the tree of finite cells that stands for it in a formula.

A cell is a Boolean, or a scalar with finitely many values, one input literal for each.
A shape comes from the specification's own TypeOK, or is found by following the values from Init.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from rmapsmt import ir
from rmapsmt.data import dataclass
from rmapsmt.encode.circuit import FALSE, TRUE
from rmapsmt.encode.value import (
    UNDEFINED,
    Bit,
    Choice,
    Lazy,
    Mixed,
    Sym,
    SymFun,
    SymSet,
    is_known,
    kind,
    literal,
    sym_fun,
    sym_set,
)
from rmapsmt.ir import Op, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from rmapsmt.encode.relate import Values


@dataclass(frozen=True, slots=True)
class BoolShape:
    """One truth value."""


@dataclass(frozen=True, slots=True)
class CellShape:
    """One of these values, in the one order of values."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class SetShape:
    """A subset of these values."""

    members: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class FunShape:
    """A function: each argument, whether it may be missing, and what the value there can be."""

    entries: tuple[tuple[Value, bool, Shape], ...]


@dataclass(frozen=True, slots=True)
class UnionShape:
    """A value of one of several kinds: a shape for each, no two of the same class."""

    parts: tuple[Shape, ...]


Plain: TypeAlias = "BoolShape | CellShape | SetShape | FunShape"
Shape: TypeAlias = "Plain | UnionShape"
Possible: TypeAlias = "Callable[[int], bool]"  # whether a literal can be true
NEVER = CellShape(())


def order(values: Iterable[Value]) -> tuple[Value, ...]:
    """Return the values in the one order of values."""
    return tuple(sorted(values, key=ir.sort_key))


class Shapes:
    """Shapes over one circuit: found from values, filled with inputs, read back as literals."""

    def __init__(self, values: Values) -> None:
        """Work over the circuit of these values."""
        self.v, self.c = values, values.c
        # What a value was as literals of a shape: a step leaves most of the state as it was.  The
        # objects are kept, so that nothing else can have their identities.
        self._made: dict[tuple[int, int], tuple[Shape, Sym, tuple[int, ...], int]] = {}

    # ------------------------------------------------------------------------------------ finding

    def of_set(self, values: Sym) -> Shape:
        """Return the shape of a set's elements; TooLarge where the set has no finite form."""
        if isinstance(values, Lazy):
            match values.form:
                case Op.SUBSET:
                    return SetShape(order(self.v.members(values.parts[0])))
                case Op.FUNCTION_SET:
                    inner = self.of_set(values.parts[1])
                    keys = order(self.v.members(values.parts[0]))
                    maybe = not is_known(values.parts[0])
                    return FunShape(tuple((key, maybe, inner) for key in keys))
                case Op.PRODUCT | "record":
                    fields: Sequence[Value] = values.keys or range(1, len(values.parts) + 1)
                    return FunShape(
                        tuple(
                            (k, False, self.of_set(part))
                            for k, part in zip(fields, values.parts, strict=True)
                        )
                    )
                case Op.CUP:
                    return join(*map(self.of_set, values.parts))
                case Op.CAP | Op.SET_MINUS:
                    return self.of_set(values.parts[0])
        members = self.v.members(values)
        if {*map(type, members)} in ({int}, {str}, {ir.ModelValue}):
            return CellShape(order(members))  # what joining them one by one comes to, slowly
        return join(*map(self.of_value, members))

    def some(self, values: Sym) -> int:
        """Return where a set has an element."""
        if isinstance(values, Lazy):
            match values.form:
                case Op.SUBSET:
                    return TRUE
                case Op.FUNCTION_SET:
                    return self.c.either(-self.some(values.parts[0]), self.some(values.parts[1]))
                case Op.PRODUCT | "record":
                    return self.c.all(map(self.some, values.parts))
                case Op.CUP:
                    return self.c.any(map(self.some, values.parts))
        return self.c.any(self.v.members(values).values())

    def of_value(self, value: Sym) -> Shape:
        """Return the smallest shape that holds all that a value may be."""
        match value:
            case bool() | Bit():
                return BoolShape()
            case frozenset():
                return SetShape(order(value))
            case SymSet(members):
                return SetShape(order(v for v, lit in members.items() if lit != FALSE))
            case ir.Fun(items=items):
                return FunShape(tuple((k, False, self.of_value(v)) for k, v in items))
            case SymFun(entries):
                keys = order(k for k, (p, _) in entries.items() if p != FALSE)
                return FunShape(tuple((k, entries[k][0] != TRUE, self.of_value(entries[k][1])) for k in keys))
            case Choice(options):
                return join(*map(self.of_value, options))
            case Mixed(options):
                return join(*(self.of_value(v) for _, v in options))
            case Lazy():
                return SetShape(order(self.v.members(value)))
            case _:
                return CellShape((value,))

    def grown(self, shape: Shape, value: Sym, here: int, possible: Possible) -> Shape:
        """Return the shape that holds as well what a value can be where `here` is true."""
        if here == FALSE:
            return shape
        if is_known(value):
            return join(shape, self.of_value(value))
        part = of_class(shape, value)
        match value:
            case Mixed(options):
                for g, v in options:
                    lit = self.c.both(here, g)
                    if lit != FALSE and (of_class(shape, v) != NEVER or possible(lit)):
                        shape = self.grown(shape, v, lit, possible)
                return shape
            case Choice(options):
                cell = part.values if isinstance(part, CellShape) else ()
                new = [v for v, g in options.items() if v not in cell and possible(self.c.both(here, g))]
                return join(shape, CellShape(order(new))) if new else shape
            case SymSet(members):
                there = part.members if isinstance(part, SetShape) else ()
                more = [v for v, g in members.items() if v not in there and possible(self.c.both(here, g))]
                return join(shape, SetShape(order(more)))
            case SymFun(entries):
                return join(shape, self._grown_function(part, entries, here, possible))
            case _:
                return join(shape, self.of_value(value))

    def _grown_function(
        self, shape: Shape, entries: Mapping[Value, tuple[int, Sym]], here: int, possible: Possible
    ) -> Shape:
        known = (
            {k: (maybe, inner) for k, maybe, inner in shape.entries} if isinstance(shape, FunShape) else {}
        )
        found: list[tuple[Value, bool, Shape]] = []
        for key in order(entries):
            present, value = entries[key]
            maybe, inner = known.get(key, (False, NEVER))
            there = self.c.both(here, present)
            if key in known or (there != FALSE and possible(there)):
                may_lack = maybe or (present != TRUE and possible(self.c.both(here, -present)))
                found.append((key, may_lack, self.grown(inner, value, there, possible)))
        return FunShape(tuple(found))

    # ------------------------------------------------------------------------------------ filling

    def inputs(self, shape: Shape, name: str, bits: list[int], rules: list[int]) -> Sym:
        """Return a free value of the shape; `bits` grows by its inputs, `rules` by what binds them."""
        first = len(bits)
        value = self._inputs(shape, name, bits, rules)
        if not is_known(value):
            self._made[id(shape), id(value)] = shape, value, tuple(bits[first:]), TRUE
        return value

    def _inputs(self, shape: Shape, name: str, bits: list[int], rules: list[int]) -> Sym:
        match shape:
            case BoolShape():
                bits.append(self.c.input(name))
                return Bit(bits[-1])
            case CellShape((only,)):
                return only
            case CellShape(values):
                lits = [self.c.input(f"{name}={ir.show(v)}") for v in values]
                bits += lits
                rules.append(self.c.one_of(lits))
                return Choice(dict(zip(values, lits, strict=True))) if values else UNDEFINED
            case SetShape(members):
                lits = [self.c.input(f"{ir.show(v)} \\in {name}") for v in members]
                bits += lits
                return sym_set(dict(zip(members, lits, strict=True)))
            case FunShape(entries):
                found: dict[Value, tuple[int, Sym]] = {}
                for key, maybe, inner in entries:
                    there = TRUE
                    place = f"{name}[{ir.show(key)}]"
                    if maybe:
                        there = self.c.input(f"{ir.show(key)} \\in DOMAIN {name}")
                        bits.append(there)
                    found[key] = (there, self._inputs_where(there, inner, place, bits, rules))
                return sym_fun(found)
            case UnionShape(parts):
                tags = [self.c.input(f"{type(part).__name__} {name}") for part in parts]
                bits += tags
                rules.append(self.c.one_of(tags))
                ways = zip(tags, parts, strict=True)
                return Mixed(
                    tuple((tag, self._inputs_where(tag, part, name, bits, rules)) for tag, part in ways)
                )

    def _inputs_where(self, there: int, shape: Shape, name: str, bits: list[int], rules: list[int]) -> Sym:
        """Return a free value that is there under a condition; elsewhere its inputs are all false."""
        if there == TRUE:
            return self.inputs(shape, name, bits, rules)
        own: list[int] = []
        bound: list[int] = []
        value = self.inputs(shape, name, own, bound)
        bits += own
        rules += [self.c.implies(x, there) for x in own]
        rules += [self.c.implies(there, x) for x in bound]
        return value

    def literals(self, shape: Shape, value: Sym, out: list[int]) -> int:
        """Append the literals of a value in the order of the shape's inputs; return where it fits.

        Where the result is false the value is outside the shape, and the literals mean nothing.
        """
        known = self._made.get((id(shape), id(value)))
        if known is None:
            made: list[int] = []
            fits = self._fresh_literals(shape, value, made)
            known = self._made[id(shape), id(value)] = shape, value, tuple(made), fits
        out += known[2]
        return known[3]

    def _fresh_literals(self, shape: Shape, value: Sym, out: list[int]) -> int:
        if isinstance(shape, UnionShape):
            return self._union_literals(shape, value, out)
        there, part = self.v.only(value, _KIND[type(shape)])
        if there == FALSE or (isinstance(part, Choice) and not part.options):
            out += [FALSE] * width(shape)
            return FALSE
        return self.c.both(there, self._literals(shape, part, out))

    def _union_literals(self, shape: UnionShape, value: Sym, out: list[int]) -> int:
        tags: list[int] = []
        rest: list[int] = []
        fits: list[int] = []
        for part in shape.parts:
            there, v = self.v.only(value, _KIND[type(part)])
            inner: list[int] = []
            fits.append(self.c.both(there, self.literals(part, v, inner)))
            tags.append(there)
            rest += [self.c.both(there, lit) for lit in inner]
        out += [*tags, *rest]
        return self.c.any(fits)

    def _literals(self, shape: Plain, value: Sym, out: list[int]) -> int:
        match shape:
            case BoolShape():
                lit = literal(value)
                assert lit is not None
                out.append(lit)
                return TRUE
            case CellShape(values):
                ways: dict[Value, int] = {}
                for g, v in self.v.alternatives(value):
                    ways[v] = self.c.either(ways.get(v, FALSE), g)
                if len(values) != 1:
                    out += [ways.get(v, FALSE) for v in values]
                # Where the value does not exist an error was recorded, and no step leads on.
                strangers = [lit for v, lit in ways.items() if v not in values]
                return -self.c.any(strangers)
            case SetShape(members):
                found_members = self.v.members(value)
                out += [found_members.get(v, FALSE) for v in members]
                inside = set(members)
                return -self.c.any(lit for v, lit in found_members.items() if v not in inside)
            case FunShape(entries):
                there = self.v.entries(value)
                keys = {key for key, _, _ in entries}
                fits = [-self.c.any(p for k, (p, _) in there.items() if k not in keys)]
                for key, maybe, inner in entries:
                    present, item = there.get(key, (FALSE, UNDEFINED))
                    if maybe:
                        out.append(present)
                    else:
                        fits.append(present)
                    own: list[int] = []
                    fits.append(self.c.implies(present, self.literals(inner, item, own)))
                    out += [self.c.both(present, lit) for lit in own] if maybe else own
                return self.c.all(fits)


def read(shape: Shape, bits: Iterable[bool]) -> Value:
    """Return the known value that these truths of the shape's inputs stand for."""
    source = iter(bits)
    match shape:
        case BoolShape():
            return next(source)
        case CellShape((only,)):
            return only
        case CellShape(values):
            chosen = [value for value in values if next(source)]  # reads all: the bits of the others follow
            return chosen[0]
        case SetShape(members):
            return frozenset([v for v in members if next(source)])
        case FunShape(entries):
            found: dict[Value, Value] = {}
            for key, maybe, inner in entries:
                there = next(source) if maybe else True
                if there:
                    found[key] = read(inner, source)
                else:
                    for _ in range(width(inner)):
                        next(source)
            return ir.Fun(found)
        case UnionShape(parts):
            tags = [next(source) for _ in parts]
            each = [[next(source) for _ in range(width(part))] for part in parts]
            which = tags.index(True)
            return read(parts[which], each[which])


def most_values(shape: Shape | None) -> int:
    """Return how many values the widest cell of a shape has."""
    match shape:
        case CellShape(values):
            return len(values)
        case FunShape(entries):
            return max((most_values(inner) for _, _, inner in entries), default=0)
        case UnionShape(parts):
            return max(map(most_values, parts))
        case _:
            return 0


def width(shape: Shape) -> int:
    """Return the number of inputs of a shape."""
    match shape:
        case BoolShape():
            return 1
        case CellShape(values):
            return 0 if len(values) == 1 else len(values)
        case SetShape(members):
            return len(members)
        case FunShape(entries):
            return sum(maybe + width(inner) for _, maybe, inner in entries)
        case UnionShape(parts):
            return len(parts) + sum(map(width, parts))


_KIND: dict[type, str] = {BoolShape: "boolean", CellShape: "scalar", SetShape: "set", FunShape: "function"}


def groups(shape: Shape) -> list[int]:
    """Return how the cells of a shape go together: the values of one place, of which one is true, or 1."""
    match shape:
        case BoolShape():
            return [1]
        case CellShape(values):
            return [len(values)] if len(values) > 1 else []
        case SetShape(members):
            return [1] * len(members)
        case FunShape(entries):
            return [size for _, maybe, inner in entries for size in ([1] if maybe else []) + groups(inner)]
        case UnionShape(parts):
            return [len(parts), *(size for part in parts for size in groups(part))]


def of_class(shape: Shape, value: Sym) -> Shape:
    """Return the part of a shape that holds values of this value's kind, NEVER if there is none."""
    parts = shape.parts if isinstance(shape, UnionShape) else (shape,)
    return next((part for part in parts if _KIND[type(part)] == kind(value)), NEVER)


def join(*shapes: Shape) -> Shape:
    """Return the smallest shape that holds what each of these holds."""
    result: Shape = NEVER
    for shape in shapes:
        result = _join(result, shape)
    return result


def _join(a: Shape, b: Shape) -> Shape:
    match a, b:
        case CellShape(()), _:
            return b
        case _, CellShape(()):
            return a
        case BoolShape(), BoolShape():
            return a
        case CellShape(x), CellShape(y):
            return a if x == y else CellShape(order({*x, *y}))
        case SetShape(x), SetShape(y):
            return a if x == y else SetShape(order({*x, *y}))
        case FunShape(x), FunShape(y):
            if a == b:
                return a
            left, right = ({key: (maybe, inner) for key, maybe, inner in entries} for entries in (x, y))
            found: dict[Value, tuple[bool, Shape]] = {}
            for key in {**left, **right}:
                here = [side[key] for side in (left, right) if key in side]
                maybe = len(here) == 1 or any(m for m, _ in here)
                found[key] = (maybe, join(*(s for _, s in here)))
            return FunShape(tuple((key, *found[key]) for key in order(found)))
        case _:
            parts: dict[type, Shape] = {}
            for side in (a, b):
                for part in side.parts if isinstance(side, UnionShape) else (side,):
                    parts[type(part)] = _join(parts[type(part)], part) if type(part) in parts else part
            return UnionShape(tuple(parts[of] for of in _KIND if of in parts))
