"""The same rules by python-dateutil (days) and zoneinfo (clocks): JSON questions on stdin, JSON answers on stdout.

A question: zone, rrule (FREQ=...), dtstart, plusDays, start, until, from, to. An answer: [start, end] in seconds since
1970 for every day of the rule. Beside them the version of the zone database, and every change of every zone as it has
them: [second, offset in seconds].
"""

import datetime
import json
import pathlib
import sys
import zoneinfo

from dateutil import rrule

UTC = datetime.timezone.utc


def version():
    for folder in zoneinfo.TZPATH:
        path = pathlib.Path(folder) / "tzdata.zi"
        if path.exists():
            return path.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# version ")
    return "unknown"


def instant(local, zone):
    """The first instant at which the clock says `local`, or the end of the jump that leaves it out."""
    found = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == local:
        return int(found.timestamp())
    low, high = int(found.timestamp()) - 172800, int(found.timestamp()) + 172800
    while high - low > 1:
        middle = (low + high) // 2
        said = datetime.datetime.fromtimestamp(middle, UTC).astimezone(zone).replace(tzinfo=None)
        if said < local:
            low = middle
        else:
            high = middle
    return high


def answer(question):
    zone = zoneinfo.ZoneInfo(question["zone"])
    first = datetime.datetime.fromisoformat(question["dtstart"])
    hour, minute = map(int, question["start"].split(":"))
    spans = []
    until_date = datetime.datetime.fromisoformat(question["to"])
    from_date = datetime.datetime.fromisoformat(question["from"])
    plus = datetime.timedelta(days=question["plusDays"])
    rule = rrule.rrulestr(question["rrule"], dtstart=first)
    for day in rule.between(from_date - plus, until_date - plus, inc=True):
        local = day + plus + datetime.timedelta(hours=hour, minutes=minute)
        start = instant(local, zone)
        until = question["until"]
        if until["kind"] == "elapsed":
            end = start + until["minutes"] * 60
        else:
            end_hour, end_minute = map(int, until["time"].split(":"))
            midnight = day + plus + datetime.timedelta(days=until["daysLater"])
            end = instant(midnight + datetime.timedelta(hours=end_hour, minutes=end_minute), zone)
        spans.append([start, end])
    return spans


def changes(name, from_date, to_date):
    """By looking at every day, and then for the second."""
    zone = zoneinfo.ZoneInfo(name)

    def offset(second):
        moment = datetime.datetime.fromtimestamp(second, UTC).astimezone(zone)
        return int(moment.utcoffset().total_seconds())

    second, end = instant(datetime.datetime.fromisoformat(from_date), UTC), instant(
        datetime.datetime.fromisoformat(to_date), UTC
    )
    found = [[second, offset(second)]]
    for day in range(second, end, 86400):
        if offset(day) != found[-1][1]:
            low, high = day - 86400, day
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(middle) == found[-1][1] else (low, middle)
            found.append([high, offset(high)])
    return found


asked = json.load(sys.stdin)
zones = {name: changes(name, asked["from"], asked["to"]) for name in asked["zones"]}
spans = [answer({**one, "from": asked["from"], "to": asked["to"]}) for one in asked["questions"]]
json.dump({"version": version(), "zones": zones, "answers": spans}, sys.stdout)
