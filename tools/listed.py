"""All mutants of a specification: those that rules make, and those that mutants.yaml lists."""

# ruff: noqa: INP001 - the folder of a script is no package

from __future__ import annotations

import fnmatch
from dataclasses import dataclass
from typing import TYPE_CHECKING

import rules
from mutation import Edit, Mutant, structure

from rmapsmt.errors import ManifestFault, UsageFault
from rmapsmt.manifest import fields, tree
from rmapsmt.manifest.text import read

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from mutation import Definition

    from rmapsmt.manifest import Manifest

FILE_NAME = "mutants.yaml"


@dataclass(frozen=True, slots=True)
class Mutants:
    """All mutants in a fixed order, and why some of them are no fault that a claim could see."""

    all: tuple[Mutant, ...]
    spared: Mapping[str, str]
    remarks: Mapping[str, str]
    modules: tuple[str, ...]  # those that rules mutate
    idle: tuple[str, ...]  # actions in them that no case takes


def load(folder: Path, claims: Manifest, taken: Collection[str]) -> Mutants:
    """Return the mutants of a folder's specification; `taken` are the actions that the cases take."""
    shown = structure(folder)
    root = tree.parse(read(folder / FILE_NAME, ManifestFault))
    top = fields.mapping(root, "the file of mutants", ("mutants", "spared", "remarks"), ())
    listed = fields.items(top["mutants"], "mutants", lambda node, _: _listed(node, shown.known))
    mutants = (*rules.switched(claims), *rules.generated(shown, taken), *listed)
    names = [mutant.name for mutant in mutants]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise UsageFault(f"two mutants are named {twice}")
    files = {one.file for one in rules.mutated(shown, taken)}
    return Mutants(
        mutants,
        _reasons(top["spared"], "spared", names),
        _reasons(top["remarks"], "remarks", names),
        tuple(sorted(file.removesuffix(".tla") for file in files)),
        tuple(d.name for d in shown.known.values() if d.file in files and d.kernel and d.name not in taken),
    )


def _listed(node: tree.Node, known: Mapping[str, Definition]) -> Mutant:
    entries = fields.mapping(node, "a mutant", ("mutant", "does", "edits"), ("kernel",))
    name = fields.text(entries["mutant"], "mutant")
    edits: dict[str, tuple[str, str]] = {}  # a definition's old and new text
    statements: dict[str, None] = {}
    for edit in fields.items(entries["edits"], "edits", lambda item, _: item):
        parts = fields.mapping(edit, "an edit", ("in", "old", "new"), ())
        place = str(fields.operator(parts["in"], "in"))
        if place not in known:
            raise ManifestFault(f"{name}: no module defines {place}", parts["in"].span)
        old, new = _verbatim(parts["old"]), _verbatim(parts["new"])
        text = edits[place][1] if place in edits else known[place].text
        if (count := text.count(old)) != 1:
            raise ManifestFault(
                f"{name}: the text to replace must stand once in {place}, not {count} times",
                parts["old"].span,
            )
        edits[place] = (known[place].text, text.replace(old, new))
        statements |= dict.fromkeys([known[place].kernel or place])
    statement = fields.text(entries["kernel"], "kernel") if "kernel" in entries else "; ".join(statements)
    made = tuple(Edit(known[place].file, old, new) for place, (old, new) in edits.items())
    return Mutant(name, fields.text(entries["does"], "does"), statement, made)


def _verbatim(node: tree.Node) -> str:
    if not isinstance(node, tree.Scalar):
        raise ManifestFault(f"an edit's text must be a text, not {tree.describe(node)}", node.span)
    return node.text


def _reasons(node: tree.Node, what: str, names: Sequence[str]) -> dict[str, str]:
    """Return a sentence for each mutant that is named, or that a pattern is for."""
    if not isinstance(node, tree.Mapping):
        raise ManifestFault(f"{what} must be a mapping, not {tree.describe(node)}", node.span)
    found: dict[str, str] = {}
    for entry in node.entries:
        matched = fnmatch.filter(names, entry.key.text)
        if not matched:
            raise ManifestFault(f"there is no mutant {entry.key.text}", entry.key.span)
        found |= dict.fromkeys(matched, fields.text(entry.value, entry.key.text))
    return found
