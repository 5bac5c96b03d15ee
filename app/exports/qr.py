"""QR codes as one path of a drawing: the same for pages and for papers, with no picture file and no style."""

from dataclasses import dataclass
from functools import lru_cache

import segno

QUIET = 4  # modules of white around it, as the standard asks


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code drawn in units of one module; `size` counts its quiet edge."""

    size: int
    path: str

    @property
    def svg(self) -> bytes:
        """A drawing of its own, black on white."""
        side = self.size
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}">'
            f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{self.path}"/></svg>'
        ).encode()


@lru_cache(maxsize=64)
def code(text: str) -> Code:
    """The QR code of a text, able to lose 15 % of itself (level M)."""
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False, boost_error=False).matrix]
    parts = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            run = 1
            while row[x] and x + run < len(row) and row[x + run]:
                run += 1
            if row[x]:
                parts.append(f"M{x + QUIET} {y + QUIET}h{run}v1h-{run}z")
            x += run
    return Code(len(rows) + 2 * QUIET, "".join(parts))
