"""
Presets: use cases that people have, each written out as the table that a use-case file would hold, with its reasons.

What a preset weighs and assumes is a judgement, and its workload an assumption: neither was measured. Each part can be replaced by itself.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from llm_selection._dataclasses import dataclass
from llm_selection._foundation.frozen import FrozenMap, freeze, frozen
from llm_selection._foundation.spelling import nearest
from llm_selection.errors import Fault, InvalidInputError, shown
from llm_selection.needs.use_cases import UseCase, parse_use_case

__all__ = ["PRESETS", "Preset", "changes", "filled", "find", "preset"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """
    A use case to start from.

    Attributes:
        name: What to call it by; never a task's name.
        title: What it is for, in a few words.
        table: Tasks, workload, perhaps requirements and priorities, as a use-case file would have them. Priorities are
            there only where the defaults would be wrong.
        reasons: Why, for each part: by ``tasks``, ``workload``, ``priorities`` and ``requirements.KEYWORD``.
    """

    name: str
    title: str
    table: Mapping[str, Any]
    reasons: Mapping[str, str]

    def __post_init__(self) -> None:
        """Freeze the tables."""
        freeze(self, "table", frozen(self.table))
        freeze(self, "reasons", self.reasons)

    @property
    def requirements(self) -> Mapping[str, Any]:
        """The requirements by keyword; may be empty."""
        requirements: Mapping[str, Any] = self.table.get("requirements", {})
        return requirements


def find(name: object) -> Preset:
    """
    Return a preset by its name.

    Raises:
        InvalidInputError: There is no such preset; the nearest are named.
    """
    found = PRESETS.get(name) if isinstance(name, str) else None
    if found is None:
        near = nearest([name], PRESETS) if isinstance(name, str) else ""
        listed = f"; presets are {', '.join(PRESETS)}"
        raise InvalidInputError(f"no preset {shown(name)}{near or listed}")
    return found


def preset(name: str) -> UseCase:
    """
    Return the use case of a preset, with `UseCase.preset` as its name.

    Raises:
        InvalidInputError: There is no such preset; the nearest are named.
    """
    return parse_use_case({"preset": name})


def changes(use_case: UseCase) -> tuple[str, ...]:
    """Name the parts in which a use case differs from the preset that it started from; none without one."""
    if use_case.preset is None:
        return ()
    start = preset(use_case.preset)
    parts = ("tasks", "requirements", "workload", "priorities")
    return tuple(part for part in parts if getattr(use_case, part) != getattr(start, part))


def filled(data: Mapping[str, object]) -> dict[str, object]:
    """
    Return the table of a use case that *data* means: what it doesn't say is its preset's.

    A workload table without a ``preset`` of its own starts from that of the preset. Requirements are put together by
    keyword: one of *data* takes the preset's place, and ``False`` takes the preset's away.

    Args:
        data: The table of a use case with ``preset``; its other parts needn't be checked yet.

    Raises:
        InvalidInputError: There is no such preset; the nearest are named.
    """
    start = find(data["preset"])
    found: dict[str, object] = {**start.table, **data}
    workload = data.get("workload")
    if isinstance(workload, Mapping):
        found["workload"] = {"preset": start.table["workload"], **workload}
    if "requirements" in data:
        found["requirements"] = _put_together(start.requirements, data["requirements"])
    return found


def without_removals(data: Mapping[str, object]) -> dict[str, object]:
    """Return the table of a use case without the requirements that are ``False``, which ask for nothing of their own."""
    asked = data.get("requirements")
    if isinstance(asked, Mapping):
        return {**data, "requirements": _kept(asked)}
    if isinstance(asked, Sequence) and not isinstance(asked, str):
        return {**data, "requirements": [_kept(each) if isinstance(each, Mapping) else each for each in asked]}
    return dict(data)


def _kept(table: Mapping[str, object]) -> dict[str, object]:
    """Leave out what is ``False``."""
    return {keyword: value for keyword, value in table.items() if value is not False}


def _put_together(theirs: Mapping[str, object], ours: object) -> object:
    """Put *ours*, one table of requirements or several, over those of a preset; what is neither is left to be refused."""
    if isinstance(ours, Mapping):
        return _asked({**theirs, **ours}, theirs)
    if not isinstance(ours, Sequence) or isinstance(ours, str):
        return ours
    named = {keyword for table in ours if isinstance(table, Mapping) for keyword in table}
    # The preset's stand behind, so that faults are told by the places that ours have.
    return [
        *(_asked(table, theirs) if isinstance(table, Mapping) else table for table in ours),
        {keyword: value for keyword, value in theirs.items() if keyword not in named},
    ]


def _asked(table: Mapping[str, object], theirs: Mapping[str, object]) -> dict[str, object]:
    """
    Leave out what takes a requirement of a preset away.

    Raises:
        InvalidInputError: It takes away what the preset doesn't ask for.
    """
    for keyword, value in table.items():
        if value is False and keyword not in theirs:
            asked = f"it asks for {', '.join(theirs)}" if theirs else "it asks for nothing"
            problem = f"the preset doesn't ask for it, so false takes nothing away; {asked}"
            raise InvalidInputError(Fault(where=f"requirements.{keyword}", problem=problem))
    return {keyword: value for keyword, value in table.items() if not (value is False and keyword in theirs)}


_VOTES = (
    "is the chance that people prefer the answer to that of a named model, not a share solved, and its points lie close "
    "together"
)

PRESETS: Mapping[str, Preset] = FrozenMap(
    {
        each.name: each
        for each in (
            Preset(
                name="chat-assistant",
                title="a general assistant that people chat with",
                table={"tasks": {"preference": 2, "instruction_following": 2, "knowledge": 1}, "workload": "assistant"},
                reasons={
                    "tasks": "People stay with what they like to read, so preference counts as much as doing what was "
                    f"asked; knowledge comes up less often. Preference {_VOTES}: it tells near equals apart. Safety "
                    "isn't in it, because it can't be ranked: test refusals yourself.",
                    "workload": "A chat with a fixed system prompt is what this workload describes.",
                },
            ),
            Preset(
                name="rag",
                title="questions answered from passages that were found for them",
                table={
                    "tasks": {"factuality": 2, "instruction_following": 1},
                    "workload": "retrieval",
                    "requirements": {"min_context_tokens": "32k"},
                },
                reasons={
                    "tasks": "The answer must say what the passages say and own up when they don't, which is factuality; "
                    "citing and keeping to a form is following instructions. Knowledge and recall are left out: what "
                    "the model knows by heart is what it mustn't answer from.",
                    "workload": "Passages make the prompt long and the answer stays short.",
                    "requirements.min_context_tokens": "Five times the prompt assumed, so that more passages don't ask "
                    "for another model.",
                },
            ),
            Preset(
                name="coding-agent",
                title="an agent that changes a code base by itself, with tools",
                table={
                    "tasks": {"agentic_coding": 3, "tool_use": 1},
                    "workload": "coding-agent",
                    "requirements": {"capabilities": ["tool_calling"], "min_context_tokens": "200k"},
                },
                reasons={
                    "tasks": "Repairing and building in a repository is what agentic coding measures; tool use adds how "
                    "well other tools, such as a search or a ticket system, are called.",
                    "workload": "An agent resends its transcript each turn, so most of the bill is cached input.",
                    "requirements.capabilities": "Every step is a tool call.",
                    "requirements.min_context_tokens": "A transcript grows with each turn; eight times the mean prompt "
                    "assumed leaves room for a long task without cutting it.",
                },
            ),
            Preset(
                name="code-completion",
                title="code completed while someone types",
                table={
                    "tasks": {"coding": 1},
                    "workload": "inline-completion",
                    "priorities": {"quality": 5, "cost": 4},
                },
                reasons={
                    "tasks": "Writing code that is right is all that is asked. Quality is measured with all the reasoning "
                    "that a model can do, for which there is no time here, so expect less. Speed and filling in the "
                    "middle decide as much, and comparable facts on them aren't known here: measure the first few.",
                    "workload": "Very many short requests, few of which are kept.",
                    "priorities": "A completion that isn't right is typed over at once, so a point of quality is worth "
                    "half of what it is by default.",
                },
            ),
            Preset(
                name="document-extraction",
                title="fields read from documents into a fixed structure",
                table={
                    "tasks": {"instruction_following": 2, "factuality": 1},
                    "workload": "extraction",
                    "requirements": {"capabilities": ["structured_output"]},
                },
                reasons={
                    "tasks": "Most of it is doing exactly what the schema and its notes say; a field that isn't in the "
                    "document must stay empty, which is factuality. For scans, ask for input=image and give vision a "
                    "weight.",
                    "workload": "Documents come in stacks and nobody waits for one, so they can go by batch.",
                    "requirements.capabilities": "An answer that breaks the schema breaks what comes after it.",
                },
            ),
            Preset(
                name="classification",
                title="short texts sorted into given labels, in great numbers",
                table={
                    "tasks": {"instruction_following": 1},
                    "workload": "labels",
                    "requirements": {"capabilities": ["structured_output"]},
                    "priorities": {"quality": 5, "cost": 4},
                },
                reasons={
                    "tasks": "No task here measures labelling; keeping to written guidelines is the nearest. A few "
                    "hundred labelled texts of your own tell more, see Bring your own evaluations.",
                    "workload": "Very many small requests.",
                    "requirements.capabilities": "Only a label of the list is an answer.",
                    "priorities": "Most labelling is easier than what is measured, so points up there are worth half of "
                    "what they are by default, and volume makes cost decide.",
                },
            ),
            Preset(
                name="long-documents",
                title="long contracts, reports and files read whole and reasoned about",
                table={
                    "tasks": {"long_context": 2, "reasoning": 1, "factuality": 1},
                    "workload": "long-document",
                    "requirements": {"min_context_tokens": "200k"},
                    "priorities": {"quality": 5, "cost": 2, "headroom": 1},
                },
                reasons={
                    "tasks": "Finding what matters in 100,000 tokens comes first; then drawing conclusions from it, and "
                    "adding nothing to it.",
                    "workload": "Each document is read once, whole.",
                    "requirements.min_context_tokens": "The documents assumed, and more than half as much again.",
                    "priorities": "As by default, and a larger window counts too: documents differ, and one that doesn't "
                    "fit has to be cut, which none of these qualities measures.",
                },
            ),
            Preset(
                name="summaries",
                title="articles, reports and calls made short",
                table={
                    "tasks": {"instruction_following": 2, "factuality": 2, "writing": 1},
                    "workload": "summary",
                },
                reasons={
                    "tasks": "Summarising, simplifying and paraphrasing are three of the benchmarks behind following "
                    "instructions; a summary mustn't add anything, which is factuality, and should read well.",
                    "workload": "A few pages in and a few paragraphs out, many of them overnight.",
                },
            ),
            Preset(
                name="math-tutor",
                title="a tutor who helps pupils through mathematics",
                table={
                    "tasks": {"math": 1, "instruction_following": 1},
                    "workload": "tutoring",
                    "priorities": {"quality": 5, "cost": 3},
                },
                reasons={
                    "tasks": "A tutor must be right, and must explain as asked, at the pupil's level and without giving "
                    "the answer away: following instructions is the nearest to that. Whether pupils learn isn't measured.",
                    "workload": "An exercise is talked over in many short turns; reasoning comes on top, model by model.",
                    "priorities": "Mathematics is measured at the level of research, far above a school's, so a point of "
                    "quality is worth two thirds of what it is by default.",
                },
            ),
            Preset(
                name="translation",
                title="pages translated between widely spoken languages",
                table={
                    "tasks": {"multilingual": 1},
                    "workload": "translation",
                    "priorities": {"quality": 5, "cost": 1},
                },
                reasons={
                    "tasks": f"Multilingual work is rated by votes on chats in eight languages, not on translations. It {_VOTES}.",
                    "workload": "As much comes out as goes in, so output prices count.",
                    "priorities": "Chances lie closer together than shares solved, so a point is worth twice what it is "
                    "by default.",
                },
            ),
            Preset(
                name="customer-support",
                title="customers' questions answered with tools, such as looking up an order",
                table={
                    "tasks": {"tool_use": 2, "instruction_following": 2, "factuality": 1},
                    "workload": "tool-agent",
                    "requirements": {"capabilities": ["tool_calling"]},
                },
                reasons={
                    "tasks": "Calling the right tool and keeping to the house's rules count alike; what the documents "
                    "don't say mustn't be promised, which is factuality. Tone and refusals aren't judged: test them.",
                    "workload": "Tool descriptions and earlier turns are resent, answers are short.",
                    "requirements.capabilities": "Without tools there is no order to look up.",
                },
            ),
            Preset(
                name="web-research",
                title="questions of the day answered by searching the web",
                table={
                    "tasks": {"tool_use": 2, "reasoning": 1, "factuality": 1},
                    "workload": "research-agent",
                    "requirements": {"capabilities": ["tool_calling", "web_search"]},
                },
                reasons={
                    "tasks": "Searching again and again with what was found is tool use; weighing pages against each "
                    "other is reasoning, and keeping to what they say factuality. Recall is left out: the news isn't in it.",
                    "workload": "Pages fill the prompt, and stay in it.",
                    "requirements.capabilities": "The offering itself must search live; few say whether they do, and "
                    "those that don't say are set aside. Whoever brings a search tool of their own asks for "
                    "tool_calling alone. Fees for searches aren't in the cost.",
                },
            ),
            Preset(
                name="image-understanding",
                title="questions about photos, charts and screens",
                table={"tasks": {"vision": 2, "instruction_following": 1}, "workload": "image-question"},
                reasons={
                    "tasks": "Seeing comes first, then answering in the way asked. A task of vision by itself asks that "
                    "images are taken.",
                    "workload": "One image and a question are what this workload describes.",
                },
            ),
            Preset(
                name="data-analysis",
                title="questions about tables and databases, answered by writing and running code",
                table={
                    "tasks": {"coding": 2, "reasoning": 1, "tool_use": 1},
                    "workload": "tool-agent",
                    "requirements": {"capabilities": ["tool_calling"]},
                },
                reasons={
                    "tasks": "A query or a script must be right, so coding comes first; which one answers the question is "
                    "reasoning, and running it and reading what comes back tool use.",
                    "workload": "Schemas and earlier results are resent each turn, a query is short.",
                    "requirements.capabilities": "Code that can't be run can't be checked.",
                },
            ),
        )
    }
)
"""Presets by name. Weights, requirements and priorities are judgements, workloads are assumptions: replace what doesn't fit."""
