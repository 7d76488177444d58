"""What the suite takes of the machine's memory."""

from pathlib import Path


def resident_bytes(process_ids: list[int]) -> int:
    """Resident memory of these processes and all their descendants; a page that several map counts for each."""
    return sum(_resident(number) for number in _with_descendants(process_ids))


def _with_descendants(process_ids: list[int]) -> set[int]:
    parents = {number: _parent(number) for number in _running()}
    found = set(process_ids) & set(parents)
    while more := {number for number, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _running() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]


def _parent(number: int) -> int:
    return _field(Path(f"/proc/{number}/status"), "PPid:")


def _resident(number: int) -> int:
    return 1024 * _field(Path(f"/proc/{number}/status"), "VmRSS:")


def _field(path: Path, name: str) -> int:
    """A number from a file of the kernel; 0 for a process that has just ended."""
    try:
        lines = path.read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)
