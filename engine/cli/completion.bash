# Completion of prorata for bash: put it into /usr/share/bash-completion/completions/prorata, or source it.
_prorata() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} verb=${COMP_WORDS[1]}
  local source='--metrics --cluster --match --weight --header --user --bearer-file --timeout --compressed'
  local time='--window --dialect --week-start --resolution --mode --tz --now --config' words=''
  case $before in
    --format) words='table json csv ndjson markdown prometheus opencost opencost-summary opencost-csv ack ack-csv focus focus-1.2 focus-schema focus-1.2-schema' ;;
    --method | --compare) words='interval average request usage' ;;
    --idle) words='separate share hide' ;;
    --idle-by) words='node cluster' ;;
    --idle-split) words='weighted even' ;;
    --idle-coefficients) words='cpu= ram= gpu= disk=' ;;
    --what-if) words='cpu: ram: gpu: disk: spot: committed: saving:' ;;
    --alias) words='department= environment= owner= product= team=' ;;
    --share) words='overhead namespace: controller: label:' ;;
    --step) words='1h 1d 1w 1mo quarter window' ;;
    --accumulate) words='all hour day week month quarter' ;;
    --dialect) words='prorata opencost ack' ;;
    --week-start) words='monday tuesday wednesday thursday friday saturday sunday' ;;
    --window) words='24h 7d today yesterday week lastweek month lastmonth' ;;
    --mode) words='stepped totals' ;;
    --resolution) words='auto 1m 5m 15m 1h' ;;
    --aggregate) words='cluster node namespace controllerKind controller controllerName deployment statefulset daemonset job cronjob pod container service providerID department environment owner product team label: annotation:' ;;
    --compressed) words='auto on off' ;;
    --tz) words=$(awk '!/^#/ { print $3 }' /usr/share/zoneinfo/tzdata.zi /usr/share/zoneinfo/zone.tab 2>/dev/null | grep /) ;;
    --metrics) [[ $word == http* ]] || mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    --prices | --config | --bearer-file | -o | --output) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    --page) mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
    --threads) words='0 1 2 4 8' ;;
    --memory) words='512MiB 1GiB 2GiB 4GiB' ;;
    --retry-partial) words='0 10s 30s 5m' ;;
    --listen) words='127.0.0.1:9003 :9003' ;;
    --of) words='cluster= node= namespace= controllerKind= controller= pod= container= label:' ;;
    prorata | */prorata) words='plan rules record allocate merge assets explain check calculate serve --help --version' ;;
    *)
      case $verb in
        rules) words='--match --help' ;;
        calculate) words='anomaly audit budget cluster commitment controller disk efficiency gp3 gpu health inference krr krr-score out-of-memory return rolling target together tokens training utilisation vpa-cpu vpa-memory watermarks zones --format --help' ;;
        plan) words="$source $time --format --help" ;;
        record) words="$source $time --output --anonymize --salt --help" ;;
        allocate) words="$source --threads $time --aggregate --alias --filter --step --accumulate --method --compare --charge-waiting --idle --idle-by --idle-split --idle-coefficients --share --prices --what-if --format --billing-account --invoice-issuer --partial --shard --help" ;;
        explain) words="$source --threads $time --of --at --alias --step --method --charge-waiting --idle --idle-by --idle-split --idle-coefficients --share --prices --what-if --format --help" ;;
        merge)
          words='--format --partial --help'
          [[ $word == -* ]] || { mapfile -t COMPREPLY < <(compgen -f -- "$word"); return; }
          ;;
        serve) words="$source --threads --tz --now --alias --config --prices --listen --page --memory --retry-partial --help" ;;
        assets) words="$source --threads $time --prices --what-if --format --help" ;;
        check) words="$source --threads $time --prices --format --help" ;;
      esac
      ;;
  esac
  local head=''
  if [[ $before == --aggregate ]]; then
    # Behind a comma the list goes on with keys that are not in it yet, so no space follows a key.
    [[ $word == *,* ]] && head=${word%,*},
    local key rest=''
    for key in $words; do [[ ,$head == *,$key,* ]] || rest+=" $key"; done
    words=$rest
    compopt -o nospace 2>/dev/null
  fi
  [[ $before == --of ]] && compopt -o nospace 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -P "$head" -W "$words" -- "${word#"$head"}")
}
complete -o filenames -F _prorata prorata
