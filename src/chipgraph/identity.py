"""Who is who: a log of judgements, and the canonical ids that follow from it (O14, O35, O36).

A judgement says that two records of named parties mean the same party, different parties, or that it is not sure. The log
is append-only: to change one's mind, a later judgement on the same pair is added, and of two on one pair the later
counts. Sources are never edited, so that taking a judgement away gives the earlier answer back.

A file of the log is a YAML list::

    - verdict: same
      left: firm-huawei
      right: us-bis-entity-list-cn-huawei-technologies-co-ltd-84fr22963
      score: 1
      features: {name: equal}
      who: chipgraph
      when: 2026-11-24
      why: The entry is the parent firm; its affiliates have entries of their own.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path

import yaml

from chipgraph import resources
from chipgraph.claims import ClassTree
from chipgraph.dates import LAST, DateError, parse, to_day
from chipgraph.errors import InputError, Place, ValidationError
from chipgraph.records import Records, Row


class Verdict(StrEnum):
    """What a judgement says of its pair (O35).

    ``withdrawn`` takes the judgements before it back: the pair is again one of which nobody has judged.
    """

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One entry of the log: who judged a pair, when, on what grounds.

    ``when`` is an ISO day, or a day with a time where two judgements of one day have an order. ``score`` and ``features``
    are what a matcher gave, as text: they explain, nothing is computed from them.
    """

    verdict: Verdict
    left: str
    right: str
    who: str
    when: str
    why: str
    score: str | None = None
    features: Mapping[str, str] = field(default_factory=dict)
    place: Place = field(default=Place("judgement"), compare=False)

    @property
    def pair(self) -> tuple[str, str]:
        """The two ids in order: a judgement has no direction."""
        return (self.left, self.right) if self.left <= self.right else (self.right, self.left)

    @property
    def day(self) -> int:
        """The day on which it was made, as a number; it counts from then on (O30)."""
        return to_day(dt.date.fromisoformat(self.when[:10]))


@dataclass(frozen=True, slots=True)
class Identity:
    """Which ids mean one party.

    Attributes
    ----------
    canonical_of
        Each id that was merged, to the id that stands for its set (O14); ids that stand for themselves are left out.
    unsure
        Pairs that nobody has decided, in order; routes that pass near them list them (O35).
    different
        Pairs that were judged to be two parties.
    """

    canonical_of: Mapping[str, str] = field(default_factory=dict)
    unsure: tuple[tuple[str, str], ...] = ()
    different: tuple[tuple[str, str], ...] = ()
    _members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def canonical(self, id: str) -> str:
        """Find the id that stands for the party; an id that was never merged stands for itself."""
        return self.canonical_of.get(id, id)

    def referents(self, id: str) -> tuple[str, ...]:
        """List all ids of the party, the canonical one first, the others in order."""
        canonical = self.canonical(id)
        return self._members.get(canonical, (canonical,))


NOBODY = Identity()
"""The identity of a graph without judgements: every id stands for itself."""


_FIELDS = ("verdict", "left", "right", "who", "when", "why", "score", "features")
_REQUIRED = ("verdict", "left", "right", "who", "when", "why")


def read_judgements(path: Path) -> tuple[Judgement, ...]:
    """Read one file of the log.

    Raises
    ------
    InputError
        If it is no YAML list of judgements; the message names the entry and the remedy.
    """
    try:
        content = yaml.load(
            path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader
        )  # every value stays the text it is
    except FileNotFoundError as error:
        raise InputError("the file is not there.", path, "Check its name.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"byte {error.start} is no UTF-8.", path, "Save the file as UTF-8.") from error
    except yaml.YAMLError as error:
        raise InputError(f"it is no YAML: {' '.join(str(error).split())}.", path, "Correct the syntax.") from error
    if content in (None, ""):
        return ()
    if not isinstance(content, list):
        raise InputError("it is no list of judgements.", path, "Begin each judgement with '- verdict: same'.")
    return tuple(_judgement(entry, Place(str(path), f"entry {n}")) for n, entry in enumerate(content, 1))


def read_log(home: Path | None = None) -> tuple[Judgement, ...]:
    """Read the whole log: the files that ship with the ontology, then those under ``judgements/`` of a home folder."""
    folders = [resources.ontology() / "judgements", *([home / "judgements"] if home is not None else [])]
    files = [path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.yaml"))]
    return tuple(judgement for path in files for judgement in read_judgements(path))


def _judgement(entry: object, place: Place) -> Judgement:
    if not isinstance(entry, dict):
        raise InputError("it is no judgement.", place, f"Give it the fields {', '.join(_REQUIRED)}.")
    unknown = sorted(str(key) for key in entry if key not in _FIELDS)
    if unknown:
        raise InputError(f"{unknown[0]!r} is no field of a judgement.", place, f"Fields are {', '.join(_FIELDS)}.")
    missing = [key for key in _REQUIRED if not str(entry.get(key) or "").strip()]
    if missing:
        raise InputError(f"{missing[0]!r} is not stated.", place, f"State {', '.join(_REQUIRED)}.")
    if entry["verdict"] not in set(Verdict):
        raise InputError(f"{entry['verdict']!r} is no verdict.", place, f"Write {', '.join(Verdict)}.")
    if entry["left"] == entry["right"]:
        raise InputError(f"both sides are {entry['left']!r}.", place, "Name two ids.")
    features = entry.get("features") or {}
    if not isinstance(features, dict):
        raise InputError("'features' is no mapping.", place, "Write it as {name: equal, country: equal}.")
    return Judgement(
        Verdict(entry["verdict"]),
        str(entry["left"]),
        str(entry["right"]),
        str(entry["who"]),
        _when(entry["when"], place),
        " ".join(str(entry["why"]).split()),
        _score(entry.get("score"), place),
        {str(key): str(value) for key, value in sorted(features.items())},
        place,
    )


def _when(value: object, place: Place) -> str:
    text = str(value)
    try:
        dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{text!r} is no day.", place, "Write 'when' as 2026-11-24.") from error
    return text


def _score(value: object, place: Place) -> str | None:
    if value is None:
        return None
    try:
        score = Decimal(str(value))
    except InvalidOperation as error:
        raise InputError(f"the score {value!r} is no number.", place, "Write a number from 0 to 1.") from error
    if not 0 <= score <= 1:
        raise InputError(f"the score {value!r} is not from 0 to 1.", place, "Write a number from 0 to 1.")
    return str(score)


def append(path: Path, judgement: Judgement) -> None:
    """Add a judgement at the end of a file of the log; what stands there is not touched.

    The new content replaces the old at once, so that a run that is killed leaves the log as it was or with the judgement.
    """
    entry: dict[str, object] = {
        "verdict": str(judgement.verdict),
        "left": judgement.left,
        "right": judgement.right,
        "who": judgement.who,
        "when": judgement.when,
        "why": judgement.why,
    }
    if judgement.score is not None:
        entry["score"] = judgement.score
    if judgement.features:
        entry["features"] = dict(judgement.features)
    _judgement(entry, Place(str(path), "new judgement"))
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    if before and not before.endswith("\n"):
        before += "\n"
    text = before + yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=120)
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.new")
    with scratch.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)


def resolve(
    judgements: Iterable[Judgement], records: Records, classes: ClassTree, known_on: int | None = None
) -> Identity:
    """Compute who is who from the log (O14, O35).

    The answer depends on the judgements, not on their order. An id whose dataset is not loaded still links its
    neighbours, and still resolves.

    Parameters
    ----------
    judgements
        The whole log.
    records
        All rows: the canonical id is the curated record's if the set has one, else that of the oldest dataset, else the
        first in order. An id that is no row is never canonical where a row is at hand.
    classes
        Which classes are slots.
    known_on
        Only judgements made on or before this day count (O30). None for all.

    Raises
    ------
    ValidationError
        If a slot would be merged (O36), two judgements of one time contradict each other, or *same* judgements join
        what a *different* one keeps apart.
    """
    counting = _latest([j for j in judgements if known_on is None or j.day <= known_on])
    for judgement in counting:
        if judgement.verdict is Verdict.SAME:
            _refuse_slots(judgement, records, classes)
    same = [j for j in counting if j.verdict is Verdict.SAME]
    sets = _components(same)
    for judgement in counting:
        if judgement.verdict is Verdict.DIFFERENT and judgement.right in sets.get(judgement.left, ()):
            _contradiction(judgement, same)
    age = _ages(records)
    canonical_of: dict[str, str] = {}
    members: dict[str, tuple[str, ...]] = {}
    for component in {id(c): c for c in sets.values()}.values():
        ordered = sorted(component, key=lambda i: _rank(i, records, age))
        members[ordered[0]] = (ordered[0], *sorted(ordered[1:]))
        canonical_of.update(dict.fromkeys(ordered[1:], ordered[0]))
    return Identity(
        dict(sorted(canonical_of.items())),
        tuple(j.pair for j in counting if j.verdict is Verdict.UNSURE and j.right not in sets.get(j.left, ())),
        tuple(j.pair for j in counting if j.verdict is Verdict.DIFFERENT),
        dict(sorted(members.items())),
    )


def _latest(judgements: Sequence[Judgement]) -> list[Judgement]:
    """Keep the latest judgement on each pair, in the order of the pairs."""
    by_pair: defaultdict[tuple[str, str], list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        by_pair[judgement.pair].append(judgement)
    latest = []
    for pair in sorted(by_pair):
        moment = max(_moment(j) for j in by_pair[pair])
        candidates = sorted((j for j in by_pair[pair] if _moment(j) == moment), key=lambda j: (j.verdict, str(j.place)))
        if len({j.verdict for j in candidates}) > 1:
            first, second = candidates[0], next(j for j in candidates if j.verdict != candidates[0].verdict)
            raise ValidationError(
                f"{pair[0]} and {pair[1]} are judged {second.verdict!s} here and {first.verdict!s} in {first.place}, "
                f"both on {first.when}.",
                second.place,
                "Give the one that counts a later 'when' (a time of day will do).",
            )
        latest.append(candidates[0])
    return latest


def _moment(judgement: Judgement) -> dt.datetime:
    """When it was made; a time without a zone is taken as UTC, so that all can be compared."""
    moment = dt.datetime.fromisoformat(judgement.when)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=dt.UTC)


def _refuse_slots(judgement: Judgement, records: Records, classes: ClassTree) -> None:
    for side in judgement.pair:
        row = records.get(side)
        if row is not None and any(classes.is_a(t, "UnknownParty") for t in row.types):
            raise ValidationError(
                f"{side} is a party that is not named; it is never merged (O36).",
                judgement.place,
                "Say who it is thought to be with an Identification record and claims.",
            )


def _components(same: Iterable[Judgement]) -> dict[str, set[str]]:
    """Union the pairs; each id points to the one set that holds it."""
    sets: dict[str, set[str]] = {}
    for judgement in same:
        left = sets.setdefault(judgement.left, {judgement.left})
        right = sets.setdefault(judgement.right, {judgement.right})
        if left is right:
            continue
        small, large = sorted((left, right), key=len)
        large |= small
        for member in small:
            sets[member] = large
    return sets


def _contradiction(veto: Judgement, same: Iterable[Judgement]) -> None:
    """Raise, with the chain of judgements that joins what the veto keeps apart."""
    neighbours: defaultdict[str, dict[str, Judgement]] = defaultdict(dict)
    for judgement in same:
        neighbours[judgement.left][judgement.right] = judgement
        neighbours[judgement.right][judgement.left] = judgement
    start, end = veto.pair
    came: dict[str, str] = {start: start}
    queue = deque([start])
    while end not in came:
        here = queue.popleft()
        for there in sorted(neighbours[here]):
            if there not in came:
                came[there] = here
                queue.append(there)
    chain: list[str] = []
    here = end
    while here != start:
        judgement = neighbours[here][came[here]]
        chain.append(f"{came[here]} = {here} ({judgement.place})")
        here = came[here]
    raise ValidationError(
        f"{start} and {end} are judged different, but others make them the same: {'; '.join(reversed(chain))}.",
        veto.place,
        "Add a later judgement 'different' or 'unsure' on one of these pairs, or 'same' on this one.",
    )


def _ages(records: Records) -> dict[str, int]:
    """First day of each dataset, by what its own row says; later than everything where nothing is said."""
    ages: dict[str, int] = {}
    for row in records:
        if "Dataset" in row.types:
            ages[row.dataset] = min(ages.get(row.dataset, LAST), _first_day(row))
    return ages


def _first_day(row: Row) -> int:
    for key in ("published", "retrieved"):
        try:
            stated = parse(row.text(key))
        except DateError:
            continue
        if stated.known:
            return stated.hi
    return LAST


def _rank(id: str, records: Records, age: Mapping[str, int]) -> tuple[int, int, str]:
    """Order ids by their right to stand for the set (O14)."""
    row = records.get(id)
    if row is None:
        return (2, LAST, id)
    return (0 if is_curated(row) else 1, age.get(row.dataset, LAST), id)


def is_curated(row: Row) -> bool:
    """Whether a curator named the entity: an ingested id begins with the name of its dataset (O12)."""
    return not row.id.startswith(f"{row.dataset}-")


def unsure_near(identity: Identity, ids: Collection[str]) -> tuple[tuple[str, str], ...]:
    """List the unsure pairs that touch one of these parties, for the certificate of a route (O35)."""
    parties = {identity.canonical(i) for i in ids}
    return tuple(
        p for p in identity.unsure if identity.canonical(p[0]) in parties or identity.canonical(p[1]) in parties
    )
