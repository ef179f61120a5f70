import type { z } from 'zod'
import type { LongConvParams } from '../../policy/long-conv.js'
import { longConv } from '../../policy/trained-policy.js'
import { longConvSettings } from '../long-conv-settings.js'
import { trainedBy } from './trained-on-residuals.js'

/**
 * The long convolution of Attention Factors: what is left of it without the factors that attend to
 * characteristics.
 */
export const longConvOn = trainedBy<z.output<z.ZodObject<typeof longConvSettings>>, LongConvParams>(
  { settings: longConvSettings, network: longConv },
)
