"""A run's work in pieces, each done by a process of this machine.

A family of cases is a piece.  A proof for all sizes is another one: it needs no encoding of its family, and
takes longer than all else that the family is asked.
"""

from __future__ import annotations

import traceback
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from rmapsmt import parallel
from rmapsmt.limits import OUT_OF_TIME
from rmapsmt.meter import Since, Spent
from rmapsmt.run.cases import Run
from rmapsmt.run.options import LOST
from rmapsmt.verdict import Proved, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rmapsmt.encode.sizes.induct import Outcome
    from rmapsmt.ir import TransitionSystem
    from rmapsmt.manifest import Case, Manifest
    from rmapsmt.run.options import Clock

    Tell = Callable[[str], None]
    Found = Outcome | str | Exception  # for all sizes; or why nothing was
    Sized = tuple[str, Found, Spent]


def settle(
    manifest: Manifest,
    system: TransitionSystem,
    grouped: Sequence[Sequence[Case]],
    clock: Clock,
    progress: Tell,
) -> Iterator[tuple[int, Result | None]]:
    """Yield the results of families as they are found, each with its family's number; None: it is lost."""
    jobs = clock.options.jobs
    if any(case.every_size for group in grouped for case in group) and parallel.shared(2, jobs) > 1:
        return _Apart(Run(manifest, system, clock, progress, apart=True), grouped).settle()

    alone = Run(manifest, system, clock, progress)

    def family(number: int, tell: Tell) -> Iterator[Result]:
        return replace(alone, progress=tell, proofs=alone.sizes).family(grouped[number])

    return parallel.stream(family, len(grouped), jobs, progress)


PROOF = -1  # in the place of a family's number


class _Apart:
    """Families, and their proofs for all sizes as pieces of their own."""

    def __init__(self, run: Run, grouped: Sequence[Sequence[Case]]) -> None:
        """Begin nothing yet; cases with the same proof make one piece, behind the first of their families."""
        self.run = run
        self.pieces: list[tuple[int, list[Case]]] = []  # with the number of a family; below 0 it is a proof
        proofs: dict[object, list[Case]] = {}
        for number, group in enumerate(grouped):
            self.pieces.append((number, list(group)))
            for case in group:
                if not case.every_size:
                    continue
                key = run.sizes.key(case)
                if key not in proofs:
                    proofs[key] = []
                    self.pieces.append((PROOF, proofs[key]))
                proofs[key].append(case)
        self.found: dict[str, tuple[Found, Spent]] = {}
        self.held: dict[str, tuple[int, Result]] = {}  # until it is known what holds for all sizes

    def settle(self) -> Iterator[tuple[int, Result | None]]:
        """Yield each result once all of it is known, and at last which families have lost some."""
        cases = {case.name: case for family, group in self.pieces if family == PROOF for case in group}
        lost: list[int] = []
        jobs, progress = self.run.clock.options.jobs, self.run.progress
        for number, one in parallel.stream(self.piece, len(self.pieces), jobs, progress):
            family, group = self.pieces[number]
            if isinstance(one, tuple):
                self.found[one[0]] = one[1:]
            elif one is None and family == PROOF:
                for case in group:
                    self.found.setdefault(case.name, (LOST, Spent()))
            elif one is None:
                lost.append(family)
            elif one.case in cases and isinstance(one.verdict, Proved):
                self.held[one.case] = family, one
            else:
                yield family, one
            for name in self.held.keys() & self.found.keys():
                family, result = self.held.pop(name)
                yield family, self.concluded(cases[name], result, *self.found[name])
        yield from ((family, None) for family in lost)

    def piece(self, number: int, tell: Tell) -> Iterator[Result | Sized]:
        """Do one piece of the work."""
        family, cases = self.pieces[number]
        return self.proofs(cases, tell) if family == PROOF else replace(self.run, progress=tell).family(cases)

    def proofs(self, cases: Sequence[Case], tell: Tell) -> Iterator[Sized]:
        """Yield what can be proved of each case for all sizes, its verdict being unknown as yet."""
        for case in cases:
            since = Since()
            if self.run.clock.over:
                yield case.name, OUT_OF_TIME, since.spent()
                continue
            tell(f"{case.name}: is it so for all sizes?")
            found: Found
            try:
                found = self.run.sizes.outcome(case, partial(_told, tell, case.name))
            except Exception as error:  # noqa: BLE001 - if the case is not proved, nobody has asked
                error.add_note(f"in another process:\n{traceback.format_exc()}")
                found = error
            yield case.name, found, since.spent()

    def concluded(self, case: Case, result: Result, found: Found, spent: Spent) -> Result:
        """Return the result with what was found for all sizes, and with the time that it took."""
        if isinstance(found, Exception):
            raise found
        assert isinstance(result.verdict, Proved)
        since = Since()
        verdict, short = self.run.sizes.concluded(case, result.verdict, found)
        spent = result.spent + spent + since.spent()
        side = (*result.side, *short)
        return replace(result, verdict=verdict, side=side, seconds=spent.seconds, spent=spent)


def _told(tell: Tell, case: str, what: str) -> None:
    """Say what is asked of a case."""
    tell(f"{case}: {what}")
