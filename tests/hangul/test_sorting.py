"""Directory order, by the members of the leaflet and by properties."""

import itertools
import random
import sqlite3
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hangul.sorting import leading_consonant, sort_key

GROUPS = ["0-9", "A-Z", *"ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ", "#"]

# The 37 members named in the leaflet, in the order of a directory, with their jump link.
MEMBERS = [
    ("ㄱ", "가치더함사회적협동조합"),
    ("ㄱ", "강서구협동조합협의회"),
    ("ㄱ", "(사)공동육아와공동체교육"),
    ("ㄱ", "관악구협동조합협의회"),
    ("ㄱ", "구로구협동조합협의회"),
    ("ㄴ", "노원구협동조합협의회"),
    ("ㄷ", "동작구협동조합협의회"),
    ("ㄷ", "두레생협연합회"),
    ("ㅁ", "모아사회적협동조합"),
    ("ㅁ", "목화송이협동조합"),
    ("ㅅ", "서대문구협동조합협의회"),
    ("ㅅ", "서울교육협동조합연합회"),
    ("ㅅ", "서울시민햇빛발전협동조합"),
    ("ㅅ", "서울지역의료협동조합협의회"),
    ("ㅅ", "서울학교협동조합협의회"),
    ("ㅅ", "서울한겨레두레협동조합"),
    ("ㅅ", "서초구협동조합협의회"),
    ("ㅅ", "성북구협동조합협의회"),
    ("ㅅ", "송파구협동조합협의회"),
    ("ㅅ", "신협서울지역협의회"),
    ("ㅇ", "아이쿱서울협의회"),
    ("ㅇ", "앙코르브라보노협동조합"),
    ("ㅇ", "양천구협동조합협의회"),
    ("ㅇ", "영등포구협동조합협의회"),
    ("ㅇ", "우리동물병원생명 사회적협동조합"),
    ("ㅈ", "사회적협동조합 자바르떼"),
    ("ㅈ", "작은몬드라곤"),
    ("ㅈ", "중랑구사회적경제협의회 협동조합분과"),
    ("ㅎ", "하우징쿱주택협동조합"),
    ("ㅎ", "한국가사노동자협회 서울지부"),
    ("ㅎ", "한국대리운전협동조합"),
    ("ㅎ", "(사)한국마이크로크레디트 신나는조합"),
    ("ㅎ", "(사)한국협동조합연구소"),
    ("ㅎ", "한살림서울생활협동조합"),
    ("ㅎ", "해드림사회적협동조합"),
    ("ㅎ", "행복중심생협연합회"),
    ("ㅎ", "사회적협동조합 혜민서"),
]
NAMES = [name for _, name in MEMBERS]

ANY_TEXT = st.text(st.characters())
NAME = st.one_of(
    ANY_TEXT,
    st.text(st.sampled_from("가각나까힣ㄱㄲㄳㅏa Zé9①·()主Ω\u1112\u119e★"), max_size=6),
    st.lists(
        st.sampled_from(["(사)", "㈜", "주식회사", "사회적협동조합", "협동조합", " ", "한", "b"])
    ).map("".join),
)


def test_the_members_of_the_leaflet_are_in_directory_order() -> None:
    shuffled = random.Random(2013).sample(NAMES, k=37)
    assert sorted(shuffled, key=sort_key) == NAMES


def test_the_members_of_the_leaflet_have_their_jump_links() -> None:
    assert [leading_consonant(name) for name in NAMES] == [group for group, _ in MEMBERS]


def test_names_from_a_mac_sort_as_any_other() -> None:
    apart = [unicodedata.normalize("NFD", name) for name in NAMES]
    assert list(map(sort_key, apart)) == list(map(sort_key, NAMES))


def test_sqlite_and_bytes_agree_with_python_on_the_order() -> None:
    names = [*NAMES, "7번가", "Coop", "ελλάς", "漢江", "★", "𝒳", "\U00020000", "ㄱ마트"]
    keys = sorted(map(sort_key, names))
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE member (sort_key TEXT)")
    database.executemany("INSERT INTO member VALUES (?)", [(key,) for key in reversed(keys)])
    stored = database.execute("SELECT sort_key FROM member ORDER BY sort_key").fetchall()
    database.close()
    assert [key for (key,) in stored] == keys
    assert sorted(keys, key=str.encode) == keys  # what PostgreSQL's "C" collation compares


@pytest.mark.parametrize(
    "written",
    [
        "(사)한살림",
        "( 사 ) 한살림",
        "㈔한살림",
        "（사）한살림",
        "[사]한살림",
        "(사단법인)한살림",
        "사단법인 한살림",
        "사단법인한살림",
        "한살림(사)",
        "한살림 사단법인",
        "㈜한살림",
        "한살림㈜",
        "한살림 주식회사",
        "농업회사법인 주식회사 한살림",
        "(주)한살림(주)",
        "(株)한살림",
        "재단법인 한 살 림",
        "협동조합 한살림",
        "사회적협동조합 한살림",
        "사회적 협동조합 한살림",
        "(사회적협동조합)한살림",
        "한살림(사회적협동조합)",
        "협동조합연합회 한살림",
        "사회적협동조합 · (사) 한-살림!",
    ],
)
def test_legal_forms_do_not_count(written: str) -> None:
    assert sort_key(written) == "한살림"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("사회적협동조합연구소", "사회적협동조합연구소"),
        ("협동조합연합회", "협동조합연합회"),
        ("협동조합사이", "협동조합사이"),
        ("목화송이협동조합", "목화송이협동조합"),
        ("해드림 사회적협동조합", "해드림사회적협동조합"),
        ("사랑(주)나무", "사랑주나무"),
        ("사랑의 집", "사랑의집"),
        ("주식시민", "주식시민"),
        ("(가)나다", "가나다"),
    ],
)
def test_words_that_belong_to_the_name_count(written: str, expected: str) -> None:
    assert sort_key(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("사회적협동조합", "사회적협동조합"),
        ("(주)", "주"),
        ("㈔㈜", "사주"),
        ("사단법인 주식회사", "사단법인주식회사"),
        ("협동조합 !", "협동조합"),
    ],
)
def test_a_name_of_legal_forms_alone_keeps_them(written: str, expected: str) -> None:
    assert sort_key(written) == expected


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("7번가", "0-9"),
        ("①호점", "0-9"),
        ("Coop", "A-Z"),
        ("ｃｏｏｐ", "A-Z"),
        ("Élan", "A-Z"),
        ("Ørsted", "A-Z"),
        ("가게", "ㄱ"),
        ("꿈마을", "ㄱ"),
        ("또바기", "ㄷ"),
        ("빵집", "ㅂ"),
        ("쌀가게", "ㅅ"),
        ("짬", "ㅈ"),
        ("ㅋ", "ㅋ"),
        ("ㄳ", "ㄱ"),
        ("\u1112\u119e\u11ab글", "ㅎ"),
        ("“한살림”", "ㅎ"),
        ("漢江", "#"),
        ("Ωμέγα", "#"),
        ("★", "#"),
        ("", "#"),
    ],
)
def test_leading_consonant(name: str, group: str) -> None:
    assert leading_consonant(name) == group


def test_digits_come_first_then_latin_then_hangul_then_the_rest() -> None:
    names = ["7번가", "77", "7a", "Coop", "coop 서울", "Élan", "zebra", "가나", "힣", "漢江"]
    shuffled = random.Random(1).sample(names, k=len(names))
    assert sorted(shuffled, key=sort_key) == ["77", "7a", "7번가", *names[3:]]


def test_the_order_of_the_groups_is_that_of_ks_x_1001() -> None:
    names = ["0", "9", "a", "z", "가", "힝", "家"]
    assert sorted(names, key=sort_key) == sorted(names, key=lambda name: name.encode("euc_kr"))


def test_a_shorter_name_comes_before_a_longer_one() -> None:
    names = ["한", "한 국", "한국가사", "한국 대리", "한살림"]
    shuffled = random.Random(2).sample(names, k=len(names))
    assert sorted(shuffled, key=sort_key) == names


def test_every_syllable_is_its_own_key() -> None:
    syllables = [chr(code) for code in range(0xAC00, 0xD7A4)]
    assert list(map(sort_key, syllables)) == syllables


@given(NAME)
def test_a_key_exists_for_any_name_is_storable_and_stable(name: str) -> None:
    key = sort_key(name)
    assert key
    assert key == sort_key(f"  {name}\n")
    assert "\x00" not in key
    key.encode()  # no surrogate is left
    assert leading_consonant(name) in GROUPS


@given(st.lists(NAME))
def test_groups_are_unbroken_and_in_their_order(names: list[str]) -> None:
    groups = [
        group for group, _ in itertools.groupby(sorted(names, key=sort_key), leading_consonant)
    ]
    assert groups == sorted(groups, key=GROUPS.index)
    assert len(groups) == len(set(groups))


@given(st.lists(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3))))
def test_syllables_sort_letter_by_letter(names: list[str]) -> None:
    def letters(name: str) -> list[tuple[int, int, int]]:
        places = [ord(syllable) - 0xAC00 for syllable in name]
        return [(place // 588, place // 28 % 21, place % 28) for place in places]

    filed = [f"가{name}가" for name in names]
    assert sorted(filed, key=sort_key) == sorted(filed, key=letters)
