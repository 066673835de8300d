"""Results as SARIF 2.1.0: one result for each unmet expectation, its behaviour as a flow for each process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from rmapsmt import ir
from rmapsmt.account import heading
from rmapsmt.report import ladder, unmet, words
from rmapsmt.report.place import relative
from rmapsmt.report.unmet import MEANING, Reason
from rmapsmt.source import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from rmapsmt.account import Account, Event
    from rmapsmt.manifest import Case
    from rmapsmt.report.unmet import Tell
    from rmapsmt.report.words import About
    from rmapsmt.source import Span
    from rmapsmt.verdict import Result

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
RULES = list(Reason)

Json = dict[str, Any]


def document(
    results: Sequence[Result],
    about: About,
    cases: Mapping[str, Case],
    root: Path,
    tell: Tell,
) -> Json:
    """Return the log of one run; files below `root` are named by their path from there."""
    code = words.exit_code(results)
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "rmapsmt",
                        "version": about.versions()["rmapsmt"],
                        "rules": [_rule(reason) for reason in RULES],
                    }
                },
                "automationDetails": {"id": "rmapsmt/"},
                "invocations": [
                    {"executionSuccessful": code in {words.MET, words.NOT_MET}, "exitCode": code}
                ],
                "columnKind": "unicodeCodePoints",
                "properties": about.properties(),
                "results": [
                    _result(fault, cases[fault.result.case], root, tell) for fault in unmet.all_of(results)
                ],
            }
        ],
    }


def _id(reason: Reason) -> str:
    return reason.replace(" ", "-")


def _rule(reason: Reason) -> Json:
    level = "warning" if reason is Reason.UNDECIDED else "error"
    return {
        "id": _id(reason),
        "name": reason.title().replace(" ", ""),
        "shortDescription": {"text": reason.capitalize()},
        "fullDescription": {"text": MEANING[reason]},
        "defaultConfiguration": {"level": level},
    }


def _result(fault: unmet.Unmet, case: Case, root: Path, tell: Tell) -> Json:
    found: Json = {
        "ruleId": _id(fault.reason),
        "ruleIndex": RULES.index(fault.reason),
        "level": "warning" if fault.reason is Reason.UNDECIDED else "error",
        "message": {"text": fault.message},
        "locations": [_place(case.span, root) | {"logicalLocations": [{"name": case.name, "kind": "case"}]}],
        # The same complaint, whatever lines the manifest has moved to.
        "partialFingerprints": {"expectation/v1": f"{case.name}/{fault.claim}/{_id(fault.reason)}"},
    }
    if shown := fault.behaviour(tell):
        found["codeFlows"] = [_flow(*shown, root)]
    return found


def _flow(account: Account, ending: str, root: Path) -> Json:
    """Return the behaviour: a thread flow for each process, `executionOrder` the number of the step."""
    message = {"message": {"text": ending}} if ending else {}
    flows = []
    for actor in [*account.actors, None]:
        steps = [_step(event, account, root) for event in account.events if event.actor == actor]
        if steps:
            name = heading(actor) if actor is not None else "all"
            flows.append({"id": name, "message": {"text": name}, "locations": steps})
    if not flows:  # the initial state is at fault
        start = {"location": {"message": {"text": "initial state"}}, **_state(account, 0)}
        flows = [{"id": "initial state", "locations": [start]}]
    return {**message, "threadFlows": flows}


def _step(event: Event, account: Account, root: Path) -> Json:
    text = "; ".join([event.statement.text, *ladder.details(event, account)])
    logical = [{"fullyQualifiedName": event.action, "kind": "function"}]
    if event.statement.file:
        name = f"{event.statement.file}::{event.statement.function}"
        logical.insert(0, {"name": event.statement.function, "fullyQualifiedName": name, "kind": "function"})
    location = {
        **_place(event.step.span, root),
        "message": {"text": text},
        "logicalLocations": logical,
    }
    return {"executionOrder": event.number, "location": location, **_state(account, event.number)}


def _state(account: Account, number: int) -> Json:
    values = zip(account.trace.variables, account.trace.steps[number].state, strict=True)
    return {"state": {name: {"text": ir.show(value)} for name, value in values}}


def _place(span: Span, root: Path) -> Json:
    if span.source is NOWHERE.source:
        return {}
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(relative(span, root))},
            "region": {
                "startLine": span.line,
                "startColumn": span.column,
                "endColumn": span.column + span.length,
            },
        }
    }


def _uri(path: str) -> str:
    return path if path.startswith("file:") else quote(path)
