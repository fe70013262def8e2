def test_x(db):
    from django.urls import reverse
    from directory.models import MemberContact
    from directory.viewsets import MemberContactViewSet
    from django.urls import get_resolver
    def walk(p, pre=""):
        for x in p.url_patterns:
            if hasattr(x,'url_patterns'): walk(x, pre+str(x.pattern))
            elif 'contact' in (pre+str(x.pattern)).lower() or 'categor' in pre+str(x.pattern): print(pre+str(x.pattern), x.name)
    walk(get_resolver())
