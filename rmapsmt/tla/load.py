"""A root module and everything that it reaches, read from beside it."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rmapsmt.errors import NameFault, SyntaxFault, Unsupported, UsageFault
from rmapsmt.source import Source, Span
from rmapsmt.tla import syntax
from rmapsmt.tla.parse import parse
from rmapsmt.tla.symbols import STANDARD, UNKNOWN_STANDARD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LARGEST = 1_000_000


def load(path: Path | str, library: Sequence[Path] = ()) -> syntax.Program:
    """Return the module in a file with all that it extends and instantiates.

    Other modules are looked for beside the file, then in the folders of `library`.
    """
    path = Path(path)
    loader = _Loader((path.parent, *map(Path, library)))
    root = loader.read(path, None)
    return syntax.Program(root, loader.modules)


class _Loader:
    """Reads modules, each once, and those that they name before anything is made of them."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self.folders = folders
        self.modules: dict[str, syntax.Module] = {}
        self.open: list[str] = []

    def read(self, path: Path, at: Span | None) -> syntax.Module:
        """Read a file and then the modules it names; `at` is the name that asked for it."""
        module = parse(_read(path, at))
        if module.name != path.stem:
            raise NameFault(
                f"the module is named {module.name} and its file {path.name}",
                module.span,
                f"TLC wants them the same: rename the file to {module.name}.tla",
            )
        self.modules[module.name] = module
        self.open.append(module.name)
        self._follow(module, frozenset())
        self.open.pop()
        return module

    def _follow(self, module: syntax.Module, outer: frozenset[str]) -> None:
        """Read what a module names, except the inner modules that it can see."""
        for name, span in module.extends:
            if name not in outer:
                self._need(name, span)
        inner = outer | self._inner(module)
        for unit in module.units:
            if isinstance(unit, syntax.Module):
                self._follow(unit, inner)
        for instance in _instances(module):
            if instance.module not in inner:
                self._need(instance.module, instance.module_span)

    def _inner(self, module: syntax.Module) -> frozenset[str]:
        """Return the names of a module's own inner modules and of those that it extends."""
        names = {unit.name for unit in module.units if isinstance(unit, syntax.Module)}
        for name, _ in module.extends:
            if name in self.modules:
                names |= self._inner(self.modules[name])
        return frozenset(names)

    def _need(self, name: str, span: Span) -> None:
        if name in STANDARD:
            return
        if name in self.open:
            chain = " -> ".join([*self.open[self.open.index(name) :], name])
            raise NameFault(f"module {name} reaches itself: {chain}", span)
        if name in self.modules:
            return
        for folder in self.folders:
            if (path := folder / f"{name}.tla").is_file():
                self.read(path, span)
                return
        if name in UNKNOWN_STANDARD:
            raise Unsupported(f"the standard module {name} is not supported", span, UNKNOWN_STANDARD[name])
        hint = f"looked for {name}.tla in {' and '.join(map(str, self.folders))}"
        raise NameFault(f"there is no module {name}", span, hint)


def _instances(module: syntax.Module) -> Iterator[syntax.Instance]:
    """Yield the INSTANCEs of a module, those in LET included, without its inner modules."""
    units = [unit for unit in module.units if not isinstance(unit, syntax.Module)]
    found = 0
    for unit in units:
        if isinstance(unit, syntax.Instance | syntax.InstanceDefinition):
            found += 1
            yield unit if isinstance(unit, syntax.Instance) else unit.instance
    if module.span.source.text.count("INSTANCE") > found:
        for unit in units:
            if not isinstance(unit, syntax.Instance | syntax.InstanceDefinition):
                yield from _inside(unit)


def _inside(node: object) -> Iterator[syntax.Instance]:
    """Yield the INSTANCEs anywhere inside a piece of syntax."""
    match node:
        case syntax.Instance():
            yield node
        case tuple():
            for each in node:
                yield from _inside(each)
        case Span() | Source():
            pass
        case _ if is_dataclass(node):
            for each in fields(node):
                yield from _inside(getattr(node, each.name))


def _read(path: Path, at: Span | None) -> Source:
    name = str(path)
    try:
        if path.is_dir():
            raise UsageFault(f"{name} is a folder, not a module", at)
        data = path.read_bytes()
    except OSError as error:
        message = f"cannot read {name}: {error.strerror or error}"
        raise (UsageFault(message) if at is None else NameFault(message, at)) from error
    if len(data) > LARGEST:
        raise UsageFault(f"{name} is larger than 1 MB", at)
    try:
        source = Source(name, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        source = Source(name, data.decode(errors="replace"))
        raise SyntaxFault("this file is not UTF-8 text", _place(source, data[: error.start])) from error
    if "\0" in source.text:
        before, _, _ = source.text.partition("\0")
        raise SyntaxFault("this file is not text: it holds NUL characters", _place(source, before.encode()))
    if not source.text.strip():
        raise SyntaxFault("this file is empty", Span(source), "a module starts with `---- MODULE Name ----`")
    return source


def _place(source: Source, before: bytes) -> Span:
    """Return the place that follows so many bytes."""
    line = before[before.rfind(b"\n") + 1 :]
    return Span(source, before.count(b"\n") + 1, len(line.decode(errors="replace")) + 1)
