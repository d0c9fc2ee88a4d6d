"""
Mentions: where a text names a model, by an id that the registry knows.

Most texts name none, so one is cut into fragments once and these are looked up; only around a fragment that is part of
a known id is anything else read. Ids are ASCII, so bytes are read as they are and needn't be decoded.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import chain
from typing import Any

from llm_selection._dataclasses import dataclass, replace
from llm_selection.domain.identity import ModelId
from llm_selection.domain.models import NotOffered
from llm_selection.registry import Registry, plain_record

__all__ = ["IGNORE", "Mention", "Names", "Syntax", "base_of", "find_mentions", "names_of", "syntax_of"]

IGNORE = b"llm-selection: ignore"
"""A line with this text asks that what it names be left out."""

_RUN = re.compile(rb"[\w./:@+~-]+")
_BACKWARD_LIMIT = 300
"""Bytes read before an id on its line, and as far as an id is followed back: longer than any id and its key."""
_FORWARD_LIMIT = 100
_FRAGMENT = re.compile(rb"[^ ]+")
_FEW = 16
"""Fragments up to which a search for each is quicker than one pass over all."""
_LOWERED = bytes(
    ord(character.lower()) if character.isascii() and (character.isalnum() or character in "._-") else ord(" ")
    for character in map(chr, range(256))
)
"""Small letters, digits and ``. _ -`` stay, capitals become small, all else a space: fragments are what is left."""

_PUNCTUATION = b"./:@+~-"
_QUOTES = {"code": (b'"', b"'"), "templates": (b'"', b"'", b"`"), "config": (b'"', b"'")}
_SEPARATORS = re.compile(r"[/:]")
# A model, or a profile of AWS's own, as Amazon Bedrock's resource names have it; one's own profiles have names of their own.
_RESOURCE = re.compile(r"(?:^|.*/)arn:aws[\w-]*:bedrock:[\w-]*:\w*:(?:foundation-model|inference-profile)/")
# A publisher's model at Google Vertex AI, at the end of a URL with the method called.
_VERTEX = re.compile(r"(?:^|.*/)publishers/[\w-]+/models/([\w.@-]+)(?::[A-Za-z]+)?")
_MODEL = b"model"
_SAYS_MODEL = re.compile(rb"(?i)model|llm|engine|deployment")
# What stands before a value that says a model: model=, "model_name": , --model , OPENAI_MODEL = …
_MODEL_KEY = re.compile(
    rb"""(?ix) (?: [\w.-]* (?:model|engine|deployment|default) [\w.-]* ["']? \s* [:=] | --[\w-]*model[\w-]* [ =] ) \s* $"""
)
# The string that a path is the end of may begin with fields to be filled in, and go on with a query.
_PATH_BEFORE = re.compile(rb"""(["'`])[^"'`\s]*$""")
_PATH_AFTER = re.compile(rb"""[^"'`\s]*(["'`])""")
_VALUE_END = re.compile(rb"""[\s,;)\]}"'`\\]|$""")
# A value, key or item of a list in YAML, TOML, an environment file and their like.
_CONFIG_START = re.compile(
    rb"""(?x) ^ \s* (?:export\s+)? (?:-\s+)* (?: ["']? [\w./-]+ ["']? \s* [:=] \s* )? $ | [\[,] \s* $"""
)
_CONFIG_END = re.compile(rb"\s*(?:$|,|\]|:\s|:$)|\s+#")
_COMMENT = re.compile(rb"\s*(?:#|//)")
# startswith("gpt-4") and "gpt-4" in name ask how a name is spelled; neither calls a model.
_SPELLING_BEFORE = re.compile(rb"(?i)(?:(?:starts|ends)_?with|includes|contains|match)\([^)]*$")
_SPELLING_AFTER = re.compile(rb"""["']\s+(?:not\s+)?in\s""")


class Syntax(StrEnum):
    """How a text marks its strings."""

    CODE = "code"
    """Between single or double quotes; backticks are for people, as in a docstring or in Markdown."""
    TEMPLATES = "templates"
    """Between backticks too, as in JavaScript and Go."""
    CONFIG = "config"
    """Values, keys and items of lists need no quotes, as in YAML and environment files."""


_TEMPLATES = frozenset({".cjs", ".cts", ".go", ".js", ".jsx", ".kt", ".mjs", ".mts", ".svelte", ".ts", ".tsx", ".vue"})
_CONFIG = frozenset({".cfg", ".conf", ".env", ".ini", ".properties", ".toml", ".yaml", ".yml"})


def syntax_of(path: str) -> Syntax:
    """
    Say how a file of this name marks its strings.

    >>> syntax_of("app/.env.production").value
    'config'
    """
    name = path.rpartition("/")[2]
    suffix = "." + name.rpartition(".")[2].lower()
    if suffix in _CONFIG or name.startswith(".env"):
        return Syntax.CONFIG
    return Syntax.TEMPLATES if suffix in _TEMPLATES else Syntax.CODE


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """
    A place that names a model.

    Attributes:
        name: The id as written there: the longest that the registry knows, or one that looks like an id of a product
            line it knows, or that of a fine-tune of either.
        known: Whether the registry knows it, or the base of a fine-tune.
        line: From 1.
        column: Of its first character, from 1.
        end_column: Behind its last character.
        ignored: Whether its line asks to be left out, by ``llm-selection: ignore``.
        head: What stands before it in a longer id, such as ``azure/``.
    """

    name: str
    known: bool
    line: int
    column: int
    end_column: int
    ignored: bool = False
    head: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """
    Every spelling by which a registry knows a model, and what finding them takes; made by `names_of`.

    Attributes:
        offerings: Rows of the offerings that are called so, by spelling as recorded and in small letters.
        models: The model that is called so, by the same: its own id, snapshots, aliases, ids of other libraries.
        repositories: Spellings that are the repository of downloadable weights.
        fragments: The most telling fragment of each spelling, by which a text that holds none is passed over.
        heads: What stands before a spelling in a longer one, such as ``azure/``.
        tails: What stands behind one in a longer one, such as ``:free``.
        lines: How the first words of product lines begin.
        lookalike: Matches fragments that are built like ids of a product line, such as ``gpt-4-32k-0314``.
    """

    offerings: Mapping[str, tuple[int, ...]]
    models: Mapping[str, ModelId]
    repositories: frozenset[str]
    fragments: frozenset[bytes]
    heads: frozenset[str]
    tails: frozenset[str]
    lines: frozenset[bytes]
    lookalike: re.Pattern[bytes]

    def __contains__(self, name: object) -> bool:
        """Say whether *name* is a spelling."""
        return name in self.offerings or name in self.models


def names_of(registry: Registry) -> Names:
    """Gather the spellings by which *registry* knows its models: its own, native ids, those of libraries and catalogues."""
    offerings: dict[str, list[int]] = {}
    for row, key in enumerate(registry.offerings):
        others = plain_record(registry, "offerings", row).get("ids", {}).values()
        for name in _spellings(key, key.partition("/")[2], *others):
            offerings.setdefault(name, []).append(row)
    models: dict[str, ModelId] = {}
    repositories: set[str] = set()
    counts: dict[str, int] = {}
    for row, model in enumerate(registry.models):
        plain = plain_record(registry, "models", row)
        weights: Mapping[str, Any] = plain.get("weights") or {}
        repository: str | None = weights.get("repository")
        repositories.update(_spellings(repository) if repository else ())
        for name in _spellings(*_own_names(model, plain), *([repository] if repository else ())):
            models.setdefault(name, model)
        if weights.get("kind") == NotOffered().kind:
            line = model.partition("/")[2].partition("-")[0]
            counts[line] = counts.get(line, 0) + 1
    known = offerings.keys() | models.keys()
    heads, tails = _heads_and_tails(known)
    lines = _product_lines(counts, known)
    return Names(
        offerings={name: tuple(rows) for name, rows in offerings.items()},
        models=models,
        repositories=frozenset(repositories),
        fragments=frozenset(map(_fragment, known)),
        heads=heads,
        tails=tails,
        lines=frozenset(line[:_BEGINNING_LETTERS].encode() for line in lines),
        lookalike=_lookalike(lines),
    )


_TUNED = "ft:"


def base_of(name: str) -> str | None:
    """
    Return what a fine-tune was made from, by OpenAI's form ``ft:BASE:organization:name:id``; ``None`` for another name.

    >>> base_of("ft:gpt-4-0613:acme::8xyz")
    'gpt-4-0613'
    """
    return name.removeprefix(_TUNED).partition(":")[0] if name.startswith(_TUNED) else None


def _spellings(*names: str) -> Iterator[str]:
    """Yield each name as recorded, and in small letters, once."""
    return iter(dict.fromkeys(chain.from_iterable((name, name.lower()) for name in names)))


def _own_names(model: ModelId, plain: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of a model itself; those that begin with its developer also without it."""
    developer = model.partition("/")[0]
    for name in (model, *plain.get("snapshots", ()), *plain.get("aliases", ())):
        yield name
        if name.startswith(f"{developer}/"):
            yield name.removeprefix(f"{developer}/")
    yield from plain.get("ids", {}).values()


def _fragment(name: str) -> bytes:
    """Return the fragment of a spelling that is least likely to be an ordinary word: the longest with a digit or hyphen."""
    fragments = name.encode().translate(_LOWERED).split()
    telling = [fragment for fragment in fragments if re.search(rb"[\d-]", fragment)]
    return max(telling, key=len) if telling else fragments[-1]


def _heads_and_tails(known: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Return what stands before and after spellings in longer spellings that contain them."""
    spellings = frozenset(known)
    heads: set[str] = set()
    tails: set[str] = set()
    for name in spellings:
        for cut in _SEPARATORS.finditer(name):
            if name[cut.end() :] in spellings:
                heads.add(name[: cut.end()])
            if cut.group() == ":" and name[: cut.start()] in spellings:
                tails.add(name[cut.start() :])
    return frozenset(heads), frozenset(tails)


_LEAST_OF_A_LINE = 3
"""Closed models whose names must begin with a word, for that word to name a line of products."""


def _product_lines(counts: Mapping[str, int], known: Iterable[str]) -> list[str]:
    """Return the first words of product lines, also with the prefixes of clouds, as in ``us.anthropic.claude-…``."""
    words = {word for word, count in counts.items() if count >= _LEAST_OF_A_LINE and word.isalpha()}
    before = (re.match(r"((?:[a-z]+\.)+([a-z]+))-", name) for name in known)
    return sorted(words | {match.group(1) for match in before if match and match.group(2) in words})


_BEGINNING_LETTERS = 3
"""Letters at the start of a fragment that show that it is of no product line, without a match."""


def _lookalike(lines: Iterable[str]) -> re.Pattern[bytes]:
    """Return a pattern of names that begin with the word of a product line and hold a digit; file names don't match."""
    either = "|".join(map(re.escape, lines)) or "(?!)"
    return re.compile(rf"(?!.*\.[a-z]\w*$)(?:{either})-(?=.*\d)[a-z0-9._-]*[a-z0-9](?:[:@]\w+)?".encode())


def find_mentions(text: str | bytes, names: Names, *, syntax: Syntax = Syntax.CODE) -> tuple[Mention, ...]:
    """
    Return where *text* names a model, in order of place.

    An id counts where it is a whole string (between quotes), the value of a key that says model, a whole line, or, in
    configuration, a value, key or item of a list. One in running text doesn't count, nor does one on a line that is only a comment,
    or where the code asks how a name is spelled, as in ``startswith("gpt-4")``. One without a hyphen, slash or colon,
    such as ``o1``, is too easily something else: it counts on a line that says model, or on or beside a line with
    another id. Of nested ids the longest counts.

    Args:
        text: What to read; bytes in UTF-8, or in any encoding in which ASCII is ASCII.
        names: What is known, by `names_of`.
        syntax: How the text marks its strings.
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    lowered = data.translate(_LOWERED)
    fragments = lowered.split()
    hits = names.fragments.intersection(fragments)
    # Only where an id or the word model was found: this takes as long as the rest.
    if hits or _MODEL in lowered:
        hits |= {
            fragment
            for fragment in fragments
            if fragment[:_BEGINNING_LETTERS] in names.lines and names.lookalike.fullmatch(fragment)
        }
    if not hits:
        return ()
    runs = (run for run in _runs(data, lowered, hits) if run.whole)
    return tuple(_as_mentions(data, _used_ids(data, filter(None, (_id_in(run, names) for run in runs)), syntax)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """The longest text around a fragment that is made of the characters of ids, from *start* to *end*."""

    whole: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _FoundId:
    """An id in a run; ``is_path`` where it ends a path at Vertex AI, whose string may hold more than the run."""

    name: str
    known: bool
    start: int
    run: _Run
    is_path: bool = False


def _runs(data: bytes, lowered: bytes, fragments: Collection[bytes]) -> Iterator[_Run]:
    """Yield the runs that hold one of the *fragments*, once, without the punctuation around them."""
    seen: set[int] = set()
    for at in _fragment_positions(lowered, fragments):
        start, floor = at, max(0, at - _BACKWARD_LIMIT)
        while start > floor and _RUN.match(data, start - 1, start):
            start -= 1
        match = _RUN.match(data, start)
        if match and start not in seen:
            seen.add(start)
            left = match.group().lstrip(_PUNCTUATION)
            whole = left.rstrip(_PUNCTUATION).decode()
            first = match.end() - len(left)
            yield _Run(whole=whole, start=first, end=first + len(whole))


def _fragment_positions(lowered: bytes, fragments: Collection[bytes]) -> Iterator[int]:
    """Yield where the *fragments* are: search for a few; for many, look up each fragment of the text."""
    if len(fragments) > _FEW:
        yield from (match.start() for match in _FRAGMENT.finditer(lowered) if match.group() in fragments)
        return
    for fragment in fragments:
        at = lowered.find(fragment)
        while at >= 0:
            yield at
            at = lowered.find(fragment, at + len(fragment))


def _id_in(run: _Run, names: Names) -> _FoundId | None:
    """Return the longest id in *run*, if what surrounds it is known to stand beside ids."""
    if path := _VERTEX.fullmatch(run.whole):
        at = run.start + path.start(1)
        inner = _id_in(_Run(whole=path[1], start=at, end=at + len(path[1])), names)
        return inner and replace(inner, run=run, is_path=True)
    whole = run.whole
    cuts = list(_SEPARATORS.finditer(whole))
    resource = _RESOURCE.match(whole)
    starts = [0, *(cut.end() for cut in cuts if whole[: cut.end()] in names.heads)]
    starts += [resource.end()] if resource else []
    ends = [len(whole), *(cut.start() for cut in cuts if whole[cut.start() :] in names.tails)]
    for start in starts:
        for end in ends:
            if whole[start:end] in names:
                return _FoundId(name=whole[start:end], known=True, start=run.start + start, run=run)
    for start in starts:
        name = whole[start:]
        # After the base, the user's own words follow.
        base = base_of(name) or name
        if base in names or names.lookalike.fullmatch(base.encode()):
            return _FoundId(name=name, known=base in names, start=run.start + start, run=run)
    return None


def _used_ids(data: bytes, candidates: Iterable[_FoundId], syntax: Syntax) -> list[_FoundId]:
    """Keep the ids that are used; those that may be ordinary words only beside other ids, or where a line mentions models."""
    used = [found_id for found_id in candidates if _is_used(data, found_id, syntax)]
    sure = [found_id for found_id in used if not _is_word(found_id.name)]
    lines: set[int] = set()
    for found_id in sure:
        first, last = _line_around(data, found_id.start)
        lines |= {first, last + 1, _line_around(data, max(0, first - 1))[0]}
    words = (found_id for found_id in used if _is_word(found_id.name))
    return [
        *sure,
        *(
            found_id
            for found_id in words
            if _line_around(data, found_id.start)[0] in lines or _says_model(data, found_id.start)
        ),
    ]


def _is_word(name: str) -> bool:
    """Say whether an id could as well be a word or a variable, such as ``o1`` or ``sonar``."""
    return not re.search(r"[-/:]", name)


def _line_around(data: bytes, at: int) -> tuple[int, int]:
    """Return where the line around *at* begins and ends."""
    end = data.find(b"\n", at)
    return data.rfind(b"\n", 0, at) + 1, len(data) if end < 0 else end


def _says_model(data: bytes, at: int) -> bool:
    """Say whether the line before *at* speaks of a model."""
    return bool(_SAYS_MODEL.search(data, max(data.rfind(b"\n", 0, at) + 1, at - _BACKWARD_LIMIT), at))


def _is_used(data: bytes, found_id: _FoundId, syntax: Syntax) -> bool:
    """Say whether an id is used where it stands, rather than mentioned in prose or a comment."""
    run = found_id.run
    first = data.rfind(b"\n", 0, run.start) + 1
    before = data[max(first, run.start - _BACKWARD_LIMIT) : run.start]
    after = data[run.end : run.end + _FORWARD_LIMIT].partition(b"\n")[0]
    if _COMMENT.match(before) or _SPELLING_AFTER.match(after):
        return False
    # The parenthesis may stand on a line above.
    if _SPELLING_BEFORE.search(data, max(0, run.start - _FORWARD_LIMIT), run.start):
        return False
    if _is_string(found_id, before, after, syntax):
        return True
    if not before.strip() and not after.strip() and not _is_word(found_id.name):
        return True
    if syntax is Syntax.CONFIG and _CONFIG_START.search(before) and _CONFIG_END.match(after):
        return True
    return bool(_MODEL_KEY.search(before) and _VALUE_END.match(after))


def _is_string(found_id: _FoundId, before: bytes, after: bytes, syntax: Syntax) -> bool:
    """Say whether an id is a whole string, or ends a path that is one."""
    quote = before[-1:]
    if quote in _QUOTES[syntax] and after.lstrip(b"\\")[:1] == quote:
        return True
    opens, closes = _PATH_BEFORE.search(before), _PATH_AFTER.match(after)
    return bool(found_id.is_path and opens and closes and opens[1] == closes[1] and opens[1] in _QUOTES[syntax])


def _as_mentions(data: bytes, found_ids: Iterable[_FoundId]) -> Iterator[Mention]:
    """Yield a mention of each id, with its line and column, in order."""
    line, start, column, at = 1, 0, 1, 0
    ignores = IGNORE in data
    for found_id in sorted(found_ids, key=lambda found_id: found_id.start):
        line += data.count(b"\n", at, found_id.start)
        first = data.rfind(b"\n", 0, found_id.start) + 1
        # Count on from the last id, or a file of one line would be read again for each.
        column = (
            column + _width(data[at : found_id.start]) if first == start else 1 + _width(data[first : found_id.start])
        )
        start, at = first, found_id.start
        yield Mention(
            name=found_id.name,
            known=found_id.known,
            line=line,
            column=column,
            end_column=column + len(found_id.name),
            ignored=ignores and IGNORE in data[slice(*_line_around(data, at))],
            head="" if found_id.is_path else found_id.run.whole[: found_id.start - found_id.run.start],
        )


def _width(part: bytes) -> int:
    """Count the characters that these bytes are."""
    return len(part.decode("utf-8", errors="replace"))
