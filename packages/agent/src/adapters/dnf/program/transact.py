# Running what was solved, with everything that it says on standard error.

import sys

import dnf.exceptions
import dnf.transaction
import dnf.yum.rpmtrans
import libdnf.transaction

import hostplugins

USER = libdnf.transaction.TransactionItemReason_USER
DEPENDENCY = libdnf.transaction.TransactionItemReason_DEPENDENCY


def begin_to_talk(base):
    """As dnf does: into /var/log/dnf.log and its like, and what people should see to standard output, which is the unit's file."""
    base.setup_loggers()


def problems(base):
    return "; ".join(text for rule in base._goal.problem_rules() for text in rule)


def arguments_of(label):
    """What dnf's history shows as the command line."""
    return ["slipway", label]


def transact(base, label, automatic=frozenset()):
    """dnf's number of the transaction in its history. `automatic`: `(name, architecture)` that nobody asked for by name."""
    for item in base.transaction:
        # Asked for exactly, so dnf would call it the user's own; the plan says what it is.
        if (item.name, item.arch) in automatic and item.action == libdnf.transaction.TransactionItemAction_INSTALL:
            item.reason = DEPENDENCY
    base.args = arguments_of(label)
    # From a folder nothing is fetched: each file is held against its checksum.
    base.download_packages(list(base.transaction.install_set))
    hostplugins.load(base)
    try:
        tid = base.do_transaction(display=[Lines()])
    finally:
        base.unload_plugins()
    failed = [str(item) for item in base.transaction if item.state == libdnf.transaction.TransactionItemState_ERROR]
    if failed:
        raise dnf.exceptions.Error("rpm could not change " + ", ".join(failed))
    return tid


class Lines(dnf.yum.rpmtrans.TransactionDisplay):
    """A line for each package that is begun, and what its scriptlets say."""

    def __init__(self):
        super(Lines, self).__init__()
        self.last = None

    def progress(self, package, action, ti_done, ti_total, ts_done, ts_total):
        line = "%s %s" % (dnf.transaction.ACTIONS.get(action, action), package)
        if package and line != self.last:
            self.last = line
            say(line)

    def scriptout(self, msgs):
        if msgs:
            say(msgs.rstrip())

    def error(self, message):
        say(message)


def say(line):
    print(line, file=sys.stderr, flush=True)
