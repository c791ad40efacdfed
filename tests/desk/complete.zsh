# complete.zsh DIRECTORY LINE: what zsh completes behind LINE, a word a line. Run by zsh -f.
# Completion needs a terminal, and what it would add is seen by standing in for compadd.
zmodload zsh/zpty
work=$(mktemp -d)
cat >$work/rc <<EOF
PS1= RPS1=
fpath=($1 \$fpath)
autoload -Uz compinit
compinit -u -d $work/dump
cd $work
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
    : >$work/done
}
zle -N done_completing
bindkey '^T' done_completing
: >$work/ready
EOF
zpty z zsh -f -i
zpty -w z "source $work/rc"
for ((i = 0; i < 400; i++)); do
    [[ -e $work/ready ]] && break
    sleep 0.05
done
zpty -w -n z "$2"$'\C-t'
for ((i = 0; i < 200; i++)); do
    [[ -e $work/done ]] && break
    sleep 0.05
done
zpty -d z
cat $work/hits 2>/dev/null
rm -rf $work
