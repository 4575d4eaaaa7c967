"""`python -m classroom`: list the classes that are to be kept no longer, and delete them.

python -m classroom              those older than DEAL_DESK_WEEKS_KEPT weeks (26)
python -m classroom --weeks 4    those older than four
python -m classroom --delete     and delete them, for good
"""

import argparse
import sys
from datetime import datetime

from classroom.errors import ClassError
from classroom.service.classes import delete_class, old_classes
from classroom.service.codes import shown
from classroom.storage.database import database


def main() -> None:
    """List or delete."""
    parser = argparse.ArgumentParser(prog="python -m classroom", description="Old classes.")
    parser.add_argument("--weeks", type=float, help="older than this; 26 if nothing else is set")
    parser.add_argument("--delete", action="store_true", help="delete them, for good")
    asked = parser.parse_args()
    try:
        classes = old_classes(database(), asked.weeks)
        for one in classes:
            opened = datetime.fromtimestamp(one.created).strftime("%Y-%m-%d")
            print(f"{opened}  {shown(one.code)}  {one.title}")
            if asked.delete:
                delete_class(database(), one.id)
    except ClassError as error:
        sys.exit(str(error))
    print(f"{len(classes)} {'deleted' if asked.delete else 'to be deleted with --delete'}.")


if __name__ == "__main__":
    main()
