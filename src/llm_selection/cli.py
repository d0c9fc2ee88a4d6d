"""
The command line.

Exit codes: 0 answered, 1 nothing fits, 2 bad input, 3 a check found something.
"""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from llm_selection import __version__
from llm_selection.errors import Fault, InvalidInputError, SelectionError

__all__ = ["main"]

_ANSWERED, _NOTHING_FITS, _BAD_INPUT, _FOUND = range(4)


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run one command and return its exit code.

    Args:
        arguments: What stands behind the command's name; by default that of the process.
    """
    options = _parser().parse_args(arguments)
    command: Callable[[Namespace], int] = options.command
    try:
        code = command(options)
        # Flushed here, so that a reader who has gone is noticed here.
        sys.stdout.flush()
    except SelectionError as error:
        for line in str(error).splitlines():
            print(f"llm-selection: {line}", file=sys.stderr)  # noqa: T201 - the command line prints
        return _BAD_INPUT
    except BrokenPipeError:
        # The reader has seen enough, as `head` does. What is left goes nowhere, or Python would complain while closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _ANSWERED
    return code


def _print(text: str) -> None:
    """Print, also where the terminal can't show every character."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, errors="replace").decode(encoding))  # noqa: T201 - as above


def _parser() -> ArgumentParser:
    """Describe the commands."""
    parser = ArgumentParser(
        prog="llm-selection",
        description="Choose a large language model for a written need, offline.",
        epilog="Exit codes: 0 answered, 1 nothing fits, 2 bad input, 3 a check found something.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    _add_recommend(commands)
    _add_quality(commands)
    _add_cost(commands)
    _add_size(commands)
    _add_break_even(commands)
    show = commands.add_parser(
        "show",
        help="print every fact of a model, offering, provider, developer, license or benchmark, with its evidence",
    )
    show.add_argument("id", metavar="ID")
    show.add_argument("--kind", choices=_KINDS, help="what ID is, where two things are called the same")
    show.add_argument("--json", action="store_true", help="print it as JSON")
    show.set_defaults(command=_show)

    _add_compare(commands)
    listing = commands.add_parser("list", help="list what there is")
    listing.add_argument("what", nargs="?", default="models", choices=sorted([*_LISTS, "retiring"]))
    listing.add_argument("--within", metavar="DAYS", type=int, help="for retiring: how many days to look ahead (90)")
    listing.add_argument("--match", metavar="TEXT", default="", help="only lines with this text")
    listing.set_defaults(command=_list)

    registry = commands.add_parser("registry", help="inspect or build a registry").add_subparsers(
        metavar="COMMAND", required=True
    )
    registry.add_parser("info", help="print versions, digest and counts").set_defaults(command=_info)
    audit = registry.add_parser("audit", help="print what overlays add and write over, by origin")
    audit.add_argument(
        "folders",
        metavar="DIR",
        nargs="*",
        help="folders with overlays, put on top of the installed ones, in place of those of the same name",
    )
    audit.add_argument("--json", action="store_true", help="print it as JSON")
    audit.set_defaults(command=_audit)
    diff = registry.add_parser("diff", help="print what changed between two registries, or two days")
    for name, what in (("before", "the one"), ("after", "the other")):
        diff.add_argument(
            name, metavar=name.upper(), help=f"{what}: bundled, installed, a day such as 2026-06-01, or a folder"
        )
    diff.add_argument("--limit", metavar="N", type=int, default=20, help="lines shown of each effect in text (20)")
    form = diff.add_mutually_exclusive_group()
    form.add_argument("--markdown", action="store_true", help="print everything as Markdown")
    form.add_argument("--json", action="store_true", help="print everything as JSON")
    diff.set_defaults(command=_diff)
    build = registry.add_parser("build", help="compile a folder of TOML and CSV files")
    build.add_argument("folder", metavar="DIR")
    build.add_argument("--output", metavar="DIR", help="write the compiled registry there; without it, only check")
    build.set_defaults(command=_build)
    return parser


def _add_recommend(commands: Any) -> None:
    """Describe the command ``recommend``."""
    recommend = commands.add_parser("recommend", help="rank the models that meet a need")
    recommend.add_argument("task", nargs="?", metavar="TASK", help="one task, or several with commas; see list tasks")
    recommend.add_argument("--license", metavar="KIND", help="closed, open-weight or open-source; one is a floor")
    recommend.add_argument("--min-context", metavar="N", help="context window in tokens, such as 200k")
    recommend.add_argument(
        "--require", metavar="KEY=VALUE", action="append", default=[], help="a requirement; see list requirements"
    )
    recommend.add_argument("--use-case", metavar="FILE", help="read the need from a TOML or JSON file")
    _add_results(recommend)
    _add_workload(recommend)
    _add_hosting(recommend)
    recommend.add_argument("--priorities", metavar="KEY=N,...", help="weights, such as quality=5,cost=3")
    recommend.add_argument("--unknowns", choices=["set_aside", "include"], help="what happens to what can't be judged")
    recommend.add_argument("--on", metavar="DATE", help="the day asked about; by default today, or the data's if later")
    recommend.add_argument(
        "--sure", action="store_true", help="say how likely the first is best, and which weights would change it"
    )
    recommend.add_argument("--limit", metavar="N", type=int, default=10, help="places shown in text (10)")
    recommend.add_argument(
        "--why-not",
        metavar="ID",
        action="append",
        default=[],
        help="say below the answer why a model or an offering isn't the first, and what would make it that; several times",
    )
    recommend.add_argument("--json", action="store_true", help="print everything as JSON")
    recommend.set_defaults(command=_recommend)


def _add_quality(commands: Any) -> None:
    """Describe the command ``quality``."""
    quality = commands.add_parser("quality", help="print a model's quality with the results that moved it")
    quality.add_argument("model", metavar="MODEL", help="its id, or another name it is known by")
    quality.add_argument("task", nargs="?", metavar="TASK", help="one task; without it, all that can be ranked")
    quality.add_argument("--benchmark", metavar="ID", help="print what it is expected to score there instead")
    _add_results(quality)
    quality.add_argument("--on", metavar="DATE", help="the day asked about: results published later don't count")
    quality.add_argument("--limit", metavar="N", type=int, default=10, help="results shown in text (10)")
    quality.add_argument("--json", action="store_true", help="print everything as JSON")
    quality.set_defaults(command=_quality)


def _add_compare(commands: Any) -> None:
    """Describe the command ``compare``."""
    comparison = commands.add_parser("compare", help="print models side by side, with who says so")
    comparison.add_argument("ids", metavar="ID", nargs="+", help="two or more: ids, or other names of models")
    comparison.add_argument("--kind", choices=["model", "offering"], default="model", help="what ID is (model)")
    comparison.add_argument("--all", action="store_true", help="print fields that don't differ too")
    comparison.add_argument(
        "--on", metavar="DATE", help="the day of qualities and prices; by default today, or the data's if later"
    )
    comparison.add_argument("--json", action="store_true", help="print every field as JSON")
    comparison.set_defaults(command=_compare)


def _add_cost(commands: Any) -> None:
    """Describe the command ``cost``."""
    cost = commands.add_parser("cost", help="print what a workload costs a month, line by line")
    cost.add_argument("name", metavar="ID", help="a model, or one of its offerings; see list offerings")
    cost.add_argument("--at", metavar="PROVIDER", help="only offerings of this provider; self-hosted is your hardware")
    _add_workload(cost)
    _add_hosting(cost)
    cost.add_argument(
        "--on", metavar="DATE", help="the day whose prices count; by default today, or the data's if later"
    )
    cost.add_argument("--limit", metavar="N", type=int, default=10, help="offerings shown in text (10)")
    cost.add_argument("--json", action="store_true", help="print everything as JSON")
    cost.set_defaults(command=_cost)


def _add_size(commands: Any) -> None:
    """Describe the command ``size``."""
    size = commands.add_parser("size", help="print how large a model is, and what hardware holds it")
    size.add_argument("model", metavar="MODEL", help="its id, or another name it is known by")
    size.add_argument("--on", metavar="ACCELERATOR", help="how many of these hold it, and how fast it is there")
    size.add_argument("--context", metavar="N", default="8192", help="tokens of each sequence, such as 32k (8192)")
    size.add_argument("--batch", metavar="N", default="1", help="sequences at once (1)")
    size.add_argument("--precision", metavar="P", help="number format of the weights; by default the released one")
    size.set_defaults(command=_size)


def _add_break_even(commands: Any) -> None:
    """Describe the command ``break-even``."""
    crossing = commands.add_parser(
        "break-even", help="print from how many requests a month your own hardware costs no more than an API"
    )
    crossing.add_argument("model", metavar="MODEL", help="its id, or another name it is known by")
    crossing.add_argument("--at", metavar="PROVIDER", help="compare with this provider; by default with the cheapest")
    _add_workload(crossing)
    _add_hosting(crossing)
    crossing.add_argument(
        "--on", metavar="DATE", help="the day whose prices count; by default today, or the data's if later"
    )
    crossing.set_defaults(command=_break_even)


def _add_workload(command: ArgumentParser) -> None:
    """Let a command take a workload."""
    command.add_argument("--workload", metavar="NAME", help="a preset; see list workloads")
    command.add_argument(
        "--load",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="a part of the workload, in place of the preset's: requests_per_day=2000, input_tokens=8k, "
        "input_tokens=p50:2k,p90:9k,max:60k, batch_share=0.5; several times",
    )


def _add_hosting(command: ArgumentParser) -> None:
    """Let a command take hardware to host on."""
    command.add_argument(
        "--host",
        metavar="ACCELERATOR,KEY=VALUE",
        action="append",
        default=[],
        help="host models on this, with utilization=0.4, and perhaps usd_per_hour=2.5, precision=fp8, accelerators=8; "
        "several times; see list accelerators",
    )


def _add_results(command: ArgumentParser) -> None:
    """Let a command take results of the user's own."""
    command.add_argument(
        "--results",
        metavar="FILE",
        action="append",
        default=[],
        help="scores on tests of your own: a CSV, TOML or JSON file, or results of lm-evaluation-harness; several times",
    )
    for name, what in (
        ("task", "the task that the tests of --results measure, where the file doesn't say"),
        ("model", "the model measured, where the file doesn't say; of lm-evaluation-harness, in place of what it says"),
    ):
        command.add_argument(f"--results-{name}", metavar=name.upper(), help=what)
    command.add_argument(
        "--results-metric",
        metavar="METRIC",
        action="append",
        help="which score of lm-evaluation-harness to take, such as acc_norm, or exact_match,strict-match; several times",
    )


def _recommend(options: Namespace) -> int:
    """Answer a need."""
    from llm_selection.recommendation import recommend  # noqa: PLC0415 - each command loads what it needs
    from llm_selection.registry import in_use  # noqa: PLC0415

    if options.limit < 1:
        raise InvalidInputError(f"--limit must be at least 1, got {options.limit}")
    if options.json and options.why_not:
        raise InvalidInputError("--why-not is told in text; leave out --json, or --why-not")
    keywords: dict[str, Any] = {"license": options.license, "min_context_tokens": options.min_context}
    keywords = {key: value for key, value in keywords.items() if value is not None}
    for pair in options.require:
        _add_requirement(keywords, pair)
    need = _need(options)
    registry = in_use()
    result = recommend(
        need,
        registry=registry,
        on=_day(options) or getattr(need, "on", None) or max(_today(), registry.date),
        workload=_workload(options, need),
        priorities=_weights(options.priorities),
        unknowns=options.unknowns,
        results=_results(options),
        hosting=_hosting(options) or None,
        **keywords,
    )
    if options.json:
        from llm_selection.answers import as_json  # noqa: PLC0415

        _print(as_json(result, sure=options.sure))
    else:
        from llm_selection.report import as_text, why_not_as_text  # noqa: PLC0415

        told = [why_not_as_text(result.why_not(name)) for name in options.why_not]
        _print("\n\n".join([as_text(result, limit=options.limit, sure=options.sure), *told]))
    return _ANSWERED if result.ranking else _NOTHING_FITS


def _quality(options: Namespace) -> int:
    """Print one model's quality, traced to its results."""
    import json  # noqa: PLC0415

    from llm_selection._plain import to_plain  # noqa: PLC0415
    from llm_selection.assessments import estimate_quality  # noqa: PLC0415
    from llm_selection.benchmarks import Task  # noqa: PLC0415
    from llm_selection.registry import in_use  # noqa: PLC0415
    from llm_selection.traces import qualities_as_text, quality_as_text  # noqa: PLC0415

    if options.limit < 1:
        raise InvalidInputError(f"--limit must be at least 1, got {options.limit}")
    registry = in_use()
    on = _day(options) or registry.date
    model = registry.model(options.model).id
    results = _results(options) or ()
    if options.benchmark is not None:
        return _score(options, registry, on)
    if not options.task:
        _refuse_untold(results, registry)
    baskets = registry.calibration.baskets if registry.calibration else {}
    tasks = [options.task] if options.task else [task for task in Task if task in baskets]
    found = [estimate_quality(model, task, registry=registry, on=on, results=results) for task in tasks]
    if options.json:
        _print(json.dumps(to_plain(found[0] if options.task else found, whole=True), ensure_ascii=False, indent=2))
    elif options.task:
        _print(quality_as_text(model, found[0], registry=registry, on=on, limit=options.limit))
    else:
        _print(qualities_as_text(model, found, registry=registry, on=on))
    return _ANSWERED


def _cost(options: Namespace) -> int:
    """Print what a workload costs at the offerings of a model."""
    from llm_selection.bills import bill_as_text, quotes_as_text  # noqa: PLC0415
    from llm_selection.quotes import price_workload  # noqa: PLC0415
    from llm_selection.registry import in_use  # noqa: PLC0415
    from llm_selection.use_cases import parse_workload  # noqa: PLC0415

    if options.limit < 1:
        raise InvalidInputError(f"--limit must be at least 1, got {options.limit}")
    given = _workload(options)
    if given is None:
        raise InvalidInputError(
            "give --workload NAME, --load KEY=VALUE, or both; llm-selection list workloads shows names"
        )
    workload, registry = parse_workload(given), in_use()
    on = _day(options) or max(_today(), registry.date)
    found = price_workload(
        options.name, workload, provider=options.at, hosting=_hosting(options), registry=registry, on=on
    )
    if not found:
        raise InvalidInputError(f"{options.name} isn't offered{f' at {options.at}' if options.at else ''} on {on}")
    if options.json:
        import json  # noqa: PLC0415

        from llm_selection._plain import to_plain  # noqa: PLC0415

        plain = [
            {
                "offering": quote.option.offering.id,
                "items": to_plain(quote.cost.items),
                **to_plain(quote.cost, whole=True),
            }
            for quote in found
        ]
        whole = {"workload": to_plain(workload, whole=True), "on": on.isoformat(), "quotes": plain}
        _print(json.dumps(whole, ensure_ascii=False, indent=2))
    elif len(found) == 1:
        _print(bill_as_text(found[0], workload, on=on))
    else:
        _print(quotes_as_text(found, workload, on=on, limit=options.limit))
    return _ANSWERED


def _size(options: Namespace) -> int:
    """Print how large a model is, and what hardware holds it."""
    from llm_selection.models import NotOffered  # noqa: PLC0415
    from llm_selection.registry import in_use  # noqa: PLC0415
    from llm_selection.self_hosting import parse_precision  # noqa: PLC0415
    from llm_selection.sizing import server_as_text, size_as_text  # noqa: PLC0415
    from llm_selection.units import parse_count  # noqa: PLC0415

    registry = in_use()
    model = registry.model(options.model)
    counts = {}
    for name in ("context", "batch"):
        counts[name] = parse_count(getattr(options, name))
        if counts[name] < 1:
            raise InvalidInputError(f"--{name} must be at least 1, got {counts[name]}")
    precision = None if options.precision is None else parse_precision(options.precision)
    if isinstance(model.weights, NotOffered):
        raise InvalidInputError(f"{model.id} can't be hosted: its weights aren't given out")
    accelerator = None if options.on is None else registry.accelerators[options.on]
    _print(size_as_text(model, precision=precision, **counts))
    if accelerator is not None:
        _print(server_as_text(model, accelerator, precision=precision, **counts))
    return _ANSWERED


def _break_even(options: Namespace) -> int:
    """Print where the cost of an API and that of one's own hardware cross."""
    from llm_selection.crossings import break_even  # noqa: PLC0415
    from llm_selection.registry import in_use  # noqa: PLC0415
    from llm_selection.sizing import break_even_as_text  # noqa: PLC0415

    hosting, registry = _hosting(options), in_use()
    if len(hosting) != 1:
        raise InvalidInputError("give --host ACCELERATOR,utilization=0.4 once")
    if options.workload is None and not any(part.startswith("requests_per_") for part in options.load):
        # How many there are is what is asked for.
        options.load.append("requests_per_month=1")
    if len(options.load) == 1 and options.workload is None:
        raise InvalidInputError("give --workload NAME, or the tokens of a request by --load KEY=VALUE")
    workload = _workload(options)
    found = break_even(
        options.model,
        workload,
        hosting[0],
        provider=options.at,
        registry=registry,
        on=_day(options) or max(_today(), registry.date),
    )
    _print(break_even_as_text(found))
    return _ANSWERED


def _hosting(options: Namespace) -> list[dict[str, Any]]:
    """Read hardware to host on: an accelerator and what else is said of it."""
    found: list[dict[str, Any]] = []
    for text in options.host:
        name, *rest = (part.strip() for part in text.split(","))
        table: dict[str, Any] = {"accelerator": name}
        for pair in rest:
            key, separator, value = (part.strip() for part in pair.partition("="))
            if not separator or key in table:
                raise InvalidInputError(f"--host {text!r}: {pair!r} must be KEY=VALUE, each key once")
            table[key] = _host_part(key, value)
        found.append(table)
    return found


def _host_part(key: str, value: str) -> Any:
    """Read a number where one is meant; what can't be read is left for the check to name."""
    try:
        return {"utilization": float, "accelerators": int}[key](value)
    except (KeyError, ValueError):
        return value


def _workload(options: Namespace, need: Any = None) -> Any:
    """Read a workload: a preset, or parts that take the place of those of a preset, or of the need's own workload."""
    if not options.load:
        return options.workload
    from llm_selection.use_cases import UseCase, parse_tasks, parse_workload  # noqa: PLC0415
    from llm_selection.workloads import workload_parts  # noqa: PLC0415

    try:
        parts = workload_parts(options.load)
        if options.workload is None and need is not None:
            case = need if isinstance(need, UseCase) else UseCase(tasks=parse_tasks(need))
            return parse_workload({"preset": case.workload_or_default, **parts})
        return parse_workload(parts if options.workload is None else {"preset": options.workload, **parts})
    except InvalidInputError as error:
        raise InvalidInputError(*(Fault(where="--load", problem=str(fault)) for fault in error.faults)) from error


def _score(options: Namespace, registry: Any, on: date) -> int:
    """Print what a model is expected to score on a benchmark."""
    import json  # noqa: PLC0415

    from llm_selection._plain import to_plain  # noqa: PLC0415
    from llm_selection.assessments import expected_score, known_results  # noqa: PLC0415
    from llm_selection.traces import score_as_text  # noqa: PLC0415

    if options.task or options.results:
        raise InvalidInputError("--benchmark is asked about alone: without TASK and --results")
    model = registry.model(options.model).id
    found = expected_score(model, options.benchmark, registry=registry, on=on)
    if options.json:
        _print(json.dumps(to_plain(found, whole=True), ensure_ascii=False, indent=2))
    else:
        _print(score_as_text(model, found, results=known_results(model, registry, on), registry=registry, on=on))
    return _ANSWERED


def _results(options: Namespace) -> Any:
    """Read the user's own results; ``None`` leaves those of the use case."""
    details = {name: getattr(options, f"results_{name}") for name in ("task", "model", "metric")}
    if not options.results:
        if given := [f"--results-{name}" for name, value in details.items() if value is not None]:
            raise InvalidInputError(f"{', '.join(given)}: give --results FILE with it")
        return None
    from llm_selection.evaluations import read_evaluations  # noqa: PLC0415 - most never need it

    return [each for path in options.results for each in read_evaluations(path, **details)]


def _refuse_untold(results: Any, registry: Any) -> None:
    """Refuse tests of which nobody said what they measure: where every task is asked about, that isn't told by the task."""
    if untold := [test.name for test in results if test.task is None and test.name not in registry.benchmarks]:
        raise InvalidInputError(
            f"test {', '.join(map(repr, untold))}: which task does it measure? Give --results-task, fill in the column "
            "task, or ask about one TASK"
        )


def _day(options: Namespace) -> date | None:
    """Read the day asked about; ``None`` if it wasn't given."""
    if not options.on:
        return None
    from llm_selection.units import parse_day  # noqa: PLC0415 - only where a day is given

    try:
        return parse_day(options.on)
    except InvalidInputError as error:
        raise InvalidInputError(Fault(where="--on", problem=str(error))) from error


def _add_requirement(keywords: dict[str, Any], pair: str) -> None:
    """Read ``KEY=VALUE``, or ``KEY.PART=VALUE`` for a requirement that is a table."""
    key, separator, value = pair.partition("=")
    if not separator:
        raise InvalidInputError(f"--require {pair!r}: must be KEY=VALUE; see llm-selection list requirements")
    key, _, part = key.strip().partition(".")
    table = keywords.setdefault(key, {}) if part else keywords
    name = part or key
    if not isinstance(table, dict) or name in table:
        raise InvalidInputError(f"--require {pair!r}: {key} is asked for twice; put several values in one, with commas")
    words = {"true": True, "yes": True, "false": False, "no": False}
    table[name] = words.get(value.lower(), value) if part else value


def _need(options: Namespace) -> Any:
    """Read the need: a file, or a task."""
    from llm_selection.use_cases import read_use_case  # noqa: PLC0415

    if options.use_case and options.task:
        raise InvalidInputError("give a TASK or --use-case, not both")
    if options.use_case:
        return read_use_case(options.use_case)
    if not options.task:
        raise InvalidInputError("give a TASK, or --use-case FILE; llm-selection list tasks shows the tasks")
    return options.task


def _today() -> date:
    """Read the clock: only the command line does."""
    return date.today()  # noqa: DTZ011 - the user's own day


def _weights(text: str | None) -> dict[str, int] | None:
    """Read ``quality=5,cost=3``."""
    if text is None:
        return None
    weights: dict[str, int] = {}
    for pair in text.split(","):
        key, _, value = pair.partition("=")
        if not value.strip().isdecimal():
            raise InvalidInputError(f"--priorities {pair!r}: must be KEY=WHOLE NUMBER, such as quality=5,cost=3")
        if key.strip() in weights:
            raise InvalidInputError(f"--priorities names {key.strip()} twice")
        weights[key.strip()] = int(value)
    return weights


def _show(options: Namespace) -> int:
    """Print one record."""
    import json  # noqa: PLC0415

    from llm_selection._plain import to_plain  # noqa: PLC0415
    from llm_selection.registry import in_use  # noqa: PLC0415

    registry = in_use()
    record, others = _record(registry, options.id, options.kind)
    if options.json:
        from llm_selection.facts import written_over  # noqa: PLC0415

        found = to_plain(record, whole=True)
        if registry.layers:
            found["overlays"] = to_plain(written_over(registry, record), whole=True)
        _print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        from llm_selection.facts import as_lines  # noqa: PLC0415

        called_the_same = (f"{'also':<23} the {kind} {options.id}: add --kind {kind}" for kind in others)
        _print("\n".join([*as_lines(registry, record), *called_the_same]))
    return _ANSWERED


def _compare(options: Namespace) -> int:
    """Print models or offerings side by side."""
    from llm_selection.comparison import as_text, compare  # noqa: PLC0415 - each command loads what it needs
    from llm_selection.registry import in_use  # noqa: PLC0415

    registry = in_use()
    found = compare(options.ids, kind=options.kind, registry=registry, on=_day(options) or max(_today(), registry.date))
    if options.json:
        import json  # noqa: PLC0415

        from llm_selection._plain import to_plain  # noqa: PLC0415

        _print(json.dumps(to_plain(found, whole=True), ensure_ascii=False, indent=2))
    else:
        _print(as_text(found, registry=registry, every=options.all))
    return _ANSWERED


_KINDS = {
    "model": "models",
    "offering": "offerings",
    "provider": "providers",
    "developer": "developers",
    "license": "licenses",
    "benchmark": "benchmarks",
    "accelerator": "accelerators",
}
"""What can be shown, and where it stands in a registry; of two things called the same, the first is shown."""


def _record(registry: Any, name: str, kind: str | None) -> tuple[Any, list[str]]:
    """Find a record by its id, or a model by any of its names; return it, and what else is called so."""
    if kind is not None:
        return registry.model(name) if kind == "model" else getattr(registry, _KINDS[kind])[name], []
    found = {word: table[name] for word in _KINDS if name in (table := getattr(registry, _KINDS[word]))}
    if not found and any(key.startswith(f"{name}-") for key in registry.accelerators):
        return registry.accelerators[name], []  # raises, and names those with its memory or form
    return next(iter(found.values()), None) or registry.model(name), list(found)[1:]


def _list(options: Namespace) -> int:
    """Print one line a thing."""
    from llm_selection.registry import in_use  # noqa: PLC0415

    wanted = options.match.lower()
    if options.within is not None and options.what != "retiring":
        raise InvalidInputError(f"--within is for what retires, not for {options.what}")
    registry = in_use()
    days = 90 if options.within is None else options.within
    found = _retiring(registry, days) if options.what == "retiring" else _LISTS[options.what](registry)
    lines = [line for line in found if wanted in line.lower()]
    if lines:
        _print("\n".join(lines))
    return _ANSWERED if lines else _NOTHING_FITS


def _retiring(registry: Any, within: int) -> Iterator[str]:
    """List the offerings that end soon, from today on, or from the data's day if that is later."""
    on = max(_today(), registry.date)
    for offering in registry.retiring_within(within, on=on):
        end = offering.lifecycle.retires
        successor = f", successor {offering.lifecycle.successor}" if offering.lifecycle.successor else ""
        yield f"{end} in {(end - on).days:>3} days  {offering.id:<60} {offering.model}{successor}"


def _tasks(registry: Any) -> Iterator[str]:
    """List tasks, and whether they can be ranked."""
    from llm_selection.benchmarks import Task  # noqa: PLC0415
    from llm_selection.workloads import default_workload  # noqa: PLC0415

    calibration = registry.calibration
    for task in Task:
        basket = calibration and calibration.baskets.get(task)
        yield f"{task:<22} {default_workload(task).name:<16} {_basket_in_words(basket)}"


def _basket_in_words(basket: Any) -> str:
    """Say what a task's quality is a share of."""
    if basket is None:
        return "can't be ranked: no basket"
    count = f"{len(basket.benchmarks)} benchmark{'' if len(basket.benchmarks) == 1 else 's'}"
    if basket.anchor is not None:
        return f"{len(basket.benchmarks)} board{'' if len(basket.benchmarks) == 1 else 's'} of votes, against {basket.anchor}"
    return f"no basket passes the rule; {count} in its stead" if basket.stand_in else f"{count} in its basket"


def _workloads(_: Any) -> Iterator[str]:
    """List presets and what they assume."""
    from llm_selection.workloads import WORKLOADS  # noqa: PLC0415

    for workload in WORKLOADS.values():
        yield f"{workload.name:<16} {workload}: {workload.reason}"


def _requirements(_: Any) -> Iterator[str]:
    """List the keywords of requirements."""
    from llm_selection.shortcuts import EXAMPLES  # noqa: PLC0415

    yield from (f"--require {example}" for example in EXAMPLES)


_LISTS: dict[str, Callable[[Any], Iterator[str]]] = {
    "models": lambda registry: (f"{model.id:<44} {model.name}" for model in registry.models.values()),
    "offerings": lambda registry: (f"{offering.id:<60} {offering.model}" for offering in registry.offerings.values()),
    "providers": lambda registry: (
        f"{found.id:<22} {found.kind:<16} {found.name}" for found in registry.providers.values()
    ),
    "developers": lambda registry: (f"{found.id:<22} {found.name}" for found in registry.developers.values()),
    "licenses": lambda registry: (f"{found.id:<32} {found.name}" for found in registry.licenses.values()),
    "benchmarks": lambda registry: (
        f"{found.id:<44} {found.task:<22} {found.name}" for found in registry.benchmarks.values()
    ),
    "sources": lambda registry: (
        f"{key:<28} {source.title} {source.version}" for key, source in registry.sources.items()
    ),
    "accelerators": lambda registry: (
        f"{found.id:<32} {found.kind:<11} {found.name}" for found in registry.accelerators.values()
    ),
    "tasks": _tasks,
    "workloads": _workloads,
    "requirements": _requirements,
}


def _info(_: Namespace) -> int:
    """Print what the registry in use is."""
    from llm_selection.registry import in_use  # noqa: PLC0415

    _print("\n".join(_info_lines(in_use())))
    return _ANSWERED


def _info_lines(registry: Any) -> Iterator[str]:
    """Say versions, digest and counts."""
    yield f"data version    {registry.version}"
    yield f"data date       {registry.date} ({(max(_today(), registry.date) - registry.date).days} days old)"
    yield f"schema version  {registry.schema}"
    for layer in registry.layers:
        yield f"overlay         {layer.origin}"
    yield f"digest          {registry.digest}"
    for name in (
        "models",
        "offerings",
        "providers",
        "developers",
        "licenses",
        "benchmarks",
        "accelerators",
        "sources",
    ):
        yield f"{name:<15} {len(getattr(registry, name)):,}"
    yield f"{'results':<15} {sum(map(len, registry.results.values())):,}"


def _built(folder: str) -> Any:
    """Build the registry in a folder, or put the overlay in it on top of the bundled one."""
    from llm_selection.registry import Overlay, build, bundled  # noqa: PLC0415

    if os.path.exists(os.path.join(folder, "overlay.toml")):  # noqa: PTH110, PTH118 - pathlib costs a start 4 ms
        return bundled() | build(folder, Overlay)
    return build(folder)


def _audit(options: Namespace) -> int:
    """Print what overlays do: those the environment names, else all that are installed, and those in folders."""
    from functools import reduce  # noqa: PLC0415
    from operator import or_  # noqa: PLC0415

    from llm_selection.registry import CHOICE, Overlay, build, discover, in_use  # noqa: PLC0415

    registry = in_use() if os.environ.get(CHOICE) else discover(strict=False)
    if options.folders:
        registry = registry.replacing(reduce(or_, (build(folder, Overlay) for folder in options.folders)))
    audit = registry.audit()
    if options.json:
        import json  # noqa: PLC0415

        from llm_selection._plain import to_plain  # noqa: PLC0415

        found = {**to_plain(audit, whole=True), "left_out": to_plain(registry.left_out)}
        _print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        from llm_selection.changes import audit_as_text  # noqa: PLC0415

        _print(audit_as_text(registry))
    return _FOUND if audit.conflicts or registry.left_out else _ANSWERED


def _diff(options: Namespace) -> int:
    """Print what changed between two registries."""
    from llm_selection.registry import diff  # noqa: PLC0415

    if options.limit < 1:
        raise InvalidInputError(f"--limit must be at least 1, got {options.limit}")
    found = diff(_edition(options.before), _edition(options.after))
    if options.json:
        import json  # noqa: PLC0415

        from llm_selection._plain import to_plain  # noqa: PLC0415

        parts = {name: to_plain(getattr(found, name), whole=True) for name in ("before", "after", "changes")}
        _print(json.dumps(parts, ensure_ascii=False, indent=2))
    elif options.markdown:
        from llm_selection.changes import diff_as_markdown  # noqa: PLC0415

        _print(diff_as_markdown(found).rstrip())
    else:
        from llm_selection.changes import diff_as_text  # noqa: PLC0415

        _print(diff_as_text(found, limit=options.limit))
    return _ANSWERED


def _edition(name: str) -> Any:
    """Find a registry by what the command line calls it."""
    from llm_selection.registry import INDEX, bundled, discover, in_use, read  # noqa: PLC0415

    if name in ("bundled", "installed"):
        return bundled() if name == "bundled" else discover()
    if os.path.isdir(name):  # noqa: PTH112 - as above
        return read(name) if os.path.exists(os.path.join(name, INDEX)) else _built(name)  # noqa: PTH110, PTH118
    try:
        day = date.fromisoformat(name)
    except ValueError:
        raise InvalidInputError(
            f"{name!r} is no registry; give bundled, installed, a day such as 2026-06-01, or a folder"
        ) from None
    registry = in_use()
    if day > registry.date:
        raise InvalidInputError(f"{name} is after the data's own day, {registry.date}: nothing is known of it yet")
    return registry.as_of(day)


def _build(options: Namespace) -> int:
    """Compile a folder, and write it if asked to; an overlay is put on top of the bundled registry."""
    from llm_selection.registry import write  # noqa: PLC0415

    registry = _built(options.folder)
    if options.output:
        try:
            write(registry, options.output)
        except OSError as error:
            raise InvalidInputError(Fault(where=options.output, problem=f"can't be written: {error}")) from error
    _print("\n".join(_info_lines(registry)))
    return _ANSWERED
