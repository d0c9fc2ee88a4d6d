"""What LiteLLM, pydantic-ai and LangChain make of an id, with keys that open nothing and no network."""

import json
import os
import socket
import sqlite3
import tempfile
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

from llm_selection.domain.identity import Library
from registry_tools.research.interop.verdicts import NO_NETWORK, Found, NetworkError, Resolve

__all__ = ["RESOLVERS", "in_copy", "in_openrouter", "repository", "without_network"]

_KEYS = [
    "ALIBABA",
    "ANTHROPIC",
    "BASETEN",
    "CEREBRAS",
    "CO",
    "COHERE",
    "CRUSOE",
    "DEEPSEEK",
    "FIREWORKS",
    "GITHUB_COPILOT",
    "GOOGLE",
    "GROQ",
    "META",
    "MISTRAL",
    "MODEL",
    "MOONSHOTAI",
    "NEBIUS",
    "NVIDIA",
    "OPENAI",
    "OPENROUTER",
    "OVHCLOUD",
    "PPLX",
    "SAMBANOVA",
    "TOGETHER",
    "UPSTAGE",
    "VERCEL_AI_GATEWAY",
    "XAI",
    "ZAI",
]
_UNUSED = "unused"


def without_network() -> None:
    """Refuse every connection, and set keys that open nothing: constructors only ask whether there is one."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise NetworkError(NO_NETWORK)

    for name in ("connect", "connect_ex"):
        setattr(socket.socket, name, refuse)
    setattr(socket, "getaddrinfo", refuse)  # noqa: B010 - as above, for a checker of types
    os.environ.update({f"{name}_API_KEY": _UNUSED for name in _KEYS})
    os.environ.update(
        AWS_ACCESS_KEY_ID=_UNUSED,
        AWS_SECRET_ACCESS_KEY=_UNUSED,
        AWS_REGION="us-east-1",
        AWS_DEFAULT_REGION="us-east-1",
        GOOGLE_CLOUD_PROJECT=_UNUSED,
        GOOGLE_CLOUD_LOCATION="us-central1",
        LITELLM_LOCAL_MODEL_COST_MAP="True",
    )
    folder = Path(tempfile.mkdtemp())
    os.environ.update(GITHUB_COPILOT_TOKEN_DIR=str(folder), CHATGPT_TOKEN_DIR=str(folder), HF_TOKEN=_UNUSED)
    (folder / "access-token").write_text(_UNUSED, encoding="utf-8")
    (folder / "auth.json").write_text(json.dumps({"access_token": _UNUSED, "expires_at": 2**40}), encoding="utf-8")
    credentials = folder / "credentials.json"
    parts = dict.fromkeys(("client_id", "client_secret", "refresh_token", "quota_project_id"), _UNUSED)
    credentials.write_text(json.dumps({"type": "authorized_user", **parts}), encoding="utf-8")
    os.environ["GOOGLE_APPLICATION_CREDENTIALS"] = str(credentials)


def _litellm() -> Resolve:
    """Return what its router makes of an id; its list is its map of prices."""
    litellm: Any = import_module("litellm")

    def resolve(text: str) -> Found:
        sent, provider, _, host = litellm.get_llm_provider(text)
        return Found(provider=provider, sent=sent, listed=text in litellm.model_cost, through=_host(host))

    return resolve


def _pydantic_ai() -> Resolve:
    """Return the model that it makes; its lists are ``KnownModelName``, and the windows it knows by genai-prices."""
    models: Any = import_module("pydantic_ai.models")
    known = frozenset(models.known_model_names())
    provider_of = cache(import_module("pydantic_ai.providers").infer_provider)

    def resolve(text: str) -> Found:
        model = models.infer_model(text, provider_of)
        listed = text in known or "context_window" in models.infer_model_profile(text)
        through = f"{type(model).__name__} {_host(model.base_url)}".strip()
        return Found(provider=model.system, sent=model.model_name, listed=listed, through=through)

    return resolve


def _langchain() -> Resolve:
    """Return the chat model that ``init_chat_model`` makes; its lists are the integrations' profiles."""
    make: Any = import_module("langchain.chat_models").init_chat_model

    def resolve(text: str) -> Found:
        provider = text.partition(":")[0]
        # Without a project, Vertex asks Google for its number.
        more = {"project": _UNUSED, "location": "us-central1"} if "vertex" in provider else {}
        model: Any = make(text, **more)
        sent = next(getattr(model, name) for name in _MODEL_FIELDS if getattr(model, name, None))
        return Found(provider=provider, sent=sent, listed=bool(model.profile), through=type(model).__name__)

    return resolve


_MODEL_FIELDS = ("model_id", "model_name", "model")
"""Where integrations keep the name of the model, the most telling first."""

RESOLVERS: Mapping[Library, Callable[[], Resolve]] = {
    Library.LITELLM: _litellm,
    Library.PYDANTIC_AI: _pydantic_ai,
    Library.LANGCHAIN: _langchain,
}
"""Libraries that take ids, each imported when it is asked first."""


def in_copy(path: Path) -> frozenset[str]:
    """Return the ids of models.dev's copy, as ``provider/id``."""
    with closing(sqlite3.connect(path)) as copy:
        return frozenset(name for (name,) in copy.execute("SELECT provider_id || '/' || id FROM models"))


def in_openrouter(copy: Collection[str]) -> frozenset[str]:
    """Return the ids of OpenRouter that models.dev's copy, LangChain's profiles or genai-prices have."""
    profiles: Collection[str] = import_module("langchain_openrouter.data._profiles")._PROFILES  # noqa: SLF001 - its list
    providers: Any = import_module("genai_prices.data").providers
    prices = {model.id for provider in providers if provider.id == "openrouter" for model in provider.models}
    return frozenset({name.removeprefix("openrouter/") for name in copy if name.startswith("openrouter/")}) | {
        *profiles,
        *prices,
    }


def repository() -> Callable[[str], str]:
    """Return Hugging Face's own check of the name of a repository, which gives the name back."""
    validate: Any = import_module("huggingface_hub.utils").validate_repo_id

    def checked(text: str) -> str:
        validate(text)
        return text

    return checked


def _host(address: str | None) -> str:
    """Return the host of an address."""
    return urlsplit(address or "").hostname or ""
