"""Shapes over one circuit: found from values, filled with inputs, read back as literals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.encode.circuit import FALSE, TRUE
from rmapsmt.encode.shape import (
    KIND,
    NEVER,
    BoolShape,
    CellShape,
    FunShape,
    SetShape,
    UnionShape,
    join,
    of_class,
    order,
    width,
)
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
    literal,
    sym_fun,
    sym_set,
)
from rmapsmt.ir import Op, Value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rmapsmt.encode.relate import Values
    from rmapsmt.encode.shape import Plain, Possible, Shape


class Shapes:
    """What is found, filled and read back over one circuit; what was read back is kept."""

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
        there, part = self.v.only(value, KIND[type(shape)])
        if there == FALSE or (isinstance(part, Choice) and not part.options):
            out += [FALSE] * width(shape)
            return FALSE
        return self.c.both(there, self._literals(shape, part, out))

    def _union_literals(self, shape: UnionShape, value: Sym, out: list[int]) -> int:
        tags: list[int] = []
        rest: list[int] = []
        fits: list[int] = []
        for part in shape.parts:
            there, v = self.v.only(value, KIND[type(part)])
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
