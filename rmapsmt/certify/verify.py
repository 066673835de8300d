"""Certificates, checked without the prover: no Z3, and no SAT solver.

The formulas are built once more from the specification; the proofs are checked by a program that shares no
code with the solver that wrote them; the behaviours are run by the interpreter.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from rmapsmt import parallel
from rmapsmt.certify import behaviour, folder
from rmapsmt.certify.cnf import clauses
from rmapsmt.certify.refute import check
from rmapsmt.errors import CertificateFault, InputError
from rmapsmt.evidence import ENOUGH, Basis, Evidence, Method
from rmapsmt.manifest import Kind, link
from rmapsmt.verdict import Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rmapsmt.ir import TransitionSystem
    from rmapsmt.manifest import Case, Manifest

    Json = dict[str, Any]


WEAK = {Word.HOLDS, Word.NOT_REACHED}  # said of a depth


class Finding(StrEnum):
    """What comes of one certificate."""

    CERTIFIED = "certified"
    NOT_CERTIFIED = "not certified"  # and the certificate says so
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Checked:
    """One line of the answer."""

    case: str
    verdict: str
    finding: Finding
    how: str  # what was checked, or why it is rejected


def verify(manifest: Manifest, source: Path, jobs: int | None = None) -> Iterator[Checked]:
    """Yield a line for each case of a folder of certificates.

    CertificateFault says what is wrong with the whole of it: another specification, or no such folder.
    """
    content = folder.read(source)
    _same_sources(content, manifest)
    entries = content.get("cases")
    if not isinstance(entries, list) or not entries:
        raise CertificateFault("the folder has certificates of no case")
    system = link.system(manifest)
    yield from parallel.each(
        lambda number: _case(manifest, system, entries[number], source), len(entries), jobs
    )


def exit_code(found: Sequence[Checked]) -> int:
    """Return 1 if a certificate is rejected, 3 if one says that it is none, else 0."""
    findings = {one.finding for one in found}
    return 1 if Finding.REJECTED in findings else 3 if Finding.NOT_CERTIFIED in findings else 0


def render(found: Sequence[Checked]) -> str:
    """Return the answer: how many hold, then a line for each case."""
    counts = Counter(one.finding for one in found)
    head = ", ".join(f"{counts[finding]} {finding}" for finding in Finding if counts[finding])
    return "\n".join([head, *(f"{one.case}: {one.verdict}, {one.finding}: {one.how}" for one in found)])


def _same_sources(content: Json, manifest: Manifest) -> None:
    told, now = content.get("sources"), folder.sources(manifest.folder)
    if not isinstance(told, dict):
        raise CertificateFault("the certificates do not say which specification they are of")
    other = sorted(name for name in {*told, *now} if told.get(name) != now.get(name))
    if other:
        raise CertificateFault(f"the certificates are of another specification: {', '.join(other)}")


def _case(manifest: Manifest, system: TransitionSystem, entry: Json, source: Path) -> Checked:
    """Check one certificate; whatever is missing or of the wrong kind is a reason to reject it."""
    name, word = str(entry.get("case")), str(entry.get("verdict"))
    try:
        if gap := entry["gap"]:
            return Checked(name, word, Finding.NOT_CERTIFIED, str(gap))
        how = _checked(manifest, system, _named(manifest, name, entry["claim"]), entry, source)
    except CertificateFault as fault:
        return Checked(name, word, Finding.REJECTED, str(fault))
    except InputError as error:
        return Checked(name, word, Finding.REJECTED, error.message)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return Checked(name, word, Finding.REJECTED, f"the certificate is damaged: {error!r}")
    return Checked(
        name, f"{word} to {entry['depth']}" if Word(word) in WEAK else word, Finding.CERTIFIED, how
    )


def _named(manifest: Manifest, name: str, claim: str) -> Case:
    for case in manifest.cases:
        if case.name == name and case.claim.name == claim:
            return case
    raise CertificateFault(f"the manifest has no case {name} of the claim {claim}")


def _checked(manifest: Manifest, system: TransitionSystem, case: Case, entry: Json, source: Path) -> str:
    """Return what was checked of one certificate."""
    rests = Basis(
        Word(entry["verdict"]),
        Method(entry["method"]),
        int(entry["depth"]),
        tuple(map(str, entry["together"])),
        int(entry["states"]),
    )
    if rests.method not in ENOUGH.get(rests.word, ()):
        raise CertificateFault(f"a {rests.method} does not show that it is {rests.word}")
    evidence = Evidence(manifest, system, case, rests)
    evidence.concrete.check_assumptions()
    if gap := evidence.gap():
        raise CertificateFault(gap)
    said = []
    if rests.method is Method.BEHAVIOUR:
        steps = behaviour.rerun(
            evidence.concrete, entry["behaviour"], case.claim.name, true=case.kind is Kind.REACHABLE
        )
        if steps != rests.depth:
            raise CertificateFault(f"the behaviour has {steps} steps, not {rests.depth}")
        said.append(f"the interpreter runs its {_steps(steps)}")
    said += _formulas(evidence, entry["formulas"], source)
    goals = manifest.witnesses_of(case)
    if goals and rests.word in {Word.PROVED, Word.HOLDS}:
        steps = behaviour.rerun(evidence.concrete, entry["witness"], goals[-1], true=True)
        said.append(f"the interpreter runs the {_steps(steps)} of its witness")
    return ", ".join(said)


def _formulas(evidence: Evidence, entries: list[Json], source: Path) -> list[str]:
    """Check that these are the formulas that the verdict rests on, each with a proof."""
    wanted = [one for one in evidence.obligations if not one.satisfiable]
    if [one.name for one in wanted] != [entry["name"] for entry in entries]:
        raise CertificateFault(f"the formulas have to be {', '.join(one.name for one in wanted)}")
    said = []
    for obligation, entry in zip(wanted, entries, strict=True):
        cnf = clauses(obligation)
        if folder.unpacked(source, entry["cnf"]["file"], entry["cnf"]["sha256"]) != cnf.text():
            raise CertificateFault(f"{entry['cnf']['file']} is not what the specification comes to")
        proof = folder.unpacked(source, entry["drup"]["file"], entry["drup"]["sha256"])
        try:
            steps = check(cnf, proof)
        except CertificateFault as fault:
            raise CertificateFault(f"{entry['drup']['file']}: {fault}") from None
        said.append(f"{obligation.name} refuted in {_steps(steps)}")
    return said


def _steps(number: int) -> str:
    return "1 step" if number == 1 else f"{number} steps"
