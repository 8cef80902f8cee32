import type { Position } from '../api/item';

/** Degrees with their quarter of the globe, to about eleven metres: `51.4779° N, 0.0015° W`. */
export function position({ latitude, longitude }: Position): string {
  return `${degrees(latitude, 'N', 'S')}, ${degrees(longitude, 'E', 'W')}`;
}

function degrees(value: number, positive: string, negative: string): string {
  return `${Math.abs(value).toFixed(4)}° ${value < 0 ? negative : positive}`;
}
