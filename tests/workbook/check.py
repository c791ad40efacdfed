"""check.py PROGRAM FIXTURES SCRATCH: every cell of report.xlsx against report.json."""
import hashlib
import json
import os
import re
import subprocess
import sys

import openpyxl

from cells import Workbook, catalogue, same

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
    "formats": ["--keep-going", "input/hey", "input/oha",
                "input/h2load", "input/vegeta", "input/bench-action", "input/secrets.txt"],
    "workloads": ["--lang", "pt-BR", "go-vs-python/sweep", "go-vs-python/runs"],
    "twelve": ["%s=go-vs-python/runs/%s-%d.txt" % (label, name, i) for i in range(1, 7)
               for name, label in (("go", "Spring Boot with a name that takes some room %d" % i),
                                   ("python", "日本語 %d" % i))],
    "weights": ["--config", "config/wrkbook.yaml"],
    "targets": ["--config", "SCRATCH/targets.yaml", "go-vs-python/runs"],
    "hostile": [HOSTILE + "=go-vs-python/runs/go-1.txt", "@b=go-vs-python/runs/python-1.txt"],
}
failures = 0


def expect(holds, *what):
    global failures
    if not holds:
        failures += 1
        print("FAILED", *what)


def run(*command):
    command = [word.replace("SCRATCH", SCRATCH) for word in command]
    subprocess.run(command, check=True, cwd=FIXTURES, stdout=subprocess.DEVNULL)


def path(name, extension, directory=SCRATCH):
    return os.path.join(directory, name + extension)


def check_digests(name, report):
    for one in report["inputs"]:
        with open(os.path.join(FIXTURES, CASES[name][0], one["file"]), "rb") as file:
            expect(hashlib.sha256(file.read()).hexdigest() == one["sha256"], name, one)


def check_scores(name, book, report):
    """The scores among the comparisons."""
    everywhere = [cell for row in book.worksheets[1].iter_rows(values_only=True) for cell in row]
    wanted = [score["score"] for score in report["score"] if score["score"] is not None]
    expect(wanted and all(any(isinstance(cell, (int, float)) and same(cell, score, 1e-9)
                              for cell in everywhere) for score in wanted), name, "scores")


def check_cells(name, book, report):
    words = catalogue(os.path.join(FIXTURES, "..", "templates"), report["lang"])
    Workbook(book, report, words, lambda *what: expect(False, name, *what)).check()


def check_opened(name, stored, opened):
    """What LibreOffice shows of the workbook as it was written."""
    counted = 0
    for sheet in stored:
        for row in sheet.iter_rows():
            for cell in row:
                got = opened[sheet.title][cell.coordinate].value
                if isinstance(cell.value, (int, float)):
                    expect(isinstance(got, (int, float)) and same(got, cell.value, 1e-9), name,
                           sheet.title, cell.coordinate, cell.value, got)
                else:
                    expect(lines(got) == lines(cell.value), name, sheet.title, cell.coordinate,
                           cell.value, got)
                counted += cell.value is not None
    return counted


def lines(text):
    return (text or "").replace("_x000D_", "\r").splitlines()


def formulas(book):
    return {(sheet.title, cell.coordinate): cell.value for sheet in book
            for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}


def convert(names, source, out):
    """What LibreOffice makes of workbooks in a directory."""
    out = os.path.join(SCRATCH, out)
    run("soffice", "-env:UserInstallation=file://" + os.path.join(SCRATCH, "profile"),
        "--headless", "--convert-to", "xlsx", "--outdir", out,
        *[path(name, ".xlsx", source) for name in names])
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
        check_cells(name, results[name], reports[name])
    check_digests("runs", reports["runs"])

    # A reader changes weights, and gets the score that the program gives under them.
    changed = "changed"
    book = openpyxl.load_workbook(path("runs", ".xlsx"))
    for cell, weight in zip(("B4", "E4"), WEIGHTS):
        book["Score"][cell] = weight
    book.save(path(changed, ".xlsx", os.path.join(SCRATCH, "stripped")))

    opened = convert(list(CASES), SCRATCH, "opened")
    cells = sum(check_opened(name, results[name], opened[name]) for name in CASES)
    # What openpyxl stored is without any result.
    calculated = convert(list(CASES) + [changed], os.path.join(SCRATCH, "stripped"), "calculated")
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
    print(failures, "failures;", cells, "cells,", counted, "formulas calculated")
    return failures > 0


sys.exit(main())
