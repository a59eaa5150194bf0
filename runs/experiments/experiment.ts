/** An experiment: a comparison of policies for a design review, with its budget and what would count as an answer. */
export interface Experiment {
  readonly name: string;
  /** What is asked, in a sentence. */
  readonly question: string;
  /** What would count as an answer, written down before it was run. */
  readonly answer: string;
  readonly scenario: string;
  /** The first one is what the others are compared with. */
  readonly policies: readonly string[];
  readonly profiles: readonly string[];
  /** So many seeds of each profile, the same for each policy. */
  readonly seeds: number;
  /** Their names begin with this one. */
  readonly campaignSeed: string;
  readonly check: CheckBudget | null;
  readonly tradeOff: TradeOffBudget | null;
  readonly robustness: RobustnessBudget | null;
}

/** The exhaustive check, per policy and class of faults. Budgets are states, so that each machine comes to the same verdict. */
export interface CheckBudget {
  readonly faultsMax: number;
  readonly statesMax: number;
  /** At most how many requests of users. */
  readonly requests: number;
}

/** The curves of wrong against late: one over message loss, one over slowness. */
export interface TradeOffBudget {
  readonly seeds: number;
  /** Multiples of the losses of `crashy`, and of the assumed durations. */
  readonly losses: readonly number[];
  readonly slowness: readonly number[];
}

/** Each assumed rate and duration, halved and doubled. */
export interface RobustnessBudget {
  /** So many seeds of each profile and variation. */
  readonly seeds: number;
}
