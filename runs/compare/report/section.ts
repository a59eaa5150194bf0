/** A part of a report: sentences, a table, a picture. The terminal, Markdown and HTML show the same ones. */
export interface Section {
  readonly title: string;
  readonly sentences: readonly string[];
  /** What words mean: not in the terminal. */
  readonly notes?: readonly string[];
  readonly tables: readonly ReportTable[];
  /** What the terminal shows instead of these tables. */
  readonly brief?: readonly ReportTable[];
  /** What happened in the executions behind a table's cells. */
  readonly stories?: readonly Story[];
  /** Inline SVG, for HTML alone: its table says the same. */
  readonly charts?: readonly string[];
  /** Folded as a whole where that is possible. */
  readonly long?: true;
  /** All of its stories belong in the terminal. */
  readonly whole?: true;
}

export interface ReportTable {
  readonly title: string | null;
  readonly columns: readonly { readonly head: string; readonly isNumber?: true }[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface Cell {
  readonly text: string;
  /** How it is to be taken: never by its colour alone. */
  readonly tone?: 'good' | 'bad' | 'open';
}

export interface Story {
  readonly title: string;
  readonly lines: readonly string[];
  readonly replay: string;
}

export function cell(text: string, tone?: Cell['tone']): Cell {
  return tone === undefined ? { text } : { text, tone };
}
