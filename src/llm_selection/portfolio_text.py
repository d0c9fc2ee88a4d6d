"""Portfolios as text that reads well at 80 columns."""

from llm_selection._wrapping import labelled
from llm_selection.portfolio import Portfolio

__all__ = ["portfolio_as_text"]


def portfolio_as_text(portfolio: Portfolio) -> str:
    """Write a portfolio for a terminal of 80 columns, each part behind its title."""
    return "\n".join(
        wrapped
        for title, lines in portfolio.sections()
        for number, line in enumerate(lines)
        for wrapped in labelled("" if number else title, line)
    )
