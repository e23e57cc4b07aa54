"""What a file is, by its content alone: the name and the type that come with an upload prove nothing."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

import filetype

from crm.attachments.errors import KindRefused

HEAD = 8192
"""Bytes at the beginning that tell the kind."""
FAMILIES = ("image", "pdf", "audio", "office", "zip", "video")


@dataclass(frozen=True, slots=True)
class Kind:
    """`ending` without a dot; `also` are other endings that people give such files."""

    family: str
    media: str
    ending: str
    also: tuple[str, ...] = ()


_OOXML = "application/vnd.openxmlformats-officedocument"
_KINDS: Mapping[str, Kind] = {
    kind.media: kind
    for kind in (
        Kind("image", "image/jpeg", "jpg", ("jpeg",)),
        Kind("image", "image/png", "png"),
        Kind("image", "image/gif", "gif"),
        Kind("image", "image/webp", "webp"),
        Kind("image", "image/bmp", "bmp"),
        Kind("image", "image/tiff", "tif", ("tiff",)),
        Kind("image", "image/heic", "heic"),
        Kind("pdf", "application/pdf", "pdf"),
        Kind("audio", "audio/mpeg", "mp3"),
        Kind("audio", "audio/x-wav", "wav"),
        Kind("audio", "audio/ogg", "ogg", ("oga", "opus")),
        Kind("audio", "audio/mp4", "m4a"),
        Kind("audio", "audio/x-flac", "flac"),
        Kind("audio", "audio/aac", "aac"),
        Kind("audio", "audio/amr", "amr"),
        Kind("office", "application/msword", "doc"),
        Kind("office", "application/vnd.ms-excel", "xls", ("et",)),
        Kind("office", "application/vnd.ms-powerpoint", "ppt"),
        Kind("office", f"{_OOXML}.wordprocessingml.document", "docx"),
        Kind("office", f"{_OOXML}.spreadsheetml.sheet", "xlsx"),
        Kind("office", f"{_OOXML}.presentationml.presentation", "pptx"),
        Kind("office", "application/vnd.oasis.opendocument.text", "odt"),
        Kind("office", "application/vnd.oasis.opendocument.spreadsheet", "ods"),
        Kind("office", "application/vnd.oasis.opendocument.presentation", "odp"),
        Kind("zip", "application/zip", "zip"),
        Kind("video", "video/mp4", "mp4", ("m4v",)),
        Kind("video", "video/quicktime", "mov"),
        Kind("video", "video/webm", "webm"),
    )
}
_INSIDE = {"word/": "wordprocessingml.document", "xl/": "spreadsheetml.sheet", "ppt/": "presentationml.presentation"}


def kind_of(path: Path, families: frozenset[str]) -> Kind:
    """The kind of a file. Raises KindRefused for one that is unknown, not among `families`, or holds macros."""
    with path.open("rb") as opened:
        head = opened.read(HEAD)
    media = filetype.guess_mime(head) or ""
    if head.startswith(b"PK\x03\x04"):
        media = _inside_zip(path, media)
    kind = _KINDS.get(media)
    if kind is None or kind.family not in families:
        what = media or "of unknown kind"
        raise KindRefused(
            f"the file is {what}; taken are: {', '.join(sorted(families))}",
            field="body",
            message_zh=f"不接受该类型的文件（{media or '无法识别'}），可上传：{'、'.join(sorted(families))}",
        )
    return kind


def _inside_zip(path: Path, media: str) -> str:
    """Office's own formats are archives whose parts come in any order."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise KindRefused("the archive is broken", field="body", message_zh="压缩文件已损坏") from error
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise KindRefused(
            "documents with macros are not taken: save it without them",
            field="body",
            message_zh="不接受含宏的文档，请另存为不含宏的格式",
        )
    if "[Content_Types].xml" in names:
        for folder, part in _INSIDE.items():
            if any(name.startswith(folder) for name in names):
                return f"{_OOXML}.{part}"
    return media if media.startswith("application/vnd.oasis") else "application/zip"


_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
_LONGEST = 150


def safe_name(given: str, kind: Kind) -> str:
    """The person's name for the file without folders, control and direction marks, and with the ending of its kind
    (`invoice.exe` that is a picture becomes `invoice.exe.png`)."""
    last = PurePath(given.replace("\\", "/")).name
    text = "".join(sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign)[0] != "C")
    text = _UNSAFE.sub("_", text).strip(" .")
    stem, dot, ending = text.rpartition(".")
    if not dot or ending.lower() not in {kind.ending, *kind.also}:
        stem, ending = text, kind.ending
    return f"{stem[:_LONGEST] or 'file'}.{ending.lower()}"
