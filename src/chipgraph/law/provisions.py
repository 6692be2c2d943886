"""Read provisions with their versions, limbs and conditions, and letters (O31, O33)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from chipgraph.law.checks import check_order, close_versions
from chipgraph.law.entries import Entry
from chipgraph.law.instruments import read_unconfirmed
from chipgraph.law.model import Condition, Explanation, Instrument, Letter, Limb, Provision, Question, Rule, Vocabulary

KINDS = (
    "classification",
    "assembly",
    "z-paragraph",
    "exception",
    "requirement",
    "presumption",
    "party",
    "policy",
    "tariff",
)
SUBJECTS = ("item", "contained", "destination", "origin", "party", "exporter", "designer")
_KINDS_OF_CONDITION = ("metric", "flag", "class", "territory", "headquarters", "list", "footnote")
_COMPARE = (">=", ">", "<=", "<", "=")
_MEMBER = ("in", "not-in")
_IF_UNKNOWN = ("may-apply", "unanswered", "not-shown", "granted")


class ProvisionReader:
    """Reads what refers to metrics, instruments and open questions."""

    def __init__(
        self, vocabulary: Vocabulary, questions: Mapping[str, Question], instruments: Mapping[str, Instrument]
    ) -> None:
        self._vocabulary = vocabulary
        self._questions = questions
        self._instruments = instruments

    def provision(self, entry: Entry) -> Provision:
        """Read one provision with its versions, in order of time."""
        versions = [self._rule(version) for version in entry.entries("versions")]
        if not versions:
            raise entry.error("versions is missing.", "Add at least one version.")
        foreign_made = None
        if entry.has("foreign_made"):
            by = entry.mapping("foreign_made")
            foreign_made = by.text("rule")
            by.text("citation")
            by.done()
        provision = Provision(
            id=entry.text("id"),
            kind=entry.one_of("kind", KINDS),
            citation=entry.text("citation"),
            versions=close_versions(versions, entry),
            foreign_made=foreign_made,
            base=entry.texts("base"),
        )
        entry.done()
        return provision

    def _rule(self, entry: Entry) -> Rule:
        starts, compliance, ends = entry.date("starts"), entry.date("compliance"), entry.date("ends")
        if not starts.known:
            raise entry.error("starts is missing.", "Add the first day, or ..DATE if only the latest is known.")
        check_order(entry, starts=starts, compliance=compliance, ends=ends)
        rule = Rule(
            id=entry.text("id"),
            made_by=self._instrument(entry, "made_by"),
            supersedes=entry.optional("supersedes"),
            starts=starts,
            compliance=compliance,
            ends=ends,
            citation=entry.optional("citation"),
            limbs=self._limbs(entry, "limbs"),
            destinations=self._limbs(entry, "destinations"),
            otherwise=entry.text("otherwise"),
            unconfirmed=read_unconfirmed(entry, self._questions),
            note=entry.optional("note"),
        )
        if not rule.limbs:
            raise entry.error("limbs is missing.", "Add at least one limb.")
        if starts.hi < self._instruments[rule.made_by].effective.lo:
            raise entry.error(f"it starts before {rule.made_by} takes effect.", "Correct starts, or made_by.")
        entry.done()
        return rule

    def letter(self, entry: Entry) -> Letter:
        """Read one letter."""
        starts, ends = entry.date("starts"), entry.date("ends")
        check_order(entry, starts=starts, ends=ends)
        letter = Letter(
            id=entry.text("id"),
            rule=self._instrument(entry, "rule"),
            addressees=entry.texts("addressees"),
            starts=starts,
            ends=ends,
            thresholds=entry.one_of("thresholds", ("known", "reported")),
            destinations=entry.texts("destinations"),
            headquarters=entry.texts("headquarters"),
            scope=entry.text("scope"),
            models=entry.texts("models"),
            limbs=self._limbs(entry, "limbs", outcome="reached"),
            citation=entry.text("citation"),
            unconfirmed=read_unconfirmed(entry, self._questions),
            note=entry.optional("note"),
        )
        if not letter.limbs and not letter.models:
            raise entry.error("it reaches nothing.", "Add limbs or models.")
        entry.done()
        return letter

    def explanation(self, entry: Entry) -> Explanation:
        """Read one lawful explanation."""
        explanation = Explanation(
            id=entry.text("id"),
            text=entry.text("text"),
            citation=entry.text("citation"),
            supported_by=entry.text("supported_by"),
            conditions=tuple(self._condition(c) for c in entry.entries("all", label="metric")),
        )
        if not explanation.conditions:
            raise entry.error("all is missing.", "Add at least one condition.")
        entry.done()
        return explanation

    def _instrument(self, entry: Entry, key: str) -> str:
        id = entry.text(key)
        if id not in self._instruments:
            raise entry.error(f"{key} {id!r} is no entry of instruments.yaml.", "Add it there, or correct the id.")
        return id

    def _limbs(self, entry: Entry, key: str, outcome: str | None = None) -> tuple[Limb, ...]:
        limbs = []
        for item in entry.entries(key, label="limb"):
            given = outcome or item.text("outcome")
            conditions = tuple(self._condition(c) for c in item.entries("all", label="metric"))
            if not conditions:
                raise item.error("all is missing.", "Add at least one condition.")
            limbs.append(Limb(given, item.optional("limb") or given, conditions, item.optional("citation")))
            item.done()
        return tuple(limbs)

    def _condition(self, entry: Entry) -> Condition:
        kind = next((k for k in _KINDS_OF_CONDITION if entry.has(k)), None)
        if kind is None:
            raise entry.error("it asks nothing.", f"Add one of: {', '.join(_KINDS_OF_CONDITION)}.")
        name = entry.text(kind)
        compares = kind in ("metric", "flag")
        condition = Condition(
            of=entry.one_of("of", SUBJECTS),
            kind=kind,
            name=name,
            op=entry.one_of("op", _COMPARE if compares else _MEMBER),
            value=entry.texts("value"),
            if_unknown=entry.one_of("if_unknown", _IF_UNKNOWN) if entry.has("if_unknown") else "may-apply",
        )
        if not condition.value:
            raise entry.error("value is missing.", "Add the figure, or the names.")
        if kind == "metric":
            self._metric(entry, condition)
        elif kind == "flag":
            self._flag(entry, condition)
        entry.done()
        return condition

    def _metric(self, entry: Entry, condition: Condition) -> None:
        metric = self._vocabulary.metrics.get(condition.name)
        if metric is None:
            raise entry.error(f"{condition.name!r} is no metric of metrics.yaml.", "Add it there, or correct the name.")
        unit = entry.optional("unit")
        if unit not in (None, metric.unit):
            raise entry.error(f"{metric.name} is in {metric.unit}, not in {unit}.", "Correct the unit and the value.")
        try:
            Fraction(condition.value[0])
        except ValueError:
            raise entry.error(f"{condition.value[0]!r} is no figure.", "Write the threshold as a number.") from None

    def _flag(self, entry: Entry, condition: Condition) -> None:
        if condition.name not in self._vocabulary.flags:
            raise entry.error(f"{condition.name!r} is no flag of metrics.yaml.", "Add it there, or correct the name.")
        if condition.op != "=" or condition.value not in (("yes",), ("no",)):
            raise entry.error("a flag is = yes or = no.", "Write op: '=', value: yes.")
