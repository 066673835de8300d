"""invariants.yaml: models, claims and expected answers, and no formula.

version: 1
module: Rmap                 the root module, in the same folder
spec: Spec                   or `init` and `next`
types: TypeOK                optional: gives every variable its sort, and is proved itself
lemmas: [..]                 optional: lemmas that hold in every model
side: [..]                   optional: claims that must hold in every model
witness: WalkReturns         optional: must be reachable, or a proof is vacuous
deadlock: true               optional: is a state without a successor a fault?
models: {small: {N: 1}, large: {like: small, N: 2}}
cases:
  - {case: a.b.c, model: small, claim: Inv, expect: proved, lemmas: [..], witness: .., source: .., why: ..}
"""

from __future__ import annotations

import fnmatch
import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from rmapsmt.errors import ManifestFault, UsageFault
from rmapsmt.manifest import fields, tree
from rmapsmt.manifest.text import Ref, near, read
from rmapsmt.source import NOWHERE, Span
from rmapsmt.verdict import Word

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from rmapsmt.ir import Value

FILE_NAME = "invariants.yaml"
_HERE = Path(__file__).resolve().parent.parent
_REQUIRED = ("version", "module", "models", "cases")
_OPTIONAL = ("spec", "init", "next", "types", "lemmas", "side", "witness", "deadlock")
_CASE_REQUIRED = ("case", "model", "claim", "expect")
_CASE_OPTIONAL = ("kind", "lemmas", "witness", "bound", "source", "why")


class Kind(StrEnum):
    """What a claim says of its operator."""

    INVARIANT = "invariant"
    REACHABLE = "reachable"


ANSWERS = {
    Kind.INVARIANT: (Word.PROVED, Word.VIOLATED, Word.HOLDS),
    Kind.REACHABLE: (Word.REACHED, Word.UNREACHABLE, Word.NOT_REACHED),
}


def _span() -> Span:
    return field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Case:
    """One model and one claim, with the answer that is expected of it."""

    name: str
    model: str  # the named model that it is, or is like; empty for a model of its own
    constants: Mapping[str, Value]
    claim: Ref
    kind: Kind
    lemmas: tuple[Ref, ...]  # of this case, beside the manifest's own
    expect: Word
    witness: Ref | None = None  # must be reachable too, and is the one that is shown
    bound: int | None = None  # unroll at least this deep
    source: str = ""
    why: str = ""
    span: Span = _span()
    model_span: Span = _span()
    constant_spans: Mapping[str, Span] = field(default_factory=dict, compare=False, repr=False)


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
    cases: tuple[Case, ...]
    deadlock: bool = True  # a state without a successor is a fault
    span: Span = _span()

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
        single = [ref for ref in (self.types, self.witness) if ref]
        own = [case.witness for case in self.cases if case.witness]
        of_cases = [*own, *(ref for case in self.cases for ref in (case.claim, *case.lemmas))]
        named = [*single, *self.lemmas, *self.side, *of_cases]
        return tuple(
            {ref.name: ref for ref in reversed(named)}[name] for name in dict.fromkeys(map(str, named))
        )


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
    models = _models(top["models"])
    return Manifest(
        folder=folder,
        module=fields.operator(top["module"], "module"),
        spec=_optional(top, "spec"),
        init=_optional(top, "init"),
        next=_optional(top, "next"),
        types=_optional(top, "types"),
        lemmas=fields.operators(top["lemmas"], "lemmas") if "lemmas" in top else (),
        side=fields.operators(top["side"], "side") if "side" in top else (),
        witness=_optional(top, "witness"),
        cases=_cases(top["cases"], models),
        deadlock=fields.truth(top["deadlock"], "deadlock") if "deadlock" in top else True,
        span=root.span,
    )


def _optional(top: dict[str, tree.Node], key: str) -> Ref | None:
    return fields.operator(top[key], key) if key in top else None


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


_Constants = dict[str, tuple["Value", Span]]


@dataclass(frozen=True, slots=True)
class _Model:
    """A model as it is written."""

    like: Ref | None
    own: _Constants
    span: Span


def _model(node: tree.Node, what: str) -> _Model:
    if not isinstance(node, tree.Mapping):
        raise ManifestFault(f"{what} must be a mapping, not {tree.describe(node)}", node.span)
    like: Ref | None = None
    own: _Constants = {}
    for entry in node.entries:
        name = entry.key.text
        if name == "like":
            like = Ref(fields.text(entry.value, "like"), entry.value.span)
        else:
            fields.operator(entry.key, "a constant")
            own[name] = (fields.value(entry.value, name), entry.key.span)
    return _Model(like, own, node.span)


def _models(node: tree.Node) -> dict[str, _Constants]:
    """Return every named model with what it inherits."""
    if not isinstance(node, tree.Mapping):
        raise ManifestFault(f"models must be a mapping, not {tree.describe(node)}", node.span)
    written = {entry.key.text: _model(entry.value, f"model {entry.key.text}") for entry in node.entries}
    whole: dict[str, _Constants] = {}
    for name in written:
        line: list[str] = []
        at: str | None = name
        while at is not None and at not in whole:
            like = written[at].like
            if like and like.name in (*line, at):
                raise ManifestFault(f"model {at} is like {like}, which comes back to it", like.span)
            if like and like.name not in written:
                raise ManifestFault(f"there is no model `{like}`", like.span, near(like.name, written))
            line.append(at)
            at = like.name if like else None
        for heir in reversed(line):
            parent = written[heir].like
            whole[heir] = (whole[parent.name] if parent else {}) | written[heir].own
    return whole


def _cases(node: tree.Node, models: dict[str, _Constants]) -> tuple[Case, ...]:
    cases = fields.items(node, "cases", lambda item, _: _case(item, models))
    if not cases:
        raise ManifestFault("there are no cases", node.span)
    first: dict[str, Case] = {}
    for case in cases:
        if case.name in first:
            line = first[case.name].span.line
            raise ManifestFault(f"the case {case.name} stands twice; first in line {line}", case.span)
        first[case.name] = case
    return cases


def _case(node: tree.Node, models: dict[str, _Constants]) -> Case:
    entries = fields.mapping(node, "a case", _CASE_REQUIRED, _CASE_OPTIONAL)
    name = fields.text(entries["case"], "case")
    if any(c.isspace() or c in "*?[]/\\" for c in name):
        raise ManifestFault(
            f"the case name `{name}` holds a blank, a slash or a wildcard", entries["case"].span
        )
    model, constants = _case_model(entries["model"], models)
    kind = _kind(entries.get("kind"))
    return Case(
        name=name,
        model=model,
        constants={name: value for name, (value, _) in constants.items()},
        claim=fields.operator(entries["claim"], "claim"),
        kind=kind,
        lemmas=fields.operators(entries["lemmas"], "lemmas") if "lemmas" in entries else (),
        expect=_expect(entries["expect"], kind),
        witness=_optional(entries, "witness"),
        bound=fields.whole(entries["bound"], "bound") if "bound" in entries else None,
        source=fields.text(entries["source"], "source") if "source" in entries else "",
        why=fields.text(entries["why"], "why") if "why" in entries else "",
        span=entries["case"].span,
        model_span=entries["model"].span,
        constant_spans={name: span for name, (_, span) in constants.items()},
    )


def _case_model(node: tree.Node, models: dict[str, _Constants]) -> tuple[str, _Constants]:
    """Return the name of a case's model and its constants."""
    if isinstance(node, tree.Scalar):
        like: Ref | None = Ref(fields.text(node, "model"), node.span)
        own: _Constants = {}
    else:
        written = _model(node, "model")
        like, own = written.like, written.own
    if like is None:
        return "", own
    if like.name not in models:
        raise ManifestFault(f"there is no model `{like}`", like.span, near(like.name, models))
    return like.name, models[like.name] | own


def _kind(node: tree.Node | None) -> Kind:
    if node is None:
        return Kind.INVARIANT
    word = fields.text(node, "kind")
    try:
        return Kind(word)
    except ValueError:
        raise ManifestFault(f"kind must be {' or '.join(Kind)}, not `{word}`", node.span) from None


def _expect(node: tree.Node, kind: Kind) -> Word:
    word = fields.text(node, "expect")
    if word not in ANSWERS[kind]:
        answers = ", ".join(ANSWERS[kind])
        raise ManifestFault(
            f"`{word}` cannot be expected of a claim of the kind {kind}",
            node.span,
            f"expect one of {answers}",
        )
    return Word(word)


def check_against(manifest: Manifest, constants: Iterable[str], operators: Collection[str]) -> None:
    """Compare the names in a manifest with the specification's; raise the first difference."""
    check_operators(manifest, operators)
    check_constants(manifest, constants)


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


def check_constants(manifest: Manifest, constants: Iterable[str]) -> None:
    """Raise a fault at the first case whose model is not an assignment of exactly these constants."""
    declared = list(constants)
    for case in manifest.cases:
        for name, span in case.constant_spans.items():
            if name not in declared:
                raise ManifestFault(
                    f"{manifest.module} declares no constant {name}", span, near(name, declared)
                )
        missing = [name for name in declared if name not in case.constants]
        if missing:
            raise ManifestFault(
                f"the model of {case.name} gives no value to {', '.join(missing)}", case.model_span
            )


def select(manifest: Manifest, patterns: Iterable[str]) -> tuple[Case, ...]:
    """Return the cases that the patterns name, in the manifest's order; none given means all."""
    names = [case.name for case in manifest.cases]
    wanted: set[str] = set()
    nothing = True
    for pattern in patterns:
        nothing = False
        matched = fnmatch.filter(names, pattern)
        if not matched:
            hint = near(pattern, names) or "`rmapsmt check` lists the cases"
            raise UsageFault(f"there is no case `{pattern}` in {manifest.folder / FILE_NAME}", hint=hint)
        wanted |= set(matched)
    return tuple(case for case in manifest.cases if nothing or case.name in wanted)


def source_hash(folder: Path) -> str:
    """Return a digest of every module and manifest in the folder: what a result is a result about."""
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.tla"), folder / FILE_NAME]):
        if path.is_file():
            content = path.read_bytes()
            digest.update(f"{path.name}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()
