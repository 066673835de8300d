"""Z3's terms over its C interface: its Python classes take ten times longer, on checks that cannot fail.

Only what can fail, a query, goes through Z3's own error check.  Terms are never released: a run makes
them once, and ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import z3
from z3 import z3core

from rmapsmt import meter
from rmapsmt.encode.circuit import FALSE, TRUE, Circuit
from rmapsmt.limits import OUT_OF_TIME, endless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import TypeAlias

    from rmapsmt.limits import Patience

    Term: TypeAlias = Any  # z3core's Ast is a ctypes pointer without annotations

SEED = 0
NO_LIMIT = 2**32 - 1  # Z3's word for it, in milliseconds

# Signals are Python's: Z3 would keep Ctrl-C to itself, answer `unknown`, and let the run go on.
z3.set_param("ctrl_c", False)  # noqa: FBT003 - its name says what it is


def _unchecked(name: str) -> Callable[..., Any]:
    """Return a function of Z3's library without the error check that the binding puts around it."""
    checked: Callable[..., Any] = getattr(z3core, name)
    defaults: tuple[Any, ...] | None = getattr(checked, "__defaults__", None)
    return getattr(defaults[-1], "f", checked) if defaults else checked


_get_app_arg = _unchecked("Z3_get_app_arg")
_get_ast_id = _unchecked("Z3_get_ast_id")
_get_bool_value = _unchecked("Z3_get_bool_value")
_inc_ref = _unchecked("Z3_inc_ref")
_mk_and = _unchecked("Z3_mk_and")
_mk_atmost = _unchecked("Z3_mk_atmost")
_mk_bool_sort = _unchecked("Z3_mk_bool_sort")
_mk_const = _unchecked("Z3_mk_const")
_mk_eq = _unchecked("Z3_mk_eq")
_mk_false = _unchecked("Z3_mk_false")
_mk_implies = _unchecked("Z3_mk_implies")
_mk_not = _unchecked("Z3_mk_not")
_mk_or = _unchecked("Z3_mk_or")
_mk_string_symbol = _unchecked("Z3_mk_string_symbol")
_mk_true = _unchecked("Z3_mk_true")
_model_eval = _unchecked("Z3_model_eval")
_solver_assert = _unchecked("Z3_solver_assert")
_substitute = _unchecked("Z3_substitute")


class Terms:
    """The literals of a circuit as Boolean terms, each made once, and what else is built from them."""

    def __init__(self, circuit: Circuit) -> None:
        """Make TRUE and FALSE alone."""
        self.circuit = circuit
        self.context = z3.main_ctx()
        self._ctx = self.context.ref()
        self._bool = self._kept(_mk_bool_sort(self._ctx))
        self.true = self._kept(_mk_true(self._ctx))
        self.false = self._kept(_mk_false(self._ctx))
        self._made: dict[int, Term] = {TRUE: self.true, FALSE: self.false}
        self._fresh = 0

    def _kept(self, term: Term) -> Term:
        _inc_ref(self._ctx, term)
        return term

    def const(self, name: str) -> Term:
        """Return the Boolean variable of this name."""
        return self._kept(_mk_const(self._ctx, _mk_string_symbol(self._ctx, name.encode()), self._bool))

    def own(self, name: str) -> Term:
        """Return a Boolean variable that no specification can have, whatever its variables are called."""
        return self.const(f"!{name}")

    def fresh(self, what: str) -> Term:
        """Return a new variable; its name is the same in every run, for Z3's search depends on names."""
        self._fresh += 1
        return self.own(f"{what}!{self._fresh}")

    def all(self, terms: Sequence[Term]) -> Term:
        """Return the conjunction."""
        if len(terms) < 2:  # noqa: PLR2004 - a conjunction of one is that one
            return terms[0] if terms else self.true
        return self._kept(_mk_and(self._ctx, len(terms), (z3core.Ast * len(terms))(*terms)))

    def any(self, terms: Sequence[Term]) -> Term:
        """Return the disjunction."""
        if len(terms) < 2:  # noqa: PLR2004 - a disjunction of one is that one
            return terms[0] if terms else self.false
        return self._kept(_mk_or(self._ctx, len(terms), (z3core.Ast * len(terms))(*terms)))

    def negation(self, term: Term) -> Term:
        """Return the negation."""
        return self._kept(_mk_not(self._ctx, term))

    def implies(self, left: Term, right: Term) -> Term:
        """Return the implication."""
        return self._kept(_mk_implies(self._ctx, left, right))

    def iff(self, left: Term, right: Term) -> Term:
        """Return the equivalence."""
        return self._kept(_mk_eq(self._ctx, left, right))

    def at_most_one(self, terms: Sequence[Term]) -> Term:
        """Return that no two are true."""
        return self.at_most(1, terms)

    def at_most(self, number: int, terms: Sequence[Term]) -> Term:
        """Return that no more than so many are true."""
        return self._kept(_mk_atmost(self._ctx, len(terms), (z3core.Ast * len(terms))(*terms), number))

    def substitute(self, term: Term, old: Sequence[Term], new: Sequence[Term]) -> Term:
        """Return the term with variables replaced, all at once."""
        n = len(old)
        if not n:
            return term
        sources, targets = (z3core.Ast * n)(*old), (z3core.Ast * n)(*new)
        return self._kept(_substitute(self._ctx, term, n, sources, targets))

    def substitute_all(self, terms: Sequence[Term], old: Sequence[Term], new: Sequence[Term]) -> list[Term]:
        """Return several terms with the same variables replaced, in a fraction of the time of one by one."""
        if len(terms) < 2:  # noqa: PLR2004 - a conjunction of one is that one
            return [self.substitute(term, old, new) for term in terms]
        whole = self.substitute(self.all(terms), old, new)
        return [self._kept(_get_app_arg(self._ctx, whole, i)) for i in range(len(terms))]

    def identity(self, term: Term) -> int:
        """Return the number by which Z3 knows a term."""
        return int(_get_ast_id(self._ctx, term))

    def of(self, literal: int) -> Term:
        """Return the term of a literal; what it stands on is made first, without recursion."""
        made, gates = self._made, self.circuit.gates
        if literal in made:
            return made[literal]
        todo = [literal]
        while todo:
            top = todo[-1]
            if top in made:
                todo.pop()
            elif top < 0:
                if -top in made:
                    made[top] = self.negation(made[-top])
                else:
                    todo.append(-top)
            elif (operands := gates[top]) is None:
                made[top] = self.const(f"{self.circuit.names[top]}!{top}")
            elif missing := [x for x in operands if x not in made]:
                todo += missing
            else:
                made[top] = self.all([made[x] for x in operands])
        return made[literal]


class Truths:
    """A model of a solver: what each term is in it."""

    def __init__(self, context: z3.Context, model: z3.ModelRef) -> None:
        """Keep the model."""
        self._ctx, self._model, self._out = context.ref(), model, (z3core.Ast * 1)()

    def __call__(self, term: Term) -> bool:
        """Tell whether the term is true; a variable that does not matter is false."""
        _model_eval(self._ctx, self._model.model, term, 1, self._out)
        return bool(_get_bool_value(self._ctx, self._out[0]) == z3.Z3_L_TRUE)


class Solver:
    """Z3's SAT solver with cardinality constraints, asked under assumptions."""

    def __init__(self, terms: Terms, patience: Patience = endless, *, anew: bool = False) -> None:
        """Set the seed; before each query `patience` is asked how many seconds it may take.

        For many short queries about the same formulas a solver keeps what it has learnt.  For few and hard
        ones each is answered `anew`: then variables and clauses can be done away with beforehand, which is
        forbidden to a solver that may be asked more about them.
        """
        self.terms = terms
        self._ctx = terms.context.ref()
        if anew:
            self.solver = z3.Then("card2bv", "sat").solver()
        else:
            self.solver = z3.SolverFor("QF_FD")
            # In-processing between the many short queries costs more than it saves: three times, measured.
            self.solver.set("sat.simplify.delay", 1_000_000)
        self.solver.set("random_seed", SEED)
        self._patience, self._limit = patience, 0

    def add(self, *terms: Term) -> None:
        """Assert terms."""
        for term in terms:
            _solver_assert(self._ctx, self.solver.solver, term)

    def name(self, term: Term) -> Term:
        """Return a variable that means this term, to assume it by."""
        named = self.terms.fresh("query")
        self.add(self.terms.iff(named, term))
        return named

    def check(self, assumptions: Iterable[Term]) -> Truths | str | None:
        """Return a model, None if there is none, or the reason why the solver gave up."""
        if (seconds := self._patience()) is not None and seconds <= 0:
            return OUT_OF_TIME
        # Said even where there is no limit: an option that is set in SMT-LIB text, in any context, is set for
        # every solver of the process that comes after and does not say otherwise.
        limit = NO_LIMIT if seconds is None else max(1, int(seconds * 1000))
        if limit != self._limit:
            self.solver.set("timeout", limit)
            self._limit = limit
        items = list(assumptions)
        array = (z3core.Ast * len(items))(*items)
        with meter.solving():
            answer = z3core.Z3_solver_check_assumptions(self._ctx, self.solver.solver, len(items), array)
        if answer == z3.Z3_L_TRUE:
            return Truths(self.terms.context, self.solver.model())
        if answer == z3.Z3_L_FALSE:
            return None
        return str(self.solver.reason_unknown())

    @property
    def clauses(self) -> int:
        """How many clauses Z3's SAT solver has been given, or has made of what it was given."""
        counted = self.solver.statistics()
        names = [name for name in counted.keys() if "clause" in name]  # noqa: SIM118 - it is no dictionary
        return sum(int(counted.get_key_value(name)) for name in names)
