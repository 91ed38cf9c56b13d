# The transaction: exactly these versions, from the frozen index alone, nothing that is not named. Runs in a unit of its own; what
# it says goes to a file, and whoever wants to know what came of it reads the package database.

import dnf.exceptions

import conffiles
from base import exactly, frozen, installed, offered, same_architecture, version_of
from changes import changes_of, solved, want
from transact import begin_to_talk, problems, say, transact


def run(settings, items):
    base = frozen(dict(settings, changes=True))
    try:
        begin_to_talk(base)
        found = installed(base)
        coming, going = wishes(base, found, items)
        history = None
        if coming or going:
            for package in going:
                base.package_remove(package)
            for package in coming:
                want(base, package)
            check(base, found, coming, going, settings)
            conffiles.begin(settings, settings.get("conffiles") or [])
            automatic = {(one["name"], one["architecture"]) for one in items if one.get("automatic")}
            history = transact(base, settings["label"], automatic)
        return told(history, conffiles.finish(settings))
    finally:
        base.close()


def told(history, files):
    for one in files:
        say("%(decision)s %(path)s of %(package)s" % one + ("; beside it " + ", ".join(one["beside"]) if one["beside"] else ""))
    say("nothing was left to do" if history is None else "transaction %d of dnf's history" % history)
    return {"history": history, "conffiles": files}


def wishes(base, found, items):
    """What still has to come, and what to go; what is at its version already is neither."""
    coming, going = [], []
    for one in items:
        name, architecture, version = one["name"], one["architecture"], one["version"]
        here = [it for it in found if it.name == name and same_architecture(it.arch, architecture)]
        there = [it for it in here if version_of(it) == version]
        if version is None:
            # A kernel goes alone, the others stay.
            going += [it for it in here if version_of(it) == one.get("beside", version_of(it))]
        elif not there:
            package = exactly(offered(base), name, architecture, version)
            if package is None:
                raise dnf.exceptions.Error("%s %s is not in the index" % (name, version))
            coming.append(package)
    return coming, going


def check(base, found, coming, going, settings):
    """What dnf would do, held against what was asked for: more than that, less or otherwise is not begun."""
    items = solved(base)
    if items is None:
        raise dnf.exceptions.Error("dnf finds no way: " + problems(base))
    changes = changes_of(base, items, found)
    asked = {(it.name, it.arch, version_of(it)) for it in coming}
    leaving = {(it.name, it.arch, version_of(it)) for it in going}
    for change in changes:
        key = (change["name"], change["architecture"])
        if change["to"] is None:
            if key + (change["from"],) not in leaving:
                raise dnf.exceptions.Error("%(name)s.%(architecture)s %(from)s would go, and nobody named it" % change)
            continue
        if key + (change["to"],) not in asked:
            raise dnf.exceptions.Error("%(name)s.%(architecture)s %(to)s would come, and nobody named it" % change)
        if change["kind"] == "downgrade" and not settings.get("downgrades"):
            raise dnf.exceptions.Error("%(name)s would fall from %(from)s to %(to)s" % change)
    come = {(one["name"], one["architecture"], one["to"]) for one in changes}
    for name, architecture, version in sorted(asked - come):
        raise dnf.exceptions.Error("%s.%s %s would not come" % (name, architecture, version))
