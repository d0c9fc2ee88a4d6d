"""
Drafts: names that catalogues list of developers we know, and that no model has yet; what is new is among them.

    registry-tools accept MODEL [--as MODEL]

Each refresh writes them into ``tools/inputs/drafts.csv``, those first that a developer sells itself, then by how many
providers list them. ``accept`` puts one into ``names.csv``, as a model of its own or as another name of one; the next refresh
imports it. What nobody accepts stays a draft: an alias that moves, a model of speech, a retired one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from llm_selection.domain.offerings import ProviderKind
from registry_tools.arguments import command_parser
from registry_tools.merging import model_names
from registry_tools.places import INPUTS
from registry_tools.tables import read_rows, write_rows
from registry_tools.upstream.listings import Listing
from registry_tools.upstream.providers import PROVIDERS

__all__ = ["DRAFTS", "Draft", "accept", "drafts_of", "main", "read_drafts", "report", "write_drafts"]

DRAFTS = INPUTS / "drafts.csv"
NAMES = INPUTS / "names.csv"

_HEAD = "model own_api providers listed ids"
_EXAMPLES = 3
_TOLD = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """
    A name that may be a model.

    Attributes:
        model: The id that it would have: its developer and its shortest name.
        own_api: Whether its developer lists it at an API of its own.
        providers: How many list it.
        listed: The newest day of a catalogue that does.
        ids: Some of the providers' ids, with the provider before each.
    """

    model: str
    own_api: bool
    providers: int
    listed: date
    ids: tuple[str, ...]


def drafts_of(listings: Iterable[Listing], names: model_names.Names) -> list[Draft]:
    """Return what no name rule knows, the most important first; spellings of one name are one draft."""
    providers = {provider.id: provider for provider in PROVIDERS}
    found: dict[tuple[str, str], list[tuple[str, Listing]]] = defaultdict(list)
    for listing in listings:
        own = providers[listing.provider].developer
        unknown = model_names.unknown_name(listing.provider, listing.native_id, names, own_developer=own)
        if unknown is not None:
            developer, name = unknown
            found[developer, model_names.name_key(name)].append((name, listing))
    drafts = []
    for (developer, _), rows in found.items():
        spellings = Counter(name for name, _ in rows)
        listed_by = {listing.provider for _, listing in rows}
        drafts.append(
            Draft(
                model=f"{developer}/{min(spellings, key=lambda name: (-spellings[name], name))}",
                own_api=any(
                    providers[key].developer == developer and providers[key].kind is ProviderKind.DEVELOPER
                    for key in listed_by
                ),
                providers=len(listed_by),
                listed=max(listing.evidence.as_of for _, listing in rows),
                ids=tuple(sorted({f"{listing.provider}/{listing.native_id}" for _, listing in rows})[:_EXAMPLES]),
            )
        )
    return sorted(drafts, key=lambda draft: (not draft.own_api, -draft.providers, draft.model))


def write_drafts(path: Path, drafts: Iterable[Draft]) -> None:
    """Write the table of drafts."""
    rows = ([one.model, "yes" if one.own_api else "no", one.providers, one.listed, " ".join(one.ids)] for one in drafts)
    write_rows(path, _HEAD, rows)


def read_drafts(path: Path) -> list[Draft]:
    """Read the table of drafts; without a file there are none."""
    return [
        Draft(
            model=row["model"],
            own_api=row["own_api"] == "yes",
            providers=int(row["providers"]),
            listed=date.fromisoformat(row["listed"]),
            ids=tuple(row["ids"].split()),
        )
        for row in (read_rows(path) if path.exists() else ())
    ]


def report(before: Iterable[Draft], now: Sequence[Draft]) -> list[str]:
    """Say which names are new, those first that developers sell themselves: a flagship would be among these."""
    known = {draft.model for draft in before}
    new = [draft for draft in now if draft.model not in known]
    own = sum(draft.own_api for draft in new)
    lines = [f"{len(now)} names that no model has, {len(new)} of them new, {own} of these at their developer's own API"]
    lines += [f"  {one.model}, listed by {one.providers}: {', '.join(one.ids)}" for one in new[:_TOLD]]
    return [*lines, *(["  registry-tools accept MODEL takes one in"] if new else [])]


def accept(draft: str, names: Path, drafts: Path, *, model: str | None = None) -> str:
    """
    Put a draft into the table of names, and return the line.

    Args:
        draft: Its id in the table of drafts.
        names: The table of names.
        drafts: The table of drafts.
        model: The model that it is another name of; by default one of its own.

    Raises:
        SystemExit: It is a name already, no draft, or to be a name of a model that there isn't.
    """
    table = {row["name"]: row["model"] for row in read_rows(names)}
    there = [one.model for one in read_drafts(drafts)]
    if draft in table:
        raise SystemExit(f"{draft} is in {names.name} already: it means {table[draft]}")
    if draft not in there:
        near = ", ".join(get_close_matches(draft, there, 3))
        raise SystemExit(f"{draft} isn't a draft{f'; nearest: {near}' if near else ''}; {drafts.name} has them all")
    if model is not None and model not in table.values():
        raise SystemExit(f"{model} isn't a model in {names.name}")
    table[draft] = model or draft
    write_rows(names, "name model", sorted(table.items()))
    return f"{draft},{table[draft]}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Accept a draft."""
    parser = command_parser("accept", __doc__)
    parser.add_argument("model", metavar="MODEL", help="a model of drafts.csv")
    parser.add_argument("--as", dest="meant", metavar="MODEL", help="the model that it is another name of")
    parser.add_argument("--names", type=Path, default=NAMES)
    parser.add_argument("--drafts", type=Path, default=DRAFTS)
    options = parser.parse_args(arguments)
    line = accept(options.model, options.names, options.drafts, model=options.meant)
    print(f"{line} is in {options.names.name}; registry-tools refresh imports it")
