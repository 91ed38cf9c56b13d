# A proposal: what dnf would do, given nothing but the frozen index. What is held, what is not offered and what cannot be satisfied is
# refused by name; the rest goes on without it.

import hawkey

import conffiles
import database
import way_back
from base import exactly, frozen, installed, offered, same_architecture, version_of, visible
from changes import changes_of, solved, want
from obstacles import obstacle_of

# Each takes milliseconds to a second. With halving, one bad target among 500 costs about 20.
TRIALS_MAX = 120


def run(settings, targets):
    if settings.get("back") is not None:
        return way_back.run(settings, targets)
    base = frozen(settings)
    try:
        found = installed(base)
        wanted, refused = sort_targets(base, targets, found, database.read(base))
        taken, unsolved = largest_solvable(base, wanted, found, settings)
        changes = trial(base, taken, found)[0] or []
        changed = conffiles.conflicts(base, changes, found, settings.get("brought"))
        # Last, since what it says must be as of this proposal.
        return dict(database.read(base), changes=changes, refused=refused + unsolved, conffiles=changed)
    finally:
        base.close()


def sort_targets(base, targets, found, read):
    """
    Only what is installed is asked for: a target that this host lacks comes to it as a dependency or not at all. What is
    at its target or beyond is not asked for either.
    """
    broken = {(one["name"], one["architecture"]) for one in read["packages"] if one["doubled"] or one["torn"]}
    held = {(one["name"], one["architecture"]) for one in read["packages"] if one["held"]}
    wanted, refused = [], []
    for target in targets:
        name, architecture, version = target["name"], target["architecture"], target["version"]
        here = [one for one in found if one.name == name and same_architecture(one.arch, architecture)]
        if not here:
            continue
        newest = max(here)
        key = (newest.name, newest.arch)
        if key not in broken and base.sack.evr_cmp(newest.evr, version) >= 0:
            continue
        package = exactly(offered(base), name, architecture, version)
        if key in held:
            refused.append(dict(target, cause="held"))
        elif package is None:
            refused.append(dict(target, cause="unknown"))
        elif exactly(visible(base), name, architecture, version) is None:
            refused.append(dict(target, **hidden(base, package)))
        elif version_of(newest) != version:
            wanted.append((target, package))
    return wanted, refused


def hidden(base, package):
    """Offered and out of sight: by its owner's word, or as of a stream that is not enabled."""
    streams = base.sack.query(flags=hawkey.IGNORE_MODULAR_EXCLUDES).available()
    if exactly(streams, package.name, package.arch, version_of(package)) is None:
        return {"cause": "held"}
    against = {"kind": "relation", "name": package.name, "architecture": package.arch, "version": None}
    return {"cause": "dependency", "against": dict(against, relation="of a module stream that is not enabled")}


def largest_solvable(base, wanted, found, settings):
    """
    The targets that dnf can install together, found by halving whatever it cannot; what fails beside those taken before it
    is refused. Not the largest set in every case: with two targets that exclude each other the first one wins.
    """
    taken, refused, waiting, trials = [], [], [wanted], 0
    while waiting:
        part = waiting.pop(0)
        if not part:
            continue
        if trials == TRIALS_MAX:
            refused += [dict(target, cause="unknown") for target, _ in part]
            continue
        trials += 1
        changes, against = trial(base, taken + part, found, settings)
        if against is None and changes is not None:
            taken = taken + part
        elif len(part) == 1:
            against = against if against is not None and against["kind"] == "avoided" else obstacle_of(base, part[0][1], against)
            refused.append(dict(part[0][0], cause="dependency", **({} if against is None else {"against": against})))
        else:
            half = (len(part) + 1) // 2
            waiting[:0] = [part[:half], part[half:]]
    return taken, refused


def trial(base, parts, found, settings=None):
    """The changes, and the first of them that may not be. `None` for changes: dnf finds no way."""
    base.reset(goal=True)
    for _, package in parts:
        want(base, package)
    items = solved(base)
    if items is None:
        return None, None
    changes = changes_of(base, items, found)
    return changes, None if settings is None else forbidden(changes, settings)


def forbidden(changes, settings):
    avoid, may_remove = settings.get("avoid") or [], settings.get("mayRemove")
    for one in changes:
        of = {"name": one["name"], "architecture": one["architecture"], "version": one["from"], "relation": ""}
        if one["name"] in avoid:
            return dict(of, kind="avoided")
        if one["kind"] == "remove" and may_remove is not None and one["name"] not in may_remove:
            return dict(of, kind="removal")
    return None
