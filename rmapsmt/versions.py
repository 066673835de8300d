"""Versions of packages, each looked up once: that takes longer than to find a verdict in the cache."""

from __future__ import annotations

from functools import cache
from importlib import metadata


@cache
def version(package: str) -> str:
    """Return a package's version without importing it."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "as unpacked"
