"""One case: a model and a claim, with the answer that is expected of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from rmapsmt.errors import ManifestFault
from rmapsmt.manifest import fields, tree
from rmapsmt.manifest.text import Ref
from rmapsmt.source import NOWHERE, Span
from rmapsmt.verdict import Word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rmapsmt.ir import Value
    from rmapsmt.manifest.constants import Known
    from rmapsmt.manifest.tree import Node

# What a case says beside its name; `expect` stands apart, since a matrix has it in its rows alone.
NEEDED = ("model", "claim")
OPTIONAL = ("kind", "lemmas", "witness", "bound", "tier", "sizes", "beside", "source", "why")
_SETTLED = {Word.PROVED, Word.VIOLATED, Word.REACHED}  # by a proof, or by one behaviour of any size


class Kind(StrEnum):
    """What a claim says of its operator."""

    INVARIANT = "invariant"
    REACHABLE = "reachable"


class Tier(StrEnum):
    """When a case that nobody names is settled."""

    DEFAULT = "default"  # always
    FULL = "full"  # when all are


ANSWERS = {
    Kind.INVARIANT: (Word.PROVED, Word.VIOLATED, Word.HOLDS),
    Kind.REACHABLE: (Word.REACHED, Word.UNREACHABLE, Word.NOT_REACHED),
}

SHOWN = (Word.VIOLATED, Word.REACHED)  # the answers that are a behaviour

_Choice = TypeVar("_Choice", Kind, Tier)


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
    tier: Tier = Tier.DEFAULT
    every_size: bool = False  # to be proved for all sizes, not for the model's alone
    one_size: str = ""  # why it is not
    shares: str = ""  # what the proof is called that it shares with other cases
    beside: Ref | None = None  # the case to compare it with, where another one is nearer
    source: str = ""
    why: str = ""
    span: Span = _span()
    model_span: Span = _span()
    constant_spans: Mapping[str, Span] = field(default_factory=dict, compare=False, repr=False)


def read(node: Node, known: Known) -> Case:
    """Return a case as the list of cases has it."""
    given = fields.mapping(node, "a case", ("case", *NEEDED, "expect"), OPTIONAL)
    found = make(name(given["case"], "case"), given, known)
    every_size, shares, _ = fields.get(given, "sizes", _sizes, (False, "", ""))
    if every_size and not shares and found.expect not in _SETTLED:
        message = f"{found.name} is expected to be {found.expect}: no proof for all sizes is looked for"
        raise ManifestFault(message, given["sizes"].span, "leave `sizes` out, or expect `proved`")
    return found


def name(node: Node, what: str) -> Ref:
    """Return a case's name, or what becomes a part of it."""
    found = fields.text(node, what)
    if any(c.isspace() or c in "*?[]/\\" for c in found):
        raise ManifestFault(f"the name `{found}` holds a blank, a slash or a wildcard", node.span)
    if found.startswith("."):  # it is the name of a folder, of certificates
        raise ManifestFault(f"the name `{found}` begins with a dot", node.span)
    return Ref(found, node.span)


def make(named: Ref, given: Mapping[str, Node], known: Known) -> Case:
    """Return the case of this name, of all that is said of it."""
    model, constants = known.model(given["model"])
    kind = _choice(given, "kind", Kind.INVARIANT)
    every_size, shares, one_size = fields.get(given, "sizes", _sizes, (False, "", ""))
    expect = _expect(given["expect"], kind)
    if expect is not Word.PROVED:  # a row of a matrix may say so of all its cells
        every_size, shares = False, ""
    return Case(
        name=named.name,
        model=model,
        constants=constants.values,
        claim=fields.operator(given["claim"], "claim"),
        kind=kind,
        lemmas=fields.get(given, "lemmas", fields.operators, ()),
        expect=expect,
        witness=fields.get(given, "witness", fields.operator, None),
        bound=fields.get(given, "bound", fields.whole, None),
        tier=_choice(given, "tier", Tier.DEFAULT),
        every_size=every_size,
        one_size=one_size,
        shares=shares,
        beside=name(given["beside"], "beside") if "beside" in given else None,
        source=fields.get(given, "source", fields.text, ""),
        why=fields.get(given, "why", fields.text, ""),
        span=named.span,
        model_span=given["model"].span,
        constant_spans=constants.spans,
    )


def _sizes(node: Node, key: str) -> tuple[bool, str, str]:
    """Return whether it is for all sizes, the name of a proof that it shares, and why it is not."""
    if isinstance(node, tree.Mapping):
        given = fields.mapping(node, key, (), ("all", "not"))
        if len(given) != 1:
            raise ManifestFault(f"{key} has either `all`, a name, or `not`, a sentence", node.span)
        shares, why = (fields.get(given, one, fields.text, "") for one in ("all", "not"))
        return bool(shares), shares, why
    word = fields.text(node, key)
    if word != "all":
        hint = "without `sizes` it is settled for those of its model"
        raise ManifestFault(f"{key} must be all, not `{word}`", node.span, hint)
    return True, "", ""


def _choice(given: Mapping[str, Node], key: str, default: _Choice) -> _Choice:
    """Return one of a few words."""
    if key not in given:
        return default
    words = list(type(default))
    word = fields.text(given[key], key)
    if word not in words:
        raise ManifestFault(f"{key} must be {' or '.join(words)}, not `{word}`", given[key].span)
    return type(default)(word)


def _expect(node: Node, kind: Kind) -> Word:
    word = fields.text(node, "expect")
    if word not in ANSWERS[kind]:
        answers = ", ".join(ANSWERS[kind])
        raise ManifestFault(
            f"`{word}` cannot be expected of a claim of the kind {kind}",
            node.span,
            f"expect one of {answers}",
        )
    return Word(word)
