"""invariants.yaml is read as it is written, and a fault in it is one message at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rmapsmt import manifest
from rmapsmt.errors import InputError, ManifestFault, UsageFault
from rmapsmt.manifest import Kind
from rmapsmt.verdict import Word

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "version: 1\nmodule: Lock\nspec: Spec\n"
GOOD = (
    HEAD
    + """\
types: TypeOK
lemmas: [OwnerHolds]
side: [NobodyWaits]
witness: Done
models:
  small: {N: 1, Mode: fair, Strict: true, Nodes: [1, 2]}
  large: {like: small, N: 2}
cases:
  - case: lock.none.fair
    model: large
    claim: Exclusion
    lemmas: [OwnerHolds, TicketsGrow]
    expect: proved
    source: 2021-06-01
    why: the owner
      holds it
  - case: lock.none.unfair
    model: {like: large, Mode: "true", Strict: False}
    claim: Reached
    kind: reachable
    expect: not reached
    bound: 12
"""
)


def load(folder: Path, text: str | bytes) -> manifest.Manifest:
    """Load a manifest with this text."""
    content = text.encode() if isinstance(text, str) else text
    (folder / manifest.FILE_NAME).write_bytes(content)
    return manifest.load(folder)


def test_a_manifest_is_read_as_it_is_written(tmp_path: Path) -> None:
    """Every key arrives, and a case has its model's constants with its own in their place."""
    found = load(tmp_path, GOOD)
    fair, unfair = found.cases

    assert "Lock" == found.module.name
    assert ("Spec", None, None) == (str(found.spec), found.init, found.next)
    assert {"N": 2, "Mode": "fair", "Strict": True, "Nodes": frozenset({1, 2})} == fair.constants
    assert {"N": 2, "Mode": "true", "Strict": False, "Nodes": frozenset({1, 2})} == unfair.constants
    assert (Kind.INVARIANT, Word.PROVED, None) == (fair.kind, fair.expect, fair.bound)
    assert (Kind.REACHABLE, Word.NOT_REACHED, 12) == (unfair.kind, unfair.expect, unfair.bound)
    assert ("2021-06-01", "the owner holds it") == (fair.source, fair.why)
    assert ("OwnerHolds", "TicketsGrow") == found.lemmas_of(fair)
    assert ("large", (14, 12)) == (fair.model, (fair.claim.span.line, fair.claim.span.column))


def test_truths_and_numbers_are_told_apart(tmp_path: Path) -> None:
    """The constant TRUE is not 1, though Python says so."""
    strict = load(tmp_path, GOOD).cases[0].constants["Strict"]

    assert bool is type(strict)


def test_operators_are_named_once(tmp_path: Path) -> None:
    """Whoever elaborates a system gets every operator that a claim needs, and none twice."""
    names = [ref.name for ref in load(tmp_path, GOOD).operators()]

    assert ["TypeOK", "Done", "OwnerHolds", "NobodyWaits", "Exclusion", "TicketsGrow", "Reached"] == names


def case(**keys: str) -> str:
    """Return a manifest with one case, some of whose keys are replaced."""
    whole = {"case": "a.b", "model": "{N: 1}", "claim": "Inv", "expect": "proved"} | keys
    body = ", ".join(f"{key}: {value}" for key, value in whole.items() if value)
    return HEAD + f"models: {{}}\ncases:\n  - {{{body}}}\n"


FAULTS = {
    "empty": (b"", "1:1", "empty"),
    "zero byte": (b"version: \0", "1:1", "binary"),
    "not UTF-8": (b"version: \xff", "1:1", "UTF-8"),
    "too large": (b"#" * 1_000_001, "1:1", "larger than 1 MB"),
    "a list": ("- 1\n", "1:1", "must be a mapping, not a list"),
    "broken YAML": ("version: [1\n", "1:12", "not YAML"),
    "tab": ("version: 1\nmodels:\n\tsmall: {}\n", "3:1", "tab"),
    "control character": ("version: \x07\n", "1:10", "control character"),
    "two documents": ("version: 1\n---\nversion: 1\n", "2:1", "second document"),
    "tag": ("version: !!python/object:os.system 1\n", "1:10", "a tag"),
    "unknown alias": ("version: *one\n", "1:10", "no anchor"),
    "cycle of aliases": ("models: &m [*m]\n", "1:9", "contains itself"),
    "deep": ("a: " + "[" * 500 + "]" * 500, "1:24", "deep"),  # libyaml has its own limit, 1000
    "unknown key": (HEAD + "lemma: []\n", "4:1", "did you mean lemmas"),
    "duplicate key": ("version: 1\nversion: 1\n", "2:1", "stands twice; first in line 1"),
    "other version": ("version: 2\nmodule: M\nspec: S\nmodels: {}\ncases: []\n", "1:10", "version must be 1"),
    "true is no version": (HEAD.replace("1", "true") + "models: {}\ncases: []\n", "1:10", "whole number"),
    "missing key": ("version: 1\n", "1:1", "lacks the key `module`"),
    "no behaviour": ("version: 1\nmodule: M\nmodels: {}\ncases: []\n", "1:1", "`spec`, or `init`"),
    "two behaviours": (HEAD + "init: Init\nmodels: {}\ncases: []\n", "4:7", "both `spec` and `init`"),
    "no cases": (HEAD + "models: {}\ncases: []\n", "5:8", "no cases"),
    "unknown like": (HEAD + "models:\n  a: {like: smal}\n  small: {}\ncases: []", "5:13", "mean small"),
    "like cycle": (HEAD + "models:\n  a: {like: b}\n  b: {like: a}\ncases: []\n", "6:13", "comes back"),
    "unknown model": (case(model="other"), "6:24", "no model `other`"),
    "case key missing": (case(claim=""), "6:5", "lacks the key `claim`"),
    "case key unknown": (case(expct="proved"), "6:60", "did you mean expect"),
    "case twice": (case() + "  - {case: a.b, model: {N: 1}, claim: I, expect: proved}\n", "7:12", "line 6"),
    "wildcard in a name": (case(case="a*"), "6:12", "wildcard"),
    "a name that is a folder's": (case(case=".."), "6:12", "begins with a dot"),
    "bad expectation": (case(expect="prooved"), "6:52", "expect one of proved, violated, holds"),
    "unknown is no expectation": (case(expect="unknown"), "6:52", "cannot be expected"),
    "expectation of the other kind": (case(kind="reachable"), "6:52", "reached, un"),
    "bad kind": (case(kind="safety"), "6:66", "invariant or reachable"),
    "formula": (case(claim='"x = 1"'), "6:39", "must name an operator"),
    "fraction": (case(model="{N: 1.5}"), "6:28", "no number that TLA+ has"),
    "date": (case(model="{N: 2021-06-01}"), "6:28", "no number that TLA+ has"),
    "octal": (case(model="{N: 010}"), "6:28", "no number that TLA+ has"),
    "yes": (case(model="{N: yes}"), "6:28", "may mean a truth or a string"),
    "nothing": (case(model="{N: }"), "6:28", "has no value"),
    "mapping": (case(model="{N: {a: 1}}"), "6:28", "not a mapping"),
    "mixed set": (case(model="{N: [1, true]}"), "6:32", "of one kind"),
    "repeated element": (case(model="{N: [1, 1]}"), "6:32", "twice"),
    "lemma twice": (case(lemmas="[A, A]"), "6:72", "names A twice"),
    "negative bound": (case(bound="-1"), "6:67", "whole number"),
    "other sizes": (case(sizes="some"), "6:67", "must be all"),
    "sizes of what is not proved": (case(expect="holds", sizes="all"), "6:66", "no proof for all sizes"),
    "no sizes": (case(sizes="all"), "6:12", "has no `sizes`"),
    "size of no size": (case().replace("models", "sizes: {N: M}\nmodels"), "4:12", "which is no size"),
    "a size that is a set": (
        case(model="{N: [1, 2]}", sizes="all").replace("models", "sizes: {N: N}\nmodels"),
        "7:24",
        "its N is no number",
    ),
    "sizes that differ": (
        case(model="{N: 1, M: 2}", sizes="all").replace("models", "sizes: {N: N, M: N}\nmodels"),
        "7:24",
        "its model has others",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "place", "words"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_one_message_at_its_place(
    tmp_path: Path, text: str | bytes, place: str, words: str
) -> None:
    """Whatever is wrong with a manifest is said once, where it is wrong."""
    with pytest.raises(ManifestFault) as caught:
        load(tmp_path, text)
    fault = caught.value

    assert fault.span is not None
    assert words in f"{fault.message}; {fault.hint}"
    assert place == f"{fault.span.line}:{fault.span.column}"


def test_aliases_cannot_make_a_short_text_long(tmp_path: Path) -> None:
    """Ten lists of ten lists, ten deep, are refused at once."""
    lines = ["a0: &a0 [1, 1]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]

    with pytest.raises(ManifestFault, match="more than 100000 values"):
        load(tmp_path, "\n".join(lines))


def test_a_case_may_say_why_it_is_not_for_all_sizes(tmp_path: Path) -> None:
    """A sentence for a reader; nothing is asked of it."""
    (found,) = load(tmp_path, case(sizes="{not: it is about one}")).cases

    assert not found.every_size
    assert found.one_size == "it is about one"


def test_cases_that_are_proved_may_share_a_proof(tmp_path: Path) -> None:
    """Another one has no part in it, whatever the row of its matrix says."""
    text = HEAD + "sizes: {N: N}\nmodels:\n  small: {N: 1}\ncases: []\nmatrices:\n"
    text += "  - {matrix: m, title: All, model: small, claim: Inv,\n"
    text += "      columns: {old: {why: a}, new: {why: b}}, rows:\n"
    text += "      {zap: {sizes: {all: both}, expect: {old: violated, new: proved}}}}\n"

    violated, proved = load(tmp_path, text).cases

    assert (True, "both") == (proved.every_size, proved.shares)
    assert (False, "") == (violated.every_size, violated.shares)


def test_a_truth_under_sizes_is_no_size(tmp_path: Path) -> None:
    """It is what a proof for all sizes has in place of the model's own."""
    text = case(model="{N: 1, Again: false}", sizes="all").replace(
        "models", "sizes: {N: N, Again: true}\nmodels"
    )
    found = load(tmp_path, text)

    assert {"N": "N"} == found.sizes
    assert {"Again": True} == found.unbounded


def test_an_alias_stands_for_its_list(tmp_path: Path) -> None:
    """A list of lemmas may be written once and named again."""
    text = case(lemmas="&l [A, B]") + "  - {case: c, model: {N: 1}, claim: I, expect: proved, lemmas: *l}\n"
    first, second = load(tmp_path, text).cases

    assert first.lemmas == second.lemmas


@pytest.mark.parametrize("what", ["missing", "folder"])
def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path, what: str) -> None:
    """No manifest, or a folder in its place, names the file."""
    if what == "folder":
        (tmp_path / manifest.FILE_NAME).mkdir()

    with pytest.raises(ManifestFault, match="cannot be read") as caught:
        manifest.load(tmp_path)
    assert caught.value.span is not None
    assert caught.value.span.source.name.endswith(manifest.FILE_NAME)


LINKS = [
    (["N", "Mode", "Strict", "Nodes"], None, "defines no operator Done"),
    (["N", "Mode", "Strict"], "Nodes", "declares no constant Nodes"),
    (["N", "Mode", "Strict", "Nodes", "K"], "K", "gives no value to K"),
]


@pytest.mark.parametrize(("constants", "operator", "words"), LINKS)
def test_names_are_compared_with_the_specification(
    tmp_path: Path, constants: list[str], operator: str | None, words: str
) -> None:
    """A name that the modules do not have is a fault in the line that holds it."""
    found = load(tmp_path, GOOD)
    known = {"Spec", *(ref.name for ref in found.operators())} - ({"Done"} if operator is None else set())

    with pytest.raises(ManifestFault, match=words):
        manifest.check_against(found, constants, known)


def test_cases_are_chosen_by_name_and_pattern(tmp_path: Path) -> None:
    """Order is the manifest's; nothing asked for is everything; a mistaken name is answered by a near one."""
    found = load(tmp_path, GOOD)

    assert found.cases == manifest.select(found, [])
    assert ["lock.none.unfair"] == [c.name for c in manifest.select(found, ["*.unfair"])]
    assert found.cases == manifest.select(found, ["*.unfair", "*fair"])
    with pytest.raises(UsageFault) as caught:
        manifest.select(found, ["lock.none.fare"])
    assert "lock.none.fair" in caught.value.hint


def test_a_folder_that_is_not_there_is_a_usage_fault(tmp_path: Path) -> None:
    """--spec names a folder."""
    with pytest.raises(InputError, match="does not exist"):
        manifest.load(tmp_path / "nowhere")


def test_our_own_manifest_fits_our_own_specification() -> None:
    """The specification that travels with the tool is found, and every name in its manifest exists."""
    from rmapsmt.manifest import link

    claims = manifest.load(manifest.bundled())

    assert {ref.name for ref in claims.operators()} == set(link.system(claims).predicates)


def test_the_hash_is_of_modules_and_manifest(tmp_path: Path) -> None:
    """Another text has another hash; a file that is no part of the specification changes nothing."""
    load(tmp_path, GOOD)
    before = manifest.source_hash(tmp_path)
    (tmp_path / "notes.txt").write_text("x")
    same = manifest.source_hash(tmp_path)
    (tmp_path / "Lock.tla").write_text("x")

    assert before == same != manifest.source_hash(tmp_path)
