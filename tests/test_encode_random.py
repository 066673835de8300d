"""Small modules made at random mean the same to the encoding as to the interpreter.

RMAPSMT_EXAMPLES says how many to try, if more than the usual number.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from agree import agreed
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from modules import system

from rmapsmt.encode.value import TooLarge

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

EXAMPLES = int(os.environ.get("RMAPSMT_EXAMPLES", "150"))
DEPTH = 3
PARTIAL = 0.05  # of the numbers
KINDS = {"x": "number", "y": "number", "b": "truth", "s": "set", "f": "function", "q": "sequence"}


@dataclass
class Maker:
    """Makes expressions over some variables; `primed` are those that may be read in the next state."""

    random: Random
    variables: list[str]
    primed: list[str] = field(default_factory=list)
    locals: list[str] = field(default_factory=list)

    def names(self, kind: str) -> list[str]:
        """Return what can be read of this kind."""
        found = [v for v in self.variables if KINDS[v] == kind]
        found += [v + "'" for v in self.primed if KINDS[v] == kind]
        return found + (self.locals if kind == "number" else [])

    def one(self, *ways: Callable[[], str]) -> str:
        """Return what one of these makes."""
        return self.random.choice(ways)()

    def bound(self, inner: Callable[[], str]) -> tuple[str, str]:
        """Return a new name and what is made where it is known."""
        name = f"k{len(self.locals)}"
        self.locals.append(name)
        text = inner()
        self.locals.pop()
        return name, text

    def make(self, kind: str, size: int) -> str:
        """Return an expression of a kind."""
        names = self.names(kind)
        if size <= 0:
            if names and self.random.random() < 0.7:
                return self.random.choice(names)
            return {"number": str(self.random.randrange(3)), "truth": self.random.choice(["TRUE", "FALSE"]),
                    "set": "{}", "function": "[k9 \\in 0..1 |-> 0]", "sequence": "<<>>"}[kind]  # fmt: skip
        made: str = getattr(self, kind)(size - 1)
        return f"({made})"

    def any_if(self, kind: str, n: int) -> str:
        """Return a choice between two expressions, or a LET."""
        if self.random.random() < 0.5:
            return f"IF {self.make('truth', n)} THEN {self.make(kind, n)} ELSE {self.make(kind, n)}"
        value = self.make("number", n)
        name, body = self.bound(lambda: self.make(kind, n))
        return f"LET {name} == {value} IN {body}"

    def number(self, n: int) -> str:
        """Return a number; now and then it is of an operator that may have no value."""
        m = self.make
        if self.random.random() < PARTIAL:
            return self.one(
                lambda: f"{m('number', n)} \\div {m('number', n)}",
                lambda: f"{m('function', n)}[{m('number', n)}]",
                lambda: f"Head({m('sequence', n)})",
                lambda: f"{m('sequence', n)}[{m('number', n)}]",
                lambda: "CHOOSE {} \\in {} : {}".format(*self.over(n)),
                lambda: f"CASE {m('truth', n)} -> {m('number', n)} [] {m('truth', n)} -> {m('number', n)}",
            )

        def applied() -> str:
            name, value = f"k{len(self.locals)}", m("number", n)
            function = m("function", n)
            return f"LET {name} == {value} IN IF {name} \\in DOMAIN {function} THEN {function}[{name}] ELSE 0"

        return self.one(
            lambda: f"{m('number', n)} + {m('number', n)}",
            lambda: f"{m('number', n)} - {m('number', n)}",
            lambda: f"{m('number', n)} % 3",
            applied,
            lambda: f"Cardinality({m('set', n)})",
            lambda: f"Len({m('sequence', n)})",
            lambda: f"CASE {m('truth', n)} -> {m('number', n)} [] OTHER -> {m('number', n)}",
            lambda: "Cardinality({{{} \\in {} : {}}})".format(*self.over(n)),
            lambda: self.any_if("number", n),
        )

    def over(self, n: int) -> tuple[str, str, str]:
        """Return a name, a set and a truth about the name."""
        domain = self.make("set", n)
        name, body = self.bound(lambda: self.make("truth", n))
        return name, domain, body

    def truth(self, n: int) -> str:
        """Return a truth value."""
        m = self.make
        return self.one(
            lambda: f"{m('number', n)} < {m('number', n)}",
            lambda: f"{m('number', n)} = {m('number', n)}",
            lambda: f"{m('number', n)} \\in {m('set', n)}",
            lambda: f"{m('set', n)} \\subseteq {m('set', n)}",
            lambda: f"{m('set', n)} = {m('set', n)}",
            lambda: f"{m('function', n)} # {m('function', n)}",
            lambda: f"{m('sequence', n)} = {m('sequence', n)}",
            lambda: f"~ {m('truth', n)}",
            lambda: f"{m('truth', n)} /\\ {m('truth', n)}",
            lambda: f"{m('truth', n)} \\/ {m('truth', n)}",
            lambda: f"{m('truth', n)} => {m('truth', n)}",
            lambda: f"{m('truth', n)} <=> {m('truth', n)}",
            lambda: "\\E {} \\in {} : {}".format(*self.over(n)),
            lambda: "\\A {} \\in {} : {}".format(*self.over(n)),
            lambda: self.any_if("truth", n),
        )

    def set(self, n: int) -> str:
        """Return a set of numbers."""
        m = self.make

        def image() -> str:
            domain = m("set", n)
            name, body = self.bound(lambda: m("number", n))
            return f"{{{body} : {name} \\in {domain}}}"

        return self.one(
            lambda: f"{{{m('number', n)}, {m('number', n)}}}",
            lambda: f"0..{m('number', n)}",
            lambda: f"{m('set', n)} \\cup {m('set', n)}",
            lambda: f"{m('set', n)} \\cap {m('set', n)}",
            lambda: f"{m('set', n)} \\ {m('set', n)}",
            lambda: "{{{} \\in {} : {}}}".format(*self.over(n)),
            image,
            lambda: f"DOMAIN {m('function', n)}",
            lambda: f"UNION {{{m('set', n)}, {{0}}}}",
            lambda: self.any_if("set", n),
        )

    def function(self, n: int) -> str:
        """Return a function of numbers."""
        m = self.make

        def mapped() -> str:
            domain = self.random.choice(["0..1", m("set", n)])
            name, body = self.bound(lambda: m("number", n))
            return f"[{name} \\in {domain} |-> {body}]"

        return self.one(
            lambda: f"[{m('function', n)} EXCEPT ![{m('number', n)}] = {m('number', n)}]",
            lambda: f"[{m('function', n)} EXCEPT ![{m('number', n)}] = @ + 1, ![0] = {m('number', n)}]",
            mapped,
            lambda: f"({m('number', n)} :> {m('number', n)}) @@ {m('function', n)}",
            lambda: self.any_if("function", n),
        )

    def sequence(self, n: int) -> str:
        """Return a sequence of numbers."""
        m = self.make
        return self.one(
            lambda: f"Append({m('sequence', n)}, {m('number', n)})",
            lambda: f"LET q0 == {m('sequence', n)} IN IF q0 = <<>> THEN q0 ELSE Tail(q0)",
            lambda: f"<<{m('number', n)}, {m('number', n)}>>",
            lambda: f"<<{m('number', n)}>> \\o {m('sequence', n)}",
            lambda: f"SubSeq({m('sequence', n)}, 1, 0 - {m('number', n)})",
            lambda: self.any_if("sequence", n),
        )

    def action(self, n: int) -> str:
        """Return an action that says what becomes of every variable."""
        if n > 0 and self.random.random() < 0.4:
            match self.random.randrange(4):
                case 0:
                    return f"(IF {self.make('truth', 2)} THEN {self.action(n - 1)} ELSE {self.action(n - 1)})"
                case 1:
                    return f"({self.action(n - 1)} \\/ {self.action(n - 1)})"
                case 2:
                    value = self.make("number", 2)
                    name, body = self.bound(lambda: self.action(n - 1))
                    return f"(LET {name} == {value} IN {body})"
                case _:
                    domain = self.make("set", 1)
                    name, body = self.bound(lambda: self.action(n - 1))
                    return f"(\\E {name} \\in {domain} : {body})"
        parts = [self.make("truth", 2)] if self.random.random() < 0.5 else []
        self.primed = []
        for name in self.random.sample(self.variables, len(self.variables)):
            parts.append(self.assignment(name))
            self.primed.append(name)
            if self.random.random() < 0.15:
                parts.append(self.make("truth", 1))
        self.primed = []
        return "(" + " /\\ ".join(parts) + ")"

    def assignment(self, name: str) -> str:
        """Return what becomes of one variable."""
        kind = KINDS[name]
        chance = self.random.random()
        if chance < 0.3:
            return f"UNCHANGED {name}"
        if chance < 0.5 and kind in {"number", "truth"}:
            return f"{name}' \\in {self.make('set', 1) if kind == 'number' else 'BOOLEAN'}"
        value = self.make(kind, 2)
        return f"{name}' = {value} % 3" if kind == "number" and chance < 0.8 else f"{name}' = {value}"

    def module(self) -> str:
        """Return the body of a module."""
        first = {"number": "\\in 0..1", "truth": "\\in BOOLEAN", "set": "= {}",
                 "function": "= [i \\in 0..1 |-> i]", "sequence": "= <<0>>"}  # fmt: skip
        init = " /\\ ".join(f"{v} {first[KINDS[v]]}" for v in self.variables)
        actions = [self.action(2) for _ in range(self.random.randint(1, 3))]
        lines = [f"A{i} == {text}" for i, text in enumerate(actions)]
        following = " \\/ ".join(f"A{i}" for i in range(len(actions)))
        ranges = {"number": "\\in 0..2", "truth": "\\in BOOLEAN", "set": "\\subseteq 0..2",
                  "function": "\\in [0..1 -> 0..2]", "sequence": "\\in Seq(0..2)"}  # fmt: skip
        types = " /\\ ".join(f"{v} {ranges[KINDS[v]]}" for v in self.variables)
        return "\n".join([
            f"VARIABLES {', '.join(self.variables)}", f"Init == {init}", *lines, f"Next == {following}",
            f"Inv == {self.make('truth', 3)}", f"TypeOK == {types}",
        ])  # fmt: skip


@pytest.mark.slow
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(st.randoms(use_true_random=False), st.sampled_from([None, "TypeOK"]))
def test_random_modules(random: Random, types: str | None) -> None:
    """The same states within three steps, the same labels, truths, errors and deadlocks."""
    variables = random.sample(sorted(KINDS), random.randint(2, 3))
    body = Maker(random, variables).module()
    note(body)
    try:
        agreed(system(body, ["Inv", "TypeOK"]), types=types, depth=DEPTH)
    except TooLarge:
        return
