"""Relaxations: where nothing fits, the smallest sets of requirements without which something does."""

import json
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

from factories import calibrated, calibrated_records, changed, served
from llm_selection import recommend
from llm_selection.analysis.relaxations import Relaxation, Step, relaxations
from llm_selection.domain.identity import ModelId
from llm_selection.domain.licenses import LicenseKind
from llm_selection.domain.models import Limits, Modality
from llm_selection.domain.offerings import Stage
from llm_selection.domain.verdicts import Outcome, Verdict
from llm_selection.needs.requirements import Not, keyword_of
from llm_selection.needs.requirements.input import TakesInput
from llm_selection.needs.requirements.license import LicenseIn
from llm_selection.needs.requirements.max_input_price import MaxInputPrice
from llm_selection.needs.requirements.min_context_tokens import MinContext
from llm_selection.needs.requirements.model import ModelIn
from llm_selection.needs.requirements.released_after import ReleasedAfter
from llm_selection.needs.requirements.stage import StageIn
from llm_selection.presentation import relaxation_report
from llm_selection.presentation.answer_report import as_text
from llm_selection.presentation.json_answer import as_json

OPEN = LicenseIn(frozenset({LicenseKind.OPEN_WEIGHT}))


def test_a_cap_moves_to_the_cheapest() -> None:
    """The models cost $5, $0.5 and, at two places, $1 and $2 a million tokens: the nearest to a cap of $0.4 is $0.5."""
    found = recommend("coding", registry=calibrated(), max_input_price="0.4")
    (relaxation,) = relaxations(found)
    cap, nearest = MaxInputPrice(400_000), MaxInputPrice(500_000)
    assert relaxation == Relaxation(
        requirements=(cap,),
        offerings=4,
        models=3,
        nearest=Step(requirements=(nearest,), offerings=1, models=1, model=ModelId("acme/small")),
    )
    assert found.relaxations() == (relaxation,)
    assert relaxation_report.as_text(relaxation) == (
        "input price ≤ $0.5/M instead of $0.4/M: 1 offering of acme/small; without it, 4 offerings of 3 models"
    )
    again = recommend("coding", registry=calibrated(), requirements=[nearest])
    assert [ranked.model.id for ranked in again.ranking] == ["acme/small"]


def test_several_ways_out_are_in_order() -> None:
    """Open weights and a cap that no open model meets: either may go, and a price that moves gives up less than a license."""
    found = recommend("coding", registry=calibrated(), max_input_price="0.6", requirements=[OPEN])
    by_cap, by_license = found.relaxations()
    assert by_cap.requirements == (MaxInputPrice(600_000),)
    assert by_cap.nearest == Step(
        requirements=(MaxInputPrice(10**6),), offerings=1, models=1, model=ModelId("borg/open")
    )
    assert (by_cap.offerings, by_cap.models) == (2, 1)
    assert by_license.requirements == (OPEN,)
    assert (
        relaxation_report.as_text(by_license)
        == "license of any kind (closed too) instead of open-weight: 1 offering of acme/small"
    )


def test_a_region_that_can_be_called_is_nearer_than_none() -> None:
    """What runs in the region that is called may run in the one asked for; what runs elsewhere, or who knows where, is no nearer."""
    scopes = {"cloud/a": None, "cloud/b": "us", "cloud/c": "in-region", "cloud/d": "in-region", "host/eu": "eu"}
    offered = [served(id_, "acme/large", region_scope=scope) for id_, scope in scopes.items()]
    registry = changed(calibrated_records(), offerings=offered)
    asked: dict[str, Any] = {"registry": registry, "provider": "cloud", "model": "acme/large"}
    by_region, *others = recommend("coding", region="eu", **asked).relaxations()
    assert relaxation_report.as_text(by_region) == (
        "region eu or in-region instead of eu: 2 offerings of acme/large; without it, 4 offerings of acme/large"
    )
    assert [each.nearest for each in others] == [None, None]
    assert by_region.nearest is not None
    again = recommend("coding", requirements=filter(None, by_region.nearest.requirements), **asked)
    assert len(again.screening.kept) == 2
    asked["provider"] = "host"
    elsewhere = recommend("coding", region="us,in-region", **asked).relaxations()
    assert "without region in-region or us: 1 offering of acme/large" in map(relaxation_report.as_text, elsewhere)


def test_a_smaller_step_comes_first() -> None:
    """The window would have to shrink by a third, the cap to rise from $0.4 to $0.5, which is by a quarter."""
    wide = served("cloud/open", "borg/open", "0.5", "3", limits=Limits(context_tokens=300_000))
    registry = changed(calibrated_records(), offerings=[wide])
    found = recommend("coding", registry=registry, max_input_price="0.4", min_context_tokens="300k")
    assert [relaxation_report.as_text(each).partition(":")[0] for each in found.relaxations()] == [
        "input price ≤ $0.5/M instead of $0.4/M"
    ]
    cheap = served("host/open", "borg/open", "0.4", "3", limits=Limits(context_tokens=200_000))
    both = changed(calibrated_records(), offerings=[wide, cheap])
    found = recommend("coding", registry=both, max_input_price="0.4", min_context_tokens="300k")
    assert [relaxation_report.as_text(each).partition(":")[0] for each in found.relaxations()] == [
        "input price ≤ $0.5/M instead of $0.4/M",
        "context ≥ 200,000 instead of 300,000",
    ]


def test_what_was_asked_twice_is_named_once() -> None:
    """Equal requirements, such as those of a file and a flag, go together."""
    cap = MaxInputPrice(400_000)
    (relaxation,) = recommend("coding", registry=calibrated(), requirements=[cap, cap]).relaxations()
    assert relaxation.requirements == (cap,)


def test_what_cant_be_dropped_stays() -> None:
    """Without a context window nobody can tell that any request fits, nor do the texts that a model reads show images."""
    untold = changed(calibrated_records(), offerings=[served("acme/large", "acme/large", limits=Limits())])
    alone = Not(ModelIn(frozenset({"acme/small", "borg/open", "borg/new"})))
    found = recommend("coding", registry=untold, requirements=[alone])
    assert [option.model.id for option in found.screening.undecided] == ["acme/large"]
    assert [each.requirements for each in found.relaxations()] == [(alone,)]
    blind = recommend("vision", input="image", requirements=[Not(TakesInput(frozenset({Modality.IMAGE})))])
    assert all(TakesInput(frozenset({Modality.IMAGE})) not in each.requirements for each in blind.relaxations())


def test_what_takes_the_place_of_a_standing_one_gives_it_back() -> None:
    """Asked for previews only, without them active ones aren't enough: stages are widened to hold those that exist."""
    preview = StageIn(frozenset({Stage.PREVIEW}))
    found = recommend("coding", registry=calibrated(), requirements=[preview])
    (relaxation,) = found.relaxations()
    assert relaxation_report.as_text(relaxation) == "active or preview instead of preview: 4 offerings of 3 models"


def test_two_dozen_requirements_are_no_burden() -> None:
    """Each lets half of the offerings through by chance; there are many minimal sets, and at most as many as options."""
    coins = [Coin(number) for number in range(24)]
    found = recommend("coding", requirements=coins)
    answers = found.relaxations()
    assert 50 < len(answers) <= len(found.screening.options)
    assert all(set(each.requirements) - {*coins} <= {*found.screening.requirements} for each in answers)
    assert len(as_text(found).splitlines()) < 2 * (len(coins) + 7) + 40


@dataclass(frozen=True)
class Coin:
    """Half of the offerings meet it, which ones hangs on its number."""

    number: int
    reads: tuple[str, ...] = ("model", "provider", "limits")

    def judge(self, facts: Any) -> Verdict:
        """Toss."""
        met = sha256(repr((self.number, sorted(facts.items()))).encode()).digest()[0] % 2
        return Verdict(outcome=Outcome.MEETS if met else Outcome.FAILS, reason=f"coin {self.number}")

    def __str__(self) -> str:
        """Say which."""
        return f"coin {self.number}"


def test_two_at_once() -> None:
    """Where each option fails two, both must move; what can't be told must go."""
    found = recommend(
        "coding", registry=calibrated(), max_input_price="0.4", min_context_tokens="300k", requirements=[OPEN]
    )
    cap, context = MaxInputPrice(400_000), MinContext(300_000)
    # Closed models fail both and the license too: that set holds this one, so it isn't minimal.
    (relaxation,) = found.relaxations()
    assert set(relaxation.requirements) == {cap, context}
    assert relaxation.nearest is not None
    assert set(relaxation.nearest.requirements) == {MaxInputPrice(10**6), MinContext(200_000)}
    assert relaxation_report.as_text(relaxation) == (
        "input price ≤ $1/M instead of $0.4/M and context ≥ 200,000 instead of 300,000: 1 offering of borg/open; "
        "without both, 2 offerings of borg/open"
    )


def test_from_nothing_any_step_is_the_furthest() -> None:
    """A cap of nothing has no proportion; then the smallest difference counts. Days are compared as days."""
    found = recommend("coding", registry=calibrated(), max_monthly_cost=0)
    (relaxation,) = found.relaxations()
    assert relaxation.nearest is not None
    (cap,) = relaxation.nearest.requirements
    assert recommend("coding", registry=calibrated(), requirements=[cap]).best.model.id == "acme/small"  # type: ignore[list-item]  # there is one
    late = recommend("coding", registry=calibrated(), released_after="2026-09-01")
    (relaxation,) = late.relaxations()
    assert relaxation.nearest is not None
    assert relaxation.nearest.requirements == (ReleasedAfter(date(2026, 5, 31)),)


def test_unknowns_hold_back_unless_they_are_included() -> None:
    """A window that nobody knows keeps an offering out; it has no nearest threshold."""
    untold = [
        replace(one, limits=Limits(max_input_tokens=100_000))
        for one in (served("acme/large", "acme/large"), served("acme/small", "acme/small"))
    ]
    records = calibrated_records()
    registry = changed(records, offerings=untold)
    found = recommend("coding", registry=registry, developer="acme", min_context_tokens="150k")
    assert not found.ranking
    (relaxation, *_) = found.relaxations()
    assert (relaxation.requirements, relaxation.nearest) == ((MinContext(150_000),), None)
    assert (
        recommend(
            "coding", registry=registry, developer="acme", min_context_tokens="150k", unknowns="include"
        ).relaxations()
        == ()
    )
    dear = recommend(
        "coding",
        registry=registry,
        developer="acme",
        max_input_price="0.1",
        min_context_tokens="150k",
        unknowns="include",
    )
    assert dear.relaxations()[0].requirements == (MaxInputPrice(100_000),)
    assert dear.relaxations()[0].models == 2


def test_what_fits_needs_none() -> None:
    """Where something is ranked there is nothing to give up; nor where nothing could be."""
    assert recommend("coding", registry=calibrated()).relaxations() == ()
    records = calibrated_records()
    unmeasured = changed(records, offerings=dict[str, object]())
    assert recommend("coding", registry=unmeasured).relaxations() == ()


def test_reports_name_them() -> None:
    """Five at most in text, all in JSON."""
    found = recommend("coding", registry=calibrated(), max_input_price="0.6", requirements=[OPEN])
    text = as_text(found)
    assert "The fewest requirements without which something fits:\n" in text
    assert "license of any kind (closed too) instead of open-weight: 1 offering of acme/small" in " ".join(text.split())
    rows = json.loads(as_json(found))["relaxations"]
    asked = [
        [{"text": str(each), "keyword": keyword_of(each)} for each in one.requirements] for one in found.relaxations()
    ]
    assert [row["requirements"] for row in rows] == asked
    assert [row["nearest"] is None for row in rows] == [each.nearest is None for each in found.relaxations()]
    assert [[each["keyword"] for each in row["requirements"]] for row in rows] == [["max_input_price"], ["license"]]
    assert [(row["models"], row["model"]) for row in rows] == [(1, "borg/open"), (1, "acme/small")]
    assert json.loads(as_json(recommend("coding", registry=calibrated())))["relaxations"] == []


def test_a_long_list_is_cut() -> None:
    """The rest is counted: six models are each excluded alone, and all others together."""
    models = [ranked.model.id for ranked in recommend("coding").ranking[:6]]
    excluded = [Not(ModelIn(frozenset({model}))) for model in models]
    found = recommend("coding", requirements=[*excluded, ModelIn(frozenset(models))])
    assert sorted(len(each.requirements) for each in found.relaxations()) == [1] * 7
    assert as_text(found).endswith("\n          and 2 other sets")
