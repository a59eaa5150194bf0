#!/usr/bin/env bash
# What .github/workflows/whatif.yml does, for any other pipeline: shards side by side, and one report of them all.
#
#   SHARDS=8 BUDGET=10m runs/ci/pipeline.sh OUT [FLAGS OF whatif merge]
#
# Each shard works on one thread, so give as many as there are cores; on several machines run `whatif ci --shard K/N` on each,
# bring the folders together, and merge. Ends with the exit code of the merge. SEEDS=N instead of BUDGET runs N seeds of each
# campaign, all shards together: the same result on every machine.
set -euo pipefail

out="${1:?usage: SHARDS=8 BUDGET=10m runs/ci/pipeline.sh OUT [FLAGS OF whatif merge]}"
shift
whatif="$(cd "$(dirname "$0")/../.." && pwd)/bin/whatif.js"
shards="${SHARDS:-$(getconf _NPROCESSORS_ONLN)}"
if [ -n "${SEEDS:-}" ]; then amount=(--seeds "$SEEDS"); else amount=(--budget "${BUDGET:-5m}"); fi

mkdir -p "$out"
pids=()
for shard in $(seq 1 "$shards"); do
  # With a state, a shard that is started again goes on where it was.
  node "$whatif" ci --shard "$shard/$shards" "${amount[@]}" --workers 1 ${SEED:+--seed "$SEED"} ${KNOWN:+--known "$KNOWN"} \
    --out "$out/results/shard-$shard" --state "$out/state/shard-$shard" > "$out/shard-$shard.log" 2>&1 &
  pids+=("$!")
done
# A shard that found something ends with 1: the report says what.
for pid in "${pids[@]}"; do wait "$pid" || true; done

exec node "$whatif" merge "$out/results" --out "$out/merged" ${KNOWN:+--known "$KNOWN"} "$@"
