r"""Init as Promela: choices and assignments in the order of the text, inside one atomic sequence.

A choice that a later conjunct refuses goes to one place, where the cells are cleared, so that all that
is refused is one state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from rmapsmt import ir
from rmapsmt.errors import FrameFault, Unsupported
from rmapsmt.export.promela.evaluate import NOTHING, Env, Evaluator, Thunk
from rmapsmt.export.promela.sets import Path
from rmapsmt.export.promela.storage import FunctionShape, Place, ScalarShape
from rmapsmt.export.promela.terms import Term, Truth
from rmapsmt.export.promela.value import UNDEFINED, Lazy, Sym
from rmapsmt.ir import Op, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from rmapsmt.export.promela.actions import Steps
    from rmapsmt.export.promela.terms import Scalar
    from rmapsmt.source import Span

INDENT = "    "
REFUSE = "goto refused"


class Initial:
    """Writes the choice of an initial state."""

    def __init__(self, evaluator: Evaluator, steps: Steps, kept: Collection[str] | None) -> None:
        """Write the cells of the kept families alone; without any said, of all."""
        self.e, self.t, self._steps, self._kept = evaluator, evaluator.terms, steps, kept
        self.lines: list[str] = []
        self.reads: set[str] = set()
        self.contents: dict[str, set[Value] | None] = {}  # by cell: what it may begin as; none if that varies
        self.refuses = False
        self._assigned: set[str] = set()
        self._depth = 0

    def of(self, init: ir.Expr) -> None:
        """Write Init."""
        self._run(init, NOTHING)
        for name in self.e.variables:
            if name not in self._assigned:
                raise FrameFault(f"Init gives no value to {name}", None, f"add a conjunct {name} = ...")

    def constants(self) -> dict[str, Value]:
        """Return the cells that begin in one way alone."""
        return {
            cell: next(iter(values)) for cell, values in self.contents.items() if values and len(values) == 1
        }

    def cleared(self) -> list[str]:
        """Return the assignments that take back every choice."""
        storage = self.e.storage
        leaves = [leaf for place in storage.places.values() for leaf in storage.leaves(place)]
        return [f"{storage.text(leaf)} = 0;" for leaf in leaves if self._keeps(leaf)]

    def _keeps(self, leaf: Place) -> bool:
        return self._kept is None or leaf.name in self._kept

    # ------------------------------------------------------------------------------------ formulas

    def _run(self, expr: ir.Expr, env: Env) -> None:
        match expr:
            case ir.Named(body=body):
                self._run(body, env)
            case ir.And(items):
                for item in items:
                    self._run(item, env)
            case ir.Let(local, value, body):
                self._run(body, {**env, local.slot: Thunk(value, env)})
            case ir.Apply(Op.EQ, (left, right), span) if (name := self._target(left)) is not None:
                content = self._evaluated(lambda: self.e.value(right, env, Path()), right)
                self._assigned.add(name)
                self._assign(self.e.storage.places[name], content, span)
            case ir.Apply(Op.IN, (left, right), span) if (name := self._target(left)) is not None:
                group = self._evaluated(lambda: self.e.value(right, env, Path()), right)
                self._assigned.add(name)
                self._choose(self.e.storage.places[name], group, span)
            case _ if not self._assigns(expr):
                self._require(self._tested(expr, env))
            case ir.Or(items):
                self._branches([(True, item, env) for item in items], exhaustive=True)
            case ir.Exists(bounds, body):
                rows = [(guard, body, inner) for guard, inner, _ in self.e.rows(bounds, env, Path())]
                self._branches(rows, exhaustive=any(guard is True for guard, _, _ in rows))
            case ir.Forall(bounds, body):
                for guard, inner, _ in self.e.rows(bounds, env, Path()):
                    if guard is not True:
                        raise Unsupported(
                            "the elements for which this is done depend on the state", body.span
                        )
                    self._run(body, inner)
            case ir.If(test, then, orelse):
                truth = self._tested(test, env)
                self._branches([(truth, then, env), (self.t.no(truth), orelse, env)], exhaustive=True)
            case _:
                raise Unsupported("an assignment in Init stands where it is not translated", expr.span)

    def _target(self, expr: ir.Expr) -> str | None:
        """Return the variable that an expression is, if it has no value yet."""
        while isinstance(expr, ir.Named):
            expr = expr.body
        return expr.name if isinstance(expr, ir.Variable) and expr.name not in self._assigned else None

    def _assigns(self, expr: ir.Expr) -> bool:
        if (
            isinstance(expr, ir.Apply)
            and expr.op in (Op.EQ, Op.IN)
            and self._target(expr.args[0]) is not None
        ):
            return True
        inner = not isinstance(expr, ir.Apply)
        return inner and any(map(self._assigns, ir.children(expr)))

    def _evaluated(self, compute: Callable[[], Sym], expr: ir.Expr) -> Sym:
        """Evaluate an expression, and write where it has no value."""
        if (early := self._unassigned(expr)) is not None:
            raise Unsupported(f"{early.name} is read before Init gives it a value", early.span)
        value = compute()
        self._write_faults()
        return value

    def _tested(self, expr: ir.Expr, env: Env) -> Truth:
        return cast("Truth", self._evaluated(lambda: self.e.truth(expr, env, Path()), expr))

    def _write_faults(self) -> None:
        for fault in self.e.faults:
            flag = "TypeOK" if fault.types else "defined"
            self._read(fault.where)
            where = self.t.shown(fault.where)
            self._say(f"if :: {where} -> {flag} = false; assert({flag}) :: else fi;  /* {fault.message} */")
        self.e.faults.clear()

    def _unassigned(self, expr: ir.Expr) -> ir.Variable | None:
        if isinstance(expr, ir.Variable):
            return None if expr.name in self._assigned else expr
        return next((v for child in ir.children(expr) if (v := self._unassigned(child))), None)

    # ------------------------------------------------------------------------------------ statements

    def _say(self, line: str) -> None:
        self.lines.append(INDENT * self._depth + line)

    def _read(self, scalar: Scalar) -> None:
        if isinstance(scalar, Term):
            self.reads |= scalar.reads

    def _require(self, truth: Truth) -> None:
        if truth is True:
            return
        self.refuses = True
        self._read(truth)
        test = f"if :: {self.t.shown(truth)} :: else -> {REFUSE} fi;"
        self._say(test if isinstance(truth, Term) else f"{REFUSE};")

    def _branches(self, ways: Sequence[tuple[Truth, ir.Expr, Env]], *, exhaustive: bool) -> None:
        before, after = set(self._assigned), list[set[str]]()
        self._say("if")
        for truth, body, env in ways:
            if truth is False:
                continue
            self._read(truth)
            self._say(f":: {self.t.shown(truth)} ->")
            self._assigned = set(before)
            self._depth += 1
            self._run(body, env)
            self._say("skip")
            self._depth -= 1
            after.append(self._assigned)
        if not exhaustive:
            self.refuses = True
            self._say(f":: else -> {REFUSE}")
        self._say("fi;")
        if any(names != after[0] for names in after):
            raise Unsupported("the branches of Init give values to different variables", ways[0][1].span)
        self._assigned = after[0] if after else before

    def _assign(self, place: Place, value: Sym, span: Span) -> None:
        if value is UNDEFINED:
            return
        changes = self._steps.contents(place, value, Path(), span)
        self._write_faults()
        for change in changes:
            self._set(change.cell, change.value)

    def _set(self, cell: Place, content: Scalar) -> None:
        text = self.e.storage.text(cell)
        if isinstance(content, Term):
            self.contents[text] = None
        elif (known := self.contents.setdefault(text, set())) is not None:
            known.add(content)
        if self._keeps(cell):
            self._read(content)
            self._say(f"{text} = {self.t.shown(content)};")

    def _choose(self, place: Place, group: Sym, span: Span) -> None:
        """Write the choice of one element of a set."""
        storage = self.e.storage
        match group, place.shape:
            case Lazy(form=Op.FUNCTION_SET, parts=(domain, codomain)), FunctionShape(entries):
                self._require(self.e.equal(domain, frozenset(key for key, _ in entries), Path(), span))
                for key, _ in entries:
                    self._choose(storage.at(place, key), codomain, span)
            case Lazy(form="record", parts=parts, keys=keys), FunctionShape():
                for key, part in zip(keys, parts, strict=True):
                    self._choose(storage.at(place, key), part, span)
            case Lazy(form=Op.PRODUCT, parts=parts), FunctionShape():
                for number, part in enumerate(parts, start=1):
                    self._choose(storage.at(place, number), part, span)
            case Lazy(form=Op.SUBSET, parts=(base,)), _:
                for value, truth in self.e.members(base, Path(), span).items():
                    self._pick([(True, False), (truth, True)], storage.at(place, value), span)
                self._write_faults()
            case _:
                there = self.e.members(group, Path(), span)
                self._write_faults()
                self._pick([(truth, value) for value, truth in there.items()], place, span)

    def _pick(self, ways: list[tuple[Truth, Value]], place: Place, span: Span) -> None:
        if len(ways) == 1 and ways[0][0] is True:
            self._assign(place, ways[0][1], span)
            return
        options = []
        for truth, value in ways:
            self._read(truth)
            assignments = []
            for change in self._steps.contents(place, value, Path(), span):
                cell = self.e.storage.text(change.cell)
                self.contents[cell] = None
                if self._keeps(change.cell):
                    assignments.append(f"{cell} = {self.t.shown(change.value)}")
            guard = "" if truth is True else f"{self.t.shown(truth)} -> "
            options.append(f":: {guard}{'; '.join(assignments) or 'skip'}")
        self._write_faults()
        if not any(truth is True for truth, _ in ways):
            self.refuses = True
            options.append(f":: else -> {REFUSE}")
        if (
            isinstance(place.shape, ScalarShape)
            and not self._keeps(place)
            and all(t is True for t, _ in ways)
        ):
            return
        self._say(f"if {' '.join(options)} fi;")
