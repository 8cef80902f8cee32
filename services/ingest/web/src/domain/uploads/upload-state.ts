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
  | 'rejected'
  | 'failed'
  | 'cancelled';

/** What the server calls the states of an upload. */
export type ServerState = 'receiving' | 'waiting' | 'scanning' | 'storing' | 'done' | 'rejected';

const OVER: ReadonlySet<UploadState> = new Set(['stored', 'duplicate', 'rejected', 'failed', 'cancelled']);
const PROCESSING: ReadonlySet<UploadState> = new Set(['queued', 'scanning', 'storing']);
const PROBLEMS: ReadonlySet<UploadState> = new Set(['rejected', 'failed']);

/** Whether nothing more will happen to a file by itself. */
export const isOver = (state: UploadState): boolean => OVER.has(state);

/** Whether the server has all of a file and is at work on it. */
const isProcessing = (state: UploadState): boolean => PROCESSING.has(state);

/** Whether the user should know of it. */
export const isProblem = (state: UploadState): boolean => PROBLEMS.has(state);

/** Whether a file can be paused: until the server has all of it. */
export const isPausable = (state: UploadState): boolean => !isOver(state) && !isProcessing(state) && state !== 'paused';

/** What the server's word means here, while the upload has not ended. */
export function processingState(word: ServerState): UploadState {
  return word === 'scanning' || word === 'storing' ? word : 'queued';
}
