"""What one request, and all together, may take (F65). The manifest tells clients the same figures."""

from __future__ import annotations

BODY_BYTES = 1_000_000
"""The largest body."""

BODY_SECONDS = 20.0
"""How long a body may take to come in."""

HEAD_SECONDS = 10.0
"""How long the head of a request may take to come in."""

SEND_SECONDS = 30.0
"""How long a client may take to read the next part of an answer."""

OPEN_SEARCHES = 8
"""Searches for routes that run at once, streams included."""

MOST_ROUTES = 1000
"""Routes of one answer."""

SPARQL_ROWS = 20_000
"""Rows of one SPARQL answer; a longer one is cut, and says so."""

CYPHER_ROWS = 5_000
"""Rows of one Cypher answer."""

RECONCILED = 50
"""Queries of one reconciliation request."""

CONNECTIONS = 256
"""Connections at once."""
