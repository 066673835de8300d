"""Specifications of a few lines, elaborated."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

import pytest

from rmapsmt import ir
from rmapsmt.elaborate import Behaviour, elaborate
from rmapsmt.source import Source
from rmapsmt.tla import scope, syntax
from rmapsmt.tla.parse import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rmapsmt.errors import InputError


BOTH = "    VARIABLES x, y\n    Init == x = 0 /\\ y = 0\n"
ONE = "    VARIABLE x\n    Init == x = 0\n"


def build(
    *texts: str,
    spec: str | None = None,
    claims: Iterable[str] = (),
    overrides: Mapping[str, str] | None = None,
    assigned: Iterable[str] = (),
) -> ir.TransitionSystem:
    """Return the system of some modules, the root first."""
    modules = [parse(Source(f"{n}.tla", text)) for n, text in enumerate(texts)]
    program = syntax.Program(modules[0], {module.name: module for module in modules})
    scope.check(program)
    behaviour = Behaviour(spec) if spec else Behaviour(None, "Init", "Next")
    return elaborate(program, behaviour, claims, overrides=overrides, assigned=assigned)


def module(body: str, name: str = "Test", extends: str = "Integers, Sequences, FiniteSets, TLC") -> str:
    """Return a module with this body."""
    return f"---- MODULE {name} ----\nEXTENDS {extends}\n{body}\n====\n"


def announced(text: str) -> tuple[int, int, list[str]]:
    r"""Return line, column and words of the fault that a `\* ^^^ words` comment announces."""
    for number, line in enumerate(text.split("\n"), start=1):
        if found := re.match(r"\\\* *(\^+) (.*)", line):
            return number - 1, found.start(1) + 1, found[2].split()
    raise AssertionError("no fault is announced")


def walk(expr: ir.Expr) -> Iterator[ir.Expr]:
    """Yield an expression and all that is in it."""
    yield expr
    yield from chain.from_iterable(map(walk, ir.children(expr)))


def judge(kind: type[InputError], text: str, **options: object) -> None:
    """Compare the fault that a module has with the one that it announces."""
    line, column, words = announced(text)
    with pytest.raises(kind) as caught:
        build(text, **options)  # type: ignore[arg-type]
    fault = caught.value
    assert fault.span is not None
    assert (line, column) == (fault.span.line, fault.span.column), fault.message
    assert [] == [word for word in words if word not in f"{fault.message} {fault.hint}"], fault.message


CELL = r"""
    CONSTANT Size
    VARIABLE value
    LOCAL Wrap(n) == n % Size
    First == value = 0
    Up == value' = Wrap(value + 1)
    Keep == UNCHANGED value
    Become(n) == value' = n
    All == First /\ [][Up]_value /\ WF_value(Up)"""
