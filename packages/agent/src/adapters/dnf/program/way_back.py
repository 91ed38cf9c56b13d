# A proposal of a rollback: exact lower versions and what is to go, in one question. All of it or nothing: a host that is back by
# half runs what nobody has ever run together.

import conffiles
import database
from base import exactly, frozen, installed, installonly_of, offered, same_architecture, version_of, visible
from changes import changes_of, solved, want
from obstacles import obstacle_of


def run(settings, targets):
    base = frozen(settings)
    try:
        found = installed(base)
        read = database.read(base)
        coming, going, refused = sort_way(base, targets, settings["back"], found, read)
        changes = []
        if not refused and (coming or going):
            changes, refused = asked(base, coming, going, found)
        changed = conffiles.conflicts(base, changes, found)
        return dict(database.read(base), changes=changes, refused=refused, conffiles=changed)
    finally:
        base.close()


def asked(base, coming, going, found):
    """What dnf would do, or each of them refused."""
    base.reset(goal=True)
    for _, packages in going:
        for package in packages:
            base.package_remove(package)
    for _, package in coming:
        want(base, package)
    items = solved(base)
    if items is not None:
        return changes_of(base, items, found), []
    refused = []
    for target, package in coming:
        against = obstacle_of(base, package, None)
        refused.append(dict(target, cause="dependency", **({} if against is None else {"against": against})))
    return [], refused + [dict(target, cause="dependency") for target, _ in going]


def sort_way(base, targets, removals, found, read):
    """What is back already is not asked for; what was left half-way is, at whatever version it shows."""
    broken = {(one["name"], one["architecture"]) for one in read["packages"] if one["doubled"] or one["torn"]}
    held = {(one["name"], one["architecture"]) for one in read["packages"] if one["held"]}
    side_by_side = installonly_of(base)
    coming, going, refused = [], [], []
    for target in targets:
        name, architecture, version = target["name"], target["architecture"], target["version"]
        here = [one for one in found if one.name == name and same_architecture(one.arch, architecture)]
        keys = {(one.name, one.arch) for one in here}
        if here and not keys & broken and [version_of(one) for one in here] == [version]:
            continue
        package = exactly(offered(base), name, architecture, version)
        if keys & held:
            refused.append(dict(target, cause="held"))
        elif package is None:
            refused.append(dict(target, cause="unknown"))
        elif exactly(visible(base), name, architecture, version) is None:
            refused.append(dict(target, cause="held"))
        else:
            coming.append((target, package))
    for target in removals:
        here = [one for one in found if one.name == target["name"] and same_architecture(one.arch, target["architecture"])]
        if target["name"] in side_by_side:
            # A kernel goes alone, the others stay.
            here = [one for one in here if version_of(one) == target["version"]]
        if {(one.name, one.arch) for one in here} & held:
            refused.append(dict(target, cause="held"))
        elif here:
            going.append((target, here))
    return coming, going, refused
