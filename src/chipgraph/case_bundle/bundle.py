"""The file of a case: written the same for the same content, and no byte of it can change unseen (G16).

::

    case.json        format, title, day, question, digests of data, ontology and law, history, redaction
    answer.json      the answer, as `chipgraph trace -f json` prints it
    evidence.jsonl   every row that the answer rests on: records, claims, sources, parties
    sources.json     where each claim stands: page, hash of the archived copy, origin, licence; and the datasets
    notes.md         the investigator's notes
    replies.jsonl    who was asked, when, and the answer or the silence
    data.zip         (on request) the whole data version, so that the question can be put to it anywhere
    MANIFEST.sha256  a line a member, as `sha256sum -c` reads it

The comment of the zip file is the hash of all bytes before it. The digest of a case is the hash of its manifest: whoever
hands a case over says the digest on another way, since a forger can write new hashes beside new content.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chipgraph.case_bundle.question import CaseQuestion
from chipgraph.case_bundle.replies import Reply
from chipgraph.errors import InputError, ValidationError
from chipgraph.records import Row

FORMAT = 1
"""Version of the files of a case."""

MANIFEST = "MANIFEST.sha256"
DATA = "data.zip"
_MEMBERS = ("answer.json", "case.json", "evidence.jsonl", "notes.md", "replies.jsonl", "sources.json")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_HEX = 64
_LIMIT = 1 << 30
"""Bytes that a case may have when unpacked: a file that claims more is refused before it fills the memory."""

_REMEDY = "Ask whoever gave you the file for it again, and for its digest."


@dataclass(frozen=True)
class CaseBundle:
    """One case.

    Attributes
    ----------
    title, created
        Its name, and the day on which it was saved.
    question, answer
        What was asked, and the answer as plain values.
    rows
        The rows that the answer rests on, by id.
    sources
        ``{"sources": [...], "datasets": [...]}`` with hashes and licences.
    history
        Digests of the states of this case before this one, the oldest first.
    redaction
        Profile and number of persons that were made unreadable; None if nobody was.
    data
        A snapshot of the whole data version, or None.
    """

    title: str
    created: str
    question: CaseQuestion
    answer: Mapping[str, Any]
    rows: tuple[Row, ...]
    sources: Mapping[str, Any]
    notes: str = ""
    replies: tuple[Reply, ...] = ()
    history: tuple[str, ...] = ()
    redaction: Mapping[str, Any] | None = None
    data: bytes | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of the manifest: names this state of the case."""
        return hashlib.sha256(_manifest(self._members())).hexdigest()

    @property
    def digests(self) -> Mapping[str, str]:
        """Digests of graph, records, ontology and law that the answer was made from."""
        found: Mapping[str, str] = self.answer["certificate"]["digests"]
        return found

    def to_bytes(self) -> bytes:
        """The file: the same content gives the same bytes on one machine."""
        members = self._members()
        members[MANIFEST] = _manifest(members)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for name in sorted(members):
                archive.writestr(zipfile.ZipInfo(name, _EPOCH), members[name], zipfile.ZIP_DEFLATED, 6)
            archive.comment = b"0" * _HEX
        body = stream.getvalue()[:-_HEX]
        return body + hashlib.sha256(body).hexdigest().encode()

    def write(self, path: Path) -> Path:
        """Write the file whole or not at all."""
        scratch = path.with_name(f".{path.name}.part")
        try:
            scratch.write_bytes(self.to_bytes())
            scratch.replace(path)
        finally:
            scratch.unlink(missing_ok=True)
        return path

    def _members(self) -> dict[str, bytes]:
        head = {
            "format": FORMAT,
            "title": self.title,
            "created": self.created,
            "question": self.question.to_dict(),
            "digests": dict(self.digests),
            "history": list(self.history),
            "redaction": self.redaction,
        }
        members = {
            "case.json": _json(head),
            "answer.json": _json(self.answer),
            "evidence.jsonl": "".join(f"{row.to_json()}\n" for row in self.rows).encode(),
            "sources.json": _json(self.sources),
            "notes.md": self.notes.encode(),
            "replies.jsonl": "".join(f"{reply.to_json()}\n" for reply in self.replies).encode(),
        }
        return members if self.data is None else {**members, DATA: self.data}

    @classmethod
    def read(cls, path: Path) -> CaseBundle:
        """Read and verify a file, offline.

        Raises
        ------
        InputError
            If the file is not there, or is no case.
        ValidationError
            If a byte of it is not what was written.
        """
        content = _content(path)
        members = _unpack(path, content)
        _check_manifest(path, members)
        try:
            return cls._of(members)
        except (KeyError, ValueError, TypeError) as error:
            raise InputError(f"it holds no case that this version can read ({error}).", path, _REMEDY) from error

    @classmethod
    def _of(cls, members: Mapping[str, bytes]) -> CaseBundle:
        head = json.loads(members["case.json"])
        if head["format"] != FORMAT:
            raise ValueError(f"its format is {head['format']!r}, not {FORMAT}")
        return cls(
            title=head["title"],
            created=head["created"],
            question=CaseQuestion.from_dict(head["question"]),
            answer=json.loads(members["answer.json"]),
            rows=tuple(Row.from_json(line) for line in _lines(members["evidence.jsonl"])),
            sources=json.loads(members["sources.json"]),
            notes=members["notes.md"].decode(),
            replies=tuple(Reply.from_json(line) for line in _lines(members["replies.jsonl"])),
            history=tuple(head["history"]),
            redaction=head["redaction"],
            data=members.get(DATA),
        )


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _lines(content: bytes) -> list[str]:
    return [line for line in content.decode().split("\n") if line]


def _manifest(members: Mapping[str, bytes]) -> bytes:
    lines = (f"{hashlib.sha256(members[name]).hexdigest()}  {name}\n" for name in sorted(members))
    return "".join(lines).encode()


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError) as error:
        raise InputError("there is no such file.", path, "Name a file that `chipgraph case save` wrote.") from error
    if not content.startswith(b"PK"):
        raise InputError("it is no case bundle.", path, "Name a file that `chipgraph case save` wrote.")
    if content[-_HEX:] != hashlib.sha256(content[:-_HEX]).hexdigest().encode():
        raise ValidationError("the file is not as it was written: its bytes do not give its own hash.", path, _REMEDY)
    return content


def _unpack(path: Path, content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(info.file_size for info in archive.infolist()) > _LIMIT:
                raise InputError(
                    "it unpacks to more than 1 GiB.", path, "This is no case of chipgraph: do not open it."
                )
            return {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise ValidationError(f"the file cannot be unpacked ({error}).", path, _REMEDY) from error


def _check_manifest(path: Path, members: dict[str, bytes]) -> None:
    stated = members.pop(MANIFEST, None)
    if stated is None or not set(_MEMBERS) <= set(members) or not set(members) <= {*_MEMBERS, DATA}:
        raise InputError("it is no case bundle: parts are missing or foreign.", path, _REMEDY)
    if stated != _manifest(members):
        raise ValidationError("a part of the case does not have the hash that its manifest states.", path, _REMEDY)
