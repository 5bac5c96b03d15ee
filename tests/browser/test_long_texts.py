"""Whatever people write, no page grows wider than its screen: the screens of `open_screen` say so when one does."""

from contextlib import closing

from app.store.connection import connect
from tests.browser.conftest import DESK, PHONE, OpenPage
from tests.servers import Server

WORD = "Temuanpanjangtanpaspasi"
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def test_words_without_end_stay_inside_the_screen(open_screen: OpenPage, demo_server: Server) -> None:
    with closing(connect(demo_server.database)) as db:
        visit, finding = next(
            (row["visit"], row["finding"])
            for row in db.query(
                "SELECT v.uid AS visit, f.uid AS finding FROM visits v JOIN findings f ON f.visit_id = v.id"
                " WHERE v.state = 'submitted' AND f.state = 'issued' ORDER BY v.id, f.id LIMIT 1"
            )
        )
        db.execute("UPDATE findings SET condition = ? WHERE uid = ?", (WORD * 170, finding))
        db.execute("UPDATE visits SET order_number = ? WHERE uid = ?", (f"Sprin/{WORD * 5}", visit))
        db.execute("UPDATE people SET full_name = ?, position = ? WHERE username = 'ketua'", (WORD * 5, WORD * 5))
        db.execute("UPDATE orgs SET name = 'Polsek ' || ? WHERE kind = 'polsek'", (WORD * 5,))
        station = next(db.query("SELECT o.code FROM orgs o JOIN visits v ON v.org_id = o.id WHERE v.uid = ?", (visit,)))
    desk = ["/stations", f"/findings/{finding}"]
    phone = [f"/visits/{visit}", f"/findings?station={station['code']}", f"/stations/{station['code']}", *desk]
    for size, paths in ((PHONE, phone), (DESK, desk)):
        page = open_screen(demo_server, size, "bagren")
        for path in paths:
            page.goto(demo_server.url + path)
            assert page.evaluate(FITS), path
    assert open_screen(demo_server, PHONE, "ketua").evaluate(FITS), "the front page"
