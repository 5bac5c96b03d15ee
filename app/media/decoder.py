"""The program that decodes pictures and first pages: a child under limits, so that a hostile file ends only itself.

Runs alone (`decoder.py pictures`, `documents`, or `faces`, which looks for faces and plates) and imports nothing of
SIAP: small, far from keys and data. It reads jobs from standard input and answers on standard output, one after the
other, until its input ends. A job is two frames (JSON, the bytes as received); an answer is a JSON frame and one frame
for each size asked for. A frame is its length in four bytes, big-endian, and its content.
"""

import contextlib
import io
import json
import math
import os
import resource
import signal
import sys
import warnings
from pathlib import Path
from typing import Any, BinaryIO

import pillow_heif
from PIL import AvifImagePlugin, ExifTags, Image, ImageCms, ImageDraw, ImageFile, PngImagePlugin

MEMORY_BYTES = 250 * 1024 * 1024  # that it may write to; with the libraries' own code it stays below 300 MB
LOOKING_BYTES = 400 * 1024 * 1024  # for looking over grey pixels, of which the library keeps sums at every size
ADDRESS_BYTES = 1024 * 1024 * 1024
COEFFICIENT_BYTES = 200_000_000  # what a JPEG drawn in several passes may keep of itself, besides its pixels
WHOLE_PIXELS = 8_000_000  # a larger picture is made smaller band by band: no second copy would fit
QUALITY = {"thumb": 76, "screen": 82}
BLUR_CELLS = 6  # what is left of the longer side of a blur: too little to read a face or a plate back from
INK, CASE = (214, 0, 42), (255, 255, 255)  # what is drawn, and the edge that keeps it visible on any picture
CASCADES = {  # of OpenCV's package; how many neighbouring hits make one, and how small it may be
    "frontalface_alt2": (3, (24, 24)),
    "profileface": (4, (32, 32)),
    "russian_plate_number": (3, (40, 13)),
}
PLATE_TILTS = (-8, 0, 8)  # degrees; plates that hang or are seen aslant
FORMATS = {
    "JPEG": ["JPEG", "MPO"],
    "PNG": ["PNG"],
    "WEBP": ["WEBP"],
    "HEIC": ["HEIF"],
    "AVIF": ["AVIF"],
}  # phones write MPO as .jpg
TAGS = {
    "main": {0x010F: "make", 0x0110: "model", 0x0112: "orientation", 0x0132: "changed"},
    "exif": {
        0x9003: "original",
        0x9004: "digitized",
        0x9010: "changed_offset",
        0x9011: "original_offset",
        0x9012: "digitized_offset",
    },
    "gps": {
        0x01: "lat_ref",
        0x02: "lat",
        0x03: "lon_ref",
        0x04: "lon",
        0x07: "time",
        0x11: "direction",
        0x1D: "date",
        0x1F: "accuracy",
    },
}
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Unfit(Exception):
    """The picture is refused; the message is the code of the refusal."""


def limit_process(memory: int) -> None:
    """Give up what decoding does not need: memory beyond that many bytes, new files, a core dump."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError):  # where memory runs out, this process goes first, not the server
        Path("/proc/self/oom_score_adj").write_text("1000")
    for what, most in (
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_AS, ADDRESS_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 3),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def allow_cpu(seconds: int) -> None:
    """Start the allowance of one picture; beyond it the kernel ends this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + 1 + seconds
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def prepare_decoders() -> None:
    """Load every decoder that will be used, while files may still be opened."""
    warnings.simplefilter("ignore")
    pillow_heif.register_heif_opener(thumbnails=False)
    pillow_heif.options.DECODE_THREADS = 1
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    PngImagePlugin.MAX_TEXT_MEMORY = 1024 * 1024
    for kind in ("JPEG", "PNG", "WEBP", "AVIF"):
        picture = io.BytesIO()
        Image.new("RGB", (8, 8)).save(picture, kind)
        with Image.open(picture, formats=[kind]) as image:
            image.load()
    ImageCms.createProfile("sRGB")


def open_picture(job: dict[str, Any], data: bytes) -> Image.Image:
    """The picture with its header read and no pixel decoded. Raises Unfit."""
    Image.MAX_IMAGE_PIXELS = job["max_pixels"] // 2  # Pillow refuses at twice this, before it makes room for them
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS[job["kind"]])
    except Image.DecompressionBombError as bomb:
        raise Unfit("photo_too_many_pixels") from bomb


def judge_header(image: Image.Image, job: dict[str, Any]) -> None:
    """Refuse by what the header says, before a pixel is decoded. Raises Unfit."""
    width, height = image.size
    if width * height > job["max_pixels"] or max(width, height) > job["max_side"]:
        raise Unfit("photo_too_many_pixels")
    if job["kind"] not in ("JPEG", "HEIC") and getattr(image, "n_frames", 1) != 1:
        raise Unfit("photo_not_accepted")
    if image.info.get("progressive") and width * height * coefficients(image) * 2 > COEFFICIENT_BYTES:
        raise Unfit("photo_too_many_pixels")


def coefficients(image: Image.Image) -> float:
    """How many numbers per pixel a JPEG keeps until its last pass: 1.5 as most are, 3 without subsampling."""
    parts = [(across, down) for _, across, down, *_ in getattr(image, "layer", [])]
    largest = max((across for across, _ in parts), default=1) * max((down for _, down in parts), default=1)
    return float(sum(across * down for across, down in parts) / max(1, largest))


def plain(value: Any) -> Any:
    """A tag's value as JSON can carry it: text, a fraction as [n, d], or a list of these; else None."""
    if isinstance(value, bytes):
        value = value[:100].decode("latin-1")
    if isinstance(value, str):
        return value[:100]
    if isinstance(value, tuple):
        return [plain(part) for part in value[:4]]
    if hasattr(value, "numerator") and hasattr(value, "denominator"):
        return [int(value.numerator), int(value.denominator)]
    return None


def read_tags(image: Image.Image) -> dict[str, Any]:
    """The few EXIF tags that matter, raw; a damaged EXIF never spoils the picture."""
    found: dict[str, Any] = {}
    for group in TAGS:
        with contextlib.suppress(Exception):
            exif = image.getexif()
            tags = (
                exif
                if group == "main"
                else exif.get_ifd(ExifTags.IFD.Exif if group == "exif" else ExifTags.IFD.GPSInfo)
            )
            for number, name in TAGS[group].items():
                if number in tags:
                    found[name] = plain(tags[number])
    return found


def orientation_of(tags: dict[str, Any]) -> int:
    """1 to 8; 1 where the file says nothing that makes sense."""
    value = tags.get("orientation")
    return int(value[0]) if isinstance(value, list) and value[1:] == [1] and value[0] in range(1, 9) else 1


def to_rgb(image: Image.Image) -> Image.Image:
    """Red, green and blue, eight bits each, on white where the picture is transparent."""
    if image.mode.startswith("I"):  # 16 bits of grey
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    return image.convert("RGB")


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as every screen understands them, so that the profile need not travel along."""
    if not profile:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB")) or image
    except Exception:
        return image  # a profile for another kind of picture, or a damaged one


class Heic:
    """The pixels of a HEIC, kept as its decoder gives them; a band of them at a time becomes a picture."""

    def __init__(self, data: bytes) -> None:
        """Decodes all of it."""
        heif = pillow_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True)
        self._pixels, self._stride = memoryview(heif.data), heif.stride
        self.size, self.mode, self.info = heif.size, heif.mode, heif.info

    def crop(self, box: tuple[int, int, int, int]) -> Image.Image:
        """The rows of that box, which is as wide as the picture."""
        _, top, width, bottom = box
        rows = bytes(self._pixels[top * self._stride : bottom * self._stride])
        return Image.frombytes(self.mode, (width, bottom - top), rows, "raw", self.mode, self._stride, 1)


def smaller(image: Image.Image | Heic, side: int) -> Image.Image:
    """The picture, or when it is a large one a picture of about `side` pixels or up to twice as many."""
    width, height = image.size
    factor = max(width, height) // side
    if width * height <= WHOLE_PIXELS or factor < 2:
        return image if isinstance(image, Image.Image) else image.crop((0, 0, width, height))
    rows = max(1, 1_000_000 // (width * factor)) * factor
    small = Image.new("RGB", (-(-width // factor), -(-height // factor)))
    for top in range(0, height, rows):
        band = image.crop((0, top, width, min(height, top + rows)))
        small.paste(to_rgb(band).reduce(factor), (0, top // factor))
    return small


def burn(image: Image.Image, shapes: list[list[Any]]) -> None:
    """Draw a layer into the upright picture for good: blurs first, whatever their order, then what points."""
    width, height = image.size
    thick = max(3, max(width, height) // 200)
    pen = ImageDraw.Draw(image)
    for kind, *numbers in sorted(shapes, key=lambda shape: shape[0] != "blur"):
        x, y, w, h = (
            number * side / 10_000 for number, side in zip(numbers, (width, height, width, height), strict=True)
        )
        if kind == "blur":
            blur(image, (int(x), int(y), min(width, int(x + w) + 1), min(height, int(y + h) + 1)))
        elif kind == "circle":
            pen.ellipse((x - 1, y - 1, x + w + 1, y + h + 1), outline=CASE, width=thick + 2)
            pen.ellipse((x, y, x + w, y + h), outline=INK, width=thick)
        elif kind == "arrow":
            for colour, extra in ((CASE, 3), (INK, 0)):
                arrow(pen, (x, y), (x + w, y + h), thick, colour, extra)


def blur(image: Image.Image, box: tuple[int, int, int, int]) -> None:
    """Replace a box by the mean colours of a few cells of it."""
    part = image.crop(box)
    longest = max(part.size)
    cells = (max(1, part.width * BLUR_CELLS // longest), max(1, part.height * BLUR_CELLS // longest))
    image.paste(part.resize(cells, Image.Resampling.BOX).resize(part.size, Image.Resampling.BICUBIC), box[:2])


def arrow(
    pen: ImageDraw.ImageDraw,
    start: tuple[float, float],
    end: tuple[float, float],
    thick: int,
    colour: tuple[int, int, int],
    extra: int,
) -> None:
    """A shaft, and a head at `end`; `extra` pixels around it for the edge."""
    length = math.hypot(end[0] - start[0], end[1] - start[1]) or 1
    along = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    head = min(length, 5.0 * thick)
    neck = (end[0] - along[0] * head * 0.8, end[1] - along[1] * head * 0.8)
    pen.line((start, neck), fill=colour, width=thick + 2 * extra)
    side = (-along[1] * (head / 2 + extra), along[0] * (head / 2 + extra))
    back = (end[0] - along[0] * (head + extra), end[1] - along[1] * (head + extra))
    tip = (end[0] + along[0] * extra * 2, end[1] + along[1] * extra * 2)
    pen.polygon((tip, (back[0] + side[0], back[1] + side[1]), (back[0] - side[0], back[1] - side[1])), fill=colour)


def derive(
    image: Image.Image | Heic, orientation: int, sizes: dict[str, int], shapes: list[list[Any]] | None = None
) -> list[bytes]:
    """New JPEGs made of pixels alone, upright; in the order of `sizes`, which begins with the largest."""
    if not sizes:
        return []
    profile = image.info.get("icc_profile") if image.mode in ("RGB", "RGBA") else None
    image = smaller(image, max(sizes.values()))
    if image.mode not in ("RGB", "RGBA", "L", "LA", "CMYK"):
        image = to_rgb(image)  # what cannot be shrunk smoothly as it is
    made: list[bytes] = []
    for name, side in sizes.items():
        image.thumbnail((side, side), Image.Resampling.HAMMING, reducing_gap=2.0)
        if not made:
            image = to_srgb(to_rgb(image), profile)
            if orientation in UPRIGHT:
                image = image.transpose(UPRIGHT[orientation])
            burn(image, shapes or [])
        out = io.BytesIO()
        Image.frombytes("RGB", image.size, image.tobytes()).save(out, "JPEG", quality=QUALITY[name])
        made.append(out.getvalue())
    return made


def greys(image: Image.Image, side: int) -> tuple[list[int], bytes]:
    """The picture's size with `side` as its longest, and its grey pixels, row by row."""
    image = image.convert("L") if image.mode == "RGB" else to_rgb(image).convert("L")
    image.thumbnail((side, side), Image.Resampling.HAMMING)
    return list(image.size), image.tobytes()


def work(job: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """What the picture is, and the sizes asked for. Raises Unfit, or whatever a decoder raises."""
    with open_picture(job, data) as image:
        judge_header(image, job)
        width, height = image.size
        pixels: Image.Image | Heic = image
        if job["kind"] == "HEIC":
            pixels = Heic(data)
        elif job["kind"] == "JPEG":  # decode no finer than needed
            side = max(job["sizes"].values(), default=job.get("grey", 1)) / max(width, height)
            image.draft(None, (max(math.ceil(side * width), width // 8), max(math.ceil(side * height), height // 8)))
        if pixels is image:
            image.load()  # before the tags: reading those of a PNG loads it too, and swallows why that failed
        tags = read_tags(image)
        orientation = orientation_of(tags)
        reply = {"orientation": orientation, "tags": tags}
        if job.get("grey"):
            reply["grey"], shades = greys(image, job["grey"])
            return reply, [shades]
        made = derive(pixels, orientation, job["sizes"], job.get("shapes"))
    if orientation >= 5:
        width, height = height, width
    return {"width": width, "height": height, **reply}, made


def prepare_pages() -> None:
    """Load what reads documents, by reading one."""
    import pypdfium2  # only here: those who decode pictures do without its memory

    with pypdfium2.PdfDocument.new() as document:
        document.new_page(8, 8).render().to_pil()


def work_document(job: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """How many pages a PDF has, and its first page in the sizes asked for. Raises Unfit, or what its reader raises."""
    import pypdfium2
    import pypdfium2.raw

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as failure:
        is_locked = failure.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
        raise Unfit("document_locked" if is_locked else "document_broken") from failure
    with document:
        pages = len(document)
        if not 1 <= pages <= job["max_pages"]:
            raise Unfit("document_too_long" if pages else "document_broken")
        if pypdfium2.raw.FPDFDoc_GetJavaScriptActionCount(document) > 0 or document.count_attachments() > 0:
            raise Unfit("document_active")
        page = document[0]
        width, height = page.get_size()
        if not (1 <= width <= job["max_side"] and 1 <= height <= job["max_side"]):
            raise Unfit("document_broken")
        side = max(job["sizes"].values(), default=64)
        bitmap = page.render(scale=side / max(width, height), rev_byteorder=True, limit_image_cache=True)
        made = derive(bitmap.to_pil(), 1, job["sizes"])
    return {"width": round(width), "height": round(height), "orientation": 1, "tags": {}, "pages": pages}, made


def prepare_looking() -> None:
    """Load what looks for faces and plates, by looking once. Raises ImportError or ValueError where it is not there."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # each thread would ask for memory of its own
    import cv2.data  # only here: an extra of some 230 MB, which the other processes do without
    import numpy

    cv2.setNumThreads(1)
    for name in CASCADES:
        cascade = cv2.CascadeClassifier(f"{cv2.data.haarcascades}haarcascade_{name}.xml")
        if cascade.empty():
            raise ValueError(f"no cascade {name}")
        LOADED[name] = cascade
    look_over(numpy.zeros((64, 64), numpy.uint8))


LOADED: dict[str, Any] = {}
Hit = tuple[str, int, int, int, int, int]  # 'face' or 'plate', left, top, width and height in pixels, votes


def look_over(pixels: Any) -> list[Hit]:
    """Faces from the front and from both sides, and plates."""
    width = pixels.shape[1]
    mirrored = pixels[:, ::-1].copy()
    return [
        *(("face", *hit) for hit in hits("frontalface_alt2", pixels)),
        *(("face", *hit) for hit in hits("profileface", pixels)),
        *(("face", width - x - w, y, w, h, votes) for x, y, w, h, votes in hits("profileface", mirrored)),
        *(("plate", *hit) for tilt in PLATE_TILTS for hit in tilted_hits("russian_plate_number", pixels, tilt)),
    ]


def hits(name: str, pixels: Any) -> list[tuple[int, int, int, int, int]]:
    """What one cascade finds: boxes, and how many hits lay in each."""
    neighbours, least = CASCADES[name]
    boxes, votes = LOADED[name].detectMultiScale2(
        pixels, scaleFactor=1.1, minNeighbors=neighbours, flags=0, minSize=least
    )
    return [(int(x), int(y), int(w), int(h), int(n)) for (x, y, w, h), n in zip(boxes, votes, strict=True)]


def tilted_hits(name: str, pixels: Any, degrees: float) -> list[tuple[int, int, int, int, int]]:
    """The same in the picture turned by some degrees, as upright boxes of the picture as it was."""
    if not degrees:
        return hits(name, pixels)
    import cv2
    import numpy

    height, width = pixels.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    back = cv2.invertAffineTransform(turn)
    found = []
    for x, y, w, h, votes in hits(name, cv2.warpAffine(pixels, turn, (width, height))):
        corners = numpy.array([[(x, y), (x + w, y), (x + w, y + h), (x, y + h)]], numpy.float32)
        left, top, across, down = cv2.boundingRect(cv2.transform(corners, back))
        found.append((left, top, across, down, votes))
    return found


def work_greys(job: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Where faces and plates may be in grey pixels, row by row, of the size that the job says."""
    import numpy

    width, height = job["size"]
    return {"found": look_over(numpy.frombuffer(data, numpy.uint8).reshape(height, width))}, []


def answer(job: dict[str, Any], data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """As `work`, with every way to fail turned into a refusal."""
    is_document = job["kind"] == "PDF"
    does = {"PDF": work_document, "GREYS": work_greys}.get(job["kind"], work)
    try:
        return does(job, data)
    except Unfit as unfit:
        return {"refused": str(unfit)}, []
    except Exception as failure:  # whatever a decoder can raise means the same: it could not read this picture
        ran_out = isinstance(failure, MemoryError) or "Memory allocation" in str(failure)  # as libheif words it
        if is_document:
            return {"refused": "document_broken", "detail": type(failure).__name__}, []
        return {"refused": "photo_too_many_pixels" if ran_out else "photo_broken", "detail": type(failure).__name__}, []


def read_frame(stream: BinaryIO) -> bytes:
    """The next frame. Raises EOFError when there is none, or only a piece of one."""
    length = stream.read(4)
    content = stream.read(int.from_bytes(length)) if len(length) == 4 else b""
    if len(length) < 4 or len(content) < int.from_bytes(length):
        raise EOFError
    return content


def write_frames(stream: BinaryIO, frames: list[bytes]) -> None:
    """Send frames and flush."""
    for frame in frames:
        stream.write(len(frame).to_bytes(4) + frame)
    stream.flush()


def main() -> None:
    """Say ready with an empty frame, then work until the input ends."""
    prepare_decoders()
    if sys.argv[1:] == ["documents"]:
        prepare_pages()
    if sys.argv[1:] == ["faces"]:
        prepare_looking()
    limit_process(LOOKING_BYTES if LOADED else MEMORY_BYTES)
    write_frames(sys.stdout.buffer, [b""])
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            job = json.loads(read_frame(sys.stdin.buffer))
            data = read_frame(sys.stdin.buffer)
            allow_cpu(job["cpu_seconds"])
            reply, made = answer(job, data)
            write_frames(sys.stdout.buffer, [json.dumps(reply).encode(), *made])


if __name__ == "__main__":
    main()
