# After a cut: of each package that rpm knows twice the right version is laid down again and the others go; what the cut transaction had
# brought already is laid down again too, since its scriptlets and file triggers may not have run. Removes no package
# of which no other version stays, and fetches nothing.

import dnf.exceptions
import dnf.transaction

import conffiles
import database
from base import exactly, frozen, installed, installonly_of, offered, version_of
from transact import begin_to_talk, problems, transact


def run(settings, wanted):
    """`wanted`: the versions that a transaction ends at; of others the newest one is the right one, as with `dnf remove --duplicates`."""
    begin_to_talk()
    base = frozen(dict(settings, changes=True))
    try:
        again, going = plan(base, installed(base), wanted)
        history = None
        if again or going:
            for package in going:
                base.package_remove(package)
            for package in again:
                base._goal.install(package)
            solve(base, going)
            history = transact(base, settings["label"])
        return {"history": history, "again": [str(it) for it in again], "gone": [str(it) for it in going],
                "conffiles": conffiles.finish(settings)}
    finally:
        base.close()


def plan(base, found, wanted):
    right = {(one["name"], one["architecture"]): one["version"] for one in wanted}
    side_by_side = installonly_of(base)
    brought = {(item.name, item.arch, item.evr) for item in database.items_of(database.unfinished(base))}
    again, going = [], []
    for key, group in database.by_name(found).items():
        if key[0] in side_by_side:
            stays, others = group, []
        else:
            kept = next((it for it in group if version_of(it) == right.get(key)), max(group))
            stays, others = [kept], [it for it in group if it is not kept]
        going += others
        for package in stays:
            if others or (package.name, package.arch, package.evr) in brought:
                file = exactly(offered(base), package.name, package.arch, version_of(package))
                # Without its file a version stays as it is, and is judged by its files once more.
                again += [file] if file is not None else []
    return again, going


def solve(base, going):
    try:
        base.resolve(allow_erasing=False)
    except dnf.exceptions.DepsolveError:
        raise dnf.exceptions.Error("dnf finds no way: " + problems(base))
    leaving = {(it.name, it.arch, it.evr) for it in going}
    names = {it.name for it in going}
    for item in base.transaction:
        gone = item.action in (dnf.transaction.PKG_REMOVE, dnf.transaction.PKG_OBSOLETED)
        if gone and (item.name, item.arch, item.evr) not in leaving and item.name not in names:
            raise dnf.exceptions.Error("%s would go" % item)
