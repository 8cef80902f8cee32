/** Longest side of the large preview, in pixels. */
const MAX_SIDE = 1440;

/** The size of an item's large preview; a smaller original is not enlarged. */
export function previewSize({ width, height }: { width: number; height: number }): { width: number; height: number } {
  const scale = Math.min(1, MAX_SIDE / Math.max(width, height));
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}
