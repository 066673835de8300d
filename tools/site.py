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
    for target in sorted({target for name, content in sources for target in _outside(name, content)}):
        if (ROOT / target).is_file():
            files.append(File.generated(config, f"repository/{target}", abs_src_path=str(ROOT / target)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Lead links out of docs/ to where the file is on the site; a folder is not on it."""
    del config, files
    if page.file.src_uri == HOME:
        return markdown
    folder = posixpath.dirname(f"docs/{page.file.src_uri}")
    return _LINK.sub(lambda link: _within(link, folder), markdown)


def _pages(files: Files) -> Iterator[File]:
    return (file for file in files.documentation_pages() if file.src_uri != HOME)


def _outside(name: str, content: str) -> Iterator[str]:
    """Yield the files outside docs/ that a document links to, from the root of the repository."""
    for link in _LINK.finditer(content):
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), link["path"]))
        if not target.startswith("docs/"):
            yield target


def _within(link: re.Match[str], folder: str) -> str:
    """Return a link of a document in this folder as it leads within the site; to a folder there is none."""
    target = posixpath.normpath(posixpath.join(folder, link["path"]))
    if (ROOT / target).is_dir():
        return link["text"]
    if target.startswith("docs/"):
        target = target.removeprefix("docs/")
    else:
        target = HOME if target == "README.md" else f"repository/{target}"
    here = posixpath.relpath(folder, "docs") if folder else "."
    return f"[{link['text']}]({posixpath.relpath(target, here)}{link['place'] or ''})"
