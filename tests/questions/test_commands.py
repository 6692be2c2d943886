"""The commands as a user meets them: formats, notes, exit codes, wrong names, an interruption that keeps what was found."""

from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.house.conftest import PROGRAM, clean_environment

from chipgraph.graph import Graph

ROUTE = "7558526e6cdb31eb3e54"
"""TSMC to Huawei by way of Sophgo (C1): its id follows from the ids in the case."""


@pytest.fixture(scope="module")
def home(shipped: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped graph: commands remember routes in its folder."""
    folder = tmp_path_factory.mktemp("questions") / "home"
    shutil.copytree(shipped.settings.home, folder)
    return folder


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *arguments],
        env=clean_environment(home),
        capture_output=True,
        text=True,
        check=False,
        cwd=home,
    )


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["reach", "TSMC"], 0, "holdings shown"),
        (["reach", "Nobody Ltd"], 4, "No entity is called"),
        (["lineage", "Ascend 910C"], 0, "products in the lineage"),
        (["lineage", "TSMC"], 2, "is no product"),
        (["cut", "TSMC", "Huawei"], 0, "Without 3 relations no route is left"),
        (["cut", "TSMC"], 4, "TSMC"),
        (["gaps", "SK Hynix", "CloudMatrix 384", "--count", "1"], 0, "a gap is no finding"),
        (["gaps", "TSMC"], 2, "Say where the route"),
        (["hypotheses", "Ascend 910C"], 0, "none is a finding"),
        (["why-not", "SK Hynix", "Huawei"], 0, "No route within these bounds over this data"),
        (["why-not", "TSMC", "Huawei", "--exit-code"], 1, "There is a route: 3"),
        (["scan", "--from", "TSMC", "--to", "Huawei", "--exit-code"], 1, "pairs joined: 1"),
        (["scan", "--from", "TSMC", "--controlled"], 2, "not --from with --controlled"),
        (["explain", "no-such-route"], 4, "no answer that was shown here holds a route"),
        (["explain", ROUTE, "--answer", "nowhere.json"], 2, "there is no such file"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_each_command_answers_or_says_what_to_do(home: Path, arguments: list[str], code: int, said: str) -> None:
    done = run(home, *arguments)
    assert done.returncode == code, done.stderr
    assert said.casefold() in done.stderr.casefold()
    assert "Traceback" not in done.stderr
    if code < 2:  # in a pipe: JSON Lines, the certificate last (F4)
        assert json.loads(done.stdout.splitlines()[-1])["certificate"]["exhaustive"] is True


def test_formats_and_files(home: Path) -> None:
    document = json.loads(run(home, "cut", "TSMC", "Huawei", "-f", "json").stdout)
    assert document["certificate"]["exhaustive"] is True
    assert document["relations"]["exact"] is True
    assert run(home, "lineage", "Ascend 910C", "-f", "csv").stdout.startswith("direction,depth,product")
    assert "What went into it:" in run(home, "lineage", "Ascend 910C", "-f", "table").stdout
    file = home / "reach.parquet"
    assert run(home, "reach", "TSMC", "-o", str(file)).returncode == 0
    assert file.stat().st_size > 500


def test_a_route_is_explained_by_its_id_and_cut_alone(home: Path) -> None:
    (home / "routes.jsonl").unlink(missing_ok=True)
    assert run(home, "explain", ROUTE).returncode == 4
    answer = run(home, "trace", "TSMC", "Huawei", "-f", "json").stdout
    told = run(home, "explain", ROUTE, "-f", "table").stdout
    assert f"Route {ROUTE} stands in this graph" in told
    assert "record rel-sophgo-transfer-huawei" in told
    assert "− Sophgo" in told
    cut = run(home, "cut", ROUTE, "-f", "json").stdout
    assert json.loads(cut)["relations"]["at_most"] == 1
    (home / "answer.json").write_text(answer, encoding="utf-8")
    (home / "routes.jsonl").unlink()
    assert run(home, "explain", ROUTE, "--answer", "answer.json").returncode == 0
    (home / "answer.json").write_text("{", encoding="utf-8")
    broken = run(home, "explain", ROUTE, "--answer", "answer.json")
    assert (broken.returncode, "it is no JSON" in broken.stderr) == (2, True)


def test_a_route_that_no_longer_stands_names_the_step(home: Path) -> None:
    run(home, "trace", "TSMC", "Huawei")
    done = run(home, "explain", ROUTE, "--known-on", "2023-01-01")
    assert done.returncode == 0
    assert "does not stand in this graph under these bounds" in done.stderr


def test_trace_explains_what_was_kept_out(home: Path) -> None:
    done = run(home, "trace", "TSMC", "Huawei", "--explain", "--max-transfers", "1", "-f", "json")
    pruned = {entry["constraint"]: entry for entry in json.loads(done.stdout)["certificate"]["pruned"]}
    assert pruned["max-transfers"]["steps"] > 0
    assert {"denied", "order of dates", "max-lineage"} <= set(pruned)
    assert "max-transfers kept out" in done.stderr


def _many_ways(count: int) -> Iterator[str]:
    yield "dataset: {name: many-ways, title: Everybody sends to everybody, language: en}"
    yield "sources: {ledger: {title: A ledger, publisher: Example Ledger, published: 2025-01-05, origin: ledger}}"
    yield "entities:"
    yield "  many-thing: {class: Accelerator, name: Manything}"
    for n in range(count):
        yield f"  many-{n}: {{class: Firm, name: Manyfirm {n}}}"
    yield "claims:"
    for a in range(count):
        for b in range(count):
            if a != b:
                by = f"{{stance: asserts, maker: many-0, method: party-statement, source: ledger, number: {a * count + b}}}"
                yield f"  - {{record: many-{a}-{b}, relation: Transfer, from: many-{a}, to: many-{b}, product: many-thing, by: [{by}]}}"


def test_ctrl_c_prints_what_was_found_and_ends_with_130(tmp_path: Path) -> None:
    sheet = tmp_path / "many.yaml"
    sheet.write_text("\n".join(_many_ways(14)), encoding="utf-8")
    home = tmp_path / "home"
    assert run_in(tmp_path, home, "load", str(sheet)).returncode == 0
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [PROGRAM, "trace", "Manyfirm 0", "Manyfirm 1", "--limit", "5", "-f", "json"],
        env=clean_environment(home),
        stdout=subprocess.PIPE,
        stderr=theirs,
        cwd=tmp_path,
    ) as process:
        os.close(theirs)
        shown = b""
        while b"steps tried" not in shown:
            shown += os.read(ours, 4096)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        assert process.stdout is not None
        document = json.loads(process.stdout.read())
    stopped = time.monotonic() - began
    os.close(ours)
    assert process.returncode == 130
    certificate = document["certificate"]
    assert (certificate["exhaustive"], certificate["stopped_by"]) == (False, "cancelled")
    assert len(document["routes"]) == 5
    assert b"s left" in shown
    assert stopped < 5


def run_in(folder: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *arguments], env=clean_environment(home), capture_output=True, text=True, check=False, cwd=folder
    )
