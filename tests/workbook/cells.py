"""Every cell of a workbook against report.json and the words of its language."""
import math
import re

UNITS = {"ms": {"us": 1e-3, "s": 1e3}, "s": {"s": 1}, "%": {"1": 1}}
for power, name in enumerate(["B", "KiB", "MiB", "GiB", "TiB"]):
    UNITS[name] = {"B": 1024.0**-power}
    UNITS[name + "/s"] = {"B/s": 1024.0**-power}
RATES = ("planned rate", "taxa planejada")
PLACES = ("latency.p", "latency.min", "latency.max")
ANY = object()  # a text that is in no other output, or words between figures
KNOWN = {}  # catalogues by language


def same(a, b, tolerance=1e-12):
    return math.isclose(a, b, rel_tol=tolerance, abs_tol=1e-300)


def catalogue(templates, language):
    if language not in KNOWN:
        with open("%s/lang/%s.txt" % (templates, language), encoding="utf-8") as file:
            KNOWN[language] = dict(line.rstrip("\n").split(" = ", 1) for line in file
                                   if " = " in line and not line.startswith("#"))
    return KNOWN[language]


def scale(text_unit, unit):
    return UNITS.get(text_unit, {}).get(unit, 1)


def unit_of(title):
    """ "latency p99 (ms)": its name and unit """
    match = re.fullmatch(r"(.*) \((ms|s|[KMGT]?i?B(?:/s)?)\)", title or "")
    return match.groups() if match else (title, "")


class Sheet:
    """A sheet that is read row by row; what is left at the end was expected by nobody."""

    def __init__(self, book, index, fail):
        self.sheet, self.fail, self.row, self.seen = book.worksheets[index], fail, 1, set()

    def peek(self, column=0, below=0):
        return self.sheet.cell(self.row + below, column + 1).value

    def cell(self, column, wanted, tolerance=1e-12):
        cell = self.sheet.cell(self.row, column + 1)
        self.seen.add(cell.coordinate)
        got = cell.value
        if wanted is ANY:
            holds = isinstance(got, str)
        elif isinstance(wanted, (int, float)) and not isinstance(wanted, bool):
            holds = isinstance(got, (int, float)) and same(got, wanted, tolerance)
        else:
            holds = (got or "") == (wanted or "")
        if not holds:
            self.fail(self.sheet.title, cell.coordinate, "has", got, "not", wanted)

    def cells(self, wanted, tolerance=1e-12):
        for column, value in enumerate(wanted):
            self.cell(column, value, tolerance)
        self.row += 1

    def prose(self, column=0):
        """Texts below each other, up to an empty cell."""
        while self.peek(column) is not None:
            self.cells([None] * column + [ANY])

    def end(self):
        for row in self.sheet.iter_rows():
            for cell in row:
                if cell.value is not None and cell.coordinate not in self.seen:
                    self.fail(self.sheet.title, cell.coordinate, "holds", cell.value)


class Workbook:
    def __init__(self, book, report, words, fail):
        self.book, self.report, self.words, self.fail = book, report, words, fail
        self.labels = [system["label"] for system in report["systems"]]
        self.loads = {load["id"]: load["text"] for load in report["workloads"]}
        self.many = len(self.loads) > 1

    def sheet(self, key):
        name = self.words["sheet." + key]
        names = self.book.sheetnames
        return Sheet(self.book, names.index(name), self.fail) if name in names else None

    def metric(self, name, unit=None):
        """A metric's label; what a run calls a value has a unit of its own behind it."""
        unit = None if unit in ("1", "us", "s", "B", "B/s", "1/s") else unit
        return self.words.get("metric." + name, "%s (%s)" % (name, unit) if unit else name)

    def check(self):
        for check in (self.summary, self.comparison, self.scores, self.latency, self.runs,
                      self.sweep, self.findings, self.method):
            check()
        self.names()

    def names(self):
        """Each range that has a name begins with its header and ends with its last row."""
        names = self.book.defined_names
        for key, sheet in (("comparison", "comparison"), ("latency", "latency"), ("runs", "runs"),
                           ("findings", "findings"), ("sweep", "sweep")):
            at = self.sheet(sheet)
            if at:
                sheet_name, cells = names["wrkbook_" + key].attr_text.rsplit("!", 1)
                if sheet_name.strip("'") != at.sheet.title or not cells.startswith("$A$1:"):
                    self.fail("name", key, names["wrkbook_" + key].attr_text)

    # Comparison

    def verdict(self, comparison, change):
        """percent, factor, its interval, p, verdict and why"""
        if change is None:
            return [None] * 7
        verdict, why = change["verdict"], change["why"]
        spoilt = verdict == "not-comparable" or change["ratio"] is None
        described = verdict is None or (verdict == "unclear" and not comparison["primary"])
        figures = [change["percent"] / 100, change["ratio"]] if not spoilt else [None, None]
        test = [None if verdict == "not-comparable" else change[key]
                for key in ("low", "high", "p_adjusted")]
        few = described and why in ("one-run", "few-runs")
        return figures + test + [None if described else self.words["verdict." + verdict],
                                 None if few or not why else self.words["why." + why]]

    def score_of(self, workload, system):
        return next((score for score in self.report["score"]
                     if (score["workload"], score["system"]) == (workload, system)), None)

    def change_titles(self, prefix):
        return [prefix + self.words["column." + key] for key in
                ("change", "factor", "factor_from", "factor_to", "p", "verdict", "why")]

    def comparison_rows(self):
        """workload, label, unit, better, and per system its value and cells of a change"""
        table = self.report["comparison"]
        for i, one in enumerate(table):
            values = [(row["value"], self.verdict(one, row["change"])) for row in one["rows"]]
            better = self.words["better." + one["better"]] if one["better"] else None
            yield one["workload"], self.metric(one["metric"], one["unit"]), one["unit"], better, values
            if len(self.labels) > 1 and (i + 1 == len(table) or
                                         table[i + 1]["workload"] != one["workload"]):
                scores = [self.score_of(one["workload"], label) for label in self.labels]
                yield (one["workload"], self.metric("score"), None, self.words["better.higher"],
                       [(score["score"], [None] * 6 + [self.reason(score)]) for score in scores])

    def reason(self, score):
        return self.words["not_scored." + score["not_scored"]] if score["not_scored"] else None

    def comparison(self):
        at = self.sheet("comparison")
        first = [self.words["column." + key] for key in ("metric", "unit", "better")]
        first = ([self.words["column.load"]] if self.many else []) + first
        beside = at.peek(len(first)) != self.words["column.system"]
        if beside:
            others = self.labels[1:]
            blocks = [self.change_titles("" if len(others) == 1 else label + ": ")
                      for label in others]
            at.cells(first + self.labels + sum(blocks, []))
        else:
            at.cells(first + [self.words["column.system"], self.words["column.value"]] +
                     self.change_titles(""))
        for workload, label, unit, better, systems in self.comparison_rows():
            load = [self.loads[workload]] if self.many else []
            text_unit = at.peek(len(load) + 1)
            if unit in ("us", "s", "B", "B/s", "1/s") and text_unit != unit and \
                    unit not in UNITS.get(text_unit, {}):
                self.fail("Comparison", label, "unit", unit, text_unit)
            values = [None if value is None else value * scale(text_unit, unit)
                      for value, _ in systems]
            common = load + [label, text_unit, better]
            if beside:
                at.cells(common + values + sum((cells for _, cells in systems[1:]), []))
            else:
                for system, value, (_, cells) in zip(self.labels, values, systems):
                    at.cells(common + [system, value] + cells)
        at.end()

    # Score

    def scores(self):
        at = self.sheet("score")
        if not at:
            return
        at.cells([self.words["sheet.about_score"]])
        for workload in self.loads:
            scores = [self.score_of(workload, label) for label in self.labels]
            lead = next((score for score in scores if score and score["parts"] and
                         score["score"] is not None), None)
            if lead:
                at.row += 1
                self.score_table(at, workload, scores, lead)
        at.end()

    def score_table(self, at, workload, scores, lead):
        words, parts = self.words, lead["parts"]
        if self.many:
            at.cells([self.loads[workload]])
        units = [unit_of(at.peek(1 + 3 * k))[1] for k in range(len(parts))]
        metrics = {one["metric"]: one["unit"] for one in self.report["comparison"]}
        scales = [scale(unit, metrics[part["metric"]]) for unit, part in zip(units, parts)]
        titles = [words["column.system"]]
        for unit, part in zip(units, parts):
            titles += [self.metric(part["metric"]) + (" (%s)" % unit if unit else ""),
                       words["column.ratio"], words["column.contribution"]]
        at.cells(titles + [words["metric.score"], words["column.rank"], words["column.note"]])
        weights = [at.peek(1 + 3 * k) for k in range(len(parts))]
        cells = sum(([weight, part["weight"], None] for weight, part in zip(weights, parts)), [])
        for weight, part in zip(weights, parts):
            if not same(weight / sum(weights), part["weight"], 1e-9):
                self.fail("Score", "weight", weight, part["weight"])
        at.cells([words["column.weight"]] + cells, 1e-9)
        at.cells([words["column.best"]] +
                 sum(([part["best"] * times, None, None]
                      for part, times in zip(parts, scales)), []))
        for label, score in zip(self.labels, scores):
            row = [label]
            for k, times in enumerate(scales):
                part = score["parts"][k] if score["score"] is not None else None
                row += [part["value"] * times, part["ratio"], part["ratio"]**part["weight"]] \
                    if part else [None] * 3
            at.cells(row + [score["score"], score["rank"], self.reason(score)], 1e-9)
        at.cells([ANY])

    # Latency

    def latency(self):
        at = self.sheet("latency")
        if not at:
            return
        load = [self.words["column.load"]] if self.many else []
        at.cells(load + [self.words["column.latency_ms"]] + self.labels)
        for one in self.report["comparison"]:
            if one["metric"].startswith(PLACES):
                load = [self.loads[one["workload"]]] if self.many else []
                at.cells(load + [self.words["short." + one["metric"]]] +
                         [None if row["value"] is None else row["value"] / 1000
                          for row in one["rows"]])
        at.end()

    # Runs

    def runs(self):
        at = self.sheet("runs")
        titles = [cell.value for cell in at.sheet[1]]
        at.cells(titles)
        readers = [self.run_reader(title, column) for column, title in enumerate(titles)]
        for run in self.report["runs"]:
            at.cells([reader(run) for reader in readers])
        at.end()
        self.unread(titles)

    def unread(self, titles):
        """Whether a field that some run states has no column."""
        names = {unit_of(title)[0] for title in titles}
        for run in self.report["runs"]:
            for key, reader in FIELDS.items():
                if reader(run) is not None and self.words["field." + key] not in names:
                    self.fail("Runs", "no column for", key)
            for tag in run["tags"]:
                if tag not in names:
                    self.fail("Runs", "no column for the tag", tag)
            for code in run["status_codes"] or {}:
                if self.words["field.status"].replace("{code}", code) not in names:
                    self.fail("Runs", "no column for the status", code)

    def run_reader(self, title, column):
        name, unit = unit_of(title)
        words = self.words
        if column < 2:
            return (lambda run: run["label"], source)[column]
        for key, reader in LOADS.items():
            if name == words["column." + key]:
                return scaled(reader, scale(unit, "s"))
        for key, (of, given) in METRICS.items():
            if name == words["metric." + key]:
                return scaled(of, scale(unit, given))
        for key, reader in FIELDS.items():
            if name == words["field." + key]:
                given = {"duration": "s", "timeout": "s", "bytes": "B"}.get(key)
                return scaled(reader, scale(unit, given)) if given else reader
        return self.listed_reader(name, unit, title)

    def listed_reader(self, name, unit, title):
        """Tags, status codes, percentiles, phases and values: as many as runs have."""
        code = re.fullmatch(self.words["field.status"].replace("{code}", r"(\d+)"), name)
        if code:
            return lambda run: (run["status_codes"] or {}).get(code[1])
        place = re.fullmatch(self.words["field.latency"].replace("{name}", r"p([\d.]+)"), name)
        if place:
            return scaled(lambda run: percentile(run["latency"], float(place[1])), 1e-3)
        phase = re.fullmatch(r"(\w+): (.+)", name)
        if phase and any(phase[1] in run["phases"] for run in self.report["runs"]):
            figures = {self.words["short.latency." + key]: key + "_us"
                       for key in ("mean", "stdev", "min", "max")}
            if phase[2] in figures:
                return scaled(lambda run: run["phases"].get(phase[1], {}).get(figures[phase[2]]),
                              1e-3)
            return scaled(lambda run: percentile(run["phases"].get(phase[1]),
                                                 float(phase[2][1:])), 1e-3)
        if any(name in run["tags"] for run in self.report["runs"]):
            return lambda run: run["tags"].get(name)
        return lambda run: next((value["value"] for value in run["values"] if title ==
                                 value["name"] + (" (%s)" % value["unit"] if value["unit"]
                                                  else "")), None)

    # Loads

    def sweep(self):
        at = self.sheet("sweep")
        if not at:
            return
        paths = {load["id"]: load["path"] for load in self.report["workloads"]}
        at.cells([self.words[key] for key in
                  ("column.load", "column.system", "column.amount", "column.runs",
                   "metric.goodput", "column.fitted", "column.kept", "column.tail_ms")])
        for sweep in self.report["sweep"]:
            tail = next((key for point in sweep["points"] for key in point
                         if key.startswith("latency.")), None)
            for point in sweep["points"]:
                load, fit = point["load"], sweep["fit"]
                law = fit and fit["gamma"] * load / (1 + fit["alpha"] * (load - 1) +
                                                     fit["beta"] * load * (load - 1))
                by = paths[point["workload"]] if sweep["by"] == "path" else \
                    self.words["column.by." + sweep["by"]]
                at.cells([by, sweep["system"], load, point["n"], point["goodput"], law,
                          point["efficiency"],
                          None if point[tail] is None else point[tail] / 1000], 1e-9)
        at.row += 1
        while at.row <= at.sheet.max_row:
            at.prose()
            at.row += 1
        at.end()

    # Words

    def findings(self):
        at = self.sheet("findings")
        if not at:
            return
        at.cells([self.words["column." + key] for key in
                  ("id", "level", "system", "load", "run", "finding", "advice")])
        for one in self.report["findings"]:
            at.cells([one["id"], self.words["level." + one["level"]], one["system"],
                      self.loads.get(one["workload"]), one["run"], one["text"], one["advice"]])
        at.end()

    def method(self):
        at, words = self.sheet("method"), self.words
        for key in ("method", "limits"):
            at.cells([words["report." + key]])
            at.cells([words["report.%s_text" % key]])
            at.row += 1
        at.cells([words["table.glossary"]])
        at.cells([words["column." + key] for key in ("metric", "better", "meaning")])
        known = {self.metric(one["metric"], one["unit"]): one["better"]
                 for one in self.report["comparison"]}
        for _ in range(len(known)):
            better = known.pop(at.peek(), "no metric")
            at.cells([at.peek(), words.get("better.%s" % better, "-"), ANY])
        if known:
            self.fail("Method", "without", known)
        at.row += 1
        at.cells([words["sheet.inputs"]])
        at.cells([words["column." + key] for key in ("source", "format", "sha256", "runs")])
        for one in self.report["inputs"]:
            at.cells([one["file"], one["format"], one["sha256"], one["runs"]])
        at.row += 1
        if not str(at.peek()).startswith("wrkbook "):
            self.fail("Method", "no version:", at.peek())
        at.cells([ANY])
        at.end()

    # Summary

    def compared(self, workload, metric, system):
        one = next((one for one in self.report["comparison"]
                    if (one["workload"], one["metric"]) == (workload, metric)), None)
        return (one, one["rows"][self.labels.index(system)]) if one else (None, None)

    def summary(self):
        at = self.sheet("summary")
        for text in (self.report["title"], self.report["headline"], ANY):
            at.cells([text])
        at.row += 1
        at.cells([sheet for sheet in self.book.sheetnames[1:]])
        at.row += 1
        for workload, text in self.loads.items():
            if at.peek() != text:
                break
            at.cells([text])
            self.summary_table(at, workload)
            if at.peek() is not None:
                at.cells([ANY])  # how many rows are left out
            at.row += 1
        self.summary_findings(at)
        at.end()

    def summary_table(self, at, workload):
        tail = next((name for name in ("latency.p99", "latency.max")
                     if self.compared(workload, name, self.labels[0])[0]), None)
        titles = ["column.system", "metric.goodput", "column.change", "column.factor",
                  "column.verdict", "column.why"]
        at.cells([self.words[key] for key in titles] +
                 [self.metric(tail) + " (ms)" if tail else None, self.words["metric.score"]])
        for system in self.labels:
            if at.peek() is None or not at.peek().startswith(re.sub(r"\s+$", "", system)):
                break
            base = system == self.labels[0] and len(self.labels) > 1
            name = system + (" (%s)" % self.words["word.baseline"] if base else "")
            goodput, row = self.compared(workload, "goodput", system)
            change = self.verdict(goodput, row["change"]) if goodput else [None] * 7
            score = self.score_of(workload, system)
            why = [change[6], self.reason(score) if len(self.labels) > 1 else None]
            last = self.compared(workload, tail, system)[1] if tail else None
            last = last["value"] / 1000 if last and last["value"] is not None else None
            at.cells([name, row["value"] if row else None, change[0], change[1], change[5],
                      "; ".join(text for text in why if text), last, score["score"]], 1e-9)

    def summary_findings(self, at):
        at.cells([self.words["report.findings"]])
        found = self.report["findings"]
        if not found:
            at.cells([self.words["report.no_findings"]])
        else:
            at.cells([self.words["column.level"], self.words["column.finding"], None, None, None,
                      self.words["column.advice"]])
            for one in found[:3]:
                at.cells([self.words["level." + one["level"]], one["text"], None, None, None,
                          one["advice"]])
            if len(found) > 3:
                at.cells([self.words["sheet.more_findings"].replace("{n}", str(len(found) - 3))])
        at.row += 1
        while at.row <= at.sheet.max_row:  # the titles of charts
            if at.peek() is not None:
                expected = list(self.loads.values()) if self.many else \
                    [self.words["report.charts"]]
                at.cells([at.peek() if at.peek() in expected else "a title of charts"])
            else:
                at.row += 1


def scaled(reader, times):
    def read(run):
        value = reader(run)
        return None if value is None else value * times
    return read


def source(run):
    place = run["source"]
    line = "" if place["line"] is None else ":%d" % place["line"]
    return (place["file"] or "-") + line


def percentile(latency, p):
    if not latency:
        return None
    return next((one["us"] for one in latency["percentiles"] if one["p"] == p), None)


def of_latency(key):
    return lambda run: run["latency"] and run["latency"][key]


def of_percentile(p):
    return lambda run: percentile(run["latency"], p)


def of_error(key):
    return lambda run: run["errors"][key]


def goodput(run):
    if run["ok"] is not None and run["ok"] == run["requests"] and run["rps"] is not None:
        return run["rps"]
    return run["ok"] / run["elapsed_s"] if run["elapsed_s"] and run["ok"] is not None else None


def bytes_per_response(run):
    if run["bytes"] is not None:
        return run["bytes"] / run["requests"] if run["requests"] else None
    if run["rps"] and run["bytes_per_s"] is not None:
        return run["bytes_per_s"] / run["rps"]
    return None


def time_per_request(run):
    load = run["load"]
    if load["model"] != "closed" or not run["rps"] or load["connections"] is None:
        return None
    opened = load["connections"]
    if run["tool"]["name"] in ("wrk", "wrk2") and load["threads"]:
        opened -= opened % load["threads"]
    return opened * (load["pipeline"] or 1) / run["rps"]


def error_share(run):
    attempts = run["requests"] if run["attempts"] is None else run["attempts"]
    return 1 - run["ok"] / attempts if attempts and run["ok"] is not None else None


LOADS = {
    "threads": lambda run: run["load"]["threads"],
    "connections": lambda run: run["load"]["connections"],
    "elapsed": lambda run: run["elapsed_s"],
    "ok": lambda run: run["ok"],
}
METRICS = {
    "goodput": (goodput, "1/s"),
    "rps": (lambda run: run["rps"], "1/s"),
    "requests": (lambda run: run["requests"], "1"),
    "bytes_per_s": (lambda run: run["bytes_per_s"], "B/s"),
    "bytes_per_response": (bytes_per_response, "B"),
    "time_per_request": (time_per_request, "s"),
    "error_share": (error_share, "1"),
}
METRICS.update({"latency." + key: (of_latency(key + "_us"), "us")
                for key in ("mean", "stdev", "min", "max")})
METRICS.update({"latency.p" + str(p).replace(".", "_"): (of_percentile(p), "us")
                for p in (50, 75, 90, 95, 99, 99.9, 99.99, 99.999)})
METRICS.update({"errors." + key: (of_error(key), "1")
                for key in ("connect", "read", "write", "timeout", "status", "other")})


def share(value):
    return None if value is None else value / 100


FIELDS = {
    "role": lambda run: None if run["role"] == "measured" else run["role"],
    "tool": lambda run: run["tool"]["name"],
    "version": lambda run: run["tool"]["version"],
    "command": lambda run: run["command"],
    "url": lambda run: run["target"]["url"],
    "method": lambda run: run["target"]["method"],
    "part": lambda run: run["target"]["name"],
    "model": lambda run: run["load"]["model"],
    "duration": lambda run: run["load"]["duration_s"],
    "rate": lambda run: run["load"]["rate_rps"],
    "timeout": lambda run: run["load"]["timeout_s"],
    "pipeline": lambda run: run["load"]["pipeline"],
    "started": lambda run: run["started_at"],
    "attempts": lambda run: run["attempts"],
    "bytes": lambda run: run["bytes"],
    "latency_kind": lambda run: run["latency"] and run["latency"]["kind"],
    "within": lambda run: share(run["latency"] and run["latency"]["within_stdev_pct"]),
    "timed": lambda run: run["latency"] and run["latency"]["count"],
    "thread_mean": lambda run: (run["thread_rps"] or {}).get("mean"),
    "thread_stdev": lambda run: (run["thread_rps"] or {}).get("stdev"),
    "thread_max": lambda run: (run["thread_rps"] or {}).get("max"),
    "thread_within": lambda run: share((run["thread_rps"] or {}).get("within_stdev_pct")),
    "notes": lambda run: "; ".join(run["notes"]) or None,
}
