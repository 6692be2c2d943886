"""A ``StepTable`` as properties of holdings and of ``STEP`` edges: what Cypher and SPARQL walk over (P12).

Neither language can look into a set of bits or a variant tree, so what a walk asks of them stands here as plain values. In
RDF each key is the same word in lowerCamelCase; ``RDF_NAMES`` lists those that the ontology calls otherwise.
"""

from __future__ import annotations

from chipgraph.routes.steps import ANY, UNTIED, Kind, Mark, StepTable, Temporal, count_marks

Value = int | str | bool

NOBODY = "*"
"""The holder of ``(*, p)``, and the product of ``(A, *)``, as text (W1)."""

RDF_NAMES = {"kind": "stepKind", "temporal": "stepTemporal"}
"""Keys whose RDF property is not simply their lowerCamelCase form."""


def rdf_name(key: str) -> str:
    """Give the local name of the RDF property of a key.

    >>> rdf_name("strength_rank"), rdf_name("kind")
    ('strengthRank', 'stepKind')
    """
    if key in RDF_NAMES:
        return RDF_NAMES[key]
    head, *rest = key.split("_")
    return head + "".join(word.capitalize() for word in rest)


def holding_columns(table: StepTable, state: int) -> dict[str, Value]:
    """Give what a walk reads of a state: the span of its product in the variant tree, -1 where none is named (W2)."""
    product = int(table.product[state])
    named = product != ANY
    return {
        "variant_enter": int(table.enter[product]) if named else ANY,
        "variant_leave": int(table.leave[product]) if named else ANY,
    }


def step_columns(table: StepTable, row: int) -> dict[str, Value]:
    """Give what a walk reads of an alternative, ``step_id`` aside."""
    marks = int(table.marks[row])
    named = int(table.named[row])
    return {
        "kind": Kind(int(table.kind[row])).name.lower(),
        "temporal": Temporal(int(table.temporal[row])).name.lower(),
        "s1": int(table.s1[row]),
        "s2": int(table.s2[row]),
        "e1": int(table.e1[row]),
        "e2": int(table.e2[row]),
        "strength_rank": int(table.strength[row]),
        "disputed": bool(table.disputed[row]),
        "denied": bool(table.denied[row]),
        "capped": bool(table.capped[row]),
        "mark_count": count_marks(marks),
        "marked": marks != 0,
        "untied": bool(marks & UNTIED),
        "hs_differs": bool(marks & Mark.HS_CODE_DIFFERS),
        "named_enter": int(table.enter[named]) if named != ANY else ANY,
        "named_leave": int(table.leave[named]) if named != ANY else ANY,
    }
