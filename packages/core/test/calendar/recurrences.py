"""Days of recurrences by python-dateutil: JSON questions on stdin, JSON answers on stdout.

A question: rrule and dtstart (a date); from and to for all. An answer: the dates of the rule from `from` to `to`.
"""

import datetime
import json
import sys

from dateutil import rrule

asked = json.load(sys.stdin)
first, last = (datetime.datetime.fromisoformat(asked[end]) for end in ("from", "to"))


def days(question):
    rule = rrule.rrulestr(question["rrule"], dtstart=datetime.datetime.fromisoformat(question["dtstart"]))
    return [day.date().isoformat() for day in rule.between(first, last, inc=True)]


json.dump([days(question) for question in asked["questions"]], sys.stdout)
