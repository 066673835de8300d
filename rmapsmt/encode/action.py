r"""Actions on symbolic states, as TLC takes them: conjuncts from left to right, choices branch.

The first `x' = e` or `x' \in S` for a variable gives it its value, a later one is a test.  Init is the
same thing over unprimed variables.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.encode.cells import Shapes
from rmapsmt.encode.circuit import FALSE, TRUE, Circuit
from rmapsmt.encode.scope import NOTHING, Env, Thunk
from rmapsmt.ir import Label, Op

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rmapsmt.encode.evaluate import Evaluator
    from rmapsmt.encode.value import Sym

NONE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Branch:
    """One way of taking a step.

    `guard` is where it can be taken, `values` what it gives to the variables (by index), `picks` the
    free inputs that stand for a value chosen from a set.  The guard may speak of picks, `open` does not.
    """

    guard: int
    values: Mapping[int, Sym]
    label: Label | None = None
    named: ir.Named | None = None
    env: Env = field(default_factory=dict)  # of the named definition's use
    picks: tuple[int, ...] = ()
    open: int | None = TRUE  # where some pick satisfies the guard; None: not known
    fixed: bool = False  # the label was settled when a conjunction began


@dataclass(slots=True)
class Executor:
    """Takes steps from the state of an evaluator; `primed` is False for Init."""

    evaluator: Evaluator
    primed: bool
    names: tuple[str, ...]
    _mentions: dict[int, tuple[ir.Expr, frozenset[int]]] = field(default_factory=dict)

    @property
    def c(self) -> Circuit:
        """The circuit that the branches are over."""
        return self.evaluator.c

    def run(self, expr: ir.Expr) -> list[Branch]:
        """Return every way of taking the action; where a variable gets no value, there is an error."""
        found: list[Branch] = []
        for branch in self._run(expr, NOTHING, Branch(TRUE, {})):
            if branch.guard == FALSE:
                continue
            if missing := [n for i, n in enumerate(self.names) if i not in branch.values]:
                who = branch.named.name if branch.named else "a step" if self.primed else "Init"
                self.evaluator.record(branch.guard, f"{who} gives {', '.join(missing)} no value", expr.span)
            else:
                found += self._labelled(branch) if self.primed else [branch]
        return found

    def _labelled(self, at: Branch) -> Iterator[Branch]:
        """Yield the branch under each label that it may have."""
        if at.named is None:
            yield at
            return
        self._read_from(at)
        ways: list[tuple[int, tuple[ir.Value, ...]]] = [(TRUE, ())]
        for arg in at.named.args:
            found = self.evaluator.v.alternatives(self.evaluator.value(arg, at.env, at.guard))
            ways = [(self.c.both(g, h), (*args, value)) for g, args in ways for h, value in found]
        for g, args in ways:
            branch = replace(self._guarded(at, g), label=Label(at.named.name, args))
            if branch.guard != FALSE:
                yield branch

    def _assigns(self, expr: ir.Expr, at: Branch) -> bool:
        """Tell whether an expression may give a variable its value; one that has a value is tested."""
        return self._ends_in_assignment(expr, at) or not self._speaks_of_next(expr) <= at.values.keys()

    def _ends_in_assignment(self, expr: ir.Expr, at: Branch) -> bool:
        """Tell whether an assignment is the last part of the last part of an action, as it mostly is."""
        while True:
            match expr:
                case ir.And((*_, last)) | ir.Or((*_, last)):
                    expr = last
                case ir.Named(body=body) | ir.Exists(_, body):
                    expr = body
                case ir.Apply(Op.EQ | Op.IN, (left, _)):
                    return self._target(left, at) is not None
                case _:
                    return False

    def _speaks_of_next(self, expr: ir.Expr) -> frozenset[int]:
        """Return the variables, by index, whose new values an expression mentions."""
        if isinstance(expr, ir.Variable):
            return frozenset((expr.index,)) if expr.primed == self.primed else NONE
        if not (below := ir.children(expr)):
            return NONE
        known = self._mentions.get(id(expr))
        if known is None:
            known = self._mentions[id(expr)] = (expr, NONE.union(*map(self._speaks_of_next, below)))
        return known[1]

    def _run(self, expr: ir.Expr, env: Env, at: Branch) -> list[Branch]:
        if at.guard == FALSE:
            return []
        if isinstance(expr, ir.Apply) and (expr.op is Op.EQ or expr.op is Op.IN):
            index = self._target(expr.args[0], at)
            if index is not None:
                return self._assign(expr.op, index, expr.args[1], env, at)
        if not self._assigns(expr, at):
            return self._test(expr, env, at)
        match expr:
            case ir.Named():
                return self._run(expr.body, env, at if at.fixed else replace(at, named=expr, env=env))
            case ir.And((item,)):
                return self._run(item, env, at)
            case ir.And(items):
                ways = [at if at.fixed or ir.guarded(expr) else replace(at, fixed=True)]
                for item in items:
                    ways = [b for way in ways for b in self._run(item, env, way)]
                return ways
            case ir.Or(items):
                return [b for item in items for b in self._run(item, env, at)]
            case ir.Exists(bounds, body):
                self._read_from(at)
                chosen = self.evaluator.each(bounds, env, at.guard)
                return [b for g, e in chosen for b in self._run(body, e, self._guarded(at, g))]
            case ir.Forall(bounds, body):
                self._read_from(at)
                every = [replace(at, fixed=True)]
                for g, e in self.evaluator.each(bounds, env, at.guard):
                    taken = [b for way in every for b in self._run(body, e, self._guarded(way, g))]
                    every = taken if g == TRUE else [*taken, *(self._guarded(way, -g) for way in every)]
                return every
            case ir.If(test, then, orelse):
                lit = self._literal(test, env, at)
                return [
                    *self._run(then, env, self._guarded(at, lit)),
                    *self._run(orelse, env, self._guarded(at, -lit)),
                ]
            case ir.Implies(left, right):
                at = replace(at, fixed=True)
                lit = self._literal(left, env, at)
                return [self._guarded(at, -lit), *self._run(right, env, self._guarded(at, lit))]
            case ir.Case(arms, other):
                return self._case(arms, other, env, at, expr)
            case ir.Let(local, value, body):
                return self._run(body, {**env, local.slot: Thunk(value, env)}, at)
            case _:
                return self._test(expr, env, at)

    def _target(self, left: ir.Expr, at: Branch) -> int | None:
        """Return the variable that an equation or a membership would give its first value."""
        while isinstance(left, ir.Named):
            left = left.body
        if isinstance(left, ir.Variable) and left.primed == self.primed and left.index not in at.values:
            return left.index
        return None

    def _guarded(self, at: Branch, lit: int) -> Branch:
        if lit == TRUE:
            return at
        still = None if at.open is None or self._speaks_of(at.picks, lit) else self.c.both(at.open, lit)
        guard = self.c.both(at.guard, lit)
        return Branch(guard, at.values, at.label, at.named, at.env, at.picks, still, at.fixed)

    def _speaks_of(self, picks: tuple[int, ...], lit: int) -> bool:
        return bool(picks) and not self.c.support(lit).isdisjoint(picks)

    def _read_from(self, at: Branch) -> None:
        """Let expressions read the variables that have a value so far."""
        if self.primed:
            self.evaluator.next = at.values
        else:
            self.evaluator.partial = at.values

    def _literal(self, expr: ir.Expr, env: Env, at: Branch) -> int:
        self._read_from(at)
        return self.evaluator.truth_of(expr, env, at.guard)

    def _test(self, expr: ir.Expr, env: Env, at: Branch) -> list[Branch]:
        self._read_from(at)
        found = self._guarded(at, self._condition(expr, env, at.guard))
        return [] if found.guard == FALSE else [found]

    def _condition(self, expr: ir.Expr, env: Env, path: int) -> int:
        r"""Return the literal of a condition in an action, where every item of `\/` and `\E` is a choice.

        TLC looks at them all, so the errors of one are not hidden by another that is true.
        """
        if path == FALSE:
            return FALSE
        c = self.c
        match expr:
            case ir.Named(body=body):
                return self._condition(body, env, path)
            case ir.And(items):
                result = TRUE
                for item in items:
                    result = c.both(result, self._condition(item, env, c.both(path, result)))
                return result
            case ir.Or(items):
                return c.any([self._condition(item, env, path) for item in items])
            case ir.Exists(bounds, body):
                chosen = self.evaluator.each(bounds, env, path)
                return c.any([c.both(g, self._condition(body, e, c.both(path, g))) for g, e in chosen])
            case ir.If(test, then, orelse):
                lit = self.evaluator.truth_of(test, env, path)
                yes, no = c.both(path, lit), c.both(path, -lit)
                return c.ite(lit, self._condition(then, env, yes), self._condition(orelse, env, no))
            case ir.Let(local, value, body):
                return self._condition(body, {**env, local.slot: Thunk(value, env)}, path)
            case _:
                return self.evaluator.truth_of(expr, env, path)

    def _case(
        self,
        arms: tuple[tuple[ir.Expr, ir.Expr], ...],
        other: ir.Expr | None,
        env: Env,
        at: Branch,
        expr: ir.Case,
    ) -> list[Branch]:
        rest, found = at, []
        for guard, value in arms:
            lit = self._literal(guard, env, rest)
            found += self._run(value, env, self._guarded(rest, lit))
            rest = self._guarded(rest, -lit)
        if other is not None:
            return [*found, *self._run(other, env, rest)]
        self.evaluator.record(rest.guard, "no arm of CASE is true", expr.span)
        return found

    def _assign(self, op: Op, index: int, value: ir.Expr, env: Env, at: Branch) -> list[Branch]:
        self._read_from(at)
        found = self.evaluator.value(value, env, at.guard)
        if op is Op.EQ:
            values = {**at.values, index: found}
            return [Branch(at.guard, values, at.label, at.named, at.env, at.picks, at.open, fixed=True)]
        shapes = Shapes(self.evaluator.v)
        there, chosen = self.evaluator.v.only(found, "set")
        self.evaluator.record(self.c.both(at.guard, -there), "this is not a set", value.span)
        bits: list[int] = []
        rules: list[int] = []
        name = f"{self.names[index]}'#{len(self.c.gates)}"
        picked = shapes.inputs(shapes.of_set(chosen), name, bits, rules)
        some = self._guarded(at, self.c.both(there, shapes.some(chosen)))
        inside = self.c.all([*rules, self.evaluator.v.contains(chosen, picked)])
        return [
            replace(
                some,
                guard=self.c.both(some.guard, inside),
                values={**at.values, index: picked},
                picks=(*at.picks, *bits),
                fixed=True,
            )
        ]
