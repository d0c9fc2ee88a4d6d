"""
From a written need to a choice of language model that can be defended, repeated and re-checked.

``recommend("agentic_coding", license="open-weight", min_context_tokens=200_000)``
"""

from llm_selection._foundation.front_door import importer

__all__ = [
    "ErrorCost",
    "Evaluation",
    "Hosting",
    "InvalidInputError",
    "LicenseKind",
    "NotFoundError",
    "NothingFits",
    "Overlay",
    "Recommendation",
    "Registry",
    "RegistryError",
    "SelectionError",
    "Task",
    "Use",
    "UseCase",
    "Workload",
    "break_even",
    "build",
    "bundled",
    "diff",
    "discover",
    "estimate_quality",
    "evaluation_plan",
    "expected_score",
    "pareto_front",
    "price_workload",
    "read_evaluations",
    "read_use_case",
    "recommend",
]

__version__ = "0.1.0"

# Written out, because importing typing for it costs more than the rest of this file. Type checkers take it as true.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from llm_selection.analysis.break_even import break_even
    from llm_selection.analysis.evaluation_plan import evaluation_plan
    from llm_selection.analysis.quotes import price_workload
    from llm_selection.domain.benchmarks import Task
    from llm_selection.domain.evaluations import Evaluation, read_evaluations
    from llm_selection.domain.licenses import LicenseKind, Use
    from llm_selection.errors import InvalidInputError, NotFoundError, NothingFits, RegistryError, SelectionError
    from llm_selection.estimation.workloads import Workload
    from llm_selection.needs.error_costs import ErrorCost
    from llm_selection.needs.self_hosting import Hosting
    from llm_selection.needs.use_cases import UseCase, read_use_case
    from llm_selection.recommendation import Recommendation, recommend
    from llm_selection.registry import Overlay, Registry, build, bundled, diff, discover
    from llm_selection.selection.assessments import estimate_quality
    from llm_selection.selection.expected_scores import expected_score
    from llm_selection.selection.selecting import pareto_front
else:
    _MODULES = {
        "ErrorCost": "needs.error_costs",
        "Evaluation": "domain.evaluations",
        "Hosting": "needs.self_hosting",
        "InvalidInputError": "errors",
        "LicenseKind": "domain.licenses",
        "NotFoundError": "errors",
        "NothingFits": "errors",
        "Overlay": "registry",
        "Recommendation": "recommendation",
        "Registry": "registry",
        "RegistryError": "errors",
        "SelectionError": "errors",
        "Task": "domain.benchmarks",
        "Use": "domain.licenses",
        "UseCase": "needs.use_cases",
        "Workload": "estimation.workloads",
        "break_even": "analysis.break_even",
        "build": "registry",
        "bundled": "registry",
        "diff": "registry",
        "discover": "registry",
        "estimate_quality": "selection.assessments",
        "expected_score": "selection.expected_scores",
        "pareto_front": "selection.selecting",
        "price_workload": "analysis.quotes",
        "read_evaluations": "domain.evaluations",
        "read_use_case": "needs.use_cases",
        "recommend": "recommendation",
        "evaluation_plan": "analysis.evaluation_plan",
    }

    __getattr__ = importer(__name__, _MODULES, globals())

    def __dir__():  # noqa: ANN202 - hidden from type checkers
        """List the public names."""
        return sorted((*__all__, "__version__"))
