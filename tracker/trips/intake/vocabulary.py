"""Tables of words, written as running text because that is how they are read and checked."""


def table(text: str) -> tuple[str, ...]:
    """Return the words of `text`, one by one."""
    return tuple(text.split())


MONTHS_LT = table(
    "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio "
    "gruodžio"
)
