"""What a fleet of clusters cost, by Apache Spark: one task for each recording and day, each of which runs prorata.

    spark-submit fleet_cost.py --recordings s3-mount/recordings --window 2026-11-09,2026-11-16 --out cost

Writes into the folder of --out:
    total.partial.json   the parts of all tasks added up, exactly; `prorata merge total.partial.json` prints it
    rows.parquet/        a row per cluster, day and group, money as whole numbers; in folders cluster=… and day=…
    focus/               with --focus: a Cost and Usage file (FOCUS) per cluster and day, compressed

Every node of the Spark cluster needs the `prorata` executable (--prorata says where) and the recordings under the same
path. A task that is lost is run again by Spark; its part is the same to the last unit, so the sum is.
"""

import argparse
import gzip
import json
import os
import subprocess
import tempfile
from datetime import datetime, timedelta, timezone

import pyarrow as pa
from pyspark.sql import SparkSession
from pyspark.sql.types import IntegerType, LongType, StringType, StructField, StructType

PARTS = StructType([StructField("cluster", StringType()), StructField("day", StringType()), StructField("part", StringType())])
MERGED = StructType([StructField("part", StringType())])
# The same for every cluster and day, so that Spark need not read the parts to know it.
ROWS = StructType(
    [
        StructField("cluster", StringType()),
        StructField("day", StringType()),
        StructField("kind", StringType()),
        StructField("key", StringType()),
        StructField("currency", StringType()),
        StructField("digits", IntegerType()),
        StructField("cost", LongType()),
    ]
)


def run(command, what):
    """Standard output of prorata; its own words where it fails. Exit code 1 says that notices are errors."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or not done.stdout:
        raise RuntimeError(f"{what}: prorata ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def manifest_of(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as lines:
        return json.loads(next(lines))


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).replace(tzinfo=timezone.utc)


def days_of(window, recorded):
    """Days of the window that the recording has, cut at midnight: parts that meet at whole hours add up exactly."""
    begin, end = (max if edge == 0 else min for edge in (0, 1))
    begin = begin(instant(window[0]), instant(recorded["start"]))
    end = end(instant(window[1]), instant(recorded["end"]))
    while begin < end:
        midnight = begin.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        yield begin.strftime("%Y-%m-%dT%H:%M:%SZ"), min(midnight, end).strftime("%Y-%m-%dT%H:%M:%SZ")
        begin = midnight


def tasks_of(folder, window):
    """(path, cluster, start, end) of everything that is to be computed."""
    names = sorted(name for name in os.listdir(folder) if name.endswith((".prorata.ndjson", ".prorata.ndjson.gz")))
    if not names:
        raise SystemExit(f"{folder}: there is no *.prorata.ndjson or *.prorata.ndjson.gz; make one with `prorata record`")
    tasks = []
    for name in names:
        path = os.path.join(folder, name)
        manifest = manifest_of(path)
        for start, end in days_of(window or (manifest["window"]["start"], manifest["window"]["end"]), manifest["window"]):
            tasks.append((path, manifest.get("cluster") or name, start, end))
    if not tasks:
        raise SystemExit("--window: no recording has any of it")
    return tasks


def allocate(prorata, question, focus):
    """For mapInArrow: a part for each task. focus: where its Cost and Usage file goes, if it is wanted."""

    def one(path, cluster, start, end):
        ask = [prorata, "allocate", "--metrics", path, "--window", f"{start},{end}", *question]
        if focus:
            folder = os.path.join(focus, f"cluster={cluster}")
            os.makedirs(folder, exist_ok=True)
            # Under a name of its own until it is whole: a task may be lost, or run twice.
            with tempfile.NamedTemporaryFile(dir=folder, suffix=".tmp", delete=False) as file:
                text = run([*ask, "--format", "focus"], f"{cluster} {start}")
                file.write(gzip.compress(text.encode(), mtime=0))
            os.replace(file.name, os.path.join(folder, f"{start[:10]}.csv.gz"))
        return run([*ask, "--partial"], f"{cluster} {start}")

    def batches(tables):
        for table in tables:
            for task in table.to_pylist():
                part = one(task["path"], task["cluster"], task["start"], task["end"])
                made = {"cluster": [task["cluster"]], "day": [task["start"][:10]], "part": [part]}
                yield pa.RecordBatch.from_pydict(made)

    return batches


def merge_texts(prorata, parts):
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for i, part in enumerate(parts):
            files.append(os.path.join(folder, f"{i}.json"))
            with open(files[-1], "w", encoding="utf-8") as file:
                file.write(part)
        return run([prorata, "merge", "--partial", *files], "merge")


def merge(prorata):
    """For mapInArrow: one part for all of a partition."""

    def batches(tables):
        parts = [part for table in tables for part in table.column("part").to_pylist()]
        if parts:
            yield pa.RecordBatch.from_pydict({"part": [merge_texts(prorata, parts)]})

    return batches


def rows_of(tables):
    """For mapInArrow: the rows of each part. Only json is needed to read them."""
    for table in tables:
        rows = []
        for given in table.to_pylist():
            part = json.loads(given["part"])
            for row in part["rows"]:
                rows.append(
                    {
                        "cluster": given["cluster"],
                        "day": given["day"],
                        "kind": row["kind"],
                        "key": "/".join(row["keys"]),
                        "currency": part["currency"],
                        "digits": part["digits"],
                        "cost": sum(row["stepCost"]),
                    }
                )
        if rows:
            yield pa.RecordBatch.from_pylist(rows, schema=ARROW_ROWS)


ARROW_ROWS = pa.schema(
    [
        ("cluster", pa.string()),
        ("day", pa.string()),
        ("kind", pa.string()),
        ("key", pa.string()),
        ("currency", pa.string()),
        ("digits", pa.int32()),
        ("cost", pa.int64()),
    ]
)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recordings", required=True, help="folder of recordings, one or more for each cluster")
    parser.add_argument("--window", help="START,END; without it all that is recorded")
    parser.add_argument("--out", required=True, help="folder to write to")
    parser.add_argument("--prorata", default="prorata", help="the executable on every node")
    parser.add_argument("--focus", action="store_true", help="also write Cost and Usage files")
    parser.add_argument("question", nargs="*", help="options of `prorata allocate`, behind --")
    options = parser.parse_args()

    window = tuple(options.window.split(",")) if options.window else None
    if window and len(window) != 2:
        parser.error("--window: expected START,END")
    tasks = tasks_of(os.path.abspath(options.recordings), window)
    out = os.path.abspath(options.out)
    focus = os.path.join(out, "focus") if options.focus else None

    spark = SparkSession.builder.appName("prorata").getOrCreate()
    given = spark.createDataFrame(tasks, ["path", "cluster", "start", "end"]).repartition(len(tasks))
    parts = given.mapInArrow(allocate(options.prorata, options.question, focus), PARTS).cache()
    parts.mapInArrow(rows_of, ROWS).write.mode("overwrite").partitionBy("cluster", "day").parquet(os.path.join(out, "rows.parquet"))

    # Merged within partitions first, so that the driver gets about as many parts as the fleet has cores. All of a cluster
    # lies in one of them: a merged part says which clusters and days it is about, not which day of which cluster.
    clusters = len({task[1] for task in tasks})
    merged = parts.repartition(max(1, min(clusters, spark.sparkContext.defaultParallelism)), "cluster")
    few = [row.part for row in merged.mapInArrow(merge(options.prorata), MERGED).collect()]
    with open(os.path.join(out, "total.partial.json"), "w", encoding="utf-8") as file:
        file.write(merge_texts(options.prorata, few))
    print(f"{len(tasks)} parts of {len({task[1] for task in tasks})} clusters are in {out}")
    spark.stop()


if __name__ == "__main__":
    main()
