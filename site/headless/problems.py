"""Every error of the delivery API in one shape: problem details (RFC 9457)."""

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

MEDIA_TYPE = "application/problem+json"
LANGUAGE = "en"

logger = logging.getLogger(__name__)


class UnknownParameterError(ValueError):
    """A query parameter that the resource does not have."""

    def __init__(self, names: list[str], allowed: list[str]) -> None:
        self.names = names
        self.allowed = allowed
        super().__init__(f"Unknown parameters: {', '.join(names)}")


class MalformedParameterError(ValueError):
    """A query parameter whose value no resource could use."""

    def __init__(self, name: str, message: str) -> None:
        self.name = name
        super().__init__(message)


def problem(status: HTTPStatus, detail: str = "", **members: Any) -> JsonResponse:
    """A problem document; `members` are extensions of ours, such as `errors`."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        **members,
    }
    return JsonResponse(
        {key: value for key, value in body.items() if value != ""},
        status=status.value,
        content_type=MEDIA_TYPE,
        headers={"Content-Language": LANGUAGE},
        json_dumps_params={"ensure_ascii": False},
    )


@csrf_exempt
def not_found(request: HttpRequest, detail: str = "") -> JsonResponse:
    """There is nothing at this address, or nothing that this caller may see."""
    return problem(HTTPStatus.NOT_FOUND, detail or missing_at(request.path))


def missing_at(path: str) -> str:
    """What is said of an address at which there is nothing."""
    is_file = "." in path.rpartition("/")[2]
    hint = "" if path.endswith("/") or is_file else " Did you mean the one that ends with a slash?"
    return f"There is nothing at this address.{hint}"


def gone(detail: str) -> JsonResponse:
    """There was something here once."""
    return problem(HTTPStatus.GONE, detail)


def unknown_parameter(request: HttpRequest, error: UnknownParameterError) -> JsonResponse:
    """Name each unknown parameter and what is allowed."""
    errors = [{"parameter": name, "message": "Unknown parameter."} for name in error.names]
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "The request has parameters that this resource does not know.",
        errors=errors,
        allowed=error.allowed,
    )


def malformed_parameter(request: HttpRequest, error: ValidationError) -> JsonResponse:
    """Name each parameter whose value does not fit, and why."""
    errors = [
        {"parameter": parameter_of(item), "message": item["msg"], **allowed_values(item)}
        for item in error.errors
    ]
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY, "A parameter has a value that does not fit.", errors=errors
    )


def parameter_of(error: Mapping[str, Any]) -> str:
    """The parameter's name: the last step of the way to the fault that is no place in a list."""
    return str(next(step for step in reversed(error["loc"]) if isinstance(step, str)))


def unusable_parameter(request: HttpRequest, error: MalformedParameterError) -> JsonResponse:
    """Name the parameter and what is wrong with its value."""
    return problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "A parameter has a value that does not fit.",
        errors=[{"parameter": error.name, "message": str(error)}],
    )


def allowed_values(error: Mapping[str, Any]) -> dict[str, str]:
    """What pydantic says would have been allowed, where it says so."""
    expected = error.get("ctx", {}).get("expected")
    return {"allowed": expected} if expected else {}


def http_error(request: HttpRequest, error: HttpError) -> JsonResponse:
    return problem(HTTPStatus(error.status_code), str(error))


def server_error(request: HttpRequest, error: Exception) -> JsonResponse:
    """A fault of ours: logged in full, told without any detail."""
    logger.error("Delivery API failed at %r", request.path, exc_info=error)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "The server could not answer this request.")


HANDLERS: dict[type[Exception], Callable[[HttpRequest, Any], JsonResponse]] = {
    UnknownParameterError: unknown_parameter,
    MalformedParameterError: unusable_parameter,
    ValidationError: malformed_parameter,
    Http404: lambda request, _error: not_found(request),
    HttpError: http_error,
    Exception: server_error,
}


def register_problem_handlers(api: NinjaAPI) -> None:
    """Let every error of `api` leave as a problem document."""
    for error, handler in HANDLERS.items():
        api.add_exception_handler(error, handler)
