"""Assessments: one model's quality traced to its results."""

import gc
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from factories import DAY, calibrated, calibrated_records, changed, model, registry, result, served
from llm_selection import Evaluation, estimate_quality, expected_score
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.calibration import Ability, EffortAbility, EffortSteps
from llm_selection.domain.efforts import Effort, EffortLadder
from llm_selection.domain.evaluations import Score
from llm_selection.domain.identity import ModelId
from llm_selection.errors import InvalidInputError, NotFoundError
from llm_selection.estimation.abilities import Posterior
from llm_selection.estimation.own_results import NOTHING_KNOWN, curve_of
from llm_selection.needs.use_cases import UseCase
from llm_selection.recommendation import recommend
from llm_selection.registry import Registry, bundled
from llm_selection.selection.assessments import NOTHING, Known, Qualities, known_of, known_results, qualities_at

LARGE, OPEN, NEW = map(ModelId, ("acme/large", "borg/open", "borg/new"))


def test_an_estimate_is_that_of_the_ranking_traced() -> None:
    """The same numbers as in an answer, with every result that took part and its move."""
    facts = calibrated()
    found = estimate_quality("acme/large", "coding", registry=facts)
    ranked = recommend("coding", registry=facts).best
    assert ranked.model.id == LARGE
    assert replace(found, moved=None) == ranked.quality[Task.CODING]
    assert found.moved is not None
    assert {one.result.benchmark for one in found.moved} == {"code-one", "code-two", "math-one"}
    assert all(one.points is not None and one.points * one.by > 0 for one in found.moved)


def test_answers_of_earlier_days_take_little_memory() -> None:
    """Of each model its ability is kept; all that is known of it only of the last."""
    facts = bundled()
    before = len(_all_known())
    for days in (30, 31):
        assert recommend("math", registry=facts, license="open-weight", on=facts.date - timedelta(days)).ranking
    assert len(_all_known()) - before <= 5


def _all_known() -> list[Posterior]:
    """Return all that is known of models and still in memory."""
    gc.collect()
    return [found for found in gc.get_objects() if isinstance(found, Posterior)]


def test_a_model_is_found_by_any_of_its_names() -> None:
    """An alias, or another library's id."""
    facts = calibrated()
    one, two = (estimate_quality(name, Task.MATH, registry=facts) for name in ("open-latest", "Borg/Open-70B"))
    assert one == two == estimate_quality("borg/open", Task.MATH, registry=facts)


def test_a_model_without_results_is_what_models_like_it_are() -> None:
    """Its prior, said so, with nothing that moved it; a ranking has no place for it."""
    found = estimate_quality(NEW, "coding", registry=calibrated())
    assert found.moved == ()
    assert found.ability.mean == pytest.approx(0.2)
    assert "No result at all: rests on what models like it do." in found.warnings


def test_results_published_later_do_not_count() -> None:
    """On a day before them there is only the prior; results have their source's day where they have none."""
    facts = calibrated()
    assert [one.measured for one in known_results(LARGE, facts, DAY)] == [DAY] * 3
    assert known_results(LARGE, facts, date(2026, 10, 1)) == []
    assert estimate_quality(LARGE, "coding", registry=facts, on=date(2026, 10, 1)).moved == ()
    later = estimate_quality(LARGE, "coding", registry=facts, on=date(2030, 1, 1))
    assert later == estimate_quality(LARGE, "coding", registry=facts)


def test_own_tests_are_traced_by_ability() -> None:
    """Quality is then of the user's own work; public results are told in ability, and the test isn't one of them."""
    own = Evaluation(name="ours", scores=(Score(model="acme/large", right=30, items=60),))
    found = estimate_quality("acme/large", "coding", registry=calibrated(), results=own)
    assert (found.tests, found.own) == (("ours",), True)
    assert found.moved is not None
    assert {one.points for one in found.moved} == {None}
    assert {one.result.benchmark for one in found.moved} == {"code-one", "code-two", "math-one"}


@pytest.mark.parametrize(
    ("task", "problem"),
    [
        ("safety", "can't be ranked"),
        ("dancing", "dancing isn.t known; nearest: "),
        ("coding,math", "one task is estimated at a time"),
    ],
)
def test_tasks_without_an_estimate_are_refused(task: str, problem: str) -> None:
    """A task without a basket, an unknown one, and several."""
    with pytest.raises(InvalidInputError, match=problem):
        estimate_quality("acme/large", task, registry=calibrated())


def test_without_a_prior_nothing_can_be_said() -> None:
    """A registry whose fit knows nobody says nothing of a model it never measured."""
    facts = changed(calibrated_records(), priors={})
    with pytest.raises(InvalidInputError, match="knows no model's ability"):
        estimate_quality(NEW, "coding", registry=facts)
    with pytest.raises(InvalidInputError, match="knows no model's ability"):
        expected_score(NEW, "code-one", registry=facts)


def test_unknown_models_and_benchmarks_are_named() -> None:
    """With what is near."""
    with pytest.raises(NotFoundError, match="acme/larg"):
        estimate_quality("acme/larg", "coding", registry=calibrated())
    with pytest.raises(NotFoundError, match="code-three"):
        expected_score("acme/large", "code-three", registry=calibrated())
    with pytest.raises(InvalidInputError, match="has no parameters"):
        expected_score("acme/one", "code-one", registry=registry(results=[result()]))


def test_old_results_are_told_on_the_day_asked_about() -> None:
    """On a day long after the data's, what is known is the same, and has grown old."""
    facts = changed(calibrated_records(), abilities={})
    now, later = (estimate_quality(LARGE, "coding", registry=facts, on=day) for day in (None, date(2030, 1, 1)))
    assert replace(later, warnings=()) == replace(now, warnings=())
    assert set(later.warnings) - set(now.warnings) == {f"The newest result on this task is of {DAY}."}


def test_a_day_before_the_fit_says_what_isnt_turned_back() -> None:
    """Results are those of the day; the scale, and what is expected without results, are the fit's."""
    facts = calibrated()
    said = estimate_quality(LARGE, "coding", registry=facts, on=date(2026, 10, 1)).warnings
    assert any(note.startswith("Fitted to results up to") for note in said)
    assert not any(note.startswith("Fitted") for note in estimate_quality(LARGE, "coding", registry=facts).warnings)


@pytest.mark.parametrize("day", ["2026-10-01", date(2026, 10, 1)])
def test_a_day_may_be_text(day: date) -> None:
    """As in a use case; anything else is refused."""
    facts = calibrated()
    assert estimate_quality(LARGE, "coding", registry=facts, on=day).moved == ()
    assert expected_score(LARGE, "code-one", registry=facts, on=day).own == 0
    with pytest.raises(InvalidInputError, match="must be a date"):
        expected_score(LARGE, "code-one", registry=facts, on="soon")


def test_own_tests_of_another_task_tell_nothing_of_this_one() -> None:
    """How hard somebody's coding is says nothing of how good a model is at mathematics; on a benchmark, any result does."""
    facts = calibrated()
    before = estimate_quality(LARGE, "math", registry=facts)
    own = Evaluation.counted("ours", {LARGE: (900, 1000), OPEN: (100, 1000)}, task="coding")
    assert estimate_quality(LARGE, "math", registry=facts, results=own) == before
    public = Evaluation.counted("code-one", {LARGE: (990, 1000)}, task="coding")
    after = estimate_quality(LARGE, "math", registry=facts, results=public)
    assert not after.own
    assert after.mean > before.mean


def test_results_on_a_benchmark_without_parameters_are_of_an_own_test() -> None:
    """What the fit never saw can't tell abilities by its parameters, and isn't thrown away."""
    records = calibrated_records()
    new = replace(records.benchmarks["code-one"], id="code-new")
    facts = changed(records, benchmarks={**records.benchmarks, "code-new": new})
    low, high = (
        estimate_quality("acme/large", "coding", registry=facts, results=Evaluation.counted("code-new", {LARGE: pair}))
        for pair in ((1, 500), (499, 500))
    )
    assert low.own
    assert high.own
    assert low.mean < high.mean


@pytest.mark.parametrize("offered", [("host/tuned",), ()])
def test_a_fine_tune_has_its_base_offered_or_not(offered: tuple[str, ...]) -> None:
    """Whether anyone serves a model changes nothing of its quality."""
    records = calibrated_records()
    tuned = model("borg/tuned", base=OPEN, license="freeware", released=DAY)
    again = model("borg/tuned-again", base=tuned.id, license="freeware", released=DAY)
    offerings = [served(place, tuned.id) for place in offered]
    facts = changed(records, models=[tuned, again], offerings=offerings)
    found = estimate_quality(again.id, "coding", registry=facts)
    base = estimate_quality(OPEN, "coding", registry=facts)
    assert found.ability.mean == pytest.approx(base.ability.mean)
    assert found.ability.inherited == base.ability.results
    assert "No result of its own: inferred from the model it was fine-tuned from." in found.warnings


def test_a_later_day_rests_on_the_same() -> None:
    """On the user's own tests, or not, as on the data's own day; how each model stands to the work, too."""
    data = bundled()
    day = data.date + timedelta(days=5)
    later = qualities_at(Task.CODING, data, day)
    assert later.by_own_tests is qualities_at(Task.CODING, data, data.date).by_own_tests is False
    assert later.work is NOTHING_KNOWN
    facts = calibrated()
    ours = Evaluation.counted("ours", {LARGE: (30, 60)}, task="coding")
    for known in (Known((ours,)), Known((), (OPEN, 0.3))):
        now, then = (qualities_at(Task.CODING, facts, each, known) for each in (facts.date, day))
        assert then.work is now.work
        assert then.by_own_tests is now.by_own_tests is (known.today is None)
        assert then.is_tried(LARGE) is now.is_tried(LARGE) is (known.today is None)
        assert not then.is_tried(OPEN)
        assert [each.standing(LARGE) for each in (then, now)] == [now.work.standing(LARGE, _curve(now))] * 2
        assert replace(then.known(LARGE), warnings=()) == replace(now.known(LARGE), warnings=())


def _curve(qualities: Qualities) -> tuple[float, float]:
    """Return the curve of acme/large on the basket."""
    public = qualities.of_basket(LARGE)
    assert public is not None
    return curve_of(public)


def test_one_that_was_tried_and_never_measured_is_as_models_like_it() -> None:
    """Until the trial; a model without any prior, or that nobody tried, has no estimate."""
    facts = calibrated()
    ours = Evaluation.counted("ours", {NEW: (30, 60)}, task="coding")
    found = qualities_at(Task.CODING, facts, facts.date, Known((ours,)))
    public = found.of_basket(NEW)
    assert public is not None
    assert public.ability.results == 0
    assert found.known(NEW).mean != public.mean
    assert qualities_at(Task.CODING, facts, facts.date).of(NEW) is None
    bare = changed(calibrated_records(), priors={}, abilities={})
    assert qualities_at(Task.CODING, bare, bare.date, Known((ours,))).of(NEW) is None


def test_what_a_need_tells_of_the_work_is_its_results_and_its_guess() -> None:
    """A model of today alone tells nothing; with how much it solves, by the registry's id."""
    facts = calibrated()
    need = UseCase(tasks={Task.CODING: 1}, today="open-latest")
    assert known_of(need, facts) == NOTHING
    assert known_of(replace(need, solved=0.25), facts) == Known((), (OPEN, 0.25))


def with_efforts(
    abilities: Mapping[Task, Mapping[ModelId, Ability]] | None = None,
    effort_abilities: Mapping[Task, Mapping[ModelId, Mapping[Effort, EffortAbility]]] | None = None,
) -> Registry:
    """Build a registry whose model was measured at two efforts and takes three, with what is shipped of it."""
    records = calibrated_records()
    assert records.calibration is not None
    steps = EffortSteps(mean={"coding/low": 0.6, "coding/high": 0.2}, factor_sd={"on": 0.2}, own_sd={"more": 0.1})
    ladder = EffortLadder(levels=(Effort.NONE, Effort.LOW, Effort.HIGH), default=Effort.HIGH)
    results = (result(LARGE, "code-one", 0.7, effort="high"), result(LARGE, "code-one", 0.5, effort="low"))
    return changed(
        records,
        models=[replace(records.models[LARGE], efforts=ladder)],
        calibration=replace(records.calibration, effort_steps=steps),
        results={**records.results, LARGE: results},
        abilities=abilities or {},
        effort_abilities=effort_abilities or {},
    )


def test_quality_at_an_effort() -> None:
    """More effort does better here; the highest measured counts where none is asked for."""
    registry = with_efforts()
    usual, none, low, high = (
        estimate_quality(LARGE, "coding", registry=registry, effort=effort) for effort in (None, "none", "low", "high")
    )
    assert none.mean < low.mean < high.mean == usual.mean
    assert usual.ability.effort is Effort.HIGH
    assert none.ability.effort is Effort.NONE
    assert low.moved
    later = estimate_quality(LARGE, "coding", registry=registry, on=registry.date + timedelta(days=1), effort="low")
    assert later.mean == low.mean
    new = estimate_quality(NEW, "coding", registry=registry, results=Evaluation(name="mine", scores=(own(NEW),)))
    assert new.ability.effort is None


def own(model: ModelId) -> Score:
    """Build a score of the user's own."""
    return Score(model=model, share=0.95, items=400)


def test_what_is_shipped_is_used() -> None:
    """At every effort, without estimating anything."""
    at = {effort: Ability(mean=mean, sd=0.1, results=2, direct=2, effort=effort)
          for effort, mean in ((Effort.HIGH, 3.0), (Effort.LOW, 1.0))}  # fmt: skip
    registry = with_efforts(
        {Task.CODING: {LARGE: at[Effort.HIGH]}}, {Task.CODING: {LARGE: {Effort.LOW: EffortAbility(mean=1.0, sd=0.1)}}}
    )
    qualities = qualities_at(Task.CODING, registry, registry.date)
    assert qualities.efforts(LARGE) == (Effort.LOW, Effort.HIGH)
    assert qualities_at(Task.CODING, registry, registry.date + timedelta(days=1)).efforts(LARGE)
    for asked, effort in ((None, Effort.HIGH), (Effort.HIGH, Effort.HIGH), (Effort.LOW, Effort.LOW)):
        found = qualities.of(LARGE, asked)
        assert found is not None
        assert found.ability == at[effort]


def test_an_effort_that_is_not_taken() -> None:
    """The error lists those that are."""
    registry = with_efforts()
    with pytest.raises(InvalidInputError, match="got 'max'; it takes none, low, high"):
        estimate_quality(LARGE, "coding", registry=registry, effort="max")
    with pytest.raises(InvalidInputError, match="got 'low'; no effort is known that it takes"):
        estimate_quality(OPEN, "coding", registry=registry, effort="low")


def test_own_results_move_every_effort() -> None:
    """What the user measured on a benchmark isn't in what is shipped, so it is estimated anew."""
    registry = with_efforts()
    before, after = (
        estimate_quality(LARGE, "coding", registry=registry, effort="low", results=tests)
        for tests in ((), Evaluation(name="code-two", scores=(own(LARGE),)))
    )
    assert after.mean > before.mean


def test_a_share_alone_is_that_of_the_estimate() -> None:
    """And the results that an estimate rests on are counted alike: of every model that we ship, at every effort."""
    qualities = Qualities(bundled(), Task.CODING, bundled().date, NOTHING)
    for name in bundled().abilities[Task.CODING]:
        usual = qualities.of(name)
        assert usual is not None
        assert qualities.direct(name) == usual.ability.direct
        for effort in (None, *qualities.efforts(name)):
            found = qualities.of(name, effort)
            assert found is not None
            assert qualities.share(name, effort) == found.mean
