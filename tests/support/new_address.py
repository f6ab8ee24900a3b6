"""Another address for somebody, changed as the page does it."""

from functools import partial

from tracker.accounts import mail
from tracker.wiring import KEEP_REMINDERS

change_email = partial(mail.change_email, keep_reminders=KEEP_REMINDERS)
