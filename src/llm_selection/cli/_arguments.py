"""
Arguments: the commands of the command line, described.

Each names the function that runs it, as ``module.function`` of this package, so that only what is asked for is loaded.
"""

import re
from argparse import ArgumentParser, HelpFormatter, RawDescriptionHelpFormatter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import ModuleType
from typing import Any, NoReturn

from llm_selection import __version__
from llm_selection._foundation.shapes import is_mapping
from llm_selection._foundation.spelling import nearest
from llm_selection.cli._terminal import BAD_INPUT, put_aside

__all__ = ["KINDS", "LISTED", "SHELLS", "parser"]

KINDS = {
    "model": "models",
    "offering": "offerings",
    "provider": "providers",
    "developer": "developers",
    "license": "licenses",
    "benchmark": "benchmarks",
    "accelerator": "accelerators",
}
"""What can be shown, and where it stands in a registry; of two things called the same, the first is shown."""

LISTED = (
    "accelerators",
    "benchmarks",
    "developers",
    "licenses",
    "models",
    "offerings",
    "presets",
    "providers",
    "regions",
    "requirements",
    "retiring",
    "sources",
    "tasks",
    "workloads",
)
"""What can be listed."""

SHELLS = ("bash", "fish", "zsh")
"""Shells that complete the command line."""

_CHOICE = r"invalid choice: '(?P<wrong>.*)' \(choose from (?P<known>.*)\)"
_OPTION = r"unrecognized arguments: (?:.*? )?--(?P<wrong>[\w-]+)"
_MISSING = "the following arguments are required"
"""What argparse says of a choice, and of an option, that it doesn't know, and of what it lacks."""


class _Parser(ArgumentParser):
    """A parser whose help is as wide as all that is printed, and that names what is spelt like what it doesn't know."""

    def __init__(self, formatter_class: type[HelpFormatter] = HelpFormatter, **options: Any) -> None:
        """Set the width; it would load much to ask the terminal."""
        super().__init__(formatter_class=partial(formatter_class, width=78), **options)
        self._given: Sequence[str] = ()

    def parse_known_args(self, *given: Any, **named: Any) -> tuple[Any, list[str]]:
        """Refuse what isn't known at once: of all parsers, the one of the command knows best what was meant."""
        self._given = given[0]  # as `parse_args` and the commands above hand it on
        options, left = super().parse_known_args(*given, **named)
        if left:
            self.error(f"unrecognized arguments: {' '.join(left)}")
        return options, left

    def format_help(self) -> str:
        """Add the keywords of requirements where a command takes them; they are listed only for whoever asks for help."""
        if "--require" in self._option_string_actions:
            self.epilog = (
                f"KEY is one of {', '.join(_requirements().keywords())}. list requirements has an example of each."
            )
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        """Add likely spellings to the fault, and where to read more."""
        known = _options(self)
        if message.startswith(_MISSING) and (wrong := [each for each in self._given if _is_unknown(each, known)]):
            message = f"unrecognized arguments: {' '.join(wrong)}"
        if fault := re.search(_CHOICE, message):
            if near := nearest([fault["wrong"]], fault["known"].replace("'", "").split(", ")):
                message = f"{message[: fault.start()]}invalid choice: {fault['wrong']!r}{near}"
        elif fault := re.search(_OPTION, message):
            message += _meant(fault["wrong"], known)

        put_aside(f"{self.format_usage()}{self.prog}: error: {message}; {self.prog} --help tells all\n")
        self.exit(BAD_INPUT)


def _is_unknown(given: str, known: set[str]) -> bool:
    """Tell whether an argument is an option, and neither one of the *known* nor the beginning of one."""
    return given.startswith("--") and not any(each.startswith(given.partition("=")[0]) for each in known)


def _meant(wrong: str, known: set[str]) -> str:
    """Say what may be meant by an option that isn't known: a requirement of that name, or options spelt like it."""
    keyword = wrong.replace("-", "_")
    if "--require" in known and _requirements().keyword_class(keyword):
        return f"; give --require {keyword}=…"
    # Compared without the dashes, which all of them have; what is near gets them back.
    near = nearest([wrong], (each.removeprefix("--") for each in known if each.startswith("--")))
    return near.replace(": ", ": --").replace(", ", ", --")


def _requirements() -> ModuleType:
    """Load the requirements, for help and faults."""
    from llm_selection.needs import requirements  # most commands run without a fault

    return requirements


def _options(described: ArgumentParser) -> set[str]:
    """Collect the options of a parser and of the commands in it."""
    options = set(described._option_string_actions)  # noqa: SLF001 - argparse tells no other way
    for action in described._actions:  # noqa: SLF001 - as above
        if is_mapping(action.choices):
            options.update(*(_options(each) for each in action.choices.values()))
    return options


def parser(command: str | None = None) -> ArgumentParser:
    """Describe *command*, where it is one, or else all of them: describing takes as long as a part of an answer."""
    described = _Parser(
        prog="llm-selection",
        description="Choose a large language model for a written need, offline.",
        epilog="Exit codes: 0 answered, 1 nothing fits, 2 bad input, 3 a check found something.",
    )
    described.add_argument("--version", action="version", version=__version__)
    commands = described.add_subparsers(metavar="COMMAND", required=True)

    for name in [command] if command and command in _COMMANDS else _COMMANDS:
        _COMMANDS[name](commands)
    return described


def _add_recommend(commands: Any) -> None:
    recommend = commands.add_parser("recommend", help="rank the models that meet a need")
    _add_need(recommend)
    recommend.add_argument(
        "--sure",
        action="store_true",
        help="say how likely the first is best, what knowing more is worth, and which test to run",
    )
    recommend.add_argument(
        "--explain",
        action="store_true",
        help="say everything: facts of the first with their sources, all caveats and duties",
    )
    recommend.add_argument("--limit", metavar="N", type=int, default=5, help="places shown in text and Markdown (5)")
    recommend.add_argument(
        "--why-not",
        metavar="ID",
        action="append",
        default=[],
        help="say below the answer why a model or an offering isn't the first, and what would make it that; several times",
    )
    form = recommend.add_mutually_exclusive_group()
    form.add_argument("--markdown", action="store_true", help="print everything as Markdown, with links to the sources")
    form.add_argument("--json", action="store_true", help="print everything as JSON")
    recommend.set_defaults(command="_recommend.recommend")


def _add_portfolio(commands: Any) -> None:
    portfolio = commands.add_parser(
        "portfolio", help="print what two models do that the first alone doesn't, and what stands in when it fails"
    )
    _add_need(portfolio)
    portfolio.add_argument(
        "--check",
        metavar="KEY=VALUE,...",
        help="how well a failed answer is recognised: sensitivity=0.9,false_alarm=0.05,usd=0.001; by default perfectly, "
        "for nothing",
    )
    portfolio.add_argument("--json", action="store_true", help="print it as JSON")
    portfolio.set_defaults(command="_portfolio.portfolio")


def _add_need(command: ArgumentParser) -> None:
    """Let a command take a need."""
    command.add_argument(
        "task",
        nargs="?",
        metavar="NEED",
        help="one task, or several with commas; or a preset: see list tasks, list presets; or a TOML or JSON file",
    )
    command.add_argument("--use-case", metavar="FILE", help="read the need from a TOML or JSON file")
    _add_parts(command)


def _add_parts(command: ArgumentParser) -> None:
    """Let a command take what a need is made of beside its tasks."""
    command.add_argument("--license", metavar="KIND", help="closed, open-weight or open-source; one is a floor")
    command.add_argument("--min-context", metavar="N", help="context window in tokens, such as 200k")
    command.add_argument(
        "--require", metavar="KEY=VALUE", action="append", default=[], help="a requirement; see list requirements"
    )
    command.add_argument(
        "--forbid",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="a requirement that no option may meet, such as provider=azure; several times, each for itself",
    )
    _add_results(command)
    _add_workload(command)
    _add_hosting(command)
    _add_money(command)
    command.add_argument("--unknowns", choices=["set_aside", "include"], help="what happens to what can't be judged")
    command.add_argument("--on", metavar="DATE", help="the day asked about; by default today, or the data's if later")


def _add_money(command: ArgumentParser) -> None:
    """Let a command take what an error costs, what else has a price, and what is run today."""
    command.add_argument(
        "--error-cost",
        metavar="USD",
        help="what a piece of work costs that goes wrong, such as 0.50, or a range 0.2..2, or by task math=1,coding=5; "
        "quality-only ranks by quality whatever it costs",
    )
    command.add_argument(
        "--preferred-value", metavar="USD", help="what a preferred answer is worth, at tasks of preference; likewise"
    )
    command.add_argument(
        "--worth",
        metavar="KEY=USD",
        action="append",
        default=[],
        help="what else is worth how many dollars a month, such as open-weights=300 or region=eu=100",
    )
    command.add_argument("--today", metavar="MODEL", help="the model that you run today, to compare the answer with")
    command.add_argument(
        "--solved", metavar="SHARE", help="how much of the work it gets right, such as 0.9, as you guess"
    )


def _add_lock(commands: Any) -> None:
    lock = commands.add_parser("lock", help="decide, and write the decision to a file that check can check")
    lock.add_argument(
        "need", metavar="FILE|NEED", help="the need: a TOML or JSON file; or a task, several with commas, or a preset"
    )
    lock.add_argument(
        "--output", metavar="FILE", help="the file to write; by default beside that of the need, ending in .lock"
    )
    _add_moving(lock)
    _add_parts(lock)
    lock.set_defaults(command="_lock.lock")


def _add_moving(command: ArgumentParser) -> None:
    """Let a command take when a move pays."""
    command.add_argument(
        "--horizon",
        metavar="MONTHS",
        help="for how many months what a move saves is counted; by default the file's, or 12",
    )
    command.add_argument(
        "--switching",
        metavar="USD",
        help="what a move costs, in US dollars; by default the file's, or 480: a day's work",
    )


def _add_check(commands: Any) -> None:
    check = commands.add_parser("check", help="say what became of decisions; silent where there is nothing to report")
    check.add_argument("files", metavar="FILE", nargs="+", help="what lock wrote, such as need.lock")
    check.add_argument("--on", metavar="DATE", help="the day asked about; by default today, or the data's if later")
    check.add_argument(
        "--update", action="store_true", help="decide anew where something was found, and rewrite the file"
    )
    _add_moving(check)
    check.add_argument("--json", action="store_true", help="print everything as JSON")
    check.set_defaults(command="_check.check")


def _add_quality(commands: Any) -> None:
    quality = commands.add_parser("quality", help="print a model's quality with the results that moved it")
    quality.add_argument("model", metavar="MODEL", help="its id, or another name it is known by")
    quality.add_argument("task", nargs="?", metavar="TASK", help="one task; without it, all that can be ranked")
    quality.add_argument("--effort", metavar="EFFORT", help="how much it is asked to reason; else the highest measured")
    quality.add_argument("--benchmark", metavar="ID", help="print what it is expected to score there instead")
    _add_results(quality)
    quality.add_argument("--on", metavar="DATE", help="the day asked about: results published later don't count")
    quality.add_argument("--limit", metavar="N", type=int, default=10, help="results shown in text (10)")
    quality.add_argument("--json", action="store_true", help="print everything as JSON")
    quality.set_defaults(command="_quality.quality")


def _add_compare(commands: Any) -> None:
    comparison = commands.add_parser("compare", help="print models side by side, with who says so")
    comparison.add_argument("ids", metavar="ID", nargs="+", help="two or more: ids, or other names of models")
    comparison.add_argument("--kind", choices=["model", "offering"], default="model", help="what ID is (model)")
    comparison.add_argument("--all", action="store_true", help="print fields that don't differ too")
    _add_map(comparison, where="below")
    comparison.add_argument(
        "--on", metavar="DATE", help="the day of qualities and prices; by default today, or the data's if later"
    )
    comparison.add_argument("--json", action="store_true", help="print every field as JSON")
    comparison.set_defaults(command="_compare.compare")


def _add_map(command: ArgumentParser, *, where: str) -> None:
    """Let a command take a need, to print what each effort gives and costs there."""
    command.add_argument(
        "--need",
        metavar="NEED",
        help=f"print {where} what each effort of a model gives and costs at this: a task, several with commas, or a preset",
    )


def _add_cost(commands: Any) -> None:
    cost = commands.add_parser("cost", help="print what a workload costs a month, line by line")
    cost.add_argument("name", metavar="ID", help="a model, or one of its offerings; see list offerings")
    cost.add_argument("--at", metavar="PROVIDER", help="only offerings of this provider; self-hosted is your hardware")
    cost.add_argument("--effort", metavar="WORD", help="at this effort; by default at the model's own")
    cost.add_argument(
        "--need",
        metavar="NEED",
        help="say what a finished task costs, failures included: a task, several with commas, or a preset; its workload "
        "is taken where none is given",
    )
    _add_workload(cost)
    _add_hosting(cost)
    cost.add_argument(
        "--on", metavar="DATE", help="the day whose prices count; by default today, or the data's if later"
    )
    cost.add_argument("--limit", metavar="N", type=int, default=10, help="offerings shown in text (10)")
    cost.add_argument("--json", action="store_true", help="print everything as JSON")
    cost.set_defaults(command="_cost.cost")


def _add_size(commands: Any) -> None:
    size = commands.add_parser("size", help="print how large a model is, and what hardware holds it")
    size.add_argument("model", metavar="MODEL", help="its id, or another name it is known by")
    size.add_argument("--on", metavar="ACCELERATOR", help="how many of these hold it, and how fast it is there")
    size.add_argument(
        "--context", metavar="N", default="8192", help="tokens of each sequence, such as 32k (8192), up to 1B"
    )
    size.add_argument("--batch", metavar="N", default="1", help="sequences at once (1), up to 1M")
    size.add_argument("--precision", metavar="P", help="number format of the weights; by default the released one")
    size.add_argument("--json", action="store_true", help="print it as JSON, in bytes and seconds")
    size.set_defaults(command="_size.size")


def _add_tokens(commands: Any) -> None:
    tokens = commands.add_parser(
        "tokens", help="print how many tokens a model reasons with, by kind of work and effort"
    )
    tokens.add_argument("model", metavar="MODEL", help="its id, or another name it is known by")
    tokens.add_argument("--json", action="store_true", help="print it as JSON")
    tokens.set_defaults(command="_tokens.tokens")


def _add_break_even(commands: Any) -> None:
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
    crossing.add_argument("--json", action="store_true", help="print everything as JSON")
    crossing.set_defaults(command="_break_even.break_even")


def _add_scan(commands: Any) -> None:
    scan = commands.add_parser("scan", help="report retired, retiring and moving models that a code base names")
    scan.add_argument("paths", metavar="PATH", nargs="+", help="files and folders; folders with all that is in them")
    scan.add_argument("--on", metavar="DATE", help="the day asked about; by default today, or the data's if later")
    scan.add_argument("--within", metavar="DAYS", type=int, help="how many days ahead an end is reported (90)")
    scan.add_argument(
        "--fail-on",
        metavar="KIND,...",
        help="what exit code 3 is for: retired, retiring, deprecated, dropped (these by default), moving, superseded, unlisted …",
    )
    scan.add_argument("--ignore", metavar="ID", action="append", default=[], help="an id not to report; several times")
    scan.add_argument(
        "--exclude", metavar="GLOB", action="append", default=[], help="paths not to read, as tests/*; several times"
    )
    scan.add_argument("--all", action="store_true", help="report every id found, healthy and unlisted ones too")
    form = scan.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print it as JSON")
    form.add_argument("--sarif", action="store_true", help="print it as SARIF 2.1.0, for code hosts and editors")
    scan.set_defaults(command="_scan.scan")


def _add_workload(command: ArgumentParser) -> None:
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
        help="host models on this, with utilization=0.4, and perhaps usd_per_hour=2.5, precision=fp8, accelerators=8, "
        "region=eu; several times; see list accelerators",
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


def _add_show(commands: Any) -> None:
    show = commands.add_parser(
        "show",
        help="print every fact of a model, offering, provider, developer, license or benchmark, with its evidence; or a "
        "preset as a use-case file, with its reasons",
    )
    show.add_argument("id", metavar="ID", help="an id, another name of a model, or a preset; see list")
    show.add_argument("--kind", choices=[*KINDS, "preset"], help="what ID is, where two things are called the same")
    _add_map(show, where="instead")
    show.add_argument("--json", action="store_true", help="print it as JSON")
    show.set_defaults(command="_show.show")


def _add_list(commands: Any) -> None:
    listing = commands.add_parser("list", help="list what there is")
    listing.add_argument("what", nargs="?", default="models", choices=LISTED, help="of which kind (models)")
    listing.add_argument("--within", metavar="DAYS", type=int, help="for retiring: how many days to look ahead (90)")
    listing.add_argument("--match", metavar="TEXT", default="", help="only lines with this text")
    listing.add_argument("--json", action="store_true", help="print it as JSON")
    listing.set_defaults(command="_list.list_")


def _add_registry(commands: Any) -> None:
    registry = commands.add_parser("registry", help="inspect or build a registry").add_subparsers(
        metavar="COMMAND", required=True
    )
    info = registry.add_parser("info", help="print versions, digest and counts")
    info.add_argument("--json", action="store_true", help="print it as JSON")
    info.set_defaults(command="_registry_info.info")
    audit = registry.add_parser("audit", help="print what overlays add and write over, by origin")
    audit.add_argument(
        "folders",
        metavar="DIR",
        nargs="*",
        help="folders with overlays, put on top of the installed ones, in place of those of the same name",
    )
    audit.add_argument("--json", action="store_true", help="print it as JSON")
    audit.set_defaults(command="_registry_audit.audit")
    diff = registry.add_parser("diff", help="print what changed between two registries, or two days")
    for name, what in (("before", "the one"), ("after", "the other")):
        diff.add_argument(
            name, metavar=name.upper(), help=f"{what}: bundled, installed, a day such as 2026-06-01, or a folder"
        )
    diff.add_argument("--limit", metavar="N", type=int, default=20, help="lines shown of each effect in text (20)")
    form = diff.add_mutually_exclusive_group()
    form.add_argument("--markdown", action="store_true", help="print everything as Markdown")
    form.add_argument("--json", action="store_true", help="print everything as JSON")
    diff.set_defaults(command="_registry_diff.diff")
    build = registry.add_parser("build", help="compile a folder of TOML and CSV files")
    build.add_argument("folder", metavar="DIR", help="a registry's sources, or an overlay with its overlay.toml")
    build.add_argument("--output", metavar="DIR", help="write the compiled registry there; without it, only check")
    build.set_defaults(command="_registry_build.build")


def _add_ask(commands: Any) -> None:
    ask = commands.add_parser(
        "ask",
        help="ask what you need, answer it, and write it down as a file and as a command; Ctrl-C keeps what was said",
    )
    ask.add_argument("--output", metavar="FILE", help="the file to write; by default it is asked for: need.toml")
    ask.add_argument("--force", action="store_true", help="write over a file that is there without asking")
    ask.set_defaults(command="_ask.ask")


def _add_completion(commands: Any) -> None:
    completion = commands.add_parser(
        "completion",
        help="print a script with which a shell completes commands, options and names",
        formatter_class=RawDescriptionHelpFormatter,
        epilog="""each shell reads it from a file of its own:
  bash  ~/.local/share/bash-completion/completions/llm-selection
  fish  ~/.config/fish/completions/llm-selection.fish
  zsh   _llm-selection in a folder of $fpath, before compinit runs

So: llm-selection completion fish > ~/.config/fish/completions/llm-selection.fish
and again after an upgrade. Where the package bash-completion isn't installed,
have ~/.bashrc say: source <(llm-selection completion bash)""",
    )
    completion.add_argument("shell", metavar="SHELL", choices=SHELLS, help=f"one of {', '.join(SHELLS)}")
    completion.set_defaults(command="_completion.completion")


_COMMANDS: Mapping[str, Callable[[Any], None]] = {
    "recommend": _add_recommend,
    "ask": _add_ask,
    "portfolio": _add_portfolio,
    "lock": _add_lock,
    "check": _add_check,
    "quality": _add_quality,
    "cost": _add_cost,
    "size": _add_size,
    "tokens": _add_tokens,
    "break-even": _add_break_even,
    "show": _add_show,
    "compare": _add_compare,
    "list": _add_list,
    "scan": _add_scan,
    "registry": _add_registry,
    "completion": _add_completion,
}
"""What describes each command, in order of the help."""
