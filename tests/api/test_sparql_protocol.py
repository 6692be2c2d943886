"""The SPARQL 1.1 protocol: the tests of the W3C's protocol suite that apply to a read-only service (F71), and the guards (F57, F94)."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib
from fastapi.testclient import TestClient
from tests.api.conftest import ProblemOf

ASK = "ASK {}"
JSON = "application/sparql-results+json"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
NAMES = "SELECT ?n ?s { cgr:firm-huawei cg:name ?n . cgr:firm-huawei a ?s } LIMIT 50"
GRAPH = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"


@pytest.fixture(scope="module")
def graphs(client: TestClient) -> list[str]:
    bindings = client.get("/sparql", params={"query": GRAPH}).json()["results"]["bindings"]
    return [b["g"]["value"] for b in bindings]


# Positive tests of the suite: query_get, query_post_form, query_post_direct, query_content_type_*, query_*_default/named


def test_query_get(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": ASK})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(JSON)
    assert answer.json() == {"head": {}, "boolean": True}


def test_query_post_form(client: TestClient) -> None:
    assert client.post("/sparql", data={"query": ASK}).json()["boolean"] is True


def test_query_post_direct(client: TestClient) -> None:
    answer = client.post("/sparql", content=ASK, headers={"Content-Type": QUERY})
    assert answer.json()["boolean"] is True


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        (JSON, JSON),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("application/json", "application/json"),
    ],
)
def test_query_content_type_ask(client: TestClient, accept: str, given: str) -> None:
    answer = client.get("/sparql", params={"query": ASK}, headers={"Accept": accept})
    assert answer.headers["content-type"].startswith(given)


@pytest.mark.parametrize("accept", [JSON, "application/sparql-results+xml", "text/csv", "text/tab-separated-values"])
def test_query_content_type_select(client: TestClient, accept: str) -> None:
    answer = client.get("/sparql", params={"query": NAMES}, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(accept)


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"]
)
@pytest.mark.parametrize("query", ["DESCRIBE cgr:firm-huawei", "CONSTRUCT WHERE { cgr:firm-huawei cg:name ?n }"])
def test_query_content_type_describe_and_construct(client: TestClient, accept: str, query: str) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.headers["content-type"].startswith(accept)
    assert [*ox.parse(answer.content, format=ox.RdfFormat.from_media_type(accept))]


def test_query_dataset_default_graph(client: TestClient, graphs: list[str]) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    answer = client.get("/sparql", params={"query": count, "default-graph-uri": graphs[0]}).json()
    inside = client.get(
        "/sparql", params={"query": f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graphs[0]}> {{ ?s ?p ?o }} }}"}
    )
    assert answer["results"] == inside.json()["results"]


def test_query_dataset_default_graphs_are_merged(client: TestClient, graphs: list[str]) -> None:
    ask = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    def count(*iris: str) -> int:
        body = client.post("/sparql", data={"query": ask, "default-graph-uri": [*iris]}).json()
        return int(body["results"]["bindings"][0]["n"]["value"])

    assert count(*graphs[:2]) >= max(count(graphs[0]), count(graphs[1]))


def test_query_dataset_named_graphs(client: TestClient, graphs: list[str]) -> None:
    body = client.get("/sparql", params={"query": GRAPH, "named-graph-uri": graphs[:2]}).json()
    assert [b["g"]["value"] for b in body["results"]["bindings"]] == graphs[:2]


def test_query_dataset_full(client: TestClient, graphs: list[str]) -> None:
    ask = "ASK { ?a ?b ?c GRAPH ?g { ?s ?p ?o } }"
    form = {"query": ask, "default-graph-uri": graphs[0], "named-graph-uri": graphs[1]}
    assert client.post("/sparql", data=form).json()["boolean"] is True
    direct = client.post(
        "/sparql",
        params={"default-graph-uri": graphs[0], "named-graph-uri": graphs[1]},
        content=ask,
        headers={"Content-Type": QUERY},
    )
    assert direct.json()["boolean"] is True


def test_query_multiple_dataset_the_request_wins_over_from(client: TestClient, graphs: list[str]) -> None:
    ask = f"SELECT (COUNT(*) AS ?n) FROM <{graphs[1]}> {{ ?s ?p ?o }}"
    plain = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    one = client.get("/sparql", params={"query": ask, "default-graph-uri": graphs[0]}).json()
    other = client.get("/sparql", params={"query": plain, "default-graph-uri": graphs[0]}).json()
    assert one["results"] == other["results"]


# Negative tests of the suite: bad_query_method, bad_multiple_queries, bad_query_wrong_media_type, bad_query_missing_*, bad_query_syntax


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_bad_query_method(client: TestClient, problem_of: ProblemOf, method: str) -> None:
    problem_of(client.request(method, "/sparql", params={"query": ASK}), 405)


def test_bad_multiple_queries(client: TestClient, problem_of: ProblemOf) -> None:
    problem_of(client.get("/sparql", params={"query": [ASK, "SELECT * {}"]}), 400)
    problem_of(client.post("/sparql", data={"query": [ASK, ASK]}), 400)
    problem_of(client.post(f"/sparql?query={ASK}", content=ASK, headers={"Content-Type": QUERY}), 400)


@pytest.mark.parametrize("kind", ["text/plain", "application/sparql-update", "multipart/form-data; boundary=x"])
def test_bad_query_wrong_media_type(client: TestClient, problem_of: ProblemOf, kind: str) -> None:
    problem_of(client.post("/sparql", content=ASK, headers={"Content-Type": kind}), 415)


def test_bad_query_missing_form_type(client: TestClient, problem_of: ProblemOf) -> None:
    problem_of(client.post("/sparql", content="query=ASK%20%7B%7D"), 415)


def test_bad_query_missing_query(client: TestClient, problem_of: ProblemOf) -> None:
    problem_of(client.post("/sparql", data={"quarry": ASK}), 400)


def test_bad_query_non_utf8(client: TestClient, problem_of: ProblemOf) -> None:
    utf16 = ASK.encode("utf-16")
    problem_of(client.post("/sparql", content=utf16, headers={"Content-Type": QUERY}), 400)


@pytest.mark.parametrize("query", ["ASK {", "SELECT nothing", "", "DROP", "\x00"])
def test_bad_query_syntax(client: TestClient, problem_of: ProblemOf, query: str) -> None:
    problem_of(client.get("/sparql", params={"query": query}), 400)


def test_bad_update_get_and_post_are_refused(client: TestClient, problem_of: ProblemOf) -> None:
    update = "INSERT DATA { <a> <b> <c> }"
    problem_of(client.get("/sparql", params={"update": update}), 400)
    problem_of(client.post("/sparql", data={"update": update}), 400)
    problem_of(client.post("/sparql", data={"query": update}), 403)


# The service description


def test_a_bare_get_describes_the_service(client: TestClient) -> None:
    answer = client.get("/sparql")
    graph = rdflib.Graph().parse(data=answer.text, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    (service,) = graph.subjects(rdflib.RDF.type, sd.Service)
    assert (service, sd.supportedLanguage, sd.SPARQL11Query) in graph
    assert (service, sd.endpoint, rdflib.URIRef("http://127.0.0.1/sparql")) in graph


def test_what_cannot_be_written_is_406_before_it_is_asked(client: TestClient, problem_of: ProblemOf) -> None:
    problem_of(client.get("/sparql", params={"query": ASK}, headers={"Accept": "image/png"}), 406)
    problem_of(client.get("/sparql", params={"query": ASK}, headers={"Accept": "text/csv"}), 406)
    problem_of(client.get("/sparql", headers={"Accept": "image/png"}), 406)


# Typed terms


TERMS = """SELECT ?iri ?plain ?tagged ?number ?date ?blank ?nothing {
  BIND(cgr:firm-huawei AS ?iri) BIND("a\\t\\"b\\"\\n<c>" AS ?plain) BIND("华为"@zh AS ?tagged)
  BIND("1"^^xsd:integer AS ?number) BIND("2024"^^xsd:gYear AS ?date) BIND(BNODE() AS ?blank)
}"""


def test_json_keeps_kind_datatype_and_language(client: TestClient) -> None:
    (row,) = client.get("/sparql", params={"query": TERMS}).json()["results"]["bindings"]
    xsd = "http://www.w3.org/2001/XMLSchema#"
    assert row["iri"] == {"type": "uri", "value": "https://w3id.org/chipgraph/id/firm-huawei"}
    assert row["plain"] == {"type": "literal", "value": 'a\t"b"\n<c>'}
    assert row["tagged"] == {"type": "literal", "value": "华为", "xml:lang": "zh"}
    assert row["number"] == {"type": "literal", "value": "1", "datatype": f"{xsd}integer"}
    assert row["date"]["datatype"] == f"{xsd}gYear"
    assert row["blank"]["type"] == "bnode"
    assert "nothing" not in row


def test_xml_says_the_same(client: TestClient) -> None:
    text = client.get("/sparql", params={"query": TERMS, "format": "xml"}).text
    (json_row,) = client.get("/sparql", params={"query": TERMS}).json()["results"]["bindings"]
    found = {}
    for binding in ElementTree.fromstring(text).iter("{http://www.w3.org/2005/sparql-results#}binding"):
        term = binding[0]
        found[binding.get("name")] = (term.tag.rpartition("}")[2], term.text)
    assert {k: (v["type"], v["value"]) for k, v in json_row.items() if k != "blank"} == {
        k: v for k, v in found.items() if k != "blank"
    }


def test_csv_has_values_and_tsv_has_terms(client: TestClient) -> None:
    text = client.get("/sparql", params={"query": TERMS, "format": "csv"}).content.decode()
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["plain"] == 'a\t"b"\n<c>'
    assert text.endswith("\r\n")
    head, line, *rest = client.get("/sparql", params={"query": TERMS, "format": "tsv"}).text.split("\n")
    assert head.split("\t")[0] == "?iri"
    cells = line.split("\t")
    assert cells[0] == "<https://w3id.org/chipgraph/id/firm-huawei>"
    assert cells[1] == r'"a\t\"b\"\n<c>"'
    assert cells[2] == '"华为"@zh'
    assert rest == [""]


def test_rdflib_reads_the_answer(client: TestClient) -> None:
    text = client.get("/sparql", params={"query": NAMES, "format": "xml"}).content
    result = rdflib.query.Result.parse(io.BytesIO(text), format="xml")
    names = {binding[rdflib.Variable("n")] for binding in result.bindings}
    assert rdflib.Literal("华为", lang="zh-hans") in names


def test_a_long_answer_is_cut_and_says_so(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"})
    assert answer.headers["chipgraph-truncated"] == "20000"
    assert len(answer.json()["results"]["bindings"]) == 20000


# The guards of F57 and F94


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { { ?s ?p ?o } UNION { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } }",
        "SELECT * { ?s ?p ?o OPTIONAL { SERVICE <http://127.0.0.1:1/> { ?s ?q ?r } } }",
        "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <http://127.0.0.1:1/> { ?s ?q ?r } } }",
        "SELECT * { ?s ?p ?o FILTER NOT EXISTS { SERVICE <http://127.0.0.1:1/> { ?s ?q ?r } } }",
        "SELECT * { ?s ?p ?o MINUS { SERVICE <http://127.0.0.1:1/> { ?s ?q ?r } } }",
        "SELECT * { { SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } } }",
        "SELECT * { ?s ?p ?o LATERAL { SERVICE <http://127.0.0.1:1/> { ?s ?q ?r } } }",
        "SELECT * { ?s ?p ?o BIND(EXISTS { SERVICE <http://127.0.0.1:1/> { ?s ?q ?r } } AS ?x) }",
        "CONSTRUCT { ?s ?p ?o } { SERVICE ?anywhere { ?s ?p ?o } }",
        "SELECT * FROM <http://127.0.0.1:1/x> { ?s ?p ?o }",
        "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
        "LOAD <http://127.0.0.1:1/x>",
        "CLEAR ALL",
        "DELETE WHERE { ?s ?p ?o }",
    ],
)
def test_what_would_reach_out_or_write_is_refused(client: TestClient, problem_of: ProblemOf, query: str) -> None:
    problem_of(client.post("/sparql", data={"query": query}), 403)


def test_a_graph_of_elsewhere_is_refused_as_a_parameter_too(client: TestClient, problem_of: ProblemOf) -> None:
    for name in ("default-graph-uri", "named-graph-uri"):
        problem_of(client.get("/sparql", params={"query": ASK, name: "http://127.0.0.1:1/x"}), 403)


def test_cypher_without_a_neo4j_is_503_and_says_how_to_start_one(client: TestClient, problem_of: ProblemOf) -> None:
    told = problem_of(client.post("/api/v1/cypher", json={"query": "RETURN 1"}), 503)
    assert "neo4j up" in str(told["detail"])
