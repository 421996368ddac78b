"""`python -m tools.image build` and `python -m tools.image test`."""

import argparse
import os

from tools.image.build import build
from tools.image.engines import find_engine
from tools.image.trial import Trial


def main() -> None:
    """Build the image; with `test`, try it out as well."""
    parser = argparse.ArgumentParser(prog="python -m tools.image")
    parser.add_argument("what", choices=["build", "test"])
    parser.add_argument("--base", default=os.environ.get("BASE"), help="image to build on [BASE]")
    parser.add_argument("--variant", default=os.environ.get("VARIANT") or "cpu", help="[VARIANT]")
    asked = parser.parse_args()
    engine = find_engine()
    image = build(engine, base=asked.base, variant=asked.variant)
    print(f"Built {image}")
    if asked.what == "test":
        Trial(engine, image)()


if __name__ == "__main__":
    main()
