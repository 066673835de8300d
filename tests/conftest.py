"""What holds for every test."""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import TYPE_CHECKING

from rmapsmt.report import terminal

if TYPE_CHECKING:
    import pytest

# What a test reads on standard error is what it has asked for, however busy the machine is.
terminal._PATIENCE = 3600.0  # noqa: SLF001 - it is no setting of the tool's

# A verdict that an earlier run has found would hide what a test has broken.  In the processes that tests
# start too: hence here, and in the environment.
os.environ["RMAPSMT_CACHE"] = ""

# The verdicts on spec/ as it is are found once for all tests that begin with them, in whatever process those
# run; .ci/run has found them already, shortly before.
VERDICTS = "RMAPSMT_VERDICTS"
_OWN = "" if VERDICTS in os.environ else tempfile.mkdtemp(prefix="rmapsmt-verdicts-")
os.environ.setdefault(VERDICTS, _OWN)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let several processes begin with what takes long, so that none has it left when the others are done."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind; the workers of a run on several processors have the folder from elsewhere."""
    del config
    if _OWN:
        shutil.rmtree(_OWN, ignore_errors=True)
