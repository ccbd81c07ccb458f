"""A backup of the four stores as they were at one moment, and back again (docs/operations.md).

A folder: a gzipped BSON stream a collection, as mongodump writes them, and `backup.json` with the number of documents
and the SHA-256 of each. The broker's log is not part of it: it is kept for ever, and after a restore it is what brings
the stores up to date. It holds personal data and must be looked after like the stores.
"""

import gzip
import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final, cast

import bson
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient
from pymongo.collection import Collection

from deploy.local.errors import BadBackup
from deploy.local.mongo import DATABASE
from shared.events import SERVICES

MANIFEST: Final = "backup.json"
FORMAT: Final = 1
SOME: Final = 1000
OWNER_ONLY: Final = 0o700
_RAW: Final[CodecOptions[RawBSONDocument]] = CodecOptions(document_class=RawBSONDocument)

Client = MongoClient[dict[str, Any]]


def write_backup(url: str, folder: Path) -> int:
    """Write all stores as of one moment; how many documents. Nothing is at `folder` until it is whole."""
    if folder.exists():
        raise BadBackup(folder, "đã có", "it exists already")
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=OWNER_ONLY, parents=True)
    files: dict[str, dict[str, Any]] = {}
    with MongoClient[dict[str, Any]](url) as client:
        names = {name: sorted(client[name].list_collection_names()) for name in _databases()}
        with client.start_session(snapshot=True) as session:
            for database, collections in names.items():
                for collection in collections:
                    path = f"{database}/{collection}.bson.gz"
                    found = _raw(client, database, collection).find({}, session=session)
                    files[path] = _written(part / path, (bytes(document.raw) for document in found))
    manifest = {"format": FORMAT, "made_at": datetime.now(UTC).isoformat(), "files": files}
    (part / MANIFEST).write_text(json.dumps(manifest, indent=1))
    part.rename(folder)
    return sum(file["documents"] for file in files.values())


def checked(folder: Path) -> dict[str, dict[str, Any]]:
    """The files of a backup that is whole and unchanged; raises BadBackup before anything is touched."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        files: dict[str, dict[str, Any]] = manifest["files"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise BadBackup(folder, "thiếu backup.json đọc được", "it has no readable backup.json") from error
    if manifest.get("format") != FORMAT:
        raise BadBackup(folder, "thuộc phiên bản khác", "it is of another version")
    for name, file in files.items():
        path = folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != file["sha256"]:
            raise BadBackup(folder, f"{name} thiếu hoặc đã bị thay đổi", f"{name} is missing or was changed")
    return files


def put_back(url: str, folder: Path) -> int:
    """Replace what the stores hold by the backup; how many documents. Users and their rights stay."""
    count = 0
    files = checked(folder)
    with MongoClient[dict[str, Any]](url) as client:
        for database in _databases():
            client.drop_database(database)
        for name in files:
            database, _, file = name.partition("/")
            collection = _raw(client, database, file.removesuffix(".bson.gz"))
            for some in _some(_documents(folder / name)):
                collection.insert_many(some, ordered=False)
                count += len(some)
    return count


def _databases() -> list[str]:
    return [DATABASE.format(service) for service in SERVICES]


def _raw(client: Client, database: str, collection: str) -> Collection[RawBSONDocument]:
    """The collection with its documents as bytes: nothing is decoded, so nothing is changed."""
    return Collection(client[database], collection, codec_options=_RAW)  # type: ignore[arg-type]


def _written(path: Path, documents: Iterable[bytes]) -> dict[str, Any]:
    path.parent.mkdir(exist_ok=True)
    count = 0
    with gzip.open(path, "wb", compresslevel=3) as file:
        for document in documents:
            file.write(document)
            count += 1
    return {"documents": count, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def _documents(path: Path) -> Iterator[RawBSONDocument]:
    with gzip.open(path, "rb") as file:
        yield from bson.decode_file_iter(cast("IO[bytes]", file), codec_options=_RAW)


def _some(documents: Iterator[RawBSONDocument]) -> Iterator[list[RawBSONDocument]]:
    while some := list(islice(documents, SOME)):
        yield some
