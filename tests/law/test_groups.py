"""Country groups: known where read, marked between two readings, unknown elsewhere (regulations 2.3)."""

from __future__ import annotations

import pytest
from tests.law.conftest import Edited, day

from chipgraph.law import Law, load


@pytest.mark.parametrize(
    ("code", "group", "on", "member", "basis"),
    [
        ("KH", "D:5", "2021-12-08", None, "unknown"),
        ("KH", "D:5", "2021-12-09", True, "interval"),
        ("KH", "D:5", "2025-11-06", True, "interval"),
        ("KH", "D:5", "2025-11-07", False, "interval"),
        ("AE", "A:5", "2026-07-09", False, "interval"),
        ("AE", "A:5", "2026-07-10", True, "interval"),
        ("AE", "D:4", "2026-07-10", False, "interval"),
        ("CN", "D:5", "2023-10-17", True, "interval"),
        ("HK", "D:5", "2023-10-17", True, "interval"),
        ("MY", "D:5", "2024-06-01", False, "between two readings"),
        ("PH", "D:1", "2024-06-01", None, "unknown"),
        ("MY", "D:1", "2023-11-16", None, "unknown"),
        ("MY", "D:1", "2024-06-01", False, "recalled, not read again"),
        ("ID", "D:4", "2023-11-17", False, "recalled, not read again"),
        ("ID", "D:1", "2025-09-30", False, "recalled, not read again"),
        ("ID", "D:1", "2025-10-15", False, "between two readings"),
        ("SG", "A:6", "2026-09-24", True, "read"),
        ("SG", "A:6", "2023-12-01", None, "unknown"),
        ("SG", "A:6", "2026-11-24", True, "as last read"),
        ("NI", "D:5", "2024-03-14", False, "interval"),
        ("NI", "D:5", "2024-03-15", True, "interval"),
        ("CY", "D:5", "2024-01-01", None, "unknown"),
        ("NO", "A:5", "2026-09-24", True, "read"),
    ],
)
def test_membership_on_a_day(law: Law, code: str, group: str, on: str, member: bool | None, basis: str) -> None:
    found = law.groups.membership(code, group, day(on))
    assert (found.member, found.basis) == (member, basis)


def test_the_printed_text_may_lag_behind(law: Law) -> None:
    """Cambodia left D:5 on 2025-11-07; the printed EAR listed it until 2026-02-02."""
    assert law.groups.membership("KH", "D:5", day("2026-02-02")).printed is True
    assert law.groups.membership("KH", "D:5", day("2026-02-03")).printed is None


def test_a_group_change_needs_no_code(edited: Edited) -> None:
    folder = edited(
        "country_groups.yaml",
        "known:\n",
        'known:\n  - {territory: MY, group: "D:4", member: true, from: 2027-01-01, citation: test}\n',
    )
    groups = load(folder).groups
    assert groups.membership("MY", "D:4", day("2026-12-31")).member is False
    assert groups.membership("MY", "D:4", day("2027-01-01")).member is True
