"""What most scripts do with wrk logs: a few regular expressions, one record a run. Takes FILE."""

import json
import re
import sys

RUN = re.compile(r"^Running (\S+) test @ (\S+)")
SHAPE = re.compile(r"(\d+) threads and (\d+) connections")
ROW = re.compile(r"^\s+(Latency|Req/Sec)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)%")
PERCENTILE = re.compile(r"^\s+([\d.]+)%\s+(\S+)")
REQUESTS = re.compile(r"(\d+) requests in (\S+), (\S+) read")
RATE = re.compile(r"^(Requests|Transfer)/sec:\s+(\S+)")


def runs(lines):
    run = None
    for line in lines:
        if match := RUN.search(line):
            if run:
                yield run
            run = {"duration": match[1], "url": match[2]}
        elif run is None:
            continue
        elif match := SHAPE.search(line):
            run["threads"], run["connections"] = int(match[1]), int(match[2])
        elif match := ROW.search(line):
            run[match[1]] = match.groups()[1:]
        elif match := PERCENTILE.search(line):
            run["p" + match[1]] = match[2]
        elif match := REQUESTS.search(line):
            run["requests"] = int(match[1])
        elif match := RATE.search(line):
            run[match[1]] = match[2]
    if run:
        yield run


with open(sys.argv[1], encoding="utf-8", errors="replace") as log:
    for record in runs(log):
        print(json.dumps(record))
