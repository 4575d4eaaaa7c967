"""What matters about the deal on the table, as far as it has been worked out."""

from simulator.sensitivity.one_deal import OneDeal
from simulator.sensitivity.parameters import Parameter
from simulator.sensitivity.two_way import TwoWay
from ui.cache.background import PooledJob, pooled_job, worked_out
from ui.cache.engine import Opened
from ui.session import state
from ui.work import tasks
from ui.work.tasks import DealSensitivity


def uncertain(opened: Opened) -> tuple[Parameter, ...]:
    """Return the numbers that are known only as ranges and play a part in the deal on the table."""
    return OneDeal(opened.model, state.desk().deal).parameters


def sensitivity_job(opened: Opened) -> PooledJob[DealSensitivity]:
    """Return this visitor's work on the deal on the table."""
    return pooled_job("study", tasks.deal_sensitivity, opened.case, dict(state.desk().deal))


def two_numbers(opened: Opened, first: int, second: int) -> TwoWay:
    """Judge the deal on the table over two uncertain numbers at once, by their places."""
    return worked_out(tasks.two_numbers, opened.case, dict(state.desk().deal), first, second)
