"""A real mail server that can misbehave at every step, on demand."""

import asyncio
import re
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.smtp import SMTP

from tracker.letters.keep import OnFreePort

_OF_REPORTS = re.compile(r" ((?:RET|ENVID|NOTIFY|ORCPT)=\S+)")
DROP = "drop"
"""Instead of an answer: the connection ends."""


@dataclass
class Relay:
    """What arrived, and what is to be answered next.

    `answers` maps a step (connect, mail, rcpt, rset, data, dot) to the answers it gives, one after
    the other; without any it is the usual one. `reached` is called with each step before it is
    answered, `arrived` with each text that was accepted, before the sender hears of it. `slow`
    keeps the sender waiting after the dot, by recipient; `pace` says how many seconds a step
    takes. `answers_nobody` closes every connection before a word is said.
    """

    port: int = 0
    texts: list[bytes] = field(default_factory=list)
    answers: dict[str, deque[str]] = field(default_factory=dict)
    reached: Callable[[str], None] = lambda _: None
    arrived: Callable[[bytes], None] = lambda _: None
    pace: Callable[[str], float] = lambda _: 0.0
    slow: dict[str, threading.Event] = field(default_factory=dict)
    answers_nobody: bool = False
    connections: int = 0
    commands: list[str] = field(default_factory=list)
    reports: bool = False
    """Whether it says that it reports on deliveries as RFC 3461 has it."""
    asked: list[str] = field(default_factory=list)
    """What it was asked of such reports, with MAIL and RCPT."""

    def will(self, step: str, *answers: str) -> None:
        """Answer a step this way the next times."""
        self.answers.setdefault(step, deque()).extend(answers)

    def answer(self, step: str) -> str | None:
        """Return what to say at a step, if not the usual."""
        self.commands.append(step)
        self.reached(step)
        waiting = self.answers.get(step)
        return waiting.popleft() if waiting else None

    @property
    def messages(self) -> list[EmailMessage]:
        """Return what arrived, read."""
        return [message_from_bytes(text, policy=default) for text in self.texts]

    @property
    def ids(self) -> list[str]:
        """Return the Message-IDs that arrived."""
        return [str(message["Message-ID"]) for message in self.messages]


class _Smtp(SMTP):
    """The server's side of one connection."""

    @property
    def _relay(self) -> Relay:
        return cast("Relay", self.event_handler.relay)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._relay.connections += 1
        super().connection_made(transport)

    async def _handle_client(self) -> None:
        said = DROP if self._relay.answers_nobody else self._relay.answer("connect")
        if said is None:
            await super()._handle_client()
            return
        if said != DROP:
            await self.push(said)
        self.end()

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        if not await self._misbehaves("mail"):
            await super().smtp_MAIL(self._noted(arg))

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        if not await self._misbehaves("rcpt"):
            await super().smtp_RCPT(self._noted(arg))

    async def smtp_RSET(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        if not await self._misbehaves("rset"):
            await super().smtp_RSET(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        said = self._relay.answer("data")
        if said == DROP:
            await self.push("354 go ahead")
            self.end()
        elif said is not None:
            await self.push(said)
        else:
            await super().smtp_DATA(arg)

    def _noted(self, arg: str) -> str:
        """Note what is asked of reports, which aiosmtpd does not know; anything else it sees."""
        if not self._relay.reports:
            return arg
        self._relay.asked += _OF_REPORTS.findall(arg)
        return _OF_REPORTS.sub("", arg)

    async def _misbehaves(self, step: str) -> bool:
        await asyncio.sleep(self._relay.pace(step))
        said = self._relay.answer(step)
        if said is None:
            return False
        if said != DROP:
            await self.push(said)
        if said == DROP or said.startswith("421"):
            self.end()
        return True

    def end(self) -> None:
        if self.transport is not None:
            self.transport.close()


class _Handler:
    def __init__(self, relay: Relay) -> None:
        self.relay = relay

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's
        self, _server: Any, session: Any, _envelope: Any, hostname: str, answers: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [answers[0], *(["250-DSN"] if self.relay.reports else []), *answers[1:]]

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's
        said = self.relay.answer("dot")
        if said is None or said == DROP:
            self.relay.texts.append(envelope.content)
            self.relay.arrived(envelope.content)
        if said == DROP:
            server.end()
            return "250 nobody hears this"
        await asyncio.sleep(self.relay.pace("dot"))
        waits = self.relay.slow.get(envelope.rcpt_tos[0])
        if waits is not None:
            await asyncio.to_thread(waits.wait, 60)
        return said or "250 OK"


class _Controller(OnFreePort):
    def factory(self) -> SMTP:
        return _Smtp(self.handler, **self.SMTP_kwargs)


@contextmanager
def relay(*, port: int = 0, **options: Any) -> Iterator[Relay]:
    """Run a mail server on 127.0.0.1 while the block runs; on any free port unless one is given."""
    found = Relay()
    server = _Controller(_Handler(found), hostname="127.0.0.1", port=port, **options)
    server.start()
    found.port = server.port
    found.connections = 0  # the start itself connects once, to see that somebody answers
    found.commands.clear()
    try:
        yield found
    finally:
        for waits in found.slow.values():
            waits.set()
        server.stop()
