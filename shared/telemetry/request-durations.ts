/** Upper bounds of the histogram's buckets, milliseconds. */
const BOUNDS = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000]
const NAME = 'kafka_rest_request_duration_seconds'

/** The histogram of how long requests take. */
export interface RequestDurations {
  observe(operation: string, status: number, ms: number): void
  /** In Prometheus' text format 0.0.4. */
  text(): string
}

interface Series {
  readonly labels: string
  /** By bucket, not cumulated; the last one is for what is longer than all bounds. */
  readonly counts: number[]
  sumMs: number
}

/** Our own, as it counts every request: prom-client's takes a good part of what a small request costs in all. */
export function createRequestDurations(): RequestDurations {
  const operations = new Map<string, Map<number, Series>>()

  function seriesOf(operation: string, status: number): Series {
    let statuses = operations.get(operation)
    if (!statuses) {
      statuses = new Map()
      operations.set(operation, statuses)
    }
    let series = statuses.get(status)
    if (!series) {
      const labels = `operation="${operation}",status="${status}"`
      series = { labels, counts: new Array(BOUNDS.length + 1).fill(0), sumMs: 0 }
      statuses.set(status, series)
    }
    return series
  }

  return {
    observe(operation, status, ms) {
      const series = seriesOf(operation, status)
      let bucket = 0
      while (bucket < BOUNDS.length && ms > (BOUNDS[bucket] as number)) bucket++
      series.counts[bucket] = (series.counts[bucket] as number) + 1
      series.sumMs += ms
    },
    text() {
      const all = [...operations.values()].flatMap((statuses) => [...statuses.values()])
      const head = `# HELP ${NAME} Time from a request’s head to its answer, by operation and status.\n# TYPE ${NAME} histogram\n`
      return head + all.map(seriesText).join('')
    },
  }
}

function seriesText({ labels, counts, sumMs }: Series): string {
  let count = 0
  const buckets = counts.map((own, index) => {
    count += own
    const bound = BOUNDS[index]
    return `${NAME}_bucket{${labels},le="${bound === undefined ? '+Inf' : bound / 1000}"} ${count}\n`
  })
  return `${buckets.join('')}${NAME}_sum{${labels}} ${sumMs / 1000}\n${NAME}_count{${labels}} ${count}\n`
}
