"""Bring every package's catalogue up to date, or with `--check` only say what is wrong."""

import argparse
import sys

from tests.translations.catalogues import PACKAGES, contradictions, faults, refresh


def check() -> int:
    """Print every fault; the number of them."""
    found = [f"{package}: {fault}" for package in PACKAGES for fault in sorted(faults(package))]
    found += [f"translated differently: {fault}" for fault in contradictions(PACKAGES)]
    for fault in found:
        print(fault)
    return len(found)


def refresh_all() -> None:
    """Write and compile every catalogue, and print how complete it is."""
    for package in PACKAGES:
        catalogue = refresh(package, PACKAGES)
        if catalogue is not None:
            done = len(catalogue.translated_entries())
            print(f"{package}: {done} of {len(catalogue)} messages translated")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.translations", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing")
    if not parser.parse_args().check:
        refresh_all()
    elif check():
        sys.exit(1)


if __name__ == "__main__":
    main()
