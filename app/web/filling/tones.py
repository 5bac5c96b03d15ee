"""How a letter is coloured once it is chosen, by the points it gives."""

from decimal import Decimal

from app.domain.checklist import Item

GOOD_FROM = Decimal("0.6")
MIDDLE_FROM = Decimal("0.3")


def tone(item: Item, letter: str) -> str:
    """'good', 'middle' or 'bad': what the answer means for the station, not for the person who gives it."""
    points = item.points[letter]
    if points >= GOOD_FROM:
        return "good"
    return "middle" if points >= MIDDLE_FROM else "bad"
