"""The deal desk: move a term, see who would sign, and why."""

from collections.abc import Mapping

import streamlit as st

from simulator.acceptance.evaluation import Evaluation, Likely, evaluate
from simulator.acceptance.one_step_changes import OneStepChange, one_step_changes
from simulator.explain.deal import explanation, has_range, span, voting, with_error
from simulator.explain.real_texts import judged
from simulator.explain.refusals import option_on_record
from simulator.formatting import capital, count, listed, percent, verbal
from simulator.glossary import IF_KNOWN, define
from simulator.scenario.deals import preset_deal, proposal_deal
from simulator.scenario.same_names import told_apart
from simulator.sensitivity.one_deal import OneDeal
from simulator.sensitivity.switching import nearest_switch
from ui.cache.engine import Opened
from ui.cache.turns import in_turn
from ui.components.controls import grouped, short_option, term_controls
from ui.components.learning import answers_known, knows_answer_to
from ui.pages.desk import charts, pins
from ui.session import echo, state
from ui.shell import begin
from ui.text import plain

CHIPS = 6
UNFOLDED = 9
"""With more terms than this a screen has no room for all of them, and groups are folded."""
STARTS, OWN = "starts", ""
"""The list of starting points; what it says where none of them is on the table."""
LEAST_ODDS_RATIO = 1.05
"""A step that changes the odds by less is none that one would tell anybody of."""
OUT_OF_REACH = 0.02
"""Below this chance one step more or less makes no practical difference."""


def page() -> None:
    """Draw the page; whatever concerns the deal alone is redrawn without the rest."""
    _desk()


@st.fragment
@in_turn()
def _desk() -> None:
    if state.to_redraw():
        st.rerun(scope="app")
    opened = begin(guide=_guide)
    deal = state.desk().deal
    evaluation = evaluate(opened.model, deal)
    _headline(opened, evaluation)
    terms, results = st.columns([4, 8], gap="medium")
    with terms, st.container(key="terms"), echo.heard():
        start = _starting_points(opened)
        _terms(opened)
        answers_known(opened)
    with results:
        charts.utility(opened, evaluation)
        sentence = st.container()
        charts.space(opened, evaluation)
        _chips(opened, one_step_changes(opened.model, deal))
        charts.why(opened, evaluation)
        charts.acceptance(opened, evaluation)
        pins.compare(opened, evaluation)
    # Last, because switching values take longer than all the rest; what stood there stays until then.
    with sentence:
        _sentence(opened, evaluation, start)


def _headline(opened: Opened, evaluation: Evaluation) -> None:
    """Draw the large figures: what all of them do, and then each side."""
    with st.container(key="headline"), st.container(horizontal=True, key="figures", gap="medium"):
        _all_sign(evaluation)
        for id, likely in evaluation.parties.items():
            st.metric(
                f"{plain(opened.scenario.parties[id].name)} accepts",
                percent(likely.chance),
                help=_players_help(opened, evaluation, id),
                delta=_range(likely),
                delta_color="off",
                delta_arrow="off",
                width="content",
            )


def _all_sign(evaluation: Evaluation) -> None:
    st.metric(
        "All sign",
        percent(evaluation.joint.chance),
        delta=_range(evaluation.joint),
        delta_color="off",
        delta_arrow="off",
        help="The chance that every party accepts, each as its most reluctant player with a vote does. Below "
        f"it is its 10–90 % range: where it would lie, eight times in ten, {IF_KNOWN}. Sampling error: "
        f"{with_error(evaluation.joint)} ({evaluation.draws:,} draws).",
        width="content",
    )


def _range(likely: Likely) -> str | None:
    """Write the range beside a chance; nothing where every number is known."""
    return span(likely) if has_range(likely) else None


def _sentence(opened: Opened, evaluation: Evaluation, start: str) -> None:
    on_table = OneDeal(opened.model, evaluation.deal)
    flips = {id: nearest_switch(on_table, ("party", id)) for id in evaluation.parties}
    st.markdown(
        f"A deal is **{verbal(evaluation.joint.chance)}**. "
        + plain(explanation(opened.scenario, evaluation, flips)),
        help=define("Red line", "Priority", "Veto player"),
    )
    joint = evaluation.joint
    if has_range(joint):
        st.caption(
            f"How sure is that? {capital(IF_KNOWN)}, *All sign* would lie between {percent(joint.low)} and "
            f"{percent(joint.high)} in eight cases out of ten.",
            help="From the ranges on the Preferences page. It does not cover what the model leaves out.",
        )
    if start in opened.scenario.history:
        outcome = opened.scenario.history[start].outcome
        # In a variant the text was not answered in these circumstances.
        own = "extends" not in opened.document.own
        told = knows_answer_to(opened, evaluation.deal)
        view = judged(opened.scenario, start, evaluation, told) if own else ""
        st.markdown(f"**What really happened to this text:** {plain(outcome)} {plain(view)}")
    elif start in opened.scenario.presets:
        st.markdown(f"**This deal:** {plain(opened.scenario.presets[start].description)}")


def _players_help(opened: Opened, evaluation: Evaluation, party: str) -> str:
    lines = [
        f"{plain(opened.scenario.players[id].label)}{opened.scenario.players[id].role_note}: "
        f"{percent(view.acceptance.chance)} ({span(view.acceptance)})"
        f"{'; ' + voting(view.vote) if view.vote else ''}"
        for id, view in evaluation.players.items()
        if view.party == party
    ]
    return (
        "Each player of this side, with its 10–90 % range; the most reluctant one with a vote decides:\n\n"
        + "\n\n".join(lines)
    )


def _guide(opened: Opened) -> None:
    with st.popover("New here?", key="guide"):
        st.markdown(
            f"{plain(opened.scenario.summary)}\n\n"
            "1. The figures at the top say how likely all are to sign the deal on the table, and each side.\n"
            "2. **Move a term**: the answer follows. Point at a **?** for what it means and its source.\n"
            "3. Press a **what-if** to try a single change, or a cell of the heat map to jump there.\n"
            "4. Doubt a number? **Preferences** lists every one with its source, and lets you change it."
        )


def _starting_points(opened: Opened) -> str:
    """Offer every prepared deal and every real text that is known in full.

    Return the id of the one on the table, or nothing.
    """
    points = _points(opened)
    now = dict(state.desk().deal)
    like = [id for id, (_, deal) in points.items() if deal == now]
    # Two texts may hold the same terms: the one that was chosen stays.
    chosen = st.session_state.get(STARTS)
    at = chosen if chosen in like else like[0] if like else OWN
    echo.start(STARTS, at)
    echo.show(STARTS, at)
    labels = dict(zip(points, told_apart([label for label, _ in points.values()]), strict=True))
    st.selectbox(
        "Deal on the table",
        [OWN, *points],
        key=STARTS,
        format_func=lambda id: labels.get(id, "A deal of your own"),
        on_change=_start,
        args=({id: deal for id, (_, deal) in points.items()},),
        help="Prepared deals and the real texts. Choose one to start from it.",
    )
    return at


def _points(opened: Opened) -> dict[str, tuple[str, Mapping[str, float | str]]]:
    """Return each starting point's label and its terms."""
    scenario = opened.scenario
    points: dict[str, tuple[str, Mapping[str, float | str]]] = {
        id: (preset.label, preset_deal(scenario, id)) for id, preset in scenario.presets.items()
    }
    for id, proposal in scenario.history.items():
        terms = proposal_deal(scenario, id)
        if terms is not None:
            points[id] = f"{proposal.date:%d %b %Y}: {proposal.label}", terms
    return points


def _start(deals: Mapping[str, Mapping[str, float | str]]) -> None:
    def put(id: str) -> None:
        if id != OWN:
            state.put(deals[id])

    echo.when_moved(STARTS, put)


def _terms(opened: Opened) -> None:
    """Draw a control for each term: those of the first group, the others to be unfolded."""
    for n, (group, ids) in enumerate(grouped(opened.scenario).items()):
        if n:
            title = f"{plain(group)} ({count(len(ids), 'term')})"
            with st.expander(title, expanded=len(opened.scenario.issues) <= UNFOLDED):
                term_controls(opened.scenario, ids)
        else:
            st.markdown(f"**{plain(group)}**")
            term_controls(opened.scenario, ids)


def _chips(opened: Opened, moves: list[OneStepChange]) -> None:
    """Offer the single moves that raise the likely acceptance most."""
    better = [move for move in moves if move.odds_ratio >= LEAST_ODDS_RATIO]
    shown, left = better[:CHIPS], [move for move in better[CHIPS:] if move.refused]
    with st.container(key="chips"):
        st.markdown("**What if one term moved?** The chance that all sign, before and after:")
        if not better:
            st.caption("No single step on any term makes this deal noticeably more likely.")
        elif max(move.after for move in shown) < OUT_OF_REACH:
            st.caption("No single step brings this deal within reach. These help most:")
        with st.container(horizontal=True, gap="small"):
            for move in shown:
                _chip(opened, move)
        if left:
            st.caption(f"Left out: {listed(_step(opened, move) for move in left)}.")


def _chip(opened: Opened, move: OneStepChange) -> None:
    st.button(
        f"{_step(opened, move)}: {_effect(move)}",
        key=f"chip:{move.issue}:{move.option}",
        on_click=state.put_term,
        args=(move.issue, move.option),
        wrap=True,
        help="Puts this change on the table. The chances of acceptance are then: "
        + ", ".join(
            f"{plain(opened.scenario.parties[id].name)} {percent(chance)}"
            for id, chance in move.parties.items()
        )
        + ".",
    )


def _step(opened: Opened, move: OneStepChange) -> str:
    """Name a step, and who refused what it brings in."""
    issue = opened.scenario.issues[move.issue]
    refused = option_on_record(opened.scenario, move.issue, move.option).removesuffix(".")
    words = f"{plain(issue.name)} → {plain(short_option(issue, move.option))}"
    return f"{words} ({plain(refused)})" if refused else words


def _effect(move: OneStepChange) -> str:
    """Write the chance before and after, or, where both are next to nothing, how the odds change."""
    before, after = percent(move.before), percent(move.after)
    if move.after >= OUT_OF_REACH and before != after:
        return f"{before} → **{after}**"
    times = (
        f"{move.odds_ratio:.2g}"
        if move.odds_ratio < 10
        else f"{float(f'{move.odds_ratio:.2g}'):,.0f}"
    )
    same = f"still {after}, but" if before == after else f"{before} → {after},"
    return f"{same} **{times} times the odds**"
