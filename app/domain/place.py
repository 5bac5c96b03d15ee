"""Places on the globe: how far a picture was taken from its station. A distance is shown and decides nothing."""

import math

EARTH_M = 6_371_008.8  # mean radius


def distance_m(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Metres between two points in degrees, along the globe taken as a ball: within half a per cent."""
    north, other_north = math.radians(lat), math.radians(other_lat)
    half_up = math.sin((other_north - north) / 2)
    half_across = math.sin(math.radians(other_lon - lon) / 2)
    share = half_up**2 + math.cos(north) * math.cos(other_north) * half_across**2
    return 2 * EARTH_M * math.asin(min(1.0, math.sqrt(share)))


def in_words(metres: float | None, comma: str = ",") -> str:
    """A distance as people say it: '40 m', '1,2 km', '85 km'; '' when it is not known."""
    if metres is None:
        return ""
    if metres < 995:
        return f"{round(metres, -1):.0f} m" if metres >= 95 else f"{metres:.0f} m"
    if metres < 9_950:
        return f"{metres / 1000:.1f} km".replace(".", comma)
    return f"{metres / 1000:.0f} km"


def point(lat: float, lon: float) -> str:
    """A point as people write it: four decimals, which is a dozen metres; '-7.0404, 111.7256'."""
    return f"{lat:.4f}, {lon:.4f}"
