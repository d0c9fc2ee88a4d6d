"""
From a written need to a choice of language model that can be defended, repeated and re-checked.

``recommend("agentic_coding", license="open-weight", min_context_tokens=200_000)``
"""

from llm_selection._front_door import importer

__all__ = [
    "Criterion",
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
    "expected_score",
    "pareto_front",
    "price_workload",
    "read_evaluations",
    "read_use_case",
    "recommend",
    "sample_size",
]

__version__ = "0.1.0"

# Written out, because importing typing for it costs more than the rest of this file. Type checkers take it as true.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from llm_selection.assessments import estimate_quality, expected_score
    from llm_selection.benchmarks import Task
    from llm_selection.crossings import break_even
    from llm_selection.errors import InvalidInputError, NotFoundError, NothingFits, RegistryError, SelectionError
    from llm_selection.evaluations import Evaluation, read_evaluations
    from llm_selection.licenses import LicenseKind, Use
    from llm_selection.quotes import price_workload
    from llm_selection.ranking import Criterion
    from llm_selection.recommendation import Recommendation, pareto_front, recommend
    from llm_selection.registry import Overlay, Registry, build, bundled, diff, discover
    from llm_selection.sample_sizes import sample_size
    from llm_selection.self_hosting import Hosting
    from llm_selection.use_cases import UseCase, read_use_case
    from llm_selection.workloads import Workload
else:
    _MODULES = {
        "Criterion": "ranking",
        "Evaluation": "evaluations",
        "Hosting": "self_hosting",
        "InvalidInputError": "errors",
        "LicenseKind": "licenses",
        "NotFoundError": "errors",
        "NothingFits": "errors",
        "Overlay": "registry",
        "Recommendation": "recommendation",
        "Registry": "registry",
        "RegistryError": "errors",
        "SelectionError": "errors",
        "Task": "benchmarks",
        "Use": "licenses",
        "UseCase": "use_cases",
        "Workload": "workloads",
        "break_even": "crossings",
        "build": "registry",
        "bundled": "registry",
        "diff": "registry",
        "discover": "registry",
        "estimate_quality": "assessments",
        "expected_score": "assessments",
        "pareto_front": "recommendation",
        "price_workload": "quotes",
        "read_evaluations": "evaluations",
        "read_use_case": "use_cases",
        "recommend": "recommendation",
        "sample_size": "sample_sizes",
    }

    __getattr__ = importer(__name__, _MODULES, globals())

    def __dir__():  # noqa: ANN202 - hidden from type checkers
        """List the public names."""
        return sorted((*__all__, "__version__"))
