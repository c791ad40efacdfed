#include "refused.h"

#include <stdint.h>

#include "json_head.h"

#define OUTPUT "give what the tool printed on standard output"
#define MEASURE "measure with a tool that `wrkbook formats` lists"
#define WHOLE "give the whole of it"
#define LOGS "give the logs, runs.jsonl or report.json it was made from"

/* clang-format off */
const struct refused REFUSED[] = {
    {"UTF-16 text", "is not decoded", "convert it: iconv -f UTF-16 -t UTF-8 FILE > NEW",
     BY_START, {"\xff\xfe"}, false},
    {"UTF-16 text (big-endian)", "is not decoded",
     "convert it: iconv -f UTF-16 -t UTF-8 FILE > NEW", BY_START, {"\xfe\xff"}, false},
    {"UTF-16 text without a byte order mark", "is not decoded",
     "convert it: iconv -f UTF-16LE -t UTF-8 FILE > NEW", BY_ZEROS, {"x0x0"}, false},
    {"UTF-16 text (big-endian) without a byte order mark", "is not decoded",
     "convert it: iconv -f UTF-16BE -t UTF-8 FILE > NEW", BY_ZEROS, {"0x0x"}, false},
    {"the progress messages of ab", "hold no results", OUTPUT,
     BY_FIRST_LINE, {"Completed 9"}, false},
    {"the progress messages of ab", "hold no results", OUTPUT,
     BY_FIRST_LINE, {"Finished 9"}, false},
    {"an error message of ab", "holds no results", OUTPUT, BY_FIRST_LINE, {"apr_"}, false},
    {"the JSON results of Artillery",
     "count virtual users instead of connections", MEASURE,
     BY_JSON, {"aggregate/counters", "aggregate/rates"}, false},
    {"the JSON results of Artillery 1",
     "count virtual users instead of connections", MEASURE,
     BY_JSON, {"aggregate/scenariosCreated", "aggregate/requestsCompleted"}, false},
    {"the text output of Artillery",
     "counts virtual users instead of connections", MEASURE,
     BY_SOME, {"http.request_rate: ..", "http.requests: ..", "http.response_time:",
                "vusers.created: ..", "vusers.completed: ..", "http.codes.999: .."}, false},
    {"the table of autocannon",
     "is rounded for reading", "run autocannon with --json",
     BY_SOME, {"│ Stat ", "│ Latency ", "│ Req/Sec ", "│ Bytes/Sec ",
                "Req/Bytes counts sampled once"}, true},
    {"the text output of bombardier",
     "rounds what its JSON states exactly", "run bombardier with -l -o json",
     BY_SOME, {"Statistics ", "Reqs/sec ", "HTTP codes:", "9xx - 9", "Throughput:  "}, false},
    {"the text output of drill",
     "states no percentile but the median, in whole milliseconds", MEASURE,
     BY_SOME, {"Total requests  ", "Successful requests  ", "Median time per request",
                "Average time per request", "Sample standard deviation"}, false},
    {"the console summary of Gatling",
     "rounds to whole milliseconds and states no duration", MEASURE,
     BY_SOME, {"---- Global Information ---", "> request count ", "> min response time ",
                "> mean response time ", "> std deviation ", "> mean requests/sec "}, false},
    {"the statistics of Gatling (stats.json)",
     "leave open which percentiles their percentiles1 to 4 are", MEASURE,
     BY_JSON, {"pathFormatted", "stats/numberOfRequests", "stats/percentiles1",
               "stats/standardDeviation"}, false},
    {"the statistics of Gatling (global_stats.json)",
     "leave open which percentiles their percentiles1 to 4 are", MEASURE,
     BY_JSON, {"numberOfRequests", "percentiles1", "standardDeviation",
               "meanNumberOfRequestsPerSecond"}, false},
    {"the statistics of Gatling (stats.js)",
     "leave open which percentiles their percentiles1 to 4 are", MEASURE,
     BY_FIRST_LINE, {"var stats = {", "type: \"GROUP\"", "pathFormatted: "}, false},
    {"the simulation.log of Gatling",
     "changes its columns from version to version", MEASURE,
     BY_FIRST_LINE, {"RUN\t", "USER\t", "REQUEST\t"}, false},
    {"the CSV output of ghz",
     "lacks what a run's load was", "run ghz with -O json",
     BY_FIRST_LINE, {"duration (ms),status,error"}, false},
    {"the text output of ghz",
     "rounds what its JSON states exactly", "run ghz with -O json",
     BY_SOME, {"Count:\t", "99 % in ", "[OK] "}, false},
    {"the HTML report of ghz",
     "is made for reading", "run ghz with -O json",
     BY_LINES, {"<html>", "<title>ghz"}, false},
    {"the JSON report of graphql-bench",
     "mixes the results of several tools",
     "give the results of the tools themselves (wrk2, k6, autocannon)",
     BY_JSON, {"requests/average", "response/bytesPerSecond", "time/start", "histogram"}, true},
    {"the --output-file of h2load",
     "is newer than the h2load that wrkbook was checked against", "give the text h2load printed",
     BY_JSON, {"metadata/generator", "measurements/request_per_second"}, false},
    {"the --log-file of h2load",
     "has neither bytes nor connections", "give the text h2load printed",
     BY_FIRST_LINE, {"9999999999999999\t999\t9"}, false},
    {"an interval log of HdrHistogram (.hlog)",
     "is compressed and says nothing of requests or load",
     "give the percentile distribution (.hgrm) that HistogramLogProcessor makes of it",
     BY_LINES, {"#[Histogram log format version 9."}, false},
    {"the JSON results of Hyperfoil",
     "have no schema that agrees with what Hyperfoil writes",
     "use its wrk or wrk2 command, whose text is read",
     BY_JSON, {"$schema", "stats/isWarmup", "stats/total/summary"}, false},
    {"the CSV results of Hyperfoil",
     "lack what a run's load was", "use its wrk or wrk2 command, whose text is read",
     BY_FIRST_LINE, {"Phase,Metric,Start,End,Requests,Responses,"}, false},
    {"the error message of a Lua script", "holds no results", "mend the script",
     BY_NEAR, {".lua: "}, false},
    {"a JSON schema",
     "describes results and has none", "give the results themselves",
     BY_JSON, {"$schema", "$id", "properties", "required"}, false},
    {"the XML results of JMeter",
     "are read as CSV only", "set jmeter.save.saveservice.output_format=csv",
     BY_LINES, {"<testResults version="}, false},
    {"a table of points in time without a header",
     "does not say what its columns are",
     "name them in a first line (JMeter does: jmeter.save.saveservice.print_field_names=true)",
     BY_FIRST_LINE, {"9999999999999,9", "9999999999999,9"}, false},
    {"the text summary of k6",
     "rounds what its JSON states exactly", "run k6 with --summary-export FILE",
     BY_SOME, {"http_req_duration..", "http_req_failed..", "http_reqs..", "http_req_waiting..",
                "iterations..", "vus_max.."}, false},
    {"the failures of locust",
     "belong to a result and are none", "give the file beside it that ends in _stats.csv",
     BY_FIRST_LINE, {"Method,Name,Error,Occurrences"}, false},
    {"the history of locust",
     "belongs to a result and is none", "give the file beside it that ends in _stats.csv",
     BY_FIRST_LINE, {"Timestamp,User Count,Type,Name,"}, false},
    {"the JSON results of locust",
     "differ from version to version", "run locust with --csv",
     BY_JSON, {"num_requests", "num_none_requests", "response_times"}, false},
    {"the CSV output of oha",
     "leaves out requests without an answer", "run oha with --output-format json",
     BY_FIRST_LINE, {"request-start,DNS,DNS+dialup,Response-delay,request-duration,"}, false},
    {"the text output of oha",
     "rounds what its JSON states exactly", "run oha with --output-format json",
     BY_SOME, {"Success rate:", "Response time distribution:", "99.99% in "}, false},
    {"the JSON results of plow",
     "have rounded times and estimated percentiles", MEASURE,
     BY_JSON, {"Summary/Elapsed", "Summary/RPS", "Statistics/Latency", "Percentiles"}, false},
    {"the text output of plow",
     "has rounded times and estimated percentiles", MEASURE,
     BY_SOME, {"Reads  ", "Statistics    Min", "Latency Percentile:", "P50 ",
                "Latency Histogram:"}, false},
    {"the JSON results of rewrk",
     "state neither a duration nor percentiles nor errors", MEASURE,
     BY_JSON, {"latency_avg", "latency_std_deviation", "requests_avg", "transfer_rate"}, false},
    {"the text output of rewrk",
     "calls the means of the slowest requests percentiles", MEASURE,
     BY_SOME, {"Beginning round 9", "Latencies:", "Requests:", "Transfer:",
                "|   Percentile    |   Avg Latency"}, false},
    {"a table of an early TechEmpower round",
     "has rates and no latency", "give the results.json of that round",
     BY_FIRST_LINE, {"Framework,9"}, false},
    {"the error messages of siege", "hold no results", OUTPUT,
     BY_FIRST_LINE, {"[error] "}, false},
    {"the error messages of siege", "hold no results", OUTPUT,
     BY_FIRST_LINE, {"[\x1b[9;99merror"}, false},
    {"the JSON of a reporter for wrk2 (graphql-bench)",
     "is rounded by its script", "give the text wrk2 printed",
     BY_JSON, {"latency_aggregate/mean", "duration_in_milliseconds", "latency_distribution"}, false},
    {"the log of Tsung",
     "sums up intervals and states no percentiles", MEASURE,
     BY_LINES, {"# stats: dump at 9", "stats: "}, false},
    {"the JSON log of Tsung",
     "sums up intervals and states no percentiles", MEASURE,
     BY_JSON, {"stats/timestamp", "stats/samples"}, true},
    {"the binary results of vegeta (gob)",
     "only Go programs can read", "give what `vegeta report -type=json FILE` prints",
     BY_NEAR, {"\x06Result", "\x06""Attack", "\x07Latency"}, false},
    {"a report of ab without its beginning", "does not say how many requests were made", WHOLE,
     BY_LINES, {"Connect: ", "Processing: ", "Waiting: ", "Total: "}, false},
    {"a summary of hey without its beginning", "does not say how long the run took", WHOLE,
     BY_LINES, {"Average:\t", "Requests/sec:\t", "Response time histogram:"}, false},
    {"a result of h2load without its beginning", "does not say how long the run took", WHOLE,
     BY_LINES, {"status codes: ", "traffic: ", "time for request: "}, false},
    {"a result of siege without its beginning", "does not say how many requests were made", WHOLE,
     BY_LINES, {"Elapsed time:", "Data transferred:", "Response time:", "Transaction rate:"}, false},
    {"a report of vegeta without its beginning", "does not say how many requests were made", WHOLE,
     BY_LINES, {"Latencies ", "Bytes In ", "Bytes Out ", "Success "}, false},
    {"JSON in a document", "is not taken out of it", "give the JSON alone",
     BY_LINES, {"```", "{", "}", "```"}, false},
    {"a comparison that wrkbook wrote (CSV)",
     "has changes instead of runs", LOGS,
     BY_FIRST_LINE, {"workload,metric,unit,better,system,n,"}, false},
    {"a workbook (XLSX)",
     "is not read, not even the one that wrkbook writes", LOGS,
     BY_START, {"PK\x03\x04", "[Content_Types].xml"}, false},
    {"a zip archive", "is not unpacked", "unpack it", BY_START, {"PK\x03\x04"}, false},
    {"data that bzip2 compressed", "is not decoded", "decompress it: bunzip2 FILE",
     BY_START, {"BZh", "1AY&SY"}, false},
    {"data that xz compressed", "is not decoded", "decompress it: unxz FILE",
     BY_START, {"\xfd""7zXZ"}, false},
};
/* clang-format on */

const size_t REFUSED_COUNT = sizeof REFUSED / sizeof REFUSED[0];

static size_t mark_count(const struct refused *row)
{
    size_t count = 0;
    while (count < REFUSED_MARKS && row->marks[count]) {
        count++;
    }
    return count;
}

static bool begins_like(struct str line, const char *mark)
{
    for (size_t i = 0; mark[i] != '\0'; i++) {
        bool same = i < line.len && (mark[i] == '9' ? line.ptr[i] >= '0' && line.ptr[i] <= '9'
                                                    : line.ptr[i] == mark[i]);
        if (!same) {
            return false;
        }
    }
    return true;
}

static size_t marks_needed(const struct refused *row)
{
    return row->by == BY_SOME ? 2 : mark_count(row);
}

/* Whether the line begins with a mark that none did before. */
static bool begins_newly(struct str line, const struct refused *row, unsigned *had)
{
    for (unsigned i = 0; i < mark_count(row); i++) {
        if (!(*had & 1U << i) && begins_like(line, row->marks[i])) {
            *had |= 1U << i;
            return true;
        }
    }
    return false;
}

/* Without what a terminal or k6 puts before a line. */
static struct str bare(struct str line)
{
    size_t before;
    do {
        before = line.len;
        line = str_trim(line);
        if (str_starts(line, STR("\x1b["))) {
            size_t end = str_find(line, STR("m"), 0);
            line = str_skip(line, end == SIZE_MAX ? line.len : end + 1);
        }
        if (!str_eat(&line, STR("✓"))) {
            str_eat(&line, STR("✗"));
        }
    } while (line.len < before);
    return line;
}

/* How many marks of each row that goes by lines were found, in one pass for all. */
static void follow_lines(struct str head, bool claimed, size_t *found)
{
    bool first = true;
    unsigned had[sizeof REFUSED / sizeof REFUSED[0]] = {0};
    str_eat(&head, STR("\xef\xbb\xbf"));
    while (head.len > 0) {
        size_t end = str_find(head, STR("\n"), 0);
        struct str line = bare(str_cut(head, 0, end));
        head = str_skip(head, end == SIZE_MAX ? head.len : end + 1);
        for (size_t i = 0; i < REFUSED_COUNT && line.len > 0; i++) {
            const struct refused *row = &REFUSED[i];
            bool may = row->by == BY_LINES || row->by == BY_SOME ||
                       (row->by == BY_FIRST_LINE && (first || found[i] > 0));
            if (may && (!claimed || row->lookalike) && found[i] < marks_needed(row)) {
                found[i] += row->by == BY_SOME ? begins_newly(line, row, &had[i])
                                               : begins_like(line, row->marks[found[i]]);
            }
        }
        first = first && line.len == 0;
    }
}

static bool bytes_match(const struct refused *row, struct str head)
{
    size_t count = mark_count(row);
    struct str first = str_of(row->marks[0]);
    size_t reach = row->by == BY_START ? first.len : 16;
    size_t at = str_find(str_cut(head, 0, reach), first, 0);
    for (size_t i = 1; i < count && at != SIZE_MAX; i++) {
        at = str_find(head, str_of(row->marks[i]), at);
    }
    return at != SIZE_MAX;
}

static bool zeros_match(const char *mark, struct str head)
{
    size_t i = 0;
    while (mark[i] != '\0' && i < head.len && (head.ptr[i] == '\0') == (mark[i] == '0')) {
        i++;
    }
    return mark[i] == '\0';
}

static bool matches(const struct refused *row, struct str head, size_t lines)
{
    switch (row->by) {
    case BY_START:
    case BY_NEAR:
        return bytes_match(row, head);
    case BY_ZEROS:
        return zeros_match(row->marks[0], head);
    case BY_JSON:
        return json_head_has(head, row->marks, mark_count(row));
    case BY_FIRST_LINE:
    case BY_LINES:
    case BY_SOME:
        return lines == marks_needed(row);
    }
    return false;
}

const struct refused *refused_find(struct str head, bool claimed)
{
    size_t found[sizeof REFUSED / sizeof REFUSED[0]] = {0};
    follow_lines(head, claimed, found);
    for (size_t i = 0; i < REFUSED_COUNT; i++) {
        if ((!claimed || REFUSED[i].lookalike) && matches(&REFUSED[i], head, found[i])) {
            return &REFUSED[i];
        }
    }
    return NULL;
}
