"""Every way SIAP says no. A refusal is an answer to a person, not a bug."""


class Refused(Exception):
    """A request that SIAP will not carry out; `code` is stable: logged, sent to phones, translated for pages."""

    code = "refused"

    def __init__(self, detail: str = "", **facts: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.facts = facts


class NotFound(Refused):
    """It does not exist, or it is not this person's to see; the two answer alike."""

    code = "not_found"


class NotAllowed(Refused):
    """The person may see the thing but may not do this deed to it."""

    code = "not_allowed"


class Conflict(Refused):
    """Somebody else changed the thing first."""

    code = "conflict"


class IllegalTransition(Refused):
    """The life of the thing has no such step."""

    code = "illegal_transition"


class Invalid(Refused):
    """What was given cannot be used; `problems` maps a field or place to what is wrong there."""

    code = "invalid"

    def __init__(self, problems: dict[str, str], detail: str = "") -> None:
        super().__init__(detail or "; ".join(f"{place}: {what}" for place, what in problems.items()))
        self.problems = problems


class StoreBusy(Refused):
    """Another process keeps the database to itself; the same request will do in a moment."""

    code = "busy"


class StoreFull(Refused):
    """The server's disk takes nothing more; nothing of the request was kept."""

    code = "disk_full"
