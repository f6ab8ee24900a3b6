"""Words that are translated later, where the reader's language is known."""


def mark(text: str) -> str:
    """Mark `text` for the catalogue and return it unchanged.

    Rules and errors speak English; the page or the letter that shows them translates.
    """
    return text


def mark_plural(one: str, many: str) -> tuple[str, str]:
    """Mark both forms of a text that counts, and return them unchanged."""
    return one, many
