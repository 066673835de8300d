"""Many exported cases in one run of TLC: a variable says which of them a state belongs to.

Starting Java and reading the specification costs more than searching a model, so all cases share a run.
Each case's module is instantiated with the constants of its .cfg.  TLC asks for an invariant once in each
distinct state; the one that it is given here is true, and prints whether the case's own invariants are.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import oracle

from rmapsmt import files
from rmapsmt.export import tla

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rmapsmt.manifest import Case, Manifest

SECONDS = 900.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What TLC says of one case: the distinct states, and how many of them break an invariant."""

    states: int
    broken: int


@dataclass(frozen=True, slots=True)
class Exported:
    """What the files of an exported case say."""

    text: str  # the module MC, under another name
    constants: dict[str, str]
    invariants: list[str]


def search(claims: Manifest, cases: Sequence[Case], variables: Sequence[str]) -> list[Answer]:
    """Search the whole state graph of each case, as exported; the cases are those of one manifest.

    Of a SPECIFICATION the first state and the step must be called Init and Next.
    """
    made = [tla.export_tlc(claims, case) for case in cases]
    exported = [_read(one, f"Case{number}") for number, one in enumerate(made)]
    texts = {name: text for one in made for name, text in one.items() if not name.startswith("MC.")}
    texts |= {f"Case{number}.tla": one.text for number, one in enumerate(exported)}
    texts["Batch.tla"] = _wrapper(exported, variables, str(claims.init or "Init"), str(claims.next or "Next"))
    texts["Batch.cfg"] = "INIT Init\nNEXT Next\nINVARIANT Told\n"
    with tempfile.TemporaryDirectory(prefix="batch-") as scratch:
        folder = Path(scratch)
        files.write_all(texts, folder)
        found = oracle.run(
            folder,
            SECONDS,
            "tlc2.TLC",
            *("-tool", "-workers", "1", "-deadlock", "-metadir", str(folder / "meta")),
            *("-config", "Batch.cfg", "Batch.tla"),
        )
    whole = oracle.outcome(found.returncode, found.stdout)
    told = re.findall(r"^<<(\d+), (TRUE|FALSE)>>$", found.stdout, re.MULTILINE)
    if whole.verdict != "ok" or whole.distinct_states != len(told):
        raise AssertionError(whole.complaint or found.stdout[-2000:])
    states, broken = [0] * len(cases), [0] * len(cases)
    for number, holds in told:
        states[int(number)] += 1
        broken[int(number)] += holds == "FALSE"
    return [Answer(*counts) for counts in zip(states, broken, strict=True)]


def _read(made: dict[str, str], name: str) -> Exported:
    """Read what TLC would read in the files of a case; what its .cfg cannot say is in the module."""
    module, config = made["MC.tla"], made["MC.cfg"]
    defined = dict(re.findall(r"^(MC_\w+) == (.*)$", module, re.MULTILINE))
    constants = {
        constant: defined[value] if sign == "<-" else value
        for constant, sign, value in re.findall(r"^    (\w+) (=|<-) (.+)$", config, re.MULTILINE)
    }
    _, _, invariants = config.partition("INVARIANTS\n")
    return Exported(module.replace("MODULE MC ", f"MODULE {name} "), constants, invariants.split())


def _wrapper(exported: Sequence[Exported], variables: Sequence[str], init: str, following: str) -> str:
    """Return the module that has every case as an instance."""
    lines = ["---- MODULE Batch ----", "EXTENDS Integers, TLC", f"VARIABLES which, {', '.join(variables)}"]
    for number, one in enumerate(exported):
        given = ", ".join(f"{name} <- {value}" for name, value in one.constants.items())
        lines.append(f"C{number} == INSTANCE Case{number}" + f" WITH {given}" * bool(given))
    numbers = range(len(exported))
    starts = [f"(which = {n} /\\ C{n}!{init})" for n in numbers]
    steps = [f"(which = {n} /\\ C{n}!{following} /\\ which' = {n})" for n in numbers]
    truths = [
        f"which = {n} -> " + " /\\ ".join(f"C{n}!{name}" for name in exported[n].invariants) for n in numbers
    ]
    return "\n".join(
        [
            *lines,
            "Init == " + "\n  \\/ ".join(starts),
            "Next == " + "\n  \\/ ".join(steps),
            "Told == PrintT(<<which, CASE " + "\n  [] ".join(truths) + ">>)",
            "====",
            "",
        ]
    )
