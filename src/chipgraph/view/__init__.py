"""The View: entities merged, propositions formed, status computed (P11, O27). Derived from Records, never written back."""

from chipgraph.view.model import Entity, Proposition, Record, View

__all__ = ["Entity", "Proposition", "Record", "View"]
