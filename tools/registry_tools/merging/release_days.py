"""When a model was released: which of the days that are told of it is believed."""

import re
from collections.abc import Sequence
from datetime import date

from registry_tools.tables import Row
from registry_tools.toml_files import Record, latest_day
from registry_tools.upstream import survey
from registry_tools.upstream.model_cards import HUB_RANK, OWN_RANK, Card
from registry_tools.upstream.models_dev import COPY

__all__ = ["release_day", "with_known_day", "with_other_day"]

_WHOLE_DAY = len("2026-11-23")
_HUB_LAG_DAYS = 90
"""How long after its repository was created a model can be announced; a later date is of something else."""
_HUB_LEAD_DAYS = 30
"""How long before its repository a model can have been out, as an API; an earlier date is of something else."""
_ANOTHER_DAY = 7
"""Days from which on two release days are no longer one day told by two clocks."""
_PRICE_LAG_DAYS = 1
"""How long after its first price a model can be released, by the clocks of two time zones."""
_NAMED_MONTH = re.compile(
    r"-(?:(?P<year>2[3-9])(?P<month>0[1-9]|1[0-2])|(?P<month_first>0[1-9]|1[0-2])-20(?P<last>2[3-9]))$"
)
"""A checkpoint's own month at the end of its name: ``-2512`` as Mistral writes it, ``-03-2025`` as Cohere does."""


def release_day(
    cards: Sequence[Card], row: Row | None, model: str = "", first_price: date | None = None
) -> tuple[date | None, Record | None]:
    """
    Return the first public day of *model* and who says so.

    The catalogue's own entry and the developer's API come first, then the survey, then a listing of the hub's
    repositories, then what most hosts list. A date that can't go with the month in the model's name is passed over,
    and of hosts one that can't go with the day on which the hub repository was created, or with *first_price* at
    the developer's own API; the repository's day itself comes last. OpenRouter often gives the day it began to list
    a model, so its word counts last; one host alone in an old catalogue isn't enough.
    """
    surveyed, shown = survey.release(row) if row else (None, None)
    if surveyed and not _fits_name(surveyed, model):
        surveyed, shown = None, None
    cards = [card for card in cards if (day := _whole_day(card.released)) and _fits_name(day, model)]
    # An id that moves to another checkpoint is given a new day, so what was read first counts.
    for card in sorted(cards, key=lambda card: card.source == COPY):
        day = _whole_day(card.released)
        if card.rank <= OWN_RANK and day:
            return day, card.evidence()
    hub = surveyed if shown and "hub repository" in shown.get("note", "") else None
    if surveyed and not hub:
        return surveyed, shown
    if hub and not _may_be_sold_by(hub, first_price):
        surveyed, shown = None, None
    dated = [
        (day, card)
        for card in cards
        if (day := _whole_day(card.released)) and _plausible(day, hub) and _may_be_sold_by(day, first_price)
    ]
    if not dated:
        return surveyed, shown
    best_day, best = dated[0]
    if best.rank == HUB_RANK:
        return best_day, best.evidence()
    by_host = {card.host: (day, card) for day, card in reversed(dated)}
    voices = sorted(by_host.values(), key=lambda voice: (voice[1].host == "openrouter", voice[1].source))
    days = [day for day, _ in voices]
    agreed = max(days, key=days.count)
    card = next(card for day, card in voices if day == agreed)
    alone = days.count(agreed) == 1
    # One host's listing tells when that host began, not when weights that existed before were released.
    if alone and ((hub is None and card.source == "models-dev") or (surveyed and surveyed < agreed)):
        return surveyed, shown
    return agreed, card.evidence(f"{days.count(agreed)} of {len(days)} hosts date it so")


def with_known_day(record: Record, before: Record, first_price: date | None = None) -> None:
    """
    Keep the day that was known of a model where nobody gives one any more, or only a later one.

    What has a price or a result of a day was out by then; lists give an id that moves, or comes to them late, a new day.
    A day that is too early is put right by hand. One after *first_price*, the first day of which a price is known, is
    nobody's, nor is a day of knowledge after the release.
    """
    fields = record["evidence"].setdefault("fields", {})
    known, told = before.get("released"), before.get("evidence", {})
    if known is not None and record.get("released", date.max) > known:
        record["released"] = known
        fields["released"] = told.get("fields", {}).get("released", told["record"])
    released = record.get("released")
    if released is not None and first_price is not None and released > first_price:
        del record["released"]
        fields.pop("released", None)
    elif released is not None and record.get("knowledge_cutoff", "")[:7] > released.isoformat()[:7]:
        del record["knowledge_cutoff"]
        fields.pop("knowledge_cutoff", None)
    if not fields:
        del record["evidence"]["fields"]


def with_other_day(day: date | None, shown: Record | None, row: Row | None) -> Record | None:
    """Keep the survey's day as dissent where it is a week or more off the one that was taken."""
    surveyed, survey_evidence = survey.release(row) if row else (None, None)
    if day is None or shown is None or surveyed is None or survey_evidence is None:
        return shown
    if abs((surveyed - day).days) < _ANOTHER_DAY or survey_evidence["source"] == shown["source"]:
        return shown
    dissent = [{"value": surveyed.isoformat(), "source": survey_evidence["source"]}]
    return {**shown, "agreement": "disputed", "dissent": dissent}


def _whole_day(text: str) -> date | None:
    """Read a date; a month alone is no day, and the first of January is what listings put for "some time"."""
    day = latest_day(text) if len(text) == _WHOLE_DAY else None
    return None if day and (day.month, day.day) == (1, 1) else day


def _plausible(day: date, hub: date | None) -> bool:
    """
    Say whether *day* can be the release of weights whose repository was created on *hub*.

    Before it, the first of a month is what listings put where they know the month alone.
    """
    if hub is None or day >= hub:
        return hub is None or (day - hub).days <= _HUB_LAG_DAYS
    return (hub - day).days <= 1 or ((hub - day).days <= _HUB_LEAD_DAYS and day.day > 1)


def _may_be_sold_by(day: date, first_price: date | None) -> bool:
    """Say whether a model released on *day* can have had a price on *first_price*."""
    return first_price is None or (day - first_price).days <= _PRICE_LAG_DAYS


def _fits_name(day: date, model: str) -> bool:
    """
    Say whether *day* can be the release of a checkpoint with a month in its name: that month or one beside it.

    >>> _fits_name(date(2024, 11, 1), "mistral/mistral-large-2512")
    False
    >>> _fits_name(date(2026, 4, 29), "mistral/mistral-medium-2604")
    True
    """
    named = _NAMED_MONTH.search(model)
    if named is None:
        return True
    year = int(named["year"] or named["last"])
    month = int(named["month"] or named["month_first"])
    return abs((day.year - 2000 - year) * 12 + day.month - month) <= 1
