"""A behaviour as a Markdown page: what is claimed, a sequence diagram, the ladder, and how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt.report import mermaid, words
from rmapsmt.report.ladder import ladder

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rmapsmt.account import Account
    from rmapsmt.manifest import Case
    from rmapsmt.verdict import Verdict


def page(case: Case, verdict: Verdict, account: Account | None) -> str:
    """Return the page of one case."""
    facts = [f"- {name}: {text(said)}" for name, said in words.facts(case, verdict)]
    parts = [f"# {case.name}", "\n".join(facts)]
    if account:
        parts += [
            f"```mermaid\n{mermaid.diagram(account)}\n```",
            f"```text\n{ladder(account, words.ending(case.claim.name, verdict, account))}\n```",
        ]
    else:
        parts.append("There is no behaviour to show.")
    return "\n\n".join(parts) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; a bar in a cell would end it."""
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |" for cells in (heads, *rows)]
    return "\n".join([lines[0], "|---" * len(heads) + "|", *lines[1:]])


def text(plain: str) -> str:
    """Return plain text in which nothing is mark-up."""
    marked = "".join("\\" + sign if sign in "\\`*_[]#" else sign for sign in plain.replace("&", "&amp;"))
    return marked.replace("<", "&lt;").replace(">", "&gt;")
