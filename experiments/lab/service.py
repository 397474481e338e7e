"""The server of the page: Solara's application, behind the guard, with a sign of life of this very server."""

from __future__ import annotations

from collections.abc import Iterable

from solara.server.starlette import app
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from iei.experiments.lab.guard import Guard
from iei.experiments.lab.session import ALIVE, SERVER
from iei.sim.base.compilation import rule_source_hash


async def alive(_: Request) -> JSONResponse:
    """Which server answers; pages ask every few seconds."""
    return JSONResponse({"server": SERVER}, headers={"Cache-Control": "no-store"})


def application(host: str, allowed: Iterable[str] = ()) -> Guard:
    """What is served at `host`; `allowed` are further names of the lab, such as a proxy's."""
    rule_source_hash()  # pages ask for it; two threads that parse source at once make Python 3.11 fail
    app.router.routes.insert(0, Route(ALIVE, alive))
    return Guard(app, host, allowed)
