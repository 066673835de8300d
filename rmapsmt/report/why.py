"""What a verdict depends on, for people and for programs."""

from __future__ import annotations

from collections import Counter
from textwrap import shorten, wrap
from typing import TYPE_CHECKING

from rmapsmt.account import statement
from rmapsmt.report import document as as_json
from rmapsmt.report import table, words
from rmapsmt.verdict import Reached, Unknown, Vacuous, Violated
from rmapsmt.why import Answer, Change, HunkSets, NotAModel, Part, Use, Why, holds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rmapsmt.report.words import About

SCHEMA = "rmapsmt-why/1"
TITLES = {
    Part.HUNK: "hunks",
    Part.ASSUMPTION: "assumptions",
    Part.LOCK: "locks: nobody waits",
    Part.WAIT: "actions: this one does not wait",
}
WIDTH = 100
NEEDED = {Part.HUNK: "hunk", Part.ASSUMPTION: "assumption", Part.LOCK: "lock"}


def render(found: Why, about: About) -> str:
    """Return the whole report as plain text."""
    verdict = f"{words.headline(found.verdict)}, {words.how(found.verdict)}"
    lines = [f"{found.case}: {found.claim}: {verdict}", *_summary(found), ""]
    rows = [(change, _short(found, change.answer)) for change in found.changes]
    names = max((len(change.name) for change, _ in rows), default=0)
    answers = max((len(short) for _, short in rows), default=0)
    for part, title in TITLES.items():
        own = [(change, short) for change, short in rows if change.part is part]
        if own:
            lines.append(f"  {title}")
        for change, short in own:
            mark = "! " if holds(change.answer) is found.mending else "  "
            text = f"{mark}{change.name.ljust(names)}  {short.ljust(answers)}  {_says(change)}"
            lines += [text.rstrip(), *(f"      {remark}" for remark in _remarks(change))]
    if found.sets:
        lines += ["", *_sets(found, found.sets)]
    lines += _lemmas(found)
    if found.uses:
        lines += ["", *_uses(found)]
    return "\n".join([*lines, f"{found.seconds:.1f} s", *table.provenance(about)])


def document(found: Why, about: About) -> as_json.Json:
    """Return the report as a JSON document."""
    sets = found.sets
    return {
        "schema": SCHEMA,
        **as_json.provenance(about),
        "case": found.case,
        "question": "mends" if found.mending else "needs",
        "answer": as_json.answer(found.claim, found.verdict),
        "changes": [_change(found, change) for change in found.changes],
        "hunk_sets": sets
        and {
            "hunks": list(sets.hunks),
            "tried": sets.tried,
            "complete": sets.complete,
            "monotone": not sets.losses if sets.complete else None,
            "minimal": [list(one) for one in sets.minimal],
            "losses": [{"holds": list(less), "fails": list(more)} for less, more in sets.losses],
            "open": [list(one) for one in sets.open],
            "not_models": sets.not_models,
        },
        "conjuncts": [_use(one) for one in found.uses],
        "seconds": round(found.seconds, 3),
        "exit_code": exit_code(found),
    }


def exit_code(found: Why) -> int:
    """Return what the shell is told: whether there is an answer, whatever it is."""
    return words.UNDECIDED if found.undecided else words.MET


def _change(found: Why, change: Change) -> as_json.Json:
    answer = change.answer
    settled: as_json.Json = (
        {"not_a_model": answer.reason}
        if isinstance(answer, NotAModel)
        else {"answer": as_json.answer(found.claim, answer)}
    )
    return {
        "part": change.part.value,
        "name": change.name,
        "says": change.says or statement(change.tags).text or None,
        "concerns": list(change.concerns),
        "idle": change.idle,
        **settled,
    }


def _use(use: Use) -> as_json.Json:
    every = [(said, True) for said in use.needed] + [(said, False) for said in use.idle]
    return {
        "lemma": use.lemma,
        "needed": len(use.needed),
        "of": use.of,
        "parts": [
            {"file": said.file, "line": said.line, "text": said.text, "needed": needed}
            for said, needed in every
        ],
    }


def _summary(found: Why) -> Iterator[str]:
    """Yield in one or two lines what the table says."""
    if isinstance(found.verdict, Unknown | Vacuous):
        yield "there is nothing to explain"
    elif found.mending:
        yield _mended(found.sets)
    else:
        lost = [change for change in found.changes if holds(change.answer) is False]
        parts = [(NEEDED[part], [c.name for c in lost if c.part is part]) for part in NEEDED]
        needs = [f"the {word}{'s' * (len(names) > 1)} {', '.join(names)}" for word, names in parts if names]
        nothing = "none of these is needed by itself" if found.changes else "there is nothing to drop"
        yield f"it needs {'; '.join(needs)}" if needs else nothing


def _lemmas(found: Why) -> Iterator[str]:
    """Yield the lemmas that were found, as they can be put into the specification."""
    if lemmas := words.lemmas_found(found.verdict):
        yield from ("", "these lemmas were found, and can be put into the specification:", "", *lemmas, "")


def _mended(sets: HunkSets | None) -> str:
    if sets is None:
        return "there is no hunk to add that this model depends on"
    if sets.minimal:
        return f"it is mended by {_either(sets.minimal)}"
    return "no set of hunks mends it" if sets.complete else "no set of hunks that was tried mends it"


def _sets(found: Why, sets: HunkSets) -> Iterator[str]:
    """Yield what the sets of hunks have to say."""
    if not found.mending:
        if sets.minimal == ((),):
            yield "it holds without any of the hunks"
        elif sets.minimal:
            yield f"of the hunks, these suffice: {_either(sets.minimal)}"
        else:
            yield "no set of hunks is known to suffice"
    every = 2 ** len(sets.hunks)
    tried = f"all {every}" if sets.tried == every else f"{sets.tried} of {every}"
    monotone = "; with more of them the claim is never lost" if sets.complete and not sets.losses else ""
    yield f"tried: {tried} sets out of {_set(sets.hunks)}{monotone}"
    if sets.not_models:
        yield f"no models: {sets.not_models} of these sets"
    if sets.open:
        yield f"not settled: {_either(sets.open)}"
    for less, more in sets.losses:
        yield f"not monotone: the claim holds with {_set(less)} and not with {_set(more)}"


def _uses(found: Why) -> Iterator[str]:
    """Yield what a proof for all sizes needs of the lemmas, and what is idle."""
    needed, every = sum(len(one.needed) for one in found.uses), sum(one.of for one in found.uses)
    yield f"for all sizes {needed} of {every} conjuncts suffice, and none of these can be left out:"
    width = max((len(said.place) for one in found.uses for said in one.needed), default=0)
    for one in found.uses:
        if one.needed:
            yield f"    {one.lemma}, {len(one.needed)} of {one.of}"
        for said, count in Counter(one.needed).items():
            times = f" ({count} conjuncts)" if count > 1 else ""
            text = shorten(said.text, WIDTH - width - len(times), placeholder=" ...", break_on_hyphens=False)
            yield f"      {said.place.ljust(width)}  {text}{times}"
    whole = [f"{one.lemma} ({one.of})" for one in found.uses if not one.needed]
    partly = [f"{one.lemma} at {_places(one)}" for one in found.uses if one.needed and one.idle]
    idle = [*([f"all of {', '.join(whole)}"] if whole else []), *partly]
    if idle:
        title = f"the other {every - needed} are idle, only proved along with it:"
        yield from wrap(f"{title} {'; '.join(idle)}", WIDTH, subsequent_indent="    ", break_on_hyphens=False)


def _places(use: Use) -> str:
    """Return where the idle conjuncts of a lemma stand, lines that follow each other as ranges."""
    found = []
    for file in dict.fromkeys(said.file for said in use.idle):
        lines = sorted({said.line for said in use.idle if said.file == file})
        runs: list[list[int]] = []
        for line in lines:
            if runs and line == runs[-1][-1] + 1:
                runs[-1].append(line)
            else:
                runs.append([line])
        found.append(f"{file}:" + ", ".join(f"{r[0]}-{r[-1]}" if r[1:] else f"{r[0]}" for r in runs))
    return ", ".join(found)


def _either(sets: Iterable[Sequence[str]]) -> str:
    return ", or ".join(map(_set, sets))


def _set(names: Sequence[str]) -> str:
    return f"{{{', '.join(names)}}}"


def _short(found: Why, answer: Answer) -> str:
    """Return an answer in a few words; what is broken is named where it is not the claim."""
    match answer:
        case NotAModel():
            return "no model"
        case Violated(trace, claim):
            return f"violated in {trace.depth}" + (f": {claim}" if claim != found.claim else "")
        case Reached(trace):
            return f"reached in {trace.depth}"
        case _:
            return words.headline(answer)


def _says(change: Change) -> str:
    says = change.says or "; ".join(filter(None, [", ".join(change.concerns), statement(change.tags).text]))
    return f"{says} (nothing here depends on it)" if change.idle else says


def _remarks(change: Change) -> Iterator[str]:
    match change.answer:
        case NotAModel(reason):
            yield reason
        case Unknown() | Vacuous():
            yield words.how(change.answer)
