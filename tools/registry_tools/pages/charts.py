"""Charts: small SVG files, the same bytes each time, and bars of text."""

from collections.abc import Iterator, Sequence
from html import escape
from math import log10

__all__ = ["bar", "panels"]

Points = Sequence[tuple[float, float]]

_COLUMNS, _WIDTH, _HEIGHT = 3, 250, 160
_LEFT, _TOP, _RIGHT, _BOTTOM = 30, 24, 18, 22
_LOW, _HIGH = 0, 5
"""Powers of ten of dollars a month at the ends of the axis; what lies beyond is drawn at its end."""
_COLORS = {"paper": "#ffffff", "grid": "#d9d9d9", "text": "#333333", "dot": "#9db4c8", "front": "#b3261e"}


def bar(count: int, each: int) -> str:
    """Draw a bar of text, a mark for *each* that are counted, and one for what is left."""
    return "█" * -(-count // each)


def panels(drawn: Sequence[tuple[str, Points, Points]]) -> str:
    """Draw a panel for each title: dots of (dollars a month, quality from 0 to 100), and a line through others."""
    rows = -(-len(drawn) // _COLUMNS)
    width, height = _COLUMNS * _WIDTH, rows * _HEIGHT
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="9">',
        f'<rect width="{width}" height="{height}" fill="{_COLORS["paper"]}"/>',
    ]
    for place, (title, dots, front) in enumerate(drawn):
        row, column = divmod(place, _COLUMNS)
        lines.append(f'<g transform="translate({column * _WIDTH},{row * _HEIGHT})">')
        lines.extend(_panel(title, dots, front))
        lines.append("</g>")
    return "\n".join([*lines, "</svg>"]) + "\n"


def _panel(title: str, dots: Points, front: Points) -> Iterator[str]:
    """Draw one panel."""
    yield f'<text x="{_LEFT}" y="15" font-size="11" fill="{_COLORS["text"]}">{escape(title)}</text>'
    for power in range(_LOW, _HIGH + 1):
        x = _x(10.0**power)
        label = f"${10**power:,}".replace(",000", "k")
        yield f'<path d="M{x} {_TOP}V{_HEIGHT - _BOTTOM}" stroke="{_COLORS["grid"]}"/>'
        yield f'<text x="{x}" y="{_HEIGHT - 9}" text-anchor="middle" fill="{_COLORS["text"]}">{label}</text>'
    for quality in range(0, 101, 25):
        y = _y(quality)
        yield f'<path d="M{_LEFT} {y}H{_WIDTH - _RIGHT}" stroke="{_COLORS["grid"]}"/>'
        yield f'<text x="{_LEFT - 4}" y="{y + 3}" text-anchor="end" fill="{_COLORS["text"]}">{quality}</text>'
    # Lines of no length with round ends: a dot for few bytes.
    drawn = "".join(f"M{_x(dollars)} {_y(quality)}h0" for dollars, quality in sorted(dots))
    yield f'<path d="{drawn}" stroke="{_COLORS["dot"]}" stroke-width="3.6" stroke-linecap="round"/>'
    if front:
        path = "L".join(f"{_x(dollars)} {_y(quality)}" for dollars, quality in front)
        yield f'<path d="M{path}" fill="none" stroke="{_COLORS["front"]}" stroke-width="1.4"/>'


def _x(dollars: float) -> float:
    """Place dollars a month on their axis."""
    power = min(max(log10(max(dollars, 10.0**_LOW)), _LOW), _HIGH)
    return round(_LEFT + (power - _LOW) / (_HIGH - _LOW) * (_WIDTH - _LEFT - _RIGHT), 1)


def _y(quality: float) -> float:
    """Place a quality on its axis."""
    return round(_HEIGHT - _BOTTOM - quality / 100 * (_HEIGHT - _TOP - _BOTTOM), 1)
