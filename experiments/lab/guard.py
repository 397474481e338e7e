"""Who may use the lab: pages that it served itself, under a name or address of this machine.

A page of another site that is open in the same browser could otherwise drive the lab, and a foreign name
that points at this machine could read what a class has guessed.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import psutil
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

from iei.experiments.lab.launch import EVERYWHERE

LOOPBACK = ("localhost", "127.0.0.1", "::1")
HARMLESS = ("GET", "HEAD", "OPTIONS")  # methods by which nothing is changed
AT_HOME = b"x-lab-at-home"  # header for the page: whether the browser runs on this machine


def addresses() -> list[str]:
    """Addresses of this machine that other machines can reach, IPv4 first."""
    found = [
        item.address.partition("%")[0]
        for card in psutil.net_if_addrs().values()
        for item in card
        if item.family in (socket.AF_INET, socket.AF_INET6)
    ]
    known = {ip_address(address) for address in found}
    usable = (a for a in known if not (a.is_loopback or a.is_link_local))
    return [str(a) for a in sorted(usable, key=lambda a: (a.version, a))]


def served_names(host: str, allowed: Iterable[str]) -> set[str]:
    """Names and addresses under which a lab that listens at `host` may be called."""
    names = {*LOOPBACK, host, *allowed}
    if host in EVERYWHERE:
        names |= {*addresses(), socket.gethostname(), socket.getfqdn(), f"{socket.gethostname()}.local"}
    return {name.lower() for name in names}


class Guard:
    """ASGI application that lets only requests of the lab's own pages through to `app`."""

    def __init__(self, app: Any, host: str, allowed: Iterable[str] = ()) -> None:
        self.app = app
        self.host = host
        self.allowed = {name.lower() for name in allowed}
        self.names = served_names(host, self.allowed)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer 403 with one line, or pass the request on."""
        if scope["type"] in ("http", "websocket"):
            headers = Headers(scope=scope)
            problem = self.problem(headers, scope.get("method", ""))
            if problem:
                await PlainTextResponse(f"{problem}\n", status_code=403)(scope, receive, send)
                return
            scope = scope | {"headers": marked(scope, headers)}
        await self.app(scope, receive, send)

    def problem(self, headers: Headers, method: str) -> str:
        """Why a request is refused, or nothing; a websocket has no method."""
        host = headers.get("host", "")
        if not self.knows(name_of(host)):
            return (
                f"The lab does not answer to the name '{name_of(host)}'; "
                "if it is a proxy's, start it with: iei lab --allow-host NAME"
            )
        origin = headers.get("origin")
        if origin is None or method in HARMLESS:
            return ""
        place = origin.partition("://")[2]
        if place.lower() == host.lower() or name_of(place) in self.allowed:
            return ""
        return f"The lab does not answer to pages of '{origin}'"

    def knows(self, name: str) -> bool:
        """Whether the lab is called by one of its own names; a changed address of the machine is noticed."""
        if name not in self.names and self.host in EVERYWHERE:
            self.names = served_names(self.host, self.allowed)
        return name in self.names


def name_of(host: str) -> str:
    """A host without its port, in lower case; empty if it cannot be read."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def marked(scope: Any, headers: Headers) -> list[tuple[bytes, bytes]]:
    """Headers of a request, with a mark of whether it comes from this machine and through no proxy."""
    client = (scope.get("client") or ("",))[0]
    forwarded = any(name.startswith("x-forwarded") or name == "forwarded" for name in headers)
    home = client in LOOPBACK and name_of(headers.get("host", "")) in LOOPBACK and not forwarded
    kept = [(name, value) for name, value in scope["headers"] if name.lower() != AT_HOME]
    return [*kept, (AT_HOME, b"1" if home else b"0")]
