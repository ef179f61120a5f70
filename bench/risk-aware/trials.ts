/** Settings of execution to compare, the strategy as it is first. */
export interface RiskTrial {
  readonly name: string
  readonly settings: Readonly<Record<string, unknown>>
}

/** Of a strategy that has sides, the book is long and short: a long-only book has the market's beta. */
const BOTH = { sides: 'long-short' }

export const RISK_TRIALS: readonly RiskTrial[] = [
  { name: 'as decided', settings: BOTH },
  { name: 'riskScaling', settings: { ...BOTH, riskScaling: true } },
  { name: 'maxSectorNet 0.03', settings: { ...BOTH, maxSectorNet: 0.03 } },
  { name: 'maxSectorGross 0.15', settings: { ...BOTH, maxSectorGross: 0.15 } },
  { name: 'maxBeta 0.02', settings: { ...BOTH, maxBeta: 0.02 } },
  { name: 'maxBeta 0', settings: { ...BOTH, maxBeta: 0 } },
  { name: 'volatilityTarget 0.02', settings: { ...BOTH, volatilityTarget: 0.02 } },
  {
    name: 'volatilityTarget 0.05, maxGrossExposure 3',
    settings: { ...BOTH, volatilityTarget: 0.05, maxGrossExposure: 3 },
  },
  {
    name: 'riskScaling, net 0.03, beta 0.02, target 0.02',
    settings: {
      ...BOTH,
      riskScaling: true,
      maxSectorNet: 0.03,
      maxBeta: 0.02,
      volatilityTarget: 0.02,
    },
  },
]
