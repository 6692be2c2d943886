"""A service follows the graph on disk: nothing loaded, loaded, loaded anew by another process (F67, F76)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests.api.conftest import ProblemOf

from chipgraph import settings
from chipgraph.graph import Graph
from chipgraph.sheets.template import template
from chipgraph_api import create_app

SCRIPT = "</script><script>alert(1)</script>"


def load(home: Path, name: str, text: str | None = None) -> None:
    """Load a case from a sheet, as another process would."""
    sheet = home.parent / f"{name}.yaml"
    sheet.write_text(template(name) if text is None else text, encoding="utf-8")
    Graph(settings.load({"home": str(home)})).load(sheet)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def service(home: Path) -> Iterator[TestClient]:
    app = create_app(Graph(settings.load({"home": str(home)})))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


def test_without_data_it_is_alive_and_not_ready(service: TestClient, problem_of: ProblemOf) -> None:
    assert service.get("/healthz").status_code == 200
    for path in ("/readyz", "/api/v1/catalog", "/api/v1/search?q=x", "/sparql?query=ASK{}"):
        assert "load" in str(problem_of(service.get(path), 503)["detail"])


def test_what_another_process_loads_is_there_at_the_next_request(home: Path, service: TestClient) -> None:
    load(home, "one")
    first = service.get("/readyz").json()["data"]
    address = "/api/v1/search?q=foundry"
    before = service.get(address)
    assert service.get(address, headers={"If-None-Match": before.headers["etag"]}).status_code == 304
    count = {"query": "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"}
    assert service.get("/sparql", params=count).json()["results"]["bindings"][0]["n"]["value"] == "1"

    load(home, "two")
    assert service.get("/readyz").json()["data"] != first
    after = service.get(address, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert after.json()["total"] > before.json()["total"]
    assert service.get("/sparql", params=count).json()["results"]["bindings"][0]["n"]["value"] == "2"


def test_a_script_in_a_name_stays_text(home: Path, service: TestClient) -> None:
    text = template("evil").replace("name: Example Foundry", f'name: "{SCRIPT}"')
    assert SCRIPT in text
    load(home, "evil", text)
    hit = service.get("/api/v1/search", params={"q": SCRIPT}).json()["hits"][0]
    assert SCRIPT in (hit["caption"], hit["matched"])
    for format in ("gexf", "graphml"):
        written = service.get(f"/api/v1/view?ids={hit['id']}&format={format}").text
        assert SCRIPT not in written
        assert "&lt;/script&gt;" in written


def test_old_days_of_knowledge_are_let_go(home: Path, service: TestClient) -> None:
    load(home, "one")
    for year in range(2000, 2012):
        assert service.get(f"/api/v1/search?q=foundry&known_on={year}").status_code == 200
    loaded = service.app.state.library.current()  # type: ignore[attr-defined]
    assert len(loaded._viewers._values) <= 4
    assert len(loaded._graphs._values) <= 4
