"""Browsers: what one calls itself in words its owner recognises, and who has signed in on it before."""

import secrets

from flask import current_app, request
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from app.services.accounts import Device
from app.web.database import config

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"))
LATER_BROWSERS = (("Chrome", "Chrome"), ("Safari", "Safari"))  # others carry these words too
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac", "Mac"))


def device_name(user_agent: str) -> str:
    """'Chrome di Android' for a browser's own long name; an unknown one is called so."""
    browser = _first(user_agent, BROWSERS + LATER_BROWSERS)
    system = _first(user_agent, (*SYSTEMS, ("Linux", "Linux")))
    if browser and system:
        return str(_("%(browser)s on %(system)s", browser=browser, system=system))
    return browser or system or str(_("Unknown device"))


COOKIE = "device"
LONGEST_KNOWN = 12  # people who share one phone
KEPT_SECONDS = 365 * 86400


def this_device() -> Device:
    """The browser that asks, with what our own cookie says of it; a forged or foreign cookie says nothing."""
    name = request.user_agent.string
    try:
        device_id, known = _signer().loads(request.cookies.get(COOKIE, ""))
    except (BadSignature, ValueError, TypeError):
        return Device(name)
    return Device(name, device_id, frozenset(known))


def remember_here(response: Response, username: str) -> None:
    """Note in the browser that this person has signed in on it."""
    device = this_device()
    known = sorted({username, *sorted(device.known - {username})[: LONGEST_KNOWN - 1]})
    value = _signer().dumps([device.id or secrets.token_urlsafe(16), known])
    response.set_cookie(
        COOKIE, value, max_age=KEPT_SECONDS, path="/sign-in", httponly=True, samesite="Lax", secure=config().https
    )


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="device")


def _first(text: str, words: tuple[tuple[str, str], ...]) -> str:
    return next((name for sign, name in words if sign in text), "")
