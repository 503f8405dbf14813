"""Tables in Parquet files, read part by part."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from sigverify.errors import DataError, MissingExtraError
from sigverify.tables.cells import cell_text

# A row group is unpacked as a whole.
MAX_GROUP_BYTES: Final = 512 * 2**20
_PART_ROWS: Final = 1024


def parquet_rows(
    path: Path, *, name: str, columns: Collection[str]
) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the cells of each row, the heading as row 0.

    Columns that the table need not have are named in the heading and not read; their cells are
    empty.

    Args:
        path: the file.
        name: the file's name for messages.
        columns: names of columns, in lower case, that the table may have.

    Raises:
        DataError: the file is damaged or has too large parts.
        MissingExtraError: the package that reads Parquet files is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtraError(
            f"{name}: Parquet files need an optional part.",
            remedy="pip install 'sigverify[parquet]', or give a CSV file.",
        ) from error
    try:
        with pyarrow.parquet.ParquetFile(path, memory_map=False) as file:
            names = list(file.schema_arrow.names)
            sizes = [
                file.metadata.row_group(group).total_byte_size
                for group in range(file.metadata.num_row_groups)
            ]
            if max(sizes, default=0) > MAX_GROUP_BYTES:
                raise DataError(
                    f"{name}: it has a row group of {max(sizes) / 2**20:.0f} MiB.",
                    remedy="Write the file with smaller row groups, or as CSV.",
                )
            yield 0, names
            read = [one for one in names if one.strip().lower() in columns]
            number = 0
            for part in file.iter_batches(batch_size=_PART_ROWS, columns=read):
                for values in part.to_pylist():
                    number += 1
                    yield number, [cell_text(values.get(one)) for one in names]
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise DataError(
            f"{name}: this Parquet file can't be read ({error}).",
            remedy="Write it again, or give a CSV file.",
        ) from error
