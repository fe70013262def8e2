"""Korean prose without sense but with the statistics of prose, the same on every machine.

A few hundred words of the field and several thousand made-up ones, drawn by Zipf's law, joined
into compounds now and then, with particles that agree with their final sound.
"""

from __future__ import annotations

import itertools
import random
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass


def words_in(text: str) -> list[str]:
    """The words of a text with spaces between them."""
    return text.split()


FIELD = """
협동조합 조합원 사회적경제 사회적가치 사업 지역 서울 교육 연대 기금 정책 지원 활동 운영 공동체
협의회 연합회 총회 이사회 회의 정관 출자금 배당 소비자 노동자 생산자 먹거리 돌봄 의료 주택
에너지 햇빛발전 기후위기 탄소중립 환경 마을 청년 여성 어르신 아동 학교 보육 문화 예술 여행
금융 신협 대출 보험 공제 조달 구매 판매 유통 물류 매장 상품 가격 시장 기업 창업 고용 임금
법률 조례 제도 규제 예산 세금 회계 감사 평가 지표 측정 조사 연구 보고서 통계 자료 사례 계획
목표 과제 방안 전략 과정 결과 효과 성과 문제 원인 대안 기준 원칙 가치 신뢰 참여 민주주의 자치
주민 시민 구청 국회 의회 정부 기관 단체 센터 재단 위원회 담당자 전문가 연구자 활동가 대표 직원
동네 골목 아파트 공간 건물 시설 장비 기술 데이터 플랫폼 누리집 홍보 소식지 행사 토론회 강연
자원 재활용 나눔 기부 봉사 건강 복지 안전 인권 평등 평화 역사 전통 미래 변화 위기 기회 경험
ESG SROI SVI MOU AI ICA CU IT GDP SDGs Coop KSSB
"""
ENDINGS = words_in(
    "했다 한다 하였다 된다 되었다 있다 없다 본다 보았다 늘었다 줄었다 바꾸었다 만들었다"
)
MODIFIERS = words_in(
    "새로운 다양한 함께하는 지속가능한 작은 큰 위한 통한 대한 중요한 필요한 오래된"
)
ADVERBS = words_in("또한 그러나 따라서 특히 이미 아직 매우 함께 서로 다시 먼저 해마다")
AFTER_CONSONANT = words_in("이 을 은 과 으로 의 에 에서 도 에게 까지")
AFTER_VOWEL = words_in("가 를 는 와 로 의 에 에서 도 에게 까지")
INITIALS = range(19)
VOWELS = (0, 4, 8, 13, 18, 20, 1, 5, 6)
FINALS = (0, 0, 0, 4, 8, 16, 21, 1, 17)
SYLLABLES = 700


@dataclass(frozen=True)
class Document:
    """One document; `number` counts from 0."""

    number: int
    title: str
    summary: str
    text: str


class Prose:
    """An endless supply of documents, decided by `seed`."""

    def __init__(self, seed: int, vocabulary: int = 12_000) -> None:
        self.random = random.Random(seed)
        field = words_in(FIELD)
        self.syllables = [self.syllable() for _ in range(SYLLABLES)]
        self.nouns = [*field, *(self.made_up() for _ in range(vocabulary - len(field)))]
        self.weights = list(
            itertools.accumulate(1 / (rank + 12) for rank in range(len(self.nouns)))
        )

    def documents(self, count: int) -> Iterator[Document]:
        """Documents of 300 to 3,000 words."""
        for number in range(count):
            yield self.document(number)

    def document(self, number: int) -> Document:
        length = self.random.randint(300, 3000)
        title = " ".join(self.noun() for _ in range(self.random.randint(2, 4)))
        summary = " ".join(itertools.islice(self.words(), 14))
        return Document(number, title, summary, " ".join(itertools.islice(self.words(), length)))

    def words(self) -> Iterator[str]:
        """The words of sentences, one after the other."""
        while True:
            if self.random.random() < 0.3:
                yield self.random.choice(ADVERBS)
            for _ in range(self.random.randint(2, 5)):
                if self.random.random() < 0.25:
                    yield self.random.choice(MODIFIERS)
                if self.random.random() < 0.3:
                    yield self.noun()
                yield self.with_particle(self.noun())
            if self.random.random() < 0.1:
                yield f"{self.random.randint(1, 2026)}년"
            yield f"{self.noun()}{self.random.choice(ENDINGS)}."

    def noun(self) -> str:
        found = self.simple_noun()
        return found + self.simple_noun() if self.random.random() < 0.12 else found

    def simple_noun(self) -> str:
        """One of the nouns by its weight; `random.choices` takes three times as long."""
        return self.nouns[bisect(self.weights, self.random.random() * self.weights[-1])]

    def with_particle(self, noun: str) -> str:
        closed = "가" <= noun[-1] <= "힣" and (ord(noun[-1]) - 0xAC00) % 28
        return noun + self.random.choice(AFTER_CONSONANT if closed else AFTER_VOWEL)

    def made_up(self) -> str:
        """A word of its own; as in any language, some syllables are much more frequent."""
        length = self.random.choice((2, 2, 2, 3, 3, 4))
        return "".join(
            self.syllables[int(SYLLABLES ** self.random.random()) - 1] for _ in range(length)
        )

    def syllable(self) -> str:
        initial, vowel, final = (self.random.choice(each) for each in (INITIALS, VOWELS, FINALS))
        return chr(0xAC00 + (initial * 21 + vowel) * 28 + final)
