"""How alike two parties are: features with words and values, summed to a score that says its reasons (O35)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from chipgraph.matching.party import NameForm, Party
from chipgraph.matching.rules import MatchingRules

_WHOLE = ("equal", "without_form", "run_together")
"""How two names compare if one is the other."""

_WORDS_OF_AN_ADDRESS = 5
"""So many words, a number, a street and a town among them, name one place; fewer may be a town alone."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One reason: what was compared, in one word how it came out, and what it adds to the score."""

    name: str
    word: str
    adds: float
    detail: str = ""

    def __str__(self) -> str:
        told = f"{self.name} {self.word}".replace("_", " ")
        return f"{told}{f' ({self.detail})' if self.detail else ''} {self.adds:+.2f}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two parties with their score from 0 to 1 and its reasons, the weightiest first."""

    left: Party
    right: Party
    score: float
    features: tuple[Feature, ...]

    def words(self) -> dict[str, str]:
        """Each feature with its word: what a judgement keeps and an automatic rule asks for."""
        return {f.name: f.word for f in self.features}


@dataclass(frozen=True, slots=True)
class _Names:
    """How two names compare."""

    left: NameForm
    right: NameForm
    word: str
    value: float
    left_only: float = 0.0
    right_only: float = 0.0
    common: frozenset[str] = frozenset()


class Comparer:
    """Compares parties by the weights of the rules."""

    def __init__(self, rules: MatchingRules) -> None:
        self._rules = rules
        self._weight: dict[str, float] = {}
        self._brands = frozenset(rules.brands.values())

    def compare(self, left: Party, right: Party) -> Comparison:
        """Score two parties: a sum of features, each a reason."""
        best = max(
            (self._names(a, b) for a in left.names for b in right.names),
            key=lambda n: (n.value - self._penalty(n), n.left.text, n.right.text),
        )
        features = [*self._name_features(best, left, right), *self._other_features(left, right)]
        score = min(1.0, max(0.0, sum(f.adds for f in features)))
        ordered = sorted(features, key=lambda f: (-abs(f.adds), f.name))
        return Comparison(left, right, round(score, 4), tuple(ordered))

    # Names

    def weight(self, word: str) -> float:
        """How much a word tells parties apart (kept: it is asked for often)."""
        if word not in self._weight:
            self._weight[word] = self._rules.weight(word)
        return self._weight[word]

    def _names(self, a: NameForm, b: NameForm) -> _Names:
        values = self._rules.names
        for word, holds in (
            ("equal", a.folded == b.folded),
            ("without_form", a.bare == b.bare),
            ("same_words", a.words == b.words and a.numbers == b.numbers and len(a.words) > 1),
            ("run_together", a.joined == b.joined),
            ("brand", a.words == b.words and len(a.words) == 1 and a.words <= self._brands),
            ("pinyin", _by_pinyin(a, b)),
        ):
            if holds:
                return _Names(a, b, word, values[word], common=a.words & b.words)
        shared = self._shared_words(a, b)
        if self._is_acronym(a, b) or self._is_acronym(b, a):
            shared = max(shared, _Names(a, b, "acronym", values["acronym"]), key=lambda n: n.value)
        return shared

    def _is_acronym(self, short: NameForm, long: NameForm) -> bool:
        return len(short.joined) >= self._rules.acronym_letters and short.joined in long.initials

    def _shared_words(self, a: NameForm, b: NameForm) -> _Names:
        """The share of the weight of words in common, and likeness as text; what stands on one side only is kept."""
        pairs = self._word_pairs(a.words, b.words)
        common = sum((self.weight(x) + self.weight(y)) * how for x, y, how in pairs)
        left_only = sum(self.weight(w) for w in a.words - {x for x, _, _ in pairs})
        right_only = sum(self.weight(w) for w in b.words - {y for _, y, _ in pairs})
        whole = common + left_only + right_only
        value = self._rules.names["words"] * (common / whole if whole else 0.0)
        value += self._rules.names["spelling"] * fuzz.ratio(a.joined, b.joined) / 100
        word = "alike" if pairs else "unlike"
        return _Names(a, b, word, value, left_only, right_only, frozenset(x for x, _, _ in pairs))

    def _word_pairs(self, left: frozenset[str], right: frozenset[str]) -> list[tuple[str, str, float]]:
        pairs = [(w, w, 1.0) for w in sorted(left & right)]
        rest = sorted(right - left)
        for word in sorted(left - right):
            if len(word) < 4:
                continue
            near = [(fuzz.ratio(word, other), other) for other in rest if len(other) >= 4]
            alike, other = max(near, default=(0.0, ""))
            if alike >= self._rules.word_alike:
                pairs.append((word, other, alike / 100))
                rest.remove(other)
        return pairs

    def _penalty(self, names: _Names) -> float:
        """What the pair of names would lose by its own features, so that the best pair is the best in all."""
        return -sum(f.adds for f in self._apart(names))

    def _name_features(self, best: _Names, left: Party, right: Party) -> Iterable[Feature]:
        weights = self._rules.weights
        yield Feature("name", best.word, weights["name"] * best.value, f"{best.left.text} | {best.right.text}")
        first = left.names[0], right.names[0]
        if (best.left, best.right) != first and not (first[0].pinyin or first[1].pinyin):
            yield Feature("alias", "used", weights["alias"] * (1 - self._names(*first).value))
        if (best.left, best.right) != first and self._is_short(best):
            yield Feature("short", "agrees", weights["short"], best.left.bare)
        agreeing = {n.folded for n in left.names} & {n.folded for n in right.names}
        telling = [n for n in agreeing if len(n) > self._rules.short_name]
        if len(telling) > 1:
            yield Feature("more_names", "equal", weights["more_names"], str(len(telling)))
        yield from self._apart(best)

    def _is_short(self, best: _Names) -> bool:
        """Whether all that agrees is a name of a few letters, which may stand for many things, and no known brand."""
        letters = min(len(best.left.joined), len(best.right.joined))
        han = bool(best.left.pinyin or best.right.pinyin)
        return best.word in _WHOLE and letters <= self._rules.short_name and not han and not best.common & self._brands

    def _apart(self, names: _Names) -> Iterable[Feature]:
        """What within the names speaks against one party."""
        a, b, weights = names.left, names.right, self._rules.weights
        if names.word not in ("acronym", "pinyin") and a.numbers != b.numbers:
            yield Feature("number", "differs", weights["number_differs"], _sides(a.numbers, b.numbers))
        elif a.numbers:
            yield Feature("number", "equal", 0.0)
        if a.form and b.form and a.form != b.form:
            yield Feature("form", "differs", weights["form_differs"], f"{a.form} | {b.form}")
        elif "group" in (a.form, b.form) and a.form != b.form:
            yield Feature("group_only", "stated", weights["group_only"], f"{a.form or 'none'} | {b.form or 'none'}")
        if names.word != "alike":
            return
        places = a.words & self._rules.places, b.words & self._rules.places
        if places[0] - places[1] and places[1] - places[0]:
            yield Feature("place", "differs", weights["place_differs"], _sides(*places))
        more, less = max(names.left_only, names.right_only), min(names.left_only, names.right_only)
        if more > 0.08 and less <= 0.05:
            yield Feature("part_of", "likely", weights["part_of"] * min(1.0, 0.4 + more))
        if len(names.common) == 1:
            yield Feature("one_word", "agrees", weights["one_word"], next(iter(names.common)))

    # The rest

    def _other_features(self, left: Party, right: Party) -> Iterable[Feature]:
        weights = self._rules.weights
        yield from self._countries(left, right)
        yield from self._ids(left, right)
        shared = [(_overlap(a, b), len(a & b)) for a in left.addresses for b in right.addresses]
        overlap, words = max(shared, default=(0.0, 0))
        if overlap > 0.5:
            whole = overlap == 1.0 and words >= _WORDS_OF_AN_ADDRESS
            yield Feature("address", "equal" if whole else "alike", weights["address"] * overlap)
        pages = left.pages & right.pages
        if pages:
            yield Feature("citation", "equal", weights["citation"], ", ".join(sorted(pages)))

    def _countries(self, left: Party, right: Party) -> Iterable[Feature]:
        if not left.countries or not right.countries:
            return
        both = self._filed(left.countries) & self._filed(right.countries)
        weights = self._rules.weights
        if both:
            yield Feature("country", "equal", weights["country"], ", ".join(sorted(both)))
            return
        agreeing = [n for n in left.names if n.folded in {m.folded for m in right.names}]
        same_name = any(len(n.words) > 1 for n in agreeing)
        weight = weights["country_differs_same_name" if same_name else "country_differs"]
        yield Feature("country", "differs", weight, _sides(left.countries, right.countries))

    def _filed(self, countries: frozenset[str]) -> frozenset[str]:
        codes = {c.removeprefix("territory-") for c in countries}
        return frozenset({*codes, *(self._rules.filed_under.get(c, c) for c in codes)})

    def _ids(self, left: Party, right: Party) -> Iterable[Feature]:
        for scheme in self._rules.identifiers:
            ours = {v for k, v in left.ids if k == scheme}
            theirs = {v for k, v in right.ids if k == scheme}
            if ours and theirs:
                equal = bool(ours & theirs)
                weight = self._rules.weights["id" if equal else "id_differs"]
                yield Feature(scheme, "equal" if equal else "differs", weight, ", ".join(sorted(ours & theirs)))


def _by_pinyin(a: NameForm, b: NameForm) -> bool:
    """Whether the one is the other in Latin letters, or both are Han and sound alike (simplified and traditional)."""
    if a.pinyin and b.pinyin:
        return a.pinyin == b.pinyin
    return (bool(a.pinyin) and a.pinyin == b.joined) or (bool(b.pinyin) and b.pinyin == a.joined)


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    shorter = min(len(a), len(b))
    return len(a & b) / shorter if shorter >= 3 else 0.0


def _sides(left: Iterable[str], right: Iterable[str]) -> str:
    return f"{', '.join(sorted(left)) or 'none'} | {', '.join(sorted(right)) or 'none'}"


def explain(comparison: Comparison) -> str:
    """Say the reasons of a score in one line."""
    return "; ".join(str(f) for f in comparison.features)


def holds(needs: Mapping[str, str], comparison: Comparison) -> bool:
    """Whether each feature has the word that an automatic rule asks for; ``a or none`` allows that nothing is said.

    ``list: other`` asks that the two come from different datasets.
    """
    words = comparison.words()
    for name, wanted in needs.items():
        if name == "list":
            if comparison.left.datasets & comparison.right.datasets:
                return False
        elif words.get(name, "none") not in wanted.split(" or "):
            return False
    return True
