"""A mail server that says yes to everything and counts: as fast as one can be, for measuring."""

import asyncio
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.sharedctypes import Synchronized


class _Sink(asyncio.Protocol):
    """The server's side of one connection: the least that is SMTP."""

    arrived: "Synchronized[int]"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._rest, self._in_text = transport, b"", False
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._rest += data
        while (answer := self._next()) is not None:
            self._transport.write(answer)

    def _next(self) -> bytes | None:
        end = b"\r\n.\r\n" if self._in_text else b"\r\n"
        said, found, rest = self._rest.partition(end)
        if not found:
            return None
        self._rest = rest
        if self._in_text:
            self._in_text = False
            self.arrived.value += 1
            return b"250 taken\r\n"
        verb = said[:4].upper()
        self._in_text = verb == b"DATA"
        return {b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}.get(verb, b"250 yes\r\n")


def _serve(port: "Synchronized[int]", arrived: "Synchronized[int]") -> None:
    async def run() -> None:
        _Sink.arrived = arrived
        server = await asyncio.get_running_loop().create_server(_Sink, "127.0.0.1", 0)
        port.value = server.sockets[0].getsockname()[1]
        await server.serve_forever()

    asyncio.run(run())


@contextmanager
def sink() -> Iterator[tuple[int, "Synchronized[int]"]]:
    """Run the mail server; gives its port, and how many letters arrived."""
    started = multiprocessing.get_context("spawn")
    port, arrived = started.Value("i", 0), started.Value("i", 0)
    process = started.Process(target=_serve, args=(port, arrived), daemon=True)
    process.start()
    while not port.value:
        time.sleep(0.05)
    try:
        yield port.value, arrived
    finally:
        process.kill()
        process.join()
