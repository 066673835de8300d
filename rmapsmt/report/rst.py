"""A behaviour as reStructuredText: a section as the kernel's documentation could take it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt.report import words
from rmapsmt.report.ladder import ladder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rmapsmt.account import Account
    from rmapsmt.manifest import Case
    from rmapsmt.verdict import Verdict


def section(case: Case, verdict: Verdict, account: Account | None) -> str:
    """Return the section of one case; `::` alone, as the kernel's documents have it, marks the ladder."""
    title = literal(case.name)
    facts = [f":{name.capitalize()}: {text(said)}" for name, said in words.facts(case, verdict)]
    parts = [f"{title}\n{'=' * len(title)}", "\n".join(facts)]
    if account:
        drawn = ladder(account, words.ending(case.claim.name, verdict, account))
        parts.append("::\n\n" + "\n".join(f"    {line}".rstrip() for line in drawn.splitlines()))
        if places := list(_places(account)):
            parts.append("The statements are those of:\n\n" + "\n".join(places))
    else:
        parts.append("There is no behaviour to show.")
    return "\n\n".join(parts) + "\n"


def _places(account: Account) -> Iterator[str]:
    """Yield the functions whose statements are shown, with their files."""
    statements = [event.statement for event in account.events if event.statement.function]
    for function, file in dict.fromkeys((one.function, one.file) for one in statements):
        yield f"- {literal(function + '()')} in {literal(file)}"


def literal(plain: str) -> str:
    """Return a text set as it stands."""
    return f"``{plain}``"


def text(plain: str) -> str:
    """Return plain text in which nothing is mark-up."""
    return "".join("\\" + sign if sign in "\\`*_|" else sign for sign in plain)
