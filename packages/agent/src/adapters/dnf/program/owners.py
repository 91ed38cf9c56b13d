# Which package owns a file.

import rpm

from base import configuration
from database import text


def run(settings, paths):
    configuration(settings)
    transaction = rpm.TransactionSet(settings["root"])
    owners = {}
    for path in paths:
        for header in transaction.dbMatch("basenames", path):
            owners[path] = text(header[rpm.RPMTAG_NAME])
    return owners
