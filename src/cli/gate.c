#include "commands.h"

/* Whether a gate that must hold did not, or can't be known to. */
static bool fails(const struct gate_result *result, enum when_inconclusive inconclusive)
{
    switch (result->verdict) {
    case GATE_PASS:
    case GATE_WARN:
        return false;
    case GATE_INCONCLUSIVE:
        return !result->gate->warns && inconclusive == INCONCLUSIVE_FAILS;
    case GATE_FAIL:
    case GATE_NOT_COMPARABLE:
    case GATE_NO_DATA:
        break;
    }
    return !result->gate->warns;
}

/* Whether there is something to look at although nothing fails. */
static bool warns(const struct gate_result *result, enum when_inconclusive inconclusive)
{
    bool told = result->verdict != GATE_INCONCLUSIVE || inconclusive != INCONCLUSIVE_PASSES;
    return result->verdict != GATE_PASS && told && !fails(result, inconclusive);
}

static bool print_gates(const struct invocation *invocation, const struct report *report,
                        size_t failed, size_t warned, struct err *err)
{
    const struct console *console = invocation->console;
    struct buf out = BUF(invocation->arena);
    struct text_options how = terminal_look(invocation);
    text_table(&out, &report->gates, &how);
    buf_char(&out, '\n');
    size_t all = report->analysis->gates.n;
    buf_add(&out, LANGUAGE_SAY(invocation->arena, report->language, "gate.summary",
                               {"passed", str_printf(out.arena, "%zu", all - failed - warned)},
                               {"warned", str_printf(out.arena, "%zu", warned)},
                               {"failed", str_printf(out.arena, "%zu", failed)}));
    buf_char(&out, '\n');
    return console->print(console->context, buf_str(&out), err);
}

bool command_gate(struct invocation *invocation, struct err *err)
{
    const struct options *options = &invocation->options;
    struct report report;
    if (options->gates.n == 0) {
        return err_set(err, ERR_USAGE,
                       "no gate given; expected --fail, --warn, or gates in "
                       "wrkbook.yaml");
    }
    if (!make_report(invocation, false, &report, err)) {
        return false;
    }
    size_t failed = 0;
    size_t warned = 0;
    for (size_t i = 0; i < report.analysis->gates.n; i++) {
        failed += fails(&report.analysis->gates.at[i], options->inconclusive);
        warned += warns(&report.analysis->gates.at[i], options->inconclusive);
    }
    if (failed > 0 && !options->report_only && invocation->status == 0) {
        invocation->status = 1;
    }
    return print_gates(invocation, &report, failed, warned, err);
}
