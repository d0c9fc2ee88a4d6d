"""
Import how many tokens models put out on public benchmarks into ``data/tokens``.

    registry-tools import output-tokens

reads ``tools/inputs/collected/tokens`` and keeps, of each model that we hold, what was printed of an item: output tokens
with reasoning in them, reasoning, the visible answer, input, turns and dollars; ``registry-tools fit output-tokens``
learns from them. Figures that don't say what their column does are left out here: reasoning that is estimated from a
summary, and output of which reasoning isn't a part. It reads release days from the models' files, so these come first.
Running it twice gives the same bytes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from llm_selection.domain.tokens import Work
from registry_tools.arguments import command_parser
from registry_tools.merging.results import read_releases
from registry_tools.places import COLLECTED, DATA, INPUTS
from registry_tools.tables import Row, read_names, read_rows, write_tables
from registry_tools.toml_files import update_tables

__all__ = ["BENCHMARKS", "KEYS", "Counted", "main", "read_counts"]

KEYS = {
    "aider_polyglot": "aider-polyglot-tokens",
    "arc_prize_2026_06": "arc-prize-2026-06",
    "arc_prize_2026_09": "arc-prize-2026-09",
    "bullshitbench": "bullshitbench-tokens",
    "deepswe": "deepswe",
    "epoch_runs": "epoch-runs",
    "llm_chess": "llm-chess",
    "lrm_token_economy": "lrm-token-economy",
    "weirdml": "weirdml-tokens",
}
"""What each collection is called among our sources."""


class Counted(NamedTuple):
    """
    What a benchmark counts.

    Attributes:
        id: What we call it; that of its results where it has any.
        work: The kind of work that its items are.
    """

    id: str
    work: Work


BENCHMARKS = {
    "ARC-AGI-1 semi-private": Counted("arc-agi-1", Work.PROBLEMS),
    "ARC-AGI-2 semi-private": Counted("arc-agi-2", Work.PROBLEMS),
    "Aider polyglot": Counted("aider-polyglot", Work.CODE),
    "BullshitBench v1": Counted("bullshitbench-v1", Work.PROSE),
    "BullshitBench v2": Counted("bullshitbench-v2", Work.PROSE),
    "Chess Puzzles": Counted("chess-puzzles", Work.PROBLEMS),
    "DeepSWE v1.1": Counted("deepswe", Work.AGENT),
    "FrontierMath Tier 4 public 2025-07-01": Counted("frontiermath-tier-4-2025-07", Work.PROBLEMS),
    "FrontierMath public 2025-02-28": Counted("frontiermath-2025-02", Work.PROBLEMS),
    "GPQA Diamond": Counted("gpqa-diamond", Work.PROBLEMS),
    "LLM Chess": Counted("llm-chess", Work.PROBLEMS),
    "LRM Token Economy: AIME2023": Counted("lrm-aime-2023", Work.PROBLEMS),
    "LRM Token Economy: AIME2023mod": Counted("lrm-aime-2023-changed", Work.PROBLEMS),
    "LRM Token Economy: AIME2025": Counted("lrm-aime-2025", Work.PROBLEMS),
    "LRM Token Economy: AIME2025mod": Counted("lrm-aime-2025-changed", Work.PROBLEMS),
    "LRM Token Economy: Basic questions": Counted("lrm-basic-questions", Work.FACTS),
    "LRM Token Economy: Knowledge": Counted("lrm-knowledge", Work.FACTS),
    "LRM Token Economy: Misguided Attention": Counted("lrm-misguided-attention", Work.PROBLEMS),
    "OTIS Mock AIME 2024-2025": Counted("otis-mock-aime-2024-2025", Work.PROBLEMS),
    "SWE-bench Verified": Counted("swe-bench-verified", Work.AGENT),
    "SimpleQA Verified": Counted("simpleqa-verified", Work.FACTS),
    "WeirdML v2": Counted("weirdml", Work.CODE),
}
"""The benchmarks that count. Runs of SWE-bench in other agents than Epoch's own are of one model each, and are left out."""

DEFAULT = "default"
"""What stands for the effort of a run that named none."""

_NO_EFFORT = "no effort or budget set"
_ESTIMATED = "reasoning estimated"
_LEFT_OUT = "leaves out reasoning"
_NOT_A_MODEL = "multi-agent product"
_TWO_MODELS = " + "
_HEAD = "model benchmark work effort output reasoning visible input turns usd items covers measured url"
_COLUMNS = ("output_tokens", "reasoning_tokens", "visible_tokens", "input_tokens", "turns", "cost_usd")


def read_counts(
    rows: Iterable[Row], source: str, names: Mapping[str, str], released: Mapping[str, date]
) -> Iterator[dict[str, Any]]:
    """Yield what the rows of one source tell of the models that we hold, by the names of the table's head."""
    for row in rows:
        model, benchmark = names.get(row["model_key"].lower()), BENCHMARKS.get(row["benchmark"])
        told = _figures(row)
        if (
            model is None
            or benchmark is None
            or not told
            or _NOT_A_MODEL in row["note"]
            or _TWO_MODELS in row["model_label"]
        ):
            continue
        day = released.get(model)
        # As for results: a day before the release isn't one on which the released model ran.
        is_early = bool(row["measured_on"]) and day is not None and date.fromisoformat(row["measured_on"]) < day
        yield {
            "source": KEYS[source],
            "model": model,
            "benchmark": benchmark.id,
            "work": benchmark.work,
            "effort": row["effort"] or (_unasked(model) if _NO_EFFORT in row["note"] else ""),
            **{name.removesuffix("_tokens").replace("cost_", ""): told.get(name, "") for name in _COLUMNS},
            "items": row["items"],
            "covers": row["item"],
            "measured": "" if is_early else row["measured_on"],
            "url": row["source_url"],
        }


def _unasked(model: str) -> str:
    """Return the effort of a run that asked for none; Anthropic's API didn't think unasked before Claude 5, to which no such run goes."""
    return "none" if model.startswith("anthropic/") else DEFAULT


def _figures(row: Row) -> dict[str, str]:
    """Return the figures of a row that say what their column does; none where nothing of output or dollars is left."""
    told = {name: row[name] for name in _COLUMNS if row[name]}
    if _ESTIMATED in row["note"]:
        told.pop("reasoning_tokens", None)
    if _LEFT_OUT in row["note"] or "output_tokens" not in told:
        for name in ("output_tokens", "visible_tokens"):
            told.pop(name, None)
    return told if told.keys() & {"output_tokens", "cost_usd"} else {}


def write_tokens(folder: Path, counts: Iterable[Mapping[str, Any]]) -> None:
    """Write one table a source, rows sorted; a table that no longer has rows goes."""
    tables: dict[str, list[Sequence[object]]] = defaultdict(list)
    for count in sorted(
        counts, key=lambda count: [str(count[name]) for name in ("model", "benchmark", "effort", "url")]
    ):
        tables[count["source"]].append([count[name] for name in _HEAD.split()])
    write_tables(folder, _HEAD, tables)


def source_record(row: Row) -> dict[str, Any]:
    """Build the record of one source."""
    record: dict[str, Any] = {
        "title": row["title"],
        "url": row["url"],
        "version": row["version"],
        "retrieved": date.fromisoformat(row["retrieved"]),
        "credit": row["credit"],
    }
    return record if row["license"] == "none stated" else {**record, "license": row["license"]}


def main(arguments: Sequence[str] | None = None) -> None:
    """Import everything."""
    parser = command_parser("import output-tokens", __doc__)
    parser.add_argument("--collected", type=Path, default=COLLECTED, help="folder of the collected tables")
    parser.add_argument("--names", type=Path, default=INPUTS / "names.csv")
    parser.add_argument("--data", type=Path, default=DATA)
    options = parser.parse_args(arguments)
    names, released = read_names(options.names), read_releases(options.data / "models")
    counts = [
        count
        for path in sorted((options.collected / "tokens").glob("*.csv"))
        for count in read_counts(read_rows(path), path.stem, names, released)
    ]
    write_tokens(options.data / "tokens", counts)
    used = {count["source"] for count in counts}
    sources = {KEYS[row["source_id"]]: source_record(row) for row in read_rows(options.collected / "token_sources.csv")}
    update_tables(options.data / "sources.toml", {key: record for key, record in sources.items() if key in used})
    print(
        f"{len(counts)} counts of {len({count['model'] for count in counts})} models "
        f"on {len({count['benchmark'] for count in counts})} benchmarks"
    )
