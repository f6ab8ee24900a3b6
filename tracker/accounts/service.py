"""What can be done to accounts and sign-ins."""

from datetime import timedelta

from tracker.accounts.models import SignIn, User
from tracker.audit.service import record
from tracker.core.db import Work
from tracker.core.security import digest, new_token

SIGN_IN_LASTS = timedelta(days=14)


def begin_sign_in(work: Work, user: User, *, browser: str = "") -> str:
    """Start a new sign-in for `user` and return its token, which only the browser keeps."""
    token = new_token()
    work.session.add(
        SignIn(
            token_digest=digest(token),
            user_id=user.id,
            created_at=work.now,
            expires_at=work.now + SIGN_IN_LASTS,
            browser=browser[:200],
        )
    )
    record(work, "user.signed_in", f"user:{user.id}")
    return token
