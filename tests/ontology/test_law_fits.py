"""The classes and lists of the law fit what the law files hold, so that both say the same (O31 to O33)."""

from __future__ import annotations

from chipgraph import law, resources
from chipgraph.law.model import Condition, DatedStatus
from chipgraph.rdf import read_turtle
from chipgraph.records import Row
from chipgraph.schema import load
from chipgraph.validate import check

SCHEMA = load()
LAW = law.load()
EXAMPLES = resources.ontology() / "examples"


def notations(scheme: str) -> set[str]:
    return {c.notation for c in SCHEMA.concepts(scheme)}


def conditions() -> list[Condition]:
    versions = [v for p in LAW.provisions.values() for v in p.versions]
    limbs = [limb for v in versions for limb in (*v.limbs, *v.destinations)]
    limbs += [limb for letter in LAW.letters for limb in letter.limbs]
    return [condition for limb in limbs for condition in limb.conditions]


def states() -> list[DatedStatus]:
    return [s for i in LAW.instruments.values() for s in (*i.text_status, *i.enforcement_status)]


def test_every_word_of_a_condition_is_a_code() -> None:
    found = conditions()
    assert len(found) > 100
    assert {c.of for c in found} <= notations("subject-role")
    assert {c.kind for c in found} <= notations("test-kind")
    assert {c.op for c in found} <= notations("comparison")
    assert {c.if_unknown for c in found} <= notations("if-unknown")
    assert {letter.thresholds for letter in LAW.letters} <= notations("thresholds")


def test_every_state_of_force_is_a_code() -> None:
    assert len(states()) > 50
    assert {s.status for s in states()} <= notations("legal-status")


def test_every_condition_and_state_of_the_law_is_a_row_that_passes() -> None:
    shared = [r for f in ("common", "entities", "law") for r in read_turtle(EXAMPLES / f"{f}.ttl", "examples", SCHEMA)]
    rows = [_condition(n, c) for n, c in enumerate(conditions())]
    for number, state in enumerate(states()):
        cls = ("EnforcementStatus", "TextStatus")[number % 2]
        keys = {"text_en": f"It is {state.status}.", "status_of": "rule-3x091-1", "legal_status": state.status}
        rows.append(Row(f"state-{number}", "examples", (cls,), keys))
    assert check([*shared, *rows], SCHEMA) == []


def _condition(number: int, condition: Condition) -> Row:
    return Row(
        f"condition-law-{number}",
        "examples",
        ("Condition",),
        {
            "title": str(condition),
            "part_of": "limb-3x091-1-1",
            "subject_role": condition.of,
            "test_kind": condition.kind,
            "tested": condition.name,
            "comparison": condition.op,
            "compared_with": tuple(sorted(set(condition.value))),
            "if_unknown": condition.if_unknown,
        },
    )
