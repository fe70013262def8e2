"""Keys that put names into 가나다 order, and the consonant that each name is filed under.

Syllables are encoded in dictionary order (The Unicode Standard, section 3.12), so code points sort
them; the key's work is to drop what a directory does not file by.

**Legal forms.** Nobody looks up (사)한국협동조합연구소 under 사. Dropped, however often repeated:

* at the start and at the end, spelled out (`_LEGAL_PERSONS`: 사단법인, 주식회사 …), with a space or
  without, or as a mark in brackets (`_MARKS`: (사), (주), ㈔, ㈜ …), because the two are
  interchangeable and a company chooses either end;
* at the start only, and only as a word of its own, the cooperative forms (`_COOPERATIVES`), which
  the law puts into the name itself (협동조합 기본법 제3조): "사회적협동조합 혜민서" is filed under
  혜, but 사회적협동조합연구소 is a name. At the end they stay: there they are spoken as part of the
  name (목화송이협동조합, 주택협동조합), and a search by initials goes on typing them.

A name that consists only of such words keeps them.

**Order.** Digits, then Latin, then Hangul, then everything else: the order of the Korean character
set KS X 1001 (digits and Latin in row 3, Hangul in rows 16 to 40, Hanja in rows 42 to 93). Unicode
keeps it for the first three; a key of any other script starts with `OTHER`. So comparing code
points is enough, and Python, SQLite's BINARY and PostgreSQL's "C" collation agree. Hanja are not
filed by their reading: that needs a dictionary.
"""

import re
import unicodedata

from hangul.normalise import normalise

# First character of the key of a name filed under "#": it sorts after every syllable.
OTHER = "＃"

_LEGAL_PERSONS = (
    "사단법인",
    "재단법인",
    "사회복지법인",
    "의료법인",
    "학교법인",
    "주식회사",
    "유한회사",
    "유한책임회사",
    "합자회사",
    "합명회사",
    "농업회사법인",
    "영농조합법인",
)
_COOPERATIVES = (
    "협동조합",
    "협동조합연합회",
    "사회적 ?협동조합",
    "사회적 ?협동조합연합회",
    "소비자생활협동조합",
    "소비자생활협동조합연합회",
    "이종협동조합연합회",
)
_MARKS = tuple("사재복의학주유합농영협社財株有")

_PERSON = "|".join(_LEGAL_PERSONS)
_COOPERATIVE = "|".join(_COOPERATIVES)
_MARK = rf"[(\[] ?(?:{'|'.join(_MARKS)}|{_PERSON}|{_COOPERATIVE}) ?[)\]]"
_LEADING_FORMS = re.compile(rf"(?:[\W_]*(?:{_MARK}|{_PERSON}|(?:{_COOPERATIVE})(?=[\W_])))+")
_TRAILING_FORMS = re.compile(rf"(?:(?:{_MARK}|{_PERSON})[\W_]*)+\Z")
_NOT_LETTERS = re.compile(r"[\W_]+")

# A letter standing alone is filed as its plainest syllable: ㄱ as 가, ㅏ as 아.
_LONE_JAMO = {
    ord(jamo): chr(0xAC00 + 588 * place)
    for place, jamo in enumerate("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ")
} | {ord("ㅏ") + place: chr(ord("아") + 28 * place) for place in range(21)}

_SINGLE_CONSONANTS = "ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅㅇㅈㅈㅊㅋㅌㅍㅎ"


def sort_key(name: str) -> str:
    """Return the key whose code point order is directory order, by the rules of this module.

    Only letters and digits are left, case folded and without accents. Never empty; names without a
    letter or digit share one key. Equal keys are possible, so order by the name as well.
    """
    text = normalise(name)
    key = _letters(_without_legal_forms(text)) or _letters(text)
    return key if _group(key) != "#" else OTHER + key


def leading_consonant(name: str) -> str:
    """Return the group a name is filed under: ㄱ to ㅎ (ㄲ counts as ㄱ), "A-Z", "0-9" or "#".

    In the order of `sort_key` each group is one unbroken run.
    """
    return _group(sort_key(name))


def _without_legal_forms(text: str) -> str:
    start = _LEADING_FORMS.match(text)
    if start is not None:
        text = text[start.end() :]
    return _TRAILING_FORMS.sub("", text)


def _letters(text: str) -> str:
    bare = _NOT_LETTERS.sub("", unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", bare).translate(_LONE_JAMO)


def _group(key: str) -> str:
    first = key[:1]
    if "가" <= first <= "힣":
        return _SINGLE_CONSONANTS[(ord(first) - 0xAC00) // 588]
    if "0" <= first <= "9":
        return "0-9"
    if "a" <= first <= "ɏ":  # to the end of Latin Extended-B
        return "A-Z"
    return "#"
