"""Many random modules in one run of TLC: a variable says which of them a state belongs to.

Starting Java costs more than searching a small module, so hundreds share a search.  TLC writes all states
down, with the truth of each module's invariants and the number of steps; the fingerprint of a state leaves
these out.  What TLC could not evaluate ends its search, and is told.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import oracle
from modules import STANDARD
from random_module import random_module
from random_sorts import NOBODY, TOKENS

from rmapsmt import ir
from rmapsmt.ir import ModelValue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from random_module import RandomModule

MOST_VARIABLES = 3
SHARED = [f"v{n}" for n in range(1, MOST_VARIABLES + 1)]
SECONDS, EACH = 30.0, 0.5  # that a run may take, and that each module of it adds
SLOW = "no answer in time"
UNKNOWN = -1  # TLC does not say in which module it stops
_WORD = re.compile(r'"[^"]*"|-?\w+')
_RANGE = re.compile(r"(-?\d+)\.\.(-?\d+)")

Row = tuple[int, str, tuple[str, ...]]  # steps, the state's words, truths of the invariants


def words(text: str) -> str:
    """Return the words of a state in an order that is nobody's: each tool writes sets in its own."""

    def spelt(found: re.Match[str]) -> str:
        return " ".join(map(str, range(int(found[1]), int(found[2]) + 1)))

    return " ".join(sorted(_WORD.findall(_RANGE.sub(spelt, text))))


@dataclass(frozen=True, slots=True)
class Batch:
    """What TLC said: the states of each module, and what stopped it."""

    states: Mapping[int, Counter[Row]]
    stopped: int | None  # the module in which an expression has no value, or UNKNOWN
    complaint: str


def search(seeds: Sequence[int], depth: int, most: Sequence[RandomModule] = ()) -> Batch:
    """Search the modules of these seeds, or those given, up to so many steps."""
    chosen = list(most) or [random_module(seed, f"m{seed}x") for seed in seeds]
    with tempfile.TemporaryDirectory(prefix="fuzz-") as scratch:
        folder = Path(scratch)
        (folder / "Fuzz.tla").write_text(_wrapper(chosen, depth), encoding="utf-8")
        tokens = "\n".join(f"CONSTANT {name} = {name}" for name in (NOBODY, *TOKENS))
        config = f"{tokens}\nINIT Init\nNEXT Next\nVIEW seen\n"
        (folder / "Fuzz.cfg").write_text(config, encoding="utf-8")
        dump = folder / "states.dump"
        try:
            found = oracle.run(
                folder,
                SECONDS + EACH * len(chosen),
                "tlc2.TLC",
                *("-tool", "-workers", "1", "-deadlock", "-metadir", str(folder / "meta")),
                *("-dump", str(dump), "-config", "Fuzz.cfg", "Fuzz.tla"),
            )
        except subprocess.TimeoutExpired:
            return Batch({}, UNKNOWN, SLOW)
        answer = oracle.outcome(found.returncode, found.stdout)
        stopped = None
        if answer.verdict != "ok":
            at = re.findall(r"which = (\d+)", found.stdout)
            stopped = int(at[-1]) if at else UNKNOWN
        states = _read(dump.read_text(encoding="utf-8")) if dump.exists() else {}
    return Batch(states, stopped, answer.complaint)


def _wrapper(modules: Sequence[RandomModule], depth: int) -> str:
    shared = ", ".join(SHARED)
    parts = [
        "---- MODULE Fuzz ----",
        f"EXTENDS {STANDARD}",
        f"CONSTANTS {', '.join((NOBODY, *TOKENS))}",
        f"VARIABLES which, steps, truths, {shared}",
        f"seen == <<which, {shared}>>",
    ]
    starts, following = [], []
    for module in modules:
        p, seed = module.prefix, module.seed
        parts += [
            f"{name} == {ir.show(value)}"
            for name, value in module.constants.items()
            if not isinstance(value, ModelValue)
        ]
        parts.append(module.text)
        rest = SHARED[len(module.variables) :]
        truths = ", ".join(module.invariants)
        starts.append(
            " /\\ ".join(
                [
                    f"which = {seed}",
                    "steps = 0",
                    f"{p}Init",
                    *(f"{v} = 0" for v in rest),
                    f"truths = <<{truths}>>",
                ]
            )
        )
        later = ", ".join(f"{name}'" for name in module.invariants)
        following.append(
            " /\\ ".join(
                [f"which = {seed}", f"steps < {depth}", f"{p}Next", "which' = which", "steps' = steps + 1"]
                + [f"UNCHANGED {v}" for v in rest]
                + [f"truths' = <<{later}>>"]
            )
        )
    parts.append("Init == " + "\n  \\/ ".join(f"({start})" for start in starts))
    parts.append("Next == " + "\n  \\/ ".join(f"({step})" for step in following))
    return "\n".join([*parts, "====", ""])


def _read(dump: str) -> dict[int, Counter[Row]]:
    found: dict[int, Counter[Row]] = defaultdict(Counter)
    for block in re.split(r"^State \d+:\s*$", dump, flags=re.MULTILINE)[1:]:
        values = dict(re.findall(r"^/\\ (\w+) = (.*?)(?=^/\\ |\Z)", block, re.MULTILINE | re.DOTALL))
        truths = tuple(re.findall(r"TRUE|FALSE", values["truths"]))
        state = words(" ".join(values[v] for v in SHARED))
        found[int(values["which"])][int(values["steps"]), state, truths] += 1
    return found
