/*
 * wrk_command.h - what the command line above a run of wrk says.
 */
#pragma once

#include "str.h"

/* What the options say; NaN and NULL where they say nothing. */
struct wrk_command {
    double threads, connections, duration_s, timeout_s;
    double rate_rps; /* -R: only wrk2 knows it */
    double pipeline; /* the last word for a script pipeline.lua, as of TechEmpower's "-- PATH 16" */
    struct str url;
};

/* Reads the options of a command's text. The url is a slice of it. */
struct wrk_command wrk_command_parse(struct str text);
