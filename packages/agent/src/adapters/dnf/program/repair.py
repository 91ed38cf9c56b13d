# After a cut: of each package that rpm knows twice the right version stays and the others go; then the right one is laid down again, and so is
# what the cut transaction had brought already, since its scriptlets and file triggers may not have run. What was not reached yet and holds
# on to the version that goes (`Requires: lib = 1.0`, as the parts of one source have it) comes along. Removes no package of which no
# other version stays, brings none in a version that was not wanted, and fetches nothing.

import dnf.exceptions
import dnf.transaction
import libdnf.transaction as actions

import conffiles
import database
from base import exactly, frozen, installed, installonly_of, offered, version_of
from changes import COMING
from transact import begin_to_talk, problems, say, transact

BROUGHT = COMING + (actions.TransactionItemAction_DOWNGRADE, actions.TransactionItemAction_REINSTALL)


def run(settings, wanted):
    """`wanted`: the versions that a transaction ends at; of others the newest one is the right one, as with `dnf remove --duplicates`."""
    settings = dict(settings, changes=True)
    right = {(one["name"], one["architecture"]): one["version"] for one in wanted}
    # Two transactions: rpm does not lay a version down again in the one in which a newer one goes.
    again, gone = with_base(settings, lambda base: take_away(base, settings, right))
    laid = with_base(settings, lambda base: lay_again(base, settings, again))
    return {"gone": gone, "again": laid, "conffiles": conffiles.finish(settings)}


def with_base(settings, work):
    base = frozen(settings)
    try:
        begin_to_talk(base)
        return work(base)
    finally:
        base.close()


def take_away(base, settings, right):
    """What is to be laid down again, and what went."""
    side_by_side = installonly_of(base)
    # What it was to replace stands among its items, too, and is not to be laid down again over what replaced it.
    items = [item for item in database.items_of(database.unfinished(base)) if item.action in BROUGHT]
    brought = {(item.name, item.arch, item.evr) for item in items}
    again, going = [], []
    for key, group in database.by_name(installed(base)).items():
        kept = next((it for it in group if version_of(it) == right.get(key)), max(group))
        others = [] if key[0] in side_by_side else [it for it in group if it is not kept]
        going += others
        stays = group if key[0] in side_by_side else [kept]
        again += [it for it in stays if others or (it.name, it.arch, it.evr) in brought]
    for package in going:
        base.package_remove(package)
    if going:
        solve(base, {str(it) for it in going}, {key + (version,) for key, version in right.items()})
        transact(base, settings["label"])
    return [(it.name, it.arch, version_of(it)) for it in again], [str(it) for it in going]


def lay_again(base, settings, again):
    # Without its file a version stays as it is, and is judged by its files once more.
    files = [file for file in (exactly(offered(base), *key) for key in again) if file is not None]
    for file in files:
        base._goal.install(file)
    if files:
        solve(base, set(), {(it.name, it.arch, version_of(it)) for it in files})
        transact(base, settings["label"])
    else:
        say("nothing is laid down again")
    return [str(file) for file in files]


def solve(base, going, coming):
    try:
        base.resolve(allow_erasing=False)
    except dnf.exceptions.DepsolveError:
        raise dnf.exceptions.Error("dnf finds no way: " + problems(base))
    for item in base.transaction or []:
        if item.action in (dnf.transaction.PKG_REMOVE, dnf.transaction.PKG_OBSOLETED) and str(item) not in going:
            raise dnf.exceptions.Error("%s would go, and nobody named it" % item)
        if item.action in BROUGHT and (item.name, item.arch, version_of(item)) not in coming:
            raise dnf.exceptions.Error("%s would come, and nobody named it" % item)
