"""A node of the tree as what it must be: a word, a number, a TLA+ value, a list of operators."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from rmapsmt.errors import ManifestFault
from rmapsmt.manifest.text import Ref, near
from rmapsmt.manifest.tree import Entry, List, Mapping, Node, Scalar, describe

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from collections.abc import Mapping as PyMapping

    from rmapsmt.ir import Value

T = TypeVar("T")
D = TypeVar("D")

_NAME = re.compile(r"[A-Za-z0-9_]*[A-Za-z][A-Za-z0-9_]*", re.ASCII)
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)", re.ASCII)
_TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NUMBER_LIKE = re.compile(r"[-+.]?[0-9][-+0-9_.,:xoXOeEa-fA-F]*", re.ASCII)
_NOT_TRUTHS = {"yes", "no", "on", "off"}  # which YAML 1.1 takes for truths, and nobody expects
_LONGEST = 1000  # digits


def entries(node: Node, what: str) -> tuple[Entry, ...]:
    """Return the entries of a mapping, whatever its keys."""
    if not isinstance(node, Mapping):
        raise ManifestFault(f"{what} must be a mapping, not {describe(node)}", node.span)
    return node.entries


def mapping(node: Node, what: str, required: Collection[str], optional: Collection[str]) -> dict[str, Node]:
    """Return the entries of a mapping that has these keys and no others."""
    known = {*required, *optional}
    present: dict[str, Node] = {}
    for entry in entries(node, what):
        if entry.key.text not in known:
            hint = near(entry.key.text, known)
            raise ManifestFault(f"{what} has no key `{entry.key.text}`", entry.key.span, hint)
        present[entry.key.text] = entry.value
    for key in required:
        if key not in present:
            raise ManifestFault(f"{what} lacks the key `{key}`", node.span)
    return present


def get(given: PyMapping[str, Node], key: str, read: Callable[[Node, str], T], default: D) -> T | D:
    """Return what stands under a key, read as one thing, or the default where it is left out."""
    return read(given[key], key) if key in given else default


def items(node: Node, what: str, read: Callable[[Node, str], T]) -> tuple[T, ...]:
    """Return the elements of a list, each read as one thing."""
    if not isinstance(node, List):
        raise ManifestFault(f"{what} must be a list, not {describe(node)}", node.span)
    return tuple(read(item, what) for item in node.items)


def text(node: Node, what: str) -> str:
    """Return a text for people: any scalar, as it is written."""
    if not isinstance(node, Scalar) or describe(node) == "nothing":
        raise ManifestFault(f"{what} must be a text, not {describe(node)}", node.span)
    return " ".join(node.text.split())


def operator(node: Node, what: str) -> Ref:
    """Return the name of an operator."""
    if not isinstance(node, Scalar) or not _NAME.fullmatch(node.text):
        hint = "the manifest names operators; formulas belong into the specification"
        raise ManifestFault(f"{what} must name an operator, not {describe(node)}", node.span, hint)
    return Ref(node.text, node.span)


def operators(node: Node, what: str) -> tuple[Ref, ...]:
    """Return a list of operators, each named once."""
    refs = items(node, what, operator)
    seen: set[str] = set()
    for ref in refs:
        if ref.name in seen:
            raise ManifestFault(f"{what} names {ref.name} twice", ref.span)
        seen.add(ref.name)
    return refs


def whole(node: Node, what: str) -> int:
    """Return a whole number that is not negative."""
    found = value(node, what)
    if isinstance(found, bool) or not isinstance(found, int) or found < 0:
        raise ManifestFault(f"{what} must be a whole number, not {describe(node)}", node.span)
    return found


def truth(node: Node, what: str) -> bool:
    """Return true or false."""
    found = value(node, what)
    if not isinstance(found, bool):
        raise ManifestFault(f"{what} must be true or false, not {describe(node)}", node.span)
    return found


def value(node: Node, what: str) -> Value:
    """Return the TLA+ value: a whole number, a truth, a string, or a list as the set of its elements."""
    match node:
        case Mapping():
            raise ManifestFault(f"{what} must be a value, not a mapping", node.span)
        case List():
            return _set(node, what)
        case Scalar(text=written, plain=False):
            return written
        case Scalar(text=written):
            return _plain(node, written, what)


def _plain(node: Scalar, written: str, what: str) -> Value:
    """Return the value of an unquoted word."""
    if describe(node) == "nothing":
        raise ManifestFault(f"{what} has no value", node.span)
    if written in _TRUTHS:
        return _TRUTHS[written]
    if written.casefold() in _NOT_TRUTHS:
        hint = f'write true or false for a truth, "{written}" for a string'
        raise ManifestFault(f"{what}: `{written}` may mean a truth or a string", node.span, hint)
    if _INTEGER.fullmatch(written) and len(written) <= _LONGEST:
        return int(written)
    if _NUMBER_LIKE.fullmatch(written):
        hint = f'numbers are whole and decimal; write "{written}" for a string'
        raise ManifestFault(f"{what}: `{written}` is no number that TLA+ has", node.span, hint)
    return written


def _set(node: List, what: str) -> Value:
    """Return the set of a list's elements, all of one kind and each written once."""
    found: set[Value] = set()
    kinds: set[type] = set()
    for item in node.items:
        element = value(item, what)
        kinds.add(type(element))
        if len(kinds) > 1:
            raise ManifestFault(f"{what}: the elements of a set must be of one kind", item.span)
        if element in found:
            raise ManifestFault(f"{what}: {describe(item)} stands in the set twice", item.span)
        found.add(element)
    return frozenset(found)
