"""Dataclasses that are made quickly are those of the library in all that can be seen of them."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, field
from typing import TYPE_CHECKING, Any

import pytest

from rmapsmt.data import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable


class Place:
    """Fields as they are written for both makers."""

    name: str
    line: int = 1
    notes: list[str] = field(default_factory=list)
    beside: str = field(default="", compare=False, repr=False)


class Total:
    """A field that a constructor fills in itself, one that is counted, and one that comes later."""

    first: int
    second: int = 2
    counted: int = field(default=0, init=False)
    seen: set[int] = field(default_factory=set, init=False, repr=False)
    late: int = field(init=False)

    def __post_init__(self) -> None:
        """Add up."""
        object.__setattr__(self, "late", self.first + self.second)

    def __repr__(self) -> str:
        """Say something else than a dataclass does."""
        return f"<{self.late}>"


class Empty:
    """A class without fields."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One that pickle finds by its name."""

    name: str
    inner: tuple[Kept, ...] = ()


WRITTEN = (Place, Total, Empty)
OPTIONS: tuple[dict[str, bool], ...] = ({"frozen": True}, {}, {"frozen": True, "eq": False}, {"eq": False})


def both(written: type, options: dict[str, bool]) -> tuple[Any, Any]:
    """Return the class as the library makes it, and as we do."""
    own = {name: value for name, value in vars(written).items() if name not in {"__dict__", "__weakref__"}}
    copies = [type(written.__name__, (), dict(own)) for _ in range(2)]
    makers: list[Callable[..., Any]] = [dataclasses.dataclass, dataclass]
    theirs, ours = (make(**options, slots=True)(one) for make, one in zip(makers, copies, strict=True))
    return theirs, ours


CASES = [(written, options) for written in WRITTEN for options in OPTIONS]


@pytest.mark.parametrize(("written", "options"), CASES, ids=lambda part: getattr(part, "__name__", str(part)))
def test_a_class_has_the_same_fields_and_methods(written: type, options: dict[str, bool]) -> None:
    """What the library, a matcher or pickle ask a class for is the same."""
    theirs, ours = both(written, options)

    described = [
        [
            (f.name, f.type, f.default, f.default_factory, f.init, f.repr, f.compare)
            for f in dataclasses.fields(c)
        ]
        for c in (theirs, ours)
    ]
    assert described[0] == described[1]
    for told in ("__doc__", "__name__", "__module__", "__match_args__", "__slots__"):
        assert getattr(theirs, told) == getattr(ours, told)
    assert dataclasses.is_dataclass(ours)
    for method in ("__eq__", "__hash__", "__repr__", "__setattr__", "__init__", "__getstate__"):
        inherited = [getattr(c, method, None) is getattr(object, method, None) for c in (theirs, ours)]
        assert inherited[0] == inherited[1], method


CALLS: list[tuple[type, tuple[object, ...], dict[str, object]]] = [
    (Place, ("a",), {}),
    (Place, ("a", 2), {"notes": ["x"]}),
    (Place, (), {"name": "a", "beside": "b"}),
    (Place, (), {}),
    (Place, ("a",), {"nothing": 1}),
    (Total, (1,), {}),
    (Total, (1, 5), {}),
    (Total, (1, 5, 3), {}),
    (Empty, (), {}),
    (Empty, (1,), {}),
]


@pytest.mark.parametrize(("written", "arguments", "named"), CALLS, ids=str)
def test_a_constructor_takes_and_refuses_the_same(
    written: type, arguments: tuple[object, ...], named: dict[str, object]
) -> None:
    """Values, defaults and the words of a refusal are the same."""
    found: list[object] = []
    for made in both(written, {"frozen": True}):
        try:
            one = made(*arguments, **named)
        except TypeError as error:
            found.append(str(error).rpartition(".")[2])
        else:
            values = {f.name: getattr(one, f.name) for f in dataclasses.fields(one)}
            found.append((repr(one).rpartition(".")[2], values))

    assert found[0] == found[1]


def test_what_is_not_compared_has_no_say() -> None:
    """Equality and hash look at the fields that are compared, of one class alone."""
    _, ours = both(Place, {"frozen": True})
    one, other = ours("a", beside="here"), ours("a", beside="there")

    assert one == other
    assert one != ours("b")
    assert one != ("a", 1, [], "here")
    assert hash(Kept("a", (Kept("b"),))) == hash(Kept("a", (Kept("b"),)))
    assert Kept("a") != Kept("a", (Kept("b"),))


def test_each_instance_has_its_own_list() -> None:
    """A default that is made is made for each."""
    _, ours = both(Place, {})
    one, other = ours("a"), ours("a")

    one.notes.append("x")

    assert [] == other.notes


def test_a_frozen_instance_stays_as_it_is() -> None:
    """Nothing is set, deleted or added."""
    one = Kept("a")

    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'name'"):
        one.name = "b"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'name'"):
        del one.name
    with pytest.raises((AttributeError, TypeError)):
        object.__setattr__(one, "other", 1)


def test_an_instance_is_copied_replaced_and_pickled() -> None:
    """The library and pickle deal with it as with their own."""
    one = Kept("a", (Kept("b"),))

    assert one == copy.deepcopy(one) == pickle.loads(pickle.dumps(one))  # noqa: S301 - our own
    assert Kept("c", one.inner) == dataclasses.replace(one, name="c")
    assert {"name": "b", "inner": ()} == dataclasses.asdict(one.inner[0])


def test_an_instance_is_matched_by_its_fields() -> None:
    """A pattern may leave out the names."""
    match Kept("a", (Kept("b"),)):
        case Kept("a", (Kept(name),)):
            assert name == "b"
        case other:
            pytest.fail(f"{other} is not matched")


def test_constructors_of_one_form_share_no_names() -> None:
    """The code is compiled once for both, and each takes its own keywords."""

    @dataclass(frozen=True, slots=True)
    class One:
        left: int

    @dataclass(frozen=True, slots=True)
    class Other:
        right: int

    assert (One(left=1).left, Other(right=2).right) == (1, 2)
    with pytest.raises(TypeError, match="unexpected keyword argument 'right'"):
        One(right=1)  # type: ignore[call-arg]


def test_a_class_without_slots_is_made_by_the_library() -> None:
    """It may be given whatever it has no field for."""

    @dataclass
    class Open:
        name: str

    one = Open("a")
    one.other = 1  # type: ignore[attr-defined]

    assert vars(one) == {"name": "a", "other": 1}
