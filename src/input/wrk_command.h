/*
 * wrk_command.h - the command line that people leave above a run of wrk.
 */
#pragma once

#include "str.h"

/* What the options say; NaN and NULL where they say nothing. */
struct wrk_command {
    double threads, connections, duration_s, timeout_s;
    double rate_rps; /* -R: only wrk2 knows it */
    struct str url;
};

/*
 * Finds a command line of wrk in a line: after any prompt, path or `time`, a
 * program called wrk or wrk-SOMETHING or wrk2, followed by an option or a URL.
 * command: from the program on.
 */
bool wrk_command_find(struct str line, struct str *command);

/* Reads the options of a command's text. The url is a slice of it. */
struct wrk_command wrk_command_parse(struct str text);
