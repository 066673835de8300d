"""Faulty inputs: the table faults/faults.yaml, and a folder laid out for each of its rows.

A row says which files are involved, how the tool is to be run on them, and what its one
message must be about. Inputs too big or too strange to keep are built here by name.
"""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).resolve().parent / "faults"
MANIFEST = "invariants.yaml"
DEPTH = 5_000
OVER_ONE_MEGABYTE = 1_100_000

Run = Literal["check", "explore", "prove"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One row of the table.

    ``place`` is the file that the message must name, and ``at`` its line:column, where
    there is one. ``sany`` and ``tlc`` are what those say of the same input.
    """

    name: str
    run: Run
    files: tuple[str, ...]
    place: str
    at: str | None
    says: tuple[str, ...]
    generate: str | None
    sany: str | None
    tlc: str | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A fault laid out: the module or folder to run on, and the .cfg if there is one."""

    folder: Path
    target: Path
    config: Path | None


def faults() -> tuple[Fault, ...]:
    """Read the table."""
    rows = yaml.safe_load((FOLDER / "faults.yaml").read_text(encoding="utf-8"))
    return tuple(_fault(row) for row in rows)


def _fault(row: dict[str, Any]) -> Fault:
    files = tuple(row.get("files", ()))
    return Fault(
        name=row["name"],
        run=row["run"],
        files=files,
        place=_laid_out(row.get("in", files[0] if files else "")),
        at=row.get("at"),
        says=tuple(row.get("says", ())),
        generate=row.get("generate"),
        sany=row.get("sany"),
        tlc=row.get("tlc"),
    )


def _laid_out(name: str) -> str:
    """Return the name that a file of the table has in the folder that is laid out."""
    path = Path(name)
    return MANIFEST if path.suffix == ".yaml" else path.name


def prepare(fault: Fault, folder: Path) -> Prepared:
    """Lay the fault out in an empty folder."""
    for name in fault.files:
        if (FOLDER / name).exists():
            shutil.copyfile(FOLDER / name, folder / _laid_out(name))
    if fault.generate:
        _GENERATORS[fault.generate](folder / fault.place)
    config = next((folder / _laid_out(name) for name in fault.files if name.endswith(".cfg")), None)
    target = folder if fault.run == "prove" else folder / _laid_out(fault.files[0])
    return Prepared(folder, target, config)


def _binary(path: Path) -> None:
    path.write_bytes(random.Random(path.name).randbytes(4096))  # noqa: S311 - not for secrets


def _zeros(path: Path) -> None:
    path.write_bytes(bytes(4096))


def _oversized(path: Path) -> None:
    sign = r"\*" if path.suffix in {".tla", ".cfg"} else "#"
    line = f"{sign} {'x' * 76}\n"
    path.write_text(line * (OVER_ONE_MEGABYTE // len(line) + 1), encoding="utf-8")


def _module(name: str, value: str) -> str:
    return (
        f"---- MODULE {name} ----\nEXTENDS Naturals\nVARIABLE x\nInit == x = 0\nNext == x' =\n{value}\n====\n"
    )


def _deep(before: str, inside: str, after: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        text = _module(path.stem, before * DEPTH + inside + after * DEPTH)
        path.write_text(text, encoding="utf-8")

    return write


def _deep_lists(path: Path) -> None:
    path.write_text("version: " + "[" * DEPTH + "]" * DEPTH + "\n", encoding="utf-8")


def _folder(path: Path) -> None:
    path.mkdir()


def _nothing(path: Path) -> None:
    path.unlink(missing_ok=True)


_GENERATORS: dict[str, Callable[[Path], None]] = {
    "binary": _binary,
    "zeros": _zeros,
    "oversized": _oversized,
    "deep-parens": _deep("(", "x", ")"),
    "deep-braces": _deep("{", "x", "}"),
    "deep-ifs": _deep("IF x = 0 THEN 0 ELSE ", "1", ""),
    "deep-nots": _deep("~ ", "TRUE", ""),
    "deep-lets": _deep("LET y == 0 IN ", "1", ""),
    "deep-junctions": _deep("/\\ ", "TRUE", ""),
    "deep-lists": _deep_lists,
    "folder": _folder,
    "nothing": _nothing,
}
