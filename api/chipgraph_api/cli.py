"""``chipgraph serve``: the page and the API on this machine (F64, F66, F79, F87)."""

from __future__ import annotations

import ipaddress
import os
import sys
from typing import TYPE_CHECKING

import rich_click as click
from click.exceptions import Exit

from chipgraph.cli.context import Session
from chipgraph.errors import EmptyStoreError, MissingExtraError, RefusedError, StoreError, UsageError

if TYPE_CHECKING:
    import socket

PORT = 8420
INTERRUPTED = 130


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0 takes a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--no-open", is_flag=True, help="Do not open the page in the browser.")
@click.option("--insecure", is_flag=True, help="Serve a public address although no key is asked for.")
@click.option("--new-key", is_flag=True, help="Make a key, say what to write into the settings, and stop.")
@click.pass_context
def serve(ctx: click.Context, port: int, host: str, no_open: bool, insecure: bool, new_key: bool) -> None:
    """Serve the page and the API on this machine; Ctrl-C stops it (exit code 130).

    Nobody else can reach it, and it only reads. A public address is refused unless keys are set.

    Example: chipgraph serve --no-open
    """
    session = ctx.obj
    assert isinstance(session, Session)
    try:
        import fastapi  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("The server is not installed. Run: pip install 'chipgraph[server]'") from error
    if new_key:
        _show_new_key()
        return
    _refuse_public(session, host, insecure)
    _offer_demo(ctx, session)
    with _bound(host, port) as listening:
        _run(session, host, listening, not no_open)


def _show_new_key() -> None:
    from chipgraph_api.security import hashed, new_key

    key = new_key()
    click.echo(f"Key, shown this once; clients send it as X-API-Key: {key}")
    click.echo(f'For chipgraph.toml: server_keys = ["{hashed(key)}"]')


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _refuse_public(session: Session, host: str, insecure: bool) -> None:
    if is_loopback(host) or session.settings.server_keys or insecure:
        return
    raise RefusedError(
        f"{host} can be reached from other machines, and no key is asked for. Set keys (chipgraph serve --new-key), "
        "or write --insecure if everybody who can reach it may read everything."
    )


def _offer_demo(ctx: click.Context, session: Session) -> None:
    """Without data, offer to load the shipped sources; where nobody can answer, say the command (F87)."""
    try:
        session.graph.digest  # noqa: B018
        return
    except EmptyStoreError:
        nothing = f"Nothing is loaded in {session.settings.home}."
    ingest = (
        ctx.parent and isinstance(ctx.parent.command, click.Group) and ctx.parent.command.get_command(ctx, "ingest")
    )
    if not (sys.stdin.isatty() and isinstance(ingest, click.Command)):
        raise EmptyStoreError(f"{nothing} Load the shipped sources: chipgraph ingest")
    if not click.confirm(
        f"{nothing} Load the shipped sources now? It takes about ten seconds.", default=True, err=True
    ):
        raise EmptyStoreError(f"{nothing} Load a graph first: chipgraph ingest, or chipgraph load FILE")
    ctx.invoke(ingest, names=(), everything=False, only_list=False, dry_run=False, again=False, home=None)


def _bound(host: str, port: int) -> socket.socket:
    """Take the port before anything is started, so that a port in use is one plain sentence."""
    import errno
    import socket

    address = host.strip("[]")
    try:
        family = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0][0]
        # asyncio sends at once (TCP_NODELAY) only on sockets that name TCP; else an answer in two parts waits 40 ms.
        listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address, port))
    except socket.gaierror as error:
        raise UsageError(f"--host {host!r} is no address of this machine ({error.strerror}). Use 127.0.0.1") from error
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise StoreError(
                f"Port {port} of {host} is in use: perhaps chipgraph serve runs already. Stop that, or take a free "
                "port: chipgraph serve --port 0"
            ) from error
        raise StoreError(
            f"{host}:{port} cannot be used ({error.strerror}). Choose another --host or --port."
        ) from error
    return listening


def _hosts(session: Session, host: str) -> tuple[str, ...]:
    """Names under which the service answers: loopback, the address itself, what the settings name (F60)."""
    import socket

    from chipgraph_api.app import ALLOWED_HOSTS

    own: set[str] = set()
    if not is_loopback(host):
        name = socket.gethostname()
        own = {host.strip("[]"), name, *(str(info[4][0]) for info in socket.getaddrinfo(name, None))}
    bracketed = {f"[{h}]" if ":" in h else h for h in own}
    return (*ALLOWED_HOSTS, *sorted(bracketed), *session.settings.server_hosts)


def _run(session: Session, host: str, listening: socket.socket, with_browser: bool) -> None:
    import threading

    import uvicorn

    from chipgraph_api import limits
    from chipgraph_api.app import create_app
    from chipgraph_api.connections import PatientProtocol
    from chipgraph_api.security import Guard

    chosen = session.settings
    guard = Guard(chosen.server_keys, chosen.server_origins)
    app = create_app(session.graph, _hosts(session, host), guard)
    port = listening.getsockname()[1]
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    address = f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"
    _log_to_stderr(session.quiet)
    config = uvicorn.Config(
        app,
        http=PatientProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=limits.CONNECTIONS,
        timeout_graceful_shutdown=3,
    )
    server = uvicorn.Server(config)
    threading.Thread(target=_when_started, args=(server, app.state.library, address, with_browser), daemon=True).start()
    try:
        server.run(sockets=[listening])
    except KeyboardInterrupt:
        session.note("Stopped.")
        raise Exit(INTERRUPTED) from None


def _log_to_stderr(quiet: bool) -> None:
    """The access log and the defects of the service go to stderr; uvicorn's own log, which prints queries, is not used."""
    import logging

    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    for name, level in (("chipgraph.access", logging.INFO), ("uvicorn.error", logging.ERROR)):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.propagate = False
        logger.setLevel(logging.ERROR if quiet else level)


def _when_started(server: object, library: object, address: str, with_browser: bool) -> None:
    """Say the address once it answers, work out the view, open the page, make ready what the law needs."""
    import time
    import webbrowser

    import uvicorn

    from chipgraph_api.access import Library

    assert isinstance(server, uvicorn.Server)
    assert isinstance(library, Library)
    while not server.started:
        if server.should_exit:
            return
        time.sleep(0.05)
    click.echo(f"chipgraph serves {address} (Ctrl-C stops it)")
    sys.stdout.flush()
    loaded = library.current()
    loaded.suggestions().search("a", 1)
    if with_browser and _has_screen():
        webbrowser.open(address)
    loaded.graph.judge()


def _has_screen() -> bool:
    """Whether a browser can open a window; one that runs in the terminal would take it over."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
