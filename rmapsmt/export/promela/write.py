"""The text of a Promela model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from rmapsmt import ir
from rmapsmt.errors import Unsupported, UsageFault
from rmapsmt.export.promela.actions import Assignment, Step, Steps
from rmapsmt.export.promela.evaluate import NOTHING, Evaluator
from rmapsmt.export.promela.initial import INDENT, Initial
from rmapsmt.export.promela.sets import Fault, Path
from rmapsmt.export.promela.storage import Family, Place, Storage, any_of
from rmapsmt.export.promela.terms import Names, Sort, Term, Terms, Truth
from rmapsmt.export.promela.types import shapes
from rmapsmt.interp import Model
from rmapsmt.manifest import Case, Kind, Manifest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rmapsmt.export.promela.storage import Shape
    from rmapsmt.ir import TransitionSystem, Value
    from rmapsmt.source import Tag

FILE: Final = "model.pml"
COMMANDS: Final = (
    f"spin -o1 -o2 -a {FILE}",
    "gcc -O2 -w -DSAFETY -DNOREDUCE -o pan pan.c",
    "./pan -m1000000",
)
MOST_WORDS: Final = 255  # of an mtype
_WIDTH: Final = 110


def export_promela(
    system: TransitionSystem, manifest: Manifest, case: Case, *, side: bool = False
) -> dict[str, str]:
    """Return the file, by name, that lets SPIN answer a case of the manifest's system by `COMMANDS`.

    SPIN finds an assertion violated where the claim fails; for a claim of the kind reachable, where
    it is true.  With `side`, the side claims and deadlock are asked for too.  What has no Promela form
    is refused at its place.
    """
    if manifest.types is None:
        hint = r"name an operator `types:` with a conjunct x \in S for every variable"
        raise UsageFault("SPIN needs the variables' types, and the manifest names none", hint=hint)
    Model(system, case.constants).check_assumptions()
    claims = [case.claim.name, *(ref.name for ref in manifest.side if side and ref.name != case.claim.name)]
    draft = _drawn(system, case, manifest.types.name, claims)
    deadlock = side and manifest.deadlock
    return {FILE: _Writer(draft, system, case, deadlock=deadlock).text()}


@dataclass(frozen=True, slots=True)
class _Draft:
    """All parts of a model, in terms."""

    evaluator: Evaluator
    steps: list[Step]
    claims: list[tuple[str, Truth]]  # by name: where it fails
    faults: list[Fault]
    initial: Initial


def _drawn(system: TransitionSystem, case: Case, types: str, claims: list[str]) -> _Draft:
    """Find the cells that never change, and write everything else in terms of the others."""
    found = shapes(system, types, case.constants)
    constants = _first(system, case, found)
    while True:
        draft = _with_constants(system, case, found, constants, types, claims)
        left = _unchanged(draft, constants)
        if left == constants:
            return draft
        constants = left


def _evaluator(
    system: TransitionSystem, case: Case, found: Mapping[str, Shape], constants: Mapping[str, Value]
) -> Evaluator:
    names = Names()
    terms = Terms(names)
    storage = Storage(found, names, terms)
    storage.constants.update(constants)
    return Evaluator(storage, terms, case.constants, [variable.name for variable in system.variables])


def _first(system: TransitionSystem, case: Case, found: Mapping[str, Shape]) -> dict[str, Value]:
    evaluator = _evaluator(system, case, found, {})
    initial = Initial(evaluator, Steps(evaluator), None)
    initial.of(system.init)
    return initial.constants()


def _with_constants(  # noqa: PLR0913, PLR0917 - all that a model is made of
    system: TransitionSystem,
    case: Case,
    found: Mapping[str, Shape],
    constants: Mapping[str, Value],
    types: str,
    claims: list[str],
) -> _Draft:
    """Return the model in which these cells are constants."""
    evaluator = _evaluator(system, case, found, constants)
    steps = Steps(evaluator).of(system.next)
    fails: list[tuple[str, Truth]] = []
    for name in (*claims, types):
        truth = evaluator.truth(system.predicates[name], NOTHING, Path())
        wanted = case.kind is not Kind.REACHABLE or name != case.claim.name
        fails.append((name, evaluator.terms.no(truth) if wanted else truth))
    faults = list({(fault.where, fault.message): fault for fault in evaluator.faults}.values())
    evaluator.faults.clear()
    read = {cell for step in steps for cell in _reads(step)}
    read |= {cell for truth in (*(t for _, t in fails), *(f.where for f in faults)) for cell in _of(truth)}
    storage = evaluator.storage
    kept = {name for name, family in storage.families.items() if name in read or _varies(storage, family)}
    while True:
        initial = Initial(evaluator, Steps(evaluator), kept)
        initial.of(system.init)
        if not (more := (initial.reads & storage.families.keys()) - kept):
            return _Draft(evaluator, steps, fails, faults, initial)
        kept |= more


def _varies(storage: Storage, family: Family) -> bool:
    return any(
        storage.text(Place(storage.places[storage.owner[family.name]].shape, family.name, cell))
        not in storage.constants
        for cell in family.cells
    )


def _of(truth: Truth) -> frozenset[str]:
    return truth.reads if isinstance(truth, Term) else frozenset()


def _reads(step: Step) -> Iterator[str]:
    yield from _of(step.guard)
    for assignment in step.assignments:
        yield from (s for part in assignment.cell.subscripts if isinstance(part, Term) for s in part.reads)
        if isinstance(assignment.value, Term):
            yield from assignment.value.reads


def _unchanged(draft: _Draft, constants: Mapping[str, Value]) -> dict[str, Value]:
    """Return those of the constants that no step changes."""
    storage = draft.evaluator.storage
    changed: set[str] = set()
    for step in draft.steps:
        for assignment in step.assignments:
            cell = assignment.cell
            meant = [cell] if storage.exact(cell) else storage.meant(cell)
            changed |= {storage.text(one) for one in meant}
    return {cell: value for cell, value in constants.items() if cell not in changed}


class _Writer:
    """Writes a draft down."""

    def __init__(self, draft: _Draft, system: TransitionSystem, case: Case, *, deadlock: bool) -> None:
        self.draft, self.system, self.case = draft, system, case
        self.loop = "states" if deadlock else "end_states"  # SPIN calls no stop at an end label a deadlock
        self.e = draft.evaluator
        self.t, self.storage = self.e.terms, self.e.storage
        self._flag_names = {draft.claims[-1][0]: "TypeOK"}
        self.spare = 0  # cells that hold an old value for a moment

    def text(self) -> str:
        """Return the whole file."""
        options = [*self._claims(), *self._faults(), "", *self._steps()]
        begin = self._init()
        words = sorted(self.t.names.words.values())
        if len(words) > MOST_WORDS:
            raise Unsupported(f"SPIN knows at most {MOST_WORDS} words; this case has {len(words)}")
        parts = [*self._head(), ""]
        if words:
            parts += [*_wrapped("mtype = { ", words, " };"), ""]
        parts += [*self._cells(), "", *self._flags(), "", "active proctype system()", "{", *begin]
        parts += [f"{self.loop}:", f"{INDENT}do", *options, f"{INDENT}od", "}", ""]
        return "\n".join(parts)

    def _head(self) -> list[str]:
        more = 1 + self.draft.initial.refuses
        wanted = "is reached" if self.case.kind is Kind.REACHABLE else "fails"
        lines = [
            f"{self.case.name}, from {self.system.name}.tla, for SPIN:",
            "",
            *(f"    {command}" for command in COMMANDS),
            "",
            f"An assertion is violated if {self.case.claim} {wanted}.  An option of the loop is one way to",
            "take one action; a function's arguments and a set's members are subscripts.",
            f"SPIN stores {more} more than the specification has states: the one before the choice of an",
            "initial state"
            + (", and one for all choices that Init refuses, if it refuses any." if more > 1 else "."),
        ]
        return ["/*", *(f" * {line}".rstrip() for line in lines), " */"]

    def _cells(self) -> list[str]:
        kept = {name for name in self.storage.families if self._kept(name)}
        roles = {variable.name: variable.role for variable in self.system.variables}
        lines: list[str] = []
        for name in sorted(kept, key=list(self.storage.families).index):
            family, owner = self.storage.families[name], self.storage.owner[name]
            role = f"  /* {_plain(roles[owner])} */" if roles[owner] else ""
            if not family.ranges:
                lines.append(f"{family.sort.value} {name};{role}")
                continue
            size, terms, offset = 1, list[str](), 0
            for letter, (low, high) in reversed(list(zip("ijklmnopqrst", family.ranges, strict=False))):
                terms.insert(0, f"({letter})" if size == 1 else f"{size} * ({letter})")
                offset += size * low
                size *= high - low + 1
            array = self.t.names.new(f"{name}_")
            letters = ",".join("ijklmnopqrst"[: len(family.ranges)])
            shift = f" - {offset}" if offset > 0 else f" + {-offset}" if offset < 0 else ""
            lines += [
                f"{family.sort.value} {array}[{size}];{role}",
                f"#define {name}({letters}) {array}[{' + '.join(terms)}{shift}]",
            ]
        constants = self.storage.constants.items()
        fixed = [f"{cell} = {_plain(ir.show(v))}" for cell, v in constants if cell.split("(")[0] not in kept]
        if fixed:
            lines += _wrapped("/* Never changes: ", fixed, ". */")
        return lines

    def _kept(self, name: str) -> bool:
        return self.draft.initial._kept is None or name in self.draft.initial._kept  # noqa: SLF001

    def _flags(self) -> list[str]:
        names = dict.fromkeys(["defined", "TypeOK", *(self._flag(name) for name, _ in self.draft.claims)])
        lines = ["/* Each is true until a state is found in which it is not; no part of the state. */"]
        lines += [f"hidden byte {name} = true;" for name in names]
        return lines + [f"hidden int old{n};" for n in range(self.spare)]

    def _flag(self, claim: str) -> str:
        if claim not in self._flag_names:
            self._flag_names[claim] = self.t.names.new(claim)
        return self._flag_names[claim]

    def _init(self) -> list[str]:
        initial = self.draft.initial
        lines = [f"{INDENT}atomic {{  /* Init */", *(2 * INDENT + line for line in initial.lines)]
        if initial.refuses:
            cleared = initial.cleared()
            lines += [
                f"{2 * INDENT}goto {self.loop};",
                "refused:",
                *_wrapped(2 * INDENT, cleared, "", " "),
                f"{INDENT}}}",
            ]
            return [*lines, "end_refused:", f"{INDENT}false;"]
        return [*lines, f"{INDENT}}}"]

    # ------------------------------------------------------------------------------------ options

    def _steps(self) -> list[str]:
        lines: list[str] = []
        before: ir.Named | None = None
        for step in self.draft.steps:
            if step.named is not before and step.named is not None and step.named.tags:
                lines += [f"{INDENT}/* {_plain(_tag(tag))} */" for tag in step.named.tags]
            before = step.named
            body = self._sequence(step.assignments)
            lines += self._option(step.guard, [f'printf("{_printed(step.label)}\\n");', *body])
        return lines

    def _option(self, guard: Truth, statements: list[str]) -> list[str]:
        if guard is False:
            return []
        return [
            f"{INDENT}:: d_step {{ {self.t.shown(guard)} ->",
            *(3 * INDENT + line for line in statements),
            f"{2 * INDENT}}}",
        ]

    def _sequence(self, assignments: tuple[Assignment, ...]) -> list[str]:
        """Return simultaneous assignments one after the other: none reads what one before it has written."""
        left = list(assignments)
        lines: list[str] = []
        saved: list[str] = []
        while left:
            free = next((a for a in left if not any(self._reads(b, a) for b in left if b is not a)), None)
            if free is None:
                free = left[0]
                name = f"old{len(saved)}"
                saved.append(name)
                lines.insert(len(saved) - 1, f"{name} = {self.t.shown(free.value)};")
                left[0] = Assignment(free.cell, Term(name, Sort.NUMBER))
                continue
            left.remove(free)
            lines.append(f"{self.storage.text(free.cell)} = {self.t.shown(free.value)};")
        self.spare = max(self.spare, len(saved))
        return lines

    def _reads(self, reader: Assignment, written: Assignment) -> bool:
        """Tell whether an assignment reads the cell that another writes."""
        name = written.cell.name
        what = {self.storage.text(written.cell), any_of(name)} if self.storage.exact(written.cell) else {name}
        subscripts = [s for s in reader.cell.subscripts if isinstance(s, Term)]
        terms = [*subscripts, *([reader.value] if isinstance(reader.value, Term) else [])]
        return any(what & term.reads for term in terms)

    def _claims(self) -> list[str]:
        lines: list[str] = []
        for name, fails in self.draft.claims:
            flag = self._flag(name)
            option = self._option(fails, [f"{flag} = false; assert({flag})"])
            lines += [f"{INDENT}/* {name} */", *option] if option else []
        return lines

    def _faults(self) -> list[str]:
        lines: list[str] = []
        for fault in self.draft.faults:
            flag = "TypeOK" if fault.types else "defined"
            lines.append(f"{INDENT}/* {_plain(_place(fault))} */")
            lines += self._option(fault.where, [f"{flag} = false; assert({flag})"])
        return lines


def _place(fault: Fault) -> str:
    at = fault.span
    return f"{PurePath(at.source.name).name}:{at.line}:{at.column}: {fault.message}"


def _tag(tag: Tag) -> str:
    return f"@{tag.key} {tag.text}"


def _plain(text: str) -> str:
    """Return a text that ends no comment."""
    return text.replace("*/", "* /").replace("/*", "/ *")


def _printed(text: str) -> str:
    """Return a text that printf leaves as it is."""
    return text.replace("\\", "/").replace('"', "").replace("%", "%%")


def _wrapped(start: str, items: list[str], end: str, glue: str = ", ") -> list[str]:
    """Return a list over as many lines as it needs."""
    lines, line = [], start
    for place, item in enumerate(items):
        piece = item + (glue if place < len(items) - 1 else end)
        if len(line) + len(piece) > _WIDTH and line.strip():
            lines.append(line.rstrip())
            line = INDENT
        line += piece
    return [*lines, line.rstrip()]
