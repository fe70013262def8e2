"""The measuring half of the search benchmark: one database, one size, both searches.

Run by `tests.benchmarks.search`, with the database in the environment; the last line printed is the
result as JSON.
"""

from __future__ import annotations

import dataclasses
import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command
from django.db import DatabaseError, connection
from modelsearch.backends import get_search_backend
from modelsearch.conf import get_app_config

from content.search_synonyms import one_reading_of_synonyms
from directory.models import Member, MemberCategory
from hangul.excerpts import Marker
from headless.changes import collecting
from tests.benchmarks.korean import Prose
from tests.benchmarks.search_report import Result

BACKENDS = {"stock": "modelsearch.backends.database", "hangul": "hangul.search"}
TOP = 20
RUNS = 5
STOCK_LIMIT = 2.0
EXCERPT = 160
SHOWN = ("name", "slug", "introduction")
CHUNK = 500


def main(size: int, seed: int) -> None:
    """Fill the database, measure both searches, and print what was measured."""
    call_command("migrate", verbosity=0)
    prose = Prose(seed)
    tell(f"writing {size:,} documents")
    with unrecorded():
        add_documents(prose, size)
    queries = list(query_mix(prose))
    results = [measured(name, size, queries) for name in BACKENDS]
    tell("done")
    print(json.dumps([dataclasses.asdict(result) for result in results]))


def tell(what: str) -> None:
    """Where the benchmark is, for who waits for it."""
    print(f"{time.strftime('%H:%M:%S')} {connection.display_name}: {what}", file=sys.stderr)


@contextmanager
def unrecorded() -> Iterator[None]:
    """Nothing for the change feed, which takes ten times as long as the writing itself."""
    collecting.pause()
    try:
        yield
    finally:
        collecting.resume()


def add_documents(prose: Prose, size: int) -> None:
    category = MemberCategory.objects.create(name="시험", slug="benchmark")
    documents = prose.documents(size)
    while rows := list(islice(documents, CHUNK)):
        Member.objects.bulk_create(
            Member(
                name=row.title,
                slug=f"benchmark-{row.number}",
                introduction=f"{row.summary} {row.text}",
                category=category,
                live=True,
            )
            for row in rows
        )


def query_mix(prose: Prose) -> Iterator[str]:
    """Words from everywhere to rare, and what people do with them."""
    nouns = prose.nouns
    yield from ("협동조합", "교육", "사회적 가치", "정책을", "협동 조합의 역사", "ESG")
    yield from ("사회적경제기금", "주민자치", "햇빛 발전", "2018년", "쿱")
    yield from ("조합원 교육 계획", "신협에서 대출", "데이터 플랫폼 기술")
    for rank in (400, 900, 1500, 2500, 4000, 6000, 8000, 11_000):
        yield nouns[rank]
    yield f"{nouns[700]}에서 {nouns[30]}"
    yield f"{nouns[2000]} {nouns[50]}"
    yield f"{nouns[3000][:2]}"
    yield "없는낱말이다"


def measured(name: str, size: int, queries: list[str]) -> Result:
    """One search over everything: building its index, its size, and every query."""
    backend = get_search_backend(BACKENDS[name])
    backend.reset_indexes()
    give_back()
    clean_up()
    before = index_bytes()
    tell(f"indexing, {name}")
    index_seconds, index_processor = rebuilt(backend)
    clean_up()
    size_of_index = index_bytes() - before
    tell(f"{len(queries)} queries, {name}")
    found = [latency(backend, query) for query in queries]
    return Result(
        database=connection.display_name,
        search=name,
        documents=size,
        index_seconds=index_seconds,
        index_processor=index_processor,
        index_bytes=size_of_index,
        latencies=[each.seconds for each in found],
        processor=[each.processor for each in found],
        hits=[each.hits for each in found],
        shown=[each.shown for each in found],
        ended=sum(each.is_ended for each in found),
        queries=queries,
    )


def rebuilt(backend: Any) -> tuple[float, float]:
    """Seconds that the rebuilding of the index takes, without the reading of the objects.

    On the clock, and of the processors.
    """
    index = backend.get_index_for_model(Member)
    rebuilder = backend.rebuilder_class(index)
    watch = Watch()
    with watch:
        index = rebuilder.start()
    pks = list(Member.objects.order_by("pk").values_list("pk", flat=True))
    for place in range(0, len(pks), CHUNK):
        objects = list(Member.get_indexed_objects().filter(pk__in=pks[place : place + CHUNK]))
        with watch:
            index.add_items(Member, objects)
    with watch:
        rebuilder.finish()
    return watch.seconds, watch.processor


@dataclasses.dataclass
class Watch:
    """Adds up what is spent inside of it."""

    seconds: float = 0.0
    processor: float = 0.0

    def __enter__(self) -> None:
        self.started, self.used = time.perf_counter(), processor_seconds()

    def __exit__(self, *error: object) -> None:
        self.seconds += time.perf_counter() - self.started
        self.processor += processor_seconds() - self.used


@dataclasses.dataclass
class Latency:
    """Of one query: seconds, on the clock and of the processors, its hits, and those shown."""

    seconds: float
    processor: float
    hits: int = 0
    shown: int = 0
    is_ended: bool = False


def latency(backend: Any, query: str) -> Latency:
    """What the best finds of a query take, with excerpts, at the fastest of a few runs."""
    times, processor = [], []
    shown = 0
    for _ in range(RUNS + 1):
        watch = Watch()
        try:
            with time_limit(STOCK_LIMIT), watch:
                shown = show(backend, query)
        except DatabaseError:
            return Latency(STOCK_LIMIT, STOCK_LIMIT, is_ended=True)
        times.append(watch.seconds)
        processor.append(watch.processor)
        if times[-1] > 1:
            break
    return Latency(min(times), min(processor), backend.search(query, Member).count(), shown)


def processor_seconds() -> float:
    """Processor time of this process so far, and of the server process that serves it."""
    seconds = time.process_time()
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        server = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
        if server.exists():
            seconds += int(server.read_text().split()[0]) / 1e9
    return seconds


def show(backend: Any, query: str) -> int:
    """Do what a page of results needs, and tell how many results it has.

    As on the site, the synonyms are read once. Only the fields that are shown are loaded, because
    to make objects of all the others takes both searches longer than to find them.
    """
    with one_reading_of_synonyms():
        found = list(backend.search(query, Member.objects.only(*SHOWN))[:TOP])
        marker = Marker(query)
        for member in found:
            marker.excerpt(member.introduction, EXCERPT)
    return len(found)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """End what the database is doing after `seconds`, with a DatabaseError."""
    if connection.vendor == "postgresql":
        set_statement_timeout(seconds)
        try:
            yield
        finally:
            set_statement_timeout(0)
        return
    connection.ensure_connection()
    timer = threading.Timer(seconds, connection.connection.interrupt)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def set_statement_timeout(seconds: float) -> None:
    """What PostgreSQL may spend on a statement; 0 is without end."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = {int(seconds * 1000)}")


def clean_up() -> None:
    """Give back what was deleted, and bring the statistics up to date."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"VACUUM FULL {entries_table()}")
            cursor.execute("VACUUM ANALYZE")
            return
        cursor.execute(
            f"INSERT INTO {entries_table()}_fts({entries_table()}_fts) VALUES('optimize')"
        )
        cursor.execute("VACUUM")
        cursor.execute("ANALYZE")


def give_back() -> None:
    """Free the room of deleted rows, which PostgreSQL may still keep for an older snapshot."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {entries_table()}")


def index_bytes() -> int:
    """The size of the index: of its tables on PostgreSQL, of the whole file on SQLite."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size(%s)", [entries_table()])
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        return int(cursor.fetchone()[0])


def entries_table() -> str:
    return str(get_app_config().get_model("IndexEntry")._meta.db_table)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
