"""The page's pure logic: types, and the unit tests that Node's own runner runs (F20 to F23, F27 to F29, F36, F63)."""

from __future__ import annotations

import re
from collections.abc import Callable
from subprocess import CompletedProcess

Npm = Callable[..., "CompletedProcess[str]"]


def test_the_page_type_checks(npm: Npm) -> None:
    checked = npm("run", "--silent", "check")
    assert checked.returncode == 0, checked.stdout


def test_the_unit_tests_of_the_page_pass(npm: Npm) -> None:
    ran = npm("run", "--silent", "test")
    assert ran.returncode == 0, ran.stdout[-8000:]
    counts = {name: int(count) for name, count in re.findall(r"^# (tests|pass|skipped|todo) (\d+)$", ran.stdout, re.M)}
    assert counts["tests"] == counts["pass"] >= 50
    assert counts["skipped"] == counts["todo"] == 0
