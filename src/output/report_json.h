/* report_json.h - what the parts of report.json have in common. Private to its writer. */
#pragma once

#include "json_emit.h"
#include "report.h"

/* Opens an array of the top level and an element of it, which stands in a line of its own, so that
 * reports can be read and diffed. */
void report_json_open_list(struct json_emit *json, const char *key);
void report_json_open_item(struct json_emit *json);

/* "w1" for the first, in the arena. */
const char *report_json_workload_id(struct arena *arena, size_t workload);

/* The members that say which workload and which system; null for NO_INDEX. */
void report_json_workload(struct json_emit *json, size_t workload);
void report_json_system(struct json_emit *json, const struct report *report, size_t system);

/* report_json_sweep.c: the member "sweep". */
void report_json_sweeps(struct json_emit *json, const struct report *report);
