"""The page on coverage: shares are honest at their ends, every field is counted, and each row is about its own."""

from collections import Counter

import pytest

from factories import calibrated, evidence, model, offering, registry, seen
from llm_selection.domain.evidence import Agreement, EvidenceByField, Status
from llm_selection.domain.models import Capabilities, Limits, Model, Undisclosed
from llm_selection.domain.offerings import Offering
from registry_tools.pages import coverage


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({}, "–"),
        ({"all": 4}, "0"),
        ({"all": 4, "known": 4}, "100"),
        ({"all": 300, "known": 299, "undisclosed": 1}, "99 1u"),
        ({"all": 300, "known": 1, "disputed": 1}, "1 1d"),
        ({"all": 4, "known": 2, "undisclosed": 1, "disputed": 2}, "50 25u 50d"),
    ],
)
def test_a_share_is_rounded_but_not_to_nothing_or_all(counts: dict[str, int], words: str) -> None:
    """One of 300 is no zero, and 299 of 300 isn't all."""
    assert coverage.cell(Counter(counts)) == words


def test_a_field_is_counted_by_its_standing_and_its_sources() -> None:
    """A part of a group has the agreement of the group unless it has its own; an empty list isn't asked about."""
    sources = {
        "limits": seen(agreement=Agreement.AGREED),
        "limits.max_output_tokens": seen(agreement=Agreement.DISPUTED),
        "total_parameters": seen(status=Status.UNDISCLOSED),
    }
    one = model(
        limits=Limits(context_tokens=8, max_output_tokens=4),
        architecture=Undisclosed(),
        evidence=EvidenceByField(record=seen(), fields=sources),
    )
    names = ("name", "limits.context_tokens", "limits.max_output_tokens", "limits.max_input_tokens")
    assert coverage.tally([one], (*names, "architecture", "total_parameters", "aliases")) == {
        "all": 6,
        "known": 3,
        "agreed": 1,
        "disputed": 1,
        "not compared": 1,
        "unknown": 1,
        "undisclosed": 2,
    }


@pytest.mark.parametrize(("kind", "columns"), [(Model, coverage.MODEL_COLUMNS), (Offering, coverage.OFFERING_COLUMNS)])
def test_columns_cover_fields_that_there_are(kind: type, columns: dict[str, tuple[str, ...]]) -> None:
    """Each name of a column is a field, or a part of one; the table by field has every one."""
    names = coverage.field_names(kind)
    assert {name for covered in columns.values() for name in covered} <= set(names)
    assert set(kind.__dataclass_fields__) - {name.partition(".")[0] for name in names} == {"id", "evidence"}  # type: ignore[attr-defined]  # a dataclass


def test_a_row_is_about_its_own_records() -> None:
    """Developers and providers stand apart, in order, with the newest day of any of their facts; the sum comes first."""
    newer = evidence(capabilities=seen(as_of=seen().as_of.replace(day=20)))
    data = registry(
        [
            model("borg/a", total_parameters=1),
            model("acme/b"),
            model("acme/c", total_parameters=1, capabilities=Capabilities(reasoning=True), evidence=newer),
        ],
        [offering("zoo/a", "borg/a", region_scope="eu")],
    )
    lines = list(coverage.coverage_page(data))
    rows = [line.split(" | ") for line in lines if line.startswith(("| `acme`", "| `borg`", "| `zoo`", "| all"))]
    assert [row[0].removeprefix("| ") for row in rows] == ["all", "`acme`", "`borg`", "all", "`zoo`"]
    total = 3 + list(coverage.MODEL_COLUMNS).index("total")
    assert [row[total] for row in rows[:3]] == ["67", "50", "100"]
    assert [row[2] for row in rows[:3]] == ["2026-11-20", "2026-11-20", "2026-11-01"]
    assert rows[-1][-1] == "100 |"


def test_the_page_is_the_same_every_time() -> None:
    """Nothing of it depends on a set's order or the clock."""
    assert list(coverage.coverage_page(calibrated())) == list(coverage.coverage_page(calibrated()))
