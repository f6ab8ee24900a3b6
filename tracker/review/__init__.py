"""A report under review: proposals beside the text, decided by a person, made into rows at once."""
