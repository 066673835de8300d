r"""The operator symbols of TLA+ and the names of its standard modules, as data.

A symbol has one canonical spelling, which is the name it is defined and applied under.
Precedence ranges and associativity are those of SANY, which differ from the printed table
(Specifying Systems, table 6) for SUBSET, UNION and DOMAIN.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Fix = Literal["prefix", "infix", "postfix", "nfix"]


@dataclass(frozen=True, slots=True)
class Symbol:
    r"""One operator symbol: its spelling, how it stands and how tightly it binds.

    `low` and `high` are the ends of SANY's precedence range; two neighbours whose ranges meet need
    parentheses, unless both are the same operator and it is `left` associative.  A `builtin` symbol
    needs no module.  `\X` is the one nfix operator: `S \X T \X U` is one product of three.
    """

    name: str
    fix: Fix
    low: int
    high: int
    left: bool
    builtin: bool

    @property
    def arity(self) -> int:
        """Return the number of arguments that a definition of the symbol takes."""
        return 2 if self.fix in ("infix", "nfix") else 1


# Canonical spelling, the grammar's name of the symbol, other spellings.
_SPELLINGS = r"""
    =>          implies
    -+->        plus_arrow
    <=>         iff         \equiv
    <=>         equiv
    ~>          leads_to
    /\          land        \land
    \/          lor         \lor
    :=          assign
    ::=         bnf_rule
    =           eq
    #           neq         /=
    <           lt
    >           gt
    <=          leq         =< \leq
    >=          geq         \geq
    \approx     approx
    |-          rs_ttile
    |=          rd_ttile
    -|          ls_ttile
    =|          ld_ttile
    \asymp      asymp
    \cong       cong
    \doteq      doteq
    \gg         gg
    \ll         ll
    \in         in
    \notin      notin
    \prec       prec
    \succ       succ
    \preceq     preceq
    \succeq     succeq
    \propto     propto
    \sim        sim
    \simeq      simeq
    \sqsubset   sqsubset
    \sqsupset   sqsupset
    \sqsubseteq sqsubseteq
    \sqsupseteq sqsupseteq
    \subset     subset
    \supset     supset
    \subseteq   subseteq
    \supseteq   supseteq
    @@          compose
    :>          map_to
    <:          map_from
    \           setminus
    \cap        cap         \intersect
    \cup        cup         \union
    ..          dots_2
    ...         dots_3
    +           plus
    ++          plusplus
    \oplus      oplus       (+)
    \ominus     ominus      (-)
    %           mod
    %%          modmod
    |           vert
    ||          vertvert
    -           minus
    --          minusminus
    &           amp
    &&          ampamp
    \odot       odot        (.)
    \oslash     oslash      (/)
    \otimes     otimes      (\X)
    *           mul
    **          mulmul
    /           slash
    //          slashslash
    \bigcirc    bigcirc
    \bullet     bullet
    \div        div
    \o          circ        \circ
    \star       star
    !!          excl
    ??          qq
    ##          hashhash
    $           dol
    $$          doldol
    \sqcap      sqcap
    \sqcup      sqcup
    \uplus      uplus
    \X          times       \times
    \wr         wr
    \cdot       cdot
    ^           pow
    ^^          powpow
    ^+          sup_plus
    ^*          asterisk
    ^#          sup_hash
    '           prime
    ~           lnot        \lnot \neg
    UNION       union
    SUBSET      powerset
    DOMAIN      domain
    -.          negative
    ENABLED     enabled
    UNCHANGED   unchanged
    []          always
    <>          eventually
"""
_ROWS = [line.split() for line in _SPELLINGS.splitlines() if line.strip()]

OF_NODE: dict[str, str] = {row[1]: row[0] for row in _ROWS}
"""The canonical spelling of the symbol that a node of the grammar stands for."""

# Canonical spelling, Unicode spelling.
_UNICODE = r"""
    => ⟹  -+-> ⇸  <=> ⟺  <=> ≡  ~> ⇝  /\ ∧  \/ ∨  := ≔  ::= ⩴  # ≠  <= ≤  >= ≥  \approx ≈  |- ⊢
    |= ⊨  -| ⊣  =| ⫤  \asymp ≍  \cong ≅  \doteq ≐  \gg ≫  \ll ≪  \in ∈  \notin ∉  \prec ≺  \succ ≻
    \preceq ⪯  \succeq ⪰  \propto ∝  \sim ∼  \simeq ≃  \sqsubset ⊏  \sqsupset ⊐  \sqsubseteq ⊑
    \sqsupseteq ⊒  \subset ⊂  \supset ⊃  \subseteq ⊆  \supseteq ⊇  \cap ∩  \cup ∪  .. ‥  ... …
    \oplus ⊕  \ominus ⊖  || ‖  \odot ⊙  \oslash ⊘  \otimes ⊗  \bigcirc ◯  \bullet ●  \div ÷  \o ∘
    \star ⋆  !! ‼  ?? ⁇  \sqcap ⊓  \sqcup ⊔  \uplus ⊎  \X ×  \wr ≀  \cdot ⋅  ^+ ⁺  ~ ¬  [] □  <> ⋄
"""  # noqa: RUF001 - TLA+ has these symbols
_CANONICAL = {
    **{spelling: row[0] for row in _ROWS for spelling in (row[0], *row[2:])},
    **dict(zip(_UNICODE.split()[1::2], _UNICODE.split()[::2], strict=True)),
}

# low-high, L for left associative, then the symbols.
_PREFIX = r"""
     4-4   L  ~
     4-15  .  ENABLED UNCHANGED [] <>
    10-13  .  SUBSET UNION DOMAIN
    12-12  .  -.
"""
_INFIX = r"""
     1-1   .  =>
     2-2   .  -+-> <=> ~>
     3-3   L  /\ \/
     5-5   .  := ::= = # < > <= >= \approx |- |= -| =| \asymp \cong \doteq \gg \ll \in \notin
     5-5   .  \prec \succ \preceq \succeq \propto \sim \simeq
     5-5   .  \sqsubset \sqsupset \sqsubseteq \sqsupseteq \subset \supset \subseteq \supseteq
     5-14  L  \cdot
     6-6   L  @@
     7-7   .  :> <:
     8-8   L  \cap \cup
     8-8   .  \
     9-9   .  .. ...
     9-13  L  ## $ $$ ?? \sqcap \sqcup \uplus
     9-13  .  !!
     9-14  .  \wr
    10-10  L  + ++ \oplus
    10-11  L  %% | ||
    10-11  .  %
    11-11  L  - -- \ominus
    13-13  L  & && \odot \otimes * ** \bigcirc \bullet \o \star
    13-13  .  \oslash / // \div
    14-14  .  ^ ^^
"""
_BUILTIN = r"""
    ~ ENABLED UNCHANGED [] <> SUBSET UNION DOMAIN => -+-> <=> ~> /\ \/ = # \in \notin \subseteq \cup \cap \ \X
    \cdot '
"""


def _table() -> dict[str, Symbol]:
    builtin = set(_BUILTIN.split())
    kinds: tuple[tuple[str, Fix], ...] = (
        (_PREFIX, "prefix"),
        (_INFIX, "infix"),
        ("10-13 L \\X", "nfix"),
        ("15-15 . ' ^+ ^* ^#", "postfix"),
    )
    table = {}
    for text, fix in kinds:
        for row in filter(None, map(str.split, text.splitlines())):
            low, high = row[0].split("-")
            for name in row[2:]:
                table[name] = Symbol(name, fix, int(low), int(high), row[1] == "L", name in builtin)
    return table


SYMBOLS: dict[str, Symbol] = _table()
"""Every operator symbol by its canonical spelling."""


def canonical(text: str) -> str:
    r"""Return the one spelling of a symbol (`\leq` is `<=`); other text is returned as it is.

    A minus is the infix one; the prefix minus is spelt `-.`.
    """
    return _CANONICAL.get(text, text)


def spellings(name: str) -> list[str]:
    """Return every way to write a symbol that has this canonical spelling."""
    if name == "-.":
        return ["-"]
    return [spelling for spelling, canon in _CANONICAL.items() if canon == name] or [name]


def all_spellings() -> list[str]:
    """Return every way to write any symbol."""
    return ["-" if spelling == "-." else spelling for spelling in _CANONICAL] + ["-."]


@dataclass(frozen=True, slots=True)
class StandardModule:
    """A standard module: what it extends, what it defines, and what of that is refused where used.

    Each operator has the arities of its arguments: 0 for a value, n for an operator of n arguments.
    """

    name: str
    extends: tuple[str, ...]
    operators: dict[str, tuple[int, ...]]
    refused: dict[str, str]


def _values(count: int, names: str) -> dict[str, tuple[int, ...]]:
    return dict.fromkeys(names.split(), (0,) * count)


STANDARD: dict[str, StandardModule] = {
    module.name: module
    for module in (
        StandardModule("Naturals", (), _values(0, "Nat") | _values(2, r"+ - * ^ < > <= >= % \div .."), {}),
        StandardModule("Integers", ("Naturals",), _values(0, "Int") | _values(1, "-."), {}),
        StandardModule("FiniteSets", (), _values(1, "IsFiniteSet Cardinality"), {}),
        StandardModule(
            "Sequences",
            (),
            _values(1, "Seq Len Head Tail")
            | _values(2, r"\o Append")
            | _values(3, "SubSeq")
            | {"SelectSeq": (0, 1)},
            {},
        ),
        StandardModule(
            "TLC",
            (),
            _values(0, "JavaTime Any")
            | _values(1, "PrintT TLCGet Permutations RandomElement ToString TLCEval")
            | _values(2, "Print Assert TLCSet :> @@")
            | {"SortSeq": (0, 2)},
            {
                "JavaTime": "the clock is not a function of the state",
                "Any": "write the set of values that is meant",
                "RandomElement": r"write `\E x \in S : ...` to allow every element",
                "TLCGet": "keep the value in a variable",
                "TLCSet": "keep the value in a variable",
            },
        ),
    )
}
"""The standard modules that this tool knows."""

REFUSED: dict[str, str] = {
    name: hint for module in STANDARD.values() for name, hint in module.refused.items()
}
"""What standard modules define and this tool does not give a meaning, with what to do instead."""

UNKNOWN_STANDARD: dict[str, str] = {
    "Reals": "only whole numbers are supported: extend Integers",
    "RealTime": "real time is not supported: count ticks in a variable",
    "Bags": "write a bag as a function from elements to numbers",
    "Randomization": "a random choice is not a specification: quantify over the whole set",
    "Json": "reading and writing files is not supported",
    "IOUtils": "reading and writing files is not supported",
    "CSV": "reading and writing files is not supported",
    "TLCExt": "TLC's own functions beyond module TLC are not supported",
    "Toolbox": "this module belongs to TLC's own runs",
    "TLAPS": "proofs are not read: remove the EXTENDS, or put the proofs into a module of their own",
}
"""Standard and community modules that exist and that this tool does not know, with what to do."""

_RESERVED = """
    ACTION ASSUME ASSUMPTION AXIOM BY CASE CHOOSE CONSTANT CONSTANTS COROLLARY DEF DEFINE DEFS
    DOMAIN ELSE ENABLED EXCEPT EXTENDS HAVE HIDE IF IN INSTANCE LAMBDA LEMMA LET LOCAL MODULE NEW
    OBVIOUS OMITTED OTHER PICK PROOF PROPOSITION PROVE QED RECURSIVE SF_ STATE SUBSET SUFFICES TAKE
    TEMPORAL THEN THEOREM UNCHANGED UNION USE VARIABLE VARIABLES WF_ WITH WITNESS
"""
RESERVED: frozenset[str] = frozenset(_RESERVED.split())
"""Words that cannot be names; the grammar takes some of them for identifiers."""
