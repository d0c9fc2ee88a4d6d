"""Facts: every field of a record, what is unknown, and who says so."""

from dataclasses import fields, replace
from datetime import date

import pytest

from factories import (
    calibrated,
    calibrated_records,
    card,
    changed,
    evidence,
    model,
    offering,
    period,
    registry,
    schedule,
    seen,
    served,
    tables,
    terms,
)
from llm_selection.domain.evidence import Agreement, Dissent, EvidenceByField, Status
from llm_selection.domain.identity import OfferingId
from llm_selection.domain.models import (
    Alignment,
    AlignmentMethod,
    AlignmentStage,
    Capabilities,
    Dense,
    Limits,
    MixtureOfExperts,
    Undisclosed,
)
from llm_selection.domain.offerings import Lifecycle
from llm_selection.domain.prices import TimeWindow, Unpublished
from llm_selection.presentation.record_report import Standing, as_lines, standing
from llm_selection.registry import Overlay, Registry, bundled
from overlays import CONTRACT, price, registry_with, shop


def shown(registry: Registry, record: object) -> dict[str, str]:
    """Return what is shown of a record by label, unwrapped."""
    found: dict[str, str] = {}
    label = ""
    for line in as_lines(registry, record):
        label = line[:24].strip() or label
        found[label] = f"{found[label]} {line[24:]}" if label in found and not line[:24].strip() else line[24:]
    return found


def test_every_field_is_shown_or_listed_as_unknown() -> None:
    """Nothing of a model is left out."""
    registry = calibrated()
    found = shown(registry, registry.model("borg/open"))
    assert found["model"] == "borg/open"
    assert found["total parameters"] == "70,000,000,000 [1]"
    assert found["architecture"] == "dense [1]"
    assert found["weights"] == "downloadable; repository Borg/Open-70B; native dtype bf16 [1]"
    assert found["released"] == "2026-03-01 [1]"
    assert found["training data released"] == "no [1]"
    assert found["license kind"] == "open-weight"
    assert found["license duties"] == shown(registry, registry.licenses["freeware"])["duties"]
    assert found["none recorded"] == "snapshots"
    listed = [*found, *found["unknown"].split("; "), *found["none recorded"].split("; ")]
    for spec in fields(registry.model("borg/open")):
        assert spec.name in ("id", "evidence") or listed.count(spec.name.replace("_", " ")) == 1


def test_a_model_names_its_family_and_what_follows_it() -> None:
    """The newest with their day, how many more there are, and who names what in its place; without, nothing is said."""
    line = registry(
        [
            model("acme/one", family="line"),
            *(model(f"acme/m{day}", family="line", released=date(2026, 1, day)) for day in range(1, 8)),
        ],
        [
            offering("host/one", lifecycle=Lifecycle(successor="host-7")),
            offering(
                "other/one",
                lifecycle=Lifecycle(successor="by-a-rule"),
                evidence=evidence(**{"lifecycle.successor": seen(status=Status.DERIVED)}),
            ),
        ],
    )
    found = shown(line, line.model("acme/one"))
    assert found["others of the family"] == (
        "acme/m7 (2026-01-07), acme/m6 (2026-01-06), acme/m5 (2026-01-05), acme/m4 (2026-01-04), acme/m3 (2026-01-03) "
        "and 2 more"
    )
    assert found["successor"] == "host-7, says host of host/one"
    two = registry([model("acme/one", family="line"), model("acme/two", family="line")])
    assert shown(two, two.model("acme/two"))["others of the family"] == "acme/one"
    alone = registry([model()])
    assert {"others of the family", "successor"}.isdisjoint(shown(alone, alone.model("acme/one")))


def test_a_kind_that_isnt_known_says_which_are_possible() -> None:
    """Of several kinds, all are named."""
    registry = calibrated()
    assert shown(registry, registry.model("borg/new"))["license kind"] == "open-source or open-weight (not known which)"
    some = changed(calibrated_records(), models=[model("borg/new")])
    assert shown(some, some.model("borg/new"))["license kind"].startswith("closed or open-source")


def test_evidence_is_numbered() -> None:
    """Every fact points at its evidence: source, status, day, agreement, address, copy, note and each dissenting value."""
    own = seen(
        status=Status.CLAIMED,
        agreement=Agreement.DISPUTED,
        url="https://example.org/card",
        read_via="a copy",
        note="as printed",
        dissent=(Dissent(value="65B", source="page"), Dissent(value="72B", source="page")),
    )
    withheld = seen(status=Status.UNDISCLOSED)
    some = changed(
        calibrated_records(),
        models=[
            model(
                "borg/open",
                total_parameters=70,
                architecture=MixtureOfExperts(experts=128),
                evidence=evidence(total_parameters=own, active_parameters=withheld),
            )
        ],
    )
    found = shown(some, some.model("borg/open"))
    assert found["total parameters"] == "70 [3]"
    assert found["architecture"] == "mixture-of-experts; experts 128 [1]"
    assert found["undisclosed"] == "active parameters [2]"
    assert "active parameters" not in found["unknown"]
    assert found["[1]"] == "A page 1; reported; 2026-11-01; not compared"
    assert found["[3]"] == (
        "A page 1; claimed; 2026-11-01; disputed; https://example.org/card; read via a copy; as printed; "
        "but A page says 65B; but A page says 72B"
    )
    assert found["[2]"] == "A page 1; undisclosed; 2026-11-01; not compared"


def test_a_part_of_a_group_has_its_own_number() -> None:
    """One limit can rest on something else than the others, and one can be withheld or unknown beside them."""
    sources = {
        "limits": seen(note="all"),
        "limits.context_tokens": seen(note="window", dissent=(Dissent(value="128000", source="page"),)),
        "limits.max_input_tokens": seen(status=Status.UNDISCLOSED),
        "capabilities.reasoning": seen(note="card"),
    }
    some = changed(
        calibrated_records(),
        models=[
            model(
                "borg/open",
                limits=Limits(context_tokens=200_000, max_output_tokens=8_000),
                capabilities=Capabilities(tool_calling=True),
                evidence=EvidenceByField(record=seen(), fields=sources),
            )
        ],
    )
    found = shown(some, some.model("borg/open"))
    number = {found[f"[{n}]"].split("; ")[-1]: f"[{n}]" for n in range(1, 6)}
    window, rest = number["but A page says 128000"], number["all"]
    assert found["limits"] == f"context tokens 200,000 {window}; max output tokens 8,000 {rest}"
    assert found["capabilities"] == "tool calling yes [1]"
    assert found["undisclosed"].startswith("limits: max input tokens [")
    assert f"capabilities: structured output, reasoning {number['card']}, prompt caching" in found["unknown"]


def test_service_is_shown() -> None:
    """With its evidence; its parts that nobody knows are unknown, and all of it where nobody says anything."""
    made = registry_with(shop(offerings={"host/open": {"service": {"retention_days": 0, "trains_on_inputs": False}}}))
    found = shown(made, made.offerings[OfferingId("host/open")])
    assert found["service"] == "retention days 0 [2]; trains on inputs no [2]"
    assert "service: ttft seconds, output tokens per second" in found["unknown"]
    bare = shown(bundled(), bundled().offerings.at(0))
    assert "service" in bare["unknown"].split("; ")


def test_what_stands_inside_a_field_has_its_own_number() -> None:
    """A price period and a stage of alignment each carry evidence; that of the whole field comes last."""
    prices = schedule(period(card("1", "2"), evidence=seen(note="then")))
    stages = (AlignmentStage(method=AlignmentMethod.DPO, evidence=seen(note="paper")),)
    some = changed(
        calibrated_records(),
        models=[model("acme/large", alignment=Alignment(stages=stages))],
        offerings=[served("host/extra", "acme/large", pricing=prices, evidence=evidence(pricing=seen(note="now")))],
    )
    found = shown(some, some.offerings[OfferingId("host/extra")])
    assert found["pricing"] == "from 2026-01-01 (documented): input 1, output 2 [3]; the whole [2]"
    assert (found["[2]"][-5:], found["[3]"][-6:]) == ("; now", "; then")
    found = shown(some, some.model("acme/large"))
    assert found["alignment"] == "stages dpo [2]; the whole [1]"
    assert found["[2]"].endswith("; paper")


def test_how_the_registry_stands_to_a_field() -> None:
    """Known, withheld, unknown, or a list that nothing was put into; a part of what is unknown is unknown."""
    withheld = seen(status=Status.UNDISCLOSED)
    one = model(
        architecture=Undisclosed(),
        limits=Limits(context_tokens=1),
        alignment=Alignment(),
        evidence=evidence(active_parameters=withheld, capabilities=withheld),
    )
    assert {name: standing(one, name) for name in ("name", "limits", "limits.context_tokens")} == {
        "name": Standing.KNOWN,
        "limits": Standing.KNOWN,
        "limits.context_tokens": Standing.KNOWN,
    }
    for name in ("architecture", "active_parameters", "capabilities", "capabilities.reasoning"):
        assert standing(one, name) is Standing.UNDISCLOSED
    for name in ("total_parameters", "limits.max_output_tokens", "attention", "attention.layers", "alignment"):
        assert standing(one, name) is Standing.UNKNOWN
    assert standing(one, "aliases") is standing(one, "ids") is Standing.NONE_RECORDED
    assert standing(served("host/x", "acme/one", pricing=Unpublished()), "pricing") is Standing.UNDISCLOSED


def test_what_overlays_do_to_a_record_is_shown() -> None:
    """What was there before, on whose word; of a record that is brought whole, that; and who was overruled."""
    late = Overlay("zeta", "2", evidence=CONTRACT, offerings={"host/open": {"pricing": price("0.4", "1")}})
    made = registry_with(shop(), late)
    lines = "\n".join(as_lines(made, made.offerings["host/open"]))  # type: ignore[index]  # an offering id
    told = "overlay shop 1.0 overrides pricing; was from 2026-01-01: input 1, output 3 (A page); overruled by zeta 2"
    assert told in " ".join(lines.split())
    whole = [line for line in as_lines(made, made.models["shop/tuned"]) if line.startswith("overlay")]  # type: ignore[index]
    assert whole == ["overlay                 shop 1.0 adds"]


def test_prices_are_shown_by_period() -> None:
    """Each with its day and how that is known; a withdrawal too."""
    prices = schedule(
        period(card("1", "2"), card("2", "4", above_prompt_tokens=200_000)), period(effective=date(2026, 6, 1))
    )
    some = changed(calibrated_records(), offerings=[served("host/extra", "acme/large", pricing=prices)])
    found = shown(some, some.offerings[OfferingId("host/extra")])
    assert found["pricing"] == (
        "from 2026-01-01 (documented): input 1, output 2 | above prompt tokens 200,000, input 2, output 4 [1]; "
        "from 2026-06-01 (documented): withdrawn [1]"
    )
    assert found["capabilities"] == "tool calling yes; structured output yes [1]"


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (frozenset(), "22:00-01:30 UTC"),
        (frozenset({0, 1, 2, 3, 4}), "22:00-01:30 UTC Mon-Fri"),
        (frozenset({5}), "22:00-01:30 UTC Sat"),
        (frozenset({0, 2}), "22:00-01:30 UTC Mon Wed"),
    ],
)
def test_hours_are_shown_as_people_write_them(days: frozenset[int], told: str) -> None:
    """By the clock, with the days on which a window starts."""
    window = TimeWindow(start_minute=22 * 60, end_minute=90, weekdays=days)
    prices = schedule(period(card("1", "2"), card("2", "4", windows=(window,))))
    some = changed(calibrated_records(), offerings=[served("host/extra", "acme/large", pricing=prices)])
    found = shown(some, some.offerings[OfferingId("host/extra")])
    assert f"| windows {told}, input 2, output 4" in found["pricing"]


def test_stages_of_alignment_are_shown() -> None:
    """Each is one phrase, with its evidence."""
    stage = AlignmentStage(method=AlignmentMethod.DPO, detail="two rounds", evidence=seen())
    some = changed(
        calibrated_records(),
        models=[model("borg/open", alignment=Alignment(stages=(stage,), ordered=True), architecture=Dense())],
    )
    assert shown(some, some.model("borg/open"))["alignment"] == ("stages dpo, detail two rounds [1]; ordered yes [1]")


@pytest.mark.parametrize("table", ["providers", "developers", "licenses", "offerings", "benchmarks", "models"])
def test_records_of_every_kind_can_be_shown(table: str) -> None:
    """Each with its own label and at least one piece of evidence."""
    registry = calibrated()
    for record in getattr(registry, table).values():
        found = shown(registry, record)
        assert next(iter(found.values())) == record.id
        assert "[1]" in found


def test_a_license_shows_its_duties() -> None:
    """Texts and flags alike."""
    some = changed(
        calibrated_records(), licenses=[replace(terms(), naming="Built with it", excluded_regions=frozenset({"EU"}))]
    )
    found = shown(some, some.licenses["freeware"])
    assert found["duties"] == "no grant in EU; naming: Built with it"
    assert (found["naming"], found["excluded regions"], found["text read"]) == (
        "Built with it [1]",
        "EU [1]",
        "yes [1]",
    )


def test_an_empty_list_of_a_license_is_a_reading_an_unknown_one_a_gap() -> None:
    """No threshold, none excluded: the text says so; of a text nobody read, nothing is known."""
    cited = evidence(thresholds=seen(status=Status.CLAIMED))
    some = changed(
        calibrated_records(),
        licenses=[
            terms("read-one", evidence=cited),
            terms("unread", text_read=False, thresholds=None, excluded_regions=None, evidence=cited),
        ],
    )
    found = shown(some, some.licenses["read-one"])
    assert (found["thresholds"], found["excluded regions"]) == ("none [2]", "none [1]")
    found = shown(some, some.licenses["unread"])
    assert {"thresholds [2]", "excluded regions"} <= set(found["unknown"].split("; "))
    assert not {"thresholds", "excluded regions"} & found.keys()
    # Elsewhere, a list is empty because nobody filled it in.
    assert "aliases" in shown(some, some.model("acme/large"))["none recorded"]


def test_everything_we_ship_can_be_shown() -> None:
    """Every twentieth record of the registry we ship, in lines of 80 columns unless a word is longer."""
    registry = bundled()
    for table in tables(registry):
        for record in list(table.values())[::20]:
            lines = list(as_lines(registry, record))
            assert all(len(line) <= 80 or len(line.split()[-1]) > 40 for line in lines)
            found = shown(registry, record)
            assert all(
                found[name.replace("_", " ")].endswith("]") for name in ("name", "model") if hasattr(record, name)
            )
