"""
Golden decisions on real needs: a written need, the frozen part of a real registry, the judgement and what it rests on.

``needs/NAME.toml`` holds the need and, in words, why the answer is right; ``needs/NAME.expected.toml`` what is answered
and why, one fact a line. A changed one is a changed judgement: read both before it passes, and say in the changelog why it
is better now. ``python tests/golden/test_needs.py`` writes what is answered now.

``market/`` is a part of the data of one day, see `registry-tools freeze-market`: new data doesn't change what was right then.
"""

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from llm_selection.analysis.explanation import duties
from llm_selection.analysis.pairwise import near_ties, overall_quality
from llm_selection.analysis.why_not import WhyNot
from llm_selection.needs.use_cases import parse_use_case
from llm_selection.presentation import relaxation_report, why_not_report
from llm_selection.presentation.answer_report import as_text
from llm_selection.presentation.argument_report import notes
from llm_selection.presentation.text_layout import MOST_LINES
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import Registry, read
from llm_selection.selection.ranking import Ranked

HERE = Path(__file__).parent
NEEDS = sorted(path for path in (HERE / "needs").glob("*.toml") if not path.name.endswith(".expected.toml"))
_PLACES = 3
_SHOWN = 10


@cache
def market() -> Registry:
    """Read the frozen market."""
    return read(HERE / "market")


@cache
def written(path: Path) -> dict[str, Any]:
    """Read a need with its judgement."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def answered(path: Path) -> Recommendation:
    """Answer a need."""
    return recommend(parse_use_case(written(path)["need"], where=path.name), registry=market())


def row(found: Recommendation, ranked: Ranked) -> str:
    """Say one place in a line."""
    mean, low, high = (f"{100 * share:.0f}" for share in overall_quality(ranked, found.use_case.tasks))
    expected = ranked.expected
    whole = f"{_usd(expected.bill)} and {_usd(expected.errors_total)} for errors, {_usd(expected.total)} a month"
    return f"{ranked.offering.id}: quality {mean} ({low} to {high}), {whole}"


def _usd(amount: Decimal | None) -> str:
    """Write dollars."""
    return "unknown" if amount is None else f"${amount:,.2f}"


def strip(found: Recommendation) -> list[str]:
    """Say from which cost of an error on which model is the best, and where the answer stays."""
    told = found.winners()
    ranges = [f"from {_exactly(winner.start)}: {winner.name}, bill {_usd(winner.bill)}" for winner in told.strip]
    if told.stays is None:
        return ranges
    low, high = told.stays
    return [
        *ranges,
        f"stays from {_exactly(low)} {'on' if high is None else f'to {_exactly(high)}'}, now {_exactly(told.now)}",
    ]


def _exactly(amount: Decimal | None) -> str:
    """Write dollars with as many decimals as they have."""
    return "unknown" if amount is None else f"${amount.normalize():f}"


def standing(found: WhyNot) -> list[str]:
    """Say where a model stands: what it is refused for at its nearest offering, or by which changes alone it would win."""
    if found.refusals:
        nearest = found.refusals[0]
        return [f"{found.standing} at {nearest.offering}", *map(why_not_report.shortfall_in_words, nearest.shortfalls)]
    whole = [] if found.expected is None else [f"{_usd(found.expected.total)} a month"]
    return [f"{found.standing}, place {found.place}", *whole, *map(str, found.changes), *map(str, found.unmeasured)]


def summary(path: Path) -> dict[str, Any]:
    """Return what is answered, and why, as plain values."""
    found = answered(path)
    told: dict[str, Any] = {
        "answer": [row(found, ranked) for ranked in found.ranking[:_PLACES]],
        "ranked": len(found.ranking),
        "undecided_offerings": len(found.screening.undecided),
        "unmeasured": list(found.unmeasured[:_PLACES]),
        "not": {name: standing(found.why_not(name)) for name in written(path)["asked"]},
    }
    if found.first is None:
        return {**told, "instead": list(map(relaxation_report.as_text, found.relaxations()))}
    argued = found.explanation()
    sure = found.value_of_information()
    return {
        **told,
        "by_cost_of_an_error": strip(found),
        "picks": {pick.label.value: row(found, pick.ranked) for pick in argued.picks},
        "caveats": [f"{caveat.kind}: {caveat.text}" for caveat in argued.caveats],
        "duties": [duty.text for duty in duties(found.best.terms)],
        "best_with_probability": round(sure.chances[0].best, 2),
        "knowing_more_is_worth": f"{sure.usd_per_month:.0f} dollars a month",
        "near_ties": [ranked.model.id for ranked in near_ties(found.ranking, _SHOWN)],
        "notes": list(notes(argued)),
    }


def texts(path: Path) -> Iterator[str]:
    """Yield the texts that a person is shown of a need."""
    found = answered(path)
    yield as_text(found)
    yield found.explain()
    yield from (why_not_report.as_text(found.why_not(name)) for name in written(path)["asked"])


def test_there_are_twenty() -> None:
    """Each with a title, a judgement, and models that somebody would ask about."""
    assert len(NEEDS) >= 20
    for path in NEEDS:
        need = written(path)
        assert set(need) == {"title", "judgement", "asked", "need"}
        assert len(need["judgement"].split()) >= 20
        assert need["asked"]


@pytest.mark.parametrize("path", NEEDS, ids=lambda path: path.stem)
def test_the_judgement_stands(path: Path) -> None:
    """The first places, what they are chosen for, what is said against them, and why others aren't there."""
    expected = tomllib.loads(path.with_suffix(".expected.toml").read_text(encoding="utf-8"))
    assert summary(path) == expected


@pytest.mark.parametrize("path", NEEDS, ids=lambda path: path.stem)
def test_every_text_fits_a_screen(path: Path) -> None:
    """80 columns by 40 lines: the answer, its explanation, and each why not."""
    for text in texts(path):
        lines = text.splitlines()
        assert len(lines) <= MOST_LINES
        assert max(map(len, lines)) <= 80


if __name__ == "__main__":
    import tomli_w

    for each in NEEDS:
        each.with_suffix(".expected.toml").write_text(
            tomli_w.dumps(summary(each), multiline_strings=False), encoding="utf-8"
        )
