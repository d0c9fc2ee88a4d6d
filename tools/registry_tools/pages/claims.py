"""The page on claims: what an article says, what primary sources say, and what the registry records."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from llm_selection.registry import Registry
from registry_tools.checks.claims import ARTICLE, POST, TALK, Claim, Conclusion, recorded

__all__ = ["claims_page"]

_INTRODUCTION = f"""\
# An article's claims, checked

After this page you know which statements of one well-known article on choosing a language model hold, and what the registry records in their place.

The article is the [Large Language Model Selection Masterclass]({ARTICLE}), of the end of 2025.
Its claims stand here in our words, beside what primary sources say, as checked on {{checked}}.
That a claim has become outdated since is no fault of its author.

Most of the article is for paying readers. What could be read tells what makes models different, and of choosing between them little but its opening.
Its author's [talk]({TALK}) of the same title names [a post]({POST}) that inspired it: claims marked *(Post)* are that post's, and what the article makes of them isn't known here.
Who is best at what, nobody but results can say: claims on choosing are judged by the registry's own estimates of today, those of named models among the models released by the article's day, as `registry-tools evaluate choosing` prints them.

The last column is read from data {{version}} of {{date}} by `registry-tools pages`, so it can't say anything else than the registry does.
A pattern such as `openai/gpt-5*` stands for every model whose id fits, and `3 × dense` for three of them.

A claim doesn't become a fact by being repeated.
The registry takes it over only from whoever is in a position to know, or from a third party that is named, and with that status; on the article's word alone it would have to stand there as *claimed*.
What is contradicted or outdated isn't recorded at all.
A test holds all three, and `registry-tools check data` refuses data that breaks them.
"""

_VERDICTS: Mapping[Conclusion, str] = {
    Conclusion.CONFIRMED: "primary sources say so too",
    Conclusion.CONTRADICTED: "they say something else, at least of some of the models meant",
    Conclusion.UNDISCLOSED: "nobody in a position to know has said",
    Conclusion.OUTDATED: "it was right, or nearly, when it was written",
}

_STATUSES = """\
Behind each finding stands how firmly it is known: *documented* by the developer or the text itself, *reported* by a third party, *derived* from the registry's results and prices, *claimed* from memory or by the article alone.
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
