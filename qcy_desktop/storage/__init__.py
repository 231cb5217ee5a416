"""Where enterprises, assessments, cases and their history are kept; SQL stays inside, frozen values come out."""

from qcy_desktop.storage.opening import Opening
from qcy_desktop.storage.store import Storage

__all__ = ["Opening", "Storage"]
