"""Keep a mirror in step: woken by webhooks, each of which is verified before it is believed.

pip install httpx standardwebhooks
python woken.py https://www.example.org/api/v1/ mirror.sqlite3 8080 < secret
"""

import queue
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from mirror import mirror
from standardwebhooks import Webhook, WebhookVerificationError

ONCE_IN_A_WHILE = 60


class Bell(BaseHTTPRequestHandler):
    """Rings when the site says that something has changed; what it was, the feed tells."""

    webhook: Webhook
    rings: "queue.Queue[str]" = queue.Queue()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            message = self.webhook.verify(
                body, {name.lower(): value for name, value in self.headers.items()}
            )
        except WebhookVerificationError:
            self.send_error(401)
            return
        if message["type"] == "webhook.test":
            print("a test came:", message["data"]["endpoint"], flush=True)
        else:
            self.rings.put(self.headers["webhook-id"])
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing of each message."""


def stay_in_step(base_url: str, file: str, port: str) -> None:
    """Mirror now, with every ring, and once in a while in case a ring was missed."""
    Bell.webhook = Webhook(sys.stdin.readline().strip())
    server = ThreadingHTTPServer(("", int(port)), Bell)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    woken_by = "the start"
    while True:
        mirror(base_url, file)
        print(f"in step, woken by {woken_by}", flush=True)
        try:
            woken_by = Bell.rings.get(timeout=ONCE_IN_A_WHILE)
        except queue.Empty:
            woken_by = "the clock"


if __name__ == "__main__":
    stay_in_step(*sys.argv[1:])
