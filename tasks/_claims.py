"""Claims: what an article says, what stands against it, and how the registry records the matter, as lines of a page."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from datetime import date
from enum import StrEnum
from fnmatch import fnmatchcase
from itertools import groupby
from pathlib import Path
from typing import Any

from llm_selection.domain.evidence import Agreement, Evidence, Status
from llm_selection.domain.models import Model, Route, license_kind
from llm_selection.presentation.record_report import Standing, evidence_of, in_words, standing
from llm_selection.registry import Registry

__all__ = [
    "ARTICLE",
    "CLAIMS",
    "WORDING",
    "Claim",
    "Conclusion",
    "claims_page",
    "on_the_articles_word",
    "read_claims",
    "recorded",
    "refuted",
]

CLAIMS = Path(__file__).parent / "claims.toml"
"""The joined claims, by `import_claims.py`."""
WORDING = Path(__file__).parent / "claim_wording.toml"
"""Our words for each claim, by people."""
ARTICLE = "https://youssefh.substack.com/p/large-language-model-selection-masterclass"
"""The article, of the end of 2025."""

_LICENSE_KIND = "license_kind"
"""The one word after a model that is no field: it is computed."""
_NOTHING = (Standing.UNKNOWN, Standing.UNDISCLOSED, Standing.NONE_RECORDED)


class Conclusion(StrEnum):
    """What primary sources make of a claim."""

    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    UNDISCLOSED = "undisclosed"
    """Nobody in a position to know has said."""
    OUTDATED = "outdated"
    """Right, or nearly, when it was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """
    One claim of the article.

    Attributes:
        id: Of the checked table.
        topic: What it is about.
        verdict: What primary sources make of it.
        status: How firmly that is known.
        checked: The day it was checked.
        url: What states it; ``None`` for a definition.
        read_via: The copy that was read.
        article: What the article says, in our words.
        found: What primary sources say, in our words.
        limit: What the verdict doesn't cover.
        records: What of the registry is about it: a pattern of model ids and a field, or a pattern alone.
        never: What no record may say: a pattern of model ids, a field and a value.
        unrecorded: Why it is no fact of a record.
    """

    id: str
    topic: str
    verdict: Conclusion
    status: Status
    checked: date
    url: str | None = None
    read_via: str | None = None
    article: str
    found: str
    limit: str | None = None
    records: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    unrecorded: str | None = None


def read_claims(path: Path = CLAIMS) -> list[Claim]:
    """
    Read the claims.

    Raises:
        TypeError: A claim has a key that isn't known, or lacks one.
        ValueError: A verdict or status isn't known, or a claim doesn't say how the registry records it, or how what isn't so is kept out.
    """
    claims = []
    for key, table in tomllib.loads(path.read_text(encoding="utf-8")).items():
        given: dict[str, Any] = {
            **table,
            "verdict": Conclusion(table["verdict"]),
            "status": Status(table["status"]),
            "records": tuple(table.get("records", ())),
            "never": tuple(table.get("never", ())),
        }
        claim = Claim(id=key, **given)
        if not claim.records and claim.unrecorded is None:
            raise ValueError(f"{key}: name records, or say why it is unrecorded")
        if claim.verdict is not Conclusion.CONFIRMED and not claim.never and claim.unrecorded is None:
            raise ValueError(f"{key}: {claim.verdict}; name what is never recorded, or say why it is unrecorded")
        claims.append(claim)
    return claims


# What the registry says


def recorded(registry: Registry, reference: str) -> str:
    """
    Say what the registry records under a *reference*, such as ``openai/gpt-5* architecture``, with status and day.

    One model is shown by its value, several by how many have which. Models that aren't in the registry are said not to be.
    """
    pattern, _, name = reference.partition(" ")
    models = _matching(registry, pattern)
    shown = f"`{pattern}`" if name or pattern != "*" else "all"
    if not models:
        return f"{shown}: not in the registry"
    if not name:
        return f"{shown}: {len(models):,} models, as of {registry.date}"
    field = "license kind, computed" if name == _LICENSE_KIND else name.replace("_", " ").replace(".", ", ")
    if len(models) == 1:
        values, evidence = _reading(registry, models[0], name)
        return f"`{models[0].id}` {field}: {'; '.join(values)}{_said(values, evidence)}"
    return f"{shown} {field}: {_tally(registry, models, name)}"


def _matching(registry: Registry, pattern: str) -> list[Model]:
    """Return the models whose ids fit a pattern, in order."""
    return [registry.models[key] for key in registry.models if fnmatchcase(key, pattern)]


def _reading(registry: Registry, model: Model, name: str) -> tuple[list[str], Evidence | None]:
    """
    Say what a field holds, each item of a list apart, and who says so.

    Where it holds nothing: how the registry stands to it; of what is unknown there is no evidence.
    """
    if name == _LICENSE_KIND:
        kind = license_kind(model, None if model.license is None else registry.licenses[model.license])
        return [kind or Standing.UNKNOWN], None
    whole, _, part = name.partition(".")
    word = standing(model, whole)
    value = getattr(model, whole)
    if part and word is Standing.KNOWN:
        # A dense model has no experts to count.
        word = standing(model, name) if hasattr(value, part) else Standing.UNKNOWN
        value = getattr(value, part, None)
    if word is not Standing.KNOWN:
        return [word], model.evidence[name] if word is Standing.UNDISCLOSED else None
    items = sorted(value) if isinstance(value, frozenset) else value if isinstance(value, tuple) else (value,)
    return list(dict.fromkeys(map(_item, items))), model.evidence[name]


def _item(value: Any) -> str:
    """Say one value; of a group of facts only what kind it is."""
    if isinstance(value, Route):
        return f"{value.role} ({value.model or 'not published'})"
    if is_dataclass(value):
        word: str | None = getattr(value, "kind", None) or getattr(value, "method", None)
        if word is None:
            raise ValueError(f"name a part of {type(value).__name__}, not the whole")
        return str(word)
    if isinstance(value, date):
        return value.isoformat()
    return in_words(value if isinstance(value, bool | int) else str(value))


def _said(values: Iterable[str], evidence: Evidence | None) -> str:
    """Say how firmly a value is known, since when, and whether sources disagree."""
    if evidence is None:
        return ""
    words = [evidence.status.value, evidence.as_of.isoformat()]
    if evidence.agreement is Agreement.DISPUTED:
        words.append("disputed")
    return f" ({', '.join(word for word in words if word not in values)})"


def _tally(registry: Registry, models: Iterable[Model], name: str) -> str:
    """Count models by value, the most frequent first and what isn't known last, with the statuses they rest on."""
    counts: Counter[str] = Counter()
    statuses: dict[str, Counter[str]] = {}
    for model in models:
        values, evidence = _reading(registry, model, name)
        counts.update(values)
        for value in values:
            if evidence is not None and value not in _NOTHING:
                statuses.setdefault(value, Counter())[evidence.status] += 1
    order = sorted(counts, key=lambda value: (value in _NOTHING, -counts[value], value))
    return ", ".join(f"{counts[value]:,} × {value}{_by_status(statuses.get(value, Counter()))}" for value in order)


def _by_status(statuses: Counter[str]) -> str:
    """Say on which statuses a count rests: one word, or how many on each."""
    if len(statuses) <= 1:
        return "".join(f" ({status})" for status in statuses)
    return f" ({', '.join(f'{statuses[status]} {status}' for status in Status if statuses[status])})"


# What it mustn't say


def refuted(registry: Registry, claims: Iterable[Claim]) -> list[str]:
    """
    Return the records that hold what a claim says and primary sources don't.

    What nobody disclosed may stand there as claimed; what is contradicted or outdated mayn't stand there at all.
    """
    found = []
    for claim in claims:
        for reference in claim.never:
            pattern, name, wrong = reference.split(maxsplit=2)
            for model in _matching(registry, pattern):
                values, evidence = _reading(registry, model, name)
                claimed = evidence is not None and evidence.status is Status.CLAIMED
                if claimed and claim.verdict is Conclusion.UNDISCLOSED:
                    continue
                if any(fnmatchcase(value, wrong) for value in values if value not in _NOTHING):
                    found.append(f"{model.id} {name}: {wrong} ({claim.id})")
    return found


def on_the_articles_word(registry: Registry) -> list[str]:
    """Return the records, and the results, that rest on the article without saying that it is a claim."""
    found = []
    for section in ("models", "offerings", "providers", "developers", "licenses", "benchmarks"):
        for record in getattr(registry, section).values():
            found += [
                f"{section}: {record.id}"
                for item in evidence_of(record)
                if item.status is not Status.CLAIMED
                and _cites_the_article(item.url, item.read_via, registry.sources[item.source].url)
            ]
    for results in registry.results.values():
        found += [
            f"results: {result.model} on {result.benchmark}"
            for result in results
            if _cites_the_article(result.url, registry.sources[result.source].url)
        ]
    return found


def _cites_the_article(*places: str | None) -> bool:
    """Say whether one of the places is the article."""
    address = ARTICLE.partition("//")[2]
    return any(place and (address in place or "seed article" in place) for place in places)


# The page

_INTRODUCTION = f"""\
# An article's claims, checked

After this page you know which statements of one well-known article on choosing a language model hold, and what the registry records in their place.

The article is the [Large Language Model Selection Masterclass]({ARTICLE}), of the end of 2025.
Its claims stand here in our words, beside what primary sources say, as checked on {{checked}}.
That a claim has become outdated since is no fault of its author.

The last column is read from data {{version}} of {{date}} by `tasks/pages.py`, so it can't say anything else than the registry does.
A pattern such as `openai/gpt-5*` stands for every model whose id fits, and `3 × dense` for three of them.

A claim doesn't become a fact by being repeated.
The registry takes it over only from whoever is in a position to know, or from a third party that is named, and with that status; on the article's word alone it would have to stand there as *claimed*.
What is contradicted or outdated isn't recorded at all.
A test holds all three, and `tasks/check_data.py` refuses data that breaks them.
"""

_VERDICTS: Mapping[Conclusion, str] = {
    Conclusion.CONFIRMED: "primary sources say so too",
    Conclusion.CONTRADICTED: "they say something else, at least of some of the models meant",
    Conclusion.UNDISCLOSED: "nobody in a position to know has said",
    Conclusion.OUTDATED: "it was right, or nearly, when it was written",
}

_STATUSES = """\
Behind each finding stands how firmly it is known: *documented* by the developer or the text itself, *reported* by a third party, *claimed* from memory or by the article alone.
Many documents were read in copies or through others who quote them; `read via` names those, and makes a *documented* one step weaker.
"""


def claims_page(registry: Registry, claims: Iterable[Claim]) -> Iterator[str]:
    """Yield the lines of the page on claims."""
    claims = list(claims)
    days = sorted({claim.checked for claim in claims})
    yield _INTRODUCTION.format(
        checked=" to ".join(map(str, dict.fromkeys((days[0], days[-1])))), version=registry.version, date=registry.date
    )
    counts = Counter(claim.verdict for claim in claims)
    yield "| verdict | claims | meaning |"
    yield "| --- | ---: | --- |"
    for verdict, meaning in _VERDICTS.items():
        yield f"| {verdict} | {counts[verdict]} | {meaning} |"
    yield ""
    yield _STATUSES
    for topic, group in groupby(claims, key=lambda claim: claim.topic):
        yield f"## {topic.capitalize()}"
        yield ""
        yield "| | the article says | primary sources say | verdict | the registry records |"
        yield "| --- | --- | --- | --- | --- |"
        for claim in group:
            cells = [claim.id, claim.article, _finding(claim), _verdict(claim), _records(registry, claim)]
            yield f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
        yield ""


def _finding(claim: Claim) -> str:
    """Say what primary sources say, and who."""
    source = f"[source]({claim.url})" if claim.url else ""
    via = f"read via {claim.read_via}" if claim.read_via else ""
    return f"{claim.found} *{', '.join(part for part in (claim.status, source, via) if part)}*"


def _verdict(claim: Claim) -> str:
    """Say the verdict and its limit."""
    return f"**{claim.verdict}**" + (f" {claim.limit}" if claim.limit else "")


def _records(registry: Registry, claim: Claim) -> str:
    """Say what the registry records, and what it doesn't."""
    lines = [recorded(registry, reference) for reference in claim.records]
    if claim.unrecorded:
        lines.append(f"not recorded: {claim.unrecorded}")
    return "<br>".join(lines)
