"""The web application: every resource, the websockets, health, documents and the browser's pages."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog
from aiohttp import web
from pydantic import ValidationError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from crm.errors import Conflict
from server.http import (
    administration,
    agent,
    announcements,
    attachments,
    auth,
    call_lists,
    callbacks,
    calls,
    contacts,
    customer_mailings,
    customer_merging,
    customers,
    devices,
    dictionaries,
    document_types,
    documents,
    entries,
    events,
    exports,
    flows,
    guides,
    histories,
    home,
    hours,
    impact,
    imports,
    knowledge,
    kpis,
    live,
    login_page,
    logins,
    mailboxes,
    message_box,
    messages,
    notices,
    number_lists,
    oidc,
    organisation,
    outbound,
    outbox,
    outlets,
    personal,
    phone_passwords,
    platform,
    portable,
    prompts,
    quality,
    questionnaires,
    queues,
    recordings,
    regions,
    roles,
    second_factor,
    security,
    setup,
    skills,
    supervision,
    surveys,
    talk,
    tickets,
    trunks,
    users,
    voicemails,
    work,
    workstations,
    wrap_ups,
)
from server.http.context import WEB, Web
from server.http.docs import add_docs
from server.http.errors import TooLarge, json_response, response, validation_response
from server.http.health import add_health
from server.http.problems import as_problems
from server.http.route import PREFIX, Route, endpoint
from server.http.softphone import add_softphone
from server.http.spa import add_pages
from server.http.veil import veiling
from server.live.socket import live as live_socket
from telephony.errors import HotlineError

log = structlog.get_logger(__name__)

MAX_BODY = 2 * 1024 * 1024
GONE = 499
"""The status, in log and figures, of whoever left before he had his answer; nobody gets it."""
LONGEST_LINE = 64 * 1024
"""Bytes of a request's first line: identity providers hand long codes over in it."""
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; media-src 'self' blob: data: mediastream:; connect-src 'self' ws: wss:; "
        "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
WORTH_PACKING = 4096
"""Bytes of an answer from which on it is sent compressed: a company's directory shrinks to a tenth."""
Serve = Callable[[web.Request], Awaitable[web.StreamResponse]]


def all_routes() -> list[Route]:
    """Every operation of the API, in the order of the documentation."""
    resources = (
        auth,
        login_page,
        second_factor,
        oidc,
        personal,
        agent,
        talk,
        calls,
        surveys,
        callbacks,
        customer_merging,
        customer_mailings,
        customers,
        impact,
        imports,
        exports,
        call_lists,
        tickets,
        documents,
        document_types,
        attachments,
        knowledge,
        voicemails,
        recordings,
        mailboxes,
        live,
        supervision,
        home,
        notices,
        contacts,
        quality,
        questionnaires,
        wrap_ups,
        message_box,
        messages,
        platform,
        histories,
        kpis,
        events,
        logins,
        security,
        users,
        phone_passwords,
        roles,
        organisation,
        queues,
        skills,
        portable,
        hours,
        flows,
        prompts,
        entries,
        devices,
        work,
        workstations,
        trunks,
        outbound,
        number_lists,
        announcements,
        outbox,
        regions,
        outlets,
        administration,
        dictionaries,
        setup,
        guides,
    )
    return [route for resource in resources for route in resource.routes.all]


def make_app(parts: Web, dist: Path) -> web.Application:
    """The application on `parts`; `dist` is the folder of the built front end."""
    app = web.Application(middlewares=[_measured, veiling, as_problems, _guarded], client_max_size=MAX_BODY)
    app[WEB] = parts
    app.on_response_prepare.append(_secure)
    for route in all_routes():
        app.router.add_route(route.method, PREFIX + route.path, endpoint(route))
    app.router.add_get(f"{PREFIX}/live", live_socket)
    add_health(app)
    add_docs(app, all_routes())
    add_softphone(app)
    add_pages(app, dist)
    return app


async def _secure(request: web.Request, answer: web.StreamResponse) -> None:
    for name, value in SECURITY_HEADERS.items():
        answer.headers.setdefault(name, value)
    if request.path.startswith("/api/"):
        answer.headers.setdefault("Cache-Control", "no-store")


def _pack(request: web.Request, answer: web.StreamResponse) -> None:
    """Long JSON goes out compressed to those who take it; files are sent as they are."""
    if not isinstance(answer, web.Response) or answer.content_type != "application/json":
        return
    body = answer.body
    taken = "gzip" in request.headers.get("Accept-Encoding", "")
    if taken and isinstance(body, bytes) and len(body) >= WORTH_PACKING:
        answer.enable_compression(web.ContentCoding.gzip)


@web.middleware
async def _measured(request: web.Request, handler: Serve) -> web.StreamResponse:
    metrics = request.app[WEB].metrics
    resource = request.match_info.route.resource
    route = resource.canonical if resource is not None else "-"
    started = time.perf_counter()
    status = 500
    try:
        answer = await handler(request)
        status = answer.status
        _pack(request, answer)
    except web.HTTPException as answer:
        status = answer.status
        raise
    except ConnectionResetError:
        log.info("http.gone", method=request.method, path=request.path)
        status = GONE
        return web.Response(status=GONE, reason="Client Closed Request")
    finally:
        metrics.requests.labels(request.method, route, str(status)).inc()
        if status != 101:
            metrics.request_seconds.labels(route).observe(time.perf_counter() - started)
    return answer


@web.middleware
async def _guarded(request: web.Request, handler: Serve) -> web.StreamResponse:
    """Every failure becomes the API's error shape; what is not the asker's fault is logged."""
    try:
        return await handler(request)
    except ValidationError as error:
        return validation_response(error)
    except StaleDataError:
        return response(Conflict())
    except HotlineError as error:
        return response(error)
    except web.HTTPRequestEntityTooLarge:
        return response(TooLarge(f"the body is larger than {MAX_BODY} bytes"))
    except web.HTTPException as error:
        if not request.path.startswith("/api/") or error.status < 400:
            raise
        return _http_error(error)
    except (OperationalError, InterfaceError) as error:
        log.error("http.database_failed", path=request.path, error=str(error.orig))  # noqa: TRY400 - a trace says nothing of it
        return _failure(
            "database.unavailable", "the database does not answer: try again", "数据库暂时不可用，请稍后再试", 503
        )
    except (ConnectionResetError, TimeoutError):
        raise
    except Exception:
        log.exception("http.failed", method=request.method, path=request.path)
        return _failure("error", "something went wrong on the server; it was logged", "服务器出错，已记录", 500)


def _http_error(error: web.HTTPException) -> web.Response:
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status, "http.error")
    answer = _failure(code, error.reason.lower(), "请求有误" if error.status != 404 else "没有这个地址", error.status)
    if "Allow" in error.headers:
        answer.headers["Allow"] = error.headers["Allow"]
    return answer


def _failure(code: str, message: str, chinese: str, status: int) -> web.Response:
    return json_response({"error": {"code": code, "message": message, "message_zh": chinese}}, status)
