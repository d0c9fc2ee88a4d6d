"""Ids of other libraries: what each is asked, what it made of it, and how that is judged and counted."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from llm_selection.domain.identity import Library
from llm_selection.registry import Registry
from registry_tools.upstream.providers import PROVIDERS, litellm_prefix

__all__ = [
    "NO_NETWORK",
    "Asked",
    "Checked",
    "Found",
    "NetworkError",
    "Outcome",
    "Resolve",
    "asked_of",
    "by_provider",
    "faults",
    "judge",
    "names_of",
    "outcomes",
]


NO_NETWORK = "no network while ids are checked"


class NetworkError(RuntimeError):
    """Something would have left this machine."""


class Outcome(StrEnum):
    """What became of an id."""

    LISTED = "accepted, listed"
    ACCEPTED = "accepted, not listed"
    ASKS = "asks the provider first"
    ELSEWHERE = "leads elsewhere"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    An id to check.

    Attributes:
        owner: The offering or model that is called so.
        provider: Ours; the developer, where a model is called so.
        text: What the library is given.
        sent: What it should send to the provider as the name of the model.
    """

    library: Library
    owner: str
    provider: str
    text: str
    sent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """
    What a library made of an id.

    Attributes:
        provider: As the library calls it.
        sent: The name of the model that it sends to the provider.
        listed: Whether a list of the library's own has the id.
        through: What serves it there: a class, a host.
    """

    provider: str
    sent: str
    listed: bool
    through: str = ""


Resolve = Callable[[str], Found]
"""Ask a library about an id; whatever it raises is a refusal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """
    A judged id.

    Attributes:
        reason: Why it is refused, where it leads, or how the name is spelled that is sent.
        through: What serves it.
    """

    asked: Asked
    outcome: Outcome
    reason: str = ""
    through: str = ""


_LITELLM_MORE = {"amazon-bedrock": frozenset({"bedrock"})}
_OTHER_DOORS = {
    "amazon-bedrock": frozenset({"bedrock-mantle", "bedrock_mantle_openai", "bedrock_mantle_anthropic"}),
    "google-vertex": frozenset({"google_anthropic_vertex"}),
}
"""More names of a provider, for models that are reached there another way."""


def asked_of(registry: Registry, library: Library) -> Iterator[Asked]:
    """Yield what offerings, then models, are called there."""
    for offering in registry.offerings.values():
        if text := offering.ids.get(library):
            yield Asked(
                library=library, owner=offering.id, provider=offering.provider, text=text, sent=offering.native_id
            )
    for model in registry.models.values():
        if text := model.ids.get(library):
            yield Asked(library=library, owner=model.id, provider=model.id.partition("/")[0], text=text, sent=text)


def names_of(library: Library) -> Mapping[str, frozenset[str]]:
    """Return what a library that takes ids may call each of our providers."""
    found: dict[str, frozenset[str]] = {}
    for item in PROVIDERS:
        if library is Library.LITELLM:
            # Its map tells kinds of models at Vertex and Bedrock apart, its router doesn't.
            names = {litellm_prefix(item), *item.litellm, *_LITELLM_MORE.get(item.id, ())}
        else:
            names = {item.pydantic_ai if library is Library.PYDANTIC_AI else item.langchain}
            names |= _OTHER_DOORS.get(item.id, frozenset())
        found[item.id] = frozenset(name for name in names if name)
    return found


def judge(asked: Asked, resolve: Resolve, names: frozenset[str]) -> Checked:
    """Ask, and say what became of it; *names* are those that the library may call the provider."""
    try:
        found = resolve(asked.text)
    except Exception as error:  # noqa: BLE001 - whatever a library raises is its refusal
        said = f"{type(error).__name__}: {' '.join(str(error).split())}"
        outcome = Outcome.ASKS if _by_network(error) else Outcome.REFUSED
        return Checked(asked=asked, outcome=outcome, reason=said[:300])
    outcome, reason = _judged(asked, found, names)
    return Checked(asked=asked, outcome=outcome, reason=reason, through=found.through)


def _judged(asked: Asked, found: Found, names: frozenset[str]) -> tuple[Outcome, str]:
    """Judge what was found; another case is another spelling of the same name."""
    if found.provider not in names:
        return Outcome.ELSEWHERE, f"to {found.provider}"
    if found.sent.casefold() != asked.sent.casefold():
        return Outcome.ELSEWHERE, f"sends {found.sent}"
    spelling = "" if found.sent == asked.sent else f"sent as {found.sent}"
    return (Outcome.LISTED if found.listed else Outcome.ACCEPTED), spelling


def _by_network(error: BaseException | None) -> bool:
    """Say whether an error comes from the network that isn't there."""
    while error is not None:
        # Some libraries keep the text alone.
        if isinstance(error, NetworkError) or NO_NETWORK in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def by_provider(checked: Iterable[Checked]) -> Iterator[str]:
    """Yield a table of outcomes by provider, with what serves its ids."""
    found: dict[str, list[Checked]] = {}
    for item in checked:
        found.setdefault(item.asked.provider, []).append(item)
    yield f"| provider | ids | {' | '.join(Outcome)} | through |"
    yield f"| --- | ---: | {' | '.join('---:' for _ in Outcome)} | --- |"
    for provider, items in sorted(found.items()):
        through = ", ".join(sorted({item.through for item in items if item.through}))
        yield f"| {provider} | {outcomes(items)} | {through} |"


def outcomes(checked: Iterable[Checked]) -> str:
    """Return the cells of a table: how many, and how many of each outcome."""
    found = Counter(item.outcome for item in checked)
    return " | ".join(f"{count:,}" for count in (found.total(), *(found[outcome] for outcome in Outcome)))


def faults(checked: Iterable[Checked]) -> Iterator[str]:
    """Yield a line for each id that isn't simply accepted, or that is sent in another spelling."""
    for item in checked:
        if item.reason:
            yield f"- `{item.asked.text}` of `{item.asked.owner}`, {item.outcome}: {item.reason}"
