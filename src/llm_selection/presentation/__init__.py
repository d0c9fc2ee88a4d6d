"""
Values made into text, JSON, Markdown and SARIF.

`as_text` writes an answer, or a part of one. Behind it stands a module for each kind of report, whose own ``as_text``
takes what there is to choose; where a longer text takes it in, the module has its ``sentences`` or ``sections`` too.
"""

from importlib import import_module

from llm_selection.errors import InvalidInputError

__all__ = ["as_text"]

_REPORTS = {
    "AgainstToday": "today_report",
    "BreakEven": "break_even_report",
    "Comparison": "comparison_report",
    "Deprecated": "check_findings",
    "Diff": "registry_report",
    "Edited": "check_findings",
    "EffortMap": "effort_report",
    "EstimateMoved": "check_findings",
    "EvaluationPlan": "value_report",
    "Explanation": "argument_report",
    "Gone": "check_findings",
    "Newcomer": "check_findings",
    "NothingFitsNow": "check_findings",
    "OverlayMissing": "check_findings",
    "Overtaken": "check_findings",
    "OwnResultsEffect": "own_results_report",
    "Portfolio": "portfolio_report",
    "Recommendation": "answer_report",
    "Relaxation": "relaxation_report",
    "Remeasured": "check_findings",
    "Repointed": "check_findings",
    "Repriced": "check_findings",
    "Retired": "check_findings",
    "Retiring": "check_findings",
    "Review": "check_report",
    "Scan": "scan_report",
    "Selection": "answer_report",
    "Sized": "size_report",
    "TermsChanged": "check_findings",
    "Unanswerable": "check_findings",
    "Unmeasured": "check_findings",
    "Unmet": "check_findings",
    "ValueOfInformation": "value_report",
    "WhyNot": "why_not_report",
}
"""The module of each class that can be written, found by name so that nothing is imported that isn't asked for."""


def as_text(value: object) -> str:
    """
    Write an answer, or a part of one, for a terminal of 80 columns.

    ``as_text(recommend("coding").why_not("openai/gpt-5"))``

    Args:
        value: A recommendation, its explanation, a why-not, a relaxation, how sure it is, an evaluation plan, the first beside
            what is run today, a portfolio; a break-even, a comparison, the efforts of models, the size of a model; what became of a decision, or one
            finding of that; a scan; the difference of two registries.

    Raises:
        InvalidInputError: It is none of these.
    """
    kind = type(value)
    report = _REPORTS.get(kind.__name__) if kind.__module__.startswith("llm_selection.") else None
    if report is None:
        known = ", ".join(name for name, module in _REPORTS.items() if module != "check_findings")
        raise InvalidInputError(f"can't write {kind.__name__} as text; written are {known}, and findings of a check")
    text: str = import_module(f"{__name__}.{report}").as_text(value)
    return text
