"""What a browser calls itself, in words its owner recognises."""

from flask_babel import gettext as _

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


def _first(text: str, words: tuple[tuple[str, str], ...]) -> str:
    return next((name for sign, name in words if sign in text), "")
