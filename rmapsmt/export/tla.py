"""A case for TLC: the specification as it is, a module that extends its root, and a .cfg."""

from __future__ import annotations

import re

from rmapsmt import ir
from rmapsmt.errors import ManifestFault
from rmapsmt.manifest import Case, Kind, Manifest
from rmapsmt.manifest.text import read

MODULE = "MC"
_PLAIN_STRING = re.compile(r"[A-Za-z0-9_ .,:;/-]*", re.ASCII)


def export_tlc(manifest: Manifest, case: Case, *, side: bool = False) -> dict[str, str]:
    """Return the files, by name, that let TLC answer the case by `command`.

    TLC finds a violation of the claim; for a claim of the kind reachable, one of its negation, so
    that TLC's counterexample is the witness.  With `side`, the side claims, the types and deadlock
    are asked for too.
    """
    modules = {
        path.name: read(path, ManifestFault).text
        for path in sorted(manifest.folder.glob("*.tla"))
        if path.name != f"{MODULE}.tla"
    }
    return modules | {
        f"{MODULE}.tla": _module(manifest, case),
        f"{MODULE}.cfg": _config(manifest, case, side),
    }


def command(manifest: Manifest, *, side: bool = False) -> str:
    """Return TLC's arguments; older versions know deadlock only from there, not from the .cfg."""
    ends = "" if side and manifest.deadlock else "-deadlock "
    return f"{ends}-config {MODULE}.cfg {MODULE}.tla"


def _module(manifest: Manifest, case: Case) -> str:
    """Return the module that holds what a .cfg cannot say."""
    lines = [f"---- MODULE {MODULE} ----", rf"\* {case.name}, for TLC", f"EXTENDS {manifest.module}", ""]
    for name, value in case.constants.items():
        if not _fits_config(value):
            lines.append(f"{MODULE}_{name} == {ir.show(value)}")
    if case.kind is Kind.REACHABLE:
        lines.append(f"{MODULE}_Unreachable == ~{case.claim}")
    return "\n".join([*lines, "====", ""])


def _config(manifest: Manifest, case: Case, side: bool) -> str:  # noqa: FBT001 - private
    """Return the configuration."""
    lines = [rf"\* tlc {command(manifest, side=side)}"]
    if not (side and manifest.deadlock):
        lines.append(
            r"\* CHECK_DEADLOCK FALSE is the option -deadlock: older versions of TLC do not read it here"
        )
    if manifest.spec:
        lines += [f"SPECIFICATION {manifest.spec}"]
    else:
        lines += [f"INIT {manifest.init}", f"NEXT {manifest.next}"]
    if case.constants:
        lines.append("CONSTANTS")
    for name, value in case.constants.items():
        given = f"= {ir.show(value)}" if _fits_config(value) else f"<- {MODULE}_{name}"
        lines.append(f"    {name} {given}")
    claims = [f"{MODULE}_Unreachable" if case.kind is Kind.REACHABLE else case.claim.name]
    if side:
        claims += [ref.name for ref in (manifest.types, *manifest.side) if ref]
    lines += ["INVARIANTS", *(f"    {name}" for name in dict.fromkeys(claims))]
    return "\n".join([*lines, ""])


def _fits_config(value: ir.Value) -> bool:
    """Tell whether TLC reads the value in a .cfg; what does not fit is defined in the module."""
    match value:
        case bool() | ir.ModelValue():
            return True
        case int():
            return value >= 0
        case str():
            return _PLAIN_STRING.fullmatch(value) is not None
        case frozenset():
            return all(_fits_config(item) for item in value)
        case _:
            return False
