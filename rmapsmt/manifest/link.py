"""A manifest or a configuration together with the modules that it speaks of.

Names are compared before anything else is done, so that a mistaken one is a fault in the line that
holds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rmapsmt.elaborate import Behaviour, elaborate, operators
from rmapsmt.errors import ClaimFault, ConfigFault, ManifestFault, NameFault
from rmapsmt.manifest import config as tlc
from rmapsmt.manifest.manifest import check_constants, check_operators
from rmapsmt.manifest.text import Ref, near
from rmapsmt.tla import scope, syntax
from rmapsmt.tla.load import load

if TYPE_CHECKING:
    from pathlib import Path

    from rmapsmt.ir import TransitionSystem
    from rmapsmt.manifest.manifest import Manifest
    from rmapsmt.tla.syntax import Program


def read(module: Path) -> Program:
    """Return a module with all that it reaches, its names checked."""
    program = load(module)
    scope.check(program)
    return program


def system(manifest: Manifest) -> TransitionSystem:
    """Return the system of a manifest's root module, with every operator that the manifest names."""
    if not manifest.module_path.exists():
        known = [path.stem for path in manifest.folder.glob("*.tla")]
        message = f"there is no {manifest.module}.tla beside the manifest"
        raise ManifestFault(message, manifest.module.span, near(manifest.module.name, known))
    program = read(manifest.module_path)
    check_operators(manifest, operators(program))
    behaviour = Behaviour(_name(manifest.spec), _name(manifest.init), _name(manifest.next))
    asked = {ref.name: ref for ref in manifest.operators()}
    try:
        found = elaborate(program, behaviour, asked)
    except ClaimFault as fault:
        raise ManifestFault(f"{fault.message} ({fault.span})", asked[fault.name].span, fault.hint) from None
    check_constants(manifest, [constant.name for constant in found.constants])
    return found


def configured(module: Path, config: tlc.Config) -> TransitionSystem:
    """Return the system of a module under a TLC configuration, its invariants and constraints."""
    program = read(module)
    defined = _defined(program)
    tlc.check_operators(config, [name for name, arity in defined.items() if arity == 0], defined)
    for old, new in config.overrides.items():
        if old in defined and new in defined and defined[old] != defined[new]:
            message = f"{new} takes {_arguments(defined[new])} and {old} {_arguments(defined[old])}"
            raise ConfigFault(message, config.targets[old])
    behaviour = Behaviour(_name(config.specification), _name(config.init), _name(config.next))
    asked = {ref.name: ref for ref in (*config.invariants, *config.constraints)}
    try:
        found = elaborate(program, behaviour, asked, overrides=config.overrides, assigned=config.constants)
    except ClaimFault as fault:
        raise ConfigFault(f"{fault.message} ({fault.span})", asked[fault.name].span, fault.hint) from None
    tlc.check_constants(config, found.constants)
    return found


def model(
    module: Path, config: Path | None, *, ignore_unsupported: bool = False
) -> tuple[TransitionSystem, tlc.Config]:
    """Return a module's system and its model, from the .cfg beside it unless another one is named."""
    beside = module.with_suffix(".cfg")
    if config is None and not beside.exists():
        found = default_config(module)
    else:
        found = tlc.load(config or beside, ignore_unsupported=ignore_unsupported)
    return configured(module, found), found


def default_config(module: Path) -> tlc.Config:
    """Return a configuration for a module that has none: its Spec, or its Init and Next, and no invariant."""
    program = read(module)
    known = operators(program)
    at = program.root.span
    names = ["Spec"] if "Spec" in known else ["Init", "Next"]
    for name in names:
        if name not in known:
            hint = near(name, known) or "a .cfg beside it, or --config, says what they are called"
            raise NameFault(f"{program.root.name} defines neither Spec nor {name}", at, hint)
    refs: dict[str, Ref] = {name: Ref(name, at) for name in names}
    return tlc.Config(
        constants={},
        overrides={},
        specification=refs.get("Spec"),
        init=refs.get("Init"),
        next=refs.get("Next"),
        invariants=(),
        constraints=(),
        span=at,
    )


def _name(ref: Ref | None) -> str | None:
    return ref.name if ref else None


def _defined(program: Program) -> dict[str, int]:
    """Return how many parameters everything has that a module defines or declares as a constant."""
    found: dict[str, int] = {}
    for module in program.modules.values():
        for unit in module.units:
            match unit:
                case syntax.Definition(name=name, params=params):
                    found[name] = len(params)
                case syntax.FunctionDefinition(name=name):
                    found[name] = 0
                case syntax.Constants(params=params):
                    found |= {param.name: param.arity for param in params}
    return found


def _arguments(number: int) -> str:
    return "no arguments" if number == 0 else f"{number} argument{'s' * (number > 1)}"
