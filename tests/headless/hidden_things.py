"""One of each thing that nobody outside may see, and every address by which one might try."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction, Site

from seoulcoop.api import api
from tests.factories import (
    DirectoryPageFactory,
    DocumentFactory,
    HistoryEntryFactory,
    HistoryPageFactory,
    ImageFactory,
    MemberContactFactory,
    MemberFactory,
    PolicyReportPageFactory,
    ProgramPageFactory,
    PublicationFileFactory,
    StandardPageFactory,
)

SECRET = "누설금지"
LISTS = ("history", "programs", "publications", "members", "pages")
# What a schema has that takes certain values only.
FIXED = {"const", "enum", "format"}
QUERIES = ("?limit=100", f"?search={SECRET}", "?fields=title,meta", "?locale=en",
           "?rich_text_format=markdown")  # fmt: skip


class Hidden:
    """One of each thing that nobody outside may see; all of them say so in their names."""

    def __init__(self) -> None:
        self.pages = [make() for make in PAGES]
        self.members = [
            MemberFactory.create(name=f"{SECRET} 초안", live=False),
            MemberFactory.create(name=f"{SECRET} 탈퇴", status="withdrawn"),
            MemberFactory.create(name=f"{SECRET} 만료", expired=True),
        ]
        for member in self.members:
            member.tags.add(f"{SECRET}태그")
            member.save()
        self.shown = show_what_refers_to_hidden_things(self)


def later(days: int) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=days)


def draft() -> Any:
    return StandardPageFactory.create(title=f"{SECRET} 초안", live=False)


def unpublished() -> Any:
    page = PolicyReportPageFactory.create(title=f"{SECRET} 내린 것")
    page.unpublish()
    return page


def scheduled() -> Any:
    return PolicyReportPageFactory.create(title=f"{SECRET} 예약", live=False, go_live_at=later(1))


def expired() -> Any:
    return ProgramPageFactory.create(title=f"{SECRET} 만료", expire_at=later(-1))


def private(kind: str) -> Any:
    page = StandardPageFactory.create(title=f"{SECRET} {kind}", show_in_menus=True)
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type=kind, password="열쇠"
    )
    if kind == "groups":
        restriction.groups.add(Group.objects.get_or_create(name="회원")[0])
    return page


def below_private() -> Any:
    return StandardPageFactory.create(
        title=f"{SECRET} 아래", show_in_menus=True, parent=private("login")
    )


def of_another_site() -> Any:
    root = StandardPageFactory.create(title=f"{SECRET} 다른 곳", show_in_menus=True)
    Site.objects.create(hostname="other.example", root_page=root)
    return root


PAGES: tuple[Callable[[], Any], ...] = (
    draft, unpublished, scheduled, expired, lambda: private("password"),
    lambda: private("groups"), below_private, of_another_site,
)  # fmt: skip


def show_what_refers_to_hidden_things(hidden: Hidden) -> list[Any]:
    """Public objects that name hidden ones wherever one object can name another."""
    above = Collection.get_first_root_node().add_child(name=f"{SECRET} 모음")
    CollectionViewRestriction.objects.create(collection=above, restriction_type="login")
    inside = above.add_child(name=f"{SECRET} 안쪽")
    picture = ImageFactory(title=f"{SECRET} 사진", collection=inside)
    document = DocumentFactory(title=f"{SECRET} 문서", collection=inside)
    links = "".join(f'<a linktype="page" id="{page.pk}">가</a>' for page in hidden.pages)
    body = [
        {
            "type": "paragraph",
            "value": f'<p>{links}<a linktype="document" id="{document.pk}">나</a>',
        },
        {"type": "image", "value": {"image": alternative(picture), "caption": ""}},
        {"type": "document", "value": {"document": document.pk, "label": ""}},
        *({"type": "button", "value": {"label": "다", "page": p.pk}} for p in hidden.pages),
    ]
    page = StandardPageFactory.create(title="공개", body=body, listing_image=picture)
    page.title = f"{SECRET} 고침"
    page.save_revision()
    report = PolicyReportPageFactory.create(title="공개 보고서", cover=picture, body=body)
    PublicationFileFactory.create(publication=report, document=document, label=f"{SECRET} 파일")
    PublicationFileFactory.create(
        publication=report, label=f"{SECRET} 금지", embargo_until=later(9)
    )
    member = MemberFactory.create(name="공개 회원", parent=hidden.members[1], logo=picture)
    MemberContactFactory.create(member=member, name=f"{SECRET} 사람", role=f"{SECRET} 역할")
    program = ProgramPageFactory.create(title="공개 사업", body=body)
    for each in hidden.members:
        program.partners.create(member=each)
    for each in hidden.pages[1:3]:
        program.related_publications.create(publication=each)
    program.save()
    history = HistoryPageFactory.create()
    for each in hidden.pages:
        HistoryEntryFactory.create(page=history, link_page=each, image=picture)
    DirectoryPageFactory.create()
    return [page, report, member, program, history]


def alternative(picture: Any) -> dict[str, Any]:
    """The picture as a block holds it; the alternative text belongs to the page that shows it."""
    return {"image": picture.pk, "alt_text": "그림", "decorative": False}


def lists(name: str) -> Callable[[Hidden], list[str]]:
    def paths(hidden: Hidden) -> list[str]:
        slugs = [each.slug for each in (*hidden.pages, *hidden.members)]
        return [
            *(f"{name}/{query}" for query in QUERIES),
            *(f"{name}/?slug={slug}" for slug in slugs),
            *(f"{name}/?facets={facet}" for facet in allowed_values(name, "facets")),
            *(f"{name}/?order={order}" for order in allowed_values(name, "order")),
            *(f"{name}/?{question}" for question in questions(name, hidden)),
        ]

    return paths


def parameters(name: str) -> dict[str, dict[str, Any]]:
    """The schema of each parameter of a list, as the OpenAPI document declares it."""
    operation = api.get_openapi_schema(path_prefix="/")["paths"][f"/{name}/"]["get"]
    return {each["name"]: each["schema"] for each in operation["parameters"]}


def allowed_values(name: str, parameter: str) -> list[str]:
    items = parameters(name).get(parameter, {}).get("items", {})
    return list(items.get("enum", [items["const"]] if "const" in items else []))


def questions(name: str, hidden: Hidden) -> Iterator[str]:
    """Each filter that takes any text or number, asked for what only hidden things have."""
    for parameter, schema in parameters(name).items():
        kind = schema.get("items", schema)
        is_filter = parameter not in ("limit", "offset", "slug", "search")
        if is_filter and kind.get("type") == "integer":
            yield from (f"{parameter}={page.pk}" for page in hidden.pages)
        elif is_filter and kind.get("type") == "string" and not FIXED & set(kind):
            yield from (f"{parameter}={value}" for value in (f"{SECRET}태그", "secret"))


def details(name: str) -> Callable[[Hidden], list[str]]:
    def paths(hidden: Hidden) -> list[str]:
        keys = [key for each in (*hidden.pages, *hidden.members) for key in (each.pk, each.slug)]
        return [f"{name}/{key}/" for key in (*keys, *(each.pk for each in hidden.shown))]

    return paths


def one(*paths: str) -> Callable[[Hidden], list[str]]:
    return lambda hidden: list(paths)


# Each route by its name, with the addresses by which one might get at hidden things.
ROUTES: dict[str, Callable[[Hidden], list[str]]] = {
    "service": one(""),
    "api-root": one(""),
    "openapi-json": one("openapi.json"),
    "docs": one("docs/"),
    "navigation": one("navigation/?depth=10", "navigation/?locale=en"),
    "pages-find": lambda hidden: [
        f"pages/find/?html_path={page.url_path.removeprefix('/site')}" for page in hidden.pages
    ],
    "preview": lambda hidden: [f"preview/?token=id={page.pk}" for page in hidden.pages],
    "changes": one("changes/", "changes/?include=object", "changes/?limit=1000&include=object"),
    "search": one(f"search/?q={SECRET}", "search/?q=공개", "search/?q=초안"),
    "members-csv": one("members.csv"),
    "members-geojson": one("members.geojson"),
    **{f"{name}-list": lists(name) for name in LISTS},
    **{f"{name}-detail": details(name) for name in LISTS},
}
