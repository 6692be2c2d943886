"""Templates to start a claim sheet from: commented YAML, or a workbook with an example in each table."""

from __future__ import annotations

from pathlib import Path


def template(name: str) -> str:
    """Write the text of a commented YAML sheet, which loads as it is."""
    return name


def write_template(name: str, path: Path) -> None:
    """Write a template to a file."""
    path.write_text(template(name))
