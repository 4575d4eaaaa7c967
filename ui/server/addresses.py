"""Where others reach this app: the links that a class is given."""

import ipaddress
import os
import socket
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import streamlit as st

VARIABLE = "DEAL_DESK_ADDRESS"
"""The environment variable with the address under which others reach this app."""
# Documentation's own network: connecting a datagram socket sends nothing, it only asks the system
# which of its addresses it would send from.
_ELSEWHERE = ("192.0.2.1", 9)


@dataclass(frozen=True)
class Base:
    """Where links begin.

    Attributes
    ----------
    address
        Without a slash at the end.
    note
        What to know about who can reach it, as Markdown; empty if nothing.
    """

    address: str
    note: str


def for_others() -> Base:
    """Return where other people's devices reach this app, as far as can be told from here."""
    if configured():
        return Base(configured(), "")
    here = for_me()
    host = urlsplit(here).hostname or ""
    if not _only_here(host):
        return Base(here, "")
    network = network_address()
    if network is None or _only_here(str(st.get_option("server.address") or "")):
        return Base(
            here,
            "**Only this computer can open this link.** The app was started for it alone (`make class` lets "
            f"phones in), or it is in no network. If others reach it under another address, set {VARIABLE}.",
        )
    return Base(
        here.replace(f"//{urlsplit(here).netloc}", f"//{network}{_port(here)}", 1),
        "This computer's address in its own network. If phones cannot open it: are they in the same Wi-Fi, "
        f"and does it let devices talk to each other? Another address is set with {VARIABLE}.",
    )


def configured() -> str:
    """Return the address that was set for this app; empty if none was."""
    return os.environ.get(VARIABLE, "").strip().rstrip("/")


def for_me() -> str:
    """Return where this visitor's browser reaches this app; empty if it did not say."""
    url = urlsplit(str(st.context.url or ""))
    if url.scheme not in ("http", "https") or not url.netloc:
        return ""
    # All pages lie side by side, under a path that a proxy may take off before this server hears it.
    return f"{url.scheme}://{url.netloc}{url.path.rpartition('/')[0]}"


def link(base: str, page: str, **parameters: str) -> str:
    """Write a link to a page of this app."""
    return f"{base}/{page}?{urlencode(parameters)}"


def network_address() -> str | None:
    """Return this computer's address in its network; None if it is in none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ELSEWHERE)
            own = str(probe.getsockname()[0])
        except OSError:
            return None
    return None if _only_here(own) else own


def _only_here(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback


def _port(address: str) -> str:
    port = urlsplit(address).port
    return f":{port}" if port else ""
