from django.urls import reverse
from tests.editing import *
from tests.factories import *
def test_revert(admin):
    page = HistoryPageFactory.create()
    HistoryEntryFactory.create(page=page)
    page = HistoryPage.objects.get()
    before = page.save_revision(); before.publish()
    send(admin, edit_page_address(page), {"entries-0-DELETE": "on"}, **PUBLISH)
    revert = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, before.pk])
    r = send(admin, revert, {}, **PUBLISH)
    print("REVERT", r.status_code, [f.errors for f in r.context["form"].formsets["entries"].forms] if r.status_code == 200 else "")
    m = MemberFactory.create()
    from directory.models import MemberFormerName
    MemberFormerName.objects.create(member=m, name="옛")
    m = type(m).objects.get()
    before = m.save_revision(); before.publish()
    send(admin, edit_snippet_address(m), {"former_names-0-DELETE": "on"}, **PUBLISH)
    revert = reverse(m.snippet_viewset.get_url_name("revisions_revert"), args=[m.pk, before.pk])
    r = send(admin, revert, {}, **PUBLISH)
    print("REVERT2", r.status_code, [f.errors for f in r.context["form"].formsets["former_names"].forms] if r.status_code == 200 else "")
