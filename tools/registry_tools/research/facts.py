"""
Measure how right the registry's facts are: draw some by a seed, and count what a reader said of them.

    registry-tools evaluate facts [--seed 20261202] [--number 200]

Every fact drawn gets a row in ``tools/inputs/fact_verdicts.csv``. A person checks it against a source that no import reads, and
writes there what was read, where, on which day, and the verdict: ``right``, ``wrong`` with what it should be, or
``undecided`` with the reason. The next run draws nothing by the same seed, keeps what was written, and makes
``docs/measurements/facts.md`` of it. A fact that another seed draws too has both seeds and one verdict.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from itertools import chain
from math import sqrt
from pathlib import Path
from typing import NamedTuple

from llm_selection.domain.models import Downloadable, MixtureOfExperts, Model
from llm_selection.domain.offerings import CHOSEN_UNASKED, Offering, Stage, stage_on
from llm_selection.domain.prices import Mode, PriceSchedule
from llm_selection.registry import Registry, build
from registry_tools.arguments import command_parser
from registry_tools.pages.templates import with_parts
from registry_tools.places import DATA, INPUTS, MEASUREMENTS
from registry_tools.tables import Row, read_rows, write_rows

__all__ = ["Fact", "draw", "facts", "interval", "main", "page", "quotas", "updated"]

VERDICTS = INPUTS / "fact_verdicts.csv"
HEAD = "seed kind subject field value source checked url day verdict should_be note now"
KINDS = ("models", "offerings", "results")
_WRITTEN = ("checked", "url", "day", "verdict", "should_be", "note")
"""What a person writes in a row."""
_LEAST_SHARE = 4
"""Each kind gets at least one in so many of the facts drawn."""
_Z = 1.96
"""Of a 95 % interval."""
_LIMITS = ("context_tokens", "max_input_tokens", "max_output_tokens")
_CAPABILITIES = ("tool_calling", "structured_output", "reasoning", "prompt_caching", "web_search")


Name = tuple[str, str, str]
"""Kind, subject and field of a fact; a model and an offering may have one id."""


class Fact(NamedTuple):
    """
    One value that the registry holds.

    Attributes:
        kind: Of `KINDS`.
        subject: The id of the model or offering; of a result its source, model, benchmark, effort and day.
        field: What it says of it.
        value: As text, the same for the same value.
        source: Who says so.
    """

    kind: str
    subject: str
    field: str
    value: str
    source: str


def facts(registry: Registry) -> Iterator[Fact]:
    """
    Yield every fact that can be drawn.

    What is unknown is none, nor is anything but the end of what has retired. Offerings are those at the kinds of provider that
    answers choose from unasked: what resellers ask moves from day to day, and hardly anybody but themselves records it.
    """
    for model_id, model in registry.models.items():
        for field, value in _of_model(model):
            if value is not None:
                yield Fact("models", model_id, field, _text(value), model.evidence[field].source)
    for offering_id, offering in registry.offerings.items():
        if registry.providers[offering.provider].kind not in CHOSEN_UNASKED:
            continue
        for field, value, source in _of_offering(offering, registry.collected):
            if value is not None:
                yield Fact("offerings", offering_id, field, _text(value), source or offering.evidence[field].source)
    for result in chain.from_iterable(registry.results.values()):
        parts = (result.source, result.model, result.benchmark, result.effort, result.measured)
        subject = " ".join(str(part) for part in parts if part is not None)
        yield Fact("results", subject, "score", _text(result.score), result.source)


def _of_model(model: Model) -> Iterator[tuple[str, object]]:
    """Yield the fields that are drawn of a model, unknown ones too."""
    for field in (
        "released",
        "knowledge_cutoff",
        "total_parameters",
        "active_parameters",
        "license",
        "input",
        "output",
    ):
        yield field, getattr(model, field)
    if model.architecture is not None:
        yield "architecture", model.architecture.kind
    if isinstance(model.architecture, MixtureOfExperts):
        for field in ("experts", "experts_per_token", "shared_experts"):
            yield f"architecture.{field}", getattr(model.architecture, field)
    if model.weights is not None:
        repository = model.weights.repository if isinstance(model.weights, Downloadable) else None
        yield "weights", f"{model.weights.kind} {repository or ''}".strip()
    yield from _of_both(model)


def _of_both(record: Model | Offering) -> Iterator[tuple[str, object]]:
    """Yield what models and offerings have in common."""
    for field in _LIMITS:
        yield f"limits.{field}", getattr(record.limits, field)
    for field in _CAPABILITIES:
        yield f"capabilities.{field}", getattr(record.capabilities, field)


def _of_offering(offering: Offering, on: date) -> Iterator[tuple[str, object, str | None]]:
    """Yield the fields that are drawn of an offering on a day, with who says so where its evidence doesn't."""
    yield "lifecycle.retires", offering.lifecycle.retires, None
    if stage_on(offering.lifecycle, on) is Stage.RETIRED:
        return
    yield "region_scope", offering.region_scope, None
    for field, value in _of_both(offering):
        yield field, value, None
    period = offering.pricing.in_force(on) if isinstance(offering.pricing, PriceSchedule) else None
    for card in period.cards if period else ():
        if period and card.mode is Mode.STANDARD and not card.above_prompt_tokens and not card.windows:
            yield "price.input", card.input, period.evidence.source
            yield "price.output", card.output, period.evidence.source


def _text(value: object) -> str:
    """Write a value."""
    if isinstance(value, frozenset):
        return " ".join(sorted(str(each) for each in value))
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def quotas(counts: Mapping[str, int], number: int) -> dict[str, int]:
    """
    Share *number* among kinds: a quarter of it to each, what is left by how many facts there are.

    >>> quotas({"models": 1, "offerings": 3, "results": 1}, 20)
    {'models': 6, 'offerings': 8, 'results': 6}
    """
    least = number // _LEAST_SHARE
    left, total = number - least * len(counts), sum(counts.values())
    shares = {kind: least + left * count // total for kind, count in counts.items()}
    shares[max(counts, key=lambda kind: counts[kind])] += number - sum(shares.values())
    return shares


def draw(population: Iterable[Fact], *, seed: int, number: int) -> list[Fact]:
    """
    Draw *number* facts.

    Each has a place by a digest of the seed and its name, so a fact that is drawn stays drawn when others come and go.
    """
    by_kind: dict[str, list[Fact]] = {kind: [] for kind in KINDS}
    for fact in population:
        by_kind[fact.kind].append(fact)
    shares = quotas({kind: len(some) for kind, some in by_kind.items()}, number)
    return [
        fact
        for kind, some in by_kind.items()
        for fact in sorted(some, key=lambda fact: _place(fact, seed))[: shares[kind]]
    ]


def _place(fact: Fact, seed: int) -> str:
    """Return where a fact stands among those of its kind."""
    return sha256(f"{seed} {fact.subject} {fact.field}".encode()).hexdigest()


def updated(rows: Sequence[Row], drawn: Sequence[Fact], current: Mapping[Name, Fact], seed: int) -> list[Row]:
    """
    Return the table with what is *drawn* anew, and beside what was judged what we say now where it is something else.

    A row that nobody has judged yet has our value of today, and goes with the fact.
    """
    kept: list[Row] = []
    for row in rows:
        fact = current.get((row["kind"], row["subject"], row["field"]))
        if row["verdict"]:
            now = fact.value if fact else "gone"
            kept.append({**row, "now": "" if now == row["value"] else now})
        elif fact:
            kept.append({**row, "value": fact.value, "source": fact.source})
    again = {fact[:3] for fact in drawn}
    kept = [
        {**row, "seed": " ".join(sorted({*_seeds(row), str(seed)}))}
        if (row["kind"], row["subject"], row["field"]) in again
        else row
        for row in kept
    ]
    known = {(row["kind"], row["subject"], row["field"]) for row in kept}
    new = [_unjudged(fact, seed) for fact in drawn if fact[:3] not in known]
    return sorted([*kept, *new], key=lambda row: (row["seed"], row["kind"], row["subject"], row["field"]))


def _seeds(row: Row) -> list[str]:
    """Return the seeds that drew a fact."""
    return row["seed"].split()


def _unjudged(fact: Fact, seed: int) -> Row:
    """Return the row of a fact that nobody has checked."""
    return {"seed": str(seed), **fact._asdict(), **dict.fromkeys((*_WRITTEN, "now"), "")}


def state(row: Row) -> str:
    """
    Say what a row counts as: its verdict, or ``open``.

    What was wrong stays counted as wrong in its draw, mended or not; what was right or undecided is open once we say
    something else, or nothing.
    """
    if row["verdict"] == "wrong" or (row["verdict"] and not row["now"]):
        return row["verdict"]
    return "open"


def interval(wrong: int, decided: int) -> tuple[float, float]:
    """
    Return Wilson's 95 % interval of a share.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).

    >>> "{:.4f} {:.4f}".format(*interval(2, 160))
    '0.0034 0.0444'
    """
    if not decided:
        return 0.0, 1.0
    share, spread = wrong / decided, _Z**2 / decided
    middle = share + spread / 2
    half = _Z * sqrt(share * (1 - share) / decided + spread / (4 * decided))
    return max(0.0, (middle - half) / (1 + spread)), (middle + half) / (1 + spread)


def page(rows: Sequence[Row], counts: Mapping[str, int], *, version: str) -> str:
    """Return the page."""
    draws = {seed: [row for row in rows if seed in _seeds(row)] for seed in sorted({*chain(*map(_seeds, rows))})}
    drawn = ", ".join(f"{len(some)} by the seed {seed}" for seed, some in draws.items())
    known = ", ".join(f"{counts[kind]:,} of {kind}" for kind in KINDS)
    parts = {
        "draw": [f"{len(rows)} facts, {drawn}; counted with data {version}, which has {known}."],
        "counts": list(_counted(draws)),
        "sources": list(_sources(rows)),
        "wrong": list(_told(rows, "wrong")),
        "undecided": list(_reasons(rows)),
        "open": list(_told(rows, "open")),
    }
    return with_parts("facts", parts)


def _counted(draws: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    """Yield the table of verdicts by draw and kind, and the share that is wrong."""
    yield "| draw | facts of | drawn | right | wrong | undecided | open | wrong of those decided |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for seed, rows in draws.items():
        for kind in (*KINDS, ""):
            some = [row for row in rows if kind in ("", row["kind"])]
            of = Counter(state(row) for row in some)
            decided = of["right"] + of["wrong"]
            low, high = interval(of["wrong"], decided)
            share = f"{of['wrong'] / decided:.1%} ({low:.1%} to {high:.1%})" if decided else ""
            yield (
                f"| {seed} | {kind or '**all**'} | {len(some)} | {of['right']} | {of['wrong']} | {of['undecided']} | "
                f"{of['open']} | {share} |"
            )


def _sources(rows: Sequence[Row]) -> Iterator[str]:
    """Yield what was read, by how many verdicts rest on it."""
    read = Counter(row["checked"] for row in rows if state(row) in ("right", "wrong"))
    for source, number in sorted(read.items(), key=lambda item: (-item[1], item[0])):
        yield f"- {source}: {number}"


def _told(rows: Sequence[Row], wanted: str) -> Iterator[str]:
    """Yield a line for each row that counts as *wanted*."""
    some = [row for row in rows if state(row) == wanted]
    for row in some:
        line = f"- {row['seed']}: `{row['subject']}`, {row['field']}: {row['value']}"
        if row["should_be"]:
            line += f"; it should be {row['should_be']}"
        if row["now"]:
            line += f"; now {row['now']}"
        yield f"{line}. {row['note']}".rstrip()
    if not some:
        yield "None."


def _reasons(rows: Sequence[Row]) -> Iterator[str]:
    """Yield why facts couldn't be decided, by how many: the table has each."""
    reasons = Counter(row["note"] for row in rows if state(row) == "undecided")
    for reason, number in sorted(reasons.items(), key=lambda item: (-item[1], item[0])):
        yield f"- {reason}: {number}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Draw, update the table, write the page."""
    parser = command_parser("evaluate facts", __doc__)
    parser.add_argument("--seed", type=int, default=20261202)
    parser.add_argument("--number", type=int, default=200, help="facts to draw (200)")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--verdicts", type=Path, default=VERDICTS)
    parser.add_argument("--output", type=Path, default=MEASUREMENTS / "facts.md")
    options = parser.parse_args(arguments)
    registry = build(options.data)
    population = list(facts(registry))
    current: dict[Name, Fact] = {fact[:3]: fact for fact in population}
    before = read_rows(options.verdicts) if options.verdicts.exists() else []
    # A draw is made once: facts that come later take no part in it.
    made = any(str(options.seed) in _seeds(row) for row in before)
    drawn = [] if made else draw(population, seed=options.seed, number=options.number)
    rows = updated(before, drawn, current, options.seed)
    write_rows(options.verdicts, HEAD, ([row[name] for name in HEAD.split()] for row in rows))
    counts = Counter(fact.kind for fact in population)
    options.output.write_text(page(rows, counts, version=registry.version), encoding="utf-8")
    print(f"seed {options.seed}: {len(drawn)} of {len(population):,} facts drawn, {len(rows)} in the table")
    for name, number in sorted(Counter(map(state, rows)).items()):
        print(f"{number:5} {name}")
