# After a cut: of each package that rpm knows twice the right version stays and the others go; then the right one is laid down again, and so is
# what the cut transaction had brought already, since its scriptlets and file triggers may not have run. Removes no
# package of which no other version stays, and fetches nothing.

import dnf.exceptions
import dnf.transaction

import conffiles
import database
from base import exactly, frozen, installed, installonly_of, offered, version_of
from transact import begin_to_talk, problems, say, transact


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
    brought = {(item.name, item.arch, item.evr) for item in database.items_of(database.unfinished(base))}
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
        solve(base, {str(it) for it in going})
        transact(base, settings["label"])
    return [(it.name, it.arch, version_of(it)) for it in again], [str(it) for it in going]


def lay_again(base, settings, again):
    # Without its file a version stays as it is, and is judged by its files once more.
    files = [file for file in (exactly(offered(base), *key) for key in again) if file is not None]
    for file in files:
        base._goal.install(file)
    if files:
        solve(base, set())
        transact(base, settings["label"])
    else:
        say("nothing is laid down again")
    return [str(file) for file in files]


def solve(base, going):
    try:
        base.resolve(allow_erasing=False)
    except dnf.exceptions.DepsolveError:
        raise dnf.exceptions.Error("dnf finds no way: " + problems(base))
    for item in base.transaction or []:
        if item.action in (dnf.transaction.PKG_REMOVE, dnf.transaction.PKG_OBSOLETED) and str(item) not in going:
            raise dnf.exceptions.Error("%s would go" % item)
