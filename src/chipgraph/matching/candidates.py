"""Which pairs are worth a look: parties that share a telling word, a sound or initials, scored and in order (O35)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from chipgraph.matching.compare import Comparer, Comparison
from chipgraph.matching.party import NameForm, Party
from chipgraph.matching.rules import MatchingRules

_PREFIX = 7
"""Letters of a name without spaces that bring together names that are written apart or together."""


class Blocks:
    """Finds, for a party, the parties that it may be: without it every party would be compared with every other."""

    def __init__(self, parties: Mapping[str, Party], rules: MatchingRules) -> None:
        self._parties = parties
        self._rules = rules
        self._holders: defaultdict[str, set[str]] = defaultdict(set)
        for party in parties.values():
            for key in self._keys(party):
                self._holders[key].add(party.id)

    def _keys(self, party: Party) -> set[str]:
        keys = {f"id {scheme} {value}" for scheme, value in party.ids}
        for name in party.names:
            keys.update(self._name_keys(name))
        return keys

    def _name_keys(self, name: NameForm) -> Iterator[str]:
        yield from (f"word {w}" for w in name.words)
        yield f"whole {name.joined}"
        yield f"begins {name.joined[:_PREFIX]}"
        if name.pinyin:
            yield f"whole {name.pinyin}"
            yield f"begins {name.pinyin[:_PREFIX]}"
        if len(name.joined) <= 10:
            yield f"initials {name.joined}"
        yield from (f"initials {i}" for i in name.initials if self._rules.acronym_letters <= len(i) <= 10)

    def near(self, party: Party) -> set[str]:
        """Ids of the parties that share a key with this one; a key that too many share brings nobody together."""
        found: set[str] = set()
        for key in self._keys(party):
            holders = self._holders.get(key, set())
            if len(holders) <= self._rules.names_with_word or key.startswith(("whole", "id")):
                found |= holders
        found.discard(party.id)
        return found


def candidates(
    parties: Mapping[str, Party],
    rules: MatchingRules,
    of: Collection[str] | None = None,
    judged: Callable[[str, str], bool] = lambda left, right: False,
    least: float | None = None,
) -> list[Comparison]:
    """Score the pairs worth a look, best first; of equal score in the order of their ids.

    Parameters
    ----------
    parties
        All parties by id.
    of
        Only pairs with one of these parties.
    judged
        Pairs for which it is true are left out: somebody has decided them.
    least
        The least score; by default the threshold of the rules.
    """
    blocks, comparer = Blocks(parties, rules), Comparer(rules)
    bound = rules.candidate if least is None else least
    found = []
    for left, right in _pairs(parties, blocks, sorted(parties if of is None else of)):
        if not judged(left, right):
            comparison = comparer.compare(parties[left], parties[right])
            if comparison.score >= bound:
                found.append(comparison)
    return sorted(found, key=lambda c: (-c.score, c.left.id, c.right.id))


def _pairs(parties: Mapping[str, Party], blocks: Blocks, ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    done: set[tuple[str, str]] = set()
    for id in ids:
        for other in sorted(blocks.near(parties[id])):
            pair = (id, other) if id < other else (other, id)
            if pair not in done:
                done.add(pair)
                yield pair
