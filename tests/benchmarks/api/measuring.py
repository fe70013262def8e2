"""All measuring on one site: our API beside Wagtail's and nginx, and a worker's memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from statistics import median
from urllib.parse import quote

from tests.benchmarks.api.load import Processes, Series, Target, rate, resident
from tests.benchmarks.api.place import Place
from tests.serving import Server, granian, has_nginx, nginx

STOCK = "type=publications.PolicyReportPage"
WANTED_BYTES = 20_000
REQUESTS = 100_000
THREADS = ("--blocking-threads", "4", "--backpressure", "256")
MANY = 16
FEW = 4
KEPT = "answers kept"

# Every publication by itself, over and over, and a list now and then.
ROAMING = """
local place = 0
request = function()
  place = place + 1
  local path = "/api/v1/publications/" .. ({first} + place % {number}) .. "/"
  if place % 50 == 0 then path = "/api/v1/members/?limit=20&offset=" .. (place % {number}) end
  return wrk.format("GET", path)
end
"""


class Keeping(StrEnum):
    """What a server may make its answers of."""

    NOTHING = "nothing"
    STORED = "stored"
    ANSWERS = "answers"


# How much memory a server has for answers: of none it makes everything anew, a single byte holds
# no answer, so that those are made of what lies in the database.
MEMORY = {
    Keeping.NOTHING: {"ANSWERS_BYTES": "0"},
    Keeping.STORED: {"ANSWERS_BYTES": "1"},
    Keeping.ANSWERS: {},
}
SERVERS = [
    (Keeping.STORED, 1), (Keeping.STORED, 2), (Keeping.NOTHING, 1), (Keeping.ANSWERS, 1),
    (Keeping.ANSWERS, 2),
]  # fmt: skip


@dataclass
class Result:
    """Everything that was measured on one database."""

    database: str
    content: str
    single: dict[str, dict[str, Series]] = field(default_factory=lambda: defaultdict(dict))
    rates: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    sizes: dict[str, int] = field(default_factory=dict)
    memory: list[tuple[str, int, float]] = field(default_factory=list)


class Measuring:
    """One run on one site; `rounds` go through all contenders in turn."""

    def __init__(self, place: Place, number: int, rounds: int, seconds: int) -> None:
        self.place = place
        self.number = number
        self.rounds = rounds
        self.seconds = seconds
        self.result = Result(place.database, f"{number:,} publications and {number:,} members")
        self.asked: dict[int, int] = defaultdict(int)

    def run(self) -> Result:
        with ExitStack() as stack:
            servers = {
                (keeping, workers): stack.enter_context(self.server(keeping, workers))
                for keeping, workers in SERVERS
            }
            answering = servers[Keeping.ANSWERS, 1]
            static = self.static(stack, answering)
            self.remember("just started", servers[Keeping.STORED, 1])
            self.one_by_one(servers[Keeping.STORED, 1], servers[Keeping.NOTHING, 1])
            self.roam(answering)
            self.many(servers, static)
            while not self.is_remembered:
                self.roam(answering)
            self.remember("answers kept, in the end", answering)
            self.remember("of stored texts", servers[Keeping.STORED, 1])
            self.remember("of nothing", servers[Keeping.NOTHING, 1])
        return self.result

    def server(self, keeping: Keeping, workers: int) -> AbstractContextManager[Server]:
        options = (*THREADS, "--workers", str(workers))
        variables = {**self.place.variables, **MEMORY[keeping]}
        return granian(self.place.folder, *options, **variables)

    # What is asked

    def ours(self, port: int) -> dict[str, Target]:
        """Our API: every case by its name."""
        word = quote(str(self.place.known["word"]))
        paths = {
            "list of 20": "publications/?limit=20",
            "list of 100": "publications/?limit=100",
            "detail": f"publications/{self.place.known['page']}/",
            "search in publications, 20": f"publications/?search={word}&limit=20",
            "search over everything, 20": f"search/?q={word}&limit=20",
            "list of 100 members": "members/?limit=100",
        }
        return {name: Target(port, f"/api/v1/{path}") for name, path in paths.items()}

    def v2(self, port: int) -> dict[str, Target]:
        return self.stock(port, "stock")

    def equal(self, port: int) -> dict[str, Target]:
        return self.stock(port, "equal")

    def stock(self, port: int, mount: str) -> dict[str, Target]:
        word = quote(str(self.place.known["word"]))
        full = f"{STOCK}&fields=*"
        paths = {
            "list of 20": f"?{full}&limit=20",
            "list of 100": f"?{full}&limit=100",
            "detail": f"{self.place.known['page']}/?fields=*",
            "search in publications, 20": f"?{full}&search={word}&limit=20",
        }
        return {name: Target(port, f"/{mount}/v2/pages/{path}") for name, path in paths.items()}

    def v3(self, port: int) -> dict[str, Target]:
        """Its lists have titles only, and at most 20 of them."""
        word = quote(str(self.place.known["word"]))
        headers = {"Authorization": f"Bearer {self.place.known['key']}"}
        paths = {
            "list of 20": f"?{STOCK}&limit=20",
            "detail": f"{self.place.known['page']}/",
            "search in publications, 20": f"?{STOCK}&search={word}&limit=20",
        }
        return {
            name: Target(port, f"/api/v3-preview/pages/{path}", headers)
            for name, path in paths.items()
        }

    def twenty_kilobytes(self, port: int) -> Target:
        """The list of publications that comes nearest to 20 kB."""
        lists = [Target(port, f"/api/v1/publications/?limit={limit}") for limit in range(1, 21)]
        return min(lists, key=lambda each: abs(len(each.answer()[1]) - WANTED_BYTES))

    def static(self, stack: ExitStack, server: Server) -> dict[str, Target]:
        """The same bytes as static files of nginx; none where there is no nginx."""
        if not has_nginx():
            return {}
        folder = self.place.folder / "documents"
        folder.mkdir(exist_ok=True)
        wanted = {**self.ours(server.port), "20 kB": self.twenty_kilobytes(server.port)}
        for place, target in enumerate(wanted.values()):
            (folder / f"{place}.json").write_bytes(target.answer()[1])
        port = stack.enter_context(nginx(self.place.folder, server.port))
        files = {
            name: Target(port, f"/static-documents/{place}.json")
            for place, name in enumerate(wanted)
        }
        return {**files, "304": not_modified(files["20 kB"])}

    # Measuring

    def one_by_one(self, server: Server, bare: Server) -> None:
        """One worker, one request at a time, the contenders in turn.

        `bare` makes our answers without what was stored of objects.
        """
        contenders = {
            "v1": (self.ours, server), "v1 bare": (self.ours, bare), "v2": (self.v2, server),
            "v2 equal": (self.equal, server), "v3": (self.v3, server),
        }  # fmt: skip
        for api, (targets, asked) in contenders.items():
            processes = self.processes(asked)
            for name, target in targets(asked.port).items():
                Series(target, processes).ask(2)
                self.result.single[name][api] = Series(target, processes)
        for _ in range(self.rounds):
            for series in self.every_series():
                series.ask(3 if "100" in series.target.path else 10)

    def every_series(self) -> Iterator[Series]:
        for contenders in self.result.single.values():
            yield from contenders.values()

    def processes(self, server: Server) -> Processes:
        return lambda: [server.process, *server.children(), *self.place.backends()]

    def many(self, servers: dict[tuple[Keeping, int], Server], static: dict[str, Target]) -> None:
        """As many requests as are answered, 16 connections at a time."""
        found: dict[tuple[str, str], list[float]] = defaultdict(list)
        for _ in range(self.rounds):
            for column, name, target in self.contests(servers, static):
                is_made = column.startswith((Keeping.NOTHING, Keeping.STORED))
                wanted = (self.seconds * 2, FEW) if is_made else (self.seconds, MANY)
                a_second, requests = rate(target, *wanted)
                found[name, column].append(a_second)
                self.count(requests, servers[Keeping.ANSWERS, 1], target)
        for (name, column), rates in found.items():
            self.result.rates[name][column] = median(rates)

    def contests(
        self, servers: dict[tuple[Keeping, int], Server], static: dict[str, Target]
    ) -> Iterator[tuple[str, str, Target]]:
        """Each target with its column and its case, those that are compared one after another."""
        cases = {place: self.cases(server) for place, server in servers.items()}
        for name in cases[Keeping.ANSWERS, 1]:
            if name in static:
                yield "nginx", name, static[name]
            for (keeping, workers), targets in cases.items():
                yield f"{keeping} {workers}", name, targets[name]

    def cases(self, server: Server) -> dict[str, Target]:
        found = {**self.ours(server.port), "20 kB": self.twenty_kilobytes(server.port)}
        for name, target in found.items():
            self.result.sizes[name] = len(target.answer()[1])
        return {**found, "304": not_modified(found["20 kB"])}

    def roam(self, server: Server) -> None:
        """Ask for everything that there is."""
        script = self.place.folder / "roaming.lua"
        first = int(self.place.known["page"]) - self.number // 2
        script.write_text(ROAMING.format(first=first, number=self.number), encoding="utf-8")
        roaming = Target(server.port, "/api/v1/")
        self.count(rate(roaming, self.seconds * 3, MANY, script)[1], server, roaming)

    def count(self, requests: int, keeping: Server, target: Target) -> None:
        """Note what was asked, and the memory of the one that keeps answers after 100,000."""
        self.asked[target.port] += requests
        if self.asked[keeping.port] >= REQUESTS and not self.is_remembered:
            self.remember(KEPT, keeping)

    @property
    def is_remembered(self) -> bool:
        return any(name == KEPT for name, _requests, _megabytes in self.result.memory)

    def remember(self, name: str, server: Server) -> None:
        """How much memory the one worker of a server has now."""
        (worker,) = server.children()
        self.result.memory.append((name, self.asked[server.port], resident(worker)))


def not_modified(target: Target) -> Target:
    """The same request of a client that has the answer already."""
    headers, _body = target.answer()
    condition = {"If-None-Match": headers["etag"]}
    return Target(target.port, target.path, condition, HTTPStatus.NOT_MODIFIED)
