"""Audits: every addition and override by origin, what it was written over, and who disagrees."""

from datetime import date
from typing import Any

import pytest

from factories import calibrated_records, card, changed, period, schedule, served
from llm_selection.domain.prices import Mode
from llm_selection.registry import Action, Entry, Origin, Overlay, audit
from llm_selection.registry._audit import unfound
from overlays import CONTRACT, price, registry_with, shop

SHOP = Origin(name="shop", version="1.0")


def entries(*overlays: Overlay) -> dict[tuple[str, str, str, str], Entry]:
    """Audit overlays on the small registry, by origin, section, id and field."""
    found = audit(registry_with(*overlays)).entries
    return {(entry.origin.name, entry.section, entry.id, entry.field): entry for entry in found}


def other(name: str = "zeta", **parts: Any) -> Overlay:
    """Make another overlay, which cites the page of the small registry."""
    return Overlay(name, "2.0", evidence={**CONTRACT, "source": "page"}, **parts)


def test_nothing_on_top_is_nothing_to_report() -> None:
    """Without overlays an audit is empty and names the data."""
    found = audit(registry_with())
    assert (found.version, found.origins, found.entries, found.conflicts, found.notes) == ("2026.11.1", (), (), (), ())


def test_every_write_is_listed_with_its_origin() -> None:
    """Additions, overrides, results and lists: each names who brought it, on whose word."""
    found = entries(shop())
    added = found["shop", "models", "shop/tuned", ""]
    assert (added.action, added.origin, added.evidence["source"]) == (Action.ADDS, SHOP, "contract")
    assert found["shop", "models", "shop/tuned", "base"].value == "borg/open"
    assert found["shop", "results", "shop/tuned", "contract"].action is Action.ADDS
    assert found["shop", "providers", "acme", ""].action is Action.DENIES
    assert found["shop", "models", "borg/new", "limits.context_tokens"].action is Action.ADDS
    assert ("shop", "models", "borg/new", "") not in found
    assert audit(registry_with(shop())).origins == (SHOP,)


def test_what_lost_is_kept_with_its_evidence() -> None:
    """An override holds what was there before, and who said so."""
    found = entries(shop())["shop", "offerings", "host/open", "pricing"]
    assert (found.action, found.lost_origin) == (Action.OVERRIDES, None)
    assert found.value["periods"][0]["cards"] == ({"input": "0.5", "output": "1.5"},)
    assert found.lost["periods"][0]["cards"] == ({"input": "1", "output": "3"},)
    assert found.lost_evidence["source"] == "page"


def test_an_audit_does_not_change() -> None:
    """What it holds leads into no registry, and can be hashed."""
    made = registry_with(shop())
    found, digest = audit(made), made.digest
    entry = entries(shop())["shop", "offerings", "host/open", "pricing"]
    for plain in (entry.value, entry.lost):
        with pytest.raises(TypeError):
            plain["periods"][0]["cards"][0]["input"] = "0"
    for evidence in (entry.evidence, entry.lost_evidence):
        with pytest.raises(TypeError):
            evidence["source"] = "me"
    assert (audit(made), made.digest) == (found, digest)
    assert hash(audit(made)) == hash(found)


def test_overlays_that_disagree_are_a_conflict() -> None:
    """The later one wins; the earlier entry says by whom it was overruled, the later one whom it wrote over."""
    overlays = shop(), other(offerings={"host/open": {"pricing": price("0.4", "1.5") | {}}}, sources={})
    found = entries(*overlays)
    early, late = (found[name, "offerings", "host/open", "pricing"] for name in ("shop", "zeta"))
    assert early.overruled_by == Origin(name="zeta", version="2.0")
    assert (late.lost, late.lost_origin, late.overruled_by) == (early.value, SHOP, None)
    assert audit(registry_with(*overlays)).conflicts == (early,)


def test_saying_the_same_is_no_conflict() -> None:
    """A second overlay that writes the same value confirms it, by evidence of its own."""
    overlays = shop(), other(models={"borg/new": {"released": "2026-10-02"}})
    found = entries(*overlays)["zeta", "models", "borg/new", "released"]
    assert (found.action, found.evidence["source"], found.lost_evidence["source"]) == (
        Action.CONFIRMS,
        "page",
        "contract",
    )
    assert audit(registry_with(*overlays)).conflicts == ()


def test_writing_into_an_added_record_is_an_override_of_its_field() -> None:
    """A record is added once; who comes later writes over its fields."""
    found = entries(shop(), other(models={"shop/tuned": {"name": "Retuned"}}))
    assert ("zeta", "models", "shop/tuned", "") not in found
    assert found["zeta", "models", "shop/tuned", "name"].lost == "Tuned"


def test_removals_and_restorations_are_listed() -> None:
    """A tombstone is an entry, and so is what lifts it."""
    found = entries(other("a", models={"borg/new": {"removed": True}}), other(models={"borg/new": {"removed": False}}))
    assert found["a", "models", "borg/new", "removed"].action is Action.REMOVES
    assert found["a", "models", "borg/new", "removed"].overruled_by == Origin(name="zeta", version="2.0")
    assert found["zeta", "models", "borg/new", "removed"].action is Action.RESTORES


def test_results_in_the_place_of_others() -> None:
    """Results of the same model from the same source are replaced, which is an override."""
    row = {"model": "acme/small", "benchmark": "code-one", "score": 0.45, "reporter": "independent", "source": "page"}
    found = entries(other(results=[row]))["zeta", "results", "acme/small", "page"]
    assert (found.action, len(found.lost), len(found.value)) == (Action.OVERRIDES, 2, 1)


def test_what_deserves_a_second_look_is_noted() -> None:
    """A price of nothing is taken and told; so is a list that names what isn't there."""
    overlay = shop(
        offerings={"host/open": {"pricing": price("0", "1.5")}},
        models={},
        developers={},
        results=[],
        allow={"models": ["acme/larg"]},
    )
    notes = {entry.id: entry.notes for entry in audit(registry_with(overlay)).notes}
    assert notes == {
        "host/open": ("a price of 0 for input",),
        "acme/larg": (
            "no such model here; nearest: acme/large, acme/small",
            "with the lists of all overlays nothing is left to choose from",
        ),
    }


@pytest.mark.parametrize(
    ("kind", "hint"),
    [
        ("inference-host", None),
        ("aggregator", ""),
        ("self-hosted", "; servers of your own that bill by the token are an inference-host"),
    ],
)
def test_an_offering_that_no_need_finds_unasked_is_noted(kind: str, hint: str | None) -> None:
    """Its provider is of a kind that every answer leaves out: it would never be ranked, in silence."""
    own = {"model": "shop/tuned", "pricing": price("0.1", "0.2")}
    overlay = shop(providers={"shop": {"name": "Shop", "kind": kind}}, offerings={"shop/tuned": own})
    notes = {entry.id: entry.notes for entry in audit(registry_with(overlay)).notes}
    told = f"is ranked only where a need requires provider_kind={kind}, which its provider is"
    assert notes == ({} if hint is None else {"shop/tuned": (told + hint,)})


def test_rates_that_a_negotiated_price_drops_are_noted() -> None:
    """A schedule is replaced whole: rates for a mode, a tier or the cache that it doesn't repeat are gone, and told."""
    cards = [
        card("1", "3", cache_read="0.1"),
        card("0.5", "1.5", mode=Mode.BATCH),
        card("2", "6", above_prompt_tokens=200_000),
    ]
    rich = served("host/open", "borg/open", pricing=schedule(period(*cards)))
    made = changed(calibrated_records(), offerings=[rich]) | shop()
    notes = {entry.id: entry.notes for entry in audit(made).notes}
    assert notes == {
        "host/open": (
            (
                "rates that were there before aren't any more: all of batch; all of standard above 200,000 tokens; "
                "standard cache read"
            ),
        )
    }


@pytest.mark.parametrize(
    ("table", "note"),
    [
        (price("1", "3.5"), "output is dearer than before: 3.5 against 3"),
        (
            price("1", "0.001"),
            "output is less than a hundredth of before: 0.001 against 3; prices are dollars a million tokens",
        ),
        (
            price("0.9", "3", "2027-01-01"),
            "starts on 2027-01-01, after the data's day, 2026-11-01; until then what was there before stays in force",
        ),
        (price("0", "0"), "a price of 0 for input and output"),
    ],
)
def test_likely_slips_in_a_price_are_noted(table: dict[str, Any], note: str) -> None:
    """Dearer than the public price, a wrong unit, a price for later, a price of nothing."""
    (found,) = audit(registry_with(shop(offerings={"host/open": {"pricing": table}}, models={}, results=[]))).notes
    assert found.notes == (note,)


def test_what_starts_after_the_data_is_noted() -> None:
    """An answer as of the data's day doesn't know yet what an overlay brings for later; it is told, day by day."""
    later = shop(
        models={
            "shop/tuned": {"name": "Tuned", "base": "borg/open", "released": "2026-11-02"},
            "borg/new": {"released": "2026-11-01"},
        },
        offerings={
            "host/tuned": {
                "model": "shop/tuned",
                "lifecycle": {"stage": "active", "available": "2026-12-01"},
                "pricing": price("0.1", "0.2", "2026-12-01"),
            }
        },
    )
    after = "is after the data's day, 2026-11-01, which answers are as of unless they are asked for a later one"
    assert {(entry.id, entry.field): entry.notes for entry in audit(registry_with(later)).notes} == {
        ("shop/tuned", "released"): (after,),
        ("host/tuned", "lifecycle.available"): (after,),
        ("host/tuned", "pricing"): (
            "starts on 2026-12-01, after the data's day, 2026-11-01; until then no price is in force",
        ),
    }


def test_an_audit_is_of_the_data_s_own_day() -> None:
    """Turned back, a registry has the same audit: it is about what overlays bring."""
    made = registry_with(shop())
    assert audit(made.as_of(date(2026, 1, 1))) == audit(made)


def test_an_id_that_leads_to_another_model_is_noted() -> None:
    """What another library calls a public model isn't taken from it in silence, nor does it lead to two."""
    taken = other(models={"borg/new": {"ids": {"litellm": "Host_AI/open", "openrouter": "borg/new"}}})
    (note,) = audit(registry_with(taken)).notes
    assert (note.field, note.notes) == (
        "ids.litellm",
        ("Host_AI/open leads nowhere by itself: it is an id of another model too",),
    )
    called = other(offerings={"host/open": {"ids": {"litellm": "acme/large", "langchain": "open-latest"}}})
    assert [(note.field, note.notes) for note in audit(registry_with(called)).notes] == [
        ("ids.litellm", ("acme/large leads to acme/large",))
    ]
    one, two = (
        other(name, models={id_: {"ids": {"litellm": "both"}}}) for name, id_ in (("a", "borg/new"), ("b", "borg/open"))
    )
    assert [str(note.origin) for note in audit(registry_with(one, two)).notes] == ["a 2.0", "b 2.0"]
    again = other("c", models={"borg/new": {"ids": {"litellm": "own"}}})
    assert audit(registry_with(one, two, again)).notes == ()


def test_lists_that_leave_nothing_are_noted() -> None:
    """Two lists without a common id take everything out, which is told once."""
    one, two = other("a", allow={"providers": ["acme"]}), other("b", allow={"providers": ["host", "cloud"]})
    (note,) = audit(registry_with(one, two)).notes
    assert (str(note.origin), note.id) == ("b 2.0", "cloud")
    assert note.notes == ("with the lists of all overlays nothing is left to choose from",)
    assert audit(registry_with(one)).notes == ()


def test_a_restoration_without_effect_is_a_conflict() -> None:
    """What depends on something that another overlay takes out stays out, and both are named."""
    gone = other("a", models={"borg/open": {"removed": True}})
    back = other("b", offerings={"host/open": {"removed": False}})
    for order in ((gone, back), (back, gone)):
        made = registry_with(*order)
        assert "host/open" not in made.offerings
        (conflict,) = audit(made).conflicts
        assert (conflict.action, conflict.id, str(conflict.overruled_by)) == (Action.RESTORES, "host/open", "a 2.0")


def test_who_says_what_stands_in_the_end_has_no_conflict() -> None:
    """What two say, with another between them, was overruled for nobody but the other."""
    said = [
        other(name, models={"borg/new": {"limits": {"context_tokens": size}}})
        for name, size in (("a", 8), ("b", 9), ("c", 8))
    ]
    (conflict,) = audit(registry_with(*said)).conflicts
    assert (str(conflict.origin), str(conflict.overruled_by)) == ("b 2.0", "c 2.0")


def test_what_another_overlay_takes_out_or_denies_is_a_conflict() -> None:
    """Removing or denying what another overlay wrote, or what that depends on, is a disagreement, in either order."""
    cases: tuple[tuple[dict[str, Any], set[str]], ...] = (
        ({"offerings": {"host/open": {"removed": True}}}, {"host/open"}),
        ({"models": {"borg/open": {"removed": True}}}, {"host/open"}),
        ({"providers": {"host": {"removed": True}}}, {"host/open", "host/tuned"}),
        ({"deny": {"developers": ["shop"]}}, {"shop", "shop/tuned", "host/tuned"}),
        ({"models": {"shop/tuned": {"removed": True}}}, {"shop/tuned", "host/tuned"}),
    )
    for against, expected in cases:
        found = audit(registry_with(shop(), other(**against))).conflicts
        assert {entry.id for entry in found} == expected
        assert {str(entry.overruled_by) for entry in found} == {"zeta 2.0"}
    late = audit(registry_with(other(offerings={"host/open": {"removed": True}}), shop())).conflicts
    assert [(entry.id, str(entry.overruled_by)) for entry in late] == [("host/open", "zeta 2.0")]


def test_allowing_what_another_denies_is_a_conflict() -> None:
    """The one that denies wins, whatever the order."""
    (found,) = audit(
        registry_with(other(allow={"providers": ["acme", "host"]}), shop(models={}, offerings={}, results=[]))
    ).conflicts
    assert (found.action, found.id, str(found.overruled_by)) == (Action.ALLOWS, "acme", "shop 1.0")


def test_removing_what_is_not_there_is_noted() -> None:
    """A typo in a tombstone leaves in what was to go; it adds nothing, and is told."""
    found = entries(other(models={"borg/opne": {"removed": True}}))
    (entry,) = found.values()
    assert (entry.action, entry.notes) == (Action.REMOVES, ("no such model here; nearest: borg/open, borg/new",))


def test_what_is_named_in_vain() -> None:
    """Lists and removals of what isn't there, of each overlay; other notes are none of it."""
    one = other(
        "a",
        models={"borg/opne": {"removed": True}, "borg/open": {"removed": True}, "borg/new": {"released": "2027-01-01"}},
        deny={"providers": ["hots"], "licenses": ["freeware"]},
    )
    two = other("b", allow={"providers": ["host", "hots"]}, developers={"shop": {"name": "Shop"}})
    three = other("c", deny={"developers": ["shop"]}, offerings={"host/none": {"removed": True}})
    found = unfound(registry_with(one, two, three))
    assert [(each.origin.name, each.action, each.id, each.notes) for each in found] == [
        ("a", "removes", "borg/opne", ("no such model here; nearest: borg/new",)),
        ("a", "denies", "hots", ("no such provider here; nearest: host",)),
        ("b", "allows", "hots", ("no such provider here; nearest: host",)),
        ("c", "removes", "host/none", ("no such offering here; nearest: host/new",)),
    ]
    assert not list(unfound(registry_with()))


def test_who_confirmed_is_overruled_too() -> None:
    """Two that say the same are both overruled by a third that doesn't."""
    said = [
        other(name, models={"borg/new": {"limits": {"context_tokens": size}}})
        for name, size in (("a", 8), ("b", 8), ("c", 9))
    ]
    assert [str(entry.origin) for entry in audit(registry_with(*said)).conflicts] == ["a 2.0", "b 2.0"]


def test_a_list_may_name_what_another_overlay_brings() -> None:
    """What any overlay adds is there for the lists of all."""
    assert not audit(registry_with(other(allow={"developers": ["shop"]}), shop())).notes


def test_who_brought_a_fact() -> None:
    """The last overlay that writes a field, a part of a group or anything of a record; nobody for the base."""
    made = registry_with(shop(), other(models={"borg/new": {"limits": {"max_output_tokens": 10}}}))
    assert made.origin_of("models", "borg/new", "limits.context_tokens") == SHOP
    assert str(made.origin_of("models", "borg/new", "limits")) == "zeta 2.0"
    assert str(made.origin_of("models", "borg/new")) == "zeta 2.0"
    assert made.origin_of("results", "shop/tuned", "contract") == SHOP
    assert made.origin_of("models", "borg/new", "name") is None
    assert registry_with().origin_of("models", "borg/new") is None
