"""check.py PROGRAM FIXTURES SCRATCH: every cell of report.xlsx against report.json."""
import hashlib
import json
import math
import os
import re
import subprocess
import sys

import openpyxl

PROGRAM, FIXTURES, SCRATCH = sys.argv[1:]
HOSTILE = "=cmd|' /C calc'!A0"
WEIGHTS = (30, 70)
CONFIGS = {
    "targets.yaml": "weights: {goodput: {weight: 1, target: 20000}, p99: {weight: 2, target: 10ms},"
                    " latency.max: 1}",
    "changed.yaml": "weights: {goodput: %d, p99: %d}" % WEIGHTS,
}

# name: arguments below the fixtures
CASES = {
    "runs": ["go-vs-python/runs"],
    "portuguese": ["--lang", "pt-BR", "--baseline", "Python", "go-vs-python/published.json"],
    "sweep": ["go-vs-python/sweep"],
    "busy": ["go-vs-python/busy"],
    "edge": ["A=edge/mixed.txt", "B=edge/hang_latency.txt", "C=edge/slow.txt", "D=edge/n404.txt",
             "E=edge/slow4.txt"],
    "single": ["edge/tiny.txt"],
    "weights": ["--config", "config/wrkbook.yaml"],
    "targets": ["--config", "SCRATCH/targets.yaml", "go-vs-python/runs"],
    "hostile": [HOSTILE + "=go-vs-python/runs/go-1.txt", "@b=go-vs-python/runs/python-1.txt"],
}
UNITS = {"ms": {"us": 1e-3, "s": 1e3}, "s": {"s": 1}, "%": {"1": 1}}
for power, name in enumerate(["B", "KiB", "MiB", "GiB", "TiB"]):
    UNITS[name] = {"B": 1024.0**-power}
    UNITS[name + "/s"] = {"B/s": 1024.0**-power}

failures = 0


def expect(holds, *what):
    global failures
    if not holds:
        failures += 1
        print("FAILED", *what)


def same(a, b, tolerance=1e-12):
    if a is None or b is None:
        return a is None and b is None
    return math.isclose(a, b, rel_tol=tolerance, abs_tol=1e-300)


def run(*command):
    command = [word.replace("SCRATCH", SCRATCH) for word in command]
    subprocess.run(command, check=True, cwd=FIXTURES, stdout=subprocess.DEVNULL)


def path(name, extension, directory=SCRATCH):
    return os.path.join(directory, name + extension)


def named_range(book, name):
    """The rows of a range that the workbook names."""
    sheet, cells = book.defined_names[name].attr_text.rsplit("!", 1)
    return [[cell.value for cell in row] for row in book[sheet.strip("'")][cells.replace("$", "")]]


def measured(row, unit, text_unit):
    """A value as the cell has it: in its own unit."""
    value = row["value"]
    return value if value is None else value * UNITS.get(unit, {}).get(text_unit, 1)


def change_cells(change):
    """percent, factor, its interval and p"""
    if change is None or change["verdict"] == "not-comparable" or change["ratio"] is None:
        return [None] * 5
    return [change["ratio"] - 1, change["ratio"], change["low"], change["high"],
            change["p_adjusted"]]


def check_comparison(name, book, report):
    rows = named_range(book, "wrkbook_comparison")
    n = len(report["systems"])
    many = len(report["workloads"]) > 1
    beside = n <= 4
    at = 1
    for i, comparison in enumerate(report["comparison"]):
        systems = comparison["rows"]
        for s, system in enumerate(systems):
            cells = rows[at] if beside else rows[at + s]
            unit = cells[1 + many]
            value = 3 + many + (s if beside else 1)
            change = 3 + many + n + 7 * (s - 1) if beside else 5 + many
            where = (name, comparison["metric"], s)
            expect(same(cells[value], measured(system, unit, comparison["unit"])), *where,
                   cells[value], system["value"])
            if s > 0 or not beside:
                for got, wanted in zip(cells[change:change + 5], change_cells(system["change"])):
                    expect(same(got, wanted), *where, "change", got, wanted)
        at += 1 if beside else n
        last = i + 1 == len(report["comparison"]) or \
            report["comparison"][i + 1]["workload"] != comparison["workload"]
        if last and n > 1:
            at += 1 if beside else n
    expect(at == len(rows), name, "rows of the comparison", at, len(rows))


def check_scores(name, book, report):
    """The scores that the sheets show."""
    scores = [s for s in report["score"] if s["score"] is not None]
    if not scores:
        return
    got, column = [], None
    for row in book.worksheets[2].iter_rows(values_only=True):
        column = next((i for i, v in enumerate(row) if v in ("score", "pontuação")), column)
        if column and isinstance(row[column], (int, float)):
            got.append(row[column])
    wanted = [score["score"] for score in scores]
    expect(len(got) == len(wanted), name, "scores", got, wanted)
    for a, b in zip(got, wanted):
        expect(same(a, b, 1e-9), name, "score", a, b)
    everywhere = [c for row in book.worksheets[1].iter_rows(values_only=True) for c in row]
    expect(all(any(isinstance(c, (int, float)) and same(c, b, 1e-9) for c in everywhere)
               for b in wanted), name, "scores among the comparisons")


def check_findings(name, book, report):
    if report["findings"]:
        rows = named_range(book, "wrkbook_findings")[1:]
        expect(len(rows) == len(report["findings"]), name, "findings")
        for row, finding in zip(rows, report["findings"]):
            for column, key in ((0, "id"), (2, "system"), (4, "run"), (5, "text"), (6, "advice")):
                expect((row[column] or "") == (finding[key] or ""), name, row[column], finding[key])


def check_inputs(name, book, report):
    rows = [row[:4] for row in book.worksheets[-1].iter_rows(values_only=True)]
    expect(len(report["inputs"]) > 0, name, "inputs")
    for one in report["inputs"]:
        expect((one["file"], one["format"], one["sha256"], one["runs"]) in rows, name, one)
    if name == "runs":
        for one in report["inputs"]:
            with open(os.path.join(FIXTURES, CASES[name][0], one["file"]), "rb") as file:
                expect(hashlib.sha256(file.read()).hexdigest() == one["sha256"], name, one)


def check_runs(name, book, report):
    rows = named_range(book, "wrkbook_runs")
    expect(len(rows) == len(report["runs"]) + 1, name, "runs")
    rps = [i for i, title in enumerate(rows[0]) if title in ("requests/s", "requisições/s")][0]
    for row, one in zip(rows[1:], report["runs"]):
        expect(row[0] == one["label"], name, row[0], one["label"])
        expect(same(row[rps], one["rps"]), name, row[rps], one["rps"])


def formulas(book):
    return {(sheet.title, cell.coordinate): cell.value for sheet in book
            for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}


def calculate(names):
    """LibreOffice calculates what openpyxl stored, which is without any result."""
    out = os.path.join(SCRATCH, "calculated")
    run("soffice", "-env:UserInstallation=file://" + os.path.join(SCRATCH, "profile"),
        "--headless", "--convert-to", "xlsx", "--outdir", out,
        *[path(name, ".xlsx", os.path.join(SCRATCH, "stripped")) for name in names])
    return {name: openpyxl.load_workbook(path(name, ".xlsx", out), data_only=True)
            for name in names}


def report_of(name, arguments):
    run(PROGRAM, "report", "-q", "-o", path(name, ".json"), *arguments)
    with open(path(name, ".json"), encoding="utf-8") as file:
        return json.load(file)


def main():
    os.mkdir(os.path.join(SCRATCH, "stripped"))
    results, reports, texts = {}, {}, {}
    for name, text in CONFIGS.items():
        with open(os.path.join(SCRATCH, name), "w", encoding="utf-8") as file:
            file.write(text)
    for name, arguments in CASES.items():
        run(PROGRAM, "report", "-q", "-o", path(name, ".xlsx"), *arguments)
        reports[name] = report_of(name, arguments)
        results[name] = openpyxl.load_workbook(path(name, ".xlsx"), data_only=True)
        book = openpyxl.load_workbook(path(name, ".xlsx"))
        texts[name] = formulas(book)
        for where, text in texts[name].items():
            expect(re.fullmatch(r"=[A-Z0-9$:,+\-*/^()]*|='\w+'!\$[A-Z]+\$[0-9]+", text), name,
                   where, text)
        book.save(path(name, ".xlsx", os.path.join(SCRATCH, "stripped")))
        for check in (check_comparison, check_scores, check_findings, check_runs,
                      check_inputs):
            check(name, results[name], reports[name])

    # A reader changes weights, and gets the score that the program gives under them.
    changed = "changed"
    book = openpyxl.load_workbook(path("runs", ".xlsx"))
    for cell, weight in zip(("B4", "E4"), WEIGHTS):
        book["Score"][cell] = weight
    book.save(path(changed, ".xlsx", os.path.join(SCRATCH, "stripped")))

    calculated = calculate(list(CASES) + [changed])
    counted = 0
    for name in CASES:
        for sheet, cell in texts[name]:
            stored = results[name][sheet][cell].value
            again = calculated[name][sheet][cell].value
            expect(isinstance(again, (int, float)) and same(stored, again, 1e-9), name, sheet, cell,
                   stored, again)
            counted += 1
    check_scores(changed, calculated[changed],
                 report_of(changed, ["--config", "SCRATCH/changed.yaml"] + CASES["runs"]))
    expect(counted > 500, "formulas", counted)
    print(failures, "failures;", counted, "formulas calculated")
    return failures > 0


sys.exit(main())
