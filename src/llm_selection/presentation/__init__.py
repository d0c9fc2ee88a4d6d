"""
Values made into text, JSON, Markdown and SARIF.

`as_text` writes an answer, or a part of one. Behind it stands a module for each kind of report, whose own ``as_text``
takes what there is to choose; where a longer text takes it in, the module has its ``sentences`` or ``sections`` too.
"""

from importlib import import_module

from llm_selection.errors import InvalidInputError

__all__ = ["as_text"]

_REPORTS = {
    "BreakEven": "break_even_report",
    "Comparison": "comparison_report",
    "Deprecated": "finding_report",
    "Diff": "registry_report",
    "Dominated": "finding_report",
    "Edited": "finding_report",
    "EstimateMoved": "finding_report",
    "Explanation": "argument_report",
    "Gone": "finding_report",
    "Newcomer": "finding_report",
    "NothingFitsNow": "finding_report",
    "OverlayMissing": "finding_report",
    "Overtaken": "finding_report",
    "OwnResultsEffect": "own_results_report",
    "Portfolio": "portfolio_report",
    "Recommendation": "answer_report",
    "Relaxation": "relaxation_report",
    "Remeasured": "finding_report",
    "Repointed": "finding_report",
    "Repriced": "finding_report",
    "Retired": "finding_report",
    "Retiring": "finding_report",
    "Review": "check_report",
    "Robustness": "robustness_report",
    "SampleSize": "sample_size_report",
    "Scan": "scan_report",
    "Selection": "answer_report",
    "Sized": "size_report",
    "TermsChanged": "finding_report",
    "Unanswerable": "finding_report",
    "Unmeasured": "finding_report",
    "Unmet": "finding_report",
    "WhyNot": "why_not_report",
}
"""The module of each class that can be written, found by name so that nothing is imported that isn't asked for."""


def as_text(value: object) -> str:
    """
    Write an answer, or a part of one, for a terminal of 80 columns.

    ``as_text(recommend("coding").why_not("openai/gpt-5"))``

    Args:
        value: A recommendation, its explanation, a why-not, a relaxation, how sure it is, a portfolio; a break-even, a
            sample size, a comparison, the size of a model; what became of a decision, or one finding of that; a scan; the
            difference of two registries.

    Raises:
        InvalidInputError: It is none of these.
    """
    kind = type(value)
    report = _REPORTS.get(kind.__name__) if kind.__module__.startswith("llm_selection.") else None
    if report is None:
        known = ", ".join(name for name, module in _REPORTS.items() if module != "finding_report")
        raise InvalidInputError(f"can't write a {kind.__name__} as text; written are {known}, and findings of a check")
    text: str = import_module(f"{__name__}.{report}").as_text(value)
    return text
