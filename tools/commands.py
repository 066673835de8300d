#!/usr/bin/env python3
r"""The command lines that README and docs show: what comes of each is run again, and compared or written.

    python tools/commands.py [PAGE]...             compare; 1 if a page shows what is not so
    python tools/commands.py --update [PAGE]...    write what comes of them into the pages

A ```console block holds `$ command` and its output; a line `...` stands for any lines.  The commands of a
page are run one after another in a copy of the checkout.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
COPIED = ("spec", "docs", "tests/specs", "tests/fragment", "benchmarks", "README.md")

# What settles most of the specification: .ci/run does it by README's command, and by the check of docs/.
ELSEWHERE = re.compile(r"rmapsmt (prove( --bound \d+)?( --all)?( --no-cache)?|claims|docs( --check)?)")
# What the reader is to put in.
PLACEHOLDER = re.compile(
    r"\b(CASE|DIR|FILE|MODULE|NAME|ADDRESS|ROW|COLUMN|FORMAT|OWNER)\b|\.\.\.|--(jobs|bound|timeout) [A-Z]"
)
OURS = re.compile(r"(rmapsmt|sed -i|cat|cp|diff) |.* rmapsmt ")

_BLOCK = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", flags=re.MULTILINE | re.DOTALL)
_PLAIN_BLOCK = re.compile(r"^```sh\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)
_ANY_BLOCK = re.compile(r"^```.*?^```$", flags=re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`(rmapsmt [^`]+)`")


class Shell:
    """A copy of the checkout in which the commands of one page are run, one after another."""

    def __init__(self, folder: Path) -> None:
        """Copy what commands may speak of."""
        self.folder = folder
        for name in COPIED:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, folder / name)
            else:
                shutil.copy(ROOT / name, folder / name)

    def run(self, line: str) -> tuple[str, int]:
        """Return what a command prints, standard error after standard output, and its exit code."""
        here = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "NO_COLOR": "1",
            "RMAPSMT_CACHE": str(self.folder / ".cache"),
        }
        done = subprocess.run(  # noqa: S603 - the pages are ours
            ["bash", "-euo", "pipefail", "-c", line],  # noqa: S607 - a reader's shell
            cwd=self.folder,
            env={**os.environ, **here},
            capture_output=True,
            text=True,
            check=False,
        )
        said = re.sub(r"^rmapsmt: (.* )?\d+ s: .*\n", "", done.stderr, flags=re.MULTILINE)  # progress
        return done.stdout + said, done.returncode


def is_run(line: str) -> bool:
    """Tell whether a command line is run here: it is ours, whole, and not run elsewhere."""
    return bool(OURS.match(line)) and not PLACEHOLDER.search(line) and not ELSEWHERE.fullmatch(line)


def commands(text: str) -> list[tuple[str, str]]:
    """Return the commands of a page in its order, each with what is shown of its output."""
    found = []
    for block in _BLOCK.findall(text):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, output = part.partition("\n")
            found.append((line, output.strip("\n")))
    for block in _PLAIN_BLOCK.findall(text):
        found += [(line, "") for line in block.splitlines()]
    found += [(line, "") for line in _INLINE.findall(_ANY_BLOCK.sub("", text))]
    return [(line, output) for line, output in dict(found).items() if is_run(line)]


def alike(expected: str, actual: str) -> bool:
    """Tell whether an output is the one shown; times, versions and hashes may differ."""
    pattern = "\n".join(".*" if line == "..." else re.escape(line) for line in _plain(expected))
    return re.fullmatch(pattern, "\n".join(_plain(actual)), flags=re.DOTALL) is not None


def _plain(text: str) -> list[str]:
    text = re.sub(r"\b\d+\.\d+ s\b", "0 s", text)
    text = re.sub(r"spec [0-9a-f]{12}", "spec 0", re.sub(r"\b\d+(\.\d+)+\b", "0", text))
    return [re.sub(r" {2,}", "  ", line.rstrip()) for line in text.strip("\n").splitlines()]


def faults(page: Path, shell: Shell) -> list[str]:
    """Return a sentence for each command of a page of which something else comes than is shown."""
    found = []
    for line, output in commands(page.read_text(encoding="utf-8")):
        actual, code = shell.run(line)
        if code not in {0, 1}:
            found.append(f"{page.name}: `{line}` ends with {code}:\n{actual}")
        elif output and not alike(output, actual):
            found.append(f"{page.name}: `{line}` prints something else:\n{actual}")
    return found


def updated(text: str, shell: Shell) -> str:
    """Return a page with what comes of its commands now; an output with a line `...` stays as it is."""

    def block(found: re.Match[str]) -> str:
        parts = re.split(r"^\$ ", found[1], flags=re.MULTILINE)
        whole = parts[0]
        for part in parts[1:]:
            line, _, output = part.partition("\n")
            actual, code = shell.run(line) if is_run(line) else (output, 0)
            if code not in {0, 1}:
                raise SystemExit(f"`{line}` ends with {code}:\n{actual}")
            kept = output if "..." in output.splitlines() and alike(output, actual) else actual
            ending = "\n\n" if output.endswith("\n\n") else "\n"
            whole += f"$ {line}\n" + (kept.strip("\n") + ending if kept.strip() else "")
        return whole

    return _BLOCK.sub(block, text)


def main() -> int:
    """Compare, or write."""
    parser = argparse.ArgumentParser(description="What pages show of commands, beside what these print.")
    parser.add_argument("pages", type=Path, nargs="*", help="all that show some, if none are named")
    parser.add_argument("--update", action="store_true", help="write what is printed into the pages")
    options = parser.parse_args()
    missing = [str(page) for page in options.pages if not page.exists()]
    if missing:
        parser.error(f"no such page: {', '.join(missing)}")
    wrong = []
    for page in options.pages or [p for p in PAGES if p.exists()]:
        with tempfile.TemporaryDirectory() as folder:
            if options.update:
                page.write_text(
                    updated(page.read_text(encoding="utf-8"), Shell(Path(folder))), encoding="utf-8"
                )
            else:
                wrong += faults(page, Shell(Path(folder)))
    sys.stderr.write("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
