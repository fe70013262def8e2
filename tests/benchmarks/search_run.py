"""One search of the benchmark, in a process and a database of its own.

Started by `tests.benchmarks.search` with the database in the environment. It prints one line of
JSON about the index, and then another for each line that it is given, which is a query.
"""

from __future__ import annotations

import dataclasses
import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
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
from hangul.search.undecoded import Undecoded
from headless.changes import collecting
from tests.benchmarks.korean import Prose
from tests.benchmarks.search_report import Latency, Result

BACKENDS = {"stock": "modelsearch.backends.database", "hangul": "hangul.search"}
TOP = 20
STOCK_LIMIT = 2.0
EXCERPT = 160
SHOWN = ("name", "slug")
CHUNK = 500


def main(name: str, size: int, seed: int) -> None:
    """Fill the database, build the index, and answer queries until there are no more."""
    call_command("migrate", verbosity=0)
    prose = Prose(seed)
    tell(f"writing {size:,} documents, {name}")
    with unrecorded():
        add_documents(prose, size)
    tell(f"indexing, {name}")
    backend = get_search_backend(BACKENDS[name])
    say(built(backend, name, size, list(query_mix(prose))))
    for line in sys.stdin:
        say(latency(backend, line.rstrip("\n")))


def say(what: Result | Latency) -> None:
    print(json.dumps(dataclasses.asdict(what)), flush=True)


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


def built(backend: Any, name: str, size: int, queries: list[str]) -> Result:
    """The search with an index over everything, and what that took; no query was asked yet."""
    backend.reset_indexes()
    give_back()
    clean_up()
    before = index_bytes()
    index_seconds, index_processor = rebuilt(backend)
    clean_up()
    return Result(
        database=connection.display_name,
        search=name,
        documents=size,
        index_seconds=index_seconds,
        index_processor=index_processor,
        index_bytes=index_bytes() - before,
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


def latency(backend: Any, query: str) -> Latency:
    """What the best finds of a query take, with excerpts, this time."""
    watch = Watch()
    try:
        with time_limit(STOCK_LIMIT), watch:
            shown = show(backend, query)
    except DatabaseError:
        return Latency(STOCK_LIMIT, STOCK_LIMIT, is_ended=True)
    return Latency(watch.seconds, watch.processor, number_of_hits(backend, query), shown)


@cache
def number_of_hits(backend: Any, query: str) -> int:
    return int(backend.search(query, Member).count())


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

    As on the site, the synonyms are read once, and a long plain text is taken undecoded, as that of
    files is there. Only the fields that are shown are loaded, because to make objects of all the
    others takes both searches longer than to find them.
    """
    members = Member.objects.only(*SHOWN).annotate(text=Undecoded("introduction"))
    with one_reading_of_synonyms():
        found = list(backend.search(query, members)[:TOP])
        marker = Marker(query)
        for member in found:
            marker.excerpt(member.text, EXCERPT)
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
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
