"""Writes the reference of the ontology: each class with its definition, keys, and an example in Turtle, SPARQL and Cypher.

Everything is read from the Turtle, so that a class which is only Turtle stands in the reference too (O18). The examples are
the files of ``ontology/examples``; the queries are built from the annotations of a class (O5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from chipgraph import resources
from chipgraph.ontology import CG, Constraint, RelationClass
from chipgraph.schema import Schema, load, turtle_files

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_OWL = "http://www.w3.org/2002/07/owl#"
_START = re.compile(r"^cgr:\S+ a (cg:\w+(?: , cg:\w+)*) ?;", re.MULTILINE)
_KINDS = (
    ("Parties, places, goods, law", "entity"),
    ("Claims", "claim"),
    ("Patterns", "pattern"),
    ("Statements", "statement"),
    ("Measures", "measure"),
    ("Transformations", "transformation"),
    ("Sources", "source"),
    ("Datasets", "dataset"),
)
_NOTICE = "<!-- Written by `chipgraph docs ontology` from the Turtle. Do not edit. -->"
_LABELS = {"lang": "text with a language", "date": "partial date"}


def reference(folder: Path | None = None) -> str:
    """Write the whole page as Markdown.

    Parameters
    ----------
    folder
        The ontology folder; the shipped one if None.
    """
    root = resources.ontology() if folder is None else folder
    return "\n\n".join(_Page(root, load(folder)).parts()) + "\n"


def sparql_example(schema: Schema, cls: str) -> str:
    """Write a query that lists what is of a class, in SPARQL on the RDF view."""
    if schema.kind(cls) != "record":
        return f"SELECT ?id {{ ?x a cg:{cls} ; cg:id ?id }} ORDER BY ?id LIMIT 10"
    return (
        f"SELECT ?from ?to ?status {{\n  ?p a cg:Proposition , cg:{cls} ; cg:status ?status ;\n"
        "    cg:source/cg:caption ?from ; cg:target/cg:caption ?to\n} ORDER BY ?from ?to LIMIT 10"
    )


def cypher_example(schema: Schema, cls: str) -> str:
    """Write a query that lists what is of a class, in Cypher on the View; subclasses have edges of their own."""
    if schema.kind(cls) != "record":
        return f"MATCH (x:{cls}) RETURN x.id AS id ORDER BY id LIMIT 10"
    edges = [r.edge for r in schema.relations() if schema.is_a(r.name, cls)]
    return (
        f"MATCH (a:Entity)-[p:{'|'.join(edges)}]->(b:Entity)\n"
        "RETURN a.caption AS from, b.caption AS to, p.status AS status ORDER BY from, to LIMIT 10"
    )


def turtle_examples(folder: Path, schema: Schema) -> dict[str, str]:
    """Find, for each class, the first individual of it in the examples, as the text that stands there."""
    found: dict[str, str] = {}
    for path in sorted((folder / "examples").glob("*.ttl"), key=lambda p: (p.name == "entities.ttl", p.name)):
        text = path.read_text(encoding="utf-8")
        for match in _START.finditer(text):
            block = text[match.start() : text.index(" .\n", match.start()) + 3].rstrip()
            for name in re.findall(r"cg:(\w+)", match[1]):
                if name not in found or len(found[name]) < 80 < len(block):
                    found[name] = block
    return {name: found[name] for name in sorted(found) if schema.is_class(name)}


class _Page:
    """Writes the parts of the page, each in a fixed order."""

    def __init__(self, folder: Path, schema: Schema) -> None:
        self._schema = schema
        self._examples = turtle_examples(folder, schema)
        self._definitions: dict[str, str] = {}
        self._version = ""
        for path in turtle_files(folder):
            for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                    if quad.predicate.value == f"{_SKOS}definition":
                        self._definitions[quad.subject.value] = quad.object.value
                    elif quad.predicate.value == f"{_OWL}versionInfo":
                        self._version = quad.object.value

    def parts(self) -> Iterator[str]:
        yield "# The ontology"
        yield _NOTICE
        yield (
            f"Version {self._version}. How to read it and how to add to it: [ontology/README.md](../../ontology/README.md). "
            "Prefixes: `cg:` is `https://w3id.org/chipgraph/ontology#`, `cgv:` is `https://w3id.org/chipgraph/vocab/`, `cgr:` is "
            "`https://w3id.org/chipgraph/id/`."
        )
        yield "## Overview"
        yield self._diagram()
        yield "## Relation classes"
        yield (
            "A record of such a class is what one dataset says; it asserts nothing. Records that say the same thing are one "
            "proposition, which has a status and is one edge."
        )
        for relation in self._schema.relations():
            yield from self._relation(relation)
        for title, kind in _KINDS:
            yield f"## {title}"
            for name in self._schema.classes(kind):  # type: ignore[arg-type]
                if self._schema.has_individuals(name):
                    yield from self._class(name)
        yield "## Code lists"
        for scheme in self._schema.schemes():
            yield from self._scheme(scheme)

    def _diagram(self) -> str:
        """Draw the roots of entities, with one arrow for each relation class between the ranges of its ends."""
        schema = self._schema
        lines = ["```mermaid", "flowchart LR"]
        for relation in schema.relations():
            ends = [schema.property(role).range or "Entity" for role in (relation.from_role, relation.to_role)]
            arrow = "<-->" if not relation.directed else "-.->" if relation.flow == "none" else "-->"
            lines.append(f"  {ends[0]} {arrow}|{relation.edge}| {ends[1]}")
        lines += [
            "  Claim -->|about| Claimable",
            "  Claim -->|made_by| Agent",
            "  Claim -->|cites| Citable",
            "  Relation -.-|is a| Claimable",
            "  Rule -->|part_of| Provision",
            "  Limb -->|part_of| Rule",
            "  Condition -->|part_of| Limb",
            "```",
        ]
        return "\n".join(lines)

    def _relation(self, relation: RelationClass) -> Iterator[str]:
        schema, name = self._schema, relation.name
        yield f"### {name}"
        yield self._definition(CG + name)
        above = [n for n in schema.superclasses(name)[1:] if schema.is_class(n) and n != "Claimable"]
        lines = ["| | |", "|---|---|", f"| above | {', '.join(f'`{n}`' for n in above)} |"]
        lines.append(f"| edge | `{relation.edge}`{'' if relation.directed else ', either way'} |")
        for label, role in (("from", relation.from_role), ("to", relation.to_role)):
            found = schema.property(role)
            lines.append(f"| {label} | `{role}`: `{found.range}`. {self._definition(found.iri)} |")
        lines.append(f"| flow | {relation.flow} |")
        lines.append(f"| temporal | {relation.temporal} |")
        for tie in relation.ties:
            how = "ordered" if tie.client else "makes, designs or supplies"
            lines.append(f"| tie | `{tie.party}` {how} `{tie.product}` (W3) |")
        yield "\n".join(lines)
        ends = {relation.from_role, relation.to_role}
        shared = schema.constraints("Relation")
        own = {k: c for k, c in schema.constraints(name).items() if k not in shared and k not in ends and c.most != 0}
        yield from self._keys(own, "Keys of its own, beside those of every record:")
        yield from self._shown(name)

    def _class(self, name: str) -> Iterator[str]:
        yield f"### {name}"
        yield self._definition(CG + name)
        above = [n for n in self._schema.superclasses(name)[1:] if n not in ("Claimable", "Citable")]
        if above:
            yield f"Above it: {', '.join(f'`{n}`' for n in above)}."
        inherited = set(self._schema.constraints(above[0])) if above else set()
        own = {k: c for k, c in self._schema.constraints(name).items() if k not in inherited and c.most != 0}
        yield from self._keys(own, "Keys:" if not above else "Keys of its own:")
        yield from self._shown(name)

    def _keys(self, constraints: dict[str, Constraint], heading: str) -> Iterator[str]:
        if not constraints:
            return
        yield heading
        lines = ["| key | values | how many | meaning |", "|---|---|---|---|"]
        for key, constraint in sorted(constraints.items()):
            found = self._schema.property(key)
            kind = f"`{found.range}`" if found.range else _LABELS.get(found.kind, found.kind)
            many = f"{constraint.least}..{'*' if constraint.most is None else constraint.most}"
            lines.append(f"| `{key}` | {kind} | {many} | {self._definition(found.iri)} |")
        yield "\n".join(lines)

    def _shown(self, name: str) -> Iterator[str]:
        if name in self._examples:
            yield f"```turtle\n{self._examples[name]}\n```"
        yield f"```sparql\n{sparql_example(self._schema, name)}\n```"
        yield f"```cypher\n{cypher_example(self._schema, name)}\n```"

    def _scheme(self, scheme: str) -> Iterator[str]:
        yield f"### {scheme}"
        yield self._definition(f"https://w3id.org/chipgraph/vocab/{scheme}")
        lines = ["| notation | IRI | meaning |", "|---|---|---|"]
        for concept in self._schema.concepts(scheme):
            iri = concept.iri.removeprefix("https://w3id.org/chipgraph/vocab/")
            lines.append(f"| `{concept.notation}` | `cgv:{iri}` | {self._definition(concept.iri)} |")
        yield "\n".join(lines)

    def _definition(self, iri: str) -> str:
        return self._definitions.get(iri, "").replace("|", "\\|")
