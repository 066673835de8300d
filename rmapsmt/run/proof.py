"""What the proofs for all sizes rest on, as it is written; and which cases have no such proof."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from rmapsmt import ir
from rmapsmt.encode.sizes import term
from rmapsmt.encode.sizes import value as values
from rmapsmt.encode.sizes.evaluate import Evaluator
from rmapsmt.encode.sizes.problem import conjuncts
from rmapsmt.manifest.shared import open_constants
from rmapsmt.verdict import Word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rmapsmt.ir import TransitionSystem
    from rmapsmt.manifest import Case, Manifest

_COMMENT = "\\*"


def lemmas(manifest: Manifest, system: TransitionSystem) -> str:
    """Return every lemma as Markdown: the sentence above it, and its TLA+."""
    used = dict.fromkeys(ref.name for case in manifest.cases for ref in (*manifest.lemmas, *case.lemmas))
    names = dict.fromkeys(name for one in used for name in (one, *_parts(system.predicates[one])))
    found: dict[str, tuple[str, str, str]] = {}
    for path in sorted(manifest.folder.glob("*.tla")):
        lines = path.read_text(encoding="utf-8").splitlines()
        found |= {name: (path.name, *text) for name in names if (text := _written(lines, name))}
    return "\n\n".join(_shown(name, *found[name]) for name in names if name in found)


def _parts(expr: ir.Expr) -> Iterator[str]:
    """Yield the names of the definitions that a lemma is a conjunction of."""
    match expr:
        case ir.Named(body=ir.And() | ir.Implies() | ir.Forall() | ir.Named() as body):
            yield from _parts(body)
        case ir.And(items):
            for item in items:
                if isinstance(item, ir.Named) and not item.args:
                    yield item.name
                yield from _parts(item)
        case ir.Implies(_, right):
            yield from _parts(right)


def _written(lines: list[str], name: str) -> tuple[str, str] | None:
    """Return the comment above a definition and its text, which ends with an empty line."""
    start = next((n for n, line in enumerate(lines) if re.match(rf"{re.escape(name)} ==", line)), None)
    if start is None:
        return None
    above = [*takewhile(lambda line: line.startswith(_COMMENT), reversed(lines[:start]))]
    text = [*takewhile(lambda line: line.strip() and not line.startswith(("---", "===")), lines[start:])]
    return " ".join(line.removeprefix(_COMMENT).strip() for line in reversed(above)), "\n".join(text)


def _shown(name: str, file: str, says: str, text: str) -> str:
    return "\n".join([f"### {name}", "", f"{says} ({file})".strip(), "", "```tla", text, "```"])


def exceptions(manifest: Manifest, system: TransitionSystem) -> list[tuple[str, list[str]]]:
    """Return the proved cases that have no proof for all sizes, by the reason."""
    found: dict[str, list[str]] = {}
    for case in manifest.cases:
        if case.expect is Word.PROVED and not case.every_size:
            found.setdefault(_reason(manifest, system, case), []).append(case.name)
    return sorted(found.items())


def _reason(manifest: Manifest, system: TransitionSystem, case: Case) -> str:
    constants = open_constants(manifest, case)
    for one in manifest.cases:
        if one.every_size and one.claim == case.claim and open_constants(manifest, one) == constants:
            return "another case, whose model differs in its sizes alone, has the proof"
    for name, equal in manifest.sizes.items():
        if case.constants[name] != case.constants[equal]:
            return f"its model has {name} other than {equal}"
    if case.one_size:
        return case.one_size
    known = {name: values.of(value) for name, value in constants.items()}
    known |= {name: term.Term(term.INT, term.quoted(same)) for name, same in manifest.sizes.items()}
    ground = Evaluator(known, ())
    for ref in manifest.lemmas[::-1]:
        if not conjuncts(ref.name, system.predicates[ref.name], ground):
            return f"{ref} says nothing of its model: there are no lemmas"
    return "nobody has tried"
