"""A solver that writes proofs, and a checker of such proofs: two packages that share no code.

Neither is needed for anything else, so both belong to the extra `certificates`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt.errors import CertificateFault, UsageFault

if TYPE_CHECKING:
    from rmapsmt.certify.cnf import Cnf

SOLVER = "cadical195"
EXTRA = "`pip install 'rmapsmt[certificates]'` brings it"


def refute(cnf: Cnf) -> str | frozenset[int]:
    """Return CaDiCaL's proof that the clauses have no solution; if they have one, what is true in it.

    The proof is in the DRUP format, a line for each step: a clause that follows by unit propagation, or `d`
    and one that is not needed any more.  What is true are gates and inputs of the circuit; of gates that are
    used in one direction only nothing can be told.
    """
    try:
        from pysat.solvers import Solver  # noqa: PLC0415 - an extra
    except ImportError:
        raise UsageFault("certificates need the package python-sat", hint=EXTRA) from None
    with Solver(name=SOLVER, bootstrap_with=cnf.clauses, with_proof=True) as solver:
        if solver.solve():
            return frozenset(cnf.gates[x - 2] for x in solver.get_model() if x > 1)
        return "\n".join([*solver.get_proof(), ""])


def check(cnf: Cnf, proof: str) -> int:
    """Return the number of steps of a proof that dratify accepts; CertificateFault says what is wrong.

    Each step has to follow by unit propagation: what only keeps the clauses satisfiable is refused.
    """
    try:
        import dratify  # noqa: PLC0415 - an extra
    except ImportError:
        raise UsageFault("proofs are checked by the package dratify", hint=EXTRA) from None
    formula = dratify.CNF()
    for clause in cnf.clauses:
        formula.add_dimacs(clause)
    try:
        found = dratify.check_proof(formula, proof, check_rat=False, engine="python")
    except ValueError as error:
        raise CertificateFault(f"the proof is damaged: {error}") from None
    if not (found.ok and found.reached_empty):
        raise CertificateFault(f"the proof does not hold: {found.reason}")
    return int(found.steps)
