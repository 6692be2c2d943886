"""Search, entities, expansion, views, claims: formats, tags, cursors, plain sentences (F26, F27, F70, F72, F75, F76)."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient
from tests.api.conftest import ProblemOf

from chipgraph.graph import Graph
from chipgraph.law.asking import HopAsked

EXPAND = "/api/v1/entities/firm-huawei/expand"


def test_search_answers_any_script_with_a_total(client: TestClient) -> None:
    body = client.get("/api/v1/search", params={"q": "华为", "limit": 1}).json()
    assert body["hits"][0]["id"] == "firm-huawei"
    assert body["hits"][0].keys() == {"id", "caption", "class", "group", "matched", "score", "degree", "note"}
    assert client.get("/api/v1/search?q=huawei&limit=2").json()["total"] > 2


def test_an_unknown_class_lists_the_known(client: TestClient, problem_of: ProblemOf) -> None:
    assert "Foundry" in str(problem_of(client.get("/api/v1/search?q=x&class=Smuggler"), 400)["detail"])


def test_an_entity_has_names_places_listings_and_old_ids(client: TestClient) -> None:
    body = client.get("/api/v1/entities/firm-huawei").json()
    assert body["group"] == "party"
    assert "华为" in body["names"]
    assert {place["label"] for place in body["places"]} >= {"Shenzhen"}
    assert body["seat"] == ["CN"]
    listing = body["listings"][0]
    assert {"strength", "standing", "denials", "date"} <= listing.keys()
    assert body["degree"] > 10
    old = body["aliases"][0]
    assert client.get(f"/api/v1/entities/{old}").json()["id"] == "firm-huawei"


def test_links_announce_what_an_expansion_brings(client: TestClient) -> None:
    for link in client.get("/api/v1/entities/firm-sophgo/links").json()["links"]:
        query = {"type": link["type"], "direction": link["direction"], "limit": 500}
        view = client.get("/api/v1/entities/firm-sophgo/expand", params=query).json()
        assert view["shown"]["edges_in_all"] == link["count"]


def test_pages_follow_the_cursor_and_the_link(client: TestClient) -> None:
    first = client.get(EXPAND, params={"limit": 3})
    cursor = first.json()["shown"]["next"]
    assert f"after={cursor}" in first.headers["link"]
    assert 'rel="next"' in first.headers["link"]
    second = client.get(EXPAND, params={"limit": 3, "after": cursor}).json()
    keys = [{e["key"] for e in view["graph"]["edges"]} for view in (first.json(), second)]
    assert not keys[0] & keys[1]


def test_a_stale_cursor_and_a_stale_id_say_what_to_do(client: TestClient, problem_of: ProblemOf) -> None:
    assert "Start again" in str(problem_of(client.get(EXPAND, params={"after": "prop-old"}), 400)["detail"])
    problem_of(client.get("/api/v1/entities/firm-of-other-data"), 404)
    told = problem_of(client.get("/api/v1/claims?edge=prop-of-other-data"), 404)
    assert "search" in str(told["detail"])
    assert "catalog" in str(problem_of(client.get("/api/v1/sources/nothing"), 404)["detail"])


def test_a_view_names_what_these_data_do_not_have(client: TestClient, problem_of: ProblemOf) -> None:
    body = client.get("/api/v1/view?ids=firm-huawei,firm-tsmc,nobody").json()
    assert body["question"]["unknown"] == ["nobody"]
    problem_of(client.get("/api/v1/view?ids=nobody"), 404)
    problem_of(client.get("/api/v1/view?ids=,"), 400)


@pytest.mark.parametrize(
    ("format", "media_type"),
    [
        ("json", "application/json"),
        ("graphology", "application/vnd.graphology+json"),
        ("cytoscape", "application/vnd.cytoscape+json"),
        ("node-link", "application/vnd.node-link+json"),
        ("jgf", "application/vnd.jgf+json"),
        ("geojson", "application/geo+json"),
        ("gexf", "application/gexf+xml"),
        ("graphml", "application/graphml+xml"),
        ("csv", "text/csv"),
        ("nodes.csv", "text/csv"),
    ],
)
def test_a_view_in_every_format_by_name_and_by_accept(client: TestClient, format: str, media_type: str) -> None:
    address = "/api/v1/view?ids=firm-sophgo,firm-huawei"
    named = client.get(f"{address}&format={format}")
    assert named.headers["content-type"].startswith(media_type)
    assert named.headers["vary"] == "Accept"
    if format != "nodes.csv":
        accepted = client.get(address, headers={"Accept": f"text/nothing, {media_type};q=0.9, */*;q=0.1"})
        assert accepted.text == named.text


def test_the_suffix_chooses_too_and_the_others_are_linked(client: TestClient) -> None:
    answer = client.get("/api/v1/claims.csv?about=firm-sophgo")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text.startswith("stance,maker,")
    assert 'rel="alternate"; type="text/turtle"' in answer.headers["link"]


def test_a_format_that_is_not_there_is_406(client: TestClient, problem_of: ProblemOf) -> None:
    assert "gexf" in str(problem_of(client.get("/api/v1/view?ids=firm-tsmc&format=pdf"), 406)["detail"])
    problem_of(client.get("/api/v1/view?ids=firm-tsmc", headers={"Accept": "application/pdf"}), 406)
    problem_of(client.get("/api/v1/view?ids=firm-tsmc", headers={"Accept": "application/json;q=0"}), 406)


def test_what_has_not_changed_is_304(client: TestClient) -> None:
    first = client.get(EXPAND)
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    assert "private" in first.headers["cache-control"]
    again = client.get(EXPAND, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"{EXPAND}?limit=3").headers["etag"] != tag
    assert client.get(f"{EXPAND}?format=csv").headers["etag"] != tag


def test_claims_are_those_of_a_route_step(client: TestClient) -> None:
    routes = client.post("/api/v1/routes", json={"start": "Sophgo", "end": "Huawei"}).json()["routes"]
    step = next(s for route in routes for s in route["steps"] if s["standing"] == "disputed")
    body = client.get("/api/v1/claims", params={"edge": step["proposition"]}).json()
    told = {claim["id"]: claim for claim in body["claims"]}
    for claim in step["claims"]:
        assert {k: told[claim["id"]][k] for k in claim} == claim
    assert {c["id"] for c in body["denials"]} == {i for i, c in told.items() if c["stance"] == "denies"}
    assert body["denials"]


def test_claims_between_two_are_the_same_either_way_and_in_every_format(client: TestClient, shipped: Graph) -> None:
    there = client.get("/api/v1/claims?from=firm-sophgo&to=firm-huawei").json()["claims"]
    back = client.get("/api/v1/claims?from=firm-huawei&to=firm-sophgo").json()["claims"]
    assert {c["id"] for c in there} == {c["id"] for c in back} != set()
    listed = shipped.claims("Sophgo", "Huawei")
    assert {c["id"] for c in there} == set(listed.column("claim"))
    turtle = client.get("/api/v1/claims.ttl?from=firm-sophgo&to=firm-huawei").text
    assert all(c["id"] in turtle for c in there if c["id"].startswith("claim-"))
    assert "# " in turtle


@pytest.mark.parametrize("query", ["", "edge=a&about=b", "from=firm-tsmc", "to=firm-tsmc"])
def test_claims_of_nothing_or_of_two_things_say_how_to_ask(
    client: TestClient, problem_of: ProblemOf, query: str
) -> None:
    assert "about=" in str(problem_of(client.get(f"/api/v1/claims?{query}"), 400)["detail"])


def test_known_on_shows_what_was_known_then(client: TestClient) -> None:
    now = client.get("/api/v1/view?ids=firm-tsmc,firm-sophgo,firm-huawei").json()
    then = client.get("/api/v1/view?ids=firm-tsmc,firm-sophgo,firm-huawei&known_on=2020-01-01").json()
    assert then["shown"]["edges"] < now["shown"]["edges"]


def test_a_bad_day_is_a_sentence(client: TestClient, problem_of: ProblemOf) -> None:
    assert "2024-02-30" in str(problem_of(client.get("/api/v1/view?ids=firm-tsmc&known_on=2024-02-30"), 400)["detail"])


def test_the_manifest_has_the_words_in_order(client: TestClient) -> None:
    body = client.get("/api/v1/manifest").json()
    assert [s["id"] for s in body["strengths"]] == ["none", "alleged", "reported", "observed", "admitted", "official"]
    assert {s["id"] for s in body["standings"]} == {"undisputed", "disputed", "denied", "withdrawn"}
    assert {r["type"] for r in body["relations"]} >= {"FABRICATED_FOR", "PASSED_TO"}
    assert {c["group"] for c in body["classes"]} <= {g["id"] for g in body["groups"]}
    assert body["neo4j"] in (True, False)


def test_every_relation_class_has_its_two_headings_in_the_legend(client: TestClient) -> None:
    for relation in client.get("/api/v1/manifest").json()["relations"]:
        assert "from the other end" not in relation["in"], f"add {relation['class']} to ontology/rules/legend.yaml"


def test_examples_are_the_competency_questions(client: TestClient) -> None:
    listed = client.get("/api/v1/examples").json()["examples"]
    assert {"id", "question", "sparql", "cypher"} <= listed[0].keys()


def test_law_is_that_of_the_command_line_and_its_days_agree_with_it(client: TestClient) -> None:
    query = {"item": "ascend-910b", "from": "TW", "to": "CN", "party": "sophgo"}
    spans = client.get("/api/v1/law/days", params=query).json()["spans"]
    assert spans[0]["since"] is None
    assert spans[-1]["until"] is None
    for span in spans[1:]:
        on = client.get("/api/v1/law", params={**query, "on": span["since"]}).json()
        assert (on["licence"], on["label"]) == (span["licence"], span["label"])
        assert [h["rule"] for h in on["hooks"]] == [h["rule"] for h in span["hooks"]]
        assert span["differs"]


def test_law_knows_the_parties_of_the_graph_as_the_library_does(client: TestClient, shipped: Graph) -> None:
    query = {"item": "GB200 NVL72", "from": "US", "to": "ID", "party": "firm-powerair", "on": "2025-10-15"}
    told = shipped.judgement(HopAsked("GB200 NVL72", "US", ("ID",), ("PowerAir",)), "2025-10-15")
    assert client.get("/api/v1/law", params=query).json() == json.loads(json.dumps(told))
    del query["on"]
    spans = client.get("/api/v1/law/days", params=query).json()["spans"]
    on = next(s for s in spans if (s["since"] or "") <= "2025-10-15" <= (s["until"] or "9999"))
    assert (on["licence"], on["label"], on["classes"]) == (told["licence"], told["label"], told["classes"])


def test_the_class_of_a_chip_on_all_days_agrees_with_each_day(client: TestClient) -> None:
    spans = client.get("/api/v1/classify/H20/days").json()["spans"]
    assert len(spans) > 1
    for span in spans[1:]:
        on = client.get("/api/v1/classify/H20", params={"on": span["since"]}).json()
        assert on["outcomes"] == span["outcomes"]


def test_law_of_a_month_or_of_no_chip_is_a_sentence(client: TestClient, problem_of: ProblemOf) -> None:
    assert "one day" in str(problem_of(client.get("/api/v1/law?item=H20&on=2024-01"), 400)["detail"])
    problem_of(client.get("/api/v1/classify/NoSuchChip"), 404)
    assert "TW" in str(problem_of(client.get("/api/v1/law?item=H20&to=Nowhere"), 400)["detail"])


def test_coverage_says_undetermined_where_no_owner_is_known(client: TestClient) -> None:
    body = client.get("/api/v1/coverage/TSMC?on=2024-01-01").json()
    assert body["answer"] == "undetermined"
    assert body["party"] == "firm-tsmc"


def test_reach_and_lineage_have_a_view_of_what_they_name(client: TestClient) -> None:
    reach = client.post("/api/v1/reach", json={"of": "Sophgo"}).json()
    assert any(h["party"] == "firm-huawei" for h in reach["holdings"])
    assert reach["view"]["shown"]["edges"] > 0
    lineage = client.post("/api/v1/lineage", json={"product": "Ascend 910B"}).json()
    assert lineage["inputs"]
    assert json.dumps(lineage["view"])
