"""Files that come with a request."""

from ninja.files import UploadedFile

from shared.uploads import files


def read(file: UploadedFile) -> tuple[str, bytes]:
    """(name, content). Raises `InputRefused` before a file that is too large is read into memory."""
    files.check_length(file.size or 0)
    return file.name or "upload", file.read()
