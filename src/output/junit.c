/* Gates as test cases. What CI systems read of JUnit's XML has no standard; this is what they
 * share. */
#include "gates.h"
#include "output.h"

/* Text and attribute values: XML's own signs, and nothing that XML 1.0 forbids. */
static void xml_text(struct buf *out, struct str text)
{
    text = str_clean(out->arena, text);
    for (size_t i = 0, len = 0; i < text.len; i += len) {
        unsigned c = utf8_decode(str_skip(text, i), &len);
        switch (c) {
        case '<':
            buf_text(out, "&lt;");
            break;
        case '>':
            buf_text(out, "&gt;");
            break;
        case '&':
            buf_text(out, "&amp;");
            break;
        case '"':
            buf_text(out, "&quot;");
            break;
        case 0xFFFE:
        case 0xFFFF:
            buf_text(out, "\xEF\xBF\xBD");
            break;
        default:
            buf_add(out, str_cut(text, i, i + len));
        }
    }
}

static void attribute(struct buf *out, const char *name, struct str value)
{
    buf_printf(out, " %s=\"", name);
    xml_text(out, value);
    buf_char(out, '"');
}

/* A gate that fails because nothing can be judged is an error and no failure. */
static bool is_error(const struct gate_result *result)
{
    return result->outcome == OUTCOME_FAILED &&
           (result->verdict == GATE_NO_DATA || result->verdict == GATE_NOT_COMPARABLE);
}

static const char *element_of(const struct gate_result *result)
{
    return is_error(result)                    ? "error"
           : result->outcome == OUTCOME_FAILED ? "failure"
           : result->outcome == OUTCOME_OPEN   ? "skipped"
                                               : "system-out";
}

static void test_case(const struct report *report, size_t place, struct buf *out)
{
    const struct gate_result *result = &report->analysis->gates.at[place];
    bool met = result->system != NO_INDEX;
    struct str name = result->gate->text;
    if (met && report->workload_count > 1) {
        name = str_printf(out->arena, "%.*s (%.*s)", STR_ARG(name),
                          STR_ARG(report->workloads[result->workload].title));
    }
    buf_text(out, "    <testcase");
    attribute(out, "classname",
              met                         ? report->study->systems[result->system]
              : result->gate->systems.ptr ? result->gate->systems
                                          : STR("*"));
    attribute(out, "name", name);
    const char *element = element_of(result);
    buf_printf(out, ">\n      <%s", element);
    if (result->outcome == OUTCOME_FAILED || result->outcome == OUTCOME_OPEN) {
        attribute(out, "type", str_of(gate_verdict_name(result->verdict)));
        attribute(out, "message", report->gate_texts[place]);
    }
    buf_char(out, '>');
    xml_text(out, report->gate_texts[place]);
    buf_printf(out, "</%s>\n    </testcase>\n", element);
}

static bool write_junit(const struct report *report, struct sink *sink, const char *name,
                        struct err *err)
{
    const struct analysis *analysis = report->analysis;
    size_t errors = 0;
    for (size_t i = 0; i < analysis->gates.n; i++) {
        errors += is_error(&analysis->gates.at[i]);
    }
    struct buf counts = BUF(report->arena);
    attribute(&counts, "name", report->title);
    buf_printf(&counts, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\"", analysis->gates.n,
               gate_outcomes(analysis, OUTCOME_FAILED) - errors, errors);
    struct buf out = BUF(report->arena);
    buf_printf(&out,
               "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites%.*s>\n"
               "  <testsuite%.*s skipped=\"%zu\">\n",
               STR_ARG(buf_str(&counts)), STR_ARG(buf_str(&counts)),
               gate_outcomes(analysis, OUTCOME_OPEN));
    for (size_t i = 0; i < analysis->gates.n; i++) {
        test_case(report, i, &out);
    }
    buf_text(&out, "  </testsuite>\n</testsuites>\n");
    return sink_put(sink, name, buf_str(&out), err);
}

const struct output_format output_junit = {
    .name = "junit",
    .file = "junit.xml",
    .extension = "xml",
    .summary = "JUnit's XML: a gate is a test case; of gate",
    .for_gates = true,
    .write = write_junit,
};
