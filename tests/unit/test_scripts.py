"""Joining our own modules into one script."""

import pytest

from app.web.scripts import NotJoinable, join, join_pages

ENTRY = "js/page/start.js"


def test_what_a_module_needs_stands_before_it_and_only_once() -> None:
    files = {
        ENTRY: 'import { twice } from "../lib/sums.js";\nimport { name } from "./names.js";\nname(twice);\n',
        "js/page/names.js": 'import { twice } from "../lib/sums.js";\nexport const name = String(twice(1));\n',
        "js/lib/sums.js": "export const twice = (n) => n + n;\n",
    }
    joined = join(files, ENTRY)
    assert joined.count("=>e+e") == 1
    assert joined.index("sums_js=") < joined.index("names_js=") < joined.index("start_js=")
    assert "{twice:e}=$js_lib_sums_js" in joined
    assert "import" not in joined and "export" not in joined


def test_each_kind_of_export_is_handed_on_and_renamed_imports_too() -> None:
    files = {
        ENTRY: 'import {\n  run,\n  Shop as Store,\n} from "../lib/all.js";\nrun(new Store());\n',
        "js/lib/all.js": "export async function run() {}\nexport class Shop {}\nexport const many = 1;\nconst own = 2;",
    }
    joined = join(files, ENTRY)
    assert "return{run:e,Shop:t,many:n}" in joined
    assert "const{run:e,Shop:t}=$js_lib_all_js" in joined


def test_comments_stay_behind_and_addresses_and_texts_do_not_break() -> None:
    text = (
        '/** What it does.\n * More. */\nconst a = "https://x"; // seconds\n// a line\nconst b = `// no comment`;\n'
        'const c = "/* none */";\nconst d = /\\/\\*/; \n'
    )
    joined = join({ENTRY: text}, ENTRY)
    assert "What it does" not in joined and "seconds" not in joined and "a line" not in joined
    for kept in ('"https://x"', "`// no comment`", '"/* none */"', r"/\/\*/"):
        assert kept in joined


def test_what_two_pages_need_stands_once_beside_them() -> None:
    files = {
        ENTRY: 'import { one } from "../lib/one.js";\nimport { two } from "../lib/two.js";\nrun(one, two);\n',
        "js/other.js": 'import { two } from "./lib/two.js";\nimport { three } from "./lib/three.js";\nrun(two);\n',
        "js/lib/one.js": "export const one = 1;\n",
        "js/lib/two.js": 'import { zero } from "./zero.js";\nexport const two = zero + 2;\n',
        "js/lib/three.js": "export const three = 3;\n",
        "js/lib/zero.js": "export const zero = 0;\n",
    }
    joined = join_pages(files, {"js/start.js": ENTRY, "js/next.js": "js/other.js"}, "js/core.js")
    assert {name for name, text in joined.items() if "{zero:" in text} == {"js/core.js"}
    assert joined["js/core.js"].endswith("export { $js_lib_zero_js, $js_lib_two_js };\n")
    assert joined["js/start.js"].startswith('import { $js_lib_two_js } from "./core.js";\nconst $js_lib_one_js=')
    assert joined["js/next.js"].startswith('import { $js_lib_two_js } from "./core.js";\nconst $js_lib_three_js=')


def test_a_script_that_is_fetched_when_needed_gives_out_what_its_first_module_exports() -> None:
    files = {
        ENTRY: 'export const later = () => import("./late.js");\n',
        "js/late.js": "export function hear() {}\nexport const warn = 1;\n",
    }
    joined = join_pages(files, {"js/start.js": ENTRY, "js/late.js": "js/late.js"}, "js/core.js")
    assert joined["js/late.js"].endswith("export const { hear, warn } = $js_late_js;\n")
    assert 'import("./late.js")' in joined["js/start.js"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('import { a } from "./gone.js";\n', "gone.js, which is not there"),
        ('import all from "./start.js";\n', "import all"),
        ("export default 1;\n", "export default"),
        ('export { a } from "./x.js";\n', "export {"),
        ('import { a } from "./start.js";\nexport const a = 1;\n', "needs itself"),
        ("const a = ;\n", "start.js: unexpected"),
    ],
)
def test_what_is_not_understood_is_refused(text: str, reason: str) -> None:
    with pytest.raises(NotJoinable, match=reason):
        join({ENTRY: text}, ENTRY)


def test_a_name_that_the_other_module_does_not_export_is_refused() -> None:
    files = {
        ENTRY: 'import { gone as here } from "../lib/all.js";\nhere();\n',
        "js/lib/all.js": "export const there = 1;\n",
    }
    with pytest.raises(NotJoinable, match=r"imports gone, which js/lib/all\.js does not export"):
        join(files, ENTRY)
