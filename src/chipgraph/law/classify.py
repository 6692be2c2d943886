"""Classify an item on a day: the set of outcomes still possible, and what would settle it (O31, rule 3.8).

The classification that was published stands beside the one that is computed; neither corrects the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chipgraph.dates import within
from chipgraph.law.chips import Chip, Chips
from chipgraph.law.evaluate import CLASS, World, first, is_class, item_worlds, settling
from chipgraph.law.figures import Figure, Figures, check_agreement
from chipgraph.law.loading import Law
from chipgraph.law.model import Letter, Rule
from chipgraph.law.ranges import ratio

NOT_CONTROLLED = "not_controlled"


@dataclass(frozen=True, slots=True)
class Eligibility:
    """A licence exception, a letter or a tariff that may reach the item: ``certain`` or only possible."""

    id: str
    certain: bool
    citation: str
    note: str | None = None
    thresholds: str | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """What a source says the classification is, beside the computed one."""

    version: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class OtherClass:
    """What the figures of another source lead to, shown beside the answer."""

    source: str
    why: str
    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Classification:
    """The answer for one item on one day.

    Attributes
    ----------
    outcomes
        All classes that some values in the ranges have, sorted; ``not_controlled`` among them.
    determined
        Whether there is only one.
    settled_by
        The smallest set of inputs that would settle it.
    figures
        What was used, each with its source.
    exceptions, letters, tariff
        Layers of their own: they change no class.
    rules
        Versions that are, or may be, in force on the day.
    variants
        The answers of the variants, for a family.
    notes
        What the answer takes for granted.
    """

    item: str
    day: int
    outcomes: tuple[str, ...]
    determined: bool
    settled_by: tuple[str, ...]
    figures: tuple[Figure, ...]
    exceptions: tuple[Eligibility, ...]
    letters: tuple[Eligibility, ...]
    tariff: tuple[Eligibility, ...]
    rules: tuple[tuple[str, str], ...]
    published: tuple[Published, ...] = ()
    others: tuple[OtherClass, ...] = ()
    variants: tuple[Classification, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def classify(figures: Figures, day: int, law: Law) -> Classification:
    """Classify figures on a day.

    Parameters
    ----------
    figures
        Ranges and flags; what is missing is unknown.
    day
        Day number (``dates.to_day``).
    law
        Rules as data.

    Raises
    ------
    UsageError
        If the figures contradict each other.
    """
    check_agreement(figures, law.vocabulary)
    rules = _in_force(law, "classification", day)
    versions = [rule for rule, _ in rules]
    worlds = item_worlds((), figures, law.vocabulary, versions)
    outcomes = {str(world.values[CLASS]) for world in worlds} if versions else {NOT_CONTROLLED}
    settled = settling(worlds, lambda w: str(w.values[CLASS])) if versions else ()
    notes = list(figures.notes)
    unsure = [rule for rule, certain in rules if not certain]
    if versions and not any(certain for _, certain in rules):
        outcomes |= {NOT_CONTROLLED}
    if unsure:
        settled = (*(s for s in settled if s != "rule"), *(f"first day of {r.id}" for r in unsure))
    if not versions and day < law.first_day():
        notes.append("No classification rule of these files was in force on this day yet.")
    ordered = tuple(sorted(outcomes))
    return Classification(
        item=figures.name,
        day=day,
        outcomes=ordered,
        determined=len(ordered) == 1,
        settled_by=_inputs(settled, figures) if len(ordered) > 1 else (),
        figures=(*figures.sources, *_density(figures)),
        exceptions=_exceptions(law, figures, versions, day),
        letters=_letters(law, figures, day),
        tariff=_layer(law, "tariff", figures, day, "none"),
        rules=tuple((rule.id, rule.citation or "") for rule in versions),
        unconfirmed=tuple(sorted({u for rule in unsure for u in rule.unconfirmed})),
        notes=tuple(notes),
    )


def _in_force(law: Law, kind: str, day: int) -> list[tuple[Rule, bool]]:
    return [found for provision in law.of_kind(kind) for found in provision.on(day)]


def _density(figures: Figures) -> tuple[Figure, ...]:
    """Performance density as computed, with the basis."""
    if "performance_density" in figures.metrics or not {"tpp", "die_area"} <= set(figures.metrics):
        return ()
    note = "computed: tpp / die_area"
    if figures.flag("nonplanar") is None:
        note += "; only if a logic die is non-planar, which is not stated"
    computed = ratio(figures.metric("tpp"), figures.metric("die_area"))
    return (Figure("performance_density", computed, "TOPS x bit / mm2", "computed", None, note),)


def _inputs(names: Sequence[str], figures: Figures) -> tuple[str, ...]:
    """Name what a person would look up: a density that is computed is settled by the die area."""
    found = []
    for name in names:
        computed = name == "performance_density" and "performance_density" not in figures.metrics
        if computed and ("tpp" in names or figures.metric("tpp").is_point):
            name = "die_area"
        elif (computed and figures.metric("die_area").is_point) or name == "p_total":
            name = "tpp"
        if name.startswith("p_"):
            name = "tpp" if "tpp" in figures.metrics else name
        if name not in found:
            found.append(name)
    return tuple(found)


def _exceptions(law: Law, figures: Figures, versions: Sequence[Rule], day: int) -> tuple[Eligibility, ...]:
    found = []
    for provision in law.of_kind("exception"):
        for rule, certain in provision.on(day):
            conditions = [c for limb in rule.limbs for c in limb.conditions]
            worlds = item_worlds(conditions, figures, law.vocabulary, versions)
            reached = {_outcome(rule, world) == "eligible" for world in worlds}
            if True in reached:
                sure = certain and reached == {True}
                found.append(Eligibility(provision.id, sure, provision.citation, rule.note))
    return tuple(found)


def _outcome(rule: Rule, world: World) -> str:
    limb = first(rule.limbs, world.holds)
    return rule.otherwise if limb is None else limb.outcome


def _layer(law: Law, kind: str, figures: Figures, day: int, nothing: str) -> tuple[Eligibility, ...]:
    found = []
    for rule, certain in _in_force(law, kind, day):
        conditions = [c for limb in rule.limbs for c in limb.conditions]
        outcomes = {_outcome(rule, w) for w in item_worlds(conditions, figures, law.vocabulary)}
        for outcome in sorted(outcomes - {nothing}):
            found.append(Eligibility(outcome, certain and len(outcomes) == 1, rule.citation or rule.id, rule.note))
    return tuple(found)


def letter_reaches(letter: Letter, figures: Figures, law: Law) -> bool | None:
    """Whether a letter reaches an item by its thresholds; None if that is open."""
    if any(figures.name == m or figures.name.startswith(f"{m} ") for m in letter.models):
        return True
    if not letter.limbs:
        return False
    conditions = [c for limb in letter.limbs for c in limb.conditions]
    worlds = item_worlds(conditions, figures, law.vocabulary)
    reached = {first(letter.limbs, world.holds) is not None for world in worlds}
    return reached.pop() if len(reached) == 1 else None


def _letters(law: Law, figures: Figures, day: int) -> tuple[Eligibility, ...]:
    found = []
    for letter in law.letters:
        sent, reached = within(day, letter.starts, letter.ends), letter_reaches(letter, figures, law)
        if sent is False or reached is False:
            continue
        note = f"binds {', '.join(letter.addressees)} only; {letter.scope}"
        found.append(Eligibility(letter.id, sent is True and reached is True, letter.citation, note, letter.thresholds))
    return tuple(found)


def classify_chip(chip: Chip, chips: Chips, day: int, law: Law) -> Classification:
    """Classify a chip: a model by its figures, a family by the answers of its variants.

    A family has no class of its own (rule 3.8): its answer is the set of its variants' answers, and it says that there may
    be other variants. A design match is named where the figures of another product stand in.
    """
    stand_in = chips.by_name.get(chip.by_design_match or "")
    if stand_in is not None:
        return _by_match(chip, stand_in, chips, day, law)
    variants = chips.variants(chip)
    if variants:
        return _family(chip.name, [classify_chip(v, chips, day, law) for v in variants], day, _published(chip))
    answer = classify(chip.figures, day, law)
    others = tuple(OtherClass(o.source, o.why, classify(o.figures, day, law).outcomes) for o in chip.others)
    return replace(answer, published=_published(chip), others=others)


def _published(chip: Chip) -> tuple[Published, ...]:
    return tuple(Published(version, value, source) for version, value, source in chip.published)


def _by_match(chip: Chip, stand_in: Chip, chips: Chips, day: int, law: Law) -> Classification:
    answers = []
    for variant in chips.variants(stand_in) or (stand_in,):
        answers.append(classify(matched_figures(chip, variant), day, law))
    family = _family(chip.name, answers, day, _published(chip))
    note = f"By design match: the figures are those of {stand_in.name}, without {', '.join(chip.not_carried_over)}."
    return replace(family, notes=(note, *chip.figures.notes))


def matched_figures(chip: Chip, variant: Chip) -> Figures:
    """Give the figures that stand in for a chip without any, without those that the match does not carry over."""
    left = set(chip.not_carried_over)
    return replace(
        variant.figures,
        metrics={n: r for n, r in variant.figures.metrics.items() if n not in left},
        sources=tuple(f for f in variant.figures.sources if f.name not in left),
        notes=(f"figures of {variant.name}, by design match",),
    )


def _family(name: str, answers: Sequence[Classification], day: int, published: tuple[Published, ...]) -> Classification:
    outcomes = tuple(sorted({o for a in answers for o in a.outcomes}))
    settled = tuple(dict.fromkeys(s for a in answers for s in a.settled_by))
    differ = len({a.outcomes for a in answers}) > 1
    return Classification(
        item=name,
        day=day,
        outcomes=outcomes,
        determined=len(outcomes) == 1,
        settled_by=(("variant", *settled) if differ else settled) if len(outcomes) > 1 else (),
        figures=tuple(replace(f, note=_of(a.item, f.note)) for a in answers for f in a.figures),
        exceptions=_together([a.exceptions for a in answers]),
        letters=_together([a.letters for a in answers]),
        tariff=_together([a.tariff for a in answers]),
        rules=answers[0].rules,
        published=(*published, *(p for a in answers for p in a.published)),
        variants=tuple(answers),
        unconfirmed=answers[0].unconfirmed,
        notes=("A family: the set of its variants' answers. There may be other variants.", *_common_notes(answers)),
    )


def _common_notes(answers: Sequence[Classification]) -> tuple[str, ...]:
    """What holds for each variant holds for the family: that no rule was in force yet."""
    return tuple(note for note in answers[0].notes if all(note in a.notes for a in answers))


def _of(name: str, note: str | None) -> str:
    return name if note is None else f"{name}: {note}"


def _together(layers: Sequence[tuple[Eligibility, ...]]) -> tuple[Eligibility, ...]:
    """Join what reaches the variants: certain only if it certainly reaches each of them."""
    found: dict[str, Eligibility] = {}
    for layer in layers:
        for one in layer:
            found.setdefault(one.id, one)
    return tuple(
        replace(one, certain=all(any(o.id == id and o.certain for o in layer) for layer in layers))
        for id, one in found.items()
    )


def classify_assembly(contained: Classification, base: str | None, law: Law) -> tuple[str, ...]:
    """Classify a computer or assembly by the ICs that it contains: 4A090, or the ``.z`` paragraph of its own ECCN.

    Parameters
    ----------
    contained
        The answer for the IC.
    base
        The ECCN where the assembly is classified otherwise; None for a computer of 4A090.
    """
    kind = "assembly" if base is None else "z-paragraph"
    outcomes = set()
    for provision in law.of_kind(kind):
        if base is not None and base not in provision.base:
            return (base,)
        for rule, _ in provision.on(contained.day):
            for outcome in contained.outcomes:
                outcomes.add(_assembled(rule, outcome, base))
    return tuple(sorted(outcomes)) or (base or NOT_CONTROLLED,)


def assembled(rule: Rule, contained: str) -> str:
    """Say which class an assembly has by a version whose IC has this one."""
    limb = next((m for m in rule.limbs if all(is_class(contained, c.value) for c in m.conditions)), None)
    return rule.otherwise if limb is None else limb.outcome


def _assembled(rule: Rule, contained: str, base: str | None) -> str:
    found = assembled(rule, contained)
    if base is None:
        return found
    return base if found == rule.otherwise else f"{base}.z"
