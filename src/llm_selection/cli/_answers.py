"""Commands that answer a need: ``recommend``, ``portfolio``, ``quality``, ``cost``, ``size``, ``break-even``."""

from argparse import Namespace
from datetime import date
from typing import Any

from llm_selection.cli import _inputs
from llm_selection.cli._terminal import (
    ANSWERED,
    BAD_INPUT,
    NOTHING_FITS,
    check_limit,
    day_of,
    in_vain,
    say,
    say_json,
    tell,
    with_registry,
)
from llm_selection.errors import InvalidInputError, NotFoundError

__all__ = ["break_even", "cost", "portfolio", "quality", "recommend", "size"]

_LARGEST = {"context": 10**9, "batch": 10**6}
"""What a cache is sized for at most: tokens of a sequence, and sequences at once."""


def recommend(options: Namespace) -> int:
    """Answer a need."""
    check_limit(options)
    # The head of the text warns of a day far beyond the data; JSON has no head.
    result = recommended(options, warns=options.json)
    reasons, faults = _reasons(result, options.why_not)
    if options.json:
        from llm_selection.presentation.json_answer import as_json

        say(as_json(result, sure=options.sure, why_not=list(reasons)))
    else:
        from llm_selection import presentation
        from llm_selection.presentation import answer_report

        told = list(map(presentation.as_text, reasons.values()))
        if options.markdown:
            answer = answer_report.as_markdown(result, limit=options.limit, sure=options.sure)
            told = [f"```text\n{each}\n```" for each in told]
        else:
            answer = answer_report.as_text(result, limit=options.limit, sure=options.sure, whole=options.explain)
        say("\n\n".join([answer.rstrip(), *told]))
    tell("\n".join(faults))
    return BAD_INPUT if faults else ANSWERED if result.ranking else NOTHING_FITS


def _reasons(result: Any, names: list[str]) -> tuple[dict[str, Any], list[str]]:
    """Say why models aren't the answer, by name, and which names nothing is called by: these don't cost the answer."""
    reasons: dict[str, Any] = {}
    faults: list[str] = []
    for name in names:
        try:
            reasons[name] = result.why_not(name)
        except NotFoundError as error:
            faults.append(f"--why-not: {error}")
    return reasons, faults


def portfolio(options: Namespace) -> int:
    """Print what two options do for a need that the first alone doesn't, and what stands in for it."""
    from llm_selection.presentation import portfolio_report
    from llm_selection.presentation.answer_report import as_text, head

    check = _inputs.check(options)
    result = recommended(options, warns=options.json)
    if not result.ranking:
        say("null" if options.json else as_text(result))
        return NOTHING_FITS
    found = result.portfolio(check=check)
    if options.json:
        say_json(with_registry(portfolio_report.as_plain(found), result.registry))
    else:
        say("\n".join([*head(result), "", portfolio_report.as_text(found)]))
    return ANSWERED


def recommended(options: Namespace, *, warns: bool = True) -> Any:
    """
    Answer the need that the arguments tell; *warns* as for `day_of`.

    Of lists and removals of overlays that name what isn't there, one line warns: what was to be denied may be chosen.
    """
    from llm_selection.recommendation import recommend
    from llm_selection.registry import in_use

    need = _inputs.need(options)
    registry = in_use()
    for first, *others in filter(None, [in_vain(registry)]):
        tell(f"{first} (and {len(others)} more: llm-selection registry audit)" if others else first)
    return recommend(
        need,
        registry=registry,
        on=day_of(options, registry, getattr(need, "on", None), warns=warns),
        workload=_inputs.workload(options, need),
        priorities=_inputs.weights(options.priorities),
        unknowns=options.unknowns,
        results=_inputs.results(options),
        hosting=_inputs.hosting(options) or None,
        forbid=_inputs.forbidden(options),
        **_inputs.requirements(options),
    )


def quality(options: Namespace) -> int:
    """Print one model's quality, traced to its results."""
    from llm_selection._foundation.plain import to_plain
    from llm_selection.domain.benchmarks import Task
    from llm_selection.presentation.quality_report import qualities_as_text, quality_as_text
    from llm_selection.registry import in_use
    from llm_selection.selection.assessments import estimate_quality

    check_limit(options)
    registry = in_use()
    on = day_of(options, registry)
    model = registry.model(options.model).id
    results = _inputs.results(options) or ()
    if options.benchmark is not None:
        return _score(options, registry, on)
    if not options.task:
        _inputs.refuse_untold(results, registry)
    calibration = registry.calibration
    tasks = [options.task] if options.task else [task for task in Task if calibration and task in calibration.baskets]
    found = [estimate_quality(model, task, registry=registry, on=on, results=results) for task in tasks]
    if options.json:
        say_json(with_registry(to_plain(found[0] if options.task else found, whole=True), registry))
    elif options.task:
        say(quality_as_text(model, found[0], registry=registry, on=on, limit=options.limit))
    else:
        say(qualities_as_text(model, found, registry=registry, on=on))
    return ANSWERED


def _score(options: Namespace, registry: Any, on: date) -> int:
    """Print what a model is expected to score on a benchmark."""
    from llm_selection._foundation.plain import to_plain
    from llm_selection.presentation.quality_report import score_as_text
    from llm_selection.selection.assessments import known_results
    from llm_selection.selection.expected_scores import expected_score

    if options.task or options.results:
        raise InvalidInputError("--benchmark is asked about alone: without TASK and --results")
    model = registry.model(options.model).id
    found = expected_score(model, options.benchmark, registry=registry, on=on)
    if options.json:
        say_json(with_registry(to_plain(found, whole=True), registry))
    else:
        say(score_as_text(model, found, results=known_results(model, registry, on), registry=registry, on=on))
    return ANSWERED


def cost(options: Namespace) -> int:
    """Print what a workload costs at the offerings of a model."""
    from llm_selection.analysis.quotes import price_workload, why_no_quote
    from llm_selection.needs.use_cases import parse_workload
    from llm_selection.presentation.cost_report import bill_as_text, quotes_as_text
    from llm_selection.registry import in_use

    check_limit(options)
    given = _inputs.workload(options)
    if given is None:
        raise InvalidInputError(
            "give --workload NAME, --load KEY=VALUE, or both; llm-selection list workloads shows names"
        )
    workload, registry = parse_workload(given), in_use()
    on = day_of(options, registry)
    found = price_workload(
        options.name, workload, provider=options.at, hosting=_inputs.hosting(options), registry=registry, on=on
    )
    if not found:
        raise InvalidInputError(why_no_quote(options.name, options.at, registry=registry, on=on))
    if options.json:
        from llm_selection._foundation.plain import to_plain

        whole = {
            "workload": to_plain(workload, whole=True),
            "on": on.isoformat(),
            "currency": "USD",
            "quotes": list(map(_plain_quote, found)),
        }
        say_json(with_registry(whole, registry))
    elif len(found) == 1:
        say(bill_as_text(found[0], workload, on=on))
    else:
        say(quotes_as_text(found, workload, on=on, limit=options.limit))
    return ANSWERED


def _plain_quote(quote: Any) -> dict[str, Any]:
    """Return plain data of what a workload costs at an offering."""
    from llm_selection._foundation.plain import to_plain

    return {
        "offering": quote.option.offering.id,
        "items": to_plain(quote.cost.items),
        **to_plain(quote.cost, whole=True),
        "prices": to_plain(quote.period, whole=True),
        "evidence": to_plain(quote.evidence, whole=True),
        "last_read": None if quote.last_read is None else quote.last_read.isoformat(),
    }


def size(options: Namespace) -> int:
    """Print how large a model is, and what hardware holds it."""
    from llm_selection.domain.models import NotOffered
    from llm_selection.needs.self_hosting import parse_precision
    from llm_selection.presentation.size_report import as_text, served, served_as_text, sized
    from llm_selection.registry import in_use

    registry = in_use()
    model = registry.model(options.model)
    counts = {name: _inputs.count(f"--{name}", getattr(options, name), most) for name, most in _LARGEST.items()}
    precision = None if options.precision is None else parse_precision(options.precision)
    if isinstance(model.weights, NotOffered):
        raise InvalidInputError(f"{model.id} can't be hosted: its weights aren't given out")
    accelerator = None if options.on is None else registry.accelerators[options.on]
    found = sized(model, precision=precision, **counts)
    server = None if accelerator is None else served(model, accelerator, precision=precision, **counts)
    if options.json:
        from llm_selection._foundation.plain import to_plain

        plain = {**to_plain(found, whole=True), "server": None if server is None else to_plain(server, whole=True)}
        say_json(with_registry(plain, registry))
    else:
        say("\n".join([as_text(found), *([] if server is None else [served_as_text(server, found)])]))
    return ANSWERED


def break_even(options: Namespace) -> int:
    """Print where the cost of an API and that of one's own hardware cross."""
    from llm_selection.analysis.break_even import break_even
    from llm_selection.presentation.break_even_report import as_labelled_text
    from llm_selection.registry import in_use

    hosting, registry = _inputs.hosting(options), in_use()
    if not hosting:
        raise InvalidInputError("give --host ACCELERATOR,utilization=0.4, once or several times")
    says_how_many = any(part.startswith("requests_per_") for part in options.load)
    if options.workload is None and not says_how_many:
        # How many there are is what is asked for.
        options.load.append("requests_per_month=1")
    if len(options.load) == 1 and options.workload is None:
        raise InvalidInputError("give --workload NAME, or the tokens of a request by --load KEY=VALUE")
    given = _inputs.workload(options)
    workload = given if says_how_many else {"preset": given}
    on = day_of(options, registry)
    found = [
        break_even(options.model, workload, host, provider=options.at, registry=registry, on=on) for host in hosting
    ]
    if options.json:
        say_json(with_registry([_plain_crossing(one) for one in found], registry))
    else:
        say("\n\n".join(map(as_labelled_text, found)))
    return ANSWERED


def _plain_crossing(found: Any) -> dict[str, Any]:
    """Return plain data of where costs cross: the offering compared with as ``cost`` gives it."""
    from llm_selection._dataclasses import fields
    from llm_selection._foundation.plain import to_plain

    parts = {spec.name: getattr(found, spec.name) for spec in fields(found) if spec.name != "api"}
    return {name: to_plain(part, whole=True) for name, part in parts.items()} | {"api": _plain_quote(found.api)}
