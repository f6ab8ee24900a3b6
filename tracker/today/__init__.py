"""The officer's day: what is owed, to whom, now; done, later and undo."""
