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
from rmapsmt.certify import behaviour, folder, second
from rmapsmt.certify.cnf import clauses
from rmapsmt.certify.refute import check
from rmapsmt.encode.sizes.value import UnboundedFault
from rmapsmt.encode.value import TooLarge
from rmapsmt.errors import CertificateFault, InputError
from rmapsmt.evidence import ENOUGH, Basis, Evidence, Method, for_all_sizes
from rmapsmt.manifest import Kind, link
from rmapsmt.verdict import EverySize, Word

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


def verify(
    manifest: Manifest, source: Path, jobs: int | None = None, *, cross_check: bool = False
) -> Iterator[Checked]:
    """Yield a line for each case of a folder of certificates.

    What is claimed of all sizes has no propositional proof: with `cross_check` cvc5 answers its questions.
    CertificateFault says what is wrong with the whole of it: another specification, or no such folder.
    """
    content = folder.read(source)
    _same_sources(content, manifest)
    entries = content.get("cases")
    if not isinstance(entries, list) or not entries:
        raise CertificateFault("the folder has certificates of no case")
    checking = _Checking(manifest, link.system(manifest), source, cross_check)
    yield from parallel.each(lambda number: checking.case(entries[number]), len(entries), jobs)


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


class _UnsettledError(Exception):
    """What has no propositional proof is not settled by the second solver either."""


@dataclass(frozen=True, slots=True)
class _Checking:
    """What certificates are checked against."""

    manifest: Manifest
    system: TransitionSystem
    source: Path
    cross_check: bool

    def case(self, entry: Json) -> Checked:
        """Check one certificate; whatever is missing or of the wrong kind is a reason to reject it."""
        name, word = str(entry.get("case")), str(entry.get("verdict"))
        try:
            if gap := entry["gap"]:
                return Checked(name, word, Finding.NOT_CERTIFIED, str(gap))
            how = self._checked(self._named(name, entry["claim"]), entry)
        except CertificateFault as fault:
            return Checked(name, word, Finding.REJECTED, str(fault))
        except _UnsettledError as error:
            return Checked(name, word, Finding.NOT_CERTIFIED, str(error))
        except InputError as error:
            return Checked(name, word, Finding.REJECTED, error.message)
        except (LookupError, TypeError, ValueError, AttributeError, TooLarge, UnboundedFault) as error:
            return Checked(name, word, Finding.REJECTED, f"the certificate is damaged: {error!r}")
        return Checked(
            name, f"{word} to {entry['depth']}" if Word(word) in WEAK else word, Finding.CERTIFIED, how
        )

    def _named(self, name: str, claim: str) -> Case:
        for case in self.manifest.cases:
            if case.name == name and case.claim.name == claim:
                return case
        raise CertificateFault(f"the manifest has no case {name} of the claim {claim}")

    def _checked(self, case: Case, entry: Json) -> str:
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
        evidence = Evidence(self.manifest, self.system, case, rests)
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
        said += self._formulas(evidence, entry["formulas"])
        goals = self.manifest.witnesses_of(case)
        if goals and rests.word in {Word.PROVED, Word.HOLDS}:
            steps = behaviour.rerun(evidence.concrete, entry["witness"], goals[-1], true=True)
            said.append(f"the interpreter runs the {_steps(steps)} of its witness")
        if (sizes := entry.get("all_sizes")) is not None:
            said.append(self._all_sizes(case, sizes))
        return ", ".join(said)

    def _formulas(self, evidence: Evidence, entries: list[Json]) -> list[str]:
        """Check that these are the formulas that the verdict rests on, each with a proof."""
        wanted = [one for one in evidence.obligations if not one.satisfiable]
        if [one.name for one in wanted] != [entry["name"] for entry in entries]:
            raise CertificateFault(f"the formulas have to be {', '.join(one.name for one in wanted)}")
        said = []
        for obligation, entry in zip(wanted, entries, strict=True):
            cnf = clauses(obligation)
            if folder.unpacked(self.source, entry["cnf"]["file"], entry["cnf"]["sha256"]) != cnf.text():
                raise CertificateFault(f"{entry['cnf']['file']} is not what the specification comes to")
            proof = folder.unpacked(self.source, entry["drup"]["file"], entry["drup"]["sha256"])
            try:
                steps = check(cnf, proof)
            except CertificateFault as fault:
                raise CertificateFault(f"{entry['drup']['file']}: {fault}") from None
            said.append(f"{obligation.name} refuted in {_steps(steps)}")
        return said

    def _all_sizes(self, case: Case, entry: Json) -> str:
        """Check that these are the questions of a proof for all sizes, and have them answered if asked to."""
        how = EverySize(
            tuple(dict.fromkeys(self.manifest.sizes.values())),
            (),
            kept=tuple(map(str, entry["kept"])),
            parts=tuple(map(int, entry["parts"])),
        )
        if list(how.sizes) != entry["sizes"] or case.claim.name not in how.kept:
            raise CertificateFault("what is kept for all sizes does not show the claim")
        asked = for_all_sizes(self.manifest, self.system, case, how)
        if entry["questions"] != {one.name: folder.sha256(one.text.encode()) for one in asked}:
            raise CertificateFault("the questions about all sizes are not what the specification comes to")
        whole = f"{len(asked)} questions for all {', '.join(how.sizes)}"
        if not self.cross_check:
            return f"{whole}, not asked"
        answers = [second.answer(one.text, second.PATIENCE) for one in asked]
        if "sat" in answers:
            raise CertificateFault(f"{asked[answers.index('sat')].name}: cvc5 finds a counterexample to it")
        open_ = [one.name for one, found in zip(asked, answers, strict=True) if found != "unsat"]
        if open_:
            raise _UnsettledError(f"of {whole} cvc5 does not settle {', '.join(open_)}")
        return f"{whole}, all settled by cvc5"


def _steps(number: int) -> str:
    return "1 step" if number == 1 else f"{number} steps"
