"""The journal: who did what, when, from what to what; written, never changed."""
