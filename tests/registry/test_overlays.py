"""Overlays: what they may write, what follows from it, and what is refused, with its place."""

import json
import pickle
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from factories import (
    DAY,
    calibrated,
    calibrated_records,
    card,
    changed,
    evidence,
    model,
    offering,
    period,
    provider,
    result,
    schedule,
    seen,
    source,
)
from llm_selection._foundation.plain import from_plain
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.evidence import Evidence, Status
from llm_selection.domain.identity import Library, ModelId, OfferingId
from llm_selection.domain.models import Capabilities, Dense, Limits, Modality, NotOffered, Route, Router
from llm_selection.domain.offerings import Service, Stage
from llm_selection.domain.prices import PriceSchedule
from llm_selection.errors import InvalidInputError, RegistryError
from llm_selection.recommendation import recommend
from llm_selection.registry import Lists, Origin, Overlay, Registry, _applied_overlays, audit, bundled, read, write
from llm_selection.registry._registry import as_json
from llm_selection.registry._stores import Compiled

SEEN = {"source": "page", "status": "documented", "as_of": "2026-10-01"}
HUGE = 10**5000
OPEN, NEW, LARGE, TUNED = map(ModelId, ("borg/open", "borg/new", "acme/large", "acme/tuned"))
AT_HOST, AT_CLOUD = map(OfferingId, ("host/open", "cloud/open"))


def bring(name: str = "shop", **parts: Any) -> Overlay:
    """Make an overlay on the small registry, which has a source called ``page``."""
    return Overlay(name, "1.0", **{"evidence": SEEN, **parts})


def tuned(**fields: Any) -> Overlay:
    """Bring a fine-tune of ``borg/open``."""
    return bring(models={TUNED: {"name": "Tuned", "base": OPEN, **fields}})


def priced(price: Any, effective: str = "2026-10-01") -> dict[str, Any]:
    """Write an offering's pricing with one price."""
    cards = [{"input": price, "output": "1"}]
    periods = [{"effective": effective, "basis": "documented", "cards": cards, "evidence": SEEN}]
    return {"offerings": {AT_HOST: {"pricing": {"kind": "per-token", "periods": periods}}}}


def measured(**changes: Any) -> dict[str, Any]:
    """Write one result."""
    row = {"model": OPEN, "benchmark": "code-one", "score": 0.5, "reporter": "independent", "source": "page"}
    return {"results": [{**row, **changes}]}


def nested(depth: int = 100_000) -> Any:
    """Nest lists deeply."""
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


# Refused where it is made

AT_THE_GATE: dict[str, tuple[dict[str, Any], str]] = {
    "unknown key": ({"models": {OPEN: {"colour": "red"}}}, "models: borg/open: colour: unknown key"),
    "unknown part": (
        {"models": {OPEN: {"limits": {"context": 5}}}},
        "models: borg/open: limits.context: unknown key; did you mean 'context_tokens'?",
    ),
    "unknown list": ({"deny": {"benchmarks": ["x"]}}, "deny: benchmarks: unknown key"),
    "wrong type": (
        {"models": {OPEN: {"total_parameters": "70b"}}},
        "models: borg/open: total_parameters: Input should be a valid integer",
    ),
    "code stays text": (
        {"models": {OPEN: {"total_parameters": "__import__('os').getpid()"}}},
        "models: borg/open: total_parameters: Input should be a valid integer",
    ),
    "a section that is no mapping": ({"models": [OPEN]}, "models: must be records by id, got list"),
    "a section that is text": ({"models": "borg/open"}, "models: must be records by id, got 'borg/open'"),
    "a section that is a number": ({"models": HUGE}, "models: must be records by id, got int"),
    "a record that is no table": ({"models": {OPEN: "x"}}, "models: borg/open: must be a table, got 'x'"),
    "a record that is a number": ({"models": {OPEN: HUGE}}, "models: borg/open: must be a table, got int"),
    "a record of another kind": (
        {"models": {OPEN: provider()}},
        "models: borg/open: must be a table, got Provider",
    ),
    "a record that is a class": ({"models": {OPEN: Overlay}}, "models: borg/open: must be a table, got type"),
    "a key that is no text": ({"models": {OPEN: {1: 2}}}, "models: borg/open: must be a table, got dict"),
    "a record of another id": (
        {"models": {OPEN: model("acme/large")}},
        "models: borg/open: holds the record of another id",
    ),
    "an id inside": ({"models": {OPEN: {"id": OPEN, "name": "x"}}}, "models: borg/open: the id isn't repeated inside"),
    "an empty table": ({"models": {OPEN: {}}}, "models: borg/open: writes nothing"),
    "an empty group": ({"models": {OPEN: {"limits": {}}}}, "models: borg/open: writes nothing"),
    "evidence alone": ({"models": {OPEN: {"evidence": {"record": SEEN}}}}, "models: borg/open: writes nothing"),
    "an id that is a number": ({"models": {HUGE: {"name": "x"}}}, "models: int: isn't an id"),
    "an id of nothing": ({"sources": {"": {"title": "x"}}}, "sources: : '' is no id; write lower-case letters"),
    "an id that moves the cursor": (
        {"sources": {"a\x1b[2Jb": {"title": "x"}}},
        r"sources: 'a\x1b[2Jb': 'a\x1b[2Jb' is no id; write",
    ),
    "an endless id": ({"licenses": {"x" * 10**6: {"name": "x"}}}, f"licenses: '{'x' * 80}': 'xxx"),
    "half a character in an id": ({"sources": {"\ud800": {"title": "x"}}}, r"sources: '\ud800': '\ud800' is no id"),
    "a provider upwards": (
        {"providers": {"../../etc/passwd": {"name": "x"}}},
        "providers: ../../etc/passwd: '../../etc/passwd' is no id",
    ),
    "a provider with a slash": ({"providers": {"acme/": {"name": "x"}}}, "providers: acme/: 'acme/' is no id"),
    "a letter that looks like another": (
        {"developers": {"\u0430cme": {"name": "x"}}},
        "developers: \u0430cme: '\\u0430cme' is no id",
    ),
    "half a character": (
        {"models": {OPEN: {"name": "\ud800"}}},
        r"models: borg/open: name: must be printable text in a line, got '\ud800'",
    ),
    "a forged line": (
        {"models": {OPEN: {"name": "Open\n\n## Removed (1)"}}},
        r"models: borg/open: name: must be printable text in a line, got 'Open\n\n## Removed (1)'",
    ),
    "a note in red": (
        {"evidence": {**SEEN, "note": "\x1b[31mred"}},
        r"evidence: note: must be printable text in a line, got '\x1b[31mred'",
    ),
    "a title turned round": (
        {"sources": {"book": source(title="\u202egnp.exe")}},
        r"sources: book: title: must be printable text in a line, got '\u202egnp.exe'",
    ),
    "a list that moves the cursor": (
        {"deny": {"models": ["\x1b[2J"]}},
        r"deny: models[0]: must be printable text in a line, got '\x1b[2J'",
    ),
    "upwards": ({"models": {"../open": {"name": "x"}}}, "models: ../open: '../open' is no model id"),
    "upwards in an offering": ({"offerings": {"../open": {"moving": True}}}, "offerings: ../open: '../open' is no"),
    "a number of thousands of digits": (
        {"models": {OPEN: {"total_parameters": HUGE}}},
        "models: borg/open: isn't plain data: Exceeds the limit",
    ),
    "an absurd number": (
        {"models": {OPEN: {"limits": {"context_tokens": 10**400}}}},
        "models: borg/open: limits: context_tokens must be at most 10**100",
    ),
    "a negative number": (
        {"models": {OPEN: {"limits": {"context_tokens": -1}}}},
        "models: borg/open: limits: context_tokens must be a whole number of at least 1, got -1",
    ),
    "half a token": (
        {"models": {OPEN: {"limits": {"context_tokens": 0.5}}}},
        "models: borg/open: limits.context_tokens: Input should be a valid integer",
    ),
    "no number": ({"models": {OPEN: {"total_parameters": float("nan")}}}, "models: borg/open: isn't plain data"),
    "infinity": ({"models": {OPEN: {"total_parameters": float("inf")}}}, "models: borg/open: isn't plain data"),
    "deep nesting": ({"models": {OPEN: {"name": nested()}}}, "models: borg/open: is nested too deeply"),
    "a deep table": ({"models": {OPEN: nested()}}, "models: borg/open: must be a table, got list"),
    "a deep section": ({"models": nested()}, "models: must be records by id, got list"),
    "deep evidence": ({"evidence": nested()}, "evidence: is nested too deeply"),
    "deep results": ({"results": nested()}, "results[0]: is nested too deeply"),
    "deep lists": ({"allow": nested()}, "allow: is nested too deeply"),
    "what isn't data": ({"models": {OPEN: {"name": object()}}}, "models: borg/open: isn't plain data: <object"),
    "a value with anything inside": (
        {"evidence": Evidence(source="page", status=Status.CLAIMED, as_of=object())},  # type: ignore[arg-type]  # the point
        "evidence: isn't plain data: no plain form for object",
    ),
    "a value with a wrong day": (
        {"evidence": Evidence(source="page", status=Status.CLAIMED, as_of="yesterday")},  # type: ignore[arg-type]  # the point
        "evidence: as_of: Input should be a valid date",
    ),
    "a time for a day": (
        {"models": {OPEN: {"released": "2026-10-01T00:00:00"}}},
        "models: borg/open: released: Input should be a valid date",
    ),
    "a price that is no number": (
        priced("NaN"),
        "offerings: host/open: pricing.periods[0].cards[0].input: Input should be a finite number",
    ),
    "a price that is no number at all": (
        priced(Decimal("sNaN")),
        "offerings: host/open: pricing.periods[0].cards[0].input: Input should be a finite number",
    ),
    "a negative price": (priced("-1"), "offerings: host/open: pricing.periods[0].cards[0]: input must be US dollars"),
    "an absurd price": (priced("1e30"), "offerings: host/open: pricing.periods[0].cards[0]: input must be US dollars"),
    "an endless price": (
        priced(Decimal("1e999999999")),
        "offerings: host/open: pricing.periods[0].cards[0]: input must be US dollars",
    ),
    "a price of seven decimals": (
        priced("0.0000001"),
        "offerings: host/open: pricing.periods[0].cards[0]: input may have at most 6 decimals",
    ),
    "no evidence": (
        {"evidence": None, "models": {OPEN: {"name": "x"}}},
        "models: borg/open: key 'evidence' is missing; give the table [evidence.record], or the whole overlay [evidence]",
    ),
    "evidence that is none": (
        {"models": {OPEN: {"name": "x", "evidence": None}}},
        "models: borg/open: evidence: Input should be an object",
    ),
    "evidence of what isn't written": (
        {"models": {OPEN: {"name": "x", "evidence": {"record": SEEN, "fields": {"license": SEEN}}}}},
        "models: borg/open: has evidence for license, which it doesn't write",
    ),
    "evidence of a part that isn't written": (
        {
            "models": {
                OPEN: {
                    "limits": {"context_tokens": 5},
                    "evidence": {"record": SEEN, "fields": {"limits.max_output_tokens": SEEN}},
                }
            }
        },
        "models: borg/open: has evidence for limits.max_output_tokens, which it doesn't write",
    ),
    "its own base": ({"models": {OPEN: {"base": OPEN}}}, "models: borg/open: can't be its own base"),
    "removed and written": (
        {"models": {OPEN: {"removed": True, "name": "x"}}},
        "models: borg/open: is removed, and so can't be written too",
    ),
    "neither removed nor not": ({"models": {OPEN: {"removed": None}}}, "models: borg/open: removed: Input should be"),
    "a license removed": (
        {"licenses": {"freeware": {"removed": True}}},
        "licenses: freeware: can't be removed; only models, offerings, providers, accelerators can",
    ),
    "a source restored": (
        {"sources": {"page": {"removed": False}}},
        "sources: page: can't be removed; only models, offerings, providers, accelerators can",
    ),
    "results that are text": ({"results": "borg/open"}, "results: must be a list of results, got 'borg/open'"),
    "results that are a number": ({"results": HUGE}, "results: must be a list of results, got int"),
    "results that are one": ({"results": {"model": OPEN}}, "results: must be a list of results, got dict"),
    "a result that is nothing": ({"results": [None]}, "results[0]: Input should be an object"),
    "a score that is no number": (measured(score=float("nan")), "results[0]: isn't plain data"),
    # Who notices, the gate or the value itself, depends on the version of pydantic.
    "an endless score": (measured(score=10**400), "results[0]: score"),
    "a list that is text": ({"allow": {"models": "borg/open"}}, "allow: models: Input should be a valid array"),
    "two words for a name": ({"name": "the shop"}, "an overlay's name is one word, got 'the shop'"),
    "a name of two lines": ({"name": "shop\nkeeper"}, r"an overlay's name is one word, got 'shop\nkeeper'"),
    "a space after a name": ({"name": "shop "}, "an overlay's name is one word, got 'shop '"),
    "no name": ({"name": ""}, "an overlay's name is one word, got ''"),
    "a number for a name": ({"name": HUGE}, "an overlay's name is one word, got int"),
    "an endless name": ({"name": "x" * 201}, "an overlay's name has at most 200 characters"),
    "no specifier": ({"schema": "two"}, "schema must be a version specifier such as '>=2,<3', got 'two'"),
    "a specifier that is none": ({"schema": None}, "schema must be a version specifier such as '>=2,<3', got NoneType"),
    "a list of specifiers": ({"schema": [">=2"]}, "schema must be a version specifier such as '>=2,<3', got list"),
    "an endless specifier": ({"schema": ">=" + "9" * 5000}, "schema must be a version specifier such as '>=2,<3'"),
    "another schema": (
        {"schema": ">=9"},
        "overlay shop 1.0 needs schema >=9; this library reads 1 ",
    ),
}


@pytest.mark.parametrize("name", AT_THE_GATE)
def test_what_an_overlay_can_not_be(name: str) -> None:
    """Whatever is wrong in itself is refused where the overlay is made, with its place and what was found."""
    parts, expected = AT_THE_GATE[name]
    with pytest.raises(InvalidInputError) as caught:
        bring(**parts)
    assert str(caught.value.faults[0]).startswith(expected)
    assert len(str(caught.value)) < 1000


def test_two_words_for_a_version() -> None:
    """A version is one word too, which an answer can cite."""
    with pytest.raises(InvalidInputError, match=r"an overlay's version is one word, got '1\.0 beta'"):
        Overlay("shop", "1.0 beta")


def test_faults_come_all_at_once() -> None:
    """Each fault of an overlay is listed, not the first one only."""
    with pytest.raises(InvalidInputError) as caught:
        Overlay(
            "the shop",
            "1.0",
            schema=">=9",
            models={OPEN: {"colour": "red"}, NEW: {"removed": True, "name": "x"}},
            results=[None, {}],  # type: ignore[list-item]  # the point
            deny={"models": "x"},
        )
    places = [fault.where.partition(":")[0] for fault in caught.value.faults]
    assert set(places) == {"", "models", "results[0]", "results[1]", "deny"}


@pytest.mark.parametrize("listed", ["abc", ["abc"], frozenset({1}), None])
def test_lists_hold_ids(listed: Any) -> None:
    """A text isn't a list of its letters, and what can't be told apart from others isn't an id."""
    with pytest.raises(InvalidInputError, match="models must be a frozenset of ids, got "):
        Lists(models=listed)


# Refused where it is put

ON_THE_REGISTRY: dict[str, tuple[dict[str, Any], str]] = {
    "a license that isn't there": (
        {"models": {OPEN: {"license": "nope"}}},
        "model borg/open: license: names 'nope', which isn't among the licenses",
    ),
    "a base that isn't there": (
        {"models": {OPEN: {"base": "acme/none"}}},
        "model borg/open: base: names 'acme/none', which isn't among the models",
    ),
    "a developer that isn't there": (
        {"models": {"corp/one": {"name": "One"}}},
        "model corp/one: names 'corp', which isn't among the developers",
    ),
    "an offering of an unknown model": (
        {"offerings": {"host/none": {"model": "acme/none"}}},
        "offering host/none: model: names 'acme/none', which isn't among the models",
    ),
    "an offering at an unknown provider": (
        {"offerings": {"corp/open": {"model": OPEN}}},
        "offering corp/open: names 'corp', which isn't among the providers",
    ),
    "evidence of an unknown source": (
        {"evidence": {**SEEN, "source": "book"}, "models": {OPEN: {"name": "x"}}},
        "models: borg/open: names 'book', which isn't among the sources",
    ),
    "a price of an unknown source": (
        {"offerings": {AT_HOST: {"pricing": schedule(period(card(), evidence=seen(source="book")))}}},
        "offerings: host/open: names 'book', which isn't among the sources",
    ),
    "a result of an unknown model": (
        measured(model="acme/none"),
        "results: names 'acme/none', which isn't among the models",
    ),
    "a result on an unknown benchmark": (
        measured(benchmark="none"),
        "result of borg/open: names 'none', which isn't among the benchmarks",
    ),
    "a result from an unknown source": (
        measured(source="book"),
        "result of borg/open: names 'book', which isn't among the sources",
    ),
    "a share over 1": (
        measured(score=50),
        "result of borg/open: a score of code-one must be a share from 0 to 1, got 50.0",
    ),
    "a share over 1 of a new benchmark": (
        {
            "benchmarks": {"ours": {"name": "Ours", "task": "coding", "scale": "share"}},
            **measured(benchmark="ours", score=2),
        },
        "result of borg/open: a score of ours must be a share from 0 to 1, got 2.0",
    ),
    "a model that lacks a name": (
        {"models": {"acme/none": {"license": "freeware"}}},
        "models: acme/none: isn't there to be written over, and as a new record it needs name",
    ),
    "a model that is restored and never was": (
        {"models": {"acme/none": {"removed": False}}},
        "models: acme/none: isn't there to be written over, and as a new record it needs name, evidence",
    ),
    "a license that lacks nearly everything": (
        {"licenses": {"ours": {"name": "Ours"}}},
        "licenses: ours: isn't there to be written over, and as a new record it needs expression, text_read",
    ),
    "a source that lacks nearly everything": (
        {"sources": {"book": {"title": "A book"}}},
        "sources: book: isn't there to be written over, and as a new record it needs url, version, retrieved",
    ),
    "a name taken away": ({"models": {OPEN: {"name": None}}}, "models: borg/open: can't be without name"),
    "a circle of bases": (
        {"models": {OPEN: {"base": NEW}, NEW: {"base": OPEN}}},
        "models: borg/new: starts from itself: borg/new from borg/open from borg/new",
    ),
    "a size that is none": (
        {"models": {OPEN: {"total_parameters": 0}}},
        "models: borg/open: total_parameters must be a whole number of at least 1, got 0",
    ),
    "a share that is none": (
        {"benchmarks": {"ours": {"name": "Ours", "task": "coding", "scale": "share", "guess_share": 2}}},
        "benchmarks: ours: guess_share must be a share from 0 to 1, got 2.0",
    ),
    "what the fit rests on": (
        {"benchmarks": {"code-one": {"task": "math", "guess_share": 0.5}}},
        "benchmarks: code-one: task, guess_share can't change: abilities were fitted to it; give yours an id of its own",
    ),
    "a fact that is undisclosed": (
        {"evidence": {**SEEN, "status": "undisclosed"}, "models": {OPEN: {"family": "open"}}},
        "models: borg/open: evidence.fields.family: says undisclosed of a fact that is known",
    ),
    "an alias that is an id": (
        {"models": {NEW: {"aliases": ["acme/large"]}}},
        "model borg/new: name 'acme/large': is a name of acme/large already",
    ),
    "an alias that is an alias": (
        {"models": {NEW: {"aliases": ["OPEN-latest"]}}},
        "model borg/new: name 'open-latest': is a name of borg/open already",
    ),
    "a snapshot that is an alias": (
        {"models": {NEW: {"snapshots": ["open-latest"]}}},
        "model borg/new: name 'open-latest': is a name of borg/open already",
    ),
    "an alias that is a repository": (
        {"models": {NEW: {"aliases": ["Borg/Open-70B"]}}},
        "model borg/new: name 'borg/open-70b': is a name of borg/open already",
    ),
    "an alias that another library has": (
        {"models": {NEW: {"aliases": ["host_ai/open"]}}},
        "model borg/new: name 'host_ai/open': is a name of borg/open already",
    ),
    "a new model called like a repository": (
        {"models": {"borg/open-70b": {"name": "Impostor"}}},
        "model borg/open-70b: name 'borg/open-70b': is a name of borg/open already",
    ),
    "an alias of two new models": (
        {
            "models": {
                "acme/two": {"name": "Two", "aliases": ["both"]},
                "acme/three": {"name": "3", "aliases": ["Both"]},
            }
        },
        "model acme/three: name 'both': is a name of acme/two already",
    ),
}


@pytest.mark.parametrize("name", ON_THE_REGISTRY)
def test_what_does_not_fit(name: str) -> None:
    """What a registry can't take is refused where it is put, by the overlay's name, with the record and the reason."""
    parts, expected = ON_THE_REGISTRY[name]
    with pytest.raises(RegistryError) as caught:
        _ = calibrated() | bring(**parts)
    found, _, nearest = str(caught.value.faults[0]).partition("; nearest: ")
    assert found == f"overlay shop 1.0: {expected}"
    assert not nearest or "isn't among" in found


def test_a_new_model_called_like_an_alias() -> None:
    """A new id that already leads to another model is refused as well."""
    registry = changed(calibrated_records(), models=[model("borg/new", aliases=("acme/two",))])
    with pytest.raises(RegistryError, match="model acme/two: name 'acme/two': is a name of borg/new already"):
        _ = registry | bring(models={"acme/two": {"name": "Two"}})


def test_a_fault_is_told_once() -> None:
    """Two overlays of one name that bring the same fault are one fault."""
    with pytest.raises(RegistryError) as caught:
        _ = calibrated() | (
            bring(models={OPEN: {"license": "nope"}}) | bring(models={OPEN: {"license": "nope", "family": "x"}})
        )
    assert len(caught.value.faults) == 1


def test_what_is_not_an_overlay() -> None:
    """Nothing else can be put on a registry or an overlay, nor is equal to one."""
    for thing in (calibrated(), bring()):
        with pytest.raises(TypeError):
            thing | {"models": {}}  # type: ignore[operator]  # the point
    assert bring() != {"models": {}}


# What an overlay is


def test_an_overlay_says_what_it_is() -> None:
    """It shows who brings it, is false when nothing is brought, and hashes as it compares."""
    one, two = bring(models={OPEN: {"name": "x"}}), bring("store", models={OPEN: {"name": "y"}})
    assert repr(one | two) == "<Overlay shop 1.0, store 1.0>"
    assert repr(bring()) == "<Overlay of nothing>"
    assert (bool(one), bool(bring())) == (True, False)
    assert one != two
    assert len({one, bring(models={OPEN: {"name": "x"}}), two, one | two, two | one}) == 4
    assert one | one == one
    assert [layer.origin for layer in (one | two | one).layers] == [
        Origin(name=name, version="1.0") for name in ("store", "shop")
    ]


def test_what_builds_on_another_goes_on_with_it() -> None:
    """An overlay that needs what a later one brings doesn't fit alone, nor before it; together, in either order, they do."""
    tune = bring("acme", models={TUNED: {"name": "Tuned", "base": "acme/zed"}})
    zed = bring("zed", models={"acme/zed": {"name": "Zed", "family": "zed", "license": "freeware"}})
    with pytest.raises(RegistryError, match="base: names 'acme/zed', which isn't among the models"):
        _ = calibrated() | tune
    for both in (tune | zed, zed | tune):
        assert (calibrated() | both).models[TUNED].license == "freeware"
    assert calibrated() | zed | tune == calibrated() | (zed | tune)


def test_an_overlay_can_be_brought_by_another() -> None:
    """Under another name it brings the same."""
    origin = Origin(name="reseller", version="2")
    made = bring(models={OPEN: {"name": "x"}}, deny={"models": [LARGE]}, **measured()).brought_by(origin)
    assert made == Overlay(
        "reseller", "2", evidence=SEEN, models={OPEN: {"name": "x"}}, deny={"models": [LARGE]}, **measured()
    )


def test_an_overlay_does_not_change() -> None:
    """What it was made of may change afterwards; it doesn't."""
    fields: dict[str, Any] = {"name": "x", "limits": {"context_tokens": 5}}
    overlay = bring(models={OPEN: fields})
    before = deepcopy(overlay.to_plain())
    fields["limits"]["context_tokens"] = 6
    fields["name"] = "y"
    assert overlay.to_plain() == before
    with pytest.raises(TypeError):
        overlay.layers[0].records["models"][OPEN]["name"] = "y"  # type: ignore[index]  # the point


def test_an_overlay_takes_the_place_of_its_older_self() -> None:
    """What origins of its name brought before goes, however the name is written; what others brought stays under it."""
    old = bring("Acme.Shop", models={OPEN: {"name": "old", "family": "old"}})
    new = bring("acme-shop", models={OPEN: {"name": "new"}})
    others = bring("zeta", models={OPEN: {"name": "zeta"}})
    assert (calibrated() | old | others).replacing(new) == calibrated() | others | new
    assert calibrated().replacing(bring()) == calibrated()


def test_a_registry_can_be_pickled() -> None:
    """With overlays and a day it reaches another process unchanged, whichever way it was read."""
    for made in (bundled(), (calibrated() | bring(models={OPEN: {"name": "x"}})).as_of(date(2026, 10, 15))):
        found = pickle.loads(pickle.dumps(made))
        assert (found, found.to_files(), found.day, found.layers) == (made, made.to_files(), made.day, made.layers)
        found.verify()


def test_putting_an_overlay_on_top_builds_only_what_it_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two hundred prices, two hundred offerings are built, and no more read than these; not the registry."""
    ids = list(bundled().offerings)[:200]
    overlay = Overlay(
        *("shop", "1.0"),
        sources={"page": source()},
        evidence=SEEN,
        offerings={one: next(iter(priced("1")["offerings"].values())) for one in ids},
    )
    built: list[Any] = []
    read_lines: list[int] = []
    build, line = from_plain, Compiled.line

    def watched(target: Any, data: object) -> Any:
        built.append(target)
        return build(target, data)

    def counted(self: Compiled, section: str, row: int) -> Any:
        read_lines.append(row)
        return line(self, section, row)

    monkeypatch.setattr(_applied_overlays, "from_plain", watched)
    monkeypatch.setattr(Compiled, "line", counted)
    made = bundled() | overlay
    assert len(built) <= len(ids) + 1
    assert len(read_lines) <= 2 * len(ids)
    assert len(made.offerings) == len(bundled().offerings)


def test_an_overlay_can_be_pickled() -> None:
    """It reaches another process unchanged."""
    overlay = bring(models={OPEN: {"name": "x"}}, deny={"models": [LARGE]})
    assert pickle.loads(pickle.dumps(overlay)) == overlay


def test_values_are_as_good_as_tables() -> None:
    """Records and results may be values of this package; the overlay is the same."""
    evidenced = seen(status=Status.DOCUMENTED, as_of=date(2026, 10, 1))
    tables = bring(
        sources={"book": {"title": "A page", "url": "https://example.org", "version": "1", "retrieved": "2026-11-01"}},
        offerings={
            AT_HOST: {"limits": {"context_tokens": 5}, "input": ["image", "text"], **priced("2")["offerings"][AT_HOST]}
        },
        **measured(),
        allow={"models": [OPEN, NEW]},
    )
    values = bring(
        evidence=evidenced,
        sources={"book": source()},
        offerings={
            AT_HOST: {
                "limits": Limits(context_tokens=5),
                "input": {Modality.TEXT, Modality.IMAGE},
                "pricing": schedule(period(card("2", "1"), effective=date(2026, 10, 1), evidence=evidenced)),
            }
        },
        results=[result(OPEN)],
        allow=Lists(models=frozenset({OPEN, NEW})),
    )
    assert values == tables


def test_a_whole_record_as_a_value() -> None:
    """A model as a value writes what is known of it, by its own evidence."""
    made = calibrated() | bring(
        evidence=None, models={TUNED: model(TUNED, base=OPEN, family="tuned"), OPEN: model(OPEN)}
    )
    assert (made.models[TUNED].family, made.models[TUNED].evidence["family"]) == ("tuned", seen())
    assert (made.models[OPEN].name, made.models[OPEN].license) == ("Open", "freeware")


def test_code_in_data_stays_text() -> None:
    """Text that looks like code, or like a template, is text."""
    text = "{0.__class__} ${x} %s __import__('os').abort()"
    made = calibrated() | bring(models={OPEN: {"name": text}}, sources={"own": source(title=text)})
    assert made.models[OPEN].name == text
    assert made.sources["own"].title == text


# What is written


def test_facts_are_written_one_by_one() -> None:
    """A table writes the fields it names, and of groups the parts it names; who said the rest stays."""
    made = calibrated() | bring(
        offerings={
            AT_HOST: {
                "limits": {"max_output_tokens": 64_000},
                "capabilities": {"reasoning": True},
                "lifecycle": {"retires": date(2027, 1, 1)},
                "ids": {"openrouter": "borg/open-1"},
                "region_scope": "eu",
            }
        }
    )
    one = made.offerings[AT_HOST]
    assert one.limits == Limits(context_tokens=200_000, max_output_tokens=64_000)
    assert one.capabilities == Capabilities(tool_calling=True, structured_output=True, reasoning=True)
    assert (one.lifecycle.stage, one.lifecycle.retires) == (Stage.ACTIVE, date(2027, 1, 1))
    assert one.ids == {Library.LITELLM: "host_ai/open", Library.OPENROUTER: "borg/open-1"}
    assert (one.region_scope, one.model) == ("eu", OPEN)
    said = one.evidence["limits.max_output_tokens"]
    assert (said.status, said.as_of) == (Status.DOCUMENTED, date(2026, 10, 1))
    assert one.evidence["limits.context_tokens"] == one.evidence["pricing"] == seen()
    assert made.offerings[AT_CLOUD] == calibrated().offerings[AT_CLOUD]
    assert made.model("borg/open-1").id == OPEN


def test_none_makes_a_fact_unknown() -> None:
    """Of a field, of a part of a group, and of a whole group."""
    made = calibrated() | bring(
        offerings={
            AT_HOST: {"region_scope": None, "limits": {"context_tokens": None}, "capabilities": None, "ids": None}
        }
    )
    one = made.offerings[AT_HOST]
    assert (one.region_scope, one.limits, one.capabilities, one.ids) == (
        None,
        Limits(max_output_tokens=32_000),
        Capabilities(),
        {},
    )
    assert made.column("region_scope")[made.offerings.row(AT_HOST)] is None


def test_evidence_of_a_field_goes_with_it() -> None:
    """A field with evidence of its own keeps it; the others have that of the table, not that of the overlay."""
    own, all_ = {**SEEN, "note": "read twice"}, {**SEEN, "status": "claimed"}
    made = calibrated() | bring(
        models={
            OPEN: {
                "family": "open",
                "limits": {"context_tokens": 5},
                "evidence": {"record": all_, "fields": {"limits": own}},
            }
        }
    )
    found = made.models[OPEN].evidence
    assert (found["family"].status, found["limits.context_tokens"].note) == (Status.CLAIMED, "read twice")
    assert found["license"] == seen()


def test_what_was_undisclosed_can_be_known() -> None:
    """An overlay may know a part of what a developer withholds; the rest is unknown, and not by that word."""
    withheld = evidence(limits=seen(status=Status.UNDISCLOSED), architecture=seen(status=Status.UNDISCLOSED))
    registry = changed(calibrated_records(), models=[model(NEW, evidence=withheld)])
    made = registry | bring(models={NEW: {"limits": {"context_tokens": 5}, "architecture": {"kind": "dense"}}})
    found = made.models[NEW]
    assert (found.limits.context_tokens, found.architecture) == (5, Dense())
    assert found.evidence["limits.context_tokens"].status is Status.DOCUMENTED
    still = registry | bring(models={NEW: {"limits": {"context_tokens": None}}})
    assert still.models[NEW].evidence["limits"].status is Status.UNDISCLOSED


def test_prices_are_a_whole_schedule_from_its_first_day() -> None:
    """A price takes the place of the schedule there was, from its first day on, and is in force in the columns too."""
    before = calibrated().offerings[AT_HOST].pricing
    made = calibrated() | bring(**priced("0.25"))
    pricing = made.offerings[AT_HOST].pricing
    assert isinstance(before, PriceSchedule)
    assert isinstance(pricing, PriceSchedule)
    assert [each.effective for each in pricing.periods] == [date(2026, 1, 1), date(2026, 10, 1)]
    assert pricing.periods[0] == before.periods[0]
    assert pricing.periods[1].cards[0].input == Decimal("0.25")
    assert made.column("rates")[made.offerings.row(AT_HOST)][1][0] == "2026-10-01"


def test_a_price_of_later_days_takes_none_away() -> None:
    """Until a contract starts, the public price is in force, and the offering is recommended at it."""
    later = calibrated() | bring(**priced("0.1", "2027-01-01"))
    assert later.offerings[AT_HOST].pricing != calibrated().offerings[AT_HOST].pricing
    before, now = (recommend("coding", registry=one) for one in (calibrated(), later))
    assert [(one.offering.id, one.cost.per_month) for one in now.ranking] == [
        (one.offering.id, one.cost.per_month) for one in before.ranking
    ]
    assert AT_HOST in {id_ for one in now.ranking for id_ in (one.offering.id, *one.others)}
    started = recommend("coding", registry=later, on=date(2027, 1, 1))
    (cheaper,) = [one for one in started.ranking if one.offering.id == AT_HOST]
    assert all(cheaper.cost.per_month != one.cost.per_month for one in now.ranking)


@pytest.mark.parametrize(
    ("prices", "days"),
    [
        (["2026-06-01", "2026-08-01"], ["2026-01-01", "2026-06-01", "2026-08-01"]),
        (["2026-08-01", "2026-06-01"], ["2026-01-01", "2026-06-01"]),
        (["2026-01-01"], ["2026-01-01"]),
        (["2025-01-01"], ["2025-01-01"]),
        ([None, "2026-06-01"], ["2026-06-01"]),
        (["free-tier", "2026-06-01"], ["2026-06-01"]),
    ],
)
def test_each_schedule_goes_on_from_the_one_before(prices: list[Any], days: list[str]) -> None:
    """Each overlay's schedule stands from its first day; what is no schedule ends every one."""
    made = calibrated()
    for place, one in enumerate(prices):
        whole = {"offerings": {AT_HOST: {"pricing": one and {"kind": one}}}}
        made |= bring(f"shop-{place}", **(whole if one in (None, "free-tier") else priced("1", one)))
    pricing = made.offerings[AT_HOST].pricing
    assert isinstance(pricing, PriceSchedule)
    assert [each.effective.isoformat() for each in pricing.periods] == days


def test_a_price_of_nothing_is_taken_and_reported() -> None:
    """Zero is a price, on purpose or not: the audit points at it."""
    (note,) = audit(calibrated() | bring(**priced("0"))).notes
    assert (note.id, note.field) == (AT_HOST, "pricing")
    assert note.notes == ("a price of 0 for input",)


def test_facts_of_others_reach_every_offering() -> None:
    """What an overlay says of a license, a provider or a model stands in the columns of all their offerings."""
    made = calibrated() | bring(
        licenses={"freeware": {"osaid_compatible": False}},
        providers={"host": {"kind": "aggregator"}},
        models={OPEN: {"total_parameters": 8}},
    )
    columns = {name: made.column(name) for name in ("license_kinds", "provider_kind", "total_parameters")}
    for row, (id_, one) in enumerate(made.offerings.items()):
        assert (columns["provider_kind"][row] == "aggregator") == (one.provider == "host")
        assert (columns["total_parameters"][row] == 8) == (one.model == OPEN)
        if id_ == "host/new":
            assert columns["license_kinds"][row] == {"open-weight"}


def test_new_records_of_every_kind() -> None:
    """A source, developer, provider, license, benchmark, model and offering, each referring to the others."""
    made = calibrated() | bring(
        evidence={**SEEN, "source": "book"},
        sources={"book": source()},
        developers={"corp": {"name": "Corp"}},
        providers={"corp": {"name": "Corp", "kind": "developer", "developer": "corp"}},
        licenses={"ours": {"name": "Ours", "expression": "LicenseRef-ours", "text_read": True}},
        benchmarks={"ours": {"name": "Ours", "task": "coding", "scale": "points"}},
        models={"corp/one": {"name": "One", "license": "ours", "aliases": ["one"]}},
        offerings={"corp/one": {"model": "corp/one"}},
        results=[{"model": "corp/one", "benchmark": "ours", "score": 1e6, "reporter": "vendor", "source": "book"}],
    )
    one = OfferingId("corp/one")
    assert made.model("ONE").id == made.offerings[one].model == "corp/one"
    assert made.column("developer")[made.offerings.row(one)] == "corp"
    assert made.results[ModelId("corp/one")][0].score == 1e6
    assert [made.origin_of(section, "corp/one", "evidence") for section in ("models", "offerings")] == [None, None]
    assert str(made.origin_of("models", "corp/one", "license")) == "shop 1.0"


def test_a_name_can_move() -> None:
    """A name that one model gives up another may take, in the same overlay or after a removal."""
    moved = bring(models={OPEN: {"aliases": []}, NEW: {"aliases": ["open-latest"]}})
    assert (calibrated() | moved).model("open-latest").id == NEW
    removed = bring(models={OPEN: {"removed": True}, NEW: {"aliases": ["open-latest", "borg/open-70b"]}})
    made = calibrated() | removed
    assert made.model("open-latest").id == made.model("Borg/Open-70B").id == NEW


def test_who_brought_a_fact() -> None:
    """The last overlay that writes it; of results, by their source; nobody for what was there."""
    one = bring(models={OPEN: {"family": "a", "limits": {"context_tokens": 5}}}, **measured())
    two = bring("store", models={OPEN: {"family": "b"}})
    made = calibrated() | one | two
    assert str(made.origin_of("models", OPEN, "family")) == "store 1.0"
    assert str(made.origin_of("models", OPEN, "limits")) == "shop 1.0"
    assert str(made.origin_of("models", OPEN, "limits.context_tokens")) == "shop 1.0"
    assert str(made.origin_of("results", OPEN, "page")) == "shop 1.0"
    assert made.origin_of("models", OPEN, "license") is None
    assert calibrated().origin_of("models", OPEN, "license") is None


# Fine-tunes


def test_a_fine_tune_has_its_base_models_facts() -> None:
    """What isn't known of it is taken from its base, as derived, with a note; names, release and weights aren't."""
    registry = changed(
        calibrated_records(),
        models=[
            model(
                OPEN,
                released=date(2026, 3, 1),
                family="open",
                license="freeware",
                architecture=Dense(),
                total_parameters=7,
                weights=calibrated().models[OPEN].weights,
                input=frozenset({Modality.TEXT}),
                limits=Limits(context_tokens=1000, max_output_tokens=10),
                evidence=evidence(license=seen(note="as printed")),
            )
        ],
    )
    found = (registry | tuned(limits={"context_tokens": 500})).models[TUNED]
    assert (found.license, found.architecture, found.total_parameters) == ("freeware", Dense(), 7)
    assert (found.input, found.limits) == (frozenset({Modality.TEXT}), Limits(context_tokens=500, max_output_tokens=10))
    assert (found.weights, found.released, found.family, found.aliases, found.ids) == (None, None, None, (), {})
    assert found.evidence["license"] == seen(status=Status.DERIVED, note="as its base model borg/open; as printed")
    assert (
        found.evidence["total_parameters"].note
        == found.evidence["limits.max_output_tokens"].note
        == "as its base model borg/open"
    )
    assert found.evidence["limits.context_tokens"].status is found.evidence["name"].status is Status.DOCUMENTED


def test_weights_that_nobody_gets_stay_where_they_are() -> None:
    """That a base's weights aren't offered holds of a fine-tune too, unless something else is said."""
    made = calibrated() | bring(
        models={
            "acme/closed": {"name": "Closed", "base": LARGE},
            "acme/odd": {"name": "Odd", "base": LARGE, "weights": {"kind": "downloadable"}},
        }
    )
    assert made.models[ModelId("acme/closed")].weights == NotOffered()
    assert made.models[ModelId("acme/odd")].weights != NotOffered()


def test_a_line_of_fine_tunes() -> None:
    """A fine-tune of a fine-tune has what the first model has; a change of that reaches both."""
    line = bring(models={TUNED: {"name": "Tuned", "base": OPEN}, "acme/again": {"name": "Again", "base": TUNED}})
    again = ModelId("acme/again")
    made = calibrated() | line
    assert made.models[again].license == "freeware"
    assert made.models[again].evidence["license"].note == "as its base model acme/tuned; as its base model borg/open"
    assert (made | bring("store", models={OPEN: {"license": "acme-terms"}})).models[again].license == "acme-terms"


def test_a_fine_tune_outlives_its_base() -> None:
    """Without its base, a fine-tune keeps what it has from it, whoever removes the base, and no longer names it."""
    removal = bring("store", models={OPEN: {"removed": True}})
    in_base = changed(calibrated_records(), models=[model(TUNED, base=OPEN, license="freeware")])
    for registry in (calibrated() | tuned() | removal, in_base | removal):
        found = registry.models[TUNED]
        assert (found.base, found.license) == (None, "freeware")
    routed = {"kind": "router", "routes": [{"role": "fast", "model": OPEN}, {"role": "slow", "model": LARGE}]}
    made = calibrated() | bring(models={NEW: {"architecture": routed}}) | removal
    assert made.models[NEW].architecture == Router(routes=(Route(role="fast"), Route(role="slow", model=LARGE)))


# Removing


def test_a_removed_model_takes_what_depends_on_it() -> None:
    """Its offerings, results, priors and names go; others stay."""
    made = calibrated() | bring(models={OPEN: {"removed": True}})
    assert OPEN not in made.models
    assert list(made.offerings) == ["acme/large", "acme/small", "host/new"]
    assert OPEN not in made.results
    assert OPEN not in made.priors
    assert OPEN not in made.abilities[Task.CODING]
    assert LARGE in made.abilities[Task.CODING]
    with pytest.raises(LookupError):
        made.model("open-latest")


def test_a_removed_provider_takes_its_offerings() -> None:
    """Those it had, and those that overlays bring."""
    brought = bring(offerings={"host/more": {"model": OPEN}, "cloud/more": {"model": OPEN}})
    made = calibrated() | brought | bring("store", providers={"host": {"removed": True}})
    assert list(made.offerings) == ["acme/large", "acme/small", "cloud/more", "cloud/open"]
    assert "host" not in made.providers
    assert OPEN in made.models


def test_a_removed_offering_is_gone() -> None:
    """Nothing else is."""
    made = calibrated() | bring(offerings={AT_HOST: {"removed": True}})
    assert set(calibrated().offerings) - set(made.offerings) == {AT_HOST}
    assert made.models == calibrated().models


@pytest.mark.parametrize(
    ("section", "key", "fields"),
    [
        ("models", "acme/none", {"name": "None"}),
        ("offerings", "host/none", {"model": OPEN}),
        ("providers", "none", {"name": "None", "kind": "cloud"}),
    ],
)
def test_removing_what_is_not_there(section: str, key: str, fields: dict[str, Any]) -> None:
    """It has no effect on what is there; a later overlay brings it only by lifting the tombstone."""
    removal, addition, both = (
        bring(**dict[str, Any]({section: {key: table}}))
        for table in ({"removed": True}, fields, {**fields, "removed": False})
    )
    made = calibrated() | removal
    assert made.records() == calibrated().records()
    assert key not in getattr(made | addition, section)
    assert key in getattr(made | both, section)


def test_restoring() -> None:
    """A tombstone is lifted by a later word, with what was under it, and what was written meanwhile."""
    removal = bring(models={OPEN: {"removed": True}})
    back = bring("store", models={OPEN: {"removed": False}})
    named = bring("office", models={OPEN: {"name": "Renamed"}})
    assert (calibrated() | removal | back).records() == calibrated().records()
    assert OPEN not in (calibrated() | back | removal).models
    assert OPEN not in (calibrated() | removal | named).models
    assert (calibrated() | removal | named | back).models[OPEN].name == "Renamed"


# Results


def test_results_replace_those_of_their_source() -> None:
    """Of the same model and source only; what others measured, and other models' results, stay."""
    one = calibrated() | bring(sources={"book": source()}, **measured(source="book", score=0.1))
    two = one | bring("store", **measured(benchmark="code-two", score=0.9))
    assert [each.source for each in one.results[OPEN]] == ["book", "page", "page"]
    assert [(each.source, each.benchmark, each.score) for each in two.results[OPEN]] == [
        ("book", "code-one", 0.1),
        ("page", "code-two", 0.9),
    ]
    assert two.results[LARGE] == calibrated().results[LARGE]


def test_abilities_of_other_results_are_forgotten() -> None:
    """What the fit said of a model doesn't hold with other results; of others it does."""
    made = calibrated() | bring(**measured(score=0.95))
    assert OPEN not in made.abilities[Task.CODING]
    assert made.abilities[Task.CODING][LARGE] == calibrated().abilities[Task.CODING][LARGE]
    assert quality(made, OPEN)[0] > quality(calibrated(), OPEN)[0]


def test_abilities_stay_where_nothing_changes_them() -> None:
    """A price or a limit changes no ability."""
    made = calibrated() | bring(models={OPEN: {"limits": {"context_tokens": 5}}}, **priced("1"))
    assert made.abilities == calibrated().abilities


def quality(registry: Registry, model: ModelId) -> tuple[float, float]:
    """Return the estimated share and the width of its interval, of a model that an answer holds."""
    found = recommend("coding", registry=registry)
    (one,) = [ranked for ranked in found.ranking if ranked.model.id == model]
    estimate = one.quality[Task.CODING]
    return estimate.mean, estimate.high - estimate.low


def test_a_fine_tune_is_estimated_from_its_base() -> None:
    """Without results it is ranked near its base and less sure; with results it is surer."""
    served = {
        "offerings": {
            "host/tuned": {
                **priced("1")["offerings"][AT_HOST],
                "model": TUNED,
                "limits": Limits(context_tokens=200_000, max_output_tokens=32_000),
                "lifecycle": {"stage": "active"},
            }
        }
    }
    bare = calibrated() | tuned() | bring("store", **served)
    own = [result(TUNED, benchmark, 0.7, items=1000, stderr=0.01) for benchmark in ("code-one", "code-two")]
    known = bare | bring("lab", results=own)
    answers = [recommend("coding", registry=registry) for registry in (bare, known)]
    assert all(TUNED in [one.model.id for one in found.ranking] for found in answers)
    base, before, after = quality(bare, OPEN), quality(bare, TUNED), quality(known, TUNED)
    assert before[0] == pytest.approx(base[0], abs=0.05)
    assert base[1] < before[1]
    assert after[1] < before[1]


# Written and read

Change = Callable[[dict[str, Any]], object]


def tampered(folder: Path, change: Change) -> str:
    """Write a registry with an overlay, change what is on top and sign it anew, and return why it is refused."""
    write(calibrated() | bring(models={OPEN: {"name": "x"}}, **measured()), folder)
    document = json.loads((folder / "overlays.json").read_text())
    change(document)
    document.pop("digest")
    signed = {**document, "digest": sha256(as_json(document)).hexdigest()}
    (folder / "overlays.json").write_bytes(as_json(signed))
    with pytest.raises(RegistryError) as caught:
        read(folder)
    return str(caught.value.faults[0]).removeprefix(f"{folder}: ")


TAMPERED: Mapping[str, tuple[Change, str]] = {
    "an unknown section": (
        lambda document: document["layers"][0]["records"].update(secrets={}),
        "layers[0]: secrets: isn't among sources, developers, providers, licenses, benchmarks, models, offerings",
    ),
    "a section that is fitted": (
        lambda document: document["layers"][0]["records"].update(priors={OPEN: {"mean": 9}}),
        "layers[0]: priors: isn't among sources,",
    ),
    "an unknown key": (
        lambda document: document["layers"][0].update(code="import os"),
        "[0].code: unknown key",
    ),
    "an unknown field": (
        lambda document: document["layers"][0]["records"]["models"][OPEN].update(colour="red"),
        "layers[0]: models: borg/open: colour: unknown key",
    ),
    "a result that is none": (
        lambda document: document["layers"][0]["results"][OPEN].update(page=[1]),
        "[0].results.borg/open.page[0]: Input should be an object",
    ),
    "two words for a name": (
        lambda document: document["layers"][0]["origin"].update(name="the shop"),
        "[0].origin: an overlay's name is one word, got 'the shop'",
    ),
    "what doesn't fit": (
        lambda document: document["layers"][0]["records"]["models"][OPEN].update(license="nope"),
        "overlay shop 1.0: model borg/open: license: names 'nope'",
    ),
    "another base": (
        lambda document: document.update(base="0" * 64),
        "what is on top was put on another base",
    ),
    "no layers": (
        lambda document: document.pop("layers"),
        "overlays.json must hold a base's digest, layers, a day and a digest of its own",
    ),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_overlays_that_were_changed(tmp_path: Path, name: str) -> None:
    """What lies on top of a compiled registry is read as strictly as any overlay."""
    change, expected = TAMPERED[name]
    found = tampered(tmp_path, change)
    assert expected in found
    assert expected.startswith("overlay ") or found.startswith(expected)


def test_overlays_that_were_changed_and_not_signed(tmp_path: Path) -> None:
    """Without its digest, a change doesn't even need to be judged."""
    write(calibrated() | bring(models={OPEN: {"name": "x"}}), tmp_path)
    path = tmp_path / "overlays.json"
    path.write_bytes(path.read_bytes().replace(b'"x"', b'"y"'))
    with pytest.raises(RegistryError, match=r"overlays\.json was changed after it was written"):
        read(tmp_path)


def test_overlays_beside_another_base(tmp_path: Path) -> None:
    """What is on top of one registry can't be put beside another."""
    one, two = tmp_path / "one", tmp_path / "two"
    write(calibrated() | bring(models={OPEN: {"name": "x"}}), one)
    write(calibrated(version="2"), two)
    (two / "overlays.json").write_bytes((one / "overlays.json").read_bytes())
    with pytest.raises(RegistryError, match="what is on top was put on another base"):
        read(two)


# Days


def test_a_day_before_everything() -> None:
    """Long ago there was no model here, and the overlay's facts are none the less whole."""
    made = (calibrated() | tuned() | bring("store", **measured(source="page"))).as_of(date(2020, 1, 1))
    assert (len(made.models), len(made.offerings), len(made.results)) == (0, 0, 0)
    assert len(made.licenses) == 2


def test_an_overlays_facts_have_days() -> None:
    """A fine-tune is there from its release on; its price from its first day; its base is named once it is out."""
    brought = bring(
        models={TUNED: {"name": "Tuned", "base": NEW, "released": "2026-09-01"}},
        offerings={"host/tuned": {**priced("1")["offerings"][AT_HOST], "model": TUNED}},
    )
    made = calibrated() | brought
    one = OfferingId("host/tuned")
    assert TUNED not in made.as_of(date(2026, 8, 31)).models
    early = made.as_of(date(2026, 9, 1))
    # ``borg/new`` came out in October.
    assert (early.models[TUNED].base, early.offerings[one].pricing) == (None, None)
    late = made.as_of(date(2026, 10, 1))
    assert late.models[TUNED].base == NEW
    assert late.offerings[one].pricing == made.offerings[one].pricing
    assert made.as_of(DAY) is made


def test_first_days_count() -> None:
    """An offering is there on the very day it becomes available, and a price on the very day it takes effect."""
    first, second = date(2026, 7, 1), date(2026, 8, 1)
    prices = schedule(period(card("1"), effective=first), period(card("2"), effective=second))
    made = calibrated() | bring(offerings={AT_HOST: {"lifecycle": {"available": first}, "pricing": prices}})
    assert AT_HOST not in made.as_of(date(2026, 6, 30)).offerings
    for day, since in ((first, prices.periods[:1]), (second, prices.periods)):
        pricing = made.as_of(day).offerings[AT_HOST].pricing
        assert isinstance(pricing, PriceSchedule)
        assert pricing.periods[1:] == since


def test_offerings_without_a_release_show_when_priced() -> None:
    """A model of unknown release is there from its first evidence, price or result on."""
    old = model(TUNED, evidence=evidence())
    registry = changed(
        calibrated_records(),
        models=[old],
        offerings=[
            offering("host/a", TUNED, pricing=schedule(period(card(), effective=date(2026, 4, 2)))),
            offering("host/b", TUNED, pricing=schedule(period(card(), effective=date(2026, 4, 1)))),
        ],
    )
    assert TUNED not in registry.as_of(date(2026, 3, 31)).models
    assert TUNED in registry.as_of(date(2026, 4, 1)).models
    measured_before = registry | bring(**measured(model=TUNED, measured="2026-03-01"))
    assert TUNED in measured_before.as_of(date(2026, 3, 1)).models
    assert list(measured_before.as_of(date(2026, 3, 1)).results) == [TUNED]


@pytest.mark.parametrize("day", ["2026-10-01", None, 20261001])
def test_a_day_is_a_date(day: Any) -> None:
    """Anything else is refused."""
    with pytest.raises(InvalidInputError, match=r"a day is a datetime\.date, got "):
        calibrated().as_of(day)


def test_a_benchmark_of_the_fit_may_get_another_name() -> None:
    """Only what the fitted parameters rest on has to stay."""
    made = calibrated() | bring(benchmarks={"code-one": {"name": "Code I"}})
    assert made.benchmarks["code-one"].name == "Code I"


def test_a_result_counts_once() -> None:
    """The same model, benchmark, effort and source twice would count as two measurements; another effort is another."""
    row = {"model": "borg/open", "benchmark": "code-one", "score": 0.5, "reporter": "vendor", "source": "page"}
    with pytest.raises(InvalidInputError) as caught:
        bring(results=[row, {**row, "score": 0.6}])
    (fault,) = caught.value.faults
    assert str(fault).startswith("results[1]: borg/open has a result on code-one from page already; put repeated runs")
    assert bring(results=[row, {**row, "effort": "high"}])


def test_service_is_brought_part_by_part() -> None:
    """Each part is a field of its own, with its evidence; the base has none, in its column too."""
    base = calibrated()
    assert set(base.column("service").values) == {Service()}
    measured_at = {**SEEN, "note": "median of 200 prompts"}
    one = bring(
        offerings={
            AT_HOST: {
                "service": {"retention_days": 30, "ttft_seconds": 0.5},
                "evidence": {"record": SEEN, "fields": {"service.ttft_seconds": measured_at}},
            }
        }
    )
    made = (
        base | one | bring("other", offerings={AT_HOST: {"service": {"retention_days": 0, "trains_on_inputs": False}}})
    )
    known = made.offerings[AT_HOST]
    assert known.service == Service(retention_days=0, trains_on_inputs=False, ttft_seconds=0.5)
    assert known.evidence["service.ttft_seconds"].note == "median of 200 prompts"
    column = made.column("service")
    assert [column[row] for row in range(len(column))] == [each.service for each in made.offerings.values()]
    assert str(made.origin_of("offerings", AT_HOST, "service.retention_days")) == "other 1.0"
    gone = made | bring("third", offerings={AT_HOST: {"service": None}})
    assert gone.offerings[AT_HOST].service == Service()


@pytest.mark.parametrize(
    ("service", "fault"),
    [
        ({"retention": 5}, "service.retention: unknown key"),
        ({"retention_days": -1}, "service: retention_days must be a whole number of at least 0, got -1"),
        ({"retention_days": "none"}, "service.retention_days: Input should be a valid integer"),
        ({"trains_on_inputs": "no"}, "service.trains_on_inputs: Input should be a valid boolean"),
        ({"ttft_seconds": 0}, "service: ttft_seconds must be a number above 0"),
    ],
)
def test_service_passes_the_gate(service: dict[str, Any], fault: str) -> None:
    """What is no such fact is refused, with its place."""
    with pytest.raises(InvalidInputError) as caught:
        bring(offerings={AT_HOST: {"service": service}})
    assert fault in str(caught.value)
