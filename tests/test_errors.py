"""Errors: one root, facts as fields, a text that says what to do next."""

import pickle

import pytest

from llm_selection.errors import (
    Fault,
    InvalidInputError,
    NotFoundError,
    NothingFits,
    RegistryError,
    SelectionError,
    shown,
)

EACH = [
    InvalidInputError("one", Fault(where="need.toml", problem="two")),
    NotFoundError("model", "gpt5", nearest=("openai/gpt-5", "openai/gpt-5-mini"), registry="2026.11.1"),
    NotFoundError("region", "x", nearest=(), registry="1", known=("eu", "us")),
    NotFoundError("model", "Grok", nearest=("xai/grok-4", "xai/grok-3"), registry="1", count=3),
    RegistryError(Fault(where="models", problem="is empty")),
    NothingFits(("context >= 1,000,000 removes 7",)),
]


def test_a_fault_can_be_printed() -> None:
    """Names of files and errors of others may hold anything; it is shown, line breaks aside, as Python would write it."""
    fault = Fault(where="\x1b[31m.toml", problem="one\ntwo \u202e\ttre é")
    assert str(fault) == r"\x1b[31m.toml: one" + "\n" + r"two \u202e\ttre é"


def test_a_fault_names_its_place() -> None:
    """The place comes first; a fault without one is its problem."""
    assert str(Fault(where="need.toml: tasks[0]", problem="unknown")) == "need.toml: tasks[0]: unknown"
    assert str(Fault(where="", problem="unknown")) == "unknown"


def test_an_invalid_input_lists_every_fault() -> None:
    """Each fault is a line; text is a fault without a place."""
    error = InvalidInputError("one", Fault(where="b", problem="two"))
    assert error.faults == (Fault(where="", problem="one"), Fault(where="b", problem="two"))
    assert str(error) == "one\nb: two"


def test_a_miss_names_what_is_near() -> None:
    """The nearest ids are offered, if there are any."""
    near = NotFoundError("model", "gpt5", nearest=("openai/gpt-5", "openai/gpt-5-mini"), registry="2026.11.1")
    assert str(near) == (
        "no model 'gpt5' in registry 2026.11.1; nearest: openai/gpt-5, openai/gpt-5-mini; llm-selection list models shows all"
    )
    assert (near.kind, near.id, near.nearest) == ("model", "gpt5", ("openai/gpt-5", "openai/gpt-5-mini"))
    assert str(NotFoundError("prior", "x", nearest=(), registry="1")) == "no prior 'x' in registry 1"
    few = NotFoundError("region", "x", nearest=(), registry="1", known=("eu", "us"))
    assert str(few) == "no region 'x' in registry 1; known are eu, us"


def test_a_name_of_several_names_the_newest() -> None:
    """And where the others are listed, if there are more."""
    two = ("xai/grok-4", "xai/grok-3")
    assert str(NotFoundError("model", "Grok 1", nearest=two, registry="1", count=2)) == (
        "'Grok 1' could mean 2 models in registry 1; newest first: xai/grok-4, xai/grok-3"
    )
    assert str(NotFoundError("model", "Grok", nearest=two, registry="1", count=3)) == (
        "'Grok' could mean 3 models in registry 1; the newest: xai/grok-4, xai/grok-3; "
        "llm-selection list models --match 'Grok' shows all"
    )


def test_a_registry_error_keeps_the_order_of_faults() -> None:
    """Faults stay in the order found."""
    faults = Fault(where="b", problem="2"), Fault(where="a", problem="1")
    assert RegistryError(*faults).faults == faults
    assert str(RegistryError(*faults)) == "b: 2\na: 1"


def test_nothing_fits_gives_its_reasons() -> None:
    """Each reason is a line of its own."""
    assert str(NothingFits(("a", "b"))) == "nothing fits:\n  a\n  b"
    assert NothingFits(("a", "b")).reasons == ("a", "b")


@pytest.mark.parametrize("error", EACH, ids=lambda error: type(error).__name__)
def test_one_except_catches_all(error: SelectionError) -> None:
    """Every error is a `SelectionError`."""
    with pytest.raises(SelectionError):
        raise error


def test_errors_are_what_python_calls_them() -> None:
    """A bad input is a `ValueError`, a miss a `LookupError`."""
    assert issubclass(InvalidInputError, ValueError)
    assert issubclass(NotFoundError, LookupError)


@pytest.mark.parametrize("error", EACH, ids=lambda error: type(error).__name__)
def test_errors_cross_processes(error: SelectionError) -> None:
    """A worker process can hand an error to its parent, text and facts included."""
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), vars(copy)) == (type(error), str(error), vars(error))


def test_a_value_is_shown_as_python_writes_it() -> None:
    """Texts in quotes, and of a long one the beginning."""
    assert shown("a\nb") == "'a\\nb'"
    assert shown([1, None]) == "[1, None]"
    assert shown("x" * 10**6) == f"'{'x' * 199}…"


def test_what_python_cant_write_is_named_by_its_type() -> None:
    """Neither a number of thousands of digits nor nesting without end stops the fault that tells of it."""
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    assert shown(10**5_000) == "what can't be shown, of type int"
    assert shown(deep) == "what can't be shown, of type list"
