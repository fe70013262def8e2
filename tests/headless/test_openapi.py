"""The OpenAPI document: what it says, that it stays so, and that the API does as it says."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.generation import GenerationMode

from tests.factories import (
    HistoryEntryFactory,
    MemberFactory,
    PolicyReportPageFactory,
    ProgramPageFactory,
    PublicationFileFactory,
    SocialValueReportPageFactory,
    StandardPageFactory,
)
from tests.snapshots.compatibility import breaking_changes
from tests.snapshots.documents import CURRENT, current_text, promised


def document() -> dict[str, Any]:
    return json.loads(current_text())


@pytest.mark.once
def test_document_is_the_committed_one() -> None:
    """After a change that is meant: `python -m tests.snapshots`, and commit the file."""
    assert current_text() == CURRENT.read_text(encoding="utf-8")


@pytest.mark.once
def test_document_is_what_the_standard_calls_one() -> None:
    assert document()["openapi"].startswith("3.1")
    schemathesis.openapi.from_dict(document()).validate()


@pytest.mark.once
def test_nothing_that_version_1_promised_is_broken() -> None:
    """Whoever has to break something gives the API a new version, at a new address."""
    now = document()
    assert now["info"]["version"].split(".")[0] == "1"
    assert breaking_changes(promised(), now) == []


@pytest.mark.once
def test_schemas_are_not_named_after_modules() -> None:
    """Two schemas of one name get their modules before it, which change as the code moves."""
    assert [name for name in document()["components"]["schemas"] if "__" in name] == []


def without_path(doc: dict[str, Any]) -> None:
    del doc["paths"]["/api/v1/members/"]


def without_parameter(doc: dict[str, Any]) -> None:
    doc["paths"]["/api/v1/members/"]["get"]["parameters"].pop()


def without_field(doc: dict[str, Any]) -> None:
    del doc["components"]["schemas"]["PublicMemberSchema"]["properties"]["phone"]


def with_another_type(doc: dict[str, Any]) -> None:
    doc["components"]["schemas"]["PublicMemberSchema"]["properties"]["phone"] = {"type": "integer"}


def with_a_required_parameter(doc: dict[str, Any]) -> None:
    doc["paths"]["/api/v1/members/"]["get"]["parameters"][0]["required"] = True


@pytest.mark.once
@pytest.mark.parametrize(
    "spoil",
    [without_path, without_parameter, without_field, with_another_type, with_a_required_parameter],
)
def test_breaking_change_is_noticed(spoil: Any) -> None:
    old = promised()
    new = copy.deepcopy(old)
    spoil(new)
    assert breaking_changes(old, new)


def untyped(schema: Any, path: str = "") -> Iterator[str]:
    """Places in a schema that say nothing of what stands there."""
    if isinstance(schema, dict):
        for name, each in schema.get("properties", {}).items():
            told = {"type", "$ref", "anyOf", "oneOf", "allOf", "const", "enum"} & set(each)
            if not told:
                yield f"{path}.{name}"
            yield from untyped(each, f"{path}.{name}")


@pytest.mark.once
def test_no_field_of_ours_is_of_any_type() -> None:
    schemas = document()["components"]["schemas"]
    assert [place for name, each in schemas.items() for place in untyped(each, name)] == []


@pytest.mark.once
def test_every_parameter_says_what_it_is_for() -> None:
    silent = [
        (path, parameter["name"])
        for path, operations in document()["paths"].items()
        for operation in operations.values()
        for parameter in operation.get("parameters", ())
        if not parameter.get("description")
    ]
    assert silent == []


@pytest.mark.once
def test_filter_is_described_by_the_field_that_it_looks_at() -> None:
    members = document()["paths"]["/api/v1/members/"]["get"]["parameters"]
    told = {parameter["name"]: parameter["description"] for parameter in members}
    assert told["category"] == "Any of these slugs: category"
    assert told["founded_from"] == "From this on: founding date"
    assert told["founded_to"] == "Up to this: founding date"


@pytest.mark.once
def test_blocks_are_a_union_told_apart_by_type() -> None:
    schemas = document()["components"]["schemas"]
    items = schemas["StandardPageSchema"]["properties"]["body"]["items"]
    assert items["discriminator"]["propertyName"] == "type"
    assert "heading" in items["discriminator"]["mapping"]


@pytest.mark.django_db
def test_lists_declare_their_parameters(client: Client) -> None:
    found = client.get("/api/v1/openapi.json").json()
    parameters = found["paths"]["/api/v1/members/"]["get"]["parameters"]
    names = {item["name"] for item in parameters}
    assert {"limit", "offset", "locale", "fields", "facets", "order", "search", "district",
            "founded_from", "founded_to", "rich_text_format"} <= names  # fmt: skip


@pytest.fixture
def delivered(db: None) -> Any:
    """The document of an API that has something of everything."""
    PublicationFileFactory.create(publication=PolicyReportPageFactory.create())
    SocialValueReportPageFactory.create(title="사회적 가치")
    HistoryEntryFactory.create()
    ProgramPageFactory.create()
    StandardPageFactory.create(show_in_menus=True)
    MemberFactory.create(district="11500")
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.mark.once
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_api_does_as_its_document_says(delivered: Any, mode: GenerationMode) -> None:
    """Every route, with values that fit and with values that do not; all checks there are."""
    faults = []
    for found in delivered.get_all_operations():
        try:
            probe(found.ok(), mode)
        except (Failure, FailureGroup) as error:
            faults.append(f"{found.ok().label}: {error}")
    assert not faults, "\n".join(faults)


def probe(operation: Any, mode: GenerationMode) -> None:
    @hypothesis.settings(
        max_examples=5,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def call(case: schemathesis.Case) -> None:
        # No schema can say which cursors the server has given.
        (case.query or {}).pop("since", None)
        # What this client is sent compressed, it does not unpack.
        case.call_and_validate(headers={"Accept-Encoding": "identity"})

    call()
