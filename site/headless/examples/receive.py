"""Take webhooks in: check each signature, answer at once, and do nothing twice.

pip install standardwebhooks
WEBHOOK_SECRET=whsec_… python receive.py 8080
"""

import os
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks import Webhook, WebhookVerificationError

webhook = Webhook(os.environ["WEBHOOK_SECRET"])
# A real receiver keeps these in its database, and forgets them after a week.
known: set[str] = set()


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            message = webhook.verify(body, dict(self.headers))
        except WebhookVerificationError:
            self.answer(HTTPStatus.UNAUTHORIZED)
            return
        if self.headers["webhook-id"] not in known:
            known.add(self.headers["webhook-id"])
            take(message)
        self.answer(HTTPStatus.NO_CONTENT)

    def answer(self, status: HTTPStatus) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()


def take(message: dict) -> None:
    """Note that there is something to fetch; the fetching itself comes after the answer."""
    if message["type"] == "webhook.test":
        print("a test came:", message["data"]["endpoint"], flush=True)
    elif message["type"].startswith("content."):
        change = message["data"]
        print(change["sequence"], change["action"], change["type"], change["id"], flush=True)


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
