# What dnf would do, as changes of packages; and the choosing of exact versions.

import dnf.exceptions
import dnf.selector
import libdnf.transaction as actions

from base import installonly_of, same_architecture, version_of
from database import AUTOMATIC, is_automatic

COMING = (actions.TransactionItemAction_INSTALL, actions.TransactionItemAction_UPGRADE, actions.TransactionItemAction_OBSOLETE)
GOING = (actions.TransactionItemAction_REMOVE, actions.TransactionItemAction_OBSOLETED)


def want(base, package):
    """Exactly this one: up, down or new."""
    selector = dnf.selector.Selector(base.sack)
    selector.set(pkg=[package])
    base._goal.install(select=selector, optional=False)


def solved(base):
    """The transaction that would be, or `None` where dnf finds none."""
    try:
        base.resolve(allow_erasing=True)
    except dnf.exceptions.DepsolveError:
        return None
    return list(base.transaction or [])


def predecessor(installed, package):
    """What a coming package takes the place of: the newest of its name."""
    older = [one for one in installed if one.name == package.name and same_architecture(one.arch, package.arch)]
    return max(older, default=None)


def changes_of(base, items, installed):
    """Of kernels and the like the old one stays: nothing is replaced (docs/adr/0031)."""
    coming = [item for item in items if item.action in COMING + (actions.TransactionItemAction_DOWNGRADE,)]
    names = {(item.name, item.arch) for item in coming}
    side_by_side = installonly_of(base)
    changes = [coming_change(base, item, installed, side_by_side) for item in coming]
    for item in items:
        # Another version of what comes is its predecessor, or a double of it.
        if item.action in GOING and ((item.name, item.arch) not in names or item.name in side_by_side):
            changes.append(going_change(base, item, installed))
    return [change for change in changes if change is not None]


def coming_change(base, item, installed, side_by_side):
    before = predecessor(installed, item)
    change = {"name": item.name, "architecture": item.arch, "to": version_of(item)}
    if before is None:
        return dict(change, kind="install", **{"from": None, "automatic": item.reason in AUTOMATIC})
    order = base.sack.evr_cmp(before.evr, item.evr)
    if order == 0:
        return None
    if item.name in side_by_side:
        return dict(change, kind="install-beside", **{"from": None, "automatic": is_automatic(base, before)})
    kind = "upgrade" if order < 0 else "downgrade"
    return dict(change, kind=kind, **{"from": version_of(before), "automatic": is_automatic(base, before)})


def going_change(base, item, installed):
    same = [one for one in installed if (one.name, one.arch, one.evr) == (item.name, item.arch, item.evr)]
    automatic = bool(same) and is_automatic(base, same[0])
    change = {"kind": "remove", "name": item.name, "architecture": item.arch, "to": None, "automatic": automatic}
    return dict(change, **{"from": version_of(item)})
