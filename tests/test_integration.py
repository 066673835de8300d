"""What other people's servers and hooks read of this repository: GitHub's action and workflow, pre-commit."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
PETERSON = ROOT / "tests" / "specs" / "peterson"
BIN = Path(sys.executable).parent

SCHEMAS = [
    ("vendor.github-actions", ROOT / "action.yml"),
    *(("vendor.github-workflows", path) for path in sorted((ROOT / ".github" / "workflows").iterdir())),
]


def run(*command: str | Path, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder, this environment's programs first."""
    known = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", **environment}
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=folder, env=known, capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize(("schema", "path"), SCHEMAS, ids=[path.name for _, path in SCHEMAS])
def test_github_s_files_are_valid(schema: str, path: Path, tmp_path: Path) -> None:
    """By the schemas that editors use; one that has a misspelt key is refused."""
    broken = tmp_path / path.name
    broken.write_text(path.read_text().replace("runs-on:", "run-on:").replace("using:", "use:"))
    check = ("-m", "check_jsonschema", "--builtin-schema", schema)

    assert 0 == run(sys.executable, *check, path, folder=ROOT).returncode
    assert 1 == run(sys.executable, *check, broken, folder=ROOT).returncode


def settles() -> tuple[str, dict[str, str]]:
    """Return the action's last script, and its environment when every input has its default."""
    action: Any = yaml.safe_load((ROOT / "action.yml").read_text())
    step = action["runs"]["steps"][-1]
    defaults = {name: str(one["default"]) for name, one in action["inputs"].items()}
    names = {key: re.fullmatch(r"\$\{\{ inputs\.(\w+) }}", value) for key, value in step["env"].items()}
    return step["run"], {key: defaults[match[1]] for key, match in names.items() if match}


GATES = [
    ({}, "all 3 cases as expected", 0),
    ({"CASES": "*.turn-first *.contention", "BOUND": "12"}, "all 2 cases as expected", 0),
    ({"ARGUMENTS": "--timeout 0"}, "UNDECIDED: ", 3),
]


@pytest.mark.parametrize(("inputs", "line", "code"), GATES)
def test_the_action_runs_the_gate(tmp_path: Path, inputs: dict[str, str], line: str, code: int) -> None:
    """Its script is run as it stands, with GitHub's variables set: report, files, summary and exit code."""
    spec = tmp_path / "a spec"
    shutil.copytree(PETERSON, spec)
    script, defaults = settles()
    done = run(
        "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script,
        folder=tmp_path, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"),
        **{**defaults, "SPEC": "a spec", **inputs},
    )  # fmt: skip

    assert (code, True) == (done.returncode, done.stdout.startswith(line)), done.stderr
    assert {"rmapsmt.sarif", "rmapsmt.xml", "summary.md"} <= {path.name for path in tmp_path.iterdir()}
    assert (code != 0) == ("::warning file=a spec/invariants.yaml" in done.stderr)


@pytest.mark.slow
def test_pre_commit_runs_our_hooks_on_somebody_s_repository(tmp_path: Path) -> None:
    """The hooks are installed from this checkout and run, on a sound specification and on a faulty one."""
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for name in ("rmapsmt", "spec"):
        shutil.copytree(ROOT / name, ours / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, ours / name)
    shutil.copytree(PETERSON, theirs / "spec")
    for repository in (ours, theirs):
        identity = ("-c", "user.name=tests", "-c", "user.email=tests@localhost")
        run("git", "init", "--quiet", folder=repository)
        run("git", "add", ".", folder=repository)
        assert 0 == run("git", *identity, "commit", "--quiet", "-m", "all", folder=repository).returncode

    def hooks() -> subprocess.CompletedProcess[str]:
        return run(
            sys.executable, "-m", "pre_commit", "try-repo", ours, "--all-files", "--verbose",
            folder=theirs, PRE_COMMIT_HOME=str(tmp_path / "home"),
        )  # fmt: skip

    sound = hooks()
    module = theirs / "spec" / "Peterson.tla"
    module.write_text(module.read_text().replace("UNCHANGED turn", "UNCHANGED turns"))
    faulty = hooks()

    assert 0 == sound.returncode, sound.stdout + sound.stderr
    assert "all 3 cases as expected" in sound.stdout
    assert 1 == faulty.returncode
    assert "spec/Peterson.tla:" in faulty.stdout
    assert "- exit code: 2" in faulty.stdout
