"""Comparison report: models or offerings side by side, field by field, with who says so."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from textwrap import wrap
from typing import Literal

from llm_selection._dataclasses import dataclass, fields
from llm_selection._foundation.plain import to_plain
from llm_selection.analysis.explanation import base_card, duties
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.evidence import Evidence
from llm_selection.domain.identity import ModelId, OfferingId, developer_of
from llm_selection.domain.models import Capabilities, Limits, Model, license_kind, possible_license_kinds
from llm_selection.domain.offerings import Offering, Service, price_evidence, stage_on
from llm_selection.domain.prices import PriceSchedule, RateCard
from llm_selection.domain.tokens import TokensBasis, Work
from llm_selection.domain.verdicts import Outcome
from llm_selection.errors import InvalidInputError, of_argument
from llm_selection.estimation.output_tokens import row_taken
from llm_selection.estimation.quality import QualityEstimate
from llm_selection.needs.option_facts import MODEL
from llm_selection.needs.requirements import FitsWorkload
from llm_selection.needs.use_cases import UseCase
from llm_selection.presentation.record_report import Standing, citation, in_words, standing
from llm_selection.registry import Registry, in_use
from llm_selection.selection.assessments import qualities_of
from llm_selection.selection.default_requirements import listed_requirements, standing_requirements
from llm_selection.selection.options import options_of
from llm_selection.selection.screening import judge
from llm_selection.units import parse_day

__all__ = ["INPUT_TOKENS", "Cell", "Comparison", "Kind", "Line", "as_text", "compare"]

Kind = Literal["model", "offering"]
"""What the names are of."""

INPUT_TOKENS = 3
"""
Tokens in for each token out by which the cheapest offering is told: an assumption, near to a chat.

What a workload of your own costs, `llm_selection.price_workload` says.
"""

_LABEL = 20
_COLUMN = 27
_NARROWEST = 80
_GAP = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """
    What is known of one field of one model or offering.

    Attributes:
        value: As plain data; ``None`` where nothing is known.
        text: In words; how the registry stands to the field where it holds no fact.
        standing: How the registry stands to the field.
        evidence: Who says so; ``None`` for an estimate, and for what follows from other fields.
    """

    value: object
    text: str
    standing: Standing
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """
    One field.

    Attributes:
        field: Its name, such as ``limits.context_tokens`` or ``quality.coding``.
        cells: One for each that is compared, in their order.
    """

    field: str
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """Whether what is known differs; who says so doesn't count."""
        return len({(cell.text, cell.standing) for cell in self.cells}) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """
    Models or offerings side by side.

    Attributes:
        kind: What is compared.
        ids: Their ids, in the order asked for.
        on: The day that qualities, prices and stages of life are of; the other facts are those known today.
        lines: Every field, those that don't differ too.
    """

    kind: Kind
    ids: tuple[str, ...]
    on: date
    lines: tuple[Line, ...]

    @property
    def differing(self) -> tuple[Line, ...]:
        """The fields that differ."""
        return tuple(line for line in self.lines if line.differs)


def compare(
    names: Iterable[str], *, kind: Kind = "model", registry: Registry | None = None, on: date | None = None
) -> Comparison:
    """
    Put models or offerings side by side.

    ``compare(["openai/gpt-5", "anthropic/claude-opus-4-5"]).differing``

    Quality is that of every task with a basket. The price of a model is that of its cheapest offering among those that an
    answer would rank: active, at a developer's own API, a cloud or an inference host, at a price read lately
    (`llm_selection.selection.default_requirements.standing_requirements`), by `INPUT_TOKENS`. An offering's limits, kinds of input,
    capabilities and price are its own: what its provider doesn't say is unknown.

    Args:
        names: Two or more: of models, any name that the registry knows them by; of offerings, ids.
        kind: What they name.
        registry: The facts; by default what `llm_selection.registry.in_use` returns.
        on: The day asked about; by default the registry's own.

    Raises:
        InvalidInputError: There are fewer than two, or two are the same.
        NotFoundError: The registry has no such model or offering.
    """
    facts = in_use(registry)
    day = facts.date if on is None else of_argument("on", parse_day, on)
    given = [names] if isinstance(names, str) else list(names)
    if kind not in ("model", "offering"):
        raise InvalidInputError(f"kind must be model or offering, got {kind!r}")
    offerings = [facts.offerings[OfferingId(name)] if kind == "offering" else None for name in given]
    models = [
        facts.model(name) if offering is None else facts.models[offering.model]
        for name, offering in zip(given, offerings, strict=True)
    ]
    ids = tuple(
        model.id if offering is None else offering.id for model, offering in zip(models, offerings, strict=True)
    )
    if len(ids) <= 1 or len(set(ids)) < len(ids):
        of_one = len(set(given)) > 1 and kind == "model" and all(name in facts.offerings for name in given)
        hint = "; these are offerings of one model: give kind, on the command line --kind offering" if of_one else ""
        raise InvalidInputError(f"give two or more different {kind}s, got {', '.join(ids) or 'none'}{hint}")
    columns = [dict(_cells(facts, *pair, day)) for pair in zip(models, offerings, strict=True)]
    return Comparison(
        kind=kind,
        ids=ids,
        on=day,
        lines=tuple(Line(field=name, cells=tuple(column[name] for column in columns)) for name in columns[0]),
    )


def _cells(registry: Registry, model: Model, offering: Offering | None, on: date) -> Iterator[tuple[str, Cell]]:
    """Yield every field of a model, or of an offering and its model."""
    own = model if offering is None else offering
    if offering is not None:
        yield "model", _known_cell(model.id, evidence=offering.evidence["model"])
    yield "developer", _known_cell(registry.developers[developer_of(model.id)].name, evidence=model.evidence.record)
    for name in ("base", "family", "released", "architecture", "total_parameters", "active_parameters"):
        yield name, _fact(model, name)
    yield from _license(registry, model)
    for spec in fields(Limits):
        yield f"limits.{spec.name}", _fact(own, f"limits.{spec.name}")
    for name in ("input", "output"):
        yield name, _fact(own, name)
    for spec in fields(Capabilities):
        yield f"capabilities.{spec.name}", _fact(own, f"capabilities.{spec.name}")
    yield "knowledge_cutoff", _fact(model, "knowledge_cutoff")
    stages = model.alignment.stages if model.alignment else ()
    yield "alignment", _parts(model, "alignment", [stage.method.value for stage in stages])
    yield "training", _parts(model, "training", sorted(model.training.kinds) if model.training else [])
    yield from _qualities(registry, model.id, on)
    yield from _serving(registry, model, offering, on)
    for work in Work:
        yield f"reasoning tokens: {work}", _reasoning(registry, model, work)


def _reasoning(registry: Registry, model: Model, work: Work) -> Cell:
    """Say how many tokens a model reasons with, a request that names no effort."""
    row = row_taken(registry.tokens.get(model.id, ()), work)
    if row is None:
        return _unknown()
    if row.basis is TokensBasis.STATED:
        return _known_cell(0, "none: it doesn't reason" if row.effort is None else "none, unless effort is asked for")
    effort = "" if row.effort is None else f" at effort {row.effort}"
    return _known_cell(row.expected, f"{row.expected:,}{effort} ({row.low:,} to {row.high:,}), {row.basis}")


def _known_cell(value: object, text: str | None = None, *, evidence: Evidence | None = None) -> Cell:
    plain = to_plain(value)
    if text is None:
        # A set that is known to be empty is a fact too.
        text = "none" if plain == [] else in_words(plain)
    return Cell(value=plain, text=text, standing=Standing.KNOWN, evidence=evidence)


def _unknown(evidence: Evidence | None = None) -> Cell:
    """Return a cell of what nobody here knows."""
    return Cell(value=None, text=Standing.UNKNOWN.value, standing=Standing.UNKNOWN, evidence=evidence)


def _fact(record: Model | Offering, name: str) -> Cell:
    """Return a field of a record, as the registry stands to it."""
    whole, _, part = name.partition(".")
    value, evidence = getattr(record, whole), record.evidence[name]
    status = standing(record, name)
    if status is Standing.KNOWN:
        return _known_cell(getattr(value, part) if part else value, evidence=evidence)
    own = status is Standing.UNDISCLOSED or name in record.evidence.fields
    return Cell(value=None, text=status.value, standing=status, evidence=evidence if own else None)


def _parts(model: Model, name: str, parts: Sequence[str]) -> Cell:
    """Return what a group of facts lists, with the evidence of the first where each has its own; the rest is in `show`."""
    if not parts:
        # That something else of the group is known doesn't make an empty list a fact.
        return _unknown() if standing(model, name) is Standing.KNOWN else _fact(model, name)
    stages = model.alignment.stages if name == "alignment" and model.alignment else ()
    return _known_cell(list(parts), evidence=stages[0].evidence if stages else model.evidence[name])


def _license(registry: Registry, model: Model) -> Iterator[tuple[str, Cell]]:
    """Yield a model's license, its kind, and what it asks for."""
    terms = None if model.license is None else registry.licenses[model.license]
    yield "license", _fact(model, "license")
    known, possible = license_kind(model, terms), sorted(possible_license_kinds(model, terms))
    kinds = [known.value] if known else [kind.value for kind in possible]
    yield (
        "license_kind",
        Cell(
            value=kinds,
            text=" or ".join(kinds) + ("" if known else " (not known which)"),
            standing=Standing.KNOWN if known else Standing.UNKNOWN,
        ),
    )
    asked = [duty.text for duty in duties(terms)]
    if terms is None:
        yield "duties", _unknown()
    else:
        yield "duties", _known_cell(asked, "; ".join(asked) or "none", evidence=terms.evidence.record)


def _qualities(registry: Registry, model: ModelId, on: date) -> Iterator[tuple[str, Cell]]:
    """Yield the quality at every task with a basket, in hundredths with its 90% interval."""
    calibration = registry.calibration
    tasks = [task for task in Task if calibration and task in calibration.baskets]
    if tasks:
        for task, qualities in qualities_of(UseCase(tasks=dict.fromkeys(tasks, 1)), registry, on).items():
            quality = qualities.of(model)
            yield f"quality.{task.value}", _unknown() if quality is None else _quality(quality)


def _quality(quality: QualityEstimate) -> Cell:
    """Write a quality; one that was hardly measured is inferred."""
    inferred = "" if quality.measured else ", inferred"
    return _known_cell(
        {"mean": quality.mean, "low": quality.low, "high": quality.high, "measured": quality.measured},
        f"{quality.mean * 100:.0f} ({quality.low * 100:.0f} to {quality.high * 100:.0f}){inferred}",
    )


def _serving(registry: Registry, model: Model, offering: Offering | None, on: date) -> Iterator[tuple[str, Cell]]:
    """Yield where it is cheapest, what it costs there, and how long it will be there."""
    cheapest = offering or _cheapest(registry, model.id, on)
    if offering is None:
        yield (
            "cheapest_offering",
            _unknown() if cheapest is None else _known_cell(cheapest.id, evidence=cheapest.evidence.record),
        )
    card = None if cheapest is None else _card(cheapest, on)
    for name in ("input", "output", "cache_read"):
        rate: Decimal | None = None if card is None else getattr(card, name)
        evidence = None if cheapest is None else price_evidence(cheapest, on)
        cell = _unknown() if rate is None else _known_cell(rate, f"${rate} a million tokens", evidence=evidence)
        yield f"price.{name}", cell
    stage = None if cheapest is None else stage_on(cheapest.lifecycle, on)
    seen = None if cheapest is None else cheapest.evidence["lifecycle"]
    yield "stage", _unknown() if stage is None else _known_cell(stage, evidence=seen)
    retires = None if cheapest is None else cheapest.lifecycle.retires
    yield "retires", _unknown() if retires is None else _known_cell(retires, evidence=seen)
    for spec in fields(Service):
        name = f"service.{spec.name}"
        yield name, _unknown() if cheapest is None else _fact(cheapest, name)


def _cheapest(registry: Registry, model: ModelId, on: date) -> Offering | None:
    """Return the cheapest offering of a model that an answer would rank; of equals, the first by id."""
    # Without a workload, as what fits the window doesn't matter for a price.
    need = UseCase(tasks={Task.PREFERENCE: 1}, requirements=(FitsWorkload(0, 0),))
    asked = [*standing_requirements(need, registry, on=on), *listed_requirements(registry)]
    options = options_of(registry, on, None)
    models = options.column(MODEL)
    priced: list[tuple[Decimal, OfferingId, Offering]] = []
    for place in range(len(options)):
        if models[place] != model:
            continue
        option = options[place]
        card = _card(option.offering, on)
        meets = all(judge(option, requirement).outcome is Outcome.MEETS for requirement in asked)
        if meets and card is not None and card.input is not None and card.output is not None:
            priced.append((INPUT_TOKENS * card.input + card.output, option.offering.id, option.offering))
    return min(priced, key=lambda each: each[:2])[2] if priced else None


def _card(offering: Offering, on: date) -> RateCard | None:
    """Return the standard card for short prompts in force on a day."""
    period = offering.pricing.in_force(on) if isinstance(offering.pricing, PriceSchedule) else None
    return None if period is None else base_card(period)


def as_text(comparison: Comparison, *, registry: Registry | None = None, every: bool = False) -> str:
    """
    Write a comparison as a table: at most 80 columns for two, 100 for three, 27 more for each further one.

    The number in brackets behind a fact is that of its evidence, below the table.

    Args:
        comparison: What to write.
        registry: The facts it was made of: their sources; by default what `llm_selection.registry.in_use` returns.
        every: Whether fields that don't differ are written too.
    """
    facts, lines = in_use(registry), comparison.lines if every else comparison.differing
    cited = tuple(dict.fromkeys(cell.evidence for line in lines for cell in line.cells if cell.evidence))
    width = max(_COLUMN, (_NARROWEST - _LABEL) // len(comparison.ids)) - _GAP
    written = [*_row(comparison.kind, comparison.ids, width), ""]
    for line in lines:
        cells = [cell.text + (f" [{cited.index(cell.evidence) + 1}]" if cell.evidence else "") for cell in line.cells]
        label = line.field.rpartition(".")[2] if not line.field.startswith(("price", "quality")) else line.field
        written += _row(label.replace("_", " ").replace(".", ": "), cells, width)
    rest = len(comparison.lines) - len(lines)
    if not lines:
        written.append("Nothing differs.")
    if rest:
        written += [
            "",
            f"{rest} more field{'s' if rest > 1 else ''} {'are' if rest > 1 else 'is'} the same in all; --all prints {'them' if rest > 1 else 'it'}.",
        ]
    written.append("")
    for number, evidence in enumerate(cited, start=1):
        label = f"[{number}]"
        written += wrap(
            citation(facts, evidence),
            _NARROWEST,
            initial_indent=f"{label:<6}",
            subsequent_indent=" " * 6,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return "\n".join(written).rstrip()


def _row(label: str, cells: Sequence[str], width: int) -> Iterator[str]:
    """Write one field: cells beside each other, each wrapped."""
    columns = [wrap(label, _LABEL - _GAP), *(wrap(cell, width, break_on_hyphens=False) for cell in cells)]
    for parts in zip_longest(*columns, fillvalue=""):
        first, *others = parts
        yield "".join([f"{first:<{_LABEL}}", *(f"{part:<{width + _GAP}}" for part in others)]).rstrip()
