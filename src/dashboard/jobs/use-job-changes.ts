import { useEffect, useState } from 'preact/hooks'
import { JobChanges, type JobRowFragment } from '../api/operations.js'
import { subscribe } from '../api/subscribe.js'

/** Between the end of a stream and the next. */
const RETRY_MS = 5000

export interface JobChange {
  /** The newest state of each job that changed, by id. */
  readonly jobs: ReadonlyMap<string, JobRowFragment>
  /** Whether changes arrive as they happen. */
  readonly live: boolean
}

/** Jobs as they change, by subscription. */
export function useJobChanges(): JobChange {
  const [jobs, setJobs] = useState<ReadonlyMap<string, JobRowFragment>>(new Map())
  const [live, setLive] = useState(false)
  useEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    const onEvent = ({ jobProgress }: { readonly jobProgress: JobRowFragment }) =>
      setJobs((before) => new Map(before).set(jobProgress.id, jobProgress))
    const follow = async () => {
      while (!signal.aborted) {
        setLive(true)
        await subscribe(JobChanges, {}, { signal, onEvent }).catch(() => undefined)
        if (signal.aborted) return
        setLive(false)
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
      }
    }
    void follow()
    return () => controller.abort()
  }, [])
  return { jobs, live }
}
