"""What a teacher reads in the terminal who lets a class in: where it is reached, and what to know."""

import platform
import sys
from io import StringIO

import segno

from ui.server.addresses import configured, network_address

FIREWALLS = {
    "Darwin": "If macOS asks whether Python may accept incoming connections, allow it.",
    "Windows": "If Windows asks whether Python may be reached, allow it in private networks.",
    "Linux": "If this computer has a firewall, open the port: `sudo ufw allow {port}/tcp`, or on Fedora\n"
    "`sudo firewall-cmd --add-port={port}/tcp`.",
}


def invitation(port: int, system: str, plain: bool) -> str:
    """Write where phones reach this computer, with a picture for them to read.

    Parameters
    ----------
    port
        Where the app listens.
    system
        As `platform.system` names it.
    plain
        Whether the terminal takes no block characters.
    """
    network = network_address()
    address = configured() or (f"http://{network}:{port}" if network else "")
    if not address:
        return (
            "This computer is in no network, and no phone can reach it: join the Wi-Fi that the phones are "
            "in, then start again."
        )
    picture = "" if plain else _picture(address)
    firewall = FIREWALLS.get(system, FIREWALLS["Linux"]).format(port=port)
    return (
        f"Phones in the same network reach Deal desk at\n\n    {address}\n\n{picture}\n"
        f"{firewall}\nA guest network often keeps devices apart.\n\n"
        "Codes and what is written travel unencrypted: whoever is in the same Wi-Fi can read along.\n"
        "Where that matters, take a server with HTTPS (docs/deploy.md)."
    )


def _picture(address: str) -> str:
    drawn = StringIO()
    segno.make(address, micro=False).terminal(drawn, border=2, compact=True)
    return drawn.getvalue()


if __name__ == "__main__":
    blocks = (sys.stdout.encoding or "").lower().startswith("utf")
    sys.stdout.write(invitation(int(sys.argv[1]), platform.system(), plain=not blocks) + "\n")
