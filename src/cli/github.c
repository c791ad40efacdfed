/* --github: the files that GitHub Actions names in the environment, and what goes to its log. */
#include "github.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "commands.h"
#include "comment.h"

/* A step's summary may have so many bytes, and has to leave this much for a short one. */
#define SUMMARY_BYTES ((size_t)1024 * 1024)
#define LEAST_SUMMARY ((size_t)60000)

static bool failed(const char *path, int fd, struct err *err)
{
    int number = errno;
    if (fd >= 0) {
        close(fd);
    }
    return err_at(err, ERR_OUTPUT, path, 0, 0, "cannot be written: %s", strerror(number));
}

/* Appends, as other programs of the step do to the same file. */
static bool append(const char *path, struct str text, struct err *err)
{
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    while (fd >= 0 && text.len > 0) {
        ssize_t n = write(fd, text.ptr, text.len);
        if (n < 0 && errno != EINTR) {
            return failed(path, fd, err);
        }
        text = str_skip(text, n > 0 ? (size_t)n : 0);
    }
    return (fd >= 0 && close(fd) == 0) || failed(path, -1, err);
}

/* The file that the variable names; NULL with a note where it names none. */
static const char *file_of(const struct invocation *invocation, const char *variable)
{
    const char *path = getenv(variable);
    if (path && path[0] != '\0') {
        return path;
    }
    if (!invocation->options.quiet) {
        invocation->console->note(invocation->console->context,
                                  str_printf(invocation->arena,
                                             "$%s is not set, as it is in GitHub Actions; "
                                             "nothing is written to it",
                                             variable));
    }
    return NULL;
}

static bool append_summary(struct invocation *invocation, const struct report *report,
                           struct err *err)
{
    struct buf out = BUF(invocation->arena);
    struct stat there;
    const char *path = file_of(invocation, "GITHUB_STEP_SUMMARY");
    if (!path) {
        return true;
    }
    size_t used = stat(path, &there) == 0 ? (size_t)there.st_size : 0;
    if (used + LEAST_SUMMARY > SUMMARY_BYTES) {
        invocation->console->note(invocation->console->context,
                                  STR("the step's summary is full; nothing is added to it"));
        return true;
    }
    return comment_render(report, SUMMARY_BYTES - used - 1, &out, err) &&
           (buf_char(&out, '\n'), append(path, buf_str(&out), err));
}

bool deliver_to_github(struct invocation *invocation, const struct report *report,
                       const char *directory, struct err *err)
{
    struct buf outputs = BUF(invocation->arena);
    struct buf annotations = BUF(invocation->arena);
    if (!invocation->options.github) {
        return true;
    }
    github_outputs(report, directory, &outputs);
    github_annotations(report, &annotations);
    const char *path = file_of(invocation, "GITHUB_OUTPUT");
    return append_summary(invocation, report, err) &&
           (!path || append(path, buf_str(&outputs), err)) &&
           invocation->console->print(invocation->console->context, buf_str(&annotations), err);
}

bool say_result(const struct invocation *invocation, struct str text, struct err *err)
{
    const struct console *console = invocation->console;
    bool read_along = invocation->options.github;
    return console->print(console->context,
                          read_along ? github_safe(invocation->arena, text) : text, err);
}
