"""Canonical names: which model a provider's native id means, and which words in it are about serving."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from registry_tools.tables import read_rows
from registry_tools.upstream.providers import DATED_IDS_ARE_COPIES

__all__ = [
    "NON_REASONING",
    "Names",
    "Resolved",
    "Unresolved",
    "date_of",
    "name_key",
    "read_names",
    "resolve",
    "unknown_name",
]

_NOT_LISTED = "model not in the list"

NON_REASONING = "non-reasoning"
"""Word of an id that serves a model with its reasoning off."""

_ROUTES = re.compile(r"^(~|models/|hf:|@cf/|accounts/fireworks/(models|routers)/|publishers/[^/]+/models/)")
_REGION_FOLDERS = re.compile(r"^(global-standard|data-zone|global|us-gov|us|eu|apac)/")
_REGION_FOLDER_SCOPES = {"global-standard": "global"}
_BEDROCK_REGIONS = re.compile(r"^(global|us-gov|us|eu|apac|jp|au|in|ca)\.(?=[a-z0-9]+\.)")
_BEDROCK_VENDOR = re.compile(r"^([a-z0-9]+)\.(.+)$")
_VENDOR_BEFORE_A_DOT = frozenset({"amazon-bedrock", "oracle-oci"})
_SERVING = re.compile(r"(-v?\d+:\d+|:\d+|-v\d+|@00\d|@default|-maas|\[1m\])$")
_REVISION = re.compile(r"[@-]00\d$")
"""A provider's own revision at the end of an id: as a number of the name it would make 3 of version 1 into 3.1."""
_DATE = re.compile(r"[-@](20\d{6}|20\d\d-\d\d-\d\d|00[1-9])$")
_TRAILING_REGION = re.compile(r"-(us|eu)$")
_TRAILING_REGION_PROVIDERS = frozenset({"fireworks-ai"})


_VARIANTS = re.compile(
    r"[-:](fast|fp8|fp4|nvfp4|bf16|int4|int8|awq|tee|tput|highspeed|ultraspeed|ultrafast|versatile|instant|basic|free|nitro|"
    r"exacto|floor|extended|thinking|reasoning|turbo|lite|x)$|(?<=air)x$|(?<=flash)x$"
)
_VARIANTS_AFTER_COLON_ONLY = frozenset({"thinking", "reasoning", "floor", "nitro", "exacto", "extended"})
_TURBO_IS_SERVING = frozenset({"meta", "moonshotai", "deepseek"})
"""Developers without a model of that name; ``glm-5-turbo`` and ``qwen-turbo`` are models of their own."""
_LITE_IS_SERVING = frozenset({"meta"})
_FAST_IS_A_MODEL = frozenset({"xai"})
_ON_CONDITIONS = re.compile(r"-contributor$")
"""Ids sold far below the list price on conditions that no source here states: not the same offer, so not compared."""
_X_IS_FAST = frozenset({"zhipuai"})
"""Developers who serve a model faster under its name and an x, as in ``glm-4.5-x`` and ``glm-4.5-airx``."""
_LATEST = "-latest"
_LATEST_IS_THE_STEM = frozenset({"openai", "anthropic", "google", "xai"})
"""Developers whose dates are copies, so that the newest of a name is that model; elsewhere it is some checkpoint of it."""
_QUANTISED = re.compile(r"[-:](fp8|fp4|nvfp4|bf16|int4|int8|awq)$")

_BARE_MEANS_INSTRUCT = frozenset({"amazon-bedrock", "cerebras", "groq", "google-vertex", "azure", "google", "mistral"})
"""Providers that serve no base models under short names, so that ``gemma-4-31b`` is the instruct model."""

_MAY_BE_BASE = re.compile(r"^(meta-)?(llama-?v?3|qwen-?2|gemma-?[23]-)(?!.*(instruct|-it\b|chat|vision|nemotron))")
"""Names of families that also have base models, without a word that says which is meant."""

_ORGANISATIONS = {
    "moonshot": "moonshotai",
    "zai": "zhipuai",
    "qwen": "alibaba",
    "mistralai": "mistral",
    "x-ai": "xai",
    "meta-models": "meta",
    "xiaomimimo": "xiaomi",
    "ai21labs": "ai21",
    "nova": "amazon",
    "aws": "amazon",
}
_DEVELOPER_BY_NAME = (
    ("anthropic", r"claude"),
    ("openai", r"gpt|o[134](?![a-z])|codex"),
    ("google", r"gemini|gemma"),
    ("xai", r"grok"),
    ("deepseek", r"deepseek"),
    ("zhipuai", r"(zai-)?glm"),
    ("moonshotai", r"kimi"),
    ("alibaba", r"qwen|qwq"),
    ("meta", r"llama|muse"),
    ("mistral", r"mistral|mixtral|ministral|magistral|codestral|devstral"),
    ("minimax", r"minimax"),
    ("cohere", r"(cohere-)?command|north-mini"),
    ("amazon", r"nova-"),
    ("nvidia", r"(nvidia-)?nemotron"),
    ("microsoft", r"phi-"),
    ("ibm", r"granite"),
    ("ai21", r"(ai21-)?jamba"),
    ("perplexity", r"sonar"),
    ("xiaomi", r"mimo"),
    ("stepfun", r"step-\d"),
    ("bytedance", r"seed-|doubao-seed|dola-seed"),
    ("tencent", r"hy\d"),
    ("inception", r"mercury"),
    ("upstage", r"solar"),
    ("thinkingmachines", r"inkling"),
    ("sakana", r"fugu"),
    ("poolside", r"laguna"),
    ("arcee", r"trinity"),
)
_NAME_PREFIX_OF_PROVIDER = re.compile(
    r"^(fw-|cohere-(?=command)|zai-(?=glm)|nvidia-(?=nemotron)|anthropic-(?=claude)|openai-(?=gpt|o\d)|alibaba-(?=qwen))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """What a native id means; ``dated`` says that it names a frozen copy."""

    model: str
    variant: tuple[str, ...] = ()
    region_scope: str | None = None
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Why a native id has no model here."""

    reason: str


@dataclass(frozen=True, slots=True)
class Names:
    """The alias table, by spelling and by key."""

    exact: Mapping[str, str]
    by_key: Mapping[tuple[str, str], frozenset[str]]
    organisations: Mapping[str, str]


def read_names(path: Path) -> Names:
    """Read the alias table, columns ``name,model``."""
    exact = {row["name"].lower(): row["model"] for row in read_rows(path)}
    by_key: dict[tuple[str, str], set[str]] = {}
    organisations: dict[str, Counter[str]] = {}
    for name, model in exact.items():
        organisation, _, rest = name.partition("/")
        developer = model.partition("/")[0]
        by_key.setdefault((developer, name_key(rest)), set()).add(model)
        organisations.setdefault(organisation, Counter())[developer] += 1
    known = {key: count.most_common(1)[0][0] for key, count in organisations.items() if len(count) == 1}
    return Names(exact, {key: frozenset(models) for key, models in by_key.items()}, {**_ORGANISATIONS, **known})


def name_key(name: str) -> str:
    """
    Reduce a name to its words as a bag and its numbers in order, without trailing zero numbers.

    >>> name_key("claude-4.5-opus") == name_key("claude-opus-4-5")
    True
    >>> name_key("gpt-5.4") == name_key("gpt-4.5")
    False
    """
    text = re.sub(r"(?<=\d)p(?=\d)", ".", name.lower())
    text = re.sub(r"(?<![a-z0-9])v(?=\d)", "", text)
    numbers = [str(int(number)) for number in re.findall(r"\d+", text)]
    while len(numbers) > 1 and numbers[-1] == "0":
        numbers.pop()
    return " ".join(sorted(re.findall(r"[a-z]+", text))) + "|" + " ".join(numbers)


def date_of(native_id: str) -> str:
    """
    Return the date at the end of an id as eight digits, or its revision; empty where it has neither.

    >>> date_of("gpt-4o-2024-11-20"), date_of("anthropic.claude-sonnet-4-20250514-v1:0"), date_of("gpt-4o")
    ('20241120', '20250514', '')
    """
    match = _DATE.search(_SERVING.sub("", native_id))
    return match[1].replace("-", "") if match else ""


def resolve(provider: str, native_id: str, names: Names, *, own_developer: str | None = None) -> Resolved | Unresolved:
    """
    Say which model *native_id* of *provider* is, or why that isn't known.

    The full name is tried first, then without suffixes of serving, then without a date where a date is a frozen
    copy, then without words of serving; a name that fits two models fits none. An id that turns reasoning off
    says so in its variant, unless the model itself is the one without.
    """
    text, region = _without_route(provider, native_id.lower())
    organisation, name = _organisation(provider, text)
    if _ON_CONDITIONS.search(name):
        return Unresolved("sold on conditions that no source states")
    developer = _developer(organisation, name, names, own_developer)
    if developer is None:
        return Unresolved("developer not in the list")
    if provider not in _BARE_MEANS_INSTRUCT and _MAY_BE_BASE.match(name):
        return Unresolved("may be a base model")
    reason = _NOT_LISTED
    for form, variant, dated in _forms(_NAME_PREFIX_OF_PROVIDER.sub("", name), developer):
        full = _full_names(provider, organisation, developer, form)
        own = f"{developer}/{form}"
        matches = {names.exact[spelling] for spelling in full if spelling in names.exact}
        if names.exact.get(own) == own:
            # A name that is a model's own isn't short for another, as a final release isn't for its preview.
            matches = {own}
        if not matches:
            for spelling in full if not _REVISION.search(form) else ():
                matches |= names.by_key.get((developer, name_key(spelling.partition("/")[2])), frozenset())
        if len(matches) == 1:
            model = matches.pop()
            copy = dated or _is_dated_copy(form, model, developer)
            words = (*_without_reasoning(name, model), *_quantised(form, model), *variant)
            return Resolved(model=model, variant=words, region_scope=region, dated=copy)
        if matches:
            reason = "name fits two models"
    return Unresolved(reason)


def unknown_name(
    provider: str, native_id: str, names: Names, *, own_developer: str | None = None
) -> tuple[str, str] | None:
    """Return the developer and the shortest name of an id whose model isn't in the list; ``None`` of any other."""
    found = resolve(provider, native_id, names, own_developer=own_developer)
    if not isinstance(found, Unresolved) or found.reason != _NOT_LISTED:
        return None
    organisation, name = _organisation(provider, _without_route(provider, native_id.lower())[0])
    developer = _developer(organisation, name, names, own_developer)
    assert developer is not None, native_id  # noqa: S101 - else the reason is another
    *_, (shortest, _, _) = _forms(_NAME_PREFIX_OF_PROVIDER.sub("", name), developer)
    return developer, shortest


def _without_reasoning(name: str, model: str) -> tuple[str, ...]:
    """Return the variant of an id that turns off the reasoning of its model."""
    ending = f"-{NON_REASONING}"
    return (NON_REASONING,) if name.endswith(ending) and not model.endswith(ending) else ()


def _quantised(form: str, model: str) -> tuple[str, ...]:
    """Return the number format at the end of a spelling that is known by itself, unless the model's own id has it."""
    match = _QUANTISED.search(form)
    return (match[1],) if match and not model.endswith(match[0]) else ()


def _without_route(provider: str, text: str) -> tuple[str, str | None]:
    """Split route prefixes and region words from a native id."""
    text = _ROUTES.sub("", text)
    if match := _REGION_FOLDERS.match(text) if provider == "azure" else _BEDROCK_REGIONS.match(text):
        return text[match.end() :], _REGION_FOLDER_SCOPES.get(match[1], match[1])
    if provider in _TRAILING_REGION_PROVIDERS and (match := _TRAILING_REGION.search(text)):
        return text[: match.start()], match[1]
    return text, "in-region" if provider == "amazon-bedrock" else None


def _organisation(provider: str, text: str) -> tuple[str | None, str]:
    """Split the organisation, or Bedrock's vendor prefix, from a name."""
    if provider in _VENDOR_BEFORE_A_DOT and (match := _BEDROCK_VENDOR.match(text)):
        return match[1], match[2]
    if "/" in text:
        organisation, _, name = text.rpartition("/")
        return organisation.rpartition("/")[2], name
    return None, text


def _developer(organisation: str | None, name: str, names: Names, own: str | None) -> str | None:
    """Return who trained the model: by its organisation, else by its name, else the provider's own."""
    if organisation is not None:
        return names.organisations.get(organisation)
    bare = _NAME_PREFIX_OF_PROVIDER.sub("", name)
    return next((lab for lab, pattern in _DEVELOPER_BY_NAME if re.match(pattern, bare)), own)


def _full_names(provider: str, organisation: str | None, developer: str, form: str) -> list[str]:
    """Return the spellings of one form to look up."""
    full = [f"{organisation}/{form}"] if organisation else []
    full.append(f"{developer}/{form}")
    if provider == "amazon-bedrock":
        full.append(f"{developer}/{developer}-{form}")
    if provider in _BARE_MEANS_INSTRUCT and "/" not in form:
        full += [f"{developer}/{form}{ending}" for ending in ("-instruct", "-it", "-preview")]
    return full


def _forms(name: str, developer: str) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """Yield ever shorter forms of a name, with the variant words and whether a date was taken off."""
    variant: tuple[str, ...] = ()
    dated = False
    while True:
        yield name, variant, dated
        if match := _SERVING.search(name):
            name = name[: match.start()]
        elif developer in DATED_IDS_ARE_COPIES and (match := _DATE.search(name)):
            name, dated = name[: match.start()], True
        elif (match := _VARIANTS.search(name)) and _is_serving(match, developer):
            name, variant = name[: match.start()], (match[1] or "x", *variant)
        elif name.endswith(_LATEST) and developer in _LATEST_IS_THE_STEM:
            name = name.removesuffix(_LATEST)
        else:
            return


def _is_dated_copy(form: str, model: str, developer: str) -> bool:
    """Say whether a known spelling carries a date that its model's id doesn't."""
    match = _DATE.search(_SERVING.sub("", form))
    return developer in DATED_IDS_ARE_COPIES and match is not None and not model.endswith(match[1])


def _is_serving(match: re.Match[str], developer: str) -> bool:
    """Say whether a word at the end of a name is about serving at this developer's models."""
    word, colon = match[1] or "x", match[0].startswith(":")
    if colon:
        return True
    if word == "x":
        return developer in _X_IS_FAST
    if word in _VARIANTS_AFTER_COLON_ONLY or (word == "fast" and developer in _FAST_IS_A_MODEL):
        return False
    if word == "turbo":
        return developer in _TURBO_IS_SERVING
    return word != "lite" or developer in _LITE_IS_SERVING
