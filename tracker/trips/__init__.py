"""Trips abroad and visits to us: delegation, people met, report in."""
