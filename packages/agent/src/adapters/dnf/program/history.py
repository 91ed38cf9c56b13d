# dnf's numbers of the transactions that were given one label.

import dnf

import database
from base import configuration
from transact import arguments_of


def run(settings, _items):
    base = dnf.Base(configuration(settings))
    try:
        # Asking makes no history where there is none.
        told = base.history.old() if database.has_history(base) else []
        line = " ".join(arguments_of(settings["label"]))
        return {"numbers": sorted(one.tid for one in told if one.cmdline == line)}
    finally:
        base.close()
