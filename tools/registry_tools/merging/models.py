"""
Write data/models and data/developers.toml from the survey of models and the model catalogues.

    registry-tools import models --models-dev models_dev.json.gz --openrouter openrouter_ids.csv \
        --models-dev-copy models_dev.json --pi-ai DIR --langchain DIR_OF_WHEELS --litellm model_prices.json --genai-prices data.py \
        --model-prices snapshot.json

Run again with the same inputs it writes the same bytes. Judgements live beside it: which spelling is which
model in names.csv, what to know of a model's identity in model_remarks.toml, what a source says about training in
training_wording.toml, which window a developer states in words in model_windows.toml, and what else people write of a model, over all imports, in model_facts.toml. What configurations say of sizes stands in configurations.jsonl (see
registry-tools import model-sizes).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from llm_selection.domain.identity import ModelId
from registry_tools.arguments import command_parser
from registry_tools.merging import effort_ladders, releases, training_statements
from registry_tools.merging.license_ids import license_of, vendor_terms
from registry_tools.merging.memory import first_known_prices, read_offerings
from registry_tools.merging.model_relatives import (
    family_of,
    with_derived_architectures,
    without_copied_days,
    without_shared_families,
    without_shared_repositories,
)
from registry_tools.merging.model_sizes import CONFIGURATIONS, put_shapes, read_lines
from registry_tools.merging.release_days import release_day, with_known_day, with_other_day
from registry_tools.places import DATA, INPUTS
from registry_tools.tables import Row, read_names, read_rows
from registry_tools.toml_files import Record, clear, latest_day, read_toml, update_tables, write_record
from registry_tools.upstream import survey
from registry_tools.upstream.model_cards import (
    OWN_RANK,
    Card,
    by_model,
    copy_cards,
    langchain_cards,
    models_dev_cards,
    openrouter_cards,
    pi_ai_cards,
)
from registry_tools.upstream.pins import UPSTREAM
from registry_tools.upstream.price_list_mentions import (
    Mention,
    first_prices,
    genai_prices_mentions,
    litellm_mentions,
    model_prices_mentions,
)
from registry_tools.upstream.providers import DATED_IDS_ARE_COPIES
from registry_tools.upstream.survey import evidence

__all__ = [
    "Inputs",
    "capabilities_of",
    "is_said",
    "kinds_of",
    "limits_of",
    "main",
    "model_record",
    "most_common",
    "sources",
    "with_facts_by_hand",
]


_DATED = re.compile(r"[-@](20\d\d-?\d\d-?\d\d|00\d)$")
_SOURCE_FIELDS = ("title", "url", "version", "license", "credit", "retrieved")
"""In the order in which they are written."""

T = TypeVar("T")

_NAMES = {"openai/gpt-5-system": "GPT-5 in ChatGPT (router)"}
"""Names of what no catalogue lists."""

_DEVELOPERS = {
    "01-ai": "01.AI",
    "ai21": "AI21 Labs",
    "alibaba": "Alibaba Qwen",
    "allenai": "Ai2",
    "amazon": "Amazon",
    "anthropic": "Anthropic",
    "arcee": "Arcee AI",
    "baidu": "Baidu",
    "bigcode": "BigCode",
    "bsc": "Barcelona Supercomputing Center",
    "bytedance": "ByteDance Seed",
    "cohere": "Cohere",
    "deepcogito": "Deep Cogito",
    "deepreinforce": "DeepReinforce",
    "deepseek": "DeepSeek",
    "essential-ai": "Essential AI",
    "eurollm": "EuroLLM",
    "google": "Google",
    "huggingface": "Hugging Face",
    "ibm": "IBM",
    "ifm": "Institute of Foundation Models",
    "inception": "Inception",
    "inclusionai": "inclusionAI",
    "internlm": "Shanghai AI Laboratory InternLM",
    "jetbrains": "JetBrains",
    "kakao": "Kakao",
    "kwaipilot": "Kwaipilot",
    "lg": "LG AI Research",
    "liquidai": "Liquid AI",
    "meituan": "Meituan LongCat",
    "meta": "Meta",
    "microsoft": "Microsoft",
    "minimax": "MiniMax",
    "mistral": "Mistral AI",
    "moonshotai": "Moonshot AI",
    "motif": "Motif Technologies",
    "naver": "NAVER",
    "nex-agi": "Nex AGI",
    "nousresearch": "Nous Research",
    "nvidia": "NVIDIA",
    "openai": "OpenAI",
    "openbmb": "OpenBMB",
    "perplexity": "Perplexity",
    "poolside": "Poolside",
    "prime-intellect": "Prime Intellect",
    "rednote": "rednote",
    "reflection": "Reflection",
    "rekaai": "Reka AI",
    "sakana": "Sakana AI",
    "sarvam": "Sarvam AI",
    "servicenow": "ServiceNow",
    "skt": "SK Telecom",
    "snowflake": "Snowflake",
    "stepfun": "StepFun",
    "swiss-ai": "Swiss AI Initiative",
    "tencent": "Tencent Hunyuan",
    "thinkingmachines": "Thinking Machines Lab",
    "tii": "Technology Innovation Institute",
    "upstage": "Upstage",
    "writer": "Writer",
    "xai": "xAI",
    "xiaomi": "Xiaomi MiMo",
    "zhipuai": "Z.ai (Zhipu AI)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """
    Everything that is known, sorted to our models.

    Attributes:
        names: Every spelling, in lower case, and the model it means.
        survey: Architecture rows by model.
        licensing: License rows by model.
        releases: What people read of its release, by model, the row that counts first.
        efforts: What people read of the efforts that it takes, by model.
        cards: Catalogue entries by model, the best first.
        statements: Statements about training, of all models.
        mentions: Price lists' entries by model, for models that nothing else describes.
        first_prices: First day with a price at the developer's own API, by model.
        remarks: What a careful reader should know of a model's identity, by model.
        windows: The context window that a developer states in words, by model.
        facts: What people write of models, by model and field: it wins over what is imported.
        licenses: Ids of the licenses with a record.
        read_on: The day on which the inputs were read.
    """

    names: Mapping[str, str]
    survey: Mapping[str, Row]
    licensing: Mapping[str, Row]
    releases: Mapping[str, Sequence[Row]]
    efforts: Mapping[str, Row]
    cards: Mapping[str, Sequence[Card]]
    statements: Sequence[training_statements.Statement]
    mentions: Mapping[str, Mention]
    first_prices: Mapping[str, date]
    remarks: Mapping[str, str]
    windows: Mapping[str, Record]
    facts: Mapping[str, Mapping[str, Record]]
    licenses: frozenset[str]
    read_on: date


class _Draft:
    """A model's record while it is put together: each fact with its evidence."""

    def __init__(self) -> None:
        self.facts: Record = {}
        self.fields: dict[str, Record] = {}

    def put(self, name: str, value: object, shown: Record | None) -> None:
        """Add a fact, if there is one; evidence without a value says that it is undisclosed."""
        if value is not None and value not in ({}, [], ()):
            self.facts[name] = value
        elif shown is None or shown["status"] != "undisclosed":
            return
        if shown is not None:
            self.fields[name] = shown

    def put_group(self, name: str, values: Record, shown: Mapping[str, Record]) -> None:
        """Add a group of facts: its evidence is that of most of them, the others have their own."""
        if not values:
            return
        self.facts[name] = values
        all_evidence = [shown[part] for part in values]
        self.fields[name] = max(all_evidence, key=all_evidence.count)
        for part in values:
            if shown[part] != self.fields[name]:
                self.fields[f"{name}.{part}"] = shown[part]

    def record(self, identity: Record) -> Record:
        """Return the record; evidence equal to that of the record isn't repeated."""
        # A part with the record's evidence must keep it where its group has other evidence.
        fields = {name: shown for name, shown in self.fields.items() if shown != identity or "." in name}
        shown: Record = {"record": identity}
        if fields:
            shown["fields"] = fields
        return {**self.facts, "evidence": shown}


def most_common(values: Sequence[T]) -> T | None:
    """
    Return the value that occurs most often; among equals the first, so that the better source wins.

    >>> most_common(["2025-01", "2025-02", "2025-02"])
    '2025-02'
    """
    return max(values, key=values.count) if values else None


def model_record(model: str, known: Inputs, families: Mapping[str, str]) -> Record:
    """Build the record of a `Model` from everything that is *known* about it."""
    cards, row = known.cards.get(model, ()), known.survey.get(model)
    draft = _Draft()
    identity = _identity(model, draft, known, families)
    day, shown = release_day(cards, row, model, known.first_prices.get(model))
    draft.put("released", day, with_other_day(day, shown, row))
    _put_cutoff(draft, cards, row)
    _put_names(draft, model, known)
    if row:
        _put_architecture(draft, row)
    _put_weights(draft, model, known)
    hub = survey.release(row)[0] if row else None
    _put_training(draft, model, known, min((known_day for known_day in (day, hub) if known_day), default=None))
    _put_interface(draft, model, known)
    if model in known.efforts:
        draft.put("efforts", *effort_ladders.ladder(known.efforts[model]))
    record = draft.record(identity)
    if model in known.remarks:
        record["evidence"]["record"] = _with_note(identity, known.remarks[model])
    return record


def with_facts_by_hand(record: Record, facts: Mapping[str, Record]) -> Iterator[str]:
    """
    Put what people write of a model over what is imported; one without a value is unknown.

    The field may be a part of a group, ``capabilities.tool_calling``; the others stay as imported. A source that doesn't disclose a fact contradicts nobody who knows it.

    Yields:
        What is imported otherwise: the field, what people write, and what stands against it, which is kept as dissent.
    """
    shown = record["evidence"].setdefault("fields", {})
    for name, said in facts.items():
        group, _, part = name.partition(".")
        place, key = (record.setdefault(group, {}), part) if part else (record, name)
        imported = place.pop(key, None)
        whose = shown.pop(name, shown.get(group, record["evidence"]["record"]))
        value = said.get("value")
        contradicted = imported is not None and imported != value and whose["status"] != "undisclosed"
        if contradicted:
            yield f"{name}: {'unknown' if value is None else value} by hand, {imported} by {whose['source']}"
        if value is None:
            continue
        place[key] = value
        shown[name] = {about: word for about, word in said.items() if about != "value"}
        if contradicted and whose["source"] != said["source"]:
            shown[name] |= {
                "agreement": "disputed",
                "dissent": [{"value": str(imported), "source": whose["source"]}],
            }


def is_said(model: str, known: Inputs) -> bool:
    """Say whether anything that is imported names the model, so that it can be told what it is."""
    listed = any(card.name for card in known.cards.get(model, ()))
    return listed or model in known.survey or model in known.mentions or model in known.releases


def _identity(model: str, draft: _Draft, known: Inputs, families: Mapping[str, str]) -> Record:
    """Name the model, and return the evidence that it exists."""
    cards, row = known.cards.get(model, ()), known.survey.get(model)
    named = next((card for card in cards if card.name), None)
    plain = model.partition("/")[2]
    mention = known.mentions.get(model)
    names = (_NAMES.get(model), named and named.name, _hub_name(row), mention and mention.name, plain)
    draft.facts["name"] = _plain_name(next(name for name in names if name))
    own = next((card for card in cards if card.family and card.rank <= OWN_RANK), None)
    listed = [card.family for card in cards if card.family and not re.search(r"\d", card.family)]
    common = most_common(listed)
    if own:
        draft.put("family", own.family, own.evidence())
    elif common and listed.count(common) > 1:
        card = next(card for card in cards if card.family == common)
        draft.put("family", common, card.evidence(f"{listed.count(common)} of {len(listed)} listings say so"))
    elif derived := family_of(model, families):
        draft.put(
            "family", derived, evidence("models-dev", "derived", known.read_on, note="as for siblings of its name")
        )
    if named:
        return named.evidence()
    if row:
        return survey.identity(row)
    if mention:
        return evidence(mention.source, "reported", known.read_on, read_via=f"the entry {mention.key}")
    return releases.identity(known.releases[model])


def _plain_name(name: str) -> str:
    """
    Drop what a catalogue adds to a name: the developer before it, a region or a window after it.

    >>> _plain_name("AI21: Jamba Large 1.7"), _plain_name("Grok 4.7 (Global)"), _plain_name("Qwen3-Next 80B-A3B (Thinking)")
    ('Jamba Large 1.7', 'Grok 4.7', 'Qwen3-Next 80B-A3B (Thinking)')
    """
    return re.sub(r"\s*\((latest|free|global|us|eu|128k)\)$", "", name.split(": ", 1)[-1], flags=re.IGNORECASE)


def _hub_name(row: Row | None) -> str | None:
    """Return the repository's name on the hub."""
    return row["hf_repo"].partition("/")[2] or None if row else None


def _put_cutoff(draft: _Draft, cards: Sequence[Card], row: Row | None) -> None:
    """Add the knowledge cutoff."""
    if row and _before(row["knowledge_cutoff"], draft.facts.get("released")):
        source = survey.source_of(survey.basis(row, "cutoff"), row["read_via"])
        shown = evidence(source, "reported", date.fromisoformat(row["retrieved"]), url=row["source_url"])
        draft.put("knowledge_cutoff", row["knowledge_cutoff"], shown)
        return
    dated = [card for card in cards if card.knowledge and _before(card.knowledge, draft.facts.get("released"))]
    own = next((card for card in dated if card.rank <= OWN_RANK), None)
    agreed = most_common([card.knowledge for card in dated])
    agreeing = [card for card in dated if card.knowledge == agreed]
    if own:
        draft.put("knowledge_cutoff", own.knowledge, own.evidence())
    elif len(agreeing) > 1 and 2 * len(agreeing) > len(dated):
        note = f"{len(agreeing)} of {len(dated)} listings say so"
        draft.put("knowledge_cutoff", agreed, agreeing[0].evidence(note))


def _before(cutoff: str, released: date | None) -> bool:
    """Say whether *cutoff* is a date, and not after the release."""
    day = latest_day(cutoff)
    return day is not None and (released is None or cutoff[:7] <= released.isoformat()[:7])


def _put_names(draft: _Draft, model: str, known: Inputs) -> None:
    """Add snapshots, aliases and other libraries' ids."""
    developer = model.partition("/")[0]
    others = sorted(name for name, target in known.names.items() if target == model and name != model)
    dated = [name for name in others if developer in DATED_IDS_ARE_COPIES and _DATED.search(name)]
    draft.put("snapshots", dated, None)
    draft.put("aliases", [name for name in others if name not in dated], None)
    cards = known.cards.get(model, ())
    ids = {
        "huggingface": _repository(model, known),
        "models_dev": next((card.key for card in cards if card.source == "models-dev" and card.rank == 0), None),
        "openrouter": _openrouter_id(cards),
    }
    draft.put("ids", {library: text for library, text in ids.items() if text}, None)


def _openrouter_id(cards: Sequence[Card]) -> str | None:
    """Return OpenRouter's id, from the newest list that has the model."""
    profiles = [card for card in cards if (card.read_via or "").startswith("langchain-openrouter")]
    listed = [card for card in cards if card.source == "openrouter"]
    return next((card.key for card in (*profiles, *listed)), None)


def _repository(model: str, known: Inputs) -> str | None:
    """Return the repository of the weights on the Hugging Face hub."""
    row = known.survey.get(model)
    if row and row["hf_repo"]:
        return row["hf_repo"]
    return next((card.repository for card in known.cards.get(model, ()) if card.repository), None)


def _put_architecture(draft: _Draft, row: Row) -> None:
    """Add architecture, sizes and attention shape."""
    draft.put("architecture", *survey.architecture(row))
    facts, shown = survey.sizes(row)
    for name in ("total_parameters", "checkpoint_parameters", "active_parameters"):
        draft.put(name, facts.get(name), shown.get(name))
    draft.put("attention", *survey.attention(row))


def _put_weights(draft: _Draft, model: str, known: Inputs) -> None:
    """Add whether the weights are out, under which terms, and what else is released."""
    row, terms = known.survey.get(model), known.licensing.get(model)
    repository, cards = _repository(model, known), known.cards.get(model, ())
    # The developer's own listing says it; of others one that says they are out knows of a place, one that denies it doesn't.
    card = next((card for card in cards if card.open_weights is not None and card.rank <= OWN_RANK), None)
    card = card or next((card for card in cards if card.open_weights), None)
    card = card or next((card for card in cards if card.open_weights is not None), None)
    said, said_by = releases.weights(known.releases.get(model, ()))
    if said is not None and said_by:
        is_open, shown = said, said_by
    elif terms and row:
        is_open = terms["weights_available"] == "yes"
        shown = survey.identity(row)
        if is_open and repository:
            shown = {**shown, "source": "huggingface", "url": f"https://huggingface.co/{repository}"}
    elif repository:
        listed = next(card for card in cards if card.repository)
        is_open, shown = True, listed.evidence("its listing names the repository")
    elif card:
        is_open, shown = bool(card.open_weights), card.evidence()
    else:
        return
    if is_open:
        parts = {
            "kind": "downloadable",
            "repository": repository,
            "native_dtype": (row or {}).get("native_dtype") or None,
        }
        draft.put("weights", {name: value for name, value in parts.items() if value}, shown)
    else:
        draft.put("weights", {"kind": "not-offered"}, shown)
    _put_license(draft, model, known, is_open=is_open)


def _put_license(draft: _Draft, model: str, known: Inputs, *, is_open: bool) -> None:
    """
    Add the license, and whether data and code are released.

    A license that is only claimed for open weights is left out. What isn't given out comes under its vendor's terms.
    """
    terms, rows = known.licensing.get(model), known.releases.get(model, ())
    said, said_by = releases.license_id(rows)
    if not is_open:
        note = "the vendor's service terms cover its closed models"
        shown = evidence("third-party-reports", "derived", known.read_on, note=note)
        draft.put("license", vendor_terms(model.partition("/")[0], known.licenses), shown)
    elif said:
        draft.put("license", said, said_by)
    elif terms and terms["status"] not in ("claimed", ""):
        documented = terms["status"] == "documented"
        shown = evidence(
            "developer-documents" if documented else "huggingface",
            terms["status"],
            date.fromisoformat(terms["retrieved"]),
            url=terms["source_url"],
            note=None if documented else "by the hub's license tag",
        )
        sees = ["image"] if "vision" in model else []
        draft.put("license", license_of(terms["license_id"], sees, known.licenses), shown)
    if is_open:
        for name, (value, shown) in releases.training(rows).items():
            draft.put(name, value, shown)


def _put_training(draft: _Draft, model: str, known: Inputs, day: date | None) -> None:
    """Add alignment and training data."""
    statements = [statement for statement in known.statements if training_statements.applies(statement, model, day)]
    draft.put("alignment", *training_statements.alignment(statements))
    draft.put("training", *training_statements.training(statements, model))


def _put_interface(draft: _Draft, model: str, known: Inputs) -> None:
    """Add modalities, limits and capabilities."""
    cards, row = known.cards.get(model, ()), known.survey.get(model)
    for side in ("input", "output"):
        kinds, kinds_evidence = kinds_of(cards, side)
        draft.put(side, kinds, kinds_evidence)
    draft.put_group("limits", *limits_of(cards, row, known.windows.get(model)))
    capabilities, shown = capabilities_of(cards)
    search = next(
        (
            statement
            for statement in known.statements
            if training_statements.applies(statement, model, None) and not statement.family
        ),
        None,
    )
    if search:
        search_evidence = training_statements.searches_the_web(
            [statement for statement in known.statements if training_statements.applies(statement, model, None)]
        )
        if search_evidence:
            capabilities["web_search"] = True
            shown["web_search"] = search_evidence
    draft.put_group("capabilities", capabilities, shown)


def kinds_of(cards: Sequence[Card], side: str) -> tuple[list[str], Record | None]:
    """
    Return the kinds of input or output: the developer's own, else those that most hosts list.

    One host alone says what it takes, not what the model could, and of input, half of the hosts are enough: a host may
    leave out what the model can take.
    """
    listed = [card for card in cards if getattr(card, side)]
    if not listed:
        return [], None
    best = listed[0]
    if best.rank <= OWN_RANK:
        return list(getattr(best, side)), best.evidence()
    if len({card.host for card in listed}) == 1 and side == "input":
        return [], None
    all_kinds = [kind for card in listed for kind in getattr(card, side)]
    enough = len(listed) if side == "input" else len(listed) + 1
    kinds = [kind for kind in dict.fromkeys(all_kinds) if 2 * all_kinds.count(kind) >= enough]
    return kinds, best.evidence(f"what most of {len(listed)} listings say", status="derived")


def limits_of(cards: Sequence[Card], row: Row | None, stated: Record | None) -> tuple[Record, dict[str, Record]]:
    """
    Return the default limits and who says so, by limit.

    Of open weights the window that the developer *stated* counts, else its configuration or card tells it; of closed
    models the catalogue. Hosts come last, for the window only: what they let out is theirs.
    """
    limits: Record = {}
    evidence_of_window: Record | None = None
    if stated:
        limits, evidence_of_window = survey.stated_window(stated, row)
    elif row and row["openness"] == "open-weight":
        limits, evidence_of_window = survey.context_limits(row)
    shown = dict.fromkeys(limits, evidence_of_window or {})
    for card in (card for card in cards if card.rank <= OWN_RANK):
        for name, value in card.limits.items():
            if name in limits or value > limits.get("context_tokens", value):
                continue
            limits[name], shown[name] = value, card.evidence()
    hosts = [card for card in cards if card.rank > OWN_RANK and "context_tokens" in card.limits]
    if hosts and "context_tokens" not in limits:
        windows = [card.limits["context_tokens"] for card in hosts]
        agreed = most_common(windows)
        card = next(card for card in hosts if card.limits["context_tokens"] == agreed)
        limits["context_tokens"] = agreed
        shown["context_tokens"] = card.evidence(f"{windows.count(agreed)} of {len(windows)} listings say so")
    return limits, shown


def _with_note(shown: Record, note: str) -> Record:
    """Add *note* to evidence, once."""
    old = shown.get("note")
    if old and note in old:
        return shown
    return {**shown, "note": f"{old}; {note}" if old else note}


def capabilities_of(cards: Sequence[Card]) -> tuple[Record, dict[str, Record]]:
    """
    Return the default capabilities and their evidence: as the developer's own API has them, else as most hosts do.

    Hosts that are evenly split decide nothing, and one host alone is believed only that a model reasons: calls of tools and
    schemas may be its own doing. A model may do what a host doesn't offer; only that it doesn't reason is believed, where
    several hosts say so.
    """
    capabilities: Record = {}
    shown: dict[str, Record] = {}
    for card in (card for card in cards if card.rank <= OWN_RANK):
        for name, value in card.capabilities.items():
            if name not in capabilities:
                capabilities[name], shown[name] = value, card.evidence()
    hosts = [card for card in cards if card.rank > OWN_RANK and card.capabilities]
    for name in ("tool_calling", "structured_output", "reasoning"):
        votes = [card.capabilities[name] for card in hosts if name in card.capabilities]
        if name in capabilities or not votes or 2 * sum(votes) == len(votes):
            continue
        lacks = 2 * sum(votes) < len(votes)
        alone = len(votes) == 1
        if (lacks and (name != "reasoning" or alone)) or (alone and name != "reasoning"):
            continue
        capabilities[name] = not lacks
        speaker = next(card for card in hosts if card.capabilities.get(name) is not lacks and name in card.capabilities)
        shown[name] = speaker.evidence(f"what most of {len(votes)} listings say", status="derived")
    return capabilities, shown


def _write_models(known: Inputs, target: Path) -> None:
    """Write a file a model; one that nothing is said of any more keeps the file it had."""
    before = {
        path.relative_to(target / "models").with_suffix("").as_posix(): read_toml(path)
        for path in sorted((target / "models").glob("*/*.toml"))
    }
    named = set(known.names.values())
    vanished = sorted(model for model in named | before.keys() if not is_said(model, known))
    if unheard := [model for model in vanished if model not in before]:
        raise SystemExit(f"nothing is known about {', '.join(unheard)}: correct the name in names.csv, or remove it")
    for model in vanished:
        print(f"warning: nothing is said about {model} any more; its file stays as it was")
    models = sorted(named - set(vanished))
    families = {
        model: card.family for model in models for card in known.cards.get(model, ()) if card.rank == 0 and card.family
    }
    records = {model: model_record(model, known, families) for model in models}
    without_copied_days(records)
    prices = first_known_prices(read_offerings(target))
    for model, record in records.items():
        with_known_day(record, before.get(model, {}), prices.get(ModelId(model)))
    without_shared_repositories(records, known.survey)
    without_shared_families(records)
    with_derived_architectures(records, known.read_on)
    for model, facts in known.facts.items():
        if model not in records and model not in vanished:
            raise SystemExit(f"model_facts.toml: {model} isn't a model in names.csv")
        # The file of a vanished one has them already.
        for contradiction in with_facts_by_hand(records[model], facts) if model in records else ():
            print(f"{model} {contradiction}")
    clear(target / "models")
    for model, record in {**{model: before[model] for model in vanished}, **records}.items():
        write_record(target / "models" / f"{model}.toml", record)


def _write_developers(known: Inputs, target: Path) -> None:
    """Write the developers of the models."""
    keys = sorted({model.partition("/")[0] for model in known.names.values()})
    shown = evidence(
        "models-dev", "reported", known.read_on, note="the names that developers use in their own listings"
    )
    write_record(
        target / "developers.toml",
        {key: {"name": _DEVELOPERS[key], "evidence": {"record": shown}} for key in keys},
    )


def sources(tables: Mapping[str, Record]) -> dict[str, Record]:
    """Give the sources that stand in ``upstream.toml`` their version from there."""
    with_versions = dict(tables)
    for key, pin in {**UPSTREAM.tables, "langchain-profiles": UPSTREAM.profiles}.items():
        table = {**tables[key], "version": pin.version, "retrieved": UPSTREAM.read}
        with_versions[key] = {name: table[name] for name in _SOURCE_FIELDS if name in table}
    return with_versions


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the inputs, write the data, print what was written."""
    parser = command_parser("import models", __doc__)
    parser.add_argument("--survey", type=Path, default=survey.SURVEY, help="folder of the survey of models")
    parser.add_argument("--models-dev", type=Path, required=True, help="models.dev snapshot, gzipped JSON")
    parser.add_argument(
        "--models-dev-copy", type=Path, required=True, help="the newest copy of models.dev, as its api.json"
    )
    parser.add_argument("--pi-ai", type=Path, required=True, help="folder of pi-ai's files, one a provider")
    parser.add_argument("--openrouter", type=Path, required=True, help="OpenRouter's list of ids, CSV")
    parser.add_argument("--langchain", type=Path, required=True, help="directory of LangChain wheels")
    parser.add_argument("--litellm", type=Path, required=True, help="LiteLLM's price list, JSON: the newest models")
    parser.add_argument("--genai-prices", type=Path, required=True, help="genai-prices' data.py: their names")
    parser.add_argument("--model-prices", type=Path, required=True, help="model-prices' snapshot.json: first prices")
    parser.add_argument("--openrouter-day", type=date.fromisoformat, default=UPSTREAM.tables["openrouter"].released)
    parser.add_argument(
        "--langchain-day",
        type=date.fromisoformat,
        default=UPSTREAM.profiles.released,
        help="release of the newest wheel",
    )
    parser.add_argument(
        "--read-on", type=date.fromisoformat, default=UPSTREAM.read, help="the day the inputs were read"
    )
    parser.add_argument("--data", type=Path, default=DATA)
    options = parser.parse_args(arguments)

    names = read_names(INPUTS / "names.csv")
    cards = [
        *models_dev_cards(options.models_dev),
        *copy_cards(options.models_dev_copy, seen=UPSTREAM.npm["opencode-linux-x64"].released),
        *pi_ai_cards(options.pi_ai, seen=UPSTREAM.npm["@earendil-works/pi-ai"].released),
        *langchain_cards(options.langchain, seen=options.langchain_day),
        *openrouter_cards(options.openrouter, seen=options.openrouter_day),
    ]
    known = Inputs(
        names=names,
        survey=survey.read_rows(options.survey / "architectures.csv", names),
        licensing=survey.read_rows(options.survey / "model_licenses.csv", names),
        releases=releases.by_model(read_rows(options.survey / "releases.csv")),
        efforts={row["model"]: row for row in read_rows(options.survey / "efforts.csv")},
        cards=by_model(cards, names),
        statements=training_statements.join(
            read_rows(options.survey / "training.csv"),
            read_toml(INPUTS / "training_wording.toml")["statement"],
        ),
        mentions={
            **model_prices_mentions(options.model_prices, names),
            **litellm_mentions(options.litellm, names, _DEVELOPERS),
            **genai_prices_mentions(options.genai_prices, names),
        },
        first_prices=first_prices(options.model_prices, names),
        remarks={model: words["note"] for model, words in read_toml(INPUTS / "model_remarks.toml").items()},
        windows=read_toml(INPUTS / "model_windows.toml"),
        facts=read_toml(INPUTS / "model_facts.toml"),
        licenses=frozenset(path.stem for path in (options.data / "licenses").glob("*.toml")),
        read_on=options.read_on,
    )
    _write_models(known, options.data)
    put_shapes(options.data, known.survey, read_lines(CONFIGURATIONS))
    _write_developers(known, options.data)
    update_tables(options.data / "sources.toml", sources(read_toml(INPUTS / "model_sources.toml")))
    print(f"{len(set(names.values()))} models")
