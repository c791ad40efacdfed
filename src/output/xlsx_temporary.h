/*
 * xlsx_temporary.h - the library's temporary files, in memory while they are small. It does not
 * ask whether it could write them, so on a full disk it would make a workbook that lacks pieces.
 */
#pragma once

#include <stdbool.h>

/* Whether a temporary file could not be written or read since the last call. */
bool xlsx_temporary_failed(void);
