"""Laws of diffs, for any pair of related registries, with overlays and days on top."""

import json
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from factories import model, offering, result, seen
from llm_selection._foundation.plain import to_plain
from llm_selection.domain.evidence import Source
from llm_selection.errors import InvalidInputError, RegistryError
from llm_selection.registry import Diff, Effect, Overlay, Records, Registry, apply, compile_registry, diff
from strategies import (
    ACCELERATORS,
    ALL_RECORDS,
    COUNTS,
    DAYS,
    LIFECYCLES,
    MODELS,
    OF_A_MODEL,
    OFFERINGS,
    PROVIDERS,
    SCHEDULES,
    SOURCES,
)

FEWER = settings(max_examples=30, deadline=None)
SECTIONS = (
    "models",
    "offerings",
    "providers",
    "developers",
    "licenses",
    "benchmarks",
    "sources",
    "results",
    "verbosities",
    "accelerators",
)


class Pair(NamedTuple):
    """Two registries."""

    before: Registry
    after: Registry


@st.composite
def _edited(draw: st.DrawFn, records: Records) -> Records:
    """Change some records: offerings go or have other facts, models have others, results go, and so on."""
    models, offerings = dict(records.models), dict(records.offerings)
    for key, old in records.models.items():
        kept: Any = {name: getattr(old, name) for name in ("id", "snapshots", "aliases", "license")}
        models[key] = draw(_other(old, MODELS, **kept))
    for place, served in records.offerings.items():
        offerings[place] = draw(_other(served, OFFERINGS, id=place, model=served.model))
    for place in draw(st.sets(st.sampled_from(sorted(offerings)))) if offerings else ():
        del offerings[place]
    if draw(st.booleans()):
        added = offering("host/added", "acme/added")
        models[added.model], offerings[added.id] = model(added.model), added
    return replace(
        records,
        version=draw(st.sampled_from([records.version, "2"])),
        date=draw(st.just(records.date) | DAYS),
        sources={**records.sources, "page": draw(_other(records.sources["page"], SOURCES))},
        providers={
            **records.providers,
            "host": draw(_other(records.providers["host"], PROVIDERS, id="host", developer=None)),
        },
        models=models,
        offerings=offerings,
        results={key: rows for key, rows in records.results.items() if draw(st.booleans())},
        verbosities={
            key: draw(st.just(own) | OF_A_MODEL) for key, own in records.verbosities.items() if draw(st.booleans())
        },
        accelerators={
            key: draw(_other(own, ACCELERATORS, id=key))
            for key, own in records.accelerators.items()
            if draw(st.booleans())
        },
        calibration=draw(st.sampled_from([records.calibration, None])),
    )


def _other(record: Any, strategy: st.SearchStrategy[Any], **kept: Any) -> st.SearchStrategy[Any]:
    """Leave a record as it is, give it other evidence, or other facts less those that are *kept*."""
    again = [record] if isinstance(record, Source) else [record, _reread(record)]
    return st.sampled_from(again) | strategy.map(lambda made: replace(made, **kept))


def _reread(record: Any) -> Any:
    """Give a record other evidence, of the same day: a model may count from that day."""
    found = record.evidence
    return replace(record, evidence=replace(found, record=replace(found.record, note="read again")))


@st.composite
def _on_top(draw: st.DrawFn, made: Registry) -> Registry:
    """Put an overlay on top, or a day, both or neither."""
    if draw(st.booleans()):
        offerings: dict[str, Any] = {
            key: draw(
                SCHEDULES.map(lambda made: {"pricing": to_plain(made)})
                | LIFECYCLES.map(lambda made: {"lifecycle": to_plain(made) or {"stage": None}})
                | COUNTS.map(lambda tokens: {"limits": {"context_tokens": tokens}})
                | st.just({"removed": True})
            )
            for key in (draw(st.sets(st.sampled_from(list(made.offerings)))) if made.offerings else ())
        }
        models: dict[str, Any] = {"acme/mine": {"name": "Mine"}}
        results = [result("acme/mine", "bench", 0.5, source="other")]
        if made.models:
            touched = draw(st.sampled_from(list(made.models)))
            models[touched] = draw(st.sampled_from([{"removed": True}, {"family": "mine"}]))
            if "family" in models[touched]:
                models["acme/mine"]["base"] = touched
                results.append(result(touched, "bench", 0.5))
        made |= Overlay("mine", "1", evidence=seen(), models=models, offerings=offerings, results=results)
    return made.as_of(draw(DAYS)) if draw(st.booleans()) else made


@st.composite
def _pairs(draw: st.DrawFn) -> Pair:
    """Make two registries, of the same records or of edited ones."""
    records = draw(ALL_RECORDS)
    later = draw(_edited(records)) if draw(st.booleans()) else records
    return Pair(*(draw(_on_top(compile_registry(each))) for each in (records, later)))


PAIRS = _pairs()


@FEWER
@given(PAIRS)
def test_nothing_differs_from_itself(pair: Pair) -> None:
    """A registry and the same made again have no difference, and applying it changes nothing."""
    found = diff(pair.before, pair.before)
    assert not found
    assert found.changes == ()
    assert apply(found, pair.before) == pair.before


@FEWER
@given(PAIRS)
def test_a_difference_leads_where_it_says(pair: Pair) -> None:
    """Applied to the one it gives the other, with the same records and the same layers; and back again."""
    found = diff(*pair)
    made = apply(found, pair.before)
    event(f"of several effects: {len({one.effect for one in found.changes}) > 1}")
    assert made == pair.after
    assert made.records() == pair.after.records()
    assert made.to_files() == pair.after.to_files()
    assert bool(found) is (pair.before != pair.after)
    assert apply(diff(pair.after, pair.before), made) == pair.before


@FEWER
@given(PAIRS)
def test_what_only_one_has_is_new_or_removed(pair: Pair) -> None:
    """It is told exactly once, and nothing else is."""
    found = diff(*pair)
    for effect, one, other in ((Effect.REMOVED, *pair), (Effect.NEW, pair.after, pair.before)):
        expected = [
            (section, key)
            for section in SECTIONS
            if section not in ("results", "verbosities")
            for key in getattr(one, section)
            if key not in getattr(other, section)
        ]
        told = [(change.section, change.id) for change in found.changes if change.effect is effect]
        assert sorted(told) == sorted(expected)


@FEWER
@given(PAIRS)
def test_every_change_is_told(pair: Pair) -> None:
    """A record has a change exactly when it differs; on another day what has prices may have one all the same."""
    told = {(change.section, change.id) for change in diff(*pair).changes}
    for section in SECTIONS:
        before, after = getattr(pair.before, section), getattr(pair.after, section)
        differs = {(section, key) for key in {*before, *after} if before.get(key) != after.get(key)}
        also = {one for one in told if one[0] == section} - differs
        assert differs <= told
        assert not also or (section in ("offerings", "accelerators") and pair.before.date != pair.after.date)


@FEWER
@given(PAIRS)
def test_each_fact_is_told_once(pair: Pair) -> None:
    """No field of a record has two changes, each has two different values, and what is reread has no other fact."""
    changes = diff(*pair).changes
    fields = [(one.section, one.id, one.field) for one in changes if one.field]
    assert len(fields) == len(set(fields))
    assert all(one.before != one.after for one in changes if one.field)
    reread = {(one.section, one.id) for one in changes if one.effect is Effect.REREAD}
    if pair.before.date == pair.after.date:
        assert reread.isdisjoint(one[:2] for one in fields)


@FEWER
@given(PAIRS)
def test_changes_come_by_urgency(pair: Pair) -> None:
    """Effects come in their order, and within one the ids of a section in theirs."""
    changes = diff(*pair).changes
    order = list(Effect)
    assert [one.effect for one in changes] == sorted((one.effect for one in changes), key=order.index)
    for effect in order:
        for section in SECTIONS:
            places = [(one.id, one.field) for one in changes if (one.effect, one.section) == (effect, section)]
            assert places == sorted(places)


@FEWER
@given(ALL_RECORDS, DAYS)
def test_evidence_alone_is_reread(records: Records, day: date) -> None:
    """If nothing but evidence differs, nothing is corrected."""
    models = {key: _reread(record) for key, record in records.models.items()}
    offerings = {key: _reread(record) for key, record in records.offerings.items()}
    again = replace(records, models=models, offerings=offerings)
    before, after = (compile_registry(each).as_of(day) for each in (records, again))
    assert {one.effect for one in diff(before, after).changes} <= {Effect.REREAD}


@FEWER
@given(PAIRS)
def test_only_its_own_registry_takes_a_difference(pair: Pair) -> None:
    """To another it isn't applied."""
    assume(pair.before != pair.after)
    with pytest.raises(InvalidInputError, match="these are changes of registry "):
        apply(diff(*pair), pair.after)


@FEWER
@given(PAIRS, st.data())
def test_no_changed_byte_of_a_patch_goes_unseen(pair: Pair, data: st.DataObject) -> None:
    """A patch with any character changed is refused, by one kind of error, or leads to the same registry."""
    found = diff(*pair)
    place = data.draw(st.integers(0, len(found.patch) - 1))
    patch = found.patch[:place] + data.draw(st.characters()) + found.patch[place + 1 :]
    _refused_or_the_same(replace(found, patch=patch), pair)


@FEWER
@given(PAIRS, st.data())
def test_no_changed_value_of_a_patch_goes_unseen(pair: Pair, data: st.DataObject) -> None:
    """Nor does one with any value replaced by another."""
    found = diff(*pair)
    patch = json.loads(found.patch)
    node: Any = patch
    while True:
        keys = list(node) if isinstance(node, dict) else range(len(node))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(node[key], dict | list) or not node[key] or data.draw(st.booleans()):
            break
        node = node[key]
    node[key] = data.draw(st.sampled_from([None, True, 7, "text", [], {}, [[]], {"": {}}]))
    _refused_or_the_same(replace(found, patch=json.dumps(patch)), pair)


def _refused_or_the_same(found: Diff, pair: Pair) -> None:
    """Apply a difference that was tampered with."""
    try:
        made = apply(found, pair.before)
    except RegistryError:
        return
    assert made == pair.after
