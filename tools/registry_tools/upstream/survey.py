"""The survey tables: architecture, size and license of a model, one row a model, each value with its own source."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from registry_tools import tables
from registry_tools.places import COLLECTED
from registry_tools.tables import Row
from registry_tools.toml_files import Record, latest_day

__all__ = [
    "SURVEY",
    "SourceKey",
    "architecture",
    "attention",
    "basis",
    "context_limits",
    "count",
    "evidence",
    "identity",
    "read_rows",
    "release",
    "sizes",
    "source_of",
    "stated_window",
]
SURVEY = COLLECTED / "models"
"""Where the tables lie."""

SourceKey = str

_MIXING = {
    "ssm": "state-space-hybrid",
    "linear": "linear-hybrid",
    "conv": "convolution-hybrid",
}

_SOURCES: tuple[tuple[str, SourceKey], ...] = (
    ("models.dev", "models-dev"),
    ("JonathanChavezTamales", "llm-leaderboard"),
    ("repository name", "huggingface"),
    ("vllm-project/recipes", "vllm-recipes"),
    ("mlc-ai", "mlc-llm"),
    ("litgpt", "litgpt"),
    ("ai-dynamo", "aiconfigurator"),
    ("sgl-project/ome", "ome"),
    ("inference-sim", "inference-sim"),
    ("transformers", "transformers"),
    ("llmfit", "llmfit"),
    ("hub metadata", "llmfit"),
    ("report", "developer-documents"),
    ("card", "developer-documents"),
    ("https://github.com", "developer-documents"),
    ("https://huggingface.co", "developer-documents"),
    ("https://arxiv.org", "developer-documents"),
)
"""Words in the survey's notes of origin, first match wins, and the source that they name."""

_HUB_DATE = "the day the hub repository was created, which can precede the announcement"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Origin:
    """Where the survey has a value from: a source, an address if there is one, and a remark."""

    source: SourceKey
    url: str | None = None
    note: str | None = None


def read_rows(path: Path, models: Mapping[str, str]) -> dict[str, Row]:
    """
    Read the table at *path* by our model id; names that aren't in *models* are left out.

    Where several rows are one model, the row under our own id wins, else the first.
    """
    rows: dict[str, Row] = {}
    for row in tables.read_rows(path):
        name = row["model_key"].lower()
        model = models.get(name)
        if model is not None and (model not in rows or name == model):
            rows[model] = row
    return rows


def count(text: str) -> int | None:
    """Read a whole number; blank is unknown."""
    return int(text) if text else None


def basis(row: Row, part: str) -> str:
    """Return what the survey says about the origin of *part* (``shape``, ``total``, ``active``, ``cutoff`` …)."""
    for piece in re.split(r";\s*", row["field_sources"]):
        parts, colon, origin = piece.partition(":")
        if colon and part in re.split(r",\s*", parts):
            return origin
    return ""


def source_of(text: str, read_via: str) -> SourceKey:
    """Name the source that *text* speaks of; a copied configuration is the collection's that *read_via* names."""
    where = read_via if "config" in text and "http" not in text and "litgpt" not in text else text
    if not where.strip():
        where = read_via
    return next((key for words, key in _SOURCES if words in where), "third-party-reports")


def evidence(
    source: SourceKey,
    status: str,
    as_of: date,
    *,
    url: str | None = None,
    read_via: str | None = None,
    note: str | None = None,
    agreement: str | None = None,
    dissent: list[Record] | None = None,
) -> Record:
    """Build the record of an `Evidence`, unknown parts left out."""
    record = {
        "source": source,
        "status": status,
        "as_of": as_of,
        "url": url or None,
        "read_via": read_via or None,
        "note": note or None,
        "agreement": agreement,
        "dissent": dissent or None,
    }
    return {key: value for key, value in record.items() if value is not None}


def _origin(row: Row, part: str) -> _Origin:
    """Return the origin of *part* of *row* by the survey."""
    text = basis(row, part)
    address = re.match(r"https?://\S+", text)
    if address:
        return _Origin(source="developer-documents", url=address.group().rstrip(";,"))
    if not text and not row["read_via"] and row["source_url"].startswith("https://huggingface.co"):
        return _Origin(source="huggingface", url=row["source_url"])
    return _Origin(source=source_of(text, row["read_via"]), url=row["source_url"])


def _field(row: Row, part: str, status: str, note: str | None = None) -> Record:
    """Return the evidence of a value that the survey took from *part*."""
    origin = _origin(row, part)
    return evidence(
        origin.source,
        status or "reported",
        date.fromisoformat(row["retrieved"]),
        url=origin.url,
        read_via=row["read_via"],
        note=note,
    )


def architecture(row: Row) -> tuple[Record | None, Record | None]:
    """
    Return the architecture of *row* and its evidence.

    A blank kind is unknown; ``undisclosed`` is a fact about the developer, not the lack of one.
    """
    kind, status = row["kind"], row["architecture_status"]
    if not kind:
        return None, None
    if kind == "undisclosed":
        return {"kind": "undisclosed"}, _undisclosed(row)
    if kind == "router":
        return {"kind": "router", "routes": _routes(row["attention_pattern"])}, _field(row, "kind", status)
    shown = _field(row, "kind" if basis(row, "kind") else "shape", status, _remark(row))
    if kind == "dense" or kind.endswith("-dense"):
        return {"kind": "dense"}, shown
    experts = {
        "kind": "mixture-of-experts",
        "experts": count(row["n_experts"]),
        "experts_per_token": count(row["n_experts_per_token"]),
        "shared_experts": count(row["n_shared_experts"]),
    }
    return {key: value for key, value in experts.items() if value is not None}, shown


def _routes(text: str) -> list[Record]:
    """Read the parts of GPT-5's router; only the full thinking model is known to be one of ours."""
    roles = {
        "gpt-5-main": "fast",
        "gpt-5-main-mini": "fast, small",
        "gpt-5-thinking": "reasoning",
        "gpt-5-thinking-mini": "reasoning, small",
    }
    parts = re.findall(r"gpt-5-(?:main|thinking)(?:-mini)?", text)
    return [
        {"role": roles[part], **({"model": "openai/gpt-5"} if part == "gpt-5-thinking" else {})}
        for part in dict.fromkeys(parts)
    ]


def _undisclosed(row: Row) -> Record:
    """Return the evidence that the developer doesn't say."""
    return evidence(
        "models-dev" if "models.dev" in row["read_via"] else "developer-documents",
        "undisclosed",
        date.fromisoformat(row["retrieved"]),
        url=row["source_url"],
        note=_remark(row),
    )


def _remark(row: Row) -> str | None:
    """Return in our words the survey's warning about the architecture, if it has one."""
    text = row["conflicts"]
    if "attention kind and key-value heads left blank" in text:
        return "key-value heads unknown: hub metadata puts the number of heads where they are missing"
    if "multi-model system" in text:
        return "the vendor's catalogue wasn't read; it may be a system of several models"
    if "not the ChatGPT router" in text:
        return "the API's model is one reasoning model; the router is openai/gpt-5-system"
    if "1.7T" in text:
        return "a size of 1.7T circulates without a document of the developer"
    return None


def attention(row: Row) -> tuple[Record | None, Record | None]:
    """Return the attention shape of *row* and its evidence; nothing known is ``None``."""
    kind = row["kind"]
    hybrid = next((mixing for word, mixing in _MIXING.items() if kind.startswith(f"hybrid-{word}")), None)
    plain = "attention" if kind in ("dense", "moe") and row["n_layers"] else None
    shape = {
        "mixing": hybrid or plain,
        "attention": row["attention_kind"] or None,
        "layers": count(row["n_layers"]),
        "full_attention_layers": count(row["full_attention_layers"]),
        "hidden_size": count(row["hidden_size"]),
        "heads": count(row["n_attention_heads"]),
        "key_value_heads": count(row["n_kv_heads"]),
        "head_dim": count(row["head_dim"]),
        "latent_rank": count(row["kv_lora_rank"]),
        "rope_head_dim": count(row["qk_rope_head_dim"]),
        "sliding_window_tokens": count(row["sliding_window"]),
        "pattern": row["attention_pattern"].replace(" : ", " to ") or None,
    }
    known = {key: value for key, value in shape.items() if value is not None}
    if kind in ("", "undisclosed", "router") or not known:
        return None, None
    via = basis(row, "attention pattern")
    note = f"the pattern: {via}" if via else None
    return known, _field(row, "shape", row["architecture_status"], note or _remark(row))


def sizes(row: Row) -> tuple[Record, Record]:
    """Return total, checkpoint and active parameters of *row*, and the evidence of each."""
    facts: Record = {}
    shown: Record = {}
    parts = (
        ("total_parameters", "total_params", "total", row["total_params_status"]),
        ("active_parameters", "active_params", "active", row["active_params_status"]),
    )
    for name, column, part, status in parts:
        value = count(row[column])
        if value is not None and status != "claimed":
            facts[name] = value
            dense = part == "active" and "= total" in basis(row, "active")
            note = "dense: all of them" if dense else _size_note(row, part)
            # What is read in a name is rounded, so nobody documents it.
            rounded = not dense and "repository name" in basis(row, part)
            shown[name] = _field(row, "total" if dense else part, "derived" if rounded else status, note)
            _add_dissent(row, name, shown[name])
        elif status == "undisclosed":
            shown[name] = _undisclosed(row)
    checkpoint = count(row["checkpoint_params"])
    if checkpoint is not None:
        facts["checkpoint_parameters"] = checkpoint
        shown["checkpoint_parameters"] = evidence(
            "llmfit",
            "reported",
            date.fromisoformat(row["retrieved"]),
            url=row["source_url"],
            note="counted in the weight files",
        )
    return facts, shown


def _size_note(row: Row, part: str) -> str | None:
    """Say how a size was found where it wasn't simply stated."""
    text = basis(row, part)
    if "weight-file count" in text:
        return "counted in the weight files; the developer states no size of its own here"
    if "repository name" in text:
        return "from the repository's name, which rounds" if part == "active" else "from the repository's name"
    same = re.search(r"\((same .*?)\)", text)
    return same.group(1) if same else None


def _add_dissent(row: Row, name: str, shown: Record) -> None:
    """Add to evidence the size that another source gives."""
    other = re.search(r"total_params: \d+ vs vllm-project/recipes (\S+)", row["conflicts"])
    if name == "total_parameters" and other:
        shown["agreement"] = "disputed"
        shown["dissent"] = [{"value": other.group(1), "source": "vllm-recipes"}]


def identity(row: Row) -> Record:
    """Return the evidence that the model of *row* exists."""
    documented = row["status"] == "documented"
    source = "huggingface" if row["hf_repo"] else "developer-documents" if documented else "third-party-reports"
    return evidence(
        source,
        "documented" if documented and not row["hf_repo"] else "reported",
        date.fromisoformat(row["retrieved"]),
        url=row["source_url"],
        read_via=row["read_via"],
    )


def release(row: Row) -> tuple[date | None, Record | None]:
    """Return the release day of *row* and its evidence; a month alone, or a first of January, is no day."""
    day = latest_day(row["release_date"]) if len(row["release_date"]) == len("2026-11-23") else None
    if day is None or (day.month, day.day) == (1, 1):
        return None, None
    why = row["release_date_basis"]
    hub = why.startswith("hub repository")
    source = "llmfit" if hub else source_of(why, row["read_via"])
    status = "documented" if source == "developer-documents" else "reported"
    seen = date.fromisoformat(row["retrieved"])
    return day, evidence(source, status, seen, url=row["source_url"], note=_HUB_DATE if hub else None)


def context_limits(row: Row) -> tuple[Record, Record | None]:
    """Return the context window of *row* and its evidence, with the value that lost."""
    tokens = count(row["context_window"])
    if not tokens:
        return {}, None
    why = row["context_basis"]
    source = "developer-documents" if "card" in why or "README" in why else source_of(why, row["read_via"])
    configured = "max_position_embeddings" in why
    other = re.search(r"context: .* vs models\.dev (\d+)", row["conflicts"])
    shown = evidence(
        source,
        "documented" if source == "developer-documents" else "reported",
        date.fromisoformat(row["retrieved"]),
        url=row["source_url"],
        read_via=row["read_via"],
        note="the configured maximum; a host can serve less" if configured else None,
        agreement="disputed" if other else None,
        dissent=[{"value": other.group(1), "source": "models-dev"}] if other else None,
    )
    return {"context_tokens": tokens}, shown


def stated_window(words: Record, row: Row | None) -> tuple[Record, Record]:
    """
    Return the context window that a developer states in words, and its evidence.

    What the survey has instead, the configured maximum, is kept as the value that lost.
    """
    configured, seen = context_limits(row) if row else ({}, None)
    lost = [{"value": str(configured["context_tokens"]), "source": seen["source"]}] if seen else None
    shown = evidence(
        "developer-documents",
        "documented",
        words["as_of"],
        url=words["url"],
        read_via=words.get("read_via"),
        note=words.get("note"),
        agreement="disputed" if lost else None,
        dissent=lost,
    )
    return {"context_tokens": words["context_tokens"]}, shown
