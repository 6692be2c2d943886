"""Claims, patterns, sources and datasets as typed values, read from rows (O19 to O23).

A claim is one maker's stance on a record, a statement, a measure or a pattern of records. ``read`` builds the ``Tables``
that grades, patterns and status work on; ``known`` keeps what was published by a day (O30). Nothing here judges: what a
claim may not say is in ``claim_checks``, grades are in ``grades``, status in ``status``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from functools import cached_property
from typing import Protocol

from chipgraph.dates import FIRST, UNKNOWN, DateError, Interval, parse
from chipgraph.errors import Place, ValidationError
from chipgraph.records import Records, Row


class Stance(StrEnum):
    """What a claim does to its target (O19); the values are the notations of the vocabulary."""

    ASSERTS = "asserts"
    DENIES = "denies"
    QUALIFIES = "qualifies"
    RETRACTS = "retracts"
    SILENT = "silent"


class Strength(IntEnum):
    """How well something is established, in order (O24); ``NONE`` grades denials and searches, and denied steps (W18)."""

    NONE = 0
    ALLEGED = 1
    REPORTED = 2
    OBSERVED = 3
    ADMITTED = 4
    OFFICIAL = 5

    @property
    def word(self) -> str:
        """The notation of the vocabulary."""
        return self.name.lower()


class Standing(StrEnum):
    """Who speaks for and against, without who is right (O25)."""

    UNDISPUTED = "undisputed"
    DISPUTED = "disputed"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"


class StatusWord(StrEnum):
    """The one word made from strength and standing (O26)."""

    OFFICIAL = "official"
    ADMITTED = "admitted"
    OBSERVED = "observed"
    REPORTED = "reported"
    ALLEGED = "alleged"
    CONTESTED = "contested"
    DENIED = "denied"
    RETRACTED = "retracted"


class ClassTree(Protocol):
    """The part of the schema that is needed here: which class lies under which."""

    def is_a(self, name: str, ancestor: str, /) -> bool:
        """Whether the class is the ancestor or lies under it."""
        ...


Canonical = Callable[[str], str]
"""From an id to the id of the party or product that it means after identity (O35)."""


def unmerged(id: str) -> str:
    """Take every id for itself: the identity of a graph without judgements."""
    return id


@dataclass(frozen=True, slots=True)
class Claim:
    """One maker's stance (O19).

    ``published`` is what the claim states, else what its source states, because a claim is known when its source is out
    (O30). ``said`` is the day that counts when one maker says two things.
    """

    id: str
    dataset: str
    about: str | None
    stance: Stance
    made_by: str
    relayed_by: str | None = None
    cites: str | None = None
    method: str | None = None
    published: Interval = UNKNOWN
    stated_on: Interval = UNKNOWN
    retracts: str | None = None
    narrows: str | None = None
    ongoing: bool = False
    confidence: str | None = None
    quote: Mapping[str, str] = field(default_factory=dict)
    original_value: str | None = None

    @property
    def said(self) -> Interval:
        """When it was said: the stated day, else the day of publication (O25)."""
        return self.stated_on if self.stated_on.known else self.published


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern of records that a denial can name (O20); None in an end or product means any."""

    id: str
    dataset: str
    relation_class: str
    source: str | None = None
    target: str | None = None
    product: str | None = None
    valid_from: Interval = UNKNOWN
    valid_to: Interval = UNKNOWN
    indirect: bool = False
    both_directions: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """The document in which a claim stands (O22); copies of one story share ``origin``.

    ``publisher`` is the id of the party that bears the published name, where exactly one does; else the name as written.
    """

    id: str
    dataset: str
    publisher: str | None = None
    origin: str | None = None
    published: Interval = UNKNOWN
    url: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """What a dataset says of itself (O22, O23): if it ``asserts``, its authority asserts each of its records."""

    name: str
    id: str
    asserts: bool = False
    authority: str | None = None
    method: str | None = None
    published: Interval = UNKNOWN
    absence: str | None = None
    title: str | None = None


@dataclass(frozen=True)
class Tables:
    """Everything that status is computed from, by id (``datasets`` by name).

    Attributes
    ----------
    unnamed
        Ids of unknown parties: an unnamed maker or relay is at most *alleged* (O24).
    bodies
        Ids of public bodies: only they make official papers (O24).
    parties
        Ids of all agents: tells a publisher that is a party from one given as free text.
    """

    claims: Mapping[str, Claim]
    patterns: Mapping[str, Pattern]
    sources: Mapping[str, Source]
    datasets: Mapping[str, Dataset]
    unnamed: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()
    parties: frozenset[str] = frozenset()

    @cached_property
    def by_target(self) -> Mapping[str, tuple[Claim, ...]]:
        """Claims by what they are about, in the order of their ids; retractions are in ``by_retracted``."""
        return _group((c.about, c) for c in self.claims.values() if c.stance != Stance.RETRACTS)

    @cached_property
    def by_retracted(self) -> Mapping[str, tuple[Claim, ...]]:
        """Retractions by the claim that they name (O21), whatever they are about."""
        return _group((c.retracts, c) for c in self.claims.values() if c.stance == Stance.RETRACTS)

    def known_on(self, day: int) -> Tables:
        """Keep only the claims known on a day (O30); patterns and sources come along with their claims."""
        return replace(self, claims={c.id: c for c in known(self.claims.values(), day)})

    def publisher(self, claim: Claim) -> str | None:
        """Who published the source that the claim cites, where stated."""
        source = self.sources.get(claim.cites) if claim.cites else None
        return source.publisher if source else None


def _group(pairs: Iterable[tuple[str | None, Claim]]) -> dict[str, tuple[Claim, ...]]:
    groups: defaultdict[str, list[Claim]] = defaultdict(list)
    for key, claim in pairs:
        if key is not None:
            groups[key].append(claim)
    return {key: tuple(sorted(claims, key=lambda c: c.id)) for key, claims in groups.items()}


def known(claims: Iterable[Claim], day: int) -> list[Claim]:
    """Keep the claims that were published on or before a day, by the latest reading of their date (O30).

    A claim without any date was not known on any day: a later thing must not leak into an earlier answer.
    """
    return [c for c in claims if c.published.hi <= day]


# Reading rows


def _place(row: Row) -> Place:
    return Place(f"dataset {row.dataset}", f"{'/'.join(row.types)} {row.id}")


def _single(row: Row, key: str) -> str | None:
    values = row.texts(key)
    if len(values) > 1:
        raise ValidationError(f"{key} has {len(values)} values.", _place(row), "Write one entry for each of them.")
    return values[0] if values else None


def _required(row: Row, key: str) -> str:
    value = _single(row, key)
    if value is None:
        raise ValidationError(f"{key} is missing.", _place(row), f"State {key}.")
    return value


def _date(row: Row, key: str) -> Interval:
    try:
        return parse(_single(row, key))
    except DateError as error:
        raise ValidationError(f"{key}: {error}", _place(row), "Correct the date.") from error


def _flag(row: Row, key: str) -> bool:
    return str(row.properties.get(key, False)).lower() in ("true", "1")


def _known_by(row: Row) -> Interval:
    """When a source or dataset was out: its date, else not later than it was retrieved."""
    published = _date(row, "published")
    return published if published.known else Interval(FIRST, _date(row, "retrieved").hi)


def _bearers(rows: Iterable[Row]) -> dict[str, str]:
    """Find the party that bears a name, in any script or as an alias; a name of two parties names none."""
    bearers: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        for key in row.properties:
            if key == "alias" or key.startswith("name_"):
                for name in row.texts(key):
                    bearers[name.casefold()].add(row.id)
    return {name: ids.pop() for name, ids in bearers.items() if len(ids) == 1}


def _read_source(row: Row, bearers: Mapping[str, str]) -> Source:
    publisher = _single(row, "publisher")
    return Source(
        row.id,
        row.dataset,
        publisher=bearers.get(publisher.casefold(), publisher) if publisher else None,
        origin=_single(row, "origin"),
        published=_known_by(row),
        url=next(iter(row.texts("url")), None),
        title=next((v for k in sorted(row.properties) if k.startswith("title") for v in row.texts(k)), None),
    )


def _read_dataset(row: Row) -> Dataset:
    return Dataset(
        row.dataset,
        row.id,
        asserts=_flag(row, "asserts"),
        authority=_single(row, "authority"),
        method=_single(row, "method"),
        published=_known_by(row),
        absence=_single(row, "absence"),
        title=next((v for k in sorted(row.properties) if k.startswith("title") for v in row.texts(k)), None),
    )


def _read_pattern(row: Row) -> Pattern:
    return Pattern(
        row.id,
        row.dataset,
        relation_class=_required(row, "relation_class"),
        source=_single(row, "pattern_from"),
        target=_single(row, "pattern_to"),
        product=_single(row, "pattern_product"),
        valid_from=_date(row, "valid_from"),
        valid_to=_date(row, "valid_to"),
        indirect=_flag(row, "indirect"),
        both_directions=_flag(row, "both_directions"),
    )


def _read_claim(row: Row, sources: Mapping[str, Source], datasets: Mapping[str, Dataset]) -> Claim:
    word = _required(row, "stance")
    if word not in set(Stance):
        raise ValidationError(f"stance {word!r} is unknown.", _place(row), f"Write one of {', '.join(Stance)}.")
    cites = _single(row, "cites")
    published = _date(row, "published")
    if not published.known and cites is not None:
        cited = sources.get(cites) or next((d for d in datasets.values() if cites in (d.id, d.name)), None)
        published = cited.published if cited else UNKNOWN
    quotes = {k.removeprefix("quote_"): row.texts(k)[0] for k in sorted(row.properties) if k.startswith("quote_")}
    return Claim(
        row.id,
        row.dataset,
        about=_single(row, "about"),
        stance=Stance(word),
        made_by=_required(row, "made_by"),
        relayed_by=_single(row, "relayed_by"),
        cites=cites,
        method=_single(row, "method"),
        published=published,
        stated_on=_date(row, "stated_on"),
        retracts=_single(row, "retracts"),
        narrows=_single(row, "narrows"),
        ongoing=_flag(row, "ongoing"),
        confidence=_single(row, "confidence"),
        quote=quotes,
        original_value=_single(row, "original_value"),
    )


def _own_datasets(rows: Iterable[Row]) -> dict[str, Dataset]:
    """Find, for each dataset, the row that describes it: the only one there, or the one with its name."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.dataset].append(row)
    own: dict[str, Dataset] = {}
    for name, candidates in found.items():
        named = [r for r in candidates if r.id in (name, f"dataset-{name}")] or candidates
        if len(named) == 1:
            own[name] = _read_dataset(named[0])
    return own


def read(records: Records, schema: ClassTree) -> Tables:
    """Build the tables of claims, patterns, sources and datasets from rows (O19 to O23).

    Raises
    ------
    ValidationError
        If a claim has no maker or an unknown stance, or a date is none; it names dataset and row.
    """
    kinds = ("Claim", "Pattern", "Source", "Dataset", "UnknownParty", "PublicBody", "Agent")
    kind_of: dict[str, frozenset[str]] = {}
    rows: dict[str, list[Row]] = {kind: [] for kind in kinds}
    for row in records:
        for leaf in row.types:
            if leaf not in kind_of:
                kind_of[leaf] = frozenset(k for k in kinds if schema.is_a(leaf, k))
        for kind in frozenset().union(*(kind_of[leaf] for leaf in row.types)):
            rows[kind].append(row)
    bearers = _bearers(rows["Agent"]) if rows["Source"] else {}
    sources = {r.id: _read_source(r, bearers) for r in rows["Source"]}
    datasets = _own_datasets(rows["Dataset"])
    return Tables(
        claims={r.id: _read_claim(r, sources, datasets) for r in rows["Claim"]},
        patterns={r.id: _read_pattern(r) for r in rows["Pattern"]},
        sources=sources,
        datasets=datasets,
        unnamed=frozenset(r.id for r in rows["UnknownParty"]),
        bodies=frozenset(r.id for r in rows["PublicBody"]),
        parties=frozenset(r.id for r in rows["Agent"]),
    )
