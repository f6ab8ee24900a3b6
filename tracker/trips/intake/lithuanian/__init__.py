"""Lithuanian: its words and its endings."""
