"""Models: what a developer trained - architecture, size, release, alignment, training data, limits."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from llm_selection._dataclasses import dataclass, field
from llm_selection._foundation.frozen import freeze
from llm_selection._foundation.plain import BY_KIND
from llm_selection.domain.efforts import EffortLadder
from llm_selection.domain.evidence import Evidence, EvidenceByField
from llm_selection.domain.identity import Library, ModelId, parse_model_id
from llm_selection.domain.licenses import LicenseKind, LicenseTerms
from llm_selection.units import check_count

__all__ = [
    "Alignment",
    "AlignmentMethod",
    "AlignmentStage",
    "Architecture",
    "AttentionKind",
    "AttentionLayers",
    "AttentionShape",
    "CacheLayers",
    "Capabilities",
    "CompressedLayers",
    "DataKind",
    "Dense",
    "Downloadable",
    "IndexLayers",
    "LatentLayers",
    "Limits",
    "MixtureOfExperts",
    "Modality",
    "Model",
    "NotOffered",
    "Route",
    "Router",
    "SlidingLayers",
    "StateLayers",
    "TokenMixing",
    "TrainingData",
    "Undisclosed",
    "Weights",
    "license_kind",
    "possible_license_kinds",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dense:
    """Every parameter works on every token."""

    kind: Literal["dense"] = "dense"


@dataclass(frozen=True, slots=True, kw_only=True)
class MixtureOfExperts:
    """
    A few of many experts work on each token.

    Attributes:
        experts: Routed experts a layer; ``None`` unknown.
        experts_per_token: Of these, how many work on one token; ``None`` unknown.
        shared_experts: Experts that work on every token; ``None`` unknown, not zero.

    Raises:
        InvalidInputError: *shared_experts* is known and isn't a whole number of at least 0, or another one, of at least
            1.
    """

    kind: Literal["mixture-of-experts"] = "mixture-of-experts"
    experts: int | None = None
    experts_per_token: int | None = None
    shared_experts: int | None = None

    def __post_init__(self) -> None:
        """Check the counts."""
        check_count("experts", self.experts, least=1)
        check_count("experts_per_token", self.experts_per_token, least=1)
        check_count("shared_experts", self.shared_experts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """
    A place a router may send a request.

    Attributes:
        role: What it is for, such as ``fast`` or ``reasoning``.
        model: The model there; ``None`` when it isn't published.
    """

    role: str
    model: ModelId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Router:
    """
    A system of models that picks one a request; its facts are ranges over its routes.

    Attributes:
        routes: The models it may pick; empty where they aren't known.
    """

    kind: Literal["router"] = "router"
    routes: tuple[Route, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Undisclosed:
    """The developer doesn't say."""

    kind: Literal["undisclosed"] = "undisclosed"


Architecture = Annotated[Dense | MixtureOfExperts | Router | Undisclosed, BY_KIND]
"""How the parameters are put to work. ``None`` in its place means that nobody here looked."""


class TokenMixing(StrEnum):
    """What carries information between tokens, beside or instead of attention."""

    ATTENTION = "attention"
    STATE_SPACE_HYBRID = "state-space-hybrid"
    """Attention and Mamba-like layers."""
    LINEAR_HYBRID = "linear-hybrid"
    """Attention and linear-attention layers (gated delta rule, KDA, lightning)."""
    CONVOLUTION_HYBRID = "convolution-hybrid"
    """Attention and short-convolution layers."""


class AttentionKind(StrEnum):
    """How attention stores keys and values."""

    MHA = "mha"
    GQA = "gqa"
    MQA = "mqa"
    MLA = "mla"
    COMPRESSED_SPARSE = "compressed-sparse"
    HYBRID = "hybrid"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionLayers:
    """
    Layers that keep a key and a value of every token.

    Attributes:
        layers: How many; a layer that reads another's cache isn't counted.
        key_value_heads: Heads whose keys and values are kept.
        key_dim: Width of a head's key.
        value_dim: Width of a head's value; 0 where the key is the value too.

    Raises:
        InvalidInputError: *layers*, *key_value_heads* or *key_dim* isn't a whole number of at least 1, or *value_dim*
            one of at least 0.
    """

    kind: Literal["attention"] = "attention"
    layers: int
    key_value_heads: int
    key_dim: int
    value_dim: int

    def __post_init__(self) -> None:
        """Check the counts."""
        _check_counts(self, "layers", "key_value_heads", "key_dim")
        check_count("value_dim", self.value_dim)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlidingLayers:
    """
    Layers that keep keys and values of the latest tokens only: sliding windows, and chunks, which never hold more.

    Attributes:
        layers: How many; a layer that reads another's cache isn't counted.
        key_value_heads: Heads whose keys and values are kept.
        key_dim: Width of a head's key.
        value_dim: Width of a head's value; 0 where the key is the value too.
        window_tokens: Tokens a layer sees.

    Raises:
        InvalidInputError: *value_dim* isn't a whole number of at least 0, or another one, of at least 1.
    """

    kind: Literal["sliding"] = "sliding"
    layers: int
    key_value_heads: int
    key_dim: int
    value_dim: int
    window_tokens: int

    def __post_init__(self) -> None:
        """Check the counts."""
        _check_counts(self, "layers", "key_value_heads", "key_dim", "window_tokens")
        check_count("value_dim", self.value_dim)


@dataclass(frozen=True, slots=True, kw_only=True)
class LatentLayers:
    """
    Layers of multi-head latent attention: one compressed vector a token stands for all keys and values.

    Attributes:
        layers: How many.
        latent_rank: Width of the compressed vector.
        rope_head_dim: Width of the rotary part kept beside it; 0 where there is none.
        key_dim: Width of a head's key once unfolded, its rotary part included; ``None`` unknown. It isn't kept.
        value_dim: Width of a head's value once unfolded; ``None`` unknown. It isn't kept.

    Raises:
        InvalidInputError: *rope_head_dim* isn't a whole number of at least 0, or another one that is known, of at least
            1.
    """

    kind: Literal["latent"] = "latent"
    layers: int
    latent_rank: int
    rope_head_dim: int
    key_dim: int | None = None
    value_dim: int | None = None

    def __post_init__(self) -> None:
        """Check the counts."""
        _check_counts(self, "layers", "latent_rank", "key_dim", "value_dim")
        check_count("rope_head_dim", self.rope_head_dim)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexLayers:
    """
    Layers that keep a key of every token to pick, for sparse attention, which tokens to read.

    They stand beside the layers whose tokens they pick.

    Attributes:
        layers: How many keep keys of their own.
        dim: Width of a key.

    Raises:
        InvalidInputError: *layers* or *dim* isn't a whole number of at least 1.
    """

    kind: Literal["index"] = "index"
    layers: int
    dim: int

    def __post_init__(self) -> None:
        """Check the counts."""
        _check_counts(self, "layers", "dim")


@dataclass(frozen=True, slots=True, kw_only=True)
class CompressedLayers:
    """
    Layers that keep one entry for several tokens, and the latest tokens one by one (DeepSeek-V4).

    Attributes:
        layers: How many.
        dim: Width of an entry, which is key and value at once.
        tokens_per_entry: Tokens that one entry stands for.
        window_tokens: Latest tokens kept one by one.
        index_dim: Width of the key kept beside each entry to pick which ones to read; 0 where all are read.

    Raises:
        InvalidInputError: *layers*, *dim* or *tokens_per_entry* isn't a whole number of at least 1, or *window_tokens*
            or *index_dim* one of at least 0.
    """

    kind: Literal["compressed"] = "compressed"
    layers: int
    dim: int
    tokens_per_entry: int
    window_tokens: int
    index_dim: int = 0

    def __post_init__(self) -> None:
        """Check the counts."""
        _check_counts(self, "layers", "dim", "tokens_per_entry")
        check_count("window_tokens", self.window_tokens)
        check_count("index_dim", self.index_dim)


@dataclass(frozen=True, slots=True, kw_only=True)
class StateLayers:
    """
    Layers that keep a state of one size however long the sequence: state space, linear attention, convolution.

    Attributes:
        layers: How many.
        recurrent_numbers: Numbers in the recurrent state of a layer and a sequence; 0 where there is none.
        convolution_numbers: Numbers in the short convolution's state of a layer and a sequence; 0 where there is none.

    Raises:
        InvalidInputError: *layers* isn't a whole number of at least 1, or another one, of at least 0.
    """

    kind: Literal["state"] = "state"
    layers: int
    recurrent_numbers: int
    convolution_numbers: int

    def __post_init__(self) -> None:
        """Check the counts."""
        _check_counts(self, "layers")
        check_count("recurrent_numbers", self.recurrent_numbers)
        check_count("convolution_numbers", self.convolution_numbers)


def _check_counts(value: object, *names: str) -> None:
    """Raise `InvalidInputError` unless each named field is a whole number of at least one."""
    for name in names:
        check_count(name, getattr(value, name), least=1)


CacheLayers = Annotated[
    AttentionLayers | SlidingLayers | LatentLayers | IndexLayers | CompressedLayers | StateLayers, BY_KIND
]
"""Layers that keep the same for the tokens they have seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionShape:
    """
    The shape that sizes the key-value cache. Every part may be ``None``: unknown.

    Attributes:
        mixing: What mixes tokens.
        attention: How keys and values are stored.
        layers: Layers in all; for hybrids it can count sub-blocks.
        full_attention_layers: Number of layers that see the whole context.
        hidden_size: Width of the residual stream, in numbers a token.
        heads: Number of attention heads a layer.
        key_value_heads: Heads whose keys and values are stored; unknown for MLA.
        head_dim: Width of one head, in numbers; unknown for MLA.
        latent_rank: MLA: width of the compressed key-value vector.
        rope_head_dim: MLA: width of the rotary part stored beside it.
        sliding_window_tokens: Tokens a sliding layer sees.
        pattern: Which layers do what, in words.

    Raises:
        InvalidInputError: A number that is known isn't a whole one: of at least 0 for *full_attention_layers*,
            *rope_head_dim* and *sliding_window_tokens*, of at least 1 for the others.
    """

    mixing: TokenMixing | None = None
    attention: AttentionKind | None = None
    layers: int | None = None
    full_attention_layers: int | None = None
    hidden_size: int | None = None
    heads: int | None = None
    key_value_heads: int | None = None
    head_dim: int | None = None
    latent_rank: int | None = None
    rope_head_dim: int | None = None
    sliding_window_tokens: int | None = None
    pattern: str | None = None

    def __post_init__(self) -> None:
        """Check the counts."""
        for name in ("layers", "hidden_size", "heads", "key_value_heads", "head_dim", "latent_rank"):
            check_count(name, getattr(self, name), least=1)
        for name in ("full_attention_layers", "rope_head_dim", "sliding_window_tokens"):
            check_count(name, getattr(self, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloadable:
    """
    The weights can be downloaded.

    Attributes:
        repository: ``organisation/name`` on the Hugging Face hub; ``None`` unknown.
        native_dtype: The number format they were released in, such as ``bf16`` or ``fp8``; ``None`` unknown.
    """

    kind: Literal["downloadable"] = "downloadable"
    repository: str | None = None
    native_dtype: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOffered:
    """The weights aren't offered to anyone."""

    kind: Literal["not-offered"] = "not-offered"


Weights = Annotated[Downloadable | NotOffered, BY_KIND]


class AlignmentMethod(StrEnum):
    """How a model was taught to behave, or to reason, after pre-training."""

    SFT = "sft"
    """Supervised fine-tuning."""
    RLHF = "rlhf"
    """Reinforcement learning from human feedback."""
    RLAIF = "rlaif"
    """Reinforcement learning from a model's feedback."""
    CONSTITUTIONAL = "constitutional"
    """Feedback by written principles (Constitutional AI)."""
    DPO = "dpo"
    """Direct preference optimisation."""
    RLVR = "rlvr"
    """Reinforcement learning with verifiable rewards."""
    GRPO = "grpo"
    """Group relative policy optimisation."""
    RL = "rl"
    """Reinforcement learning of a kind the source doesn't name."""
    REJECTION_SAMPLING = "rejection-sampling"
    """Training on the best of several answers of its own."""
    DISTILLATION = "distillation"
    """Training on another model's outputs."""
    SAFE_COMPLETIONS = "safe-completions"
    """Training on the output's safety in place of hard refusals."""
    MODEL_MERGING = "model-merging"
    """Averaging the weights of models that were trained apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignmentStage:
    """
    One stage of post-training.

    Attributes:
        method: The method, by its common name.
        detail: What the source adds, in a few words; ``None`` for nothing.
        evidence: Who says so.
    """

    method: AlignmentMethod
    detail: str | None = None
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """
    How a model was aligned, as far as anyone says.

    Attributes:
        stages: In order if ``ordered``; never complete beyond what the sources say.
        ordered: Whether a source gives the order.
        content_policy: The stance on refusals and content, in a few words; ``None`` unknown.
        rewards: What was rewarded, in a few words; ``None`` unknown.
    """

    stages: tuple[AlignmentStage, ...] = ()
    ordered: bool = False
    content_policy: str | None = None
    rewards: str | None = None


class DataKind(StrEnum):
    """What training data was made of."""

    WEB = "web"
    BOOKS = "books"
    ACADEMIC = "academic"
    CODE = "code"
    MATHS = "maths"
    DOCUMENTS = "documents"
    IMAGES = "images"
    AUDIO = "audio"
    VIDEO = "video"
    SYNTHETIC = "synthetic"
    LICENSED = "licensed"
    """Non-public data bought or licensed from third parties."""
    USER = "user"
    """Users' own data, as their settings allow."""
    HUMAN_LABELED = "human-labeled"
    """Written or judged by trainers and contractors."""
    SOCIAL = "social"
    """Public posts of a social platform."""
    MULTILINGUAL = "multilingual"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingData:
    """
    What a model was trained on, as far as anyone says.

    Attributes:
        kinds: Kinds named by a source; others may have been used too.
        tokens: Training tokens as the source words it; ``None`` unknown.
        languages: As the source words it; ``None`` unknown.
        filtering: What was left out or filtered, in a few words; ``None`` unknown.
    """

    kinds: frozenset[DataKind] = frozenset()
    tokens: str | None = None
    languages: str | None = None
    filtering: str | None = None


class Modality(StrEnum):
    """A kind of input or output."""

    TEXT = "text"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    PDF = "pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    How much fits into one request, in tokens; ``None`` is unknown, never zero.

    Attributes:
        context_tokens: Input and output together.
        max_input_tokens: Input alone.
        max_output_tokens: Output alone, reasoning included.

    Raises:
        InvalidInputError: One that is known isn't a whole number from 1 to 10**100.
    """

    context_tokens: int | None = None
    max_input_tokens: int | None = None
    max_output_tokens: int | None = None

    def __post_init__(self) -> None:
        """Check the counts."""
        check_count("context_tokens", self.context_tokens, least=1)
        check_count("max_input_tokens", self.max_input_tokens, least=1)
        check_count("max_output_tokens", self.max_output_tokens, least=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """
    What can be asked for: ``True``, ``False``, or ``None`` when nobody here knows.

    Attributes:
        tool_calling: It answers with calls of functions that the request describes.
        structured_output: It keeps to a schema that the request gives.
        reasoning: It can think before it answers; the tokens of that are output.
        prompt_caching: What was sent before can be read from a cache, by itself or when asked for.
        web_search: Live search at answer time.
    """

    tool_calling: bool | None = None
    structured_output: bool | None = None
    reasoning: bool | None = None
    prompt_caching: bool | None = None
    web_search: bool | None = None
    """Live search at answer time; it says nothing about training data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """
    What a developer trained, whoever serves it.

    Every fact is a plain value or ``None``: unknown. ``evidence[name]`` says where it comes from.

    Attributes:
        id: ``developer/name``.
        name: As the developer writes it.
        base: The model it was fine-tuned from; ``None`` for a model of its own, or when nobody here looked.
        family: The line it belongs to, such as ``claude-opus``.
        released: First public day.
        knowledge_cutoff: As the developer says it: ``2025-03`` or ``2025-03-31``.
        snapshots: Dated ids of frozen copies of this model.
        aliases: Other spellings, and moving ids that point at this model today.
        ids: What other libraries call the model itself.
        architecture: Dense, mixture of experts, router or undisclosed.
        total_parameters: As the developer states it, else the checkpoint's count (see its evidence).
        checkpoint_parameters: Counted in the weight files; includes draft layers.
        active_parameters: Parameters that work on one token.
        attention: The shape that sizes the cache.
        cache_layers: What all layers together keep of a sequence, by group of equal layers; ``None`` unknown.
        vocabulary: Rows of the embedding table: tokens, padding included.
        tied_embeddings: Whether one table is both input embedding and output head.
        draft_layers: Layers that only foretell further tokens (multi-token prediction), in the weight files beside the
            model's own; 0 if there are none.
        weights: Downloadable or not offered.
        license: Key of a `LicenseTerms` in the registry.
        training_data_released: Training data, or full information on it, is public; partly is ``False``.
        training_code_released: Training code is public; partly is ``False``.
        alignment: How it was aligned.
        training: What it was trained on.
        input: Kinds of input.
        output: Kinds of output.
        limits: Default limits; an offering may differ.
        capabilities: Default capabilities; an offering may differ.
        efforts: Which efforts it takes at its developer's API; ``None`` unknown.
        evidence: Who says so, by field.

    Raises:
        InvalidInputError: *id* or *base* is no model id; or, where it is known, a number of parameters or *vocabulary*
            isn't a whole number of at least 1, or *draft_layers* one of at least 0.
    """

    id: ModelId
    name: str
    base: ModelId | None = None
    family: str | None = None
    released: date | None = None
    knowledge_cutoff: str | None = None
    snapshots: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    ids: Mapping[Library, str] = field(default_factory=dict[Library, str])
    architecture: Architecture | None = None
    total_parameters: int | None = None
    checkpoint_parameters: int | None = None
    active_parameters: int | None = None
    attention: AttentionShape | None = None
    cache_layers: tuple[CacheLayers, ...] | None = None
    vocabulary: int | None = None
    tied_embeddings: bool | None = None
    draft_layers: int | None = None
    weights: Weights | None = None
    license: str | None = None
    training_data_released: bool | None = None
    training_code_released: bool | None = None
    alignment: Alignment | None = None
    training: TrainingData | None = None
    input: frozenset[Modality] | None = None
    output: frozenset[Modality] | None = None
    limits: Limits = field(default_factory=Limits)
    capabilities: Capabilities = field(default_factory=Capabilities)
    efforts: EffortLadder | None = None
    evidence: EvidenceByField

    def __post_init__(self) -> None:
        """Check the id and the counts, freeze the mapping."""
        freeze(self, "ids", self.ids)
        parse_model_id(self.id)
        if self.base is not None:
            parse_model_id(self.base)
        _check_counts(self, "total_parameters", "checkpoint_parameters", "active_parameters", "vocabulary")
        check_count("draft_layers", self.draft_layers)


def possible_license_kinds(model: Model, terms: LicenseTerms | None) -> frozenset[LicenseKind]:
    """
    Return the license kinds that *model* may be of, given what is known to be released.

    Never typed by hand: closed without weights; open-source with weights, training data, training code
    and *terms* that fit the Open Source AI Definition; open-weight otherwise. Where a part is unknown, more
    than one kind remains.
    """
    if isinstance(model.weights, NotOffered):
        return frozenset({LicenseKind.CLOSED})
    parts = (
        model.training_data_released,
        model.training_code_released,
        None if terms is None else terms.osaid_compatible,
    )
    if False in parts:
        open_kinds = {LicenseKind.OPEN_WEIGHT}
    elif None in parts:
        open_kinds = {LicenseKind.OPEN_WEIGHT, LicenseKind.OPEN_SOURCE}
    else:
        open_kinds = {LicenseKind.OPEN_SOURCE}
    return frozenset(open_kinds) if model.weights else frozenset({LicenseKind.CLOSED, *open_kinds})


def license_kind(model: Model, terms: LicenseTerms | None) -> LicenseKind | None:
    """Return the license kind of *model*, or ``None`` while more than one is possible."""
    kinds = possible_license_kinds(model, terms)
    return next(iter(kinds)) if len(kinds) == 1 else None
