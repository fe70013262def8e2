"""The leaflet as it stands in the site after loading, by value."""

from __future__ import annotations

import datetime
import io
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.test import TestCase
from wagtail.models import Locale, Page, Site

from content.line_breaks import NO_BREAK_SPACE
from content.models import OrganisationSettings
from directory.models import DirectoryPage, Member, MemberCategory
from home.models import HistoryEntry, HistoryPage, HomePage, ProgramPage, StandardPage
from publications.models import PolicyReportPage, PublicationPage, SocialValueReportPage
from seoulcoop.demo.data import LEAFLET, DemoDataError
from seoulcoop.demo.loader import DemoLoader, is_loaded

REGIONAL = [
    "강서구협동조합협의회", "관악구협동조합협의회", "구로구협동조합협의회",
    "노원구협동조합협의회", "동작구협동조합협의회", "서대문구협동조합협의회",
    "서초구협동조합협의회", "성북구협동조합협의회", "송파구협동조합협의회",
    "양천구협동조합협의회", "영등포구협동조합협의회", "중랑구사회적경제협의회 협동조합분과",
]  # fmt: skip
SECTORAL = [
    "(사)공동육아와공동체교육", "두레생협연합회", "서울교육협동조합연합회",
    "서울지역의료협동조합협의회", "서울학교협동조합협의회", "신협서울지역협의회",
    "아이쿱서울협의회", "작은몬드라곤", "한국가사노동자협회 서울지부",
    "행복중심생협연합회", "한살림서울생활협동조합",
]  # fmt: skip
INDIVIDUAL = ["서울한겨레두레협동조합"]
ASSOCIATE = [
    "가치더함사회적협동조합", "(사)한국마이크로크레디트 신나는조합", "모아사회적협동조합",
    "목화송이협동조합", "사회적협동조합 혜민서", "서울시민햇빛발전협동조합",
    "사회적협동조합 자바르떼", "앙코르브라보노협동조합", "우리동물병원생명 사회적협동조합",
    "하우징쿱주택협동조합", "한국대리운전협동조합", "(사)한국협동조합연구소",
    "해드림사회적협동조합",
]  # fmt: skip

HISTORY = [
    ("2012-09", "서울 협동조합 정책을 고민하는 모임 결성"),
    ("2012-12", "서울지역협동조합협의회 준비위원회 결성"),
    ("2013-06", "서울지역협동조합협의회 창립대회"),
    ("2014-05", "한국사회적경제연대회의 가입"),
    ("2014-11", "‘2014 국제사회적경제협의체 창립총회 및 기념포럼(GSEF2014)’ 교육 세션 운영"),
    ("2015-07", "사회적 가치에 기반한 공공조달 등에 관한 MOU"),
    ("2016-02", "서울시 협동조합지원센터 수탁 운영"),
    ("2017-10", "협동조합사이 협동 톡톡Talk 토론회 개최"),
    ("2018-02", "서울지역협동조합협의회 제5차 정기총회"),
]

PROGRAMS = [
    "지역협의회·업종연합회 설립 지원, 지역·업종별 네트워크 지원",
    "상호 협력 및 연대 활성화",
    "협동조합 정책 제안 및 제도 개선 활동",
    "협동기금(소액대출)",
    "협동조합 정책연구 및 사회적 가치 확산",
]


def load(folder: Path = LEAFLET) -> list[tuple[str, int, int]]:
    """Load the leaflet, and answer what progress was reported."""
    reports: list[tuple[str, int, int]] = []
    DemoLoader(lambda *report: reports.append(report), folder).load()
    return reports


def names(category: str) -> set[str]:
    return set(
        Member.objects.public().filter(category__slug=category).values_list("name", flat=True)
    )


class LeafletTests(TestCase):
    """One loaded leaflet, read by many tests."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.reports = load()

    def test_37_members_stand_in_their_four_categories(self) -> None:
        assert Member.objects.public().count() == 37
        assert names("regional-councils") == set(REGIONAL)
        assert names("sectoral-councils") == set(SECTORAL)
        assert names("individual-cooperatives") == set(INDIVIDUAL)
        assert names("associate-members") == set(ASSOCIATE)

    def test_standing_belongs_to_the_category(self) -> None:
        standings = list(MemberCategory.objects.values_list("name", "standing"))
        assert standings == [
            ("지역협의회", "full"),
            ("업종협의회", "full"),
            ("개별 협동조합", "full"),
            ("준회원", "associate"),
        ]

    def test_district_is_known_where_the_name_tells_it(self) -> None:
        members = Member.objects.exclude(district="")
        assert {member.name for member in members} == set(REGIONAL)
        for member in members:
            district = {"중랑구사회적경제협의회 협동조합분과": "중랑구"}.get(
                member.name, member.name.removesuffix("협동조합협의회")
            )
            assert member.district in DISTRICT_CODES[district]

    def test_legal_form_is_known_where_the_name_tells_it(self) -> None:
        forms = dict(Member.objects.values_list("name", "legal_form"))
        assert forms["모아사회적협동조합"] == "social-cooperative"
        assert forms["사회적협동조합 혜민서"] == "social-cooperative"
        assert forms["목화송이협동조합"] == "cooperative"
        assert forms["(사)한국협동조합연구소"] == "incorporated-association"
        assert forms["서울교육협동조합연합회"] == "federation"
        assert forms["한살림서울생활협동조합"] == "consumer-cooperative"
        assert forms["중랑구사회적경제협의회 협동조합분과"] == "section"
        assert forms["강서구협동조합협의회"] == ""
        assert forms["작은몬드라곤"] == ""

    def test_nothing_else_is_invented_about_a_member(self) -> None:
        for member in Member.objects.all():
            unknown = [
                member.name_en, member.address, member.phone, member.email, member.website,
                member.founded_on, member.joined_on, member.latitude, member.business_number,
                member.introduction,
            ]  # fmt: skip
            assert not any(unknown), member

    def test_history_has_nine_entries_to_the_month(self) -> None:
        page = HistoryPage.objects.get()
        entries = page.entries_in_order()
        assert [(entry.date.strftime("%Y-%m"), entry.title) for entry in entries] == HISTORY
        assert {entry.precision for entry in entries} == {"month"}
        assert [year.year for year in page.years()] == [2012, 2013, 2014, 2015, 2016, 2017, 2018]

    def test_organisation_is_what_the_leaflet_says(self) -> None:
        organisation = OrganisationSettings.objects.get()
        assert organisation.name == "서울지역협동조합협의회"
        assert organisation.name_en == "Seoul Cooperative Association"
        assert organisation.slogan == "사람 중심의 더 나은 세상을 위하여"
        assert organisation.founded_on == datetime.date(2013, 6, 27)
        assert organisation.phone == "02-351-3168"
        assert organisation.email == "seoulcoop@daum.net"
        assert organisation.website == "http://www.seoulcoop.org"
        assert organisation.address == "서울시 은평구 통일로 684, 미래청(1동) 1층"

    def test_five_programs_are_numbered(self) -> None:
        programs = ProgramPage.objects.live().in_order()
        assert [(program.number, program.title) for program in programs] == list(
            enumerate(PROGRAMS, start=1)
        )

    def test_fund_has_three_kinds_of_membership_in_a_table(self) -> None:
        body = ProgramPage.objects.get(number=4).body
        (table,) = [block.value for block in body if block.block_type == "table"]
        rows = [[str(cell.value) for cell in row] for row in table.rows]
        assert [row[0] for row in rows] == ["출연회원", "출자회원", "후원회원"]
        assert "정회원 2만원, 준회원 1만원." in rows[0][1]
        assert [row[2] for row in rows] == [
            "탈퇴 시 반환되지 않음.", "회원 탈퇴 시 반환됨.", "자발적 납부임.",
        ]  # fmt: skip

    def test_cubizcoop_is_explained_in_steps(self) -> None:
        body = ProgramPage.objects.get(number=2).body
        (steps,) = [block.value for block in body if block.block_type == "steps"]
        assert [step["title"] for step in steps["steps"]] == [
            "신협 조합원 가입",
            "CUbizcoop 회원 가입",
        ]

    def test_four_publications_are_of_the_fitting_types_and_undated(self) -> None:
        assert set(PolicyReportPage.objects.values_list("title", flat=True)) == {
            "서비스상품 상호거래 활성화",
            "협동조합 연합회 구성 방식과 역할",
            "쿱(Coop) 정책동향 리포트",
        }
        assert SocialValueReportPage.objects.get().title == "사회적가치 보고서"
        assert not PublicationPage.objects.filter(published_on__isnull=False).exists()
        series = PolicyReportPage.objects.get(title="쿱(Coop) 정책동향 리포트").series
        assert series is not None
        assert series.name == "쿱(Coop) 정책동향 리포트"

    def test_research_program_names_the_four_publications(self) -> None:
        program = ProgramPage.objects.get(number=5)
        assert program.public_publications().count() == 4

    def test_sample_files_say_that_they_are_samples(self) -> None:
        formats = set()
        for publication in PublicationPage.objects.all():
            for file in publication.files.all():
                response = self.client.get(file.url)
                content = response.getvalue()
                formats.add(file.extension)
                assert "시연용 견본" in first_page(file.extension, content)
        assert formats == {"PDF", "HWPX"}

    def test_front_page_is_in_place_of_the_welcome_page(self) -> None:
        home = HomePage.objects.get()
        assert Site.objects.get(is_default_site=True).root_page_id == home.pk
        assert list(Page.objects.filter(depth=2)) == [home.page_ptr]
        body = str(StandardPage.objects.get(title="창립 취지 및 목적").body)
        for paragraph in ("2013. 6. 27. 창립", "자조·자립의 힘으로 사람 중심의 협동경제를"):
            assert paragraph in home.introduction
            assert paragraph in body.replace(NO_BREAK_SPACE, " ")

    def test_menu_leads_from_who_we_are_to_what_we_offer(self) -> None:
        titles = [page.title for page in HomePage.objects.get().get_children().in_menu()]
        assert titles == ["창립 취지 및 목적", "주요 연혁", "주요 사업", "회원 조직", "발간물"]

    def test_every_page_and_member_has_a_first_revision(self) -> None:
        home = HomePage.objects.get()
        for page in home.get_descendants(inclusive=True).specific():
            assert page.live
            assert page.latest_revision is not None, page
        assert all(member.latest_revision for member in Member.objects.all())

    def test_both_languages_are_there(self) -> None:
        assert set(Locale.objects.values_list("language_code", flat=True)) == {"ko", "en"}

    def test_progress_counts_every_member(self) -> None:
        members = [report for report in self.reports if report[0] == "members"]
        assert members == [("members", number, 37) for number in range(1, 38)]

    def test_public_pages_show_all_members_and_entries(self) -> None:
        directory = self.client.get(DirectoryPage.objects.get().url).content.decode()
        for name in REGIONAL + SECTORAL + INDIVIDUAL + ASSOCIATE:
            assert name in directory
        history = self.client.get(HistoryPage.objects.get().url).content.decode()
        history = history.replace("\xa0", " ")
        for _date, title in HISTORY:
            assert title in history

    def test_json_holds_all_members_and_entries(self) -> None:
        members = self.client.get("/api/v1/members/?limit=100").json()
        assert members["count"] == 37
        assert {item["name"] for item in members["items"]} == set(
            REGIONAL + SECTORAL + INDIVIDUAL + ASSOCIATE
        )
        (history,) = self.client.get("/api/v1/history/").json()["items"]
        assert [(entry["date"], entry["title"]) for entry in history["entries"]] == HISTORY


DISTRICT_CODES: dict[str, Any] = {
    "강서구": {"11500"}, "관악구": {"11620"}, "구로구": {"11530"}, "노원구": {"11350"},
    "동작구": {"11590"}, "서대문구": {"11410"}, "서초구": {"11650"}, "성북구": {"11290"},
    "송파구": {"11710"}, "양천구": {"11470"}, "영등포구": {"11560"}, "중랑구": {"11260"},
}  # fmt: skip


def first_page(extension: str, content: bytes) -> str:
    """The text that a reader of the file sees first."""
    if extension == "PDF":
        with pypdfium2.PdfDocument(content) as document:
            text: str = document[0].get_textpage().get_text_range()
            return text
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read("Preview/PrvText.txt").decode("utf-8")


@pytest.mark.django_db
def test_site_with_content_counts_as_loaded() -> None:
    assert not is_loaded()
    load()
    assert is_loaded()


def broken_leaflet(tmp_path: Path, name: str, old: str, new: str) -> Path:
    """A copy of the data files with one place changed."""
    folder = tmp_path / "leaflet"
    shutil.copytree(LEAFLET, folder)
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "old", "new", "complaint"),
    [
        ("members.toml", "[[categories]]", "[[categories", "members.toml"),
        ("members.toml", 'district = "11500"', 'district = "99999"', "강서구협동조합협의회"),
        ("members.toml", 'sectors = ["solar"]', 'sectors = ["wind"]', "서울시민햇빛발전협동조합"),
        ("history.toml", "date = 2012-09-01", "date = 2999-09-01", "서울 협동조합 정책을"),
        ("history.toml", 'title = "주요 연혁"', "", "title"),
        ("publications.toml", "publications.PolicyReportPage", "no.Page", "publications.toml"),
        ("programs.toml", "두레생협연합회", "없는협동조합", "상호 협력"),
        ("organisation.toml", "02-351-3168", "02-35", "organisation.toml"),
        ("pages.toml", "[home]", "[house]", "home"),
    ],
)
def test_broken_data_is_blamed_on_its_place_and_leaves_nothing(
    tmp_path: Path, name: str, old: str, new: str, complaint: str
) -> None:
    with pytest.raises(DemoDataError, match=complaint):
        load(broken_leaflet(tmp_path, name, old, new))
    assert not is_loaded()
    assert not HistoryEntry.objects.exists()
    assert Page.objects.filter(depth=2).count() == 1


@pytest.mark.django_db
def test_missing_data_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DemoDataError, match="pages"):
        load(tmp_path)
