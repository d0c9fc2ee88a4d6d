"""Effort report: what each effort of some models gives at a need, and what a task then costs, as text."""

from collections.abc import Iterator, Sequence

from llm_selection._foundation.wording import listed
from llm_selection.analysis.effort_map import EffortMap, EffortRow
from llm_selection.needs.error_costs import PREFERENCE_TASKS
from llm_selection.presentation.money_in_words import task_usd_in_words
from llm_selection.presentation.text_layout import behind, labelled

__all__ = ["as_text"]

_INDENT = 2
_TITLES = ("effort", "quality", "tokens", "bill", "finished", "")
_FINISHED = _TITLES.index("finished")


def as_text(efforts: EffortMap) -> str:
    """Write it as a table of 80 columns, efforts of one model below each other, with what the columns mean."""
    return "\n".join(_lines(efforts))


def _lines(efforts: EffortMap) -> Iterator[str]:
    """Yield the lines."""
    tasks = " + ".join(
        task.replace("_", " ") + (f" ×{weight}" if weight > 1 else "") for task, weight in efforts.tasks.items()
    )
    yield from labelled("Efforts", f"{tasks}, {efforts.on}")
    yield from labelled("Workload", f"{efforts.workload.name}: {efforts.workload}")
    yield ""
    is_rated = PREFERENCE_TASKS.issuperset(efforts.tasks)
    by_model = {model: [row for row in efforts.rows if row.model == model] for model in efforts.models}
    tables = {model: [_cells(row) for row in rows] for model, rows in by_model.items()}
    titles = tuple("" if is_rated and place == _FINISHED else title for place, title in enumerate(_TITLES))
    table = [titles, *(cells for rows in tables.values() for cells in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for number, (model, rows) in enumerate(by_model.items()):
        yield from behind("", f"{model}, {_priced_at(rows)}", indent=0)
        if rows and not number:
            yield _aligned(titles, widths)
        yield from (_aligned(cells, widths) for cells in tables[model])
    yield ""
    yield from behind("", _legend(efforts, is_rated=is_rated), indent=0)


def _priced_at(rows: Sequence[EffortRow]) -> str:
    """Say which offerings the dollars are of."""
    offerings = list(dict.fromkeys(row.offering for row in rows if row.offering is not None))
    if offerings:
        return f"at its cheapest, {listed(offerings)}"
    return "of which no offering meets the need; recommend --why-not says why" if rows else "which nobody offers"


def _cells(row: EffortRow) -> tuple[str, ...]:
    """Return the cells of one row."""
    effort = "not known" if row.effort is None else f"{row.effort}{' (default)' if row.default else ''}"
    if row.quality is None or row.low is None or row.high is None:
        quality = "?"
    else:
        quality = f"{100 * row.quality:.0f} {100 * row.low:.0f}–{100 * row.high:.0f}"
    bound = "≤" if row.at_most else ""
    return (
        effort,
        quality,
        "?" if row.tokens is None else f"{row.tokens:,}",
        bound + task_usd_in_words(row.task_usd),
        "" if row.finished_task_usd is None else bound + task_usd_in_words(row.finished_task_usd),
        "" if row.as_good is None else f"{row.as_good} is as good",
    )


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Write one row; numbers are aligned at their ends."""
    effort, quality, *numbers, note = (
        f"{cell:{'>' if 1 < place <= _FINISHED else '<'}{width}}"
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return " " * _INDENT + "  ".join(filter(str.strip, [effort, quality, *numbers, note])).rstrip()


def _legend(efforts: EffortMap, *, is_rated: bool) -> str:
    """Say what the columns mean."""
    notes = [
        "quality: of 100, with its 90% interval",
        "tokens: put out for a task, reasoning included",
        "bill: US dollars for a task",
    ]
    if not is_rated:
        notes.append("finished: for one solved, if a failure is noticed and the task done again or dropped")
    if any(row.as_good for row in efforts.rows):
        notes.append("as good: less than half a point worse, and cheaper")
    if efforts.workload.requests_per_task > 1:
        notes.append("requests a task are the workload's at every effort, but more effort may take more of them")
    return f"{'; '.join(notes)}."
