"""A negotiation seen from one side alone: what a deal, a term, and no deal are worth to it.

Nothing here knows what the others want, so that nothing of it can reach the browser.
"""

from collections.abc import Sequence

import streamlit as st

from simulator.formatting import listed, mentioned, percent, signed
from simulator.preferences.outcome_space import Deal
from simulator.scenario.deals import options
from simulator.simulation.human.brief import Brief, brief
from ui.components.controls import grouped, short_option
from ui.text import plain


def worth(own: Brief, deal: Deal, key: str, home: Sequence[str] = ()) -> None:
    """Show what a deal is worth to a side, beside no deal.

    Parameters
    ----------
    key
        Names the place on the page.
    home
        Others of the same side whose word counts too.
    """
    utility = own.worth(deal)
    with st.container(key=key):
        st.metric(
            "Your utility (0–1)",
            f"{utility:.2f}",
            f"{utility - own.none:+.2f} compared with no deal ({own.none:.2f})",
            help="From 0, the worst possible deal for you, to 1, the best. The mark on the bar is your "
            "reservation value: your utility if there is no deal.",
        )
        st.html(_gauge(utility, own.none))
        remarks(own, deal, home)


def remarks(own: Brief, deal: Deal, home: Sequence[str] = ()) -> None:
    """Say which red lines a deal crosses, and who at home is better or worse off."""
    notes = remarked(own, deal, home)
    if notes:
        st.caption("  \n".join(notes))


def remarked(own: Brief, deal: Deal, home: Sequence[str] = ()) -> list[str]:
    """Return what there is to remark on a deal, as Markdown."""
    crossed = own.crossed(deal)
    notes = []
    if crossed:
        issues = own.model.scenario.issues
        where = listed(plain(issues[id].name) for id in crossed)
        notes.append(f":material/warning: Crosses your red lines on {where}.")
    return notes + _at_home(own, deal, home)


def worth_line(own: Brief, deal: Deal, head: str = "Your utility") -> str:
    """Write what a deal is worth to a side on one line, with the bar, as HTML.

    Parameters
    ----------
    head
        Words of ours; all else is numbers.
    """
    utility = own.worth(deal)
    return (
        f'<div class="worth-line"><span>{head}: <b>{utility:.2f}</b> '
        f"({signed(utility - own.none)} compared with no deal)</span>{_gauge(utility, own.none)}</div>"
    )


def term_worth(own: Brief, id: str, chosen: float | str, short: bool = False) -> str:
    """Say what the option chosen for a term is worth by itself."""
    term = next(term for term in own.terms if term.issue == id)
    if term.weight == 0:
        return "This term does not matter to you"
    at = options(own.model.scenario.issues[id]).index(chosen)
    if short:
        return f"{term.worth[at]:.2f} · {percent(term.weight)}"
    return f"Value to you: {term.worth[at]:.2f} of 1 · your priority: {percent(term.weight)}"


def terms_table(own: Brief, deal: Deal, was: Deal | None = None) -> str:
    """Write a deal as a table in Markdown, with what changed since an earlier one."""
    scenario = own.model.scenario
    issues = scenario.issues
    heads = ("Term", "Offered") if was is None else ("Term", "Offered", "Before")
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for id in (id for group in grouped(scenario).values() for id in group):
        option = plain(short_option(issues[id], deal[id]))
        cells = [plain(issues[id].name), option]
        if was is not None:
            before_it = plain(short_option(issues[id], was[id]))
            cells[1:] = [f"**{option}**", before_it] if was[id] != deal[id] else [option, ""]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _at_home(own: Brief, deal: Deal, home: Sequence[str]) -> list[str]:
    sides: dict[bool, list[str]] = {True: [], False: []}
    for id in home:
        them = brief(own.model, id)
        name = plain(mentioned(own.model.scenario.players[id].name))
        sides[them.worth(deal) >= them.none].append(name)
    groups = [
        f"{listed(names)} {'better' if better else 'worse'} off"
        for better, names in sides.items()
        if names
    ]
    return [f"At home, compared with no deal: {'; '.join(groups)}."] if groups else []


def _gauge(worth: float, none: float) -> str:
    """Draw a bar from 0 to 1 with a mark at no deal; numbers only, so it may be HTML."""
    colour = "#2aa784" if worth >= none else "#d9644a"
    return (
        f'<div class="play-gauge" role="img" aria-label="Utility {worth:.2f} of 1; '
        f'reservation value {none:.2f}">'
        f'<div style="width:{100 * worth:.1f}%;background:{colour}"></div>'
        f'<i style="left:{100 * none:.1f}%"></i></div>'
    )
