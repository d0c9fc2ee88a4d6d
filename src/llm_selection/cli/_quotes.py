"""What a workload costs at an offering, as plain data: for ``cost`` and ``break-even``."""

from typing import Any

from llm_selection._foundation.plain import to_plain
from llm_selection.analysis.quotes import Quote

__all__ = ["plain_quote"]


def plain_quote(quote: Quote) -> dict[str, Any]:
    """Return plain data of what a workload costs at an offering."""
    return {
        "offering": quote.option.offering.id,
        "effort": quote.option.effort,
        "items": to_plain(quote.cost.items),
        **to_plain(quote.cost, whole=True),
        "prices": to_plain(quote.period, whole=True),
        "evidence": to_plain(quote.evidence, whole=True),
        "last_read": None if quote.last_read is None else quote.last_read.isoformat(),
    }
