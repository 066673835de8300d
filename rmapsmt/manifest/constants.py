"""Named sets of constants: revisions and models, each with what it takes over from another.

A model has the constants of the model that it is like, then those of its revision, then its own.
Each constant keeps the place where its value is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rmapsmt.errors import ManifestFault
from rmapsmt.manifest import fields, tree
from rmapsmt.manifest.text import Ref, near

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rmapsmt.ir import Value
    from rmapsmt.source import Span


@dataclass(frozen=True, slots=True)
class Constants:
    """Constants by name: their values, and where these are written."""

    values: dict[str, Value]
    spans: dict[str, Span]

    def __or__(self, other: Constants) -> Constants:
        """Return both together; of what both give the value, the other's counts."""
        return Constants(self.values | other.values, self.spans | other.spans)


NOTHING = Constants({}, {})


@dataclass(frozen=True, slots=True)
class Known:
    """Every named set, with what it inherits."""

    revisions: Mapping[str, Constants]
    models: Mapping[str, Constants]

    def model(self, node: tree.Node) -> tuple[str, Constants]:
        """Return the name of the model that one is, or is like, and its constants."""
        if isinstance(node, tree.Scalar):
            written = _Written(like=_reference(node, "model"))
        else:
            written = _written(node, "model")
        return written.like.name if written.like else "", written.on(self.models, self.revisions)


def read(models: tree.Node, revisions: tree.Node | None) -> Known:
    """Return the named sets of a manifest."""
    found = _named("revision", revisions, {}) if revisions else {}
    return Known(found, _named("model", models, found))


@dataclass(frozen=True, slots=True)
class _Written:
    """A set of constants as it is written."""

    like: Ref | None = None
    revision: Ref | None = None
    own: Constants = NOTHING
    kind: str = "model"

    def on(self, same: Mapping[str, Constants], revisions: Mapping[str, Constants]) -> Constants:
        """Return the whole set, given those of its kind and the revisions."""
        inherited = same[_among(self.like, same, self.kind)] if self.like else NOTHING
        if self.revision:
            inherited |= revisions[_among(self.revision, revisions, "revision")]
        return inherited | self.own


def _written(node: tree.Node, what: str, kind: str = "model") -> _Written:
    refs: dict[str, Ref] = {}
    own = Constants({}, {})
    for entry in fields.entries(node, what):
        name = entry.key.text
        if name == "like" or (name == "revision" and kind == "model"):
            refs[name] = _reference(entry.value, name)
        elif name == "revision":
            message = f"{what} cannot have a revision"
            raise ManifestFault(message, entry.key.span, "`like` takes over another one's constants")
        else:
            fields.operator(entry.key, "a constant")
            own.values[name], own.spans[name] = fields.value(entry.value, name), entry.key.span
    return _Written(refs.get("like"), refs.get("revision"), own, kind)


def _reference(node: tree.Node, what: str) -> Ref:
    return Ref(fields.text(node, what), node.span)


def _named(kind: str, node: tree.Node, revisions: Mapping[str, Constants]) -> dict[str, Constants]:
    """Return every set of one kind with what it inherits."""
    written = {
        entry.key.text: _written(entry.value, f"{kind} {entry.key.text}", kind)
        for entry in fields.entries(node, f"{kind}s")
    }
    whole: dict[str, Constants] = {}
    for name in written:
        line: list[str] = []
        at: str | None = name
        while at is not None and at not in whole:
            like = written[at].like
            if like and like.name in (*line, at):
                raise ManifestFault(f"{kind} {at} is like {like}, which comes back to it", like.span)
            line.append(at)
            at = _among(like, written, kind) if like else None
        for heir in reversed(line):
            whole[heir] = written[heir].on(whole, revisions)
    return whole


def _among(ref: Ref, named: Mapping[str, object], kind: str) -> str:
    """Return the name, which must be one of these."""
    if ref.name not in named:
        raise ManifestFault(f"there is no {kind} `{ref}`", ref.span, near(ref.name, named))
    return ref.name
