"""Certificates of what `prove` has settled: formulas with their proofs, and behaviours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rmapsmt import files, parallel
from rmapsmt.certify import behaviour, folder
from rmapsmt.certify.cnf import clauses
from rmapsmt.certify.refute import SOLVER, refute
from rmapsmt.errors import Disagreement
from rmapsmt.evidence import Evidence, Method, basis, for_all_sizes
from rmapsmt.manifest import link
from rmapsmt.verdict import EverySize, HoldsTo, Proved
from rmapsmt.versions import version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from rmapsmt.encode.obligation import Obligation
    from rmapsmt.ir import TransitionSystem
    from rmapsmt.manifest import Case, Manifest
    from rmapsmt.verdict import Result

    Json = dict[str, Any]


def write(
    manifest: Manifest,
    settled: Sequence[tuple[Case, Result]],
    target: Path,
    jobs: int | None,
    progress: Callable[[str], None],
) -> int:
    """Write a folder of certificates and return how many cases have one; the others are named with a reason.

    Raises Disagreement where CaDiCaL finds a solution and Z3 has found none.
    """
    system = link.system(manifest)

    made: list[Json] = []
    progress(f"certifying {len(settled)} cases")
    for certificate in parallel.each(
        lambda number: _certificate(manifest, system, *settled[number], target), len(settled), jobs
    ):
        made.append(certificate)
        progress(f"certified {len(made)} of {len(settled)} cases")
    content = {
        "schema": folder.SCHEMA,
        "versions": {name: version(name) for name in ("rmapsmt", "python-sat")},
        "solver": SOLVER,
        "module": manifest.module.name,
        "sources": folder.sources(manifest.folder),
        "cases": made,
    }
    files.write(target / folder.FILE_NAME, folder.written(content))
    return sum(not certificate["gap"] for certificate in made)


def _certificate(
    manifest: Manifest, system: TransitionSystem, case: Case, result: Result, target: Path
) -> Json:
    """Return what the JSON file says of one case, and write its formulas."""
    verdict = result.verdict
    found: Json = {"case": case.name, "claim": case.claim.name, "verdict": verdict.word.value, "gap": ""}
    rests = basis(verdict)
    if rests is None:
        pasted = "it rests on lemmas that were found: once they are in the specification it can be certified"
        nothing = "the verdict says nothing that could be certified"
        return found | {"gap": pasted if isinstance(verdict, Proved) else nothing}
    evidence = Evidence(manifest, system, case, rests)
    found |= {
        "method": rests.method.value,
        "depth": rests.depth,
        "together": list(rests.together),
        "states": rests.states,
        "gap": evidence.gap(),
    }
    if found["gap"]:
        return found
    wanted = [one for one in evidence.obligations if not one.satisfiable]
    found["formulas"] = [_formula(one, case, target) for one in wanted]
    if isinstance(verdict, Proved) and isinstance(how := verdict.how, EverySize):
        asked = for_all_sizes(manifest, system, case, how)
        found["all_sizes"] = {
            "sizes": list(how.sizes),
            "kept": list(how.kept),
            "parts": list(how.parts),
            "questions": {one.name: folder.sha256(one.text.encode()) for one in asked},
        }
    if rests.method is Method.BEHAVIOUR:
        found["behaviour"] = _shortest(evidence, [one for one in evidence.obligations if one.satisfiable])
    elif isinstance(verdict, Proved | HoldsTo) and verdict.witness:
        goal, most = manifest.witnesses_of(case)[-1], verdict.witness.depth
        found["witness"] = _shortest(evidence, (evidence.made.reaches(goal, n) for n in range(most + 1)))
    return found


def _shortest(evidence: Evidence, wanted: Iterable[Obligation]) -> list[Json]:
    """Return a behaviour that solves the first of these questions that has a solution.

    It is CaDiCaL's and not the one that Z3 has found: the same every time.
    """
    for obligation in wanted:
        true = refute(clauses(obligation))
        if not isinstance(true, str):
            steps = evidence.made.behaviour(obligation, true)
            return behaviour.written(evidence.concrete.variables, steps)
    raise Disagreement(f"{evidence.case.name}: {SOLVER} finds no behaviour, Z3 one")


def _formula(obligation: Obligation, case: Case, target: Path) -> Json:
    """Write one formula with its proof, and return what the JSON file says of it."""
    cnf = clauses(obligation)
    proof = refute(cnf)
    if not isinstance(proof, str):
        raise Disagreement(f"{case.name}, {obligation.name}: {SOLVER} finds a solution, Z3 none")
    found: Json = {"name": obligation.name, "says": obligation.says}
    for kind, text in (("cnf", cnf.text()), ("drup", proof)):
        name = f"{case.name}/{obligation.name}.{kind}.gz"
        files.write(target / name, folder.packed(text))
        found[kind] = {"file": name, "sha256": folder.sha256(text.encode())}
    return found
