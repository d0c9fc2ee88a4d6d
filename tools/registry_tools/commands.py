"""The commands of ``registry-tools``: one table, and the call of the module behind each."""

import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import NamedTuple

from registry_tools.places import DATA

__all__ = ["COMMANDS", "Command", "main"]


class Command(NamedTuple):
    """
    One thing that a maintainer can do.

    Attributes:
        module: Where its ``main`` is, below ``registry_tools``; it is imported when the command is called.
        sentence: What the command does.
    """

    module: str
    sentence: str


COMMANDS: Mapping[str, Command] = {
    "refresh": Command(
        "release.refresh", "Download the pinned catalogues, import everything, fit, and replace the data."
    ),
    "collect past-prices": Command(
        "release.past_prices", "Read what things cost from older versions of catalogues, into collected tables."
    ),
    "accept": Command("merging.drafts", "Take a name that no model has into the table of names."),
    "import models": Command("merging.models", "Write data/models and data/developers.toml."),
    "import model-sizes": Command(
        "merging.model_sizes", "Write what models' configurations say of their sizes into data/models."
    ),
    "import offerings": Command("merging.offerings", "Write data/offerings and data/providers.toml."),
    "import results": Command("merging.results", "Write data/results and data/benchmarks.toml."),
    "import output-tokens": Command("merging.output_tokens", "Write data/tokens: what models put out on benchmarks."),
    "import hardware": Command("merging.hardware", "Write data/hardware: accelerators and what renting them costs."),
    "fit quality": Command("fitting.quality", "Fit abilities and benchmarks to the results, into data/calibration."),
    "fit output-tokens": Command(
        "fitting.output_tokens", "Fit how many tokens models reason with, into data/calibration/tokens.csv."
    ),
    "check data": Command("checks.data", "Check the data as a whole and count it."),
    "check names": Command("checks.names", "Check the table of names, and list the names that join to no model."),
    "check examples": Command("checks.examples", "Check the types of the Python examples in README and docs."),
    "pages": Command("pages.all_pages", "Write the pages that are made from code or data."),
    "release check": Command(
        "release.distributions", "Build the two distributions twice, check what is in them, and try them."
    ),
    "release data-distribution": Command(
        "release.data_distribution", "Write the project of the data-only distribution llm-selection-data."
    ),
    "freeze-market": Command("checks.frozen_market", "Freeze a part of the registry for the golden decisions."),
    "evaluate quality": Command(
        "research.quality.evaluation", "Measure how well qualities predict results they haven't seen."
    ),
    "evaluate advice": Command("research.advice.replay", "Replay past decisions, and judge them by what came later."),
    "evaluate cascades": Command("research.cascades", "Measure when a cascade of two models is worth it, in dollars."),
    "evaluate choosing": Command("research.choosing", "Measure what qualities say of common advice on choosing."),
    "evaluate dollars": Command(
        "research.dollars",
        "Measure dollars a task beside those that benchmarks printed, into docs/measurements/dollars.md.",
    ),
    "evaluate facts": Command("research.facts", "Draw facts by a seed, and count what a reader said of them."),
    "evaluate efforts": Command(
        "research.quality.efforts",
        "Measure how well quality at an effort is foretold, into docs/measurements/efforts.md.",
    ),
    "evaluate fine-tunes": Command(
        "research.quality.fine_tunes", "Measure how far fine-tuning moves a model's general ability."
    ),
    "evaluate id-joining": Command("research.id_joining", "Measure how well ids are joined to models."),
    "evaluate tokens": Command(
        "research.tokens", "Measure how well reasoning tokens are predicted that were left out."
    ),
    "evaluate scan": Command("research.scan", "Measure what a scan of a code base finds, and how fast it reads."),
    "compare costs": Command("research.costs", "Compare the costs of requests with genai-prices and model-prices."),
    "compare prices": Command("research.prices", "Compare the developers' own prices with model-prices, day by day."),
    "compare past-prices": Command(
        "research.past_prices", "Compare the prices of past days with what LiteLLM gave on these days."
    ),
    "compare leaderboards": Command("research.quality.leaderboards", "Compare qualities with public leaderboards."),
    "compare interop": Command("research.interop.comparison", "Give our ids to LiteLLM, pydantic-ai and LangChain."),
    "compare sizes": Command(
        "research.sizes.comparison", "Compare sizes and speeds of hosting with real classes and measurements."
    ),
    "benchmark": Command("research.speed.benchmark", "Measure how long a user waits, beside other packages."),
    "fuzz": Command("research.fuzzing.fuzz", "Give every reader of the library wrong inputs, by the hundred thousand."),
}
"""Every command by its name; of two words the first names a group."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that *arguments* begin with, and return its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    program, commands = "registry-tools", COMMANDS
    if words:
        group = {
            name.partition(" ")[2]: command for name, command in COMMANDS.items() if name.startswith(f"{words[0]} ")
        }
        if group:
            program, commands = f"{program} {words.pop(0)}", group
    parser = ArgumentParser(
        prog=program, description="Bring the registry up to date, check it, measure how good it is."
    )
    choices = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, command in commands.items():
        choices.add_parser(name, help=command.sentence, add_help=False)
    chosen, rest = parser.parse_known_args(words)
    if not DATA.exists():
        parser.error(f"there is no {DATA}: install tools/ with pip's --editable, in a clone of the repository")
    code: int | None = import_module(f"registry_tools.{commands[chosen.command].module}").main(rest)
    return code or 0
