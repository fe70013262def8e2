"""Cut the typeface anew: `python -m tests.typeface`. The same files come out each time."""

import argparse

from tests.typeface.cutting import cut_all


def main() -> None:
    argparse.ArgumentParser(prog="python -m tests.typeface", description=__doc__).parse_args()
    for file, size in cut_all().items():
        print(f"{size:8,}  {file}")


if __name__ == "__main__":
    main()
