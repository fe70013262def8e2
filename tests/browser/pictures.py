"""The pictures of the documentation: `python -m tests.browser.pictures [FOLDER]`.

Takes the front page, history, directory, a publication and a member, on a desk and on a phone, in
light and dark colours, from a new demo, and writes them as WebP to FOLDER (else docs/images).
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import urllib.parse
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser.public_site import ROOT, environment, free_port, served

SUBJECTS = {
    "home": "/",
    "history": "/history/",
    "directory": "/directory/",
    "publication": "/publications/mutual-trade-of-services/",
    "member": "/directory/한살림서울생활협동조합/",
}
SCREENS = {"desktop": (1280, 900), "phone": (390, 844)}
SCHEMES = ("light", "dark")
WIDEST = 900
QUALITY = 82


def take(browser: Browser, base: str, folder: Path) -> None:
    """All pictures of the site at `base`."""
    for screen, (width, height) in SCREENS.items():
        for scheme in SCHEMES:
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                locale="ko-KR",
                reduced_motion="reduce",
            )
            page = context.new_page()
            for name, path in SUBJECTS.items():
                # The typeface is shown from the second visit on, where it is late for the first.
                for _visit in range(2):
                    page.goto(base + urllib.parse.quote(path))
                    page.wait_for_load_state("networkidle")
                save(page.screenshot(), folder / f"{name}-{screen}-{scheme}.webp")
            context.close()


def save(screenshot: bytes, file: Path) -> None:
    """Small: no wider than WIDEST."""
    picture = Image.open(io.BytesIO(screenshot)).convert("RGB")
    picture.thumbnail((WIDEST, WIDEST * 10), Image.Resampling.LANCZOS)
    picture.save(file, "WEBP", quality=QUALITY, method=6)


def main(target: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, address = Path(name), f"127.0.0.1:{free_port()}"
        variables = environment(folder, address)
        for command in (
            ["demo", "--no-serve", "--addrport", address],
            ["collectstatic", "--no-input", "--verbosity=0", "--ignore=wagtail*", "--ignore=ninja"],
        ):
            subprocess.run(
                [sys.executable, "manage.py", *command], cwd=ROOT, env=variables, check=True
            )
        with served(address, variables, folder), sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
            )
            take(browser, f"http://{address}", target)
            browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images")
