"""What a process that serves pages does with its memory once it is loaded."""

import gc

COLLECT_AFTER = 10_000
"""So many new objects that may hold others. Python looks for what is no longer used after 700; one
page makes some thousands, and a tenth of its time went into looking at what it was about to show.
"""


def settle() -> None:
    """Leave what is loaded out of every later collection, and collect less often.

    What is here now stays for good. To look at it would only take time, and where processes share
    it, copy it into each of them.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, *gc.get_threshold()[1:])
