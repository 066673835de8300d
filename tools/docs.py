#!/usr/bin/env python3
"""Write the second cells of docs/model.md: the kernel statement that each action is, from its @kernel line.

python tools/docs.py [--check]

All else that documents take from the specification and its verdicts `rmapsmt docs` writes.
Exit 1: with --check the document is stale.
"""

from __future__ import annotations

import argparse
import re
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from rmapsmt import files, manifest  # noqa: E402 - the path comes first
from rmapsmt.tla.load import load  # noqa: E402
from rmapsmt.tla.syntax import Definition  # noqa: E402

MODEL = ROOT / "docs" / "model.md"
_ROW = re.compile(r"^\| `(?P<action>\w+_\w+)` \|[^|]*\|", re.MULTILINE)


def fresh() -> str:
    """Return the document's text as it ought to be."""

    def row(match: re.Match[str]) -> str:
        action = match["action"]
        return f"| `{action}` | {kernel_statements().get(action, 'no such action')} |"

    return _ROW.sub(row, MODEL.read_text(encoding="utf-8"))


@cache
def kernel_statements() -> dict[str, str]:
    """Return for each action the kernel statement that it is, in the order of the modules."""
    found = {}
    for module in load(manifest.load(ROOT / "spec").module_path).modules.values():
        for unit in module.units:
            if isinstance(unit, Definition):
                for tag in unit.tags:
                    if tag.key == "kernel":
                        file, function, statement = tag.text.split(maxsplit=2)
                        found[unit.name] = f"`{function}`: `{statement}` ({file})"
    return found


def main() -> None:
    """Write or check the document."""
    parser = argparse.ArgumentParser(description="Write docs/model.md's kernel statements.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if it is stale")
    checking = parser.parse_args().check
    if fresh() == MODEL.read_text(encoding="utf-8"):
        return
    if checking:
        sys.exit(f"stale: {MODEL.relative_to(ROOT)}; run `python tools/docs.py`")
    files.write(MODEL, fresh())
    sys.stdout.write(f"wrote {MODEL.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
