#!/usr/bin/env python3
"""The least that any such tool costs: a typer program that imports z3 and checks one formula."""

import typer  # noqa: TID251 - it stands for any program of this kind
import z3  # noqa: TID251 - and so does this


def main() -> None:
    """Say that no number is both above and below zero."""
    number = z3.Int("number")
    solver = z3.Solver()
    solver.add(number > 0, number < 0)
    typer.echo(solver.check())


if __name__ == "__main__":
    typer.run(main)
