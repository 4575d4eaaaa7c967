"""The grammar of sentences that are made from names and counts."""


def count(number: int, one: str, many: str = "") -> str:
    """Write how many there are of something, in the singular or the plural."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def mentioned(name: str) -> str:
    """Write a name within a sentence: “The White House” is “the White House” there."""
    return f"the {name[4:]}" if name.startswith("The ") else name


def capital(words: str) -> str:
    """Begin a sentence."""
    return words[:1].upper() + words[1:]
