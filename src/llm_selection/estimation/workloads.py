"""Workloads: what will be run, in requests a month and tokens a request."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from os.path import dirname, join
from typing import Any, NamedTuple

from llm_selection._dataclasses import dataclass, field, fields
from llm_selection._foundation.frozen import LaterMap
from llm_selection._foundation.shapes import is_list_or_tuple, is_mapping
from llm_selection._foundation.spelling import not_among
from llm_selection._foundation.wording import counted
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.prices import Mode, parse_mode
from llm_selection.domain.tokens import Work
from llm_selection.errors import InvalidInputError, shown
from llm_selection.units import check_count, check_share, parse_count, share_meant

__all__ = [
    "DAYS_A_MONTH",
    "MOST_REQUESTS",
    "WORKLOADS",
    "Amount",
    "Demand",
    "Sample",
    "Workload",
    "default_workload",
    "demand_of",
    "found_again",
    "parse_work",
    "share_of",
    "work_at",
    "workload_parts",
]

DAYS_A_MONTH = 30
"""A month everywhere in this package; requests a day are times this."""

MOST_REQUESTS = 10**12
"""A month. Far above any need; a larger number is a slip, and its bill would fit no table."""
_MOST_TOKENS = 10**9
"""A request. About a hundred times the largest window in the data of November 2026."""
_MOST_A_TASK = 1_000_000
"""Requests that one piece of work takes."""
_LARGEST_SAMPLE = 100_000
_QUANTILE_STEPS = 1000
"""Requests that stand for given quantiles: one in a thousand can have a tier of its own."""


@dataclass(frozen=True, slots=True)
class Sample:
    """
    A count of each of some requests; each stands for as many requests as any other.

    Attributes:
        values: Whole numbers of at least 0, from 1 to 100,000 of them.
        of_requests: Whether each is of a request that was seen, so that others of the same requests go with it; else they
            stand for quantiles.
        quantiles: The quantiles that they stand for, as they were given; empty where they were seen.

    Raises:
        InvalidInputError: There is no value, or more than 100,000 of them, or one isn't a whole number from 0 to
            10**100.
    """

    values: tuple[int, ...]
    of_requests: bool = True
    quantiles: tuple[tuple[str, int], ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        """Check the counts."""
        object.__setattr__(self, "values", tuple(self.values))
        if not 1 <= len(self.values) <= _LARGEST_SAMPLE:
            raise InvalidInputError(f"a sample has 1 to {_LARGEST_SAMPLE:,} values, got {len(self.values):,}")
        for place, value in enumerate(self.values):
            if value is None:
                raise InvalidInputError(f"value {place} of the sample must be a whole number of at least 0, got None")
            check_count(f"value {place} of the sample", value)

    @classmethod
    def of_quantiles(cls, quantiles: Mapping[str, int]) -> "Sample":
        """
        Return 1,000 requests with given *quantiles*, such as ``{"p50": 2_000, "p90": 9_000, "max": 60_000}``.

        Between two quantiles counts rise in a straight line; below the lowest given, they are as large as that, so
        that a bill isn't understated. The greatest is needed: what is charged in the tail decides many bills.

        Args:
            quantiles: Counts by ``min``, ``p1`` to ``p99.9`` and ``max``; they must rise.

        Raises:
            InvalidInputError: A name isn't one of these, ``max`` is missing, or counts fall.

        >>> max(Sample.of_quantiles({"p50": 100, "max": 300}).values), Sample.of_quantiles({"p50": 100, "max": 300}).mean
        (300, 150.0)
        """
        counts = {str(name): _quantile_count(name, count) for name, count in quantiles.items()}
        points = sorted((_quantile_share(name), count) for name, count in counts.items())
        if not points or points[-1][0] != 1:
            raise InvalidInputError('quantiles need "max": the longest requests decide many bills')
        if any(lower > upper for (_, lower), (_, upper) in pairwise(points)):
            raise InvalidInputError(f"quantiles must rise, got {', '.join(f'{count}' for _, count in points)}")
        steps = ((step + 0.5) / _QUANTILE_STEPS for step in range(_QUANTILE_STEPS - 1))
        values = (*(_interpolated(points, share) for share in steps), points[-1][1])
        return cls(
            values,
            of_requests=False,
            quantiles=tuple(sorted(counts.items(), key=lambda quantile: _quantile_share(quantile[0]))),
        )

    @property
    def mean(self) -> float:
        """The mean of the values."""
        return sum(self.values) / len(self.values)


def _count(value: Any) -> Any:
    """Read a count that is written as text; anything else is checked later."""
    return parse_count(value) if isinstance(value, str) else value


def _quantile_count(name: str, value: Any) -> int:
    """Read the count at a quantile."""
    count: int | None = _count(value)
    check_count(name, count)
    if count is None:
        raise InvalidInputError(f"{name} must be a whole number of at least 0, got None")
    return count


def _quantile_share(name: object) -> float:
    """Read the name of a quantile as a share, 0 to 1."""
    if name in ("min", "max"):
        return float(name == "max")
    try:
        share = float(str(name).removeprefix("p")) / 100
    except ValueError:
        share = -1
    if not str(name).startswith("p") or not 0 < share < 1 - 0.5 / _QUANTILE_STEPS:
        raise InvalidInputError(f"quantiles are called min, p1 to p99.9 and max, got {shown(name)}")
    return share


def _interpolated(points: Sequence[tuple[float, int]], share: float) -> int:
    """Return the count at a *share*, on a straight line between the two points around it."""
    if share <= points[0][0]:
        return points[0][1]
    (left, lower), (right, upper) = next(pair for pair in pairwise(points) if share <= pair[1][0])
    return round(lower + (upper - lower) * (share - left) / (right - left))


Amount = int | Sample
"""One count for all requests, or one for each of a sample."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """
    What will be run in a month of 30 days.

    Where an amount may be a sample, lists of numbers and tables of quantiles are taken too (see `Sample`). Lists of input
    and output of the same size belong together, request by request; quantiles, and waits, are independent of each other.

    Attributes:
        requests_per_month: Calls to the model, 0 to 10**12; a need must have at least 1.
        input_tokens: Prompt tokens a request, cached ones included, media not; as all tokens, 0 to 10**9.
        output_tokens: Tokens a request of the answer as it is seen, or as an ordinary model without reasoning gives it.
            What a model reasons with before it is added, by kind of work and effort (`llm_selection.domain.tokens`).
        cached_input_share: Share of the prompt that was sent before, 0 to 1: read from a cache where there is one and
            it lasts.
        cache_write_share: Share of the prompt that will be sent again and is put into a cache, 0 to 1; with the share
            sent before at most 1.
        cached_prefix_tokens: In place of both shares: tokens at the head of the prompt that are the same in every
            request, such as a system prompt. A shorter prompt is all of it.
        reuse_minutes: Whole minutes, 0 to 10**9, from one request to the next with the same beginning, 0 within the minute. What was sent longer ago than a
            cache lasts is sent, and written, again.
        image_tokens: Prompt tokens a request that images come to, as the provider counts them, on top of
            ``input_tokens``; charged as input.
        audio_tokens: Prompt tokens a request that audio comes to, on top too; charged by a rate of their own.
        batch_share: Share of the requests whose answers can wait a day, 0 to 1: they go the cheapest way there is,
            batch or flex.
        peak_share: Share of the other requests sent in the hours of a provider's higher price, 0 to 1; ``None`` isn't
            known, and the dearest hours count.
        mode: How requests that can't wait are sent.
        requests_per_task: Calls to the model, 1 to 1,000,000, that one piece of work takes: an agent takes tens of turns for
            one, and an error is one piece of work gone wrong.
        work: The kind of work, by which a model reasons more or less; ``None`` follows the task of a need, and is prose
            without one.
        counted_output: Whether *output_tokens* are those charged, reasoning included: nothing is then added.
        name: What to call it.
        reason: Why these numbers; for a preset, what they assume.

    Raises:
        InvalidInputError: A number is out of its range, shares add up to more than 1, or two fields contradict each
            other.
    """

    requests_per_month: int
    input_tokens: Amount
    output_tokens: Amount
    cached_input_share: float = 0.0
    cache_write_share: float = 0.0
    cached_prefix_tokens: int = 0
    reuse_minutes: Amount = 5
    image_tokens: int = 0
    audio_tokens: int = 0
    batch_share: float = 0.0
    peak_share: float | None = None
    mode: Mode = Mode.STANDARD
    requests_per_task: int = 1
    work: Work | None = None
    counted_output: bool = False
    name: str = "custom"
    reason: str = ""

    def __post_init__(self) -> None:
        """Check the numbers and texts."""
        for name in ("input_tokens", "output_tokens", "reuse_minutes"):
            object.__setattr__(self, name, _amount(name, getattr(self, name)))
        self._check_numbers()
        for name in ("name", "reason"):
            if not isinstance(getattr(self, name), str):
                raise InvalidInputError(f"{name} must be text, got {shown(getattr(self, name))}")
        object.__setattr__(self, "mode", parse_mode(self.mode))
        object.__setattr__(self, "work", parse_work(self.work))
        if not isinstance(self.counted_output, bool):
            raise InvalidInputError(f"counted_output must be true or false, got {shown(self.counted_output)}")
        if self.cached_input_share + self.cache_write_share > 1:
            raise InvalidInputError("cached_input_share and cache_write_share may be 1 together, not more")
        if self.cached_prefix_tokens and self.cached_input_share + self.cache_write_share:
            raise InvalidInputError("give cached_prefix_tokens, or shares of the prompt that are cached, not both")

    def _check_numbers(self) -> None:
        """Refuse counts and shares that are out of range, or ``None`` where that has no meaning."""
        for name in ("requests_per_month", "cached_prefix_tokens", "image_tokens", "audio_tokens"):
            if getattr(self, name) is None:
                raise InvalidInputError(f"{name} must be a whole number of at least 0, got None")
            check_count(name, getattr(self, name), most=MOST_REQUESTS if name == "requests_per_month" else _MOST_TOKENS)
        if self.requests_per_task is None:
            raise InvalidInputError(f"requests_per_task must be a whole number from 1 to {_MOST_A_TASK:,}, got None")
        check_count("requests_per_task", self.requests_per_task, least=1, most=_MOST_A_TASK)
        for name in ("cached_input_share", "cache_write_share", "batch_share", "peak_share"):
            if getattr(self, name) is None and name != "peak_share":
                raise InvalidInputError(f"{name} must be a share from 0 to 1, got None")
            check_share(name, getattr(self, name))

    def __str__(self) -> str:
        """Say the requests and their tokens, and what else isn't the usual."""
        shares = {"cached": self.cached_input_share, "written": self.cache_write_share}
        cached = ", ".join(f"{share:.0%} {what}" for what, share in shares.items() if share)
        if self.cached_prefix_tokens:
            cached = f"the first {self.cached_prefix_tokens:,} cached"
        parts = [
            f"{counted(self.requests_per_month, 'request')} a month",
            f"{_in_words(self.input_tokens)} token{'' if self.input_tokens == 1 else 's'} in{f' ({cached})' if cached else ''}",
            f"{_in_words(self.output_tokens)} out{' as charged' if self.counted_output else ''}",
            self.requests_per_task > 1 and f"{self.requests_per_task:,} requests a task",
            self.image_tokens and f"{self.image_tokens:,} of images",
            self.audio_tokens and f"{self.audio_tokens:,} of audio",
            self.batch_share and f"{self.batch_share:.0%} can wait",
            self.peak_share is not None and f"{self.peak_share:.0%} in peak hours",
            self.mode is not Mode.STANDARD and f"sent as {self.mode}",
        ]
        return ", ".join(part for part in parts if isinstance(part, str))

    @property
    def most_input_tokens(self) -> int:
        """The longest prompt, media included, in tokens."""
        return max(prompt for prompt, _ in _prompts(self))

    @property
    def most_output_tokens(self) -> int:
        """The longest answer as it is seen, in tokens."""
        return max(_values(self.output_tokens))


def parse_work(value: object) -> Work | None:
    """
    Read a kind of work; ``None`` isn't said.

    Raises:
        InvalidInputError: It isn't one.
    """
    if value is None or isinstance(value, Work):
        return value
    if value in list(Work):
        return Work(str(value))
    raise InvalidInputError(f"work must be {', '.join(list(Work)[:-1])} or {list(Work)[-1]}, got {shown(value)}")


def _amount(name: str, value: object) -> Amount:
    """Read an amount: a count, a list of counts, or a table of quantiles."""
    try:
        if is_mapping(value):
            value = Sample.of_quantiles(value)
        elif is_list_or_tuple(value):
            value = Sample(tuple(map(_count, value)))
        else:
            value = _count(value)
    except InvalidInputError as error:
        raise InvalidInputError(f"{name}: {error}") from error
    if isinstance(value, Sample):
        check_count(f"{name}: the largest of the sample", max(value.values), most=_MOST_TOKENS)
        return value
    if value is None or isinstance(value, bool) or not isinstance(value, int):
        raise InvalidInputError(
            f"{name} must be a whole number, a list of them or a table of quantiles, got {shown(value)}"
        )
    check_count(name, value, most=_MOST_TOKENS)
    return value


def workload_parts(pairs: Iterable[str]) -> dict[str, object]:
    """
    Read parts of a workload as a command line has them: ``KEY=VALUE``.

    Counts may be written like ``200k``; several with commas are a sample, ``p50:2k,max:60k`` are quantiles.

    Raises:
        InvalidInputError: Something isn't ``KEY=VALUE``, a key stands twice, or a value can't be read.

    >>> workload_parts(["input_tokens=p50:2k,max:60k", "batch_share=0.5", "counted_output=yes"])
    {'input_tokens': {'p50': 2000, 'max': 60000}, 'batch_share': 0.5, 'counted_output': True}
    """
    parts: dict[str, object] = {}
    for pair in pairs:
        key, separator, value = (part.strip() for part in pair.partition("="))
        if not separator:
            raise InvalidInputError(f"{shown(pair)} must be KEY=VALUE, such as input_tokens=8k")
        if key in parts:
            raise InvalidInputError(f"{key} is given twice")
        if key not in (known := ["preset", "requests_per_day", *(spec.name for spec in fields(Workload))]):
            raise InvalidInputError(not_among([key], known, "may have"))
        parts[key] = _parsed_part(key, value)
    return parts


def _parsed_part(key: str, value: str) -> object:
    """Read the value of one part of a workload."""
    words = {"true": True, "yes": True, "false": False, "no": False}
    if key in ("mode", "name", "reason", "preset", "work"):
        return value
    if value.lower() in words:
        return words[value.lower()]
    try:
        if key.endswith("_share"):
            return float(value)
        parts = [part.strip() for part in value.split(",")]
        if all(":" in part for part in parts):
            return {name: parse_count(count) for name, _, count in (part.partition(":") for part in parts)}
        counts = [parse_count(part) for part in parts]
    except InvalidInputError as error:
        raise InvalidInputError(f"{key} {error}") from error
    except ValueError:
        raise InvalidInputError(f"{key} must be a number from 0 to 1, got {shown(value)}{share_meant(value)}") from None
    return counts if len(counts) > 1 else counts[0]


def _in_words(amount: Amount) -> str:
    """Write an amount; a sample by its mean and its largest."""
    return f"{amount:,}" if isinstance(amount, int) else f"{amount.mean:,.0f} (up to {max(amount.values):,})"


def _values(amount: Amount) -> tuple[int, ...]:
    """Return a count for each request of a sample, or the one for all."""
    return amount.values if isinstance(amount, Sample) else (amount,)


def _prompts(workload: Workload) -> Iterator[tuple[int, int]]:
    """Yield the prompt tokens of each request: with media, and of text alone."""
    media = workload.image_tokens + workload.audio_tokens
    yield from ((text + media, text) for text in _values(workload.input_tokens))


class Demand(NamedTuple):
    """
    The tokens of some of a workload's requests, added up, over *scale* requests in all.

    Whole numbers; that many tokens over *scale* is the share of one request of the workload.

    Attributes:
        scale: Requests that the sums are over, those left out too.
        requests: Requests among them whose prompt is of the length asked for.
        fresh: Prompt tokens that neither were sent before nor will be sent again, images included.
        sent_before: Prompt tokens that were sent before.
        kept: Prompt tokens that will be sent again.
        audio: Prompt tokens of audio.
        output: Tokens of the answer.
    """

    scale: int
    requests: int
    fresh: int
    sent_before: int
    kept: int
    audio: int
    output: int


@lru_cache(maxsize=512)
def demand_of(workload: Workload, above: int = 0, up_to: int | None = None) -> Demand:
    """
    Add up the requests of *workload* with a prompt longer than *above* and not longer than *up_to* tokens.

    A prompt of no tokens counts as one of those above 0. Shares are rounded to whole tokens a request before they meet
    a price.

    >>> demand_of(Workload(requests_per_month=1, input_tokens=1000, output_tokens=10, cached_input_share=0.25))
    Demand(scale=1, requests=1, fresh=750, sent_before=250, kept=0, audio=0, output=10)
    """
    outputs = _values(workload.output_tokens)
    prompts = list(_prompts(workload))
    of_requests = all(
        amount.of_requests for amount in (workload.input_tokens, workload.output_tokens) if isinstance(amount, Sample)
    )
    paired = len(outputs) == len(prompts) and (of_requests or len(outputs) == 1)
    whole = sum(outputs)
    # Answers that belong to no prompt are each combined with each prompt.
    times = 1 if paired else len(outputs)
    requests = fresh = before = kept = output = 0
    for place, (prompt, text) in enumerate(prompts):
        if prompt <= above > 0 or (up_to is not None and prompt > up_to):
            continue
        prompt_before, prompt_kept = _cached_tokens(workload, text)
        requests += times
        fresh += (prompt - workload.audio_tokens - prompt_before - prompt_kept) * times
        before += prompt_before * times
        kept += prompt_kept * times
        output += outputs[place] if paired else whole
    return Demand(len(prompts) * times, requests, fresh, before, kept, workload.audio_tokens * requests, output)


def _cached_tokens(workload: Workload, text: int) -> tuple[int, int]:
    """Return how many tokens of a prompt were sent before, and how many will be sent again."""
    if workload.cached_prefix_tokens:
        return min(workload.cached_prefix_tokens, text), 0
    before = share_of(text, workload.cached_input_share)
    return before, min(share_of(text, workload.cache_write_share), text - before)


def share_of(count: int, share: float) -> int:
    """
    Return a share of a count, to the nearest whole number, however large it is; of two as near, the even one.

    >>> share_of(10**30, 0.5), share_of(3, 0.5)
    (500000000000000000000000000000, 2)
    """
    numerator, denominator = share.as_integer_ratio()
    whole, rest = divmod(count * numerator, denominator)
    return whole + (2 * rest + whole % 2 > denominator)


def found_again(workload: Workload, lifetime_minutes: int) -> tuple[int, int]:
    """Return of how many requests a cache that lasts so many minutes still holds the beginning, and of how many in all."""
    waits = _values(workload.reuse_minutes)
    return sum(wait <= lifetime_minutes for wait in waits), len(waits)


def _presets() -> Mapping[str, Workload]:
    """Return the presets of ``workloads_data``, each built when it is first asked for."""
    # Compiled by `registry-tools pages`: reading TOML would take each first answer 4 ms of 300.
    path = join(dirname(__file__), "workloads_data", "index.json")
    with open(path, encoding="utf-8") as file:
        return LaterMap(json.load(file), lambda table: Workload(**table))


WORKLOADS: Mapping[str, Workload] = _presets()
"""Presets by name. They are assumptions to be replaced by your own counts, not measurements."""

_PRESET_OF_TASK: Mapping[Task, str] = {
    Task.AGENTIC_CODING: "coding-agent",
    Task.CODING: "code-completion",
    Task.MATH: "problem-solving",
    Task.REASONING: "problem-solving",
    Task.KNOWLEDGE: "assistant",
    Task.INSTRUCTION_FOLLOWING: "assistant",
    Task.TOOL_USE: "tool-agent",
    Task.LONG_CONTEXT: "long-document",
    Task.MULTILINGUAL: "assistant",
    Task.VISION: "image-question",
    Task.WRITING: "writing",
    Task.RECALL: "assistant",
    Task.FACTUALITY: "long-document",
    Task.SAFETY: "assistant",
    Task.PREFERENCE: "assistant",
}


_WORK_OF_TASK: Mapping[Task, Work] = {
    Task.AGENTIC_CODING: Work.AGENT,
    Task.TOOL_USE: Work.AGENT,
    Task.CODING: Work.CODE,
    Task.MATH: Work.PROBLEMS,
    Task.REASONING: Work.PROBLEMS,
    Task.KNOWLEDGE: Work.FACTS,
    Task.RECALL: Work.FACTS,
}


def work_at(task: Task) -> Work:
    """Return the kind of work that *task* is, where a workload doesn't say; all that isn't listed is prose."""
    return _WORK_OF_TASK.get(task, Work.PROSE)


def default_workload(task: Task) -> Workload:
    """Return the preset that stands in when no workload is given for *task*; every answer names it."""
    return WORKLOADS[_PRESET_OF_TASK[task]]
