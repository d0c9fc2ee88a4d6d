"""The thresholds of a decision, as far as flags state them."""

from argparse import Namespace

from llm_selection._dataclasses import replace
from llm_selection.decisions import Thresholds
from llm_selection.errors import Fault, InvalidInputError

__all__ = ["stated"]

_FLAGS = {"horizon_months": "--horizon", "switching_usd": "--switching"}


def stated(thresholds: Thresholds, options: Namespace) -> Thresholds:
    """Return thresholds with what flags state in place of them; what is wrong with both is told at once."""
    months, usd = options.horizon, options.switching
    given = {"horizon_months": int(months) if months and months.isdecimal() else months, "switching_usd": usd}
    try:
        return replace(thresholds, **{name: value for name, value in given.items() if value is not None})
    except InvalidInputError as error:
        faults = (Fault(where=_FLAGS.get(fault.where, fault.where), problem=fault.problem) for fault in error.faults)
        raise InvalidInputError(*faults) from error
