"""The mayor's numbers; owns no tables."""
