"""A trace as one HTML page that needs nothing else: no network, no other file, no server.

`page.html`, `page.css` and `page.js` stand beside this module; what they draw is data, made here.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from dataclasses import replace
from importlib import resources
from string import Template
from typing import TYPE_CHECKING, Any

from rmapsmt import ir
from rmapsmt.account import heading
from rmapsmt.manifest import Kind
from rmapsmt.report import ladder, words
from rmapsmt.verdict import Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rmapsmt.account import Belief, Event
    from rmapsmt.beside import Picture, Side
    from rmapsmt.manifest import Manifest
    from rmapsmt.report.words import About

Json = dict[str, Any]

_NO_STEP: Json = {"action": "", "function": "", "statement": "", "changes": [], "reads": [], "beliefs": []}


def page(manifest: Manifest, picture: Picture, variables: Sequence[ir.VariableDecl], about: About) -> str:
    """Return the page's text; a picture of two sides has them beside each other."""
    parts = {name: _part(f"page.{name}") for name in ("css", "js", "html")}
    policy = (
        f"default-src 'none'; script-src {_hash(parts['js'])}; style-src {_hash(parts['css'])}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    drawing = _Drawing(manifest, picture, variables)
    return Template(parts["html"]).substitute(
        policy=policy,
        title=html.escape(f"{picture.case}: {drawing.claim} {drawing.verdict(drawing.asked)['headline']}"),
        style=parts["css"],
        script=parts["js"],
        text=html.escape(ladder.ladder(picture.first.account, drawing.ending(picture.first))),
        data=_embedded({**drawing.data(), "about": _about(about)}),
    )


def _part(name: str) -> str:
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """Return what a content security policy admits this text by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _embedded(data: Json) -> str:
    """Return JSON in which no text can end the element that it stands in, or begin a comment."""
    text = json.dumps(data, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _about(about: About) -> str:
    """Return what the page is an answer about."""
    versions = about.versions()
    return (
        f"rmapsmt {versions['rmapsmt']}, Z3 {versions['z3']}; specification {about.spec_hash[:12]}, "
        f"bound {about.bound}, seed {about.seed}; memory model: {words.MEMORY_MODEL}."
    )


def _tree(value: ir.Value) -> str | list[Any]:
    """Return a value as text, or a function as its arguments and what it gives for each."""
    if isinstance(value, ir.Fun) and value.items:
        return [[ir.show(key), _tree(inner)] for key, inner in value.items]
    return ir.show(value)


class _Drawing:
    """One picture, as what the page draws."""

    def __init__(self, manifest: Manifest, picture: Picture, variables: Sequence[ir.VariableDecl]) -> None:
        """Give the actors numbers, and find what tells the two sides apart."""
        self.manifest, self.picture, self.variables = manifest, picture, variables
        self.sides = [picture.first, *([picture.second] if picture.second else [])]
        cases = {case.name: case for case in manifest.cases}
        self.case = cases[picture.case]
        self.claim = self.case.claim.name
        self.asked = next(side for side in self.sides if side.result.case == picture.case)
        everybody = {actor for side in self.sides for actor in side.account.actors}
        everybody.update(turn.actor for turn in picture.turns if turn.actor is not None)
        self.actors = sorted(everybody, key=ir.sort_key)
        self.numbers = {actor: number for number, actor in enumerate(self.actors)}
        first = picture.first.constants
        differ = (n for n, value in first.items() if any(side.constants[n] != value for side in self.sides))
        self.switches = list(differ)

    def data(self) -> Json:
        """Return all that the page draws."""
        hidden = self.picture.first.account.hidden
        return {
            "case": self.case.name,
            "claim": self.claim,
            "why": self.case.why,
            "shown": self.verdict(self.asked),
            "window": self.manifest.window.name if self.manifest.window else "",
            "beside": self.beside(),
            "actors": [{"name": heading(actor), "value": ir.show(actor)} for actor in self.actors],
            "variables": [
                {"name": one.name, "role": one.role, "shown": one.name not in hidden}
                for one in self.variables
            ],
            "sides": [self.side(side) for side in self.sides],
            "rows": list(self.rows()),
        }

    def rows(self) -> Iterator[Json]:
        """Yield the turns, after the initial state: whose it is, and the state it leads to on each side."""
        yield {"actor": None, "at": [0 for _ in self.sides], "waiting": []}
        for turn in self.picture.turns:
            yield {
                "actor": None if turn.actor is None else self.numbers[turn.actor],
                "at": [turn.first, turn.second][: len(self.sides)],
                "waiting": sorted(self.numbers[actor] for actor in turn.waiting),
            }

    def side(self, side: Side) -> Json:
        """Return one behaviour."""
        return {
            **self.verdict(side),
            "case": side.result.case,
            "short": self.short(side),
            "switches": [[name, ir.show(side.constants[name])] for name in self.switches],
            "outcome": self.outcome(side),
            "mood": self.mood(side),
            "ending": [
                self.ending(side),
                *map(ladder.remembered, self.placed(side, side.account.beliefs)),
            ],
            "steps": list(self.steps(side)),
        }

    def steps(self, side: Side) -> Iterator[Json]:
        """Yield the states, each with the step that leads to it."""
        account = side.account
        for number, step in enumerate(account.trace.steps):
            yield {
                **(self.event(account.events[number - 1], side) if number else _NO_STEP),
                "window": side.window[number] if side.window else None,
                "broken": self.broken(side, number),
                "state": [_tree(value) for value in step.state],
            }

    def event(self, event: Event, side: Side) -> Json:
        """Return one step: its statement, each change with its variable's role, and what its actor knows."""
        account, function = side.account, event.statement.function
        return {
            "action": event.action,
            "function": function,
            "statement": event.statement.text.removeprefix(f"{function}: "),
            "changes": [
                [
                    str(change.cell),
                    ir.show(change.old),
                    ir.show(change.new),
                    account.roles[change.cell.variable],
                    change.cell.variable not in account.hidden,
                ]
                for change in event.changes
            ],
            "reads": [ladder.looked(read) for read in event.reads],
            "beliefs": [f"believes {ladder.believed(belief)}" for belief in self.placed(side, event.stale)],
        }

    def placed(self, side: Side, beliefs: Iterable[Belief]) -> Iterator[Belief]:
        """Return beliefs with the rows of the page in place of the side's own steps."""
        numbers = [turn.second if side is self.picture.second else turn.first for turn in self.picture.turns]
        rows = {number: row for row, number in enumerate(numbers, start=1)}
        return (replace(belief, since=rows[belief.since]) for belief in beliefs)

    def broken(self, side: Side, number: int) -> bool:
        """Tell whether a state breaks the claim; one that is to be reached breaks nothing."""
        return self.case.kind is Kind.INVARIANT and not side.claim[number]

    def verdict(self, side: Side) -> Json:
        """Return a side's verdict in words, and whether it is a good one."""
        verdict = side.result.verdict
        kinds = {Word.PROVED: "good", Word.REACHED: "good", Word.UNREACHABLE: "good", Word.VIOLATED: "bad"}
        return {
            "kind": kinds.get(verdict.word, "open"),
            "headline": words.headline(verdict),
            "how": words.how(verdict),
        }

    def mood(self, side: Side) -> str:
        """Return whether a side ends badly or well, in the colour of its last line."""
        if self.case.kind is Kind.REACHABLE:
            return "good" if side.claim[-1] else "open"
        return "good" if side.claim[-1] else "bad"

    def outcome(self, side: Side) -> str:
        """Return what a side's last state makes of the claim."""
        return f"{self.claim} is {'true' if side.claim[-1] else 'false'}"

    def ending(self, side: Side) -> str:
        """Return what is to be said of a side's last state, and why it is so."""
        if side is self.picture.second:
            return f"{self.outcome(side)} in the last state{words.because(side.account)}"
        return words.ending(self.claim, side.result.verdict, side.account) or self.outcome(side)

    def short(self, side: Side) -> str:
        """Return what a side is called where there is little room."""
        if len(self.switches) == 1:
            (name,) = self.switches
            return f"{'with' if side.constants[name] is True else 'without'} {name}"
        return side.result.case.rpartition(".")[2]

    def beside(self) -> list[str]:
        """Return how the second side comes about, and what tells the two apart."""
        if len(self.sides) == 1:
            return []
        first, second = (side.result.case for side in self.sides)
        how = (
            f"Left {first}, right {second}: the same processes in the same order.  Who cannot go on there "
            "waits, and goes as soon as that is possible; once the order is at its end, the shortest way on "
            f"is shown to a state of which {self.claim} says something."
        )
        hunks = self.manifest.hunks
        return [how, *(f"{name}: {hunks[name]}." for name in self.switches if name in hunks)]
