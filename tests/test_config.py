"""A TLC configuration means what TLC takes it to mean; what is not supported is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from rmapsmt.errors import ConfigFault
from rmapsmt.ir import ModelValue, Value
from rmapsmt.manifest import config, link
from rmapsmt.source import Source

ACCEPTED = Path(__file__).parent / "fragment" / "accepted"


def parse(text: str, *, ignore: bool = False) -> config.Config:
    """Read a configuration from a text."""
    return config.parse(Source("M.cfg", text), ignore_unsupported=ignore)


A, B = ModelValue("a"), ModelValue("b")
VALUES: dict[str, Value] = {
    "3": 3,
    "-3": -3,
    "TRUE": True,
    "FALSE": False,
    '"x y"': "x y",
    r'"a\"b\\"': 'a"b\\',
    "a": A,
    "{}": frozenset(),
    "{a, b}": frozenset({A, B}),
    "{1,2}": frozenset({1, 2}),
    "{{a}, {}}": frozenset({frozenset({A}), frozenset()}),
    "{a, 1}": frozenset({A, 1}),
}


@pytest.mark.parametrize(("text", "value"), VALUES.items(), ids=VALUES.keys())
def test_values_are_those_of_tlc(text: str, value: Value) -> None:
    """Numbers, strings, truths and sets are themselves; any other word is a model value."""
    found = parse(f"CONSTANT C = {text} SPECIFICATION S").constants["C"]

    assert (type(value), value) == (type(found), found)


def test_sections_may_come_in_any_order_and_shape() -> None:
    """Keywords in singular and plural, several names a section, comments of both kinds."""
    found = parse(
        """\
(* a comment (* in a comment *) *)
INVARIANTS TypeOK Safe \\* the rest
CONSTANTS
    N = 2  Proc = {p1, p2}
    Op <- Other
INVARIANT Safe
CONSTRAINT Small CONSTRAINTS Tiny
INIT Start
NEXT Step
CHECK_DEADLOCK FALSE
"""
    )

    assert ["TypeOK", "Safe"] == [ref.name for ref in found.invariants]
    assert ["Small", "Tiny"] == [ref.name for ref in found.constraints]
    assert {"Op": "Other"} == found.overrides
    assert ("Start", "Step", None, False) == (
        str(found.init),
        str(found.next),
        found.specification,
        found.check_deadlock,
    )


def test_deadlock_is_checked_unless_it_is_switched_off() -> None:
    """TLC checks for deadlock by default."""
    model = parse("SPECIFICATION S")

    assert (True, False) == (model.check_deadlock, model.without_deadlock().check_deadlock)


FAULTS = {
    "": ("1:1", "neither SPECIFICATION nor"),
    "INIT I": ("1:1", "neither SPECIFICATION nor"),
    "SPECIFICATION S\nINIT I": ("2:1", "both SPECIFICATION and INIT"),
    "SPECIFICATION S SPECIFICATION T": ("1:17", "given twice"),
    "SPECIFICATION": ("1:14", "must name an operator"),
    "SPECIFICATION NEXT": ("1:15", "must name an operator"),
    "INVARIANT Inv(1)": ("1:11", "without arguments"),
    "CONSTANT C": ("1:11", "must follow C"),
    "CONSTANT C =": ("1:13", "a value must stand here"),
    "CONSTANT C = {1, }": ("1:18", "a value must stand here"),
    "CONSTANT C = {1 2}": ("1:17", "must stand here"),
    "CONSTANT C = {a b}": ("1:17", "must stand here"),
    "CONSTANT C = {1": ("1:14", "does not end"),
    "CONSTANT C = {1\nINIT I": ("1:14", "does not end"),
    "CONSTANT C = {1, TRUE}": ("1:18", "of one kind"),
    "CONSTANT C = " + "{" * 100: ("1:65", "deep"),
    "CONSTANT C = 1\n C = 2": ("2:2", "twice; first in line 1"),
    "CONSTANT F(1) = 2": ("1:10", "one by one"),
    "CONSTANT C <- [M]D": ("1:15", "[Module]"),
    "CONSTANT C <- 1": ("1:15", "followed by an operator"),
    "CONSTANT I!C = 1": ("1:10", "of an instance"),
    "CONSTANT 1 = 1": ("1:10", "a constant's name"),
    "(* no end": ("1:1", "does not end"),
    "INVARIENT Inv": ("1:1", "did you mean INVARIANT"),
    "CONSTANT C = 1.5": ("1:15", "no meaning"),
    'CONSTANT C = "x': ("1:14", "no meaning"),
    "CHECK_DEADLOCK yes": ("1:16", "TRUE or FALSE"),
    "CHECK_DEADLOCK TRUE CHECK_DEADLOCK TRUE": ("1:21", "twice"),
}


@pytest.mark.parametrize(("text", "where"), FAULTS.items(), ids=[text[:30] or "empty" for text in FAULTS])
def test_a_fault_is_one_message_at_its_place(text: str, where: tuple[str, str]) -> None:
    """Whatever is wrong with a configuration is said once, where it is wrong."""
    with pytest.raises(ConfigFault) as caught:
        parse(text)
    span = caught.value.span

    assert span is not None
    assert where[1] in f"{caught.value.message}; {caught.value.hint}"
    assert where[0] == f"{span.line}:{span.column}"


UNSUPPORTED = ["PROPERTY", "PROPERTIES", "SYMMETRY", "VIEW", "ACTION_CONSTRAINT", "POSTCONDITION", "ALIAS"]


@pytest.mark.parametrize("keyword", UNSUPPORTED)
def test_what_is_not_supported_is_refused_by_name_or_set_aside_and_said(keyword: str) -> None:
    """Nothing is dropped in silence."""
    text = f"SPECIFICATION S\n{keyword} P Q\nINVARIANT I"
    with pytest.raises(ConfigFault, match=f"{keyword} is not supported") as caught:
        parse(text)
    ignored = parse(text, ignore=True)

    assert "--ignore-unsupported" in caught.value.hint
    assert (f"M.cfg:2:1: ignored {keyword} P Q",) == ignored.notes
    assert ["I"] == [ref.name for ref in ignored.invariants]


def test_a_long_configuration_is_read_in_no_time() -> None:
    """Comments and sets are read once, not once for every one before."""
    elements = ", ".join(map(str, range(20_000)))
    found = parse("(* x *)\n" * 20_000 + f"CONSTANT C = {{{elements}}} SPECIFICATION S")

    assert frozenset(range(20_000)) == found.constants["C"]


@pytest.mark.parametrize("path", sorted(ACCEPTED.glob("*.cfg")), ids=lambda path: path.stem)
def test_accepted_models_fit_their_modules(path: Path) -> None:
    """Every configuration that TLC accepts is accepted here, and so are the names in it."""
    model = config.load(path)
    system = link.configured(path.with_suffix(".tla"), model)

    assert {ref.name for ref in (*model.invariants, *model.constraints)} == set(system.predicates)
