/**
 * Shapes: lists of keys with a small integer each, found by the order in which an object happens to have its keys, so
 * that nothing is sorted twice.
 */
export interface Shape {
  /** The same for every order of the same keys. */
  readonly id: number;
  /** The keys, sorted by code unit. */
  readonly keys: readonly string[];
  /** For each key in the order of the object: its place among the sorted ones. */
  readonly places: readonly number[];
}

interface Node {
  shape: Shape | null;
  readonly next: Map<string, Node>;
}

export class Shapes {
  private readonly root: Node = { shape: null, next: new Map() };
  private readonly ids = new Map<string, number>();

  /** The shape of an object with these keys, in the order of `Object.keys`. */
  of(keys: readonly string[]): Shape {
    let node = this.root;
    for (let at = 0; at < keys.length; at += 1) {
      const key = keys[at] as string;
      let next = node.next.get(key);
      if (next === undefined) {
        next = { shape: null, next: new Map() };
        node.next.set(key, next);
      }
      node = next;
    }
    return node.shape ?? (node.shape = this.make(keys));
  }

  private make(order: readonly string[]): Shape {
    const keys = [...order].sort();
    const text = JSON.stringify(keys);
    const id = this.ids.get(text) ?? this.ids.size + 1;
    this.ids.set(text, id);
    return { id, keys, places: order.map((key) => keys.indexOf(key)) };
  }
}
