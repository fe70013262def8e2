"""Words without their particles: 협동조합을, 협동조합에서의 and 협동조합들은 are 협동조합.

A short list of particles (조사; 표준국어대사전) is taken off the end of a word, the longest that
fits. Without a dictionary this errs, so it is bounded:

* A particle that has two forms must be the one that the sound before it asks for: 을, 은, 이, 과,
  으로 after a consonant, 를, 는, 가, 와, 로 after a vowel, 로 also after ㄹ. So 마을, 가을 and 사과
  stay whole.
* At least two syllables stay; one is enough before 을, 를, 에서 and the like (법을 is 법).
* Words that end like a particle by nature (평가, 제도, 효과, 차이 …) are listed and left alone.

Index and query are stemmed by the same rule: where it errs (고양이 becomes 고양) the word is still
found, only in wider company, and the search puts the full form first.
"""

from __future__ import annotations

# The first of a pair stands after a consonant, the second after a vowel; 로 also after ㄹ.
_AFTER_CONSONANT = "을 은 이 과 이란 이라는 이나 이며 과의 과는"
_AFTER_VOWEL = "를 는 가 와 란 라는 나 며 와의 와는"
_AFTER_OTHER_CONSONANT = "으로 으로서 으로써 으로의 으로는 으로도"
_AFTER_VOWEL_OR_L = "로 로서 로써 로의 로는 로도"
_AFTER_ANYTHING = """
의 에 에서 에서의 에서는 에서도 에는 에도 에의 에게 에게서 에게는 께서 도 만 만의 만을 까지 까지의
부터 부터의 보다 처럼 마다 조차 마저 밖에 한테 들
"""
_AFTER_ONE_SYLLABLE = "을 를 에서 에서의 으로 까지 부터 에게"
_PLURAL = "들"

_WHOLE_BY_NATURE = """
평가 국가 증가 추가 참가 작가 물가 전문가 활동가 연구가 예술가 사업가 기업가 운동가 건축가
제도 정도 지도 속도 태도 용도 한도 온도 척도 경기도 강원도 제주도
효과 성과 결과 통과 학과 분과 차이 사이 아이 어린이 놀이 높이 길이 먹이 종이 나이
정의 합의 논의 동의 강의 주의 창의 심의 협의
"""

_FUNCTION_WORDS = """
및 등 의 와 과 을 를 은 는 이 가 에 에서 로 으로 도 만 수 것 그
하는 위한 대한 관한 통한 있는 없는 된 되는 따른 어떤 무엇 어떻게
a an and in of on or the to
"""

_RIEUL = 8


def _final(syllable: str) -> int:
    """The number of its final consonant, 0 for none; -1 for what is no Hangul syllable."""
    return (ord(syllable) - 0xAC00) % 28 if "가" <= syllable <= "힣" else -1


_ANY_FINAL = frozenset(range(28))
_NO_FINAL = frozenset({0})
# After which final consonants a particle stands.
_CONDITIONS: dict[str, frozenset[int]] = {
    **dict.fromkeys(_AFTER_CONSONANT.split(), _ANY_FINAL - _NO_FINAL),
    **dict.fromkeys(_AFTER_VOWEL.split(), _NO_FINAL),
    **dict.fromkeys(_AFTER_VOWEL_OR_L.split(), _NO_FINAL | {_RIEUL}),
    **dict.fromkeys(_AFTER_OTHER_CONSONANT.split(), _ANY_FINAL - _NO_FINAL - {_RIEUL}),
    **dict.fromkeys(_AFTER_ANYTHING.split(), _ANY_FINAL),
}
_BY_LAST_SYLLABLE = {
    last: sorted((each for each in _CONDITIONS if each[-1] == last), key=len, reverse=True)
    for last in {particle[-1] for particle in _CONDITIONS}
}
_ENOUGH_FOR_ONE_SYLLABLE = frozenset(_AFTER_ONE_SYLLABLE.split())
_ENDINGS_OF_WHOLE_WORDS = {
    last: tuple(each for each in _WHOLE_BY_NATURE.split() if each[-1] == last)
    for last in _BY_LAST_SYLLABLE
}

# Words of grammar: a query that has others is not narrowed down by them.
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())


def stem(word: str) -> str:
    """The word without its particle, or as it is; never empty."""
    found = _without_particle(word)
    return _without_particle(found) if found.endswith(_PLURAL) else found


def is_particle(word: str) -> bool:
    """Whether the word is nothing but a particle, as 를 is in ESG를."""
    return word in _CONDITIONS


def _without_particle(word: str) -> str:
    last = word[-1:]
    particles = _BY_LAST_SYLLABLE.get(last)
    if particles is None or word.endswith(_ENDINGS_OF_WHOLE_WORDS[last]):
        return word
    for particle in particles:
        if not word.endswith(particle):
            continue
        left = word[: -len(particle)]
        if not left or _final(left[-1]) not in _CONDITIONS[particle]:
            continue
        if len(left) > 1 or particle in _ENOUGH_FOR_ONE_SYLLABLE:
            return left
    return word
