"""Evidence: a field's own, else the record's."""

import pytest

from factories import seen, source
from llm_selection.domain.evidence import Dissent, EvidenceByField, Status, dissents


def test_a_field_has_its_own_evidence_or_the_records() -> None:
    """Evidence of a field overrides that of the record."""
    own, record = seen(status=Status.DERIVED), seen()
    by_field = EvidenceByField(record=record, fields={"released": own})
    assert by_field["released"] is own
    assert by_field["license"] is record


def test_evidence_can_not_change() -> None:
    """The mapping is a frozen copy, so evidence can be hashed and its maker can't change it later."""
    fields = {"released": seen()}
    by_field = EvidenceByField(record=seen(), fields=fields)
    fields.clear()
    assert list(by_field.fields) == ["released"]
    assert hash(by_field) == hash(EvidenceByField(record=seen(), fields={"released": seen()}))
    with pytest.raises(TypeError):
        by_field.fields["license"] = seen()  # type: ignore[index]  # that is the point


def test_values_that_lost_are_said_by_the_titles_of_their_sources() -> None:
    """Each once, in the order of the evidence; nothing where nobody disagrees."""
    evidence = seen(dissent=(Dissent(value="input 2", source="page"), Dissent(value="input 3", source="list")))
    sources = {"page": source(title="A page"), "list": source(title="A list")}
    assert list(dissents(evidence, sources)) == ["A page says input 2", "A list says input 3"]
    assert not list(dissents(seen(), sources))
