"""What models say of one another: what follows from relatives, and what was copied from them."""

from datetime import date
from typing import Any

from registry_tools.merging.model_relatives import (
    family_of,
    with_derived_architectures,
    without_copied_days,
    without_shared_families,
)
from registry_tools.places import INPUTS
from registry_tools.tables import read_names
from registry_tools.upstream import survey

_SEEN = date(2026, 11, 23)


def record_of(released: date | None = None, family: str | None = None) -> dict[str, Any]:
    """Make the record of a model as imports have it."""
    said = {"source": "models-dev", "status": "reported", "as_of": _SEEN}
    known = {"released": released, "family": family}
    facts = {name: value for name, value in known.items() if value is not None}
    return {"name": "One", **facts, "evidence": {"record": said, "fields": dict.fromkeys(facts, said)}}


def test_a_day_copied_from_another_version_is_left_out() -> None:
    """One host alone gives it, and it is the older version's."""
    note = {"note": "1 of 1 hosts date it so"}
    records = {
        "meta/muse-1": {"released": _SEEN, "evidence": {"record": {}, "fields": {"released": {"note": "card"}}}},
        "meta/muse-1.1": {"released": _SEEN, "evidence": {"record": {}, "fields": {"released": dict(note)}}},
        "meta/cantor-1": {"released": _SEEN, "evidence": {"record": {}, "fields": {"released": dict(note)}}},
    }
    without_copied_days(records)
    assert [model for model, record in records.items() if "released" in record] == ["meta/muse-1", "meta/cantor-1"]


def test_a_numbered_family_does_not_pass_to_a_sibling() -> None:
    """``kimi-k3`` isn't of the family ``kimi-k2``."""
    assert family_of("moonshotai/kimi-k3", {"moonshotai/kimi-k2.6": "kimi-k2"}) is None
    assert family_of("anthropic/claude-opus-5", {"anthropic/claude-opus-4-8": "claude-opus"}) == "claude-opus"


def test_names_tell_architectures() -> None:
    """Experts in a name make a mixture of them; a version is built as the model of its name, undisclosed where that is."""
    known: dict[str, dict[str, Any]] = {
        "acme/large": {"kind": "mixture-of-experts", "experts": 8},
        "acme/closed": {"kind": "undisclosed"},
        "acme/own-2603": {"kind": "dense"},
    }
    unknown = (
        "large-preview-05-20",
        "large-2603",
        "closed-preview",
        "new-30b-a3b-it",
        "new-8x7b",
        "large-fast",
        "new-8b",
    )
    records = {model: record_of() for model in (*known, "acme/own", *(f"acme/{name}" for name in unknown))}
    for model, architecture in known.items():
        status = "undisclosed" if architecture["kind"] == "undisclosed" else "documented"
        records[model]["architecture"] = architecture
        records[model]["evidence"]["fields"]["architecture"] = {"source": "card", "status": status, "as_of": _SEEN}
    with_derived_architectures(records, _SEEN)
    assert {model: record.get("architecture") for model, record in records.items() if model not in known} == {
        "acme/own": None,
        "acme/large-preview-05-20": known["acme/large"],
        "acme/large-2603": known["acme/large"],
        "acme/closed-preview": known["acme/closed"],
        "acme/new-30b-a3b-it": {"kind": "mixture-of-experts"},
        "acme/new-8x7b": {"kind": "mixture-of-experts"},
        "acme/large-fast": None,
        "acme/new-8b": None,
    }
    shown = {model: record["evidence"]["fields"].get("architecture", {}) for model, record in records.items()}
    assert shown["acme/large-2603"] == {
        "source": "card",
        "status": "derived",
        "as_of": _SEEN,
        "note": "as for acme/large, of which it is a version",
    }
    assert shown["acme/closed-preview"]["status"] == "undisclosed"
    assert (shown["acme/new-8x7b"]["source"], shown["acme/new-8x7b"]["status"]) == ("models-dev", "derived")
    assert records["acme/own-2603"]["architecture"] == {"kind": "dense"}


def test_no_surveyed_architecture_contradicts_what_its_name_tells() -> None:
    """Else the rules would guess."""
    rows = survey.read_rows(survey.SURVEY / "architectures.csv", read_names(INPUTS / "names.csv"))
    known = {model: survey.architecture(row)[0] for model, row in rows.items()}
    kinds = {model: architecture["kind"] for model, architecture in known.items() if architecture}
    records: dict[str, Any] = {model: record_of() for model in kinds}
    with_derived_architectures(records, _SEEN)
    told = {model: record["architecture"]["kind"] for model, record in records.items() if "architecture" in record}
    assert len(told) > 30
    assert {model: kinds[model] for model in told} == told


def test_a_family_is_of_one_developer() -> None:
    """Of the one with more models in it; another's line of that name is another family."""
    records = {
        "acme/one": record_of(family="ling"),
        "acme/two": record_of(family="ling"),
        "bolt/one": record_of(family="ling"),
        "bolt/two": record_of(family="own"),
        "bolt/three": record_of(),
    }
    without_shared_families(records)
    assert [record.get("family") for record in records.values()] == ["ling", "ling", None, "own", None]
    assert records["bolt/one"]["evidence"]["fields"] == {}
