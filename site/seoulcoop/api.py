"""The site's delivery API: which resources it offers."""

from directory.api import MEMBERS
from headless.delivery import delivery_api
from home.api import HISTORY, PROGRAMS
from publications.api import PUBLICATIONS

api = delivery_api([HISTORY, PROGRAMS, PUBLICATIONS, MEMBERS], title="서울지역협동조합협의회 API")
