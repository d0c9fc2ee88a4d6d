"""Findings: as text that reads well, as JSON that holds everything, and as SARIF that code hosts take."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from factories import DAY
from llm_selection.domain.identity import ModelId, OfferingId
from llm_selection.presentation.scan_report import as_json, as_sarif, as_text, why
from llm_selection.registry import bundled
from llm_selection.scanning.scans import REPORTED, Fate, Kind, Scan, Scanner
from scanned import ENDED, ENDS, MARKET

ROOT = Path(__file__).parents[2]
TEXT = """
model = "chat-1"
models = ["chat-2", "chat-3", "chat-4", "chat-5", "chat-latest", "o7"]
model = "talk-1"
model = "chat-1-0101"
model = "chat-9"
model = "acme-org/Open-1"
"""


def scan(*, on: date | None = None, text: str = TEXT, **changes: Any) -> Scan:
    """Scan one file."""
    scanner = Scanner(MARKET, on=on)
    found = scanner.scan(text, path="a b/app.py")
    values: dict[str, Any] = {"on": scanner.on, "within": 90, "findings": found, "files": 1, "size": len(text)}
    return Scan(**values | changes)


def written(found: Scan, kinds: tuple[Kind, ...] = REPORTED) -> str:
    """Write a scan, without wrapping."""
    return " ".join(as_text(found, registry=MARKET, kinds=kinds).split())


def test_places_come_first_then_why() -> None:
    """Each place is a line; what becomes of an id is told once, the gravest first, with the source."""
    text = as_text(scan(), registry=MARKET, kinds=REPORTED)
    assert text.startswith("a b/app.py:2:10: retired chat-1\na b/app.py:3:12: retiring chat-2\n")
    assert text.index("\nchat-1\n") < text.index("\nchat-5\n") < text.index("\nchat-2\n") < text.index("\nchat-3\n")
    assert max(map(len, text.splitlines())) <= 80
    joined = " ".join(text.split())
    assert "retired at acme on 2026-10-01, 31 days ago elsewhere: cloud active" in joined
    assert "move to chat-4, of 2026-06-01, the newest of the line chat there A page 1; documented" in joined
    assert "retired at acme, as chat-1 on 2026-10-01" in joined
    assert "chat-5 retired at acme; no source gives the day" in joined
    assert joined.count("no successor is named; llm-selection recommend answers your need") == 1
    assert "retiring at acme; ends on 2026-12-01, in 30 days" in joined
    assert "superseded at acme; no end is known" in joined
    assert "moving at acme: it points at acme/chat-4 today" in joined
    assert "deprecated at acme since 2026-10-01; no end is known move to o8, which acme names in its place" in joined


def test_a_provider_written_before_an_id_that_isnt_recorded_is_told() -> None:
    """Where others' word is taken for a provider's id, the place says so, in every form."""
    found = scan(text='a = "cloud/chat-2"\nc = "acme/chat-2"\nd = "chat-2"\ne = "cloud/chat-1"\n')
    assert [each.unrecorded for each in found.findings] == ["cloud", None, None, None]
    assert "a b/app.py:1:12: retiring chat-2; cloud isn't recorded for it" in written(found)
    rows = as_json(found, registry=MARKET, kinds=REPORTED)["findings"]
    assert [row["unrecorded"] for row in rows][:2] == ["cloud", None]
    results = as_sarif(found, registry=MARKET, kinds=REPORTED)["runs"][0]["results"]
    assert results[0]["message"]["text"].startswith("chat-2. cloud isn't recorded for it. retiring at acme")


def test_what_isnt_shown_is_counted() -> None:
    """Names that nobody here knows are told apart from healthy ones, and what was left out is said."""
    text = written(scan(ignored=2, skipped={"binary": ("a", "b"), "linked": ("c",)}))
    assert "Found 3 retired, 1 retiring, 1 deprecated, 1 moving, 1 superseded in 1 of 1 file; 2 ignored" in text
    assert "Asked on 2026-11-01, 90 days ahead; data 2026.11.1 of 2026-11-01" in text
    assert "Unlisted 1 place, built like an id of a known line, but not in the registry: chat-9; --all" in text
    assert "Unknown 1 place, nobody here knows at which stage it is: talk-1; --all" in text
    assert text.endswith("Skipped 2 binary, 1 linked")


def test_everything_is_shown_when_asked_for() -> None:
    """Healthy, unknown and unlisted names are told as what they are."""
    text = written(scan(), tuple(Kind))
    assert "chat-4 active at acme; no end is known" in text
    assert "unlisted: built like an id of a known line, but not in the registry" in text
    assert "talk-1 unknown at acme; no end is known" in text
    assert "acme-org/Open-1 active: a repository of weights that stay downloadable elsewhere: host retired" in text
    assert "--all" not in text


def test_many_names_are_cut() -> None:
    """Of unlisted names five are named."""
    text = "\n".join(f'model = "chat-{number}"' for number in range(10, 17))
    assert "chat-14 and 2 more; --all lists them" in written(scan(text=text))


def test_nothing_is_said_as_such() -> None:
    """A scan without findings says what it read."""
    assert written(scan(text="")).startswith("Found nothing in 1 file Asked on")


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (ENDED, "retired at acme on 2026-10-01, this very day"),
        (ENDED + timedelta(days=1), "retired at acme on 2026-10-01, 1 day ago"),
        (ENDED - timedelta(days=1), "retiring at acme; ends on 2026-10-01, in 1 day"),
    ],
)
def test_distances_are_told_in_days(on: date, words: str) -> None:
    """The day itself, and one day, have words of their own."""
    assert words in written(scan(on=on, text='model = "chat-1"'))


def test_a_fine_tune_and_what_a_catalogue_dropped_are_told_as_such() -> None:
    """The base is named, and nobody is said to ask for anything."""
    text = written(scan(text='model = "ft:chat-1:acme::8xyz"'))
    assert "a fine-tune of chat-1, of which is told: retired at acme on 2026-10-01, 31 days ago" in text
    dropped = Fate(name="chat-1", kind=Kind.DROPPED, model=ModelId("acme/chat-1"), offering=OfferingId("acme/chat-1"))
    assert list(why(dropped, MARKET, DAY)) == [
        "dropped at acme: gone from a catalogue that listed it; it may have ended",
        "no successor is named; llm-selection recommend answers your need",
    ]


def test_places_elsewhere_are_told_with_their_ends() -> None:
    """Of an end elsewhere the day is told, and more than three places are counted."""
    text = written(scan(text='model = "acme/chat-3"'))
    assert "elsewhere: router active" in text
    (finding,) = scan(text='model = "chat-1"').findings
    place = finding.fate.elsewhere[0]
    assert (place.provider, place.ends) == ("cloud", None)


def test_a_path_is_one_line() -> None:
    """What can't be printed in a path is escaped."""
    scanner = Scanner(MARKET)
    found = scan(findings=scanner.scan('"chat-1"', path="a\nb.py"))
    assert as_text(found, registry=MARKET, kinds=REPORTED).startswith("a\\nb.py:1:2: retired")


def test_json_holds_places_fates_and_counts() -> None:
    """Places name their id; what becomes of it stands once, with its evidence; every kind is counted."""
    plain = as_json(scan(skipped={"binary": ("x",)}), registry=MARKET, kinds=REPORTED)
    assert plain["findings"][0] == {
        "path": "a b/app.py",
        "line": 2,
        "column": 10,
        "end_column": 16,
        "id": "chat-1",
        "kind": "retired",
        "unrecorded": None,
    }
    assert plain["fates"]["chat-1"]["ends"] == ENDED.isoformat()
    assert plain["fates"]["chat-1"]["evidence"]["source"] == "page"
    assert plain["fates"]["chat-2"]["ends"] == ENDS.isoformat()
    assert plain["counts"]["unlisted"] == 1
    assert plain["skipped"] == {"binary": ["x"]}
    assert {each["id"] for each in plain["findings"]} == set(plain["fates"])


@pytest.mark.parametrize("on", [DAY, ENDED, ENDS])
def test_json_follows_the_published_schema(on: date) -> None:
    """Of every kind of finding, of a scan without any, and of the shipped data with an heir in a region and a fine-tune."""
    schema = json.loads((ROOT / "docs/reference/scan.schema.json").read_text(encoding="utf-8"))
    text = (
        'model = "eu.anthropic.claude-sonnet-4-5-20250929-v1:0"\nmodel = "ft:gpt-4-0613:acme::x"\nmodel = "gpt-4-32k"'
    )
    shipped = Scanner(bundled(), on=on)
    for found, data in (
        (scan(on=on, ignored=2, skipped={"binary": ("x",)}), MARKET),
        (scan(on=on, text=""), MARKET),
        (scan(on=on, findings=shipped.scan(text)), shipped.registry),
    ):
        plain = json.loads(json.dumps(as_json(found, registry=data, kinds=tuple(Kind))))
        Draft202012Validator(schema).validate(plain)
        assert list(plain) == [
            "on",
            "within_days",
            "data",
            "findings",
            "fates",
            "counts",
            "files",
            "bytes",
            "ignored",
            "skipped",
        ]
        assert plain["counts"] == {kind.value: len(found.of([kind])) for kind in Kind}


def test_sarif_holds_what_the_standard_requires() -> None:
    """
    Every property that SARIF 2.1.0 requires is there, and each result points at its rule and its place.

    Source: OASIS, Static Analysis Results Interchange Format 2.1.0: 3.13 (log), 3.14 (run), 3.18 and 3.19 (tool),
    3.27 (result), 3.30 (region), 3.49 (rule).
    """
    log = as_sarif(scan(), registry=MARKET, kinds=tuple(Kind))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "llm-selection"
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(ids) == len(set(ids))
    assert run["columnKind"] == "unicodeCodePoints"
    assert len(run["results"]) == len(scan().findings)
    for result in run["results"]:
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["message"]["text"]
        assert result["level"] in {"none", "note", "warning", "error"}
        # 3.27.10: a kind other than fail asks for the level none.
        assert (result.get("kind", "fail") == "fail") == (result["level"] != "none")
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "a%20b/app.py"
        assert 1 <= place["region"]["startColumn"] < place["region"]["endColumn"]
        assert place["region"]["startLine"] >= 1
    assert {each["ruleId"]: each["level"] for each in run["results"]}["retired"] == "error"
