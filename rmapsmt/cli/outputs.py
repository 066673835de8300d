"""What the gate writes beside its report: files for CI servers, and what GitHub is told."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rmapsmt.cli.arguments import complain, draw, say
from rmapsmt.errors import UsageFault

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rmapsmt.account import Account
    from rmapsmt.manifest import Case, Manifest
    from rmapsmt.report.unmet import Tell
    from rmapsmt.report.words import About
    from rmapsmt.trace import Trace
    from rmapsmt.verdict import Result

Junit = Annotated[
    Path | None, typer.Option("--junit", metavar="FILE", help="Write the results as JUnit XML too.")
]
Sarif = Annotated[
    Path | None, typer.Option("--sarif", metavar="FILE", help="Write what is not met as SARIF 2.1.0 too.")
]
Ktap = Annotated[bool, typer.Option("--ktap", help="Write KTAP, version 1, in place of the table.")]


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where the results of a run go, beside its exit code."""

    json: bool = False
    ktap: bool = False
    junit: Path | None = None
    sarif: Path | None = None
    began: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        """One text alone fits on standard output, and a file takes one document."""
        if self.json and self.ktap:
            raise UsageFault("--json and --ktap exclude each other", hint="each takes standard output")
        if self.junit is not None and self.junit == self.sarif:
            raise UsageFault(f"--junit and --sarif name the same file, {self.junit}")

    def write(self, results: Sequence[Result], about: About, seconds: float, claims: Manifest) -> None:
        """Write each of them, the files first: whoever reads standard output may go."""
        from rmapsmt import files, run
        from rmapsmt.report import document, table

        cases = {case.name: case for case in claims.cases}

        def tell(case: str, trace: Trace, decided: str) -> Account:
            return run.tell_of(claims, cases[case], trace, decided)

        if self.junit:
            from rmapsmt.report import junit

            files.write(self.junit, junit.render(results, about, seconds, tell))
        if self.sarif:
            from rmapsmt.report import sarif

            log = sarif.document(results, about, cases, Path.cwd(), tell)
            files.write(self.sarif, document.dumps(log) + "\n")
        if os.environ.get("GITHUB_ACTIONS") == "true":
            _tell_github(results, about, seconds, cases, tell)
        if self.json:
            say(document.dumps(document.document(results, about, seconds)))
        elif self.ktap:
            from rmapsmt.report import ktap

            say(ktap.render(results, about, seconds))
        else:
            draw(lambda: table.show(results, about, seconds, sys.stdout))

    def interrupted(self, results: Sequence[Result], about: About) -> None:
        """Write what was settled, marked as a part, where people and programs wait for it; no file."""
        from rmapsmt.report import document, table

        seconds = time.monotonic() - self.began
        if self.json:
            say(document.dumps(document.document(results, about, seconds)))
        elif self.ktap:
            self.bail_out("interrupted")
        else:
            draw(lambda: table.show(results, about, seconds, sys.stdout))

    def bail_out(self, reason: str) -> None:
        """Say that the run itself is broken, where a program waits for its lines."""
        from rmapsmt.report import ktap

        if self.ktap:
            say(f"{ktap.HEADER}\n{ktap.bail_out(reason)}")


def _tell_github(
    results: Sequence[Result], about: About, seconds: float, cases: Mapping[str, Case], tell: Tell
) -> None:
    """Mark the cases that fail, on standard error so that a document stays one, and add to the summary."""
    from rmapsmt.report import github

    complain(github.marks(results, cases, Path.cwd()))
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        try:
            with Path(summary).open("a", encoding="utf-8") as stream:
                stream.write(github.summary(results, about, seconds, tell) + "\n")
        except OSError as error:
            raise UsageFault(f"GITHUB_STEP_SUMMARY: {summary} cannot be written: {error.strerror}") from error
