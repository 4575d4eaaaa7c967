"""`make bench`, or `python -m benchmarks` with the names of some `PARTS`."""

import os
import platform
import sys

import numpy
import streamlit

from benchmarks import app, engine, first_load, limits, moves, sensitivity, talks

PARTS = {
    "engine": (engine.growth, engine.merging, engine.acceptance),
    "next_move": (moves.answers, moves.beside_brute_force),
    "sensitivity": (sensitivity.sensitivity,),
    "talks": (talks.talks, talks.looking_ahead),
    "limits": (limits.openings, limits.paths),
    "app": (app.moves, app.memory),
    "first_load": (first_load.first_load,),
}


def main(chosen: list[str]) -> None:
    """Run the parts named, or all."""
    for name in chosen:
        if name not in PARTS:
            sys.exit(f'There is no part "{name}"; there are: {", ".join(PARTS)}.')
    print(
        f"Python {platform.python_version()}, NumPy {numpy.__version__}, "
        f"Streamlit {streamlit.__version__}, {os.cpu_count()} cores"
    )
    for name in chosen or PARTS:
        for part in PARTS[name]:
            part()


if __name__ == "__main__":
    main(sys.argv[1:])
