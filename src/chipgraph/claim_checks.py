"""What claims may not say: retractions that withdraw nothing, asserted patterns, records that nobody speaks for (O21, O23).

``check_claims`` returns what it finds, so that a curator sees all of it at once; the validator decides what is an error.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from chipgraph.claims import Canonical, Claim, ClassTree, Stance, Tables, unmerged
from chipgraph.errors import Place
from chipgraph.records import Records, Row


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of a rule about claims: where, what, and the remedy."""

    place: Place
    problem: str
    remedy: str


def _place(row: Row) -> Place:
    return Place(f"dataset {row.dataset}", f"{'/'.join(row.types)} {row.id}")


def _retraction_problem(claim: Claim, tables: Tables, canonical: Canonical) -> tuple[str, str] | None:
    if claim.retracts is None:
        return (
            "it retracts nothing by name.",
            "Name the claim in retracts; to reverse a position, write a claim that denies.",
        )
    target = tables.claims.get(claim.retracts)
    if target is None:
        return f"it retracts {claim.retracts!r}, which is no claim.", "Correct the id in retracts."
    if target.stance == Stance.RETRACTS:
        return f"it retracts the retraction {target.id!r}.", "A retraction cannot be retracted: assert anew."
    authors = {canonical(a) for a in (target.made_by, target.relayed_by, tables.publisher(target)) if a}
    if canonical(claim.made_by) not in authors:
        return (
            f"{claim.made_by!r} retracts {target.id!r}, which it neither made nor published.",
            "Only the maker or the publisher can withdraw a claim; to contradict it, write a claim that denies.",
        )
    return None


def _claim_problems(claim: Claim, tables: Tables, canonical: Canonical) -> Iterable[tuple[str, str] | None]:
    if claim.stance == Stance.RETRACTS:
        yield _retraction_problem(claim, tables, canonical)
    elif claim.retracts is not None:
        yield f"its stance is {claim.stance}, yet it names a claim in retracts.", "Set the stance to retracts."
    if (claim.stance == Stance.QUALIFIES) != (claim.narrows is not None):
        yield "only a claim that qualifies names a property in narrows, and it must.", "State both or none."
    if claim.stance == Stance.ASSERTS and claim.about in tables.patterns:
        yield "it asserts a pattern.", "A pattern can only be denied: assert the record that is meant, or a Statement."
    if claim.stance == Stance.ASSERTS and claim.method is None:
        yield "it asserts without a method.", "State the method; the strength follows from it."


def check_claims(
    tables: Tables, records: Records, schema: ClassTree, methods: Collection[str], canonical: Canonical = unmerged
) -> list[Finding]:
    """Find what claims may not say (O21, O23, O25), in the order of the rows.

    Found are: a retraction that names no claim, another maker's claim or a retraction; a ``qualifies`` that names no
    property; an asserted pattern; a method without a grade; a pattern of no relation class, which would deny nothing; a
    record of a dataset that does not assert, on which nobody takes a stand.
    """
    findings: list[Finding] = []
    for claim in sorted(tables.claims.values(), key=lambda c: c.id):
        place = Place(f"dataset {claim.dataset}", f"claim {claim.id}")
        problems = _claim_problems(claim, tables, canonical)
        findings.extend(Finding(place, *problem) for problem in problems if problem)
        if claim.method is not None and claim.method not in methods:
            findings.append(Finding(place, f"its method {claim.method!r} has no grade.", "Add it to rules/grades.csv."))
    findings.extend(_classless(tables, schema))
    findings.extend(_untold(tables, records, schema))
    return findings


def _classless(tables: Tables, schema: ClassTree) -> Iterable[Finding]:
    for id, pattern in sorted(tables.patterns.items()):
        if not schema.is_a(pattern.relation_class, "Relation"):
            place = Place(f"dataset {pattern.dataset}", f"pattern {id}")
            problem = f"{pattern.relation_class!r} is no relation class, so it would deny nothing."
            yield Finding(place, problem, "Write the name of a relation class, or Relation for all.")


def _untold(tables: Tables, records: Records, schema: ClassTree) -> Iterable[Finding]:
    """Find records on which only qualifications or silence stand, or nothing at all (O23, O25)."""
    for row in records:
        dataset = tables.datasets.get(row.dataset)
        if dataset is not None and dataset.asserts:
            continue
        claims = tables.by_target.get(row.id, ())
        is_record = any(schema.is_a(t, "Relation") for t in row.types)
        if any(c.stance in (Stance.ASSERTS, Stance.DENIES) for c in claims) or not (claims or is_record):
            continue
        if is_record or any(schema.is_a(t, k) for t in row.types for k in ("Statement", "ProductMeasure")):
            said = "only qualified or passed over in silence" if claims else "the target of no claim"
            yield Finding(_place(row), f"it is {said}.", "Add a claim that asserts or denies it.")
