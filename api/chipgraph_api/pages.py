"""The page, and the pages on the API: all from this package, nothing from elsewhere (F1, F24, F61, F62)."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import fastapi_offline
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

from chipgraph_api import problems
from chipgraph_api.security import HEADERS

STATIC = Path(__file__).parent / "static"
"""The built page."""

_SWAGGER = Path(fastapi_offline.__file__).parent / "static"
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)

router = APIRouter(include_in_schema=False)


@router.get("/")
def page() -> Response:
    """Send the page."""
    index = STATIC / "index.html"
    if not index.is_file():
        detail = "The page is not built. Build it: make web. The API is there: /docs."
        return problems.response(problems.problem("not-found", 404, detail))
    return FileResponse(index, headers={"Cache-Control": "no-cache"})


@router.get("/docs")
def docs(request: Request) -> Response:
    """Send the pages on the API; that page alone allows its own inline parts, by their hashes (F62)."""
    html = get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="chipgraph: the API",
        swagger_js_url="/docs-static/swagger-ui-bundle.js",
        swagger_css_url="/docs-static/swagger-ui.css",
        swagger_favicon_url="/docs-static/favicon.png",
        swagger_ui_parameters={"defaultModelsExpandDepth": -1, "deepLinking": True},
    )
    text = bytes(html.body).decode()
    inline = (base64.b64encode(hashlib.sha256(t.encode()).digest()).decode() for t in _INLINE.findall(text))
    allowed = " ".join(["'self'", *(f"'sha256-{digest}'" for digest in inline)])
    policy = f"{HEADERS['Content-Security-Policy']}; script-src {allowed}"
    return Response(text, headers={"Content-Security-Policy": policy}, media_type="text/html")


def mount(app: FastAPI) -> None:
    """Put the files of the page and of the pages on the API into an app."""
    app.mount("/static", StaticFiles(directory=STATIC, check_dir=False), name="static")
    app.mount("/docs-static", StaticFiles(directory=_SWAGGER), name="docs-static")
