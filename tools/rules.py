"""What can be done wrong by rule: to a patch, and to every action that the cases take."""

# ruff: noqa: INP001 - the folder of a script is no package

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mutation import STATE, STEPS, Call, Definition, Edit, Mutant, Structure, calls

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from rmapsmt.manifest import Manifest

# A primitive step that is left out, by the kind of step.
LEFT_OUT = {
    "spin_unlock": ("unreleased", "does not release the lock"),
    "write": ("unwritten", "does not write the entry"),
    "inc": ("uncounted", "does not raise the count"),
    "dec": ("uncounted", "does not lower the count"),
    "get": ("unreferenced", "does not take the reference"),
    "put": ("unreferenced", "does not drop the reference"),
}

_IF = re.compile(r"\bIF (.+?)(?=\s+THEN\b)", re.DOTALL)
_GUARD = re.compile(r"^    /\\ (?!pc\[|IF |UNCHANGED |\\E )(?!.*\w\()([^'\n]+)\n", re.MULTILINE)
_UPTO = re.compile(r"(\w+(?:\[\w+\])?) < ([A-Z])\b")
_ONE_OF = re.compile(r'(?<!pc\[t\] )\\in \{("\w+"(?:, "\w+")+)\}')
_FREE = re.compile(r"(\w+(?:\[\w+\])+) = Unlocked")
_FREED = re.compile(r"(\w+)' = \[\1 EXCEPT !((?:\[\w+\])+) = Unlocked\]")


@dataclass(frozen=True, slots=True)
class Variant:
    """A definition's mutated text, and edits elsewhere that belong to it."""

    suffix: str
    does: str
    text: str
    others: tuple[Edit, ...] = ()


def switched(claims: Manifest) -> Iterator[Mutant]:
    """Yield a mutant for each hunk that some model has."""
    for name, sentence in claims.hunks.items():
        if any(case.constants[name] for case in claims.cases):
            yield Mutant(f"{name}.off", "is FALSE in every model", sentence, (), {name: False})


def mutated(shown: Structure, taken: Collection[str]) -> list[Definition]:
    """Return the actions that are taken, and what they are made of but primitive steps."""
    return [one for one in shown.used(taken) if one.is_action and one.file not in (STATE, STEPS)]


def generated(shown: Structure, taken: Collection[str]) -> Iterator[Mutant]:
    """Yield what can be done to each action by rule, in the order of the text."""
    chosen = mutated(shown, taken)
    for one in chosen:
        statements = [one.kernel] if one.kernel else _statements(one, chosen, shown)
        variants = list(_variants(one, shown))
        count = Counter(variant.suffix for variant in variants)
        number: Counter[str] = Counter()
        for variant in variants:
            edits = (Edit(one.file, one.text, variant.text), *variant.others)
            number[variant.suffix] += 1
            which = str(number[variant.suffix]) if count[variant.suffix] > 1 else ""
            yield Mutant(f"{one.name}.{variant.suffix}{which}", variant.does, "; ".join(statements), edits)
    for file in dict.fromkeys(one.file for one in chosen if any(calls(one.text, "spin_lock"))):
        changed = [(d, _other_lock(d.text, shown)) for d in shown.known.values() if d.file == file]
        edits = tuple(Edit(file, d.text, text) for d, text in changed if d.text != text)
        kernel = "; ".join(d.kernel for d in chosen if d.file == file and any(calls(d.text, "spin_lock")))
        does = "takes and releases the other lock throughout"
        if edits:
            yield Mutant(f"{file.removesuffix('.tla')}.other-lock", does, kernel, edits)


def _statements(helper: Definition, actions: list[Definition], shown: Structure) -> list[str]:
    """Return the kernel statements of the actions that use a helper, helpers of helpers included."""
    return [one.kernel for one in actions if one.kernel and helper in shown.used([one.name])]


def _variants(one: Definition, shown: Structure) -> Iterator[Variant]:
    """Yield what can be done to one action."""
    text = one.text
    for lock in calls(text, "spin_lock"):
        yield from _locked(one, lock, shown)
    for kind, (suffix, does) in LEFT_OUT.items():
        for call in calls(text, kind):
            yield Variant(suffix, does, call.put(shown.unchanged(call.name)))
    for call in calls(text, *LEFT_OUT):
        if "at[t]" in call.args:
            args = ", ".join("1" if arg == "at[t]" else arg for arg in call.args)
            yield Variant(
                "first", "does it to the first, whichever it is at", call.put(f"{call.name}({args})")
            )
    for guard in _GUARD.finditer(text):
        yield Variant("unguarded", f"does not ask whether `{guard[1]}`", _put(guard, ""))
    yield from _branches(text)
    for limit in _UPTO.finditer(text):
        early = f"{limit[1]} + 1 < {limit[2]}"
        yield Variant(f"short-{limit[2]}", f"leaves out the last one: `{early}`", _put(limit, early))


def _locked(one: Definition, lock: Call, shown: Structure) -> Iterator[Variant]:
    """Yield what can be done wrong about a lock that is taken."""
    step = shown.known[lock.name]
    given = dict(zip(step.params, lock.args, strict=True))
    free = _FREE.search(step.code)
    keep = shown.unchanged(lock.name)
    releases = tuple(_tolerant(one, lock.name.replace("spin_lock", "spin_unlock"), shown))
    if free:
        wait = f"{_filled(free[0], given)} /\\ {keep}"
        yield Variant(
            "unlocked", "goes on without the lock, and so never releases it", lock.put(keep), releases
        )
        yield Variant("brief", "waits for the lock, and releases it at once", lock.put(wait), releases)
    if (wrong := _other_lock(one.text, shown)) != one.text:
        yield Variant("other-lock", "takes the other lock, and later releases this one", wrong)


def _tolerant(one: Definition, unlock: str, shown: Structure) -> Iterator[Edit]:
    """Yield the edits by which the module's releases of a lock do nothing when it is not held."""
    if unlock not in shown.known or not (freed := _FREED.search(shown.known[unlock].code)):
        return
    for other in shown.known.values():
        if other.file == one.file:
            for call in (call for call in calls(other.text, "spin_unlock") if call.name == unlock):
                given = dict(zip(shown.known[unlock].params, call.args, strict=True))
                held = f"{freed[1]}{_filled(freed[2], given)} = {other.params[0]}"
                kept = f"IF {held} THEN {call.text[call.start : call.end]} ELSE {shown.unchanged(unlock)}"
                yield Edit(one.file, other.text, call.put(kept))


def _other_lock(text: str, shown: Structure) -> str:
    """Return the text with each lock replaced by the one defined after it."""
    for kind in ("spin_lock", "spin_unlock"):
        steps = shown.steps(kind)
        for call in reversed(list(calls(text, kind))):
            other = shown.known[steps[(steps.index(call.name) + 1) % len(steps)]]
            given = dict(zip(shown.known[call.name].params, call.args, strict=True))
            args = ", ".join(given.get(param, "1") for param in other.params)
            text = text[: call.start] + f"{other.name}({args})" + text[call.end :]
    return text


def _branches(text: str) -> Iterator[Variant]:
    """Yield each test of an action with its answer fixed, and each of its sets without an element."""
    tests = list(_IF.finditer(text))
    for number, test in enumerate(tests, 1):
        which = f"if{number}" if len(tests) > 1 else "if"
        condition = " ".join(test[1].split())
        yield Variant(f"{which}-true", f"takes `{condition}` for true", _put(test, "IF TRUE"))
        yield Variant(f"{which}-false", f"takes `{condition}` for false", _put(test, "IF FALSE"))
    for choice in _ONE_OF.finditer(text):
        values = choice[1].split(", ")
        for value in values:
            rest = ", ".join(other for other in values if other != value)
            does = f"does not reckon with {value.replace(chr(34), '`')}"
            yield Variant(f"without-{value[1:-1]}", does, _put(choice, f"\\in {{{rest}}}"))


def _filled(text: str, given: dict[str, str]) -> str:
    """Return the text with arguments in the place of parameters."""
    return re.sub(r"\w+", lambda match: given.get(match[0], match[0]), text)


def _put(match: re.Match[str], new: str) -> str:
    """Return the text that was searched, with the match replaced."""
    return match.string[: match.start()] + new + match.string[match.end() :]
