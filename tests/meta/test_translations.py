"""The interface is complete in both languages: English in the code, Indonesian in the catalogues."""

import re
from collections import defaultdict
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup, NavigableString
from flask import Flask
from flask_babel import gettext, ngettext
from jinja2 import Environment

from app.domain import evidence
from app.domain.retention import RULES
from tools import strings

TEMPLATES = sorted((strings.APP / "templates").rglob("*.html"))
CATALOGUES = sorted((strings.APP / "translations").glob("*/id/LC_MESSAGES/messages.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
SAME_EVERYWHERE = re.compile(
    r"\b(SIAP|NRP|NRPs|WBK|WBBM|LKE|Polsek|Polres|Polda|Bagren|Kapolsek|Kapolres|SHA-256|XLSX|CSV|PDF|YAML|SKCK|"
    r"English|Bahasa Indonesia|id|en)\b"
)
INDONESIAN = re.compile(
    r"\b(yang|dan|atau|untuk|dari|dengan|tidak|belum|sudah|ini|itu|pada|oleh|Anda|kunjungan|temuan|tenggat|nilai|"
    r"berkas|unduh|simpan|masuk|keluar|akun|peran|bagian|butir|lembar|jawaban|foto|sampai|lewat|masih|semua)\b",
    re.IGNORECASE,
)
ATTRIBUTES = ("aria-label", "placeholder", "title", "alt", "data-question")


def said(message: str | tuple[str, ...] | list[str]) -> list[str]:
    return [message] if isinstance(message, str) else list(message)


def test_every_text_of_code_and_templates_has_an_indonesian_translation() -> None:
    assert len(strings.texts()) > 400, "the texts were not found"
    assert [f"{text.file}:{text.line}: {text.id}" for text in strings.missing()] == []


def test_the_sentences_that_domain_and_drawings_keep_are_translated() -> None:
    known = {said(message.id)[0] for _, message in strings.translations()}
    assert set(evidence.MESSAGES.values()) <= known
    assert {text for rule in RULES for text in (rule.title, rule.holds, rule.since, rule.then)} <= known


def test_no_translation_is_doubtful() -> None:
    assert [message.id for _, message in strings.translations() if message.fuzzy] == []


def test_a_translation_keeps_every_placeholder() -> None:
    for area, message in strings.translations():
        for text in said(message.string):
            wanted = set(PLACEHOLDER.findall(said(message.id)[-1]))
            assert set(PLACEHOLDER.findall(text)) == wanted, f"{area}: {message.id}"


def test_one_text_is_translated_in_one_way() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for _, message in strings.translations():
        found[said(message.id)[0]].update(said(message.string))
    assert {key: texts for key, texts in found.items() if len(texts) > 1} == {}


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.parts[-4])
def test_a_catalogue_says_that_indonesian_has_one_plural(file: Path) -> None:
    # gettext takes the rule of the catalogue it reads last: one without it turns '0 kunjungan' into English
    header = file.read_text(encoding="utf-8").partition("\n\n")[0]
    assert "Plural-Forms: nplurals=1; plural=0;" in header
    assert read_po(BytesIO(file.read_bytes()), locale="id").num_plurals == 1


def test_texts_of_the_code_are_english() -> None:
    for text in strings.texts():
        for form in said(text.id):
            plain = re.sub(r"%\(\w+\)s", "", form)
            assert not INDONESIAN.search(plain), f"{text.file}:{text.line}: {form}"


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(strings.APP / "templates")))
def test_a_template_writes_no_words_of_one_language(file: Path) -> None:
    bare = bare_words(file.read_text(encoding="utf-8"))
    assert bare == []


def test_words_outside_gettext_are_found_wherever_they_stand() -> None:
    assert bare_words("<p>{{ _('Name') }} of person</p>") == ["of person"]
    assert bare_words('<a aria-label="Close {{ x }}">×</a>') == ["Close"]
    assert bare_words("<b>SIAP</b> {# a note #}{% if a > 3 %}·{% endif %}") == []


def bare_words(source: str) -> list[str]:
    """The words of a template that stand outside every expression, in text and in attributes that are read."""
    source = re.sub(r"(\{% block \w+_class %\})[^{]*", r"\1", source)
    kinds = list(Environment().lex(source))  # noqa: S701 - nothing is rendered
    plain = "".join(text if kind == "data" else " " if kind.endswith("_begin") else "" for _, kind, text in kinds)
    page = BeautifulSoup(re.sub(r"(</?) ", r"\1b", plain), "html.parser")
    texts = [str(text) for text in page.find_all(string=lambda text: type(text) is NavigableString)]
    texts += [str(element[name]) for name in ATTRIBUTES for element in page.find_all(attrs={name: True})]
    texts = [SAME_EVERYWHERE.sub("", text) for text in texts]
    return [" ".join(text.split()) for text in texts if re.search(r"[^\W\d_]{2,}", text)]


def test_english_pages_are_english(app: Flask) -> None:
    with app.test_request_context("/", headers={"Cookie": "language=en"}):
        assert gettext("Sign in") == "Sign in"
        assert ngettext("%(num)s visit", "%(num)s visits", 0) == "0 visits"
    with app.test_request_context("/"):
        assert gettext("Sign in") == "Masuk"
        assert ngettext("%(num)s visit", "%(num)s visits", 0) == "0 kunjungan"
