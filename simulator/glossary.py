"""What the words on the screen mean: each term of the field, once, in a sentence.

Tooltips take their definitions from here, and `docs/glossary.md` repeats them.
"""

from collections.abc import Mapping

IF_KNOWN = (
    "if every number that is only known as a range were known, but not how demanding the people who decide "
    "are"
)
"""What the range beside a chance supposes, for after its comma."""
GLOSSARY: Mapping[str, str] = {
    "Utility": ("what a whole deal is worth to a player, from 0 (its worst deal) to 1 (its best)"),
    "Value of an option": (
        "what one option of one term is worth to a player, from 0 (its worst option) to 1 (its best); "
        "over all options, the value function"
    ),
    "Priority": (
        "how much of a player's utility depends on a term, from its worst to its best option "
        "(the term's swing weight); all priorities add up to 1"
    ),
    "Interaction": "how much two terms are worth more, or less, together than one by one",
    "Reservation value": (
        "the utility that a player expects if there is no deal (the disagreement point); "
        "it gains nothing from a deal below it"
    ),
    "BATNA": (
        "best alternative to a negotiated agreement: what a player would do if there were no deal; "
        "its utility is the reservation value"
    ),
    "Red line": "something a player says it will never accept; the line is real with some chance, its "
    "firmness",
    "Credibility": "the chance that a promise will be kept, as those to whom it is made see it",
    "Veto player": "someone whose consent a deal needs",
    "Audience": "someone without a vote whose displeasure makes it harder for a side’s lead to agree",
    "Body": (
        "an assembly, a union or an electorate whose consent a deal needs: it says yes when enough of its "
        "members do"
    ),
    "Discipline": "how closely the members of a group vote as one, from 0 (each for itself) to 1",
    "Likely acceptance": (
        "the chance that a player, a party or everyone says yes to a deal, averaged over all uncertain "
        "numbers"
    ),
    "10–90 % range": "the range from the 10th to the 90th percentile: eight times in ten the truth lies "
    f"inside. That beside a chance is where the chance would lie, eight times in ten, {IF_KNOWN}",
    "Stake": "what a player has to win: the gain over no deal at its best deal that no negotiator would be "
    "worse off with and that crosses no red line that is probably real",
    "Sampling error": "how far a mean over random draws may be off by chance; more draws make it smaller",
    "ZOPA": "zone of possible agreement: the deals that leave nobody worse off than no deal and cross no red "
    "line that is probably real",
    "Pareto frontier": "the deals on which nobody can gain without somebody else losing",
    "Bargaining solutions": (
        "the deals that theory picks from the ZOPA, each by its own idea of what is fair or reasonable"
    ),
    "Nash solution": "the deal with the largest product of the sides' gains over no deal",
    "Kalai–Smorodinsky solution": (
        "the deal that gives each side the same share of the best gain it could hope for"
    ),
    "Off-grid refinement": "the same answer with amounts that may lie between the steps of a slider",
    "Best response": "the choice that is best for a side, given what the others would accept or choose",
    "Sensitivity": "how much the answer depends on each uncertain number",
    "Sobol index": (
        "the share of the variance of the answer that a number explains, by itself (first-order) or also "
        "in combination with others (total)"
    ),
    "Switching value": "the value of one number at which an answer passes one half, all else as uncertain as "
    "it is",
    "Concession strategy": "how a side gives ground from round to round: how much it asks for, and what it "
    "offers",
    "Patience": "what a gain is still worth one round later (the discount factor δ); at 100 % waiting costs "
    "nothing",
    "Breakdown": "talks that end without a deal after a refusal, before the deadline",
    "Ratification": "the consent of everyone at home whom the deal needs, once the negotiators agree",
    "Equilibrium of alternating offers": (
        "the offers that rational sides would make if each knew everything and reasoned back from the end "
        "(subgame-perfect equilibrium)"
    ),
    "Round-robin tournament": "every strategy plays every strategy, itself included, on each side of the "
    "table",
    "Demand game": (
        "each side chooses how much to demand without knowing the others' choice; "
        "if the demands can all be met there is a deal, otherwise none"
    ),
    "Dominated": "of a strategy: another one, or a mix of others, does better whatever the others do",
    "Nash equilibrium": "a combination of strategies in which nobody gains by changing alone",
    "Mixed strategy": "a strategy chosen by chance, with fixed probabilities",
    "Quantal response": (
        "players who choose better strategies more often, not always; the higher the precision λ, the more "
        "reliably (logit quantal response equilibrium)"
    ),
    "Log score": (
        "the mean logarithm of the probability given to what happened: 0 is perfect, tossing a coin gets "
        "−0.69"
    ),
    "Brier score": "the mean squared difference between the probability and what happened: 0 is perfect",
    "Effective draws": "how many equally likely sets of numbers say as much as those that are left once some "
    "answers are known (Kish's effective sample size)",
    "Prequential score": "the score of forecasts each of which knows what happened before, and nothing of "
    "what it forecasts",
    "Sampling uncertainty": "how much a figure from a few cases could differ by chance alone",
    "Discriminating terms": "the terms that differ most between what was accepted and what was refused",
}
"""By term: its definition, the predicate of a sentence."""


def define(*terms: str) -> str:
    """Say what terms mean, a line each, as Markdown for a tooltip."""
    return "\n\n".join(f"**{term}**: {GLOSSARY[term]}." for term in terms)
