"""Section 11 of the ontology's rules: each competency question gives the same rows in SPARQL and in Cypher (G15)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from chipgraph import examples
from chipgraph.errors import InputError, UsageError
from chipgraph.examples import Example
from chipgraph.graph import Graph
from chipgraph.neo4j_server import Connection
from chipgraph.projection import tables_of
from chipgraph.stores.neo4j import Neo4jStore
from chipgraph.stores.protocol import Answer
from chipgraph.stores.sparql import SparqlStore

QUESTIONS = examples.load()
IDS = [e.id for e in QUESTIONS]
FILES = ("question.md", "query.rq", "query.cypher", "expected.csv")


@pytest.fixture(scope="module")
def neo4j(shipped: Graph, empty_neo4j_once: Connection) -> Iterator[Neo4jStore]:
    with Neo4jStore(empty_neo4j_once) as store:
        store.load(tables_of(shipped.view()))
        yield store


@pytest.fixture(scope="module")
def sparql(shipped: Graph) -> Iterator[SparqlStore]:
    with SparqlStore(shipped.store.generation() / "rdf") as store:
        yield store


def assert_expected(example: Example, answer: Answer) -> None:
    assert tuple(answer.columns) == example.columns
    assert not answer.truncated
    assert sorted(tuple(map(examples.as_text, row)) for row in answer.rows) == sorted(example.rows)


@pytest.mark.parametrize("example", QUESTIONS, ids=IDS)
def test_the_rows_in_sparql(example: Example, sparql: SparqlStore) -> None:
    assert_expected(example, sparql.query(example.sparql))


@pytest.mark.parametrize("example", QUESTIONS, ids=IDS)
def test_the_rows_in_cypher(example: Example, neo4j: Neo4jStore) -> None:
    assert_expected(example, neo4j.query(example.cypher))


def test_the_twelve_of_the_rules_and_twelve_more() -> None:
    assert [f"CQ{n:02}" for n in range(1, len(IDS) + 1)] == IDS
    assert len(IDS) >= 24
    assert len({e.slug for e in QUESTIONS}) == len(IDS)


@pytest.mark.parametrize("example", QUESTIONS, ids=IDS)
def test_a_question_says_what_it_asks_and_has_an_answer(example: Example) -> None:
    assert "?" in example.question
    assert example.rows, "a question without an answer tests nothing"
    assert list(example.rows) == sorted(example.rows)


def test_an_unknown_question_is_told_with_those_that_are_known() -> None:
    with pytest.raises(UsageError, match="CQ01, CQ02"):
        examples.find("CQ99")


def test_a_folder_of_questions_is_read_or_refused(tmp_path: Path) -> None:
    folder = tmp_path / "CQ01-mine"
    folder.mkdir()
    for name, text in zip(FILES, ("Who?\n", "ASK {}\n", "RETURN 1 AS n\n", "n\n1\n"), strict=True):
        (folder / name).write_text(text, encoding="utf-8")
    assert [(e.id, e.slug, e.columns, e.rows) for e in examples.load(tmp_path)] == [("CQ01", "mine", ("n",), (("1",),))]
    (folder / "expected.csv").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match=r"expected\.csv"):
        examples.load(tmp_path)
    (folder / "query.rq").unlink()
    (folder / "expected.csv").write_text("n\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"query\.rq"):
        examples.load(tmp_path)
    (tmp_path / "mine").mkdir()
    folder.rename(tmp_path / "other")
    with pytest.raises(InputError, match="CQnn-slug"):
        examples.load(tmp_path)
