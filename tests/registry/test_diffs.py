"""Diffs: what changed is told by its effect, and leads from the one registry to the other."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from factories import (
    DAY,
    benchmark,
    calibrated,
    calibrated_records,
    card,
    changed,
    evidence,
    model,
    offering,
    period,
    provider,
    registry,
    result,
    schedule,
    seen,
    served,
    source,
    terms,
)
from llm_selection._foundation.plain import to_plain
from llm_selection.domain.evidence import EvidenceByField
from llm_selection.domain.identity import Library
from llm_selection.domain.models import Alignment, AlignmentMethod, AlignmentStage, Limits, Undisclosed
from llm_selection.domain.offerings import Lifecycle, Offering, ProviderKind, Service, Stage
from llm_selection.domain.prices import FreeTier, Pricing, Subscription, Unpublished
from llm_selection.errors import InvalidInputError, RegistryError
from llm_selection.registry import Change, Diff, Effect, Overlay, Registry, apply, diff

CHEAP, DEAR = period(card("1", "4")), period(card("2", "8"), effective=date(2026, 6, 1))
AGAIN = seen(status="documented", as_of=date(2026, 11, 2))


def changes(before: Registry, after: Registry) -> list[tuple[str, str, str, Any, Any]]:
    """Return what changed, in short, after making the one from the other both ways."""
    found = diff(before, after)
    assert apply(found, before) == after
    assert apply(found, before).records() == after.records()
    assert apply(diff(after, before), after) == before
    assert found
    return [(one.effect, f"{one.section}: {one.id}", one.field, one.before, one.after) for one in found.changes]


def of_offerings(before: Offering, after: Offering) -> list[tuple[str, str, Any, Any]]:
    """Return what changed between two registries of one offering."""
    found = changes(registry(offerings=[before]), registry(offerings=[after]))
    assert all(place == "offerings: acme/one" for _, place, *_ in found)
    return [(effect, field, was, now) for effect, _, field, was, now in found]


def test_nothing_changed() -> None:
    """Equal registries have no difference, and applying it changes nothing."""
    found = diff(calibrated(), calibrated())
    assert not found
    assert found.changes == ()
    assert found.before == found.after
    assert apply(found, calibrated()) == calibrated()


def test_editions() -> None:
    """A difference says what it is between: version, day, digest and overlays."""
    on_top = Overlay("acme", "1.4", deny={"providers": ["host"]})
    before, after = calibrated(), (calibrated(version="2026.12.1") | on_top).as_of(date(2026, 10, 1))
    found = diff(before, after)
    assert (found.before.version, found.before.date, found.before.overlays) == ("2026.11.1", DAY, ())
    assert (found.after.version, found.after.date) == ("2026.12.1", date(2026, 10, 1))
    assert found.after.overlays == ("acme 1.4",)
    assert (found.before.digest, found.after.digest) == (before.digest, after.digest)


# Effects


def test_a_new_version_of_the_same() -> None:
    """The version alone is a difference without a change."""
    assert changes(calibrated(), calibrated(version="2026.12.1")) == []


def test_new_and_removed() -> None:
    """A record that only one has is told once, as a whole."""
    before = registry([model("acme/one"), model("acme/two")])
    after = registry([model("acme/two"), model("borg/three")], providers=[provider("host")])
    assert changes(before, after) == [
        ("removed", "models: acme/one", "", None, None),
        ("removed", "offerings: acme/one", "", None, None),
        ("new", "models: borg/three", "", None, None),
        ("new", "offerings: borg/three", "", None, None),
        ("new", "providers: borg", "", None, None),
        ("new", "providers: host", "", None, None),
        ("new", "developers: borg", "", None, None),
    ]


@pytest.mark.parametrize(
    ("before", "after", "effect"),
    [
        (schedule(CHEAP), schedule(DEAR), "repriced"),
        (schedule(CHEAP), schedule(CHEAP, DEAR), "repriced"),
        (schedule(CHEAP), schedule(period(card("0", "0"))), "repriced"),
        (schedule(CHEAP), schedule(period(card("1", None))), "repriced"),
        (None, schedule(CHEAP), "priced"),
        (schedule(CHEAP), None, "priced"),
        (schedule(CHEAP), schedule(CHEAP, period(effective=DAY)), "priced"),
        (Unpublished(), schedule(CHEAP), "priced"),
        (schedule(CHEAP), Subscription(), "priced"),
        (FreeTier(), schedule(CHEAP), "priced"),
        (None, schedule(period(card(), effective=date(2027, 1, 1))), "corrected"),
        (None, Unpublished(), "corrected"),
        (FreeTier(), Subscription(), "corrected"),
        (schedule(period()), None, "corrected"),
        (schedule(CHEAP), schedule(CHEAP, period(card("9"), effective=date(2027, 1, 1))), "corrected"),
        (schedule(period(card("9"), effective=date(2025, 1, 1)), CHEAP), schedule(CHEAP), "corrected"),
    ],
)
def test_prices(before: Pricing | None, after: Pricing | None, effect: str) -> None:
    """
    Only a price in force in both is repriced, and only one in force in either is priced.

    A price of nothing is a price; one that was withdrawn, isn't published or hasn't begun is none.
    """
    ((found, field, _, _),) = of_offerings(offering(pricing=before), offering(pricing=after))
    assert (found, field) == (effect, "pricing")


def test_what_a_price_was() -> None:
    """A change of price shows the cards in force, or in which other way it is paid for."""
    one, two = offering(pricing=schedule(CHEAP)), offering(pricing=Unpublished())
    assert of_offerings(one, two) == [("priced", "pricing", ({"input": "1", "output": "4"},), "unpublished")]
    three = offering(pricing=schedule(CHEAP, DEAR))
    assert of_offerings(three, one)[0][2:] == (({"input": "2", "output": "8"},), ({"input": "1", "output": "4"},))


def test_repriced_by_the_passing_of_days() -> None:
    """A period that starts between two days is a new price."""
    after = registry(offerings=[offering(pricing=schedule(CHEAP, DEAR))])
    before = after.as_of(date(2026, 5, 31))
    assert [one[:3] for one in changes(before, after)] == [
        ("repriced", "offerings: acme/one", "pricing"),
    ]


def test_a_difference_does_not_change() -> None:
    """What it holds leads into no registry, and can be hashed."""
    before = registry([model()], [offering(pricing=schedule(CHEAP))])
    after = registry([model(architecture=Undisclosed())], [offering(pricing=schedule(CHEAP, DEAR))])
    found = diff(before, after)
    for change in found.changes:
        for plain in filter(None, (change.before, change.after)):
            with pytest.raises(TypeError):
                plain[0 if isinstance(plain, tuple) else "kind"] = "mine"
    assert found == diff(before, after)
    assert hash(found) == hash(diff(before, after))
    assert len(set(found.changes)) == len(found.changes) == 2


def test_priced_by_the_passing_of_days() -> None:
    """Before its first period an offering has no price."""
    after = registry([model(released=date(2025, 1, 1))], [offering(pricing=schedule(CHEAP))])
    before = after.as_of(date(2025, 12, 31))
    assert changes(before, after) == [
        ("priced", "offerings: acme/one", "pricing", None, ({"input": "1", "output": "4"},)),
    ]


@pytest.mark.parametrize(
    ("day", "effect", "stage"),
    [(date(2026, 10, 31), "retired", "retired"), (date(2026, 4, 30), "corrected", "deprecated")],
)
def test_stages_by_the_passing_of_days(day: date, effect: str, stage: str) -> None:
    """A record that stays as it is retires on its day, and is deprecated on its day."""
    life = Lifecycle(deprecated=date(2026, 5, 1), retires=DAY if stage == "retired" else date(2027, 1, 1))
    made = registry([model(released=date(2025, 1, 1))], [offering(lifecycle=life)])
    was = "active" if stage == "deprecated" else "deprecated"
    assert changes(made.as_of(day), made) == [(effect, "offerings: acme/one", "lifecycle.stage", was, stage)]
    back = diff(made, made.as_of(day))
    assert [(one.effect, one.before, one.after) for one in back.changes] == [("corrected", stage, was)]


def test_a_newer_edition_of_the_same_offering_retires_it() -> None:
    """Retirement between the days of two editions is told, though nobody wrote it down anew."""
    made = offering(lifecycle=Lifecycle(retires=date(2026, 11, 15)))
    before, after = (registry(offerings=[made], date=day) for day in (DAY, date(2026, 12, 1)))
    assert [one[:2] for one in changes(before, after)] == [("retired", "offerings: acme/one")]


def test_retired_by_its_record() -> None:
    """A provider's word that it is retired is told as such, and other dates as corrections."""
    before = offering(lifecycle=Lifecycle(stage=Stage.ACTIVE))
    after = offering(lifecycle=Lifecycle(stage=Stage.RETIRED, successor="two"))
    assert of_offerings(before, after) == [
        ("retired", "lifecycle.stage", "active", "retired"),
        ("corrected", "lifecycle.successor", None, "two"),
    ]


def test_retired_all_along() -> None:
    """A record that only says in other words that it is retired is corrected, not retired again."""
    before = offering(lifecycle=Lifecycle(stage=Stage.ACTIVE, retires=date(2026, 6, 1)))
    after = offering(lifecycle=Lifecycle(stage=Stage.RETIRED, retires=date(2026, 6, 1)))
    assert of_offerings(before, after) == [("corrected", "lifecycle.stage", "active", "retired")]


def test_service_is_corrected_part_by_part() -> None:
    """Also from a registry of the earlier schema, and back."""
    before, after = offering(), offering(service=Service(retention_days=0, output_tokens_per_second=80.5))
    assert of_offerings(before, after) == [
        ("corrected", "service.output_tokens_per_second", None, 80.5),
        ("corrected", "service.retention_days", None, 0),
    ]


def test_corrected_field_by_field() -> None:
    """Each field, and each part of a group, that differs is told with what it was and is."""
    before = offering(region_scope="us", limits=Limits(context_tokens=1000, max_output_tokens=10))
    after = offering(moving=False, limits=Limits(context_tokens=2000, max_output_tokens=10), ids={Library.LITELLM: "x"})
    assert of_offerings(before, after) == [
        ("corrected", "ids.litellm", None, "x"),
        ("corrected", "limits.context_tokens", 1000, 2000),
        ("corrected", "moving", None, False),
        ("corrected", "region_scope", "us", None),
    ]


def test_another_model_behind_an_offering() -> None:
    """It is a correction of the offering."""
    models = [model("acme/one"), model("acme/two")]
    before, after = (registry(models, [offering("acme/one", name)]) for name in ("acme/one", "acme/two"))
    assert changes(before, after) == [("corrected", "offerings: acme/one", "model", "acme/one", "acme/two")]


@pytest.mark.parametrize(
    ("section", "old", "new", "field"),
    [
        ("providers", provider(), provider(kind=ProviderKind.CLOUD), "kind"),
        ("licenses", terms(), terms(commercial_use=None), "commercial_use"),
        ("benchmarks", benchmark(), benchmark(guess_share=0.25), "guess_share"),
    ],
)
def test_what_offerings_share_is_told_once(section: str, old: Any, new: Any, field: str) -> None:
    """A provider's kind or a license's terms change with the provider or the license, not with each offering."""
    before, after = (registry([model(license="freeware")], **{section: [one]}) for one in (old, new))
    ((effect, place, found, *_),) = changes(before, after)
    assert (effect, place, found) == ("corrected", f"{section}: {old.id}", field)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({}, {"evidence": EvidenceByField(record=AGAIN)}),
        ({}, {"evidence": evidence(pricing=AGAIN)}),
        ({"pricing": schedule(CHEAP)}, {"pricing": schedule(replace(CHEAP, evidence=AGAIN))}),
    ],
)
def test_reread(old: dict[str, Any], new: dict[str, Any]) -> None:
    """The same facts by other evidence, of the record, of a field, or of a price, are told once."""
    assert of_offerings(offering(**old), offering(**new)) == [("reread", "", None, None)]


def test_reread_inside_a_fact() -> None:
    """Evidence at any depth is evidence."""
    before, after = (
        registry([model(alignment=Alignment(stages=(AlignmentStage(method=AlignmentMethod.DPO, evidence=said),)))])
        for said in (seen(), AGAIN)
    )
    assert changes(before, after) == [("reread", "models: acme/one", "", None, None)]


def test_corrected_is_not_reread() -> None:
    """New facts have new evidence: that needn't be said."""
    before = offering(pricing=schedule(CHEAP))
    after = offering(pricing=schedule(DEAR), evidence=evidence(pricing=AGAIN))
    assert [effect for effect, *_ in of_offerings(before, after)] == ["repriced"]


def test_a_source_read_again() -> None:
    """Another version of a source is a rereading, whatever differs in it."""
    before, after = (registry(sources={"page": source(version=text, retrieved=DAY)}) for text in "12")
    assert changes(before, after) == [("reread", "sources: page", "", None, None)]


def test_measured() -> None:
    """Other results of a model are told with their number, also where it is the same."""
    benchmarks = [benchmark("code-one"), benchmark("code-two")]
    one, two, none = (
        registry(results=results, benchmarks=benchmarks)
        for results in ([result()], [result(score=0.6), result(benchmark="code-two")], [])
    )
    assert changes(one, two) == [("measured", "results: acme/one", "", 1, 2)]
    assert changes(none, one) == [("measured", "results: acme/one", "", 0, 1)]
    assert changes(one, none) == [("measured", "results: acme/one", "", 1, 0)]


def test_another_fit() -> None:
    """Priors, abilities and parameters travel with a difference, but aren't facts of the market."""
    made = calibrated_records()
    assert made.calibration
    fitted = changed(made, priors={}, abilities={}, calibration=replace(made.calibration, vendor_offset=0.3))
    bare = changed(made, priors={}, abilities={}, calibration=None)
    assert changes(calibrated(), fitted) == changes(calibrated(), bare) == []


# Overlays and days


def on_top(**tables: Any) -> Overlay:
    """Make an overlay whose evidence cites the page."""
    return Overlay("acme", "1", evidence=seen(), **tables)


def test_with_and_without_an_overlay() -> None:
    """What an overlay brings is told like anything else."""
    overlay = on_top(
        models={"acme/tuned": {"name": "Tuned", "base": "borg/open"}, "acme/small": {"removed": True}},
        offerings={
            "host/open": {"pricing": to_plain(schedule(DEAR))},
            "acme/large": {"limits": {"max_output_tokens": 1000}},
        },
        results=[result("borg/new")],
    )
    before = calibrated()
    found = changes(before, before | overlay)
    assert [one[:3] for one in found] == [
        ("removed", "models: acme/small", ""),
        ("removed", "offerings: acme/small", ""),
        ("repriced", "offerings: host/open", "pricing"),
        ("new", "models: acme/tuned", ""),
        ("measured", "results: acme/small", ""),
        ("measured", "results: borg/new", ""),
        ("corrected", "offerings: acme/large", "limits.max_output_tokens"),
    ]


def test_an_overlay_that_confirms() -> None:
    """The same fact by evidence of the overlay's own is reread."""
    contract = seen(status="documented")
    overlay = Overlay(
        "acme",
        "1",
        evidence=contract,
        offerings={"acme/large": {"pricing": to_plain(schedule(period(card("5", "20"))))}},
    )
    assert changes(calibrated(), calibrated() | overlay) == [("reread", "offerings: acme/large", "", None, None)]


def test_lists_tell_what_they_leave_to_choose_from() -> None:
    """What is denied, or isn't allowed, is told offering by offering; an unknown license isn't denied."""
    denied = calibrated() | on_top(deny={"providers": ["host"]})
    assert [one[:2] for one in changes(calibrated(), denied)] == [
        ("denied", "offerings: host/new"),
        ("denied", "offerings: host/open"),
    ]
    assert [one[0] for one in changes(denied, calibrated())] == ["allowed", "allowed"]
    unknown = registry([model("acme/one")])
    assert changes(unknown, unknown | on_top(allow={"licenses": ["freeware"]})) == []


def test_lists_that_name_nothing_here_change_nothing() -> None:
    """The registry is another all the same, and the edition names the overlay."""
    found = diff(calibrated(), calibrated() | on_top(deny={"providers": ["nobody"]}))
    assert found
    assert found.changes == ()
    assert found.after.overlays == ("acme 1",)


def test_only_registries_are_compared() -> None:
    """A day or a name isn't one."""
    with pytest.raises(InvalidInputError, match="registries are compared, got"):
        diff(calibrated(), date(2026, 6, 1))  # type: ignore[arg-type]


def test_between_two_editions_with_overlays_on_two_days() -> None:
    """Base, overlays and day may all differ at once."""
    before = (calibrated() | on_top(models={"acme/small": {"removed": True}})).as_of(date(2026, 9, 1))
    later = changed(calibrated_records(version="2026.12.1"), offerings=[served("acme/large", "acme/large", "6", "20")])
    after = later | on_top(offerings={"host/open": {"lifecycle": {"retires": "2026-10-01"}}})
    assert [one[:3] for one in changes(before, after)] == [
        ("retired", "offerings: host/open", "lifecycle.stage"),
        ("repriced", "offerings: acme/large", "pricing"),
        ("new", "models: acme/small", ""),
        ("new", "models: borg/new", ""),
        ("new", "offerings: acme/small", ""),
        ("new", "offerings: host/new", ""),
        ("measured", "results: acme/large", ""),
        ("measured", "results: acme/small", ""),
        ("measured", "results: borg/open", ""),
        ("corrected", "offerings: acme/large", "ids.litellm"),
        ("corrected", "offerings: host/open", "lifecycle.retires"),
    ]


def test_order_is_by_urgency() -> None:
    """Effects come in their order, whatever the order of ids."""
    models = [model(f"acme/{name}") for name in "abcdef"]
    same = {"limits": Limits(context_tokens=1)}
    before = registry(
        models,
        [
            offering("acme/a", "acme/a"),
            offering("acme/b", "acme/b", **same),
            offering("acme/d", "acme/d", pricing=schedule(CHEAP)),
            offering("acme/e", "acme/e"),
            offering("acme/f", "acme/f"),
        ],
    )
    after = registry(
        models,
        [
            offering("acme/a", "acme/a", evidence=evidence(limits=AGAIN)),
            offering("acme/b", "acme/b"),
            offering("acme/c", "acme/c"),
            offering("acme/d", "acme/d", pricing=schedule(DEAR)),
            offering("acme/f", "acme/f", lifecycle=Lifecycle(stage=Stage.RETIRED), pricing=schedule(CHEAP)),
        ],
        results=[result("acme/a", "code-one")],
        benchmarks=[],
    )
    found = [one[0] for one in changes(before, after)]
    assert found == ["retired", "removed", "repriced", "priced", "new", "new", "measured", "corrected", "reread"]
    assert list(dict.fromkeys(found)) == [effect for effect in Effect if effect not in ("denied", "allowed")]


# Applying


def test_a_difference_of_other_registries() -> None:
    """It is refused, with both named."""
    found = diff(calibrated(), calibrated(version="2026.12.1"))
    with pytest.raises(InvalidInputError, match=r"changes of registry 2026.11.1 with digest .*, not of 2026.12.1 with"):
        apply(found, calibrated(version="2026.12.1"))


@pytest.fixture(name="between")
def _between() -> Diff:
    """Make a difference of base, overlay and day."""
    after = changed(calibrated_records(version="2026.12.1"), models=[model("borg/new", name="Newer")])
    return diff(calibrated(), (after | on_top(models={"acme/small": {"removed": True}})).as_of(date(2026, 10, 15)))


def test_a_patch_is_plain(between: Diff) -> None:
    """It holds records that differ, and what is on top; nothing else."""
    patch = json.loads(between.patch)
    assert patch.keys() == {"version", "date", "sections", "layers", "day"}
    assert {name: list(changed) for name, changed in patch["sections"].items()} == {"models": ["borg/new"]}


Tampering = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (lambda patch: patch["sections"]["models"]["borg/new"].update(name="Other"), "doesn't lead to the registry"),
        (lambda patch: patch["sections"].clear(), "doesn't lead to the registry"),
        (lambda patch: patch.update(version="2026.12.2"), "doesn't lead to the registry"),
        (lambda patch: patch.update(day=None), "doesn't lead to the registry"),
        (lambda patch: patch.update(layers=[]), "doesn't lead to the registry"),
        (lambda patch: patch["sections"]["models"]["borg/new"].update(colour=1), "colour: unknown key"),
        (lambda patch: patch["sections"]["models"].update({"acme/large": None}), "isn't among the models"),
        (lambda patch: patch["layers"][0].update(colour=1), r"diff: \[0\].colour: unknown key"),
        (lambda patch: patch["sections"].update(colours={}), "isn't a patch: KeyError"),
        (lambda patch: patch.pop("sections"), "isn't a patch: KeyError"),
        (lambda patch: patch.update(sections=7), "isn't a patch: "),
        (lambda patch: patch.update(day="someday"), "isn't a patch: "),
        (lambda patch: patch.update(day=7), "isn't a patch: "),
        (lambda patch: patch.update(date="someday"), "date"),
    ],
)
def test_a_patch_that_was_changed(between: Diff, tamper: Tampering, expected: str) -> None:
    """It is refused by one kind of error: what it says passes the gate, and must lead where the difference says."""
    patch = json.loads(between.patch)
    tamper(patch)
    with pytest.raises(RegistryError, match=expected):
        apply(replace(between, patch=json.dumps(patch)), calibrated())


@pytest.mark.parametrize("text", ["", "[]", "null", "[" * 100_000])
def test_a_patch_that_is_none(between: Diff, text: str) -> None:
    """Whatever stands in its place."""
    with pytest.raises(RegistryError, match="isn't a patch"):
        apply(replace(between, patch=text), calibrated())


def test_changes_are_values() -> None:
    """The same registries give equal differences."""
    before, after = calibrated(), calibrated(version="2026.12.1").as_of(date(2026, 9, 1))
    assert diff(before, after) == diff(before, after)
    assert Change(effect=Effect.NEW, section="models", id="acme/one") in diff(registry([]), registry()).changes


@pytest.mark.parametrize(("changes", "registry"), [("x", None), (None, "x")])
def test_only_a_difference_is_applied_to_a_registry(changes: Any, registry: Any) -> None:
    """Anything else is refused like what can't be compared."""
    made = calibrated()
    with pytest.raises(InvalidInputError, match="a Diff is applied to a Registry, got "):
        apply(changes or diff(made, made), registry or made)
