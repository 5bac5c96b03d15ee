"""The one source of colours: palette, meanings per theme, and the contrasts they must keep.

`python -m tools.tokens` writes `app/static/css/tokens.css` and `app/exports/colors.py`;
`python -m tools.tokens --table` prints every contrast as Markdown. Colours are thought in OKLCH and written as
hex, because part of the phones in the field have an old Chrome. tests/meta/test_contrast.py holds both to it.
"""

import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
CSS_FILE = ROOT / "app" / "static" / "css" / "tokens.css"
PYTHON_FILE = ROOT / "app" / "exports" / "colors.py"

# Named values: lightness, chroma, hue. The names follow batik gedog, the hand-woven cloth of Tuban: indigo vat,
# morinda root, turmeric, leaf and raw cotton.
PALETTE: dict[str, tuple[float, float, float]] = {
    "indigo-950": (0.205, 0.055, 268),
    "indigo-900": (0.265, 0.090, 267),
    "indigo-800": (0.325, 0.118, 266),
    "indigo-700": (0.395, 0.130, 265),
    "indigo-500": (0.560, 0.125, 261),
    "indigo-400": (0.730, 0.090, 259),
    "indigo-300": (0.780, 0.075, 258),
    "indigo-200": (0.870, 0.046, 258),
    "indigo-100": (0.935, 0.024, 258),
    "indigo-50": (0.972, 0.011, 258),
    "morinda-800": (0.370, 0.130, 26),
    "morinda-700": (0.435, 0.155, 26),
    "morinda-300": (0.800, 0.095, 24),
    "morinda-100": (0.945, 0.024, 22),
    "turmeric-800": (0.400, 0.085, 68),
    "turmeric-400": (0.840, 0.165, 86),
    "turmeric-200": (0.920, 0.085, 92),
    "turmeric-100": (0.965, 0.040, 92),
    "leaf-800": (0.375, 0.085, 155),
    "leaf-700": (0.435, 0.103, 154),
    "leaf-300": (0.820, 0.110, 154),
    "leaf-100": (0.955, 0.030, 155),
    "cotton-0": (1.0, 0.0, 0.0),
    "cotton-50": (0.968, 0.004, 258),
    "cotton-200": (0.885, 0.010, 258),
    "cotton-400": (0.700, 0.016, 260),
    "cotton-600": (0.470, 0.028, 264),
    "cotton-700": (0.400, 0.032, 265),
    "cotton-900": (0.235, 0.036, 267),
    "cotton-950": (0.165, 0.026, 268),
}

# Meanings: the only names that stylesheets use.
LIGHT: dict[str, str] = {
    "page": "cotton-50",
    "surface": "cotton-0",
    "tint": "indigo-50",
    "ink": "indigo-950",
    "ink-soft": "cotton-700",
    "line": "cotton-200",
    "edge": "cotton-600",
    "bar": "indigo-900",
    "on-bar": "cotton-0",
    "on-bar-soft": "indigo-200",
    "bar-hem": "indigo-800",
    "action": "indigo-800",
    "on-action": "cotton-0",
    "action-soft": "indigo-100",
    "link": "indigo-700",
    "bad": "morinda-700",
    "on-bad": "cotton-0",
    "bad-soft": "morinda-100",
    "bad-ink": "morinda-700",
    "warn": "turmeric-400",
    "on-warn": "indigo-950",
    "warn-soft": "turmeric-100",
    "warn-ink": "turmeric-800",
    "good": "leaf-700",
    "on-good": "cotton-0",
    "good-soft": "leaf-100",
    "good-ink": "leaf-800",
    "focus": "indigo-950",
    "halo": "turmeric-400",
    # Data: one indigo, deeper is readier, like cloth dipped again; red only below the first mark.
    "level-0": "morinda-700",
    "on-level-0": "cotton-0",
    "level-1": "indigo-100",
    "on-level-1": "indigo-950",
    "level-2": "indigo-300",
    "on-level-2": "indigo-950",
    "level-3": "indigo-800",
    "on-level-3": "cotton-0",
    "fill-1": "indigo-500",
    "fill-2": "indigo-700",
    "track": "cotton-200",
}
SUN: dict[str, str] = LIGHT | {
    "page": "cotton-0",
    "tint": "cotton-0",
    "ink": "cotton-950",
    "ink-soft": "cotton-900",
    "line": "cotton-900",
    "edge": "cotton-950",
    "bar": "cotton-950",
    "on-bar-soft": "cotton-0",
    "bar-hem": "cotton-950",
    "action": "indigo-900",
    "action-soft": "cotton-0",
    "link": "indigo-900",
    "bad": "morinda-800",
    "bad-soft": "cotton-0",
    "bad-ink": "morinda-800",
    "warn-soft": "turmeric-200",
    "warn-ink": "cotton-950",
    "good": "leaf-800",
    "good-soft": "cotton-0",
    "level-0": "morinda-800",
    "level-3": "indigo-900",
    "fill-1": "indigo-700",
    "fill-2": "indigo-800",
}
DARK: dict[str, str] = LIGHT | {
    "page": "cotton-950",
    "surface": "cotton-900",
    "tint": "indigo-900",
    "ink": "cotton-50",
    "ink-soft": "indigo-200",
    "line": "cotton-700",
    "edge": "cotton-400",
    "bar": "indigo-950",
    "bar-hem": "indigo-900",
    "action": "indigo-300",
    "on-action": "indigo-950",
    "action-soft": "indigo-900",
    "link": "indigo-200",
    "bad": "morinda-300",
    "on-bad": "indigo-950",
    "bad-soft": "cotton-950",
    "bad-ink": "morinda-300",
    "warn-soft": "cotton-950",
    "warn-ink": "turmeric-400",
    "good": "leaf-300",
    "on-good": "indigo-950",
    "good-soft": "cotton-950",
    "good-ink": "leaf-300",
    "focus": "cotton-0",
    "halo": "cotton-950",
    "level-0": "morinda-300",
    "on-level-0": "indigo-950",
    "level-1": "cotton-700",
    "on-level-1": "cotton-0",
    "level-2": "indigo-400",
    "on-level-2": "indigo-950",
    "level-3": "indigo-200",
    "on-level-3": "indigo-950",
    "fill-1": "indigo-400",
    "fill-2": "indigo-300",
    "track": "cotton-700",
}
THEMES: dict[str, dict[str, str]] = {"light": LIGHT, "sun": SUN, "dark": DARK}


class Pair(NamedTuple):
    """A foreground that stands on a background, and the WCAG ratio we ask of it."""

    foreground: str
    background: str
    goal: float
    use: str


PAIRS = (
    Pair("ink", "surface", 12, "questions and body text"),
    Pair("ink", "page", 12, "text on the page"),
    Pair("ink", "tint", 12, "text on a tinted panel"),
    Pair("ink-soft", "surface", 7, "secondary text"),
    Pair("ink-soft", "page", 7, "secondary text on the page"),
    Pair("ink-soft", "tint", 7, "secondary text on a tinted panel"),
    Pair("edge", "surface", 4.5, "outline of a control"),
    Pair("edge", "page", 4.5, "outline of a control on the page"),
    Pair("action", "surface", 4.5, "a chosen answer against its card"),
    Pair("on-action", "action", 7, "main button"),
    Pair("ink", "action-soft", 7, "text on a soft selection"),
    Pair("link", "surface", 7, "links"),
    Pair("link", "page", 7, "links on the page"),
    Pair("link", "tint", 7, "links on a tinted panel"),
    Pair("on-bar", "bar", 12, "bar text"),
    Pair("on-bar-soft", "bar", 7, "secondary text in the bar"),
    Pair("on-bad", "bad", 7, "text on the critical fill"),
    Pair("bad-ink", "surface", 7, "errors"),
    Pair("bad-ink", "page", 7, "errors on the page"),
    Pair("bad-ink", "bad-soft", 7, "errors in a notice"),
    Pair("on-warn", "warn", 7, "text on the attention fill"),
    Pair("warn-ink", "surface", 7, "attention text"),
    Pair("warn-ink", "page", 7, "attention text on the page"),
    Pair("warn-ink", "warn-soft", 7, "attention text in a notice"),
    Pair("on-good", "good", 7, "text on the done fill"),
    Pair("good-ink", "surface", 7, "done text"),
    Pair("good-ink", "page", 7, "done text on the page"),
    Pair("good-ink", "good-soft", 7, "done text in a notice"),
    Pair("on-level-0", "level-0", 7, "heat cell below the first mark"),
    Pair("on-level-1", "level-1", 7, "heat cell above the first mark"),
    Pair("on-level-2", "level-2", 7, "heat cell above the second mark"),
    Pair("on-level-3", "level-3", 7, "heat cell, 85 and more"),
    Pair("fill-1", "surface", 3, "bar fill"),
    Pair("fill-2", "surface", 3, "bar fill"),
    Pair("good", "surface", 3, "gain in the gap plan"),
    Pair("focus", "surface", 7, "focus ring"),
    Pair("focus", "page", 7, "focus ring on the page"),
    Pair("focus", "halo", 3, "focus ring against its halo"),
)

# What does not depend on the theme: type, space, shape and touch.
CONSTANTS = """\
  --font: -apple-system, Roboto, "Segoe UI", "Noto Sans", "Liberation Sans", system-ui, sans-serif;
  --font-mono: ui-monospace, "Roboto Mono", "DejaVu Sans Mono", monospace;
  --text-small: .875rem; --text: 1rem; --text-large: 1.125rem; --text-xl: 1.375rem; --text-2xl: 1.75rem;
  --text-3xl: 2.25rem; --weight: 400;
  --space-1: .25rem; --space-2: .5rem; --space-3: .75rem; --space-4: 1rem; --space-5: 1.5rem; --space-6: 2rem;
  --space-7: 3rem;
  --radius-small: 4px; --radius: 8px; --pill: 99px; --outline: 2px;
  --tap: 48px; --tap-large: 56px; --bar-height: 60px;"""
SUN_CONSTANTS = "  --outline: 3px; --weight: 500; --text-small: 1rem; --text: 1.0625rem; --text-large: 1.1875rem;"


def _linear(name: str) -> tuple[float, float, float]:
    lightness, chroma, hue = PALETTE[name]
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def srgb(name: str) -> tuple[int, int, int]:
    """Return the colour as 8-bit sRGB; channels outside the gamut are clipped."""
    channels = []
    for linear in _linear(name):
        light = min(max(linear, 0.0), 1.0)
        curved = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
        channels.append(round(curved * 255))
    red, green, blue = channels
    return red, green, blue


def hex_color(name: str) -> str:
    """Return the colour as `#rrggbb`."""
    return "#{:02x}{:02x}{:02x}".format(*srgb(name))


def luminance(name: str) -> float:
    """Return the relative luminance of WCAG 2.x, 0 (black) to 1 (white)."""
    weights = (0.2126, 0.7152, 0.0722)
    parts = (c / 255 for c in srgb(name))
    return sum(
        weight * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
        for weight, part in zip(weights, parts, strict=True)
    )


def contrast(first: str, second: str) -> float:
    """Return the WCAG contrast ratio of two palette colours, 1 to 21."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def measured() -> Iterator[tuple[str, Pair, float]]:
    """Yield every pair in every theme with its ratio."""
    for theme, meanings in THEMES.items():
        for pair in PAIRS:
            yield theme, pair, contrast(meanings[pair.foreground], meanings[pair.background])


def _meanings(theme: dict[str, str], only_changes: bool = True) -> str:
    changed = {k: v for k, v in theme.items() if not only_changes or LIGHT[k] != v}
    return "  " + "\n  ".join(f"--{name}: var(--{value});" for name, value in changed.items())


def stylesheet() -> str:
    """Return tokens.css: named values, meanings, then what each theme changes on a screen; paper is light."""
    used = {value for theme in THEMES.values() for value in theme.values()}
    named = "\n".join(f"  --{name}: {hex_color(name)};" for name in PALETTE if name in used)
    sun, dark = f"{_meanings(SUN)}\n{SUN_CONSTANTS}", f"  color-scheme: dark;\n{_meanings(DARK)}"
    return f"""\
/* Written by tools/tokens.py; change it there. Named values, then meanings, then themes. */
:root {{
{named}
}}
:root {{
  color-scheme: light;
{_meanings(LIGHT, only_changes=False)}
{CONSTANTS}
}}
@media screen {{
:root[data-theme="sun"] {{
{sun}
}}
:root[data-theme="dark"] {{
{dark}
}}
}}
@media screen and (prefers-contrast: more) {{
:root:not([data-theme]) {{
{sun}
}}
}}
@media screen and (prefers-color-scheme: dark) {{
:root[data-theme="auto"] {{
{dark}
}}
}}
"""


def python_module() -> str:
    """Return app/exports/colors.py: the light meanings as literal colours, for paper."""
    values = "\n".join(f'    "{name}": "{hex_color(value)}",' for name, value in LIGHT.items())
    return f'''\
"""Literal colours for papers and workbooks, by meaning. Written by tools/tokens.py; change it there."""

COLORS = {{
{values}
}}
'''


def main() -> None:
    """Write both files, or print the table of contrasts."""
    if "--table" in sys.argv:
        print("| Theme | Pair | Ratio | Goal | Use |\n|---|---|---|---|---|")
        for theme, pair, ratio in measured():
            print(f"| {theme} | {pair.foreground} on {pair.background} | {ratio:.2f} | {pair.goal:g} | {pair.use} |")
        return
    CSS_FILE.write_text(stylesheet(), "utf-8")
    PYTHON_FILE.write_text(python_module(), "utf-8")


if __name__ == "__main__":
    main()
