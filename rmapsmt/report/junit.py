"""Results as JUnit XML, which most CI servers show: one test case for each case of the manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from rmapsmt.report import ladder, unmet, words
from rmapsmt.report.unmet import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rmapsmt.report.unmet import Tell
    from rmapsmt.report.words import About
    from rmapsmt.verdict import Result


def render(results: Sequence[Result], about: About, seconds: float, tell: Tell) -> str:
    """Return the document.  An unmet expectation is a failure, an undecided one an error."""
    missed = [list(unmet.of(result)) for result in results]
    errors = sum(result.undecided for result in results)
    counts = {
        "tests": str(len(results)),
        "failures": str(sum(not result.ok for result in results) - errors),
        "errors": str(errors),
        "skipped": "0",
        "time": f"{seconds:.3f}",
    }
    root = ET.Element("testsuites", {"name": "rmapsmt", **counts})
    suite = ET.SubElement(root, "testsuite", {"name": about.spec, **counts})
    properties = ET.SubElement(suite, "properties")
    for name, value in about.properties().items():
        ET.SubElement(properties, "property", {"name": name, "value": value})
    for result, faults in zip(results, missed, strict=True):
        _case(suite, result, faults, tell)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _case(suite: ET.Element, result: Result, faults: Sequence[unmet.Unmet], tell: Tell) -> None:
    group, _, name = result.case.rpartition(".")
    one = ET.SubElement(
        suite,
        "testcase",
        {"classname": group or result.case, "name": name, "time": f"{result.seconds:.3f}"},
    )
    if faults:
        # One element, which is what readers of this format look for; the rest is in its text.
        kind = "error" if result.undecided else "failure"
        first = next((f for f in faults if f.reason is not Reason.UNDECIDED), faults[0])
        said = ET.SubElement(one, kind, {"type": first.reason, "message": _clean(first.message)})
        said.text = _clean("\n\n".join(_told(fault, tell) for fault in faults))
    how = f"{words.headline(result.verdict)}, {words.how(result.verdict)}"
    ET.SubElement(one, "system-out").text = _clean(f"{result.claim}: {how}")


def _told(fault: unmet.Unmet, tell: Tell) -> str:
    shown = fault.behaviour(tell)
    return fault.message + (f"\n\n{ladder.ladder(*shown)}" if shown else "")


def _clean(text: str) -> str:
    """Return the text without what XML cannot hold at all."""
    return "".join(c if c.isprintable() or c in "\n\t" else f"\\x{ord(c):02x}" for c in text)
