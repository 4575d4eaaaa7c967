"""Seeds of what is drawn by chance and yet is the same on every call, in every process.

So a page, its report and whoever opens its link show the same figures, and deals are compared in the same
draws. Another seed would move figures within their sampling error. Each is the year of the work that its
draws are nearest to, and no two are alike.
"""

ONCE = 1950
"""What is drawn once and for all: everyone's numbers, deals of a large space, resamples, folds."""
STARTS = 1951
"""Where the search for equilibria of three players starts."""
TALKS = 1982
"""Talks, and what belongs to a draw whatever their seed: who sees whom how, which red lines are real."""
STUDENTS = 1998
"""What simulated students are like, and which deals they think of."""
