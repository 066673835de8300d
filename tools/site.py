"""What mkdocs does not know here: README.md is the first page, and documents link to files outside docs/."""

# ruff: noqa: INP001 - the folder of a script is no package

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
HOME = "index.md"
REPOSITORY = "repository"  # the folder of the site for files that are no documents
_LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<path>[^):#]+)(?P<place>#[^)]*)?\)")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the pages in order: the traces' tables, then every document; a trace is reached from its table."""
    docs = Path(config.docs_dir)
    tables = [f"traces/{name}.md" for name in ("index", "proofs", "matrix", "claims")]
    config.nav = [
        {"Home": HOME},
        {"Traces": [name for name in tables if (docs / name).exists()]},
        {"Documents": sorted(path.name for path in docs.glob("*.md"))},
    ]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add README.md, and each file of the repository that a document links to."""
    home = ROOT / "README.md"
    text = home.read_text(encoding="utf-8")
    files.append(File.generated(config, HOME, content=_LINK.sub(lambda link: _within(link, ""), text)))
    sources = [(home.name, text), *((f"docs/{f.src_uri}", f.content_string) for f in _pages(files))]
    added: set[str] = set()
    while sources:
        name, content = sources.pop()
        for target in sorted(set(_outside(name, content)) - {home.name} - added):
            if (path := ROOT / target).is_file():
                added.add(target)
                files.append(File.generated(config, f"{REPOSITORY}/{target}", abs_src_path=str(path)))
                if path.suffix == ".md":  # a page too, with links of its own
                    sources.append((target, path.read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Lead links out of docs/ to where the file is on the site; a folder is not on it."""
    del config, files
    if page.file.src_uri == HOME:
        return markdown
    uri = page.file.src_uri
    outside = uri.startswith(f"{REPOSITORY}/")
    folder = posixpath.dirname(uri.removeprefix(f"{REPOSITORY}/") if outside else f"docs/{uri}")
    return _LINK.sub(lambda link: _within(link, folder, posixpath.dirname(uri)), markdown)


def _pages(files: Files) -> Iterator[File]:
    return (file for file in files.documentation_pages() if file.src_uri != HOME)


def _outside(name: str, content: str) -> Iterator[str]:
    """Yield the files outside docs/ that a document links to, from the root of the repository."""
    for link in _LINK.finditer(content):
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), link["path"]))
        if not target.startswith("docs/"):
            yield target


def _within(link: re.Match[str], folder: str, here: str = "") -> str:
    """Return a link of a document in this folder as it leads within the site; to a folder there is none.

    `here` is the document's folder on the site.
    """
    target = posixpath.normpath(posixpath.join(folder, link["path"]))
    if (ROOT / target).is_dir():
        return link["text"]
    if target.startswith("docs/"):
        target = target.removeprefix("docs/")
    else:
        target = HOME if target == "README.md" else f"{REPOSITORY}/{target}"
    return f"[{link['text']}]({posixpath.relpath(target, here or '.')}{link['place'] or ''})"
