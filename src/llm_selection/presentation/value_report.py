"""How sure the first option is, what knowing more is worth, and which test to run, as text."""

from collections.abc import Iterator

from llm_selection._foundation.wording import counted, listed, percent
from llm_selection.analysis.evaluation_plan import EvaluationPlan, Plan
from llm_selection.analysis.value_of_information import ValueOfInformation
from llm_selection.presentation.money_in_words import dollars_in_words
from llm_selection.presentation.text_layout import wrapped

__all__ = ["as_text", "plan_sentences", "sentences"]

_NAMED = 3
_LEAST_SHOWN = 0.01


def as_text(value: ValueOfInformation | EvaluationPlan) -> str:
    """Write it in lines of 80 columns."""
    return wrapped(plan_sentences(value) if isinstance(value, EvaluationPlan) else sentences(value))


def sentences(value: ValueOfInformation) -> Iterator[str]:
    """Say how likely the first is the best, and what knowing more is worth, a sentence each."""
    if not value.chances:
        yield "No bill is known, so nothing can be said of how sure the order is."
        return
    first, *rivals = value.chances
    next_best = sorted((one for one in rivals if one.best >= _LEAST_SHOWN), key=lambda one: (-one.best, one.place))
    others = ", ".join(f"{one.model} with {percent(one.best)}" for one in next_best[:_NAMED])
    yield f"{first.model} costs the least with a probability of {percent(first.best)}{f'; {others}' if others else ''}."
    yield (
        f"Knowing how good each model is at your work, and how many tokens it takes, would be worth "
        f"{dollars_in_words(value.usd_per_month)} a month (± {dollars_in_words(value.stderr)}); no test is worth more."
    )


def plan_sentences(plan: EvaluationPlan) -> Iterator[str]:
    """Say which test is worth the most, a sentence each."""
    task, worth = plan.task.replace("_", " "), counted(plan.months, "month")
    if plan.best is None:
        yield f"No test of {task} looked at is worth what it costs over {worth}: take the first."
        return
    best = plan.best
    yield (
        f"Try {listed(best.models)} on {counted(best.items, 'item')} of your own {task}: worth "
        f"{dollars_in_words(best.usd_per_month)} a month (± {dollars_in_words(best.stderr)}), since it may change the answer; "
        f"it costs {dollars_in_words(best.usd)}, so over {worth} that leaves {dollars_in_words(best.net_usd)}."
    )
    if fewer := _frugal(plan, best):
        yield (
            f"Nine tenths of that come from {counted(len(fewer.models), 'model')} on {counted(fewer.items, 'item')}: "
            f"{dollars_in_words(fewer.usd_per_month)} a month for {dollars_in_words(fewer.usd)}."
        )


def _frugal(plan: EvaluationPlan, best: Plan) -> Plan | None:
    """Return the plan of the fewest answers that is worth nine tenths of the best, if that is another one."""
    enough = (each for each in plan.plans if each.usd_per_month * 10 >= best.usd_per_month * 9)
    cheapest = min(enough, key=lambda each: (each.items * len(each.models), -each.net_usd))
    return None if cheapest.items * len(cheapest.models) >= best.items * len(best.models) else cheapest
