"""A small market for scans: one developer with its own API and a line of products, a cloud, a host and an aggregator."""

from datetime import date

from factories import DAY, evidence, model, offering, provider, registry, seen
from llm_selection.domain.evidence import Status
from llm_selection.domain.identity import Library
from llm_selection.domain.models import Downloadable, Modality, Model, NotOffered
from llm_selection.domain.offerings import Lifecycle, Offering, ProviderKind, Stage
from llm_selection.registry import Registry

__all__ = ["ENDED", "ENDS", "MARKET"]

ENDED = date(2026, 10, 1)
"""The day on which ``chat-1`` ended at its developer: a month before the market's day."""
ENDS = date(2026, 12, 1)
"""The day on which ``chat-2`` ends there: in thirty days."""

_TEXT = frozenset({Modality.TEXT})
_ACTIVE = Lifecycle(stage=Stage.ACTIVE)


def _chat(number: int, released: date | None, **changes: object) -> Model:
    """Make a closed model of one line."""
    return model(
        f"acme/chat-{number}",
        family="chat",
        released=released,
        weights=NotOffered(),
        input=_TEXT,
        output=_TEXT,
        **changes,
    )


def _models() -> list[Model]:
    """Make the models."""
    return [
        _chat(1, date(2025, 1, 1), snapshots=("acme/chat-1-0101",)),
        _chat(2, date(2025, 6, 1)),
        _chat(3, date(2026, 1, 1)),
        _chat(4, date(2026, 6, 1)),
        _chat(5, None),
        model("acme/talk-1", family="talk", weights=NotOffered(), aliases=("acme/talk-one",)),
        model("acme/o7", weights=NotOffered()),
        model(
            "acme/open-1",
            family="chat",
            released=date(2024, 1, 1),
            weights=Downloadable(repository="acme-org/Open-1"),
            input=_TEXT,
            output=_TEXT,
        ),
    ]


def _offerings() -> list[Offering]:
    """Make the offerings."""
    ended = Lifecycle(stage=Stage.DEPRECATED, retires=ENDED)
    own = evidence(**{"lifecycle.retires": seen(status=Status.DOCUMENTED, url="https://example.org/ends")})
    return [
        offering("acme/chat-1", "acme/chat-1", lifecycle=ended, ids={Library.LITELLM: "acme/chat-1"}, evidence=own),
        offering("cloud/chat-1", "acme/chat-1", lifecycle=_ACTIVE, ids={Library.LITELLM: "cloud/chat-1"}),
        offering("acme/chat-2", "acme/chat-2", lifecycle=Lifecycle(stage=Stage.ACTIVE, retires=ENDS)),
        offering("acme/chat-3", "acme/chat-3", lifecycle=_ACTIVE),
        offering("acme/chat-4", "acme/chat-4", lifecycle=_ACTIVE, ids={Library.LITELLM: "acme/chat-4"}),
        offering("cloud/chat-4", "acme/chat-4", lifecycle=Lifecycle(stage=Stage.PREVIEW)),
        offering("acme/chat-5", "acme/chat-5", lifecycle=Lifecycle(stage=Stage.RETIRED)),
        offering("acme/chat-latest", "acme/chat-4", moving=True, lifecycle=_ACTIVE),
        offering("acme/talk-1", "acme/talk-1"),
        offering("acme/o7", "acme/o7", lifecycle=Lifecycle(stage=Stage.DEPRECATED, deprecated=ENDED, successor="o8")),
        offering("host/acme-org/Open-1", "acme/open-1", lifecycle=Lifecycle(stage=Stage.RETIRED)),
        offering("host/open-one", "acme/open-1", lifecycle=Lifecycle(stage=Stage.DEPRECATED)),
        offering("router/open-one", "acme/open-1", lifecycle=_ACTIVE),
        offering("router/acme/chat-3:free", "acme/chat-3", lifecycle=_ACTIVE),
        offering("router/acme/chat-3", "acme/chat-3", lifecycle=_ACTIVE),
    ]


MARKET: Registry = registry(
    _models(),
    _offerings(),
    providers=[
        provider("acme", kind=ProviderKind.DEVELOPER, developer="acme"),
        provider("cloud", kind=ProviderKind.CLOUD),
        provider("host"),
        provider("router", kind=ProviderKind.AGGREGATOR),
    ],
    date=DAY,
)
"""What is scanned with."""
