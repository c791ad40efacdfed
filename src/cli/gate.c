#include "commands.h"

static bool print_gates(const struct invocation *invocation, const struct report *report,
                        struct err *err)
{
    struct buf out = BUF(invocation->arena);
    struct text_options how = terminal_look(invocation);
    buf_printf(&out, "%.*s\n\n", STR_ARG(str_clean(out.arena, report->grouping)));
    text_table(&out, &report->gates, &how);
    buf_printf(&out, "\n%.*s\n", STR_ARG(report->gate_summary));
    return say_result(invocation, buf_str(&out), err);
}

bool judge(struct invocation *invocation, report_writer *write, struct err *err)
{
    const struct options *options = &invocation->options;
    struct report report;
    if (options->gates.n == 0) {
        return err_set(err, ERR_USAGE,
                       "no gate given; expected --fail, --warn, or gates in "
                       "wrkbook.yaml");
    }
    if (!make_report(invocation, options->out.ptr != NULL, &report, err) ||
        (write && !write(invocation, &report, err))) {
        return false;
    }
    if (gate_outcomes(report.analysis, OUTCOME_FAILED) > 0 && !options->report_only &&
        invocation->status == 0) {
        invocation->status = 1;
    }
    return print_gates(invocation, &report, err) &&
           deliver_to_github(invocation, &report, options->out.ptr, err);
}

bool command_gate(struct invocation *invocation, struct err *err)
{
    bool files = invocation->options.out.ptr || invocation->options.output.ptr;
    return files ? judge_and_write(invocation, err) : judge(invocation, NULL, err);
}
