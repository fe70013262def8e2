"""The site's typeface: Pretendard cut into files of which a page needs few.

Pretendard's makers cut it into 92 files a weight for every kind of Korean site. One page of this
site then asks for thirty. Here the first file of a weight holds Latin, the usual signs and the 600
syllables that carry this site's pages, and most pages need no other.
"""
