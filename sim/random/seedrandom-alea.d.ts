/** `@types/seedrandom` types only the package's main module, which also seeds a global pool; we use alea alone. */
declare module 'seedrandom/lib/alea.js' {
  /** A generator of its own, seeded by the text alone: numbers in [0, 1), or signed 32-bit integers. */
  export default function alea(seed: string): { (): number; int32(): number };
}
