"""No term that was published vanishes: it is deprecated first, with the term to use instead (section 11)."""

from __future__ import annotations

import re

import pyoxigraph as ox

from chipgraph import resources
from chipgraph.schema import CG, CGV, turtle_files

FOLDER = resources.ontology()
OWL = "http://www.w3.org/2002/07/owl#"
REPLACED = "http://purl.org/dc/terms/isReplacedBy"


def published() -> list[str]:
    lines = (FOLDER / "terms.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def quads() -> list[ox.Quad]:
    return [q for f in turtle_files(FOLDER) for q in ox.parse(f.read_bytes(), format=ox.RdfFormat.TURTLE)]


def vanished(names: list[str], found: list[ox.Quad]) -> list[str]:
    """Published terms that the Turtle no longer declares, and deprecated ones that name no other."""
    declared = {
        q.subject.value for q in found if isinstance(q.subject, ox.NamedNode) and q.predicate.value.endswith("#type")
    }
    deprecated = {q.subject for q in found if q.predicate.value == f"{OWL}deprecated"}
    replaced = {q.subject for q in found if q.predicate.value == REPLACED}
    gone = [n for n in names if n.replace("cgv:", CGV).replace("cg:", CG) not in declared]
    return gone + sorted(str(s) for s in deprecated - replaced)


def test_no_published_term_vanishes() -> None:
    assert vanished(published(), quads()) == []


def test_a_removed_term_and_a_deprecation_without_another_term_are_found() -> None:
    found = [q for q in quads() if not (isinstance(q.subject, ox.NamedNode) and q.subject.value == f"{CG}Shipment")]
    assert vanished(published(), found) == ["cg:Shipment"]
    lot = ox.NamedNode(f"{CG}Lot")
    found = [*quads(), ox.Quad(lot, ox.NamedNode(f"{OWL}deprecated"), ox.Literal(True))]
    assert vanished(published(), found) == [str(lot)]
    assert vanished(published(), [*found, ox.Quad(lot, ox.NamedNode(REPLACED), ox.NamedNode(f"{CG}Item"))]) == []


def test_the_list_is_that_of_the_version_in_the_header() -> None:
    text = (FOLDER / "terms.txt").read_text(encoding="utf-8")
    versions = re.findall(r"^# version (\S+)$", text, re.MULTILINE)
    header = (FOLDER / "chipgraph.ttl").read_text(encoding="utf-8")
    assert f'owl:versionInfo "{versions[-1]}"' in header
    changes = re.findall(r"^## (\S+),", (FOLDER / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert changes[0] == versions[-1]
    names = published()
    assert names == sorted(set(names))
