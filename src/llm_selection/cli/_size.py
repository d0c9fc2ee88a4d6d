"""The command ``size``."""

from argparse import Namespace

from llm_selection import registry as registries
from llm_selection._foundation.plain import to_plain
from llm_selection.cli._json import say_json, with_registry
from llm_selection.cli._terminal import ANSWERED, say
from llm_selection.domain.models import NotOffered
from llm_selection.errors import Fault, InvalidInputError
from llm_selection.needs.self_hosting import parse_precision
from llm_selection.presentation.size_report import as_text, served, served_as_text, sized
from llm_selection.units import check_count, parse_count

__all__ = ["size"]


_LARGEST = {"context": 10**9, "batch": 10**6}
"""What a cache is sized for at most: tokens of a sequence, and sequences at once."""


def size(options: Namespace) -> int:
    """Print how large a model is, and what hardware holds it."""
    registry = registries.in_use()
    model = registry.model(options.model)
    counts = {name: _count(f"--{name}", getattr(options, name), most) for name, most in _LARGEST.items()}
    precision = None if options.precision is None else parse_precision(options.precision)
    if isinstance(model.weights, NotOffered):
        raise InvalidInputError(f"{model.id} can't be hosted: its weights aren't given out")
    accelerator = None if options.on is None else registry.accelerators[options.on]
    measured = sized(model, precision=precision, **counts)
    server = None if accelerator is None else served(model, accelerator, precision=precision, **counts)
    if options.json:
        plain = {**to_plain(measured, whole=True), "server": None if server is None else to_plain(server, whole=True)}
        say_json(with_registry(plain, registry))
    else:
        say("\n".join([as_text(measured), *([] if server is None else [served_as_text(server, measured)])]))
    return ANSWERED


def _count(flag: str, text: str, most: int) -> int:
    """Read a whole number from 1 to *most*, as people write it."""
    try:
        number = parse_count(text, least=1)
    except InvalidInputError as error:
        raise InvalidInputError(Fault(where=flag, problem=str(error))) from error
    check_count(flag, number, most=most)
    return number
