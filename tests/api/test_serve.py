"""``chipgraph serve`` as its user has it: a process, a port, Ctrl-C (F64, F66, F68, F79, F87)."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from chipgraph.graph import Graph

PROGRAM = str(Path(sys.executable).with_name("chipgraph"))


@dataclass(frozen=True, slots=True)
class Served:
    process: subprocess.Popen[str]
    address: str
    log: Path

    @property
    def port(self) -> int:
        return int(self.address.rstrip("/").rpartition(":")[2])


@contextlib.contextmanager
def serving(home: Path, log: Path, *options: str) -> Iterator[Served]:
    """Start the service on a free port, wait for its address, stop it at the end."""
    with log.open("w") as errors:
        process = subprocess.Popen(
            [PROGRAM, "--home", str(home), "serve", "--port", "0", "--no-open", *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://\S+/", line)
        assert found, f"{line}{log.read_text()}"
        yield Served(process, found[0], log)
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


@pytest.fixture(scope="module")
def served(shipped: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(shipped.settings.home, tmp_path_factory.mktemp("serve") / "log") as served:
        yield served


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60, check=False
    )


def ask(address: str, body: dict[str, object] | None = None, accept: str = "application/json") -> bytes:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"Accept": accept, "Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        content: bytes = answer.read()
    return content


def test_it_says_its_address_and_answers(served: Served) -> None:
    assert served.address.startswith("http://127.0.0.1:")
    assert json.loads(ask(f"{served.address}healthz"))["status"] == "ok"
    assert b"<html" in ask(served.address).lower()


def test_the_log_on_stderr_has_no_query(served: Served) -> None:
    ask(f"{served.address}api/v1/search?q=topsecret")
    time.sleep(0.1)
    text = served.log.read_text()
    assert "GET /api/v1/search 200" in text
    assert "topsecret" not in text


def test_a_stream_comes_over_the_wire_with_its_end(served: Served) -> None:
    text = ask(f"{served.address}api/v1/routes", {"start": "TSMC", "end": "Huawei"}, "text/event-stream").decode()
    assert text.count("event: route\n") >= 1
    assert "event: end\n" in text


def test_a_client_that_leaves_in_the_middle_leaves_the_service_whole(served: Served) -> None:
    body = json.dumps({"end": "Huawei", "limit": 1000}).encode()
    head = (
        f"POST /api/v1/routes HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nContent-Type: application/json\r\n"
        f"Accept: text/event-stream\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    for _ in range(12):
        with socket.create_connection(("127.0.0.1", served.port), timeout=10) as connection:
            connection.sendall(head.encode() + body)
    assert json.loads(ask(f"{served.address}healthz"))["status"] == "ok"
    end = time.monotonic() + 60
    while time.monotonic() < end:  # at first the places of those who left may still be taken
        with contextlib.suppress(urllib.error.HTTPError):
            assert b'"routes"' in ask(f"{served.address}api/v1/routes", {"start": "TSMC", "end": "Huawei"})
            return
        time.sleep(0.5)
    raise AssertionError("the places of those who left are never given back")


@pytest.mark.parametrize(
    "raw",
    [
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nBad Header\x01: x\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
def test_what_is_no_http_is_refused_and_the_service_stays(served: Served, raw: bytes) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as connection:
        with contextlib.suppress(OSError):
            connection.sendall(raw)
            connection.shutdown(socket.SHUT_WR)
        with contextlib.suppress(OSError):
            first = connection.recv(65536)
            assert not first.startswith(b"HTTP/1.1 5")
            assert not first.startswith(b"HTTP/1.1 200") or raw.startswith(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX")
    assert json.loads(ask(f"{served.address}healthz"))["status"] == "ok"


def test_ctrl_c_stops_it_with_130(shipped: Graph, tmp_path: Path) -> None:
    with serving(shipped.settings.home, tmp_path / "log") as served:
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(20) == 130
        assert "Traceback" not in served.log.read_text()


def test_a_port_in_use_is_one_plain_sentence(served: Served, shipped: Graph) -> None:
    done = run("--home", str(shipped.settings.home), "serve", "--no-open", "--port", str(served.port))
    assert done.returncode == 3
    assert "in use" in done.stderr
    assert "--port 0" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_data_and_terminal_it_says_the_command(tmp_path: Path) -> None:
    done = run("--home", str(tmp_path), "serve", "--no-open")
    assert done.returncode == 3
    assert "chipgraph ingest" in done.stderr


def test_without_data_it_asks_on_a_terminal(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [PROGRAM, "--home", str(tmp_path), "serve", "--no-open", "--port", "0"],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(theirs)
    assert process.stderr is not None
    ready, _, _ = select.select([process.stderr], [], [], 60)
    assert ready
    os.write(ours, b"n\n")
    _, errors = process.communicate(timeout=60)
    os.close(ours)
    assert "Load the shipped sources now?" in errors
    assert "chipgraph ingest" in errors
    assert process.returncode == 3


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_a_public_address_without_keys_is_refused(host: str) -> None:
    done = run("serve", "--no-open", "--host", host)
    assert done.returncode == 2
    assert "--new-key" in done.stderr
    assert "--insecure" in done.stderr


def test_an_address_that_is_not_ours_is_a_sentence(shipped: Graph) -> None:
    done = run("--home", str(shipped.settings.home), "serve", "--no-open", "--insecure", "--host", "192.0.2.1")
    assert done.returncode == 3
    assert "192.0.2.1" in done.stderr


def test_a_new_key_comes_with_its_line_for_the_settings() -> None:
    done = run("serve", "--new-key")
    assert done.returncode == 0
    key = re.search(r"X-API-Key: (\S+)", done.stdout)
    line = re.search(r'server_keys = \["(sha256:[0-9a-f]{64})"\]', done.stdout)
    assert key
    assert line
    assert key[1] not in line[1]
