"""The demo's letters: each kind is there to look at, made by the services that make all letters."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.conftest import MONDAY
from tracker.accounts.models import User
from tracker.core.clock import FixedClock
from tracker.core.db import Database
from tracker.core.mail import Tray
from tracker.demo.letters import live_through
from tracker.demo.load import DIRECTOR, OFFICER, load_world
from tracker.health.queries import queue
from tracker.keys import secret_keys
from tracker.letters.models import Letter, LetterState
from tracker.schema import upgrade
from tracker.settings import load_settings
from tracker.wiring import LETTERS, WATCHERS


@pytest.mark.parametrize("hour", [5, 12])
def test_the_demo_has_letters_of_every_kind_and_one_that_came_back(
    tmp_path: Path, hour: int
) -> None:
    now = MONDAY.replace(hour=hour)
    settings = load_settings(
        instance=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'demo.db'}",
        mail_from="rysiai@savivaldybe.example",
    )
    secret_keys(settings, make=True)
    database = Database(settings.database, FixedClock(now), watchers=WATCHERS)
    upgrade(database.engine)
    with database.write() as work:
        ids = load_world(work).ids

    live_through(settings, Tray(), now, ids)

    with database.read() as work:
        letters = work.session.scalars(select(Letter).order_by(Letter.id)).all()
        kinds = Counter(letter.template for letter in letters)
        states = Counter(letter.state for letter in letters)
        people = {user.id: user for user in work.session.scalars(select(User))}
        told = [people[each.recipient_id or 0] for each in letters if each.template == "escalation"]
        paused = [user.email for user in people.values() if user.mail_paused_at]
        late_since = queue(work).late_since
    database.dispose()
    assert set(kinds) == set(LETTERS) - {"late"}  # which tells that the demo itself stood still
    assert states == {LetterState.SENT: len(letters) - 1, LetterState.BOUNCED: 1}
    officer = next(user for user in people.values() if user.email == OFFICER)
    assert {user.id for user in told} >= {officer.deputy_id, officer.manager_id}
    assert len(paused) == 1
    assert not {OFFICER, DIRECTOR} & set(paused)
    assert late_since is None or late_since >= now.replace(hour=0)
