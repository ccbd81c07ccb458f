"""Kafka's jars: exact coordinates and hashes from `kafka-jars.lock`, fetched once into a cache."""

import hashlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deploy.alone import alone
from deploy.local.errors import DownloadFailed, WrongHash

LOCK = Path(__file__).with_name("kafka-jars.lock")
THREADS = 8
TIMEOUT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Jar:
    """One locked jar."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def coordinates(self) -> str:
        """As it is named in the lock."""
        return f"{self.group}:{self.artifact}:{self.version}"

    def path(self, cache: Path) -> Path:
        """Where a Maven repository keeps it."""
        folder = cache.joinpath(*self.group.split("."), self.artifact, self.version)
        return folder / f"{self.artifact}-{self.version}.jar"

    def is_in(self, cache: Path) -> bool:
        """Whether the cache has it, complete; a broken file is removed."""
        path = self.path(cache)
        if not path.exists():
            return False
        if _sha256(path) == self.sha256:
            return True
        path.unlink()
        return False


def locked(lock: Path = LOCK) -> tuple[Jar, ...]:
    """All jars of the lock, in its order."""
    jars = []
    for line in lock.read_text().splitlines():
        coordinates, _, sha256 = line.partition(" sha256:")
        group, artifact, version = coordinates.split(":")
        jars.append(Jar(group, artifact, version, sha256.strip()))
    return tuple(jars)


def fetched(cache: Path, jars: Iterable[Jar] | None = None) -> list[Path]:
    """Paths of all jars, after fetching what is missing with a progress bar.

    Each is fetched by itself: resolving transitively would pick an older kafka-clients than the broker's.
    """
    wanted = tuple(jars) if jars is not None else locked()
    with alone(cache):  # half a jar of another process looks like a broken one
        missing = [jar for jar in wanted if not jar.is_in(cache)]
        if missing:
            _fetch_all(missing, cache)
    return [jar.path(cache) for jar in wanted]


def _fetch_all(jars: list[Jar], cache: Path) -> None:
    bar = Progress(
        TextColumn("Tải Kafka · Downloading Kafka"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
    with bar, ThreadPoolExecutor(THREADS) as pool:
        task = bar.add_task("jars", total=len(jars))
        futures = [pool.submit(_fetch, jar, cache) for jar in jars]
        try:
            for future in as_completed(futures):
                future.result()
                bar.advance(task)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _fetch(jar: Jar, cache: Path) -> None:
    from jgo.maven import MavenContext  # noqa: PLC0415 - slow to import, needed on the first start only

    try:
        maven = MavenContext(repo_cache=cache, timeout=TIMEOUT_SECONDS)
        artifact = maven.project(jar.group, jar.artifact).at_version(jar.version).artifact()
        path = Path(artifact.resolve())
    except Exception as error:
        raise DownloadFailed(jar.coordinates, f"{type(error).__name__}: {error}") from error
    found = _sha256(path)
    if found != jar.sha256:
        path.unlink()
        raise WrongHash(jar.coordinates, jar.sha256, found)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
