# Speaks with libdnf for the agent: one question as JSON in the arguments, one answer as JSON. Run as `python3 -I -B FOLDER VERB SETTINGS [ITEM…]`,
# settings and items in base64url: whatever runs this has no character in it that a unit file would read otherwise. The answer goes to the descriptor
# that was standard output, or to the file that the settings name; everything that dnf, rpm and scriptlets print goes to standard error.
# Written for Python 3.6 (platform-python of Enterprise Linux 8) and dnf 4.

import base64
import json
import os
import sys

from paths import write_durably


def main(verb, settings, items):
    # Imported late: a host without python3-dnf must get an answer, and not a traceback.
    try:
        import dnf  # noqa: F401
    except ImportError as error:
        return {"ok": False, "cause": "no-python-dnf", "problem": str(error)}
    import verbs

    return verbs.answer(verb, settings, items)


def decoded(argument):
    return json.loads(base64.urlsafe_b64decode(argument + "=" * (-len(argument) % 4)).decode("utf-8"))


if __name__ == "__main__":
    # Kept for the answer alone. Scriptlets would otherwise write into the middle of it.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answer:
        os.dup2(2, 1)
        settings = decoded(sys.argv[2])
        reply = main(sys.argv[1], settings, [decoded(item) for item in sys.argv[3:]])
        sys.stdout.flush()
        if not reply["ok"]:
            print(reply["problem"], file=sys.stderr, flush=True)
        line = json.dumps(reply, sort_keys=True) + "\n"
        if "answer" in settings:
            write_durably(settings["answer"], line)
        else:
            answer.write(line)
    # Without the interpreter's teardown: libdnf's own objects are freed in an order that has crashed dnf (rhbz#1831086),
    # and a crash after the work was done would be read as a failure.
    sys.stderr.flush()
    os._exit(0 if reply["ok"] else 1)
