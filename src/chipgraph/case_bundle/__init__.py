"""Case bundles: a saved question with its answer, evidence and hashes, that anyone can verify and re-run (G16)."""

from chipgraph.case_bundle.bundle import CaseBundle
from chipgraph.case_bundle.question import CaseQuestion
from chipgraph.case_bundle.saving import save

__all__ = ["CaseBundle", "CaseQuestion", "save"]
