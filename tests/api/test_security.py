"""What is refused, and what every answer carries (F60 to F66, F94)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from fastapi.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send
from tests.api.conftest import ProblemOf

from chipgraph.graph import Graph
from chipgraph_api import create_app, limits
from chipgraph_api.connections import PatientProtocol
from chipgraph_api.security import HEADERS, Guard, GuardMiddleware, hashed, new_key

DATA = ("/api/v1/catalog", "/sparql?query=ASK%20%7B%7D", "/reconcile/all", "/readyz")
KEY = new_key()


@pytest.fixture(scope="module")
def locked(shipped: Graph) -> Iterator[TestClient]:
    """A service with a key, and one other site that may ask."""
    guard = Guard(keys=(hashed(KEY),), origins=("http://127.0.0.1:3333",))
    with TestClient(create_app(shipped, guard=guard), base_url="http://127.0.0.1") as client:
        yield client


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "169.254.169.254", "", "[::2]"]
)
def test_a_name_that_is_not_ours_is_refused_against_dns_rebinding(client: TestClient, host: str) -> None:
    for path in (*DATA, "/", "/healthz", "/docs"):
        assert client.get(path, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8420", "localhost:8420", "[::1]:8420", "[::1]"])
def test_loopback_is_answered_under_all_its_names(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:9999", "https://127.0.0.1", "file://"]
)
@pytest.mark.parametrize("path", DATA)
def test_another_site_gets_no_data(client: TestClient, problem_of: ProblemOf, origin: str, path: str) -> None:
    answer = client.get(path, headers={"Origin": origin})
    problem_of(answer, 403)
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("path", DATA)
def test_a_request_that_a_browser_calls_cross_site_gets_no_data(
    client: TestClient, problem_of: ProblemOf, path: str
) -> None:
    problem_of(client.get(path, headers={"Sec-Fetch-Site": "cross-site"}), 403)


def test_a_form_of_another_site_is_refused(client: TestClient, problem_of: ProblemOf) -> None:
    answer = client.post("/sparql", data={"query": "ASK {}"}, headers={"Origin": "https://evil.example"})
    problem_of(answer, 403)


def test_our_own_page_may_ask(client: TestClient) -> None:
    headers = {"Origin": "http://127.0.0.1", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/api/v1/routes", json={"start": "TSMC", "end": "Huawei"}, headers=headers).status_code == 200


def test_no_preflight_is_answered(client: TestClient) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    answer = client.options("/api/v1/routes", headers=headers)
    assert answer.status_code == 403
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/docs", "/nothing", "/api/v1/catalog", "/api/v1/search", "/static/x"]
)
def test_every_answer_has_the_headers_of_f61(client: TestClient, path: str) -> None:
    answer = client.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name].startswith(value)
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_no_page_but_docs_allows_an_inline_script(client: TestClient) -> None:
    policy = client.get("/").headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "sha256" not in policy
    of_docs = client.get("/docs").headers["content-security-policy"]
    script = of_docs.partition("script-src")[2].partition(";")[0]
    assert "sha256-" in script
    assert "unsafe" not in script


def test_docs_load_nothing_from_elsewhere(client: TestClient) -> None:
    text = client.get("/docs").text
    assert "https://" not in text
    for path in ("/docs-static/swagger-ui-bundle.js", "/docs-static/swagger-ui.css", "/openapi.json"):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/..%5capp.py",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/docs-static/%2e%2e/__init__.py",
        "/api/v1/sources/..%2f..%2fetc%2fpasswd",
        "/api/v1/entities/..%2f..%2f..%2fetc%2fpasswd",
        "/reconcile/..%2f..%2fetc%2fpasswd",
    ],
)
def test_no_path_leads_to_a_file_of_ours(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (400, 404)
    assert "root:" not in answer.text
    assert "import" not in answer.text


@pytest.mark.parametrize("value", ["x\r\nSet-Cookie: a=b", "x\nX-Evil: 1", "%0d%0aX-Evil:%201", "\x00", "é<script>"])
def test_no_parameter_becomes_a_header(client: TestClient, value: str) -> None:
    for path in ("/api/v1/search", "/api/v1/view"):
        answer = client.get(path, params={"q": "tsmc", "ids": "firm-tsmc", "note": value})
        assert answer.status_code == 200
        assert "x-evil" not in answer.headers
        assert "set-cookie" not in answer.headers
        assert all(c.isprintable() for c in answer.headers.get("link", ""))


def test_a_body_that_is_too_large_is_413(client: TestClient, problem_of: ProblemOf) -> None:
    large = b"x" * (limits.BODY_BYTES + 1)
    problem_of(client.post("/sparql", content=large, headers={"Content-Type": "application/sparql-query"}), 413)
    problem_of(client.post("/api/v1/routes", content=large, headers={"Content-Type": "application/json"}), 413)


def test_a_body_without_a_stated_length_is_cut_too(client: TestClient, problem_of: ProblemOf) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(30):
            yield b"x" * (limits.BODY_BYTES // 20)

    problem_of(client.post("/sparql", content=parts(), headers={"Content-Type": "application/sparql-query"}), 413)


def test_a_query_that_is_too_long_is_refused(client: TestClient, problem_of: ProblemOf) -> None:
    text = "ASK { ?s ?p ?o } #" + "x" * 200_001
    problem_of(client.post("/sparql", content=text, headers={"Content-Type": "application/sparql-query"}), 403)


def test_what_is_no_json_or_no_utf_8_is_a_problem(client: TestClient, problem_of: ProblemOf) -> None:
    for body in (b"{", b"\xff\xfe", b"[" * 10_000, b"null", b'{"end": 3}', b'{"end": "\\ud800"}'):
        answer = client.post("/api/v1/routes", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code in (400, 404)
        problem_of(answer, answer.status_code)


def test_text_of_the_data_comes_as_data(client: TestClient) -> None:
    """``</script>`` in a name does nothing: it is JSON, of a type that no browser runs."""
    answer = client.get("/api/v1/search", params={"q": "</script><script>alert(1)</script>"})
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"


# Keys


@pytest.mark.parametrize("path", DATA)
def test_with_keys_data_need_one(locked: TestClient, problem_of: ProblemOf, path: str) -> None:
    problem_of(locked.get(path), 401)
    problem_of(locked.get(path, headers={"X-API-Key": "wrong"}), 401)
    assert locked.get(path, headers={"X-API-Key": KEY}).status_code == 200
    assert locked.get(path, headers={"Authorization": f"Bearer {KEY}"}).status_code == 200


def test_a_hash_is_no_key(locked: TestClient, problem_of: ProblemOf) -> None:
    problem_of(locked.get("/api/v1/catalog", headers={"X-API-Key": hashed(KEY)}), 401)


def test_the_page_and_health_need_none(locked: TestClient) -> None:
    for path in ("/", "/healthz", "/docs"):
        assert locked.get(path).status_code == 200


def test_an_origin_of_the_settings_may_ask_and_no_other(locked: TestClient, problem_of: ProblemOf) -> None:
    asked = {"Origin": "http://127.0.0.1:3333", "X-API-Key": KEY, "Sec-Fetch-Site": "same-site"}
    answer = locked.get("/reconcile/all", headers=asked)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "http://127.0.0.1:3333"
    assert "access-control-allow-credentials" not in answer.headers
    problem_of(locked.get("/reconcile/all", headers={**asked, "Origin": "http://127.0.0.1:3334"}), 403)


# The log, and slow clients


def test_the_log_has_the_path_and_never_the_question(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        client.get("/api/v1/search", params={"q": "secret-investigation"})
        client.post("/sparql", data={"query": "ASK { <urn:secret-investigation> ?p ?o }"})
        client.get("/sparql", params={"query": "SELECT secret-investigation"})
        client.get("/x%0aFAKE%20LINE")
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith("httpx")]  # the client logs for itself
    assert not any("secret-investigation" in line for line in ours)
    lines = [r.getMessage() for r in caplog.records if r.name == "chipgraph.access"]
    assert lines[0].startswith("GET /api/v1/search 200 ")
    assert all("\n" not in line for line in lines)


async def _echo(scope: Scope, receive: Receive, send: Send) -> None:
    """An app that takes the whole body, then answers in many parts."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(3):
        await send({"type": "http.response.body", "body": b"x", "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _scope() -> dict[str, Any]:
    return {"type": "http", "method": "POST", "path": "/healthz", "scheme": "http", "headers": []}


def test_a_body_that_never_ends_is_408() -> None:
    async def slow() -> list[Message]:
        sent: list[Message] = []

        async def receive() -> Message:
            await asyncio.sleep(0.02)
            return {"type": "http.request", "body": b"x", "more_body": True}

        async def send(message: Message) -> None:
            sent.append(message)

        await GuardMiddleware(_echo, Guard(), body_seconds=0.2)(_scope(), receive, send)
        return sent

    sent = asyncio.run(slow())
    assert sent[0]["status"] == 408


def test_a_client_that_does_not_read_is_cut() -> None:
    async def deaf() -> list[str]:
        sent: list[str] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message["type"])
            if message["type"] == "http.response.body":
                await asyncio.sleep(3600)

        await GuardMiddleware(_echo, Guard(), send_seconds=0.1)(_scope(), receive, send)
        return sent

    assert asyncio.run(asyncio.wait_for(deaf(), 5)) == ["http.response.start", "http.response.body"]


class _Hasty(PatientProtocol):
    head_seconds = 0.3


@pytest.fixture(scope="module")
def hasty() -> Iterator[int]:
    """A real server that waits a third of a second for the head of a request; gives its port."""

    async def hello(scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http"
        await asyncio.sleep(0.6)  # an answer may take longer than a head
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})
        await send({"type": "http.response.body", "body": b"x"})

    server = uvicorn.Server(uvicorn.Config(hello, http=_Hasty, ws="none", port=0, log_config=None, lifespan="off"))
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join(10)
    listening.close()


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "])
def test_a_head_that_does_not_come_is_cut(hasty: int, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", hasty), timeout=5) as connection:
        connection.sendall(sent)
        assert connection.recv(10) == b""


def test_a_slow_drip_of_a_second_head_is_cut_and_slow_answers_are_not(hasty: int) -> None:
    with socket.create_connection(("127.0.0.1", hasty), timeout=5) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert connection.recv(1000).startswith(b"HTTP/1.1 200")
        began = time.monotonic()
        with contextlib.suppress(OSError):
            while time.monotonic() - began < 5:
                connection.sendall(b"G")
                time.sleep(0.05)
        assert time.monotonic() - began < 4
