"""Checking the data as a whole: what contradicts itself is an error, and facts are counted by their evidence."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from factories import (
    DAY,
    accelerator,
    calibrated_records,
    card,
    evidence,
    model,
    offering,
    period,
    provider,
    registry,
    rental,
    result,
    schedule,
    seen,
    source,
    terms,
)
from folders import folder
from llm_selection.domain.evidence import Agreement, Evidence, EvidenceByField, Status
from llm_selection.domain.hardware import Accelerator, Precision
from llm_selection.domain.licenses import Measure, Threshold
from llm_selection.domain.models import Capabilities, Downloadable, Limits, Modality
from llm_selection.domain.offerings import Lifecycle, Offering, ProviderKind, Stage
from llm_selection.domain.prices import DateBasis, Subscription
from llm_selection.errors import InvalidInputError
from llm_selection.registry import build, compile_registry, write
from registry_tools.checks import data as check_data
from registry_tools.checks import staleness
from registry_tools.checks.data import Finding

RELEASED = model("acme/one", released=date(2026, 5, 1))


def found(findings: Iterable[Finding], word: str) -> tuple[str, ...]:
    """Return the places of the one finding with *word* in it."""
    (places,) = (finding.places for finding in findings if word in finding.what)
    return places


def test_nothing_is_wrong_with_a_plain_registry() -> None:
    """No finding has a place."""
    assert not any(finding.places for finding in check_data.errors(registry(models=[RELEASED])))


@pytest.mark.parametrize(
    ("card", "wrong"),
    [
        (accelerator(), False),
        (accelerator(evidence=EvidenceByField(record=seen(as_of=DAY + timedelta(1)))), True),
        (accelerator(evidence=evidence(name=seen(as_of=DAY + timedelta(1)))), True),
        (accelerator(rentals=(rental(evidence=seen(as_of=DAY + timedelta(1))),)), True),
    ],
)
def test_evidence_of_accelerators_newer_than_the_data_is_an_error(*, card: Accelerator, wrong: bool) -> None:
    """That of their prices too."""
    places = found(check_data.errors(registry(accelerators={card.id: card})), "evidence newer")
    assert places == ((card.id,) if wrong else ())


def test_a_slower_narrow_format_is_an_error() -> None:
    """A card isn't slower at half the bits; whole numbers are another matter."""
    rates = {Precision.FP32: 4, Precision.BF16: 2, Precision.FP4: 2, Precision.INT8: 1}
    data = registry(accelerators={"maker/card": accelerator(flops=rates)})
    assert found(check_data.errors(data), "narrower format") == ("maker/card: bf16 below fp32",)


def test_a_result_before_the_release_is_an_error() -> None:
    """A day that isn't known is none."""
    results = [result(measured=date(2026, 4, 30)), result(benchmark="b", measured=date(2026, 5, 1))]
    data = registry(models=[RELEASED], results=[*results, result(benchmark="c")])
    assert found(check_data.errors(data), "result dated") == ("acme/one on code-one (page)",)


@pytest.mark.parametrize(("moving", "wrong"), [(None, True), (True, False)])
def test_a_price_before_the_release_is_an_error(*, moving: bool | None, wrong: bool) -> None:
    """A moving id had another model then."""
    data = registry(models=[RELEASED], offerings=[offering(pricing=schedule(period(card())), moving=moving)])
    assert bool(found(check_data.errors(data), "price before")) is wrong


@pytest.mark.parametrize("status", [Status.DOCUMENTED, Status.DERIVED])
def test_a_size_read_in_a_name_is_derived(status: Status) -> None:
    """It rounds, so nobody documents it."""
    shown = evidence(active_parameters=seen(status=status, note="from the repository's name, which rounds"))
    data = registry(models=[replace(RELEASED, active_parameters=10**9, evidence=shown)])
    wrong = found(check_data.errors(data), "read in a name")
    assert wrong == ((f"{RELEASED.id} active_parameters",) if status is Status.DOCUMENTED else ())


@pytest.mark.parametrize(
    ("cutoff", "wrong"), [("2026-05", False), ("2026-05-31", False), ("2026-06", True), ("2025", False)]
)
def test_knowledge_after_the_release_is_an_error(cutoff: str, *, wrong: bool) -> None:
    """Of the month of the release it may be."""
    data = registry(models=[replace(RELEASED, knowledge_cutoff=cutoff)])
    assert bool(found(check_data.errors(data), "knowledge after")) is wrong


@pytest.mark.parametrize(
    ("native_id", "wrong"),
    [("one-2027-04-30", True), ("one-20270430", True), ("one-2026-10-01", False), ("one-2027-13-40", False)],
)
def test_a_release_a_year_before_the_day_in_an_id_is_an_error(native_id: str, *, wrong: bool) -> None:
    """Of the developer's own API; elsewhere ids have days of their own."""
    there = offering(f"acme/{native_id}", "acme/one")
    data = registry([RELEASED], [there], providers=[provider("acme", developer="acme")])
    assert bool(found(check_data.errors(data), "day in an id")) is wrong
    elsewhere = registry([RELEASED], [there], providers=[provider("acme", developer=None)])
    assert found(check_data.errors(elsewhere), "day in an id") == ()


def test_a_family_of_two_developers_is_an_error() -> None:
    """Within one developer it is none."""
    models = [replace(model(name), family="ling") for name in ("acme/one", "acme/two", "bolt/one")]
    assert found(check_data.errors(registry(models)), "one family") == ("ling: acme, bolt",)
    assert found(check_data.errors(registry(models[:2])), "one family") == ()


def test_an_ended_offering_isnt_active() -> None:
    """From its last day on; one that is to end may be."""
    ended, ends = (
        offering(f"acme/{name}", "acme/one", lifecycle=Lifecycle(stage=Stage.ACTIVE, retires=day))
        for name, day in (("old", DAY), ("new", DAY + timedelta(1)))
    )
    assert found(check_data.errors(registry([model()], [ended, ends])), "active though") == (f"acme/old: {DAY}",)


SAID = evidence(moving=seen())


@pytest.mark.parametrize(
    ("native_id", "moving", "wrong"),
    [
        ("one-latest", False, True),
        ("one-latest", True, False),
        ("one-2026-05-01", True, True),
        ("one-20260501", True, True),
        ("one-2026-05-01", False, False),
        ("one-0813", True, False),
        ("one-2026-05-01", None, False),
    ],
)
def test_an_id_is_not_called_what_it_denies(native_id: str, *, moving: bool | None, wrong: bool) -> None:
    """A date without a year names a checkpoint, which hosts do redirect."""
    data = registry(offerings=[offering(f"acme/{native_id}", moving=moving, evidence=SAID)])
    assert bool(found(check_data.errors(data), "against what it says")) is wrong


def test_whether_an_id_moves_has_evidence_of_its_own() -> None:
    """That of the whole record says nothing about it."""
    data = registry(offerings=[offering("acme/a", moving=True), offering("acme/b", moving=False, evidence=SAID)])
    assert found(check_data.errors(data), "nobody's word") == ("acme/a",)


DISPUTED = evidence(moving=seen(), output=seen(agreement=Agreement.DISPUTED))


@pytest.mark.parametrize(
    ("output", "moving", "said", "wrong"),
    [
        ({Modality.TEXT, Modality.IMAGE}, False, SAID, True),
        ({Modality.TEXT, Modality.IMAGE}, False, DISPUTED, False),
        ({Modality.TEXT, Modality.IMAGE}, None, SAID, False),
        ({Modality.TEXT}, False, SAID, False),
        (None, False, SAID, False),
    ],
)
def test_a_snapshot_gives_what_its_moving_alias_gives(
    output: set[Modality] | None, *, moving: bool | None, said: EvidenceByField, wrong: bool
) -> None:
    """One model answers to both ids, so one of them is wrong, or the dispute is on record."""
    kinds = None if output is None else frozenset(output)
    alias = offering("acme/one", moving=True, output=frozenset({Modality.TEXT}), evidence=SAID)
    data = registry(offerings=[alias, offering("acme/one-0813", moving=moving, output=kinds, evidence=said)])
    places = found(check_data.errors(data), "another output")
    assert places == (("acme/one-0813: output, by acme/one",) if wrong else ())


def test_a_snapshot_with_another_window_than_its_alias_is_looked_at() -> None:
    """Catalogues mix up windows and caps; of other models and places nothing follows."""
    alias = offering("acme/one", moving=True, limits=Limits(context_tokens=400_000), evidence=SAID)
    snapshot = offering("acme/one-0813", moving=False, limits=Limits(context_tokens=272_000), evidence=SAID)
    elsewhere = offering("host/one-0813", moving=False, limits=Limits(context_tokens=272_000), evidence=SAID)
    places = found(check_data.warnings(registry(offerings=[alias, snapshot, elsewhere])), "other facts")
    assert places == ("acme/one-0813: limits.context_tokens, by acme/one",)


@pytest.mark.parametrize(
    ("moving", "price", "day", "suspect"),
    [
        (False, "1.5", DAY, True),
        (False, "1.4", DAY, False),
        (False, "0.5", DAY, True),
        (False, "3", DAY + timedelta(1), False),
        (True, "3", DAY, False),
    ],
)
def test_a_fixed_id_with_another_price_is_looked_at(*, moving: bool, price: str, day: date, suspect: bool) -> None:
    """It may answer with another model; an announced price has not begun."""
    periods = [period(card("1", "4")), period(card(price, "4"), effective=day)]
    data = registry(offerings=[offering(moving=moving, pricing=schedule(*periods), evidence=SAID)])
    places = found(check_data.warnings(data), "the same model?")
    assert places == ((f"acme/one: input 1, then {price}",) if suspect else ())


def test_one_repository_is_one_model() -> None:
    """Two names for the same weights are two files of one model."""
    weights = Downloadable(repository="Acme/One")
    data = registry(models=[model("acme/one", weights=weights), model("acme/uno", weights=weights)])
    assert found(check_data.errors(data), "repository") == ("acme/one: acme/one, acme/uno",)


def test_an_unread_text_permits_nothing() -> None:
    """What it forbids may be quoted."""
    data = registry(licenses=[terms("quoted", text_read=False, outputs_may_train=False)])
    places = found(check_data.errors(data), "permission")
    assert "quoted: commercial_use" in places
    assert "quoted: outputs_may_train" not in places


def test_a_limit_quoted_from_an_unread_text_permits_nothing() -> None:
    """That there is none would."""
    limit = Threshold(measure=Measure.MONTHLY_USERS, limit=10, clause="ask above")
    data = registry(
        licenses=[
            terms("capped", text_read=False, thresholds=(limit,)),
            terms("uncapped", text_read=False, thresholds=()),
        ]
    )
    places = found(check_data.errors(data), "permission")
    assert "capped: thresholds" not in places
    assert "uncapped: thresholds" in places


def test_a_source_has_a_short_title() -> None:
    """Answers show it."""
    data = registry(sources={"page": source(title="A page about a great many things that models do")})
    assert found(check_data.errors(data), "title") == ("page",)


def priced(id: str, *prices: str, model: str = "acme/one", **changes: Any) -> Offering:  # noqa: A002 - the field's name
    """Make an offering with prices as ``input/output``, a month apart."""
    periods = [
        period(card(*price.split("/")), effective=date(2026, month, 1)) for month, price in enumerate(prices, start=5)
    ]
    return offering(id, model, pricing=schedule(*periods), **changes)


# --- what can't be


@pytest.mark.parametrize(
    ("one", "other", "changes", "same"),
    [
        ("One@default", "one", {}, True),
        ("one-v1:0", "one", {}, True),
        ("one:0", "one-v1", {}, True),
        ("models/one-4.5", "one-4-5", {}, True),
        ("one@20260501", "one-20260501", {}, True),
        ("one-20260501", "one", {}, False),
        ("one-v2:0", "one", {}, False),
        ("one-fast", "one", {"variant": ("fast",)}, False),
        ("eu.one", "one", {"region_scope": "eu"}, False),
        ("one@default", "one", {"region_scope": "eu"}, False),
    ],
)
def test_two_spellings_of_one_offering_are_an_error(
    one: str, other: str, changes: dict[str, Any], *, same: bool
) -> None:
    """A date, a variant and a region make an offering of its own."""
    data = registry([model(), model("acme/two")], [offering(f"p/{one}", **changes), offering(f"p/{other}")])
    assert bool(found(check_data.errors(data), "two spellings")) is same
    apart = registry([model(), model("acme/two")], [offering(f"p/{one}"), offering(f"q/{other}")])
    assert not found(check_data.errors(apart), "two spellings")


@pytest.mark.parametrize(
    ("limits", "word"),
    [
        (Limits(context_tokens=10, max_output_tokens=11), "largest output"),
        (Limits(context_tokens=10, max_output_tokens=10), "largest output"),
        (Limits(context_tokens=10, max_input_tokens=11), "largest input"),
        (Limits(context_tokens=99_999_999), "absurd"),
        (Limits(max_input_tokens=20_000_000), "absurd"),
    ],
)
def test_limits_that_nobody_has_are_an_error(limits: Limits, word: str) -> None:
    """An output as long as the window repeats it; the gate itself refuses zero and less."""
    data = registry(offerings=[offering(limits=limits)])
    assert len(found(check_data.errors(data), word)) == 1
    real = Limits(context_tokens=10_000_000, max_input_tokens=10_000_000, max_output_tokens=9_999_999)
    assert not found(check_data.errors(registry(offerings=[offering(limits=real)])), word)
    with pytest.raises(InvalidInputError):
        Limits(context_tokens=0)


def test_a_price_of_zero_is_an_error() -> None:
    """Of any kind, in any period."""
    rates = card("1", "4", cache_read="0")
    data = registry(offerings=[offering(pricing=schedule(period(rates)))])
    assert found(check_data.errors(data), "price of zero") == ("acme/one from 2026-01-01: cache_read 0",)


def test_a_price_above_any_there_ever_was_is_an_error() -> None:
    """Jais 30B once stood in a catalogue at 3,200 and 9,710."""
    data = registry(offerings=[priced("acme/one", "3200/9710"), priced("host/one", "150/600")])
    assert len(found(check_data.errors(data), "price above any")) == 2


def test_a_price_powers_of_ten_off_is_an_error() -> None:
    """Off what the same model costs elsewhere, or what it cost before: 1,000 times is a slip of the unit."""
    elsewhere = [priced("p/one", "0.5/2"), priced("q/one", "0.6/2.1"), priced("r/one", "500/2")]
    assert found(check_data.errors(registry(offerings=elsewhere)), "100 times") == ("r/one: input 500, elsewhere 0.6",)
    before = [priced("p/one", "0.002/0.01", "2/0.02")]
    assert found(check_data.errors(registry(offerings=before)), "100 times") == ("p/one: input 0.002, then 2",)


def test_a_price_ten_times_off_is_a_warning() -> None:
    """A fast variant may cost it; what is an error already isn't repeated."""
    offers = [priced("p/one", "1/4"), priced("q/one", "1/41"), priced("r/one", "1000/4")]
    data = registry(offerings=offers)
    assert found(check_data.warnings(data), "10 times") == ("q/one: output 41, elsewhere 4",)
    withdrawn = offering("s/one", pricing=schedule(period(card("1", "4")), period(effective=date(2026, 2, 1))))
    assert not found(check_data.warnings(registry(offerings=[withdrawn])), "10 times")


def test_an_input_dearer_than_the_output_is_a_warning() -> None:
    """Openinfer's Qwen3.5 9B: 5.0 in, 0.15 out."""
    data = registry(offerings=[priced("acme/one", "5.0/0.15"), priced("host/one", "1/1")])
    assert found(check_data.warnings(data), "dearer") == ("acme/one from 2026-05-01: input 5, output 0.15",)


def test_a_price_of_a_day_to_come_is_announced_or_an_error() -> None:
    """Nobody can have observed it."""
    later = date(2026, 12, 1)
    for basis, wrong in ((DateBasis.DOCUMENTED, 0), (DateBasis.FIRST_OBSERVED, 1), (DateBasis.COMMIT, 1)):
        pricing = schedule(period(card()), period(card("2", "8"), effective=later, basis=basis))
        data = registry(offerings=[offering(pricing=pricing)])
        assert len(found(check_data.errors(data), "day to come")) == wrong
        in_force = pricing.in_force(data.date)
        assert in_force is not None
        assert in_force.cards == (card(),)


def test_evidence_newer_than_the_data_is_an_error() -> None:
    """Of a field, or of a price period."""
    late = seen(as_of=date(2026, 11, 2))
    offers = [
        offering("p/one", evidence=EvidenceByField(record=seen(), fields={"limits": late})),
        offering("q/one", pricing=schedule(period(card(), evidence=late))),
        offering("r/one"),
    ]
    assert found(check_data.errors(registry(offerings=offers)), "newer than the data") == ("p/one", "q/one")


def test_a_retired_offering_says_since_when() -> None:
    """A day to come, or past, is enough."""
    gone = Lifecycle(stage=Stage.RETIRED)
    offers = [
        offering("p/one", lifecycle=gone),
        offering("q/one", lifecycle=replace(gone, retires=date(2026, 6, 1))),
    ]
    assert found(check_data.errors(registry(offerings=offers)), "retired without") == ("p/one",)


def test_a_successor_is_a_model_or_an_offering_there() -> None:
    """The provider's own name for it is enough."""
    offers = [
        offering(f"p/{name}", lifecycle=Lifecycle(successor=successor))
        for name, successor in (("a", "acme/one"), ("b", "a"), ("c", "p/a"), ("d", "elsewhere"), ("e", None))
    ]
    assert found(check_data.warnings(registry(offerings=offers)), "successor") == ("p/d: elsewhere",)


BY_RULE = evidence(**{"lifecycle.successor": seen(status=Status.DERIVED)})


def test_what_a_provider_names_may_end_sooner() -> None:
    """A person should know; on the same day is as long."""
    ends = {"a": (9, "b"), "b": (8, "c"), "c": (8, None), "d": (9, "c")}
    offers = [
        offering(f"p/{name}", lifecycle=Lifecycle(retires=date(2027, month, 1), successor=successor))
        for name, (month, successor) in ends.items()
    ]
    assert found(check_data.warnings(registry(offerings=offers)), "ends sooner") == (
        "p/a, 2027-09-01: b, 2027-08-01",
        "p/d, 2027-09-01: c, 2027-08-01",
    )


def test_what_follows_by_a_rule_is_offered_there_beyond_the_end() -> None:
    """Else the rule went wrong."""
    end = date(2027, 9, 1)
    heirs = {"later": date(2027, 10, 1), "same": end, "sooner": date(2027, 8, 1), "open": None}
    offers = [
        *(offering(f"p/{name}", lifecycle=Lifecycle(retires=day)) for name, day in heirs.items()),
        *(
            offering(f"p/to-{name}", lifecycle=Lifecycle(retires=end, successor=name), evidence=BY_RULE)
            for name in (*heirs, "elsewhere")
        ),
    ]
    wrong = ("p/to-elsewhere: elsewhere", "p/to-same: same", "p/to-sooner: sooner")
    assert found(check_data.errors(registry(offerings=offers)), "by a rule") == wrong
    assert found(check_data.warnings(registry(offerings=offers)), "ends sooner") == ()


def test_the_same_model_follows_where_others_offer_it_beyond_the_end() -> None:
    """Another offering of the same provider is none of others."""
    end = date(2027, 9, 1)
    ending = Lifecycle(retires=end, successor="acme/one")
    old = offering("p/old", lifecycle=ending, evidence=BY_RULE)
    for key, life, is_wrong in (
        ("q/new", Lifecycle(), False),
        ("q/new", Lifecycle(retires=end), True),
        ("p/new", Lifecycle(), True),
    ):
        offers = [old, offering(key, lifecycle=life)]
        wrong = ("p/old: acme/one",) if is_wrong else ()
        assert found(check_data.errors(registry(offerings=offers)), "by a rule") == wrong


# --- what is old


def aged(days: int, *names: str) -> EvidenceByField:
    """Make evidence so many days old on the day of the data, of all or of some fields."""
    old = seen(as_of=DAY - timedelta(days=days))
    return EvidenceByField(record=seen() if names else old, fields=dict.fromkeys(names, old))


def test_an_old_price_of_an_active_offering_is_no_release() -> None:
    """A retired one may rest, and a plan has no price; a later day makes it older. A refresh it doesn't stop."""
    limit = staleness.PRICE_DAYS
    retired = Lifecycle(retires=date(2026, 10, 1))
    offers = [
        priced("p/at-the-limit", "1/4", evidence=aged(limit, "pricing")),
        priced("p/beyond", "1/4", evidence=aged(limit + 1, "pricing")),
        priced("p/retired", "1/4", evidence=aged(limit + 1), lifecycle=retired),
        offering("p/plan", pricing=Subscription(), evidence=aged(limit + 1)),
    ]
    data = registry(offerings=offers)
    day = DAY - timedelta(days=limit + 1)
    assert found(check_data.errors(data, DAY), "active offering") == (f"p/beyond: page of {day}",)
    assert not any("active offering" in finding.what for finding in check_data.errors(data))
    assert found(check_data.warnings(data), "pricing read")
    assert len(found(check_data.errors(data, DAY + timedelta(days=1)), "active offering")) == 2


@pytest.mark.parametrize(
    ("fact", "days", "word"),
    [
        ({"pricing": schedule()}, staleness.PRICE_DUE_DAYS, "pricing read"),
        ({"lifecycle": Lifecycle(stage=Stage.ACTIVE)}, staleness.LIFECYCLE_DAYS, "lifecycle read"),
        ({"limits": Limits(context_tokens=10)}, staleness.LIMITS_DAYS, "limits read"),
        ({"capabilities": Capabilities(tool_calling=True)}, staleness.CAPABILITIES_DAYS, "capabilities read"),
    ],
)
def test_a_catalogue_that_should_be_read_again_is_a_warning(fact: dict[str, Any], days: int, word: str) -> None:
    """Once a reading, with the offerings that rest on it; a fact that nobody knows can't be old."""
    (name,) = fact
    offers = [
        offering("p/young", evidence=aged(days, name), **fact),
        offering("p/old", evidence=aged(days + 1, name), **fact),
        offering("p/older", evidence=aged(days + 1, name), **fact),
        offering("p/unknown", evidence=aged(days + 1)),
    ]
    day = DAY - timedelta(days=days + 1)
    assert found(check_data.warnings(registry(offerings=offers)), word) == (f"page of {day}: 2 offerings",)


def test_an_aggregators_price_is_due_earlier() -> None:
    """It follows the cheapest host, and counts apart."""
    router = provider("router", kind=ProviderKind.AGGREGATOR)
    old = priced("router/one", "1/4", evidence=aged(staleness.AGGREGATOR_PRICE_DAYS + 1))
    data = registry(offerings=[old], providers=[router])
    assert len(found(check_data.warnings(data), "pricing of an aggregator")) == 1
    assert not found(check_data.warnings(data), "pricing read")


def test_licenses_and_results_are_due_after_a_time() -> None:
    """A license by its evidence, results by the day of their collection."""
    old = terms("old", evidence=aged(staleness.LICENSE_DAYS + 1))
    collection = source(retrieved=DAY - timedelta(days=staleness.RESULTS_DAYS + 1))
    data = registry(licenses=[old, terms("young")], results=[result()], sources={"page": collection})
    assert len(found(check_data.warnings(data), "license read")) == 1
    assert found(check_data.warnings(data), "results read") == (f"page of {collection.retrieved}: 1 results",)


# --- the command


def test_the_command_passes_what_is_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What it was compiled to is compared where it is named."""
    data = folder(tmp_path / "data")
    write(build(data), tmp_path / "compiled")
    assert check_data.main([str(data), "--compiled", str(tmp_path / "compiled")]) == 0
    assert "file that two compilations write differently" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("place", "change", "word"),
    [
        ("one", ('"page"', '"leaf"'), "'leaf', which isn't among the sources"),
        ("host", ('"acme/one"', '"acme/uno"'), "'acme/uno', which isn't among the models"),
        ("host", ("= 1000", "= 0"), "context_tokens"),
        ("host", ("= 1000", "= -1"), "context_tokens"),
        ("host", ("= 1000", "= 99999999"), "absurd limit"),
    ],
)
def test_the_command_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str, change: tuple[str, str], word: str
) -> None:
    """On a source or an id that leads nowhere, on what the gate refuses, and on an error of the rules."""
    assert check_data.main([str(folder(tmp_path, **{place: change}))]) == 1
    assert word in capsys.readouterr().out


def test_the_command_fails_on_an_old_compilation(tmp_path: Path) -> None:
    """Changed, missing and left-over files are told."""
    data = folder(tmp_path / "data")
    compiled = tmp_path / "compiled"
    assert check_data.differing_files(build(data), compiled) == ("details.jsonl", "index.json")
    write(build(data), compiled)
    assert check_data.differing_files(build(data), compiled) == ()
    (compiled / "index.json").write_text("{}", encoding="utf-8")
    (compiled / "old.json").write_text("{}", encoding="utf-8")
    assert check_data.differing_files(build(data), compiled) == ("index.json", "old.json")
    assert check_data.main([str(data), "--compiled", str(compiled)]) == 1


def test_the_command_fails_where_two_compilations_differ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same sources must give the same bytes."""
    versions = iter(["1", "2"])
    monkeypatch.setattr(check_data, "build", lambda _: registry(version=next(versions)))
    assert check_data.main([str(tmp_path)]) == 1


# --- counts


def test_a_fact_counts_under_its_own_evidence() -> None:
    """What is empty by default isn't an open question; a developer's silence isn't the same as nobody's knowledge."""
    known = evidence(
        released=seen(status=Status.DOCUMENTED),
        total_parameters=Evidence(source="page", status=Status.UNDISCLOSED, as_of=DAY),
    )
    counts = check_data.status_counts([replace(RELEASED, evidence=known)])
    assert (counts["documented"], counts["undisclosed"], counts["reported"]) == (1, 1, 1)
    assert counts["unknown"] > 5


def test_the_table_counts_everything() -> None:
    """Every part is there."""
    text = "\n".join(check_data.counts(compile_registry(calibrated_records())))
    assert all(head in text for head in ("facts by status", "offerings by pricing", "agreement", "results by reporter"))
