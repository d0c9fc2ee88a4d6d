"""The providers we list, and what each catalogue and library calls them."""

from collections.abc import Iterator
from dataclasses import dataclass

from llm_selection.offerings import ProviderKind

__all__ = ["PROVIDERS", "ListedProvider", "keys"]

_DEVELOPER = ProviderKind.DEVELOPER
_CLOUD = ProviderKind.CLOUD
_HOST = ProviderKind.INFERENCE_HOST


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedProvider:
    """
    A provider and its names elsewhere; a catalogue that doesn't have it has no name.

    Attributes:
        name: What it calls itself, where models.dev has no entry to take it from.
        developer: The developer whose own API it is.
        models_dev: The first one is where its page is read.
        history: Whether the price history of models.dev's repository is used; not where prices drift from day to day.
        pydantic_ai: Prefix of pydantic-ai's model names.
        langchain: ``model_provider`` of LangChain's ``init_chat_model``.
    """

    id: str
    kind: ProviderKind
    name: str | None = None
    developer: str | None = None
    litellm: tuple[str, ...] = ()
    genai_prices: tuple[str, ...] = ()
    model_prices: tuple[str, ...] = ()
    models_dev: tuple[str, ...] = ()
    history: bool = True
    langchain_package: str | None = None
    pydantic_ai: str | None = None
    langchain: str | None = None


def _lab(
    key: str,
    *,
    developer: str | None = None,
    name: str | None = None,
    litellm: tuple[str, ...] = (),
    genai_prices: tuple[str, ...] = (),
    model_prices: tuple[str, ...] | None = None,
    models_dev: tuple[str, ...] | None = None,
    langchain_package: str | None = None,
    pydantic_ai: str | None = None,
    langchain: str | None = None,
) -> ListedProvider:
    """Return a developer's own API, called by its key where nothing else is said."""
    return ListedProvider(
        id=key,
        kind=_DEVELOPER,
        name=name,
        developer=developer or key,
        litellm=litellm,
        genai_prices=genai_prices,
        model_prices=(key,) if model_prices is None else model_prices,
        models_dev=(key,) if models_dev is None else models_dev,
        langchain_package=langchain_package,
        pydantic_ai=pydantic_ai,
        langchain=langchain,
    )


PROVIDERS = (
    _lab("ai21", litellm=("ai21",), models_dev=(), name="AI21 Labs"),
    _lab("alibaba", litellm=("dashscope",), pydantic_ai="alibaba"),
    _lab(
        "anthropic",
        litellm=("anthropic",),
        genai_prices=("anthropic",),
        langchain_package="langchain_anthropic",
        pydantic_ai="anthropic",
        langchain="anthropic",
    ),
    _lab("arcee", genai_prices=("arcee",)),
    _lab("byteplus", developer="bytedance", name="BytePlus ModelArk", models_dev=()),
    _lab(
        "cohere", litellm=("cohere_chat", "cohere"), genai_prices=("cohere",), pydantic_ai="cohere", langchain="cohere"
    ),
    _lab(
        "deepseek",
        litellm=("deepseek",),
        genai_prices=("deepseek",),
        langchain_package="langchain_deepseek",
        pydantic_ai="deepseek",
        langchain="deepseek",
    ),
    _lab(
        "google",
        litellm=("gemini",),
        genai_prices=("google",),
        langchain_package="langchain_google_genai",
        pydantic_ai="google",
        langchain="google_genai",
    ),
    _lab("inception", litellm=("inception",)),
    _lab("meta", litellm=("meta",), genai_prices=("meta",), pydantic_ai="meta", langchain="meta"),
    _lab("minimax", litellm=("minimax",), genai_prices=("minimax",)),
    _lab(
        "mistral",
        litellm=("mistral",),
        genai_prices=("mistral",),
        langchain_package="langchain_mistralai",
        pydantic_ai="mistral",
        langchain="mistralai",
    ),
    _lab("moonshotai", litellm=("moonshot",), genai_prices=("moonshotai",), pydantic_ai="moonshotai"),
    _lab(
        "openai",
        litellm=("openai",),
        genai_prices=("openai",),
        langchain_package="langchain_openai",
        pydantic_ai="openai",
        langchain="openai",
    ),
    _lab(
        "perplexity",
        litellm=("perplexity",),
        genai_prices=("perplexity",),
        langchain_package="langchain_perplexity",
        langchain="perplexity",
    ),
    _lab("poolside"),
    _lab("sakana"),
    _lab("stepfun", model_prices=("stepfun-ai",), models_dev=("stepfun-ai", "stepfun")),
    _lab("thinkingmachines", name="Thinking Machines Lab"),
    _lab("upstage", langchain="upstage"),
    _lab(
        "xai",
        litellm=("xai",),
        genai_prices=("x-ai",),
        langchain_package="langchain_xai",
        pydantic_ai="xai",
        langchain="xai",
    ),
    _lab("xiaomi", litellm=("xiaomi_mimo",)),
    _lab("zai", developer="zhipuai", litellm=("zai",), genai_prices=("zai",), pydantic_ai="zai"),
    ListedProvider(
        id="amazon-bedrock",
        kind=_CLOUD,
        litellm=("bedrock_converse", "bedrock", "bedrock_mantle"),
        genai_prices=("aws",),
        model_prices=("amazon-bedrock",),
        models_dev=("amazon-bedrock",),
        langchain_package="langchain_aws",
        pydantic_ai="bedrock",
        langchain="bedrock_converse",
    ),
    ListedProvider(
        id="azure", kind=_CLOUD, litellm=("azure", "azure_ai"), genai_prices=("azure",), models_dev=("azure",)
    ),
    ListedProvider(
        id="google-vertex",
        kind=_CLOUD,
        litellm=(
            "vertex_ai",
            "vertex_ai-language-models",
            "vertex_ai-anthropic_models",
            "vertex_ai-mistral_models",
            "vertex_ai-llama_models",
            "vertex_ai-deepseek_models",
            "vertex_ai-qwen_models",
            "vertex_ai-zai_models",
            "vertex_ai-openai_models",
            "vertex_ai-minimax_models",
            "vertex_ai-moonshot_models",
            "vertex_ai-ai21_models",
        ),
        models_dev=("google-vertex", "google-vertex-anthropic"),
        langchain_package="langchain_google_vertexai",
        pydantic_ai="google-cloud",
        langchain="google_vertexai",
    ),
    ListedProvider(
        id="baseten",
        kind=_HOST,
        litellm=("baseten",),
        genai_prices=("baseten",),
        models_dev=("baseten",),
        langchain="baseten",
    ),
    ListedProvider(
        id="cerebras",
        kind=_HOST,
        litellm=("cerebras",),
        genai_prices=("cerebras",),
        models_dev=("cerebras",),
        pydantic_ai="cerebras",
    ),
    ListedProvider(id="deepinfra", kind=_HOST, litellm=("deepinfra",), models_dev=("deepinfra",)),
    ListedProvider(
        id="fireworks-ai",
        kind=_HOST,
        litellm=("fireworks_ai",),
        genai_prices=("fireworks",),
        models_dev=("fireworks-ai",),
        langchain_package="langchain_fireworks",
        pydantic_ai="fireworks",
        langchain="fireworks",
    ),
    ListedProvider(
        id="groq",
        kind=_HOST,
        litellm=("groq",),
        genai_prices=("groq",),
        models_dev=("groq",),
        langchain_package="langchain_groq",
        pydantic_ai="groq",
        langchain="groq",
    ),
    ListedProvider(id="nebius", kind=_HOST, litellm=("nebius",), models_dev=("nebius",), pydantic_ai="nebius"),
    ListedProvider(
        id="novita-ai", kind=_HOST, litellm=("novita",), genai_prices=("novita",), models_dev=("novita-ai",)
    ),
    ListedProvider(
        id="togetherai",
        kind=_HOST,
        litellm=("together_ai",),
        genai_prices=("together",),
        models_dev=("togetherai",),
        pydantic_ai="together",
        langchain="together",
    ),
    ListedProvider(
        id="openrouter",
        kind=ProviderKind.AGGREGATOR,
        genai_prices=("openrouter",),
        models_dev=("openrouter",),
        history=False,
        langchain_package="langchain_openrouter",
        pydantic_ai="openrouter",
        langchain="openrouter",
    ),
    ListedProvider(
        id="chatgpt", kind=ProviderKind.SUBSCRIPTION, name="ChatGPT subscription", litellm=("chatgpt",), history=False
    ),
    ListedProvider(
        id="github-copilot",
        kind=ProviderKind.SUBSCRIPTION,
        litellm=("github_copilot",),
        models_dev=("github-copilot",),
        history=False,
        pydantic_ai="github-copilot",
    ),
    ListedProvider(
        id="opencode-go",
        kind=ProviderKind.SUBSCRIPTION,
        litellm=("opencode_go",),
        models_dev=("opencode-go",),
        history=False,
    ),
    ListedProvider(id="nvidia", kind=ProviderKind.TRIAL, models_dev=("nvidia",), history=False, langchain="nvidia"),
)
"""Left out: Databricks, whose dollar prices LiteLLM derives from units of its own; Zhipu's mainland API, priced in yuan."""


def keys(catalogue: str) -> dict[str, str]:
    """Map each provider's name in a catalogue to our key; the catalogue is a field of `ListedProvider`."""
    return dict(_pairs(catalogue))


def _pairs(catalogue: str) -> Iterator[tuple[str, str]]:
    """Yield names and keys."""
    for provider in PROVIDERS:
        names = getattr(provider, catalogue)
        for name in (names,) if isinstance(names, str) else names or ():
            yield name, provider.id
