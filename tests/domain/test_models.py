"""Models: checked counts, and license kinds computed from what was released."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from factories import model, terms
from llm_selection.domain.identity import Library
from llm_selection.domain.licenses import LicenseKind, LicenseTerms
from llm_selection.domain.models import (
    AttentionLayers,
    AttentionShape,
    CompressedLayers,
    Downloadable,
    IndexLayers,
    LatentLayers,
    Limits,
    MixtureOfExperts,
    Model,
    NotOffered,
    SlidingLayers,
    StateLayers,
    license_kind,
    possible_license_kinds,
)
from llm_selection.errors import InvalidInputError

CLOSED, OPEN_WEIGHT, OPEN_SOURCE = LicenseKind


def released(data: bool | None, code: bool | None, weights: Any = Downloadable()) -> Model:  # noqa: B008 - frozen; flags are the point
    """Make a model of which so much is released."""
    return model(weights=weights, training_data_released=data, training_code_released=code)


def osaid(compatible: bool | None) -> LicenseTerms:
    """Make terms that fit the definition, don't, or of which it isn't known."""
    return terms(osaid_compatible=compatible)


def test_license_kinds_are_ordered_by_openness() -> None:
    """The enum's order is closed, open-weight, open-source."""
    assert list(LicenseKind) == ["closed", "open-weight", "open-source"]


@pytest.mark.parametrize(("data", "code", "fits"), list(product([True, False, None], repeat=3)))
def test_kinds_of_downloadable_models(data: bool | None, code: bool | None, fits: bool | None) -> None:
    """All three parts make open source; one that is missing makes open weight; one that is unknown leaves both."""
    parts = {data, code, fits}
    expected = {OPEN_WEIGHT} if False in parts else {OPEN_WEIGHT, OPEN_SOURCE} if None in parts else {OPEN_SOURCE}
    assert possible_license_kinds(released(data, code), osaid(fits)) == expected


@pytest.mark.parametrize(("data", "code", "fits"), list(product([True, False, None], repeat=3)))
def test_unknown_weights_may_also_be_closed(data: bool | None, code: bool | None, fits: bool | None) -> None:
    """Where nobody knows whether weights are offered, closed remains beside the open kinds."""
    unknown, known = released(data, code, None), released(data, code)
    assert possible_license_kinds(unknown, osaid(fits)) == {CLOSED, *possible_license_kinds(known, osaid(fits))}


def test_kinds_without_weights() -> None:
    """Without weights a model is closed, whatever else is out."""
    assert possible_license_kinds(released(True, True, NotOffered()), terms()) == {CLOSED}


def test_terms_nobody_knows() -> None:
    """Without terms, open source can't be ruled in, but can be ruled out."""
    assert possible_license_kinds(released(True, True), None) == {OPEN_WEIGHT, OPEN_SOURCE}
    assert possible_license_kinds(released(False, True), None) == {OPEN_WEIGHT}


def test_a_kind_is_known_when_one_is_left() -> None:
    """While more than one is possible, the kind is unknown."""
    assert license_kind(released(True, True), terms()) is OPEN_SOURCE
    assert license_kind(released(None, True), terms()) is None
    assert license_kind(model(), None) is None


def test_a_model_checks_itself() -> None:
    """The id, and counts where there are any."""
    with pytest.raises(InvalidInputError, match="is no model id"):
        model("One")
    for name in ("total_parameters", "checkpoint_parameters", "active_parameters"):
        with pytest.raises(InvalidInputError, match=name):
            replace(model(), **{name: 0})  # type: ignore[arg-type]  # the name is one of the counts


def test_a_model_can_be_hashed() -> None:
    """Its mappings are frozen copies."""
    ids = {Library.LITELLM: "acme/one"}
    one = model(ids=ids)
    ids.clear()
    assert one.ids == {"litellm": "acme/one"}
    assert len({one, model(ids={Library.LITELLM: "acme/one"})}) == 1


@pytest.mark.parametrize("name", ["experts", "experts_per_token"])
def test_experts_are_at_least_one(name: str) -> None:
    """No expert at all isn't a mixture of them; shared ones may be none."""
    with pytest.raises(InvalidInputError, match=name):
        MixtureOfExperts(**{name: 0})  # type: ignore[arg-type]  # the name is one of the counts
    assert MixtureOfExperts(shared_experts=0).shared_experts == 0
    with pytest.raises(InvalidInputError, match="shared_experts"):
        MixtureOfExperts(shared_experts=-1)


@pytest.mark.parametrize(
    ("name", "least"),
    [
        *((name, 1) for name in ("layers", "hidden_size", "heads", "key_value_heads", "head_dim", "latent_rank")),
        *((name, 0) for name in ("full_attention_layers", "rope_head_dim", "sliding_window_tokens")),
    ],
)
def test_attention_shapes_check_their_counts(name: str, least: int) -> None:
    """A width is at least 1; what a model may do without may be 0."""
    assert getattr(AttentionShape(**{name: least}), name) == least  # type: ignore[arg-type]  # as above
    with pytest.raises(InvalidInputError, match=name):
        AttentionShape(**{name: least - 1})  # type: ignore[arg-type]  # as above


CACHE_LAYERS: tuple[tuple[type, dict[str, int]], ...] = (
    (AttentionLayers, {"layers": 1, "key_value_heads": 1, "key_dim": 1, "value_dim": 0}),
    (SlidingLayers, {"layers": 1, "key_value_heads": 1, "key_dim": 1, "value_dim": 0, "window_tokens": 1}),
    (LatentLayers, {"layers": 1, "latent_rank": 1, "rope_head_dim": 0, "key_dim": 1, "value_dim": 1}),
    (IndexLayers, {"layers": 1, "dim": 1}),
    (CompressedLayers, {"layers": 1, "dim": 1, "tokens_per_entry": 1, "window_tokens": 0, "index_dim": 0}),
    (StateLayers, {"layers": 1, "recurrent_numbers": 0, "convolution_numbers": 0}),
)
"""The least of every count."""


@pytest.mark.parametrize(
    ("kind", "least", "name"), [(kind, least, name) for kind, least in CACHE_LAYERS for name in least]
)
def test_groups_of_layers_check_their_counts(kind: type, least: dict[str, int], name: str) -> None:
    """There is at least one layer, and what it keeps has a width; what it may do without may be 0."""
    assert getattr(kind(**least), name) == least[name]
    with pytest.raises(InvalidInputError, match=name):
        kind(**{**least, name: least[name] - 1})


@pytest.mark.parametrize("name", ["vocabulary", "draft_layers"])
def test_vocabularies_and_draft_layers_are_counts(name: str) -> None:
    """A vocabulary isn't empty; draft layers may be none."""
    assert model(draft_layers=0).draft_layers == 0
    wrong: dict[str, Any] = {name: -1}
    with pytest.raises(InvalidInputError, match=name):
        model(**wrong)


@pytest.mark.parametrize("name", ["context_tokens", "max_input_tokens", "max_output_tokens"])
def test_no_limit_is_zero(name: str) -> None:
    """A limit of zero is an unknown one written wrong."""
    with pytest.raises(InvalidInputError, match=name):
        Limits(**{name: 0})
