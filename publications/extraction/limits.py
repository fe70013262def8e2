"""How much of the machine one file may take, enforced by the system and not by good will."""

from __future__ import annotations

import resource
import signal
from dataclasses import dataclass
from typing import Final

MEBIBYTE: Final = 1024 * 1024
OUTPUT_BYTES: Final = 64 * MEBIBYTE
OPEN_FILES: Final = 64


@dataclass(frozen=True)
class Limits:
    """Address space in bytes, processor time and time by the clock in seconds."""

    memory: int = 1024 * MEBIBYTE
    processor_seconds: int = 30
    seconds: int = 60

    def impose(self) -> None:
        """Bind this process, for good. Past the clock's limit the system ends it by SIGALRM."""
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (self.memory, self.memory))
        seconds = self.processor_seconds
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT_BYTES, OUTPUT_BYTES))
        resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, self.seconds)
