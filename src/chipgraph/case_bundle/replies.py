"""The right of reply: who was asked, when and by whom, and the answer or the silence. The log only grows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from chipgraph.errors import UsageError

ASKED, ANSWERED = "asked", "answered"


@dataclass(frozen=True, slots=True)
class Reply:
    """One line of the log.

    Attributes
    ----------
    event
        ``asked`` or ``answered``.
    party, caption
        Whom it concerns: id and name.
    on
        The day of the event.
    by
        Who asked, or who answered for the party.
    words
        The question as put, or the answer as given.
    until
        Of a question: the day until which an answer was asked for.
    through
        The channel: a letter, an address, a telephone call.
    """

    event: str
    party: str
    caption: str
    on: str
    by: str
    words: str
    until: str | None = None
    through: str | None = None

    def to_json(self) -> str:
        """As one line."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, line: str) -> Reply:
        """Read a line that ``to_json`` wrote."""
        body = json.loads(line)
        if body["event"] not in (ASKED, ANSWERED):
            raise ValueError(f"an event of the log is {body['event']!r}")
        return cls(**body)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the right of reply of one party stands on a day: what was asked last, what was answered since."""

    asked: Reply
    answers: tuple[Reply, ...]
    state: str

    def sentence(self) -> str:
        """Say it in one sentence; silence is said as such and proves nothing."""
        asked = f"{self.asked.caption} was asked on {self.asked.on}"
        if self.answers:
            said = "; ".join(f"on {a.on} {a.by} said: “{a.words}”" for a in self.answers)
            return f"{asked}; {said}"
        if self.state == "silent":
            return f"{asked} for an answer by {self.asked.until} and had not answered by then"
        return f"{asked}; no answer is on record" + (
            f", the time runs until {self.asked.until}" if self.asked.until else ""
        )


def append(log: Sequence[Reply], line: Reply) -> tuple[Reply, ...]:
    """Add a line at the end.

    Raises
    ------
    UsageError
        If an answer comes before any question, or a question is to be answered before it was put.
    """
    if line.event == ANSWERED and not any(r.event == ASKED and r.party == line.party and r.on <= line.on for r in log):
        raise UsageError(
            f"{line.caption} was not asked on or before {line.on}. Note the question first: chipgraph case ask"
        )
    if line.until is not None and line.until < line.on:
        raise UsageError(f"The answer is wanted by {line.until}, before the question of {line.on}.")
    return (*log, line)


def standings(log: Iterable[Reply], on: str) -> list[Standing]:
    """Tell per party how its right of reply stands on a day; later lines are left out."""
    lines = [r for r in log if r.on <= on]
    found = []
    for party in dict.fromkeys(r.party for r in lines if r.event == ASKED):
        asked = [r for r in lines if r.party == party and r.event == ASKED][-1]
        answers = tuple(r for r in lines if r.party == party and r.event == ANSWERED and r.on >= asked.on)
        late = asked.until is not None and asked.until < on
        found.append(Standing(asked, answers, "answered" if answers else "silent" if late else "open"))
    return found
