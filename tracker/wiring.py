"""What follows from other rows, and is kept in step with them in the same transaction."""

from collections.abc import Sequence

from tracker.core.db import Watcher
from tracker.search.service import keep_index

WATCHERS: Sequence[Watcher] = (keep_index,)
