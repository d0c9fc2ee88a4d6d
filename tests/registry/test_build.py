"""Building from a folder: what a folder holds, and every fault with its place."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import Path as ZipPath
from zipfile import ZipFile

import pytest

from folders import place
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.calibration import Ability, Basket, BenchmarkParameters, EffortAbility, Prior
from llm_selection.domain.efforts import Effort
from llm_selection.domain.evidence import Status
from llm_selection.domain.models import Modality, NotOffered
from llm_selection.domain.prices import PriceSchedule
from llm_selection.domain.verbosity import Verbosity, VerbosityBasis
from llm_selection.errors import InvalidInputError, RegistryError
from llm_selection.registry import Overlay, Registry, _sources, build, bundled, read, write

SEEN = '[evidence.record]\nsource = "page"\nstatus = "reported"\nas_of = 2026-11-01\n'


def seen(table: str) -> str:
    """Write the evidence of a record that is itself a table."""
    return SEEN.replace("[evidence", f"[{table}.evidence")


FOLDER = {
    "registry.toml": 'version = "2026.11.1"\ndate = 2026-11-01\n',
    "sources.toml": '[page]\ntitle = "A page"\nurl = "u"\nversion = "1"\nretrieved = 2026-11-01\n',
    "developers.toml": '[acme]\nname = "Acme"\n' + seen("acme"),
    "providers.toml": '[host]\nname = "Host"\nkind = "inference-host"\n' + seen("host"),
    "licenses/free/ware.toml": 'name = "Freeware"\nexpression = "LicenseRef-free"\ntext_read = true\n' + SEEN,
    "models/acme/one.toml": (
        'name = "One"\nreleased = 2026-05-01\nlicense = "free/ware"\naliases = ["one-latest"]\n'
        'weights = { kind = "not-offered" }\ninput = ["text", "image"]\n' + SEEN + "[evidence.fields.released]\n"
        'source = "page"\nstatus = "documented"\nas_of = 2026-05-01\n'
    ),
    "offerings/host.toml": (
        '["accounts/One"]\nmodel = "acme/one"\n[["accounts/One".pricing.periods]]\neffective = 2026-05-01\n'
        'basis = "documented"\ncards = [{ input = "0.125", output = "4" }]\n'
        'evidence = { source = "page", status = "documented", as_of = 2026-05-01 }\n'
        '["accounts/One".pricing]\nkind = "per-token"\n' + seen('"accounts/One"')
    ),
    "benchmarks.toml": '[code-one]\nname = "Code"\ntask = "coding"\nscale = "share"\n' + seen("code-one"),
    "results/page.csv": (
        "model,benchmark,score,stderr,items,effort,measured,reporter,url\n"
        "acme/one,code-one,0.5,0.05,100,high,2026-06-01,independent,\n"
        "acme/one,code-one,1,,,,,vendor,u\n"
    ),
    "calibration/calibration.toml": (
        'version = "1"\nfitted = 2026-11-01\nvendor_offset = 0.2\nvendor_sd = 0.1\n[task_sd]\ncoding = 0.3\n'
        '[baskets.coding]\nbenchmarks = ["code-one"]\n'
    ),
    "calibration/benchmarks.csv": (
        "benchmark,intercept,slope,own_slope,residual_sd,center,spread\ncode-one,-1,1,1.5,0.4,,\n"
    ),
    "calibration/priors.csv": "model,mean,sd\nacme/one,0.5,0.6\n",
    "calibration/abilities.csv": "model,task,mean,sd,results,direct\nacme/one,coding,0.4,0.5,2,2\n",
    "calibration/effort_abilities.csv": "model,task,effort,mean,sd\nacme/one,coding,low,0.1,0.6\n",
    "calibration/verbosity.csv": (
        "model,effort,multiplier,low,high,basis,rows\nacme/one,high,5,2,12.5,measured,3\nacme/one,,2.5,1,6,measured,3\n"
    ),
    "calibration/tokens.csv": (
        "model,work,effort,expected,low,high,basis,default,runs\nacme/one,code,high,900,90,9000,measured,true,2\n"
        "acme/one,code,low,500,50,5000,inferred,false,2\n"
    ),
    "tokens/page.csv": "read by no registry\n",
    "news/2026-11.md": "Nothing new.\n",
    ".editorconfig": "",
    "models/acme/.one.toml.swp": "not ours",
}
"""A folder that holds one of each."""


VERBOSITIES = "model,effort,multiplier,low,high,basis,rows\n"
"""The head of a table of them."""

TOKENS = "model,work,effort,expected,low,high,basis,default,runs\n"
"""The same of reasoning tokens."""


def faults(folder: Path) -> list[str]:
    """Collect what building says of *folder*."""
    with pytest.raises(RegistryError) as caught:
        build(folder)
    return [str(fault) for fault in caught.value.faults]


def test_the_smallest_folder(tmp_path: Path) -> None:
    """A version and a day make a registry, an empty one."""
    made = build(str(place(tmp_path, {"registry.toml": FOLDER["registry.toml"]})))
    assert (made.version, made.date, made.schema) == ("2026.11.1", date(2026, 11, 1), 8)
    assert (len(made.models), len(made.offerings), made.calibration) == (0, 0, None)


def test_a_whole_folder(tmp_path: Path) -> None:
    """Each file becomes records; a record's place is its id."""
    made = build(place(tmp_path, FOLDER))
    model = made.models["acme/one"]  # type: ignore[index]  # a model id
    assert (model.name, model.released, model.license) == ("One", date(2026, 5, 1), "free/ware")
    assert model.weights == NotOffered()
    assert model.input == frozenset({Modality.TEXT, Modality.IMAGE})
    assert model.evidence["released"].status is Status.DOCUMENTED
    assert model.evidence["name"].status is Status.REPORTED
    (offering,) = made.offerings.values()
    assert (offering.id, offering.provider, offering.native_id) == ("host/accounts/One", "host", "accounts/One")
    assert isinstance(offering.pricing, PriceSchedule)
    assert offering.pricing.periods[0].cards[0].input == Decimal("0.125")
    assert list(made.licenses) == ["free/ware"]
    assert made.developers["acme"].name == "Acme"


def test_tables_of_results_and_calibration(tmp_path: Path) -> None:
    """An empty cell is unknown; a whole number is a number; the file's name is the source."""
    made = build(place(tmp_path, FOLDER))
    first, second = made.results["acme/one"]  # type: ignore[index]  # a model id
    assert (first.score, first.stderr, first.items, first.effort, first.measured) == (
        0.5,
        0.05,
        100,
        "high",
        date(2026, 6, 1),
    )
    assert (first.source, first.url) == ("page", None)
    assert (second.score, second.stderr, second.items, second.measured, second.url) == (1.0, None, None, None, "u")
    assert made.priors["acme/one"] == Prior(mean=0.5, sd=0.6)  # type: ignore[index]  # as above
    assert made.abilities[Task.CODING] == {"acme/one": Ability(mean=0.4, sd=0.5, results=2, direct=2)}
    assert made.effort_abilities[Task.CODING] == {"acme/one": {Effort.LOW: EffortAbility(mean=0.1, sd=0.6)}}
    assert made.verbosities["acme/one"] == (  # type: ignore[index]  # as above
        Verbosity(multiplier=2.5, low=1.0, high=6.0, basis=VerbosityBasis.MEASURED, rows=3),
        Verbosity(multiplier=5.0, low=2.0, high=12.5, effort=Effort.HIGH, basis=VerbosityBasis.MEASURED, rows=3),
    )
    assert made.calibration is not None
    assert made.calibration.baskets == {Task.CODING: Basket(benchmarks=("code-one",))}
    assert made.calibration.benchmarks == {
        "code-one": BenchmarkParameters(intercept=-1.0, slope=1.0, own_slope=1.5, residual_sd=0.4)
    }


ONE_FAULT: dict[str, tuple[dict[str, str | bytes], str]] = {
    "no head": ({"registry.toml": ""}, "registry.toml: key 'version' is missing"),
    "unknown file": ({"notes.txt": ""}, "notes.txt: isn't part of a registry folder; known are benchmarks.toml, "),
    "misspelt folder": (
        {"model/acme/two.toml": ""},
        "model/acme/two.toml: isn't part of a registry folder; known are ",
    ),
    "misspelt table": ({"calibration/prior.csv": ""}, "calibration/prior.csv: isn't part of a registry folder"),
    "wrong ending": ({"models/acme/two.tml": ""}, "models/acme/two.tml: isn't part of a registry folder"),
    "too deep": ({"offerings/eu/host.toml": ""}, "offerings/eu/host.toml: isn't part of a registry folder"),
    "file for a folder": ({"licences": ""}, "licences: isn't part of a registry folder"),
    "no TOML": ({"models/acme/two.toml": "name ="}, "models/acme/two.toml: isn't TOML: "),
    "deep TOML": ({"models/acme/two.toml": "x = " + "[" * 50_000}, "models/acme/two.toml: isn't TOML: "),
    "no UTF-8": ({"sources.toml": b'[page]\ntitle = "\xff"'}, "sources.toml: can't be read: "),
    "no table": ({"benchmarks.toml": "x = 1"}, "benchmarks.toml: x: must be a table"),
    "unknown key": (
        {"models/acme/one.toml": 'colour = "red"\n' + FOLDER["models/acme/one.toml"]},
        "models/acme/one.toml: colour: unknown key",
    ),
    "wrong type": (
        {"models/acme/one.toml": 'total_parameters = "70b"\n' + FOLDER["models/acme/one.toml"]},
        "models/acme/one.toml: total_parameters: Input should be a valid integer",
    ),
    "id inside": (
        {"models/acme/one.toml": 'id = "acme/one"\n' + FOLDER["models/acme/one.toml"]},
        "models/acme/one.toml: the id isn't repeated inside; the place is the id",
    ),
    "no model id": ({"models/One.toml": 'name = "One"\n' + SEEN}, "models/One.toml: 'One' is no model id"),
    "a time for a date": (
        {"models/acme/one.toml": "knowledge_cutoff = 2026-05-01T00:00:00\n" + FOLDER["models/acme/one.toml"]},
        "models/acme/one.toml: isn't plain data: ",
    ),
    "more cells": (
        {"results/page.csv": "model,benchmark\na/b,c,d\n"},
        "results/page.csv: line 2: has more or fewer cells",
    ),
    "fewer cells": (
        {"results/page.csv": "model,benchmark\n\na/b\n"},
        "results/page.csv: line 3: has more or fewer cells",
    ),
    "two columns of one name": (
        {"results/page.csv": "model,benchmark,score,score,reporter\nacme/one,code-one,0.5,0.9,vendor\n"},
        "results/page.csv: has two columns called score",
    ),
    "bad number": (
        {"results/page.csv": "model,benchmark,score,reporter\nacme/one,code-one,half,vendor\n"},
        'results/page.csv: line 2: score: Input should be a valid number, got "half"',
    ),
    "bad count": (
        {"results/page.csv": "model,benchmark,score,items,reporter\nacme/one,code-one,0.5,1.5,vendor\n"},
        'results/page.csv: line 2: items: Input should be a valid integer, got "1.5"',
    ),
    "no number": (
        {"results/page.csv": "model,benchmark,score,reporter\nacme/one,code-one,nan,vendor\n"},
        "results/page.csv: line 2: isn't plain data: ",
    ),
    "an open quote": (
        {"results/page.csv": 'model,benchmark,score,reporter,url\nacme/one,code-one,0.5,vendor,"u\nacme/one,x,1,y,z\n'},
        "results/page.csv: isn't CSV: ",
    ),
    "an endless cell": (
        {"results/page.csv": "model,benchmark,score,reporter\nacme/one,code-one,0.5," + "x" * 200_000},
        "results/page.csv: isn't CSV: ",
    ),
    "another source": (
        {"results/page.csv": "model,benchmark,score,reporter,source\nacme/one,code-one,0.5,vendor,other\n"},
        "results/page.csv: line 2: the source isn't repeated inside; the file's name is the source",
    ),
    "a prior twice": (
        {"calibration/priors.csv": "model,mean,sd\nacme/one,1,1\nacme/one,2,2\n"},
        "calibration/priors.csv: line 3: 'acme/one' has a row already",
    ),
    "an ability twice": (
        {
            "calibration/abilities.csv": "model,task,mean,sd,results,direct\nacme/one,coding,1,1,1,1\n"
            "acme/one,math,1,1,1,1\nacme/one,coding,1,1,1,1\n"
        },
        "calibration/abilities.csv: line 4: 'acme/one coding' has a row already",
    ),
    "parameters twice": (
        {
            "calibration/benchmarks.csv": "benchmark,intercept,slope,own_slope,residual_sd\ncode-one,1,1,1,1\n"
            "code-one,1,1,1,1\n"
        },
        "calibration/benchmarks.csv: line 3: 'code-one' has a row already",
    ),
    "a row of nobody": (
        {"calibration/priors.csv": "model,mean,sd\n,1,1\n"},
        "calibration: priors: names '', which isn't among the models",
    ),
    "a verbosity given twice": (
        {"calibration/verbosity.csv": VERBOSITIES + "acme/one,,1,1,1,expected,0\nacme/one,,2,2,2,expected,0\n"},
        "calibration/verbosity.csv: line 3: 'acme/one' has a row already",
    ),
    "a default that is no flag": (
        {"calibration/tokens.csv": TOKENS + "acme/one,code,,9,9,9,expected,yes,0\n"},
        'calibration/tokens.csv: line 2: default: Input should be a valid boolean, got "yes"',
    ),
    "two rows of tokens": (
        {"calibration/tokens.csv": TOKENS + "acme/one,code,,9,9,9,expected,,0\nacme/one,code,,9,9,9,expected,,0\n"},
        "calibration/tokens.csv: line 3: 'acme/one code' has a row already",
    ),
    "a verbosity outside its interval": (
        {"calibration/verbosity.csv": VERBOSITIES + "acme/one,,3,1,2,expected,0\n"},
        "calibration/verbosity.csv: line 2: low, multiplier and high must be finite, above 0 and in this order",
    ),
    "a verbosity of no model": (
        {"calibration/verbosity.csv": VERBOSITIES + "acme/two,,1,1,1,expected,0\n"},
        "calibration: verbosities: names 'acme/two', which isn't among the models",
    ),
    "unknown task": (
        {"calibration/abilities.csv": "model,task,mean,sd,results,direct\nacme/one,cooking,1,1,1,1\n"},
        "calibration/abilities.csv: line 2: Input should be 'coding'",
    ),
    "ability at an unknown effort": (
        {"calibration/effort_abilities.csv": "model,task,effort,mean,sd\nacme/one,coding,hard,0.1,0.6\n"},
        "calibration/effort_abilities.csv: line 2: Input should be 'none'",
    ),
    "ability of an unknown task at an effort": (
        {"calibration/effort_abilities.csv": "model,task,effort,mean,sd\nacme/one,cooking,low,0.1,0.6\n"},
        "calibration/effort_abilities.csv: line 2: Input should be 'coding'",
    ),
    "bad parameters": (
        {"calibration/benchmarks.csv": "benchmark,intercept\ncode-one,1\n"},
        "calibration: benchmarks.code-one: key 'slope' is missing",
    ),
    "seven decimals": (
        {"offerings/host.toml": FOLDER["offerings/host.toml"].replace("0.125", "0.1250001")},
        "offerings/host.toml: accounts/One: pricing.periods[0].cards[0]: input may have at most 6 decimals",
    ),
    "negative price": (
        {"offerings/host.toml": FOLDER["offerings/host.toml"].replace("0.125", "-0.125")},
        "offerings/host.toml: accounts/One: pricing.periods[0].cards[0]: input must be US dollars per million tokens",
    ),
    "absurd price": (
        {"offerings/host.toml": FOLDER["offerings/host.toml"].replace("0.125", "1e30")},
        "offerings/host.toml: accounts/One: pricing.periods[0].cards[0]: input must be US dollars per million tokens",
    ),
    "no price": (
        {"offerings/host.toml": FOLDER["offerings/host.toml"].replace("0.125", "NaN")},
        "offerings/host.toml: accounts/One: pricing.periods[0].cards[0].input: Input should be a finite number",
    ),
    "infinite price": (
        {"offerings/host.toml": FOLDER["offerings/host.toml"].replace('"0.125"', "inf")},
        "offerings/host.toml: accounts/One: isn't plain data: ",
    ),
    "an empty file": ({"licenses/free/ware.toml": b"\n"}, "licenses/free/ware.toml: key 'name' is missing"),
}


@pytest.mark.parametrize("name", ONE_FAULT)
def test_each_fault_has_its_place(tmp_path: Path, name: str) -> None:
    """A folder with one thing wrong is refused, with the file, the path inside it and what was found."""
    changes, expected = ONE_FAULT[name]
    found = faults(place(tmp_path, {**FOLDER, **changes}))
    assert found[0].startswith(expected), found


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("models/acme/one.toml", '"free/ware"', '"paid"', "model acme/one: license: names 'paid', which isn't among the licenses"),
        ("developers.toml", "[acme", "[borg", "model acme/one: names 'acme', which isn't among the developers"),
        ("providers.toml", "kind =", 'developer = "borg"\nkind =', "provider host: developer: names 'borg', which isn't among the developers"),
        ("providers.toml", "[host", "[cloud", "offering host/accounts/One: names 'host', which isn't among the providers"),
        ("offerings/host.toml", '"acme/one"', '"acme/two"', "offering host/accounts/One: model: names 'acme/two', which isn't among the models"),
        ("developers.toml", '"page"', '"book"', "developers: acme: names 'book', which isn't among the sources"),
        ("offerings/host.toml", 'source = "page"', 'source = "book"', "offerings: host/accounts/One: names 'book', which isn't among the sources"),
        ("models/acme/one.toml", '[evidence.fields.released]\nsource = "page"', '[evidence.fields.released]\nsource = "book"', "models: acme/one: names 'book', which isn't among the sources"),
        ("models/acme/one.toml", "as_of = 2026-11-01", 'as_of = 2026-11-01\ndissent = [{ value = "x", source = "book" }]', "models: acme/one: names 'book', which isn't among the sources"),
        ("results/page.csv", "acme/one,code-one,1", "acme/two,code-one,1", "results: names 'acme/two', which isn't among the models"),
        ("results/page.csv", "acme/one,code-one,1", "acme/one,code-two,1", "result of acme/one: names 'code-two', which isn't among the benchmarks"),
        ("calibration/priors.csv", "acme/one", "acme/two", "calibration: priors: names 'acme/two', which isn't among the models"),
        ("calibration/abilities.csv", "acme/one", "acme/two", "calibration: coding: names 'acme/two', which isn't among the models"),
        ("calibration/benchmarks.csv", "code-one", "code-two", "calibration: names 'code-two', which isn't among the benchmarks"),
        ("calibration/calibration.toml", "code-one", "code-two", "basket coding: names 'code-two', which isn't among the benchmarks"),
        ("models/acme/one.toml", "fields.released", "fields.realesed", "models: acme/one: evidence.fields.realesed: isn't a field; fields are active_parameters, "),
        ("models/acme/one.toml", '"documented"', '"undisclosed"', "models: acme/one: evidence.fields.released: says undisclosed of a fact that is known"),
    ],
)  # fmt: skip
def test_references_and_evidence_lead_somewhere(tmp_path: Path, name: str, old: str, new: str, expected: str) -> None:
    """Whatever a record names must be there, and its evidence must be of a field that it fits."""
    assert old in FOLDER[name]
    found = faults(place(tmp_path, {**FOLDER, name: FOLDER[name].replace(old, new)}))
    assert len(found) == 1
    assert found[0].startswith(expected)


def test_results_of_no_source(tmp_path: Path) -> None:
    """A table of results is named after a source."""
    folder = place(tmp_path, FOLDER)
    (folder / "results/page.csv").rename(folder / "results/book.csv")
    assert faults(folder) == ["result of acme/one: names 'book', which isn't among the sources"]


def test_one_name_for_two_models(tmp_path: Path) -> None:
    """An id, snapshot or alias in any case belongs to one model."""
    two = FOLDER["models/acme/one.toml"].replace("one-latest", "One-Latest").replace('"One"', '"Two"')
    three = two.replace('"One-Latest"', '"acme/TWO"')
    folder = place(tmp_path, {**FOLDER, "models/acme/two.toml": two, "models/acme/three.toml": three})
    assert faults(folder) == [
        "name 'acme/two': belongs to acme/three and acme/two; keep one",
        "name 'one-latest': belongs to acme/one and acme/two; keep one",
    ]


def test_faults_come_all_at_once(tmp_path: Path) -> None:
    """Each file's faults are in the list, not the first file's only."""
    found = faults(
        place(
            tmp_path,
            {
                **FOLDER,
                "notes.txt": "",
                "registry.toml": "version = 1",
                "developers.toml": "[acme]\n",
                "models/acme/two.toml": "=",
                "results/page.csv": "model,benchmark,score,reporter\nacme/one,code-one,x,vendor\nacme/one,code-one,y,vendor\n",
            },
        )
    )
    places = [fault.split(":")[0] for fault in found]
    assert places.count("results/page.csv") == 2
    assert set(places) == {
        "notes.txt",
        "registry.toml",
        "developers.toml",
        "models/acme/two.toml",
        "results/page.csv",
    }


def test_no_folder(tmp_path: Path) -> None:
    """A place that isn't a folder is said to be none."""
    assert faults(tmp_path / "nowhere") == [f"{tmp_path / 'nowhere'}: isn't a folder"]


def test_a_folder_for_a_file(tmp_path: Path) -> None:
    """A known name of the wrong kind can't be read."""
    (place(tmp_path, FOLDER) / "providers.toml").unlink()
    (tmp_path / "providers.toml").mkdir()
    assert faults(tmp_path)[0].startswith("providers.toml: can't be read: ")


def test_too_large_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file beyond the limit isn't read."""
    monkeypatch.setattr(_sources, "_LARGEST_FILE_BYTES", 1000)
    found = faults(place(tmp_path, {**FOLDER, "results/page.csv": "x" * 1001}))
    assert found == ["results/page.csv: is larger than 1,000 bytes; split it"]


def test_rows_may_break_lines_within_quotes(tmp_path: Path) -> None:
    """A quoted cell may hold a comma; a line break in it isn't text for a line, and later lines count from the start."""
    table = 'model,benchmark,score,reporter,effort\nacme/one,code-one,0.5,vendor,"high,\nlong"\nacme/one,code-one,x,vendor,\n'
    folder = place(tmp_path, {**FOLDER, "results/page.csv": table})
    assert faults(folder) == [
        r"results/page.csv: line 3: effort: must be printable text in a line, got 'high,\nlong'",
        'results/page.csv: line 4: score: Input should be a valid number, got "x"',
    ]
    place(folder, {"results/page.csv": table.replace(",\nlong", ", long").replace(",x,", ",0.5,")})
    assert build(folder).results["acme/one"][0].effort == "high, long"  # type: ignore[index]  # a model id


@pytest.mark.parametrize("make", [build, lambda folder: build(folder, Overlay), read, lambda it: write(bundled(), it)])
@pytest.mark.parametrize("folder", [5, None, b"x"])
def test_what_is_no_folder(make: Any, folder: Any) -> None:
    """A folder is a path."""
    with pytest.raises(InvalidInputError, match="a folder is a path, got "):
        make(folder)


@pytest.mark.parametrize("kind", [Registry, Overlay])
def test_a_folder_that_cant_be_looked_into(kind: Any) -> None:
    """A name longer than any file's is a fault of the library's own, not the system's."""
    name = "x" * 5_000
    with pytest.raises(RegistryError) as caught:
        build(name, kind)
    (found,) = caught.value.faults
    assert found.where == name
    assert found.problem.startswith("can't be read: ")


@pytest.mark.parametrize("kind", [Registry, Overlay])
def test_a_folder_that_isnt_handed_out(kind: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Said in the words in which every reader says it."""

    def denied(_: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_dir", denied)
    with pytest.raises(RegistryError) as caught:
        build(tmp_path, kind)
    (found,) = caught.value.faults
    assert found.problem == "can't be read: permission is denied"


def test_a_folder_in_a_package_need_not_be_on_the_disk(tmp_path: Path) -> None:
    """Installed in a zip, it builds the same, and nothing of it is left behind; a fault is told as of any folder."""
    folder = place(tmp_path / "folder", FOLDER)
    with ZipFile(tmp_path / "package.zip", "w") as package:
        for path in sorted(folder.rglob("*")):
            package.write(path, Path("data") / path.relative_to(folder))
    zipped = ZipPath(ZipFile(tmp_path / "package.zip"), "data/")
    assert build(zipped).digest == build(folder).digest
    with pytest.raises(RegistryError, match=r"overlay\.toml"):
        build(zipped, Overlay)
