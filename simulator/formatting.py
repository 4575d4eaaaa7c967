"""Numbers, names and lists as one writes them in a sentence. No markup of any kind."""

from collections.abc import Iterable


def count(number: int, one: str, many: str = "") -> str:
    """Write how many there are of something, in the singular or the plural."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def in_words(number: int) -> str:
    """Write a small count as one does in a sentence, a larger one in digits."""
    return _WORDS[number] if number < len(_WORDS) else f"{number:,}"


def mentioned(name: str) -> str:
    """Write a name within a sentence: “The White House” is “the White House” there."""
    return f"the {name[4:]}" if name.startswith("The ") else name


def capital(words: str) -> str:
    """Begin a sentence."""
    return words[:1].upper() + words[1:]


SCALE = (
    (0.05, "extremely unlikely"),
    (0.20, "very unlikely"),
    (0.40, "unlikely"),
    (0.60, "about as likely as not"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (1.01, "almost certain"),
)

HARDLY = 0.005
"""A change of utility that rounds to nothing."""


def percent(chance: float) -> str:
    """Write a chance as a whole percentage, never rounded to certainty."""
    if 0 < chance < 0.005:
        return "< 1 %"
    if 0.995 < chance < 1:
        return "> 99 %"
    return f"{100 * chance:.0f} %"


def percent_in_prose(chance: float) -> str:
    """Write a chance for the end of a clause: “under 1 %” where a table has “< 1 %”."""
    return percent(chance).replace("< ", "under ").replace("> ", "over ")


def percents(low: float, high: float) -> str:
    """Write the range of a chance."""
    return f"{percent(low)} – {percent(high)}"


def minus(number: float, spec: str = ".3f") -> str:
    """Write a number with a minus sign where it has one."""
    return f"{number:{spec}}".replace("-", "−")


def interval(low: float, high: float, spec: str = "g", word: str = "–") -> str:
    """Write both ends of a range of numbers in one format."""
    return f"{minus(low, spec)} {word} {minus(high, spec)}"


def signed(worth: float) -> str:
    """Write a difference in utility with its sign."""
    return "0.00" if abs(worth) < HARDLY else f"{worth:+.2f}".replace("-", "−")


def verbal(chance: float) -> str:
    """Put a chance in words."""
    return next(words for bound, words in SCALE if chance < bound)


def listed(names: Iterable[str], word: str = "and") -> str:
    """Join names as one says them: a, b and c."""
    names = list(names)
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {word} {names[-1]}"


def _acronym(name: str) -> bool:
    return len(name) > 1 and name[:2].isupper()


def in_a_sentence(name: str) -> str:
    """Write a term's name within a sentence: small, unless it is an acronym."""
    return name if _acronym(name) else name[:1].lower() + name[1:]
