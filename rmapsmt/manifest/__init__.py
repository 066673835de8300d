"""What is to be settled: invariants.yaml, and TLC's .cfg for other people's models.

load(folder) -> Manifest        the cases of a specification folder
check_against(manifest, ...)    its names against the specification's
config.load(path) -> Config     a TLC configuration
bundled() -> Path               the specification that travels with the tool
"""

from __future__ import annotations

from rmapsmt.manifest.case import Case, Kind, Tier
from rmapsmt.manifest.manifest import (
    FILE_NAME,
    Manifest,
    bundled,
    check_against,
    check_constants,
    check_operators,
    load,
    select,
    source_hash,
)
from rmapsmt.manifest.matrix import Matrix
from rmapsmt.manifest.opposite import opposite
from rmapsmt.manifest.statement import Statement
from rmapsmt.manifest.text import Ref

__all__ = [
    "FILE_NAME", "Case", "Kind", "Manifest", "Matrix", "Ref", "Statement", "Tier",
    "bundled", "check_against", "check_constants", "check_operators", "load", "opposite",
    "select", "source_hash",
]  # fmt: skip
