"""No test reaches beyond this machine."""

import socket

import pytest
from pytest_socket import SocketConnectBlockedError

ELSEWHERE = "192.0.2.1"
"""An address for examples only (RFC 5737): even unblocked, nobody is reached there."""


@pytest.mark.filterwarnings("ignore:A test tried to use socket:UserWarning")
def test_what_is_elsewhere_is_not_called() -> None:
    with pytest.raises(SocketConnectBlockedError, match=ELSEWHERE):
        socket.create_connection((ELSEWHERE, 25), timeout=1)


def test_what_runs_on_this_machine_is_called() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        socket.create_connection(door.getsockname(), timeout=10).close()
