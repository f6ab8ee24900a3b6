"""Faults on purpose, against real workers, mail servers and databases: docs/reliability.md."""
