"""Zips that depend on their content alone, and not on the time or the system that they are made at."""

import io
import stat
import zipfile
from collections.abc import Collection, Mapping

WHEN = (1980, 1, 1, 0, 0, 0)


def packed(files: Mapping[str, bytes], programs: Collection[str] = ()) -> bytes:
    """A zip of files by their names, some of which are programs: the same content makes the same zip."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, WHEN)
            entry.create_system = 3  # Unix: permissions count
            entry.external_attr = (stat.S_IFREG | (0o755 if name in programs else 0o644)) << 16
            archive.writestr(entry, files[name], compress_type=zipfile.ZIP_DEFLATED)
    return stream.getvalue()
