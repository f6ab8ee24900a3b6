"""One box over everything: people, organisations, leads, trips, topics."""
