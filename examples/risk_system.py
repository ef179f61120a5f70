"""The daily download of a risk system: every residual, beta and weight exactly once, with its version.

    python3 risk_system.py http://127.0.0.1:4000 folder [strategy]

It may run at any time: new dates are written to `<table>_v<version>.csv` in the folder, all tables of
one version, which is stored last, so that no date is written twice. A folder holds one strategy. A
key is read from RESIDUA_KEY.
"""
import json, os, sys
from urllib import error, parse, request

TABLES = ("residuals", "betas", "weights")


def table(url, name, strategy, since):
    """(version, run, CSV) of the dates published after `since`; None without any."""
    query = parse.urlencode({"strategy": strategy, "since": since})
    asked = request.Request(f"{url}/export/latest/all/{name}.csv?{query}")
    asked.add_header("If-None-Match", f'"{since}"')
    if "RESIDUA_KEY" in os.environ:
        asked.add_header("Authorization", f"Bearer {os.environ['RESIDUA_KEY']}")
    try:
        with request.urlopen(asked) as answer:
            return int(answer.headers["X-Data-Version"]), answer.headers["X-Run"], answer.read()
    except error.HTTPError as refused:
        if refused.code == 304:
            return None
        raise SystemExit(f"{refused.code}: {refused.read().decode()}") from refused


def pull(url, folder, strategy="attention-longconv"):
    """Writes the new dates and returns their version; None without any."""
    noted = os.path.join(folder, "have.json")
    have = json.load(open(noted)) if os.path.exists(noted) else {"version": 0, "run": None}
    if have.setdefault("strategy", strategy) != strategy:
        raise SystemExit(f"{folder} holds {have['strategy']}: give {strategy} a folder of its own")
    while True:
        answers = [table(url, name, strategy, have["version"]) for name in TABLES]
        if answers[0] is None:
            return None
        if None in answers or len({answer[:2] for answer in answers}) > 1:
            continue  # a publication between two tables: request all of them again
        version, run, _ = answers[0]
        if have["run"] in (None, run):
            break
        have |= {"version": 0, "run": run}  # another run answers now: download all of it
    for name, (_, _, text) in zip(TABLES, answers):
        with open(os.path.join(folder, f"{name}_v{version}.csv"), "wb") as file:
            file.write(text)
    with open(noted + ".new", "w") as file:
        json.dump(have | {"version": version, "run": run}, file)
    os.replace(noted + ".new", noted)
    return version


def frame(folder, name, version):
    """A pulled table in pandas, where that is installed."""
    import pandas
    return pandas.read_csv(os.path.join(folder, f"{name}_v{version}.csv"), parse_dates=["date"])


if __name__ == "__main__":
    print(pull(*sys.argv[1:]) or "nothing new")
