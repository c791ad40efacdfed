/* Completions for three shells. */
#include <string.h>

#include "desk.h"
#include "values.h"

/* What a value is, where it is none of a few. */
static bool is_file(const struct option *option)
{
    return strcmp(option->argument, "FILE") == 0 || strstr(option->argument, "PATH");
}

static bool is_directory(const struct option *option)
{
    return strcmp(option->argument, "DIR") == 0;
}

/* Text between single quotes of a shell; also without what zsh would take for its own in a
 * description. */
static void quoted(FILE *out, const char *text, bool zsh)
{
    for (const char *c = text; *c; c++) {
        if (*c == '\'') {
            fputs(zsh ? "'\\''" : "\\'", out);
        } else if (zsh && strchr("[]:\\", *c)) {
            fprintf(out, "\\%c", *c);
        } else if (!zsh && *c == '\\') {
            fputs("\\\\", out);
        } else {
            fputc(*c, out);
        }
    }
}

static bool takes(const struct command *command, const struct option *option)
{
    return (option->commands & command->bit) != 0;
}

static void commands(FILE *out)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        fprintf(out, "%s%s", i > 0 ? " " : "", COMMANDS[i].name);
    }
}

/* The values an option knows, blanks between them; false for none. */
static bool choices(FILE *out, struct arena *arena, const struct option *option, const char *before)
{
    const char *choice = option_choice(arena, option->name, 0);
    if (!choice) {
        return false;
    }
    fputs(before, out);
    for (size_t i = 0; choice; choice = option_choice(arena, option->name, ++i)) {
        fprintf(out, "%s%s", i > 0 ? " " : "", choice);
    }
    return true;
}

static void bash_values(FILE *out, struct arena *arena)
{
    fputs("    case $previous in\n", out);
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option *option = &OPTIONS[i];
        if (!option->argument) {
            continue;
        }
        if (option->letter) {
            fprintf(out, "    -%c | --%s) ", option->letter, option->name);
        } else {
            fprintf(out, "    --%s) ", option->name);
        }
        if (choices(out, arena, option, "COMPREPLY=($(compgen -W '")) {
            fputs("' -- \"$current\")) ;;\n", out);
        } else if (is_file(option) || is_directory(option)) {
            fprintf(out, "COMPREPLY=($(compgen -%c -- \"$current\")) ;;\n",
                    is_file(option) ? 'f' : 'd');
        } else {
            fputs("COMPREPLY=() ;;\n", out);
        }
    }
    fputs("    *) return 1 ;;\n    esac\n    return 0\n", out);
}

void write_bash(FILE *out, struct arena *arena)
{
    fputs("# bash completion for wrkbook; generated from its table of options.\n"
          "_wrkbook_value() {\n",
          out);
    bash_values(out, arena);
    fputs("}\n\n"
          "_wrkbook() {\n"
          "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
          "    local command=compare word options\n"
          "    COMPREPLY=()\n"
          "    if [[ $current == = ]]; then current=; "
          "elif [[ $previous == = ]]; then previous=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
          "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
          "        case $word in\n        ",
          out);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        fprintf(out, "%s%s", i > 0 ? " | " : "", COMMANDS[i].name);
    }
    fputs(") command=$word; break ;;\n        esac\n    done\n"
          "    _wrkbook_value && return\n"
          "    if [[ $current == -* ]]; then\n        case $command in\n",
          out);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        fprintf(out, "        %s) options='", COMMANDS[i].name);
        for (size_t k = 0; k < OPTION_COUNT; k++) {
            if (takes(&COMMANDS[i], &OPTIONS[k])) {
                fprintf(out, "--%s ", OPTIONS[k].name);
            }
        }
        fputs("' ;;\n", out);
    }
    fputs("        esac\n        COMPREPLY=($(compgen -W \"$options\" -- \"$current\"))\n"
          "        return\n    fi\n"
          "    if [[ $COMP_CWORD == 1 || $command == help ]]; then\n"
          "        COMPREPLY=($(compgen -W '",
          out);
    commands(out);
    fputs("' -- \"$current\"))\n    fi\n"
          "    [[ $command == help ]] || COMPREPLY+=($(compgen -f -- \"$current\"))\n"
          "}\n\n"
          "complete -o filenames -F _wrkbook wrkbook\n",
          out);
}

static void zsh_option(FILE *out, struct arena *arena, const struct option *option)
{
    if (option->letter) {
        fprintf(out, "            '(-%c --%s)'{-%c%s,--%s%s}'[", option->letter, option->name,
                option->letter, option->argument ? "+" : "", option->name,
                option->argument ? "=" : "");
    } else {
        fprintf(out, "            '*--%s%s[", option->name, option->argument ? "=" : "");
    }
    quoted(out, option->help, true);
    fputc(']', out);
    if (option->argument) {
        fprintf(out, ":%s:", option->argument);
        if (choices(out, arena, option, "(")) {
            fputc(')', out);
        } else if (is_file(option)) {
            fputs("_files", out);
        } else if (is_directory(option)) {
            fputs("_path_files -/", out);
        } else {
            fputc(' ', out);
        }
    }
    fputs("'\n", out);
}

void write_zsh(FILE *out, struct arena *arena)
{
    fputs("#compdef wrkbook\n# Generated from wrkbook's table of options.\n\n"
          "local command=compare word\nlocal -a commands options\ncommands=(\n",
          out);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        fprintf(out, "    '%s:", COMMANDS[i].name);
        quoted(out, COMMANDS[i].summary, true);
        fputs("'\n", out);
    }
    fputs(")\nfor word in ${words[2,CURRENT-1]}; do\n"
          "    (( ${commands[(I)$word:*]} )) && command=$word && break\ndone\n"
          "case $command in\n",
          out);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        fprintf(out, "    %s)\n        options=(\n", COMMANDS[i].name);
        for (size_t k = 0; k < OPTION_COUNT; k++) {
            if (takes(&COMMANDS[i], &OPTIONS[k])) {
                zsh_option(out, arena, &OPTIONS[k]);
            }
        }
        fputs("        ) ;;\n", out);
    }
    fputs("esac\n_wrkbook_operands() {\n"
          "    if (( CURRENT == 2 )) || [[ $command == help ]]; then\n"
          "        _describe command commands\n    fi\n"
          "    [[ $command == help ]] || _files\n}\n"
          "_arguments -s $options '*: :_wrkbook_operands'\n",
          out);
}

static void fish_option(FILE *out, struct arena *arena, const struct option *option)
{
    fprintf(out, "complete -c wrkbook -l %s", option->name);
    if (option->letter) {
        fprintf(out, " -s %c", option->letter);
    }
    if ((option->commands & FOR_ALL) != FOR_ALL) {
        fputs(" -n '", out);
        const char *before = "";
        if (option->commands & FOR_COMPARE) {
            fputs("not __fish_seen_subcommand_from ", out);
            commands(out);
            before = "; or ";
        }
        fprintf(out, "%s__fish_seen_subcommand_from", before);
        for (size_t i = 0; i < COMMAND_COUNT; i++) {
            fprintf(out, "%s%s", takes(&COMMANDS[i], option) ? " " : "",
                    takes(&COMMANDS[i], option) ? COMMANDS[i].name : "");
        }
        fputc('\'', out);
    }
    if (option->argument) {
        fputs(is_file(option) ? " -r -F" : " -x", out);
        if (choices(out, arena, option, " -a '")) {
            fputc('\'', out);
        } else if (is_directory(option)) {
            fputs(" -a '(__fish_complete_directories)'", out);
        }
    }
    fputs(" -d '", out);
    quoted(out, option->help, false);
    fputs("'\n", out);
}

void write_fish(FILE *out, struct arena *arena)
{
    fputs("# fish completion for wrkbook; generated from its table of options.\n", out);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        fprintf(out, "complete -c wrkbook -n __fish_use_subcommand -a %s -d '", COMMANDS[i].name);
        quoted(out, COMMANDS[i].summary, false);
        fputs("'\n", out);
    }
    fputs("complete -c wrkbook -f -n '__fish_seen_subcommand_from help' -a '", out);
    commands(out);
    fputs("'\n", out);
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        fish_option(out, arena, &OPTIONS[i]);
    }
}
