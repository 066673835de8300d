"""Single mutations of a specification: those that its structure suggests, and those that a file lists.

What is mutated is the text of its actions.  An action is a definition with a parameter that says what
becomes of the state; the primitive steps of the state module are left alone, except by the file.
"""

# ruff: noqa: INP001 - the folder of a script is no package

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rmapsmt.errors import ManifestFault, UsageFault
from rmapsmt.manifest import fields, tree
from rmapsmt.manifest.text import read

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from rmapsmt.manifest import Manifest

FILE_NAME = "mutants.yaml"
STATE = "State.tla"

_KEYS = ("switches", "shape", "mutants", "spared", "remarks")
_DEFINITION = re.compile(
    r"^(?:\\\* @kernel (?P<kernel>.+)\n)?(?P<head>(?P<name>\w+)(?:\((?P<params>[\w, ]+)\))? ==)"
    r"(?P<body>.*\n(?:[ ]+\S.*\n)*)",
    re.MULTILINE,
)
_LOCK = re.compile(r"spin_lock\((\w+), ([^,()]+), (\w+)\)")
_UNLOCK = re.compile(r"spin_unlock\((\w+), ([^,()]+)\)")
_DECREMENT = re.compile(r"dec_\w+\([^()]*\)")
_IF = re.compile(r"\bIF (.+?)(?=\s+THEN\b)", re.DOTALL)
_WRITE = re.compile(r"/\\ (\w+)' = .+")
_GUARD = re.compile(r"^    /\\ (?!pc\[|Walker |IF |UNCHANGED )[^'\n()]+\n", re.MULTILINE)
_UPTO = re.compile(r"(\w+(?:\[\w+\])?) < ([A-Z])\b")
_CHOICE = re.compile(r'\\in \{("\w+"(?:, "\w+")+)\}')
_PLACE = re.compile(r'^    /\\ pc\[\w+\] = "(\w+)"$', re.MULTILINE)
_ROLE = re.compile(r"^    (\w+),?\s+\\\* @role (\w+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Definition:
    """One operator of a specification, as text."""

    file: str
    name: str
    params: str
    kernel: str  # the kernel statement that it is, or nothing
    text: str = field(repr=False)  # from its name to its last line

    @property
    def is_action(self) -> bool:
        """Tell whether it says what becomes of the state."""
        return bool(self.params) and bool(re.search(r"'|\bgoto\(|\bUNCHANGED\b", self.text))


@dataclass(frozen=True, slots=True)
class Edit:
    """A piece of text that stands exactly once in its file, and what to put there."""

    file: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mutation: what it does, in a sentence without its subject, and how."""

    name: str
    does: str
    statement: str  # of the kernel
    edits: tuple[Edit, ...] = ()
    constants: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mutants:
    """All mutants in a fixed order, and why some of them are no fault that a claim could see."""

    all: tuple[Mutant, ...]
    spared: Mapping[str, str]
    remarks: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Structure:
    """What the text of a specification shows: its operators, and the variables that have a role."""

    known: Mapping[str, Definition]
    roles: Mapping[str, tuple[str, ...]]

    def places(self, mutant: Mutant) -> frozenset[str] | None:
        """Return the places of tasks in which what is mutated makes a difference; None: anywhere.

        An action that asks for a place does nothing where no task is there, and neither does a helper
        that only such actions use.
        """
        if any(_PLACE.findall(edit.old) != _PLACE.findall(edit.new) for edit in mutant.edits):
            return None
        by_text = {(one.file, one.text): one for one in self.known.values()}
        touched = [by_text.get((edit.file, edit.old)) for edit in mutant.edits]
        found: set[str] = set()
        for one in touched:  # grows while it is gone through
            if one is None:
                return None
            if one.is_action and (place := _PLACE.search(one.text)):
                found.add(place[1])
                continue
            users = [d for d in self.known.values() if d != one and re.search(rf"\b{one.name}\b", d.text)]
            if not users:
                return None
            touched += [user for user in users if user not in touched]
        return frozenset(found)

    def other_lock(self, text: str) -> str:
        """Return the text with each lock replaced by the one declared after it."""
        locks = self.roles.get("lock", ())
        if len(locks) < 2:  # noqa: PLR2004 - there is no other
            return text
        after = dict(zip(locks, (*locks[1:], locks[0]), strict=True))
        return re.sub(rf"\b(?:{'|'.join(locks)})\b", lambda match: after[match[0]], text)


def structure(folder: Path) -> Structure:
    """Return what the modules in a folder show, in the order of the files' names."""
    found = {}
    roles: dict[str, tuple[str, ...]] = {}
    for variable, role in _ROLE.findall((folder / STATE).read_text(encoding="utf-8")):
        roles[role] = (*roles.get(role, ()), variable)
    for path in sorted(folder.glob("*.tla")):
        for match in _DEFINITION.finditer(path.read_text(encoding="utf-8")):
            text = match["head"] + match["body"]
            name = match["name"]
            found[name] = Definition(path.name, name, match["params"] or "", match["kernel"] or "", text)
    return Structure(found, roles)


def load(folder: Path, manifest: Manifest) -> Mutants:
    """Return the mutants of a folder's specification."""
    shown = structure(folder)
    root = tree.parse(read(folder / FILE_NAME, ManifestFault))
    top = fields.mapping(root, "the file of mutants", _KEYS, ())
    switches = [str(ref) for ref in fields.operators(top["switches"], "switches")]
    _all_classified(manifest, switches, [str(ref) for ref in fields.operators(top["shape"], "shape")])
    listed = fields.items(top["mutants"], "mutants", lambda node, _: _listed(node, shown.known))
    mutants = (*_switched(folder, switches), *generated(shown), *listed)
    names = [mutant.name for mutant in mutants]
    spared, remarks = _reasons(top["spared"], "spared", names), _reasons(top["remarks"], "remarks", names)
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise UsageFault(f"two mutants are named {twice}")
    return Mutants(mutants, spared, remarks)


def apply(mutant: Mutant, folder: Path) -> None:
    """Mutate the modules of a folder, or raise a fault that names the mutant."""
    for edit in mutant.edits:
        path = folder / edit.file
        text = path.read_text(encoding="utf-8")
        if (count := text.count(edit.old)) != 1:
            first = edit.old.strip().splitlines()[0] if edit.old.strip() else "nothing"
            raise UsageFault(
                f"{mutant.name}: the text to replace must stand once in {edit.file}, not {count} times",
                hint=f"it begins with {first}",
            )
        path.write_text(text.replace(edit.old, edit.new), encoding="utf-8")


def _all_classified(manifest: Manifest, switches: list[str], shape: list[str]) -> None:
    """See to it that no Boolean constant of the models is forgotten."""
    truths = {
        name for case in manifest.cases for name, value in case.constants.items() if isinstance(value, bool)
    }
    if lost := sorted(truths ^ {*switches, *shape}):
        raise UsageFault(
            f"{FILE_NAME} must name {lost[0]} once, and only if it is a Boolean constant",
            hint="`switches` are what a caller or a patch may lack, `shape` is what the model is of",
        )


def _switched(folder: Path, switches: list[str]) -> Iterator[Mutant]:
    """Yield the mutants that lack a hunk of a patch, or a caller's flag; the constant's comment names it."""
    text = (folder / STATE).read_text(encoding="utf-8")
    for name in switches:
        comment = re.search(rf"^    {name},?\s+\\\* (.+)$", text, re.MULTILINE)
        yield Mutant(
            f"{name}.off", "is FALSE in every model", comment[1] if comment else "", (), {name: False}
        )


def generated(shown: Structure) -> Iterator[Mutant]:
    """Yield what can be done to each action by rule, in the order of the text."""
    users = _users(shown.known)
    for one in shown.known.values():
        if one.file != STATE and one.is_action:
            statement = one.kernel or "; ".join(users.get(one.name, ()))
            variants = list(_variants(one, shown))
            count = Counter(variant.suffix for variant in variants)
            number: Counter[str] = Counter()
            for variant in variants:
                edits = (Edit(one.file, one.text, variant.text), *variant.others)
                number[variant.suffix] += 1
                which = str(number[variant.suffix]) if count[variant.suffix] > 1 else ""
                yield Mutant(f"{one.name}.{variant.suffix}{which}", variant.does, statement, edits)
    for file in dict.fromkeys(one.file for one in shown.known.values() if _LOCK.search(one.text)):
        if file != STATE:
            changed = [(d, shown.other_lock(d.text)) for d in shown.known.values() if d.file == file]
            edits = tuple(Edit(file, d.text, text) for d, text in changed if d.text != text)
            kernel = "; ".join(d.kernel for d, _ in changed if _LOCK.search(d.text))
            does = "takes and releases the other lock throughout"
            if edits:
                yield Mutant(f"{file.removesuffix('.tla')}.other-lock", does, kernel, edits)


def _users(known: Mapping[str, Definition]) -> dict[str, list[str]]:
    """Return the kernel statements of the actions that use a helper, helpers of helpers included."""
    users: dict[str, list[str]] = {}
    for one in known.values():
        if one.kernel:
            todo, seen = [one], {one.name}
            while todo:
                for name in re.findall(r"\b\w+(?=\()", todo.pop().text):
                    if name in known and name not in seen:
                        seen.add(name)
                        todo.append(known[name])
                        users.setdefault(name, []).append(one.kernel)
    return users


@dataclass(frozen=True, slots=True)
class _Variant:
    """A definition's mutated text, and edits elsewhere that belong to it."""

    suffix: str
    does: str
    text: str
    others: tuple[Edit, ...] = ()


def _variants(one: Definition, shown: Structure) -> Iterator[_Variant]:
    """Yield what can be done to one action."""
    text = one.text
    for lock in _LOCK.finditer(text):
        name, place, task = lock.groups()
        keep = f"UNCHANGED {name}"
        wait = f"{name}[{place}] = Unlocked /\\ {keep}"
        releases = tuple(_tolerant(one, name, task, shown.known))
        yield _Variant(
            "unlocked", "goes on without the lock, and so never releases it", _put(lock, keep), releases
        )
        yield _Variant("brief", "waits for the lock, and releases it at once", _put(lock, wait), releases)
        if (wrong := shown.other_lock(text)) != text:
            yield _Variant("other-lock", "takes the other lock, and later releases this one", wrong)
    for unlock in _UNLOCK.finditer(text):
        yield _Variant("unreleased", "does not release the lock", _put(unlock, f"UNCHANGED {unlock[1]}"))
    for decrement in _DECREMENT.finditer(text):
        yield _Variant("uncounted", "does not lower the count", _put(decrement, "UNCHANGED counters"))
    for write in _WRITE.finditer(text):
        if write[1] in shown.roles.get("table", ()):
            yield _Variant("unwritten", "does not write the entry", _put(write, f"/\\ UNCHANGED {write[1]}"))
    for guard in _GUARD.finditer(text):
        condition = guard[0].strip().removeprefix("/\\ ")
        yield _Variant("unguarded", f"does not ask whether `{condition}`", _put(guard, ""))
    yield from _branches(text)
    for limit in _UPTO.finditer(text):
        early = f"{limit[1]} + 1 < {limit[2]}"
        yield _Variant(f"short-{limit[2]}", f"leaves out the last one: `{early}`", _put(limit, early))


def _branches(text: str) -> Iterator[_Variant]:
    """Yield each test of an action with its answer fixed, and each of its sets without an element."""
    tests = list(_IF.finditer(text))
    for number, test in enumerate(tests, 1):
        which = f"if{number}" if len(tests) > 1 else "if"
        condition = " ".join(test[1].split())
        yield _Variant(f"{which}-true", f"takes `{condition}` for true", _put(test, "IF TRUE"))
        yield _Variant(f"{which}-false", f"takes `{condition}` for false", _put(test, "IF FALSE"))
    for choice in _CHOICE.finditer(text):
        values = choice[1].split(", ")
        for value in values:
            rest = ", ".join(other for other in values if other != value)
            does = f"does not reckon with {value.replace(chr(34), '`')}"
            yield _Variant(f"without-{value[1:-1]}", does, _put(choice, f"\\in {{{rest}}}"))


def _put(match: re.Match[str], new: str) -> str:
    """Return the text that was searched, with the match replaced."""
    return match.string[: match.start()] + new + match.string[match.end() :]


def _tolerant(one: Definition, lock: str, task: str, known: Mapping[str, Definition]) -> Iterator[Edit]:
    """Yield the edits by which the module's releases of a lock do nothing when it is not held."""
    for other in known.values():
        unlock = _UNLOCK.search(other.text)
        if other.file == one.file and unlock and unlock[1] == lock:
            release = f"{lock}' = [{lock} EXCEPT ![{unlock[2]}] = IF @ = {task} THEN Unlocked ELSE @]"
            yield Edit(one.file, other.text, _put(unlock, release))


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


def _reasons(node: tree.Node, what: str, names: Collection[str]) -> dict[str, str]:
    """Return a sentence for each mutant that is named."""
    if not isinstance(node, tree.Mapping):
        raise ManifestFault(f"{what} must be a mapping, not {tree.describe(node)}", node.span)
    for entry in node.entries:
        if entry.key.text not in names:
            raise ManifestFault(f"there is no mutant {entry.key.text}", entry.key.span)
    return {entry.key.text: fields.text(entry.value, entry.key.text) for entry in node.entries}
