"""Wording: the verb of every generated sentence, by strength and standing (G20, O24).

The phrases are data, in ``ontology/rules/wording.yaml``. What is only alleged or reported is never put as a fact, and a
word that only a court can use is an error when the file is read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from chipgraph import resources
from chipgraph.claims import Stance, Standing, Strength
from chipgraph.errors import Place, UsageError, ValidationError

_REMEDY = "Restore the file that ships with chipgraph, or correct the entry."

_STRENGTHS = ("official", "admitted", "admitted-adverse", "observed", "reported", "alleged", "suspected")


@dataclass(frozen=True, slots=True)
class Verb:
    """The two forms of a class: "fabricated for" and "have fabricated for"."""

    finite: str
    infinitive: str


@dataclass(frozen=True, slots=True)
class Wording:
    """The phrases of one file.

    Attributes
    ----------
    never
        Words that no phrase may contain.
    frames
        (strength, standing) to a text with ``{finite}`` or ``{infinitive}``; ``denied`` and ``withdrawn`` need no strength.
    suspicions
        Methods that are worded as a suspicion.
    stances
        (stance, strength) to what a maker does; the strength is empty for all but ``asserts``.
    verbs, default
        By relation class, and for a class without an entry.
    """

    never: tuple[str, ...]
    frames: Mapping[tuple[str, str], str]
    suspicions: frozenset[str]
    stances: Mapping[tuple[str, str], str]
    verbs: Mapping[str, Verb]
    default: Verb

    @classmethod
    def load(cls, path: Path | None = None) -> Wording:
        """Read the file that ships with chipgraph, or another one with the same entries.

        Raises
        ------
        ValidationError
            If an entry is missing, or a phrase contains a word that must never be used.
        """
        path = path or resources.ontology() / "rules" / "wording.yaml"
        try:
            body = yaml.safe_load(path.read_text(encoding="utf-8"))
            wording = cls(
                never=tuple(str(word).lower() for word in body["never"]),
                frames=dict(_frames(body["frames"])),
                suspicions=frozenset(str(method) for method in body["suspicions"]),
                stances=dict(_stances(body["stances"])),
                verbs={str(name): Verb(v["finite"], v["infinitive"]) for name, v in body["classes"].items()},
                default=Verb(body["default"]["finite"], body["default"]["infinitive"]),
            )
        except KeyError as error:
            raise ValidationError(f"the entry {error} is missing.", path, _REMEDY) from error
        except (yaml.YAMLError, TypeError, AttributeError) as error:
            raise ValidationError(f"it is no wording file: {error}.", path, _REMEDY) from error
        wording._refuse(path)
        return wording

    def _refuse(self, path: Path) -> None:
        banned = re.compile(rf"\b(?:{'|'.join(map(re.escape, self.never))})\b", re.IGNORECASE) if self.never else None
        for name, text in self._texts():
            if banned is not None and (found := banned.search(text)):
                raise ValidationError(f"{found.group()!r} may not be said.", Place(str(path), name), _REMEDY)
        for key, text in self.frames.items():
            if "{infinitive}" not in text and key != ("official", Standing.UNDISPUTED.value):
                raise ValidationError(
                    "it puts as a fact what is not.", Place(str(path), " ".join(key)), "Use {infinitive}."
                )

    def _texts(self) -> Iterator[tuple[str, str]]:
        yield from ((" ".join(key), text) for key, text in self.frames.items())
        yield from ((" ".join(key), text) for key, text in self.stances.items())
        for name, verb in {**self.verbs, "default": self.default}.items():
            yield from ((name, verb.finite), (name, verb.infinitive))

    def phrase(
        self,
        edge_class: str,
        strength: Strength,
        standing: Standing,
        adverse: bool = False,
        methods: Collection[str] = (),
    ) -> str:
        """Word a relation, to stand between its ends.

        Parameters
        ----------
        edge_class
            The relation class; one without an entry is worded neutrally.
        strength, standing
            The two axes of its status.
        adverse
            The relation speaks against the one that says so: then, and only then, it "is admitted" (O24).
        methods
            Methods of what asserts it: if all are suspicions, it is worded as one.

        Raises
        ------
        UsageError
            If nothing asserts it and it is neither denied nor withdrawn: then there is nothing to say.
        """
        verb = self.verbs.get(edge_class, self.default)
        if standing in (Standing.DENIED, Standing.WITHDRAWN):
            frame = self.frames[standing.value, ""]
        elif strength == Strength.NONE:
            raise UsageError(f"Nothing asserts this {edge_class}, so its standing cannot be {standing}.")
        else:
            frame = self.frames[self._manner(strength, adverse, methods), standing.value]
        return frame.format(finite=verb.finite, infinitive=verb.infinitive)

    def verb(
        self,
        stance: Stance,
        strength: Strength = Strength.NONE,
        adverse: bool = False,
        method: str | None = None,
    ) -> str:
        """Word what one maker does, to stand after its name: "says", "denies"; ``strength`` is that of its claim."""
        if stance != Stance.ASSERTS:
            return self.stances[stance.value, ""]
        return self.stances[stance.value, self._manner(strength, adverse, (method,) if method else ())]

    def _manner(self, strength: Strength, adverse: bool, methods: Collection[str]) -> str:
        if strength == Strength.ALLEGED and methods and self.suspicions.issuperset(methods):
            return "suspected"
        return "admitted-adverse" if strength == Strength.ADMITTED and adverse else strength.word


def _frames(body: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[tuple[str, str], str]]:
    for strength in _STRENGTHS:
        for standing in (Standing.UNDISPUTED, Standing.DISPUTED):
            yield (strength, standing.value), str(body[strength][standing.value])
    for standing in (Standing.DENIED, Standing.WITHDRAWN):
        yield (standing.value, ""), str(body[standing.value])


def _stances(body: Mapping[str, str | Mapping[str, str]]) -> Iterator[tuple[tuple[str, str], str]]:
    asserts = body[Stance.ASSERTS.value]
    if isinstance(asserts, str):
        raise KeyError(Stance.ASSERTS.value)
    for strength in (*_STRENGTHS, Strength.NONE.word):
        yield (Stance.ASSERTS.value, strength), str(asserts[strength])
    for stance in set(Stance) - {Stance.ASSERTS}:
        yield (stance.value, ""), str(body[stance.value])


@cache
def shipped() -> Wording:
    """Read the file that ships with chipgraph, once."""
    return Wording.load()


def phrase(
    edge_class: str,
    strength: Strength,
    standing: Standing,
    adverse: bool = False,
    methods: Collection[str] = (),
) -> str:
    """Word a relation with the shipped file; see ``Wording.phrase``.

    >>> phrase("Supply", Strength.REPORTED, Standing.UNDISPUTED)
    'is reported to have supplied'
    """
    return shipped().phrase(edge_class, strength, standing, adverse, methods)


def verb(stance: Stance, strength: Strength = Strength.NONE, adverse: bool = False, method: str | None = None) -> str:
    """Word what one maker does with the shipped file; see ``Wording.verb``.

    >>> verb(Stance.DENIES)
    'denies'
    """
    return shipped().verb(stance, strength, adverse, method)
