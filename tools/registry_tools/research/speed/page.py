"""The page of speed: the figures of several interpreters side by side, and the budgets they are held to."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from llm_selection._foundation.wording import counted
from registry_tools.pages.templates import with_parts
from registry_tools.research.speed.packages import OWN, PACKAGES
from registry_tools.research.speed.processes import BARE, PYDANTIC

__all__ = ["Figures", "page", "parts"]

_THREE_DIGITS = 100
Figures = Mapping[str, Any]
"""What `benchmark.measured` returns for one interpreter."""

_FIRST = "recommend, best printed"
_FIRST_TYPED = "command line, first answer"

_BUDGETS: Sequence[tuple[str, str, Callable[[Figures], float], float, str]] = (
    (
        f"{_FIRST}: processor",
        "at most 0.75 of pydantic and one model",
        lambda figures: _process(figures, _FIRST, "processor_ratio"),
        0.75,
        ".2f",
    ),
    (
        f"{_FIRST}: clock",
        "likewise",
        lambda figures: _process(figures, _FIRST, "wall_ratio"),
        0.75,
        ".2f",
    ),
    (
        f"{_FIRST_TYPED}: processor",
        "likewise",
        lambda figures: _process(figures, _FIRST_TYPED, "processor_ratio"),
        0.75,
        ".2f",
    ),
    (
        f"{_FIRST_TYPED}: clock",
        "likewise",
        lambda figures: _process(figures, _FIRST_TYPED, "wall_ratio"),
        0.75,
        ".2f",
    ),
    (
        f"{_FIRST}: memory",
        "under 15 MiB above bare Python",
        lambda figures: _process(figures, _FIRST, "peak_mib") - _process(figures, BARE, "peak_mib"),
        15,
        ".1f",
    ),
    (
        f"{_FIRST_TYPED}: memory",
        "likewise",
        lambda figures: _process(figures, _FIRST_TYPED, "peak_mib") - _process(figures, BARE, "peak_mib"),
        15,
        ".1f",
    ),
    (
        "`import llm_selection`: processor",
        "under `import dataclasses`",
        lambda figures: (
            _process(figures, "import llm_selection", "processor_ms")
            / _process(figures, "import dataclasses", "processor_ms")
        ),
        1,
        ".2f",
    ),
    (
        "`recommend` again, nothing asked for",
        "under 2 ms for 5,000 offerings",
        lambda figures: figures["calls"]["nothing asked for, the same again"]["median"],
        2,
        ".1f",
    ),
    (
        "a workload never seen",
        "under 5 ms",
        lambda figures: figures["calls"]["nothing asked for, a workload never seen"]["median"],
        5,
        ".1f",
    ),
    (
        "a later day never seen",
        "under 5 ms",
        lambda figures: figures["calls"]["nothing asked for, a later day never seen"]["median"],
        5,
        ".1f",
    ),
    (
        "growth: an option among the most, of one among the next fewer",
        "linear: about 1",
        lambda figures: _slope(figures, "repeated"),
        1.5,
        ".2f",
    ),
)
"""What is budgeted, the aim in words, what was reached, the most that keeps it, and how it is written."""


def _process(figures: Figures, name: str, what: str) -> float:
    """Return one figure of a process."""
    found: float = figures["processes"][name][what]
    return found


def _slope(figures: Figures, what: str) -> float:
    """Return what an option costs at the largest size, in parts of what it costs at the next smaller one."""
    *_, (fewer, before), (more, after) = sorted((int(size), found) for size, found in figures["growth"].items())
    slope: float = (after[what] / more) / (before[what] / fewer)
    return slope


def page(every: Sequence[Figures]) -> str:
    """Return the page."""
    return with_parts("speed", parts(every))


def parts(every: Sequence[Figures]) -> dict[str, list[str]]:
    """Return the lines that the page leaves open, by name."""
    minutes = max(figures["minutes"] for figures in every)
    return {
        "minutes": [f"some {counted(max(1, round(minutes)), 'minute')}"],
        "machine": list(_machine(every)),
        "budgets": list(_budgets(every)),
        "processor": list(_processes(every, "processor")),
        "wall": list(_processes(every, "wall")),
        "peaks": list(_peaks(every)),
        "packages": list(_packages(every)),
        "beside": list(_beside(every)),
        "calls": list(_calls(every, "calls")),
        "growth": list(_growth(every)),
        "changes": list(_calls(every, "changes")),
        "share": [_range(list(map(_share, every)))],
    }


def _share(figures: Figures) -> float:
    """Return what an overlay costs, in parts of building everything."""
    found = list(figures["changes"].values())
    share: float = found[0]["median"] / found[-1]["median"]
    return share


def _range(shares: Sequence[float]) -> str:
    """Write shares as one, or as the least and the most."""
    return " to ".join(dict.fromkeys((f"{min(shares):.1%}", f"{max(shares):.1%}")))


def _machine(every: Sequence[Figures]) -> Iterator[str]:
    """Yield what was measured where."""
    for figures in every:
        data = figures["data"]
        yield (
            f"- CPython {figures['python']}, pydantic {figures['pydantic']}: {figures['day']}, {figures['processor']}, "
            f"{figures['cores']} cores, load {figures['load']:.1f} before; `--runs {figures['runs']} "
            f"--sizes {' '.join(figures['growth'])}`; data "
            f"{data['version']}, {data['offerings']:,} offerings of {data['models']:,} models."
        )


def _table(every: Sequence[Figures], head: str, rows: Mapping[str, Callable[[Figures], str]]) -> Iterator[str]:
    """Yield a table with a column an interpreter."""
    yield f"| {head} | {' | '.join(figures['python'] for figures in every)} |"
    yield f"| --- |{' ---: |' * len(every)}"
    for name, cell in rows.items():
        yield f"| {name} | {' | '.join(map(cell, every))} |"


def _budgets(every: Sequence[Figures]) -> Iterator[str]:
    """Yield what was reached of each budget."""
    yield f"| what | budget | {' | '.join(figures['python'] for figures in every)} |"
    yield f"| --- | --- |{' ---: |' * len(every)}"
    for name, aim, reached, most, form in _BUDGETS:
        cells = (_kept(reached(figures), most, form) for figures in every)
        yield f"| {name} | {aim} | {' | '.join(cells)} |"


def _kept(value: float, most: float, form: str) -> str:
    """Write a figure, and whether it keeps its budget."""
    return f"{value:{form}}" if value <= most else f"{value:{form}}, **not met**"


def _processes(every: Sequence[Figures], clock: str) -> Iterator[str]:
    """Yield the ratios of every process."""

    def cell(name: str) -> Callable[[Figures], str]:
        return lambda figures: _ratio(figures["processes"][name], clock)

    names = [name for name in every[0]["processes"] if name != PYDANTIC]
    yield from _table(every, "process", {_quoted(name): cell(name) for name in names})
    yield f"| {PYDANTIC}, ms | {' | '.join(_own(figures['processes'][PYDANTIC], clock) for figures in every)} |"


def _ratio(found: Mapping[str, float], clock: str) -> str:
    """Write a ratio: the median, and that of the least."""
    return f"{found[f'{clock}_ratio']:.2f} ({found[f'{clock}_ratio_least']:.2f})"


def _own(found: Mapping[str, float], clock: str) -> str:
    """Write milliseconds: the median and the least."""
    return f"{found[f'{clock}_ms']:.0f} ({found[f'{clock}_ms_least']:.0f})"


def _quoted(name: str) -> str:
    """Write what is code as code."""
    return f"`{name}`" if name.startswith("import ") else name


def _peaks(every: Sequence[Figures]) -> Iterator[str]:
    """Yield the peak of each process, and how far that is above bare Python."""

    def cell(name: str) -> Callable[[Figures], str]:
        return lambda figures: (
            f"{_process(figures, name, 'peak_mib'):.1f} "
            f"({_process(figures, name, 'peak_mib') - _process(figures, BARE, 'peak_mib'):+.1f})"
        )

    yield from _table(
        every, "process, above bare Python", {_quoted(name): cell(name) for name in every[0]["processes"]}
    )


def _packages(every: Sequence[Figures]) -> Iterator[str]:
    """Yield what each package does, and which weren't there."""
    yield "| package | version | entries listed | the list | it also tells | it doesn't |"
    yield "| --- | --- | ---: | --- | --- | --- |"
    for name, package in PACKAGES.items():
        found = [figures["packages"][name] for figures in every if name in figures["packages"]]
        if found:
            versions = ", ".join(sorted({one["version"] for one in found}))
            listed = ", ".join(f"{count:,}" for count in sorted({int(one["listed"]) for one in found}))
            yield f"| {name} | {versions} | {listed} | {package.call} | {package.tells} | {package.lacks} |"
    for figures in every:
        missing = [name for name in PACKAGES if name not in figures["packages"]]
        if missing:
            yield from ("", f"Not installed, so not measured, with {figures['python']}: {', '.join(missing)}.")


def _beside(every: Sequence[Figures]) -> Iterator[str]:
    """Yield how long each package takes, a table an interpreter."""
    for place, figures in enumerate(every):
        if place:
            yield ""
        yield f"| CPython {figures['python']} | processor | clock | once more, ms | memory, MiB |"
        yield "| --- | ---: | ---: | ---: | ---: |"
        for name, found in figures["packages"].items():
            shown = f"**{name}**" if name == OWN else name
            yield (
                f"| {shown} | {_ratio(found, 'processor')} | {_ratio(found, 'wall')} | {found['warm_ms']:.2f} "
                f"| {found['peak_mib']:.0f} |"
            )


def _calls(every: Sequence[Figures], section: str) -> Iterator[str]:
    """Yield how long each call takes."""

    def cell(name: str) -> Callable[[Figures], str]:
        return lambda figures: f"{_short(figures[section][name]['median'])} ({_short(figures[section][name]['least'])})"

    yield from _table(every, "call", {name: cell(name) for name in every[0][section]})


def _short(milliseconds: float) -> str:
    """Write milliseconds with the digits that are worth it."""
    return f"{milliseconds:,.0f}" if milliseconds >= _THREE_DIGITS else f"{milliseconds:.1f}"


def _growth(every: Sequence[Figures]) -> Iterator[str]:
    """Yield microseconds an option for each kind of call, and the peak, a table an interpreter."""
    for place, figures in enumerate(every):
        sizes = sorted(figures["growth"], key=int)
        if place:
            yield ""
        yield f"| CPython {figures['python']}, options | {' | '.join(f'{int(size):,}' for size in sizes)} |"
        yield f"| --- |{' ---: |' * len(sizes)}"
        for what, name in _GROWTH.items():
            cells = (f"{figures['growth'][size][what] * 1e3 / int(size):.2f}" for size in sizes)
            yield f"| {name} | {' | '.join(cells)} |"
        peaks = (f"{figures['growth'][size]['peak_mib']:,.0f}" for size in sizes)
        yield f"| memory, MiB | {' | '.join(peaks)} |"


_GROWTH: Mapping[str, str] = {
    "repeated": "the same again",
    "new workload": "a workload never seen",
    "later day": "a later day never seen",
    "screening": "screening, four requirements never seen",
    "first": "the first answer",
}
