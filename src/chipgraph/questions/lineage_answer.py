"""The lineage of a product in words: its tree with the parties tied, the claims on each branch, and the balance (W3, W32)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from chipgraph.answers.evidence import describe_relation
from chipgraph.errors import UsageError
from chipgraph.questions.lineage import Branch, Lineage, Way, passing
from chipgraph.questions.quantities import Balanced, Quantities, interval, number, sentence
from chipgraph.questions.telling import answer, certificate
from chipgraph.results import Result
from chipgraph.routes.question import Question
from chipgraph.routes.result import Coverage
from chipgraph.tracing import TraceOptions, Tracer

COLUMNS = (
    "direction",
    "depth",
    "product",
    "product_caption",
    "next_to",
    "marks",
    "strength",
    "standing",
    "asserted_by",
    "denied_by",
    "parties",
    "records",
)

Document = Mapping[str, Any]


class LineageTeller:
    """Tells the lineage of products of one view under one question."""

    def __init__(self, tracer: Tracer, question: Question, depth: int) -> None:
        self._tracer, self._view, self._depth = tracer, tracer.view, depth
        relations, self._numbering = tracer.relations, tracer.numbering
        self._columns = relations.lineages.columns
        self.lineage = Lineage(relations, passing(relations.lineages.columns, question))
        self._quantities = Quantities(self._view, relations, self._numbering, self.lineage, question)
        self._ties = self._index_ties()

    def document(self, product: str) -> dict[str, Any]:
        """Describe a product: both trees, who is tied to each product in them, and the balances that have inputs."""
        number = self._numbering.products.index(product)
        trees = {way: self.lineage.tree(number, way, self._depth) for way in Way}
        seen = {number} | {p for way in Way for p in self.lineage.products(number, way, self._depth)}
        into = {number} | self.lineage.products(number, Way.INPUTS, self._depth)
        ids = [self._numbering.products[n] for n in sorted(seen)]
        balances = (self._quantities.of(self._numbering.products[n]) for n in sorted(into))
        return {
            "product": {"id": product, "caption": self._view.caption(product)},
            **{str(way): [self._branch(b, number) for b in branches] for way, branches in trees.items()},
            "parties": {id: self._parties(id) for id in ids if id in self._ties},
            "balance": [self._balance(found) for found in balances if found is not None],
        }

    def _branch(self, branch: Branch, above: int) -> dict[str, Any]:
        id = self._numbering.products[branch.product]
        propositions = {self._numbering.propositions[int(self._columns.proposition[row])]: None for row in branch.rows}
        marks = ["variant_assumed"] if branch.joined != above else []
        marks += ["by_design_match"] if branch.by_design_match else []
        return {
            "product": id,
            "product_caption": self._view.caption(id),
            "joined": self._numbering.products[branch.joined],
            "marks": marks,
            "relations": [describe_relation(self._view, self._view.propositions[p]) for p in sorted(propositions)],
            "below": [self._branch(b, branch.product) for b in branch.below],
            "goes_on": branch.cut,
        }

    def _index_ties(self) -> Mapping[str, Mapping[str, tuple[str, bool]]]:
        """Per product: propositions that tie a party to it, with the party and whether only as client (W3)."""
        found: dict[str, dict[str, tuple[str, bool]]] = defaultdict(dict)
        for record in sorted(self._view.records.values(), key=lambda r: r.id):
            if not record.status.asserting:
                continue
            ends = {"from": record.source, "to": record.target}
            for tie in self._view.schema.relation(record.type).ties:
                parties = [ends[tie.party]] if tie.party in ends else [*record.row.texts(tie.party)]
                products = [ends[tie.product]] if tie.product in ends else [*record.row.texts(tie.product)]
                for party in map(self._view.identity.canonical, parties):
                    for product in map(self._view.identity.canonical, products):
                        proposition = self._view.proposition_of[record.id].id
                        found[product].setdefault(f"{proposition} {party}", (party, tie.client))
        return found

    def _parties(self, product: str) -> list[dict[str, Any]]:
        told = []
        for key, (party, client) in sorted(self._ties[product].items()):
            relation = describe_relation(self._view, self._view.propositions[key.split()[0]])
            told.append(
                {
                    "party": party,
                    "party_caption": self._view.caption(party),
                    "tie": "client" if client else "stated",
                    "relation": relation,
                }
            )
        return told

    def _balance(self, found: Balanced) -> dict[str, Any]:
        caption = self._view.caption
        return {
            "product": found.product,
            "product_caption": caption(found.product),
            "verdict": str(found.balance.verdict),
            "text": sentence(self._view, found),
            "output": {**interval(found.balance.output), "stages": self._stages(found.output)},
            "inputs": [
                {
                    "product": i.product,
                    "product_caption": caption(i.product),
                    "per_unit": interval(i.need.per_unit),
                    "unit": i.unit,
                    "records": list(i.compositions),
                    "on_record": interval(i.need.supply),
                    "allows_at_most": None if i.need.allows is None else number(i.need.allows),
                    "stages": self._stages(i.supply),
                }
                for i in found.inputs
            ],
        }

    def _stages(self, found: Sequence[Any]) -> list[dict[str, Any]]:
        return [
            {
                "party": s.party,
                "party_caption": self._view.caption(s.party),
                "stage": s.stage,
                "origin": s.origin,
                **interval(s.amount),
                "records": list(s.records),
                "quantity_not_stated": list(s.silent),
            }
            for s in found
        ]


def lineage_answer(tracer: Tracer, name: str, options: TraceOptions) -> Result:
    """Tell what went into a product and what it went into.

    Raises
    ------
    UsageError
        If the name is that of a party.
    """
    id = tracer.ids([name])[0]
    if id not in tracer.numbering.products:
        raise UsageError(f"{tracer.view.caption(id)} is no product. Try: chipgraph reach {name!r}")
    question = tracer.question([], [], replace(options, include=tuple(w for w in options.include if w == "denied")))
    teller = LineageTeller(tracer, question, options.max_lineage)
    body = teller.document(id)
    rows = [row for way in Way for row in _rows(body, body[way], str(way), 1, id)]
    asked = {"kind": "lineage", "of": body["product"]}
    products = {row[2] for row in rows}
    told = certificate(tracer, options, asked, Coverage(0, 0, 0, 0, 0, (), True, None, 0))
    told = {key: value for key, value in told.items() if key not in _OF_ROUTES}
    note = f"{len(products)} products in the lineage of {body['product']['caption']}"
    return answer(COLUMNS, rows, body, {**told, "products": len(products), "branches": len(rows)}, note)


_OF_ROUTES = ("starts", "states", "steps", "routes_listed", "routes_in_all", "filters")
"""Parts of a certificate that count routes: a lineage has none."""


def _rows(
    body: Document, branches: Sequence[Document], way: str, depth: int, above: str
) -> Iterator[tuple[object, ...]]:
    for branch in branches:
        relations = branch["relations"]
        parties = dict.fromkeys(t["party_caption"] for t in body["parties"].get(branch["product"], ()))
        yield (
            way,
            depth,
            branch["product"],
            branch["product_caption"],
            above,
            tuple(branch["marks"]),
            tuple(dict.fromkeys(r["strength"] for r in relations)),
            tuple(dict.fromkeys(r["standing"] for r in relations)),
            _makers(relations, "asserts"),
            _makers(relations, "denies"),
            tuple(parties),
            tuple(id for r in relations for id in r["records"]),
        )
        yield from _rows(body, branch["below"], way, depth + 1, branch["product"])


def _makers(relations: Sequence[Document], stance: str) -> tuple[str, ...]:
    claims = (c for r in relations for c in r["claims"] if c["stance"] == stance and c["active"])
    return tuple(dict.fromkeys(c["maker_caption"] for c in claims))
