"""Whole TLA+ modules made at random: one seed is one module, on every machine."""

from __future__ import annotations

from dataclasses import dataclass

from random_expression import BIT, MOST_ELEMENTS, Expressions
from random_sorts import NOBODY, TOKENS, Number, SetOf, Sort, count, universe

from rmapsmt.ir import ModelValue, Value


@dataclass(frozen=True, slots=True)
class RandomModule:
    """A module in its parts, so that it can be made smaller; `prefix` stands before all names it defines."""

    seed: int
    prefix: str
    constants: dict[str, Value]
    variables: tuple[str, ...]
    definitions: tuple[str, ...]
    actions: tuple[tuple[str, str, str], ...]  # name, how it is used, definition
    invariants: tuple[str, ...]
    types: bool  # TypeOK gives the ranges

    @property
    def text(self) -> str:
        """Return what stands between the module's header and its end, without declarations."""
        choices = " \\/ ".join(use for _, use, _ in self.actions) or "FALSE"
        after = f"{self.prefix}Next == {choices}"
        return "\n".join([*self.definitions, *(text for _, _, text in self.actions), after])

    @property
    def declared(self) -> str:
        """Return the same with its declarations: a module for the tool."""
        names = ", ".join(self.constants)
        return f"CONSTANTS {names}\nVARIABLES {', '.join(self.variables)}\n{self.text}"


@dataclass
class Maker(Expressions):
    """Makes one module."""

    def helper(self, number: int) -> str:
        """Return the definition of an operator, and know it from now on."""
        name, result = f"{self.prefix}H{number}", self.sort(1)
        given = tuple(self.scalar() for _ in range(1 + self.below(2)))
        params = [(self.fresh(), sort) for sort in given]
        self.scope = list(params)
        body = self.make(result, 2)
        self.scope = []
        self.helpers.append((name, given, result))
        return f"{name}({', '.join(param for param, _ in params)}) == {body}"

    def action(self, n: int) -> str:
        """Return an action that says what becomes of every variable."""
        if n > 0 and self.chance() < 0.35:
            match self.below(5):
                case 0:
                    return f"(IF {self.make(BIT, 2)} THEN {self.action(n - 1)} ELSE {self.action(n - 1)})"
                case 1:
                    return f"({self.action(n - 1)} \\/ {self.action(n - 1)})"
                case 2:
                    sort = self.scalar()
                    value = self.make(sort, 2)
                    name, body = self.bound(sort, lambda: self.action(n - 1))
                    return f"(LET {name} == {value} IN {body})"
                case 3:
                    arms = f"CASE {self.make(BIT, 1)} -> {self.action(n - 1)} [] OTHER -> "
                    return f"({arms}{self.action(n - 1)})"
                case _:
                    sort = self.scalar()
                    domain = self.make(SetOf(sort), 1)
                    name, body = self.bound(sort, lambda: self.action(n - 1))
                    return f"(\\E {name} \\in {domain} : {body})"
        parts = [self.truth(1)] if self.chance() < 0.6 else []
        left = list(self.state)
        while left:
            name, sort = left.pop(self.below(len(left)))
            parts.append(self.assignment(name, sort))
            self.following.append((name, sort))
            if self.chance() < 0.1:
                parts.append(self.make(BIT, 1))
        self.following = []
        if self.chance() < 0.1:
            parts.append(f"({self.make(BIT, 2)})'")
        return "(" + " /\\ ".join(f"({part})" for part in parts) + ")"

    def assignment(self, name: str, sort: Sort) -> str:
        """Return what becomes of one variable; mostly it stays of its sort."""
        chance = self.chance()
        if chance < 0.2:
            return f"UNCHANGED {self.pick([name, f'<<{name}>>'])}"
        if chance < 0.4 and count(sort) <= MOST_ELEMENTS:
            return f"{name}' \\in {universe(sort)}"
        if chance < 0.45:
            return f"{name}' \\in {self.make(SetOf(sort), 1)}"
        value = f"({self.of_sort(sort, 1)})"
        if chance > 0.9:
            return f"{name}' = {value}"
        new = self.fresh()
        return f"{name}' = LET {new} == {value} IN IF {new} \\in {universe(sort)} THEN {new} ELSE {name}"

    def start(self, name: str, sort: Sort) -> str:
        """Return what one variable is in the beginning."""
        few = 3
        if count(sort) <= few and self.chance() < 0.5:
            return f"{name} \\in {universe(sort)}"
        return f"{name} = {self.make(sort, 1) if self.chance() < 0.3 else self.literal(sort)}"

    def module(self) -> RandomModule:
        """Return the whole module."""
        p = self.prefix
        constants: dict[str, Value] = {name: ModelValue(name) for name in (NOBODY, *TOKENS)}
        fixed: list[tuple[str, Sort]] = [(f"{p}C1", Number(2)), (f"{p}C2", BIT)]
        constants[f"{p}C1"] = self.below(3)
        constants[f"{p}C2"] = self.chance() < 0.5
        chosen = [(f"v{n}", self.sort()) for n in range(1, 3 + self.below(2))]
        self.state = fixed[:1]
        starts = [self.start(name, sort) for name, sort in chosen]
        self.state = [*chosen, *fixed]
        definitions = [self.helper(n) for n in range(self.below(3))]
        self.state = chosen
        actions = []
        for number in range(2 + self.below(3)):
            name, use = f"{p}A{number}", f"{p}A{number}"
            head = name
            if self.chance() < 0.5:
                sort, param = self.scalar(), self.fresh()
                self.exact.add(param)
                arg = self.fresh()
                head, use = f"{name}({param})", f"(\\E {arg} \\in {universe(sort)} : {name}({arg}))"
                self.scope = [(param, sort)]
            actions.append((name, use, f"{head} == {self.action(2)}"))
            self.scope = []
        invariants = [f"{p}Inv1", f"{p}Inv2"]
        definitions += [f"{name} == {self.make(BIT, 3)}" for name in invariants]
        ranges = " /\\ ".join(f"{name} \\in {universe(sort)}" for name, sort in chosen)
        definitions.append(f"{p}TypeOK == {ranges}")
        definitions.append(f"{p}Init == " + " /\\ ".join(f"({start})" for start in starts))
        return RandomModule(
            self.seed,
            p,
            constants,
            tuple(name for name, _ in chosen),
            tuple(definitions),
            tuple(actions),
            (*invariants, f"{p}TypeOK"),
            types=self.chance() < 0.6,
        )


def random_module(seed: int, prefix: str = "") -> RandomModule:
    """Return the module of a seed; `prefix` stands before all names that it defines."""
    return Maker(seed, prefix).module()
