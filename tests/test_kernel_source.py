"""The specification against the kernel's text: each named statement is there, in order, under its lock."""

from __future__ import annotations

import fnmatch
import subprocess
from functools import cache
from pathlib import Path

import kernel_source
import kernel_steps
import pytest
from kernel_locks import held, places
from kernel_order import Comparison, Release
from kernel_source import Flow

from rmapsmt import manifest
from rmapsmt.manifest import link

SPEC = manifest.bundled()
SMALL = Path(__file__).parent / "kernel" / "small"
TABLE = Path(__file__).parent / "kernel" / "linux-6.1.yaml"
ARCHIVE = Path(Release.read(TABLE, Path()).table["archive"])
needs_source = pytest.mark.skipif(not ARCHIVE.exists(), reason="needs Debian's package linux-source-6.1")


@cache
def named() -> dict[str, kernel_steps.Statement]:
    """Return what every action of the specification is said to be."""
    return kernel_steps.statements(link.read(manifest.load(SPEC).module_path))


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Return the release, with those of its files unpacked that the specification names."""
    found = Release.read(TABLE, tmp_path_factory.mktemp("linux"))
    top = ARCHIVE.name.removesuffix(".tar.xz")
    files = {f"{top}/{found.place_of(statement)[0]}" for statement in named().values()}
    unpack = ["tar", "--extract", "--occurrence=1", "--strip-components=1", f"--directory={found.folder}"]
    with subprocess.Popen(["xz", "-dc", "-T0", ARCHIVE], stdout=subprocess.PIPE) as xz:
        subprocess.run([*unpack, *sorted(files)], stdin=xz.stdout, check=False)  # it may lack some
    return found


@pytest.fixture(scope="session")
def comparison(release: Release) -> Comparison:
    """Return the specification's steps, in models as the release is, beside its functions."""
    table = release.table
    steps = kernel_steps.steps(manifest.load(SPEC), table["constants"], table["sizes"], table["locks"])
    return Comparison(steps, release)


@needs_source
@pytest.mark.slow
def test_every_named_statement_exists(release: Release) -> None:
    """Each @kernel line names an identifier of a function that the release has, or the table says why not."""
    absent: set[str] = set()
    lacking: dict[str, set[str]] = {}
    for statement in named().values():
        flow = release.flow(statement)
        if flow is None:
            absent.add(statement.function)
        elif not {word.text for word in flow.words}.issuperset(release.spelt(statement)):
            lacking.setdefault(statement.function, set()).add(statement.name)

    assert set(release.table["absent"]) == absent
    assert {function: set(names) for function, names in release.table["lacks"].items()} == lacking


@needs_source
@pytest.mark.slow
def test_the_statements_are_in_the_order_of_the_steps_and_in_their_lock_sections(
    release: Release, comparison: Comparison
) -> None:
    """Every function of the release is as its steps say, but for what the table gives a reason for."""
    present = {statement.function for statement in named().values() if release.flow(statement)}
    problems = {name: {"no step": "none is taken"} for name in present - set(comparison.functions)}
    problems |= {name: comparison.problems(name) for name in comparison.functions}
    found = {f"{name}: {what}": problem for name, each in problems.items() for what, problem in each.items()}
    excused = [f"{name}: {what}" for name, each in release.table["different"].items() for what in each]
    open_ones = [key for key in found if not any(fnmatch.fnmatchcase(key, excuse) for excuse in excused)]

    assert [] == [excuse for excuse in excused if not fnmatch.filter(found, excuse)]
    assert not open_ones, "\n".join(f"{key}: {found[key]}" for key in open_ones)


@needs_source
@pytest.mark.slow
def test_nothing_has_another_name_without_need(release: Release, comparison: Comparison) -> None:
    """Without the table's other names functions and statements are not found, or are out of order."""
    known = set(named().values())
    table, folder = release.table, release.folder
    plain = Release({**table, "functions": {}}, folder)
    spelt = Comparison(comparison.steps, Release({**table, "statements": {}, "apart": {}}, folder))
    worse = {
        name for name in spelt.functions if spelt.problems(name).keys() > comparison.problems(name).keys()
    }
    missing = {
        (each.function, each.name)
        for each in known
        if (flow := release.flow(each)) and each.name not in {word.text for word in flow.words}
    }

    assert set(table["functions"]) == {
        each.function for each in known if release.flow(each) and not plain.flow(each)
    }
    assert [] == [
        f"{function}: {name}"
        for function, names in table["statements"].items()
        for name in names
        if (function, name) not in missing and function not in worse
    ]
    assert set(table["apart"]) <= worse


# The comparison itself, on a module and C of our own.


def compared(folder: Path) -> dict[str, str]:
    """Return what is wrong with the functions in a folder, as the module Small has them."""
    release = Release.read(SMALL / "release.yaml", folder)
    table = release.table
    steps = kernel_steps.steps(manifest.load(SMALL), table["constants"], table["sizes"], table["locks"])
    comparison = Comparison(steps, release)
    return {
        f"{name}: {what}": problem
        for name in comparison.functions
        for what, problem in comparison.problems(name).items()
    }


def test_c_that_does_what_the_steps_say_is_accepted() -> None:
    """Order and locks agree, over calls and in a loop; the model without the lock is not compared."""
    assert {} == compared(SMALL)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        pytest.param(
            "\t\tclear(&thing->entry);\n\t\tlower(thing);\n",
            "\t\tlower(thing);\n\t\tclear(&thing->entry);\n",
            "zap: Clear, then Lower: no way leads from clear under entry to sub under entry",
            id="two statements swapped",
        ),
        pytest.param(
            "\t\tlower(thing);\n\t}\n\tspin_unlock(l);\n",
            "\t}\n\tspin_unlock(l);\n\tlower(thing);\n",
            "zap: lower: in line 17 it is called under no lock",
            id="a decrement moved out of the lock section",
        ),
        pytest.param(
            "\t\tclear(&thing->entry);\n",
            "\t\tif (thing->quick)\n\t\t\tspin_unlock(l);\n\t\tclear(&thing->entry);\n",
            "zap: clear: in line 16 it is run under no lock",
            id="a write that is out of the lock section on one way to it",
        ),
        pytest.param(
            "\tspin_lock(l);\n",
            "",
            "zap: Lock: spin_lock is not run under no lock",
            id="a lock that is not taken",
        ),
        pytest.param(
            "\tif (!present(thing))\n\t\treturn;\n\tzap(thing);\n",
            "\tzap(thing);\n\tif (!present(thing))\n\t\treturn;\n",
            "peek: Peek, then Lock: no way leads from present under no lock to spin_lock under no lock",
            id="a look that comes too late",
        ),
        pytest.param(
            "\tsub(1, &thing->count);\n",
            "\tspin_lock(&thing->count_lock);\n\tspin_unlock(&thing->count_lock);\n",
            "lower: Lower: sub is not run under entry",
            id="a statement that is gone",
        ),
        pytest.param(
            "\t\t\tcontinue;\n\t\tclear",
            "\t\t\treturn;\n\t\tclear",
            "zap: Skip, then Unlock: no way leads from none under entry to spin_unlock under entry",
            id="a way out that keeps the lock",
        ),
    ],
)
def test_c_that_does_otherwise_is_rejected(tmp_path: Path, old: str, new: str, problem: str) -> None:
    """A difference in one place is found, and named."""
    text = (SMALL / "mm" / "small.c").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "mm").mkdir()
    (tmp_path / "mm" / "small.c").write_text(text.replace(old, new), encoding="utf-8")

    assert problem in [f"{what}: {each}" for what, each in compared(tmp_path).items()]


@pytest.mark.parametrize(
    ("body", "pairs"),
    [
        pytest.param("a(b(c), d);", "^c cb bd da a$", id="arguments before the call"),
        pytest.param("a = b(c);", "^c cb ba a$", id="the value before what it is assigned to"),
        pytest.param("if (a && b) c;", "^a ab a$ bc b$ c$", id="the right of && only after the left"),
        pytest.param("if (!(a || b)) c; else d;", "^a ab ad bc bd c$ d$", id="neither of two"),
        pytest.param("a = b ? c : d;", "^b bc bd ca da a$", id="one arm of a choice"),
        pytest.param("while (a) b; c;", "^a ab ba ac c$", id="the test before the body"),
        pytest.param("do a; while (b); c;", "^a ab ba bc c$", id="the body before the test"),
        pytest.param("do { if (a) continue; b; } while (c);", "^a ab ac bc ca c$", id="on to the test"),
        pytest.param("for (a; b; c) { if (d) break; } e;", "^a ab bd be dc de cb e$", id="out of a loop"),
        pytest.param("for (;;) a;", "^a aa", id="for ever"),
        pytest.param("\tfor_each(a, &b)\n\t\tc; d;", "^a ab bf fc fd ca d$", id="a loop by macro"),
        pytest.param("if (a) goto out; b; out: c;", "^a ab ac bc c$", id="a jump"),
        pytest.param("if (a) return b; c;", "^a ab ac b$ c$", id="a return"),
        pytest.param(
            "switch (a) { case 1: b; case 2: c; break; default: d; } e;",
            "^a ab ac ad bc ce de e$",
            id="falling through",
        ),
        pytest.param("\n#ifdef A\na;\n#else\nb;\n#endif\nc;", "^a ac c$", id="the first branch of #if"),
    ],
)
def test_a_function_is_read_in_the_order_in_which_it_runs(body: str, pairs: str) -> None:
    """Which word comes directly after which, from the beginning (^) to the end ($)."""
    flow = function(body)
    found = {
        name + after for number, name in enumerate(spelt(flow)) if name for after in following(flow, number)
    }

    assert set(pairs.split()) == found


def function(body: str) -> Flow:
    """Return a function with this body."""
    return kernel_source.functions(f"void f(void)\n{{\n{body}\n}}\n")["f"]


def spelt(flow: Flow) -> list[str]:
    """Return the words' first letters, signs for the ends, and nothing for what came out of a test."""
    words = ["" if word.assumed is not None else word.text[:1] for word in flow.words]
    words[Flow.ENTRY], words[Flow.END] = "^", "$"
    return words


def following(flow: Flow, number: int) -> set[str]:
    """Return the words that may come next after one."""
    found, todo, seen = set(), list(flow.after[number]), set()
    while todo:
        if (each := todo.pop()) not in seen:
            seen.add(each)
            if name := spelt(flow)[each]:
                found.add(name)
            else:
                todo += flow.after[each]
    return found


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("l = pmd_lock(m); here; spin_unlock(l);", {"pmd"}, id="a lock that a call returns"),
        pytest.param("l = pmd_lock(m); spin_unlock(l); here;", {""}, id="after the unlock"),
        pytest.param("p = pte_offset_map_lock(m, d, a, &l); here;", {"pte"}, id="a lock by its address"),
        pytest.param("l = pte_lockptr(m, d); here; spin_lock(l);", {""}, id="found but not taken"),
        pytest.param("l = pte_lockptr(m, d); spin_lock(l); here;", {"pte"}, id="found and taken"),
        pytest.param(
            "l = pte_lockptr(m, d); spin_lock(l); spin_unlock(l); spin_lock(l); here;",
            {"pte"},
            id="taken again",
        ),
        pytest.param(
            "l = __pmd_trans_huge_lock(p); if (!l) return; here;", {"pmd"}, id="a lock unless it is null"
        ),
        pytest.param("l = __pmd_trans_huge_lock(p); if (!l) here;", {""}, id="no lock if it is null"),
        pytest.param("if (a) l = pmd_lock(m); here;", {"", "pmd"}, id="on one way only"),
        pytest.param("if (a) l = pmd_lock(m); if (l) here;", {"pmd"}, id="not null, so taken"),
        pytest.param(
            "o = pmd_lock(m); n = pte_lockptr(m, d); if (n != o) spin_lock_nested(n, 1); here;",
            {"pmd", "pmd pte"},
            id="a second one if it is another",
        ),
        pytest.param("while (page_vma_mapped_walk(&pvmw)) here;", {"either"}, id="in the walk"),
        pytest.param("while (page_vma_mapped_walk(&pvmw)) a; here;", {""}, id="when the walk is over"),
        pytest.param(
            "while (page_vma_mapped_walk(&pvmw)) { page_vma_mapped_walk_done(&pvmw); break; } here;",
            {""},
            id="when the walk is ended",
        ),
    ],
)
def test_a_lock_is_held_from_the_call_that_takes_it_to_the_one_that_lets_go(
    body: str, expected: set[str]
) -> None:
    """The locks under which a word is run, on all ways to it, by the kernel's own calls."""
    flow = function(body)
    locks = Release.read(TABLE, SMALL).locks
    here = [each for each in places(flow, locks, [frozenset()]) if flow.words[each[0]].text == "here"]

    assert expected == {" ".join(sorted(held(place))) for place in here}
