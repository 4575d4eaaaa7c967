"""The screen: pages, controls and charts. No mathematics here; that is `simulator`."""
