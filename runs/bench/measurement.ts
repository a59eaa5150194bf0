/** What one process measures, as plain data. Times are wall-clock seconds; CPU time is that of the whole process. */

export type Measurement = EngineMeasurement | CampaignMeasurement | MemoryMeasurement | BaselineMeasurement;

/** One engine in one thread. */
export interface EngineMeasurement {
  readonly kind: 'engine';
  /** The first share of the time: learning steps, and the compiler of the JavaScript engine. */
  readonly warmUp: Pace;
  /** The rest. */
  readonly after: Pace;
}

export interface Pace {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly runs: number;
  readonly steps: number;
  readonly events: number;
  readonly handlerRuns: number;
  readonly runsViolated: number;
  readonly simulatedHours: number;
}

export interface CampaignMeasurement {
  readonly kind: 'campaign';
  readonly workers: number;
  readonly seconds: number;
  readonly events: number;
  readonly runs: number;
}

/** What a process holds after so many runs, garbage collected. */
export interface MemoryMeasurement {
  readonly kind: 'memory';
  readonly after: readonly { readonly runs: number; readonly residentMegabytes: number; readonly heapMegabytes: number }[];
  readonly evictions: number;
}

/** A bare loop: the next callback off a binary heap, which puts another one on it. */
export interface BaselineMeasurement {
  readonly kind: 'baseline';
  readonly eventsPerSecond: number;
}
