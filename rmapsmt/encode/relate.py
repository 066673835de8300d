"""Equality, membership and inclusion of symbolic values, as literals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.encode.circuit import FALSE, TRUE
from rmapsmt.encode.spread import Spread
from rmapsmt.encode.value import (
    UNDEFINED,
    Choice,
    Lazy,
    Mixed,
    Sym,
    is_known,
    kind,
    literal,
    same,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rmapsmt.ir import Value


class Values(Spread):
    """Building and comparing symbolic values over one circuit."""

    def equal(self, a: Sym, b: Sym) -> int:
        """Return the literal of `a = b`; values of different kinds differ."""
        if a is b:
            return TRUE
        left, right = literal(a), literal(b)
        if left is not None and right is not None:
            return self.c.iff(left, right)
        if left is not None or right is not None:
            return FALSE if not isinstance(a, Mixed) and not isinstance(b, Mixed) else self._equal_mixed(a, b)
        if is_known(a) and is_known(b):
            return TRUE if same(a, b) else FALSE
        if isinstance(a, Mixed) or isinstance(b, Mixed):
            return self._equal_mixed(a, b)
        if kind(a) != kind(b):
            return FALSE
        match kind(a):
            case "scalar":
                if isinstance(a, Choice) and isinstance(b, Choice):
                    return self.c.any(
                        [self.c.both(g, b.options[v]) for v, g in a.options.items() if v in b.options]
                    )
                choice, value = (a, b) if isinstance(a, Choice) else (b, a)
                assert isinstance(choice, Choice)
                assert is_known(value)
                return choice.options.get(value, FALSE)
            case "set":
                if (
                    isinstance(a, Lazy)
                    and isinstance(b, Lazy)
                    and a.form == b.form
                    and not a.parts
                    and not b.parts
                ):
                    return TRUE
                xs, ys = self.members(a), self.members(b)
                return self.c.all([self.c.iff(xs.get(v, FALSE), ys.get(v, FALSE)) for v in {**xs, **ys}])
            case _:
                fs, gs = self.entries(a), self.entries(b)
                parts: list[int] = []
                for key in {**fs, **gs}:
                    p, v = fs.get(key, (FALSE, UNDEFINED))
                    q, w = gs.get(key, (FALSE, UNDEFINED))
                    parts.append(self.c.iff(p, q))
                    if parts[-1] == FALSE:
                        return FALSE
                    if (there := self.c.both(p, q)) != FALSE:
                        parts.append(self.c.implies(there, self.equal(v, w)))
                return self.c.all(parts)

    def _equal_mixed(self, a: Sym, b: Sym) -> int:
        return self.c.any(
            [
                self.c.all([g, h, self.equal(v, w)])
                for g, v in self.options(a)
                for h, w in self.options(b)
                if kind(v) == kind(w)
            ]
        )

    def contains(self, values: Sym, item: Sym) -> int:
        r"""Return the literal of `item \in values`.  Raises TypeError where `values` is no set."""
        if isinstance(values, Lazy):
            return self._lazy_contains(values, item)
        if isinstance(values, Mixed):
            return self.c.any([self.c.both(g, self.contains(v, item)) for g, v in values.options])
        members = self.members(values)
        if is_known(item):
            return self._bool_member(members, item) if isinstance(item, bool) else members.get(item, FALSE)
        if isinstance(item, Choice):
            found = [(g, members.get(v, FALSE)) for v, g in item.options.items()]
            if all(lit == TRUE for _, lit in found):
                return TRUE  # where the item has no value nothing depends on it
            return self.c.any([self.c.both(g, lit) for g, lit in found])
        return self.c.any([self.c.both(lit, self.equal(v, item)) for v, lit in members.items()])

    def _bool_member(self, members: Mapping[Value, int], item: Sym) -> int:
        return self.c.any([lit for v, lit in members.items() if v is item])

    def _lazy_contains(self, values: Lazy, item: Sym) -> int:
        parts = values.parts
        match values.form:
            case ir.Op.CUP:
                return self.c.any([self.contains(part, item) for part in parts])
            case ir.Op.CAP:
                return self.c.all([self.contains(part, item) for part in parts])
            case ir.Op.SET_MINUS:
                return self.c.both(self.contains(parts[0], item), -self.contains(parts[1], item))
            case ir.Infinite():
                there, part = self.only(item, "scalar")
                found = self.alternatives(part)
                inside = [g for g, v in found if _within(values.form, v)]
                return there if len(inside) == len(found) else self.c.both(there, self.c.any(inside))
            case ir.Op.SUBSET:
                return self._if_kind(item, "set", lambda v: self.subset(v, parts[0]))
            case ir.Op.FUNCTION_SET | "record" | ir.Op.PRODUCT | ir.Op.SEQ:
                return self._if_kind(item, "function", lambda v: self._function_in(values, v))
            case _:
                raise AssertionError(values.form)

    def _if_kind(self, item: Sym, wanted: str, test: object) -> int:
        assert callable(test)
        return self.c.any([self.c.both(g, test(v)) for g, v in self.options(item) if kind(v) == wanted])

    def _function_in(self, values: Lazy, item: Sym) -> int:
        entries = self.entries(item)
        if values.form == ir.Op.SEQ:
            lengths = self.length(item)
            good = self.c.any(lengths.values())
            return self.c.all(
                [good, *(self.c.implies(p, self.contains(values.parts[0], v)) for p, v in entries.values())]
            )
        if values.form == ir.Op.FUNCTION_SET:
            domain = self.members(values.parts[0])
            return self.c.all(
                [
                    *(
                        self.c.iff(domain.get(k, FALSE), entries.get(k, (FALSE,))[0])
                        for k in {**domain, **entries}
                    ),
                    *(self.c.implies(p, self.contains(values.parts[1], v)) for p, v in entries.values()),
                ]
            )
        keys: tuple[Value, ...] = values.keys or tuple(range(1, len(values.parts) + 1))
        if extra := [p for k, (p, _) in entries.items() if k not in keys]:
            return (
                FALSE
                if TRUE in extra
                else self.c.both(-self.c.any(extra), self._fields_in(values, keys, entries))
            )
        return self._fields_in(values, keys, entries)

    def _fields_in(
        self, values: Lazy, keys: tuple[Value, ...], entries: Mapping[Value, tuple[int, Sym]]
    ) -> int:
        if any(key not in entries for key in keys):
            return FALSE
        return self.c.all(
            [
                self.c.both(entries[k][0], self.contains(s, entries[k][1]))
                for k, s in zip(keys, values.parts, strict=True)
            ]
        )

    def subset(self, left: Sym, right: Sym) -> int:
        r"""Return the literal of `left \subseteq right`."""
        return self.c.all(
            [
                self.c.implies(lit, self.contains(right, v))
                for v, lit in self.members(left).items()
                if lit != FALSE
            ]
        )

    def length(self, value: Sym) -> dict[int, int]:
        """Return the possible lengths of a sequence; their literals are false where it is none."""
        return self.lengths(self.entries(value))

    def lengths(self, entries: Mapping[Value, tuple[int, Sym]]) -> dict[int, int]:
        """Return the possible lengths of a sequence with these entries."""
        top = 0
        while top + 1 in entries:
            top += 1
        stray = -self.c.any([p for k, (p, _) in entries.items() if k not in range(1, top + 1)])
        found: dict[int, int] = {}
        for n in range(top + 1):
            there = [entries[k][0] if k <= n else -entries[k][0] for k in range(1, top + 1)]
            if (lit := self.c.all([stray, *there])) != FALSE:
                found[n] = lit
        return found


def _within(form: str, value: Value) -> bool:
    match form:
        case ir.Infinite.NAT:
            return isinstance(value, int) and not isinstance(value, bool) and value >= 0
        case ir.Infinite.INT:
            return isinstance(value, int) and not isinstance(value, bool)
        case _:
            return isinstance(value, str)
