"""Laws of overlays and of days, on any small registry with any overlays that fit it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date
from tempfile import TemporaryDirectory
from typing import Any, cast

from hypothesis import event, given, reject, settings
from hypothesis import strategies as st

from factories import calibrated
from llm_selection._foundation.plain import to_plain
from llm_selection.domain.evidence import Status
from llm_selection.domain.prices import PriceSchedule
from llm_selection.errors import Fault, RegistryError
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import Overlay, Records, Registry, compile_registry, read, write
from llm_selection.registry._applied_overlays import evidence_at
from llm_selection.registry._columns import FACTS
from llm_selection.registry._overlays import WRITABLE, writes
from llm_selection.registry._registry import store_of
from llm_selection.registry._stores import Compiled, Store, row_of
from strategies import ALL_RECORDS, DAYS, overlays

LAW = settings(max_examples=25, deadline=None)


def together(count: int) -> st.SearchStrategy[tuple[Records, list[Overlay]]]:
    """Make records, and overlays on them."""
    return ALL_RECORDS.flatmap(
        lambda one: st.tuples(st.just(one), st.lists(overlays(one), min_size=count, max_size=count))
    )


def put(records: Records, *brought: Overlay) -> Registry:
    """Put overlays on a registry, one after the other; those that don't fit aren't what a law is about."""
    made = compile_registry(records)
    try:
        for overlay in brought:
            made |= overlay
    except RegistryError:
        reject()
    return made


def facts(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known of a record in plain form, by field or part of a group, without evidence."""
    return {path: value for path, value in writes(record) if value not in (None, [], {})}


def plain(store: Store, section: str, key: str) -> Any:
    """Return a record in plain form; ``None`` if there is none."""
    row = row_of(store, section, key)
    return None if row is None else store.plain(section, row)


def same(one: Registry, two: Registry) -> bool:
    """Say whether two registries are equal, and hold the same records."""
    return one == two and one.digest == two.digest and hash(one) == hash(two) and one.records() == two.records()


# Overlays


@LAW
@given(ALL_RECORDS)
def test_an_overlay_of_nothing_changes_nothing(records: Records) -> None:
    """What brings nothing is no overlay."""
    made = compile_registry(records)
    nothing = Overlay("nobody", "1")
    assert not nothing
    assert made | nothing is made
    assert same(made | (nothing | nothing), made)


@LAW
@given(together(2))
def test_a_registry_takes_overlays_one_by_one_or_together(drawn: tuple[Records, list[Overlay]]) -> None:
    """Where ``r | a`` is a registry, ``(r | a) | b`` and ``r | (a | b)`` are the same, or fail for the same reasons."""
    records, (a, b) = drawn
    made = compile_registry(records)
    alone = attempt(lambda: made | a)
    event(f"fits alone: {isinstance(alone, Registry)}")
    if isinstance(alone, Registry):
        single, both = attempt(lambda: alone | b), attempt(lambda: made | (a | b))
        event(f"fit together: {isinstance(both, Registry)}")
        if isinstance(single, Registry) and isinstance(both, Registry):
            assert same(single, both)
        else:
            assert single == both


def attempt(make: Callable[[], Registry]) -> Registry | tuple[Fault, ...]:
    """Make a registry, or return why it can't be."""
    try:
        return make()
    except RegistryError as error:
        return error.faults


@LAW
@given(together(3))
def test_overlays_are_associative(drawn: tuple[Records, list[Overlay]]) -> None:
    """``(a | b) | c == a | (b | c)``, also where some of them are the same."""
    _, (a, b, c) = drawn
    for x, y, z in ((a, b, c), (a, b, a), (a, a, b), (b, a, a)):
        assert (x | y) | z == x | (y | z)
        assert hash((x | y) | z) == hash(x | (y | z))


@LAW
@given(together(2))
def test_overlays_are_idempotent(drawn: tuple[Records, list[Overlay]]) -> None:
    """``r | a | a == r | a``; and bringing something again leaves every fact as if it had been brought last only."""
    records, (a, b) = drawn
    made = put(records, a)
    assert made | a is made
    assert (a | a) == a
    assert same(put(records, a, b, a), put(records, b, a))
    base = cast("Compiled", store_of(compile_registry(records)))
    often, once = (
        store_of(Registry(base, tuple(layer for each in order for layer in each.layers)))
        for order in ((a, b, a), (b, a))
    )
    for section in (*WRITABLE, "results"):
        assert often.ids(section) == once.ids(section)
        for row in range(len(once.ids(section))):
            two = [found.plain(section, row) for found in (often, once)]
            assert two[0] == two[1] if section == "results" else facts(two[0]) == facts(two[1])


@LAW
@given(together(2))
def test_the_last_writer_of_a_field_wins(drawn: tuple[Records, list[Overlay]]) -> None:
    """
    A field is as the last overlay that writes it says, else as in the registry or a base model; so is its evidence.

    A price schedule is as the last one says from its first day on.
    """
    records, brought = drawn
    made, base = put(records, *brought), compile_registry(records)
    for section in WRITABLE:
        for key in store_of(made).ids(section):
            new = plain(store_of(made), section, key)
            tables = [layer.records.get(section, {}).get(key, {}) for layer in made.layers]
            expected, said = last_written([plain(store_of(base), section, key) or {}, *tables])
            if expected.get("base") not in made.models:
                expected.pop("base", None)
            found = facts(new)
            assert {path: found[path] for path in expected} == expected
            if section != "sources":
                assert all(evidence_at(new["evidence"], path) == said[path] for path in expected)
            derived = [evidence_at(new["evidence"], path) for path in found.keys() - expected.keys() - {"id"}]
            assert all(each["status"] == Status.DERIVED for each in derived)
            assert all(each["note"].startswith("as its base model ") for each in derived)


def last_written(tables: list[Mapping[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return each fact that the last of *tables* with a word on it says, and who says so."""
    expected: dict[str, Any] = {}
    said: dict[str, Any] = {}
    for table in tables:
        for path, value in writes(table):
            for part in [known for known in expected if known.startswith(f"{path}.")]:
                del expected[part]
            expected[path] = going_on(expected.get(path), to_plain(value))
            said[path] = evidence_at(to_plain(table["evidence"]), path) if "evidence" in table else None
    return {path: value for path, value in facts(expected).items() if path not in ("id", "removed")}, said


def going_on(before: Any, after: Any) -> Any:
    """Return what a price schedule becomes when another is written over it: it stays until that starts."""
    if not all(isinstance(value, dict) and "periods" in value for value in (before, after)):
        return after
    start = min(period["effective"] for period in after["periods"])
    return {**after, "periods": [*(old for old in before["periods"] if old["effective"] < start), *after["periods"]]}


@LAW
@given(together(2))
def test_patching_equals_building_anew(drawn: tuple[Records, list[Overlay]]) -> None:
    """Compiled from its records, a registry with overlays has the same records, columns and names."""
    agrees_with_rebuilt(put(drawn[0], *drawn[1]))


@LAW
@given(together(1), DAYS)
def test_turning_back_equals_building_anew(drawn: tuple[Records, list[Overlay]], day: date) -> None:
    """The same holds on an earlier day."""
    agrees_with_rebuilt(put(drawn[0], *drawn[1]).as_of(day))


def agrees_with_rebuilt(made: Registry) -> None:
    """Assert that a registry is what its own records give."""
    rebuilt = compile_registry(made.records())
    assert rebuilt.records() == made.records()
    for name in FACTS:
        columns = [[one.column(name)[row] for row in range(len(made.offerings))] for one in (made, rebuilt)]
        if name == "rates":
            columns = [json.loads(json.dumps(column)) for column in columns]
        assert columns[0] == columns[1], name
        assert len(made.column(name)) == len(rebuilt.column(name)) == len(made.offerings)
    names = store_of(rebuilt).plain("names", 0)
    assert store_of(made).plain("names", 0) == names
    for name in (*names, *made.models):
        assert made.model(name).id == rebuilt.model(name).id


@LAW
@given(together(2), st.none() | DAYS)
def test_what_is_written_with_overlays_is_read(drawn: tuple[Records, list[Overlay]], day: date | None) -> None:
    """``read(write(r | o)) == r | o``, on any day, with the same records and bytes."""
    made = put(drawn[0], *drawn[1])
    made = made if day is None else made.as_of(day)
    with TemporaryDirectory() as folder:
        write(made, folder)
        found = read(folder)
    assert same(found, made)
    assert found.to_files() == made.to_files()
    assert (found.layers, found.day, found.date) == (made.layers, made.day, made.date)


@LAW
@given(together(2))
def test_equal_overlays_have_equal_hashes(drawn: tuple[Records, list[Overlay]]) -> None:
    """Read back from its plain form an overlay is equal, with the same hash; two with unequal forms are unequal."""
    _, (a, b) = drawn
    again = Overlay.from_plain(json.loads(json.dumps(a.to_plain())), where="here")
    assert again == a
    assert hash(again) == hash(a)
    assert (a == b) == (a.to_plain() == b.to_plain())


@LAW
@given(together(1), st.randoms())
def test_the_order_of_keys_makes_no_difference(drawn: tuple[Records, list[Overlay]], random: Any) -> None:
    """Tables in another order are the same overlay, and the same digest."""
    records, (overlay,) = drawn
    (layer,) = overlay.to_plain()
    again = Overlay.from_plain([shuffled(layer, random)], where="here")
    assert again == overlay
    assert again.to_plain() == overlay.to_plain()
    assert put(records, again).digest == put(records, overlay).digest


def shuffled(value: Any, random: Any) -> Any:
    """Put the keys of tables into another order, at every depth."""
    if isinstance(value, dict):
        keys = list(value)
        random.shuffle(keys)
        return {key: shuffled(value[key], random) for key in keys}
    return [shuffled(item, random) for item in value] if isinstance(value, list) else value


_DIGESTS = """
import json
from hashlib import sha256
from factories import calibrated
from llm_selection.domain.models import Modality
from llm_selection.registry import SECTIONS, Lists, Overlay, audit
from llm_selection.registry._registry import store_of
from llm_selection.registry._stores import all_of
seen = {"source": "page", "status": "claimed", "as_of": "2026-10-01"}
brought = [
    Overlay(name, "1", evidence=seen, allow=Lists(models=frozenset({"borg/open", "borg/new", "acme/large"})), models={
        one: {"name": name, "input": {Modality.TEXT, Modality.IMAGE, Modality.AUDIO}, "total_parameters": size}
        for one in {"borg/open", "borg/new", "acme/large"}
    })
    for size, name in enumerate(("left", "right", "up", "down"), start=7)
]
made = calibrated()
for each in brought:
    made |= each
print(made.digest)
for section in SECTIONS:
    print(section, sha256(json.dumps(list(all_of(store_of(made), section))).encode()).hexdigest())
print(store_of(made).plain("names", 0))
found = audit(made)
print([(entry.id, entry.field, str(entry.overruled_by)) for entry in found.entries])
print([model.name for model in made.models.values()])
"""


def test_hash_seeds_make_no_difference() -> None:
    """Overlays that disagree give the same records in every process, the last one's, and the same audit."""
    said = {
        subprocess.run(
            [sys.executable, "-W", "error", "-c", _DIGESTS],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(said) == 1
    assert said.pop().splitlines()[-1] == "['down', 'Small', 'down', 'down']"


# Lists

_LISTED = st.fixed_dictionaries(
    {},
    optional={
        "models": st.sets(st.sampled_from(["acme/large", "acme/small", "borg/open", "borg/new", "acme/none"])),
        "developers": st.sets(st.sampled_from(["acme", "borg", "corp"])),
        "providers": st.sets(st.sampled_from(["acme", "cloud", "host"])),
        "licenses": st.sets(st.sampled_from(["acme-terms", "freeware"])),
    },
)


@LAW
@given(st.lists(st.tuples(_LISTED, _LISTED), min_size=1, max_size=2), st.sampled_from(["set_aside", "include"]))
def test_lists_never_admit_more(listed: list[tuple[Any, Any]], unknowns: Any) -> None:
    """With lists, nothing is recommended that isn't without them, nothing denied, and nothing that isn't allowed."""
    registry = calibrated()
    before = admitted(recommend("coding", registry=registry, unknowns=unknowns))
    for place, (allow, deny) in enumerate(listed):
        registry |= Overlay(f"shop-{place}", "1", allow=allow, deny=deny)
    after = admitted(recommend("coding", registry=registry, unknowns=unknowns))
    assert after <= before
    for id_ in before:
        one = registry.offerings[id_]
        model = registry.models[one.model]
        own = {
            "models": model.id,
            "developers": model.id.partition("/")[0],
            "providers": one.provider,
            "licenses": model.license,
        }
        fine = all(
            own[kind] not in deny.get(kind, ()) and (not allow.get(kind) or own[kind] in allow[kind])
            for allow, deny in listed
            for kind in own
        )
        assert (id_ in after) == fine


def admitted(found: Recommendation) -> set[Any]:
    """Return every offering that an answer holds as fitting."""
    return {id_ for ranked in found.ranking for id_ in (ranked.offering.id, *ranked.others)}


# Days


@LAW
@given(together(1), DAYS, DAYS)
def test_what_is_visible_grows_with_the_day(drawn: tuple[Records, list[Overlay]], one: date, two: date) -> None:
    """What is there on a day is there on every later one."""
    made = put(drawn[0], *drawn[1])
    early, late = (made.as_of(day) for day in sorted((one, two)))
    for smaller, larger in ((early, late), (late, made)):
        assert set(smaller.models) <= set(larger.models)
        assert set(smaller.offerings) <= set(larger.offerings)
        for model, results in smaller.results.items():
            assert all(result in larger.results[model] for result in results)


@LAW
@given(together(1), DAYS, DAYS)
def test_turning_back_twice_is_turning_back_once(drawn: tuple[Records, list[Overlay]], one: date, two: date) -> None:
    """``r.as_of(d1).as_of(d2) == r.as_of(min(d1, d2))``."""
    made = put(drawn[0], *drawn[1])
    assert same(made.as_of(one).as_of(two), made.as_of(min(one, two)))
    assert made.as_of(made.date) is made


@LAW
@given(together(1), DAYS)
def test_overlays_and_days_go_in_any_order(drawn: tuple[Records, list[Overlay]], day: date) -> None:
    """``(r | o).as_of(d) == r.as_of(d) | o``."""
    records, (overlay,) = drawn
    assert same(put(records, overlay).as_of(day), compile_registry(records).as_of(day) | overlay)


@LAW
@given(together(1), DAYS)
def test_nothing_on_a_day_is_of_a_later_one(drawn: tuple[Records, list[Overlay]], day: date) -> None:
    """No release, no first day, no price and no result after the day; and no ability, which rests on all days."""
    made = put(drawn[0], *drawn[1])
    found = made.as_of(day)
    assert found.date == min(day, made.date)
    if found is made:
        return
    assert all(model.released is None or model.released <= day for model in found.models.values())
    assert all(one.lifecycle.available is None or one.lifecycle.available <= day for one in found.offerings.values())
    for one in found.offerings.values():
        if isinstance(one.pricing, PriceSchedule):
            assert all(period.effective <= day for period in one.pricing.periods)
    for results in found.results.values():
        assert all((result.measured or found.sources[result.source].retrieved) <= day for result in results)
    assert not any(found.abilities.values())
