#!/usr/bin/env python3
"""Judge single mutations of the specification against the default tier; keep docs/mutants.md.

python tools/mutants.py [--check] [NAME...]

Without a name the table is written; with names (or patterns) those mutants are judged and shown alone.
Exit 1: a mutant's fate is not the one that spec/mutants.yaml expects, or, with --check, the table is stale.
Exit 2: a mutation that cannot be made.
"""

from __future__ import annotations

import argparse
import fnmatch
import gc
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import listed  # noqa: E402 - the path comes first
from judgement import Fate, Judgement, Original, judge, original  # noqa: E402
from mutation import Mutant  # noqa: E402
from table import table  # noqa: E402

from rmapsmt import parallel  # noqa: E402
from rmapsmt.errors import InputError, UsageFault, render  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SPEC = HERE.parent / "spec"
TABLE = HERE.parent / "docs" / "mutants.md"
WORKERS = 2
UNCHANGED = Mutant("unchanged", "is the specification as it is", "")


def chosen(mutants: Sequence[Mutant], patterns: Sequence[str]) -> tuple[Mutant, ...]:
    """Return the mutants that the patterns name, all if there are none."""
    for pattern in patterns:
        if not fnmatch.filter([mutant.name for mutant in mutants], pattern):
            raise UsageFault(f"there is no mutant `{pattern}`")
    return tuple(m for m in mutants if not patterns or any(fnmatch.fnmatch(m.name, p) for p in patterns))


def judge_all(mutants: Sequence[Mutant], spec: Path, known: Original) -> Iterator[Judgement]:
    """Yield a judgement of each mutant in turn, and say on standard error how far it is."""

    def one(number: int) -> Judgement:
        gc.collect()
        return judge(mutants[number], spec, known)

    gc.freeze()  # what is known is large, and stays
    for number, judged in enumerate(parallel.each(one, len(mutants), WORKERS)):
        sys.stderr.write(f"{number + 1}/{len(mutants)} {mutants[number].name}: {judged.fate}\n")
        yield judged


def unexpected(
    mutants: Sequence[Mutant], judged: Sequence[Judgement], spared: Mapping[str, str]
) -> list[str]:
    """Return a sentence for each mutant whose fate is another than the expected one."""
    wrong = []
    for mutant, judgement in zip(mutants, judged, strict=True):
        killed = judgement.fate is Fate.KILLED
        if killed and mutant.name in spared:
            wrong.append(f"{mutant.name} is killed, and {listed.FILE_NAME} gives a reason why it is not")
        elif not killed and mutant.name not in spared:
            wrong.append(f"{mutant.name}: {judgement.fate}, and {listed.FILE_NAME} gives no reason")
    return wrong


def stale(written: str, fresh: str) -> list[str]:
    """Return the lines of a table that are missing from the other, first those that should be there."""
    old, new = written.splitlines(), fresh.splitlines()
    lost = [f"+ {line}" for line in new if line not in old] + [f"- {line}" for line in old if line not in new]
    return lost or ["the order of the lines"] * (written != fresh)


def main(arguments: Sequence[str]) -> int:
    """Run the tool and return its exit code."""
    parser = argparse.ArgumentParser(description="Judge mutants of the specification.")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 when docs/mutants.md is stale"
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="mutants, or patterns such as 'ZapHugePmd_*'"
    )
    options = parser.parse_args(arguments)
    gc.disable()  # it takes longer than the work
    try:
        with tempfile.TemporaryDirectory() as name:  # the mutants of one text, whatever is written meanwhile
            spec = shutil.copytree(SPEC, Path(name, "spec"))
            as_known = original(spec)
            known = listed.load(spec, as_known.claims, as_known.taken)
            mutants = chosen(known.all, options.names)
            as_it_is, *judged = judge_all((UNCHANGED, *mutants), spec, as_known)
    except InputError as fault:
        sys.stderr.write(render(fault) + "\n")
        return 2
    wrong = unexpected(mutants, judged, known.spared)
    if as_it_is.fate is not Fate.SURVIVES:
        wrong.insert(0, "the specification itself does not meet its manifest")
    fresh = table(mutants, judged, known, as_known.claims)
    if options.names:
        sys.stdout.write(fresh)
    elif options.check:
        written = TABLE.read_text(encoding="utf-8") if TABLE.is_file() else ""
        wrong += [f"docs/mutants.md is stale: {line}" for line in stale(written, fresh)]
    else:
        TABLE.write_text(fresh, encoding="utf-8")
    for line in wrong:
        sys.stderr.write(line + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
