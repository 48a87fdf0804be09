"""The kinds of file that may stand as evidence, and the reasons for which a file may not."""

from enum import StrEnum


class Kind(StrEnum):
    """What a file is by its content; CSV and plain text differ only in what their names say."""

    PDF = "pdf"
    OFD = "ofd"  # GB/T 33190, China's fixed-layout document
    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    DOC = "doc"
    XLS = "xls"
    PPT = "ppt"
    CSV = "csv"
    TXT = "txt"


_OPEN_XML = "application/vnd.openxmlformats-officedocument."

MEDIA_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.OFD: "application/ofd",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
    Kind.WEBP: "image/webp",
    Kind.DOCX: f"{_OPEN_XML}wordprocessingml.document",
    Kind.XLSX: f"{_OPEN_XML}spreadsheetml.sheet",
    Kind.PPTX: f"{_OPEN_XML}presentationml.presentation",
    Kind.DOC: "application/msword",
    Kind.XLS: "application/vnd.ms-excel",
    Kind.PPT: "application/vnd.ms-powerpoint",
    Kind.CSV: "text/csv",
    Kind.TXT: "text/plain",
}

EXTENSIONS = {kind.value: kind for kind in Kind} | {
    "jpg": Kind.JPEG,
    # WPS Office's own formats are the old Microsoft ones with additions, in the same streams.
    "wps": Kind.DOC,
    "et": Kind.XLS,
    "dps": Kind.PPT,
}


class Problem(StrEnum):
    """Why a file cannot be evidence. The values are stable: forms and translations refer to them."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"  # limit: bytes
    NO_NAME = "no_name"
    EXTENSION = "extension"  # extension
    CONTRADICTION = "contradiction"  # extension, found: a Kind
    EXECUTABLE = "executable"
    MARKUP = "markup"  # HTML, SVG, XML: what a browser would run
    MACROS = "macros"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    UNPACKS_TOO_LARGE = "unpacks_too_large"  # limit: bytes
    TWO_IN_ONE = "two_in_one"
    ENCODING = "encoding"  # text, but neither UTF-8 nor GB18030
    UNKNOWN = "unknown"  # found: the usual extension of such files, or ""


class EvidenceError(ValueError):
    """A file that cannot be evidence: a stable `code`, and `params` for the sentence about it."""

    def __init__(self, code: Problem, **params: object) -> None:
        super().__init__(code.value, params)
        self.code = code
        self.params = params
