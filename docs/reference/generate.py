"""Write the pages that follow from the code: commands, settings, the list of decisions. A test fails where they have drifted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click

from chipgraph import errors, settings
from chipgraph.cli.main import root
from chipgraph.graph import Graph
from chipgraph.settings import PREFIX, Settings
from chipgraph_api import create_app, problems

FOLDER = Path(__file__).parent
DECISIONS = FOLDER.parent / "decisions"
NOTICE = "<!-- Written by `make docs` from the code. Do not edit. -->"


def commands_page() -> str:
    """Describe every command: usage, what it does, arguments and options."""
    context = click.Context(root, info_name="chipgraph")
    parts = ["# Commands", NOTICE, _SHARED]
    parts.extend(_described(root, context, depth=2))
    return "\n\n".join(parts) + "\n"


_SHARED = """Results go to stdout, notes and progress to stderr. On a terminal a result is a table, in a pipe JSON Lines; `-f`
chooses, `-o FILE` infers the format from the suffix.

| exit code | meaning |
|---|---|
| 0 | ok; *no route* is an answer |
| 1 | findings of `validate`, or a route with `trace --exit-code` |
| 2 | usage: a wrong option, value, setting, file or query; a missing extra |
| 3 | the graph on disk or a server cannot be used, a time limit ended the work, or a defect |
| 4 | a name is not found, or ambiguous |
| 130 | interrupted |"""


def _described(command: click.Command, context: click.Context, depth: int) -> Iterator[str]:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    yield f"{'#' * min(depth, 4)} `{context.command_path}`"
    yield f"```\n{usage}\n```"
    yield from _prose(command.help or "")
    options = [p for p in command.get_params(context) if isinstance(p, click.Option) and not p.hidden]
    rows = [f"| {_names(o, context)} | {_cell(o.help or '')} |" for o in options if o.name != "help"]
    if rows:
        yield "\n".join(["| option | |", "|---|---|", *rows])
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            if not child.hidden:
                yield from _described(child, click.Context(child, info_name=name, parent=context), depth + 1)


def _prose(text: str) -> Iterator[str]:
    """Paragraphs of a help text; an example becomes a block."""
    for paragraph in text.split("\f")[0].strip().split("\n\n"):
        line = " ".join(paragraph.split())
        label, _, rest = line.partition(": ")
        if label in ("Example", "Examples"):
            yield "```\n" + "\n".join(rest.split(" ; ")) + "\n```"
        elif line:
            yield line


def _names(option: click.Option, context: click.Context) -> str:
    record = option.get_help_record(context)
    assert record is not None
    return f"`{_cell(record[0])}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def settings_table() -> str:
    """List the settings with variable, default and meaning."""
    lines = ["| setting | variable | default | meaning |", "|---|---|---|---|"]
    for field in fields(Settings):
        if field.name != "origins":
            says, default = field.metadata["says"], field.metadata["default"]
            lines.append(f"| `{field.name}` | `{PREFIX}{field.name.upper()}` | {default} | {says} |")
    return "\n".join(lines)


def decisions_table() -> str:
    """List the decision records by number, with the sentence of each and its status."""
    lines = ["| number | decision | status |", "|---|---|---|"]
    for path in sorted(DECISIONS.glob("[0-9]*.md")):
        text = path.read_text(encoding="utf-8")
        title = re.search(r"^# (?:\d{4}[.:]? *)?(.+)$", text, re.MULTILINE)
        status = re.search(r"^\**Status:?\**:? *([^.,;\n]+)", text, re.MULTILINE)
        assert title is not None, f"{path.name} has no title"
        assert status is not None, f"{path.name} has no status"
        lines.append(f"| [{path.name[:4]}]({path.name}) | {title[1]} | {status[1]} |")
    return "\n".join(lines)


def openapi_document() -> str:
    """Describe the API in OpenAPI 3.1; nothing of a graph goes into it."""
    document = create_app(Graph(settings.load())).openapi()
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def problems_table() -> str:
    """List the kinds of problem: those of the library's errors, and those of HTTP itself."""
    rows = {kind: (status, remedy) for status, (kind, remedy) in problems.KINDS.items()}
    for error in (e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, errors.ChipgraphError)):
        if error is not errors.ChipgraphError:
            meaning = " ".join((error.__doc__ or "").split("\n\n")[0].split())
            rows[problems.kind_of(error)] = (errors.OUTCOMES[_listed(error)].http_status, meaning)
    rows["defect"] = (500, "Something that should not happen. Please report it with the lines of the terminal.")
    lines = ["| kind | status | meaning |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| `{kind}` | {status} | {text} |" for kind, (status, text) in sorted(rows.items()))])


def _listed(error: type[errors.ChipgraphError]) -> type[errors.ChipgraphError]:
    return next(c for c in error.__mro__ if c in errors.OUTCOMES)


def _filled(path: Path, name: str, content: str) -> str:
    """Put a generated part into a page that is written by hand."""
    before, _, rest = path.read_text(encoding="utf-8").partition(f"<!-- {name} -->\n")
    _, _, after = rest.partition(f"<!-- end of {name} -->\n")
    return f"{before}<!-- {name} -->\n{content}\n<!-- end of {name} -->\n{after}"


def pages() -> dict[Path, str]:
    """Give each generated page with its content."""
    return {
        FOLDER / "commands.md": commands_page(),
        FOLDER / "settings.md": _filled(FOLDER / "settings.md", "table", settings_table()),
        FOLDER / "openapi.json": openapi_document(),
        FOLDER / "problems.md": _filled(FOLDER / "problems.md", "table", problems_table()),
        DECISIONS / "README.md": _filled(DECISIONS / "README.md", "list", decisions_table()),
    }


def main() -> None:
    """Write the pages."""
    for path, content in pages().items():
        path.write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
