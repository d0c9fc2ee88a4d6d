"""
Consensus: one offering out of what several catalogues say about it.

Catalogues of one family copy from one another and speak once, with the freshest. Two families that agree win. A price
that another family dates as superseded is an old copy and no vote. What stays disputed is published by a
fixed order of trust and marked, with the values that lost.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Generic, TypeAlias, TypeVar

from llm_selection.domain.evidence import Agreement, Dissent, Evidence, Status
from llm_selection.domain.models import Capabilities, Limits, Modality
from llm_selection.domain.offerings import Lifecycle, Stage
from llm_selection.domain.prices import DateBasis, Mode, PricePeriod, PriceSchedule, RateCard
from registry_tools.upstream.announced_ends import End
from registry_tools.upstream.listings import Family, Listing, without_old_labels

__all__ = [
    "MODELS_DEV",
    "NOBODY_SAYS",
    "NO_LONGER_LISTED",
    "OUTPUT_OF_TEXT",
    "Claim",
    "Judged",
    "judge_capabilities",
    "judge_input",
    "judge_lifecycle",
    "judge_limits",
    "judge_output",
    "judge_prices",
]

NO_LONGER_LISTED = "no longer listed by models.dev; it may have ended"
OUTPUT_OF_TEXT = "output is that of text"
MODELS_DEV = "models-dev"
_PRICE_TOLERANCE = Decimal("0.005")
_LIMIT_TOLERANCE = 0.03
_CAP_TOLERANCE = 0.01
_SAME_CHANGE = timedelta(days=45)
"""Two catalogues date one price change at most this far apart."""
_ROUND_MILLION = {1_000_000: 1_048_576}
"""A window as some catalogues round it, and what it is exactly."""
_LIMIT_ORDER = (Family.MODELS_DEV, Family.LITELLM, Family.GENAI_PRICES)
_RATES = ("input", "output", "cache_read", "cache_write_5m", "cache_write_1h", "input_audio")

T = TypeVar("T")
_Statement: TypeAlias = tuple[T, Evidence, bool]
"""What somebody says, who, and whether it is the developer's own library."""
Pair = tuple[Decimal, Decimal]
"""Input and output price, US dollars per million tokens."""


@dataclass(frozen=True, slots=True)
class Claim(Generic[T]):
    """A value as one family gives it."""

    family: Family
    source: str
    value: T


@dataclass(frozen=True, slots=True)
class Judged(Generic[T]):
    """
    A value with the evidence it stands on; no evidence means that nobody said anything.

    Of a group of facts, ``parts`` has the evidence of those that don't share the group's.
    """

    value: T
    evidence: Evidence | None
    parts: Mapping[str, Evidence] = field(default_factory=dict)


NOBODY_SAYS: Judged[frozenset[Modality] | None] = Judged(None, None)
"""The kinds of output where no record gives any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Vote:
    """A family's price of today, with the day from which it holds, if known, and the prices that it replaced."""

    family: Family
    period: PricePeriod
    pair: Pair
    dated: date | None
    superseded: tuple[Pair, ...]
    read: date
    checked: bool
    timeline: tuple[PricePeriod, ...]


def judge_prices(
    listings: Sequence[Listing], *, today: date, images: Decimal | None = None
) -> Judged[PriceSchedule | None]:
    """
    Return the price schedule and how far the families agree on the price of today.

    The history is model-prices' or models.dev's; another family's dated change is added where it is newer, and its
    date is taken where both know the change. Modes, tiers and cache prices that the winner lacks are
    filled in from families that agree with its base price. *images* is what the model's images cost out: who gives
    that as the price of the output says nothing of text.
    """
    free = [listing for listing in listings if listing.zero]
    votes = [vote for family in Family if (vote := _vote(family, listings, today)) is not None]
    if not votes:
        return Judged(None, None)
    images = next((listing.image_output for listing in listings if listing.image_output), images)
    of_images = [vote for vote in votes if images and _same((vote.pair[1], images), (images, images))]
    of_text = [vote for vote in votes if vote not in of_images]
    if of_images and of_text:
        votes = [*of_text, *(_as_price_of_text(vote, of_text[0].pair[1]) for vote in of_images)]
    elif of_images:
        return Judged(None, None)
    winner, agreement = _winner(votes)
    if of_images:
        agreement = Agreement.DISPUTED
    if free:
        agreement = Agreement.DISPUTED
    agreeing = [vote for vote in votes if _same(vote.pair, winner.pair)]
    losing = [*of_images, *(vote for vote in votes if _contradicts(vote, winner))]
    dissent = [
        Dissent(value=f"input {vote.pair[0]}, output {vote.pair[1]}", source=vote.period.evidence.source)
        for vote in losing
    ]
    dissent += [Dissent(value="input 0, output 0", source=listing.evidence.source) for listing in free]
    others = [vote for vote in agreeing if vote is not winner]
    cards, cache_dissent = _filled_from_others(winner, others)
    notes = []
    completed = _completion_note(winner.period, others, cards)
    if completed:
        notes.append(completed)
    if cache_dissent:
        notes.append("the cache read price differs")
    if images:
        notes.append(f"{OUTPUT_OF_TEXT}; images out cost {images.normalize():f} a million tokens")
    if any(vote.timeline[-1].effective > today for vote in votes):
        notes.append("announced prices lie in the future")
    evidence = replace(
        winner.period.evidence,
        as_of=winner.read,
        agreement=agreement,
        dissent=(*dissent, *cache_dissent),
        note="; ".join(notes) or None,
    )
    return Judged(PriceSchedule(periods=_history(votes, winner, agreeing, cards, today=today)), evidence)


def _vote(family: Family, listings: Sequence[Listing], today: date) -> _Vote | None:
    """Return a family's vote: its freshest member with a price."""
    members = [listing for listing in listings if listing.family is family]
    priced = [listing for listing in members if listing.periods]
    if not priced:
        return None
    # A catalogue that checks prices against the provider's pages speaks for its family.
    best = max(priced, key=lambda item: (item.prices_checked, item.evidence.as_of))
    # A zero means free, trial or missing, so it is no vote; but nor is the price that it replaced.
    if any(listing.zero and listing.evidence.as_of >= best.evidence.as_of for listing in members):
        return None
    history = max(priced, key=lambda item: (item.prices_checked, len(item.periods)))
    timeline = best.periods if best is history else _joined(history.periods, best.periods[-1])
    in_force = [period for period in timeline if period.effective <= today]
    if not in_force:
        return None
    current = in_force[-1]
    pair = _pair(current)
    earlier = [_pair(period) for period in in_force[:-1]]
    dated = current.basis is DateBasis.DOCUMENTED or (best.prices_checked and current.basis is not DateBasis.COMMIT)
    return _Vote(
        family=family,
        period=current,
        pair=pair,
        dated=current.effective if dated else None,
        superseded=tuple(value for value in earlier if not _same(value, pair)),
        read=best.evidence.as_of,
        checked=best.prices_checked,
        timeline=timeline,
    )


def _as_price_of_text(vote: _Vote, text: Decimal) -> _Vote:
    """
    Turn a vote whose output price is that of images into a vote with the output price of *text*.

    Its days and its other prices stay; the output price of text in other modes isn't known.
    """

    def turned(period: PricePeriod) -> PricePeriod:
        then, now = _pair(period)[1], vote.pair[1]
        same = _same((then, then), (now, now))
        cards = tuple(replace(card, output=text if _is_base(card) else None) for card in period.cards)
        return replace(period, cards=cards) if same else period

    return replace(
        vote,
        period=turned(vote.period),
        pair=(vote.pair[0], text),
        timeline=tuple(map(turned, vote.timeline)),
    )


def _joined(history: tuple[PricePeriod, ...], newest: PricePeriod) -> tuple[PricePeriod, ...]:
    """Add a newer observation to a history, if its price differs."""
    if _same(_pair(history[-1]), _pair(newest)):
        return (*history[:-1], replace(history[-1], cards=newest.cards))
    return (*history, newest) if newest.effective > history[-1].effective else history


def _winner(votes: Sequence[_Vote]) -> tuple[_Vote, Agreement]:
    """Pick the price of today by the precedence rule."""
    if len(votes) == 1:
        return votes[0], Agreement.SINGLE
    live = [vote for vote in votes if not any(_is_old_copy(vote, other, votes) for other in votes)]
    for vote in sorted(live, key=_trust_order):
        agreeing = [other for other in live if _same(vote.pair, other.pair)]
        if len(agreeing) > 1:
            # Prefer a family that dates the price, then one that checks it, then the one that read it last.
            speaker = max(agreeing, key=lambda other: (other.dated is not None, other.checked, other.read))
            return speaker, Agreement.AGREED
    best = min(live or votes, key=_trust_order)
    contradicted = any(_contradicts(vote, best) for vote in votes)
    return best, Agreement.DISPUTED if contradicted else Agreement.SINGLE


def _contradicts(vote: _Vote, best: _Vote) -> bool:
    """Say whether a vote differs from the best one and isn't merely older than the change it dates."""
    return not _same(vote.pair, best.pair) and not (best.dated is not None and vote.read < best.dated)


def _is_old_copy(vote: _Vote, other: _Vote, votes: Sequence[_Vote]) -> bool:
    """
    Say whether *other* dates a change away from *vote*'s price that *vote* can't have seen.

    A catalogue without dates may always be behind, unless a third one read after the change confirms
    it; one with dates is behind only if it was read before the change.
    """
    if other.dated is None or not any(_same(vote.pair, past) for past in other.superseded):
        return False
    if vote.family is not Family.LITELLM:
        return vote.read < other.dated
    return not any(
        third.family not in (vote.family, other.family) and third.read >= other.dated and _same(third.pair, vote.pair)
        for third in votes
    )


def _trust_order(vote: _Vote) -> tuple[int, int, int]:
    """Order disputed prices: dated and newest, then checked against the provider's pages, then LiteLLM, then others."""
    by_family = {Family.LITELLM: 0, Family.MODELS_DEV: 1, Family.GENAI_PRICES: 2}
    if vote.dated is not None:
        return (0, -vote.dated.toordinal(), 0 if vote.checked else 1)
    return (1, 0 if vote.checked else 1, by_family[vote.family])


def _history(
    votes: Sequence[_Vote],
    winner: _Vote,
    agreeing: Sequence[_Vote],
    cards: tuple[RateCard, ...],
    *,
    today: date,
) -> tuple[PricePeriod, ...]:
    """Return the periods: the best history up to today's price, then announced prices."""
    timelines = {vote.family: vote.timeline for vote in votes}
    trusted = len(agreeing) > 1 or winner.dated is not None
    base = list(timelines.get(Family.MODELS_DEV, ()))
    dated = [period for period in timelines.get(Family.GENAI_PRICES, ()) if period.basis is DateBasis.DOCUMENTED]
    base = _with_documented_days(base, dated)
    past = [period for period in base if period.effective <= today]
    matching = [index for index, period in enumerate(past) if _same(_pair(period), winner.pair)]
    if matching:
        past = past[: matching[-1] + 1]
        # The period's own source held its own cards alone, whoever the winner is.
        elsewhere = [vote for vote in agreeing if vote.period.evidence.source != past[-1].evidence.source]
        note = _completion_note(past[-1], elsewhere, cards)
        past[-1] = replace(past[-1], cards=cards, evidence=replace(past[-1].evidence, note=note))
        _begin_run(past, winner)
    else:
        first = min(
            (_known_since(vote, winner) for vote in agreeing if vote.family is not Family.MODELS_DEV), default=None
        )
        start = first or winner.period.effective
        # A history that contradicts an undated winner has no known change to it, so it isn't the winner's past.
        past = [period for period in past if trusted and period.effective < start]
        newest = past[-1].effective if past else date.min
        past += [period for period in dated if newest < period.effective < start]
        others = [vote for vote in agreeing if vote is not winner]
        kept = replace(winner.period.evidence, note=_completion_note(winner.period, others, cards))
        past.append(replace(winner.period, effective=start, cards=cards, evidence=kept))
    future = {
        period.effective: period for vote in reversed(votes) for period in vote.timeline if period.effective > today
    }
    return (*_one_a_day(past), *(future[day] for day in sorted(future)))


def _begin_run(past: list[PricePeriod], winner: _Vote) -> None:
    """Start the last base price of *past* on the winner's documented day, if that is earlier but after the price before it."""
    first = len(past) - 1
    while first and _same(_pair(past[first - 1]), winner.pair):
        first -= 1
    if winner.family is Family.MODELS_DEV or winner.dated is None or winner.dated >= past[first].effective:
        return
    if not first or past[first - 1].effective < winner.dated:
        evidence = replace(winner.period.evidence, note=past[first].evidence.note)
        past[first] = replace(past[first], effective=winner.dated, basis=DateBasis.DOCUMENTED, evidence=evidence)


def _known_since(vote: _Vote, winner: _Vote) -> date:
    """Return the day from which an agreeing family has the winner's price."""
    return winner.dated or vote.dated or vote.period.effective if vote.period.effective != date.min else vote.read


def _one_a_day(periods: Iterable[PricePeriod]) -> list[PricePeriod]:
    """Keep periods whose dates rise, the later one where two fall on a day."""
    by_day = {period.effective: period for period in periods}
    return [by_day[day] for day in sorted(by_day)]


def _with_documented_days(periods: list[PricePeriod], dated: Iterable[PricePeriod]) -> list[PricePeriod]:
    """
    Take a documented day for a change that was only recorded near it.

    A recorded day is one on which the price was there already, so a documented one can only be earlier.
    """
    dated_periods = list(periods)
    for known in dated:
        for index, period in enumerate(dated_periods):
            near = timedelta(0) <= period.effective - known.effective <= _SAME_CHANGE
            if near and period.basis is not DateBasis.DOCUMENTED and _same(_pair(period), _pair(known)):
                after_previous = index == 0 or dated_periods[index - 1].effective < known.effective
                before_next = index + 1 == len(dated_periods) or known.effective < dated_periods[index + 1].effective
                if after_previous and before_next:
                    cards = tuple(_with_documented_rates(card, known.cards) for card in period.cards)
                    dated_periods[index] = replace(
                        period,
                        effective=known.effective,
                        basis=DateBasis.DOCUMENTED,
                        cards=cards,
                        evidence=known.evidence,
                    )
                break
    return dated_periods


def _with_documented_rates(card: RateCard, known: Iterable[RateCard]) -> RateCard:
    """Take the rates of the source that documents a change; a mere record of it may hold old rates for long prompts."""
    match = next((other for other in known if _same_place(card, other)), card)
    return replace(card, **{name: rate for name in _RATES if (rate := getattr(match, name)) is not None})


def _pair(period: PricePeriod) -> Pair:
    """Return the base price of a period."""
    base = next(card for card in period.cards if card.mode is Mode.STANDARD and not card.above_prompt_tokens)
    if base.input is None or base.output is None:
        raise ValueError(f"a period without a base price, from {period.effective}")
    return base.input, base.output


def _same(one: Pair, other: Pair) -> bool:
    """Say whether two base prices are the same but for rounding."""
    return all(abs(a - b) <= _PRICE_TOLERANCE * max(a, b) for a, b in zip(one, other, strict=True))


def _filled_from_others(winner: _Vote, others: Sequence[_Vote]) -> tuple[tuple[RateCard, ...], list[Dissent]]:
    """Complete the winner's cards from families that agree, and return cache prices that differ as dissent."""
    cards = _with_weekdays(list(winner.period.cards), others)
    has_hours = any(card.windows for card in cards)
    dissent: list[Dissent] = []
    for other in sorted(others, key=lambda vote: (vote.family is not Family.LITELLM, vote.family)):
        for card in other.period.cards:
            index = next((i for i, mine in enumerate(cards) if _same_place(mine, card)), None)
            if index is None:
                if not (card.windows and has_hours):
                    cards.append(card)
                continue
            if _is_base(card) and _differ(cards[index].cache_read, card.cache_read):
                dissent.append(Dissent(value=f"cache read {card.cache_read}", source=other.period.evidence.source))
            gaps = {name: getattr(card, name) for name in _RATES if getattr(cards[index], name) is None}
            cards[index] = replace(cards[index], **gaps)
        has_hours = any(card.windows for card in cards)
    return tuple(sorted(without_old_labels(cards), key=_card_order)), dissent


def _completion_note(period: PricePeriod, others: Sequence[_Vote], cards: Sequence[RateCard]) -> str | None:
    """Note what was added to the *period*'s own cards, and from whom; ``None`` if nothing was."""
    return "; ".join(_completions(sorted(period.cards, key=_card_order), others, cards)) or None


def _completions(own: Sequence[RateCard], others: Sequence[_Vote], cards: Sequence[RateCard]) -> Iterator[str]:
    """Yield what was filled in, and from whom."""
    if _without_audio(cards) != _without_audio(own):
        names = sorted({vote.period.evidence.source for vote in others})
        yield f"modes, tiers or cache prices completed from {', '.join(names)}"
    if sum(card.input_audio is not None for card in cards) > sum(card.input_audio is not None for card in own):
        heard = [vote for vote in others if any(card.input_audio is not None for card in vote.period.cards)]
        yield f"prices of audio completed from {', '.join(sorted({vote.period.evidence.source for vote in heard}))}"


def _without_audio(cards: Iterable[RateCard]) -> list[RateCard]:
    """Leave the rates for audio out."""
    return [replace(card, input_audio=None) for card in cards]


def _with_weekdays(cards: list[RateCard], others: Sequence[_Vote]) -> list[RateCard]:
    """Take the hours of a family that knows the days of the week, where the winner has the hours alone."""
    if not any(card.windows for card in cards) or _knows_weekdays(cards):
        return cards
    better = next((other for other in others if _knows_weekdays(other.period.cards)), None)
    if better is None:
        return cards
    return [card for card in cards if not card.windows] + [card for card in better.period.cards if card.windows]


def _knows_weekdays(cards: Iterable[RateCard]) -> bool:
    """Say whether hours are given by day of the week."""
    return any(window.weekdays for card in cards for window in card.windows)


def _is_base(card: RateCard) -> bool:
    """Say whether a card is the base price."""
    return card.mode is Mode.STANDARD and not card.above_prompt_tokens and not card.windows


def _differ(one: Decimal | None, other: Decimal | None) -> bool:
    """Say whether two rates are both known and not the same."""
    return one is not None and other is not None and not _same((one, one), (other, other))


def _same_place(one: RateCard, other: RateCard) -> bool:
    """Say whether two cards are for the same mode, hours and tier; 199,999 and 200,000 are one tier."""
    near = abs(one.above_prompt_tokens - other.above_prompt_tokens) <= 1
    return one.mode is other.mode and one.windows == other.windows and near


def _card_order(card: RateCard) -> tuple[int, int, int]:
    """Order cards: by mode, then tier, then hours."""
    return list(Mode).index(card.mode), card.above_prompt_tokens, len(card.windows)


def judge_limits(listings: Sequence[Listing], *, openai: bool, windows: Iterable[int] = ()) -> Judged[Limits]:
    """
    Return the limits and how far the families agree on them.

    LiteLLM's and LangChain's ``max_input_tokens`` is an input cap for some models and the total window for others;
    what another family says tells which. For OpenAI's models, where both are common, it counts
    as neither when nobody tells; *windows* are total windows of the same model elsewhere, to tell by. A maximal output as long as the window is a repetition, never a fact.
    """
    totals = [item.context_tokens for item in listings if item.context_tokens] or sorted(set(windows))
    contexts: list[Claim[int]] = []
    inputs: list[Claim[int]] = []
    outputs: list[Claim[int]] = []
    repeated: list[Claim[int]] = []
    newest_first = sorted(listings, key=lambda item: item.evidence.as_of, reverse=True)
    for family in Family:
        members = [item for item in newest_first if item.family is family]
        _claim_windows(members, family, totals, contexts, inputs, openai=openai)
        _claim_output(members, family, totals, outputs, repeated)
    outputs = [claim for claim in outputs if not any(claim.value >= context.value for context in contexts)]
    window = _judge_limit(contexts, _near_window)[0]
    inputs = [claim for claim in inputs if window is None or claim.value <= window]
    judged = {
        "context_tokens": _judge_limit(contexts, _near_window),
        "max_input_tokens": _judge_limit(inputs, _near),
        "max_output_tokens": _judge_limit(outputs, _near, doubts=repeated),
    }
    claims = {"context_tokens": contexts, "max_input_tokens": inputs, "max_output_tokens": outputs}
    values = {name: value for name, (value, _, _) in judged.items() if value is not None}
    shown = {}
    for name, value in values.items():
        _, agreement, losers = judged[name]
        dissent = [Dissent(value=str(claim.value), source=claim.source) for claim in losers]
        shown[name] = _evidence_of(listings, _speaker(claims[name], value), agreement, dissent)
    return _grouped(Limits(**values), shown)


def _grouped(value: T, shown: Mapping[str, Evidence]) -> Judged[T]:
    """Give a group of facts the evidence that most of its parts have; the other parts keep their own."""
    if not shown:
        return Judged(value, None)
    all_evidence = list(shown.values())
    common = max(all_evidence, key=all_evidence.count)
    return Judged(value, common, {name: evidence for name, evidence in shown.items() if evidence != common})


def _claim_windows(
    members: Sequence[Listing],
    family: Family,
    totals: Sequence[int],
    contexts: list[Claim[int]],
    inputs: list[Claim[int]],
    *,
    openai: bool,
) -> None:
    """Collect one total window and one input cap of a family."""
    context: Claim[int] | None = None
    cap: Claim[int] | None = None
    for item in members:
        window, source = item.window_tokens, item.evidence.source
        if item.max_input_tokens and item.max_input_tokens != item.context_tokens:
            cap = cap or Claim(family, source, item.max_input_tokens)
        if item.context_tokens:
            context = context or Claim(family, source, item.context_tokens)
        if window and any(_near_window(window, total) for total in totals):
            context = context or Claim(family, source, window)
        elif window and any(_is_cap(window, item.max_output_tokens, total) for total in totals):
            cap = cap or Claim(family, source, window)
        elif window and not openai:
            context = context or Claim(family, source, window)
    if context:
        contexts.append(context)
    if cap:
        inputs.append(cap)


def _claim_output(
    members: Sequence[Listing],
    family: Family,
    totals: Sequence[int],
    outputs: list[Claim[int]],
    repeated: list[Claim[int]],
) -> None:
    """Collect one largest output of a family; one that merely repeats a window goes to *repeated*."""
    for item in members:
        value = item.max_output_tokens
        if not value:
            continue
        windows = {item.window_tokens, item.context_tokens, item.max_input_tokens, *totals}
        claim = Claim(family, item.evidence.source, value)
        if any(window and abs(value - window) <= _CAP_TOLERANCE * window for window in windows):
            repeated.append(claim)
        else:
            outputs.append(claim)
            return


def _speaker(claims: Sequence[Claim[int]], value: int) -> str:
    """Return the source of a value: the one that prints it, else the first that comes near."""
    ordered = sorted(claims, key=lambda claim: (claim.value != value, _LIMIT_ORDER.index(claim.family)))
    return ordered[0].source


def _near(one: int, other: int) -> bool:
    """Say whether two limits are the same but for rounding."""
    return abs(one - other) <= _LIMIT_TOLERANCE * max(one, other)


def _near_window(one: int, other: int) -> bool:
    """Say whether two windows are the same but for rounding, a million for 2**20 included."""
    return _near(_ROUND_MILLION.get(one, one), _ROUND_MILLION.get(other, other)) or _near(one, other)


def _is_cap(window: int, output: int | None, total: int) -> bool:
    """Say whether *window* is what *total* leaves for the input."""
    return output is not None and output != window and abs(window + output - total) <= _CAP_TOLERANCE * total


def _judge_limit(
    claims: Sequence[Claim[int]], near: Callable[[int, int], bool], *, doubts: Sequence[Claim[int]] = ()
) -> tuple[int | None, Agreement, list[Claim[int]]]:
    """Return the value, the agreement and the claims that lost; a doubtful claim only ever loses."""
    ordered = sorted(claims, key=lambda claim: _LIMIT_ORDER.index(claim.family))
    if not ordered:
        return None, Agreement.SINGLE, []
    for claim in ordered:
        with_it = [other for other in ordered if near(claim.value, other.value)]
        if len(with_it) > 1:
            exact = next((item.value for item in with_it if item.value in _ROUND_MILLION.values()), claim.value)
            return exact, Agreement.AGREED, [other for other in ordered if other not in with_it]
    losers = [*ordered[1:], *doubts]
    return ordered[0].value, Agreement.DISPUTED if losers else Agreement.SINGLE, losers


def judge_capabilities(listings: Sequence[Listing]) -> Judged[Capabilities]:
    """
    Return the capabilities and how far the families agree on them.

    A missing flag is unknown. Prompt caching follows from a cache read price where no flag states it.
    """
    values: dict[str, bool] = {}
    shown: dict[str, Evidence] = {}
    newest_first = sorted(listings, key=lambda item: item.evidence.as_of, reverse=True)
    for spec in fields(Capabilities):
        claims: list[Claim[bool]] = []
        for family in _LIMIT_ORDER:
            newest = next(
                (
                    item
                    for item in newest_first
                    if item.family is family and getattr(item.capabilities, spec.name) is not None
                ),
                None,
            )
            if newest is not None:
                claims.append(Claim(family, newest.evidence.source, getattr(newest.capabilities, spec.name)))
        if not claims:
            continue
        values[spec.name] = claims[0].value
        losers = [claim for claim in claims if claim.value is not claims[0].value]
        dissent = [Dissent(value=str(claim.value).lower(), source=claim.source) for claim in losers]
        shown[spec.name] = _evidence_of(listings, claims[0].source, _agreement_of(claims, losers), dissent)
    priced = next((item for item in listings if _has_cache_price(item)), None)
    if "prompt_caching" not in values and priced is not None:
        values["prompt_caching"] = True
        shown["prompt_caching"] = replace(
            priced.evidence, status=Status.DERIVED, note="follows from a published cache read price"
        )
    return _grouped(Capabilities(**values), shown)


def _agreement_of(claims: Sequence[Claim[T]], losers: Sequence[Claim[T]]) -> Agreement:
    """Say whether the families that speak say the same."""
    if losers:
        return Agreement.DISPUTED
    return Agreement.AGREED if len(claims) > 1 else Agreement.SINGLE


def _has_cache_price(listing: Listing) -> bool:
    """Say whether a listing prices cache reads today."""
    return bool(listing.periods) and any(card.cache_read is not None for card in listing.periods[-1].cards)


def judge_input(listings: Sequence[Listing]) -> Judged[frozenset[Modality] | None]:
    """Return the kinds of input; only images count for the agreement, as the families differ in what else they list."""
    newest_first = sorted(listings, key=lambda item: item.evidence.as_of, reverse=True)
    claims = [
        Claim(family, newest.evidence.source, newest.input)
        for family in _LIMIT_ORDER
        if (newest := next((item for item in newest_first if item.family is family and item.input), None)) is not None
        and newest.input is not None
    ]
    if not claims:
        return Judged(None, None)
    value = claims[0].value
    losers = [claim for claim in claims if (Modality.IMAGE in claim.value) is not (Modality.IMAGE in value)]
    dissent = [Dissent(value=f"input {', '.join(sorted(claim.value))}", source=claim.source) for claim in losers]
    return Judged(value, _evidence_of(listings, claims[0].source, _agreement_of(claims, losers), dissent))


def judge_output(
    listings: Sequence[Listing], of_model: Judged[frozenset[Modality] | None]
) -> Judged[frozenset[Modality] | None]:
    """
    Return the kinds of output, models.dev's before the others'; *of_model* is what the model's own record says.

    Some list images for models of text alone, perhaps for a tool that the API calls. So a kind that the record lacks
    counts only where somebody prices it; else the record speaks, against them. Without a dispute the offering's own
    evidence stands.
    """
    stating = [row for family in _LIMIT_ORDER for row in listings if row.family is family and row.output]
    if not stating or of_model.value is None or of_model.evidence is None:
        return Judged(stating[0].output if stating else None, None)
    priced = frozenset[Modality]().union(*(row.priced_output for row in listings))
    allowed = of_model.value | priced
    first = stating[0].output or frozenset()
    if first <= allowed:
        return Judged(first, None)
    dissent = {
        row.evidence.source: Dissent(value=f"output {', '.join(sorted(row.output))}", source=row.evidence.source)
        for row in stating
        if row.output and not row.output <= allowed
    }
    beyond = ", ".join(sorted(first - allowed))
    note = f"what the model's own record says; {beyond} has no price out: perhaps made by a tool that the API calls"
    evidence = replace(of_model.evidence, agreement=Agreement.DISPUTED, dissent=tuple(dissent.values()), note=note)
    return Judged(first & allowed or of_model.value, evidence)


def judge_lifecycle(
    listings: Sequence[Listing],
    name: str,
    *,
    today: date,
    model: str = "",
    deprecated: date | None = None,
    ends: Sequence[End] = (),
) -> Judged[Lifecycle]:
    """
    Return the stage and dates; *deprecated* is when models.dev's repository was first seen to mark it so.

    Of the days on which it ends, and of the successors, that counts which the developer's own library gives, else the
    newest statement: of a catalogue's row or of one of *ends*. A status comes from models.dev's family, else from
    genai-prices. Without one, a word such as ``preview`` in the id says it, and being listed by a catalogue that marks
    deprecations says *active*. An id that a catalogue dropped counts as deprecated: it may have ended.
    """
    shown: dict[str, Evidence] = {}
    stage, stage_evidence = _stage(listings, name, model)
    if stage_evidence is not None:
        shown["stage"] = stage_evidence
    retires, shown_end = _foremost(
        [(item.retires, item.evidence, False) for item in listings if item.retires],
        [(end.retires, end.evidence, end.firsthand) for end in ends if end.retires],
    )
    if retires is not None and shown_end is not None:
        live = _still_listed(listings, retires) if retires <= today else []
        others = [
            Dissent(value=f"ends {item.retires}", source=item.evidence.source)
            for item in listings
            if item.retires not in (None, retires)
        ]
        dissent = (*others, *live)
        shown["retires"] = replace(
            shown_end, agreement=Agreement.DISPUTED if dissent else Agreement.SINGLE, dissent=dissent
        )
    announced, shown_announcement = _foremost(
        [], [(end.deprecated, end.evidence, end.firsthand) for end in ends if end.deprecated]
    )
    # A mark that was seen only after the end tells nothing.
    if stage is not Stage.DEPRECATED or (deprecated and retires and deprecated >= retires):
        deprecated = None
    if announced is not None and shown_announcement is not None:
        deprecated, shown["deprecated"] = announced, shown_announcement
    elif deprecated is not None:
        note = "marked so on that day at the latest, by the history of models.dev"
        shown["deprecated"] = Evidence(source=MODELS_DEV, status=Status.REPORTED, as_of=deprecated, note=note)
    successor, shown_successor = _foremost(
        [(item.successor, item.evidence, False) for item in listings if item.successor],
        [(end.successor, end.evidence, end.firsthand) for end in ends if end.successor],
    )
    if shown_successor is not None:
        shown["successor"] = shown_successor
    lifecycle = Lifecycle(stage=stage, deprecated=deprecated, retires=retires, successor=successor)
    if not shown:
        return Judged(lifecycle, None)
    # Readers look for a dated end first, so its evidence stands for the whole group.
    common = shown.get("retires") or next(iter(shown.values()))
    return Judged(lifecycle, common, {name: item for name, item in shown.items() if item != common})


def _foremost(listed: Sequence[_Statement[T]], said: Sequence[_Statement[T]]) -> tuple[T | None, Evidence | None]:
    """
    Return what counts of what catalogues list and what else is said, and the best evidence for it.

    It is what the developer's own library says, else the newest. Of catalogues the first counts.
    """
    statements = (*listed[:1], *said)
    if not statements:
        return None, None
    value, _, _ = max(statements, key=lambda one: (one[2], one[1].as_of))
    _, evidence, _ = max(
        (one for one in statements if one[0] == value),
        key=lambda one: (one[2], one[1].status is Status.DOCUMENTED, one[1].as_of),
    )
    return value, evidence


def _stage(listings: Sequence[Listing], name: str, model: str) -> tuple[Stage | None, Evidence | None]:
    """Return the stage and its evidence; a model whose own id says preview is one under a shorter id too."""
    newest_first = sorted(listings, key=lambda item: item.evidence.as_of, reverse=True)
    # Each family counts once, with its newest listing; of two families the one that warns decides.
    statuses = [
        newest
        for family in Family
        if (newest := next((item for item in newest_first if item.family is family and item.stage), None)) is not None
    ]
    speaker = next((item for item in statuses if item.stage is not Stage.ACTIVE), None) or next(iter(statuses), None)
    stage = speaker.stage if speaker else None
    gone = next((item for item in newest_first if item.gone), None)
    if stage in (None, Stage.ACTIVE) and gone is not None:
        return Stage.DEPRECATED, replace(gone.evidence, status=Status.DERIVED, note=NO_LONGER_LISTED)
    if stage in (None, Stage.ACTIVE) and (word := _preview_word(name) or _preview_word(model)):
        source = speaker or newest_first[0]
        whose = "id" if _preview_word(name) else "model's own id"
        return Stage.PREVIEW, replace(source.evidence, status=Status.DERIVED, note=f"the {whose} says {word}")
    if speaker is None:
        return None, None
    dissent = tuple(
        Dissent(value=str(item.stage), source=item.evidence.source) for item in statuses if item.stage is not stage
    )
    word = Agreement.DISPUTED if dissent else Agreement.AGREED if len(statuses) > 1 else Agreement.SINGLE
    evidence = replace(speaker.evidence, agreement=word, dissent=dissent)
    if stage is Stage.ACTIVE:
        evidence = replace(evidence, status=Status.DERIVED, note="listed without a mark of deprecation")
    return stage, evidence


def _still_listed(listings: Sequence[Listing], retires: date) -> list[Dissent]:
    """Return as dissent the catalogues that were read after the end and still list the offering as live."""
    return [
        Dissent(value="listed as live", source=item.evidence.source)
        for item in sorted(listings, key=lambda item: item.evidence.as_of, reverse=True)
        if item.stage is Stage.ACTIVE and not item.gone and item.evidence.as_of > retires
    ]


def _preview_word(name: str) -> str | None:
    """Return the word in an id that says it is a preview."""
    words = name.lower().replace("_", "-").replace(":", "-").replace("/", "-").split("-")
    return next((word for word in ("preview", "exp", "experimental", "beta") if word in words), None)


def _evidence_of(
    listings: Sequence[Listing], source: str, agreement: Agreement, dissent: Sequence[Dissent]
) -> Evidence:
    """Return the evidence of a fact that several families give, from the *source* of its value."""
    first = next(item for item in listings if item.evidence.source == source)
    return replace(first.evidence, agreement=agreement, dissent=tuple(dissent))
