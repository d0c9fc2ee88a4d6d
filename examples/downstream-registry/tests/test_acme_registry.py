"""What Acme relies on: a build that fails one of these isn't shipped."""

from datetime import date
from decimal import Decimal
from importlib.metadata import version

import pytest

from acme_registry import overlay
from llm_selection import Registry, bundled, recommend
from llm_selection.domain.identity import ModelId, OfferingId
from llm_selection.domain.prices import Mode, PriceSchedule
from llm_selection.registry import audit

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def registry() -> Registry:
    """Put the overlay on the bundled registry."""
    return bundled() | overlay()


def test_the_version_is_that_of_the_distribution() -> None:
    """It is written once, in overlay.toml."""
    (layer,) = overlay().layers
    assert layer.origin.version == version("acme-registry")


def test_the_private_model_is_recommended(registry: Registry) -> None:
    """It is the best answer to customers for little money, by results of its own."""
    found = recommend("instruction_following", min_context_tokens=16_000, max_monthly_cost=8, on=DAY, registry=registry)
    assert found.best.model.id == "acme/support-8b"
    assert found.best.offering.provider == "acme"
    assert all(estimate.measured for estimate in found.best.quality.values())


def test_the_private_model_is_what_its_base_is(registry: Registry) -> None:
    """What nobody wrote of it is taken from its base, as derived."""
    model = registry.models[ModelId("acme/support-8b")]
    assert model.license == "apache-2.0"
    assert model.evidence["license"].status == "derived"


def test_the_negotiated_price_is_in_force(registry: Registry) -> None:
    """From the day of the contract."""
    pricing = registry.offerings[OfferingId("azure/gpt-5.5")].pricing
    assert isinstance(pricing, PriceSchedule)
    period = pricing.in_force(DAY)
    assert period is not None
    assert period.evidence.source == "acme-contract"
    assert [(card.input, card.output) for card in period.cards if card.mode is Mode.STANDARD] == [
        (Decimal(4), Decimal(24))
    ]


def test_the_lawyers_reading_decides(registry: Registry) -> None:
    """It isn't unknown any more whether outputs may train other models."""
    assert bundled().licenses["kimi-k3"].outputs_may_train is True
    assert registry.licenses["kimi-k3"].outputs_may_train is False


def test_a_limit_is_corrected(registry: Registry) -> None:
    """The rest of the offering stays as it was."""
    name = OfferingId("nebius/moonshotai/Kimi-K3")
    before, after = bundled().offerings[name], registry.offerings[name]
    assert after.limits.max_output_tokens == 65_536 != before.limits.max_output_tokens
    assert after.limits.context_tokens == before.limits.context_tokens
    assert after.pricing == before.pricing


def test_what_is_denied_or_removed_is_never_chosen(registry: Registry) -> None:
    """A provider without a contract, and a region without a deployment."""
    found = recommend("instruction_following", on=DAY, registry=registry, unknowns="include")
    assert "novita-ai" not in {ranked.offering.provider for ranked in found.ranking}
    assert "azure/us/gpt-5.5" not in registry.offerings


def test_nothing_in_it_disagrees(registry: Registry) -> None:
    """No other overlay writes over it, and all there is to look at is what the contract has no rates for."""
    found = audit(registry)
    assert found.conflicts == ()
    (noted,) = found.notes
    assert noted.id == "azure/gpt-5.5"
    assert "all of batch" in noted.notes[0]


def test_only_the_platform_keeps_no_prompts(registry: Registry) -> None:
    """Of the others nobody here says for how long they keep them: they are set aside, not passed."""
    found = recommend(
        "instruction_following", max_retention_days=0, no_training_on_inputs=True, on=DAY, registry=registry
    )
    assert [ranked.model.id for ranked in found.ranking] == ["acme/support-8b"]
    assert found.screening.undecided
