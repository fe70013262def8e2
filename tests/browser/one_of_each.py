"""The demo with one of everything that pages can hold, as a production server has it."""

from __future__ import annotations

import datetime
import io
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from PIL import Image, ImageDraw
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.models import Locale, Page, PageViewRestriction

from content.models import OrganisationSettings
from directory.models import Member
from home.models import HistoryEntry, HistoryPage, HomePage, StandardPage
from publications.models import (
    IndicatorValue,
    PolicyArea,
    PolicyRecommendation,
    PolicyReportPage,
    PublicationContributor,
    SocialValueIndicator,
    SocialValueReportPage,
)
from seoulcoop.models import SiteDocument, SiteImage, User

READER = "reader"

# The admin's own files are left out: no visitor asks for them, and they take a while to compress.
LEFT_OUT = ["wagtail*", "admin", "ninja", "import_export", "django_tasks", "taggit", "*.scss"]

ENGLISH = {
    "seoulcoop": ("Seoul Cooperative Association", "Cooperatives, their councils and federations."),
    "purpose": ("Purpose", "Why the association was founded, and what it is for."),
    "history": ("History", "From the founding to the present day."),
    "programs": ("Programs", "Five programs for cooperatives in Seoul."),
    "fund": ("Cooperative fund", "Small loans out of a fund of our own."),
    "directory": ("Members", "Councils, federations and cooperatives."),
    "publications": ("Publications", "Policy research and social value reports."),
    "mutual-trade-of-services": ("Trading services with one another", "A study."),
}


def picture(name: str, size: tuple[int, int]) -> Any:
    """A picture of coloured pieces; the name is its title."""
    canvas = Image.new("RGB", size, "#e5b3b4")
    draw = ImageDraw.Draw(canvas)
    width, height = size
    draw.rectangle((0, 0, width * 0.6, height * 0.4), fill="#8b2f55")
    draw.rectangle((width * 0.6, height * 0.4, width, height), fill="#f3c75c")
    draw.rectangle((0, height * 0.7, width * 0.3, height), fill="#2f5878")
    data = io.BytesIO()
    canvas.save(data, "PNG")
    image = SiteImage(title=name, description="조각보", credit="사진: 협의회")
    image.file.save(f"{name}.png", ContentFile(data.getvalue()), save=False)
    image.width, image.height = size
    image.save()
    return image


def document() -> Any:
    return SiteDocument.objects.earliest("pk")


def add_page_with_every_block() -> None:
    """A plain page with all blocks, a page below it, and one that only a group may read."""
    home = HomePage.objects.get(slug="seoulcoop", locale__language_code="ko")
    address = "https://www.youtube.com/watch?v=example"
    Embed.objects.create(
        hash=get_embed_hash(address, 960), url=address, max_width=960, type="video",
        title="협동조합의 하루", provider_name="YouTube", last_updated=None,
        html='<iframe width="200" height="113" src="https://www.youtube.com/embed/example"'
        ' frameborder="0" allowfullscreen></iframe>',
    )  # fmt: skip
    image = picture("총회", (1600, 1000))
    body: list[tuple[str, Any]] = [
        ("heading", {"text": "둘째 단계 제목", "level": "2"}),
        ("paragraph", "<p>본문과 <b>굵은 글씨</b>, 연결.</p><ul><li>하나</li></ul>"),
        ("heading", {"text": "셋째 단계 제목", "level": "3"}),
        ("image", {"image": {"image": image.pk, "alt_text": "조각보", "decorative": False},
                   "caption": "창립총회에서"}),
        ("quote", {"text": "사람 중심의 더 나은 세상을 위하여", "source": "협의회"}),
        *(("callout", {"kind": kind, "text": "<p>회원협동조합은 우대합니다.</p>"})
          for kind in ("note", "tip", "warning")),
        ("steps", {"title": "가입 절차", "steps": [{"title": "신청서", "text": "<p>작성</p>"},
                                               {"title": "승인", "text": ""}]}),
        ("table", {"caption": "회비", "columns": [{"type": "text", "heading": "구분"},
                                                {"type": "number", "heading": "금액"}],
                   "rows": [{"values": ["정회원", 20000]}, {"values": ["준회원", 10000]}]}),
        ("accordion", {"items": [{"title": "회비는 얼마인가요?", "text": "<p>2만원입니다.</p>"}]}),
        ("document", {"document": document().pk, "label": ""}),
        ("button", {"label": "회원 보기", "page": None, "url": "https://example.org/"}),
        ("embed", address),
    ]  # fmt: skip
    page = StandardPage(title="모든 블록", slug="blocks", summary="블록을 하나씩 보여 줍니다.")
    page.body = page.body.stream_block.to_python(
        [{"type": kind, "value": value} for kind, value in body]
    )
    home.add_child(instance=page)
    page.save_revision().publish()
    page.add_child(instance=StandardPage(title="아래 쪽", slug="below"))
    closed = StandardPage(title="이사회 자료", slug="closed")
    home.add_child(instance=closed)
    restriction = PageViewRestriction.objects.create(
        page=closed, restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.add(Group.objects.create(name="이사회"))


def fill_history() -> None:
    """An entry with everything that an entry can have."""
    page = HistoryPage.objects.get()
    entry = HistoryEntry(
        page=page, date=datetime.date(2025, 3, 1), precision="month", title="새 누리집을 열다",
        description="<p>회원과 발간물을 한곳에 모았습니다.</p>", image=picture("개소", (1200, 800)),
        link_page=page.get_parent(), sort_order=99,
    )  # fmt: skip
    page.entries.add(entry)
    page.save_revision().publish()


def fill_members() -> None:
    """A member with all public fields, and one that has left."""
    member = Member.objects.get(name="한살림서울생활협동조합")
    member.name_en, member.short_name = "Hansalim Seoul", "한살림서울"
    member.slug = "hansalim-seoul"
    member.founded_on = datetime.date(1988, 4, 21)
    member.joined_on = datetime.date(2013, 6, 27)
    member.address, member.phone = "서울시 서초구 효령로 1", "02-1234-5678"
    member.email, member.website = "office@example.org", "https://www.example.org/"
    member.introduction = "<p>생산자와 소비자가 함께 <b>생명을 살리는</b> 협동조합입니다.</p>"
    member.products_and_services = "<ul><li>친환경 농산물</li><li>생활재</li></ul>"
    member.social_links = [("link", {"label": "블로그", "url": "https://blog.example.org/"})]
    member.logo = picture("한살림", (400, 300))
    member.tags.add("먹거리")
    member.save()
    member.save_revision().publish()
    Member.objects.filter(name="두레생협연합회").update(name_en="iCOOP Dure")
    left = Member.objects.order_by("pk").last()
    assert left is not None
    gone = Member(name="떠난협동조합", slug="gone", category=left.category, status="withdrawn",
                  left_on=datetime.date(2024, 1, 31))  # fmt: skip
    gone.save()


def fill_publications() -> None:
    """A policy report and a social value report with everything that they can have."""
    report = PolicyReportPage.objects.get(slug="mutual-trade-of-services")
    report.subtitle, report.issue_number = "서울의 사례를 중심으로", 3
    report.series = PolicyReportPage.objects.get(slug="coop-policy-trends").series
    report.published_on, report.published_on_precision = datetime.date(2025, 3, 1), "month"
    report.abstract = "협동조합 사이의 서비스 거래를 살펴보고,\n거래를 늘릴 길을 제안합니다."
    report.summary = "협동조합 사이의 거래를 늘릴 길을 제안합니다."
    report.licence = "CC-BY-4.0"
    report.tags.add("상호거래")
    report.contributors = [PublicationContributor(name="김연구", role="author")]
    report.recommendations = [
        PolicyRecommendation(title="공공조달을 넓힌다", text="먼저 살 곳을 정합니다.",
                             addressee="서울시"),
    ]  # fmt: skip
    area = PolicyArea(name="공공조달", slug="procurement")
    area.save()
    report.policy_areas = [area]
    report.save_revision().publish()

    value = SocialValueReportPage.objects.get(slug="social-value-report")
    value.framework = "사회적가치지표(SVI)"
    value.period_start, value.period_end = datetime.date(2024, 1, 1), datetime.date(2024, 12, 31)
    value.cover = picture("표지", (900, 1270))
    value.summary = "한 해 동안 만든 사회적 가치를 헤아렸습니다."
    years = [str(year) for year in range(2017, 2026)]
    for name, unit, periods in (
        ("조합원 수", "명", years[-2:]),
        ("지역사회 재투자", "백만원", years[-3:]),
        ("취약계층 일자리", "개", years),
    ):
        indicator = SocialValueIndicator(name=name, unit=unit, note="연말 기준")
        indicator.values = [
            IndicatorValue(period=period, value=1200 + 110 * number)
            for number, period in enumerate(periods)
        ]
        value.indicators.add(indicator)
    value.save_revision().publish()


def translate() -> None:
    """The pages named in ENGLISH, in English too."""
    english = Locale.objects.get(language_code="en")
    for slug, (title, summary) in ENGLISH.items():
        page = Page.objects.get(slug=slug, locale__language_code="ko").specific
        copy = page.copy_for_translation(english)
        copy.title, copy.summary = title, summary
        if page.depth > 2:
            copy.slug = slug
        if hasattr(copy, "introduction"):
            copy.introduction = ""
        copy.save_revision().publish()
    organisation = OrganisationSettings.objects.get()
    organisation.name_en = organisation.name_en or "Seoul Cooperative Association"
    organisation.slogan_en = "For a better world with people at its heart"
    organisation.address_en = "684 Tongil-ro, Eunpyeong-gu, Seoul"
    organisation.save()


def keep_style_guide(file: Path) -> None:
    """The style guide, which is there in development only, as a file."""
    with override_settings(DEBUG=True, SECURE_SSL_REDIRECT=False):
        answer = Client(headers={"host": settings.ALLOWED_HOSTS[0]}).get("/styleguide/")
    file.write_bytes(answer.content)


def keep_session(file: Path) -> None:
    """The session of a reader who has logged in and belongs to no group, as a file."""
    client = Client()
    client.force_login(User.objects.create(username=READER))
    file.write_text(client.cookies[settings.SESSION_COOKIE_NAME].value, encoding="utf-8")


def set_up(address: str) -> None:
    """Everything, for a server at `address` (host:port) whose database has no content yet."""
    call_command("demo", "--no-serve", "--addrport", address)
    with transaction.atomic():
        add_page_with_every_block()
        fill_history()
        fill_members()
        fill_publications()
        translate()
    call_command("update_index", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=LEFT_OUT)
    keep_style_guide(Path(settings.DATA_DIR) / "styleguide.html")
    keep_session(Path(settings.DATA_DIR) / "session")
