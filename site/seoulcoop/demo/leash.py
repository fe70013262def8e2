"""Run a module as `__main__` in a process that ends when the one that started it is gone.

The parent keeps the other end of this process's standard input. However the parent ends, the
system closes that end; then this process gets the signal that an orderly stop would send.

    python -m seoulcoop.demo.leash django db_worker
"""

import os
import runpy
import signal
import sys
import threading

STANDARD_INPUT = 0


def end_with_parent() -> None:
    """Wait for the end of standard input, then ask this process to stop.

    Reads from the descriptor: the stream's own lock, held while waiting, would be copied into
    the processes that this one forks.
    """
    while os.read(STANDARD_INPUT, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    module = sys.argv[1]
    sys.argv = sys.argv[1:]
    threading.Thread(target=end_with_parent, daemon=True).start()
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
