"""A client that holds every answer against the OpenAPI description: undescribed answers fail the test."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator
from rest_framework.test import APIClient

ROOT = "/api/v1/"
OPENAPI = f"{ROOT}openapi.json"
PROBLEM = "application/problem+json"
MEMBERS = {"type", "title", "status", "detail", "code", "where", "how", "reasons", "request"}


@cache
def description() -> dict[str, Any]:
    """The OpenAPI document of the code as it is."""
    with translation.override("en"):
        document: dict[str, Any] = SchemaGenerator().get_schema(public=True)
    return json.loads(json.dumps(document, default=str))


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    paths = sorted(description()["paths"], key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$"), path) for path in paths]


@cache
def _validator(reference: str) -> Draft202012Validator:
    shape = json.loads(reference)
    return Draft202012Validator({**shape, "components": description()["components"]})


def check_described(response: Any) -> None:
    """Fail unless the operation, its status and the body are as the description says."""
    request = response.wsgi_request
    path = next((path for pattern, path in _patterns() if pattern.match(request.path)), None)
    if path is None or request.method.lower() not in description()["paths"][path]:
        assert response.status_code in (404, 405) or request.path == OPENAPI, (
            f"{request.path} is not described"
        )
        return
    operation = description()["paths"][path][request.method.lower()]
    told = operation["responses"]
    status = str(response.status_code)
    names_problems = any(each.startswith("4") for each in told)
    is_general = response.status_code in (400, 413, 415) or (
        response.status_code > 400 and not names_problems
    )
    assert status in told or is_general, f"{operation['operationId']}: {status}"
    content = told.get(status, told["default"]).get("content", {})
    if not content:
        return
    media_type = response.headers["Content-Type"].partition(";")[0]
    assert media_type in content, f"{operation['operationId']} {status}: {media_type}"
    if media_type.endswith("json") and not response.streaming:
        _validator(json.dumps(content[media_type]["schema"])).validate(json.loads(response.content))


class Asker:
    """Someone who asks; every answer is checked. Addresses are given below /api/v1/."""

    def __init__(self, user: Any = None) -> None:
        self.client = APIClient(raise_request_exception=False)
        if user is not None:
            self.client.force_authenticate(type(user).objects.get(pk=user.pk))
        self.user = user

    def ask(self, method: str, address: str, body: Any = None, **headers: str) -> Any:
        """One request; a header If-Match is given as if_match="…"."""
        if self.user is not None:  # a new request loads its person anew
            self.client.force_authenticate(type(self.user).objects.get(pk=self.user.pk))
        path = address if address.startswith(("/", "http")) else ROOT + address
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        call = getattr(self.client, method)
        given = {"data": body, "format": "json"} if method != "get" else {}
        response = call(path, headers=named, **given)
        check_described(response)
        if response.status_code >= 400:
            problem = json.loads(response.content)
            assert response.headers["Content-Type"] == PROBLEM
            assert set(problem) >= MEMBERS and problem["detail"] and problem["status"] == response.status_code
        return response

    def get(self, address: str, **headers: str) -> Any:
        """Read."""
        return self.ask("get", address, **headers)

    def post(self, address: str, body: Any = None, **headers: str) -> Any:
        """Do."""
        return self.ask("post", address, {} if body is None else body, **headers)

    def put(self, address: str, body: Any = None, **headers: str) -> Any:
        """Save."""
        return self.ask("put", address, {} if body is None else body, **headers)

    def delete(self, address: str, **headers: str) -> Any:
        """Remove."""
        return self.ask("delete", address, **headers)


def refused(response: Any, status: int, code: str, where: str | None = None) -> dict[str, Any]:
    """The problem document of a refusal, once it is the one expected."""
    problem: dict[str, Any] = json.loads(response.content)
    assert (response.status_code, problem["code"]) == (status, code), problem
    if where is not None:
        assert where in {problem["where"], *(reason["where"] for reason in problem["reasons"])}, problem
    return problem


def codes(problem: dict[str, Any]) -> set[tuple[str, str]]:
    """Every reason as (code, where)."""
    return {(reason["code"], reason["where"]) for reason in problem["reasons"]}
