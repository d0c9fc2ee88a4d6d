"""
Set sizes and speeds of hosting against real classes and measurements, and write docs/measurements/sizes.md.

    pip install -e . -e './tools[sizes]'
    registry-tools compare sizes CONFIGS SYSTEMS

CONFIGS and SYSTEMS are the folders ``model_configs`` and ``systems`` of aiconfigurator-core. It takes some ten minutes on
two cores; ``--only counts|caches|speeds`` prints one part and writes nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median

from llm_selection.domain.hardware import Precision
from llm_selection.domain.models import Model
from llm_selection.estimation.hosting import kv_cache_bytes, weight_bytes
from llm_selection.registry import build
from registry_tools.arguments import command_parser
from registry_tools.pages.templates import with_parts
from registry_tools.places import DATA, MEASUREMENTS
from registry_tools.research.sizes.classes import CACHED, COUNTED, cached_bytes, configuration, parameters_of
from registry_tools.research.sizes.speeds import PUBLISHED, Measured, Served, here, published, served

__all__ = ["main", "page", "served_lines", "share_within", "speed_lines"]

_BATCHES = (0, 4, 8, 16, 32, 64, 128, 256, 10_000)
_TIMED = "alibaba/qwen3-0.6b"
_TIMED_FILE = "Qwen--Qwen3-0.6B"


def main(arguments: Sequence[str] | None = None) -> None:
    """Check, and write the page."""
    parser = command_parser("compare sizes", __doc__)
    parser.add_argument("configs", type=Path, help="model_configs of aiconfigurator-core")
    parser.add_argument("systems", type=Path, help="systems of aiconfigurator-core")
    parser.add_argument("--only", choices=("counts", "caches", "speeds"), help="print this part, write nothing")
    parser.add_argument(
        "--parts", type=Path, help="folder of what ``--only`` printed, each as NAME.txt; nothing is run"
    )
    parser.add_argument("--output", type=Path, default=MEASUREMENTS / "sizes.md")
    options = parser.parse_args(arguments)
    models: Mapping[str, Model] = {str(model): value for model, value in build(DATA).models.items()}
    parts: Mapping[str, Callable[[], Iterator[str]]] = {
        "counts": lambda: count_lines(options.configs, models),
        "caches": lambda: cache_lines(options.configs, models),
        "speeds": lambda: speed_lines(
            tuple(served(options.systems, models)), models, here(models[_TIMED], _timed(options.configs))
        ),
    }
    if options.only:
        for line in parts[options.only]():
            print(line, flush=True)
        return
    if options.parts:
        texts = {name: (options.parts / f"{name}.txt").read_text(encoding="utf-8").splitlines() for name in parts}
    else:
        texts = {name: list(lines()) for name, lines in parts.items()}
    options.output.write_text(page(texts), encoding="utf-8")


def _timed(configs: Path) -> Mapping[str, object]:
    """Read the configuration of the model that is timed here."""
    return configuration(configs, next(shape for shape in COUNTED if shape.file == _TIMED_FILE))


def page(parts: Mapping[str, Sequence[str]]) -> str:
    """Return the page, with the lines of each part in its place."""
    return with_parts("sizes", parts)


def _off(ours: float, theirs: float) -> str:
    """Say by how much ours is off."""
    return f"{100 * (ours / theirs - 1):+.2f} %"


def count_lines(configs: Path, models: Mapping[str, Model]) -> Iterator[str]:
    """Yield the table of weights."""
    yield "| shape | model | class, numbers | ours, bf16 numbers | off |"
    yield "| --- | --- | ---: | ---: | ---: |"
    for shape in COUNTED:
        theirs = parameters_of(configuration(configs, shape))
        size = weight_bytes(models[shape.model], Precision.BF16)
        ours = ((size.bytes or 0) - size.items.get("draft layers", 0)) // 2
        yield f"| {shape.kind} | `{shape.model}` | {theirs:,} | {ours:,} | {_off(ours, theirs)} |"


def cache_lines(configs: Path, models: Mapping[str, Model]) -> Iterator[str]:
    """Yield the table of caches."""
    yield "| shape | model | tokens | class, bytes | ours, bytes | off | growth a token, class | ours |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for shape in CACHED:
        first, last = cached_bytes(configuration(configs, shape), shape.tokens)
        before, after = (kv_cache_bytes(models[shape.model], each.tokens).bytes or 0 for each in (first, last))
        apart = last.tokens - first.tokens
        growth, ours = (last.bytes - first.bytes) // apart, (after - before) // apart
        yield (
            f"| {shape.kind} | `{shape.model}` | {last.tokens} | {last.bytes:,} | {after:,} | "
            f"{_off(after, last.bytes)} | {growth:,} | {ours:,} |"
        )


def share_within(ratios: Sequence[float], factor: float = 2.0) -> float:
    """
    Return the share of *ratios* within a factor of 1.

    >>> share_within([0.4, 0.5, 1.0, 2.5])
    0.5
    """
    return sum(1 / factor <= ratio <= factor for ratio in ratios) / len(ratios)


def speed_lines(rows: Sequence[Served], models: Mapping[str, Model], measured: Measured) -> Iterator[str]:
    """Yield the tables of speeds: servers, llama.cpp, this processor."""
    yield from served_lines(rows)
    yield ""
    yield "| llama.cpp, one request | GB/s | model | format | measured, tokens/s | foretold | measured/foretold |"
    yield "| --- | ---: | --- | --- | ---: | ---: | ---: |"
    for row in PUBLISHED:
        told = published(row, models)
        yield (
            f"| {row.where} | {row.gigabytes_per_second:,.0f} | `{row.model}` | {row.label} | {row.tokens_per_second} | "
            f"{told:.1f} | {row.tokens_per_second / told:.2f} |"
        )
    yield ""
    yield (
        f"This processor, one thread: {measured.gigabytes_per_second:.1f} GB/s read by products of a vector and a matrix, "
        f"{measured.gigaflops:.0f} GFLOPS by a square product, both fp32."
    )
    yield ""
    yield "| `alibaba/qwen3-0.6b`, random weights, fp32, sequences | measured, ms a step | foretold | foretold/measured |"
    yield "| ---: | ---: | ---: | ---: |"
    for batch, (seconds, told) in measured.steps.items():
        yield f"| {batch} | {1e3 * seconds:.0f} | {1e3 * told:.0f} | {told / seconds:.2f} |"


def served_lines(rows: Sequence[Served]) -> Iterator[str]:
    """Yield the tables of measured servers: by model and accelerator, by sequences, by accelerators."""
    yield "| model | on | weights | servers | measured/foretold, median | middle 80 % | within a factor of 2 |"
    yield "| --- | --- | --- | ---: | ---: | --- | ---: |"
    for key in sorted({(row.model, row.system, row.precision) for row in rows}):
        ratios = sorted(row.ratio for row in rows if (row.model, row.system, row.precision) == key)
        cut = len(ratios) // 10
        middle = f"{ratios[cut]:.2f} to {ratios[-1 - cut]:.2f}"
        yield f"| `{key[0]}` | {key[1]} | {key[2]} | {_summary(ratios, middle)} |"
    every = [row.ratio for row in rows]
    yield f"| all | | | {_summary(every, '')} |"
    yield from _edged("sequences at once", [(row.sequences, row.ratio) for row in rows], _BATCHES)
    yield from _edged("accelerators", [(row.accelerators, row.ratio) for row in rows], (0, 1, 2, 4, 8))


def _edged(title: str, pairs: Sequence[tuple[int, float]], edges: Sequence[int]) -> Iterator[str]:
    """Yield a table of ratios by ranges of a count, each above one edge and up to the next."""
    yield ""
    yield f"| {title}, up to | servers | measured/foretold, median | within a factor of 2 |"
    yield "| ---: | ---: | ---: | ---: |"
    for low, high in pairwise(edges):
        ratios = [ratio for count, ratio in pairs if low < count <= high]
        if ratios:
            yield f"| {high:,} | {len(ratios)} | {median(ratios):.2f} | {share_within(ratios):.0%} |"


def _summary(ratios: Sequence[float], middle: str) -> str:
    """Return how many, the median, the middle, and the share within a factor of two."""
    return f"{len(ratios)} | {median(ratios):.2f} | {middle} | {share_within(ratios):.0%}"
