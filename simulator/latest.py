"""What takes long to work out, kept for whoever asks next."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Latest(Generic[Key, Value]):
    """Values by key, shared by all threads; those asked for last stay.

    Parameters
    ----------
    most
        How many stay.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._places: OrderedDict[Key, _Place[Value]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """Return the value of a key, made once however many threads ask for it at the same time."""
        with self._lock:
            place = self._places.setdefault(key, _Place())
            self._places.move_to_end(key)
            if len(self._places) > self._most:
                self._places.popitem(last=False)
        # What has been put out meanwhile is still an answer to whoever has asked for it.
        return place.filled(make)

    def __len__(self) -> int:
        return len(self._places)


class _Place(Generic[Value]):
    """A value to be, which one thread makes while others wait; where that fails, the next one tries."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._value: list[Value] = []

    def filled(self, make: Callable[[], Value]) -> Value:
        with self._lock:
            if not self._value:
                self._value.append(make())
            return self._value[0]
