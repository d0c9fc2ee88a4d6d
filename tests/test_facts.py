"""Facts: every field of a record, what is unknown, and who says so."""

from dataclasses import replace
from datetime import date

import pytest

from factories import (
    calibrated,
    calibrated_records,
    card,
    changed,
    evidence,
    model,
    period,
    schedule,
    seen,
    served,
    terms,
)
from llm_selection.evidence import Agreement, Dissent, Status
from llm_selection.facts import as_lines
from llm_selection.identity import OfferingId
from llm_selection.models import Alignment, AlignmentMethod, AlignmentStage, Dense, MixtureOfExperts
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
    assert found["total parameters"] == "70,000,000,000"
    assert found["architecture"] == "dense"
    assert found["weights"] == "downloadable; repository Borg/Open-70B; native dtype bf16"
    assert found["released"] == "2026-03-01"
    assert found["training data released"] == "no"
    assert found["license kind"] == "open-weight"
    assert "active parameters" in found["unknown"]
    known = {label for label in found if not label.startswith("[")}
    assert {"aliases", "ids", "license", "name"} <= known


def test_a_kind_that_isnt_known_says_which_are_possible() -> None:
    """Of several kinds, all are named."""
    registry = calibrated()
    assert shown(registry, registry.model("borg/new"))["license kind"] == "open-source or open-weight (not known which)"
    some = changed(calibrated_records(), models=[model("borg/new")])
    assert shown(some, some.model("borg/new"))["license kind"].startswith("closed or open-source")


def test_evidence_is_numbered() -> None:
    """A field with its own evidence points at it; the rest rests on the first."""
    own = seen(
        status=Status.CLAIMED,
        agreement=Agreement.DISPUTED,
        url="https://example.org/card",
        read_via="a copy",
        note="as printed",
        dissent=(Dissent(value="65B", source="page"),),
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
    assert found["architecture"] == "mixture-of-experts; experts 128"
    assert "active parameters [2]" in found["unknown"]
    assert found["[1]"] == "A page 1; reported; 2026-11-01"
    assert found["[3]"] == (
        "A page 1; claimed; 2026-11-01; disputed; https://example.org/card; read via a copy; as printed; but A page says 65B"
    )
    assert found["[2]"] == "A page 1; undisclosed; 2026-11-01"


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
        "from 2026-01-01 (documented): input 1, output 2 | above prompt tokens 200,000, input 2, output 4; "
        "from 2026-06-01 (documented): withdrawn"
    )
    assert found["capabilities"] == "tool calling yes; structured output yes"


def test_stages_of_alignment_are_shown() -> None:
    """Nested values are phrases, without the evidence inside."""
    stage = AlignmentStage(method=AlignmentMethod.DPO, detail="two rounds", evidence=seen())
    some = changed(
        calibrated_records(),
        models=[model("borg/open", alignment=Alignment(stages=(stage,), ordered=True), architecture=Dense())],
    )
    assert shown(some, some.model("borg/open"))["alignment"] == "stages dpo; stages detail two rounds; ordered yes"


@pytest.mark.parametrize("table", ["providers", "licenses", "offerings", "benchmarks", "models"])
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
    assert (found["naming"], found["excluded regions"], found["text read"]) == ("Built with it", "EU", "yes")


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
    assert (found["thresholds"], found["excluded regions"]) == ("none [2]", "none")
    found = shown(some, some.licenses["unread"])
    assert {"thresholds [2]", "excluded regions"} <= set(found["unknown"].split(", "))
    assert not {"thresholds", "excluded regions"} & found.keys()
    # Elsewhere, a list is empty because nobody filled it in.
    assert "aliases" not in shown(some, some.model("acme/large"))


def test_everything_we_ship_can_be_shown() -> None:
    """Every twentieth record of the registry we ship, in lines of 80 columns unless a word is longer."""
    registry = bundled()
    for table in (registry.models, registry.offerings, registry.providers, registry.licenses, registry.benchmarks):
        for record in list(table.values())[::20]:
            lines = list(as_lines(registry, record))
            assert all(len(line) <= 80 or len(line.split()[-1]) > 40 for line in lines)
