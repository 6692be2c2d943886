"""The command line as a program among programs: exit codes (F79, F80), streams (F81, F95), files (F82)."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest
from tests.house.conftest import PROGRAM, Run, chipgraph, clean_environment
from tests.house.test_docs import on_terminal

ALL = "SELECT * { ?s ?p ?o }"


@pytest.mark.parametrize(
    "arguments",
    [
        ("status",),
        ("--help",),
        ("trace", "--help"),
        ("--version",),
        ("trace", "Huawei", "TSMC"),
        ("trace", "TSMC", "Huawei"),
        ("claims", "Sophgo", "Huawei"),
        ("search", "华为"),
        ("show", "Sophgo"),
        ("config", "show", "--origin"),
    ],
    ids=" ".join,
)
def test_0_is_ok_and_no_route_is_an_answer(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_1_is_a_finding(run: Run, tmp_path: Path) -> None:
    assert run("trace", "TSMC", "Huawei", "--exit-code").returncode == 1
    assert run("trace", "Bitmain", "Samsung", "--exit-code").returncode == 0
    sheet = tmp_path / "case.csv"
    sheet.write_text("relation,from,to,starts,stance,maker,source\nSupply,A,B,2024-02-30,asserts,C,D\n")
    done = run("validate", str(sheet))
    assert done.returncode == 1
    assert "2024-02-30" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("trace", "--nonsense"), "nonsense"),
        (("nonsense",), "nonsense"),
        (("trace", "TSMC"), "END"),
        (("trace", "TSMC", "Huawei", "--since", "soon"), "soon"),
        (("trace", "TSMC", "Huawei", "--min-strength", "strong"), "strong"),
        (("sparql", "SELECT nonsense"), "SPARQL"),
        (("sparql", "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"), "SERVICE"),
        (("sparql", "DELETE WHERE { ?s ?p ?o }"), ""),
        (("load", "no-such-file.yaml"), "no-such-file.yaml"),
        (("trace", "TSMC", "Huawei", "-o", "routes.pdf"), "pdf"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, tuple) else "",
)
def test_2_is_usage(run: Run, arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_2_is_a_wrong_setting(run: Run) -> None:
    done = run("config", "show", environment={"CHIPGRAPH_SPARQL_SECONDS": "soon"})
    assert done.returncode == 2
    assert "CHIPGRAPH_SPARQL_SECONDS" in done.stderr


def test_3_is_a_graph_or_server_that_cannot_be_used(run: Run, tmp_path: Path) -> None:
    empty = chipgraph("trace", "TSMC", "Huawei", home=tmp_path / "home")
    assert empty.returncode == 3
    assert "chipgraph ingest" in empty.stderr
    down = run("cypher", "RETURN 1", environment={"CHIPGRAPH_NEO4J_URI": "bolt://127.0.0.1:9"})
    assert down.returncode == 3, down.stderr
    assert "Traceback" not in empty.stderr + down.stderr


def test_4_is_a_name_that_is_not_found(run: Run) -> None:
    done = run("trace", "TSMD", "Huawei")
    assert done.returncode == 4
    assert "TSMC" in done.stderr, "the nearest names are listed"
    assert done.stdout == ""


def test_4_is_a_name_of_several_with_its_candidates(tmp_path: Path, shipped_home: Path) -> None:
    sheet = tmp_path / "two.yaml"
    sheet.write_text(
        "dataset: {name: two, title: Two firms of one name, authority: agent-curator, licence: Apache-2.0}\n"
        "entities:\n"
        "  agent-curator: {class: Agent, name: {en: Curator}}\n"
        "  firm-one: {class: Firm, name: {en: Twin Chips}}\n"
        "  firm-two: {class: Firm, name: {en: Twin Chips}}\n"
    )
    home = tmp_path / "home"
    loaded = chipgraph("load", str(sheet), home=home)
    assert loaded.returncode == 0, loaded.stderr
    done = chipgraph("show", "Twin Chips", home=home)
    assert done.returncode == 4
    assert "firm-one" in done.stderr
    assert "firm-two" in done.stderr
    machine = chipgraph("show", "Twin Chips", "-f", "json", home=home)
    assert machine.returncode == 4
    listed = json.loads(machine.stderr)["candidates"]
    assert {c["id"] for c in listed} == {"firm-one", "firm-two"}


def test_130_is_an_interruption(shipped_home: Path) -> None:
    with subprocess.Popen(
        [str(PROGRAM), "sparql", "--file", "-"],
        env=clean_environment(shipped_home),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        time.sleep(1.5)  # it waits for the query by then; an earlier signal would meet Python's own start
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in said


def test_a_reader_that_has_enough_is_no_error(shipped_home: Path) -> None:
    with subprocess.Popen(
        [str(PROGRAM), "sparql", ALL, "-f", "csv"],
        env=clean_environment(shipped_home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
    assert process.returncode == 0, said
    assert b"Traceback" not in said
    assert b"Broken" not in said


@pytest.mark.parametrize(
    "arguments",
    [
        ("trace", "TSMC", "Huawei"),
        ("claims", "Sophgo"),
        ("search", "Sophgo"),
        ("show", "Sophgo"),
        ("sparql", ALL + " LIMIT 3"),
    ],
    ids=" ".join,
)
def test_a_pipe_gets_json_lines_and_nothing_else(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    lines = done.stdout.split("\n")
    assert lines.pop() == ""
    assert lines
    assert all(isinstance(json.loads(line), dict) for line in lines)


def test_json_is_one_document(run: Run) -> None:
    answer = json.loads(run("trace", "TSMC", "Huawei", "-f", "json").stdout)
    assert {"routes", "denied_relations", "certificate"} <= set(answer)


def test_no_color_gives_no_escape_codes(shipped_home: Path, tmp_path: Path) -> None:
    for line in ("chipgraph search Sophgo", "chipgraph trace TSMC Huawei", "chipgraph status"):
        code, shown, _ = on_terminal(line, tmp_path, clean_environment(shipped_home, NO_COLOR="1", TERM="xterm"))
        assert code == 0
        assert "\x1b" not in shown, line


@pytest.mark.parametrize("suffix", ["json", "jsonl", "csv", "tsv", "md", "ttl", "gexf", "graphml", "txt"])
def test_output_infers_the_format_from_the_suffix(run: Run, tmp_path: Path, suffix: str) -> None:
    done = run("trace", "TSMC", "Huawei", "-o", f"routes.{suffix}", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    text = (tmp_path / f"routes.{suffix}").read_text(encoding="utf-8")
    assert "Sophgo" in text or "sophgo" in text
    assert (tmp_path / "routes.csv.certificate.json").exists() == (suffix == "csv")


def test_quiet_says_nothing_beside_the_result(run: Run) -> None:
    assert run("--quiet", "trace", "TSMC", "Huawei").stderr == ""


def test_a_closed_input_is_no_defect(shipped_home: Path) -> None:
    done = subprocess.run(
        [str(PROGRAM), "sparql", "--file", "-"],
        env=clean_environment(shipped_home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2


def test_a_table_wider_than_the_terminal_becomes_blocks(shipped_home: Path, tmp_path: Path) -> None:
    for columns, blocks in (("60", True), ("4000", False)):
        environment = clean_environment(shipped_home, COLUMNS=columns, TERM="xterm", NO_COLOR="1")
        code, shown, _ = on_terminal("chipgraph claims Sophgo Huawei", tmp_path, environment)
        assert code == 0
        assert ("1 of " in shown) == blocks
        assert "never engaged in any direct or indirect business relationship" in " ".join(shown.split())
