"""The Korean catalogues are complete, correct and compiled."""

from pathlib import Path
from textwrap import dedent

import django
import polib
import pytest
import wagtail
from django.conf import settings

from tests.translations.catalogues import PACKAGES, Package, contradictions, faults, placeholders_of
from tests.translations.extraction import Message, messages_of


@pytest.mark.parametrize("package", PACKAGES, ids=str)
def test_every_message_is_translated_into_korean(package: Package) -> None:
    found = sorted(faults(package))
    assert not found, f"{package}: {len(found)} faults\n" + "\n".join(found)


def test_packages_translate_the_same_message_alike() -> None:
    found = contradictions(PACKAGES)
    assert not found, "\n".join(found)


def test_messages_are_found_under_every_name_of_a_function(tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text(
        dedent("""
            from django.utils import translation
            from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy as p

            _("a message " "in two pieces")
            p("verb", "order")
            ngettext("one member", "%(count)s members", 2)
            translation.gettext("one member")
            translation.npgettext("of a form", "field", "fields", 2)
            not_a_message = "text"
        """)
    )
    assert set(messages_of(tmp_path)) == {
        Message("a message in two pieces"),
        Message("order", context="verb"),
        Message("one member", plural="%(count)s members"),
        Message("field", context="of a form", plural="fields"),
    }


def test_messages_are_found_in_templates(tmp_path: Path) -> None:
    template = tmp_path / "templates" / "app" / "page.html"
    template.parent.mkdir(parents=True)
    template.write_text(
        dedent("""
            {% load i18n %}
              <h1 title="{% translate 'It is "said"' %}">{{ page.title|default:_("Untitled") }}</h1>
            {% include "a.html" with label=_("Menu") %}
                <p>{% translate "May" context "month" %} don't</p>
            {% blocktranslate trimmed count total=members|length with name=page.title %}
              {{ total }} member
              of {{ name }}
            {% plural %}
              {{ total }} members of {{ name }}
            {% endblocktranslate %}
        """)
    )
    assert set(messages_of(tmp_path)) == {
        Message('It is "said"'),
        Message("Untitled"),
        Message("Menu"),
        Message("May", context="month"),
        Message("%(total)s member of %(name)s", plural="%(total)s members of %(name)s"),
    }


def test_placeholders_of_every_style_are_compared() -> None:
    assert placeholders_of("{count} of 100%% for %(name)s, %s") == {"{count}", "%(name)s", "%s"}


def theirs() -> dict[str, set[str]]:
    """What Wagtail and Django say in Korean, by message without a context.

    The supplementary catalogue goes before what they say themselves.
    """
    found: dict[str, set[str]] = {}
    for library in (django, wagtail):
        for file in Path(library.__file__).parent.glob("**/locale/ko/LC_MESSAGES/django.mo"):
            for entry in polib.mofile(str(file)):
                if entry.msgstr and not entry.msgctxt:
                    found.setdefault(entry.msgid, set()).add(entry.msgstr)
    for folder in settings.LOCALE_PATHS:
        for entry in polib.mofile(str(Path(folder) / "ko" / "LC_MESSAGES" / "django.mo")):
            if entry.msgstr and not entry.msgctxt:
                found[entry.msgid] = {entry.msgstr}
    return found


def test_no_message_of_ours_changes_what_wagtail_says() -> None:
    """Catalogues are merged into one: the same message means the same, or has a context."""
    known = theirs()
    changed = [
        f"{package}: {entry.msgid!r} is {entry.msgstr!r}, theirs {known[entry.msgid]}"
        for package in PACKAGES
        for entry in package.catalogue()
        if not entry.msgctxt and entry.msgstr not in known.get(entry.msgid, {entry.msgstr})
    ]
    assert not changed, "\n".join(changed)
