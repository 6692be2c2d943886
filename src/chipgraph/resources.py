"""Where the files that ship with chipgraph are: in a checkout at the root, in a wheel inside the package."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parents[1]


def ontology() -> Path:
    """Find the ontology folder: inside the package in a wheel, at the root in a checkout."""
    packaged = _PACKAGE / "ontology"
    return packaged if packaged.is_dir() else _CHECKOUT / "ontology"


def sources() -> Path:
    """Find the folder of shipped sources: beside the package in a wheel, under ``ingest`` in a checkout."""
    packaged = _PACKAGE.parent / "chipgraph_ingest" / "sources"
    return packaged if packaged.is_dir() else _CHECKOUT / "ingest" / "sources"


def page() -> Path:
    """Find the built page, which the notebook's widget shares: beside the package in a wheel, under ``api`` in a checkout."""
    packaged = _PACKAGE.parent / "chipgraph_api" / "static"
    return packaged if packaged.is_dir() else _CHECKOUT / "api" / "chipgraph_api" / "static"
