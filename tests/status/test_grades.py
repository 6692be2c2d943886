"""O24: each method gives what its conditions allow, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest

from chipgraph import resources
from chipgraph.claims import Claim, Dataset, Source, Stance, Standing, StatusWord, Strength, Tables
from chipgraph.errors import ValidationError
from chipgraph.grades import Grades

GRADES = Grades.load()

SOURCES = {
    "own": Source("own", "case", publisher="firm-lab", origin="lab"),
    "gazette": Source("gazette", "case", publisher="Office of the Federal Register"),
    "press": Source("press", "case", publisher="firm-outlet"),
}
TABLES = Tables(
    claims={},
    patterns={},
    sources=SOURCES,
    datasets={},
    unnamed=frozenset({"unnamed-sources"}),
    bodies=frozenset({"body-bis"}),
    parties=frozenset({"firm-lab", "firm-outlet", "firm-tsmc", "body-bis", "unnamed-sources"}),
)


def grade(
    method: str | None,
    maker: str,
    *,
    cites: str | None = "own",
    relay: str | None = None,
    quote: Mapping[str, str] | None = None,
    parties: tuple[str, ...] = ("firm-tsmc", "firm-huawei"),
) -> Strength:
    claim = Claim(
        "c", "case", "rel", Stance.ASSERTS, maker, relayed_by=relay, cites=cites, method=method, quote=quote or {}
    )
    return GRADES.grade(claim, frozenset(parties), TABLES)


def test_official_only_by_the_body_competent_for_it() -> None:
    assert grade("gazette", "body-bis", cites="gazette") == Strength.OFFICIAL
    assert grade("gazette", "firm-lab", cites="own") == Strength.REPORTED


def test_a_plea_is_official_for_the_pleader_and_not_about_others() -> None:
    assert grade("plea", "firm-tsmc") == Strength.REPORTED  # the paper is the lab's, not the pleader's
    assert grade("plea", "firm-tsmc", cites="gazette") == Strength.OFFICIAL
    assert grade("plea", "firm-lab") == Strength.REPORTED


@pytest.mark.parametrize("method", ["gazette", "register", "plea", "judgment"])
def test_official_papers_known_from_press_alone_are_reported(method: str) -> None:
    """K4, C5."""
    assert grade(method, "body-bis", cites="press", relay="firm-outlet") == Strength.REPORTED
    assert grade(method, "body-bis", cites="press") == Strength.REPORTED


def test_admitted_only_where_the_maker_fills_a_role() -> None:
    assert grade("party-statement", "firm-tsmc") == Strength.ADMITTED
    assert grade("party-statement", "firm-lab") == Strength.REPORTED


def test_a_relayed_statement_is_reported_unless_it_is_quoted() -> None:
    assert grade("party-statement", "firm-tsmc", cites="press", relay="firm-outlet") == Strength.REPORTED
    quoted = grade("party-statement", "firm-tsmc", cites="press", relay="firm-outlet", quote={"en": "mid-September"})
    assert quoted == Strength.ADMITTED


def test_a_quote_handed_on_by_unnamed_sources_establishes_nothing() -> None:
    said = grade("party-statement", "firm-tsmc", cites="press", relay="unnamed-sources", quote={"en": "we did"})
    assert said == Strength.ALLEGED


def test_a_teardown_is_as_good_as_the_paper_that_is_cited() -> None:
    """K24: reported through a named outlet. K7: alleged through unnamed sources."""
    assert grade("teardown", "firm-lab") == Strength.OBSERVED
    assert grade("teardown", "firm-lab", cites="press", relay="firm-outlet") == Strength.REPORTED
    assert grade("teardown", "firm-lab", cites="press") == Strength.REPORTED
    assert grade("teardown", "firm-lab", cites="press", relay="unnamed-sources") == Strength.ALLEGED
    assert grade("teardown", "firm-lab", cites="press", relay="firm-outlet", quote={"en": "it holds"}) == (
        Strength.REPORTED
    )


def test_nobody_named_stands_behind_it() -> None:
    assert grade("named-source", "unnamed-sources") == Strength.ALLEGED
    assert grade("teardown", "unnamed-sources") == Strength.ALLEGED
    assert grade("named-source", "firm-outlet", cites="press") == Strength.REPORTED


@pytest.mark.parametrize(
    "method",
    [
        *("anonymous", "charge", "indictment", "complaint", "investigation"),
        *("settlement", "presumption", "estimate", "inference", "suspicion"),
    ],
)
def test_all_else_is_alleged_whoever_says_it(method: str) -> None:
    assert {grade(method, maker) for maker in ("body-bis", "firm-tsmc", "firm-lab")} == {Strength.ALLEGED}


def test_only_what_somebody_knows_lifts_a_set() -> None:
    lifting = {m for m in GRADES.methods if GRADES.lifts(m)}
    assert {"anonymous", "teardown", "named-source"} <= lifting
    assert not lifting & {"charge", "investigation", "suspicion", "presumption", "inference", "estimate", "search"}


def test_a_search_and_a_claim_that_cites_nothing() -> None:
    assert grade("search", "firm-lab") == Strength.NONE
    assert grade("named-source", "firm-outlet", cites=None) == Strength.ALLEGED
    assert grade(None, "body-bis") == Strength.ALLEGED


def test_identity_decides_who_speaks_about_itself() -> None:
    claim = Claim("c", "case", "rel", Stance.ASSERTS, "bis-row-7", cites="own", method="party-statement")
    merged = {"bis-row-7": "firm-tsmc"}
    graded = GRADES.grade(claim, frozenset({"firm-tsmc"}), TABLES, lambda id: merged.get(id, id))
    assert graded == Strength.ADMITTED


def test_a_dataset_speaks_for_its_authority_whoever_carries_it() -> None:
    """O23: a copy of a list is verbatim."""
    listed = Dataset("bis", "dataset-bis", asserts=True, authority="body-bis", method="gazette")
    assert GRADES.grade_dataset(listed, frozenset(), TABLES) == Strength.OFFICIAL
    nobody = Dataset("bis", "dataset-bis", asserts=True, method="gazette")
    with pytest.raises(ValidationError, match="names no authority"):
        GRADES.grade_dataset(nobody, frozenset(), TABLES)


def test_an_unknown_method_is_an_error_with_place_and_remedy() -> None:
    with pytest.raises(ValidationError, match=r"dataset case, claim c: .*'gossip' has no grade.*grades.csv"):
        grade("gossip", "firm-lab")


def notations(scheme: str) -> set[str]:
    graph = ox.parse(path=str(resources.ontology() / "vocab" / f"{scheme}.ttl"), format=ox.RdfFormat.TURTLE)
    skos = ox.NamedNode("http://www.w3.org/2004/02/skos/core#notation")
    return {q.object.value for q in graph if q.predicate == skos and isinstance(q.object, ox.Literal)}


def test_the_words_are_those_of_the_vocabulary() -> None:
    assert {s.value for s in Stance} == notations("stance")
    assert {s.word for s in Strength} | {"none"} == notations("strength") | {"none"}
    assert {s.value for s in Standing} == notations("standing")
    assert {w.value for w in StatusWord} == notations("status")
    assert GRADES.methods == notations("method")


HEADER = "method,grade,needs,own_paper,quote_counts,lifts,otherwise,basis,comment\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("method,grade\n", "columns are missing: basis"),
        (HEADER + "gazette,certain,body,yes,no,yes,reported,O24,\n", r"line 2: 'CERTAIN'"),
        (HEADER + "gazette,official,king,yes,no,yes,reported,O24,\n", "line 2: 'king'"),
        (HEADER + "gazette,official,body,maybe,no,yes,reported,O24,\n", "line 2: 'maybe'"),
        (HEADER + "gazette,official,body,yes,no,yes,reported,O24,\n" * 2, "line 3: 'gazette' stands here twice"),
    ],
)
def test_a_table_that_cannot_be_read_names_the_line(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "grades.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValidationError, match=problem):
        Grades.load(path)
