"""Whom the lab answers: its own pages under its own names, and nobody else."""

import asyncio

import pytest

pytest.importorskip("starlette")
from iei.experiments.lab import guard
from iei.experiments.lab.guard import AT_HOME, Guard


def asked(host_of_lab="127.0.0.1", allowed=(), kind="websocket", client="127.0.0.1", **headers):
    """Headers that the application behind the guard got, or the status of a refusal and its words."""
    passed, sent = [], []

    async def application(scope, receive, send):
        passed.append(dict(scope["headers"]))

    async def send(message):
        sent.append(message)

    scope = {
        "type": kind,
        "client": (client, 1),
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()],
    }
    if kind == "http":
        scope["method"] = headers.get("method", "GET")
    asyncio.run(Guard(application, host_of_lab, allowed)(scope, None, send))
    if passed:
        return passed[0]
    return sent[0]["status"], sent[1]["body"].decode()


OWN = {"host": "127.0.0.1:8765", "origin": "http://127.0.0.1:8765"}


def test_the_lab_s_own_page_is_let_through():
    assert isinstance(asked(**OWN), dict)
    assert isinstance(asked(host="localhost:1", origin="http://localhost:1"), dict)
    assert isinstance(asked(kind="http", host="[::1]:8765"), dict)
    assert isinstance(asked(host="127.0.0.1:8765"), dict)  # no browser: there is no page to protect


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "http://127.0.0.1:9999",
        "null",
        "http://127.0.0.1.evil.example:8765",
        "https://[",
    ],
)
def test_a_page_of_another_origin_cannot_open_a_connection(origin):
    status, words = asked(**(OWN | {"origin": origin}))
    assert status == 403
    assert origin in words


def test_a_page_of_another_origin_cannot_post_either():
    assert asked(kind="http", method="POST", **(OWN | {"origin": "http://evil.example"}))[0] == 403


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "", "[", "10.9.8.7"]
)
def test_a_foreign_name_is_refused_and_the_option_named(kind, host):
    status, words = asked(kind=kind, host=host)
    assert status == 403
    assert "--allow-host" in words
    assert words.count("\n") == 1


def test_a_proxy_s_name_can_be_allowed():
    proxied = {"host": "Lab.example", "origin": "https://lab.example"}
    assert isinstance(asked(allowed=["lab.example"], **proxied), dict)
    rewritten = {"host": "127.0.0.1:8765", "origin": "https://lab.example"}
    assert isinstance(asked(allowed=["lab.example"], **rewritten), dict)
    assert asked(**rewritten)[0] == 403


def test_a_lab_for_the_network_answers_to_this_machine_s_addresses(monkeypatch):
    monkeypatch.setattr(guard, "addresses", lambda: ["192.0.2.7", "2001:db8::7"])
    for host in ("192.0.2.7:8765", "[2001:db8::7]:8765", "localhost"):
        assert isinstance(asked("0.0.0.0", host=host, origin=f"http://{host}"), dict)
    assert asked("0.0.0.0", host="192.0.2.8")[0] == 403
    assert asked("127.0.0.1", host="192.0.2.7")[0] == 403


def test_only_a_browser_on_this_machine_counts_as_at_home():
    assert asked(**OWN)[AT_HOME] == b"1"
    assert asked(client="192.0.2.9", **OWN)[AT_HOME] == b"0"
    assert asked(x_forwarded_for="192.0.2.9", **OWN)[AT_HOME] == b"0"
    assert asked(client="192.0.2.9", x_lab_at_home="1", **OWN)[AT_HOME] == b"0"


def test_addresses_can_be_reached_by_others():
    assert all(not a.startswith(("127.", "169.254.", "fe80", "::1")) for a in guard.addresses())
