"""`python -m tools.icons`: draws the app's icons as PNG from app/static/img/mark.svg.

Typst draws the mark; a maskable icon keeps it inside the inner four fifths, on the mark's own ground.
"""

from pathlib import Path

import typst

IMAGES = Path(__file__).parent.parent / "app" / "static" / "img"
GROUND = "#122050"
POINTS = 44  # the side of the mark's own drawing
SAFE = 0.8
ICONS = {
    "icon-192.png": (192, 1.0),
    "icon-512.png": (512, 1.0),
    "icon-maskable.png": (512, SAFE),
    "icon-180.png": (180, SAFE),
}


def draw(side: int, share: float) -> bytes:
    """The mark in a square of `side` pixels, filling `share` of it; a share below 1 lies on the ground's colour."""
    fill = "none" if share == 1 else f'rgb("{GROUND}")'
    page = (
        f"#set page(width: {POINTS}pt, height: {POINTS}pt, margin: 0pt, fill: {fill})\n"
        f'#align(center + horizon, image("/mark.svg", width: {POINTS * share}pt))\n'
    )
    drawn = typst.compile(page.encode(), root=str(IMAGES), format="png", ppi=72 * side / POINTS)
    return bytes(drawn)


if __name__ == "__main__":
    for name, (side, share) in ICONS.items():
        (IMAGES / name).write_bytes(draw(side, share))
