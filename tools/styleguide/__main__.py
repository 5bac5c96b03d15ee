"""Serve the style guide on loopback; --shots FOLDER takes its pictures with Chromium and ends."""

import argparse
import os
import tempfile
import threading
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

from flask import Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.serving import make_server

from app import create_app
from app.config import Config
from app.domain.people import Assignment, Person, Role
from app.domain.reports import Figure
from app.web.access import public
from app.web.navigation import Link

HERE = Path(__file__).parent
PAGES = ("desk", "filling", "charts", "entrance", "paper")
AREAS = (
    ("I", "Manajemen Perubahan", "88.10", "84.20"),
    ("II", "Penataan Tatalaksana", "64.20", "60.00"),
    ("III", "Penataan Sistem Manajemen SDM", "79.90", "82.10"),
    ("IV", "Penguatan Akuntabilitas", "90.30", "89.00"),
    ("V", "Penguatan Pengawasan", "58.40", "61.00"),
    ("VI", "Peningkatan Kualitas Pelayanan Publik", None, None),
)
STATIONS = (
    ("Tuban", "89.80", "87.10", (92, 90, 88, 93, 86, 92)),
    ("Palang", "84.50", "80.20", (86, 83, 85, 87, 80, 88)),
    ("Plumpang", "79.10", "76.80", (80, 79, 80, 84, 73, 82)),
    ("Senori", "75.40", "71.20", (88, 64, 80, 90, 64, 70)),
    ("Widang", "73.20", "74.80", (75, 71, 76, 79, 58, 77)),
    ("Kenduruan", None, None, (None,) * 6),
)


def figure(value: str | int | None) -> Figure | None:
    """A score as the pages receive it."""
    return None if value is None else Figure(str(value), f"{Decimal(value):.2f}")


def sample() -> dict[str, object]:
    """Invented people, scores and findings."""
    return {
        "figure": figure,
        "areas_rows": [(code, title, figure(now), figure(last)) for code, title, now, last in AREAS],
        "stations": [
            (name, figure(now), figure(last), [figure(a) for a in areas]) for name, now, last, areas in STATIONS
        ],
        "trend_points": [
            ("2025Q3", figure("61.8")),
            ("2025Q4", figure("65.4")),
            ("2026Q1", figure("67.9")),
            ("2026Q2", None),
            ("2026Q3", figure("71.2")),
            ("2026Q4", figure("75.4")),
        ],
        "parts": [
            SimpleNamespace(code=code, title=title, short=title, url="#main", done=done, all=9, is_current=code == "F")
            for code, title, done in zip(
                "ABCDEFGH",
                ("Komitmen", "SPKT", "SKCK", "Reskrim", "SDM", "Pelayanan", "Pengawasan", "Inovasi"),
                (9, 9, 3, 9, 0, 5, 7, 1),
                strict=True,
            )
        ],
        "links": [
            Link("#main", "Polsek", "station", True),
            Link("#main", "Jadwal", "calendar", False),
            Link("#main", "Temuan", "flag", False),
            Link("#main", "Unduhan", "download", False),
            Link("#main", "Akun", "person", False),
        ],
        "person": Person(
            1,
            "bagren",
            "Ratna Wulandari",
            "Iptu",
            "Paur Bagren",
            assignments=(Assignment(Role.PLANNER, 1, "polres-tuban", "Polres Tuban", "polres"),),
        ),
    }


def styleguide_app(folder: Path) -> Flask:
    """The real app with the guide's pages added; `folder` keeps its throw-away database."""
    app = create_app(Config(secret_key="only for the style guide", database=folder / "siap.db", uploads=folder))
    app.jinja_loader = ChoiceLoader([FileSystemLoader(HERE), app.jinja_loader])

    @app.get("/style-guide/<name>")
    @public
    def guide(name: str) -> str:
        if name == "desk":
            flash("Kunjungan ke Polsek Senori sudah dijadwalkan.", "success")
        values = sample()
        return render_template(
            f"{name}.html",
            **values,
            navigation=lambda: values["links"] if name != "entrance" else [],
            current_user=SimpleNamespace(person=values["person"], is_authenticated=True),
            current_theme=lambda: request.args.get("theme", ""),
        )

    @app.post("/style-guide/deed")
    @public
    def deed() -> ResponseReturnValue:
        return redirect(url_for("guide", name="desk"), 303)

    return app


def take_shots(port: int, folder: Path) -> None:
    """Pictures of every page at phone and desk size in the three themes."""
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=flags)
        for size, width, height, scale in (("phone", 360, 780, 2), ("desk", 1280, 900, 1)):
            context = browser.new_context(viewport={"width": width, "height": height}, device_scale_factor=scale)
            page = context.new_page()
            page.on("console", lambda message: print(message.type, message.text))
            for name in PAGES:
                for theme in ("light", "sun", "dark"):
                    page.goto(f"http://127.0.0.1:{port}/style-guide/{name}?theme={theme}")
                    page.screenshot(path=folder / f"{name}-{size}-{theme}.png", full_page=True)
                    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                    if wide > 0:
                        print(f"{name} {size}: {wide}px of sideways scrolling")
        browser.close()


def main() -> None:
    """Serve, or take pictures and end."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("port", nargs="?", type=int, default=0)
    options.add_argument("--shots", type=Path)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = styleguide_app(Path(folder))
        app.debug = True
        server = make_server("127.0.0.1", chosen.port, app, threaded=True)
        print(f"http://127.0.0.1:{server.port}/style-guide/desk")
        if chosen.shots:
            chosen.shots.mkdir(parents=True, exist_ok=True)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            take_shots(server.port, chosen.shots)
            server.shutdown()
        else:
            server.serve_forever()


if __name__ == "__main__":
    main()
