"""
Requirement keywords: requirements as `llm_selection.recommend` takes them, for type checkers and editors.

Written by ``registry-tools pages`` from the classes of `llm_selection.needs.requirements`; no program needs to load it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypedDict

from llm_selection.domain.licenses import Use

__all__ = ["RequirementKeywords"]


class RequirementKeywords(TypedDict, total=False):
    """
    Requirements by keyword: what `llm_selection.recommend` takes beside its own arguments.

    Each is told with what it asks, its unit, and where the answer is unknown.
    """

    license: str | Iterable[str]
    """
    ``closed``, ``open-weight`` or ``open-source``; one is a floor, a set is exact. Unknown where it may be of several
    kinds and not all of them fit.
    """
    permits: Use | Mapping[str, object]
    """
    What the license must allow: a `llm_selection.domain.licenses.Use`, or its fields. Unknown where the license isn't
    known, its text wasn't read, or a clause that is asked about isn't known.
    """
    min_context_tokens: int | str
    """
    Context window, in tokens; without a known window, an input cap. Unknown where neither is known, or only a smaller
    cap.
    """
    min_output_tokens: int | str
    """Longest answer, in tokens, reasoning included. Unknown where the output cap is."""
    input: str | Iterable[str]
    """
    Kinds of input it must take, all of them: ``text``, ``image``, ``audio``, ``video``, ``pdf``. Unknown where its
    kinds are.
    """
    output: str | Iterable[str]
    """Kinds of output it must give, all of them. Unknown where its kinds are."""
    capabilities: str | Iterable[str]
    """
    All of ``tool_calling``, ``structured_output``, ``reasoning``, ``prompt_caching``, ``web_search``. Unknown where
    none is missing and one isn't known.
    """
    max_input_price: Decimal | float | str
    """
    US dollars per million input tokens, standard mode, base tier; by the hour, the dearest. Unknown where no such price
    is in force.
    """
    max_output_price: Decimal | float | str
    """
    US dollars per million output tokens, standard mode, base tier; by the hour, the dearest. Unknown where no such
    price is in force.
    """
    max_monthly_cost: Decimal | float | str
    """US dollars a month for the workload. Unknown where a rate that it needs isn't published."""
    developer: str | Iterable[str]
    """Ids of developers to choose from. Always known."""
    model: str | Iterable[str]
    """Ids of models to choose from. Always known."""
    provider: str | Iterable[str]
    """Ids of providers to choose from. Always known."""
    provider_kind: str | Iterable[str]
    """Kinds of provider; by default developers' own APIs, clouds and inference hosts. Always known."""
    region: str | Iterable[str]
    """
    Region scopes to choose from, such as ``eu``. Unknown where the scope is, and where it is ``global``, ``in-region``
    or a larger region and that isn't among them.
    """
    architecture: str | Iterable[str]
    """``dense``, ``mixture-of-experts``, ``router`` or ``undisclosed``. Unknown where nobody looked."""
    max_total_parameters: int | str
    """Parameters in all, active or not. Unknown where the size is."""
    stage: str | Iterable[str]
    """
    Stages to choose from, on the day asked about; by default ``active``, which one without a stage counts as. Always
    known.
    """
    not_retiring_before: date | str
    """No end announced for an earlier day; by default 90 days from the day asked about. Always known."""
    price_read_since: date | str
    """
    The price was read on that day or later; by default 90 days before the day asked about, or the data's. Unknown where
    the last reading is older.
    """
    released_by: date | str
    """Released on that day or before. Unknown where the date is."""
    released_after: date | str
    """Released after that day. Unknown where the date is."""
    min_quality: Mapping[str, float | str]
    """Least expected quality by task, in points from 0 to 100. Unknown where the model has no result at all."""
    min_results: Mapping[str, int | str]
    """
    Least number of direct results by task, own tests included: a model that nobody measured has none. Unknown where
    nothing measures the task.
    """
    min_basket_results: Mapping[str, int | str]
    """
    Least number of benchmarks of the task's basket that the model has results on, own results on them included. Unknown
    where no basket measures the task.
    """
    min_knowledge_cutoff: date | str
    """
    The model's knowledge reaches that day, by its developer's word. Unknown where the cutoff is, or is a month or year
    that holds the day.
    """
    fixed_id: bool | str
    """
    ``True``: the native id isn't a moving alias, so that the same model answers next year. Unknown where nobody says.
    """
    alignment: str | Iterable[str]
    """
    Methods that it was aligned by, all of them, as sources say: ``sft``, ``rlhf``, ``dpo`` and so on. Unknown where
    they don't say it, as they never say everything.
    """
    training_data: str | Iterable[str]
    """
    Kinds of data that it was trained on, all of them, as sources say: ``web``, ``code``, ``user`` and so on. Unknown
    where they don't say it, as they never say everything.
    """
    content_policy: str
    """
    ``documented``: the developer's stance on content is on record, and the reason quotes it. Unknown where it isn't.
    """
    fits_on: Mapping[str, object]
    """
    Hardware that the model fits on: ``accelerator``, and perhaps ``accelerators``, ``precision``, ``context``,
    ``batch``. Unknown where too little is known of its size or shape.
    """
    max_retention_days: int | str
    """Days for which prompts are kept at most; 0 is none. Unknown unless an overlay says so."""
    no_training_on_inputs: bool | str
    """``True``: the provider may not train models on inputs. Unknown unless an overlay says so."""
    max_ttft_seconds: float | str
    """Time to first token, in seconds, above 0. Unknown unless an overlay says so."""
    min_output_speed: float | str
    """Tokens a second of one answer, above 0. Unknown unless an overlay says so."""
    effort: str | Iterable[str]
    """
    Efforts that may be asked for, in the words of the model's API; by default whichever comes out best. Unknown where
    nobody says which ones the model takes.
    """
    min_effort: str
    """
    The lowest effort that may be asked for, in the words of the model's API. Unknown where nobody says which ones the
    model takes, or it reasons without a stated amount.
    """
    max_effort: str
    """
    The highest effort that may be asked for, in the words of the model's API. Unknown where nobody says which ones the
    model takes, or it reasons without a stated amount.
    """
    reasoning: bool | str
    """
    ``False``: it doesn't think before it answers, by itself or because that is switched off; ``True``: it does. Unknown
    where nobody says which efforts the model takes.
    """
    has_id: str | Iterable[str]
    """Libraries that must have an id for it, all of them, such as ``litellm``. Always known."""
