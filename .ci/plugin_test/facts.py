"""What the test puts into the new project and reads back from it."""

CATEGORY = {"slug": "regional", "name": "지역협의회", "name_en": "Regional councils"}
MEMBER = {
    "name": "(사)새별협동조합",
    "name_en": "Saebyeol Cooperative",
    "slug": "saebyeol",
    "phone": "02-351-3168",
    "website": "https://saebyeol.example",
}
DIRECTORY = {"title": "Members", "slug": "members"}
PUBLICATIONS = {"title": "Publications", "slug": "publications"}
REPORT = {
    "title": "Cooperatives and public procurement",
    "slug": "procurement",
    "summary": "What the city can buy from cooperatives.",
    "abstract": "Twelve districts were asked.",
    "published_on": "2017-12-01",
}
FILE_LABEL = "전문"
FILE_NAME = "정책보고서.pdf"
FILE_CONTENT = b"%PDF-1.4\n% a report of the plugin test\n%%EOF\n"
