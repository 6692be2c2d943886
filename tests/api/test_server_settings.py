"""The settings of the service: several names in a file or a variable; hashes of keys are never printed (F64, F84)."""

from __future__ import annotations

from pathlib import Path

import pytest

from chipgraph import settings
from chipgraph.errors import UsageError


def test_a_file_has_lists_and_a_variable_has_commas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "chipgraph.toml").write_text('server_keys = ["sha256:a", "sha256:b"]\nserver_hosts = "one, two"\n')
    monkeypatch.setenv("CHIPGRAPH_SERVER_ORIGINS", "http://127.0.0.1:3333, http://localhost:3333")
    chosen = settings.load(folder=tmp_path)
    assert chosen.server_keys == ("sha256:a", "sha256:b")
    assert chosen.server_hosts == ("one", "two")
    assert chosen.server_origins == ("http://127.0.0.1:3333", "http://localhost:3333")


def test_keys_are_never_printed(tmp_path: Path) -> None:
    (tmp_path / "chipgraph.toml").write_text('server_keys = ["sha256:secret"]\n')
    chosen = settings.load(folder=tmp_path)
    texts = {s.name: s.text for s in chosen.described()}
    assert texts["server_keys"] == "set, not shown"
    assert texts["server_hosts"] == "not set"
    assert "sha256:secret" not in repr(chosen)


@pytest.mark.parametrize("value", ["3", "[1, 2]", "true"])
def test_what_is_no_list_of_texts_is_a_sentence(tmp_path: Path, value: str) -> None:
    (tmp_path / "chipgraph.toml").write_text(f"server_hosts = {value}\n")
    with pytest.raises(UsageError, match=r"server_hosts must be texts.*docs/reference/settings\.md"):
        settings.load(folder=tmp_path)
