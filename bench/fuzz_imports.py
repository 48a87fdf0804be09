"""The fuzz tests of both imports, with 1,000 spoilt files of each kind instead of 50.

    python bench/fuzz_imports.py

Workbooks of figures, workbooks and text files of names: each spoilt file must get an answer, and is taken as a whole
or not at all. The chance is always the same one; --seed takes another.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TESTS = ["tests/views/test_exchange_files.py", "tests/views/test_roster_fuzz.py"]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=20240219)
    options = parser.parse_args()
    environment = os.environ | {"MUTATIONS": str(options.files), "SEED": str(options.seed)}
    command = [sys.executable, "-m", "pytest", "-q", "-k", "mutation", "--durations=3", *TESTS]
    print(f"{options.files:,} spoilt files of each kind, seed {options.seed}", flush=True)
    sys.exit(subprocess.run(command, cwd=ROOT, env=environment).returncode)


if __name__ == "__main__":
    main()
