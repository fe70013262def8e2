"""How long 10,000 members take to be imported, and how much memory: `python -m …member_import`.

Everything that happens between choosing the file and the end: reading, comparing, the preview kept,
then writing with revisions, history, search index and references. On SQLite in a folder of its own,
or on the database that DATABASE_URL names, which must be empty.
"""

from __future__ import annotations

import argparse
import io
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Bars: 10,000 rows on SQLite in under a minute, and never more than 300 MB.
ROWS = 10_000
FAMILIES = "가나다라마바사아자차카타파하거너더러머버"


def workbook(count: int) -> bytes:
    """An XLSX file of that many members, with every column that offices usually have."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("회원 명부")
    sheet.append(
        [
            "이름", "영문 이름", "약칭", "옛 이름", "분류", "법적 형태", "업종", "자치구", "설립일",
            "가입일", "주소", "위도", "경도", "전화", "이메일", "누리집", "소개", "생산품과 서비스",
            "최근 확인일", "태그",
        ]
    )  # fmt: skip
    for number in range(count):
        first, second = FAMILIES[number % 20], FAMILIES[number // 20 % 20]
        sheet.append(
            [
                f"{first}{second}누리{number}협동조합", f"Nuri {number}", f"누리{number}",
                f"옛누리{number}", "지역협의회", "일반협동조합" if number % 2 else "협동조합",
                "돌봄", "강서구", "2015-03-02", "2016-01-04",
                f"서울시 강서구 화곡로 {number % 400 + 1}", 37.55, 126.85,
                f"02-351-{number % 10000:04}",
                f"nuri{number}@example.org", f"https://nuri{number}.example.org",
                f"{number}번째 조합입니다. 이웃과 함께 일합니다.", "반찬, 도시락, 돌봄",
                "2026-01-05",
                "돌봄; 먹거리",
            ]
        )  # fmt: skip
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def peak() -> float:
    """The most memory this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def transactions() -> Iterator[list[float]]:
    """How many seconds each transaction lasted; others who write wait so long."""
    from django.db import connections

    lasted: list[float] = []
    begun = [0.0]
    connection = connections["default"]
    original = connection.set_autocommit

    def set_autocommit(autocommit: bool, **options: bool) -> None:
        if not autocommit:
            begun[0] = time.perf_counter()
        original(autocommit, **options)
        if autocommit:
            lasted.append(time.perf_counter() - begun[0])

    vars(connection)["set_autocommit"] = set_autocommit
    yield lasted
    del vars(connection)["set_autocommit"]


def run(file: Path) -> None:
    """One import in this process, measured."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from directory.imports import runs
    from directory.models import Member, MemberCategory, MemberImport, Sector

    MemberCategory.objects.get_or_create(name="지역협의회", slug="regional")
    Sector.objects.get_or_create(name="돌봄", slug="care")
    content = file.read_bytes()
    print(f"before the import   {peak():8.0f} MB")
    start, worked = time.perf_counter(), time.process_time()
    of_import = runs.begin(content, file.name, None)
    MemberImport.objects.filter(pk=of_import.pk).update(publish=True)
    of_import.refresh_from_db()
    runs.compare(of_import)
    compared = time.perf_counter()
    print(f"read and compared   {compared - start:8.1f} s  {of_import.counts()}")
    with transactions() as lasted:
        runs.confirm(of_import)
    written = time.perf_counter()
    print(f"written             {written - compared:8.1f} s  {Member.objects.count()} members")
    print(f"longest transaction {max(lasted):8.1f} s")
    print(f"together            {written - start:8.1f} s")
    print(f"processor time      {time.process_time() - worked:8.1f} s")
    print(f"most memory         {peak():8.0f} MB")
    print(f"load of the machine {os.getloadavg()[0]:8.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.file:
        run(given.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "members.xlsx"
        file.write_bytes(workbook(given.rows))
        print(
            f"{given.rows} rows, {file.stat().st_size / 1e6:.1f} MB; {platform.platform()}",
            flush=True,
        )
        settings = os.environ.get("DJANGO_SETTINGS_MODULE", "seoulcoop.settings.demo")
        environment = {
            **os.environ,
            "SEOULCOOP_DATA_DIR": folder,
            "DJANGO_SETTINGS_MODULE": settings,
        }
        command = [sys.executable, "-m", "tests.benchmarks.member_import", "--file", str(file)]
        subprocess.run(command, env=environment, check=True)


if __name__ == "__main__":
    main()
