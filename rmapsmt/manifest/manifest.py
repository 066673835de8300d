"""invariants.yaml: models, claims and expected answers, and no formula.

version: 1
module: Rmap                 the root module, in the same folder
spec: Spec                   or `init` and `next`
types: TypeOK                optional: gives every variable its sort, and is proved itself
lemmas: [..]                 optional: lemmas that hold in every model
side: [..]                   optional: claims that must hold in every model
witness: WalkReturns         optional: must be reachable, or a proof is vacuous
window: RaceWindow           optional: true while a race is open, for pictures of traces
deadlock: true               optional: is a state without a successor a fault?
hunks: {Mended: sentence}    optional: the truths that a repair consists of
assumptions: {Held: ..}      optional: the truths that are assumed of the world
sizes: {N: N, Last: N}       optional: constants that a proof may leave open, each with the one it equals;
                             and truths that such a proof is about in place of the model's
revisions: {v1: {..}}        optional: named sets of constants that models are made of
models: {small: {N: 1}, large: {like: small, revision: v1, N: 2}}
cases:
  - {case: a.b.c, model: small, claim: Inv, expect: proved, lemmas: [..], witness: .., source: .., why: ..}
matrices: [..]               optional: tables of cases
claims: [..]                 optional: what was said, and the cases that settle it
"""

from __future__ import annotations

import fnmatch
import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from rmapsmt.errors import ManifestFault, UsageFault
from rmapsmt.manifest import case, constants, fields, matrix, statement, tree
from rmapsmt.manifest.case import Case, Tier
from rmapsmt.manifest.opposite import check_beside
from rmapsmt.manifest.text import Ref, near, read
from rmapsmt.source import NOWHERE, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from rmapsmt.ir import Value
    from rmapsmt.manifest.matrix import Matrix
    from rmapsmt.manifest.statement import Statement

T = TypeVar("T")

FILE_NAME = "invariants.yaml"
_HERE = Path(__file__).resolve().parent.parent
_REQUIRED = ("version", "module", "models", "cases")
_OPTIONAL = (
    "spec", "init", "next", "types", "lemmas", "side", "witness", "window", "deadlock",
    "hunks", "assumptions", "sizes", "revisions", "matrices", "claims",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Manifest:
    """A folder's claims; `spec` or both `init` and `next` are given."""

    folder: Path
    module: Ref
    spec: Ref | None
    init: Ref | None
    next: Ref | None
    types: Ref | None
    lemmas: tuple[Ref, ...]
    side: tuple[Ref, ...]
    witness: Ref | None
    cases: tuple[Case, ...]  # those of the matrices among them
    window: Ref | None = None  # is true while a race is open
    deadlock: bool = True  # a state without a successor is a fault
    hunks: Mapping[str, str] = field(default_factory=dict)  # constants, each with its sentence
    assumptions: Mapping[str, str] = field(default_factory=dict)
    sizes: Mapping[str, str] = field(default_factory=dict)  # constants to leave open, each with its equal
    unbounded: Mapping[str, bool] = field(default_factory=dict)  # what holds of models with open sizes alone
    revisions: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    matrices: tuple[Matrix, ...] = ()
    statements: tuple[Statement, ...] = ()
    switches: tuple[Ref, ...] = ()  # hunks and assumptions, as they are named
    span: Span = field(default=NOWHERE, compare=False, repr=False)

    @property
    def module_path(self) -> Path:
        """Return the root module's file."""
        return self.folder / f"{self.module}.tla"

    def lemmas_of(self, case: Case) -> tuple[str, ...]:
        """Return the lemmas that may be used for a case, the manifest's first, each once."""
        return tuple(dict.fromkeys(ref.name for ref in (*self.lemmas, *case.lemmas)))

    def witnesses_of(self, case: Case) -> tuple[str, ...]:
        """Return what must be reachable for a claim not to be vacuous; the last is the one to show."""
        return tuple(ref.name for ref in (self.witness, case.witness) if ref)

    def operators(self) -> tuple[Ref, ...]:
        """Return every operator that is named, once; `spec`, `init` and `next` are not among them."""
        single = [ref for ref in (self.types, self.witness, self.window) if ref]
        own = [case.witness for case in self.cases if case.witness]
        of_cases = [*own, *(ref for case in self.cases for ref in (case.claim, *case.lemmas))]
        named = [*single, *self.lemmas, *self.side, *of_cases]
        first: dict[str, Ref] = {}
        for ref in named:
            first.setdefault(ref.name, ref)
        return tuple(first.values())


def bundled() -> Path:
    """Return the folder of the specification that travels with the tool."""
    packed = _HERE / "_spec"
    return packed if packed.is_dir() else _HERE.parent / "spec"


def load(folder: Path) -> Manifest:
    """Read a folder's manifest, or raise one located ManifestFault."""
    if not folder.is_dir():
        reason = "is not a folder" if folder.exists() else "does not exist"
        raise UsageFault(f"{folder} {reason}", hint=f"--spec names a folder with TLA+ and an {FILE_NAME}")
    source = read(folder / FILE_NAME, ManifestFault)
    root = tree.parse(source)
    top = fields.mapping(root, "the manifest", _REQUIRED, _OPTIONAL)
    version = top["version"]
    if fields.whole(version, "version") != 1:
        raise ManifestFault(f"version must be 1, not {tree.describe(version)}", version.span)
    _one_behaviour(top, root.span)
    known = constants.read(top["models"], top.get("revisions"))
    listed = fields.items(top["cases"], "cases", lambda item, _: case.read(item, known))
    tables = _several(top, "matrices", lambda item, _: matrix.read(item, known))
    cases = (*listed, *(one for _, cells in tables for one in cells))
    hunks, assumptions = (_sentences(top, key) for key in ("hunks", "assumptions"))
    _once(cases, top["cases"].span)
    _are_truths(cases, hunks, assumptions)
    check_beside(cases, {ref.name for ref in hunks})
    sizes, unbounded = _sizes(top, cases)
    names = [one.name for one in cases]
    return Manifest(
        folder=folder,
        module=fields.operator(top["module"], "module"),
        spec=fields.get(top, "spec", fields.operator, None),
        init=fields.get(top, "init", fields.operator, None),
        next=fields.get(top, "next", fields.operator, None),
        types=fields.get(top, "types", fields.operator, None),
        lemmas=fields.get(top, "lemmas", fields.operators, ()),
        side=fields.get(top, "side", fields.operators, ()),
        witness=fields.get(top, "witness", fields.operator, None),
        cases=cases,
        window=fields.get(top, "window", fields.operator, None),
        deadlock=fields.get(top, "deadlock", fields.truth, default=True),
        hunks={ref.name: sentence for ref, sentence in hunks.items()},
        assumptions={ref.name: sentence for ref, sentence in assumptions.items()},
        sizes={ref.name: equal.name for ref, equal in sizes.items()},
        unbounded={ref.name: truth for ref, truth in unbounded.items()},
        revisions={name: own.values for name, own in known.revisions.items()},
        matrices=tuple(one for one, _ in tables),
        statements=_several(top, "claims", lambda item, _: statement.read(item, names)),
        switches=(*hunks, *assumptions, *sizes, *unbounded),
        span=root.span,
    )


def _one_behaviour(top: dict[str, tree.Node], span: Span) -> None:
    """See to it that the behaviours are given in one way."""
    if "spec" in top:
        for key in ("init", "next"):
            if key in top:
                raise ManifestFault(
                    f"both `spec` and `{key}` are given", top[key].span, "one of them is enough"
                )
    elif "init" not in top or "next" not in top:
        raise ManifestFault("the manifest lacks the key `spec`, or `init` and `next`", span)


def _several(
    top: Mapping[str, tree.Node], key: str, read_one: Callable[[tree.Node, str], T]
) -> tuple[T, ...]:
    """Return the elements of a list that may be left out."""
    return fields.items(top[key], key, read_one) if key in top else ()


def _sentences(top: Mapping[str, tree.Node], key: str) -> dict[Ref, str]:
    """Return constants, each with what is to be said of it."""
    entries = fields.entries(top[key], key) if key in top else ()
    return {fields.operator(e.key, "a constant"): fields.text(e.value, e.key.text) for e in entries}


def _sizes(top: Mapping[str, tree.Node], cases: Sequence[Case]) -> tuple[dict[Ref, Ref], dict[Ref, bool]]:
    """Return the constants that a proof may leave open, each with its equal, and what else it is about."""
    found: dict[Ref, Ref] = {}
    unbounded: dict[Ref, bool] = {}
    for entry in fields.entries(top["sizes"], "sizes") if "sizes" in top else ():
        ref = fields.operator(entry.key, "a constant")
        if isinstance(truth := fields.value(entry.value, ref.name), bool):
            unbounded[ref] = truth
        else:
            found[ref] = fields.operator(entry.value, ref.name)
    names = {ref.name for ref in found}
    for ref, equal in found.items():
        if equal.name not in names:
            raise ManifestFault(
                f"{ref} is to equal {equal}, which is no size", equal.span, near(equal.name, names)
            )
    for one in cases:
        if not one.every_size:
            continue
        if not found:
            raise ManifestFault(f"{one.name} is for all sizes, and the manifest has no `sizes`", one.span)
        for ref, equal in found.items():
            if type(one.constants.get(ref.name, 0)) is not int:
                raise ManifestFault(
                    f"{one.name} is for all sizes, and its {ref} is no number", one.model_span
                )
            if one.constants.get(ref.name) != one.constants.get(equal.name):
                message = f"{one.name} is for all sizes with {ref} = {equal}, and its model has others"
                raise ManifestFault(message, one.model_span)
        _may_share(one, next(other for other in cases if other.shares == one.shares), {r.name for r in found})
    return found, unbounded


def _may_share(one: Case, first: Case, sizes: Collection[str]) -> None:
    """See to it that two cases that share a proof differ in their sizes, and in truths and words."""
    for name, value in one.constants.items():
        other = first.constants.get(name)
        alike = name in sizes or value == other or type(value) is type(other) in {bool, str}
        if one.shares and not alike:
            raise ManifestFault(
                f"{one.name} and {first.name} share a proof, and {name} is neither a truth nor a word",
                one.constant_spans.get(name, one.model_span),
            )


def _once(cases: Sequence[Case], at: Span) -> None:
    """See to it that there are cases, each with a name of its own."""
    if not cases:
        raise ManifestFault("there are no cases", at)
    first: dict[str, Case] = {}
    for one in cases:
        if one.name in first:
            line = first[one.name].span.line
            raise ManifestFault(f"the case {one.name} stands twice; first in line {line}", one.span)
        first[one.name] = one


def _are_truths(cases: Sequence[Case], hunks: Collection[Ref], assumptions: Collection[Ref]) -> None:
    """See to it that hunks and assumptions are true or false, and none is both."""
    for ref in assumptions:
        if ref in hunks:
            raise ManifestFault(f"{ref} is a hunk already", ref.span)
    for one in cases:
        for ref in (*hunks, *assumptions):
            if not isinstance(one.constants.get(ref.name, True), bool):
                what = "a hunk" if ref in hunks else "an assumption"
                at = one.constant_spans[ref.name]
                raise ManifestFault(f"{ref} is {what}: it must be true or false", at)


def check_against(manifest: Manifest, declared: Collection[str], operators: Collection[str]) -> None:
    """Compare the names in a manifest with the specification's; raise the first difference."""
    check_operators(manifest, operators)
    check_constants(manifest, declared)


def check_operators(manifest: Manifest, operators: Collection[str]) -> None:
    """Raise a fault at the first operator that the specification does not define."""
    given = [manifest.spec, manifest.init, manifest.next]
    for ref in (*(ref for ref in given if ref), *manifest.operators()):
        if ref.name not in operators:
            raise ManifestFault(
                f"{manifest.module} defines no operator {ref} without parameters",
                ref.span,
                near(ref.name, operators),
            )


def check_constants(manifest: Manifest, declared: Collection[str]) -> None:
    """Raise a fault at the first name that is no constant, or the first model that lacks one."""
    known = frozenset(declared)
    named = [(ref.name, ref.span) for ref in manifest.switches]
    for one in manifest.cases:
        if not known.issuperset(one.constant_spans):
            named += one.constant_spans.items()
    for name, span in named:
        if name not in declared:
            message = f"{manifest.module} declares no constant {name}"
            raise ManifestFault(message, span, near(name, declared))
    for one in manifest.cases:
        if not one.constants.keys() >= known:
            missing = [name for name in declared if name not in one.constants]
            message = f"the model of {one.name} gives no value to {', '.join(missing)}"
            raise ManifestFault(message, one.model_span)


def select(manifest: Manifest, patterns: Sequence[str], *, every_tier: bool = False) -> tuple[Case, ...]:
    """Return the cases that the patterns name, in the manifest's order; none given means the default tier."""
    names = [one.name for one in manifest.cases]
    wanted: set[str] = set()
    for pattern in patterns:
        matched = fnmatch.filter(names, pattern)
        if not matched:
            hint = near(pattern, names) or "`rmapsmt check` lists the cases"
            raise UsageFault(f"there is no case `{pattern}` in {manifest.folder / FILE_NAME}", hint=hint)
        wanted |= set(matched)
    if not patterns:
        wanted = {one.name for one in manifest.cases if every_tier or one.tier is Tier.DEFAULT}
    return tuple(one for one in manifest.cases if one.name in wanted)


def source_hash(folder: Path) -> str:
    """Return a digest of every module and manifest in the folder: what a result is a result about."""
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.tla"), folder / FILE_NAME]):
        if path.is_file():
            content = path.read_bytes()
            digest.update(f"{path.name}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()
