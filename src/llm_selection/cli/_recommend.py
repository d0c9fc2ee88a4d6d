"""The command ``recommend``, and the answer to a need that ``portfolio`` and ``lock`` begin with."""

from argparse import Namespace
from typing import TYPE_CHECKING

from llm_selection import presentation
from llm_selection import registry as registries
from llm_selection.cli import _inputs
from llm_selection.cli._inputs import day_of, unmatched_in_overlays
from llm_selection.cli._terminal import ANSWERED, NOTHING_FITS, check_limit, say, tell
from llm_selection.errors import InvalidInputError, NotFoundError
from llm_selection.presentation import answer_report
from llm_selection.recommendation import Recommendation
from llm_selection.recommendation import recommend as recommend_for

if TYPE_CHECKING:
    from llm_selection.analysis.why_not import WhyNot

__all__ = ["recommend", "recommended"]


def recommend(options: Namespace) -> int:
    """Answer a need."""
    check_limit(options)
    # The head of the text warns of a day far beyond the data; JSON has no head.
    result = recommended(options, warns=options.json)
    reasons = _reasons(result, options.why_not)
    if options.json:
        from llm_selection.presentation.json_answer import as_json  # text needn't pay for it

        say(as_json(result, sure=options.sure, why_not=list(reasons)))
    else:
        explained = list(map(presentation.as_text, reasons.values()))
        if options.markdown:
            answer = answer_report.as_markdown(result, limit=options.limit, sure=options.sure)
            explained = [f"```text\n{each}\n```" for each in explained]
        else:
            answer = answer_report.as_text(result, limit=options.limit, sure=options.sure, whole=options.explain)
        say("\n\n".join([answer.rstrip(), *explained]))
    return ANSWERED if result.ranking else NOTHING_FITS


def _reasons(result: Recommendation, names: list[str]) -> dict[str, "WhyNot"]:
    """Explain by name why models aren't the answer; refuse all names that nothing is called by, before anything is printed."""
    reasons: dict[str, WhyNot] = {}
    faults: list[str] = []
    for name in names:
        try:
            reasons[name] = result.why_not(name)
        except NotFoundError as error:
            faults.append(f"--why-not: {error}")
    if faults:
        raise InvalidInputError(*faults)
    return reasons


def recommended(options: Namespace, *, warns: bool = True) -> Recommendation:
    """
    Answer the need that the arguments describe; *warns* as for `day_of`.

    One line warns where an overlay's list or removal names something that isn't there: what it was to deny may be chosen.
    """
    need = _inputs.need(options)
    registry = registries.in_use()
    for first, *others in filter(None, [unmatched_in_overlays(registry)]):
        tell(f"{first} (and {len(others)} more: llm-selection registry audit)" if others else first)
    return recommend_for(
        need,
        registry=registry,
        on=day_of(options, registry, getattr(need, "on", None), warns=warns),
        workload=_inputs.workload(options, need),
        **_inputs.money(options),
        unknowns=options.unknowns,
        results=_inputs.results(options),
        hosting=_inputs.hosting(options) or None,
        forbid=_inputs.forbidden(options),
        **_inputs.requirements(options),
    )
