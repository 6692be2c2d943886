"""A named party as matching sees it: its names in comparable forms, countries, identifiers, addresses, citations."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from chipgraph.matching.rules import MatchingRules
from chipgraph.names import fold, without_legal_form
from chipgraph.records import Value
from chipgraph.view import View

_HAN = re.compile(r"[\u3400-\u9fff]")
_ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th)?$")
_GLUED = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])(?!(?:st|nd|rd|th)\b)")
_PAGE = re.compile(r"\b(\d+)\s*FR\s*(\d+)")
_MOST_NAMES = 40
"""How many names of one party are compared: a party with more is found by these."""

_SMALL = frozenset({"of", "the", "and", "for"})
"""Words that initials leave out."""


@dataclass(frozen=True, slots=True)
class NameForm:
    """One name, ready to be compared.

    Attributes
    ----------
    folded, bare
        Without case and punctuation; and without the legal form.
    words
        The words of ``bare`` in one spelling each, numbers and words that only state a form left out.
    numbers
        Numbers in the name: "13th" is 13.
    joined
        ``bare`` without spaces.
    pinyin
        The Latin spelling of the Han characters, without tones and spaces; empty where the name has none.
    initials
        First letters of the words, forms left out.
    form
        The legal form that the name states, by its kind; empty where it states none.
    """

    text: str
    folded: str
    bare: str
    words: frozenset[str]
    numbers: frozenset[str]
    joined: str
    pinyin: str
    initials: frozenset[str]
    form: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """A party under its canonical id; the first of ``names`` is its caption."""

    id: str
    names: tuple[NameForm, ...]
    countries: frozenset[str] = frozenset()
    ids: frozenset[tuple[str, str]] = frozenset()
    addresses: tuple[frozenset[str], ...] = ()
    pages: frozenset[str] = frozenset()
    datasets: frozenset[str] = frozenset()

    @property
    def caption(self) -> str:
        """Its first name."""
        return self.names[0].text


def pinyin(text: str) -> str:
    """Spell Han characters in Latin letters, without tones and spaces; what is no Han character is left out.

    >>> pinyin("算能")
    'suanneng'
    """
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin("".join(_HAN.findall(text)))).replace("ü", "v")


class NameReader:
    """Puts names into comparable forms by the words of the rules; a name that comes again is read once."""

    def __init__(self, rules: MatchingRules) -> None:
        self.rules = rules
        self._known: dict[str, NameForm] = {}

    def read(self, text: str) -> NameForm:
        """Put one name into its form."""
        if text not in self._known:
            self._known[text] = self._form(text)
        return self._known[text]

    def _form(self, text: str) -> NameForm:
        folded = fold(text)
        bare = without_legal_form(folded)
        parts = self._han(_GLUED.sub(" ", bare)).split()
        numbers = frozenset(m[1].lstrip("0") or "0" for p in parts if (m := _ORDINAL.match(p)))
        plain = [self.rules.canonical_word.get(p, p) for p in parts if not _ORDINAL.match(p)]
        told = [w for w in plain if w not in self.rules.forms] or plain
        initials = {_initials(folded.split()), _initials(bare.split()), _initials(told)}
        told = _without_own_initials(told, initials)
        whole = self.rules.brands.get(bare)
        return NameForm(
            text=text,
            folded=folded,
            bare=bare,
            words=frozenset([whole] if whole else told),
            numbers=numbers,
            joined=bare.replace(" ", ""),
            pinyin=pinyin(bare) if _HAN.search(bare) else "",
            initials=frozenset(initials - {""}),
            form=self._legal_form(folded),
        )

    def _han(self, bare: str) -> str:
        """Part a run of Han characters at brands and words that are known, and write these as such."""
        if not _HAN.search(bare):
            return bare
        known = {**self.rules.han_words, **{k: v for k, v in self.rules.brands.items() if _HAN.search(k)}}
        for word in sorted(known, key=lambda w: (-len(w), w)):
            bare = bare.replace(word, f" {known[word]} ")
        return bare

    def _legal_form(self, folded: str) -> str:
        padded = f" {folded} "
        for kind, phrases in self.rules.legal_forms.items():
            if any(f" {phrase} " in padded for phrase in phrases):
                return kind
        return ""

    def party(
        self,
        id: str,
        names: Iterable[str],
        countries: Iterable[str] = (),
        ids: Iterable[tuple[str, str]] = (),
        addresses: Iterable[str] = (),
        citations: Iterable[str] = (),
        datasets: Iterable[str] = (),
    ) -> Party:
        """Put a party together; what it is told apart by may be left out."""
        return Party(
            id=id,
            names=tuple(self.read(name) for name in [n for n in names if fold(n)][:_MOST_NAMES]),
            countries=frozenset(countries),
            ids=frozenset(ids),
            addresses=tuple(frozenset(fold(a).split()) for a in addresses),
            pages=frozenset(f"{m[1]} FR {m[2]}" for c in citations for m in _PAGE.finditer(c)),
            datasets=frozenset(datasets),
        )


def _initials(words: Iterable[str]) -> str:
    return "".join(w[0] for w in words if w not in _SMALL)


def _without_own_initials(words: list[str], initials: set[str]) -> list[str]:
    """Take out an abbreviation that the name itself explains: "Nicaraguan National Police (NNP)"."""
    kept = [w for n, w in enumerate(words) if len(w) < 2 or w not in _shorter(words, n) | initials]
    return kept or words


def _shorter(words: list[str], left_out: int) -> set[str]:
    rest = [w for n, w in enumerate(words) if n != left_out]
    return {_initials(rest)}


def parties(view: View, reader: NameReader) -> dict[str, Party]:
    """List the named parties of a view by id: every agent but those that nobody names (O36)."""
    countries: defaultdict[str, set[str]] = defaultdict(set)
    citations: defaultdict[str, set[str]] = defaultdict(set)
    for record in view.records.values():
        if record.type == "Seat":
            countries[record.source].add(record.target)
        elif record.type == "Listing":
            citations[record.source].update(record.row.texts("citation"))
    found = {}
    for entity in view.entities.values():
        if not _named_party(view, entity.types):
            continue
        party = reader.party(
            entity.id,
            entity.names,
            countries[entity.id],
            [(k, v) for k in reader.rules.identifiers for v in _texts(entity.properties.get(k))],
            _texts(entity.properties.get("address")),
            citations[entity.id],
            entity.datasets,
        )
        if party.names:
            found[entity.id] = party
    return found


def _named_party(view: View, types: Iterable[str]) -> bool:
    return all(view.schema.is_a(t, "Agent") and not view.schema.is_a(t, "UnknownParty") for t in types)


def _texts(value: Value | None) -> tuple[str, ...]:
    return () if value is None else tuple(map(str, value)) if isinstance(value, tuple) else (str(value),)
