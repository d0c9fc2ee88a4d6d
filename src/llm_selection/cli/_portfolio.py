"""The command ``portfolio``."""

from argparse import Namespace
from typing import Any

from llm_selection._dataclasses import fields
from llm_selection._foundation.spelling import nearest
from llm_selection.analysis.blends import Check
from llm_selection.cli._json import say_json, with_registry
from llm_selection.cli._recommend import recommended
from llm_selection.cli._terminal import ANSWERED, NOTHING_FITS, say
from llm_selection.errors import Fault, InvalidInputError
from llm_selection.presentation import portfolio_report
from llm_selection.presentation.answer_report import as_text, head

__all__ = ["portfolio"]


def portfolio(options: Namespace) -> int:
    """Print what two options do for a need that the first alone doesn't, and what stands in for it."""
    check = _check_in(options)
    result = recommended(options, warns=options.json)
    if not result.ranking:
        say("null" if options.json else as_text(result))
        return NOTHING_FITS
    pair = result.portfolio(check=check)
    if options.json:
        say_json(with_registry(portfolio_report.as_plain(pair), result.registry))
    else:
        say("\n".join([*head(result), "", portfolio_report.as_text(pair)]))
    return ANSWERED


def _check_in(options: Namespace) -> Check | None:
    """Read ``sensitivity=0.9,false_alarm=0.05,usd=0.001``; ``None`` without it."""
    if options.check is None:
        return None
    known = [spec.name for spec in fields(Check)]
    parts: dict[str, Any] = {}
    for pair in options.check.split(","):
        key, separator, value = (part.strip() for part in pair.partition("="))
        if not separator or key in parts or key not in known:
            raise InvalidInputError(
                f"--check {pair!r}: must be KEY=VALUE, each key once, of {', '.join(known)}{nearest([key], known)}"
            )
        parts[key] = value if key == "usd" else _number(value)
    try:
        return Check(**parts)
    except InvalidInputError as error:
        raise InvalidInputError(Fault(where="--check", problem=str(error))) from error


def _number(text: str) -> float | str:
    """Read a number; what can't be read is left for the check to name."""
    try:
        return float(text)
    except ValueError:
        return text
