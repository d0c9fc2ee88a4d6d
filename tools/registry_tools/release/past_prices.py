"""
Read what things cost from older versions of catalogues, into the collected tables of past prices.

    registry-tools collect past-prices --work PATH/TO/KEEP

The versions and their days stand in ``upstream.toml``. Their wheels have 400 MB, so a refresh reads the tables instead. The same
versions write the same bytes; another version adds what wasn't known.
"""

from collections.abc import Sequence
from pathlib import Path

from registry_tools.arguments import command_parser
from registry_tools.release.packages import Index, wheel_in
from registry_tools.upstream.listings import Rejections
from registry_tools.upstream.past_prices import PAST_PRICES, read_wheel, seen_in, write_past_prices
from registry_tools.upstream.pins import UPSTREAM, Upstream

__all__ = ["collect", "main"]


def collect(upstream: Upstream, wheels: Path, tables: Path, rejections: Rejections) -> int:
    """
    Write the *tables* of what older versions say, and return how many prices; what isn't in the folder *wheels* is downloaded.

    Raises:
        SystemExit: A wheel can't be had, or isn't what it should be.
    """
    prices = []
    try:
        for catalogue, pins in upstream.past.items():
            versions = (
                (pin, read_wheel(catalogue, _wheel(wheels, catalogue, pin.version), pin.released, rejections))
                for pin in pins
            )
            prices += seen_in(catalogue, versions, rejections)
    except (LookupError, ValueError, OSError) as error:
        raise SystemExit(f"{error}\nthe tables stay as they were") from error
    write_past_prices(tables, prices)
    return len(prices)


def _wheel(folder: Path, name: str, version: str) -> Path:
    """Return the wheel of a version, downloaded unless it is there."""
    found = wheel_in(folder, name, version)
    if found is None:
        print(f"downloading {name} {version}")
        with Index.open() as index:
            found = index.fetch(name, version, folder)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the tables, and say what was left out and why."""
    parser = command_parser("collect past-prices", __doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder that keeps downloaded packages")
    parser.add_argument("--tables", type=Path, default=PAST_PRICES, help="folder to write")
    options = parser.parse_args(arguments)
    rejections = Rejections()
    count = collect(UPSTREAM, options.work / "wheels", options.tables, rejections)
    print(f"{count} prices of {sum(map(len, UPSTREAM.past.values()))} versions")
    print(
        "\n".join(["left out, in all versions together:", *(f"  {n} {why}" for why, n in sorted(rejections.items()))])
    )
    return 0
