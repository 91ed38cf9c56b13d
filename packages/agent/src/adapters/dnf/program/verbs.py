# The questions that can be asked, and how a failure is told apart from a bug.

import dnf.exceptions

import apply
import database
import history
import marks
import origins
import owners
import pending
import repair
import repositories
import solve


VERBS = {
    "apply": apply.run,
    "history": history.run,
    "marks": marks.run,
    "origins": origins.run,
    "owners": owners.run,
    "pending": pending.run,
    "propose": solve.run,
    "read": database.run,
    "refresh": repositories.refresh,
    "repair": repair.run,
    "repositories": repositories.run,
}


def answer(verb, settings, items):
    try:
        return {"ok": True, "value": VERBS[verb](settings, items)}
    except (dnf.exceptions.Error, OSError, RuntimeError) as error:
        # RuntimeError is what libdnf's bindings raise for whatever went wrong below them.
        return {"ok": False, "cause": "failed", "problem": "%s: %s" % (type(error).__name__, error)}
