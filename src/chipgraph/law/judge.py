"""Judge a hop by the law as of its days: hooks with citation and status, licence, policy (W22 to W25).

A hook is a rule that applies, or may apply, to the hop. By text and as enforced are two answers; where they differ, both
are given and neither is preferred: the Diffusion Rule is printed and not enforced.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from chipgraph.dates import within
from chipgraph.law.assemblies import versions_on
from chipgraph.law.classify import Eligibility, letter_reaches
from chipgraph.law.context import Context, all_of, any_of
from chipgraph.law.hop import Hop, Item, remembered
from chipgraph.law.limbs import Answer, answer
from chipgraph.law.loading import Law
from chipgraph.law.model import Letter, Limb, Provision, Rule, Tri
from chipgraph.law.parties import Party, folded

REQUIRED, NOT_REQUIRED, MAY_BE_REQUIRED = "required", "not_required", "may_be_required"
UNVERIFIED = (("if it is in force as printed", REQUIRED), ("if it is still stayed", NOT_REQUIRED))
"""Both readings of a rule whose status is not verified, with what each asks."""
POLICIES = ("presumption_of_denial", "case_by_case", "presumption_of_approval")


@dataclass(frozen=True, slots=True)
class Hook:
    """One rule that applies, or may apply, to a hop.

    Attributes
    ----------
    rule, requirement
        What reaches the item (a foreign direct product rule for what is made abroad) and what asks for the licence.
    version, limb, citation
        The version of the rule, its limb, and where that stands.
    text_status, enforcement_status
        How text and enforcement stand on the day (O32).
    by_text, as_enforced
        Whether it applies by its text, and as the agency enforces it; None: may apply.
    party
        Whom it concerns, for rules about a party.
    policy
        What an application meets.
    unknown
        What would settle it, where it only may apply.
    takes_for_granted
        What the answer rests on.
    """

    rule: str
    requirement: str
    version: str
    limb: str
    citation: str
    text_status: str
    enforcement_status: str
    by_text: Tri
    as_enforced: Tri
    party: str | None = None
    policy: str | None = None
    unknown: tuple[str, ...] = ()
    takes_for_granted: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    applies_from: int | None = None

    @property
    def applies(self) -> bool:
        """Whether it applies on both readings; else it only may."""
        return self.by_text is True and self.as_enforced is True

    @property
    def readings(self) -> tuple[tuple[str, str], ...]:
        """Give both readings where text and enforcement part, or where the status is not verified."""
        if "unverified" in (self.text_status, self.enforcement_status):
            return UNVERIFIED
        if self.by_text == self.as_enforced:
            return ()
        return (("by text", licence_word(self.by_text)), ("as enforced", licence_word(self.as_enforced)))


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer for a hop: hooks, and what they add up to."""

    hooks: tuple[Hook, ...]
    letters: tuple[Eligibility, ...]
    exceptions: tuple[Eligibility, ...]
    licence: str = NOT_REQUIRED
    by_text: str = NOT_REQUIRED
    as_enforced: str = NOT_REQUIRED
    policy: str | None = None
    pending: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Label the hop (W25); a rule that is announced as not enforced flags nobody."""
        return {REQUIRED: "flagged", MAY_BE_REQUIRED: "open", NOT_REQUIRED: "not shown to apply"}[self.as_enforced]


def licence_word(truth: Tri) -> str:
    """Say in the words of the answer whether a licence is required."""
    return MAY_BE_REQUIRED if truth is None else (REQUIRED if truth else NOT_REQUIRED)


def judge_on(hop: Hop, day: int, law: Law) -> Judgement:
    """Judge a hop on one day."""
    return _Day(hop, day, law).judgement()


class _Day:
    """The working state of one judgement."""

    def __init__(self, hop: Hop, day: int, law: Law) -> None:
        self._hop, self._day, self._law = hop, day, law
        self._context = Context(hop, day, law)
        found = versions_on(law, day, hop.item)
        self._versions = [rule for rule, _ in found]
        self._class_certain = any(certain for _, certain in found) or not found
        self._pending: dict[str, None] = {}
        self._unanswered: dict[str, None] = {}
        self._rests_on: dict[str, None] = {}

    def judgement(self) -> Judgement:
        hooks = [h for p in self._law.of_kind("requirement", "presumption") for h in self._hooks(p, self._context)]
        subject = self._subject_to_ear(hooks)
        for party in self._hop.parties:
            hooks.extend(self._of_party(party, self._context.seen_from(party, subject)))
        policies = self._policies() if hooks else ()
        own = {p.id for p in self._law.of_kind("requirement", "presumption")}
        policy = policies[0] if len(policies) == 1 else None
        hooks = [replace(h, policy=policy) if h.requirement in own else h for h in hooks]
        return summed(
            Judgement(
                hooks=tuple(hooks),
                letters=self._letters(),
                exceptions=self._exceptions(hooks),
                pending=tuple(self._pending),
                unanswered=tuple(self._unanswered),
                notes=tuple(self._notes()),
            )
        )

    def _notes(self) -> Iterable[str]:
        match = self._hop.item.by_design_match
        if match is not None:
            yield f"The class of {self._hop.item.name} is that of {match}, by design match."
        if self._hop.item.contains is not None:
            yield f"The class of {self._hop.item.name} follows from what it contains: {self._hop.item.contains}."
        if not self._versions:
            yield "No classification rule of these files was in force on this day."
        yield from self._rests_on

    def _subject_to_ear(self, hooks: Sequence[Hook]) -> Tri:
        """Whether the item is subject to the EAR: from the US, or reached abroad by a rule that applies."""
        if self._hop.origin == "US" or self._hop.flags.get("us_origin"):
            return True
        return True if any(h.by_text is True and h.as_enforced is True for h in hooks) else None

    def _of_party(self, party: Party, context: Context) -> list[Hook]:
        """One hook a party: the first that applies, else the first that may; an owner's listing stands apart."""
        found = [h for p in self._law.of_kind("party") for h in self._hooks(p, context, party)]
        certain = [h for h in found if h.applies]
        return (certain or found)[:1]

    def _hooks(self, provision: Provision, context: Context, party: Party | None = None) -> list[Hook]:
        if provision.kind == "party" and provision.foreign_made and self._hop.origin == "US":
            return []
        hooks = []
        for rule, certain in provision.on(self._day):
            text, enforced = self._law.statuses(rule, self._day)
            if "effective_not_due" in (text, enforced) or rule.due(self._day) is False:
                self._pending[f"{provision.id} ({rule.id}): in force, not yet to be complied with"] = None
                continue
            asked = context.afresh()
            found = answer(rule.limbs, rule.otherwise, asked, self._hop.item, self._versions)
            self._rests_on.update(dict.fromkeys(asked.notes))
            self._unanswered.update(dict.fromkeys(self._asked(found, party)))
            hook = self._hook(provision, rule, found, certain and rule.due(self._day) is True, asked, party)
            if hook is not None:
                hooks.append(replace(hook, text_status=text, enforcement_status=enforced))
        return [reading(hook) for hook in hooks]

    def _asked(self, found: Answer, party: Party | None) -> list[str]:
        return [f"{text} ({party.name})" if party is not None else text for text in found.unanswered]

    def _hook(
        self, provision: Provision, rule: Rule, found: Answer, certain: bool, context: Context, party: Party | None
    ) -> Hook | None:
        reached = [m for m in (*found.certain, *found.limbs) if m is not None and m.outcome == REQUIRED]
        if REQUIRED not in found.outcomes(rule.otherwise):
            return None
        limb = reached[0]
        asks_class = any(c.kind == "class" for c in limb.conditions)
        sure = certain and found.outcomes(rule.otherwise) == {REQUIRED} and (self._class_certain or not asks_class)
        unknown = found.unknown if certain else (*found.unknown, f"first day of {rule.id}")
        foreign = self._hop.origin not in ("US", None) and provision.foreign_made is not None
        granted = list(found.granted) + list(context.notes)
        if foreign and provision.kind != "presumption":
            granted.append("made with the US technology or equipment that the rule names")
        if self._hop.item.by_design_match and (asks_class or provision.kind == "presumption"):
            granted.append(f"class by design match with {self._hop.item.by_design_match}")
        if self._hop.item.contains and asks_class:
            granted.append(f"class by what it contains: {self._hop.item.contains}")
        truth: Tri = True if sure else None
        return Hook(
            rule=provision.foreign_made or provision.id if foreign else provision.id,
            requirement=provision.id,
            version=rule.id,
            limb=limb.label,
            citation=_citation(provision, rule, limb),
            text_status="",
            enforcement_status="",
            by_text=truth,
            as_enforced=truth,
            party=None if party is None else party.name,
            policy=_own_policy(party, self._day),
            unknown=unknown if not sure else (),
            takes_for_granted=tuple(dict.fromkeys(granted)),
            unconfirmed=rule.unconfirmed,
        )

    def _policies(self) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for provision in self._law.of_kind("policy"):
            for rule, _ in provision.on(self._day):
                one = answer(rule.limbs, rule.otherwise, self._context, self._hop.item, self._versions)
                found.update(dict.fromkeys(sorted(one.outcomes(rule.otherwise) - {"not_stated"})))
        return tuple(found)

    def _exceptions(self, hooks: Sequence[Hook]) -> tuple[Eligibility, ...]:
        """Exceptions for which item and destination are, or may be, eligible; a party rule overrides them."""
        overridden = any(h.party is not None and h.applies for h in hooks)
        found = []
        for provision in self._law.of_kind("exception"):
            for rule, certain in provision.on(self._day):
                both = []
                for limbs in (rule.limbs, rule.destinations):
                    one = answer(limbs, rule.otherwise, self._context, self._hop.item, self._versions)
                    eligible = {o == "eligible" for o in one.outcomes(rule.otherwise)}
                    both.append(None if len(eligible) > 1 else eligible.pop())
                truth = all_of(both)
                if truth is not False:
                    note = "overridden by a rule about a party" if overridden else rule.note
                    found.append(Eligibility(provision.id, truth is True and certain, provision.citation, note))
        return tuple(found)

    def _letters(self) -> tuple[Eligibility, ...]:
        found = []
        for letter in self._law.letters:
            sent = within(self._day, letter.starts, letter.ends)
            if sent is False:
                continue
            item = self._hop.item
            key = (self._law.digest, letter.id)
            reached = remembered(item, key, partial(_reached_by, letter, item, self._law))
            places = any_of(self._context.in_groups(code, letter.destinations) for code in self._hop.destinations)
            seats = any_of(self._context.in_groups(p.headquarters, letter.headquarters) for p in self._hop.parties)
            goes = any_of((places if self._hop.destinations else None, seats if letter.headquarters else False))
            exporter = self._hop.exporter
            bound = None if exporter is None else _addressed(exporter, letter)
            truth = all_of((sent, reached, goes, bound))
            if truth is not False:
                note = f"binds {', '.join(letter.addressees)} only; {letter.scope}"
                found.append(Eligibility(letter.id, truth is True, letter.citation, note, letter.thresholds))
        return tuple(found)


def _addressed(party: Party, letter: Letter) -> bool:
    names = {folded(n) for n in (party.name, *party.aliases)}
    return any(folded(n) in names for n in letter.addressees)


def _reached_by(letter: Letter, item: Item, law: Law) -> Tri:
    return any_of(letter_reaches(letter, figures, law) for figures in item.variants)


def _citation(provision: Provision, rule: Rule, limb: Limb) -> str:
    parts = [limb.citation or provision.citation]
    if rule.citation:
        parts.append(rule.citation)
    return "; ".join(parts)


def _own_policy(party: Party | None, day: int) -> str | None:
    """What the list says of applications for a party, where that was read."""
    if party is None:
        return None
    return next((e.policy for e in party.listings if e.policy and e.holds(day)), None)


def reading(hook: Hook) -> Hook:
    """Read a hook by the two statuses of its rule: what the text asks, and what is enforced (O32)."""
    text, enforced = _standing(hook.text_status, printed=True), _standing(hook.enforcement_status, printed=False)
    return replace(hook, by_text=all_of((hook.by_text, text)), as_enforced=all_of((hook.as_enforced, enforced)))


def _standing(status: str, printed: bool) -> Tri:
    """Whether a status lets a rule speak; what is stayed or not enforced is still printed."""
    if status in ("in_force", "not_codified"):
        return True
    if status in ("stayed", "announced_not_enforced", "unverified"):
        return True if printed else (None if status == "unverified" else False)
    return None if " or " in status else status != "ended"


def summed(judgement: Judgement) -> Judgement:
    """Add hooks up to one answer: by text, as enforced, and the strictest policy among them."""
    text = any_of(h.by_text for h in judgement.hooks)
    enforced = any_of(h.as_enforced for h in judgement.hooks)
    by_text, as_enforced = licence_word(text), licence_word(enforced)
    licence = by_text if by_text == as_enforced else MAY_BE_REQUIRED
    found = {h.policy for h in judgement.hooks}
    policy = next((p for p in POLICIES if p in found), None)
    return replace(judgement, licence=licence, by_text=by_text, as_enforced=as_enforced, policy=policy)
