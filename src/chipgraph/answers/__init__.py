"""Answers: what the faces show of a question, with the evidence beside every hop (F2 to F4, W18 to W21, W26 to W30)."""

from chipgraph.answers.trace import Trace

__all__ = ["Trace"]
