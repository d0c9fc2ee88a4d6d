"""What was measured elsewhere, and can be here, of decoding: to set against the roofline."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from llm_selection.domain.evidence import Evidence, EvidenceByField, Status
from llm_selection.domain.hardware import Accelerator, AcceleratorKind, Precision
from llm_selection.domain.models import Model
from llm_selection.estimation.hosting import Server, decode_step_seconds, prefill_seconds
from registry_tools.tables import read_rows

__all__ = ["PUBLISHED", "Measured", "Published", "Served", "accelerators", "here", "published", "served"]

_SEEN = EvidenceByField(record=Evidence(source="check", status=Status.REPORTED, as_of=date(2026, 11, 23)))

_MODELS: Mapping[str, str] = {
    "MiniMaxAI/MiniMax-M2.5": "minimax/minimax-m2.5",
    "Qwen/Qwen3-235B-A22B-FP8": "alibaba/qwen3-235b-a22b",
    "Qwen/Qwen3-32B": "alibaba/qwen3-32b",
    "Qwen/Qwen3.5-397B-A17B": "alibaba/qwen3.5-397b-a17b",
    "deepseek-ai/DeepSeek-R1": "deepseek/deepseek-r1",
    "deepseek-ai/DeepSeek-V3": "deepseek/deepseek-v3",
    "meta-llama/Llama-3.1-70B": "meta/llama-3.1-70b-instruct",
    "meta-llama/Llama-3.1-8B-Instruct": "meta/llama-3.1-8b-instruct",
    "moonshotai/Kimi-K2.5": "moonshotai/kimi-k2.5",
    "nvidia/Llama-3.1-8B-Instruct-FP8": "meta/llama-3.1-8b-instruct",
    "openai/gpt-oss-120b": "openai/gpt-oss-120b",
    "zhipuai/GLM-5": "zhipuai/glm-5",
}
"""Names in the table of measured servers, and our ids."""
_MOST_PER_NODE = 8
_FLOPS = {
    Precision.BF16: "bfloat16_tc_flops",
    Precision.FP8: "fp8_tc_flops",
    Precision.FP4: "fp4_tc_flops",
    Precision.INT8: "int8_tc_flops",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """
    One measured server: seconds from one output token of a request to the next, prompts of others between them.

    Attributes:
        model: Our id.
        system: The accelerator's name in the table.
        precision: Of the weights.
        accelerators: Sharing each layer.
        sequences: Requests at once.
        measured: Seconds a token.
        foretold: The same by the roofline: a step, and one prompt a request shared out over its tokens.
    """

    model: str
    system: str
    precision: str
    accelerators: int
    sequences: int
    measured: float
    foretold: float

    @property
    def ratio(self) -> float:
        """Measured against foretold: above 1 it is slower than foretold."""
        return self.measured / self.foretold


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """
    One published speed of one request.

    Attributes:
        where: The accelerator.
        kind: Where such a one is found.
        gigabytes_per_second: Its peak bandwidth.
        model: Our id.
        precision: The nearest of ours.
        label: The format as published.
        tokens_per_second: As published, over 1,024 tokens.
    """

    where: str
    kind: AcceleratorKind
    gigabytes_per_second: float
    model: str
    precision: Precision
    label: str
    tokens_per_second: float


def _rows() -> Iterator[Published]:
    """Yield llama.cpp's speeds on Llama 3 8B and 70B, May 2024."""
    small, large = "meta/llama-3.1-8b-instruct", "meta/llama-3.1-70b-instruct"
    places = (
        ("H100 PCIe", AcceleratorKind.DATACENTER, 2000, ((small, "F16", 67.79), (small, "Q4_K_M", 144.49), (large, "Q4_K_M", 25.01))),
        ("RTX 4090", AcceleratorKind.CONSUMER, 1008, ((small, "F16", 54.34), (small, "Q4_K_M", 127.74))),
        ("M1 Max, 32 cores", AcceleratorKind.UNIFIED, 400, ((small, "F16", 18.43), (small, "Q4_K_M", 34.49), (large, "Q4_K_M", 4.09))),
        ("M2 Ultra, 76 cores", AcceleratorKind.UNIFIED, 800, ((small, "F16", 36.25), (small, "Q4_K_M", 76.28), (large, "Q4_K_M", 12.13), (large, "F16", 4.71))),
        ("M3 Max, 40 cores", AcceleratorKind.UNIFIED, 400, ((small, "F16", 22.39), (small, "Q4_K_M", 50.74), (large, "Q4_K_M", 7.53))),
    )  # fmt: skip
    for where, kind, bandwidth, speeds in places:
        for model, label, speed in speeds:
            yield Published(
                where=where,
                kind=kind,
                gigabytes_per_second=bandwidth,
                model=model,
                precision=Precision.BF16 if label == "F16" else Precision.INT4,
                label=label,
                tokens_per_second=speed,
            )


PUBLISHED = tuple(_rows())
"""
Speeds: XiongjieDai/GPU-Benchmarks-on-LLM-Inference, README of May 2024, ``tg 1024``. Bandwidths: H100 PCIe from
aiconfigurator-core 0.12.0, RTX 4090 from waredb.com/processor/nvidia-geforce-rtx-4090, Apple from
llmcheck.net/blog/apple-silicon-memory-bandwidth-llm.
"""


def published(row: Published, models: Mapping[str, Model]) -> float:
    """Return the tokens a second that the roofline foretells for *row*: reading, and starting operations."""
    accelerator = Accelerator(
        id="check/published",
        name=row.where,
        kind=row.kind,
        bandwidth_bytes_per_second=round(row.gigabytes_per_second * 1e9),
        evidence=_SEEN,
    )
    server = Server(model=models[row.model], accelerator=accelerator, precision=row.precision)
    step = decode_step_seconds(server, context_tokens=512)
    return 1 / ((step.bandwidth or 0) + (step.latency or 0))


def accelerators(systems: Path) -> dict[str, Accelerator]:
    """Read aiconfigurator's accelerators by name."""
    yaml: Any = import_module("yaml")
    found: dict[str, Accelerator] = {}
    for path in sorted(systems.glob("*.yaml")):
        card = (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("gpu", {})
        if "mem_bw" in card:
            found[path.stem] = Accelerator(
                id=f"check/{path.stem}",
                name=path.stem,
                kind=AcceleratorKind.DATACENTER,
                memory_bytes=int(card["mem_capacity"]),
                bandwidth_bytes_per_second=int(card["mem_bw"]),
                flops={precision: int(card[name]) for precision, name in _FLOPS.items() if name in card},
                evidence=_SEEN,
            )
    return found


def served(systems: Path, models: Mapping[str, Model]) -> Iterator[Served]:
    """Yield the measured servers of one node whose model is ours, that don't keep prompts and steps apart."""
    cards = accelerators(systems)
    for row in read_rows(systems / "silicon_sample.csv"):
        sharing = int(row["tp_size"] or 1)
        alone = row["mode"] == "agg" and int(row["attention_dp_size"] or 1) == 1 and sharing <= _MOST_PER_NODE
        if not alone or row["model_path"] not in _MODELS or not row["precision"] or not row["silicon_tpot_ms"]:
            continue
        server = Server(
            model=models[_MODELS[row["model_path"]]],
            accelerator=cards[row["system"]],
            accelerators=sharing,
            precision=Precision(row["precision"]),
        )
        prompt, output, batch = int(row["isl"]), int(row["osl"]), int(row["batch_size"])
        step = decode_step_seconds(server, context_tokens=prompt + output // 2, sequences=batch)
        prefill = prefill_seconds(server, tokens=prompt)
        if step.seconds is None or prefill.seconds is None:
            continue
        yield Served(
            model=server.model.id,
            system=row["system"],
            precision=row["precision"],
            accelerators=sharing,
            sequences=batch,
            measured=float(row["silicon_tpot_ms"]) / 1e3,
            foretold=step.seconds + batch * prefill.seconds / output,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """
    What the processor at hand does, taken as an accelerator.

    Attributes:
        gigabytes_per_second: Read by products of a vector with matrices of a small model's size, fp32, one thread.
        gigaflops: Of a square product, fp32.
        steps: By sequences at once: seconds of a step measured, and foretold.
    """

    gigabytes_per_second: float
    gigaflops: float
    steps: Mapping[int, tuple[float, float]]


def here(model: Model, config: Mapping[str, Any], *, batches: tuple[int, ...] = (1, 4, 16)) -> Measured:
    """Time a model of the real shape with random weights on this processor, and foretell it from rates measured here."""
    torch: Any = import_module("torch")
    transformers: Any = import_module("transformers")
    torch.set_num_threads(1)
    matrices, vector = [torch.randn(3072, 1024) for _ in range(60)], torch.randn(1, 1024)
    square = torch.randn(2048, 2048)
    numbers = sum(matrix.numel() for matrix in matrices)
    read = numbers * 4 / _fastest(lambda: [torch.nn.functional.linear(vector, matrix) for matrix in matrices])
    computed = 2 * 2048**3 / _fastest(lambda: square @ square)
    accelerator = Accelerator(
        id="check/here",
        name="this processor",
        kind=AcceleratorKind.UNIFIED,
        bandwidth_bytes_per_second=round(read),
        flops={Precision.FP32: round(computed)},
        evidence=_SEEN,
    )
    server = Server(model=model, accelerator=accelerator, precision=Precision.FP32, cache_precision=Precision.FP32)
    made = transformers.CONFIG_MAPPING[config["model_type"]](**{k: v for k, v in config.items() if k != "model_type"})
    built = transformers.AutoModelForCausalLM.from_config(made).to(torch.float32).eval()
    steps: dict[int, tuple[float, float]] = {}
    for batch in batches:
        with torch.no_grad():
            cache = built(torch.randint(2, 1000, (batch, 128)), use_cache=True).past_key_values
            token = torch.randint(2, 1000, (batch, 1))
            measured = _fastest(partial(built, token, past_key_values=cache, use_cache=True))
        foretold = decode_step_seconds(server, context_tokens=130, sequences=batch).seconds
        steps[batch] = (measured, foretold or float("nan"))
    return Measured(gigabytes_per_second=read / 1e9, gigaflops=computed / 1e9, steps=steps)


def _fastest(call: Callable[[], object], runs: int = 6) -> float:
    """Return the seconds of the fastest of some runs."""
    times: list[float] = []
    for _ in range(runs):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)
