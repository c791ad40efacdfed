/* For the program without drawing libraries: hands commands to wrkbook-report beside it. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"

#define SIBLING "wrkbook-report"

/* The directory of the running program, with its slash; "" when it can't be known. */
static const char *own_directory(struct arena *arena, const char *program)
{
    char path[4096];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);
    if (len <= 0) {
        len = (ssize_t)strlen(program);
        if ((size_t)len >= sizeof path) {
            return "";
        }
        memcpy(path, program, (size_t)len);
    }
    path[len] = '\0';
    char *slash = strrchr(path, '/');
    return slash ? arena_copy(arena, path, (size_t)(slash + 1 - path)) : "";
}

static bool hand_over(struct invocation *invocation, struct err *err)
{
    const struct console *console = invocation->console;
    const char *directory = own_directory(invocation->arena, console->program);
    const char *path = arena_printf(invocation->arena, "%s%s", directory, SIBLING);
    if (directory[0] != '\0') {
        execv(path, console->argv);
    } else {
        execvp(path, console->argv);
    }
    return err_set(err, ERR_OUTPUT, "%s, which draws, cannot be started: %s", path,
                   strerror(errno));
}

bool command_report(struct invocation *invocation, struct err *err)
{
    return hand_over(invocation, err);
}

bool judge_and_write(struct invocation *invocation, struct err *err)
{
    return hand_over(invocation, err);
}

bool command_formats(struct invocation *invocation, struct err *err)
{
    return hand_over(invocation, err);
}

bool command_version(struct invocation *invocation, struct err *err)
{
    return hand_over(invocation, err);
}
