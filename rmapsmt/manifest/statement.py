"""What somebody said, and the cases that settle it."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rmapsmt.errors import ManifestFault
from rmapsmt.manifest import fields
from rmapsmt.manifest.text import Ref, near

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rmapsmt.manifest.tree import Node


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that was said, with what the verdicts say of it."""

    says: str
    by: str
    where: str
    cases: tuple[str, ...]
    finds: str  # what the verdicts say of it, in one sentence
    then: str = ""  # what comes of it
    agrees: bool = True  # the verdicts bear it out
    quote: bool = True  # in the words of whoever said it

    @property
    def text(self) -> str:
        """Return it between quotation marks, if these are its words."""
        return f'"{self.says}"' if self.quote else self.says


def read(node: Node, names: Sequence[str]) -> Statement:
    """Return what was said; `names` are those of the cases that may settle it."""
    needed, optional = ("says", "by", "where", "cases", "finds"), ("then", "agrees", "quote")
    given = fields.mapping(node, "a claim", needed, optional)
    named: dict[str, None] = {}
    for ref in fields.items(
        given["cases"], "cases", lambda item, what: Ref(fields.text(item, what), item.span)
    ):
        found = fnmatch.filter(names, ref.name)
        if not found:
            raise ManifestFault(f"there is no case `{ref}`", ref.span, near(ref.name, names))
        named |= dict.fromkeys(found)
    if not named:
        raise ManifestFault("a claim names the cases that settle it", given["cases"].span)
    return Statement(
        says=fields.text(given["says"], "says"),
        by=fields.text(given["by"], "by"),
        where=fields.text(given["where"], "where"),
        cases=tuple(named),
        finds=fields.text(given["finds"], "finds"),
        then=fields.get(given, "then", fields.text, ""),
        agrees=fields.get(given, "agrees", fields.truth, True),
        quote=fields.get(given, "quote", fields.truth, True),
    )
