"""Evaluations: what models scored on tests of the user's own."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from os import PathLike
from pathlib import PurePath
from typing import Any

from llm_selection._dataclasses import dataclass, replace
from llm_selection._foundation import late_gate
from llm_selection._foundation.files import check_path, read_text
from llm_selection._foundation.shapes import is_iterable, is_list, is_list_or_tuple, is_mapping
from llm_selection._foundation.spelling import nearest
from llm_selection._foundation.toml import strict_toml
from llm_selection._foundation.wording import counted
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.efforts import Effort
from llm_selection.errors import Fault, InvalidInputError, shown
from llm_selection.units import check_count, check_share, share_meant

__all__ = ["Evaluation", "Score", "joined", "parse_evaluations", "read_evaluations"]

_LARGEST_FILE_BYTES = 20_000_000
_MOST_ITEMS = 10**9
"""No test has more; a larger number is a mistake."""
_EXPECTED = "give results, not samples: a .csv, .toml or .json file, see docs/how-to/bring-your-own-evaluations.md"
_LEAST_STDERR, _LARGEST_STDERR = 1e-9, 0.5
"""Standard errors of a mean of numbers from 0 to 1: no sample has a larger one, and a smaller one is a mistake."""
_PAIR = 2
_PERCENT = 100
_COLUMNS = {"test": str, "task": str, "model": str, "effort": str, "guess_share": float}
_SCORE_COLUMNS = {"right": int, "items": int, "share": float, "stderr": float}


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """
    What one model scored on a test, at one effort where it takes several.

    Give ``right`` and ``items``; or ``share`` with ``stderr``, with ``items``, or with both.

    Attributes:
        model: The model's id, or another name the registry knows it by, such as its repository.
        right: Items solved, from 0; ``None`` where a share is given.
        items: Items asked, 1 to 10**9; ``None`` where a share comes with its standard error alone.
        share: Mean score, 0 to 1, as printed (not corrected for guessing); where items are graded in parts, too.
        stderr: Standard error of that mean, above 0 and at most 0.5; without it, that of so many items which are right or wrong, which
            is the most it can be.
        effort: How much the model was asked to reason; a word will do. ``None`` isn't told: then it is taken as the one that
            runs where a request names none, and where that isn't known, as the highest that the model was measured at.

    Raises:
        InvalidInputError: *model* is no printable name, a number is out of its range, those given are too few, or too many,
            or the effort isn't one.
    """

    model: str
    right: int | None = None
    items: int | None = None
    share: float | None = None
    stderr: float | None = None
    effort: Effort | None = None

    def __post_init__(self) -> None:
        """Check the numbers, and that there are enough of them and not too many; an effort may be given as its word."""
        if not isinstance(self.model, str) or not self.model.strip() or not self.model.isprintable():
            raise InvalidInputError(f"model must be the name of a model, got {shown(self.model)}")
        if self.effort is not None:
            if self.effort not in list(Effort):
                raise InvalidInputError(f"effort must be one of {', '.join(Effort)}, got {shown(self.effort)}")
            object.__setattr__(self, "effort", Effort(self.effort))
        check_count("right", self.right)
        check_count("items", self.items, least=1, most=_MOST_ITEMS)
        if isinstance(self.share, int | float) and 1 < self.share <= _PERCENT:
            raise InvalidInputError(f"share must be from 0 to 1, got {shown(self.share)}; divide percent by 100")
        check_share("share", self.share)
        if self.stderr is not None and not _is_standard_error(self.stderr):
            raise InvalidInputError(
                f"stderr must be a number above 0 and at most {_LARGEST_STDERR}, on the scale of the share, got "
                f"{shown(self.stderr)}; divide percent by 100, and where every item went the same way, give items instead"
            )
        if self.right is None:
            if self.share is None or (self.stderr is None and self.items is None):
                raise InvalidInputError(
                    f"a score of {self.model} needs right and items, or share with stderr or items; got {self._given_names()}"
                )
        elif self.share is not None or self.stderr is not None or self.items is None:
            raise InvalidInputError(
                f"a score of {self.model} with right needs items, and neither share nor stderr; got {self._given_names()}"
            )
        elif self.right > self.items:
            raise InvalidInputError(f"right must be at most items, {self.items}, got {self.right}")

    def _given_names(self) -> str:
        """Return the names of the numbers that were given."""
        names = [name for name in ("right", "items", "share", "stderr") if getattr(self, name) is not None]
        return ", ".join(names) or "none of them"

    @property
    def mean(self) -> float:
        """The share scored, 0 to 1."""
        if self.right is not None and self.items is not None:
            return self.right / self.items
        return 0.0 if self.share is None else self.share

    def __str__(self) -> str:
        """Write the score as it was given."""
        if self.right is not None:
            return f"{self.right:,} of {self.items:,}"
        items = "" if self.items is None else f" of {counted(self.items, 'item')}"
        return f"{self.mean:.1%}{items}" + ("" if self.stderr is None else f" ± {self.stderr:.1%}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """
    A test of the user's own, and what models scored on it.

    Attributes:
        name: What the test is called. The id of a benchmark in the registry means that benchmark.
        task: The task it measures; ``None`` is that of the benchmark called so, or else the only task of the need.
        guess_share: Share solved by guessing, from 0 to below 1; ``None`` when guessing can't help or isn't known.
        scores: One or more, each of another model or effort; kept in order of model, then of effort.

    Raises:
        InvalidInputError: The task or a share isn't one, there is no score, or a model has two at one effort.
    """

    name: str
    task: Task | None = None
    guess_share: float | None = None
    scores: tuple[Score, ...]

    def __post_init__(self) -> None:
        """Check the parts; a task may be given as plain text."""
        if not isinstance(self.name, str) or not self.name.strip() or not self.name.isprintable():
            raise InvalidInputError(f"name must be what the test is called, in a line of text, got {shown(self.name)}")
        if self.task is not None:
            object.__setattr__(self, "task", _parse_task(self.task))
        check_share("guess_share", self.guess_share)
        if self.guess_share == 1:
            raise InvalidInputError("guess_share must be below 1: a test that guessing solves tells nothing")
        scores: Sequence[object] = tuple(self.scores) if is_iterable(self.scores) else ()
        if not scores or not all(isinstance(score, Score) for score in scores):
            raise InvalidInputError(f"scores of test {self.name!r} must be one or more Score, got {shown(self.scores)}")
        object.__setattr__(self, "scores", tuple(sorted(self.scores, key=_place)))
        runs = [(score.model, score.effort) for score in self.scores]
        if twice := sorted({model for model, effort in runs if runs.count((model, effort)) > 1}):
            raise InvalidInputError(
                f"test {self.name!r} has more than one score of {', '.join(twice)}; add up right and items, keep one, or say "
                "at which effort each was got"
            )

    @classmethod
    def counted(
        cls,
        name: str,
        counts: Mapping[str, tuple[int, int]],
        *,
        task: Task | str | None = None,
        guess_share: float | None = None,
    ) -> "Evaluation":
        """
        Make an evaluation from counts: items right, and items in all, by model.

        Args:
            name: What the test is called.
            counts: Such as ``{"openai/gpt-5": (412, 500)}``.
            task: The task it measures.
            guess_share: Share solved by guessing.

        Raises:
            InvalidInputError: A count isn't allowed, or *counts* isn't a table of pairs.

        >>> str(Evaluation.counted("tickets", {"openai/gpt-5": (412, 500)}, task="coding").scores[0])
        '412 of 500'
        """
        if not is_mapping(counts) or not all(map(_is_pair, counts.values())):
            raise InvalidInputError(f"counts must be a table of models and (right, items), got {shown(counts)}")
        scores = tuple(Score(model=model, right=right, items=items) for model, (right, items) in counts.items())
        return cls(name=name, task=None if task is None else _parse_task(task), guess_share=guess_share, scores=scores)

    def scores_of(self, model: str) -> tuple[Score, ...]:
        """Return the scores of *model*, one an effort; none if it wasn't measured."""
        return tuple(score for score in self.scores if score.model == model)

    def __str__(self) -> str:
        """Name the test, and how many models it measured."""
        return f"{self.name} ({counted(len({score.model for score in self.scores}), 'model')})"


def _place(score: Score) -> tuple[str, int]:
    """Order scores by model, then by effort; one at an effort that isn't told comes first."""
    return score.model, -1 if score.effort is None else list(Effort).index(score.effort)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Results:
    """What a file of our own form holds."""

    results: tuple[Evaluation, ...]


def joined(evaluations: Iterable[Evaluation]) -> tuple[Evaluation, ...]:
    """
    Put evaluations of the same test together, and all in order of name; the order given doesn't matter.

    Raises:
        InvalidInputError: Something isn't an evaluation, two of one test disagree about it, or a model stands twice.

    >>> one, two = (Evaluation(name="ours", scores=(Score(model=model, right=3, items=5),)) for model in ("a/b", "a/c"))
    >>> [str(test) for test in joined([two, one])]
    ['ours (2 models)']
    """
    by_name: dict[str, Evaluation] = {}
    for evaluation in evaluations:
        if not isinstance(evaluation, Evaluation):
            raise InvalidInputError(
                f"results are evaluations, such as read_evaluations returns; got {shown(evaluation)}"
            )
        earlier = by_name.get(evaluation.name)
        if earlier is None:
            by_name[evaluation.name] = evaluation
        elif (earlier.task, earlier.guess_share) != (evaluation.task, evaluation.guess_share):
            raise InvalidInputError(
                f"the test {evaluation.name!r} is given with more than one task or guess_share; say the same in each line"
            )
        else:
            by_name[evaluation.name] = replace(earlier, scores=(*earlier.scores, *evaluation.scores))
    return tuple(by_name[name] for name in sorted(by_name))


def parse_evaluations(data: object, *, where: str = "") -> tuple[Evaluation, ...]:
    """
    Read evaluations from plain data, such as the ``results`` of a use case in a file.

    Args:
        data: A list of tables, each with a ``name``, ``scores``, and perhaps ``task`` and ``guess_share``; or
            `Evaluation` values.
        where: File or place, for the faults.

    Raises:
        InvalidInputError: With every fault and its place.
    """
    if isinstance(data, Evaluation):
        return (data,)
    if isinstance(data, str) or is_mapping(data) or not is_iterable(data):
        file = f'; read a file by read_evaluations("{data}")' if isinstance(data, str) else ""
        problem = f"results must be a list of evaluations, got {shown(data)}{file}"
        raise InvalidInputError(Fault(where=where, problem=problem))
    items = tuple(data)
    if where or any(is_mapping(item) for item in items):
        items = late_gate.check(_Results, {"results": list(items)}, where=where).results
    try:
        return joined(items)
    except InvalidInputError as error:
        raise InvalidInputError(*(replace(fault, where=where) for fault in error.faults)) from error


def read_evaluations(
    path: str | PathLike[str],
    *,
    task: Task | str | None = None,
    model: str | None = None,
    metric: str | Iterable[str] | None = None,
) -> tuple[Evaluation, ...]:
    """
    Read evaluations from a file: a table as CSV, our own form as TOML or JSON, or results of lm-evaluation-harness.

    A ``.csv`` has a line a score, with the columns ``model``, and ``right`` and ``items``, or ``share`` and ``stderr`` or
    ``items``; perhaps ``effort``, ``test`` (by default the file's name), ``task`` and ``guess_share``. A ``.toml``, and a ``.json``
    of our own, holds a list ``results``. A ``.json`` that lm-evaluation-harness wrote is known by its table ``results``:
    each of its tasks is a test of that name, and the subtasks of a group that has a score of its own don't count beside it.

    Args:
        path: The file.
        task: The task that its tests measure, where the file doesn't say one.
        model: The model measured, where the file doesn't say one; for lm-evaluation-harness, in place of what it says.
        metric: For lm-evaluation-harness: which score to take where there are several, such as ``acc_norm`` or
            ``exact_match,strict-match``; one or more, exactly one of which each such test must have.

    Raises:
        InvalidInputError: The file can't be read, or with every fault and its place in it.

    Source: the results file as lm-evaluation-harness 0.4 writes it.
    """
    check_path(path)
    place = PurePath(path)
    kind = place.suffix.lower()
    if kind not in {".csv", ".toml", ".json"}:
        raise InvalidInputError(Fault(where=str(path), problem="must be a .csv, .toml or .json file"))
    text, where = read_text(path, expected=_EXPECTED, most_bytes=_LARGEST_FILE_BYTES), str(path)
    default_task = None if task is None else _parse_task(task)
    harness: Mapping[str, Any] | None = None
    if kind == ".csv":
        evaluations = _from_table(text, where, test=place.stem, model=model)
    else:
        data = _parsed(text, kind, where)
        if is_mapping(data) and is_mapping(data.get("results")):
            harness = data
            evaluations = _from_harness(data, where, model=model, metric=metric)
        else:
            evaluations = _from_own_form(data, where, model=model)
    if metric is not None and harness is None:
        problem = "metric is for results of lm-evaluation-harness, and this file isn't one"
        raise InvalidInputError(Fault(where=where, problem=problem))
    return tuple(
        replace(evaluation, task=default_task) if evaluation.task is None else evaluation for evaluation in evaluations
    )


def _parsed(text: str, kind: str, where: str) -> Any:
    if kind == ".toml":
        return strict_toml(text, where=where)
    return late_gate.strict_json(text, where=where)


def _from_own_form(data: Any, where: str, *, model: str | None) -> tuple[Evaluation, ...]:
    """Read a table with a list ``results``, or that list."""
    if is_mapping(data):
        if wrong := sorted(map(str, data.keys() - {"results"})):
            problem = f"may have results and nothing else, got {', '.join(wrong)}"
            raise InvalidInputError(Fault(where=where, problem=problem))
        data = data.get("results")
    if not is_list(data):
        problem = "must hold a list of evaluations, called results; or be a results file of lm-evaluation-harness"
        raise InvalidInputError(Fault(where=where, problem=problem))
    if model is not None:
        data = [_with_model(evaluation, model) for evaluation in data]
    return parse_evaluations(data, where=where)


def _with_model(evaluation: Any, model: str) -> Any:
    """Add the model to scores that don't name one; the gate refuses what isn't a table."""
    scores = evaluation.get("scores") if is_mapping(evaluation) else None
    if not is_list(scores):
        return evaluation
    return {**evaluation, "scores": [{"model": model, **score} if is_mapping(score) else score for score in scores]}


# Tables


def _from_table(text: str, where: str, *, test: str, model: str | None) -> tuple[Evaluation, ...]:
    """Read a table with one score on each line."""
    faults: list[Fault] = []
    by_name: dict[str, list[Evaluation]] = {}
    for line, row in _rows(text, where, faults):
        try:
            evaluation = _from_row(row, test=test, model=model)
        except InvalidInputError as error:
            faults += [Fault(where=f"{where}: line {line}", problem=fault.problem) for fault in error.faults]
        else:
            by_name.setdefault(evaluation.name, []).append(evaluation)
    evaluations: list[Evaluation] = []
    for parts in by_name.values():
        try:
            evaluations += joined(parts)
        except InvalidInputError as error:
            faults += [replace(fault, where=where) for fault in error.faults]
    if not by_name and not faults:
        faults.append(Fault(where=where, problem="has no line below the header"))
    if faults:
        raise InvalidInputError(*faults)
    return joined(evaluations)


def _rows(text: str, where: str, faults: list[Fault]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the lines of a table by column, without empty cells; add what is wrong to *faults*."""
    table = csv.DictReader(StringIO(text), strict=True)
    try:
        names = [name.strip().lower() for name in table.fieldnames or ()]
        known = {*_COLUMNS, *_SCORE_COLUMNS}
        if other := _other_separator(names):
            faults.append(Fault(where=where, problem=f"has cells set off by {other}; set them off by commas"))
        elif not names:
            faults.append(Fault(where=where, problem="is empty: it has no header and no lines"))
        elif wrong := sorted(set(names) - known):
            problem = (
                f"has columns {', '.join(map(repr, wrong))}, set off by commas; known are "
                f"{', '.join((*_COLUMNS, *_SCORE_COLUMNS))}{_columns_meant(wrong)}"
            )
            faults.append(Fault(where=where, problem=problem))
        if twice := sorted({name for name in names if names.count(name) > 1}):
            faults.append(Fault(where=where, problem=f"has two columns called {', '.join(twice)}"))
        if faults:
            return
        table.fieldnames = names
        for row in table:
            if None in row or None in row.values():
                problem = "has more or fewer cells than the header"
                faults.append(Fault(where=f"{where}: line {table.line_num}", problem=problem))
            else:
                yield table.line_num, {name: cell.strip() for name, cell in row.items() if cell.strip()}
    except csv.Error as error:
        faults.append(Fault(where=where, problem=f"isn't CSV: {error}"))


def _other_separator(names: Sequence[str]) -> str:
    """Name what separates the columns of a header, unless that is commas."""
    apart = {";": "semicolons", "\t": "tabs", "|": "bars"}
    return next((word for mark, word in apart.items() if len(names) == 1 and mark in names[0]), "")


_USUAL_COLUMN_NAMES = {
    "accuracy": "share",
    "acc": "share",
    "score": "share",
    "pass_rate": "share",
    "correct": "right",
    "passed": "right",
    "n": "items",
    "total": "items",
    "count": "items",
    "se": "stderr",
    "model_id": "model",
}
"""Names that people often give to columns, and the names of these columns here."""


def _columns_meant(wrong: Iterable[str]) -> str:
    """Suggest the right names for unknown columns that have a usual name; nothing for any other."""
    hints = [f"call {name} {_USUAL_COLUMN_NAMES[name]}" for name in wrong if name in _USUAL_COLUMN_NAMES]
    shares = ", from 0 to 1" if any(hint.endswith(" share") for hint in hints) else ""
    return f"; {', '.join(hints)}{shares}" if hints else ""


def _from_row(row: Mapping[str, str], *, test: str, model: str | None) -> Evaluation:
    """Read a line of a table."""
    if "model" not in row and model is None:
        raise InvalidInputError("names no model: fill in the column model")
    given: dict[str, Any] = {name: _number(name, cell) for name, cell in row.items() if name not in _TEXT_COLUMNS}
    guess_share = given.pop("guess_share", None)
    given["effort"] = row.get("effort")
    score = Score(model=row.get("model", model or ""), **given)
    task = _parse_task(row["task"]) if "task" in row else None
    return Evaluation(name=row.get("test", test), task=task, guess_share=guess_share, scores=(score,))


_TEXT_COLUMNS = {"test", "task", "model", "effort"}


def _number(name: str, cell: str) -> float:
    """Read a cell that holds a number."""
    kind = (_COLUMNS | _SCORE_COLUMNS)[name]
    try:
        number = kind(cell)
    except ValueError:
        what = "a whole number" if kind is int else "a number"
        meant = share_meant(cell) if name.endswith("share") else ""
        raise InvalidInputError(f"{name} must be {what}, got {shown(cell)}{meant}") from None
    return number  # type: ignore[no-any-return]  # int or float, by the column


# lm-evaluation-harness


def _from_harness(
    data: Mapping[str, Any], where: str, *, model: str | None, metric: str | Iterable[str] | None
) -> tuple[Evaluation, ...]:
    """Read what lm-evaluation-harness wrote."""
    metrics = _metrics(metric)
    name = model or _harness_model(data)
    faults: list[Fault] = []
    if name is None:
        problem = "doesn't say which model was measured; give model (--results-model in the shell)"
        faults.append(Fault(where=where, problem=problem))
    shares = {test: _harness_shares(data, test, table) for test, table in data["results"].items()}
    kept = _without_parts(data, {test for test, choices in shares.items() if choices})
    evaluations: list[Evaluation] = []
    for test, choices in shares.items():
        if test not in kept:
            continue
        place = f"{where}: results.{test}"
        try:
            key = _chosen_metric(choices, metrics)
            score = _harness_score(data, test, key, choices[key], name or "unknown")
            evaluations.append(Evaluation(name=test, scores=(score,)))
        except InvalidInputError as error:
            faults += [Fault(where=place, problem=fault.problem) for fault in error.faults]
    if not kept:
        problem = "holds no score from 0 to 1 of which more is better; percent have to be divided by 100"
        faults.append(Fault(where=where, problem=problem))
    if faults:
        raise InvalidInputError(*faults)
    return joined(evaluations)


def _chosen_metric(choices: Mapping[str, float], metrics: set[str] | None) -> str:
    """Return which of a test's scores to take: its only one, or the one that was asked for."""
    fitting = [key for key in choices if metrics is None or len(choices) == 1 or {key, key.split(",")[0]} & metrics]
    if len(fitting) != 1:
        problem = "has several scores" if fitting else "has no such score"
        raise InvalidInputError(
            f"{problem}; give metric (--results-metric in the shell), one of {', '.join(map(repr, choices))}"
        )
    return fitting[0]


def _metrics(metric: object) -> set[str] | None:
    """Read the names of scores to take."""
    if metric is None:
        return None
    names = [metric] if isinstance(metric, str) else list(metric) if is_iterable(metric) else [metric]
    if not names or not all(isinstance(name, str) for name in names):
        raise InvalidInputError(f"metric must be the name of a score, or several, got {shown(metric)}")
    return set(map(str, names))


def _harness_model(data: Mapping[str, Any]) -> str | None:
    """Return the model that was measured, as the harness writes it."""
    name = data.get("model_name")
    if isinstance(name, str) and name.strip():
        return name
    config = data.get("config")
    arguments = config.get("model_args") if is_mapping(config) else None
    if isinstance(arguments, str):
        arguments = dict(part.split("=", 1) for part in arguments.split(",") if "=" in part)
    if not is_mapping(arguments):
        return None
    return next((argument for key in ("pretrained", "model") if isinstance(argument := arguments.get(key), str)), None)


def _harness_shares(data: Mapping[str, Any], test: str, table: Any) -> dict[str, float]:
    """Return a task's scores by metric and filter: those that are shares, and better when higher."""
    if not is_mapping(table):
        return {}
    directions = _of_test(data, "higher_is_better", test)
    return {
        key: float(value)
        for key, value in table.items()
        if "," in key
        and not key.partition(",")[0].endswith("_stderr")
        and not isinstance(value, bool)
        and isinstance(value, int | float)
        and 0 <= value <= 1
        # Early versions don't write whether higher is better, of any score.
        and (directions.get(key.partition(",")[0]) is True or not directions)
    }


def _without_parts(data: Mapping[str, Any], scored: set[str]) -> set[str]:
    """Return the *scored* tests, without those that are part of another one, so that none is counted twice."""
    return scored.difference(*(_parts_below(data, group) for group in scored))


def _parts_below(data: Mapping[str, Any], test: str) -> list[str]:
    """List the parts of a group and their own parts, each once; a test that isn't a group has none."""
    groups = data.get("group_subtasks")
    below: dict[str, None] = {}
    rest = [test]
    while rest:
        group = rest.pop()
        parts = groups.get(group) if is_mapping(groups) else None
        new = [part for part in parts if isinstance(part, str)] if is_list(parts) else []
        rest += [part for part in new if part not in below and part != test]
        below |= dict.fromkeys(rest)
    return list(below)


def _harness_score(data: Mapping[str, Any], test: str, key: str, share: float, model: str) -> Score:
    """Return the score of one task, with its number of items or its standard error."""
    metric, _, filtered = key.partition(",")
    stderr = data["results"][test].get(f"{metric}_stderr,{filtered}")
    known = isinstance(stderr, int | float) and stderr > 0
    return Score(model=model, share=share, stderr=stderr if known else None, items=_harness_items(data, test))


def _harness_items(data: Mapping[str, Any], test: str) -> int | None:
    """Count the items of a test, or of all parts of a group; ``None`` where the file doesn't say."""

    def count(part: str) -> int | None:
        effective = _of_test(data, "n-samples", part).get("effective")
        return effective if isinstance(effective, int) else None

    own = count(test)
    leaves = [count(part) for part in _parts_below(data, test) if not _parts_below(data, part)]
    return own if own is not None else sum(filter(None, leaves)) or None


def _of_test(data: Mapping[str, Any], name: str, test: str) -> Mapping[str, Any]:
    """Return what one of the file's tables says of a test; nothing where it isn't a table."""
    table = data.get(name)
    part = table.get(test) if is_mapping(table) else None
    return part if is_mapping(part) else {}


def _is_pair(value: object) -> bool:
    return is_list_or_tuple(value) and len(value) == _PAIR


def _parse_task(value: object) -> Task:
    for task in Task:
        if value == task:
            return task
    if near := nearest([value], Task):
        raise InvalidInputError(f"task {shown(value)} isn't known{near}")
    raise InvalidInputError(f"task must be one of {', '.join(Task)}, got {shown(value)}")


def _is_standard_error(value: object) -> bool:
    """Say whether *value* can be a standard error."""
    return isinstance(value, int | float) and not isinstance(value, bool) and _LEAST_STDERR <= value <= _LARGEST_STDERR
