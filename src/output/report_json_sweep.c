/* What a sweep over loads says, for report.json. */
#include "output.h"
#include "report_json.h"

static void emit_points(struct json_emit *json, const struct sweep *sweep,
                        const struct sweep_system *system)
{
    json_open_list(json, "points");
    for (size_t i = 0; i < system->point_count; i++) {
        const struct sweep_point *point = &system->points[i];
        json_open(json, '{');
        report_json_workload(json, point->workload);
        json_number_field(json, "load", point->load);
        json_number_field(json, "n", (double)point->n);
        json_number_field(json, "goodput", point->goodput);
        json_number_field(json, sweep->tail->id, point->tail_us);
        json_str_field(json, "bound",
                       str_of(bound_text(point->tail_cut ? BOUND_AT_LEAST : BOUND_NONE)));
        json_number_field(json, "efficiency", point->efficiency);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void emit_law(struct json_emit *json, const struct sweep_system *system)
{
    json_key(json, "fit");
    if (system->why != FITTED) {
        json_none(json);
    } else {
        const struct usl *fit = &system->fit;
        json_open(json, '{');
        json_number_field(json, "gamma", fit->gamma);
        json_number_field(json, "alpha", fit->alpha);
        json_number_field(json, "beta", fit->beta);
        json_number_field(json, "gamma_se", fit->gamma_se);
        json_number_field(json, "alpha_se", fit->alpha_se);
        json_number_field(json, "beta_se", fit->beta_se);
        json_number_field(json, "r2", fit->r2);
        json_number_field(json, "worst", fit->worst);
        json_number_field(json, "peak", system->peak);
        json_close(json, '}');
    }
    json_str_field(json, "why", str_of(not_fitted_name(system->why)));
}

static void emit_limit(struct json_emit *json, const struct sweep *sweep, const struct slo *slo,
                       const struct slo_result *result)
{
    json_key(json, "slo");
    if (!slo->metric) {
        json_none(json);
        return;
    }
    json_open(json, '{');
    json_str_field(json, "metric", str_of(sweep->tail->id));
    json_number_field(json, "limit_us", slo->limit_us);
    json_number_field(json, "kept", result->kept);
    json_number_field(json, "broken", result->broken);
    json_number_field(json, "estimate", result->estimate);
    json_close(json, '}');
}

void report_json_sweeps(struct json_emit *json, const struct report *report)
{
    report_json_open_list(json, "sweep");
    for (size_t i = 0; i < report->analysis->sweeps.n; i++) {
        const struct sweep *sweep = &report->analysis->sweeps.at[i];
        for (size_t s = 0; s < report->study->system_count; s++) {
            const struct sweep_system *system = &sweep->systems[s];
            report_json_open_item(json);
            json_str_field(json, "by", str_of(sweep_by_name(sweep->by)));
            report_json_system(json, report, s);
            emit_points(json, sweep, system);
            json_number_field(json, "most_goodput", system->most_goodput);
            json_number_field(json, "most_load", system->most_load);
            json_number_field(json, "saturation", system->saturation);
            emit_law(json, system);
            emit_limit(json, sweep, &report->analysis->slo, &system->slo);
            json_close(json, '}');
        }
    }
    json_close(json, ']');
}
