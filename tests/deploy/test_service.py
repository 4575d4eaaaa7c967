"""What systemd says of deploy/deal-desk.service."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.services import program
from tests.support import ROOT


@pytest.mark.skipif(sys.platform != "linux", reason="systemd is Linux's own")
def test_systemd_knows_every_line_of_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "deal-desk.service"
    text = (ROOT / "deploy" / unit.name).read_text("utf-8")
    # Where it is installed, and for whom, is another machine's.
    unit.write_text(
        text.replace("/opt/deal-desk/app/deploy/serve.sh 4", "/bin/true").replace(
            "User=deal-desk", "User=root"
        )
    )
    done = subprocess.run(
        [program("systemd-analyze"), "verify", unit], capture_output=True, text=True
    )
    about_it = [line for line in done.stderr.splitlines() if unit.name in line]
    assert (done.returncode, about_it) == (0, [])
