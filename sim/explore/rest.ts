/**
 * When a world that still has periods and back-offs pending is at rest: it is back in a state that it was in before, and
 * each of them fired twice since. (Design section 5, in timed runs.)
 */
export class RestWatch {
  private firings = 0;
  /** How many had fired when a state was first seen. */
  private readonly firstSeen = new Map<string, number>();
  /** The last two firings of each recurring event, by content. */
  private readonly lastTwo = new Map<number, readonly [number, number]>();

  /** A recurring event fired. */
  fired(content: number): void {
    this.firings += 1;
    this.lastTwo.set(content, [this.lastTwo.get(content)?.[1] ?? 0, this.firings]);
  }

  /** Nothing but `recurring` is ready to fire in this state. Returns whether that is rest. */
  isRest(state: string, recurring: readonly number[]): boolean {
    const since = this.firstSeen.get(state);
    if (since === undefined) {
      this.firstSeen.set(state, this.firings);
      return false;
    }
    return recurring.every((content) => (this.lastTwo.get(content)?.[0] ?? 0) > since);
  }
}
