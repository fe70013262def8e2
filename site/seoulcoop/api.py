"""The site's delivery API: which resources it offers."""

from directory.api import MEMBERS
from directory.exports import add_member_exports
from headless.changes.feed import add_change_feed
from headless.endpoints.delivery import delivery_api
from home.api import HISTORY, PROGRAMS
from publications.api import PUBLICATIONS
from seoulcoop.search.api import add_search

api = delivery_api([HISTORY, PROGRAMS, PUBLICATIONS, MEMBERS], title="서울지역협동조합협의회 API")
add_change_feed(api)
add_member_exports(api)
add_search(api)
