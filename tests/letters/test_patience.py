"""A mail server that goes on talking is not listened to for ever."""

import smtplib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tracker.letters.patience import Plain


@pytest.fixture
def talker() -> Iterator[int]:
    """The port of a server whose greeting never ends: a line every tenth of a second."""
    over = threading.Event()

    def talk(door: socket.socket) -> None:
        caller, _ = door.accept()
        with caller:
            while not over.wait(0.1):
                try:
                    caller.sendall(b"220-on and on\r\n")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=talk, args=(door,))
        thread.start()
        yield int(door.getsockname()[1])
        over.set()
        thread.join()


def test_a_greeting_that_does_not_end_is_left_when_its_time_is_up(talker: int) -> None:
    began = time.monotonic()

    with pytest.raises(smtplib.SMTPServerDisconnected, match="does not end"):
        Plain("127.0.0.1", talker, timeout=1)

    assert time.monotonic() - began < 5
