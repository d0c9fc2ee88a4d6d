"""
Import how many tokens models put out on public benchmarks, or what their runs cost, into ``data/tokens``.

    registry-tools import output-tokens

reads ``tools/inputs/collected/results`` and keeps what was printed: output tokens, dollars, or both;
``registry-tools fit output-tokens`` makes tokens of dollars. Two benchmarks count. The others that print a cost are left out: what an
agent pays for is mostly its own transcript, sent again at each turn (TheAgentCompany, CursorBench), and the costs of
a suite in Spanish divided by prices go against WeirdML's (Spearman -0.2 on the nine closed models in both).
It reads release days from the models' files, so these come first. Running it twice gives the same bytes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from registry_tools.arguments import command_parser
from registry_tools.merging.results import KEYS, benchmark_id, read_collected, read_releases, source_record
from registry_tools.places import COLLECTED, DATA, INPUTS
from registry_tools.tables import Row, number, read_names, read_rows, write_tables
from registry_tools.toml_files import update_tables

__all__ = ["COVERS", "Run", "main", "one_a_configuration", "read_runs", "without_repeats"]

COVERS = {
    ("aider_polyglot", "Aider polyglot"): "225 exercises",
    ("epoch_hub", "WeirdML"): "a run of 5 answers",
}
"""What the tokens and the dollars of a row are for, by source and benchmark; all prompts are in the dollars."""

OTHER_PROTOCOLS = {"whole", "architect"}
"""Where files are written anew as a whole, and where two models work together, tokens tell of that."""

UNCLEAR_EFFORT = "_unknown"
"""End of a label for runs of which the source itself doesn't know the effort; one has eight times the default's tokens."""

_HEAD = "model benchmark effort output_tokens cost_usd covers measured url"
_SAME_SCORE_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Run:
    """One configuration of a model on one benchmark, as printed; an unknown text is empty."""

    source: str
    model: str
    benchmark: str
    effort: str
    score: float
    output_tokens: int | None
    cost_usd: float | None
    covers: str
    measured: str
    url: str


def read_runs(rows: Iterable[Row], names: Mapping[str, str], released: Mapping[str, date]) -> Iterator[Run]:
    """Yield every row that counts and prints tokens or a cost, for the models we hold."""
    for row in rows:
        covers = COVERS.get((row["source_id"], row["benchmark"]))
        model = names.get(row["model_key"].lower())
        tokens, cost = positive(row["output_tokens"]), positive(row["cost_usd"])
        if (
            covers is None
            or model is None
            or (tokens is None and cost is None)
            or row["benchmark_version"] in OTHER_PROTOCOLS
            or row["model_label"].endswith(UNCLEAR_EFFORT)
        ):
            continue
        measured, day = row["measured_on"], released.get(model)
        # As for results: a day before the release isn't one on which the released model ran.
        is_early = bool(measured) and day is not None and date.fromisoformat(measured) < day
        yield Run(
            source=KEYS[row["source_id"]],
            model=model,
            benchmark=benchmark_id(row),
            effort=row["effort"],
            score=float(row["score"]),
            output_tokens=None if tokens is None else int(tokens),
            cost_usd=cost,
            covers=covers,
            measured="" if is_early else measured,
            url=row["source_url"],
        )


def positive(text: str) -> float | None:
    """
    Read a number above 0; ``None`` for anything else, a number that its source calls wrong included.

    >>> positive("2.35"), positive("0 # incorrect: 6.3174")
    (2.35, None)
    """
    try:
        value = float(text)
    except ValueError:
        return None
    return value if value > 0 else None


def without_repeats(runs: Iterable[Run]) -> list[Run]:
    """
    Keep one of the rows that print one run: same benchmark, score and cost.

    Of one model, the row that states an effort stays. Where they are of two models or state two efforts, which of them
    ran isn't known, and none stays.
    """
    groups: dict[tuple[object, ...], list[Run]] = defaultdict(list)
    for place, run in enumerate(runs):
        same = None if run.cost_usd is None else f"{run.cost_usd:.2e}"
        # Without a cost nothing shows that two rows are of one run.
        groups[run.source, run.benchmark, round(run.score, _SAME_SCORE_DIGITS), same or place].append(run)
    kept = []
    for group in groups.values():
        efforts = {run.effort for run in group if run.effort}
        if len({run.model for run in group}) == 1 and len(efforts) <= 1:
            kept.append(max(group, key=lambda run: bool(run.effort)))
    return kept


def one_a_configuration(runs: Iterable[Run]) -> list[Run]:
    """Keep the newest row of each benchmark, model and effort, the first of one day; sorted."""
    newest: dict[tuple[str, ...], Run] = {}
    for run in runs:
        key = (run.source, run.model, run.benchmark, run.effort)
        if key not in newest or run.measured > newest[key].measured:
            newest[key] = run
    return [newest[key] for key in sorted(newest)]


def write_tokens(folder: Path, runs: Iterable[Run]) -> None:
    """Write one table a source; a table that no longer has rows goes."""
    tables: dict[str, list[Sequence[object]]] = defaultdict(list)
    for run in runs:
        cost = None if run.cost_usd is None else number(run.cost_usd)
        tables[run.source].append(
            [run.model, run.benchmark, run.effort, run.output_tokens or None, cost, run.covers, run.measured, run.url]
        )
    write_tables(folder, _HEAD, tables)


def main(arguments: Sequence[str] | None = None) -> None:
    """Import everything."""
    parser = command_parser("import output-tokens", __doc__)
    parser.add_argument("--collected", type=Path, default=COLLECTED, help="folder of the collected tables")
    parser.add_argument("--names", type=Path, default=INPUTS / "names.csv")
    parser.add_argument("--data", type=Path, default=DATA)
    options = parser.parse_args(arguments)
    names = read_names(options.names)
    rows = read_collected(options.collected / "results")
    runs = one_a_configuration(without_repeats(read_runs(rows, names, read_releases(options.data / "models"))))
    write_tokens(options.data / "tokens", runs)
    used = {
        KEYS[row["source_id"]]: source_record(row)
        for row in read_rows(options.collected / "result_sources.csv")
        if row["source_id"] in {source for source, _ in COVERS}
    }
    update_tables(options.data / "sources.toml", used)
    print(
        f"{len(runs)} runs of {len({run.model for run in runs})} models on {len({run.benchmark for run in runs})} benchmarks"
    )
