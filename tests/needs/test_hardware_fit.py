"""Fitting: what a model needs on given hardware beside what there is, known, bounded or unknown."""

from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import pytest

from factories import DAY, calibrated_records, changed
from hosts import GB, card, llama, shape, sparse
from llm_selection.domain.hardware import Precision
from llm_selection.domain.identity import ModelId
from llm_selection.domain.models import Downloadable, Limits, Model, NotOffered
from llm_selection.domain.verdicts import Outcome, Verdict
from llm_selection.errors import InvalidInputError, NotFoundError
from llm_selection.estimation.hosting import weight_bytes
from llm_selection.needs.hardware_fit import Hostable
from llm_selection.needs.requirements.fits_on import FitsOn
from llm_selection.recommendation import recommend
from llm_selection.registry import bundled
from llm_selection.selection.options import options_of

MEETS, FAILS, UNKNOWN = Outcome.MEETS, Outcome.FAILS, Outcome.UNKNOWN
ON_CARD = FitsOn(accelerator="acme/card")
SMALL, TINY = card(memory_bytes=20 * GB), card(memory_bytes=10 * GB)
UNNAMED = Downloadable(native_dtype=None)


def facts(model: Model, accelerator: Any = None) -> dict[str, Any]:
    """Make the fact that the requirement reads, of one accelerator."""
    hardware = accelerator or card()
    return {"hostable": SimpleNamespace(model=model, accelerator=lambda _: hardware)}


@pytest.mark.parametrize(
    ("asked", "model", "accelerator", "outcome", "reason"),
    [
        # 16.06 GB of weights, 8,192 x 131,072 = 1.07 GB of cache, 0.74 GB of activations, 0.99 GB beside: 18.86 GB of 72.
        (ON_CARD, llama(), card(), MEETS, "17.6 of 67.1 GiB on Card, weights in bf16 as released"),
        (ON_CARD, llama(), SMALL, FAILS, "17.6 of 16.8 GiB on Card, weights in bf16 as released"),
        # On two of the three: half of weights and cache, 0.44 GB of activations and 0.99 GB beside are 9.99 GB.
        (
            replace(ON_CARD, accelerators=3),
            llama(),
            SMALL,
            MEETS,
            "9.3 of 16.8 GiB on each of 2 Card, weights in bf16",
        ),
        # 6.98 billion numbers in 4.5 bits and 1.05 in 16 are 6.03 GB.
        (replace(ON_CARD, precision=Precision.INT4), llama(), TINY, MEETS, "8.2 of 8.4 GiB on Card, weights in int4"),
        (
            replace(ON_CARD, precision=Precision.INT4, batch=2),
            llama(),
            TINY,
            FAILS,
            "9.2 of 8.4 GiB on Card, weights in int4",
        ),
        (
            replace(ON_CARD, context_tokens=10_000),
            llama(limits=Limits(context_tokens=9_999)),
            card(),
            FAILS,
            "window 9,999",
        ),
        (ON_CARD, llama(weights=NotOffered()), card(), FAILS, "weights not given out"),
        (ON_CARD, llama(weights=None), card(), UNKNOWN, "whether its weights are given out isn't known"),
        (ON_CARD, llama(), card(memory_bytes=None), UNKNOWN, "the memory of Card isn't known"),
        (
            ON_CARD,
            llama(total_parameters=None, checkpoint_parameters=None),
            card(),
            UNKNOWN,
            "its size isn't known: how many parameters it has isn't known",
        ),
        # An upper bound that fits meets; one that doesn't fit leaves it unknown, unless the weights alone are too much.
        (
            replace(ON_CARD, precision=Precision.INT4),
            llama(tied_embeddings=None),
            TINY,
            MEETS,
            "at most 8.2 of 8.4 GiB on Card, weights in int4",
        ),
        (
            replace(ON_CARD, precision=Precision.INT4, batch=2),
            llama(tied_embeddings=None),
            TINY,
            UNKNOWN,
            "at most 9.2 of 8.4 GiB on Card, weights in int4",
        ),
        (
            replace(ON_CARD, precision=Precision.INT4),
            llama(tied_embeddings=None),
            card(memory_bytes=4 * GB),
            FAILS,
            # 8,030,261,248 x 4.5 / 8 bytes.
            "at least 4.2 of 3.4 GiB on Card, weights in int4",
        ),
        # Without a shape the cache isn't known, and weights that are too much are too much.
        (
            ON_CARD,
            llama(cache_layers=None, attention=None),
            TINY,
            FAILS,
            "at least 15.0 of 8.4 GiB on Card, weights in",
        ),
        (ON_CARD, llama(cache_layers=None, attention=None), card(), UNKNOWN, "its size isn't known: the shape of its"),
        (
            ON_CARD,
            llama(attention=shape(hidden_size=None)),
            card(),
            UNKNOWN,
            "its size isn't known: the width of its layers isn't known",
        ),
        # gpt-oss-120b: 116.8 billion numbers at 4.25 bits are 62 GB, and more.
        (
            ON_CARD,
            replace(sparse(), active_parameters=None),
            SMALL,
            FAILS,
            "at least 57.8 of 16.8 GiB on Card, weights in",
        ),
        # Of a model released in no format known here, 16 bits that fit will do; else it may have fewer.
        (ON_CARD, llama(weights=UNNAMED), card(), MEETS, "17.6 of 67.1 GiB on Card, weights in bf16, as far as known"),
        (ON_CARD, llama(weights=UNNAMED), SMALL, UNKNOWN, "its size isn't known: the number format of the release"),
        (
            ON_CARD,
            llama(weights=UNNAMED),
            card(memory_bytes=4 * GB),
            FAILS,
            # 8,030,261,248 x 4.25 / 8 bytes.
            "at least 4.0 of 3.4 GiB on Card, weights in any format",
        ),
    ],
)
def test_a_model_fits_or_not_or_nobody_knows(
    asked: FitsOn, model: Model, accelerator: Any, outcome: Outcome, reason: str
) -> None:
    """The reason says how many GiB of how many, on how many accelerators, in which number format."""
    verdict = asked.judge(facts(model, accelerator))
    assert (verdict.outcome, verdict.reason[: len(reason)]) == (outcome, reason)


def test_hardware_is_said_in_a_few_words() -> None:
    """What isn't asked for isn't said."""
    assert str(ON_CARD) == "fits on 1 × acme/card, 8,192 tokens of context"
    asked = FitsOn(accelerator="acme/card", accelerators=2, precision=Precision.INT4, context_tokens=16_000, batch=4)
    assert str(asked) == "fits on 2 × acme/card in int4, 16,000 tokens of context, 4 at once"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"accelerators": 0}, "accelerators must be a whole number of at least 1, got 0"),
        ({"accelerators": 65}, "accelerators must be from 1 to 64, got 65"),
        ({"context_tokens": None}, "context_tokens must be a whole number of at least 1, got None"),
        ({"batch": 1.5}, "batch must be a whole number of at least 1, got 1.5"),
        ({"accelerator": 5}, "accelerator must be the id of an accelerator, got 5"),
        (
            {"precision": "int3"},
            "precision must be of fp32, bf16, fp8, int8, fp4, int4; got 'int3'; nearest: int8, int4",
        ),
    ],
)
def test_hardware_built_by_hand_is_checked(change: dict[str, Any], fault: str) -> None:
    """As what is read from a file is; a number format may be text."""
    with pytest.raises(InvalidInputError) as caught:
        FitsOn(**{"accelerator": "acme/card", **change})
    assert str(caught.value) == fault
    assert FitsOn(accelerator="acme/card", precision="int4").precision is Precision.INT4  # type: ignore[arg-type]  # text


def test_the_fewest_accelerators_that_do() -> None:
    """Up to 64; none where weights aren't given out, or nobody knows."""
    assert ON_CARD.fewest(facts(llama(), SMALL)) == 2
    assert ON_CARD.fewest(facts(llama(weights=NotOffered()))) is None
    assert ON_CARD.fewest(facts(llama(cache_layers=None, attention=None))) is None


def test_hardware_that_nobody_knows_is_refused() -> None:
    """The nearest are named, inside combinations too."""
    with pytest.raises(
        NotFoundError, match=r"no accelerator 'nvidia/rtx4090' in registry .*; nearest: nvidia/rtx-4090"
    ):
        recommend("coding", fits_on={"accelerator": "nvidia/rtx4090"})
    with pytest.raises(NotFoundError, match="no accelerator 'nvidia/rtx4090'"):
        recommend("coding", forbid={"fits_on": {"accelerator": "nvidia/rtx4090"}})


@dataclass(frozen=True)
class Small:
    """A requirement of one's own on how large a model is."""

    reads: tuple[str, ...] = ("hostable",)

    def judge(self, facts: Any) -> Verdict:
        """Look at the model."""
        total = facts["hostable"].model.total_parameters
        return Verdict(outcome=Outcome.of(None if total is None else total < 10**12), reason=f"{total}")

    def __str__(self) -> str:
        """Say it in a few words."""
        return "less than a trillion parameters"


def test_a_requirement_of_ones_own_may_read_the_fact() -> None:
    """No hardware is looked up for it."""
    found = recommend("coding", registry=changed(calibrated_records()), requirements=[Small()])
    assert {ranked.model.id for ranked in found.ranking} == {"borg/open"}


def test_offerings_of_a_model_that_fits_meet_it() -> None:
    """Wherever it is served: it is the model that could be hosted."""
    sizes = llama()
    names = "total_parameters checkpoint_parameters attention cache_layers vocabulary tied_embeddings weights"
    known = calibrated_records().models[ModelId("borg/open")]
    fitting = replace(known, **{name: getattr(sizes, name) for name in names.split()})
    registry = changed(calibrated_records(), models=[fitting], accelerators=[card()])
    found = recommend("coding", registry=registry, on=DAY, fits_on={"accelerator": "acme/card"})
    assert {ranked.model.id for ranked in found.ranking} == {"borg/open"}
    # The largest of the whole registry's models on the hardware at hand: each offering says what its model's size says.
    options = options_of(registry, DAY, None)
    column = options.column("hostable")
    assert [column[place].id for place in range(len(options))] == [option.model.id for option in options]


def test_a_fact_of_the_registry_we_ship() -> None:
    """A model and an accelerator that it has, by hand: weights in int4 and 16k of cache on a card of 24 GB."""
    registry = bundled()
    hostable = Hostable(id=registry.model("alibaba/qwen3-8b").id, registry=registry)
    asked = FitsOn(accelerator="nvidia/rtx-4090", precision=Precision.INT4, context_tokens=16_384)
    weights = weight_bytes(hostable.model, Precision.INT4).bytes
    assert weights is not None
    verdict = asked.judge(dict[str, Any](hostable=hostable))
    assert verdict.outcome is MEETS
    assert float(verdict.reason.split(" of ")[0].removeprefix("at most ")) > weights / 2**30
