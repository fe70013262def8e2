"""What the delivery API answers in a second, beside Wagtail's own APIs and nginx.

    python -m tests.benchmarks.api [--postgres URL] [--write]

Everything runs on this machine's loopback, in a folder and a database of its own, and ends by
itself after some minutes.
"""
