"""Videos kept elsewhere."""

from typing import Any

import pytest
from django.utils import timezone
from wagtail.embeds.blocks import EmbedValue
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed

from content.blocks import BodyBlock
from content.embeds import frame_source, video_of

ADDRESS = "https://vimeo.com/1"
FRAME = '<iframe src="https://player.vimeo.com/video/1" frameborder="0"></iframe>'


def known(html: str = FRAME) -> None:
    """Let the provider have answered for ADDRESS already."""
    Embed.objects.create(
        hash=get_embed_hash(ADDRESS, 960), url=ADDRESS, max_width=960, type="video", html=html,
        title="협동조합의 하루", provider_name="Vimeo", last_updated=timezone.now(),
    )  # fmt: skip


def shown() -> str:
    return str(BodyBlock().to_python([{"type": "embed", "value": ADDRESS}]))


@pytest.mark.django_db
def test_a_video_waits_until_it_is_opened() -> None:
    known()
    assert "Vimeo" in shown()
    assert 'loading="lazy"' in shown()
    assert "<details" in shown()
    assert "<details open" not in shown()
    assert 'title="협동조합의 하루"' in shown()
    assert "frameborder" not in shown()


@pytest.mark.django_db
def test_what_has_no_frame_is_a_link() -> None:
    known('<script src="https://example.org/widget.js"></script>')
    assert "<script" not in shown()
    assert f'href="{ADDRESS}"' in shown()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["https://example.org/video", "https://twitter.com/a/status/1"])
def test_an_unknown_provider_leaves_the_address(address: str) -> None:
    video: Any = video_of(EmbedValue(address))
    assert (video.url, video.source) == (address, "")


@pytest.mark.parametrize(
    ("html", "source"),
    [
        (FRAME, "https://player.vimeo.com/video/1"),
        (
            '<iframe src="https://www.youtube.com/embed/1"></iframe>',
            "https://www.youtube-nocookie.com/embed/1",
        ),
        ('<iframe src="http://example.org/"></iframe>', ""),
        ('<iframe src="javascript:alert(1)"></iframe>', ""),
        ("<p>nothing</p>", ""),
    ],
)
def test_only_encrypted_frames_are_shown_and_youtube_without_cookies(
    html: str, source: str
) -> None:
    assert frame_source(html) == source
