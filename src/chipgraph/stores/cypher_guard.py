"""The guard before a Cypher text reaches a server (F59).

Three layers, because each alone is bypassed: the tokens of the text (calls by allow-list, first word, no unicode escapes),
the server's own plan (``EXPLAIN``: query type *read*, no operator that loads, shows or ends anything, procedures by
allow-list), and the read access mode of the session. Values go in as parameters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chipgraph.errors import QueryError, RefusedError


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PROCEDURES = frozenset(
    {
        "db.awaitindexes", "db.index.fulltext.querynodes", "db.index.fulltext.queryrelationships", "db.labels", "db.ping",
        "db.propertykeys", "db.relationshiptypes", "db.schema.nodetypeproperties", "db.schema.reltypeproperties",
        "db.schema.visualization", "dbms.components",
    }
)  # fmt: skip
"""Procedures that only read the graph, in lower case."""

FUNCTIONS = _words(
    """
    abs ceil floor isnan rand round sign acos asin atan atan2 cos cosh cot coth degrees haversin pi radians sin sinh tan tanh
    all any exists isempty none single avg collect count max min percentilecont percentiledisc stdev stdevp sum
    btrim left lower ltrim normalize replace reverse right rtrim split substring tolower tostring tostringornull toupper
    trim upper char_length character_length coalesce elementid endnode head id last length nullif properties randomuuid size
    startnode timestamp toboolean tobooleanornull tofloat tofloatornull tointeger tointegerornull type valuetype
    date date.realtime date.statement date.transaction date.truncate datetime datetime.fromepoch datetime.fromepochmillis
    datetime.realtime datetime.statement datetime.transaction datetime.truncate duration duration.between duration.indays
    duration.inmonths duration.inseconds localdatetime localdatetime.realtime localdatetime.statement
    localdatetime.transaction localdatetime.truncate localtime localtime.truncate time time.truncate
    e exp log log10 sqrt keys labels nodes range reduce relationships tail tobooleanlist tofloatlist tointegerlist
    tostringlist point point.distance point.withinbbox shortestpath allshortestpaths allreduce
    """
)
"""Built-in functions that read nothing but their arguments and the graph, in lower case."""

_BEFORE_PARENTHESIS = _words(
    """
    match optional where with return unwind call and or xor not in as case when then else order by skip limit offset distinct
    on contains union yield filter let finish shortest any all paths path groups group acyclic trail walk simple repeatable
    different elements relationships relationship nodes starts ends is next
    """
)
_FIRST_WORDS = frozenset({"match", "optional", "with", "unwind", "return", "call", "cypher", "filter", "let"})
_FORBIDDEN_OPERATORS = re.compile(r"LoadCSV|Show|Terminate")

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|//[^\n\r]*|/\*.*?\*/)
  | (?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
  | (?P<parameter>\$(?:`(?:[^`]|``)*`|\w+))
  | (?P<quoted>`(?:[^`]|``)*`)
  | (?P<word>[^\W\d]\w*)
  | (?P<number>\d\w*(?:\.\d\w*)?)
  | (?P<symbol>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str

    @property
    def is_name(self) -> bool:
        return self.kind in ("word", "quoted")

    @property
    def is_keyword(self) -> bool:
        return self.kind == "word"


def check_text(text: str) -> None:
    """Refuse what a text says: what it begins with, and each function and procedure that it calls.

    Raises
    ------
    QueryError
        If the text is empty.
    RefusedError
        If a word or call in it is not on the list.
    """
    if "\\u" in text:
        raise RefusedError(
            r"Cypher reads \u escapes before anything else, so they are refused. Pass it as a parameter."
        )
    tokens = _tokens(text)
    if not tokens:
        raise QueryError("The Cypher text is empty. Try: MATCH (n:Entity) RETURN n.caption LIMIT 10")
    first = tokens[0].text.lower()
    if not tokens[0].is_keyword or first not in _FIRST_WORDS:
        raise RefusedError(
            f"A query here only reads, so it does not begin with {tokens[0].text!r}. Begin with MATCH, OPTIONAL, WITH, "
            "UNWIND, RETURN or CALL."
        )
    for name, follows_call in _called(tokens):
        if follows_call and name not in PROCEDURES:
            raise RefusedError(f"The procedure {name!r} is not allowed. Allowed: {', '.join(sorted(PROCEDURES))}.")
        if not follows_call and name not in FUNCTIONS:
            raise RefusedError(f"The function {name!r} is not allowed: only Cypher's built-in functions are.")
    for at, token in enumerate(tokens[:-1]):
        if token.is_keyword and token.text.lower() == "use" and tokens[at + 1].is_name:
            raise RefusedError("USE is refused: a query reads the graph that was loaded and no other database.")


def names_load(text: str) -> bool:
    """Whether a text uses the parameter ``$load``, by which it keeps to one load (P13)."""
    return any(t.kind == "parameter" and t.text.strip("$`") == "load" for t in _tokens(text))


def check_plan(query_type: str | None, operators: Sequence[tuple[str, str]]) -> None:
    """Refuse what the server would do, as its plan says: anything but reading.

    Raises
    ------
    RefusedError
        If the plan writes, loads, shows the server's own state, or calls a procedure that is not on the list.
    """
    for name, details in operators:
        operator = name.partition("@")[0]
        if operator.startswith("ProcedureCall"):
            procedure = details.partition("(")[0].strip().lower()
            if procedure not in PROCEDURES:
                raise RefusedError(f"The procedure {procedure!r} is not allowed.")
        elif _FORBIDDEN_OPERATORS.match(operator):
            raise RefusedError(f"The query would do more than read the graph ({operator}). Write one that only reads.")
    if query_type != "r":
        raise RefusedError("The query would write. Data come in with chipgraph load and chipgraph neo4j load.")


def operators(plan: Mapping[str, object] | None) -> Iterator[tuple[str, str]]:
    """Walk a plan as the driver gives it: the name and the details of each operator."""
    if plan is None:
        return
    arguments = plan.get("args")
    details = arguments.get("Details", "") if isinstance(arguments, Mapping) else ""
    yield str(plan.get("operatorType", "")), str(details)
    children = plan.get("children")
    for child in children if isinstance(children, list) else ():
        yield from operators(child)


def _tokens(text: str) -> list[_Token]:
    found = (match for match in _TOKEN.finditer(text) if match.lastgroup != "space")
    return [_Token(str(match.lastgroup), match.group()) for match in found]


def _called(tokens: Sequence[_Token]) -> Iterator[tuple[str, bool]]:
    """Give each dotted name that is called, in lower case, and whether ``CALL`` stands before it."""
    at = 0
    while at < len(tokens):
        start = at
        if not tokens[at].is_name:
            at += 1
            continue
        parts = [tokens[at]]
        while at + 2 < len(tokens) and tokens[at + 1].text == "." and tokens[at + 2].is_name:
            at += 2
            parts.append(tokens[at])
        at += 1
        name = ".".join(_plain(part) for part in parts).lower()
        after_call = start > 0 and tokens[start - 1].is_keyword and tokens[start - 1].text.lower() == "call"
        opens = at < len(tokens) and tokens[at].text == "("
        keyword = len(parts) == 1 and parts[0].is_keyword and name in _BEFORE_PARENTHESIS
        if after_call or (opens and not keyword):
            yield name, after_call


def _plain(token: _Token) -> str:
    return token.text[1:-1].replace("``", "`") if token.kind == "quoted" else token.text
