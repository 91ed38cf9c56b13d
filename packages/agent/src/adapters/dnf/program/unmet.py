# Relations between installed packages that do not hold, found as `dnf check --dependencies` finds them: what was installed or taken
# away with `rpm --nodeps`. dnf solves over them as if they held, and what it brings then may not run.

import dnf.goal
import dnf.sack
import dnf.selector
import hawkey

from base import version_of

# People look at the first; the protocol takes no more.
UNMET_MAX = 50
# A line may be long; people read the first of it.
RELATION_LENGTH_MAX = 300


def unmet(base, packages):
    present = Present(base)
    found = [(one, relation) for one in packages for relation in broken(present, one)]
    items = [
        {
            "name": one.name,
            "architecture": one.arch,
            "version": version_of(one),
            "relation": relation[:RELATION_LENGTH_MAX],
        }
        for one, relation in found[:UNMET_MAX]
    ]
    return {"items": items, "total": len(found)}


def broken(present, package):
    for need in sorted(needs_of(package), key=str):
        if not present.has(need):
            yield "Requires: %s" % need
    for excluded in sorted(set(package.conflicts), key=str):
        # rpm lets a package exclude what it provides itself.
        if any(one != package for one in present.givers(excluded)):
            yield "Conflicts: %s" % excluded


def needs_of(package):
    """What only its scriptlets wanted while it was installed is past."""
    return set(package.regular_requires) | (set(package.requires_pre) - set(package.prereq_ignoreinst))


class Present:
    """What installed packages give. Most packages need the same few things: each is looked for once."""

    def __init__(self, base):
        self._base = base
        self._installed = base.sack.query(flags=hawkey.IGNORE_EXCLUDES).installed()
        self._known = {}
        self._alone = None

    def has(self, need):
        text = str(need)
        if text not in self._known:
            self._known[text] = self._is_given(need, text)
        return self._known[text]

    def _is_given(self, need, text):
        # rpm's own features are in no package.
        if text.startswith("rpmlib("):
            return True
        # Of `(a and b)` libdnf names the givers of either, and so as of `(a if b)` only the solver can say.
        return self._solves(text) if text.startswith("(") else bool(self.givers(need))

    def givers(self, relation):
        return self._installed.filter(provides=[relation])

    def _solves(self, text):
        """Over installed packages alone: whatever would have to come is not there."""
        if self._alone is None:
            self._alone = dnf.sack.rpmdb_sack(self._base)
        selector = dnf.selector.Selector(self._alone)
        selector.set(provides=text)
        goal = dnf.goal.Goal(self._alone)
        goal.install(select=selector, optional=False)
        return bool(goal.run())
