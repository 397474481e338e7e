"""The command `iei lab`: options, ports, a browser that cannot be opened."""

import socket

import pytest

from iei.experiments.commands import lab
from iei.experiments.lab import launch
from iei.sim.base.quantity import InvalidInput


def test_it_listens_to_this_machine_only_unless_told_otherwise():
    assert lab.read([]).host == "127.0.0.1"
    assert lab.read(["--host", "0.0.0.0"]).host == "0.0.0.0"


def test_a_port_in_use_is_refused_and_a_free_one_found():
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        with pytest.raises(InvalidInput, match=f"{port} at 127.0.0.1 is in use"):
            lab.main(["--port", str(port), "--no-browser"])
        assert launch.free_port("127.0.0.1") != port


@pytest.mark.parametrize(
    "argv", [["--prot", "1"], ["--port", "many"], ["--port", "70000"], ["--host", "no.such.host.invalid"]]
)
def test_wrong_options_are_one_message(argv):
    with pytest.raises(InvalidInput):
        lab.main([*argv, "--no-browser"])


def test_a_missing_extra_is_named(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(InvalidInput, match="extra 'lab'"):
        lab.main(["--no-browser"])


def test_without_a_browser_the_address_is_said(monkeypatch, capsys):
    monkeypatch.setattr("webbrowser.open", lambda url: False)
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        launch.open_browser("127.0.0.1", port)
    assert f"http://127.0.0.1:{port}" in capsys.readouterr().out


def test_the_address_is_served(monkeypatch, capsys):
    served = []
    monkeypatch.setattr(lab, "serve", lambda host, port, allowed: served.append((host, port)))
    assert lab.main(["--no-browser"]) == 0
    assert f"http://{served[0][0]}:{served[0][1]}" in capsys.readouterr().out


def test_a_lab_for_the_network_says_an_address_that_others_can_open(monkeypatch, capsys):
    served = []
    monkeypatch.setattr(lab, "serve", lambda *given: served.append(given))
    monkeypatch.setattr("iei.experiments.lab.guard.addresses", lambda: ["192.0.2.7", "2001:db8::7"])
    assert lab.main(["--host", "0.0.0.0", "--no-browser", "--allow-host", "lab.example"]) == 0
    (host, port, allowed), said = served[0], capsys.readouterr().out
    assert (host, allowed) == ("0.0.0.0", ["lab.example"])
    for address in (f"http://127.0.0.1:{port}", f"http://192.0.2.7:{port}", f"http://[2001:db8::7]:{port}"):
        assert address in said
    assert "0.0.0.0" not in said


def test_the_browser_of_this_machine_is_sent_to_this_machine():
    assert launch.own_address("0.0.0.0") == launch.own_address("::") == "127.0.0.1"
    assert launch.own_address("192.0.2.7") == "192.0.2.7"
