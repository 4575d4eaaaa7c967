"""What comes of putting the model's reasons beside those that the sides gave, in words."""

from simulator.formatting import count
from simulator.history.stated_reasons import Agreement


def agreement_in_words(counted: Agreement) -> str:
    """Say how many reasons the model shares, and what terms drawn at random would."""
    named = counted.same + counted.opposite + counted.unchanged
    chance = f"{counted.by_chance:.0f}"
    times = {"0": "never", "1": "once", "2": "twice"}.get(chance, f"{chance} times")
    return (
        f"The sides named {count(named, 'term')} for or against these texts. For {counted.same or 'none'} of "
        "them the model has the side gain or lose as it said, for "
        f"{counted.opposite or 'none'} the other way round; for {counted.unchanged or 'none'} the text "
        "leaves the side as it is without a deal. Terms drawn at random would agree "
        f"{times}."
    )
