"""A second solver's answers to the questions that Z3 has answered, from the text of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rmapsmt import files, parallel
from rmapsmt.errors import Disagreement, UsageFault
from rmapsmt.evidence import scripts
from rmapsmt.manifest import link
from rmapsmt.verdict import Proved

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from rmapsmt.evidence import Script
    from rmapsmt.manifest import Case, Manifest
    from rmapsmt.run import Options
    from rmapsmt.verdict import Result

EXTRA = "`pip install 'rmapsmt[crosscheck]'` brings it"
PATIENCE = 20.0  # seconds for each question, where nobody says how many
_STATUS = re.compile(r"\(set-info :status \w+\)")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many questions the second solver has settled as Z3 has, and those that it has not settled."""

    agreed: int
    unsettled: tuple[str, ...]


def cross_check(
    manifest: Manifest,
    settled: Sequence[tuple[Case, Result]],
    kept: Path,
    options: Options,
    progress: Callable[[str], None],
) -> Tally:
    """Ask cvc5 every question that these verdicts rest on.

    Where it disagrees, the question and its answer are written into the folder `kept`, and Disagreement is
    raised.
    """
    _cvc5()
    system = link.system(manifest)

    def one(number: int) -> list[tuple[Script, str]]:
        case, result = settled[number]
        asked = scripts(manifest, system, case, result.verdict)
        return [(script, answer(script.text, options.query_timeout or PATIENCE)) for script in asked]

    agreed, unsettled = 0, []
    progress(f"asking cvc5 about {len(settled)} cases")
    for number, answers in enumerate(parallel.each(one, len(settled), options.jobs)):
        case, result = settled[number]
        if isinstance(result.verdict, Proved) and not answers:
            unsettled.append(f"{case.name}, the lemmas that were found")
        progress(f"cvc5 has answered for {number + 1} of {len(settled)} cases")
        for script, found in answers:
            if found == script.status:
                agreed += 1
            elif found in {"sat", "unsat"}:
                place = kept / case.name
                files.write(place / f"{script.name}.smt2", script.text)
                files.write(place / f"{script.name}.cvc5", f"{found}\n")
                raise Disagreement(
                    f"{case.name}, {script.name}: cvc5 says {found}, and Z3 {script.status};"
                    f" both are kept in {place}"
                )
            else:
                unsettled.append(f"{case.name}, {script.name}")
    return Tally(agreed, tuple(unsettled))


def answer(text: str, timeout: float | None = None) -> str:
    """Return what cvc5 says of a script: sat, unsat, unknown, or what is wrong with the text.

    `timeout` is in seconds.
    """
    cvc5 = _cvc5()
    solver = cvc5.Solver(cvc5.TermManager())
    if timeout is not None:
        solver.setOption("tlimit-per", str(max(1, int(timeout * 1000))))
    parser = cvc5.InputParser(solver)
    # With the expected answer in sight cvc5 would report another one as an error.
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, _STATUS.sub("", text), "question")
    symbols, said = parser.getSymbolManager(), ""
    while not (command := parser.nextCommand()).isNull():
        said += command.invoke(solver, symbols)
    return str(said).strip()


def _cvc5() -> Any:  # noqa: ANN401 - a module without annotations
    try:
        import cvc5  # noqa: PLC0415 - an extra
    except ImportError:
        raise UsageFault("cross-checking needs the package cvc5", hint=EXTRA) from None
    return cvc5
