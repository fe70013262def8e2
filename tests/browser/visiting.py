"""Going to a page of each type in a browser, whatever it takes to get there."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.public_site import CLOSED, STYLE_GUIDE, PageType, PublicSite

SESSION_COOKIE = "sessionid"

# Elements that reach beyond the window, or beyond what their own box lets through; not what only
# screen readers hear, and not what lies in a box that scrolls by itself.
MISPLACED = """() => {
  const width = document.documentElement.clientWidth;
  const isHidden = element => element.closest(
    '.visually-hidden, .skip-link, .menu-button__label, .site-nav[popover]:not(:popover-open)');
  const scrolls = element => {
    for (let box = element; box && box !== document.body; box = box.parentElement)
      if (/auto|scroll/.test(getComputedStyle(box).overflowX)) return true;
    return false;
  };
  const named = element => element.outerHTML.slice(0, 120);
  const found = [];
  for (const element of document.body.querySelectorAll('*')) {
    if (!element.checkVisibility() || element.closest('svg *') || isHidden(element)) continue;
    const box = element.getBoundingClientRect();
    const isOut = box.right > width + 1 || box.left < -1;
    if (isOut && !scrolls(element)) found.push('out: ' + named(element));
    const style = getComputedStyle(element);
    const cuts = style.overflowX !== 'visible' && !/auto|scroll/.test(style.overflowX);
    const isCut = cuts && element.scrollWidth > element.clientWidth + 1;
    if (isCut) found.push('cut: ' + named(element));
  }
  return found;
}"""


def go(page: Page, site: PublicSite, kind: PageType) -> None:
    """Go to `kind` in this tab, and see that it answers as it should."""
    page.context.clear_cookies()
    if kind is CLOSED:
        cookie = {"name": SESSION_COOKIE, "value": site.reader_session, "url": site.base}
        page.context.add_cookies([cookie])
    if kind is STYLE_GUIDE:
        markup = site.style_guide
        page.route("**/styleguide/", lambda route: route.fulfill(body=markup, content_type=HTML))
    response = page.goto(site.address(kind))
    assert response is not None
    assert response.status == kind.status


HTML = "text/html; charset=utf-8"
