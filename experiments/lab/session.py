"""What one open page knows, and how it changes; nothing here is shared between pages."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from iei.experiments.lab.history import History
from iei.experiments.lab.link import language_of, misspelt, state_of
from iei.experiments.lab.message import Message
from iei.experiments.lab.state import LabState
from iei.experiments.lab.twins import Twins
from iei.experiments.lab.workshop import WORKSHOP, Request
from iei.sim.base.quantity import InvalidInput

REPLAY_SECONDS = 1.5
SERVER = uuid4().hex  # another one after each start, so that a page notices a restart
ALIVE = "/_lab/alive"  # where a page asks which server answers


@dataclass(frozen=True)
class Opening:
    """What a link opens: the first state, and a message about it."""

    state: LabState
    message: Message | None = None


def opened(query: str) -> Opening:
    """State of a link; a link that cannot be read opens the default with a message."""
    try:
        state, other_version = state_of(query)
    except InvalidInput as problem:
        return Opening(LabState(language=language_of(query, "en")), Message("bad_link", str(problem)))
    if unknown := misspelt(query):
        return Opening(state, Message("unknown_part", unknown))
    return Opening(state, Message("other_version") if other_version else None)


def follow(request: Request, show: Callable[[Twins], None], fail: Callable[[str], None]) -> None:
    """Show what a request has at the end of each stage, from a thread of its own."""

    def waiting() -> None:
        pairs = 0
        while pairs < request.pairs:
            try:
                twins = request.wait(more_than=pairs)
            except Exception as problem:
                fail(str(problem))
                return
            if request.cancelled or twins is None:
                return
            pairs = twins.pairs
            show(twins)

    threading.Thread(target=waiting, daemon=True).start()


def computing(state: LabState, show: Callable[[Twins], None], fail: Callable[[str], None]) -> Request | None:
    """Start computing a state; None if it is impossible, which `fail` is told."""
    try:
        request = WORKSHOP.submit(state)
    except InvalidInput as problem:
        fail(str(problem))
        return None
    follow(request, show, fail)
    return request


def replay(history: History, show: Callable[[LabState | None], None]) -> None:
    """Show the state before the last change for a moment, then the present one again."""
    if not history.can_undo:
        return

    def showing() -> None:
        show(history.undo().shown)
        time.sleep(REPLAY_SECONDS)
        show(None)

    threading.Thread(target=showing, daemon=True).start()
