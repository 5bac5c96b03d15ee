"""Reading back the papers that were printed, as a viewer draws them."""

from collections.abc import Iterator
from contextlib import contextmanager

from pypdfium2 import PdfDocument


@contextmanager
def opened(paper: bytes) -> Iterator[PdfDocument]:
    """The paper, open while the block runs."""
    document = PdfDocument(paper)
    try:
        yield document
    finally:
        document.close()


def texts(paper: bytes) -> list[str]:
    """The text of each page, in the order in which it was written."""
    with opened(paper) as document:
        return [page.get_textpage().get_text_range() for page in document]
