"""What the real classes of transformers hold: numbers of a model, and bytes of its cache. Needs the workshop's extra ``sizes``."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

__all__ = ["CACHED", "COUNTED", "CachedBy", "Shape", "cached_bytes", "configuration", "parameters_of"]

_SMALL: Mapping[str, Any] = {
    "bos_token_id": 1,
    "eos_token_id": 1,
    "first_k_dense_replace": 1,
    "hidden_size": 64,
    "intermediate_size": 64,
    "intermediate_size_mlp": 64,
    "moe_intermediate_size": 32,
    "moe_shared_expert_intermediate_size": 32,
    "n_group": 1,
    "n_routed_experts": 8,
    "num_experts": 4,
    "num_experts_per_tok": 2,
    "num_hash_layers": 0,
    "num_local_experts": 4,
    "num_nextn_predict_layers": 0,
    "o_lora_rank": 32,
    "pad_token_id": 0,
    "q_lora_rank": 32,
    "shared_expert_intermediate_size": 32,
    "top_k_experts": 2,
    "topk_group": 1,
    "vocab_size": 128,
    "vocab_size_per_layer_input": 128,
}
"""What a cache doesn't depend on, made small so that the model runs on a processor."""

_LATENT_HEADS = 4
"""Heads of latent attention, whose cache is the same for any number of them."""
_SEED = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """
    A model with a configuration.

    Attributes:
        kind: What is checked on it.
        model: Our id.
        file: Name of its configuration, less ``_config.json``.
        tokens: Lengths at which its cache is measured; the difference of two is growth alone.
    """

    kind: str
    model: str
    file: str
    tokens: tuple[int, ...] = (256, 512)


COUNTED = (
    Shape(kind="dense, GQA", model="meta/llama-3.1-8b-instruct", file="meta-llama--Meta-Llama-3.1-8B"),
    Shape(kind="dense, GQA", model="alibaba/qwen3-32b", file="Qwen--Qwen3-32B"),
    Shape(kind="dense, tied embeddings", model="alibaba/qwen3-0.6b", file="Qwen--Qwen3-0.6B"),
    Shape(kind="dense, MHA", model="huggingface/smollm2-1.7b-instruct", file="SmolLM-1.7B"),
    Shape(kind="vision and text", model="alibaba/qwen3-vl-8b-instruct", file="Qwen--Qwen3-VL-8B-Instruct"),
    Shape(kind="experts", model="mistral/mixtral-8x22b-instruct-v0.1", file="mistralai--Mixtral-8x22B-v0.1"),
    Shape(kind="experts", model="alibaba/qwen3-30b-a3b", file="Qwen--Qwen3-30B-A3B"),
    Shape(kind="experts", model="minimax/minimax-m2.5", file="MiniMaxAI--MiniMax-M2.5"),
    Shape(kind="experts, sliding", model="openai/gpt-oss-120b", file="openai--gpt-oss-120b"),
    Shape(kind="experts, sliding", model="google/gemma-4-26b-a4b-it", file="google--gemma-4-26B-A4B"),
    Shape(kind="experts, sliding", model="xiaomi/mimo-v2-flash", file="XiaomiMiMo--MiMo-V2-Flash"),
    Shape(
        kind="experts, chunks",
        model="meta/llama-4-scout-17b-instruct",
        file="meta-llama--Llama-4-Scout-17B-16E-Instruct",
    ),
    Shape(kind="experts, MLA", model="deepseek/deepseek-v3", file="deepseek-ai--DeepSeek-V3"),
    Shape(kind="experts, MLA", model="moonshotai/kimi-k2", file="moonshotai--Kimi-K2-Instruct"),
    Shape(kind="experts, MLA, index", model="zhipuai/glm-5.2", file="zai-org--GLM-5.2"),
    Shape(kind="experts, compressed", model="deepseek/deepseek-v4-flash", file="deepseek-ai--DeepSeek-V4-Flash"),
    Shape(kind="experts, linear", model="alibaba/qwen3.5-35b-a3b", file="Qwen--Qwen3.5-35B-A3B"),
    Shape(
        kind="experts, state space",
        model="nvidia/nemotron-3-nano-30b-a3b",
        file="nvidia--NVIDIA-Nemotron-3-Nano-30B-A3B-BF16",
    ),
    Shape(kind="dense, state space", model="nvidia/nemotron-h-56b-base-8k", file="nvidia--Nemotron-H-56B-Base-8K"),
)
CACHED = (
    Shape(kind="GQA", model="meta/llama-3.1-8b-instruct", file="meta-llama--Meta-Llama-3.1-8B"),
    Shape(kind="GQA", model="alibaba/qwen3-30b-a3b", file="Qwen--Qwen3-30B-A3B"),
    Shape(kind="MHA", model="huggingface/smollm2-1.7b-instruct", file="SmolLM-1.7B"),
    Shape(kind="sliding", model="openai/gpt-oss-20b", file="openai--gpt-oss-20b", tokens=(512, 768)),
    Shape(kind="sliding", model="google/gemma-4-26b-a4b-it", file="google--gemma-4-26B-A4B", tokens=(1280, 1408)),
    Shape(kind="sliding", model="xiaomi/mimo-v2-flash", file="XiaomiMiMo--MiMo-V2-Flash"),
    Shape(kind="chunks", model="meta/llama-4-scout-17b-instruct", file="meta-llama--Llama-4-Scout-17B-16E-Instruct"),
    Shape(kind="MLA", model="deepseek/deepseek-v3", file="deepseek-ai--DeepSeek-V3"),
    Shape(kind="MLA, index", model="zhipuai/glm-5.2", file="zai-org--GLM-5.2"),
    Shape(
        kind="compressed", model="deepseek/deepseek-v4-flash", file="deepseek-ai--DeepSeek-V4-Flash", tokens=(512, 1024)
    ),
    Shape(kind="linear", model="alibaba/qwen3.5-35b-a3b", file="Qwen--Qwen3.5-35B-A3B"),
    Shape(
        kind="state space",
        model="nvidia/nemotron-3-nano-30b-a3b",
        file="nvidia--NVIDIA-Nemotron-3-Nano-30B-A3B-BF16",
    ),
)

_SMOLLM: Mapping[str, Any] = {
    "hidden_size": 2048,
    "intermediate_size": 8192,
    "model_type": "llama",
    "num_attention_heads": 32,
    "num_hidden_layers": 24,
    "num_key_value_heads": 32,
    "tie_word_embeddings": True,
    "vocab_size": 49152,
}
"""The shape of SmolLM 1.7B, which SmolLM2 1.7B has too; sgl-project/ome@43ff6b0 testdata (smollm_1.7b.json)."""
_OTHER_CLASS = {"kimi_k2": "deepseek_v3"}
"""Types of configuration that transformers has under another name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CachedBy:
    """
    What a cache holds after a prompt.

    Attributes:
        tokens: Of the prompt.
        bytes: All tensors of all layers, each once.
    """

    tokens: int
    bytes: int


def configuration(folder: Path, shape: Shape) -> dict[str, Any]:
    """Read the configuration of *shape*, less what concerns its files."""
    if shape.file == "SmolLM-1.7B":
        return dict(_SMOLLM)
    read = json.loads((folder / f"{shape.file}_config.json").read_text(encoding="utf-8"))
    return {name: value for name, value in read.items() if name not in ("quantization_config", "auto_map")}


def _made(config: Mapping[str, Any]) -> tuple[Any, Any]:
    """Return transformers and its configuration for *config*."""
    transformers: Any = import_module("transformers")
    transformers.logging.set_verbosity_error()
    kind = config["model_type"]
    arguments = {name: value for name, value in config.items() if name != "model_type"}
    return transformers, transformers.CONFIG_MAPPING[_OTHER_CLASS.get(kind, kind)](**arguments)


def parameters_of(config: Mapping[str, Any]) -> int:
    """Return the numbers in the model that *config* makes, built without memory; tied ones count once."""
    torch: Any = import_module("torch")
    transformers, made = _made(config)
    sees = type(made) in transformers.AutoModelForImageTextToText._model_mapping  # noqa: SLF001 - how Auto classes choose
    chosen = transformers.AutoModelForImageTextToText if sees else transformers.AutoModelForCausalLM
    with torch.device("meta"):
        model = chosen.from_config(made)
    model.tie_weights()
    return sum({id(each): each.numel() for each in model.parameters()}.values())


def cached_bytes(config: Mapping[str, Any], tokens: tuple[int, ...]) -> tuple[CachedBy, ...]:
    """Run a small model with the attention of *config* on prompts of so many *tokens*, and weigh its cache in bf16."""
    torch: Any = import_module("torch")
    torch.manual_seed(_SEED)
    transformers, made = _made(_shrunk(config))
    model = transformers.AutoModelForCausalLM.from_config(made).to(torch.bfloat16).eval()
    found: list[CachedBy] = []
    for length in tokens:
        with torch.no_grad():
            output = model(torch.randint(2, 100, (1, length)), use_cache=True)
        seen: set[int] = set()
        weight = sum(_weigh(vars(layer), seen, torch.Tensor) for layer in output.past_key_values.layers)
        found.append(CachedBy(tokens=length, bytes=weight))
    return tuple(found)


def _shrunk(config: Mapping[str, Any]) -> dict[str, Any]:
    """Make small what the cache doesn't depend on."""
    part = dict(config.get("text_config", config))
    if "head_dim" not in part and "kv_lora_rank" not in part:
        part["head_dim"] = part["hidden_size"] // part["num_attention_heads"]
    if "kv_lora_rank" in part:
        part["num_attention_heads"] = part["num_key_value_heads"] = _LATENT_HEADS
    part.update({name: value for name, value in _SMALL.items() if part.get(name) is not None})
    return part


def _weigh(value: Any, seen: set[int], tensor: type) -> int:
    """Return the bytes of all tensors in *value*, each storage once."""
    if isinstance(value, tensor):
        held: Any = value
        if held.data_ptr() in seen or not held.numel():
            return 0
        seen.add(held.data_ptr())
        return int(held.numel() * held.element_size())
    if isinstance(value, Mapping):
        return sum(_weigh(each, seen, tensor) for each in value.values())
    if isinstance(value, list | tuple):
        return sum(_weigh(each, seen, tensor) for each in value)
    return 0
