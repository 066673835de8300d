"""A case as VMT-LIB: a transition system and one invariant of it, for model checkers that read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt.encode.relation import Path, Relation
from rmapsmt.encode.smtlib import Text
from rmapsmt.encode.system import encode
from rmapsmt.manifest import Kind

if TYPE_CHECKING:
    from rmapsmt.ir import TransitionSystem
    from rmapsmt.manifest import Case, Manifest

OUTSIDE = "outside"  # the state is outside the ranges that TypeOK gives, and cells cannot hold it


def export_vmt(manifest: Manifest, system: TransitionSystem, case: Case) -> str:
    """Return the text: what may be violated is the claim, or for a reachable one its negation.

    A state variable is a cell of the state, `pc[1]="done"`; that nothing happens is a step too.  Raises
    TooLarge where the state has no finite form.
    """
    types = manifest.types.name if manifest.types else None
    asked = {case.claim.name, types}
    encoding = encode(
        system, [case.constants], types, predicates=[name for name in system.predicates if name in asked]
    )
    relation = Relation(encoding)
    path, c, names = Path(relation), encoding.circuit, encoding.circuit.names
    outside, outside_then = c.input(OUTSIDE), c.input(f"{OUTSIDE}'")
    then = [c.input(f"{names[cell]}'") for cell in encoding.cells]
    starts = [path.start, c.iff(outside, path.outside[0])]
    starts += [c.iff(cell, is_) for cell, is_ in zip(encoding.cells, path.states[0], strict=True)]
    steps = [
        c.either(-relation.some, relation.one),
        relation.guards,
        relation.onward,
        c.implies(outside, -relation.some),
        c.iff(outside_then, c.either(outside, relation.leaves)),
        *(c.iff(new, gives) for new, gives in zip(then, relation.next, strict=True)),
    ]
    said = encoding.predicates[case.claim.name]
    if case.kind is Kind.REACHABLE:
        invariant = c.either(outside, -said)
    else:
        invariant = relation.said(case.claim.name, said, outside)
    chosen = sorted(c.inputs([path.start, *path.states[0], path.outside[0]]))  # by Init, and never again
    changed = [c.input(f"{names[x]}'") for x in chosen]
    variables = [
        *zip(encoding.cells, then, strict=True),
        (outside, outside_then),
        *zip(chosen, changed, strict=True),
    ]

    text = Text(c, [*starts, *steps, invariant, *(x for pair in variables for x in pair)])
    lines = [
        f"; {case.name}: {case.claim} of {system.name}, expected to be {case.expect}",
        *text.declarations(),
        "",
        "; ---- the state, and what it is called after a step",
        *(
            f"(define-fun sv{number} () Bool (! {text.of(now)} :next {text.of(new)}))"
            for number, (now, new) in enumerate(variables)
        ),
    ]
    for title, name, literal, mark in (
        ("program: Init", "init", c.all(starts), ":init true"),
        ("program and frame: one step, or none", "trans", c.all(steps), ":trans true"),
        ("claim", "claim", invariant, ":invar-property 0"),
    ):
        lines += ["", f"; ---- {title}", *text.needed(literal)]
        lines.append(f"(define-fun {name} () Bool (! {text.of(literal)} {mark}))")
    return "\n".join([*lines, ""])
