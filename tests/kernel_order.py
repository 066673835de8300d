"""A specification's steps against the C functions that they are said to be.

Where a task takes two steps one directly after the other, a way leads in C from the one's statement to
the other's that passes no third; each is run under the locks that the task holds then, and no effect
is brought about under others.  Between functions the way leads over calls and returns.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import kernel_source
import yaml
from kernel_locks import UNKNOWN, Locks, Place, held, places
from kernel_source import Flow, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from kernel_steps import Statement, Step, Steps

    Test = Callable[[Place], bool]
    Graph = Mapping[Place, list[Place]]

EITHER = "either"  # a lock that is one or another, as the data decide


@dataclass
class Release:
    """One release of the kernel: its sources, and what a data file says of it."""

    table: Mapping[str, Any]
    folder: Path
    _files: dict[str, Mapping[str, Flow]] = field(default_factory=dict)

    @classmethod
    def read(cls, table: Path, folder: Path) -> Release:
        """Read the data file."""
        return cls(yaml.safe_load(table.read_text(encoding="utf-8")), folder)

    @cached_property
    def locks(self) -> Locks:
        """Return what the calls of this release do to locks."""
        return Locks.read(self.table["calls"])

    def place_of(self, statement: Statement) -> tuple[str, str]:
        """Return the file and the name that a statement's function has here."""
        other = self.table["functions"].get(statement.function, {})
        return other.get("file", statement.file), other.get("name", statement.function)

    def spelt(self, statement: Statement) -> tuple[str, ...]:
        """Return the name that a statement has here, or the names, one for each kind of page."""
        name = self.table["statements"].get(statement.function, {}).get(statement.name, statement.name)
        return tuple(name) if isinstance(name, list) else (name,)

    def apart(self, statement: Statement) -> Mapping[str, str]:
        """Return the arguments that tell a call in this function from the step of that name."""
        found: Mapping[str, str] = self.table["apart"].get(statement.function, {})
        return found

    def functions(self, file: str) -> Mapping[str, Flow]:
        """Return the functions of a file, none if there is no such file."""
        if file not in self._files:
            path = self.folder / file
            text = path.read_text(encoding="utf-8") if path.exists() else ""
            self._files[file] = kernel_source.functions(text)
        return self._files[file]

    def flow(self, statement: Statement) -> Flow | None:
        """Return the function that a statement stands in, if this release has it."""
        file, name = self.place_of(statement)
        return self.functions(file).get(name)


class Function:
    """One function of the specification as a release has it, with the steps that are taken in it."""

    def __init__(self, name: str, steps: Steps, release: Release) -> None:
        """Find the places of the function, called as the steps say that it is."""
        self.steps = {step for step in steps.taken if step.statement.function == name}
        self.effects = steps.effects
        statement = next(iter(self.steps)).statement
        flow = release.flow(statement)
        assert flow is not None, statement
        assert not flow.doubtful, f"{statement.function} is not read in full"
        self.file, self.name = release.place_of(statement)
        self.flow = flow
        self.spelt = {step: release.spelt(step.statement) for step in self.steps}
        self.statements = {name for names in self.spelt.values() for name in names}
        self.apart = release.apart(statement)
        self.entered = set(self._entered(steps))
        entered = {step.held for step in self.entered}
        # One that takes its lock is called without it; or again with it, as the walk's next step is.
        bare = places(flow, release.locks, [frozenset()])
        takes = any(held(place) - {UNKNOWN} for place in bare)
        self.entries = {frozenset[str]()} if takes else entered
        self.places = bare if takes else places(flow, release.locks, entered)
        self.again = places(flow, release.locks, entered)

    def _entered(self, steps: Steps) -> Iterator[Step]:
        """Yield the steps that come after one of another function, or after none."""
        inside = {after for before, after in steps.pairs if before in self.steps}
        outside = {after for before, after in steps.pairs if before not in self.steps}
        yield from (step for step in self.steps if step in outside or step not in inside)

    def word(self, place: Place) -> Word:
        """Return the word at a place."""
        return self.flow.words[place[0]]

    def at(self, step: Step) -> Test:
        """Return the test for the places where a step can be: its statement, under its locks."""
        return lambda place: self._is(place, self.spelt[step]) and agree(step.held, held(place))

    def _is(self, place: Place, names: Collection[str]) -> bool:
        word = self.word(place)
        return word.text in names and word.assumed is None and self.apart.get(word.text) not in word.args

    def is_statement(self, place: Place) -> bool:
        """Tell whether a statement that is named stands at a place."""
        return self._is(place, self.statements)

    def is_step(self, place: Place) -> bool:
        """Tell whether a step can be at a place."""
        return self.is_statement(place) and any(self.at(step)(place) for step in self.steps)

    def tests_beside(self, step: Step) -> set[str]:
        """Return the tests here, in any order, by which a task chooses where it may take a step."""
        others = (each for each in self.steps if each.label == step.label and each.action not in self.effects)
        return {name for each in others for name in self.spelt[each]}


def agree(claimed: frozenset[str], found: frozenset[str]) -> bool:
    """Tell whether the locks that a step is under are those that C holds, so far as it is known which."""
    return bool(claimed) if EITHER in found else claimed == found - {UNKNOWN}


def leads(graph: Graph, starts: Iterable[Place], goal: Test, passable: Test) -> bool:
    """Tell whether a way leads from one of these places to another that is the goal, over passable ones."""
    todo = [after for place in starts for after in graph[place]]
    seen = set[Place]()
    while todo:
        place = todo.pop()
        if goal(place):
            return True
        if place not in seen and passable(place):
            seen.add(place)
            todo += graph[place]
    return False


class Comparison:
    """Every function that has steps and that the release has, and what is wrong with each."""

    def __init__(self, steps: Steps, release: Release) -> None:
        """Read the functions."""
        self.steps, self.release = steps, release
        names = {step.statement.function for step in steps.taken if release.flow(step.statement)}
        self.functions = {name: Function(name, steps, release) for name in sorted(names)}
        self.weighty = {each.name for each in self.functions.values() if self._weighty(each)}
        self._known: dict[tuple[str, str], frozenset[str]] = {}

    def problems(self, name: str) -> dict[str, str]:
        """Return what is wrong with a function: the step, the pair of steps or the call, and a sentence."""
        function = self.functions[name]
        checks = (self._missing, self._out_of_order, self._out_of_lock, self._called_unlocked)
        return {what: problem for check in checks for what, problem in check(function)}

    def _weighty(self, function: Function) -> bool:
        """Tell whether a function does more than read."""
        locks = self.release.locks
        return any(step.action in self.steps.effects for step in function.steps) or any(
            locks.takes(word) or locks.gives(word) for word in function.flow.words
        )

    def _missing(self, function: Function) -> Iterator[tuple[str, str]]:
        for step in sorted(function.steps, key=str):
            if not any(map(function.at(step), (*function.places, *function.again))):
                yield step.action, f"{_names(function, step)} is not run under {_list(step.held)}"

    # Order

    def _out_of_order(self, function: Function) -> Iterator[tuple[str, str]]:
        for before, after in sorted(self.steps.pairs, key=str):
            then = self.functions.get(after.statement.function)
            if before in function.steps and then and not self._follows(function, before, then, after):
                here = f"{_names(function, before)} under {_list(before.held)}"
                there = f"{_names(then, after)} under {_list(after.held)}"
                yield f"{before.action}, then {after.action}", f"no way leads from {here} to {there}"

    def _follows(self, first: Function, before: Step, then: Function, after: Step) -> bool:
        """Tell whether C can take one step directly after the other."""
        starts = list(filter(first.at(before), first.places))
        goal, over = then.at(after), self._passable(then, after)
        if first is then:
            one = before.statement == after.statement and any(map(goal, starts))
            if one or leads(first.places, starts, goal, over):
                return True
            if after not in first.entered:
                return False
        on = self._passable(first, after)
        ends = leads(first.places, starts, _returns, on)
        entries = [place for place in then.again if place[0] == Flow.ENTRY]
        begins = leads(then.again, entries, goal, over)
        if first is not then:
            if calls := self._calls(first, then):
                return begins and leads(first.places, starts, calls.__contains__, on)
            if calls := self._calls(then, first):
                return ends and leads(then.places, calls, goal, over)
        between = [
            leads(each.places, calls, later.__contains__, self._passable(each, after))
            for each in self.functions.values()
            if (calls := self._calls(each, first)) and (later := self._calls(each, then))
        ]
        return ends and begins and (any(between) or not between)  # none: it is called through a pointer

    def _passable(self, function: Function, after: Step) -> Test:
        """Return the test for the places on a way to a step: no other step but the tests beside it."""
        tests = function.tests_beside(after)

        def test(place: Place) -> bool:
            word = function.word(place)
            if word.text in tests or word.assumed is not None:
                return True
            return not function.is_step(place) and not self._reached(function, word) & self.weighty

        return test

    def _calls(self, function: Function, other: Function) -> list[Place]:
        """Return where a function calls another, itself or through what it calls."""
        return [
            each for each in function.places if other.name in self._reached(function, function.word(each))
        ]

    def _reached(self, function: Function, word: Word) -> frozenset[str]:
        """Return the functions with steps that a word of a function comes to, if it is a call."""
        return self._reaches(function.file, word.text) if word.called else frozenset()

    def _reaches(self, file: str, name: str) -> frozenset[str]:
        """Return the functions with steps that a call comes to, if need be through helpers of its file."""
        own = next((each for each in self.functions.values() if each.name == name), None)
        file = own.file if own else self.release.table["helpers"].get(name, file)
        if (file, name) not in self._known:
            self._known[file, name] = frozenset()  # while it is looked for: a recursion adds nothing
            flow = self.release.functions(file).get(name)
            calls = {word.text for word in flow.words if word.called} if flow else set()
            inner = [self._reaches(file, each) for each in sorted(calls)]
            self._known[file, name] = frozenset({name} if own else ()).union(*inner)
        return self._known[file, name]

    # Locks

    def _out_of_lock(self, function: Function) -> Iterator[tuple[str, str]]:
        """Find effects outside the lock sections in which the specification has them."""
        effects = {
            name
            for step in function.steps
            if step.action in self.steps.effects
            for name in function.spelt[step]
        }
        for place in function.places:
            word = function.word(place)
            if word.text in effects and function.is_statement(place) and not function.is_step(place):
                yield word.text, f"in line {word.line} it is run under {_list(held(place))}"

    def _called_unlocked(self, function: Function) -> Iterator[tuple[str, str]]:
        """Find calls of functions that want a lock held, where it is not."""
        wanted = {each.name: each.entries for each in self.functions.values() if all(each.entries)}
        for place in function.places:
            word = function.word(place)
            entries = wanted.get(word.text, set[frozenset[str]]()) if word.called else ()
            if (
                entries
                and word.text not in function.statements
                and not any(agree(each, held(place)) for each in entries)
            ):
                yield word.text, f"in line {word.line} it is called under {_list(held(place))}"


def _returns(place: Place) -> bool:
    return place[0] == Flow.END


def _names(function: Function, step: Step) -> str:
    return " or ".join(function.spelt[step])


def _list(locks: Iterable[str]) -> str:
    return " and ".join(sorted(locks)) or "no lock"
