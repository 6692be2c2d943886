"""Compiled code of the tests is kept in a folder by the digest of the kernels, so that no test meets old code."""

from __future__ import annotations

import tempfile
from pathlib import Path

from chipgraph.arrays.choose import keep_code_in

keep_code_in(Path(tempfile.gettempdir()) / "chipgraph-tests")
