"""Scanning: what becomes of the names that a text holds, by whose word, and what to move to."""

import re
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from factories import DAY, evidence, model, offering, provider, registry, seen
from llm_selection._dataclasses import replace
from llm_selection.domain.evidence import EvidenceByField, Status
from llm_selection.domain.identity import Library, OfferingId
from llm_selection.domain.models import Downloadable, Modality, NotOffered
from llm_selection.domain.offerings import Lifecycle, ProviderKind, Stage
from llm_selection.errors import InvalidInputError
from llm_selection.presentation.scan_report import why
from llm_selection.registry import bundled
from llm_selection.scanning.scans import Basis, Fate, Heir, Kind, Place, Scanner, scan_text
from scanned import ENDED, ENDS, MARKET

SCANNER = Scanner(MARKET)


@cache
def shipped() -> Scanner:
    """Make a scanner of the shipped data, once: gathering its names takes longer than a test."""
    return Scanner(bundled())


def test_a_retired_model_is_found_with_its_day_and_evidence() -> None:
    """The developer's own API decides; the same name at a cloud is told beside it; the newest of the line is the heir."""
    (finding,) = scan_text('\n  model = "chat-1"', registry=MARKET, path="app.py")
    fate = finding.fate
    assert (finding.path, finding.mention.line, finding.mention.column) == ("app.py", 2, 12)
    assert (fate.kind, fate.ends, fate.model, fate.provider) == (Kind.RETIRED, ENDED, "acme/chat-1", "acme")
    assert fate.elsewhere == (Place(provider="cloud", kind=Kind.ACTIVE),)
    assert fate.heir == Heir(id="chat-4", provider="acme", basis=Basis.LINE, line="chat", released=date(2026, 6, 1))
    assert fate.evidence is not None
    assert (fate.evidence.status, fate.evidence.url) == (Status.DOCUMENTED, "https://example.org/ends")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("chat-1", Kind.RETIRED),
        ("chat-1-0101", Kind.RETIRED),
        ("cloud/chat-1", Kind.ACTIVE),
        ("chat-2", Kind.RETIRING),
        ("chat-3", Kind.SUPERSEDED),
        ("router/acme/chat-3", Kind.ACTIVE),
        ("chat-4", Kind.ACTIVE),
        ("chat-5", Kind.RETIRED),
        ("chat-latest", Kind.MOVING),
        ("talk-1", Kind.UNKNOWN),
        ("talk-one", Kind.UNKNOWN),
        ("o7", Kind.DEPRECATED),
        ("acme-org/Open-1", Kind.ACTIVE),
        ("open-one", Kind.ACTIVE),
        ("open-1", Kind.UNKNOWN),
        ("chat-9", Kind.UNLISTED),
    ],
)
def test_every_name_has_a_fate(name: str, kind: Kind) -> None:
    """Its own API decides, else the place that keeps it the longest; weights stay; what isn't known isn't healthy."""
    assert SCANNER.fate(name).kind is kind


def test_what_the_provider_names_comes_first() -> None:
    """A successor that the provider names is told as such; it needn't be known."""
    fate = SCANNER.fate("o7")
    assert (fate.heir, fate.deprecated) == (Heir(id="o8", provider="acme", basis=Basis.PROVIDER), ENDED)


def test_an_heir_is_called_as_the_old_one_was() -> None:
    """An id of a library leads to the id of that library, where there is one."""
    assert [SCANNER.fate(name).heir for name in ("chat-2", "chat-1-0101")] == [
        Heir(id="chat-4", provider="acme", basis=Basis.LINE, line="chat", released=date(2026, 6, 1))
    ] * 2
    assert (SCANNER.fate("acme/chat-1").heir or Heir(id="", provider="", basis=Basis.LINE)).id == "acme/chat-4"


def test_an_heir_answers_at_the_same_place() -> None:
    """At the cloud the newer one is a preview, so nothing is named there."""
    assert SCANNER.fate("cloud/chat-1").heir is None


@pytest.mark.parametrize(
    ("name", "heir", "same_region"),
    [
        ("eu.chat-1", "eu.chat-2", True),
        ("us.chat-1", "chat-3", False),
        ("jp.chat-1", "chat-3", False),
        ("in.chat-1", "chat-3", True),
        ("chat-1", "unscoped-3", None),
    ],
)
def test_an_heir_runs_in_the_same_region(name: str, heir: str, *, same_region: bool | None) -> None:
    """In the region scope of what is found the newest that stays there; where there is none, the newest, told as elsewhere."""
    life = Lifecycle(stage=Stage.ACTIVE)
    served: list[tuple[str, int, str | None, Lifecycle]] = [
        ("eu.chat-1", 1, "eu", life),
        ("us.chat-1", 1, "us", life),
        ("jp.chat-1", 1, "jp", life),
        ("in.chat-1", 1, "in-region", life),
        ("chat-1", 1, None, life),
        ("eu.chat-2", 2, "eu", life),
        ("jp.chat-2", 2, "jp", Lifecycle()),
        ("chat-3", 3, "in-region", life),
        ("unscoped-3", 3, None, life),
    ]
    texts = frozenset({Modality.TEXT})
    market = registry(
        [
            model(
                f"acme/chat-{number}",
                family="chat",
                weights=NotOffered(),
                released=date(2026, number, 1),
                input=texts,
                output=texts,
            )
            for number in (1, 2, 3)
        ],
        [
            offering(f"cloud/{native}", f"acme/chat-{number}", region_scope=scope, lifecycle=life)
            for native, number, scope, life in served
        ],
        providers=[provider("cloud", kind=ProviderKind.CLOUD)],
    )
    fate = Scanner(market).fate(name)
    assert fate.heir is not None
    assert (fate.heir.id, fate.heir.same_region) == (heir, same_region)
    text = " ".join(why(fate, market, DAY))
    assert ("the newest of the line chat there in region scope" in text) == (same_region is True)
    assert ("there; none that stays is known in region scope" in text) == (same_region is False)


def test_a_line_without_days_names_nobody() -> None:
    """Of a model without a day of release nothing is known to be newer."""
    assert SCANNER.fate("chat-5").heir is None


def test_a_repository_stays_where_its_hosts_end() -> None:
    """A host that ended is told, but the weights can be had."""
    fate = SCANNER.fate("acme-org/Open-1")
    assert fate.elsewhere == (Place(provider="host", kind=Kind.RETIRED),)
    assert fate.offering is None


def spelt() -> Scanner:
    """Make a scanner of a market in which a developer and others spell versions with hyphens and with dots."""
    active, ended = Lifecycle(stage=Stage.ACTIVE), Lifecycle(stage=Stage.RETIRED)
    served = [
        ("acme/chat-4-5", "acme/chat-4", Lifecycle(stage=Stage.ACTIVE, retires=ENDS)),
        ("router/chat-4.5", "acme/chat-4", active),
        ("router/acme/chat-4.5", "acme/chat-4", active),
        ("acme/chat-5-5", "acme/chat-5", Lifecycle(stage=Stage.ACTIVE, retires=ENDS + timedelta(days=999))),
        ("acme/chat-5-6", "acme/chat-5", active),
        ("router/chat-5.5", "acme/chat-5", ended),
        ("acme/talk-2.5", "acme/talk-2", ended),
        ("host/talk-2-5", "acme/talk-2", active),
        ("acme/acme-v3-5", "acme/talk-2", ended),
        ("cloud/acme.v3-5", "acme/talk-2", active),
        ("acme/note-1-5", "acme/talk-2", ended),
        ("router/note-1.5", "acme/chat-5", active),
        ("acme/open-1-5", "acme/open-1", ended),
        ("host/open-1.5", "acme/open-1", active),
    ]
    ids = {
        "acme/chat-4-5": {Library.LITELLM: "acme/chat-4-5"},
        "acme/chat-5-5": {Library.LITELLM: "acme/chat-5-5"},
        "router/acme/chat-4.5": {Library.LITELLM: "router/acme/chat-4.5"},
    }
    texts = frozenset({Modality.TEXT})
    line: dict[str, Any] = {"family": "chat", "weights": NotOffered(), "input": texts, "output": texts}
    return Scanner(
        registry(
            [
                model("acme/chat-4", released=date(2026, 4, 1), **line),
                model("acme/chat-5", released=date(2026, 5, 1), aliases=("acme/chat-5.5",), **line),
                model("acme/talk-2", weights=NotOffered()),
                model("acme/open-1", weights=Downloadable(repository="acme-org/Open-1")),
            ],
            [offering(key, model, lifecycle=life, moving=False, ids=ids.get(key, {})) for key, model, life in served],
            providers=[
                provider("acme", kind=ProviderKind.DEVELOPER, developer="acme"),
                provider("cloud", kind=ProviderKind.CLOUD),
                provider("host"),
                provider("router", kind=ProviderKind.AGGREGATOR),
            ],
        )
    )


@pytest.mark.parametrize(
    ("name", "kind", "offering"),
    [
        ("chat-4-5", Kind.RETIRING, "acme/chat-4-5"),
        ("chat-4.5", Kind.RETIRING, "acme/chat-4-5"),
        ("acme/chat-4.5", Kind.RETIRING, "acme/chat-4-5"),
        ("ft:chat-4.5:us::x", Kind.RETIRING, "acme/chat-4-5"),
        ("talk-2-5", Kind.RETIRED, "acme/talk-2.5"),
        # A name that no provider has is judged by its model, but by the id of that spelling, if there is one.
        ("acme/chat-5.5", Kind.ACTIVE, "acme/chat-5-5"),
        # The prefix says which provider is meant, but a reseller can't keep what the developer ends.
        ("router/chat-4.5", Kind.RETIRING, "acme/chat-4-5"),
        ("router/acme/chat-4.5", Kind.RETIRING, "acme/chat-4-5"),
        # As written it has ended wherever it is known.
        ("chat-5.5", Kind.RETIRED, "router/chat-5.5"),
        # A dot behind a letter is no version's.
        ("acme.v3-5", Kind.ACTIVE, "cloud/acme.v3-5"),
        # Another model is another name.
        ("note-1.5", Kind.ACTIVE, "router/note-1.5"),
        # Open weights can be served on.
        ("open-1.5", Kind.ACTIVE, "host/open-1.5"),
    ],
)
def test_a_dot_for_a_hyphen_is_the_developers_name(name: str, kind: Kind, offering: str) -> None:
    """A closed model's version with dots for the developer's hyphens, or the other way round, is judged as the developer's id."""
    fate = spelt().fate(name)
    assert (fate.name, fate.kind, fate.offering) == (name, kind, offering)


def test_the_developers_spelling_is_told() -> None:
    """The finding says as what it was judged, who serves the name as written, and the heir in the developer's spelling."""
    scanner = spelt()
    fate = scanner.fate("acme/chat-4.5")
    told = list(why(fate, scanner.registry, DAY))
    assert told[:2] == ["retiring at acme, as chat-4-5; ends on 2026-12-01, in 30 days", "elsewhere: router active"]
    assert told[2].startswith("move to acme/chat-5-5, of 2026-05-01")
    assert (scanner.fate("chat-4.5").heir or Heir(id="", provider="", basis=Basis.LINE)).id == "chat-5.5"


def test_an_heir_is_written_with_dots_as_the_name_was() -> None:
    """Where the registry knows such an id of it; else as the developer writes it."""
    served = ["acme/chat-4-5", "acme/chat-5-5", "router/chat-4.5", "router/chat-5.5", "router/acme/chat-4.5"]
    life = {"acme/chat-4-5": Lifecycle(stage=Stage.ACTIVE, retires=ENDS)}
    texts = frozenset({Modality.TEXT})
    line: dict[str, Any] = {"family": "chat", "weights": NotOffered(), "input": texts, "output": texts}
    scanner = Scanner(
        registry(
            [
                model("acme/chat-4", released=date(2026, 4, 1), **line),
                model("acme/chat-5", released=date(2026, 5, 1), **line),
            ],
            [
                offering(
                    key,
                    "acme/chat-4" if "chat-4" in key else "acme/chat-5",
                    lifecycle=life.get(key, Lifecycle(stage=Stage.ACTIVE)),
                    moving=False,
                    ids={Library.LITELLM: key} if key.startswith("acme/") else {},
                )
                for key in served
            ],
            providers=[
                provider("acme", kind=ProviderKind.DEVELOPER, developer="acme"),
                provider("router", kind=ProviderKind.AGGREGATOR),
            ],
        )
    )
    heirs = [scanner.fate(name).heir for name in ("chat-4.5", "chat-4-5", "acme/chat-4.5")]
    assert [heir and heir.id for heir in heirs] == ["chat-5.5", "chat-5-5", "acme/chat-5-5"]


def resold() -> Scanner:
    """Make a scanner of a market in which resellers go on with names of models that their developer ends."""
    active, ended, unknown = Lifecycle(stage=Stage.ACTIVE), Lifecycle(stage=Stage.RETIRED), Lifecycle()
    asked = Lifecycle(stage=Stage.DEPRECATED, deprecated=ENDED)
    near = Lifecycle(stage=Stage.ACTIVE, retires=ENDS)
    far = Lifecycle(stage=Stage.ACTIVE, retires=ENDS + timedelta(days=999))
    served = [
        ("acme/old-v1", "old", asked),
        ("acme/old-next", "old", Lifecycle(stage=Stage.DEPRECATED)),
        ("router/one.old", "old", active),
        ("plan/one.old", "old", ended),
        ("router/two.old", "old", active),
        ("cloud/two.old", "old", active),
        ("router/three.old", "old", active),
        ("cloud/three.old", "old", unknown),
        ("router/four.old", "old", active),
        ("cloud/four.old", "old", near),
        ("router/five.old", "old", ended),
        ("cloud/six.old", "old", active),
        ("acme/mid-v1", "mid", near),
        ("router/one.mid", "mid", active),
        ("acme/new-v1", "new", far),
        ("router/one.new", "new", active),
        ("acme/next-v1", "next", ended),
        ("acme/next-v2", "next", active),
        ("router/one.next", "next", Lifecycle(stage=Stage.ACTIVE, successor="one.mid")),
        ("acme/lone-v1", "lone", replace(asked, successor="new-v9")),
        ("router/one.lone", "lone", active),
        ("acme/free-v1", "free", ended),
        ("router/one.free", "free", active),
        ("router/one.other", "other", active),
    ]
    texts = frozenset({Modality.TEXT})
    line: dict[str, Any] = {"family": "chat", "weights": NotOffered(), "input": texts, "output": texts}
    dropped = evidence(**{"lifecycle.stage": seen(status=Status.DERIVED)})
    return Scanner(
        registry(
            [
                model("acme/old", released=date(2026, 1, 1), **line),
                model("acme/new", released=date(2026, 2, 1), **line),
                model("acme/mid", released=date(2026, 3, 1), **line),
                model("acme/next", weights=NotOffered()),
                model("acme/lone", weights=NotOffered()),
                model("acme/other", weights=NotOffered()),
                model("acme/free", weights=Downloadable(repository="acme-org/Free")),
            ],
            [
                offering(
                    key,
                    f"acme/{model}",
                    lifecycle=life,
                    moving=False,
                    evidence=dropped if "next" in key else evidence(),
                )
                for key, model, life in served
            ],
            providers=[
                provider("acme", kind=ProviderKind.DEVELOPER, developer="acme"),
                provider("cloud", kind=ProviderKind.CLOUD),
                provider("plan", kind=ProviderKind.SUBSCRIPTION),
                provider("router", kind=ProviderKind.AGGREGATOR),
            ],
        )
    )


@pytest.mark.parametrize(
    ("name", "kind", "offering"),
    [
        ("one.old", Kind.DEPRECATED, "acme/old-v1"),
        ("router/one.old", Kind.DEPRECATED, "acme/old-v1"),
        ("one.mid", Kind.RETIRING, "acme/mid-v1"),
        # A cloud or host has it of its own, and answers on, as long as it says.
        ("two.old", Kind.ACTIVE, "cloud/two.old"),
        ("three.old", Kind.DEPRECATED, "acme/old-v1"),
        ("four.old", Kind.DEPRECATED, "acme/old-v1"),
        ("six.old", Kind.ACTIVE, "cloud/six.old"),
        # At no reseller does it answer any more.
        ("five.old", Kind.RETIRED, "router/five.old"),
        # The developer ends it, but not under every id; not at all; or anybody can serve it; or the developer has none.
        ("one.next", Kind.ACTIVE, "router/one.next"),
        ("one.new", Kind.ACTIVE, "router/one.new"),
        ("one.free", Kind.ACTIVE, "router/one.free"),
        ("one.other", Kind.ACTIVE, "router/one.other"),
    ],
)
def test_what_the_developer_ends_isnt_kept_by_resellers(name: str, kind: Kind, offering: str) -> None:
    """Of a closed model that resellers alone keep, the developer's word counts, said of an id rather than by silence."""
    fate = resold().fate(name)
    assert (fate.kind, fate.offering, fate.resold) == (kind, offering, offering.startswith("acme/"))


def test_the_developers_word_is_told_as_such() -> None:
    """The finding says who serves the name on; the heir is called as the reseller does, and its own developer keeps it."""
    scanner = resold()
    fate = scanner.fate("one.old")
    told = list(why(fate, scanner.registry, DAY))
    assert told[:3] == [
        "its developer: deprecated at acme, as old-v1 since 2026-10-01; no end is known",
        "elsewhere: router active, plan retired",
        "move to one.new, of 2026-02-01, the newest of the line chat at router",
    ]


def test_where_a_reseller_has_no_heir_the_developer_names_one() -> None:
    """Its name is the developer's then."""
    scanner = resold()
    told = list(why(scanner.fate("one.lone"), scanner.registry, DAY))
    assert told[2] == "move to new-v9, which acme names in its place"


def test_where_the_provider_names_nothing_the_developers_word_comes_before_the_line() -> None:
    """If the provider has what it names; a successor that follows by a rule is found anew."""
    texts = frozenset({Modality.TEXT})
    line: dict[str, Any] = {"family": "chat", "weights": NotOffered(), "input": texts, "output": texts}
    life = Lifecycle(stage=Stage.ACTIVE)
    by_a_rule = evidence(**{"lifecycle.successor": seen(status=Status.DERIVED)})
    near = replace(life, retires=DAY + timedelta(days=9))
    market = registry(
        [
            model("acme/one", released=date(2026, 1, 1), **line),
            model("acme/two", released=date(2026, 2, 1), **line),
            model("acme/talk", released=date(2026, 1, 1), **{**line, "family": "talk"}),
        ],
        [
            offering("acme/one-v1", "acme/one", lifecycle=replace(near, successor="talk-v1")),
            offering("acme/talk-v1", "acme/talk", lifecycle=life),
            offering("cloud/one", "acme/one", lifecycle=replace(near, successor="two"), evidence=by_a_rule),
            offering("cloud/two", "acme/two", lifecycle=life),
            offering("cloud/talk", "acme/talk", lifecycle=life),
            offering("far/one.far", "acme/one", lifecycle=near),
            offering("far/two.far", "acme/two", lifecycle=life),
        ],
        providers=[
            provider("acme", kind=ProviderKind.DEVELOPER, developer="acme"),
            *(provider(name, kind=ProviderKind.CLOUD) for name in ("cloud", "far")),
        ],
    )
    scanner = Scanner(market)
    told = {name: list(why(scanner.fate(name), market, DAY)) for name in ("cloud/one", "far/one.far")}
    assert "move to talk there, which the model's developer names in its place" in told["cloud/one"]
    assert "move to two.far, of 2026-02-01, the newest of the line chat there" in told["far/one.far"]


def test_open_weights_that_end_have_an_heir_and_those_that_go_on_none() -> None:
    """They can be kept."""
    texts = frozenset({Modality.TEXT})
    line: dict[str, Any] = {"family": "open", "input": texts, "output": texts, "total_parameters": 10}
    life = Lifecycle(stage=Stage.ACTIVE)
    market = registry(
        [
            model(
                f"acme/open-{number}",
                released=date(2026, number, 1),
                weights=Downloadable(repository=f"acme-org/Open-{number}"),
                **line,
            )
            for number in (1, 2)
        ],
        [
            offering("host/open.1", "acme/open-1", lifecycle=replace(life, retires=DAY + timedelta(days=9))),
            offering("host/open.2", "acme/open-2", lifecycle=life),
            offering("other/first", "acme/open-1", lifecycle=life),
            offering("other/second", "acme/open-2", lifecycle=life),
        ],
        providers=[provider(name, kind=ProviderKind.INFERENCE_HOST) for name in ("host", "other")],
    )
    scanner = Scanner(market)
    ending, lasting = scanner.fate("host/open.1"), scanner.fate("first")
    assert (ending.kind, ending.heir and ending.heir.id) == (Kind.RETIRING, "open.2")
    assert (lasting.kind, lasting.heir) == (Kind.ACTIVE, None)


def test_a_named_heir_that_ends_is_none() -> None:
    """What a provider names in another's place isn't one where the developer ends it."""
    assert resold().fate("one.next").heir is None


def test_days_move_fates() -> None:
    """The day asked about and the days ahead decide between an end that is near, far and past."""
    assert Scanner(MARKET, within=29).fate("chat-2").kind is Kind.SUPERSEDED
    assert Scanner(MARKET, within=30).fate("chat-2").kind is Kind.RETIRING
    assert Scanner(MARKET, on=ENDS).fate("chat-2").kind is Kind.RETIRED
    assert Scanner(MARKET, on=ENDS - timedelta(days=1), within=0).fate("chat-2").kind is Kind.SUPERSEDED
    assert Scanner(MARKET, on=ENDED - timedelta(days=1)).fate("chat-1").kind is Kind.RETIRING


def test_only_a_release_of_today_or_before_is_newer() -> None:
    """What comes later isn't named yet."""
    early = Scanner(MARKET, on=date(2026, 2, 1)).fate("chat-2")
    assert (early.kind, early.heir and early.heir.id) == (Kind.SUPERSEDED, "chat-3")


def test_what_a_catalogue_dropped_isnt_what_a_provider_asks() -> None:
    """A stage that was derived from a catalogue's silence is a kind of its own, unless somebody dated the deprecation or the end."""
    derived = evidence(lifecycle=seen(status=Status.DERIVED))

    def fate(of: EvidenceByField = derived, *, deprecated: date | None = None, retires: date | None = None) -> Fate:
        life = Lifecycle(stage=Stage.DEPRECATED, deprecated=deprecated, retires=retires)
        return Scanner(
            registry(
                [model("acme/one", weights=NotOffered())],
                [offering("host/one-1", "acme/one", lifecycle=life, evidence=of)],
            )
        ).fate("one-1")

    assert fate().kind is Kind.DROPPED
    assert fate().evidence == derived["lifecycle.stage"]
    assert fate(evidence()).kind is Kind.DEPRECATED
    assert fate(retires=DAY + timedelta(days=365)).kind is Kind.DEPRECATED
    said = evidence(**{"lifecycle": derived["lifecycle"], "lifecycle.deprecated": seen()})
    marked = fate(said, deprecated=DAY - timedelta(days=9))
    assert (marked.kind, marked.evidence) == (Kind.DEPRECATED, seen())


@pytest.mark.parametrize(
    ("name", "kind", "base"),
    [
        ("ft:chat-1:acme::x", Kind.RETIRED, "chat-1"),
        ("ft:chat-2:acme:name:x", Kind.RETIRING, "chat-2"),
        ("ft:chat-latest:acme::x", Kind.UNKNOWN, "chat-latest"),
        ("ft:chat-9:acme::x", Kind.UNLISTED, "chat-9"),
        ("ft:open-one:acme::x", Kind.UNKNOWN, "open-one"),
        ("ft:acme-org/Open-1:acme::x", Kind.UNKNOWN, "acme-org/Open-1"),
        ("chat-1", Kind.RETIRED, None),
    ],
)
def test_a_fine_tune_is_judged_by_its_base(name: str, kind: Kind, base: str | None) -> None:
    """It is told as that of its base; where an alias points tomorrow doesn't change what was trained."""
    fate = SCANNER.fate(name)
    assert (fate.name, fate.kind, fate.tuned_from) == (name, kind, base)


def test_a_fine_tune_runs_at_the_developers_own_api_alone() -> None:
    """What becomes of its base at a cloud says nothing of it, neither beside the developer's word nor in its place."""
    tuned = SCANNER.fate("ft:chat-1:acme::x")
    assert (tuned.provider, tuned.elsewhere) == ("acme", ())
    ended = Lifecycle(stage=Stage.RETIRED)
    cloud = registry([model("acme/one")], [offering("cloud/one-1", "acme/one", lifecycle=ended)])
    fate = Scanner(cloud).fate("ft:one-1:acme::x")
    assert (fate.kind, fate.model, fate.offering, fate.heir) == (Kind.UNKNOWN, "acme/one", None, None)


def test_a_fine_tune_of_what_is_no_id_is_unlisted() -> None:
    """Nothing is known of it."""
    assert SCANNER.fate("ft:nothing").kind is Kind.UNLISTED


def test_healthy_and_ignored_names_arent_reported() -> None:
    """`scan_text` reports what needs a decision; a `Scanner` returns everything."""
    text = 'm = ["chat-4", "chat-1"]  # llm-selection: ignore\nm = ["chat-4", "talk-1", "chat-3"]'
    assert [each.fate.name for each in scan_text(text, registry=MARKET)] == ["chat-3"]
    assert len(Scanner(MARKET).scan(text)) == 5


def test_of_a_dispute_between_places_the_mildest_counts() -> None:
    """A name that isn't the developer's own is retired where all who serve it have ended."""
    ended = Lifecycle(stage=Stage.RETIRED)

    def fate(second: Lifecycle) -> Fate:
        market = registry(
            [model("acme/one", weights=NotOffered())],
            [
                offering("host/one-1", "acme/one", lifecycle=ended),
                offering("other/one-1", "acme/one", lifecycle=second),
            ],
            providers=[provider("host"), provider("other", kind=ProviderKind.AGGREGATOR)],
        )
        return Scanner(market).fate("one-1")

    assert fate(ended).kind is Kind.RETIRED
    assert fate(ended).evidence is not None
    assert fate(Lifecycle()).kind is Kind.UNKNOWN
    assert fate(Lifecycle(stage=Stage.ACTIVE)).elsewhere == (Place(provider="host", kind=Kind.RETIRED),)


@pytest.mark.parametrize("wrong", [{"within": -1}, {"within": True}, {"within": "90"}, {"on": "2026-11-01"}])
def test_bad_input_is_refused(wrong: dict[str, Any]) -> None:
    """Days ahead are a whole number of at least 0, and a day is a date."""
    with pytest.raises(InvalidInputError):
        scan_text("", registry=MARKET, **wrong)


def test_the_shipped_data_knows_what_has_ended() -> None:
    """Each closed model that a source dates as ended at its developer is found, with that day and who says so."""
    data, scanner = bundled(), shipped()
    column = {name: data.column(name) for name in ("lifecycle", "own_api", "provider_kind")}
    ended = [
        data.offerings.at(row)
        for row in range(len(data.offerings))
        if (column["lifecycle"][row].retires or data.date) < data.date
        and column["own_api"][row]
        and column["provider_kind"][row] is ProviderKind.DEVELOPER
    ]
    assert len(ended) >= 10
    for each in ended:
        (finding,) = scanner.scan(f'model = "{each.native_id}"')
        fate = finding.fate
        assert fate.name == each.native_id
        assert fate.evidence is not None
        assert fate.evidence.source in data.sources
        if fate.offering == each.id:
            assert (fate.kind, fate.ends) == (Kind.RETIRED, each.lifecycle.retires)
    assert sum(scanner.fate(each.native_id).offering == each.id for each in ended) >= len(ended) - 2


def test_one_shipped_end_as_the_data_has_it() -> None:
    """The oldest GPT-4 is reported from 90 days before its end on, by the day and source of the data."""
    old = bundled().offerings[OfferingId("openai/gpt-4")]
    ends = old.lifecycle.retires
    assert ends is not None
    for on, kind in ((ends, Kind.RETIRED), (ends - timedelta(days=90), Kind.RETIRING)):
        (finding,) = scan_text('client.create(model="gpt-4")', on=on)
        assert (finding.fate.kind, finding.fate.ends, finding.fate.offering) == (kind, ends, old.id)
        assert finding.fate.evidence == old.evidence["lifecycle.retires"]


def test_shipped_advice_keeps_the_region() -> None:
    """An inference profile of a region leads to that of the newer model in the same region."""
    text = 'model = "bedrock/eu.anthropic.claude-sonnet-4-5-20250929-v1:0"'
    (finding,) = shipped().scan(text)
    old, heir = finding.fate.offering, finding.fate.heir
    assert old is not None
    assert heir is not None
    scopes = [bundled().offerings[OfferingId(each)].region_scope for each in (old, f"amazon-bedrock/{heir.id}")]
    assert (scopes, heir.same_region) == (["eu", "eu"], True)


def test_what_the_page_calls_unlisted_is_so() -> None:
    """The how-to's examples don't outlast the data."""
    page = (Path(__file__).parents[2] / "docs/how-to/scan-a-code-base.md").read_text(encoding="utf-8")
    names = re.findall(r"product line \(`([^`]+)`\)|`([^`]+)` is unlisted", page)
    assert [shipped().fate(first or second).kind for first, second in names] == [Kind.UNLISTED] * 2


def test_a_dated_snapshot_is_the_longest_id() -> None:
    """``gpt-4`` isn't found inside a longer id."""
    text = 'models = ["openai/gpt-4-0314", "gpt-4o", "gpt-4"]'
    assert [each.fate.name for each in shipped().scan(text)] == ["openai/gpt-4-0314", "gpt-4o", "gpt-4"]


def test_the_day_is_that_of_the_data() -> None:
    """Without a day the registry's own is asked about: no clock is read."""
    assert Scanner(MARKET).on == DAY
