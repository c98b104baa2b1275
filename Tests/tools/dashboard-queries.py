#!/usr/bin/env python3
"""dashboard-queries.py DASHBOARD PROMETHEUS: asks a running Prometheus each expression of a Grafana dashboard.

Every one must have a value, and every list that a variable is filled from. Ends with 1 and the expressions that
have none after a minute.
"""

import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

# What Grafana puts in place of its variables; the datasource is a variable, too.
VARIABLES = {"$instance": ".*", "$__rate_interval": "1m"}


def answer(prometheus: str, path: str, **parameters: str) -> list:
    query = urllib.parse.urlencode(parameters)
    with urllib.request.urlopen(f"{prometheus}/api/v1/{path}?{query}", timeout=10) as reply:
        data = json.load(reply)["data"]
    return data["result"] if isinstance(data, dict) else data


def has_value(prometheus: str, expression: str) -> bool:
    for name, value in VARIABLES.items():
        expression = expression.replace(name, value)
    return bool(answer(prometheus, "query", query=expression))


def variable_has_values(prometheus: str, definition: str) -> bool:
    metric, label = definition.removeprefix("label_values(").removesuffix(")").split(", ")
    return bool(answer(prometheus, f"label/{label}/values", **{"match[]": metric}))


def questions(dashboard: dict) -> dict:
    """The expressions, each with what asks it for a value."""
    found = {}
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query":
            found[variable["definition"]] = variable_has_values
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            if target["datasource"]["uid"] != "${datasource}":
                sys.exit(f"{panel['title']}: names a datasource of its own")
            found[target["expr"]] = has_value
    return found


def main() -> None:
    dashboard, prometheus = sys.argv[1:]
    with open(dashboard, encoding="utf-8") as file:
        asked = questions(json.load(file))
    open_ones, reason = list(asked), ""
    for _ in range(120):
        try:
            open_ones = [each for each in open_ones if not asked[each](prometheus, each)]
        except urllib.error.HTTPError as error:
            # A wrong expression stays wrong; a server that still starts answers 503.
            reason = error.read().decode()
            if error.code != 503:
                break
        except urllib.error.URLError as error:
            reason = str(error.reason)
        if not open_ones:
            print(f"{dashboard}: {len(asked)} expressions, each has a value")
            return
        time.sleep(0.5)
    for each in open_ones:
        print(f"no value: {each}", file=sys.stderr)
    sys.exit(reason or 1)


main()
