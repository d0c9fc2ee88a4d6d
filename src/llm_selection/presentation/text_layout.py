"""Text layout: text for a terminal of 80 columns, behind labels."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from textwrap import wrap

from llm_selection._dataclasses import dataclass

__all__ = ["LABEL", "MOST_LINES", "WIDTH", "Section", "behind", "fitted", "in_columns", "labelled", "wrapped"]

WIDTH = 80
"""Columns."""
MOST_LINES = 40
"""Lines of an answer or an argument: what a person reads before deciding."""
LABEL = 10
"""Columns that a label takes."""
_GAP = "  "
_LEAST_LAST = 30
_HANGING = 4
"""Columns before what goes on below a row that is too wide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """
    Sentences behind a label, the most important first.

    Attributes:
        label: At most nine characters, or none.
        sentences: What is said; each starts a line.
        least: How many are shown as long as other sections have more than they need.
        firm: How many are shown as long as another section has more than one, or than its own; 0 is a section that may go.
        bare: How many are shown where nothing else helps; by default as many as are ``firm``.
        whole: Whether all are shown, however little room there is.
    """

    label: str
    sentences: tuple[str, ...]
    least: int = 1
    firm: int = 1
    bare: int | None = None
    whole: bool = False

    def lines(self) -> list[str]:
        """Return them wrapped; none without a sentence."""
        behind = zip((self.label, *([""] * len(self.sentences))), self.sentences, strict=False)
        return [line for label, sentence in behind for line in labelled(label, sentence)]


def labelled(label: str, text: str) -> tuple[str, ...]:
    """Wrap *text* behind a label; words that are longer than a line aren't cut."""
    return behind(f"{label:<{LABEL}}", text, indent=LABEL)


def wrapped(lines: Iterable[str]) -> str:
    """Wrap lines of text without a label; one that is indented goes on two columns further in. An id that is longer is cut."""
    wrapped_lines: list[str] = []
    for line in lines:
        indent = " " * (len(line) - len(line.lstrip()))
        further = f"{indent}  " if indent else ""
        wrapped_lines += wrap(
            line.strip(), WIDTH, initial_indent=indent, subsequent_indent=further, break_on_hyphens=False
        )
    return "\n".join(wrapped_lines)


@lru_cache(maxsize=256)
def behind(head: str, text: str, *, indent: int) -> tuple[str, ...]:
    """Wrap *text* behind what stands before its first line, *indent* columns in; remembered, as `fitted` asks often."""
    first, *lines = wrap(text, WIDTH - indent, break_long_words=False, break_on_hyphens=False) or [""]
    return f"{head}{first}", *(" " * indent + line for line in lines)


def in_columns(rows: Iterable[Sequence[str]]) -> list[str]:
    """
    Write rows of cells below each other, in 80 columns; rows have as many cells.

    Columns are as wide as they need; the first gives way where the last would have less than 30 columns. A row that is
    too wide all the same goes on below itself, as does a long last cell. Nothing is cut.
    """
    table = [tuple(row) for row in rows]
    if not table:
        return []
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    between = len(_GAP) * (len(widths) - 1)
    widths[0] = min(widths[0], WIDTH - between - sum(widths[1:-1]) - min(widths[-1], _LEAST_LAST))
    return [line for row in table for line in _row(row, widths[:-1])]


def _row(row: tuple[str, ...], widths: list[int]) -> tuple[str, ...]:
    """Write one row; in a line where it fits."""
    *cells, last = row
    head = _GAP.join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True))
    whole = f"{head}{_GAP}{last}".rstrip() if cells else last
    if len(whole) <= WIDTH:
        return (whole,)
    indent = sum(widths) + len(_GAP) * len(widths)
    if cells and (len(head) + len(_GAP) > indent or len(last.split()[0]) > WIDTH - indent):
        return (cells[0], *behind(" " * _HANGING, _GAP.join([*cells[1:], last]), indent=_HANGING))
    return behind(f"{head}{_GAP}" if cells else "", last, indent=indent)


def fitted(sections: Iterable[Section], most: int, *, rest: str) -> list[str]:
    """
    Return the lines of *sections*, at most *most* of them as far as that can be done.

    While there are too many, of the sections that may lose a sentence the one with the most lines loses its last; it then
    ends by saying how many it lost, and where they are. Each keeps its first unless it may go, and where that ends in a
    colon, what it announces: no sentence that does is the last shown. Where there are still too many, the last line counts
    all that is left out.

    Args:
        sections: In order.
        most: Lines.
        rest: Where the other sentences are, such as ``in --json``.
    """
    shown = [(section, len(section.sentences)) for section in sections]
    for floors in (
        [section.least for section, _ in shown],
        [section.firm for section, _ in shown],
        [section.firm if section.bare is None else section.bare for section, _ in shown],
    ):
        while _count(shown, rest) > most:
            lengths = [
                0 if section.whole or _fewer(section, kept) < floor else len(_lines(section, kept, rest))
                for (section, kept), floor in zip(shown, floors, strict=True)
            ]
            if not any(lengths):
                break
            longest = lengths.index(max(lengths))
            section, kept = shown[longest]
            shown[longest] = (section, _fewer(section, kept))
    texts = [_shortest(*each, rest) for each in shown]
    left = [len(section.sentences) - kept for section, kept in shown]
    if sum(map(len, texts)) <= most or sum(map(bool, left)) <= 1:
        return [line for lines in texts for line in lines]
    # One line for all takes less room than one below each section.
    return [*(line for each in shown for line in _kept(*each)), *labelled("", f"… and {sum(left)} more {rest}")]


def _count(shown: Sequence[tuple[Section, int]], rest: str) -> int:
    """Count the lines of what is shown of each section, with what is left out said below each, or once below all."""
    apart = sum(len(_lines(*each, rest)) for each in shown)
    together = 1 + sum(len(_kept(*each)) for each in shown)
    return min(apart, together)


def _kept(section: Section, kept: int) -> list[str]:
    """Return the lines of a section's first sentences."""
    return Section(label=section.label, sentences=section.sentences[:kept]).lines()


def _fewer(section: Section, kept: int) -> int:
    """Return how many sentences are left when the last goes, and before it those that announce what follows."""
    fewer = kept - 1
    while fewer > 0 and section.sentences[fewer - 1].endswith(":"):
        fewer -= 1
    return fewer


def _lines(section: Section, kept: int, rest: str) -> list[str]:
    """Return the lines of a section's first sentences, and how many more there are."""
    left = len(section.sentences) - kept
    more = (f"… and {left} more {rest}",) if left else ()
    return Section(label=section.label, sentences=(*section.sentences[:kept], *more)).lines()


def _shortest(section: Section, kept: int, rest: str) -> list[str]:
    """Return the whole section where saying that a sentence is left out would take as much room."""
    return min((section.lines(), _lines(section, kept, rest)), key=len)
