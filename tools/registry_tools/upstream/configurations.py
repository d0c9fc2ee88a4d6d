"""What a model's configuration says of its sizes: what its layers keep, its vocabulary, its draft layers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from registry_tools.toml_files import Record

__all__ = ["KEYS", "excerpt", "facts", "text_part"]

Configuration = Mapping[str, Any]

KEYS = frozenset(
    {
        "attention_chunk_size",
        "attention_head_dim",
        "block_configs",
        "compress_ratios",
        "conv_L_cache",
        "conv_kernel",
        "global_head_dim",
        "head_dim",
        "hidden_size",
        "hybrid_layer_pattern",
        "hybrid_override_pattern",
        "index_head_dim",
        "indexer_types",
        "kv_lora_rank",
        "layer_types",
        "layers_block_type",
        "linear_attn_config",
        "linear_conv_kernel_dim",
        "linear_key_head_dim",
        "linear_num_key_heads",
        "linear_num_value_heads",
        "linear_value_head_dim",
        "mamba_d_conv",
        "mamba_d_head",
        "mamba_d_state",
        "mamba_head_dim",
        "mamba_n_groups",
        "mamba_n_heads",
        "mamba_num_heads",
        "model_type",
        "mtp_num_hidden_layers",
        "n_groups",
        "num_attention_heads",
        "num_global_key_value_heads",
        "num_hidden_layers",
        "num_key_value_heads",
        "num_kv_shared_layers",
        "num_nextn_predict_layers",
        "qk_nope_head_dim",
        "qk_rope_head_dim",
        "sliding_window",
        "sparse_attention_config",
        "ssm_state_size",
        "swa_head_dim",
        "swa_num_key_value_heads",
        "swa_v_head_dim",
        "tie_word_embeddings",
        "use_sliding_window",
        "v_head_dim",
        "vocab_size",
    }
)
"""What is read of a configuration; the rest of it isn't kept."""

_PARTS = ("text_config", "language_config", "llm_config")
_FULL_EVERY = 4
"""Llama 4: one layer in four sees the whole context (``no_rope_layer_interval`` of transformers' class)."""
_MAMBA, _ATTENTION = frozenset({"M", "mamba"}), frozenset({"*", "attention"})
"""Nemotron-H's names of blocks, old and new; the others are feed-forward blocks, which keep nothing."""
_UNIFORM_TYPES = frozenset(
    {
        "llama",
        "mimo",
        "minimax_m2",
        "mistral",
        "mixtral",
        "qwen2",
        "qwen3",
        "qwen3_moe",
        "qwen3_vl_moe_text",
        "qwen3_vl_text",
    }
)
"""Types of model whose layers all attend alike, by their classes in transformers and in vLLM."""
_INDEXED_RATIO = 4
"""DeepSeek-V4: entries of four tokens are picked by an index, those of 128 are all read."""


def text_part(configuration: Configuration) -> Configuration:
    """Return the language model's part of a configuration, with what only the whole says of its embeddings."""
    part = next((configuration[name] for name in _PARTS if isinstance(configuration.get(name), Mapping)), None)
    if part is None:
        return configuration
    tied = {name: configuration[name] for name in ("tie_word_embeddings",) if name in configuration}
    return {**tied, **part}


def excerpt(configuration: Configuration) -> Record:
    """
    Return what `facts` reads of a configuration.

    >>> excerpt({"text_config": {"vocab_size": 10, "torch_dtype": "bfloat16"}, "tie_word_embeddings": True})
    {'tie_word_embeddings': True, 'vocab_size': 10}
    """
    part = text_part(configuration)
    return {name: _shortened(part[name]) for name in sorted(KEYS & part.keys()) if part[name] is not None}


def _shortened(value: Any) -> Any:
    """Keep only how each block attends, of the list of blocks that Nemotron's puzzle models have."""
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        kept = ("n_heads_in_group", "no_op", "replace_with_linear")
        return [{"attention": {name: block["attention"][name] for name in kept}} for block in value]
    return value


def facts(configuration: Configuration) -> Record:
    """
    Return the facts of a model that its configuration states: cache, vocabulary, tied embeddings, draft layers.

    What it doesn't state, or what isn't understood here, is left out: unknown.
    """
    part = text_part(configuration)
    sizes: Record = {
        "cache_layers": _cache_layers(part),
        "vocabulary": part.get("vocab_size"),
        "tied_embeddings": part.get("tie_word_embeddings"),
        "draft_layers": part.get("num_nextn_predict_layers", part.get("mtp_num_hidden_layers")),
    }
    return {name: value for name, value in sizes.items() if value not in (None, [])}


def _cache_layers(part: Configuration) -> list[Record]:
    """Return the groups of layers, the largest caches of a long context first."""
    readers = (
        ("compress_ratios", _compressed),
        ("linear_attn_config", _kimi_linear),
        ("kv_lora_rank", _latent),
        ("hybrid_override_pattern", _nemotron_h),
        ("layers_block_type", _nemotron_h),
        ("hybrid_layer_pattern", _mimo),
        ("block_configs", _puzzle),
        ("sparse_attention_config", _block_sparse),
        ("layer_types", _by_type),
        ("attention_chunk_size", _chunked),
    )
    reader = next((reader for name, reader in readers if part.get(name)), _uniform_layers)
    return [group for group in reader(part) if group["layers"]]


def _head_dim(part: Configuration) -> int:
    """Return the width of a head: as stated, or the hidden size divided by the heads."""
    stated = part.get("head_dim") or part.get("attention_head_dim")
    return int(stated) if stated else int(part["hidden_size"]) // int(part["num_attention_heads"])


def _attention_layers(
    layers: int, heads: int, key: int, value: int | None = None, *, window: int | None = None
) -> Record:
    """Return a group of layers that keep keys and values, of all tokens or those in a window."""
    group = {
        "kind": "attention" if window is None else "sliding",
        "layers": layers,
        "key_value_heads": heads,
        "key_dim": key,
        "value_dim": key if value is None else value,
    }
    return group if window is None else {**group, "window_tokens": window}


def _uniform_layers(part: Configuration) -> list[Record]:
    """Return one group of layers that are all alike; nothing where they may differ."""
    needed = ("num_hidden_layers", "num_key_value_heads", "num_attention_heads", "hidden_size")
    if part.get("model_type") not in _UNIFORM_TYPES or any(not part.get(name) for name in needed):
        return []
    window = part.get("sliding_window") if part.get("use_sliding_window", True) else None
    return [_attention_layers(part["num_hidden_layers"], part["num_key_value_heads"], _head_dim(part), window=window)]


def _latent(part: Configuration) -> list[Record]:
    """Return multi-head latent attention, with the keys of its index where it is sparse."""
    layers = part["num_hidden_layers"]
    latent = _latent_layers(part, layers)
    if not part.get("index_head_dim"):
        return [latent]
    own = part["indexer_types"].count("full") if part.get("indexer_types") else layers
    return [latent, {"kind": "index", "layers": own, "dim": part["index_head_dim"]}]


def _latent_layers(part: Configuration, layers: int) -> Record:
    """Return a group of layers that keep one vector for all heads."""
    widths = {"rope_head_dim": part["qk_rope_head_dim"]}
    if part.get("qk_nope_head_dim") and part.get("v_head_dim"):
        widths["key_dim"] = part["qk_nope_head_dim"] + part["qk_rope_head_dim"]
        widths["value_dim"] = part["v_head_dim"]
    return {"kind": "latent", "layers": layers, "latent_rank": part["kv_lora_rank"], **widths}


def _kimi_linear(part: Configuration) -> list[Record]:
    """Return latent attention and Kimi delta attention (KDA), whose query, key and value are each convolved."""
    linear = part["linear_attn_config"]
    heads, dim = linear["num_heads"], linear["head_dim"]
    return [
        _latent_layers(part, len(linear["full_attn_layers"])),
        _state_layers(
            len(linear["kda_layers"]), heads * dim * dim, (linear["short_conv_kernel_size"] - 1) * 3 * heads * dim
        ),
    ]


def _state_layers(layers: int, recurrent: int, convolution: int) -> Record:
    """Return a group of layers that keep a state."""
    return {
        "kind": "state",
        "layers": layers,
        "recurrent_numbers": recurrent,
        "convolution_numbers": convolution,
    }


def _compressed(part: Configuration) -> list[Record]:
    """Return DeepSeek-V4's layers by how many tokens share an entry; draft layers stand at the end and don't count."""
    counted = Counter(part["compress_ratios"][: part["num_hidden_layers"]])
    groups = [
        {
            "kind": "compressed",
            "layers": layers,
            "dim": part["head_dim"],
            "tokens_per_entry": ratio,
            "window_tokens": part["sliding_window"],
            "index_dim": part["index_head_dim"] if ratio == _INDEXED_RATIO else 0,
        }
        for ratio, layers in sorted(counted.items())
        if ratio
    ]
    # Key and value are one vector here.
    return [*groups, _attention_layers(counted[0], 1, part["head_dim"], 0, window=part["sliding_window"])]


def _nemotron_h(part: Configuration) -> list[Record]:
    """Return attention and Mamba-2 blocks of Nemotron-H."""
    blocks = part.get("hybrid_override_pattern") or part["layers_block_type"]
    width = part["mamba_num_heads"] * part["mamba_head_dim"]
    state = part["ssm_state_size"]
    convolved = width + 2 * part["n_groups"] * state
    return [
        _attention_layers(sum(block in _ATTENTION for block in blocks), part["num_key_value_heads"], _head_dim(part)),
        _state_layers(sum(block in _MAMBA for block in blocks), width * state, (part["conv_kernel"] - 1) * convolved),
    ]


def _mimo(part: Configuration) -> list[Record]:
    """Return MiMo's full (0) and sliding (1) layers, which differ in heads."""
    pattern = part["hybrid_layer_pattern"]
    return [
        _attention_layers(pattern.count(0), part["num_key_value_heads"], part["head_dim"], part["v_head_dim"]),
        _attention_layers(
            pattern.count(1),
            part["swa_num_key_value_heads"],
            part["swa_head_dim"],
            part["swa_v_head_dim"],
            window=part["sliding_window"],
        ),
    ]


def _puzzle(part: Configuration) -> list[Record]:
    """Return the layers of a model whose blocks were searched one by one: some attend, some don't."""
    blocks = [block["attention"] for block in part["block_configs"]]
    counted = Counter(
        part["num_attention_heads"] // block["n_heads_in_group"] for block in blocks if block["n_heads_in_group"]
    )
    return [_attention_layers(layers, heads, _head_dim(part)) for heads, layers in sorted(counted.items())]


def _block_sparse(part: Configuration) -> list[Record]:
    """Return MiniMax-M3's layers: all keep keys and values, the sparse ones the one key of an index too."""
    sparse = part["sparse_attention_config"]
    return [
        _attention_layers(part["num_hidden_layers"], part["num_key_value_heads"], _head_dim(part)),
        {"kind": "index", "layers": sum(sparse["sparse_attention_freq"]), "dim": sparse["sparse_index_dim"]},
    ]


def _chunked(part: Configuration) -> list[Record]:
    """Return Llama 4's layers: three in four see a chunk, one the whole context."""
    full = part["num_hidden_layers"] // _FULL_EVERY
    chunked = part["num_hidden_layers"] - full
    heads, width = part["num_key_value_heads"], _head_dim(part)
    return [
        _attention_layers(full, heads, width),
        _attention_layers(chunked, heads, width, window=part["attention_chunk_size"]),
    ]


def _by_type(part: Configuration) -> list[Record]:
    """Return layers by the type that the configuration gives each; with an unknown type, nothing."""
    types: Sequence[str] = part["layer_types"]
    shared = part.get("num_kv_shared_layers", 0)
    counted = Counter(types[: len(types) - shared])
    heads, width = part["num_key_value_heads"], _head_dim(part)
    # Gemma 4 has fewer and wider heads in its full layers.
    wide = part.get("global_head_dim", width)
    groups = {
        "full_attention": lambda layers: _attention_layers(
            layers, part.get("num_global_key_value_heads") or heads, wide
        ),
        "attention": lambda layers: _attention_layers(layers, heads, width),
        "sliding_attention": lambda layers: _attention_layers(layers, heads, width, window=part["sliding_window"]),
        "linear_attention": lambda layers: _delta_rule_layers(part, layers),
        "conv": lambda layers: _state_layers(layers, 0, part["conv_L_cache"] * part["hidden_size"]),
        "mamba": lambda layers: _mamba2_layers(part, layers),
    }
    if not counted.keys() <= groups.keys():
        return []
    return [groups[name](counted[name]) for name in groups if counted[name]]


def _delta_rule_layers(part: Configuration, layers: int) -> Record:
    """Return layers of the gated delta rule."""
    key = part["linear_num_key_heads"] * part["linear_key_head_dim"]
    value = part["linear_num_value_heads"] * part["linear_value_head_dim"]
    recurrent = part["linear_key_head_dim"] * value
    return _state_layers(layers, recurrent, (part["linear_conv_kernel_dim"] - 1) * (2 * key + value))


def _mamba2_layers(part: Configuration, layers: int) -> Record:
    """Return Mamba-2 layers."""
    width = part["mamba_n_heads"] * part["mamba_d_head"]
    convolved = width + 2 * part["mamba_n_groups"] * part["mamba_d_state"]
    return _state_layers(layers, width * part["mamba_d_state"], (part["mamba_d_conv"] - 1) * convolved)
