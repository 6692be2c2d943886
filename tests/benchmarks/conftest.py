"""The benchmarks are programs of the checkout, not an installed package: make them importable here."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
