"""Random modules of one size N: what is proved of them for all N is true of the smallest.

Each seed is a module.  What `encode/sizes/` keeps of its invariants is looked at by the interpreter in every
state for N = 1, 2 and 3.  A module with an invariant that is kept and false is printed.
"""

from __future__ import annotations

import argparse
import random
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace

from modules import system

from rmapsmt.encode.sizes.induct import Inductive
from rmapsmt.encode.sizes.problem import Problem
from rmapsmt.encode.sizes.value import UnboundedFault
from rmapsmt.errors import SpecError
from rmapsmt.interp import Model

SIZES = (1, 2, 3)
INVARIANTS = ("Counted", *(f"I{number}" for number in range(8)))
MOST_STATES = 3000
FIRST = (("{}", 0), ("{}", 0), ("0..N", "N + 1"), ("{0}", 1), ("{N}", 0))
COUNTING = 0.3  # of the modules
SHORTER = 0.1  # of the records: a function in it has another domain
AFTERWARDS = 0.6  # of the actions: what is computed speaks of next values too
QUANTIFIED = 0.6  # of the invariants: a step can break them at places of its own


@dataclass(frozen=True, slots=True)
class _Text:
    """Expressions over the variables of a module, and over the names that are bound."""

    random: random.Random
    counts: bool  # does it speak of cardinalities? Then no set is a filtered one
    after: bool = False  # may it speak of b' and s'?

    def one(self, *of: str) -> str:
        return self.random.choice(of)

    def number(self, names: tuple[str, ...], deep: int = 1) -> str:
        more = (f"({self.number(names, deep - 1)} {self.one('+', '-')} 1)",) if deep else ()
        counted = ("k", self.counted(names)) if self.counts else ()
        return self.one("0", "1", "N", *counted, *names, *more)

    def counted(self, names: tuple[str, ...]) -> str:
        return f"Cardinality({self.one('s', 's', f'm[{self.index(names)}]')})"

    def index(self, names: tuple[str, ...]) -> str:
        return self.one("0", *names, "N", "c")

    def bit(self, names: tuple[str, ...]) -> str:
        next_too = ("b'", "b'", "b'") if self.after else ()
        return self.one(
            *("0", "1", "b", f"f[{self.index(names)}]", f"g[{self.index(names)}][{self.index(names)}]"),
            *("h.a", f"h.m[{self.index(names)}]", *next_too),
        )

    def domain(self, names: tuple[str, ...] = ()) -> str:
        plain = self.one("0..N", "1..N", "0..N", "1..N", "0..(N - 1)", "{0}", "s", "m[0]", "m[N]")
        more = (f"{self.index(names)}..N", f"0..{self.index(names)}") if names else ()
        return self.one(plain, plain, plain, plain, "{0, 1}", "{0, N}", "DOMAIN h.m", *more)

    def test(self, names: tuple[str, ...], deep: int = 2) -> str:
        kind = self.random.choice(["not", "joined", "each", "f", "g", "in", "b", "number"])
        if not deep and kind in {"not", "joined", "each"}:
            kind = "number"
        match kind:
            case "not":
                return f"~({self.test(names, deep - 1)})"
            case "joined":
                sign = self.one("/\\", "\\/", "=>")
                return f"({self.test(names, deep - 1)} {sign} {self.test(names, deep - 1)})"
            case "each":
                new = f"q{len(names)}"
                inner, word = self.test((*names, new), deep - 1), self.one("A", "E")
                return f"(\\{word} {new} \\in {self.domain(names)} : {inner})"
            case "f":
                return f"f[{self.index(names)}] {self.one('=', '#')} {self.bit(names)}"
            case "g":
                bit = f"g[{self.index(names)}][{self.index(names)}]"
                return f"{bit} {self.one('=', '#')} {self.bit(names)}"
            case "in":
                next_too = ("s'", "s'") if self.after else ()
                return f"{self.index(names)} \\in {self.one('s', f'm[{self.index(names)}]', *next_too)}"
            case "b":
                return f"b {self.one('=', '#')} {self.bit(names)}"
            case _:
                return f"{self.number(names)} {self.one('=', '<=', '<', '#', '>=')} {self.number(names)}"

    def invariant(self) -> str:
        if self.random.random() < QUANTIFIED:
            return f"\\A q \\in {self.domain()} : ({self.test(('q',))} => {self.test(('q',), 1)})"
        return self.test(())

    def function(self, names: tuple[str, ...]) -> str:
        change = f"![{self.index(names)}] = {self.bit(names)}"
        return self.one(
            "f",
            f"[f EXCEPT {change}]",
            f"[f EXCEPT {change}]",
            f"[f EXCEPT {change}, ![{self.index(names)}] = {self.bit(names)}]",
            f"[q \\in 0..N |-> {self.bit((*names, 'q'))}]",
            f"(IF {self.test(names, 1)} THEN [f EXCEPT {change}] ELSE f)",
        )

    def nested(self, names: tuple[str, ...]) -> str:
        row, place = self.index(names), self.index(names)
        return self.one(
            "g",
            f"[g EXCEPT ![{row}][{place}] = {self.bit(names)}]",
            f"[g EXCEPT ![{row}][{place}] = 1 - @]",
            f"[g EXCEPT ![{row}] = f]",
            f"[q \\in 0..N |-> [r \\in 0..N |-> {self.bit((*names, 'q', 'r'))}]]",
        )

    def sets(self, names: tuple[str, ...]) -> str:
        place, one = self.index(names), self.index(names)
        new = self.one(f"@ \\cup {{{one}}}", f"@ \\ {{{one}}}", "{}", "s")
        return self.one("m", f"[m EXCEPT ![{place}] = {new}]", f"[m EXCEPT ![{place}] = {new}]")

    def count(self, names: tuple[str, ...]) -> str:
        """Return what becomes of the set s, and of k that often is the number of its elements."""
        if not self.counts:
            return f"s' = {self.chosen(names)} /\\ k' = k"
        one = self.index(names)
        return self.one(
            f"s' = {self.chosen(names)} /\\ k' = {self.one('k', 'k', '0', '1')}",
            f"s' = s \\cup {{{one}}} /\\ k' = (IF {one} \\in s THEN k ELSE k + 1)",
            f"s' = s \\ {{{one}}} /\\ k' = (IF {one} \\in s THEN k - 1 ELSE k)",
            "s' = {} /\\ k' = 0",
        )

    def chosen(self, names: tuple[str, ...]) -> str:
        one = self.index(names)
        filtered = () if self.counts else (self.filtered(names), self.filtered(names), self.image(names))
        return self.one("s", "s", f"s \\cup {{{one}}}", f"s \\ {{{one}}}", "{}", *filtered)

    def filtered(self, names: tuple[str, ...]) -> str:
        whole = self.one("0..N", "0..N", "{0, 1, N}", "s")
        return f"{{q \\in {whole} : {self.test((*names, 'q'), 1)}}}"

    def image(self, names: tuple[str, ...]) -> str:
        made = self.one("N - q", "c", "q", f"IF {self.test((*names, 'q'), 0)} THEN 0 ELSE q")
        whole = self.one("s", "0..N", self.filtered(names), f"{{0, N}} \\ {{{self.index(names)}}}")
        return f"{{{made} : q \\in {whole}}}"

    def record(self, names: tuple[str, ...]) -> str:
        place, bit = self.index(names), self.bit(names)
        low = "1" if self.random.random() < SHORTER else "0"
        return self.one(
            *("h", "h", f"[h EXCEPT !.a = {bit}]", f"[h EXCEPT !.m[{place}] = {bit}, !.a = 1 - @]"),
            f"[a |-> {bit}, m |-> [q \\in {low}..N |-> {self.bit((*names, 'q'))}]]",
            "[h EXCEPT !.m = f]",
        )

    def action(self) -> str:
        names = self.random.choice([("p",), ("p",), ()])
        first = [
            self.test(names),
            f"b' = {self.one('b', '0', '1', self.bit(names), f'(IF {self.test(names, 1)} THEN 0 ELSE b)')}",
            self.count(names),
        ]
        then = replace(self, after=self.random.random() < AFTERWARDS)
        parts = [
            f"f' = {then.function(names)}",
            f"g' = {then.nested(names)}",
            f"m' = {then.sets(names)}",
            f"h' = {then.record(names)}",
            f"c' = {then.one('c', then.index(names))}",
        ]
        taken = " /\\ ".join([*first, *parts])
        return f"\\E p \\in {self.domain()} : {taken}" if names else taken


def module(seed: int) -> str:
    """Return the declarations of a module."""
    chance = random.Random(seed)  # noqa: S311 - a module is no secret
    text = _Text(chance, counts=chance.random() < COUNTING)
    actions = [text.action() for _ in range(text.random.randint(1, 3))]
    init = f"f = [q \\in 0..N |-> {text.one('0', '0', '1')}] /\\ b = {text.one('0', '1')}"
    init += f" /\\ g = [q \\in 0..N |-> [r \\in 0..N |-> {text.one('0', '0', '1')}]]"
    init += " /\\ m = [q \\in 0..N |-> {}]"
    init += text.one(*[f" /\\ s = {at} /\\ k = {of}" for at, of in FIRST])
    init += f" /\\ c = {text.one('0', 'N')}"
    init += " /\\ h = [a |-> 0, m |-> [q \\in 0..N |-> 0]]"
    lines = [
        "CONSTANT N",
        "VARIABLES f, g, m, b, s, k, c, h",
        "ASSUME N >= 1",
        "TypeOK == /\\ f \\in [0..N -> 0..1] /\\ g \\in [0..N -> [0..N -> 0..1]] /\\ b \\in 0..1",
        "          /\\ m \\in [0..N -> SUBSET (0..N)] /\\ s \\in SUBSET (0..N) /\\ k \\in 0..(N + 1)",
        "          /\\ c \\in 0..N /\\ h \\in [a : 0..1, m : [0..N -> 0..1]]",
        f"Init == {init}",
        *(f"A{number} == {action}" for number, action in enumerate(actions)),
        "Next == " + " \\/ ".join(f"A{number}" for number in range(len(actions))),
        "Counted == k = Cardinality(s)",
        *(f"{name} == {text.invariant()}" for name in INVARIANTS[1:]),
    ]
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found about a module."""

    seed: int
    kept: int = 0  # how many predicates are kept, TypeOK being one
    untrue: str = ""  # which of them is false, and of which N
    beyond: str = ""  # why the module has no counterpart for all sizes, if it has none


def looked_at(seed: int) -> Outcome:
    """Prove what can be proved of a module, and look for a state where it is false."""
    names = ("TypeOK", *INVARIANTS)
    read = system(module(seed), names)
    try:
        kept = Inductive(Problem(read, {}, {"N": "N"}, "TypeOK"), names).outcome().kept
    except UnboundedFault as fault:
        return Outcome(seed, beyond=str(fault))
    sizes = SIZES if kept else ()
    wrong = next(filter(None, (_false(Model(read, {"N": size}), kept) for size in sizes)), "")
    return Outcome(seed, len(kept), wrong)


def _false(model: Model, kept: tuple[str, ...]) -> str:
    """Return what is false in a state that can be reached, or has no value there; "" if nothing is."""
    size = f"N = {model.constants['N']}"
    try:
        seen = set(model.initial_states())
        waiting = list(seen)
        while waiting and len(seen) < MOST_STATES:
            state = waiting.pop()
            if wrong := [name for name in kept if not model.holds(name, state)]:
                return f"{wrong[0]} is false, {size}"
            new = set(model.next_states(state)) - seen
            seen |= new
            waiting += new
    except SpecError as error:
        return f"{error}, {size}"
    return ""


def main() -> int:
    """Look at the modules of some seeds, and say what is untrue."""
    parser = argparse.ArgumentParser(description="Random modules of one size: proofs for all N, interpreter.")
    parser.add_argument("--count", type=int, default=300, help="how many modules")
    parser.add_argument("--seed", type=int, default=0, help="the first one's seed")
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + options.count)
    with ProcessPoolExecutor() as pool:
        outcomes = list(pool.map(looked_at, seeds, chunksize=10))
    wrong = [outcome for outcome in outcomes if outcome.untrue]
    for outcome in wrong:
        print(f"seed {outcome.seed}: {outcome.untrue}\n{module(outcome.seed)}\n")  # noqa: T201 - a command
    beyond = sum(bool(outcome.beyond) for outcome in outcomes)
    kept = sum(outcome.kept for outcome in outcomes)
    print(f"{len(outcomes)} modules ({beyond} beyond), {kept} predicates kept, {len(wrong)} untrue")  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
