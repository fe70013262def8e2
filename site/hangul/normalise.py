"""One spelling for the same Korean text, as it is stored (`compose`) or compared (`normalise`).

`normalise` is NFKC case folding (The Unicode Standard, section 3.13; UAX #15 for the forms) with
five differences that Korean text needs. They hold for search and comparison only: the result is
never shown.

* A letter standing alone stays one. NFKC turns the compatibility jamo ㄱ (U+3131) into the
  conjoining jamo U+1100, which may melt into its neighbours and is not what a keyboard types.
  Here every lone modern jamo, half-width, circled or conjoining, becomes the compatibility jamo.
* A consonant cluster standing alone is two letters (ㄳ is ㄱㅅ): Windows input methods join two
  initial consonants typed one after the other (toss/es-hangul issue 99).
* Old ᆞ (U+119E) after an initial consonant is read ㅏ, so ᄒᆞᆫ is 한. Standing alone it is a
  middle dot, as are ㆍ, ・ and the other look-alikes that Korean editors insert: all become ·.
* A number in one character keeps its value: 10² is "10 2" and ①2018 is "1 2018", not 102 and
  12018. Beside a letter nothing stands in the way: ㎡, m² and m2 are the same, and so is 제①항.
* Characters that no database takes, or nobody sees, go: control characters and lone surrogates
  become a space, default ignorable characters (section 5.21) vanish.

Everything else that NFKC folds is folded: full-width ＡＢＣ, half-width ｶﾅ, ㈜ to (주), ㈔ to (사),
Ⅳ to iv, ㉮ to 가, ℃ to °c. Precomposed syllables and conjoining jamo meet in NFC (section 3.12).
"""

import re
import unicodedata

_UNSTORABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

# Default_Ignorable_Code_Point of DerivedCoreProperties.txt. The Hangul filler U+3164 and its
# half-width form are left out: they are typed as a visible blank.
_IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)

_NUMERALS = "²³¹¼-¾⁰⁴-⁹₀-₉⅐-⅟↉①-⒛⓪㉑-㉟㊱-㊿"
_NUMERAL_EDGE = re.compile(rf"(?<=[\d{_NUMERALS}])(?=[{_NUMERALS}])|(?<=[{_NUMERALS}])(?=\d)")

_OLD_VOWEL = re.compile("(?<=[\u1100-\u1112])\u119e")

_LOOK_ALIKES = (
    dict.fromkeys(map(ord, "\u119e\u2022\u2027\u2219\u22c5\u30fb\u318d\uff65"), "·")
    | dict.fromkeys(map(ord, "\u3164\uffa0"), " ")
    | {
        half: chr(int(unicodedata.decomposition(chr(half)).removeprefix("<narrow>"), 16))
        for half in range(0xFFA1, 0xFFDD)
        if unicodedata.decomposition(chr(half))
    }
)

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
_CLUSTERS = {
    "ㄳ": "ㄱㅅ",
    "ㄵ": "ㄴㅈ",
    "ㄶ": "ㄴㅎ",
    "ㄺ": "ㄹㄱ",
    "ㄻ": "ㄹㅁ",
    "ㄼ": "ㄹㅂ",
    "ㄽ": "ㄹㅅ",
    "ㄾ": "ㄹㅌ",
    "ㄿ": "ㄹㅍ",
    "ㅀ": "ㄹㅎ",
    "ㅄ": "ㅂㅅ",
}
_LONE_JAMO = (
    dict(enumerate(_INITIALS, start=0x1100))
    | dict(enumerate(_VOWELS, start=0x1161))
    | {code: _CLUSTERS.get(jamo, jamo) for code, jamo in enumerate(_FINALS, start=0x11A8)}
    | {ord(cluster): letters for cluster, letters in _CLUSTERS.items()}
)

_NOT_LONE_JAMO = re.compile("[^\u3131-\u318e]+")

# Most names and queries, where only case and spacing can change: ten times as fast.
_PLAIN = re.compile("[ -~가-힣]*")


def compose(text: str) -> str:
    """Return text as it is stored: in NFC (UAX #15), without characters that break a database.

    macOS hands over file names with the syllables taken apart (NFD). Control characters other than
    newline and tab are removed, and so are lone surrogates, which UTF-8 cannot hold. Nothing else
    changes: width, case and spacing are the author's.
    """
    return unicodedata.normalize("NFC", _UNSTORABLE.sub("", text))


def normalise(text: str) -> str:
    """Return the form in which texts are compared; the module's docstring has the rules.

    Takes any string and never raises; doing it twice changes nothing.
    """
    folded = text.lower() if _PLAIN.fullmatch(text) else _folded(text)
    return " ".join(folded.split())


def unspaced(text: str) -> str:
    """Return the form in which names are compared, where spacing does not count either."""
    return normalise(text).replace(" ", "")


def _folded(text: str) -> str:
    text = _IGNORABLE.sub("", _CONTROL.sub(" ", text))
    text = _NUMERAL_EDGE.sub(" ", text)
    text = _OLD_VOWEL.sub("\u1161", text).translate(_LOOK_ALIKES)
    text = _NOT_LONE_JAMO.sub(_compatibility_composed, text)
    return unicodedata.normalize("NFC", text.casefold()).translate(_LONE_JAMO)


def _compatibility_composed(run: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", run[0])
