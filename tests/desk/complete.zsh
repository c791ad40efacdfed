# complete.zsh DIRECTORY LINE...: what zsh completes behind each line, a word a line behind "@ LINE". Run
# by zsh -f where the files are. Completion needs a terminal, and what it would add is seen by standing in
# for compadd. One shell answers all, as it takes a second to load its completions.
zmodload zsh/zpty
work=$(mktemp -d)
cat >$work/rc <<EOF
PS1= RPS1=
fpath=($1 \$fpath)
autoload -Uz compinit
compinit -u -d $work/dump
compadd() {
    local -a hits
    if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
        builtin compadd "\$@"
        return
    fi
    builtin compadd -O hits "\$@"
    print -rl -- \$hits >>$work/hits
}
done_completing() {
    zle complete-word
    zle kill-buffer
    : >$work/done
}
zle -N done_completing
bindkey '^T' done_completing
: >$work/ready
EOF
await() {
    for ((i = 0; i < 1500; i++)); do
        [[ -e $1 ]] && break
        sleep 0.02
    done
    rm -f $1
}
shift
zpty z zsh -f -i
zpty -w z "source $work/rc"
await $work/ready
for line; do
    zpty -w -n z "$line"$'\C-t'
    await $work/done
    print -r -- "@ $line"
    cat $work/hits 2>/dev/null
    rm -f $work/hits
done
zpty -d z
rm -rf $work
