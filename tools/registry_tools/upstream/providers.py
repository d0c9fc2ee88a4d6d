"""The providers we list, and what each catalogue and library calls them."""

from collections.abc import Iterator
from dataclasses import dataclass

from llm_selection.domain.offerings import ProviderKind

__all__ = ["DATED_IDS_ARE_COPIES", "PROVIDERS", "ListedProvider", "keys", "litellm_prefix"]

_DEVELOPER = ProviderKind.DEVELOPER
_CLOUD = ProviderKind.CLOUD
_HOST = ProviderKind.INFERENCE_HOST
_AGGREGATOR = ProviderKind.AGGREGATOR
_SUBSCRIPTION = ProviderKind.SUBSCRIPTION

DATED_IDS_ARE_COPIES = frozenset({"openai", "anthropic", "google"})
"""Developers whose dated ids are frozen copies of one model; elsewhere a date is another checkpoint."""


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


def _elsewhere(
    key: str,
    kind: ProviderKind,
    *,
    name: str | None = None,
    litellm: tuple[str, ...] = (),
    genai_prices: tuple[str, ...] = (),
    models_dev: tuple[str, ...] | None = None,
    history: bool = False,
    pydantic_ai: str | None = None,
) -> ListedProvider:
    """Return a provider that sells others' models, called by its key where nothing else is said."""
    return ListedProvider(
        id=key,
        kind=kind,
        name=name,
        litellm=litellm,
        genai_prices=genai_prices,
        models_dev=(key,) if models_dev is None else models_dev,
        history=history,
        pydantic_ai=pydantic_ai,
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
        # The second one is LiteLLM's word for its older way of asking, without a conversation.
        litellm=("openai", "text-completion-openai"),
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
    _lab(
        "amazon-nova",
        developer="amazon",
        name="Amazon Nova API",
        litellm=("amazon_nova",),
        models_dev=("nova",),
        model_prices=("nova",),
    ),
    _lab("bailing", developer="inclusionai"),
    _lab("longcat", developer="meituan"),
    _lab("sakana"),
    _lab("sarvam", litellm=("sarvam",), model_prices=()),
    _lab(
        "tencent",
        litellm=("tencent",),
        models_dev=("tencent-tokenhub",),
        model_prices=("tencent-tokenhub",),
    ),
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
    _elsewhere("kilo", _AGGREGATOR),
    _elsewhere("nano-gpt", _AGGREGATOR),
    _elsewhere("edenai", _AGGREGATOR),
    _elsewhere("llmgateway", _AGGREGATOR),
    _elsewhere("merge-gateway", _AGGREGATOR),
    _elsewhere("zenmux", _AGGREGATOR),
    _elsewhere("abacus", _AGGREGATOR),
    _elsewhere("cortecs", _AGGREGATOR),
    _elsewhere("ofox", _AGGREGATOR),
    _elsewhere("pioneer", _AGGREGATOR),
    _elsewhere("venice", _AGGREGATOR),
    _elsewhere("302ai", _AGGREGATOR),
    _elsewhere("opencode", _AGGREGATOR),
    _elsewhere("helicone", _AGGREGATOR),
    _elsewhere("orcarouter", _AGGREGATOR),
    _elsewhere("impossibl", _AGGREGATOR),
    _elsewhere("huggingface", _AGGREGATOR),
    _elsewhere("cloudflare-ai-gateway", _AGGREGATOR),
    _elsewhere("jiekou", _AGGREGATOR),
    _elsewhere("crossmodel", _AGGREGATOR),
    _elsewhere("requesty", _AGGREGATOR),
    _elsewhere("fastrouter", _AGGREGATOR),
    _elsewhere("nearai", _AGGREGATOR),
    _elsewhere("frogbot", _AGGREGATOR),
    _elsewhere("unorouter", _AGGREGATOR),
    _elsewhere("vivgrid", _AGGREGATOR),
    _elsewhere("auriko", _AGGREGATOR),
    _elsewhere("routing-run", _AGGREGATOR),
    _elsewhere("xpersona", _AGGREGATOR),
    _elsewhere("freemodel", _AGGREGATOR),
    _elsewhere("daoxe", _AGGREGATOR),
    _elsewhere("modelis", _AGGREGATOR),
    _elsewhere("ai-router", _AGGREGATOR),
    _elsewhere("aihubmix", _AGGREGATOR, litellm=("aihubmix",)),
    _elsewhere("vercel", _AGGREGATOR, litellm=("vercel_ai_gateway",), pydantic_ai="vercel"),
    _elsewhere("siliconflow", _HOST),
    _elsewhere("greenpt", _HOST),
    _elsewhere("crof", _HOST),
    _elsewhere("hyper", _AGGREGATOR),
    _elsewhere("tensorx", _HOST),
    _elsewhere("neuralwatt", _HOST),
    _elsewhere("meganova", _HOST),
    _elsewhere("regolo-ai", _HOST),
    _elsewhere("io-net", _HOST),
    _elsewhere("evroc", _HOST),
    _elsewhere("chutes", _HOST),
    _elsewhere("clarifai", _HOST),
    _elsewhere("ambient", _HOST),
    _elsewhere("infomaniak", _HOST),
    _elsewhere("berget", _HOST),
    _elsewhere("inference", _HOST),
    _elsewhere("submodel", _HOST),
    _elsewhere("synthetic", _HOST),
    _elsewhere("tinfoil", _HOST),
    _elsewhere("privatemode-ai", _HOST),
    _elsewhere("aki-io", _HOST),
    _elsewhere("dinference", _HOST),
    _elsewhere("inceptron", _HOST),
    _elsewhere("mixlayer", _HOST),
    _elsewhere("wafer.ai", _HOST),
    _elsewhere("lilac", _HOST),
    _elsewhere("empiriolabs", _AGGREGATOR),
    _elsewhere("jalapeno", _HOST),
    _elsewhere("aiand", _HOST, litellm=("aiand",)),
    _elsewhere("avian", _HOST, name="Avian", genai_prices=("avian",), models_dev=()),
    _elsewhere("cloudflare-workers-ai", _HOST, litellm=("cloudflare",), genai_prices=("cloudflare",)),
    _elsewhere("crusoe", _HOST, litellm=("crusoe",), pydantic_ai="crusoe"),
    _elsewhere("doubleword", _HOST, name="Doubleword", genai_prices=("doubleword",), models_dev=()),
    _elsewhere("friendli", _HOST, litellm=("friendliai",)),
    _elsewhere("hyperbolic", _HOST, name="Hyperbolic", litellm=("hyperbolic",), models_dev=()),
    _elsewhere("lambda", _HOST, name="Lambda", litellm=("lambda_ai",), models_dev=()),
    _elsewhere("modal", _HOST, genai_prices=("modal",)),
    _elsewhere("nscale", _HOST, name="Nscale", litellm=("nscale",), models_dev=()),
    _elsewhere("replicate", _HOST, name="Replicate", litellm=("replicate",), models_dev=()),
    _elsewhere("sambanova", _HOST, name="SambaNova", litellm=("sambanova",), models_dev=(), pydantic_ai="sambanova"),
    _elsewhere("wandb", _HOST, litellm=("wandb",)),
    _elsewhere("cloudferro-sherlock", _CLOUD),
    _elsewhere("digitalocean", _CLOUD, litellm=("gradient_ai",)),
    _elsewhere("gmicloud", _CLOUD, litellm=("gmi",)),
    _elsewhere("heroku", _CLOUD, name="Heroku", litellm=("heroku",), models_dev=()),
    _elsewhere("hpc-ai", _CLOUD),
    _elsewhere("oracle-oci", _CLOUD, name="Oracle Cloud Infrastructure", litellm=("oci",), models_dev=()),
    _elsewhere("ovhcloud", _CLOUD, litellm=("ovhcloud",), genai_prices=("ovhcloud",), pydantic_ai="ovhcloud"),
    _elsewhere("scaleway", _CLOUD, litellm=("scaleway",)),
    _elsewhere("stackit", _CLOUD),
    _elsewhere("vultr", _CLOUD),
    _elsewhere("watsonx", _CLOUD, litellm=("watsonx",)),
    _elsewhere("alibaba-token-plan", _SUBSCRIPTION),
    _elsewhere("alibaba-coding-plan", _SUBSCRIPTION),
    _elsewhere("cline-pass", _SUBSCRIPTION),
    _elsewhere("gitlab", _SUBSCRIPTION),
    _elsewhere("kimi-for-coding", _SUBSCRIPTION),
    _elsewhere("minimax-coding-plan", _SUBSCRIPTION),
    _elsewhere("ollama-cloud", _SUBSCRIPTION),
    _elsewhere("stepfun-ai-step-plan", _SUBSCRIPTION),
    _elsewhere("stepfun-step-plan", _SUBSCRIPTION),
    _elsewhere("tencent-coding-plan", _SUBSCRIPTION),
    _elsewhere("tencent-token-plan", _SUBSCRIPTION),
    _elsewhere("umans-ai-coding-plan", _SUBSCRIPTION),
    _elsewhere("xiaomi-token-plan-ams", _SUBSCRIPTION),
    _elsewhere("xiaomi-token-plan-sgp", _SUBSCRIPTION),
    _elsewhere("zai-coding-plan", _SUBSCRIPTION),
    _elsewhere("hetzner", ProviderKind.TRIAL),
    ListedProvider(id="nvidia", kind=ProviderKind.TRIAL, models_dev=("nvidia",), history=False, langchain="nvidia"),
)
"""
Left out: Databricks, SAP, Snowflake and Poe, who price in units of their own; mainland APIs, priced in yuan; resellers whose
every price is missing, or a seventh of the list price, which is yuan taken for dollars.
"""


_ROUTES = ("chutes", "cortecs", "edenai", "empiriolabs", "helicone", "nano-gpt", "openrouter", "synthetic")
"""LiteLLM's router knows them by our key, and its map has no row of theirs that is imported."""
_BY_LIST = frozenset({"amazon-bedrock", "azure", "google-vertex"})
"""There LiteLLM's ids name regions, deployments and kinds of models, by no rule of ours."""


def litellm_prefix(provider: ListedProvider) -> str | None:
    """
    Return what LiteLLM's router takes before an id of the provider; ``None`` where its ids follow no such rule.

    Of every other provider, each id in LiteLLM's map is this prefix and the provider's own id, or that alone.
    """
    if provider.id in _BY_LIST:
        return None
    return provider.id if provider.id in _ROUTES else next(iter(provider.litellm), None)


def keys(catalogue: str) -> dict[str, str]:
    """Map each provider's name in a catalogue to our key; the catalogue is a field of `ListedProvider`."""
    return dict(_pairs(catalogue))


def _pairs(catalogue: str) -> Iterator[tuple[str, str]]:
    """Yield names and keys."""
    for provider in PROVIDERS:
        names = getattr(provider, catalogue)
        for name in (names,) if isinstance(names, str) else names or ():
            yield name, provider.id
