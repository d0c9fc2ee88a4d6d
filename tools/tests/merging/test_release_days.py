"""When a model was released: of several days the better one is believed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from registry_tools.merging.release_days import release_day, with_known_day
from registry_tools.upstream.model_cards import Card

_SEEN = date(2026, 11, 23)


def _in_hub(day: str) -> Mapping[str, str]:
    """Return a row of the survey that knows the day of the repository."""
    columns = ("read_via", "source_url", "field_sources", "status")
    basis = {"release_date": day, "release_date_basis": "hub repository creation date", "retrieved": "2026-11-23"}
    return dict.fromkeys(columns, "") | basis


class TestReleaseDay:
    """Of several listings the better one is believed."""

    def _card(self, rank: int, key: str, **parts: str) -> Card:
        """Return a listing."""
        return Card(names=("a/b",), rank=rank, source="models-dev", as_of=_SEEN, key=key, **parts)  # type: ignore[arg-type]  # only texts here

    def test_the_developers_own_day_wins(self) -> None:
        """A host began to list it later."""
        cards = [self._card(1, "a/b", released="2026-01-05"), self._card(3, "host/b", released="2026-02-01")]
        assert release_day(cards, None)[0] == date(2026, 1, 5)

    def test_one_host_alone_dates_nothing(self) -> None:
        """Two that agree do."""
        one, two = self._card(3, "x/b", released="2024-12-09"), self._card(3, "y/b", released="2025-02-17")
        assert release_day([one], None)[0] is None
        assert release_day([one, two, self._card(3, "z/b", released="2025-02-17")], None)[0] == date(2025, 2, 17)

    def test_a_month_or_a_first_of_january_is_no_day(self) -> None:
        """Listings put them where they don't know."""
        cards = [self._card(1, "a/b", released="2025-04"), self._card(1, "c/b", released="2025-01-01")]
        assert release_day(cards, None)[0] is None

    def test_a_day_long_before_the_repository_is_passed_over(self) -> None:
        """The listing means something else."""
        row = _in_hub("2025-12-01")
        cards = [self._card(3, "x/b", released="2025-06-15"), self._card(3, "y/b", released="2025-06-15")]
        assert release_day(cards, row)[0] == date(2025, 12, 1)

    def test_an_api_can_be_out_a_little_before_its_weights(self) -> None:
        """The day on which most hosts began is then the release; a first of the month is a placeholder."""
        row = _in_hub("2026-08-25")
        api = [self._card(3, "x/b", released="2026-08-14"), self._card(3, "y/b", released="2026-08-14")]
        month = [self._card(3, "x/b", released="2026-08-01"), self._card(3, "y/b", released="2026-08-01")]
        assert release_day(api, row)[0] == date(2026, 8, 14)
        assert release_day(month, row)[0] == date(2026, 8, 25)

    def test_a_day_that_contradicts_the_month_in_the_name_is_passed_over(self) -> None:
        """The catalogue copied the entry of another checkpoint."""
        cards = [
            self._card(0, "mistral/mistral-large-2512", released="2024-11-01"),
            self._card(3, "x/b", released="2025-12-02"),
            self._card(3, "y/b", released="2025-12-02"),
        ]
        assert release_day(cards, None, "mistral/mistral-large-2512")[0] == date(2025, 12, 2)
        assert release_day(cards[:1], None, "cohere/command-a-03-2025")[0] is None

    def test_a_listing_later_than_the_first_price_is_passed_over(self) -> None:
        """What has a price is out; a day more or less is a matter of time zones."""
        late = [self._card(3, "x/b", released="2026-08-10"), self._card(3, "y/b", released="2026-08-10")]
        assert release_day(late, None, "a/b", date(2026, 8, 6))[0] is None
        assert release_day(late, None, "a/b", date(2026, 8, 9))[0] == date(2026, 8, 10)


def test_a_day_that_was_known_gives_way_only_to_an_earlier_one() -> None:
    """With who said it."""
    said, whole = {"source": "page"}, {"source": "list"}

    def record(day: date | None, fields: dict[str, object]) -> dict[str, Any]:
        known = {} if day is None else {"released": day}
        return {**known, "evidence": {"record": whole, "fields": fields}}

    for now, kept in ((None, True), (date(2026, 2, 1), True), (date(2025, 12, 1), False)):
        new = record(now, {})
        with_known_day(new, record(date(2026, 1, 5), {"released": said}))
        assert new["released"] == (date(2026, 1, 5) if kept else now)
        assert new["evidence"].get("fields", {}) == ({"released": said} if kept else {})
    new = record(None, {})
    with_known_day(new, record(date(2026, 1, 5), {}))
    assert new["evidence"]["fields"]["released"] == whole
    new = record(None, {})
    with_known_day(new, {})
    assert "released" not in new


def test_what_cant_go_with_a_known_day_is_nobodys() -> None:
    """A release after the first price that is known, and knowledge after the release."""
    new: dict[str, Any] = {"released": date(2026, 2, 1), "evidence": {"record": {}, "fields": {"released": {}}}}
    with_known_day(new, {}, date(2026, 1, 31))
    assert new == {"evidence": {"record": {}}}
    fields: dict[str, object] = {"knowledge_cutoff": {}, "released": {}}
    new = {"released": date(2026, 2, 1), "knowledge_cutoff": "2026-03", "evidence": {"record": {}, "fields": fields}}
    with_known_day(new, {}, date(2026, 2, 1))
    assert new == {"released": date(2026, 2, 1), "evidence": {"record": {}, "fields": {"released": {}}}}
