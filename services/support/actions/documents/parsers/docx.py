"""Word documents: converted to HTML by their styles, then read as HTML."""

import io
import zipfile
from xml.parsers.expat import ExpatError

import mammoth
from bs4 import BeautifulSoup
from django.utils.translation import gettext as _

from services.support.actions.documents.parsers.base import ParsedDocument, title_of
from services.support.actions.documents.parsers.html import to_markdown
from shared.errors import refuse

# A zip can unpack to a thousand times its size; Word's own files rarely exceed tenfold.
_MAX_UNPACKED = 200 * 1024 * 1024


def parse(data: bytes, filename: str) -> ParsedDocument:
    _check_archive(data)
    try:
        # Pictures are not read: an empty source keeps megabytes of base64 out of the text.
        pictures = mammoth.images.img_element(lambda _image: {"src": ""})
        page = mammoth.convert_to_html(io.BytesIO(data), convert_image=pictures).value
    except (KeyError, ValueError, OSError, SyntaxError, ExpatError) as error:
        raise refuse("file", _("Word cannot have written this file."), _("Open and save it in Word again.")) from error
    body = to_markdown(BeautifulSoup(page, "lxml"))
    return ParsedDocument(title=title_of(body, filename=filename), markdown=body)


def _check_archive(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise refuse(
            "file",
            _("The document is broken or protected by a password."),
            _("Save it as .docx without a password."),
        ) from error
    if size > _MAX_UNPACKED:
        raise refuse("file", _("The document unpacks to more than 200 MB."), _("Remove its pictures."))
