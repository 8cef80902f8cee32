/** How far a file has come, in the order in which it can happen. */
export type UploadState =
  | 'waiting'
  | 'hashing'
  | 'sending'
  | 'retrying'
  | 'paused'
  | 'queued'
  | 'scanning'
  | 'storing'
  | 'stored'
  | 'duplicate'
  | 'refused'
  | 'failed'
  | 'cancelled';

/** What the server calls the states of an upload. */
export type ServerState = 'receiving' | 'waiting' | 'scanning' | 'storing' | 'done' | 'rejected';

const OVER: ReadonlySet<UploadState> = new Set(['stored', 'duplicate', 'refused', 'failed', 'cancelled']);
const SETTLING: ReadonlySet<UploadState> = new Set(['queued', 'scanning', 'storing']);
const PROBLEMS: ReadonlySet<UploadState> = new Set(['refused', 'failed']);

/** Whether nothing more will happen to a file by itself. */
export const isOver = (state: UploadState): boolean => OVER.has(state);

/** Whether the server has all of a file and is at work on it. */
const isSettling = (state: UploadState): boolean => SETTLING.has(state);

/** Whether the user should know of it. */
export const isProblem = (state: UploadState): boolean => PROBLEMS.has(state);

/** Whether a file can be paused: until the server has all of it. */
export const isPausable = (state: UploadState): boolean => !isOver(state) && !isSettling(state) && state !== 'paused';

/** What the server's word means here, while the upload has not ended. */
export function settlingState(word: ServerState): UploadState {
  return word === 'scanning' || word === 'storing' ? word : 'queued';
}
