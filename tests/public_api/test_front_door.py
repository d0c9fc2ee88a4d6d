"""The front door: which names are public, that they agree everywhere, and what importing them costs."""

import ast
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version

import llm_selection
from llm_selection import InvalidInputError, LicenseKind, Task
from llm_selection.analysis.break_even import break_even
from llm_selection.decisions import check, decide
from llm_selection.needs.requirement_keywords import RequirementKeywords
from llm_selection.needs.requirements import keywords
from llm_selection.presentation.comparison_report import compare
from llm_selection.scanning.scans import scan_text

FRONT = Path(llm_selection.__file__)


def tree() -> ast.Module:
    """Parse the front door."""
    return ast.parse(FRONT.read_text(encoding="utf-8"))


def literal(name: str) -> object:
    """Return the value of a name that is written out, wherever it stands."""
    for node in ast.walk(tree()):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == name:
            return ast.literal_eval(node.value)
    raise LookupError(name)


def imported() -> dict[str, str]:
    """Return the names that type checkers see, with their modules."""
    return {
        alias.name: (node.module or "").removeprefix("llm_selection.")
        for node in ast.walk(tree())
        if isinstance(node, ast.ImportFrom) and node.module != "llm_selection._foundation.front_door"
        for alias in node.names
    }


def test_the_names_agree() -> None:
    """What is exported, what is resolved on first use, and what type checkers see are the same, sorted."""
    names = literal("__all__")
    assert isinstance(names, list)
    assert names == sorted(names)
    assert len(names) <= 29
    assert literal("_MODULES") == imported()
    assert sorted(imported()) == names
    assert dir(llm_selection) == sorted([*names, "__version__"])


@pytest.mark.parametrize("name", llm_selection.__all__)
def test_every_name_is_what_its_module_exports(name: str) -> None:
    """Resolved on first use, the same the second time, and public in its own module too."""
    first = getattr(llm_selection, name)
    assert getattr(llm_selection, name) is first
    module = importlib.import_module(f"llm_selection.{imported()[name]}")
    assert getattr(module, name) is first
    assert name in module.__all__


def test_names_are_resolved_on_first_use(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forgotten, a name is found again."""
    first = llm_selection.recommend
    monkeypatch.delitem(vars(llm_selection), "recommend")
    assert llm_selection.recommend is first


def test_a_wrong_name_is_an_attribute_error() -> None:
    """With the words that Python uses."""
    with pytest.raises(AttributeError, match="module 'llm_selection' has no attribute 'recomend'"):
        _ = llm_selection.recomend  # type: ignore[attr-defined]  # the point
    with pytest.raises(ImportError):
        exec("from llm_selection import recomend", {})  # noqa: S102 - an import statement


def test_help_explains_every_member() -> None:
    """What stands behind a member in the source isn't in ``help``: the text of its class is."""
    for kind in (Task, LicenseKind):
        text = inspect.getdoc(kind) or ""
        assert [member.value for member in kind if f"``{member.value}``" not in text] == []


def test_help_lists_every_keyword_of_a_requirement() -> None:
    """Of those that Python takes; the module named there explains each."""
    text = inspect.getdoc(llm_selection.recommend) or ""
    told = text.partition("`llm_selection.needs.requirement_keywords.RequirementKeywords`:")[2].partition(".")[0]
    assert re.split(r",\s+", told.strip()) == list(RequirementKeywords.__annotations__) == list(keywords())


@pytest.mark.parametrize("day", [date(2026, 11, 1), "2026-11-01"])
def test_a_day_may_be_text(day: date | str) -> None:
    """Wherever a day is asked about."""
    decision = decide(llm_selection.recommend("coding"))
    assert llm_selection.recommend("coding", on=day).on == date(2026, 11, 1)
    assert llm_selection.estimate_quality("openai/gpt-5", "coding", on=day).task is Task.CODING
    assert llm_selection.expected_score("openai/gpt-5", "gpqa-diamond", on=day).benchmark == "gpqa-diamond"
    assert llm_selection.price_workload("openai/gpt-5", "writing", on=day)
    with pytest.raises(InvalidInputError, match="after 2026-11-01; check it on that day"):
        check(decision, on=day)


@pytest.mark.parametrize(
    "ask",
    [
        partial(llm_selection.recommend, "coding"),
        partial(llm_selection.price_workload, "openai/gpt-5", "assistant"),
        partial(llm_selection.estimate_quality, "openai/gpt-5", "coding"),
        partial(llm_selection.expected_score, "openai/gpt-5", "gpqa-diamond"),
        partial(compare, ["openai/gpt-5", "openai/gpt-5.5"]),
        partial(break_even, "openai/gpt-oss-120b", "assistant", {"accelerator": "nvidia/h100-sxm"}),
        partial(scan_text, "gpt-4"),
    ],
)
def test_a_registry_is_one(ask: Any) -> None:
    """Anything else is refused in words, wherever a registry may be given."""
    with pytest.raises(InvalidInputError, match=r"registry must be a Registry, such as .*, got 3"):
        ask(registry=3)


def test_no_name_is_a_modules_name() -> None:
    """Importing a module would otherwise replace the name by the module."""
    modules = {module.name for module in pkgutil.iter_modules(llm_selection.__path__)}
    assert not modules & set(llm_selection.__all__)


def test_the_version_is_one() -> None:
    """Python's packaging rules can read it, and it is written in its normal form."""
    assert str(Version(llm_selection.__version__)) == llm_selection.__version__ == literal("__version__")


def test_every_module_says_what_is_public() -> None:
    """A module's own list is sorted and names what is there."""
    for found in pkgutil.walk_packages(llm_selection.__path__, "llm_selection."):
        if found.name.endswith("__main__"):
            continue
        module = importlib.import_module(found.name)
        names = getattr(module, "__all__", [])
        assert names or found.ispkg, found.name
        assert sorted(names, key=lambda name: (not name.isupper(), name[0].islower(), name)) == list(names), found.name
        assert all(hasattr(module, name) for name in names), found.name


def loaded_by(code: str) -> set[str]:
    """Return the modules that a fresh process has loaded after *code*."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{code}\nprint(*sys.modules)"],
        capture_output=True,
        check=True,
        text=True,
    )
    return set(done.stdout.split())


def test_importing_the_package_loads_next_to_nothing() -> None:
    """Neither dataclasses nor pydantic nor any module of the package but the front door's own."""
    loaded = loaded_by("import llm_selection")
    assert not loaded & {"dataclasses", "pydantic", "typing", "json", "importlib.resources"}
    own = {name for name in loaded if name.startswith("llm_selection")}
    assert own == {"llm_selection", "llm_selection._foundation", "llm_selection._foundation.front_door"}


def test_recommending_needs_no_gate() -> None:
    """The way from a need to its printed answer imports neither pydantic nor what only files or checks need."""
    loaded = loaded_by(
        "import llm_selection, llm_selection.presentation.answer_report\n"
        "llm_selection.presentation.answer_report.as_text(llm_selection.recommend('coding', license='open-weight'))"
    )
    assert not loaded & {
        "pydantic",
        "pydantic_core",
        "packaging",
        "tomllib",
        "hashlib",
        "llm_selection._foundation.gate",
    }
    assert not loaded & {"dataclasses", "inspect"}, "both take as long as a tenth of the answer"
    assert "llm_selection.needs.presets" not in loaded
