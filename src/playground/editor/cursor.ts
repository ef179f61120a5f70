import { signal } from '@preact/signals'

/** Offset of the cursor in the query of the open tab. */
export const cursor = signal(0)
