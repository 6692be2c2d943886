"""The Entity List: one row, one listed party, with what the file says of its dates and no more.

A row becomes a party, a listing (*listed by* the day of publication: the file holds no effective date), one listing for
each footnote (as of the snapshot: a footnote has a start of its own), and a seat under the heading of its country.

The row key is ``<territory>-<name>-<volume>fr<page>`` of the first citation; rows that share it are told apart by a number
in the order of their text. It does not depend on the place of the row in the file, so that a row inserted above changes
no id. A name that is spelled anew in a later snapshot gets a new id: the list has no numbers of its own.
"""

import datetime as dt
import hashlib
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass

from chipgraph.errors import InputError
from chipgraph_ingest import Context, InputRow

LIST = "list-us-bis-entity-list"
_LONGEST = 90

_CITATION = re.compile(
    r"(\d+) FR (\d+)(?: preview citation details)?(?:[,\s]*(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?!\d))?"
)
_FIRST_YEAR = 1935
"""Volume 1 of the Federal Register is of 1936: volume and year give each other away."""

_FOOTNOTES = (
    re.compile(r"(?<=\(g\))\s*,?\s*(\d)(?=[\s,])"),
    re.compile(r"(?<=734\.9\(e\))\s+(\d)(?= and)"),
    re.compile(r"(?<=of the EAR)\)?\s*(\d)$"),
    re.compile(r"(?<=of the EAR\))\s*(\d)$"),
)
_ELSEWHERE = re.compile(r"\(\s*see\s+[^()]*(?:\([^()]*\)[^()]*)?\)*\.?", re.I)
_ALIAS_WORDS = re.compile(
    r"^\W*(?:and\s+)?(?:(?:a|f)\.?k\.?a\.?\W*)?(?:and\s+)?the following \w+ alias(?:es)?\W*", re.I
)
_ALIAS_TAIL = re.compile(r"[\s,;]*(?:a\.k\.a\.\W*)?the following \w+ alias(?:es)?:?\W*$", re.I)
_NAME_ALIAS = re.compile(r"^(.+?)\s*\((?:a|f)\.k\.a\.?,?\s*(.*?)\)?$")
_LEADING_ALIAS = re.compile(r"^\(?(?:a\.k\.a\.?,?\s*)?([^()]{3,90})\),?\s*")
_SPLIT = re.compile(r"\s*;\s*(?:and(?=[\s,\dA-Z]),?\s*)?|\.?\s+Alt\.? Address:\s*")
_SPLIT_ALIAS = re.compile(r"\s*;\s*(?:and\b,?\s*)?|,?\s+a\.k\.a\.,?\s+")
_NO_ADDRESS = re.compile(r"\balias(?:es)?\b|a\.k\.a|^including\b|^and\b", re.I)
_NAME_BOUNDARY = re.compile(r"(?<=[\w'’”)]{2})\.'?\s+|,\s+")


@dataclass(frozen=True, slots=True)
class Citation:
    """One citation of the Federal Register, with its day of publication where the row gives one."""

    page: str
    published: dt.date | None

    def __str__(self) -> str:
        return self.page if self.published is None else f"{self.page} ({self.published})"


@dataclass
class Entry:
    """What is found in one row, before it becomes rows of the dataset."""

    name: str
    territory: str
    aliases: list[str]
    addresses: list[str]
    elsewhere: list[str]
    citations: list[Citation]
    scope: str | None
    footnotes: list[str]


class Words:
    """The patterns that the YAML states as words."""

    def __init__(self, context: Context) -> None:
        settings = context.spec.settings
        places = [*map(re.escape, context.spec.lookups["heading"]), *settings["place"]]
        place = "|".join(places)
        legal = "|".join(settings["legal_form"])
        self.address_only = re.compile("|".join(settings["address_only"]))
        self.business = re.compile(rf"(?<![\w.])(?:{'|'.join(settings['business'])})(?![\w])", re.I)
        self.legal_form = re.compile(rf"(?:{legal})\b\.?", re.I)
        self.address_word = re.compile(rf"\d|\b(?:{'|'.join(settings['address_word'])})(?![a-z])")
        self.place_end = re.compile(
            rf"[,.]\s*(?:{place})\W*(?:[A-Z]*\d[\w -]*)?\W*$|,.*,.*\b(?:{place})\W*$|\b(?:P\.O\.|Post) Box\b|\bSee\b|\(Address"
        )
        self.run_together = re.compile(rf"\b(?:{place})\. (?!P\.O\. Box)(?=[A-Z])")
        self.ends_as_name = re.compile(rf"\b(?:{legal})\.?$")
        self.after_place = re.compile(rf"((?:{place})\.?(?:\s\d{{4,}})?),?\s+and\s+(?=[\dA-Z])")


def crawl(context: Context) -> None:
    """Read the list."""
    words = Words(context)
    keys = _row_keys(context)
    for number, row in enumerate(context.rows()):
        with context.entry(row):
            entry = _read(context, row, words)
            _emit(context, entry, keys[number], words)
            context.audit(row)


# The row key


def _row_keys(context: Context) -> dict[int, str]:
    """Give each row its key; rows with one key are numbered in the order of their text."""
    groups: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for number, row in enumerate(context.peek()):
        fields = row.fields
        heading = context.lookup("heading", str(fields.get("country"))) or "territory-unknown"
        cited = _CITATION.search(str(fields.get("federal_register")))
        page = "uncited" if cited is None else f"{cited[1]}fr{cited[2]}"
        key = f"{heading.removeprefix('territory-')}-{_slug(str(fields.get('name')))}-{page}"
        groups[key].append((row.raw, number))
    return {
        number: key if place == 1 else f"{key}-{place}"
        for key, members in groups.items()
        for place, (_, number) in enumerate(sorted(members), 1)
    }


def _slug(name: str) -> str:
    """Write a name in letters, digits and hyphens; a long one is cut and keeps a digest of the whole."""
    plain = unicodedata.normalize("NFKD", name.replace("ı", "i")).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "name"
    if len(slug) <= _LONGEST:
        return slug
    return f"{slug[:_LONGEST].rstrip('-')}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"


# Reading


def _read(context: Context, row: InputRow, words: Words) -> Entry:
    heading = row.pop_required("country")
    territory = context.lookup("heading", heading)
    if territory is None:
        raise InputError(f"the heading {heading!r} is not known.", row.place, "Add it to the lookup 'heading'.")
    scope, footnotes = _requirement(context, row)
    entry = Entry("", territory, [], [], [], _citations(context, row), scope, footnotes)
    _read_name(context, row, entry)
    for alias in row.pop_all("aliases"):
        _read_alias(context, row, entry, alias, words)
    _read_address(context, row, entry, words)
    return entry


def _read_name(context: Context, row: InputRow, entry: Entry) -> None:
    stated = row.pop_required("name")
    corrected = context.lookup("name", stated)
    if corrected is not None:
        context.quarantine(row.place, "name cut in the wrong place, corrected by hand", stated, corrected)
        entry.name = corrected
        return
    name = _take_elsewhere(entry, stated)
    if name != stated:
        context.handled("reference to another country inside a name")
    match = _NAME_ALIAS.match(name)
    if match is not None:
        context.handled("alias inside a name")
        name = match[1]
        if match[2].strip("“” "):
            entry.aliases.append(match[2].strip("“” "))
    entry.name = name


def _read_alias(context: Context, row: InputRow, entry: Entry, stated: str, words: Words) -> None:
    text = _take_elsewhere(entry, re.sub(r"[;,\s]+(?:and)?$", "", stated).lstrip("—- "))
    text = _ALIAS_TAIL.sub("", text)
    if words.place_end.search(stated):
        found = _split_alias(text, words)
        if found is None:
            context.quarantine(row.place, "alias and address cannot be told apart", stated, "all other fields")
            return
        context.handled("address inside an alias")
        entry.aliases.append(found[0])
        entry.addresses += _addresses(found[1], words)
        return
    parts = [p for part in _SPLIT_ALIAS.split(text) if re.search(r"\w", p := part.strip("—- "))]
    if len(parts) > 1:
        context.handled("several aliases in one")
    for part in parts:
        if words.business.fullmatch(part) or re.fullmatch(r"\(.*\)", part):
            context.quarantine(row.place, "words inside an alias that are no name", part, "all other fields")
        else:
            entry.aliases.append(part)


def _split_alias(text: str, words: Words) -> tuple[str, str] | None:
    """Cut *name, address*; None where the cut would leave address words in the name, or no address."""
    for match in _NAME_BOUNDARY.finditer(text):
        name, address = text[: match.start()], text[match.end() :]
        if words.legal_form.match(address) or not address:
            continue
        if text[match.start()] == "," and "," not in address and not re.search(r"\d", address):
            return None  # as "Rabat, Morocco": a place alone
        ends = text[match.start()] == "." and words.legal_form.fullmatch(name.split()[-1])
        name = f"{name}." if ends else name.rstrip("'") if name.count("'") % 2 else name
        return None if words.address_word.search(name) else (name, address)
    return None


def _read_address(context: Context, row: InputRow, entry: Entry, words: Words) -> None:
    stated = row.pop("address")
    if stated is None:
        context.handled("no address")
        return
    text = _take_elsewhere(entry, stated)
    bare = _ALIAS_WORDS.sub("", text)
    if bare != text:
        context.handled("alias words before an address")
    head, colon, rest = bare.partition("subordinate institutions:")
    if colon:
        context.quarantine(row.place, "subordinate institutions inside an address", head.strip(), rest.strip())
        bare = rest
    lead = _LEADING_ALIAS.match(bare)
    if lead is not None and (bare.startswith("(a.k.a") or row.raw.find('(a.k.a."') > 0):
        context.handled("aliases before an address")
        entry.aliases += _several(lead[1])
        bare = bare[lead.end() :]
    bare = re.sub(r"^(?:a\.k\.a\.?,\s*|Address:\s*|Addresses for [^:]+:\s*)", "", bare)
    for address in _addresses(bare, words):
        if words.run_together.search(address):
            context.quarantine(row.place, "several addresses run together", address, "all other fields")
        elif _NO_ADDRESS.search(address) or words.ends_as_name.search(address):
            context.quarantine(row.place, "words inside an address that are no address", address, "all other fields")
        else:
            entry.addresses.append(address)


def _several(text: str) -> list[str]:
    """Split *A, B and C*; a comma before a legal form does not part names."""
    parts = re.split(r"\s+and\s+|,\s+(?!(?:Ltd|LLC|Inc|Co|Corp)\b)", text)
    return [p.strip() for p in parts if p.strip()]


def _addresses(text: str, words: Words) -> list[str]:
    marked = words.after_place.sub(r"\1; ", text)
    parts = (_end(part) for part in _SPLIT.split(marked))
    return [p for p in parts if p not in ("", "and")]


def _end(address: str) -> str:
    address = address.strip(" ,")
    return address if re.search(r"\b[A-Z]\.[A-Z]\.(?:[A-Z]\.)?$", address) else address.rstrip(". ")


def _take_elsewhere(entry: Entry, text: str) -> str:
    """Take *(See alternate address under X)* out of a text and keep it for the note."""
    for found in _ELSEWHERE.findall(text):
        reference = found.strip("(). ")
        entry.elsewhere.append(reference[:1].upper() + reference[1:])
    return _ELSEWHERE.sub("", text).strip()


def _citations(context: Context, row: InputRow) -> list[Citation]:
    stated = row.pop_required("federal_register")
    citations = []
    for match in _CITATION.finditer(stated):
        page = f"{match[1]} FR {match[2]}"
        published = _published(context, row, page, match)
        citations.append(Citation(page, published))
    if not citations:
        raise InputError(f"{stated!r} cites no page.", row.place, "Write it as '84 FR 22963, 5/21/19'.")
    if re.sub(r"[\s.,;]", "", _CITATION.sub("", stated)):
        context.quarantine(row.place, "words between the citations", stated, "the citations")
    return citations


def _published(context: Context, row: InputRow, page: str, match: re.Match[str]) -> dt.date | None:
    known = context.lookup("publication", page)
    if match[3] is None:
        if known is None:
            context.quarantine(row.place, "citation without a date", match[0], "the citation")
            return None
        context.handled("date of a citation taken from the other rows of the page")
        return dt.date.fromisoformat(known)
    short = int(match[5])
    year = short if short > 99 else short + (1900 if short > 50 else 2000)
    if year != int(match[1]) + _FIRST_YEAR:
        context.quarantine(row.place, "volume and year of a citation disagree", match[0], "the page, without a date")
        return None
    try:
        day = dt.date(year, int(match[3]), int(match[4]))
    except ValueError:
        context.quarantine(row.place, "citation with an impossible date", match[0], "the page, without a date")
        return None
    if known is not None and day.isoformat() != known:
        context.quarantine(row.place, "date of a citation corrected from the other rows of the page", match[0], known)
        return dt.date.fromisoformat(known)
    return day


def _requirement(context: Context, row: InputRow) -> tuple[str | None, list[str]]:
    """Part the licence requirement from the footnote digits that are glued to it."""
    text = row.pop("notes")
    if text is None:
        context.quarantine(row.place, "no licence requirement", row.raw, "all other fields")
        return None, []
    if text.endswith("..."):
        context.quarantine(row.place, "licence requirement cut off by the mirror", text, "the text up to the cut")
    footnotes = []
    for pattern in _FOOTNOTES:
        footnotes += [match[1] for match in pattern.finditer(text)]
        text = pattern.sub(lambda m: m[0].replace(m[1], "").rstrip(), text)
    return text, sorted(set(footnotes))


# Writing


def _emit(context: Context, entry: Entry, key: str, words: Words) -> None:
    dataset = context.spec.name
    party = f"{dataset}-{key}"
    slot = words.address_only.fullmatch(entry.name) is not None
    business = words.business.search(entry.name) is not None
    kind = "UnknownParty" if slot else "Firm" if business else "Agent"
    elsewhere = sorted(set(entry.elsewhere))
    context.emit(
        party,
        (kind,),
        {
            "name_en": (entry.name,),
            "alias": [a for a in entry.aliases if a != entry.name],
            "address": entry.addresses,
            "reason": "not-stated" if slot else None,
            "cardinality": "several" if slot else None,
            "note": "An address is listed, whoever uses it."
            if slot
            else f"{'. '.join(elsewhere)}."
            if elsewhere
            else None,
        },
    )
    _emit_listings(context, entry, key, party)
    if slot:
        context.handled("an address is listed instead of a party")
        return
    seat = {"seated": party, "territory": entry.territory, "note": "Heading of the entry on the list."}
    context.emit(f"rel-{dataset}-{key}-seat", ("Seat",), {**seat, **_seen(context)})


def _emit_listings(context: Context, entry: Entry, key: str, party: str) -> None:
    dataset = context.spec.name
    first, *later = entry.citations
    listing = {"listed": party, "listed_on": LIST}
    seen = _seen(context)
    context.emit(
        f"rel-{dataset}-{key}",
        ("Listing",),
        {
            **listing,
            "citation": first.page,
            "published": None if first.published is None else str(first.published),
            "valid_from": seen["valid_from"] if first.published is None else f"..{first.published}",
            "valid_to": seen["valid_to"],
            "scope": entry.scope,
            "note": f"Amended: {'; '.join(map(str, later))}." if later else None,
        },
    )
    for footnote in entry.footnotes:
        context.emit(
            f"rel-{dataset}-{key}-footnote-{footnote}", ("Listing",), {**listing, **seen, "footnote": footnote}
        )


def _seen(context: Context) -> dict[str, str]:
    """What stands in the snapshot began on or before its day and had not ended then."""
    day = context.spec.dataset["published"]
    return {"valid_from": f"..{day}", "valid_to": f"{day}.."}
