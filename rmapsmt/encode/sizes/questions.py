"""The obligations of a proof for all sizes, each a whole script in SMT-LIB 2 that has to be unsatisfiable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rmapsmt.encode.sizes.induct import Inductive, negated
from rmapsmt.encode.sizes.solver import asserted, declared
from rmapsmt.encode.sizes.term import conj, disj, neg, text
from rmapsmt.encode.sizes.value import UnboundedFault

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from rmapsmt.encode.sizes.problem import Problem
    from rmapsmt.encode.sizes.term import Truth


@dataclass(frozen=True, slots=True)
class Question:
    """One script."""

    name: str
    text: str


def questions(
    problem: Problem, offered: Sequence[str], predicates: Collection[str], kept: Collection[int]
) -> list[Question]:
    """Return what has to be shown for some predicates of those that are offered.

    `kept` are the numbers of the conjuncts that are inductive together.
    """
    return list(_questions(Inductive(problem, offered), predicates, kept))


def _questions(search: Inductive, predicates: Collection[str], kept: Collection[int]) -> Iterator[Question]:
    """Yield what has to be shown for these predicates, of whose conjuncts these are inductive together.

    Init is asked about the conjuncts of each definition, and a step about all that are kept.
    """
    head, parts = search.prelude, search.parts
    groups: dict[str, list[int]] = {}
    for number in sorted(kept):
        groups.setdefault(parts[number].name, []).append(number)
    for name, numbers in groups.items():
        wrong = disj(*(neg(search.said[number]) for number in numbers))
        if wrong is not False:
            initial = (("program: Init", asserted([search.init])), _claim(f"{name} is false", wrong))
            yield _question(f"all-sizes-initial-{name}", f"Init implies {name}.", head, initial)

    if (wrong := disj(*search.problem.unfit())) is not False:
        says = "Init gives every variable a value that has a place in a state."
        yield _question("all-sizes-initial-form", says, head, (_claim("it gives one another", wrong),))

    known = "what is known of the state", asserted([search.said[number] for number in sorted(kept)])
    wrongs: list[Truth] = []
    for number, part in enumerate(parts):
        if part.predicate in predicates:
            wrongs += [*search.errors[number], *([] if number in kept else [neg(search.said[number])])]
    if (wrong := disj(*wrongs)) is not False:
        says = "Every conjunct has a value, and those that are not kept follow from those that are."
        yield _question("all-sizes-state", says, head, (known, _claim("one does not", wrong)))

    for number, way in enumerate(search.problem.ways):
        says = f"A step of {way.name} keeps what is known."
        try:
            goals = [goal for part in sorted(kept) for goal in search.to_keep(part, number)]
            wrong = disj(*map(negated, goals), *(conj(error) for error in way.errors))
        except UnboundedFault:  # of a step that is never taken nothing more is asked
            goals, wrong, says = [], True, f"No step of {way.name} is taken in this way."
        if wrong is not False:
            step = (
                known,
                ("what the claim speaks of", declared([name for goal in goals for name in goal.free])),
                ("program: the step", declared(way.free) + asserted(way.conditions)),
                _claim("what the step makes of the state is wrong, where it is not as it was", wrong),
            )
            yield _question(f"all-sizes-step-{way.name}-{number}", says, head, step)


def _claim(says: str, wrong: Truth) -> tuple[str, str]:
    return f"claim: its negation: {says}", f"(assert {text(wrong)})\n"


def _question(name: str, says: str, prelude: str, parts: Sequence[tuple[str, str]]) -> Question:
    lines = [
        f"; {says}",
        "; Expected: unsat.  What is asserted is its negation.",
        "(set-info :smt-lib-version 2.6)",
        "(set-info :status unsat)",
        "(set-logic ALL)",
        "",
        "; ---- sizes, variables, and what holds of sets of any size",
        prelude,
    ]
    for title, commands in parts:
        if commands:
            lines += ["", f"; ---- {title}", commands.rstrip("\n")]
    return Question(name, "\n".join([*lines, "", "(check-sat)", "(exit)", ""]))
