"""Use cases: a written need, built in Python or read from a file."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, Literal, get_args

from llm_selection._dataclasses import dataclass, field, fields, replace
from llm_selection._foundation.frozen import freeze
from llm_selection._foundation.shapes import is_iterable, is_mapping
from llm_selection._foundation.spelling import nearest, not_among
from llm_selection.domain.benchmarks import Task
from llm_selection.errors import Fault, InvalidInputError, of_argument, shown
from llm_selection.estimation.workloads import (
    DAYS_A_MONTH,
    MOST_REQUESTS,
    WORKLOADS,
    Workload,
    default_workload,
    work_at,
)
from llm_selection.needs import _late
from llm_selection.needs.error_costs import (
    PREFERENCE_TASKS,
    QUALITY_ONLY,
    ErrorCost,
    ErrorCosts,
    default_error_cost,
    parse_error_costs,
    parse_preferred_values,
)
from llm_selection.needs.requirements import Requirement, parse_requirements
from llm_selection.units import check_count, check_share, parse_count, parse_day

if TYPE_CHECKING:
    from llm_selection.domain.evaluations import Evaluation
    from llm_selection.needs.self_hosting import Hosting
    from llm_selection.needs.worths import Worth

__all__ = [
    "Unknowns",
    "UseCase",
    "changes",
    "parse_need",
    "parse_tasks",
    "parse_use_case",
    "parse_workload",
    "preset",
    "preset_in",
    "read_use_case",
]

Unknowns = Literal["set_aside", "include"]
"""What happens to options of which a requirement can't be told: shown apart, or ranked all the same."""

_LARGEST_FILE_BYTES = 1_000_000
_DEEPEST = 9
"""Workloads that start from one another; nobody writes that many."""
_OTHER_WORK = (
    "embed", "rerank", "re-rank", "transcri", "speech", "voice", "-tts-", "-stt-", "-asr-", "image-gen", "image-edit",
    "to-image", "video-gen", "to-video", "audio-gen", "music",
)  # fmt: skip
"""Parts of what people call the work of models that don't answer in text, some spelt like tasks that they aren't."""
_EXPECTED = "a need is a .toml or .json file; llm-selection show rag > need.toml writes one to start from"


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCase:
    """
    What someone needs.

    Attributes:
        tasks: The tasks and their parts of the month's work: whole numbers from 1 to 1,000,000.
        requirements: What every option must meet.
        workload: What will be run; by default the preset of the task that counts most.
        error_cost: What a piece of work costs that goes wrong, in US dollars: one figure, or by task; or
            ``"quality-only"``. Where it isn't given, `llm_selection.needs.error_costs.default_error_cost`.
        preferred_value: What a preferred answer is worth, likewise, at tasks of preference.
        worth: What else is worth how many US dollars a month, by name; see `llm_selection.needs.worths.parse_worths`.
        today: The model that is run today, by any name that the registry knows; ``None`` isn't told.
        solved: How much of the work that one gets right, 0 to 1, as far as one can guess; ``None`` isn't told.
        unknowns: What happens to options of which a requirement can't be told.
        on: The day asked about; ``None`` is the registry's own. Text such as ``2026-11-23`` becomes a date.
        results: What models scored on tests of the user's own; those of one test are put together, in order of name.
        hosting: Hardware that models may be hosted on, beside what providers offer.
        preset: The preset of `llm_selection.needs.presets` that it started from; what it asks for stands in the other fields.

    Raises:
        InvalidInputError: A task, preset or day isn't one, a weight or a figure is out of range, or a workload, result,
            worth or hosting can't be read.
    """

    tasks: Mapping[Task, int]
    requirements: tuple[Requirement, ...] = ()
    workload: Workload | None = None
    error_cost: ErrorCosts | Literal["quality-only"] = field(default_factory=dict[Task, ErrorCost])
    preferred_value: ErrorCosts = field(default_factory=dict[Task, ErrorCost])
    worth: "tuple[Worth, ...]" = ()
    today: str | None = None
    solved: float | None = None
    unknowns: Unknowns = "set_aside"
    on: date | None = None
    results: "tuple[Evaluation, ...]" = ()
    hosting: "tuple[Hosting, ...]" = ()
    preset: str | None = None

    def __post_init__(self) -> None:
        """Check every part; tasks, criteria, a preset and a day may be given as plain text."""
        freeze(self, "tasks", parse_tasks(self.tasks))
        self._read_money()
        object.__setattr__(self, "requirements", tuple(self.requirements))
        _unknowns(self.unknowns)
        if self.workload is not None:
            object.__setattr__(self, "workload", of_argument("workload", parse_workload, self.workload))
        if self.on is not None:
            object.__setattr__(self, "on", of_argument("on", parse_day, self.on))
        object.__setattr__(self, "results", _results(self.results))
        object.__setattr__(self, "hosting", _hosting(self.hosting))
        if self.preset is not None:
            _late.find(self.preset)

    def _read_money(self) -> None:
        """Read what an error costs, what else has a price, and what is run today; all faults are told at once."""
        faults: list[Fault] = []
        readers: dict[str, Callable[[Any], Any]] = {
            "error_cost": lambda value: parse_error_costs(value, self.tasks),
            "preferred_value": lambda value: parse_preferred_values(value, self.tasks),
            "worth": _worths,
            "today": _model_name,
            "solved": _share,
        }
        nothing: dict[str, object] = {"error_cost": {}, "preferred_value": {}, "worth": ()}
        for name, read in readers.items():
            value = getattr(self, name)
            if value is None or (name != "solved" and value in ((), {})):
                object.__setattr__(self, name, nothing.get(name))
                continue
            try:
                object.__setattr__(self, name, of_argument(name, read, value))
            except InvalidInputError as error:
                faults += error.faults
        if self.solved is not None and self.today is None:
            faults.append(Fault(where="solved", problem="says how much today's model gets right: say which by today"))
        if faults:
            raise InvalidInputError(*faults)
        for name in ("error_cost", "preferred_value"):
            if not isinstance(getattr(self, name), str):
                freeze(self, name, getattr(self, name))

    @property
    def is_quality_only(self) -> bool:
        """Whether the higher share comes first whatever it costs."""
        return self.error_cost == QUALITY_ONLY

    @property
    def error_costs(self) -> ErrorCosts:
        """What an error costs by task, or a preferred answer is worth, with the defaults of those not given."""
        given: ErrorCosts = {} if isinstance(self.error_cost, str) else self.error_cost
        given = {**given, **self.preferred_value}
        return {task: given[task] if task in given else default_error_cost(task) for task in self.tasks}

    @property
    def workload_or_default(self) -> Workload:
        """
        The workload, or the preset of the task that counts most (of several, the first).

        One that doesn't say its kind of work is of the task's that counts most; of several, the first in the order of `Task`.
        """
        if self.workload is None:
            return default_workload(max(self.tasks, key=lambda task: self.tasks[task]))
        if self.workload.work is not None:
            return self.workload
        # A set of tasks has another order in each process.
        return replace(
            self.workload,
            work=work_at(max(sorted(self.tasks, key=list(Task).index), key=lambda task: self.tasks[task])),
        )


def parse_need(value: object) -> UseCase:
    """
    Read a need as short as it can be: tasks as `parse_tasks` reads them, or the name of a preset.

    Raises:
        InvalidInputError: A name is neither a task nor a preset, or a weight isn't a whole number of at least 1.
    """
    name = preset_in(value)
    return UseCase(tasks=parse_tasks(value)) if name is None else preset(name)


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
    parts = ("tasks", "requirements", "workload", "error_cost", "preferred_value", "worth")
    return tuple(part for part in parts if getattr(use_case, part) != getattr(start, part))


def preset_in(need: object) -> str | None:
    """
    Return the name of the preset that *need* is; ``None`` where it is tasks. A text that is a task is that task.

    Raises:
        InvalidInputError: It is one name, and neither a task nor a preset; the nearest of both are named.
    """
    tasks = [task.value for task in Task]
    if not isinstance(need, str) or "," in need or need.strip() in tasks:
        return None
    name = need.strip()
    if name not in _late.PRESETS:
        near = _near([name], [*tasks, *_late.PRESETS])
        known = f"tasks may be {', '.join(tasks)}, presets {', '.join(_late.PRESETS)}; got {name}"
        problem = f"{name} is neither a task nor a preset{near}" if near else known
        raise InvalidInputError(f"{problem}; see llm-selection list tasks, list presets")
    return name


def parse_tasks(value: object) -> dict[Task, int]:
    """
    Read tasks: one name, several names, or a table of names and weights.

    Raises:
        InvalidInputError: A name isn't a task, or a weight isn't a whole number of at least 1.
    """
    given = value
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",")]
    if is_iterable(value) and not is_mapping(value):
        names = list(value)
        are_texts = all(isinstance(name, str) for name in names)
        if are_texts and (twice := sorted({name for name in names if names.count(name) > 1})):
            raise InvalidInputError(
                f"tasks name {', '.join(twice)} twice; weights are a table, such as {{coding = 2, vision = 1}}"
            )
        value = dict.fromkeys(names, 1) if are_texts else names
    if not is_mapping(value) or not value:
        raise InvalidInputError(f"tasks must be a task, several, or a table of tasks and weights, got {shown(given)}")
    known = {task.value: task for task in Task}
    if wrong := sorted(set(map(str, value)) - known.keys()):
        presets = "".join(f"; {name} is a preset, and stands alone" for name in wrong if name in _late.PRESETS)
        near = _near(wrong, known)
        unknown = f"{', '.join(wrong)} {'isn' if len(wrong) == 1 else 'aren'}'t known{near}"
        problem = unknown if near else not_among(wrong, known, "tasks may be")
        raise InvalidInputError(f"{problem}{presets}; see llm-selection list tasks")
    for name, weight in value.items():
        if isinstance(weight, bool) or not isinstance(weight, int) or not 1 <= weight <= 10**6:
            raise InvalidInputError(
                f"the weight of task {name} must be a whole number from 1 to 1000000, got {shown(weight)}"
            )
    return {known[str(name)]: weight for name, weight in value.items()}


def _near(names: Iterable[str], known: Iterable[str]) -> str:
    """Say which tasks look like *names*; of the work of other models, that it isn't here."""
    spelt = {name: f"-{name.lower().replace('_', '-').replace(' ', '-')}-" for name in names}
    other = [name for name, text in spelt.items() if any(part in text for part in _OTHER_WORK)]
    here = nearest([name for name in spelt if name not in other], known)
    scope = "embedding, reranking, speech and image generation aren't covered, only models that answer in text"
    return f"{here}; {scope}" if other else here


def parse_workload(value: object) -> Workload:
    """
    Read a workload: a preset's name, or a table of a workload's fields.

    A table may start from a preset: ``{preset = "coding-agent", requests_per_month = 1000}``. In place of
    ``requests_per_month`` it may have ``requests_per_day``, of which a month has 30.

    Raises:
        InvalidInputError: The preset isn't known, a field is missing, unknown or not allowed, or there is no request.
    """
    if isinstance(value, Workload):
        if value.requests_per_month < 1:
            raise InvalidInputError(
                "requests_per_month must be at least 1, got 0: of nothing, everything costs the same; where cost doesn't "
                'matter, say error_cost = "quality-only"'
            )
        return value
    if isinstance(value, str):
        return _workload_called(value)
    if not is_mapping(value):
        raise InvalidInputError(f"must be a preset's name or a table, got {shown(value)}")
    _refuse_deep(value)
    table: dict[str, Any] = {str(key): _part(str(key), item) for key, item in value.items()}
    _take_daily(table)
    preset = parse_workload(table.pop("preset")) if "preset" in table else None
    if preset is not None and not table:
        return preset
    known = [spec.name for spec in fields(Workload)]
    if wrong := sorted(table.keys() - set(known)):
        allowed = ["preset", "requests_per_day", *known]
        raise InvalidInputError(not_among(wrong, allowed, "may have"))
    if preset is not None and table.get("cached_prefix_tokens"):
        # It takes the place of the preset's shares.
        table = {"cached_input_share": 0.0, "cache_write_share": 0.0, **table}
    base: dict[str, Any] = (
        {} if preset is None else {name: getattr(preset, name) for name in known} | {"name": f"{preset.name}, changed"}
    )
    missing = [name for name in known[:3] if name not in base | table]
    if missing:
        raise InvalidInputError(
            f"lacks {', '.join(missing)}; or start from a preset: preset in a table, --workload NAME in the shell"
        )
    return parse_workload(Workload(**(base | table)))


_COUNTS = frozenset(
    {
        "requests_per_day",
        "requests_per_month",
        "requests_per_task",
        "cached_prefix_tokens",
        "image_tokens",
        "audio_tokens",
    }
)
"""Parts of a workload that are one number, which people may write as text, such as ``50k``."""


def _part(name: str, value: object) -> object:
    """Read a part of a workload that is one number where it is written as text; any other is read where it is checked."""
    if name in _COUNTS and isinstance(value, str):
        return of_argument(name, lambda text: parse_count(str(text)), value)
    return value


def _workload_called(name: str) -> Workload:
    if name in WORKLOADS:
        return WORKLOADS[name]
    if name in _late.PRESETS:
        workload = _late.PRESETS[name].table["workload"]["preset"]
        raise InvalidInputError(f"no workload {shown(name)}; the preset of that name takes the workload {workload}")
    near = nearest([name], WORKLOADS) or f"; presets are {', '.join(WORKLOADS)}"
    raise InvalidInputError(f"no workload {shown(name)}{near}; llm-selection list workloads says what they assume")


def _refuse_deep(table: Mapping[Any, Any]) -> None:
    """Refuse a workload that starts from one that starts from one, and so on: each takes room on the stack."""
    inner: object = table
    for _ in range(_DEEPEST):
        if not is_mapping(inner):
            return
        inner = inner.get("preset")
    raise InvalidInputError("preset is nested too deeply")


def _take_daily(table: dict[str, Any]) -> None:
    """Turn requests a day into requests a month."""
    if "requests_per_day" not in table:
        return
    if "requests_per_month" in table:
        raise InvalidInputError("give requests_per_day or requests_per_month, not both")
    daily = table.pop("requests_per_day")
    if daily is None:
        raise InvalidInputError("requests_per_day must be a whole number of at least 1, got None")
    check_count("requests_per_day", daily, least=1, most=MOST_REQUESTS // DAYS_A_MONTH)
    table["requests_per_month"] = daily * DAYS_A_MONTH


def parse_use_case(data: object, *, where: str = "") -> UseCase:
    """
    Build a use case from plain data, such as a parsed file.

    With ``preset``, what isn't said is that preset's; see `llm_selection.needs.presets.filled`.

    Raises:
        InvalidInputError: With every fault and its place.
    """
    if not is_mapping(data):
        raise InvalidInputError(Fault(where=where, problem=f"a use case is a table, got {type(data).__name__}"))
    if {"decided", "need", "choice"} <= data.keys():
        problem = "is a decision: llm-selection check checks it; what it was asked is its table need"
        raise InvalidInputError(Fault(where=where, problem=problem))
    faults: list[Fault] = []
    stated = data
    if "preset" in data:
        data = _filled(data, where, faults)
    readers = _readers()
    listed = f"; known are {', '.join(readers)}"
    faults += [
        Fault(where=_join(where, str(key)), problem=f"isn't part of a use case{nearest([key], readers) or listed}")
        for key in data
        if key not in readers
    ]
    if "tasks" not in data and "preset" not in data:
        faults.append(Fault(where=where, problem="key 'tasks' is missing, and no preset is named"))
    parts = _read_parts(data, readers, where, faults)
    _leave_out_idle(parts, stated)
    return _made(parts, where, faults)


def _read_parts(
    data: Mapping[str, Any], readers: Mapping[str, Callable[[Any], Any]], where: str, faults: list[Fault]
) -> dict[str, Any]:
    """Read each part that is there; put what is wrong with others into *faults*."""
    parts: dict[str, Any] = {}
    for key, read in readers.items():
        if key in data:
            try:
                parts[key] = read(data[key])
            except InvalidInputError as error:
                faults += _placed(error, where, key)
    return parts


def _made(parts: dict[str, Any], where: str, faults: list[Fault]) -> UseCase:
    """Make the use case, unless there are *faults*; money is read where the tasks are known, and its faults are told with them."""
    if faults:
        # A fault in the preset was reported already; where the tasks can't be read, money is checked against all of them.
        parts = {"tasks": tuple(Task), **parts, "preset": None}
    try:
        use_case = UseCase(**parts)
    except InvalidInputError as error:
        faults += [Fault(where=_join(where, fault.where), problem=fault.problem) for fault in error.faults]
    else:
        if not faults:
            return use_case
    raise InvalidInputError(*faults)


def _leave_out_idle(parts: dict[str, Any], stated: Mapping[str, Any]) -> None:
    """Leave out what a preset assumes that an error costs, or a preferred answer is worth, where no task takes it any more."""
    tasks = parts.get("tasks", Task)
    for name, taken in (
        ("error_cost", any(task not in PREFERENCE_TASKS for task in tasks)),
        ("preferred_value", any(task in PREFERENCE_TASKS for task in tasks)),
    ):
        if name not in stated and not taken:
            parts.pop(name, None)


def _results(value: object) -> "tuple[Evaluation, ...]":
    if value == ():
        return ()
    return _late.parse_evaluations(value)


def _as_is(value: object) -> object:
    return value


def _worths(value: object) -> "tuple[Worth, ...]":
    return _late.parse_worths(value)


def _model_name(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise InvalidInputError(f"must be the name of a model, got {shown(value)}")
    return value


def _share(value: Any) -> float:
    check_share("it", value)
    return float(value)


def _readers() -> dict[str, Callable[[Any], Any]]:
    """Return how each part of a use case is read."""
    return {
        "tasks": parse_tasks,
        "requirements": parse_requirements,
        "workload": parse_workload,
        "error_cost": _as_is,  # read where the tasks are known
        "preferred_value": _as_is,
        "worth": _as_is,
        "today": _as_is,
        "solved": _as_is,
        "unknowns": _unknowns,
        "on": parse_day,
        "results": _results,
        "hosting": _hosting,
        "preset": _as_is,  # checked where it is filled in
    }


def _filled(data: Mapping[str, Any], where: str, faults: list[Fault]) -> Mapping[str, Any]:
    """Return a table with what its preset says beside it; put what is wrong with that into *faults*."""
    try:
        return _late.filled(data)
    except InvalidInputError as error:
        faults += _placed(error, where, "preset")
    # A `False` that takes a requirement away was reported by `filled`, and isn't a requirement itself.
    left, workload = _late.without_removals(data), data.get("workload")
    if is_mapping(workload):
        # What it leaves out isn't missing: the preset would say it.
        left["workload"] = {"preset": next(iter(WORKLOADS)), **workload}
    return left


def _placed(error: InvalidInputError, where: str, key: str) -> list[Fault]:
    """Return the faults of a part, with the file and the part in their places."""
    return [Fault(where=_join(where, fault.where or key), problem=fault.problem) for fault in error.faults]


def read_use_case(path: str | PathLike[str]) -> UseCase:
    """
    Read a use case from a ``.toml`` or ``.json`` file.

    Raises:
        InvalidInputError: The file can't be read, or with every fault and its place in it.
    """
    text = _late.read_text(path, expected=_EXPECTED, most_bytes=_LARGEST_FILE_BYTES)
    if fspath(path).endswith(".json"):
        return parse_use_case(_late.strict_json(text, where=str(path)), where=str(path))
    return parse_use_case(_late.strict_toml(text, where=str(path)), where=str(path))


def _hosting(value: object) -> "tuple[Hosting, ...]":
    if value == ():
        return ()
    return _late.parse_hosting(value)


def _join(where: str, path: str) -> str:
    """Put a file before a path."""
    return ": ".join(filter(None, (where, path)))


def _unknowns(value: object) -> Unknowns:
    """Read what happens to unknowns."""
    for choice in get_args(Unknowns):
        if value == choice:
            return choice  # type: ignore[no-any-return]  # one of the literals
    raise InvalidInputError(f'unknowns must be "set_aside" or "include", got {shown(value)}')
