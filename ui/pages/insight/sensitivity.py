"""Sensitivity: one number at a time, shares of the variance, switching values, two at once."""

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from simulator.acceptance.evaluation import Evaluation, evaluate
from simulator.explain.deal import span
from simulator.explain.sensitivity import flip, turned
from simulator.formatting import count, percent
from simulator.glossary import define
from simulator.scenario.same_names import told_apart
from simulator.sensitivity.parameters import Parameter
from simulator.sensitivity.tornado import TornadoBar
from simulator.sensitivity.two_way import TwoWay
from ui.cache.background import PooledJob, show
from ui.cache.engine import Opened
from ui.cache.turns import in_turn
from ui.charts.acceptance_map import MapAxis, acceptance_map
from ui.charts.shares import VarianceShare, shares_chart
from ui.charts.tornado import tornado
from ui.components.controls import show_table
from ui.components.plot import plot
from ui.session import state
from ui.session.sensitivity import sensitivity_job, two_numbers, uncertain
from ui.shell import presenting
from ui.text import plain
from ui.work.tasks import DealSensitivity

SHOWN = 12
SHOWN_SHARES = 8
FLIPS = 3


def draw(opened: Opened) -> None:
    """Draw the view; while the work goes on, again every moment."""
    parameters = uncertain(opened)
    if not parameters:
        st.info("Every number of this scenario is treated as known, so there is nothing to vary.")
        return
    job = sensitivity_job(opened)
    show(
        job,
        "study",
        lambda: job.result.progress if job.result else 0.0,
        lambda: _results(opened, job.result, job.done) if job.result else None,
    )
    _two_at_once(opened, parameters, job)


def _results(opened: Opened, sensitivity: DealSensitivity, done: bool) -> None:
    answer = evaluate(opened.model, state.desk().deal)
    ranked = sorted(sensitivity.influences, key=lambda bar: -bar.reach)
    _story(opened, sensitivity, answer, ranked, done)
    if ranked:
        plot(
            tornado(ranked[:SHOWN], answer.joint.chance, presenting()),
            key="tornado",
            alt="For the numbers that matter most, the chance that all sign with the number low and high.",
        )
        st.caption(
            f"The most influential {min(SHOWN, len(ranked))} of "
            f"{count(len(sensitivity.parameters), 'number')}. "
            "Each is set to the low and the high end of its range (its 10th and 90th percentile), while all "
            "others stay as uncertain as they are. The dotted line is the present answer. *Preferences* "
            "gives the sources."
            + (
                " The *smallest gain accepted*, a share of the player’s stake, is no number of the scenario: "
                "it stands for who decides, one of the kinds of people that *Method* shows."
                if _moves_people(bar.parameter for bar in ranked[:SHOWN])
                else ""
            )
        )
    _shares(sensitivity, opened.learning is not None)
    _table(opened, sensitivity, ranked)


def _moves_people(shown: Iterable[Parameter]) -> bool:
    """Tell whether one of the numbers shown is none, but stands for who decides."""
    return any(parameter.is_who_decides for parameter in shown)


def _story(
    opened: Opened,
    sensitivity: DealSensitivity,
    answer: Evaluation,
    ranked: list[TornadoBar],
    done: bool,
) -> None:
    joint, numbers = answer.joint, len(sensitivity.parameters)
    st.markdown(
        f"The chance that all sign the deal on the table is **{percent(joint.chance)}** "
        f"({span(joint)} in eight cases out of ten). It depends on "
        f"{count(numbers, 'uncertain number')}.",
        help=define("Sensitivity", "Stake", "Switching value", "Sobol index"),
    )
    if ranked:
        first = ranked[0]
        st.markdown(
            f"Most influential is **{plain(first.parameter.phrase)}**: the chance is {percent(first.low)} at "
            f"{first.ends[0]}, the low end of its range, and {percent(first.high)} at {first.ends[1]}, the "
            "high end."
        )
    for (_, party), flips in sensitivity.switches.items():
        name = plain(opened.scenario.parties[party].name)
        situation = [switch for switch in flips if not switch.parameter.is_behavioural][:FLIPS]
        if situation or done:
            chance = percent(answer.parties[party].chance)
            by = [(plain(flip(switch)), switch.likelihood) for switch in situation]
            to_yes = bool(situation) and situation[0].to_yes
            st.markdown(f"- **{name}** (accepts: {chance}){turned(by, to_yes)}")
    st.caption(
        "The answer changes where the chance of acceptance passes one half: the switching value. How likely "
        "the number is to lie beyond it is judged by the number's own range."
    )


def _shares(sensitivity: DealSensitivity, learned: bool) -> None:
    indices = sensitivity.indices
    if indices is None:
        return
    rows = [
        VarianceShare(parameter.label, *map(float, values))
        for parameter, *values in zip(
            sensitivity.parameters,
            indices.first,
            indices.first_error,
            indices.total,
            indices.total_error,
            strict=True,
        )
    ]
    rows.sort(key=lambda share: -share.together)
    plot(
        shares_chart(rows[:SHOWN_SHARES], presenting()),
        key="shares",
        alt="For the numbers that matter most, the share of the variance each explains.",
    )
    st.caption(
        "If a number were known, how much less would the chance vary? *By itself*: its first-order Sobol "
        "index. *Together*: including its interactions with other numbers (its total index). Whiskers: 95 % "
        "intervals, "
        f"from {indices.points * (len(rows) + 2):,} evaluations."
        + (" Here no answer is known: numbers are drawn each by itself." if learned else "")
    )


def _table(opened: Opened, sensitivity: DealSensitivity, ranked: list[TornadoBar]) -> None:
    row = {parameter.path: n for n, parameter in enumerate(sensitivity.parameters)}
    switches = {
        (switch.parameter.path, whose): switch
        for whose, flips in sensitivity.switches.items()
        for switch in flips
    }
    parties = {whose: opened.scenario.parties[whose[1]].name for whose in sensitivity.switches}
    table = pd.DataFrame(
        [
            {
                "number": bar.label,
                "low": bar.ends[0],
                "high": bar.ends[1],
                "all sign if low": percent(bar.low),
                "all sign if high": percent(bar.high),
            }
            | {
                f"switching value, {name}": switches[bar.parameter.path, whose].written
                if (bar.parameter.path, whose) in switches
                else ""
                for whose, name in parties.items()
            }
            | _index_cells(sensitivity, row[bar.parameter.path])
            for bar in ranked
        ]
    )
    with st.expander("All numbers as a table"):
        show_table(table, "Sensitivity as CSV", "what_matters_csv")


def _index_cells(sensitivity: DealSensitivity, row: int) -> dict[str, str]:
    indices = sensitivity.indices
    if indices is None:
        return {}
    pairs = (
        ("by itself", indices.first, indices.first_error),
        ("together", indices.total, indices.total_error),
    )
    return {
        f"variance {name} (95 %)": f"{value[row]:.3f} ± {error[row]:.3f}"
        for name, value, error in pairs
    }


@st.fragment
@in_turn()
def _two_at_once(
    opened: Opened, parameters: tuple[Parameter, ...], job: PooledJob[DealSensitivity]
) -> None:
    st.header("Two numbers at once")
    names = [parameter.label for parameter in parameters]
    influences = job.result.influences if job.result else ()
    ranked = [bar.label for bar in sorted(influences, key=lambda bar: -bar.reach)] or names
    left, right = st.columns(2)
    up = left.selectbox("Vertical axis", names, index=names.index(ranked[0]), key="two_up")
    others = [name for name in names if name != up]
    if not others:
        st.caption("Only one number is uncertain.")
        return
    second = next(name for name in [*ranked, *others] if name != up)
    across = right.selectbox(
        "Horizontal axis", others, index=others.index(second), key="two_across"
    )
    result = two_numbers(opened, names.index(up), names.index(across))
    plot(
        acceptance_map(result.chances, *_axes(result), presenting(), clickable=False),
        key="two_way",
        alt=f"Chance that all sign, by {up} and {across}.",
    )
    st.caption(
        "From the low to the high end of both ranges. Framed: the present values."
        + (
            " Kinds of people differ also in how surely they answer, so one that asks for a larger gain may "
            "still say yes more often."
            if _moves_people((result.first, result.second))
            else ""
        )
    )
    with st.expander("The same as a table"):
        rows, columns = _axes(result)
        table = pd.DataFrame(
            result.chances.round(4),
            index=told_apart(rows.labels),
            columns=told_apart(columns.labels),
        )
        show_table(table, "Two numbers as CSV", "two_way_csv", index=True)


def _axes(result: TwoWay) -> tuple[MapAxis, MapAxis]:
    middle = len(result.deviates) // 2
    first, second = (
        MapAxis(parameter.label, [parameter.written(at) for at in result.deviates], middle)
        for parameter in (result.first, result.second)
    )
    return first, second
