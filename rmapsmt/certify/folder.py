"""A folder of certificates: one JSON file, described by docs/schema/certificate.schema.json, and formulas."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from typing import TYPE_CHECKING, Any

from rmapsmt import manifest
from rmapsmt.errors import CertificateFault, UsageFault

if TYPE_CHECKING:
    from pathlib import Path

    Json = dict[str, Any]

FILE_NAME = "certificates.json"
SCHEMA = "rmapsmt-certificates/1"


def sha256(data: bytes) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def packed(text: str) -> bytes:
    """Return a text compressed, without a date or a name."""
    return gzip.compress(text.encode(), mtime=0)


def unpacked(folder: Path, name: str, wanted: str) -> str:
    """Return the text of a file of the folder, which has to have this SHA-256."""
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise CertificateFault(f"{name} is not in the folder")
    try:
        data = gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise CertificateFault(f"{name} cannot be read: {error}") from None
    if sha256(data) != wanted:
        raise CertificateFault(f"{name} has another SHA-256 than the certificate says")
    return data.decode("ascii", errors="replace")


def sources(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every module and of the manifest of a specification's folder."""
    paths = [*sorted(folder.glob("*.tla")), folder / manifest.FILE_NAME]
    return {path.name: sha256(path.read_bytes()) for path in paths if path.is_file()}


def written(content: Json) -> str:
    """Return the text of the JSON file."""
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def read(folder: Path) -> Json:
    """Return the JSON file of a folder."""
    path = folder / FILE_NAME
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        hint = "`rmapsmt prove --certificates DIR` writes such a folder"
        raise UsageFault(f"{path} cannot be read: {error.strerror}", hint=hint) from None
    except ValueError as error:
        raise CertificateFault(f"{path} is not JSON: {error}") from None
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise CertificateFault(f"{path} is not of the schema {SCHEMA}")
    return content
