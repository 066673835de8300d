"""Which locks are held at a word of a C function, on every way to it.

What is known there is a set of (variable, lock, standing), where the standing is `named` (the variable
points to that lock), `tried` (the lock is held unless the variable is null) or `held`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from kernel_source import Flow, Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Known: TypeAlias = frozenset[tuple[str, str, str]]
Place: TypeAlias = tuple[int, Known]  # a word of a flow, by number, and what is known before it is run

CALLER = "its caller's"  # the variable of a lock that is held when the function is called
UNKNOWN = "unknown"  # a lock of which nothing tells what it protects


@dataclass(frozen=True, slots=True)
class Locks:
    """What calls do to locks, each call with the lock that it is about."""

    returned: Mapping[str, str]  # takes the lock and returns it
    returned_or_null: Mapping[str, str]  # likewise, or takes none and returns null
    by_address: Mapping[str, str]  # takes the lock and stores it where the last argument points
    looked_up: Mapping[str, str]  # returns the lock and does not take it
    while_true: Mapping[str, Mapping[str, str]]  # holds the lock of a variable if it returns true, else not
    ends: Mapping[str, str]  # lets go of the lock of a variable
    taken: Iterable[str]  # takes the lock that is the first argument
    released: Iterable[str]  # lets go of the lock that is the last argument

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Locks:
        """Return the table that a data file holds."""
        return cls(**table)

    def takes(self, word: Word) -> bool:
        """Tell whether a word is a call that takes a lock."""
        tables = (self.returned, self.returned_or_null, self.by_address, self.while_true, self.taken)
        return word.called and any(word.text in table for table in tables)

    def gives(self, word: Word) -> bool:
        """Tell whether a word is a call that lets go of one."""
        return word.called and (word.text in self.released or word.text in self.ends)

    def variables(self, flow: Flow) -> set[str]:
        """Return the variables that a function keeps its locks in."""
        found = set()
        for word in flow.words:
            if word.args:
                stored = any(word.text in t for t in (self.returned, self.returned_or_null, self.looked_up))
                found |= {word.target} if stored else set()
                found |= {word.args[0].lstrip("&")} if word.text in self.taken else set()
                found |= {word.args[-1].lstrip("&")} if word.text in self.released else set()
        return found

    def after(self, word: Word, known: Known, variables: set[str]) -> Known | None:
        """Return what is known after a word; None if it cannot be come to after all."""
        if word.assumed is not None:
            return self._assume(word, known, variables)
        if not word.args:
            return known
        name, first, last = word.text, word.args[0].lstrip("&"), word.args[-1].lstrip("&")
        lock_of = {variable: lock for variable, lock, _ in known}
        if lock := self.returned.get(name):
            return _learn(known, word.target, lock, "held")
        if lock := self.returned_or_null.get(name):
            return _learn(known, word.target, lock, "tried")
        if lock := self.by_address.get(name):
            return _learn(known, last, lock, "held")
        if lock := self.looked_up.get(name):
            return _learn(known, word.target, lock, "named")
        if name in self.taken:
            return _learn(known, first, lock_of.get(first, UNKNOWN), "held")
        if name in self.released:
            return _learn(known, last, lock_of[last], "named") if last in lock_of else _forget(known, CALLER)
        if name in self.ends:
            return _forget(known, self.ends[name])
        return known

    def _assume(self, word: Word, known: Known, variables: set[str]) -> Known | None:
        """Return what is known once a test has come out: whether a variable is null, what a call returned."""
        if found := self.while_true.get(word.text):
            variable = found["variable"]
            return (
                _learn(known, variable, found["lock"], "held") if word.assumed else _forget(known, variable)
            )
        of = {variable: (lock, standing) for variable, lock, standing in known}
        match of.get(word.text):
            case (lock, "tried"):
                return _learn(known, word.text, lock, "held") if word.assumed else _forget(known, word.text)
            case (_, "held") if not word.assumed:
                return None
            case None if word.assumed and word.text in variables:
                # What this function has not set and is not null is the lock that its caller holds.
                if CALLER not in of:
                    return None
                return _learn(_forget(known, CALLER), word.text, of[CALLER][0], "held")
        return known


def _forget(known: Known, variable: str) -> Known:
    return frozenset(each for each in known if each[0] != variable)


def _learn(known: Known, variable: str, lock: str, standing: str) -> Known:
    return _forget(known, variable) | {(variable, lock, standing)}


def held(place: Place) -> frozenset[str]:
    """Return the locks that are held at a place."""
    return frozenset(lock for _, lock, standing in place[1] if standing != "named")


def places(flow: Flow, locks: Locks, entries: Iterable[frozenset[str]]) -> dict[Place, list[Place]]:
    """Return every place that can be come to, with those that may follow it.

    The function is called with one of these sets of locks held.
    """
    variables = locks.variables(flow)
    todo: list[Place] = [
        (Flow.ENTRY, frozenset((CALLER, lock, "held") for lock in entry)) for entry in entries
    ]
    found: dict[Place, list[Place]] = {}
    while todo:
        number, known = place = todo.pop()
        if place not in found:
            after = locks.after(flow.words[number], known, variables)
            found[place] = [] if after is None else [(each, after) for each in flow.after[number]]
            todo += found[place]
    return found
