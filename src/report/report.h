/*
 * report.h - the report as data: built once, written by every output format.
 *
 * Numbers live in the analysis; here are the tables of typed cells, the chart
 * specifications and the sentences, in the report's language. A writer
 * decides syntax only: it derives no number and knows no label.
 */
#pragma once

#include "analysis.h"
#include "language.h"

enum cell_kind { CELL_EMPTY, CELL_TEXT, CELL_NUMBER };

/* What a cell means for the reader; each format shows it in its own way. */
enum tone { TONE_PLAIN, TONE_GOOD, TONE_BAD, TONE_MUTED };

struct cell {
    enum cell_kind kind;
    enum tone tone;
    struct str text; /* as shown, in the report's language; raw text, to be escaped */
    double value;    /* CELL_NUMBER: in unit; finite */
    enum unit unit;
    enum bound bound;
    /* A text that can be parted where room is short, "unclear (one run)": "unclear" and "one run".
     */
    struct str brief, reason; /* reason: NULL where there is none */
};

struct column {
    struct str title;
    bool numeric;    /* right-aligned */
    bool joined;     /* belongs to the column before it, and stays beside it */
    bool labels;     /* its cells are labels, which may be shortened */
    struct str of;   /* the system that this and the columns joined to it are about; NULL: all */
    struct str word; /* where of stands above: the title without it */
};

struct table {
    const char *id; /* "comparison", "score", ... */
    struct str title;
    struct column *columns;
    size_t column_count;
    size_t name_columns;    /* so many columns name a row; 0: the first does */
    VEC(struct cell) cells; /* row by row; a multiple of column_count */
    struct str note;        /* a sentence below, NULL for none */
};

/* Charts. Each kind is one file in src/chart/. */
enum chart_kind {
    CHART_BARS,   /* amounts from zero, one bar a row */
    CHART_DOTS,   /* points on a logarithmic axis, one row a system, joined by a line */
    CHART_LINES,  /* points over two logarithmic axes, one line a system */
    CHART_RATIOS, /* to the baseline, around 1 on an axis of powers of two, one row a ratio */
    CHART_PARTS,  /* points of 100 and, below each, the ratios it is made of: 1 is 100 points */
};

struct chart_point {
    struct str name; /* "p50"; NULL where a row has only one point, and of a whole */
    double x;        /* CHART_LINES: where it stands, in x_unit; see there */
    double value;    /* in the chart's unit, finite */
    struct str text; /* the value as shown */
    enum bound bound;
};

struct chart_row {
    struct str label;
    size_t system; /* selects the colour, so a system looks the same in all charts */
    struct chart_point *points;
    size_t point_count; /* 0: nothing to draw, missing says why */
    double low, high;   /* whisker; NaN for none */
    const double *raw;  /* single runs, drawn as dots where there are several */
    size_t raw_count;
    struct str missing; /* "no latency recorded" */
    /* CHART_RATIOS: */
    enum tone tone;  /* good or bad where it was judged */
    bool is_heading; /* has nothing to draw but a label, for the rows below it */
    /* CHART_LINES: */
    const double *curve; /* x and value in turn, drawn instead of a line from point to point */
    size_t curve_count;  /* pairs */
    double queueing;     /* where on the axis below it begins; NaN for none */
    struct str queueing_text;
};

/* The names of all charts, NULL-terminated. */
extern const char *const CHART_IDS[];
extern const char *const SWEEP_CHART_IDS[];

struct chart {
    const char *id; /* file name without extension, and slug in templates */
    enum chart_kind kind;
    struct str title;
    struct str subtitle;    /* what is plotted, with unit and direction */
    struct str takeaway;    /* one sentence: what the chart shows */
    struct str description; /* all its numbers in a sentence, for those who can't see it */
    enum unit unit;
    struct chart_row *rows;
    size_t row_count;
    /* CHART_LINES: */
    struct str x_title; /* of the axis below */
    enum unit x_unit;   /* UNIT_SHARE: shares below 1, placed by 1/(1-x), so that 99 % has room */
    bool named_points;  /* names stand beside the points, where there is room */
    bool marks_points;  /* the axis below is marked where points stand, not at round values */
    double limit;       /* a level that should not be passed; NaN for none */
    /* CHART_PARTS: */
    struct str at_most; /* what the mark of a bound means, for the key */
};

typedef VEC(struct chart) chart_list;

/* A finding in words. */
struct remark {
    const struct finding *finding;
    struct str level, text, advice; /* level in the report's language */
};

/* What is shown for one workload. */
struct workload_report {
    struct str title;        /* "100 connections, 4 threads, 10 s" */
    struct table comparison; /* the metrics for a first look, at most seven and the facts */
    struct table worst;      /* of more than seven systems those that answer least, and the
                                baseline; no column with fewer */
    struct str worst_note;   /* which systems those are */
    struct table full;       /* every metric */
    VEC(struct table)
    blocks; /* every metric of a system with its lowest and highest run, a table
               each, titled by it; none where there are many */
    struct table efficiency;
    struct table score;
    struct str score_note;
    chart_list charts;
    struct str charts_note; /* which are not drawn, and why; empty when all are */
};

/* Loads that belong together. */
struct sweep_report {
    struct str title;
    struct table points;       /* a row a load */
    VEC(struct str) sentences; /* what follows, one a system */
    chart_list charts;
    struct str charts_note; /* which charts of each load are not drawn; empty when all are */
};

/* A sentence of the analysis, and what it is about. */
struct prose {
    struct str topic, text;
};

/* A file that runs were read from. */
struct report_input {
    struct str name, format;
    size_t runs;
    struct str sha256; /* 64 hexadecimal digits; NULL for what is no file */
};

struct report {
    struct arena *arena;
    const struct study *study;
    const struct analysis *analysis;
    const struct language *language;
    struct str title;
    struct str headline; /* one sentence */
    struct str grouping; /* "go: 6 runs (baseline), python: 6 runs; wrk, ..." */
    struct str next;     /* the command worth running next; NULL for none */
    struct str next_why; /* what it is for */
    /* The command that writes this report, with paths as typed, so for the terminal only; NULL:
     * unknown, or there is something better to run. */
    struct str write_all;
    struct workload_report *workloads;
    size_t workload_count;
    struct sweep_report *sweeps;
    size_t sweep_count;
    struct table overall;    /* over all workloads; no column when there is nothing to say */
    struct table gates;      /* a row per gate and system; no column without gates */
    struct str gate_summary; /* "3 held, 1 to look at, 2 failed" */
    struct str *gate_texts;  /* [analysis->gates.n]: each verdict as a sentence */
    struct table systems;    /* what was measured: a row per system */
    struct table runs;       /* the first REPORT_RUNS runs; note says how many there are besides */
    const bool *run_metrics; /* [METRIC_COUNT]: which metrics have a column in it */
    struct remark *remarks;
    size_t remark_count;
    VEC(struct prose) prose; /* what the numbers of the main workload say */
    struct table settings;   /* of the load: setting, value, meaning */
    struct table glossary;   /* metric, unit, direction, meaning */
    const struct report_input *inputs;
    size_t input_count;
    struct str template_name; /* as in report_options */
    bool charts_beside;
};

struct report_options {
    struct str title;         /* NULL: made from the systems' labels */
    struct str template_name; /* of the Markdown; NULL: the output's own default */
    bool charts_beside;       /* chart files are written to charts/ beside the documents */
    struct str
        command_paths; /* as given, each after a blank, for the next command; NULL: unknown */
    const struct report_input *inputs; /* in the order they were read */
    size_t input_count;
    const struct str *charts; /* names of those to draw, from CHART_IDS; NULL: all */
    size_t chart_count;
};

/* So many runs stand in documents; runs.jsonl and the workbook have all. */
#define REPORT_RUNS 200

/*
 * The cells of one run (an index into study->runs) under the columns of report->runs, in the arena.
 * Numbers have no text here, and what is not stated is CELL_EMPTY.
 */
struct cell *report_run_cells(const struct report *report, struct arena *arena, size_t run);

/*
 * What canonical runs state besides: a column for each field that some run has, and for each tag,
 * status code, percentile, figure of a phase and named value. The first REPORT_RUNS rows have
 * their cells. Distributions (histograms, dozens of percentiles) are left out.
 */
struct run_field;

struct run_fields {
    struct run_field *list; /* [table.column_count] */
    struct table table;
};

/* Builds that in the report's arena. */
void report_run_fields(const struct report *report, struct run_fields *fields);

/* The cells of one run under those columns, as report_run_cells() gives them. */
struct cell *report_run_field_cells(const struct run_fields *fields, struct arena *arena,
                                    const struct run *run);

/* The label of a metric in the report's language. */
struct str metric_label(struct arena *arena, const struct language *language,
                        const struct metric *metric);

/* Builds everything in the arena. analysis, language and arena must outlive the report. Never
 * fails. */
void report_build(struct arena *arena, const struct analysis *analysis,
                  const struct language *language, const struct report_options *options,
                  struct report *report);
