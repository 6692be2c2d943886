"""The package: what a wheel holds, and that it works where nothing of the checkout is at hand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

import chipgraph

ROOT = Path(__file__).parents[2]
DIST_INFO = f"chipgraph-{chipgraph.__version__}.dist-info"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sdist and, from the sdist, the wheel: what a release does."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    (path,) = built.glob("*.whl")
    return path


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_only_our_three_packages_reach_site_packages(wheel: Path) -> None:
    assert {name.split("/")[0] for name in names(wheel)} == {
        "chipgraph",
        "chipgraph_ingest",
        "chipgraph_api",
        DIST_INFO,
    }


def test_ontology_sources_and_type_markers_are_inside(wheel: Path) -> None:
    held = names(wheel)
    for path in (ROOT / "ontology").rglob("*"):
        if path.is_file():
            assert f"chipgraph/ontology/{path.relative_to(ROOT / 'ontology')}" in held
    for path in (ROOT / "ingest" / "sources").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert f"chipgraph_ingest/sources/{path.relative_to(ROOT / 'ingest' / 'sources')}" in held
    for package in ("chipgraph", "chipgraph_ingest", "chipgraph_api"):
        assert f"{package}/py.typed" in held
    assert not [name for name in held if "__pycache__" in name or name.endswith(".pyc")]


def test_metadata_names_version_licence_and_what_it_needs(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        metadata = archive.read(f"{DIST_INFO}/METADATA").decode()
        licence = archive.read(f"{DIST_INFO}/licenses/LICENSE").decode()
    assert f"\nVersion: {chipgraph.__version__}\n" in metadata
    assert "\nLicense-Expression: Apache-2.0\n" in metadata
    assert "\nRequires-Python: >=3.11\n" in metadata
    assert "Apache License" in licence
    assert "END OF TERMS AND CONDITIONS" in licence


def test_the_sdist_holds_what_a_build_and_a_test_need(built: Path) -> None:
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        held = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE", "CHANGELOG.md", "tests/conftest.py"):
        assert name in held


def test_each_dependency_that_is_declared_has_a_lower_bound() -> None:
    from importlib.metadata import requires

    declared = [r for r in requires("chipgraph") or [] if "extra ==" not in r]
    assert declared
    for requirement in declared:
        assert re.search(r">=\d", requirement), requirement


def test_the_wheel_works_in_an_empty_environment_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    folder = tmp_path / "environment"
    venv.EnvBuilder(with_pip=False, symlinks=True).create(folder)
    python = folder / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*install, str(wheel)], check=True, capture_output=True)
    site = next((folder / "lib").glob("python*/site-packages"))
    # What it depends on comes from here, by a path that Python does not search for further .pth files: the checkout stays out.
    (site / "dependencies.pth").write_text(f"{sysconfig.get_paths()['purelib']}\n")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("CHIPGRAPH_", "PYTHON"))}
    environment = {**kept, "CHIPGRAPH_HOME": str(tmp_path / "home"), "PYTHONUTF8": "1"}

    def run(*command: str) -> str:
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    where = "import chipgraph, chipgraph_ingest, chipgraph_api; from chipgraph import resources"
    where += "; print(chipgraph.__file__, chipgraph_ingest.__file__, chipgraph_api.__file__, resources.ontology())"
    assert str(ROOT) not in run(str(python), "-c", where)
    program = str(folder / "bin" / "chipgraph")
    run(program, "ingest")
    assert "Sophgo" in run(program, "trace", "TSMC", "Huawei", "--format", "table")
