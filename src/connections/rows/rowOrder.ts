/** Labels of rows: how they are sorted, and how they are shortened. */

let collator: Intl.Collator | undefined;

/** Compares names; digits in them as numbers. */
export function byName(a: string, b: string): number {
  collator ??= new Intl.Collator(undefined, { numeric: true }); // takes longer to make than all rows
  return collator.compare(a, b);
}

export interface LongLabel {
  readonly label: string;
  /** Most characters to show, the ellipsis included. */
  readonly most: number;
}

/**
 * Shortens labels in the middle, so that the state behind them stays visible in a narrow view. Two different labels
 * that would look the same stay whole.
 */
export function shortLabels(labels: readonly LongLabel[]): readonly string[] {
  const meant = new Map<string, Set<string>>();
  for (const long of labels) {
    const short = shortened(long);
    meant.set(short, (meant.get(short) ?? new Set()).add(long.label));
  }
  return labels.map((long) => {
    const short = shortened(long);
    return meant.get(short)?.size === 1 ? short : long.label;
  });
}

function shortened({ label, most }: LongLabel): string {
  const characters = Array.from(label);
  if (characters.length <= most) {
    return label;
  }
  const end = Math.floor((most - 1) / 2);
  return `${characters.slice(0, most - 1 - end).join('')}…${characters.slice(-end).join('')}`;
}
