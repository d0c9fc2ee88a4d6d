"""Fallbacks: which points of failure two options share, which they don't, and of which nobody here knows."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from factories import calibrated_records, changed, model, provider, registry, served, terms
from llm_selection.analysis.blends import Mixer
from llm_selection.analysis.fallbacks import Fallback, Guard, PointKind, fallbacks, points
from llm_selection.domain.identity import ModelId
from llm_selection.domain.models import Downloadable, NotOffered
from llm_selection.domain.offerings import ProviderKind
from llm_selection.recommendation import recommend
from llm_selection.selection.options import Option, options_of

OWN = provider("acme", kind=ProviderKind.DEVELOPER, developer="acme")
OTHER_OWN = provider("borg", kind=ProviderKind.DEVELOPER, developer="borg")
CLOUD, OTHER_CLOUD = (provider(name, kind=ProviderKind.CLOUD) for name in ("nimbus", "cirrus"))
HOST = provider("host")
HARDWARE = provider("self-hosted", kind=ProviderKind.SELF_HOSTED)


def option(at: str, of: str) -> Option:
    """Return a model at a provider, from a registry of a few."""
    models = (
        model("acme/one", license="acme-terms", weights=NotOffered()),
        model("borg/one", license="acme-terms", weights=NotOffered()),
        model(
            "borg/tuned",
            base=ModelId("acme/open"),
            license="herd",
            weights=Downloadable(),
            training_data_released=False,
        ),
        model("acme/open", license="herd", weights=Downloadable(), training_data_released=False),
        model("borg/free", license="apache", weights=Downloadable(), training_data_released=False),
        model("acme/free", license="apache", weights=Downloadable(), training_data_released=False),
        model("cora/open", license="herd", weights=Downloadable(), training_data_released=False),
        model("cora/untold"),
        model("cora/child", base=ModelId("acme/open")),
    )
    providers = (OWN, OTHER_OWN, CLOUD, OTHER_CLOUD, HOST, HARDWARE)
    facts = registry(
        models,
        [served(f"{each.id}/{one.id}", one.id) for one in models for each in providers],
        providers=providers,
        licenses=[terms("acme-terms"), terms("herd"), terms("apache", expression="Apache-2.0")],
    )
    whole = options_of(facts, facts.date, None)
    return whole[facts.offerings.row(f"{at}/{of}")]  # type: ignore[arg-type]  # an id as text


def shared(first: tuple[str, str], other: tuple[str, str]) -> Mapping[PointKind, bool | None]:
    """Return what two options share, by point."""
    found = points(option(*first), option(*other))
    assert [point.kind for point in found] == list(PointKind)
    return {point.kind: point.shared for point in found}


def test_two_companies_share_nothing_recorded() -> None:
    """What each runs on isn't recorded; one entry of terms for two closed models may be each vendor's own."""
    assert shared(("acme", "acme/one"), ("borg", "borg/one")) == {
        PointKind.PROVIDER: False,
        PointKind.OWNER: False,
        PointKind.CLOUD: None,
        PointKind.DEVELOPER: False,
        PointKind.WEIGHTS: False,
        PointKind.TERMS: None,
    }


@pytest.mark.parametrize(
    ("first", "other", "kind", "expected"),
    [
        (("host", "acme/one"), ("host", "borg/free"), PointKind.PROVIDER, True),
        (("host", "acme/one"), ("host", "borg/free"), PointKind.OWNER, True),
        (("host", "acme/one"), ("host", "borg/free"), PointKind.CLOUD, True),
        # Who owns a cloud or a host isn't recorded.
        (("nimbus", "acme/one"), ("borg", "borg/free"), PointKind.OWNER, None),
        (("acme", "acme/one"), ("host", "borg/free"), PointKind.OWNER, None),
        # The one's provider trains the other's model, either way round.
        (("nimbus", "borg/one"), ("borg", "cora/open"), PointKind.OWNER, True),
        (("borg", "cora/open"), ("nimbus", "borg/one"), PointKind.OWNER, True),
        # Two models of one developer at two hosts: that is the point of the developer, not of who owns the hosts.
        (("nimbus", "acme/one"), ("host", "acme/free"), PointKind.OWNER, None),
        (("self-hosted", "acme/free"), ("borg", "borg/one"), PointKind.OWNER, False),
        (("self-hosted", "acme/free"), ("host", "borg/one"), PointKind.OWNER, None),
        (("nimbus", "acme/one"), ("cirrus", "borg/free"), PointKind.CLOUD, False),
        (("nimbus", "acme/one"), ("acme", "acme/one"), PointKind.CLOUD, None),
        (("self-hosted", "acme/one"), ("nimbus", "acme/one"), PointKind.CLOUD, None),
        (("acme", "acme/one"), ("nimbus", "acme/free"), PointKind.DEVELOPER, True),
        # Fine-tuned from a model of the other's, or both from a third.
        (("acme", "acme/one"), ("host", "borg/tuned"), PointKind.DEVELOPER, True),
        (("nimbus", "acme/open"), ("host", "borg/tuned"), PointKind.WEIGHTS, True),
        (("nimbus", "cora/child"), ("host", "borg/tuned"), PointKind.WEIGHTS, True),
        (("nimbus", "acme/one"), ("host", "acme/one"), PointKind.WEIGHTS, True),
        (("nimbus", "acme/one"), ("host", "borg/tuned"), PointKind.WEIGHTS, False),
        # Terms of one party, a standard text, and one that isn't known.
        (("nimbus", "cora/open"), ("host", "borg/tuned"), PointKind.TERMS, True),
        (("nimbus", "acme/one"), ("host", "acme/one"), PointKind.TERMS, True),
        (("nimbus", "acme/free"), ("host", "borg/free"), PointKind.TERMS, False),
        (("nimbus", "acme/free"), ("host", "borg/one"), PointKind.TERMS, False),
        (("nimbus", "acme/free"), ("host", "cora/untold"), PointKind.TERMS, None),
    ],
)
def test_a_point_is_shared_apart_or_unknown(
    first: tuple[str, str], other: tuple[str, str], kind: PointKind, expected: object
) -> None:
    """As far as the registry tells."""
    assert shared(first, other)[kind] is expected


def test_reasons_name_what_they_rest_on() -> None:
    """The names, and what isn't recorded."""
    told = {point.kind: point.reason for point in points(option("acme", "acme/open"), option("host", "borg/tuned"))}
    assert told == {
        PointKind.PROVIDER: "Acme, and Host",
        PointKind.OWNER: "acme serves or trains both",
        PointKind.CLOUD: "the cloud beneath Acme and Host isn't recorded",
        PointKind.DEVELOPER: "acme trained both",
        PointKind.WEIGHTS: "both come from acme/open",
        PointKind.TERMS: "both under Herd",
    }


# Which one stands in


def found(**changes: Any) -> dict[Guard, Fallback]:
    """Find the fallbacks of the small registry's answer for coding."""
    keywords = changes.pop("keywords", {})
    answer = recommend("coding", registry=changed(calibrated_records(), **changes), **keywords)
    return {each.guard: each for each in fallbacks(Mixer(answer))}


def test_the_best_that_shares_nothing_stands_in() -> None:
    """Of borg/open, an option of acme; it can't be hosted, and nothing independent of it can."""
    large = served("acme/large", "acme/large", "0.1", "0.1")
    told = found(offerings=[large])
    independent = told[Guard.INDEPENDENT]
    (part,) = independent.alone.parts
    assert (part.model, part.offering, part.share) == ("borg/open", "host/open", 1.0)
    assert independent.alone.saves is not None
    assert independent.alone.saves < 0
    assert independent.better < 0.5
    assert independent.downloadable
    assert independent.moving is None
    assert not independent.of(shared=True)
    # Its weights can be downloaded: no second one for that.
    assert set(told) == {Guard.INDEPENDENT}


def test_what_the_firsts_developer_serves_shares_its_company() -> None:
    """Another's model at the API of whoever trained the first isn't independent, however cheap it is there."""
    offerings = [served("nimbus/large", "acme/large", "0.1", "0.1"), served("acme/open", "borg/open", "0.01", "0.01")]
    told = found(offerings=offerings, providers=[CLOUD])
    assert told[Guard.INDEPENDENT].alone.parts[0].offering == "host/open"


def test_the_same_model_elsewhere_is_told_apart() -> None:
    """It shares the model with all its defects, and may be dearer."""
    told = found(keywords={"license": "open-weight"})
    assert set(told) == {Guard.SAME_MODEL}
    elsewhere = told[Guard.SAME_MODEL]
    assert elsewhere.alone.parts[0].offering == "cloud/open"
    assert {point.kind for point in elsewhere.of(shared=True)} == {
        PointKind.DEVELOPER,
        PointKind.WEIGHTS,
        PointKind.TERMS,
    }
    assert [point.kind for point in elsewhere.of(shared=False)] == [PointKind.PROVIDER]
    assert [point.kind for point in elsewhere.of(shared=None)] == [PointKind.OWNER, PointKind.CLOUD]
    assert elsewhere.alone.saves is not None
    assert elsewhere.alone.saves <= 0


def test_one_that_can_be_hosted_is_named_beside_a_better_one_that_cant() -> None:
    """Independent and closed comes first; what one can run oneself is named apart, moving aliases as such."""
    rival = model("core/closed", weights=NotOffered(), license="freeware")
    records = calibrated_records()
    known = {
        task: {**abilities, ModelId("core/closed"): abilities[ModelId("acme/large")]}
        for task, abilities in records.abilities.items()
    }
    results = {
        **records.results,
        rival.id: tuple(replace(each, model=rival.id) for each in records.results[ModelId("acme/large")]),
    }
    told = found(
        models=[rival],
        offerings=[
            served("acme/large", "acme/large", "0.1", "0.1"),
            served("core/closed", "core/closed", "0.2", "0.2", moving=True),
        ],
        abilities=known,
        results=results,
        developers={**records.developers, "core": replace(records.developers["acme"], id="core")},
        providers=[provider("core", kind=ProviderKind.DEVELOPER, developer="core")],
    )
    assert told[Guard.INDEPENDENT].alone.parts[0].model == "core/closed"
    assert told[Guard.INDEPENDENT].downloadable is False
    assert told[Guard.INDEPENDENT].moving is True
    assert told[Guard.INDEPENDENT].license_read is True
    assert told[Guard.HOSTABLE].alone.parts[0].model == "borg/open"


def test_a_developers_two_doors_are_one_company() -> None:
    """The same model at another provider of the same developer guards against nothing."""
    second = provider("acme-two", kind=ProviderKind.DEVELOPER, developer="acme")
    offerings = [
        served("acme/large", "acme/large", "0.1", "0.1"),
        served("acme-two/large", "acme/large", "0.1", "0.2"),
    ]
    assert Guard.SAME_MODEL not in found(offerings=offerings, providers=[second])


def test_weights_that_nobody_knows_of_may_be_out() -> None:
    """Unknown is neither yes nor no, and isn't named as hostable."""
    records = calibrated_records()
    untold = replace(records.models[ModelId("borg/open")], weights=None)
    told = found(models=[untold], offerings=[served("acme/large", "acme/large", "0.1", "0.1")])
    assert told[Guard.INDEPENDENT].downloadable is None
    assert Guard.HOSTABLE not in told
