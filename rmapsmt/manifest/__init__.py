"""What is to be settled: invariants.yaml, and TLC's .cfg for other people's models.

load(folder) -> Manifest        the cases of a specification folder
check_against(manifest, ...)    its names against the specification's
config.load(path) -> Config     a TLC configuration
bundled() -> Path               the specification that travels with the tool
"""

from __future__ import annotations

from rmapsmt.manifest.manifest import (
    FILE_NAME,
    Case,
    Kind,
    Manifest,
    bundled,
    check_against,
    check_constants,
    check_operators,
    load,
    select,
    source_hash,
)
from rmapsmt.manifest.text import Ref

__all__ = [
    "FILE_NAME", "Case", "Kind", "Manifest", "Ref",
    "bundled", "check_against", "check_constants", "check_operators", "load", "select", "source_hash",
]  # fmt: skip
