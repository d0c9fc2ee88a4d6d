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


def _own_api(
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
    """Return a developer's own API; its names are its key where none are given."""
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


def _other_provider(
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
    """Return a provider that sells others' models; its names are its key where none are given."""
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
    _own_api("ai21", litellm=("ai21",), models_dev=(), name="AI21 Labs"),
    _own_api("alibaba", litellm=("dashscope",), pydantic_ai="alibaba"),
    _own_api(
        "anthropic",
        litellm=("anthropic",),
        genai_prices=("anthropic",),
        langchain_package="langchain_anthropic",
        pydantic_ai="anthropic",
        langchain="anthropic",
    ),
    _own_api("arcee", genai_prices=("arcee",)),
    _own_api("byteplus", developer="bytedance", name="BytePlus ModelArk", models_dev=()),
    _own_api(
        "cohere", litellm=("cohere_chat", "cohere"), genai_prices=("cohere",), pydantic_ai="cohere", langchain="cohere"
    ),
    _own_api(
        "deepseek",
        litellm=("deepseek",),
        genai_prices=("deepseek",),
        langchain_package="langchain_deepseek",
        pydantic_ai="deepseek",
        langchain="deepseek",
    ),
    _own_api(
        "google",
        litellm=("gemini",),
        genai_prices=("google",),
        langchain_package="langchain_google_genai",
        pydantic_ai="google",
        langchain="google_genai",
    ),
    _own_api("inception", litellm=("inception",)),
    _own_api("meta", litellm=("meta",), genai_prices=("meta",), pydantic_ai="meta", langchain="meta"),
    _own_api("minimax", litellm=("minimax",), genai_prices=("minimax",)),
    _own_api(
        "mistral",
        litellm=("mistral",),
        genai_prices=("mistral",),
        langchain_package="langchain_mistralai",
        pydantic_ai="mistral",
        langchain="mistralai",
    ),
    _own_api("moonshotai", litellm=("moonshot",), genai_prices=("moonshotai",), pydantic_ai="moonshotai"),
    _own_api(
        "openai",
        # The second one is LiteLLM's word for its older way of asking, without a conversation.
        litellm=("openai", "text-completion-openai"),
        genai_prices=("openai",),
        langchain_package="langchain_openai",
        pydantic_ai="openai",
        langchain="openai",
    ),
    _own_api(
        "perplexity",
        litellm=("perplexity",),
        genai_prices=("perplexity",),
        langchain_package="langchain_perplexity",
        langchain="perplexity",
    ),
    _own_api("poolside"),
    _own_api(
        "amazon-nova",
        developer="amazon",
        name="Amazon Nova API",
        litellm=("amazon_nova",),
        models_dev=("nova",),
        model_prices=("nova",),
    ),
    _own_api("bailing", developer="inclusionai"),
    _own_api("longcat", developer="meituan"),
    _own_api("sakana"),
    _own_api("sarvam", litellm=("sarvam",), model_prices=()),
    _own_api(
        "tencent",
        litellm=("tencent",),
        models_dev=("tencent-tokenhub",),
        model_prices=("tencent-tokenhub",),
    ),
    _own_api("stepfun", model_prices=("stepfun-ai",), models_dev=("stepfun-ai", "stepfun")),
    _own_api("thinkingmachines", name="Thinking Machines Lab"),
    _own_api("upstage", langchain="upstage"),
    _own_api(
        "xai",
        litellm=("xai",),
        genai_prices=("x-ai",),
        langchain_package="langchain_xai",
        pydantic_ai="xai",
        langchain="xai",
    ),
    _own_api("xiaomi", litellm=("xiaomi_mimo",)),
    _own_api("zai", developer="zhipuai", litellm=("zai",), genai_prices=("zai",), pydantic_ai="zai"),
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
    _other_provider("kilo", _AGGREGATOR),
    _other_provider("nano-gpt", _AGGREGATOR),
    _other_provider("edenai", _AGGREGATOR),
    _other_provider("llmgateway", _AGGREGATOR),
    _other_provider("merge-gateway", _AGGREGATOR),
    _other_provider("zenmux", _AGGREGATOR),
    _other_provider("abacus", _AGGREGATOR),
    _other_provider("cortecs", _AGGREGATOR),
    _other_provider("ofox", _AGGREGATOR),
    _other_provider("pioneer", _AGGREGATOR),
    _other_provider("venice", _AGGREGATOR),
    _other_provider("302ai", _AGGREGATOR),
    _other_provider("opencode", _AGGREGATOR),
    _other_provider("helicone", _AGGREGATOR),
    _other_provider("orcarouter", _AGGREGATOR),
    _other_provider("impossibl", _AGGREGATOR),
    _other_provider("huggingface", _AGGREGATOR),
    _other_provider("cloudflare-ai-gateway", _AGGREGATOR),
    _other_provider("jiekou", _AGGREGATOR),
    _other_provider("crossmodel", _AGGREGATOR),
    _other_provider("requesty", _AGGREGATOR),
    _other_provider("fastrouter", _AGGREGATOR),
    _other_provider("nearai", _AGGREGATOR),
    _other_provider("frogbot", _AGGREGATOR),
    _other_provider("unorouter", _AGGREGATOR),
    _other_provider("vivgrid", _AGGREGATOR),
    _other_provider("auriko", _AGGREGATOR),
    _other_provider("routing-run", _AGGREGATOR),
    _other_provider("xpersona", _AGGREGATOR),
    _other_provider("freemodel", _AGGREGATOR),
    _other_provider("daoxe", _AGGREGATOR),
    _other_provider("modelis", _AGGREGATOR),
    _other_provider("ai-router", _AGGREGATOR),
    _other_provider("aihubmix", _AGGREGATOR, litellm=("aihubmix",)),
    _other_provider("vercel", _AGGREGATOR, litellm=("vercel_ai_gateway",), pydantic_ai="vercel"),
    _other_provider("siliconflow", _HOST),
    _other_provider("greenpt", _HOST),
    _other_provider("crof", _HOST),
    _other_provider("hyper", _AGGREGATOR),
    _other_provider("tensorx", _HOST),
    _other_provider("neuralwatt", _HOST),
    _other_provider("meganova", _HOST),
    _other_provider("regolo-ai", _HOST),
    _other_provider("io-net", _HOST),
    _other_provider("evroc", _HOST),
    _other_provider("chutes", _HOST),
    _other_provider("clarifai", _HOST),
    _other_provider("ambient", _HOST),
    _other_provider("infomaniak", _HOST),
    _other_provider("berget", _HOST),
    _other_provider("inference", _HOST),
    _other_provider("submodel", _HOST),
    _other_provider("synthetic", _HOST),
    _other_provider("tinfoil", _HOST),
    _other_provider("privatemode-ai", _HOST),
    _other_provider("aki-io", _HOST),
    _other_provider("dinference", _HOST),
    _other_provider("inceptron", _HOST),
    _other_provider("mixlayer", _HOST),
    _other_provider("wafer.ai", _HOST),
    _other_provider("lilac", _HOST),
    _other_provider("empiriolabs", _AGGREGATOR),
    _other_provider("jalapeno", _HOST),
    _other_provider("aiand", _HOST, litellm=("aiand",)),
    _other_provider("avian", _HOST, name="Avian", genai_prices=("avian",), models_dev=()),
    _other_provider("cloudflare-workers-ai", _HOST, litellm=("cloudflare",), genai_prices=("cloudflare",)),
    _other_provider("crusoe", _HOST, litellm=("crusoe",), pydantic_ai="crusoe"),
    _other_provider("doubleword", _HOST, name="Doubleword", genai_prices=("doubleword",), models_dev=()),
    _other_provider("friendli", _HOST, litellm=("friendliai",)),
    _other_provider("hyperbolic", _HOST, name="Hyperbolic", litellm=("hyperbolic",), models_dev=()),
    _other_provider("lambda", _HOST, name="Lambda", litellm=("lambda_ai",), models_dev=()),
    _other_provider("modal", _HOST, genai_prices=("modal",)),
    _other_provider("nscale", _HOST, name="Nscale", litellm=("nscale",), models_dev=()),
    _other_provider("replicate", _HOST, name="Replicate", litellm=("replicate",), models_dev=()),
    _other_provider(
        "sambanova", _HOST, name="SambaNova", litellm=("sambanova",), models_dev=(), pydantic_ai="sambanova"
    ),
    _other_provider("wandb", _HOST, litellm=("wandb",)),
    _other_provider("cloudferro-sherlock", _CLOUD),
    _other_provider("digitalocean", _CLOUD, litellm=("gradient_ai",)),
    _other_provider("gmicloud", _CLOUD, litellm=("gmi",)),
    _other_provider("heroku", _CLOUD, name="Heroku", litellm=("heroku",), models_dev=()),
    _other_provider("hpc-ai", _CLOUD),
    _other_provider("oracle-oci", _CLOUD, name="Oracle Cloud Infrastructure", litellm=("oci",), models_dev=()),
    _other_provider("ovhcloud", _CLOUD, litellm=("ovhcloud",), genai_prices=("ovhcloud",), pydantic_ai="ovhcloud"),
    _other_provider("scaleway", _CLOUD, litellm=("scaleway",)),
    _other_provider("stackit", _CLOUD),
    _other_provider("vultr", _CLOUD),
    _other_provider("watsonx", _CLOUD, litellm=("watsonx",)),
    _other_provider("alibaba-token-plan", _SUBSCRIPTION),
    _other_provider("alibaba-coding-plan", _SUBSCRIPTION),
    _other_provider("cline-pass", _SUBSCRIPTION),
    _other_provider("gitlab", _SUBSCRIPTION),
    _other_provider("kimi-for-coding", _SUBSCRIPTION),
    _other_provider("minimax-coding-plan", _SUBSCRIPTION),
    _other_provider("ollama-cloud", _SUBSCRIPTION),
    _other_provider("stepfun-ai-step-plan", _SUBSCRIPTION),
    _other_provider("stepfun-step-plan", _SUBSCRIPTION),
    _other_provider("tencent-coding-plan", _SUBSCRIPTION),
    _other_provider("tencent-token-plan", _SUBSCRIPTION),
    _other_provider("umans-ai-coding-plan", _SUBSCRIPTION),
    _other_provider("xiaomi-token-plan-ams", _SUBSCRIPTION),
    _other_provider("xiaomi-token-plan-sgp", _SUBSCRIPTION),
    _other_provider("zai-coding-plan", _SUBSCRIPTION),
    _other_provider("hetzner", ProviderKind.TRIAL),
    ListedProvider(id="nvidia", kind=ProviderKind.TRIAL, models_dev=("nvidia",), history=False, langchain="nvidia"),
)
"""
Left out: Databricks, SAP, Snowflake and Poe, who price in units of their own; mainland APIs, priced in yuan; resellers whose
every price is missing, or a seventh of the list price, which is yuan taken for dollars.
"""


_ROUTED_BY_LITELLM = ("chutes", "cortecs", "edenai", "empiriolabs", "helicone", "nano-gpt", "openrouter", "synthetic")
"""Providers that LiteLLM's router knows by our key, and of whose rows in its map none is imported."""
_WITH_OTHER_LITELLM_IDS = frozenset({"amazon-bedrock", "azure", "google-vertex"})
"""Providers whose ids in LiteLLM name regions, deployments and kinds of models, and follow no rule of ours."""


def litellm_prefix(provider: ListedProvider) -> str | None:
    """
    Return what LiteLLM's router takes before an id of the provider; ``None`` where its ids follow no such rule.

    Of every other provider, each id in LiteLLM's map is this prefix and the provider's own id, or that alone.
    """
    if provider.id in _WITH_OTHER_LITELLM_IDS:
        return None
    return provider.id if provider.id in _ROUTED_BY_LITELLM else next(iter(provider.litellm), None)


def keys(catalogue: str) -> dict[str, str]:
    """Map each provider's name in a catalogue to our key; the catalogue is a field of `ListedProvider`."""
    return dict(_pairs(catalogue))


def _pairs(catalogue: str) -> Iterator[tuple[str, str]]:
    """Yield names and keys."""
    for provider in PROVIDERS:
        names = getattr(provider, catalogue)
        for name in (names,) if isinstance(names, str) else names or ():
            yield name, provider.id
