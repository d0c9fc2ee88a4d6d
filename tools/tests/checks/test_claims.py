"""Claims: what an article says is shown beside what the registry records, and never becomes a fact without its status."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from factories import evidence, model, registry, result, seen, source, terms
from llm_selection.domain.evidence import Agreement, Evidence, EvidenceByField, Status
from llm_selection.domain.identity import ModelId
from llm_selection.domain.models import (
    Alignment,
    AlignmentMethod,
    AlignmentStage,
    DataKind,
    Dense,
    Downloadable,
    Limits,
    MixtureOfExperts,
    NotOffered,
    Route,
    Router,
    TrainingData,
    Undisclosed,
)
from llm_selection.registry import Registry, bundled
from registry_tools.checks import claims
from registry_tools.checks import data as check_data
from registry_tools.checks.claims import Claim, Conclusion
from registry_tools.pages.claims import claims_page
from registry_tools.toml_files import write_record

DOCUMENTED = seen(status=Status.DOCUMENTED)
CLAIM = Claim(
    id="C1",
    topic="architecture",
    verdict=Conclusion.UNDISCLOSED,
    status=Status.REPORTED,
    checked=date(2026, 11, 23),
    article="It is dense.",
    found="Nobody says.",
    records=("acme/* architecture",),
    never=("acme/* architecture dense",),
)


def market() -> Registry:
    """Return a registry with models of several kinds."""
    return registry(
        [
            model("acme/a", architecture=Dense(), evidence=evidence(architecture=DOCUMENTED)),
            model("acme/b", architecture=Dense()),
            model("acme/c", architecture=MixtureOfExperts(experts=8)),
            model("acme/d", architecture=Undisclosed()),
            model("acme/e"),
            model(
                "borg/router",
                architecture=Router(routes=(Route(role="fast", model=ModelId("acme/a")), Route(role="deep"))),
                limits=Limits(context_tokens=200_000),
                evidence=EvidenceByField(
                    record=seen(), fields={"limits.context_tokens": seen(agreement=Agreement.DISPUTED)}
                ),
                released=date(2026, 3, 1),
                weights=Downloadable(),
                license="freeware",
                alignment=Alignment(
                    stages=tuple(
                        AlignmentStage(method=method, evidence=seen())
                        for method in (AlignmentMethod.SFT, AlignmentMethod.RL, AlignmentMethod.SFT)
                    )
                ),
                training=TrainingData(kinds=frozenset({DataKind.WEB, DataKind.CODE})),
            ),
        ]
    )


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("acme/a architecture", "`acme/a` architecture: dense (documented, 2026-11-01)"),
        ("acme/d architecture", "`acme/d` architecture: undisclosed (reported, 2026-11-01)"),
        ("acme/d architecture.experts", "`acme/d` architecture, experts: undisclosed (reported, 2026-11-01)"),
        ("acme/a architecture.experts", "`acme/a` architecture, experts: unknown"),
        ("acme/e architecture", "`acme/e` architecture: unknown"),
        (
            "acme/* architecture",
            (
                "`acme/*` architecture: 2 × dense (1 documented, 1 reported), 1 × mixture-of-experts (reported), "
                "1 × undisclosed, 1 × unknown"
            ),
        ),
        (
            "borg/router architecture.routes",
            "`borg/router` architecture, routes: fast (acme/a); deep (not published) (reported, 2026-11-01)",
        ),
        ("borg/* alignment.stages", "`borg/router` alignment, stages: sft; rl (reported, 2026-11-01)"),
        ("borg/router training.kinds", "`borg/router` training, kinds: code; web (reported, 2026-11-01)"),
        (
            "borg/router limits.context_tokens",
            "`borg/router` limits, context tokens: 200,000 (reported, 2026-11-01, disputed)",
        ),
        ("borg/router limits.max_output_tokens", "`borg/router` limits, max output tokens: unknown"),
        ("borg/router released", "`borg/router` released: 2026-03-01 (reported, 2026-11-01)"),
        ("* license_kind", "`*` license kind, computed: 6 × unknown"),
        ("zeta/one weights", "`zeta/one`: not in the registry"),
        ("acme/*", "`acme/*`: 5 models, as of 2026-11-01"),
        ("*", "all: 6 models, as of 2026-11-01"),
    ],
)
def test_what_is_recorded_is_said_with_its_status(reference: str, words: str) -> None:
    """One model by its value and day, several by counts; a model that isn't there, and a gap, are said to be that."""
    assert claims.recorded(market(), reference) == words


def test_a_group_of_facts_needs_a_part() -> None:
    """A whole group can't be said in a word."""
    with pytest.raises(ValueError, match="name a part of Limits"):
        claims.recorded(market(), "borg/router limits")


def test_what_nobody_disclosed_may_stand_only_as_claimed() -> None:
    """And what is contradicted mayn't stand at all."""
    claimed = evidence(architecture=seen(status=Status.CLAIMED))
    data = registry([model("acme/a", architecture=Dense(), evidence=claimed), model("acme/b", architecture=Dense())])
    assert claims.refuted(data, [CLAIM]) == ["acme/b architecture: dense (C1)"]
    wrong = replace(CLAIM, verdict=Conclusion.CONTRADICTED)
    assert claims.refuted(data, [wrong]) == ["acme/a architecture: dense (C1)", "acme/b architecture: dense (C1)"]


@pytest.mark.parametrize(
    ("never", "found"),
    [
        ("borg/* training.kinds code", True),
        ("borg/* training.kinds books", False),
        ("borg/* training.kinds *", True),
        ("borg/* alignment.stages sft", True),
        ("acme/* training.tokens *", False),
        ("zeta/* architecture dense", False),
        ("acme/d architecture *", False),
    ],
)
def test_lists_and_any_value_can_be_refused(never: str, found: bool) -> None:  # noqa: FBT001 - a case
    """Unknown and undisclosed are no values; a model that isn't there breaks nothing."""
    assert bool(claims.refuted(market(), [replace(CLAIM, never=(never,))])) is found


def _by_field(cited: Evidence) -> Registry:
    """Put evidence on a field of a model."""
    return registry([model("acme/a", architecture=Dense(), evidence=evidence(architecture=cited))])


def _inside(cited: Evidence) -> Registry:
    """Put evidence inside a field of a model."""
    stages = (AlignmentStage(method=AlignmentMethod.DPO, evidence=cited),)
    return registry([model("acme/a", alignment=Alignment(stages=stages))])


def _by_license(cited: Evidence) -> Registry:
    """Put evidence on a license."""
    return registry(licenses=[terms(evidence=EvidenceByField(record=cited))])


@pytest.mark.parametrize("place", [_by_field, _inside, _by_license])
def test_a_fact_on_the_articles_word_has_to_be_claimed(place: Callable[[Evidence], Registry]) -> None:
    """Wherever the article is cited: as an address, or as what was read."""
    for cited in (seen(url=claims.ARTICLE), seen(read_via=f"a copy of {claims.ARTICLE}")):
        assert len(claims.on_the_articles_word(place(cited))) == 1
        assert claims.on_the_articles_word(place(replace(cited, status=Status.CLAIMED))) == []
    assert claims.on_the_articles_word(place(seen(url="https://example.org"))) == []


def test_the_article_as_a_source_is_found_too() -> None:
    """Results have no status, so the article can't be theirs."""
    article = {"page": source(url=claims.ARTICLE)}
    assert "models: acme/one" in claims.on_the_articles_word(registry(sources=article))
    found = claims.on_the_articles_word(registry(results=[result(url=claims.ARTICLE)]))
    assert found == ["results: acme/one on code-one"]


def test_no_claim_became_a_fact_of_the_data_we_ship() -> None:
    """Nothing rests on the article alone unless it says so, and nothing that was refuted stands as a fact."""
    assert claims.on_the_articles_word(bundled()) == []
    assert claims.refuted(bundled(), claims.read_claims()) == []


def test_data_with_a_refuted_claim_is_refused() -> None:
    """Checking the data finds it."""
    data = registry([model("xai/grok-2", weights=NotOffered())])
    (finding,) = (found for found in check_data.errors(data) if "refuted" in found.what)
    assert finding.places == ("xai/grok-2 weights: not-offered (S42)",)


def test_every_reference_names_a_field() -> None:
    """Of models that aren't in the registry too: a misspelled field is an error, not a gap."""
    data = bundled()
    for claim in claims.read_claims():
        for reference in (*claim.records, *(never.rpartition(" ")[0] for never in claim.never)):
            _, _, name = reference.partition(" ")
            if name:
                claims.recorded(data, f"openai/gpt-5 {name}")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"records": []}, "name records"),
        ({"verdict": "outdated"}, "name what is never recorded"),
        ({"verdict": "perhaps"}, "perhaps"),
    ],
)
def test_a_claim_says_how_it_is_recorded(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    """One that isn't confirmed says too what keeps it out."""
    path = tmp_path / "claims.toml"
    write_record(path, {"C1": {**ROW, **changes}})
    with pytest.raises(ValueError, match=message):
        claims.read_claims(path)


ROW: Mapping[str, Any] = {
    "topic": "market",
    "verdict": "confirmed",
    "status": "documented",
    "checked": date(2026, 11, 23),
    "article": "A.",
    "found": "B.",
    "records": ["*"],
}
"""A claim as people write it."""


def test_a_claim_is_read_as_it_stands(tmp_path: Path) -> None:
    """Without an address it was read nowhere."""
    path = tmp_path / "claims.toml"
    write_record(path, {"C1": dict(ROW)})
    (claim,) = claims.read_claims(path)
    assert (claim.id, claim.verdict, claim.status) == ("C1", Conclusion.CONFIRMED, Status.DOCUMENTED)
    assert (claim.url, claim.read_via) == (None, None)


def test_the_page_counts_and_shows_every_claim() -> None:
    """Verdicts are counted; each claim is one row, whatever its words hold."""
    odd = replace(CLAIM, id="C2", article="This | that.", records=(), unrecorded="an opinion", limit="Of some.")
    lines = list(claims_page(market(), [CLAIM, odd]))
    rows = [line.split(" | ") for line in lines if line.startswith("| C")]
    assert [len(row) for row in rows] == [5, 5]
    assert rows[1][1] == "This / that."
    assert rows[1][3:] == ["**undisclosed** Of some.", "not recorded: an opinion |"]
    assert any(line.startswith("| undisclosed | 2 |") for line in lines)
