"""The delivery API: read-only JSON for partner portals, built of what the apps declare."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from ninja import NinjaAPI, Query, Schema
from pydantic import BaseModel, Field, create_model

from headless.problems import (
    MalformedParameterError,
    UnknownParameterError,
    register_problem_handlers,
)
from headless.resources import Links, Resource

NAMESPACE = "headless-v1"
MAX_LIMIT = 100
MAX_OFFSET = 1_000_000
NUL = "\0"


class ObjectParams(Schema):
    """What every address of the API takes."""

    locale: Literal["ko", "en"] = Field("ko", description="Language of the answer.")


class ListParams(ObjectParams):
    """What every list takes."""

    limit: int = Field(20, ge=1, le=MAX_LIMIT, description="Objects in one answer.")
    offset: int = Field(0, ge=0, le=MAX_OFFSET, description="Objects to pass over.")


def delivery_api(resources: Sequence[Resource], title: str = "Delivery API") -> NinjaAPI:
    """An API that serves `resources`; mount its `urls` once, for example at `/api/v1/`."""
    api = NinjaAPI(
        title=title,
        version="1.0.0",
        urls_namespace=NAMESPACE,
        docs_url=None,
        openapi_url="/openapi.json",
        openapi_extra={"info": {"license": {"name": "BSD-3-Clause"}}},
    )
    register_problem_handlers(api)
    for resource in resources:
        add_list(api, resource, resources)
        add_detail(api, resource, resources)
    return api


def add_list(api: NinjaAPI, resource: Resource, resources: Sequence[Resource]) -> None:
    """Serve the collection at `/<name>/`."""

    def list_objects(request: HttpRequest, params: Any, filters: Any) -> HttpResponse:
        refuse_unknown(request, ListParams, resource.filters)
        with translation.override(params.locale):
            objects = filters.filter(resource.queryset(request, params.locale))
            links = Links(request, NAMESPACE, resources, params.locale)
            return json_response(page_of(objects, params, resource, links))

    list_objects.__annotations__.update(
        params=Annotated[ListParams, Query()], filters=Annotated[resource.filters, Query()]
    )
    api.get(
        f"/{resource.name}/",
        response=list_schema(resource),
        operation_id=f"{resource.name}_list",
        summary=str(resource.summary),
        url_name=f"{resource.name}-list",
        tags=[resource.name],
    )(list_objects)


def add_detail(api: NinjaAPI, resource: Resource, resources: Sequence[Resource]) -> None:
    """Serve each object at `/<name>/<id or slug>/`."""

    def show_object(request: HttpRequest, key: str, params: Any) -> HttpResponse:
        refuse_unknown(request, ObjectParams)
        with translation.override(params.locale):
            obj = find_object(resource.queryset(request, params.locale), key)
            links = Links(request, NAMESPACE, resources, params.locale)
            return json_response(serialised(obj, resource, links))

    show_object.__annotations__.update(params=Annotated[ObjectParams, Query()])
    api.get(
        f"/{resource.name}/{{key}}/",
        response=resource.schema,
        operation_id=f"{resource.name}_detail",
        summary=str(resource.summary),
        url_name=f"{resource.name}-detail",
        tags=[resource.name],
    )(show_object)


def find_object(objects: QuerySet[Any], key: str) -> Any:
    """The object with that id, else with that slug; Http404 where the caller may see none."""
    if NUL in key:
        raise Http404
    wanted = Q(slug=key)
    if key.isascii() and key.isdecimal() and len(key) < 19:  # noqa: PLR2004
        wanted |= Q(pk=int(key))
    found = sorted(objects.filter(wanted), key=lambda obj: str(obj.pk) != key)
    if not found:
        raise Http404
    return found[0]


def refuse_unknown(request: HttpRequest, *known: type[BaseModel]) -> None:
    """Raise UnknownParameterError unless some of `known` has each parameter of the request.

    Raises MalformedParameterError where a value could not be looked up in any database.
    """
    allowed = {field.alias or name for model in known for name, field in fields_of(model)}
    unknown = sorted(set(request.GET) - allowed)
    if unknown:
        raise UnknownParameterError(unknown, sorted(allowed))
    refuse_nul(request)


def refuse_nul(request: HttpRequest) -> None:
    """Raise MalformedParameterError where a value holds NUL, which no database takes in a text."""
    for name, values in request.GET.lists():
        if any(NUL in value for value in values):
            raise MalformedParameterError(name, "The value holds a character that no text has.")


def fields_of(model: type[BaseModel]) -> list[tuple[str, Any]]:
    return list(model.model_fields.items())


def page_of(
    objects: QuerySet[Any], params: ListParams, resource: Resource, links: Links
) -> dict[str, Any]:
    """One page of a list, with the addresses of the pages around it."""
    count = objects.count()
    end = params.offset + params.limit
    return {
        "count": count,
        "next": moved(links.request, end) if end < count else None,
        "previous": (
            moved(links.request, max(params.offset - params.limit, 0)) if params.offset else None
        ),
        "items": [serialised(obj, resource, links) for obj in objects[params.offset : end]],
    }


def moved(request: HttpRequest, offset: int) -> str:
    """The address of this request with another offset."""
    parameters = {**request.GET.dict(), "offset": str(offset)}
    return request.build_absolute_uri(f"{request.path}?{urlencode(parameters)}")


def serialised(obj: Any, resource: Resource, links: Links) -> dict[str, Any]:
    """`obj` as plain JSON values."""
    schema = resource.schema.model_validate(obj, context={"request": links.request, "links": links})
    return schema.model_dump(mode="json", by_alias=True)


def list_schema(resource: Resource) -> type[BaseModel]:
    """The schema of a list of the resource's objects."""
    return create_model(
        f"{resource.schema.__name__}List",
        count=(int, Field(description="Objects in the whole list.")),
        next=(str | None, ...),
        previous=(str | None, ...),
        items=(list[resource.schema], ...),  # type: ignore[name-defined]
        __base__=Schema,
    )


def json_response(data: dict[str, Any]) -> HttpResponse:
    """A JSON answer in UTF-8, with Korean left readable."""
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})
