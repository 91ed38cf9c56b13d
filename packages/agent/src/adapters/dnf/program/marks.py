# The marks "automatic" and "manual", as dnf's history keeps them.

from base import installed, installed_only
from database import is_automatic
from transact import DEPENDENCY, USER


def run(settings, items):
    """Sets those that are otherwise; answers with the names of those that still are."""
    base = installed_only(dict(settings, changes=True))
    try:
        change(base, wrong(base, items))
        left = wrong(base, items)
        return {"wrong": sorted({package.name for package, _ in left})}
    finally:
        base.close()


def wrong(base, items):
    wished = {(one["name"], one["architecture"]): one["automatic"] for one in items}
    return [
        (package, wished[(package.name, package.arch)])
        for package in installed(base)
        if wished.get((package.name, package.arch), None) not in (None, is_automatic(base, package))
    ]


def change(base, marks):
    """A transaction of dnf's history with nothing but reasons in it, as `dnf mark` makes one."""
    if not marks:
        return
    for package, automatic in marks:
        base.history.set_reason(package, DEPENDENCY if automatic else USER)
    last = base.history.last()
    version = base._ts.dbCookie() if last is None else last.end_rpmdb_version
    base.history.beg(version, [], [], "slipway marks")
    base.history.end(version)


