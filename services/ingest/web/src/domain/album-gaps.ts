/** RemoteServices that were taken out of an album, and the item behind which they stood; `undefined` for its beginning. */
export interface Gap {
  after: string | undefined;
  uploadIds: readonly string[];
}

/** Where items of an album stood before they were taken out: filled one after another, the gaps give the old order. */
export function gapsOf(order: readonly string[], taken: ReadonlySet<string>): Gap[] {
  const gaps: { after: string | undefined; uploadIds: string[] }[] = [];
  let before: string | undefined;
  let open = false;
  for (const uploadId of order) {
    if (!taken.has(uploadId)) {
      before = uploadId;
      open = false;
      continue;
    }
    if (open) gaps.at(-1)?.uploadIds.push(uploadId);
    else gaps.push({ after: before, uploadIds: [uploadId] });
    open = true;
  }
  return gaps;
}
